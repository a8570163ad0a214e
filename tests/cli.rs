//! The binary as people and programs run it: commands, exit statuses, pipes, narrow and colourless terminals.

use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::{Command as Process, Stdio};

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;
use unicode_width::UnicodeWidthStr;

/// The program in an empty folder, with none of the settings of whoever runs the tests.
#[must_use]
struct Sparring {
    folder: TempDir,
    personas: bool,
    settings: Vec<(&'static str, String)>,
}

struct Outcome {
    out: String,
    errors: String,
    status: i32,
}

const LENA: &str = include_str!("fixtures/lena.toml");
const LAST_WORDS: &str = "\n[[ending]]\nending = \"abandoned\"\nsays = [\"Hello?\", \"Gone, then.\"]\n";

impl Sparring {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder can be made");
        Self { folder, personas: false, settings: Vec::new() }
    }

    /// Adds a small client of the tests' own, called Lena.
    fn with_lena(self) -> Self {
        self.with_persona("lena", &format!("{LENA}{LAST_WORDS}"))
    }

    fn with_persona(mut self, id: &str, source: &str) -> Self {
        let folder = self.folder.path().join("personas/en");
        fs::create_dir_all(&folder).expect("a folder can be made");
        fs::write(folder.join(format!("{id}.toml")), source).expect("a file can be written");
        self.personas = true;
        self
    }

    fn with(mut self, name: &'static str, value: &str) -> Self {
        self.settings.push((name, value.to_owned()));
        self
    }

    fn settings(&self) -> Vec<(&'static str, String)> {
        let mut settings = self.settings.clone();
        if self.personas {
            settings.push(("SPARRING_PERSONAS", "personas".to_owned()));
        }
        settings
    }

    #[track_caller]
    fn run(&self, arguments: &[&str], input: &str) -> Outcome {
        let output = Command::new(assert_cmd::cargo::cargo_bin!("sparring"))
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .envs(self.settings())
            .write_stdin(input)
            .output()
            .expect("the program starts");
        Outcome {
            out: String::from_utf8(output.stdout).expect("the output is text"),
            errors: String::from_utf8(output.stderr).expect("the errors are text"),
            status: output.status.code().expect("the program ends by itself"),
        }
    }
}

impl Outcome {
    #[track_caller]
    fn fine(self) -> String {
        assert_eq!(self.status, 0, "{}", self.errors);
        assert!(!self.errors.contains("panicked"), "{}", self.errors);
        self.out
    }

    #[track_caller]
    fn fails(self, status: i32, words: &[&str]) -> String {
        assert_eq!(self.status, status, "{}{}", self.out, self.errors);
        for word in words {
            assert!(self.errors.contains(word) || self.out.contains(word), "{word:?} in {}{}", self.out, self.errors);
        }
        self.errors
    }
}

fn events(out: &str) -> Vec<Value> {
    out.lines().map(|line| serde_json::from_str(line).expect("each line is a JSON object")).collect()
}

#[test]
fn help_and_version_are_no_failures() {
    for arguments in [&["--help"][..], &["rehearse", "--help"], &["personas", "check", "--help"], &["--version"]] {
        assert!(Sparring::new().run(arguments, "").fine().contains("sparring"), "{arguments:?}");
    }
}

#[test]
fn wrong_usage_is_2() {
    let sparring = Sparring::new().with_lena();
    sparring.run(&["dance"], "").fails(2, &["dance"]);
    sparring.run(&["rehearse", "lena", "--difficulty", "easy"], "").fails(2, &["gentle, normal, hard"]);
    sparring.run(&["rehearse", "lena", "--seed", "x"], "").fails(2, &["--seed"]);
    sparring.run(&["rehearse", "nobody"], "").fails(2, &["no client `nobody`", "lena"]);
    sparring.run(&["rehearse", "lena", "--lang", "xx"], "").fails(2, &["no language `xx`", "en"]);
    sparring.run(&["personas", "show", "nobody"], "").fails(2, &["nobody"]);
    sparring.run(&["personas", "check", "nowhere"], "").fails(2, &["nowhere"]);
}

