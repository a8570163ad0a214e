//! Sentences that are said to any client, whatever the matter.
//!
//! In comes `data/<lang>/reading/stock.toml`; out comes, for a sentence, whether such words make up most of it.

use serde::Deserialize;

use super::rules::pattern;
use crate::language::{Language, LanguageError, PatternSet, Sentence, Text};

/// A sentence is stock where stock words make up so much of it, in percent.
const MOST: usize = 65;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StockFile {
    said: Vec<String>,
}

/// Knows stock sentences.
#[derive(Debug)]
pub(crate) struct Stock {
    set: PatternSet<()>,
}

impl Stock {
    /// Reads `reading/stock.toml`.
    ///
    /// # Errors
    /// The file is missing or malformed.
    pub(crate) fn new(language: &Language) -> Result<Self, LanguageError> {
        const FILE: &str = "reading/stock.toml";
        let file: StockFile = language.table(FILE)?;
        let mut set = PatternSet::default();
        for source in &file.said {
            set.add(pattern(language, FILE, source)?, ());
        }
        Ok(Self { set })
    }

    /// For each sentence of a text, whether it is one.
    pub(crate) fn sentences(&self, text: &Text) -> Vec<bool> {
        let hits = self.set.find(text);
        let is_stock = |sentence: &Sentence| {
            let longest = hits.iter().filter(|h| sentence.first <= h.first && h.end <= sentence.end);
            let covered = longest.map(|h| h.end - h.first).max().unwrap_or(0);
            covered * 100 >= (sentence.end - sentence.first) * MOST && covered > 0
        };
        text.sentences.iter().map(is_stock).collect()
    }
}
