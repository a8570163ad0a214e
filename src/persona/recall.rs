//! Which fact a question is about, by the words that both share: for questions in words that no pattern foresaw.
//!
//! A word counts the more, the fewer facts speak of it (inverse document frequency; Spärck Jones, J. Documentation 28,
//! 1972). No language is known here: words are taken by their first letters.

use std::collections::{BTreeSet, HashMap};

use super::{Fact, File};
use crate::language::{Language, Text};

/// Letters by which two forms of a word are taken for the same.
const HEAD: usize = 5;
/// What a word is worth that only a line of the fact has, against one of its `value`, `topic` or `asked`.
const IN_A_LINE: f32 = 0.5;

/// The words of every fact of a file.
#[derive(Debug, Clone, Default)]
pub struct Recall {
    /// For each word, how rare it is.
    rarity: HashMap<Box<str>, f32>,
    /// For each fact, its words with what they are worth.
    facts: Vec<HashMap<Box<str>, f32>>,
    /// How rare a word is that no fact has.
    unknown: f32,
}

impl Recall {
    /// Gathers the words of a file.
    pub(super) fn new(file: &File, language: &Language) -> Self {
        let facts: Vec<HashMap<Box<str>, f32>> = file.fact.iter().map(|fact| words_of(fact, language)).collect();
        let mut in_facts: HashMap<Box<str>, f32> = HashMap::new();
        for word in facts.iter().flat_map(HashMap::keys) {
            *in_facts.entry(word.clone()).or_default() += 1.0;
        }
        let all = (1..=facts.len()).fold(1.0, |n: f32, _| n + 1.0);
        let rarity = in_facts.into_iter().map(|(word, n)| (word, (all / n).ln())).collect();
        Self { rarity, facts, unknown: all.ln() / 2.0 }
    }

    /// How far each fact covers the words of a question (a half-open range of the text's words), 0 to 1.
    pub fn covers(&self, text: &Text, (first, end): (usize, usize)) -> Vec<f32> {
        let asked = text.words.get(first..end.min(text.words.len())).unwrap_or_default();
        let heads: BTreeSet<Box<str>> = asked.iter().map(|word| head(&word.folded)).collect();
        let rarity = |word: &str| self.rarity.get(word).copied().unwrap_or(self.unknown);
        let all: f32 = heads.iter().map(|word| rarity(word)).sum();
        let of = |fact: &HashMap<Box<str>, f32>| {
            let shared: f32 = heads.iter().map(|word| rarity(word) * fact.get(word).copied().unwrap_or(0.0)).sum();
            if all > 0.0 { shared / all } else { 0.0 }
        };
        self.facts.iter().map(of).collect()
    }
}

fn words_of(fact: &Fact, language: &Language) -> HashMap<Box<str>, f32> {
    let mut words: HashMap<Box<str>, f32> = HashMap::new();
    let mut add = |source: &str, worth: f32| {
        for word in &language.text(source).words {
            let known = words.entry(head(&word.folded)).or_default();
            *known = known.max(worth);
        }
    };
    let lines = [&fact.says, &fact.hot, &fact.warm];
    lines.into_iter().flatten().for_each(|line| add(line, IN_A_LINE));
    add(&fact.value, 1.0);
    fact.topic.iter().chain(&fact.asked).for_each(|pattern| add(&plain(pattern), 1.0));
    words
}

/// A pattern without its signs.
fn plain(pattern: &str) -> String {
    pattern.chars().map(|c| if c.is_alphanumeric() || c == '\'' { c } else { ' ' }).collect()
}

fn head(word: &str) -> Box<str> {
    word.chars().take(HEAD).collect::<String>().into()
}