#[test]
fn a_broken_setting_is_one_sentence_without_its_secret() {
    let sparring = Sparring::new();
    fs::write(sparring.folder.path().join(".env"), "DISCORD_TOKEN='secret\n").expect("a file can be written");
    let errors = sparring.run(&["personas"], "").fails(2, &[".env"]);
    assert!(!errors.contains("secret"), "{errors}");
}

#[test]
fn completions_are_printed_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(Sparring::new().run(&["completions", shell], "").fine().contains("rehearse"), "{shell}");
    }
}

#[test]
fn personas_are_listed_and_shown_without_their_type() {
    let sparring = Sparring::new().with_lena();
    for arguments in
        [&["personas"][..], &["personas", "list"], &["personas", "show", "lena"], &["personas", "show", "LENA"]]
    {
        let out = sparring.run(arguments, "").fine();
        assert!(out.contains("Lena") && out.contains("A kettle leaked."), "{out}");
        assert!(!out.contains("The kettle"), "{out}");
    }
}

#[test]
fn the_built_in_personas_are_sound() {
    let out = Sparring::new().run(&["personas", "check", "--bouts", "0"], "").fine();
    assert!(!out.contains("fault:") && !out.contains("warning:"), "{out}");
}

/// A file with many faults gives all of them, each with its line, and the other files stay.
#[test]
fn every_fault_of_a_file_is_told_at_once() {
    let broken = LENA
        .replace("id = \"lena\"", "id = \"kettle\"")
        .replace("nickname =", "nick_name =")
        .replace("heat = 62", "heat = 620")
        .replace("\"value your call\"", "\"(value your call\"")
        .replace("worth = \"good\"", "worth = \"godo\"")
        .replace("id = \"plain\"", "id = \"plain\"\nwhen = { told = [\"sinse\"], moves = [\"apologise\"], heat = 60 }");
    let sparring = Sparring::new().with_lena().with_persona("broken", &broken);
    let outcome = sparring.run(&["personas", "check", "personas", "--bouts", "20"], "");
    assert_eq!(outcome.status, 1);
    insta::assert_snapshot!(outcome.out);

    let listed = sparring.run(&["personas", "list"], "");
    assert!(listed.errors.contains("broken.toml:"), "{}", listed.errors);
    let out = listed.fine();
    assert!(out.contains("Lena") && !out.contains("kettle:"), "{out}");
}

#[test]
fn files_that_are_no_text_or_no_persona_are_told() {
    let sparring = Sparring::new().with_lena().with_persona("empty", "").with_persona("torn", "id = \"torn\nname = ");
    fs::write(sparring.folder.path().join("personas/en/bytes.toml"), [0xff, 0xfe]).expect("a file can be written");
    fs::create_dir(sparring.folder.path().join("personas/xx")).expect("a folder can be made");
    fs::write(sparring.folder.path().join("personas/xx/a.toml"), "").expect("a file can be written");
    let out = sparring.run(&["personas", "check", "personas", "--bouts", "20"], "");
    assert_eq!(out.status, 1);
    for words in [
        "empty.toml:1:1: fault: the key `id` is missing",
        "torn.toml:1:11: fault: this is not TOML",
        "UTF-8",
        "no language `xx`",
    ] {
        assert!(out.out.contains(words), "{words}: {}", out.out);
    }
    let missing = Sparring::new().with("SPARRING_PERSONAS", "nowhere").run(&["personas"], "");
    missing.fails(1, &["nowhere", "SPARRING_PERSONAS"]);
}

