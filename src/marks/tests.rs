//! Every rule on its own examples, and what holds for any reply.

use crate::language::{Language, built_in_languages};
use crate::marks::Judge;
use crate::reading::{Speaker, Turn};

fn english() -> (Language, Judge) {
    let files = built_in_languages().remove("en").expect("English is built in");
    let language = Language::read("en", files).expect("the built-in English can be read");
    let judge = Judge::new(&language).expect("the built-in rules can be read");
    (language, judge)
}

#[test]
fn every_rule_fires_on_its_examples_and_spares_its_near_misses() {
    let (language, judge) = english();
    let mut faults = Vec::new();
    for rule in judge.rules() {
        let history: Vec<Turn> =
            rule.after.iter().map(|text| Turn { speaker: Speaker::Client, text: text.clone() }).collect();
        let sees =
            |reply: &str| judge.mark(&language, None, &history, reply).reading.moves.iter().any(|m| m.rule == rule.id);
        faults.extend(rule.fires.iter().filter(|r| !sees(r)).map(|r| format!("{} should fire: {r}", rule.id)));
        faults.extend(rule.spares.iter().filter(|r| sees(r)).map(|r| format!("{} should not fire: {r}", rule.id)));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
