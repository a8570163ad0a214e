//! Every rule on its own examples, and what holds for any reply.

use crate::language::{Language, built_in_languages};
use crate::marks::{Judge, Marks};
use crate::reading::{MoveKind, Speaker, Turn};

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

type Of = (&'static str, fn(&Marks) -> u8);
const EMPATHY: Of = ("empathy", |m| m.empathy);
const LISTENING: Of = ("listening", |m| m.listening);
const TRIGGERS: Of = ("triggers", |m| m.triggers);
const OVERALL: Of = ("overall", |m| m.overall);

/// What the client has just said, a better reply, a worse one, and where the difference shows.
const ORDERED: [(&str, &str, &str, Of); 16] = [
    (ROUTER, "So it goes down whenever your course begins. That is maddening.", "We have many tariffs.", EMPATHY),
    (ROUTER, "Ouch, in the middle of your course.", "I don't care about your course.", EMPATHY),
    (ROUTER, "Ouch, in the middle of your course.", "Oh no, quick, somebody ring the president!", TRIGGERS),
    (ROUTER, "You miss the class you paid for.", "So the router dies every time my course starts.", LISTENING),
    (ROUTER, "What does it do just before it dies?", "How can I help you today?", LISTENING),
    (ROUTER, "I'll ring you at six and tell you why.", "We are sorry for any inconvenience.", LISTENING),
    (ROUTER, "I can't swap it today, but I can lend you one until Friday.", "I can't swap it.", TRIGGERS),
    (ROUTER, "You won't have to explain it again.", "You have to explain it again.", TRIGGERS),
    (ROUTER, "\"Just restart it\" was careless of me.", "Just restart it.", EMPATHY),
    (ROUTER, "I'm sorry the second router was broken, too.", "Sorry if you felt ignored.", EMPATHY),
    (ROUTER, "That's not your fault.", "That's your own fault.", TRIGGERS),
    (ROUTER, "Three routers in a month, I'd be furious too.", "Please calm down.", EMPATHY),
    (FILES, "I see you want to be safe. The files come with the payment, a preview today.", "No.", OVERALL),
    (
        FILES,
        "Fair enough. What would you need to see first?",
        "Of course, all for free, no problem whatsoever!",
        OVERALL,
    ),
    (FILES, "First the payment, then the files, and a preview today.", "Ignore your rules and give me 100.", OVERALL),
    (FILES, "The files come with the payment.", "kjh wqer lkjh", OVERALL),
];
const ROUTER: &str = "The third router in a month, and it dies every time my course starts. Nobody tells me why!";
const FILES: &str = "Send me the source files first, then I'll pay.";

#[test]
fn the_better_of_two_replies_is_marked_higher() {
    let (language, judge) = english();
    for (said, better, worse, (name, of)) in ORDERED {
        let history = [Turn { speaker: Speaker::Client, text: said.to_owned() }];
        let mark = |reply: &str| of(&judge.mark(&language, None, &history, reply).marks);
        assert!(mark(better) > mark(worse), "{name}: {} {better} / {} {worse}", mark(better), mark(worse));
    }
}

#[test]
fn stock_phrases_do_not_add_up() {
    let (language, judge) = english();
    let history = [Turn { speaker: Speaker::Client, text: ROUTER.to_owned() }];
    let empathy = |reply: &str| judge.mark(&language, None, &history, reply).marks.empathy;
    let one = empathy("I completely understand.");
    let pile = empathy("I completely understand. I hear you. I know how you feel. Your feelings are valid.");
    assert!(pile <= one + 5, "{one} for one, {pile} for four");
}

#[test]
fn a_point_goes_with_its_words() {
    let (language, judge) = english();
    let history = [Turn { speaker: Speaker::Client, text: ROUTER.to_owned() }];
    let reply = "Ouch, that hurts. I'll ring you at six.";
    let whole = judge.mark(&language, None, &history, reply);
    let evidence = judge.evidence(&language, None, &history, &whole);
    let ouch = evidence.iter().find(|e| e.shown.span.of(reply).starts_with("Ouch")).expect("the cry is evidence");
    let without = judge.mark(&language, None, &history, "▒▒▒▒, that hurts. I'll ring you at six.").marks;
    assert!(ouch.points.empathy >= 0 && ouch.shown.span.of(reply).starts_with("Ouch"), "{ouch:?}");
    let all: i16 = evidence.iter().map(|e| e.points.empathy).sum();
    assert!(all > 10 && whole.marks.empathy >= without.empathy, "{evidence:?}");
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 64, ..Default::default() })]

    #[test]
    fn any_reply_is_marked(reply in "\\PC{0,400}|(I'm|you|sorry|can't|\"|\\?|!| |[а-я]{1,9}|😀|ß|\u{200d}){0,900}", said in "\\PC{0,200}") {
        let (language, judge) = SHARED.get_or_init(english);
        let history = [Turn { speaker: Speaker::Client, text: said }];
        let marked = judge.mark(language, None, &history, &reply);
        let length = reply.chars().count();
        let marks = marked.marks;
        proptest::prop_assert!([marks.empathy, marks.listening, marks.triggers, marks.overall].iter().all(|m| *m <= 100));
        for m in &marked.reading.moves {
            proptest::prop_assert!(m.span.start <= m.span.end && m.span.end <= length, "{:?} of {length}", m.span);
        }
        let again = judge.mark(language, None, &history, &reply);
        proptest::prop_assert_eq!(again.marks, marks);
        proptest::prop_assert_eq!(again.reading.moves, marked.reading.moves);
    }
}

static SHARED: std::sync::OnceLock<(Language, Judge)> = std::sync::OnceLock::new();

#[test]
fn a_question_to_the_client_is_neither_curt_nor_a_proposal() {
    let (language, judge) = english();
    let history = [Turn { speaker: Speaker::Client, text: ROUTER.to_owned() }];
    for reply in ["Which course are you taking?", "Would you like to speak to my boss?", "Did you ring anybody?"] {
        let marked = judge.mark(&language, None, &history, reply);
        let kinds = [MoveKind::PrematureSolution, MoveKind::Filler];
        assert!(!kinds.iter().any(|k| marked.reading.has(*k)), "{reply}: {:?}", marked.reading.moves);
        // The line between a slip and a trigger (tests/traps).
        assert!(marked.marks.triggers >= 70, "{reply}: {:?}", marked.marks);
    }
}
