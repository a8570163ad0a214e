//! One who tries everything: what any trainee, any common saying and the file's own patterns say.

use rand::{Rng, RngExt};

use super::player::Players;
use crate::language::Language;
use crate::persona::{Persona, Touch};

/// Everything that is tried on a client.
pub(super) struct Explorer {
    /// Replies that trainees give.
    replies: Vec<String>,
    /// Sentences made from the file's patterns.
    from_patterns: Vec<String>,
}

impl Explorer {
    pub(super) fn new(persona: &Persona, language: &Language, players: &Players, chance: &mut impl Rng) -> Self {
        let file = &persona.file;
        let pairs = file.pair.iter().flat_map(|pair| [&pair.weak, &pair.strong]);
        let sayings = language.talk.values().flat_map(|saying| &saying.samples);
        let replies = file.trainee.all().chain(pairs).chain(players.all()).chain(sayings).cloned().collect();
        let mut from_patterns = Vec::new();
        for (source, touch) in file.patterns() {
            let question = matches!(touch, Touch::Fact(_) | Touch::FactTopic(_));
            for pattern in language.patterns(source).into_iter().flatten() {
                let words = pattern.sample(&mut |choices| chance.random_range(0..choices.max(1)));
                from_patterns.push(if question { format!("{words}?") } else { format!("{words}.") });
            }
        }
        Self { replies, from_patterns }
    }

    /// Something to say: one thing, or two together.
    pub(super) fn next(&self, chance: &mut impl Rng) -> String {
        match chance.random_range(0..10) {
            0..4 => draw(&self.replies, chance),
            4..8 => draw(&self.from_patterns, chance),
            _ => format!("{} {}", draw(&self.replies, chance), draw(&self.from_patterns, chance)),
        }
    }
}

fn draw(lines: &[String], chance: &mut impl Rng) -> String {
    lines.get(chance.random_range(0..lines.len().max(1))).cloned().unwrap_or_default()
}
