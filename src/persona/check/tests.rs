//! The checker on a sound file with one thing changed at a time, and the form against the types that are loaded.

use super::form::{Holds, Key};
use super::*;
use crate::language::Files;
use crate::persona::Persona;

const MOVES: [&str; 3] = ["apology", "greeting", "blame"];

/// The engine's own small client, with the ending that its tests can do without.
fn sound() -> String {
    let client = include_str!("../../../tests/fixtures/lena.toml");
    format!("{client}\n[[ending]]\nending = \"abandoned\"\nsays = [\"Hello?\", \"Gone, then.\"]\n")
}

fn language() -> Language {
    let files =
        [("spelling.toml", ""), ("classes.toml", "loss = [\"lost\"]"), ("labels.toml", "labels = [\"difficult\"]")];
    let files: Files = files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    Language::read("en", files).expect("these files read")
}

/// `line:column message` of every fault; warnings are left out.
fn faults(source: &str) -> Vec<String> {
    let checked = check(Some("lena"), source, &language(), &MOVES);
    let faults = checked.faults.iter().filter(|f| f.severity() == Severity::Fault);
    faults.map(|f| format!("{} {f}", f.position(source).0)).collect()
}

/// Changes one thing in the sound file and expects these faults, without their lines.
#[track_caller]
fn check_change(from: &str, to: &str, wanted: &[&str]) {
    let sound = sound();
    assert!(sound.contains(from), "the file has no {from:?}");
    let changed = sound.replacen(from, to, 1);
    let found = faults(&changed);
    let bare: Vec<&str> = found.iter().filter_map(|f| f.split_once(' ').map(|(_, text)| text)).collect();
    assert_eq!(bare, wanted, "{from:?} -> {to:?}");
}

#[test]
fn a_sound_file_has_no_fault() {
    assert_eq!(faults(&sound()), [""; 0]);
    let checked = check(Some("lena"), &sound(), &language(), &MOVES);
    assert!(checked.is_usable());
    assert_eq!(checked.id, "lena");
    assert_eq!(checked.counts["point"], 2);
}

#[test]
fn keys_are_known_and_there() {
    check_change(
        "nickname =",
        "nick_name =",
        &["the key `nickname` is missing in the file", "there is no key `nick_name` here"],
    );
    check_change("worth = \"good\"\n", "", &["the key `worth` is missing in offer"]);
    let changed = sound().replacen("nickname", "nicknam", 1);
    let checked = check(None, &changed, &language(), &MOVES);
    let remedies: Vec<String> = checked.faults.iter().map(Fault::remedy).collect();
    assert!(remedies.contains(&"did you mean `nickname`?".to_owned()), "{remedies:?}");
}

#[test]
fn values_have_their_type_and_bounds() {
    check_change("lesson = \"Hear first.\"", "lesson = 3", &["`lesson` holds a whole number, where a text belongs"]);
    check_change("heat = 62", "heat = 101", &["`mood.heat` is 101, outside 0 to 100"]);
    check_change(
        "heat = 62",
        "heat = 99999999999999999999",
        &["`mood.heat` is 99999999999999999999, outside 0 to 100"],
    );
    check_change("weight = 3", "weight = 6", &["`point.weight` is 6, outside 1 to 5"]);
    check_change("weight = 3", "weight = \"3\"", &["`point.weight` holds a text, where a whole number belongs"]);
    check_change("need = true", "need = \"yes\"", &["`point.need` holds a text, where `true` or `false` belongs"]);
    check_change("aim = \"resolve\"", "aim = \"resolved\"", &["there is no `aim` called `resolved`"]);
    check_change("lesson = \"Hear first.\"", "lesson = \"  \"", &["`lesson` is empty"]);
    check_change("yes = [\"Yes.\", \"Exactly.\"]", "yes = []", &["`point.yes` is empty"]);
    check_change(
        "yes = [\"Yes.\", \"Exactly.\"]",
        "yes = \"Yes.\"",
        &["`point.yes` holds a text, where a list of texts belongs"],
    );
}

#[test]
fn ids_are_well_formed_and_stand_once() {
    check_change("id = \"lena\"", "id = \"Lena\"", &["`Lena` is no id"]);
    check_change("id = \"lena\"", "id = \"len\"", &["the id is `len`, but the file is named `lena.toml`"]);
    check_change("id = \"mother\"", "id = \"papers\"", &["the point `papers` stands twice; the first is on line 27"]);
    check_change("id = \"mother\"", "id = \"her mother\"", &["`her mother` is no id"]);
}

