//! What kind of talk it is: the same sentence is worth another thing in another field.
//!
//! Somebody who is served wants their question answered; somebody who tells of their own trouble wants to be asked and
//! understood, and advice is the best single sign of a talk that goes badly; people who work on something together
//! want courtesy. In come the turns so far; out comes the field, told by their words.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::lexicon::{Lexicon, Stem};
use super::scene::Scene;
use super::weights::{cells, fill, rows};
use crate::language::{Kind, Language, LanguageError};

/// A kind of talk.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// A client and whoever serves them; so is every talk with a persona.
    #[default]
    Desk,
    /// Somebody tells of their own trouble.
    Confidence,
    /// People who work on something, or argue about it, among equals.
    Peers,
}

impl Field {
    /// The fields that words tell, in the order of the columns of the table.
    pub const TOLD: [Self; 2] = [Self::Desk, Self::Confidence];
}

/// How much a talk is of each field; together 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shares {
    /// A client's desk.
    pub desk: f32,
    /// A confidence.
    pub confidence: f32,
    /// A talk among equals.
    pub peers: f32,
}

impl Default for Shares {
    fn default() -> Self {
        Self { desk: 1.0, confidence: 0.0, peers: 0.0 }
    }
}

impl Shares {
    /// The share of one field.
    pub fn of(self, field: Field) -> f32 {
        match field {
            Field::Desk => self.desk,
            Field::Confidence => self.confidence,
            Field::Peers => self.peers,
        }
    }

    /// The field that it is most.
    pub fn most(self) -> Field {
        if self.peers > 0.5 {
            Field::Peers
        } else if self.confidence > self.desk {
            Field::Confidence
        } else {
            Field::Desk
        }
    }
}

/// How fast a talk turns from one field to the other as its words do.
const SLOPE: f32 = 1.4;
/// A talk whose words say nothing is a little more of a confidence than of a desk (tuned on talks of other sources: who
/// stands at a desk knows the client).
const OFFSET: f32 = 1.25;
/// Words that are read.
const MOST: usize = 240;

/// Tells fields by their words.
#[derive(Debug, Default)]
pub(crate) struct Fields {
    base: [f32; 2],
    weights: HashMap<Stem, [f32; 2]>,
}

impl Fields {
    /// Reads `weights/fields.tsv`; a language without it has one field.
    ///
    /// # Errors
    /// A line is not as the fitting program writes it.
    pub(crate) fn read(language: &Language, lexicon: &Lexicon) -> Result<Self, LanguageError> {
        const FILE: &str = "weights/fields.tsv";
        let mut fields = Self::default();
        rows(language, FILE, |word, row| {
            let row = cells::<2>(row)?;
            let into = match word.strip_prefix("w ") {
                None if word == "base" => &mut fields.base,
                None => return None,
                Some(word) => fields.weights.entry(lexicon.entry(word).stem).or_default(),
            };
            fill(into, &row);
            Some(())
        })?;
        Ok(fields)
    }

    /// How much a talk is of each field. Where the client has said nothing before, the reply stands for itself, as among equals.
    pub(crate) fn of(&self, scene: &Scene, lexicon: &Lexicon) -> Shares {
        if scene.client.iter().all(|text| text.words.is_empty()) {
            return Shares { desk: 0.0, confidence: 0.0, peers: 1.0 };
        }
        let mut scores = self.base;
        let mut seen: Vec<Stem> = Vec::new();
        for (_, stem) in words(scene, lexicon) {
            if let (false, Some(row)) = (seen.contains(&stem), self.weights.get(&stem)) {
                seen.push(stem);
                for (score, weight) in scores.iter_mut().zip(row) {
                    *score += weight;
                }
            }
        }
        let [desk, confidence] = scores;
        let confidence =
            if self.weights.is_empty() { 0.0 } else { (OFFSET + SLOPE * (confidence - desk)).clamp(0.0, 1.0) };
        Shares { desk: 1.0 - confidence, confidence, peers: 0.0 }
    }
}

/// What was said, word by word with its stem: the client's turns first, the newest first.
pub(crate) fn words<'a>(scene: &'a Scene, lexicon: &'a Lexicon) -> impl Iterator<Item = (&'a str, Stem)> + 'a {
    let words = scene.client.iter().chain(&scene.trainee).flat_map(|text| text.words.iter().rev());
    words.filter(|w| w.kind == Kind::Word).take(MOST).map(|w| (&*w.folded, lexicon.entry(&w.folded).stem))
}