#[test]
fn the_same_seed_and_replies_give_the_same_bytes() {
    let sparring = Sparring::new().with_lena();
    let replies = "Good morning.\nWhen did it break?\nI am sorry, that is our fault.\n";
    let arguments = ["rehearse", "lena", "--seed", "7", "--json"];
    let first = sparring.run(&arguments, replies).fine();
    assert_eq!(first, sparring.run(&arguments, replies).fine());
    let without_last_break = sparring.run(&arguments, replies.trim_end()).fine();
    assert_eq!(first, without_last_break);
    let dos = sparring.run(&arguments, &replies.replace('\n', "\r\n")).fine();
    assert_eq!(first, dos);
}

#[test]
fn json_lines_have_the_fields_of_the_contract() {
    let out = Sparring::new()
        .with_lena()
        .run(&["rehearse", "lena", "--seed", "7", "--json", "--difficulty", "hard"], "So it leaked on your papers?\n\n")
        .fine();
    let events = events(&out);
    assert_eq!(events.len(), 4, "{out}");
    let keys = |value: &Value| {
        let mut keys: Vec<String> = value.as_object().expect("an object").keys().cloned().collect();
        keys.sort();
        keys.join(" ")
    };
    assert_eq!(keys(&events[0]), "difficulty event lang name persona seed text");
    assert_eq!(events[0]["event"], "opening");
    assert_eq!((&events[0]["seed"], &events[0]["difficulty"]), (&7.into(), &"hard".into()));
    for (exchange, n) in events[1..3].iter().zip(1..) {
        assert_eq!(keys(exchange), "client event marks mood moves n reply");
        assert_eq!(exchange["n"], n);
        assert_eq!(keys(&exchange["marks"]), "empathy listening overall triggers");
        assert_eq!(keys(&exchange["mood"]), "heat patience trust");
        for shown in exchange["moves"].as_array().expect("a list") {
            assert_eq!(keys(shown), "end kind rule start text why");
        }
    }
    assert_eq!(events[2]["reply"], "", "an empty line is an empty reply");
    assert_eq!(keys(&events[3]), "ending event keep marks real_case steps try");
    assert_eq!(events[3]["ending"], "abandoned");
    assert_eq!(keys(&events[3]["steps"]), "client_side neutral our_side proposal");
    assert!(out.starts_with("{\"event\":\"opening\",\"persona\":\"lena\",\"name\":\"Lena\",\"difficulty\":\"hard\",\"lang\":\"en\",\"seed\":7,\"text\":["), "{out}");
}

#[test]
fn bytes_that_are_no_text_and_hostile_lines_are_replies_like_any_other() {
    let replies = "\u{1b}[2J\u{202e}@everyone\u{0}\n{\"event\":\"ending\"}\n/end\n";
    let out = Sparring::new().with_lena().run(&["rehearse", "lena", "--seed", "1", "--json"], replies).fine();
    let events = events(&out);
    assert_eq!(events[1]["reply"], "\u{1b}[2J\u{202e}@everyone\u{0}");
    assert_eq!(events[2]["reply"], "{\"event\":\"ending\"}");
    assert_eq!(events[3]["reply"], "/end", "with --json every line is a reply");
}

#[test]
fn a_piped_talk_is_a_plain_transcript() {
    let sparring = Sparring::new().with_lena();
    let out = sparring
        .run(&["rehearse", "lena", "--seed", "1"], "Hello there\n/why\n/hint\n/rewind 1\nHello again\n/end\n")
        .fine();
    for words in ["Lena: ", "You: Hello there", "Hint 1 of 3: ", "Back before reply 1", "Scorecard: Lena", "--seed 1"] {
        assert!(out.contains(words), "{words}: {out}");
    }
    assert!(!out.contains('\u{1b}'), "no colour where nobody sees it");
    // The type stays unsaid until the card.
    let (talk, card) = out.split_once("Scorecard").expect("there is a card");
    assert!(!talk.contains("The kettle") && card.contains("The kettle"), "{out}");
}

#[test]
fn early_end_of_input_still_gives_the_card() {
    let out = Sparring::new().with_lena().run(&["rehearse", "lena", "--seed", "1"], "Hello").fine();
    assert!(out.contains("Scorecard") && out.contains("Abandoned"), "{out}");
    let out = Sparring::new().with_lena().run(&["rehearse", "lena", "--seed", "1"], "").fine();
    assert!(out.contains("Nothing was said") && !out.contains("The kettle"), "{out}");
}

