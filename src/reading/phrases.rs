//! Phrases of the rule table in a reply, with the context that decides whether they count.
//!
//! In come the rules and a text; out come [`Found`]s. Quoted words, negated words and words that an `unless` pattern
//! of the same sentence takes back are left out.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Deserialize;

use super::rules::{Needs, Rule, fault, pattern};
use super::scene::Scene;
use crate::language::{Language, LanguageError, Pattern, PatternSet, Text};

/// How many words before a phrase a "not" still reaches it.
const REACH: usize = 4;
/// Places from the beginning of a question at which its question word may stand.
const ASKED_AT: usize = 6;
/// Words in a short reply.
const SHORT: usize = 12;

/// A finding: which rule, and on which words.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    /// The rule.
    pub(crate) rule: Arc<Rule>,
    /// First word and one past the last.
    pub(crate) words: (usize, usize),
    /// How much of the rule's points it is worth, in per cent.
    pub(crate) strength: u8,
}

#[derive(Debug, Clone, Copy)]
enum Role {
    Finds(u32),
    Spares(u32),
}

/// The phrases of all rules.
#[derive(Debug)]
pub(crate) struct Phrases {
    rules: Vec<Arc<Rule>>,
    by_id: HashMap<Arc<str>, u32>,
    set: PatternSet<Role>,
    negators: Vec<Box<str>>,
    you: Vec<Box<str>>,
    me: Vec<Box<str>>,
    answers: Vec<AnswerPair>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SmallWords {
    /// Words that turn what follows into its opposite.
    negators: Vec<String>,
    /// Words for the client.
    you: Vec<String>,
    /// Words for the trainee.
    me: Vec<String>,
    /// What answers which question.
    answer: Vec<AnswerEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AnswerEntry {
    /// Words at or near the beginning of the question.
    to: Vec<String>,
    /// Patterns of a reply that answers it.
    with: Vec<String>,
}

#[derive(Debug)]
struct AnswerPair {
    to: Vec<Vec<Box<str>>>,
    with: Vec<Pattern>,
}

/// Little words and what answers what, below `data/<lang>/`.
const SMALL_WORDS: &str = "reading/small-words.toml";

fn answer_pairs(language: &Language, words: &SmallWords) -> Result<Vec<AnswerPair>, LanguageError> {
    let pair = |entry: &AnswerEntry| {
        let with = entry.with.iter().map(|source| pattern(language, SMALL_WORDS, source));
        Ok(AnswerPair {
            to: entry.to.iter().map(|w| w.split(' ').map(Into::into).collect()).collect(),
            with: with.collect::<Result<_, LanguageError>>()?,
        })
    };
    words.answer.iter().map(pair).collect()
}

fn boxed(words: &[String]) -> Vec<Box<str>> {
    words.iter().map(|w| w.as_str().into()).collect()
}

impl Phrases {
    /// Prepares the patterns of the rules.
    ///
    /// # Errors
    /// A pattern cannot be read.
    pub(crate) fn new(language: &Language, rules: Vec<Arc<Rule>>) -> Result<Self, LanguageError> {
        let words: SmallWords = language.table(SMALL_WORDS)?;
        let mut set = PatternSet::default();
        let mut by_id = HashMap::new();
        for (rule, number) in rules.iter().zip(0_u32..) {
            by_id.insert(Arc::clone(&rule.id), number);
            let finds = rule.find.iter().map(|p| (p, Role::Finds(number)));
            let spares = rule.unless.iter().map(|p| (p, Role::Spares(number)));
            for (source, role) in finds.chain(spares) {
                let pattern = language
                    .pattern(source)
                    .map_err(|e| fault(language, "rules", &format!("rule `{}`, `{source}`: {e}", rule.id)))?;
                set.add(pattern, role);
            }
        }
        let answers = answer_pairs(language, &words)?;
        Ok(Self {
            answers,
            rules,
            by_id,
            set,
            negators: boxed(&words.negators),
            you: boxed(&words.you),
            me: boxed(&words.me),
        })
    }

    /// Every rule, in the order of the table.
    pub(crate) fn rules(&self) -> &[Arc<Rule>] {
        &self.rules
    }

    /// The rule of this id.
    pub(crate) fn rule(&self, id: &str) -> Option<&Arc<Rule>> {
        self.by_id.get(id).and_then(|number| self.rules.get(*number as usize))
    }

    /// What the reply's words match, in reading order.
    pub(crate) fn find(&self, text: &Text, scene: &Scene) -> Vec<Found> {
        let hits = self.set.find(text);
        let spared: Vec<(u32, usize)> = hits
            .iter()
            .filter_map(|h| match h.tag {
                Role::Spares(number) => Some((*number, sentence_at(text, h.first))),
                Role::Finds(_) => None,
            })
            .collect();
        let mut found: Vec<Found> = Vec::new();
        for hit in &hits {
            let Role::Finds(number) = *hit.tag else { continue };
            let Some(rule) = self.rules.get(number as usize) else { continue };
            let sentence = sentence_at(text, hit.first);
            let counts = !spared.contains(&(number, sentence))
                && (rule.quoted || !is_quoted(text, hit.first, hit.end))
                && (rule.negated || !self.is_negated(text, hit.first))
                && holds(rule.needs, text, sentence, scene);
            if !counts {
                continue;
            }
            // Several wordings of one rule on the same words are one finding: the longest.
            match found.iter_mut().find(|f| f.rule.id == rule.id && f.words.0 < hit.end && hit.first < f.words.1) {
                Some(known) => known.words = (known.words.0.min(hit.first), known.words.1.max(hit.end)),
                None => found.push(Found { rule: Arc::clone(rule), words: (hit.first, hit.end), strength: 100 }),
            }
        }
        found
    }

    /// Whether a reply answers a question of these words: it has what that kind of question wants.
    pub(crate) fn answers(&self, reply: &Text, asked: &[Box<str>]) -> bool {
        self.answers.iter().any(|pair| {
            let fits = pair.to.iter().any(|words| {
                asked.windows(words.len()).take(ASKED_AT).any(|w| w.iter().zip(words).all(|(a, b)| a == b))
            });
            fits && pair.with.iter().any(|pattern| pattern.find(reply).is_some())
        })
    }

    /// Whether a folded word means the client.
    pub(crate) fn is_you(&self, word: &str) -> bool {
        self.you.iter().any(|y| **y == *word)
    }

    /// Whether a folded word means the trainee.
    pub(crate) fn is_me(&self, word: &str) -> bool {
        self.me.iter().any(|m| **m == *word)
    }

    /// Whether a "not" before word `at`, in the same clause, reaches it.
    pub(crate) fn is_negated(&self, text: &Text, at: usize) -> bool {
        let Some(sentence) = text.sentence_of(at) else { return false };
        let mut index = at;
        for _ in 0..REACH {
            if index <= sentence.first || text.words.get(index).is_some_and(|w| w.opens_clause) {
                return false;
            }
            index -= 1;
            if text.words.get(index).is_some_and(|w| self.negators.contains(&w.folded)) {
                return true;
            }
        }
        false
    }
}

fn holds(needs: Needs, text: &Text, sentence: usize, scene: &Scene) -> bool {
    match needs {
        Needs::Nothing | Needs::Topic => true,
        Needs::Upset => scene.upset >= 25,
        Needs::Calm => scene.upset < 25,
        Needs::Question => text.sentences.get(sentence).is_some_and(|s| s.asks),
        Needs::Statement => text.sentences.get(sentence).is_some_and(|s| !s.asks),
        Needs::Short => text.words.len() <= SHORT,
    }
}

/// Index of the sentence that holds a word.
pub(crate) fn sentence_at(text: &Text, word: usize) -> usize {
    text.sentences.partition_point(|s| s.end <= word)
}

fn is_quoted(text: &Text, first: usize, end: usize) -> bool {
    text.words.get(first..end).is_some_and(|words| words.iter().all(|w| w.quoted))
}
