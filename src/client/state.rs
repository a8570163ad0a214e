//! What the client carries from exchange to exchange.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// How the client feels, each from 0 to 100.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mood {
    /// How angry.
    pub heat: u8,
    /// How much the trainee is trusted.
    pub trust: u8,
    /// How much longer the client stays.
    pub patience: u8,
}

/// Everything the client remembers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// How they feel now.
    pub mood: Mood,
    /// Lines already said in this bout.
    pub used: BTreeSet<String>,
}