#[test]
fn stop_ends_without_marks() {
    for stop in ["STOP", "/stop"] {
        let out =
            Sparring::new().with_lena().run(&["rehearse", "lena"], &format!("Hello\n{stop}\nunsaid words\n")).fine();
        assert!(out.contains("Stopped.") && !out.contains("Scorecard") && !out.contains("unsaid words"), "{out}");
    }
}

#[test]
fn unknown_commands_are_told_and_not_played() {
    let out = Sparring::new().with_lena().run(&["rehearse", "lena"], "/hnit\n/rewind 9\n/rewind x\n").fine();
    assert!(out.contains("There is no /hnit here.") && out.contains("/rewind N"), "{out}");
    assert!(!out.contains("You: "), "none of these is a reply: {out}");
}

#[test]
fn without_a_name_there_is_a_list_of_people_not_types() {
    let sparring = Sparring::new().with_lena();
    let names = sparring.run(&["personas", "list"], "").fine();
    let at = names.lines().filter(|l| !l.starts_with(' ')).position(|l| l.starts_with("lena")).expect("Lena is there");
    for arguments in [&["rehearse"][..], &[]] {
        let out = sparring.run(arguments, &format!("99\n{}\nHello\n", at + 1)).fine();
        let (list, talk) = out.split_once("no client \"99\"").expect("99 is refused");
        assert!(list.contains("A kettle leaked.") && !list.contains("The kettle") && !list.contains("lena"), "{list}");
        assert!(talk.contains("Lena: ") && talk.contains("Scorecard: Lena"), "{talk}");
    }
    let out = sparring.run(&["rehearse"], "").fine();
    assert!(!out.contains("Scorecard"), "nobody was chosen: {out}");
}

#[test]
fn narrow_windows_hold_every_line() {
    for columns in [20, 24, 40] {
        let sparring = Sparring::new().with_lena().with("COLUMNS", &columns.to_string());
        let out = sparring
            .run(
                &["rehearse", "lena", "--seed", "1"],
                "A loooooooooooooooooooooooooong word, and 日本語日本語日本語日本語\n/why\n/help\n",
            )
            .fine();
        // The command to play it again stays whole, to be copied.
        for line in out.lines().filter(|line| !line.starts_with("sparring rehearse ")) {
            assert!(line.width() <= columns, "{columns} columns: {line:?}");
        }
        sparring.run(&["personas", "show", "lena"], "").fine();
    }
}

#[test]
fn control_characters_in_replies_do_nothing() {
    let out = Sparring::new().with_lena().run(&["rehearse", "lena"], "a\u{1b}[2Jb\u{7}c\u{202e}d\n").fine();
    assert!(out.contains("You: a\u{FFFD}[2Jb\u{FFFD}cd"), "{out:?}");
    assert!(!out.contains('\u{1b}') && !out.contains('\u{202e}'), "{out:?}");
}

/// Whoever reads the output may go at any time; the program then ends without a word.
#[test]
fn a_closed_pipe_is_no_failure() {
    let sparring = Sparring::new().with_lena();
    for arguments in
        [&["rehearse", "lena", "--json"][..], &["rehearse", "lena"], &["personas", "list"], &["completions", "bash"]]
    {
        let mut child = Process::new(assert_cmd::cargo::cargo_bin!("sparring"))
            .args(arguments)
            .current_dir(sparring.folder.path())
            .env_clear()
            .envs(sparring.settings())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        drop(child.stdout.take());
        let mut errors = String::new();
        child.stderr.take().expect("it is piped").read_to_string(&mut errors).expect("the errors are text");
        let status = child.wait().expect("the program ends");
        assert!(status.success() && errors.is_empty(), "{arguments:?}: {status} {errors}");
    }
}

