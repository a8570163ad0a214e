//! `sparring rehearse`: a bout in the terminal, on the same engine, without token or network.
//!
//! In come the repertoire, what was asked for and an input of replies; out goes the talk, drawn for people or as
//! JSON lines for programs.

mod choose;
mod command;
mod input;
mod json;
mod people;

use std::io;

use crate::bout::BoutError;
use crate::client::Difficulty;

pub use choose::{choose, named};
pub use input::Input;
pub use json::rehearse_json;
pub use people::rehearse;

/// What to rehearse.
#[derive(Debug, Clone)]
pub struct Rehearsal {
    /// Id of the persona.
    pub persona: String,
    /// How patient the client is.
    pub difficulty: Difficulty,
    /// Language code.
    pub lang: String,
    /// Chooses among what fits equally well.
    pub seed: u64,
}

/// Why a rehearsal broke off.
#[derive(Debug, thiserror::Error)]
pub enum RehearseError {
    /// The bout itself.
    #[error(transparent)]
    Bout(#[from] BoutError),
    /// Reading or writing.
    #[error(transparent)]
    Io(#[from] io::Error),
}

#[cfg(test)]
mod tests;
