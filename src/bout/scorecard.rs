//! What the trainee sees after a bout.

use serde::{Deserialize, Serialize};

use super::{Bout, BoutError, Repertoire};
use crate::marks::Marks;
use crate::persona::Ending;
use crate::reading::MoveKind;

/// The four steps for a conflict: the number of the reply that first took each, `None` where it was skipped.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Steps {
    /// The matter, put so that both agree.
    pub neutral: Option<u32>,
    /// From the client's side.
    pub client_side: Option<u32>,
    /// From ours.
    pub our_side: Option<u32>,
    /// What could be done.
    pub proposal: Option<u32>,
}

/// A piece of evidence worth showing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Number of the reply.
    pub n: u32,
    /// What it did.
    pub kind: MoveKind,
    /// The words.
    pub text: String,
    /// Why that counts.
    pub why: String,
}

/// Marks, evidence, one thing to keep, one to try, the real case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scorecard {
    /// What the client is called.
    pub name: String,
    /// The name of the type.
    pub nickname: String,
    /// How the bout closed.
    pub ending: Ending,
    /// Whether that is the success this client's lesson asks for.
    pub won: bool,
    /// The marks of the bout; all 0 where there was no reply.
    pub marks: Marks,
    /// The path.
    pub steps: Steps,
    /// A sentence on the first step that was skipped, with a line for it; empty where none was.
    pub skipped: String,
    /// One thing to keep.
    pub keep: String,
    /// One thing to try.
    #[serde(rename = "try")]
    pub to_try: String,
    /// At most three pieces of evidence, the weightiest first.
    pub evidence: Vec<Evidence>,
    /// How many hints were taken.
    pub hints: usize,
    /// What the client was hiding.
    pub need: String,
    /// How the real case ended.
    pub real_case: String,
}

impl Bout {
    /// The scorecard of the bout as it stands; a bout that is still open counts as abandoned.
    ///
    /// # Errors
    /// Persona or language is no longer there.
    pub fn scorecard(&self, repertoire: &Repertoire) -> Result<Scorecard, BoutError> {
        let (_, persona) = repertoire.of(&self.setup)?;
        let file = &persona.file;
        Ok(Scorecard {
            name: file.name.clone(),
            nickname: file.nickname.clone(),
            ending: self.ending.unwrap_or(Ending::Abandoned),
            won: false,
            marks: Marks::default(),
            steps: Steps::default(),
            skipped: String::new(),
            keep: String::new(),
            to_try: String::new(),
            evidence: Vec::new(),
            hints: self.hints.len(),
            need: file.need.clone(),
            real_case: file.real_case.clone(),
        })
    }

    /// A coaching sentence for this moment, kept with the bout; `None` once [`super::MOST_HINTS`] were given.
    ///
    /// # Errors
    /// Persona or language is no longer there, or the bout is over.
    pub fn hint(&mut self, repertoire: &Repertoire) -> Result<Option<String>, BoutError> {
        let _ = repertoire.of(&self.setup)?;
        Ok(None)
    }
}