#[test]
fn an_env_file_is_read() {
    let sparring = Sparring::new().with_lena();
    let bare = Sparring { folder: sparring.folder, personas: false, settings: Vec::new() };
    let env: &Path = &bare.folder.path().join(".env");
    fs::write(env, "SPARRING_PERSONAS=personas\n").expect("a file can be written");
    assert!(bare.run(&["personas"], "").fine().contains("Lena"));
}

#[test]
fn a_full_disk_is_told() {
    let Ok(full) = fs::OpenOptions::new().write(true).open("/dev/full") else {
        return; // There is no such device on this system.
    };
    let sparring = Sparring::new().with_lena();
    for arguments in [&["rehearse", "lena", "--json"][..], &["personas", "list"], &["completions", "bash"]] {
        let output = Process::new(assert_cmd::cargo::cargo_bin!("sparring"))
            .args(arguments)
            .current_dir(sparring.folder.path())
            .env_clear()
            .envs(sparring.settings())
            .stdin(Stdio::null())
            .stdout(full.try_clone().expect("the device can be opened again"))
            .stderr(Stdio::piped())
            .output()
            .expect("the program starts");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {errors}");
        assert!(errors.contains("No space left"), "{errors}");
    }
}

#[test]
fn practising_needs_no_sound_settings_of_the_bot() {
    let sparring = Sparring::new().with_lena().with("DISCORD_TOKEN", "with blanks").with("SPARRING_HTTP", "8080");
    sparring.run(&["rehearse", "lena", "--json"], "Hello\n").fine();
    sparring.run(&["personas"], "").fine();
}

#[test]
fn a_token_decides_what_runs_without_a_command() {
    let refused = Sparring::new().with("DISCORD_TOKEN", "secret with blanks");
    for arguments in [&[][..], &["serve"]] {
        let errors = refused.run(arguments, "").fails(2, &["DISCORD_TOKEN"]);
        assert!(!errors.contains("secret"), "{errors}");
    }
    Sparring::new().run(&["serve"], "").fails(2, &["DISCORD_TOKEN", ".env"]);
    let list = Sparring::new().with_lena().with("DISCORD_TOKEN", " ").run(&[], "").fine();
    assert!(list.contains("Lena"), "{list}");
}

#[test]
fn score_answers_every_line_in_order_and_names_the_bad_ones() {
    let lines = [
        r#"{"id":1,"history":[{"speaker":"client","text":"The kettle leaks on my papers!"}],"reply":"So it leaked on your papers?"}"#,
        "no JSON",
        r#"{"id":"two","reply":"ok","persona":"nobody"}"#,
        r#"{"id":3,"reply":"ok","lang":"xx"}"#,
        r#"{"id":4,"history":[],"reply":"We are sorry for any inconvenience.","persona":"lena"}"#,
        r#"{"id":5}"#,
    ];
    let sparring = Sparring::new().with_lena();
    let outcome = sparring.run(&["score"], &lines.join("\n"));
    assert_eq!(outcome.status, 1, "{}", outcome.errors);
    let answers = events(&outcome.out);
    assert_eq!(answers.len(), lines.len(), "{}", outcome.out);
    for (at, id) in [(0, Value::from(1)), (4, Value::from(4))] {
        assert_eq!(answers[at]["id"], id);
        for mark in ["empathy", "listening", "triggers", "overall"] {
            assert!(answers[at][mark].as_u64().is_some_and(|m| m <= 100), "{}", answers[at]);
        }
        assert!(answers[at]["moves"].is_array());
    }
    for (at, word) in [(2, "nobody"), (3, "xx")] {
        assert!(answers[at]["error"].as_str().is_some_and(|e| e.contains(word)), "{}", answers[at]);
    }
    assert_eq!(answers[2]["id"], "two");
    assert!(answers[1].get("id").is_none() && answers[1]["error"].is_string());
    assert_eq!(answers[5]["id"], 5);

    let fine = sparring.run(&["score"], &format!("{}\n{}\n", lines[0], lines[4])).fine();
    assert_eq!(fine.lines().count(), 2);
    assert_eq!(sparring.run(&["score"], "").fine(), "");
}

