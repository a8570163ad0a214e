//! Words of a reply that the client can throw back or hold the trainee to.
//!
//! In come `data/<lang>/reading/slots.toml`, a text and what was found in it; out come [`Slots`], each as written.

use serde::Deserialize;

use super::lexicon::Lexicon;
use super::phrases::Found;
use super::rules::pattern;
use super::{MoveKind, Slots};
use crate::language::{Kind, Language, LanguageError, PatternSet, Span, Text};

/// The longest quotation, in characters.
const LONGEST: usize = 60;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fills {
    When,
    NotANumber,
    NameAfter,
    NameBefore,
    Signs,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SlotsFile {
    /// Dates and times.
    when: Vec<String>,
    /// Numbers that are no offer: times, counts of days.
    not_a_number: Vec<String>,
    /// What stands before a name that is given.
    name_after: Vec<String>,
    /// What stands after it.
    name_before: Vec<String>,
    /// What stands before a signature.
    signs: Vec<String>,
}

/// Fills slots.
#[derive(Debug)]
pub(crate) struct Filler {
    set: PatternSet<Fills>,
}

impl Filler {
    /// Reads `reading/slots.toml`.
    ///
    /// # Errors
    /// The file is missing or malformed.
    pub(crate) fn new(language: &Language) -> Result<Self, LanguageError> {
        const FILE: &str = "reading/slots.toml";
        let file: SlotsFile = language.table(FILE)?;
        let mut set = PatternSet::default();
        let lists = [
            (&file.when, Fills::When),
            (&file.not_a_number, Fills::NotANumber),
            (&file.name_after, Fills::NameAfter),
            (&file.name_before, Fills::NameBefore),
            (&file.signs, Fills::Signs),
        ];
        for (patterns, fills) in lists {
            for source in patterns {
                set.add(pattern(language, FILE, source)?, fills);
            }
        }
        Ok(Self { set })
    }

    /// The words to give back.
    pub(crate) fn fill(&self, text: &Text, lexicon: &Lexicon, found: &[Found]) -> Slots {
        let hits = self.set.find(text);
        let of = |fills: Fills| hits.iter().filter(move |h| *h.tag == fills);
        let when = of(Fills::When).max_by_key(|h| (h.end - h.first, std::cmp::Reverse(h.first)));
        let number = text.words.iter().enumerate().find(|(index, word)| {
            word.kind == Kind::Number
                && !of(Fills::When).chain(of(Fills::NotANumber)).any(|h| (h.first..h.end).contains(index))
        });
        let name = of(Fills::NameAfter)
            .map(|h| h.end)
            .chain(of(Fills::NameBefore).filter_map(|h| h.first.checked_sub(1)))
            .chain(of(Fills::Signs).map(|h| h.end))
            .chain(lone_last_word(text))
            .find(|index| is_name(text, *index, lexicon));
        Slots {
            quote: quote(text, found),
            promise: promise(text, found),
            number: number.map(|(_, word)| word.span.of(&text.source)),
            when: when.map(|h| h.span.of(&text.source)),
            name: name.and_then(|index| text.words.get(index)).map(|w| w.span.of(&text.source)),
        }
    }
}

/// The words of the strongest trigger.
fn quote(text: &Text, found: &[Found]) -> Option<String> {
    let worst = found
        .iter()
        .filter(|f| f.rule.kind.is_trigger() && f.words.0 < f.words.1 && f.rule.heat > 0)
        .max_by_key(|f| (f.rule.heat, std::cmp::Reverse(f.words.0)))?;
    cut(text, worst.words)
}

/// The words of the first promise, else of the first proposal, to the end of their sentence.
fn promise(text: &Text, found: &[Found]) -> Option<String> {
    let best = [MoveKind::Promise, MoveKind::Solution, MoveKind::Options, MoveKind::OverPromise]
        .into_iter()
        .find_map(|kind| found.iter().find(|f| f.rule.kind == kind && f.words.0 < f.words.1))?;
    let end = text.sentence_of(best.words.0).map_or(best.words.1, |s| s.end);
    cut(text, (best.words.0, end))
}

/// The words of a range as written: where they are longer than [`LONGEST`] characters, as many whole clauses as fit;
/// half a thought is not quoted.
fn cut(text: &Text, (first, end): (usize, usize)) -> Option<String> {
    let start = text.words.get(first)?.span.start;
    let words = text.words.get(first..end.min(text.words.len()))?;
    let fits = |stop: usize| stop.saturating_sub(start) <= LONGEST;
    let ends_clause = |i: usize| words.get(i + 1).is_none_or(|next| next.opens_clause);
    let last = words.iter().enumerate().rfind(|(i, w)| fits(w.span.end) && ends_clause(*i))?.1.span.end;
    Some(Span { start, end: last }.of(&text.source).split_whitespace().collect::<Vec<_>>().join(" "))
}

/// A name is written with a capital and is no word of the language.
fn is_name(text: &Text, index: usize, lexicon: &Lexicon) -> bool {
    text.words.get(index).is_some_and(|word| {
        let written = word.span.of(&text.source);
        word.kind == Kind::Word
            && (2..=20).contains(&written.chars().count())
            && written.chars().next().is_some_and(char::is_uppercase)
            && written.chars().skip(1).any(char::is_lowercase)
            && !lexicon.entry(&word.folded).known
    })
}

/// The last word, where it stands in a sentence of its own: a signature.
fn lone_last_word(text: &Text) -> Option<usize> {
    let last = text.sentences.last()?;
    (text.sentences.len() > 1 && last.end - last.first == 1 && !last.asks && last.exclaims == 0).then_some(last.first)
}
