//! What the words of a sentence say about the moves it makes, whatever the phrase lists know of it.
//!
//! In come a sentence, what it takes up and what the rules found in it; out comes a score for each trait: near 1 where
//! a sentence of such words makes the move, near 0 where not. Scores are sums of weights, one for each word, pair of
//! neighbouring words and rule. The weights were fitted on replies that were written and labelled for it
//! (`tests/labelled`, `examples/fit`) and stand word by word in `data/<lang>/weights/`.

use std::collections::HashMap;

use super::MoveKind;
use super::echo::Taken;
use super::lexicon::{Lexicon, hash};
use super::phrases::Found;
use super::rules::{Rule, base_id};
use super::weights::{cells, fill, rows};
use crate::language::{Kind, Language, LanguageError, Sentence, Text, Word};

/// How many traits there are.
pub const TRAITS: usize = 24;

/// Traits before this one are moves; then come the four qualities.
pub const QUALITIES: usize = 19;
/// The trait that is fitted on whole requests.
pub const COURTESY: usize = 23;

/// What a sentence is scored for: moves first, then how it bears on each mark, then courtesy.
pub const TRAIT_NAMES: [&str; TRAITS] = [
    "acknowledge_feeling",
    "affirm",
    "apology",
    "reflection",
    "open_question",
    "closed_question",
    "solution",
    "promise",
    "explain",
    "boundary",
    "thanks",
    "support",
    "filler",
    "self_disclosure",
    "blame",
    "dismissive",
    "sarcasm",
    "insult",
    "trigger",
    "empathy",
    "listening",
    "triggers",
    "overall",
    "courtesy",
];

/// The traits that are moves of their own.
pub(crate) const MOVES: [MoveKind; 18] = [
    MoveKind::AcknowledgeFeeling,
    MoveKind::Affirm,
    MoveKind::Apology,
    MoveKind::Reflection,
    MoveKind::OpenQuestion,
    MoveKind::ClosedQuestion,
    MoveKind::Solution,
    MoveKind::Promise,
    MoveKind::Explain,
    MoveKind::Boundary,
    MoveKind::Thanks,
    MoveKind::Support,
    MoveKind::Filler,
    MoveKind::SelfDisclosure,
    MoveKind::Blame,
    MoveKind::Dismissive,
    MoveKind::Sarcasm,
    MoveKind::Insult,
];

/// A score for each trait.
pub type Scores = [f32; TRAITS];

/// One thing that a sentence has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part<'a> {
    /// A word, by its stem.
    Word(&'a str),
    /// Two neighbouring words.
    Pair(&'a str, &'a str),
    /// A rule that found something in it.
    Rule(&'a str),
    /// The kind of such a rule.
    Kind(&'a str),
    /// How it is made: its end, its length, what it takes up.
    Shape(&'a str),
}

/// A part with its number, how much of it there is, and the words that show it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Feature<'a> {
    pub(crate) part: Part<'a>,
    pub(crate) id: u64,
    pub(crate) value: f32,
    /// First word and one past the last, in the reply; empty where no words of its own show it.
    pub(crate) words: (usize, usize),
}

impl Part<'_> {
    /// Its name in the table of weights.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Word(word) => format!("w {word}"),
            Self::Pair(first, second) => format!("p {first} {second}"),
            Self::Rule(id) => format!("r {id}"),
            Self::Kind(kind) => format!("k {kind}"),
            Self::Shape(shape) => format!("s {shape}"),
        }
    }
}

/// A sentence with all that is known of it.
pub(crate) struct Subject<'a> {
    pub(crate) text: &'a Text,
    pub(crate) number: usize,
    pub(crate) taken: &'a Taken,
    pub(crate) found: &'a [Found],
}

/// Stands for any number.
const NUMBER: &str = "#";
/// Stands before the first word.
const BEGINNING: &str = "^";
/// Sentences longer than this are not longer for the scores.
const LONG: usize = 30;
/// Up to here a sentence is short.
const SHORT: usize = 4;

/// Weights of words, and the scores that come of them.
#[derive(Debug, Default)]
pub(crate) struct Wording {
    /// From which score on a trait is a move.
    keep: Scores,
    base: Scores,
    weights: HashMap<u64, Box<[(u8, f32)]>>,
}