#[test]
fn rules_are_printed_from_the_table_that_marks() {
    let sparring = Sparring::new();
    let all = sparring.run(&["rules"], "").fine();
    let shields = sparring.run(&["rules", "policy_shield"], "").fine();
    assert!(all.contains(&shields) && shields.lines().count() < all.lines().count());
    assert!(shields.contains("(policy_shield)") && shields.contains("Why: "), "{shields}");
    sparring.run(&["rules", "nothing.such"], "").fails(2, &["nothing.such"]);
}

#[test]
fn the_page_of_rules_is_the_one_that_is_printed() {
    const WRITE: &str = "write it with: cargo run -- rules --markdown > docs/rules.md";
    let printed = Sparring::new().run(&["rules", "--markdown"], "").fine();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules.md");
    let kept = fs::read_to_string(path).unwrap_or_else(|fault| panic!("docs/rules.md: {fault}; {WRITE}"));
    let differs = printed.lines().zip(kept.lines()).find(|(a, b)| a != b);
    assert!(printed == kept, "docs/rules.md is not what the program prints ({differs:?}); {WRITE}");
    for heading in printed.lines().filter(|line| line.starts_with('#')) {
        assert_eq!(printed.lines().filter(|line| *line == heading).count(), 1, "{heading} stands twice");
    }
    Sparring::new().run(&["rules", "--markdown", "apology"], "").fails(2, &["cannot be used with"]);
}

#[test]
fn a_backup_is_a_database_and_never_made_of_nothing() {
    let sparring = Sparring::new();
    sparring.run(&["backup", "copy.db"], "").fails(2, &["no database", "SPARRING_DATABASE"]);
    assert!(!sparring.folder.path().join("copy.db").exists());

    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime can be made");
    let path = sparring.folder.path().join("data/sparring.db");
    runtime.block_on(async {
        let store = sparring::store::Store::open(&path).await.expect("a database can be made");
        store.close().await.expect("it can be closed");
    });
    sparring.run(&["backup", "copy.db"], "").fine();
    let copy = fs::read(sparring.folder.path().join("copy.db")).expect("the copy is there");
    assert!(copy.starts_with(b"SQLite format 3"));
    sparring.run(&["backup", "data/sparring.db"], "").fails(1, &["itself"]);
}

#[test]
fn an_export_of_nothing_is_its_head_and_a_closed_pipe_is_no_failure() {
    let sparring = Sparring::new();
    sparring.run(&["export"], "").fails(2, &["no database", "SPARRING_DATABASE"]);
    assert!(!sparring.folder.path().join("data").exists(), "no database is made by asking for one");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime can be made");
    let path = sparring.folder.path().join("data/sparring.db");
    runtime.block_on(async {
        let store = sparring::store::Store::open(&path).await.expect("a database can be made");
        store.close().await.expect("it can be closed");
    });
    let csv = sparring.run(&["export"], "").fine();
    assert_eq!(csv.lines().count(), 2);
    assert!(csv.starts_with("# ") && csv.contains("not for decisions on employment"), "{csv}");
    let json = sparring.run(&["export", "--format", "json", "--guild", "7"], "").fine();
    let whole: Value = serde_json::from_str(&json).expect("one object");
    assert_eq!(whole["replies"], serde_json::json!([]));
    sparring.run(&["export", "--format", "xml"], "").fails(2, &["xml"]);
    sparring.run(&["export", "--guild", "seven"], "").fails(2, &["seven"]);

    let mut closed = Process::new(assert_cmd::cargo::cargo_bin!("sparring"))
        .arg("export")
        .current_dir(sparring.folder.path())
        .env_clear()
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(closed.stdout.take());
    let done = closed.wait_with_output().expect("it ends");
    assert!(done.status.success() && done.stderr.is_empty(), "{}", String::from_utf8_lossy(&done.stderr));
}
