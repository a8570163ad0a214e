//! What there is to learn from a labelled reply: every feature by its name.
//!
//! In come a talk and a reply; out come, for each sentence, the features that `wording.rs` weighs, and the words
//! of the turns before, by which `field.rs` tells the field, as `examples/fit` needs them.

use super::wording::{Subject, each};
use super::{Reader, Reading, Talk, field};
use crate::language::Span;

/// One feature of a sentence, or one word of the turns before.
#[derive(Debug, Clone, PartialEq)]
pub struct Trait {
    /// Its number, the same for all forms of a word.
    pub id: u64,
    /// Its name in the table of weights, in the form met here.
    pub name: String,
    /// How much of it there is.
    pub value: f32,
}

/// A reply as its features.
#[derive(Debug, Clone, Default)]
pub struct Lesson {
    /// For each sentence, where it stands and what it has.
    pub sentences: Vec<(Span, Vec<Trait>)>,
    /// Words of the turns before; each once.
    pub before: Vec<Trait>,
    /// The reading, with what the present weights make of it.
    pub reading: Reading,
}

impl Reader {
    /// What there is to learn from a reply.
    pub fn lesson(&self, talk: &Talk<'_>, reply: &str) -> Lesson {
        let understood = self.understand(talk, reply);
        let sentences = understood.taken.iter().zip(&understood.text.sentences).enumerate();
        let sentences = sentences.map(|(number, (taken, sentence))| {
            let subject = Subject { text: &understood.text, number, taken, found: &understood.found };
            let mut traits = Vec::new();
            each(&subject, &self.lexicon, |f| {
                traits.push(Trait { id: f.id, name: f.part.name(), value: f.value });
            });
            (sentence.span, traits)
        });
        let mut before: Vec<Trait> = Vec::new();
        for (word, id) in field::words(&talk.scene, &self.lexicon) {
            if before.iter().all(|known| known.id != id) {
                before.push(Trait { id, name: format!("w {word}"), value: 1.0 });
            }
        }
        Lesson { sentences: sentences.collect(), before, reading: self.read(talk, reply) }
    }
}
