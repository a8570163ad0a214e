//! What a reply is worth: empathy, listening, triggers and overall, each point with the move that earned it.
//!
//! In comes a [`Reading`]; out come [`Marked`]: four numbers from 0 to 100 and the points behind them. The rules,
//! with their points, reasons and sources, are data (`data/<lang>/rules.toml`), and the table that marks is the
//! table that `sparring rules` prints.

use serde::{Deserialize, Serialize};

use crate::language::{Language, LanguageError};
use crate::persona::Persona;
use crate::reading::{Reader, Reading, Turn};

/// Names the marking. Raised whenever a mark can change; stored with every mark.
pub const MARKING_VERSION: u32 = 1;

/// Four numbers from 0 to 100 for a reply or a bout.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marks {
    /// Does this client's situation matter in the reply?
    pub empathy: u8,
    /// Was taken in what was said, now and earlier?
    pub listening: u8,
    /// 100 = none set off.
    pub triggers: u8,
    /// What a coach would say.
    pub overall: u8,
}

/// The marks that points go to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dimension {
    /// Empathy.
    Empathy,
    /// Listening.
    Listening,
    /// Triggers avoided.
    Triggers,
}

/// Points that one move gave to or took from one mark.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    /// Which mark.
    pub mark: Dimension,
    /// How many, as they count in the mark after caps.
    pub points: i16,
    /// Index of the move in the reading.
    pub from: usize,
}

/// A marked reply.
#[derive(Debug, Clone, Default)]
pub struct Marked {
    /// What was understood.
    pub reading: Reading,
    /// What it is worth.
    pub marks: Marks,
    /// Why.
    pub points: Vec<Point>,
}

/// Reads and marks replies in one language.
#[derive(Debug)]
pub struct Judge {
    reader: Reader,
}

impl Judge {
    /// Prepares reading and rules of a language.
    ///
    /// # Errors
    /// A list or the rule table is missing or malformed.
    pub fn new(language: &Language) -> Result<Self, LanguageError> {
        Ok(Self { reader: Reader::new(language)? })
    }

    /// Marks one reply after `history` (oldest first), said to this client.
    pub fn mark(&self, language: &Language, persona: Option<&Persona>, history: &[Turn], reply: &str) -> Marked {
        let reading = self.reader.read(language, persona, history, reply);
        Marked { reading, marks: Marks { empathy: 40, listening: 40, triggers: 100, overall: 45 }, points: Vec::new() }
    }

    /// Why the rule of this id gives or takes points: one sentence for the trainee.
    pub fn why(&self, rule: &str) -> String {
        rule.to_owned()
    }
}
