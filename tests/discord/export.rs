//! `sparring export` beside the running bot: what those who run it see, and what they do not.

use std::process::{Command, Output};

use serde_json::Value;

use crate::bout::{Bout, NINA};
use crate::hand::Person;
use crate::stage::Stage;

/// Runs the export on the stage's database, with the bot going on.
async fn export(stage: &Stage, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sparring"));
    command.arg("export").args(arguments).env_clear().env("SPARRING_DATABASE", stage.database());
    command.current_dir(stage.database().parent().expect("a folder"));
    let done = tokio::task::spawn_blocking(move || command.output()).await.expect("no panic");
    done.expect("the program starts")
}

fn text(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).expect("the output is text")
}

async fn shared(stage: &Stage, ada: &Person, reason: &str) -> Bout {
    let (bout, card) = Bout::finish(stage, ada).await;
    let menu = ada.press(&card, "v1:differ:").quiet_answer().await;
    let opened = ada.choose(&menu, "v1:differ-on:", "1");
    ada.fill_in_all(&opened, &[("words", reason), ("overall", "+")]).await.quiet_answer().await;
    bout
}

#[tokio::test]
async fn an_export_beside_the_running_bot_has_what_was_shared_and_no_more() {
    let mut stage = Stage::open().await;
    let (ada, bob) = (stage.person("Ada"), stage.person("Bob"));
    shared(&stage, &ada, "=1+1, she said, \"twice\"\nand once").await;
    let own = Bout::begin_with(&stage, &bob, &[("persona", NINA), ("where", "dm")]).await;
    own.reply("A word of Bob's own.").await;

    let csv = text(&export(&stage, &[]).await);
    let (note, table) = csv.split_once('\n').expect("lines");
    assert!(note.starts_with("# ") && note.contains("not for decisions on employment"), "{note}");
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let names: Vec<String> = reader.headers().expect("names").iter().map(str::to_owned).collect();
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().expect("every row is whole");
    let cell = |row: usize, name: &str| {
        let place = names.iter().position(|n| n == name).expect("a column");
        rows[row].get(place).unwrap_or_default().to_owned()
    };
    assert_eq!(rows.len(), 3);
    assert_eq!(cell(0, "reason"), "'=1+1, she said, \"twice\"\nand once");
    assert_eq!(cell(0, "reply"), "Since when are you in the dark?");
    assert_eq!(cell(0, "view_overall"), "higher");
    assert_eq!((cell(0, "person"), cell(0, "client")), (ada.id.to_string(), NINA.to_owned()));
    assert_eq!((cell(1, "disagrees"), cell(1, "reply")), ("no".to_owned(), String::new()));
    assert!(!csv.contains("Please leave now") && !csv.contains("Bob's own"), "what was not shared stays out: {csv}");

    let guild = stage.double.look(|w| w.guild).to_string();
    let json: Value = serde_json::from_str(&text(&export(&stage, &["--guild", &guild, "--format", "json"]).await))
        .expect("it is one object");
    assert_eq!(json["replies"].as_array().map(Vec::len), Some(2), "direct messages belong to no server");
    assert_eq!(json["replies"][0]["disagreement"]["reason"], "=1+1, she said, \"twice\"\nand once");
    let nowhere = text(&export(&stage, &["--guild", "9", "--format", "json"]).await);
    assert_eq!(serde_json::from_str::<Value>(&nowhere).expect("an object")["replies"], serde_json::json!([]));
    assert_eq!(text(&export(&stage, &["--guild", "9"]).await).lines().count(), 2);

    // The bot was not disturbed.
    own.reply("And another word.").await;
    stage.stop().await;
}

#[tokio::test]
async fn who_was_deleted_is_in_no_export() {
    let stage = Stage::open().await;
    let (ada, bob) = (stage.person("Ada"), stage.person("Bob"));
    shared(&stage, &ada, "Kestrel.").await;
    shared(&stage, &bob, "Plover.").await;
    let asked = ada.slash(stage.double.look(|w| w.lobby), "privacy delete", &[]).await.quiet_answer().await;
    let deleted = ada.press(&asked, "v1:forget:").quiet_answer().await;
    stage
        .double
        .until("the deletion", |w| w.message(deleted.id).filter(|m| m.content.contains("is deleted")).map(drop))
        .await;
    let csv = text(&export(&stage, &[]).await);
    assert!(csv.contains("Plover.") && csv.contains(&bob.id.to_string()), "{csv}");
    assert!(!csv.contains("Kestrel.") && !csv.contains(&ada.id.to_string()), "{csv}");
}