impl Wording {
    /// Reads `weights/wording.tsv` and `weights/courtesy.tsv`. A language without them has no such scores.
    ///
    /// # Errors
    /// A line is not as the fitting program writes it.
    pub(crate) fn read(language: &Language, lexicon: &Lexicon) -> Result<Self, LanguageError> {
        let mut wording = Self { keep: [f32::INFINITY; TRAITS], ..Self::default() };
        for file in ["weights/wording.tsv", "weights/courtesy.tsv"] {
            rows(language, file, |name, row| wording.row(name, cells::<TRAITS>(row)?, lexicon))?;
        }
        Ok(wording)
    }

    fn row(&mut self, name: &str, weights: Vec<(u8, f32)>, lexicon: &Lexicon) -> Option<()> {
        match name.split_once(' ') {
            None if name == "keep" => fill(&mut self.keep, &weights),
            None if name == "base" => fill(&mut self.base, &weights),
            Some(("w", word)) => self.add(word_id(stem(word, lexicon)), weights),
            Some(("p", pair)) => {
                let (first, second) = pair.split_once(' ')?;
                self.add(pair_id(stem(first, lexicon), stem(second, lexicon)), weights);
            }
            Some((tag @ ("r" | "k" | "s"), what)) => self.add(named_id(tag, what), weights),
            _ => return None,
        }
        Some(())
    }

    fn add(&mut self, id: u64, weights: Vec<(u8, f32)>) {
        let slot = self.weights.entry(id).or_default();
        *slot = slot.iter().copied().chain(weights).collect();
    }

    /// The scores of a sentence.
    pub(crate) fn scores(&self, subject: &Subject<'_>, lexicon: &Lexicon) -> Scores {
        let mut scores = self.base;
        each(subject, lexicon, |feature| {
            for (column, weight) in self.weights.get(&feature.id).into_iter().flatten() {
                if let Some(score) = scores.get_mut(usize::from(*column)) {
                    *score += weight * feature.value;
                }
            }
        });
        scores
    }

    /// The scores of a sentence in which there is nothing, and of one in which there is a full finding of a rule alone.
    pub(crate) fn scores_of(&self, rule: &Rule) -> (Scores, Scores) {
        let mut scores = self.base;
        let ids = [named_id("r", &rule.id), named_id("k", rule.kind.name())];
        for (column, weight) in ids.iter().filter_map(|id| self.weights.get(id)).flatten() {
            if let Some(score) = scores.get_mut(usize::from(*column)) {
                *score += weight;
            }
        }
        (self.base, scores)
    }

    /// Whether a score is high enough to call it a move.
    pub(crate) fn makes(&self, column: usize, scores: &Scores) -> bool {
        matches!((self.keep.get(column), scores.get(column)), (Some(keep), Some(score)) if score >= keep)
    }

    /// The words that speak most for a trait: the run of words with the greatest sum of weights.
    pub(crate) fn telling(&self, subject: &Subject<'_>, lexicon: &Lexicon, column: usize) -> (usize, usize) {
        let Some(sentence) = subject.text.sentences.get(subject.number) else { return (0, 0) };
        let mut weights = vec![0.0_f32; sentence.end - sentence.first];
        each(subject, lexicon, |feature| {
            let all = self.weights.get(&feature.id).into_iter().flatten();
            let weight: f32 = all.filter(|(c, _)| usize::from(*c) == column).map(|(_, w)| w * feature.value).sum();
            let (first, end) = feature.words;
            #[expect(clippy::cast_precision_loss, reason = "a handful of words")]
            let share = weight / (end.saturating_sub(first).max(1)) as f32;
            for index in first..end {
                if let Some(slot) = index.checked_sub(sentence.first).and_then(|i| weights.get_mut(i)) {
                    *slot += share;
                }
            }
        });
        let (first, end) = greatest_run(&weights);
        if first == end { (sentence.first, sentence.end) } else { (sentence.first + first, sentence.first + end) }
    }
}

/// The run with the greatest sum (Kadane); empty where nothing is above 0.
fn greatest_run(weights: &[f32]) -> (usize, usize) {
    let (mut best, mut range) = (0.0, (0, 0));
    let (mut sum, mut from) = (0.0, 0);
    for (index, weight) in weights.iter().enumerate() {
        if sum <= 0.0 {
            (sum, from) = (0.0, index);
        }
        sum += weight;
        if sum > best {
            (best, range) = (sum, (from, index + 1));
        }
    }
    range
}

