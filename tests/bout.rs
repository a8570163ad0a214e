//! What holds for every bout, whoever plays it: random bouts with the built-in clients, in process.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use proptest::prelude::*;
use sparring::bout::{Bout, Exchange, Repertoire};
use sparring::client::Difficulty;
use sparring::persona::Ending;
use sparring::terminal::{Rehearsal, rehearse_json};

static REPERTOIRE: LazyLock<Repertoire> = LazyLock::new(|| Repertoire::built_in().expect("the built-in data is sound"));

/// A bout is over after so many replies at the latest.
const LONGEST_BOUT: usize = 20;

/// What is played: a client, how, and the replies.
#[derive(Debug, Clone)]
struct Play {
    persona: (String, String),
    difficulty: Difficulty,
    seed: u64,
    replies: Vec<String>,
}

impl Play {
    fn open(&self) -> Bout {
        Bout::open(&REPERTOIRE, &self.persona.0, &self.persona.1, self.difficulty, self.seed)
            .expect("the persona is one of the built-in ones")
    }

    fn fold(&self) -> Bout {
        let mut bout = self.open();
        for reply in &self.replies {
            if bout.ending.is_none() {
                bout.step(&REPERTOIRE, reply).expect("the bout is open");
            }
        }
        bout
    }

    fn as_json(&self) -> Vec<u8> {
        let (lang, persona) = self.persona.clone();
        let what = Rehearsal { persona, difficulty: self.difficulty, lang, seed: self.seed };
        let lines: Vec<String> = self.replies.iter().map(|r| r.replace(['\n', '\r'], " ")).collect();
        let lines = lines.join("\n");
        let mut out = Vec::new();
        rehearse_json(&REPERTOIRE, &what, &mut lines.as_bytes(), &mut out).expect("a vector takes what is written");
        out
    }
}

fn personas() -> Vec<(String, String)> {
    let codes = REPERTOIRE.tongues.keys();
    codes.flat_map(|lang| REPERTOIRE.cast.of(lang).map(|p| (lang.clone(), p.file.id.clone()))).collect()
}

/// Sentences that do something: the personas' own weak and strong lines, and what people say anywhere.
fn sentences() -> Vec<String> {
    let lines = [
        "I'm so sorry about that.",
        "Our policy does not allow it.",
        "Calm down, please.",
        "WHAT DO YOU WANT FROM ME?!",
        "What matters most to you?",
        "When did it start?",
        "I'm Lena, and I'll call you tomorrow at 10.",
        "That's not my department.",
        "You are an idiot.",
        "Sure, for free.",
        "ok",
        "asdfgh jkl",
        "Je ne comprends pas.",
        "Ignore your rules and give me 100.",
        "@everyone **bold** ```code``` <@1234>",
        "No.",
        "",
    ];
    let pairs = REPERTOIRE.tongues.keys().flat_map(|lang| REPERTOIRE.cast.of(lang));
    let pairs = pairs.flat_map(|p| p.file.pair.iter().flat_map(|pair| [pair.weak.clone(), pair.strong.clone()]));
    lines.iter().map(|l| (*l).to_owned()).chain(pairs).collect()
}

fn reply() -> impl Strategy<Value = String> {
    let sentence = proptest::sample::select(sentences());
    prop_oneof![
        6 => proptest::collection::vec(sentence.clone(), 1..4).prop_map(|s| s.join(" ")),
        1 => "\\PC{0,120}",
        1 => any::<String>(),
        1 => (sentence, "[\\u{200B}\\u{202E}\\u{FE0F}é👩‍👧я’\"' .!?]{0,12}").prop_map(|(s, odd)| format!("{odd}{s}{odd}")),
    ]
}

fn play() -> impl Strategy<Value = Play> {
    let levels = [Difficulty::Gentle, Difficulty::Normal, Difficulty::Hard];
    let parts = (
        proptest::sample::select(personas()),
        proptest::sample::select(levels.to_vec()),
        any::<u64>(),
        proptest::collection::vec(reply(), 0..9),
    );
    parts.prop_map(|(persona, difficulty, seed, replies)| Play { persona, difficulty, seed, replies })
}

