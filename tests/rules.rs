//! The rule table itself: whatever words can show has its examples, and what a client's file adds is seen with one.
//!
//! That each example fires and each near miss does not is tested beside the marking (`src/marks/tests.rs`).

use sparring::bout::{Repertoire, Tongue};
use sparring::persona::Persona;
use sparring::reading::{Speaker, Turn};

/// A client for the rules that a client's file brings: hard on some words, open to others.
const CLIENT: &str = include_str!("fixtures/rules-client.toml");

fn repertoire() -> Repertoire {
    Repertoire::languages_only().expect("the built-in data is sound")
}

fn english(repertoire: &Repertoire) -> &Tongue {
    repertoire.tongue("en").expect("English is built in")
}

fn turn(speaker: Speaker, text: &str) -> Turn {
    Turn { speaker, text: text.to_owned() }
}

fn rules_of(tongue: &Tongue, persona: Option<&Persona>, history: &[Turn], reply: &str) -> Vec<String> {
    let marked = tongue.judge.mark(&tongue.language, persona, history, reply);
    marked.reading.moves.iter().map(|m| m.rule.to_string()).collect()
}

#[test]
fn every_rule_with_patterns_has_examples_and_near_misses() {
    let repertoire = repertoire();
    let bare = |rule: &&sparring::reading::Rule| rule.fires.is_empty() || rule.spares.is_empty();
    let bare: Vec<&str> = english(&repertoire)
        .judge
        .rules()
        .filter(|rule| !rule.find.is_empty())
        .filter(bare)
        .map(|rule| &*rule.id)
        .collect();
    assert!(bare.is_empty(), "rules without an example or a near miss: {bare:?}");
}

#[test]
fn every_rule_says_what_why_and_whence() {
    let repertoire = repertoire();
    for rule in english(&repertoire).judge.rules() {
        for text in [&rule.looks_for, &rule.why, &rule.source] {
            assert!(!text.trim().is_empty(), "{} leaves something unsaid", rule.id);
        }
        assert!(rule.why.ends_with(['.', '?', '!']), "{}: {}", rule.id, rule.why);
    }
}

/// Rule, a reply that fires it, a near miss.
const OF_A_CLIENT: [(&str, &str, &str); 8] = [
    ("persona.point", "So it leaked on all your papers.", "So you have papers."),
    ("persona.cue", "Who was the tea for?", "Do you like tea?"),
    ("persona.button.value", "We value your call.", "I know that we do not value your call enough."),
    ("persona.offer", "I can send you a new one tomorrow.", "I cannot send you a new one tomorrow."),
    ("persona.fair_offer", "I could repair the kettle by Friday.", "Did you try to repair it?"),
    ("persona.poor_offer", "You get a voucher for our shop.", "We have no shop there."),
    ("persona.boundary", "The old kettle has to come back before the money goes out.", "The kettle is old."),
    ("persona.giveaway", "Keep the kettle and take all the money back.", "Keep calm."),
];

#[test]
fn what_a_clients_file_brings_is_seen() {
    let repertoire = repertoire();
    let tongue = english(&repertoire);
    let resolve = Persona::read(CLIENT, &tongue.language).expect("the client for the tests can be read");
    let strict = CLIENT.replace("aim = \"resolve\"", "aim = \"boundary\"");
    let strict = Persona::read(&strict, &tongue.language).expect("so can the one with a boundary");
    let history = [turn(Speaker::Client, "Your kettle leaks, and I was making tea.")];
    for (rule, fires, spares) in OF_A_CLIENT {
        let client = if rule == "persona.giveaway" { &strict } else { &resolve };
        let of = |reply: &str| rules_of(tongue, Some(client), &history, reply);
        assert!(of(fires).iter().any(|r| r == rule), "{rule} should fire: {fires}: {:?}", of(fires));
        assert!(!of(spares).iter().any(|r| r == rule), "{rule} should not fire: {spares}");
        assert!(!rules_of(tongue, None, &history, fires).iter().any(|r| r == rule), "{rule} without a client");
    }
}

#[test]
fn a_third_formula_of_sympathy_is_seen() {
    let repertoire = repertoire();
    let tongue = english(&repertoire);
    let formula = "I completely understand your frustration.";
    let history = [
        turn(Speaker::Client, "My line is dead again, for the third time!"),
        turn(Speaker::Trainee, "I completely understand how frustrating that is."),
        turn(Speaker::Client, "Then do something."),
        turn(Speaker::Trainee, "We are so sorry to hear that."),
        turn(Speaker::Client, "And now?"),
    ];
    let third = |history: &[Turn], reply: &str| {
        rules_of(tongue, None, history, reply).iter().any(|rule| rule == "sympathy.third")
    };
    assert!(third(&history, formula));
    assert!(!third(&history[..3], formula), "the second is not the third");
    assert!(!third(&history, "A man comes at two and stays until the line holds."), "no formula, no pile");
}
