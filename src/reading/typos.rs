//! Slips of the finger: a long word that the language does not have is taken for the nearest one that it has.
//!
//! Spelling costs nothing: "inconvinience" and "apologyse" mean what they mean. The nearest words are found over
//! single deletions on both sides (Garbe's symmetric delete), prepared once.

use std::collections::HashMap;

use super::lexicon::{Lexicon, hash};
use crate::language::{Kind, Text};

/// Words shorter than this are left as they are: too much is near to them.
const SHORTEST: usize = 5;
/// From this length on two slips are forgiven.
const LONG: usize = 8;

/// Finds the word that was meant.
#[derive(Debug, Default)]
pub(crate) struct Speller {
    words: Vec<Box<str>>,
    by_deletion: HashMap<u64, Vec<u32>>,
}

impl Speller {
    /// Prepares the words that a slip can stand for.
    pub(crate) fn new<'a>(words: impl IntoIterator<Item = &'a str>) -> Self {
        let mut speller = Self::default();
        for word in words {
            if word.chars().count() < SHORTEST || !word.chars().all(char::is_alphabetic) {
                continue;
            }
            let Ok(number) = u32::try_from(speller.words.len()) else { break };
            for deletion in deletions(word) {
                speller.by_deletion.entry(deletion).or_default().push(number);
            }
            speller.words.push(word.into());
        }
        speller
    }

    /// Puts the meant word for each slip; spans stay as they are. Gives how many were mended.
    ///
    /// `also` says of a folded word and its stem whether it is a word in this talk, though the language lacks it.
    pub(crate) fn mend(&self, text: &mut Text, lexicon: &Lexicon, also: impl Fn(&str, u64) -> bool) -> usize {
        let mut mended = 0;
        for word in &mut text.words {
            if word.kind != Kind::Word || word.folded.chars().count() < SHORTEST {
                continue;
            }
            let entry = lexicon.entry(&word.folded);
            if entry.known || also(&word.folded, entry.stem) {
                continue;
            }
            if let Some(meant) = self.nearest(&word.folded) {
                word.folded = meant.into();
                mended += 1;
            }
        }
        mended
    }

    fn nearest(&self, word: &str) -> Option<&str> {
        let letters: Vec<char> = word.chars().collect();
        let most = if letters.len() >= LONG { 2 } else { 1 };
        let mut best: Option<(usize, &str)> = None;
        for deletion in deletions(word) {
            for number in self.by_deletion.get(&deletion).into_iter().flatten() {
                let Some(candidate) = self.words.get(*number as usize) else { continue };
                // The first letter is rarely the slip, and a change there makes another word.
                if candidate.chars().next() != letters.first().copied() {
                    continue;
                }
                let distance = distance(&letters, &candidate.chars().collect::<Vec<_>>());
                let better = best.is_none_or(|(d, w)| (distance, &**candidate) < (d, w));
                if distance <= most && better {
                    best = Some((distance, candidate));
                }
            }
        }
        best.map(|(_, word)| word)
    }
}

/// Hashes of the word and of all it becomes when one letter is left out.
fn deletions(word: &str) -> Vec<u64> {
    let letters: Vec<char> = word.chars().collect();
    let mut all: Vec<u64> = (0..letters.len())
        .map(|gone| letters.iter().enumerate().filter(|(i, _)| *i != gone).map(|(_, c)| *c).collect::<String>())
        .map(|rest| hash(&rest))
        .collect();
    all.push(hash(word));
    all.sort_unstable();
    all.dedup();
    all
}

/// Edit distance in which two letters that have changed places count once.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let at = |row: &[usize], k: usize| row.get(k).copied().unwrap_or(usize::MAX / 2);
            let mut nearest = (at(&last, j) + usize::from(x != y)).min(at(&last, j + 1) + 1).min(at(&row, j) + 1);
            let crossed = i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if crossed {
                nearest = nearest.min(at(&before, j - 1) + 1);
            }
            row.push(nearest);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_found() {
        let speller = Speller::new(["inconvenience", "apologise", "address", "tomorrow", "questionnaire"]);
        let check = |slip: &str, meant: Option<&str>| assert_eq!(speller.nearest(slip), meant, "{slip}");
        check("inconvinience", Some("inconvenience"));
        check("tomorow", Some("tomorrow"));
        check("adress", Some("address"));
        check("questionaires", Some("questionnaire"));
        check("tmoorrow", Some("tomorrow"));
        check("marrow", None);
        check("Борис", None);
    }
}
