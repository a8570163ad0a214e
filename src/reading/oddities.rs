//! Replies that are no reply: noise, another language, shouting.
//!
//! In come the words; out comes what is odd about them. A foreigner's English is English: what counts is whether the
//! little words of the language are there, not whether they stand right.

use super::HIDDEN;
use super::lexicon::Lexicon;
use super::scene::Scene;
use crate::language::{Kind, Text};

/// What is odd about a reply as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Oddity {
    /// No words at all.
    Empty,
    /// No words that mean anything.
    Nonsense,
    /// In a language that the client has not used.
    Foreign,
}

/// What is odd about the reply, if anything.
pub(crate) fn oddity(text: &Text, lexicon: &Lexicon, scene: &Scene) -> Option<Oddity> {
    let words: Vec<_> = text.words.iter().filter(|w| w.kind == Kind::Word).collect();
    if words.is_empty() {
        // A number or a smile can be an answer; nothing at all, or dots, cannot.
        return (text.words.is_empty() && !text.source.contains(HIDDEN)).then_some(Oddity::Empty);
    }
    let mut known = 0;
    let mut function = 0;
    let mut letters = 0;
    let mut other_script = 0;
    let mut noise = 0;
    for word in &words {
        let entry = lexicon.entry(&word.folded);
        known += usize::from(entry.known || scene.has(entry.stem));
        function += usize::from(entry.function && word.folded.chars().count() > 1);
        noise += usize::from(!entry.known && is_noise(&word.folded));
        for c in word.folded.chars().filter(|c| c.is_alphabetic()) {
            letters += 1;
            other_script += usize::from(!is_latin(c));
        }
    }
    if other_script * 2 > letters {
        return Some(Oddity::Foreign);
    }
    let count = words.len();
    if count >= 3
        && words.windows(3).any(|w| w.iter().all(|x| w.first().is_some_and(|f| f.folded == x.folded)))
        && count <= 8
    {
        return Some(Oddity::Nonsense);
    }
    let foreign_words = text.words.iter().any(|w| w.folded.chars().any(|c| !c.is_ascii() && c.is_alphabetic()));
    if known * 100 < count * 45 {
        let looks_like_words = noise * 3 <= count && count >= 3 && (foreign_words || function * 10 <= count * 3);
        return Some(if looks_like_words && noise * 4 < count { Oddity::Foreign } else { Oddity::Nonsense });
    }
    if count >= 2 && function == 0 && noise * 3 >= count {
        return Some(Oddity::Nonsense);
    }
    if noise >= 2 && noise * 4 >= count && function <= 1 {
        return Some(Oddity::Nonsense);
    }
    let stutter = text.words.iter().zip(text.words.iter().skip(1)).filter(|(a, b)| a.folded == b.folded).count();
    (count >= 3 && stutter * 2 >= count).then_some(Oddity::Nonsense)
}

/// The range of words that are shouted, if the reply shouts: several words, or most of it, in capitals.
pub(crate) fn shouting(text: &Text, lexicon: &Lexicon) -> Option<(usize, usize)> {
    let loud = |index: usize| {
        text.words.get(index).is_some_and(|w| {
            w.shouted && w.kind == Kind::Word && lexicon.entry(&w.folded).known && w.folded.chars().count() > 1
        })
    };
    let all: Vec<usize> = (0..text.words.len()).filter(|i| loud(*i)).collect();
    let (first, last) = (*all.first()?, *all.last()?);
    let words = text.words.iter().filter(|w| w.kind == Kind::Word).count();
    let cries = text.sentences.iter().map(|s| usize::from(s.exclaims)).max().unwrap_or(0);
    let shouts = (all.len() >= 3 && all.len() * 3 >= words) || (all.len() >= 5) || (cries >= 3 && all.len() >= 2);
    shouts.then_some((first, last + 1))
}

fn is_latin(c: char) -> bool {
    matches!(c, 'a'..='z' | 'A'..='Z' | '\u{00C0}'..='\u{024F}' | '\u{1E00}'..='\u{1EFF}')
}

/// Letters that no word has in this order: no vowel at all, or five consonants in a row.
fn is_noise(word: &str) -> bool {
    let vowel = |c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y') || !c.is_ascii();
    let letters: Vec<char> = word.chars().filter(|c| c.is_alphabetic()).collect();
    if letters.len() < 3 {
        return false;
    }
    let mut run = 0;
    let mut longest = 0;
    for c in &letters {
        run = if vowel(*c) { 0 } else { run + 1 };
        longest = longest.max(run);
    }
    let repeats = letters.windows(3).any(|w| w.iter().all(|c| Some(c) == w.first()));
    longest >= 5
        || !letters.iter().any(|c| vowel(*c))
        || repeats
        || (letters.len() > 3 && longest >= 4 && letters.len() < 7)
}
