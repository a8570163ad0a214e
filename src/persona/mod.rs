//! The client on file: what a persona is, read from `personas/<lang>/<id>.toml`.
//!
//! In comes the text of a file and its language; out comes a [`Persona`] whose patterns are ready to match.

mod cast;
mod check;
mod file;
mod game;
mod recall;
mod when;

use std::collections::HashMap;

use crate::language::{Language, Pattern, PatternError, PatternSet, fingerprint};

pub use cast::{Cast, PersonaError};
pub use check::{Checked, Fault, FaultKind, LONGEST_LINE, SLOTS, Severity, check};
pub use file::{
    Aim, Answer, Beat, Button, Cue, Effect, Ending, EndingLines, Fact, File, Hint, Loop, Offer, Opening, Pair, Place,
    Point, Setting, StartMood, Step, TraineeLines, Voice, Worth,
};
pub use game::{Absence, Bait, Claim, Demand, Demands, Haggle, Reject, Waiting};
pub use recall::Recall;
pub use when::{Asks, Between, Stage, Standing, When};

/// A client on file.
#[derive(Debug, Clone)]
pub struct Persona {
    /// What the file says.
    pub file: File,
    /// Language code, from the folder.
    pub lang: String,
    /// Names this content: 16 hex digits of a hash over the file's text.
    pub version: String,
    /// Every pattern of the file with what it stands for.
    pub patterns: PatternSet<Touch>,
    /// The facts (by index) that a line of the file tells, by the line; lines that tell none are left out.
    pub tells: HashMap<String, Vec<usize>>,
    /// Which fact a question is about.
    pub recall: Recall,
}

/// What a pattern of a persona file stands for: an index into the list of that name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Touch {
    /// A question worded as `asked` of a fact.
    Fact(usize),
    /// A word of a fact's `topic`.
    FactTopic(usize),
    /// A restatement that hits a point.
    Point(usize),
    /// A restatement that is wrong.
    Wrong(usize),
    /// A hot button pressed.
    Button(usize),
    /// Something that soothes.
    Soother(usize),
    /// A cue picked up.
    Cue(usize),
    /// An offer made.
    Offer(usize),
    /// Something of this client's world that is not on file.
    World(usize),
    /// Words that join in a bait.
    Join(usize),
    /// Words that leave a bait lying.
    Decline(usize),
    /// A claim of the client put right.
    Claim(usize),
    /// The `said` condition of a beat.
    Beat(usize),
    /// The `said` condition of an ending.
    Ending(usize),
}

impl Persona {
    /// Makes a persona of a file's content.
    ///
    /// # Errors
    /// The text is no persona file, or a pattern in it cannot be read.
    pub fn read(source: &str, language: &Language) -> Result<Self, PersonaError> {
        let file: File = toml::from_str(source).map_err(|e| PersonaError::Form(Box::new(e)))?;
        let mut patterns = PatternSet::default();
        for (pattern, touch) in file.patterns() {
            for ready in ready(language, pattern)? {
                patterns.add(ready, touch);
            }
        }
        let tells = file.tells(language)?;
        let recall = Recall::new(&file, language);
        Ok(Self { file, lang: language.code.clone(), version: version(source), patterns, tells, recall })
    }
}

fn ready(language: &Language, pattern: &str) -> Result<Vec<Pattern>, PersonaError> {
    let fault = |source| PersonaError::Pattern { pattern: pattern.to_owned(), source };
    language.patterns(pattern).map_err(fault)
}

/// A name for a file's content: FNV-1a over its bytes, which is the same on every machine.
fn version(source: &str) -> String {
    let hash = fingerprint(&source.replace('\r', ""));
    format!("{hash:016x}")
}

/// Why a pattern of a persona file is refused; kept here so that the loader and the checker word it alike.
pub(crate) fn pattern_fault(pattern: &str, fault: &PatternError) -> String {
    format!("the pattern `{pattern}` cannot be read: {fault}")
}