#[test]
fn patterns_names_and_references_lead_somewhere() {
    check_change(
        "\"value your call\"",
        "\"value (your call\"",
        &["the pattern `value (your call` cannot be read: a bracket has no partner; each `(` needs a `)`"],
    );
    let beat = |when: &str| format!("id = \"plain\"\nwhen = {{ {when} }}");
    let check_when = |when: &str, wanted: &[&str]| check_change("id = \"plain\"", &beat(when), wanted);
    check_when("moves = [\"apologie\"]", &["there is no move `apologie`"]);
    check_when("told = [\"since\"], after = [\"plain\"], offered = [\"replace\"]", &[]);
    check_when("told = [\"sinse\"]", &["there is no fact `sinse`"]);
    check_when("points = [\"since\"]", &["there is no point `since`"]);
    check_when("caught = [\"x\"]", &["there is no cue `x`"]);
    check_when("heat = \"6x..\"", &["`6x..` is no range"]);
    check_when("heat = 60", &["`beat.when.heat` holds a whole number, where a range such as \"60..\" belongs"]);
    check_when("stage = [\"detail\", \"details\"]", &["there is no `beat.when.stage` called `details`"]);
    check_when("asks = \"maybe\"", &["there is no `beat.when.asks` called `maybe`"]);
    check_when("angry = true", &["there is no key `angry` here"]);
}

#[test]
fn lines_can_be_said() {
    check_change("\"It was Tuesday.\"", "\"It was {when}.\"", &[]);
    check_change("\"It was Tuesday.\"", "\"It was {day}.\"", &["there is no slot `{day}`"]);
    check_change(
        "[\"On Tuesday.\", \"It was Tuesday.\"]",
        "[\"{when}.\"]",
        &["every line of `fact.says` has a slot, and a line whose slot is empty is passed over"],
    );
    check_change("Your kettle leaks.", "{name}, your kettle leaks.", &["`{name}` can never be filled here"]);
    check_change("\"It was Tuesday.\"", "\"on TUESDAY!\"", &["this line stands twice; the first is on line 22"]);
    let long = "a".repeat(LONGEST_LINE);
    check_change("It was Tuesday.", &long, &[]);
    check_change("It was Tuesday.", &format!("{long}я"), &["this line has 1901 characters, more than 1900"]);
    check_change(
        "says = [\"On Tuesday.\", \"It was Tuesday.\"]\n",
        "",
        &["the fact `since` has nothing to say in a usual mood"],
    );
    check_change(
        "value = \"since Tuesday\"",
        "value = \"since Tuesday\"\nwhen = { trust = \"30..\" }",
        &["the fact `since` has `when`, but no `guarded`"],
    );
}

#[test]
fn before_the_card_a_client_is_no_type() {
    check_change(
        "It was Tuesday.",
        "They call me the Kettle.",
        &["`the kettle` is read before the card, where the client is a person and no type"],
    );
    check_change(
        "You answer for a shop.",
        "You meet a difficult customer.",
        &["`difficult` is read before the card, where the client is a person and no type"],
    );
    check_change("It was Tuesday.", "You find that difficulty funny?", &[]);
}

#[test]
fn every_ending_has_words() {
    check_change(
        "ending = \"abandoned\"",
        "when = { heat = \"60..\" }\nending = \"abandoned\"",
        &["the ending `abandoned` has no words that always fit"],
    );
}

#[test]
fn what_is_thin_is_a_warning() {
    let checked = check(None, &sound(), &language(), &MOVES);
    let warnings: Vec<String> = checked.faults.iter().map(ToString::to_string).collect();
    assert!(warnings.contains(&"openings: 2, and a good file has 4 or more".to_owned()), "{warnings:?}");
    assert!(warnings.contains(&"the ending `parted` has no words that always fit".to_owned()), "{warnings:?}");
}

#[test]
fn broken_toml_gives_all_its_faults_and_nothing_that_only_seems_missing() {
    let source = "id = \"lena\"\nname = Lena\nmood = { heat = 1\nlesson = \"x\"\n";
    let found = faults(source);
    assert!(found.iter().any(|f| f.starts_with("2 this is not TOML")), "{found:?}");
    assert!(found.iter().any(|f| f.starts_with("3 ") || f.starts_with("4 ")), "{found:?}");
    assert!(!found.iter().any(|f| f.contains("missing in")), "{found:?}");
}

#[test]
fn columns_count_characters() {
    let source = "näme = 1\nя = \"ü\"";
    assert_eq!(fault::position(source, source.find('"').expect("it is there")), (2, 5));
    assert_eq!(fault::position(source, 0), (1, 1));
    assert_eq!(fault::position(source, 1_000), (2, 8));
}

/// A file with every key of the form, or with every key but one.
fn sample(keys: &[Key], path: &str, without: Option<&str>, extra: Option<&str>) -> String {
    let mut parts: Vec<String> = Vec::new();
    for key in keys {
        let here = format!("{path}/{}", key.name);
        if without != Some(here.as_str()) {
            parts.push(format!("{} = {}", key.name, sample_value(&key.holds, &here, without, extra)));
        }
    }
    if extra == Some(path) {
        parts.push("zzz = 1".to_owned());
    }
    parts.join(if path.is_empty() { "\n" } else { ", " })
}

