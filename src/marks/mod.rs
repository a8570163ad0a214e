//! What a reply is worth: empathy, listening, triggers and overall, each point with the move that earned it.
//!
//! In comes a [`Reading`]; out come [`Marked`]: four numbers from 0 to 100 and the points behind them. The rules,
//! with their points, reasons and sources, are data (`data/<lang>/rules.toml`), and the table that marks is the
//! table that `sparring rules` prints.

mod overall;
mod tally;

use serde::{Deserialize, Serialize};

use crate::language::{Language, LanguageError};
use crate::persona::Persona;
use crate::reading::{Reader, Reading, Rule, Turn, Worth};
use tally::{Tally, Weighed, tally};

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
        let worths: Vec<Weighed> = reading
            .moves
            .iter()
            .map(|m| Weighed { kind: m.kind, worth: self.worth(persona, &m.rule), strength: m.strength })
            .collect();
        let Tally { marks, points } = tally(&worths);
        Marked { reading, marks, points }
    }

    /// Why the rule of this id gives or takes points: one sentence for the trainee.
    ///
    /// A rule that is not in the table gives an empty sentence.
    pub fn why(&self, rule: &str) -> String {
        let base = if rule.starts_with(BUTTON) { BUTTON.trim_end_matches('.') } else { rule };
        self.reader.rule(base).map(|r| r.why.clone()).unwrap_or_default()
    }

    /// The same, in the words of the persona where the rule is one of its own buttons.
    pub fn why_to(&self, persona: Option<&Persona>, rule: &str) -> String {
        button(persona, rule).map_or_else(|| self.why(rule), |b| b.why.clone())
    }

    /// Every rule of the marking, in the order of the table.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.reader.rules().iter().map(|r| &**r)
    }

    fn worth(&self, persona: Option<&Persona>, rule: &str) -> Worth {
        let base = if rule.starts_with(BUTTON) { BUTTON.trim_end_matches('.') } else { rule };
        let worth = self.reader.rule(base).map(|r| r.worth).unwrap_or_default();
        button(persona, rule).map_or(worth, |b| worth.heated(b.does.heat))
    }
}

/// What the ids of the rules for a persona's own buttons begin with.
const BUTTON: &str = "persona.button.";

fn button<'a>(persona: Option<&'a Persona>, rule: &str) -> Option<&'a crate::persona::Button> {
    let id = rule.strip_prefix(BUTTON)?;
    persona?.file.button.iter().find(|b| b.id == id)
}

#[cfg(test)]
mod tests;
