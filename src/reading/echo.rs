//! The client's own words, given back as sense or as echo.
//!
//! In come the reply's words and the talk so far; out comes, sentence by sentence, how much of it takes up what the
//! client said. The same words in the same order are an echo; the sense in other words is listening.

use super::lexicon::Lexicon;
use super::scene::{Kin, Listener, Scene};
use crate::language::{Kind, Text};

/// Words in a row that make an echo.
const RUN: usize = 5;

/// What one sentence of the reply takes up.
#[derive(Debug, Clone, Default)]
pub(crate) struct Taken {
    /// Content words of the client's, or their senses, that are more than everyday words.
    pub(crate) strong: usize,
    /// The same for everyday words.
    pub(crate) weak: usize,
    /// Those of them that are not the client's own words.
    pub(crate) sense: usize,
    /// Words taken from earlier messages of the client.
    pub(crate) earlier: usize,
    /// Content words in the sentence.
    pub(crate) content: usize,
    /// Content words that nobody said before.
    pub(crate) new: usize,
    /// First and one past the last of the words that take something up.
    pub(crate) words: Option<(usize, usize)>,
}

/// How much of the reply repeats the client word by word.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Echo {
    /// Words of the reply that lie in long runs of the client's words.
    pub(crate) repeated: usize,
    /// First and one past the last of them.
    pub(crate) words: (usize, usize),
}

/// What each sentence takes up.
pub(crate) fn taken(text: &Text, lexicon: &Lexicon, scene: &Scene) -> Vec<Taken> {
    text.sentences
        .iter()
        .map(|sentence| {
            let mut taken = Taken::default();
            let mut seen: Vec<u64> = Vec::new();
            for index in sentence.first..sentence.end {
                let Some(word) = text.words.get(index) else { continue };
                let Some(entry) = lexicon.content(word) else { continue };
                if seen.contains(&entry.stem) {
                    continue;
                }
                seen.push(entry.stem);
                let (kin, weak) = scene.kin(&entry);
                // "I understand" beside the client's words adds nothing of one's own.
                if kin == Kin::New && entry.stock {
                    continue;
                }
                taken.content += 1;
                let weak = weak && word.kind != Kind::Number;
                match (kin, weak) {
                    (Kin::New, _) => taken.new += 1,
                    (Kin::Earlier, true) => {}
                    (Kin::Earlier, false) => taken.earlier += 1,
                    (_, true) => taken.weak += 1,
                    (_, false) => taken.strong += 1,
                }
                taken.sense += usize::from(kin == Kin::Sense && !weak);
                if kin != Kin::New && !(kin == Kin::Earlier && weak) {
                    let from = taken.words.map_or(index, |(first, _)| first);
                    taken.words = Some((from, index + 1));
                }
            }
            taken
        })
        .collect()
}

/// How much of the reply is the client's last words, word by word.
pub(crate) fn echo(text: &Text, listener: &Listener, scene: &Scene) -> Echo {
    let own: Vec<u64> = text.words.iter().map(|w| listener.level(w)).collect();
    let mut echo = Echo::default();
    let mut at = 0;
    while at < own.len() {
        let run = longest(&own, at, &scene.sequence);
        if run >= RUN {
            if echo.repeated == 0 {
                echo.words.0 = at;
            }
            echo.words.1 = at + run;
            echo.repeated += run;
            at += run;
        } else {
            at += 1;
        }
    }
    echo
}

fn longest(own: &[u64], at: usize, said: &[u64]) -> usize {
    let here = own.get(at..).unwrap_or_default();
    let Some(first) = here.first() else { return 0 };
    said.iter()
        .enumerate()
        .filter(|(_, word)| *word == first)
        .map(|(start, _)| here.iter().zip(said.get(start..).unwrap_or_default()).take_while(|(a, b)| a == b).count())
        .max()
        .unwrap_or(0)
}