fn sample_value(holds: &Holds, here: &str, without: Option<&str>, extra: Option<&str>) -> String {
    match holds {
        Holds::PersonaId | Holds::Id => "\"x1\"".to_owned(),
        Holds::Late | Holds::Early => "\"words\"".to_owned(),
        Holds::Lines | Holds::Openings | Holds::Replies | Holds::Patterns | Holds::Moves | Holds::Ids(_) => {
            "[\"words\"]".to_owned()
        }
        Holds::Name(names) => format!("{:?}", names[0]),
        Holds::Names(names) => format!("{names:?}"),
        Holds::Number(least, _) => least.to_string(),
        Holds::Flag => "true".to_owned(),
        Holds::Grammar => "{ part = [\"words\"] }".to_owned(),
        Holds::Range => "\"1..2\"".to_owned(),
        Holds::Table(keys) => format!("{{ {} }}", sample(keys, here, without, extra)),
        Holds::Entries(_, keys) => format!("[{{ {} }}]", sample(keys, here, without, extra)),
    }
}

fn tables(keys: &'static [Key], path: &str, all: &mut Vec<(String, &'static [Key])>) {
    all.push((path.to_owned(), keys));
    for key in keys {
        if let Holds::Table(inner) | Holds::Entries(_, inner) = &key.holds {
            tables(inner, &format!("{path}/{}", key.name), all);
        }
    }
}

#[test]
fn the_form_is_that_of_the_types() {
    let language = language();
    let read = |source: &str| Persona::read(source, &language).map(|_| ()).map_err(|e| e.to_string());
    read(&sample(FILE, "", None, None)).expect("every key of the form is known to the types");
    let mut all = Vec::new();
    tables(FILE, "", &mut all);
    for (path, keys) in all {
        let said = read(&sample(FILE, "", None, Some(&path))).expect_err("the types know no `zzz`");
        let expected = said.split_once("expected").map_or("", |(_, rest)| rest);
        let mut of_types: Vec<&str> = expected.split('`').skip(1).step_by(2).collect();
        let mut of_form: Vec<&str> = keys.iter().map(|k| k.name).collect();
        of_types.sort_unstable();
        of_form.sort_unstable();
        assert_eq!(of_form, of_types, "keys of {path:?}");
        for key in keys {
            let here = format!("{path}/{}", key.name);
            let missing = read(&sample(FILE, "", Some(&here), None)).is_err();
            assert_eq!(key.needed, missing, "{here} is needed");
        }
    }
}

#[test]
fn every_name_of_the_form_is_known_to_the_types() {
    fn gather(keys: &'static [Key], all: &mut Vec<(&'static str, &'static str)>) {
        for key in keys {
            match &key.holds {
                Holds::Name(names) => all.extend(names.iter().map(|name| (key.name, *name))),
                Holds::Table(inner) | Holds::Entries(_, inner) => gather(inner, all),
                _ => {}
            }
        }
    }
    let language = language();
    let whole = sample(FILE, "", None, None);
    let mut all = Vec::new();
    gather(FILE, &mut all);
    for (key, name) in all {
        let first = whole.find(&format!("{key} = \"")).expect("the sample has every key");
        let (before, rest) = whole.split_at(first);
        let (_, tail) = rest.split_once('"').and_then(|(_, r)| r.split_once('"')).expect("a value in quotes");
        let changed = format!("{before}{key} = \"{name}\"{tail}");
        Persona::read(&changed, &language).unwrap_or_else(|e| panic!("{key} = {name}: {e}"));
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 200, ..Default::default() })]

    /// Whatever a file says, the checker gives its faults and does not fall over.
    #[test]
    fn any_damage_is_told_with_its_place(at in 0.0..1.0f64, cut in 0..40usize, put in "\\PC{0,6}|[\\[\\]{}=\",\n#]{0,4}") {
        let sound = sound();
        let letters: Vec<char> = sound.chars().collect();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a place in a short text")]
        let at = (letters.len() as f64 * at) as usize;
        let head: String = letters.iter().take(at).collect();
        let tail: String = letters.iter().skip(at + cut).collect();
        let damaged = format!("{head}{put}{tail}");
        let checked = check(Some("lena"), &damaged, &language(), &MOVES);
        let lines = damaged.split('\n').count();
        for fault in &checked.faults {
            let (line, column) = fault.position(&damaged);
            assert!((1..=lines).contains(&line) && column >= 1, "{fault}: {line}:{column}");
            assert!(!fault.remedy().is_empty());
        }
        // What the loader refuses, the checker has words for.
        if Persona::read(&damaged, &language()).is_err() {
            assert!(!checked.is_usable(), "{damaged}");
        }
    }
}
