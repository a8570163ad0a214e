//! What was written for the tests: labelled replies and trap cases, and the judge that marks them.
//!
//! In come the files of `tests/labelled` and `tests/traps`; out come their records, always in the same order.

#![allow(dead_code, reason = "each of the tests that share this uses a part of it")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use sparring::bout::{Repertoire, Tongue};
use sparring::marks::Marks;
use sparring::persona::Persona;
use sparring::reading::{Speaker, Turn};

/// Names of the marks, in the order of [`four`].
pub(crate) const MARKS: [&str; 4] = ["empathy", "listening", "triggers", "overall"];

/// Sets of replies at a client's desk; the others are talks of other kinds (forums, counselling, editing).
const DESK: [char; 8] = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

/// A labelled reply.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Labelled {
    /// The file it stands in, without its ending.
    #[serde(skip)]
    pub(crate) set: String,
    pub(crate) id: String,
    pub(crate) persona: String,
    pub(crate) history: Vec<Turn>,
    pub(crate) reply: String,
    pub(crate) labels: Labels,
}

/// The labels that the tests choose by, 0 to 4.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Labels {
    pub(crate) overall: u8,
}

impl Labelled {
    /// Whether it was written to a client.
    pub(crate) fn at_a_desk(&self) -> bool {
        self.set.starts_with(DESK)
    }
}

pub(crate) static REPERTOIRE: LazyLock<Repertoire> =
    LazyLock::new(|| Repertoire::built_in().expect("the built-in data is sound"));

pub(crate) fn english() -> &'static Tongue {
    REPERTOIRE.tongue("en").expect("English is built in")
}

/// The marks of a reply to nobody in particular. Labelled replies are marked so, too: persona files grow, and what
/// they add is no change of the marking.
pub(crate) fn marks(history: &[Turn], reply: &str) -> Marks {
    marks_to(None, history, reply)
}

pub(crate) fn marks_to(persona: Option<&Persona>, history: &[Turn], reply: &str) -> Marks {
    let tongue = english();
    tongue.judge.mark(&tongue.language, persona, history, reply).marks
}

pub(crate) fn four(marks: Marks) -> [u8; 4] {
    [marks.empathy, marks.listening, marks.triggers, marks.overall]
}

/// By how much each mark moved.
pub(crate) fn moved(before: Marks, after: Marks) -> [i32; 4] {
    let (before, after) = (four(before), four(after));
    std::array::from_fn(|i| i32::from(after[i]) - i32::from(before[i]))
}

/// What a client says before any reply.
pub(crate) fn opening(lines: &[String]) -> Vec<Turn> {
    lines.iter().map(|text| Turn { speaker: Speaker::Client, text: text.clone() }).collect()
}

pub(crate) fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

pub(crate) fn read(path: &str) -> String {
    fs::read_to_string(tests().join(path)).unwrap_or_else(|fault| panic!("tests/{path}: {fault}"))
}

/// The records of a file with a JSON object on each line.
pub(crate) fn records<T: DeserializeOwned>(path: &str) -> Vec<T> {
    let record = |(number, line): (usize, &str)| {
        serde_json::from_str(line).unwrap_or_else(|fault| panic!("tests/{path}:{}: {fault}", number + 1))
    };
    read(path).lines().enumerate().map(record).collect()
}

/// Every labelled reply, set by set.
pub(crate) fn labelled() -> Vec<Labelled> {
    let entries = fs::read_dir(tests().join("labelled")).expect("the labelled replies are part of the repository");
    let paths = entries.map(|e| e.expect("an entry can be read").path());
    let mut sets: Vec<String> = paths
        .filter(|path| path.extension().is_some_and(|e| e == "jsonl"))
        .filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))
        .collect();
    sets.sort();
    let of_set = |set: &String| {
        let mut all: Vec<Labelled> = records(&format!("labelled/{set}.jsonl"));
        for one in &mut all {
            one.set.clone_from(set);
        }
        all
    };
    sets.iter().flat_map(of_set).collect()
}

/// `count` of them, evenly spread; all where there are fewer.
pub(crate) fn spread<T>(all: Vec<T>, count: usize) -> Vec<T> {
    let length = all.len();
    if length <= count {
        return all;
    }
    let chosen = |at: &usize| at * count % length < count;
    all.into_iter().enumerate().filter(|(at, _)| chosen(at)).map(|(_, one)| one).collect()
}

/// How many of `all` are so, in per cent.
#[expect(clippy::cast_precision_loss, reason = "a few thousand cases")]
pub(crate) fn share<T>(all: &[T], is: impl Fn(&T) -> bool) -> f64 {
    100.0 * all.iter().filter(|one| is(one)).count() as f64 / all.len().max(1) as f64
}

#[expect(clippy::cast_precision_loss, reason = "a few thousand cases")]
pub(crate) fn mean(all: impl IntoIterator<Item = i32>) -> f64 {
    let (sum, count) = all.into_iter().fold((0_i64, 0_usize), |(sum, n), x| (sum + i64::from(x), n + 1));
    sum as f64 / count.max(1) as f64
}
