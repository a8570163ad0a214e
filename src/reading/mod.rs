//! What the program understands of one reply, in its context: a list of moves, each with the words that show it.
//!
//! In come the persona (where there is one), the talk so far and the reply; out comes a [`Reading`]. Phrase lists
//! are data (`data/<lang>/reading/`), context is code: who is meant, what was told and heard before, negation,
//! quotation. Reading cannot fail: odd text gives fewer moves.

mod moves;

use serde::{Deserialize, Serialize};

use crate::language::{Language, LanguageError, Span, Text};
use crate::persona::{Asks, Persona, Touch};

pub use moves::{Move, MoveKind};

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Speaker {
    /// The difficult client.
    Client,
    /// Who answers the client.
    Trainee,
}

/// One message of the talk so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// Who wrote it.
    pub speaker: Speaker,
    /// What was written.
    pub text: String,
}

/// A question in the reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Where it stands.
    pub span: Span,
    /// First word and one past the last, in the reading's text.
    pub words: (usize, usize),
    /// What it asks for; several where that is not clear, none where it asks nothing of the client.
    pub asks: Vec<Asks>,
    /// Whether it leaves the answer to the client (an open question).
    pub open: bool,
}

/// What was understood of one reply.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// The reply's words.
    pub text: Text,
    /// What it does, in the order of the words.
    pub moves: Vec<Move>,
    /// What it asks.
    pub questions: Vec<Question>,
    /// What of the persona file its words touch, with where; empty without a persona.
    pub touches: Vec<(Touch, Span)>,
    /// Words to give back: filled into the client's lines.
    pub slots: Slots,
}

/// Words of the reply that the client can throw back or hold the trainee to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Slots {
    /// The words of the strongest trigger, as written, at most 60 characters.
    pub quote: Option<String>,
    /// The words of a proposal or promise.
    pub promise: Option<String>,
    /// A number or price.
    pub number: Option<String>,
    /// A date or time.
    pub when: Option<String>,
    /// The first name the trainee gave.
    pub name: Option<String>,
}

impl Reading {
    /// Whether the reply makes a move of this kind.
    pub fn has(&self, kind: MoveKind) -> bool {
        self.moves.iter().any(|m| m.kind == kind)
    }
}

/// Reads replies in one language.
#[derive(Debug)]
pub struct Reader {}

impl Reader {
    /// Prepares the phrase lists of a language.
    ///
    /// # Errors
    /// A list is missing or malformed.
    pub fn new(_language: &Language) -> Result<Self, LanguageError> {
        Ok(Self {})
    }

    /// Reads one reply after `history` (oldest first), said to this client.
    pub fn read(&self, language: &Language, persona: Option<&Persona>, _history: &[Turn], reply: &str) -> Reading {
        let text = language.text(reply);
        let touches = persona
            .map(|p| p.patterns.find(&text).iter().map(|hit| (*hit.tag, hit.span)).collect())
            .unwrap_or_default();
        Reading { text, touches, ..Reading::default() }
    }
}