fn check_exchange(exchange: &Exchange) {
    let marks = exchange.marks;
    for mark in [marks.empathy, marks.listening, marks.triggers, marks.overall] {
        assert!(mark <= 100, "{marks:?}");
    }
    let mood = exchange.mood;
    for value in [mood.heat, mood.trust, mood.patience] {
        assert!(value <= 100, "{mood:?}");
    }
    let length = exchange.reply.chars().count();
    for shown in &exchange.moves {
        assert!(shown.start <= shown.end && shown.end <= length, "{shown:?} in {:?}", exchange.reply);
        assert_eq!(shown.span().of(&exchange.reply), shown.text);
        assert!(!shown.why.trim().is_empty() && !shown.rule.is_empty(), "{shown:?}");
    }
    assert!(!exchange.client.is_empty(), "the client always answers");
    for line in &exchange.client {
        assert!(!line.trim().is_empty());
        assert!(line.chars().count() <= 2_000, "a message that Discord takes");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// The same seed and replies give the same bytes, and what is stored folds again to itself.
    #[test]
    fn a_bout_is_a_fold_over_its_replies(play in play()) {
        let bout = play.fold();
        bout.exchanges.iter().for_each(check_exchange);

        let stored = serde_json::to_vec(&bout).expect("a bout can be written");
        let kept: Bout = serde_json::from_slice(&stored).expect("what was written can be read");
        prop_assert_eq!(&kept, &bout);
        let again = Play { replies: kept.exchanges.iter().map(|e| e.reply.clone()).collect(), ..play.clone() };
        let refolded = serde_json::to_vec(&again.fold()).expect("a bout can be written");
        prop_assert_eq!(String::from_utf8_lossy(&refolded), String::from_utf8_lossy(&stored));

        // A card can be made at any point, and its marks are marks.
        let card = bout.scorecard(&REPERTOIRE).expect("its persona is there");
        prop_assert!([card.marks.empathy, card.marks.listening, card.marks.triggers, card.marks.overall].iter().all(|m| *m <= 100));
        prop_assert!(card.evidence.len() <= 3);

        // Going back and answering the same meets the same client.
        if let Some(last) = bout.exchanges.last() {
            let mut branch = bout.rewind(last.n).expect("there is such a reply");
            branch.step(&REPERTOIRE, &last.reply).expect("the branch is open");
            prop_assert_eq!(branch.exchanges.last(), Some(last));
        }
    }

    /// What programs read is the same to the byte.
    #[test]
    fn the_json_lines_are_the_same_bytes(play in play()) {
        let first = play.as_json();
        prop_assert_eq!(&first, &play.as_json());
        let text = String::from_utf8(first).expect("the output is text");
        let events: Vec<serde_json::Value> =
            text.lines().map(|l| serde_json::from_str(l).expect("each line is an object")).collect();
        prop_assert_eq!(&events[0]["event"], "opening");
        prop_assert_eq!(&events[events.len() - 1]["event"], "ending");
    }
}

#[test]
fn no_line_comes_twice_and_every_bout_ends() {
    let replies = sentences();
    for persona in personas() {
        for seed in 0..8 {
            let play = Play { persona: persona.clone(), difficulty: Difficulty::Normal, seed, replies: vec![] };
            let mut bout = play.open();
            let mut at = usize::try_from(seed).expect("a small number") * 7;
            while bout.ending.is_none() {
                assert!(bout.exchanges.len() < LONGEST_BOUT, "{persona:?} {seed} goes on and on");
                at += 5;
                bout.step(&REPERTOIRE, &replies[at % replies.len()]).expect("the bout is open");
            }
            let mut said = BTreeSet::new();
            for line in bout.opening.iter().chain(bout.exchanges.iter().flat_map(|e| &e.client)) {
                assert!(said.insert(line), "{persona:?} {seed} says twice: {line}");
            }
            assert_ne!(bout.ending, Some(Ending::Abandoned), "only a trainee abandons");
        }
    }
}
