//! The engine on a small client of its own, with marks given by hand, so that these tests say nothing about the judge.

use rand::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::*;
use crate::language::{Files, Language};
use crate::marks::Marks;
use crate::reading::{Move, Question, Reading};

const PERSONA: &str = include_str!("../../tests/fixtures/lena.toml");

struct Talk {
    language: Language,
    persona: Persona,
    difficulty: Difficulty,
    state: State,
    said: Vec<String>,
    ending: Option<Ending>,
    chance: Xoshiro256PlusPlus,
}

const GOOD: Marks = Marks { empathy: 82, listening: 84, triggers: 100, overall: 84 };
const POLITE: Marks = Marks { empathy: 46, listening: 42, triggers: 95, overall: 42 };
const RUDE: Marks = Marks { empathy: 5, listening: 15, triggers: 5, overall: 2 };

impl Talk {
    fn new(difficulty: Difficulty, seed: u64) -> Self {
        let files = ["spelling.toml", "classes.toml"].map(|name| (name.to_owned(), String::new()));
        let language = Language::read("en", Files::from(files)).expect("an empty language reads");
        let persona = Persona::read(PERSONA, &language).expect("the fixture is a persona");
        let mut chance = Xoshiro256PlusPlus::seed_from_u64(seed);
        let (state, said) = open(&persona, difficulty, &mut chance);
        Self { language, persona, difficulty, state, said, ending: None, chance }
    }

    fn reply(&mut self, reply: &str, marks: Marks, kinds: &[MoveKind]) -> String {
        let text = self.language.text(reply);
        let span = text.span(0, text.words.len());
        let touches = self.persona.patterns.find(&text).iter().map(|hit| (*hit.tag, hit.span)).collect();
        let questions = text
            .sentences
            .iter()
            .filter(|s| s.asks)
            .map(|s| Question { span: s.span, words: (s.first, s.end), asks: vec![], open: true })
            .collect();
        let moves = kinds.iter().map(|kind| Move { kind: *kind, span, rule: "test".into(), strength: 100 }).collect();
        let reading = Reading { text, moves, questions, touches, ..Reading::default() };
        let marked = Marked { reading, marks };
        let answer = answer(&self.persona, self.difficulty, &self.state, &marked, &mut self.chance);
        assert!(!answer.says.is_empty(), "the client always says something");
        self.state = answer.state;
        self.ending = answer.ending;
        let words = answer.says.join(" ");
        self.said.extend(answer.says);
        words
    }
}

#[test]
fn a_question_gets_its_fact_and_the_same_fact_again() {
    let mut talk = Talk::new(Difficulty::Normal, 1);
    let first = talk.reply("When did it break?", GOOD, &[MoveKind::OpenQuestion]);
    assert!(first.contains("Tuesday"), "{first}");
    let again = talk.reply("Sorry, when did it break?", POLITE, &[MoveKind::ReAsked]);
    assert!(again.contains("Tuesday") && again != first, "{again}");
}

#[test]
fn an_offer_before_hearing_is_thrown_back_and_not_on_the_table() {
    let mut talk = Talk::new(Difficulty::Normal, 2);
    let early = talk.reply("We will send a new one.", POLITE, &[MoveKind::PrematureSolution]);
    assert!(early.contains("Slow down"), "{early}");
    assert!(talk.state.offered.is_empty());
    talk.reply("You stood in the cold with a kettle that leaked on your papers.", GOOD, &[MoveKind::Reflection]);
    talk.reply("And your mother was waiting for her tea.", GOOD, &[MoveKind::Reflection]);
    let weighed = talk.reply("We will send a new one.", GOOD, &[MoveKind::Solution]);
    assert!(!weighed.contains("Slow down"), "{weighed}");
    assert!(talk.state.offered.contains("replace"));
}

#[test]
fn a_steady_trainee_wins_and_a_hollow_or_rude_one_does_not() {
    let good = |difficulty| {
        let mut talk = Talk::new(difficulty, 3);
        let replies = [
            "You stood there with a kettle that leaked on your papers.",
            "And your mother was waiting for her tea.",
            "That is a lot of worry for one morning.",
            "You were not taken seriously by us.",
            "We will send a new one.",
            "We will send a new one today.",
            "It will be there on Friday.",
            "Is that all right for you and your mother?",
            "I will call you.",
            "Then it is settled.",
        ];
        let at = replies.iter().position(|reply| {
            talk.reply(reply, GOOD, &[MoveKind::Reflection]);
            talk.ending.is_some()
        });
        (talk.ending, at)
    };
    for difficulty in [Difficulty::Gentle, Difficulty::Normal, Difficulty::Hard] {
        let (ending, at) = good(difficulty);
        assert_eq!(ending, Some(Ending::Resolved), "{difficulty:?}");
        assert!(at.is_some_and(|n| n >= 2), "not given away: {difficulty:?} {at:?}");
    }
    for marks in [POLITE, RUDE] {
        let mut talk = Talk::new(Difficulty::Normal, 4);
        let start = talk.state.mood;
        while talk.ending.is_none() {
            talk.reply("We value your call very much.", marks, &[]);
            assert!(talk.state.mood.heat >= start.heat, "kind words alone do not cool");
        }
        assert!(matches!(talk.ending, Some(Ending::WalkedOut | Ending::Escalated)), "{:?}", talk.ending);
    }
}

#[test]
fn the_unheard_client_loops_in_other_words() {
    let mut talk = Talk::new(Difficulty::Normal, 5);
    for _ in 0..3 {
        talk.reply("Okay.", Marks { empathy: 25, listening: 20, triggers: 80, overall: 20 }, &[]);
    }
    assert!(talk.state.loops >= 1);
}

#[test]
fn no_line_comes_twice() {
    for seed in 0..20 {
        let mut talk = Talk::new(Difficulty::Normal, seed);
        for n in 0..12 {
            if talk.ending.is_none() {
                talk.reply(if n % 2 == 0 { "Hm." } else { "When did it break?" }, POLITE, &[]);
            }
        }
        let mut seen = std::collections::BTreeSet::new();
        for line in talk.said.iter().filter(|line| *line != SPEECHLESS) {
            assert!(seen.insert(line.clone()), "said twice: {line}");
        }
    }
}

#[test]
fn mood_stays_within_its_bounds() {
    let mut mood = Mood { heat: 95, trust: 5, patience: 1 };
    mood.add(50, -50, -50);
    assert_eq!(mood, Mood { heat: 100, trust: 0, patience: 0 });
}