/// Shows every feature of a sentence.
pub(crate) fn each<'a>(subject: &Subject<'a>, lexicon: &Lexicon, mut see: impl FnMut(Feature<'a>)) {
    let Some(sentence) = subject.text.sentences.get(subject.number).copied() else { return };
    let words = subject.text.words.get(sentence.first..sentence.end).unwrap_or_default();
    let mut seen: Vec<u64> = Vec::with_capacity(2 * words.len() + 2);
    let mut once = |feature: Feature<'a>| {
        if !seen.contains(&feature.id) {
            seen.push(feature.id);
            see(feature);
        }
    };
    let mut before = (BEGINNING, hash(BEGINNING));
    for (index, word) in (sentence.first..).zip(words) {
        let now = (plain(word), stem_of(word, lexicon));
        once(Feature { part: Part::Word(now.0), id: word_id(now.1), value: 1.0, words: (index, index + 1) });
        let from = if index == sentence.first { index } else { index - 1 };
        let pair = Part::Pair(before.0, now.0);
        once(Feature { part: pair, id: pair_id(before.1, now.1), value: 1.0, words: (from, index + 1) });
        before = now;
    }
    let end = closing(sentence);
    let last = (sentence.end.saturating_sub(1), sentence.end);
    once(Feature { part: Part::Pair(before.0, end), id: pair_id(before.1, hash(end)), value: 1.0, words: last });
    for found in subject.found.iter().filter(|f| (sentence.first..sentence.end).contains(&f.words.0)) {
        let id = base_id(&found.rule.id);
        let (kind, value) = (found.rule.kind.name(), f32::from(found.strength) / 100.0);
        once(Feature { part: Part::Kind(kind), id: named_id("k", kind), value: 1.0, words: found.words });
        once(Feature { part: Part::Rule(id), id: named_id("r", id), value, words: found.words });
    }
    shapes(subject, sentence, |shape, value| {
        if value > 0.0 {
            once(Feature { part: Part::Shape(shape), id: named_id("s", shape), value, words: (0, 0) });
        }
    });
}

#[expect(clippy::cast_precision_loss, reason = "counts of words")]
fn shapes(subject: &Subject<'_>, sentence: Sentence, mut see: impl FnMut(&'static str, f32)) {
    let length = sentence.end - sentence.first;
    let yes = |is: bool| f32::from(u8::from(is));
    let few = |count: usize| count.min(4) as f32 / 4.0;
    see(closing(sentence), 1.0);
    see("length", length.min(LONG) as f32 / LONG as f32);
    see("short", yes(length <= SHORT));
    let taken = subject.taken;
    see("strong", few(taken.strong));
    see("weak", few(taken.weak));
    see("sense", few(taken.sense));
    see("earlier", few(taken.earlier));
    see("new", few(taken.new));
    see("taken", yes(taken.strong + taken.sense + taken.earlier > 0));
}

fn closing(sentence: Sentence) -> &'static str {
    match sentence {
        Sentence { asks: true, .. } => "?",
        Sentence { exclaims: 1.., .. } => "!",
        Sentence { trails_off: true, .. } => "…",
        _ => ".",
    }
}

fn plain(word: &Word) -> &str {
    if word.kind == Kind::Number { NUMBER } else { &word.folded }
}

fn stem_of(word: &Word, lexicon: &Lexicon) -> u64 {
    if word.kind == Kind::Number { hash(NUMBER) } else { lexicon.entry(&word.folded).stem }
}

/// The stem of a word of the table; its signs for numbers, beginnings and ends stand for themselves.
fn stem(word: &str, lexicon: &Lexicon) -> u64 {
    match word {
        NUMBER | BEGINNING | "?" | "!" | "…" | "." => hash(word),
        word => lexicon.entry(word).stem,
    }
}

fn word_id(stem: u64) -> u64 {
    mix(1, stem)
}

fn pair_id(first: u64, second: u64) -> u64 {
    mix(mix(2, first), second)
}

fn named_id(tag: &str, name: &str) -> u64 {
    mix(hash(tag), hash(name))
}

fn mix(a: u64, b: u64) -> u64 {
    (a.rotate_left(23) ^ b).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_run_with_the_greatest_sum_is_found() {
        assert_eq!(greatest_run(&[-1.0, 2.0, -0.5, 3.0, -4.0, 1.0]), (1, 4));
        assert_eq!(greatest_run(&[-1.0, -2.0]), (0, 0));
        assert_eq!(greatest_run(&[]), (0, 0));
    }

    #[test]
    fn moves_are_the_first_traits_under_their_names() {
        for (kind, name) in MOVES.iter().zip(TRAIT_NAMES) {
            assert_eq!(kind.name(), name);
        }
    }
}
