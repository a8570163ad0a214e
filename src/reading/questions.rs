//! Questions of a reply: where they stand, what they ask for, whether they leave the answer to the client.
//!
//! In come `data/<lang>/reading/questions.toml` and a text; out come [`Question`]s. People leave question marks out
//! and learners keep the order of a statement, so a sentence that begins as a question is one without the mark.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Question;
use super::rules::{fault, pattern};
use crate::language::{Language, LanguageError, Pattern, PatternSet, Sentence, Text};
use crate::persona::Asks;

/// What a pattern shows of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shows {
    /// It is one, even without a question mark.
    Begins,
    /// It leaves the answer open.
    Open,
    /// It wants yes or no, a choice or a datum.
    Closed,
    /// It wants no answer.
    Rhetorical,
    /// It asks for this.
    Asks(Asks),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct QuestionsFile {
    begins: Vec<String>,
    open: Vec<String>,
    closed: Vec<String>,
    rhetorical: Vec<String>,
    asks: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    told: Vec<ToldEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ToldEntry {
    /// Patterns of the question.
    asked: Vec<String>,
    /// Patterns of what the client says where the answer is told.
    told: Vec<String>,
}

/// A question and what tells its answer.
#[derive(Debug)]
struct Told {
    asked: Vec<Pattern>,
    told: Vec<Pattern>,
}

/// Finds the questions of a reply.
#[derive(Debug)]
pub(crate) struct Questions {
    set: PatternSet<Shows>,
    told: Vec<Told>,
}

impl Questions {
    /// Reads `reading/questions.toml`.
    ///
    /// # Errors
    /// The file is missing or malformed.
    pub(crate) fn new(language: &Language) -> Result<Self, LanguageError> {
        const FILE: &str = "reading/questions.toml";
        let file: QuestionsFile = language.table(FILE)?;
        let mut set = PatternSet::default();
        let plain = [
            (&file.begins, Shows::Begins),
            (&file.open, Shows::Open),
            (&file.closed, Shows::Closed),
            (&file.rhetorical, Shows::Rhetorical),
        ];
        let mut add = |patterns: &[String], shows: Shows| -> Result<(), LanguageError> {
            patterns.iter().try_for_each(|source| {
                set.add(pattern(language, FILE, source)?, shows);
                Ok(())
            })
        };
        for (patterns, shows) in plain {
            add(patterns, shows)?;
        }
        for (name, patterns) in &file.asks {
            let asks = Asks::deserialize(serde::de::value::StrDeserializer::<serde::de::value::Error>::new(name))
                .map_err(|e| fault(language, FILE, &e.to_string()))?;
            add(patterns, Shows::Asks(asks))?;
        }
        let read = |patterns: &[String]| {
            patterns.iter().map(|source| pattern(language, FILE, source)).collect::<Result<Vec<_>, _>>()
        };
        let told = file.told.iter().map(|t| Ok(Told { asked: read(&t.asked)?, told: read(&t.told)? }));
        let told = told.collect::<Result<_, LanguageError>>()?;
        Ok(Self { set, told })
    }

    /// The words of a question or request in the reply whose answer the client has told already.
    pub(crate) fn asked_again(&self, reply: &Text, client: &[Text]) -> Option<(usize, usize)> {
        self.told.iter().find_map(|entry| {
            let words = entry.asked.iter().find_map(|pattern| pattern.find(reply))?;
            let told = client.iter().any(|text| entry.told.iter().any(|pattern| pattern.find(text).is_some()));
            told.then_some(words)
        })
    }

    /// The questions of a text, in reading order.
    pub(crate) fn find(&self, text: &Text) -> Vec<Question> {
        let hits = self.set.find(text);
        let mut questions = Vec::new();
        for sentence in &text.sentences {
            let here: Vec<(usize, Shows)> = hits
                .iter()
                .filter(|h| (sentence.first..sentence.end).contains(&h.first))
                .map(|h| (h.first, *h.tag))
                .collect();
            let begins = here.iter().find(|(_, s)| *s == Shows::Begins).map(|(at, _)| *at);
            if here.iter().any(|(_, s)| *s == Shows::Rhetorical) || (!sentence.asks && begins.is_none()) {
                continue;
            }
            let first = begins.unwrap_or_else(|| last_clause(text, sentence));
            let mut asks: Vec<Asks> = Vec::new();
            for (at, shows) in &here {
                if let Shows::Asks(kind) = shows
                    && *at >= first
                    && !asks.contains(kind)
                {
                    asks.push(*kind);
                }
            }
            let is = |wanted: Shows| here.iter().any(|(at, s)| *s == wanted && *at >= first);
            let open = is(Shows::Open) && !is(Shows::Closed);
            if asks.is_empty() && !open {
                asks.push(Asks::YesNo);
            }
            questions.push(Question { span: text.span(first, sentence.end), words: (first, sentence.end), asks, open });
        }
        questions
    }
}

/// Where the last clause of a sentence begins, if it is more than a tag of two words; else the sentence itself.
fn last_clause(text: &Text, sentence: &Sentence) -> usize {
    (sentence.first..sentence.end.saturating_sub(2))
        .rev()
        .find(|at| text.words.get(*at).is_some_and(|w| w.opens_clause))
        .unwrap_or(sentence.first)
}
