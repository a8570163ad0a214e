//! The client in play: what a reply did to them, and what they say next.
//!
//! In come the persona, the state so far, the marked reply and chance; out come the new state and the messages.
//! The flow: mood, then what was heard, asked and offered, then the ending or the parts of an answer
//! (reaction, content, push), each chosen by fit before freshness before chance.

mod state;

use std::collections::BTreeSet;

use rand::Rng;
use serde::{Deserialize, Serialize};

use crate::marks::Marked;
use crate::persona::{Ending, Persona};

pub use state::{Mood, State};

/// How much patience, openness and how many cues a client has; the marking is the same on every level.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Difficulty {
    /// Can be won by a beginner in four to six decent replies.
    Gentle,
    /// As on file.
    #[default]
    Normal,
    /// Needs a steady eight to twelve.
    Hard,
}

impl Difficulty {
    /// The name in data, output and arguments.
    pub fn name(self) -> &'static str {
        match self {
            Self::Gentle => "gentle",
            Self::Normal => "normal",
            Self::Hard => "hard",
        }
    }

    /// The level of this name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Gentle, Self::Normal, Self::Hard].into_iter().find(|level| level.name() == name)
    }
}

/// What the client does on a reply.
#[derive(Debug, Clone)]
pub struct Answer {
    /// How the client stands now.
    pub state: State,
    /// The messages they send; never empty.
    pub says: Vec<String>,
    /// Set when the bout is over.
    pub ending: Option<Ending>,
}

/// The client's first messages and state.
pub fn open(persona: &Persona, difficulty: Difficulty, chance: &mut impl Rng) -> (State, Vec<String>) {
    let _ = (difficulty, chance);
    let says = persona.file.opening.first().map(|o| o.says.clone()).unwrap_or_default();
    (State { mood: Mood::default(), used: BTreeSet::new() }, says)
}

/// What the client makes of a reply.
pub fn answer(
    persona: &Persona,
    difficulty: Difficulty,
    state: &State,
    marked: &Marked,
    chance: &mut impl Rng,
) -> Answer {
    let _ = (persona, difficulty, marked, chance);
    Answer { state: state.clone(), says: vec!["…".to_owned()], ending: None }
}
