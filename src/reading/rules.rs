//! The rule table: what a reading looks for, and what each finding is worth.
//!
//! In come the files of `data/<lang>/rules/`; out come [`Rule`]s. One table serves both ends: the reader takes the
//! patterns from it, the marks take the points and the reasons, and `sparring rules` prints it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::MoveKind;
use crate::language::{Language, LanguageError, Pattern};

/// The most that each mark can be where a rule applies; 100 leaves a mark alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AtMost {
    /// Of empathy.
    pub empathy: u8,
    /// Of listening.
    pub listening: u8,
    /// Of triggers.
    pub triggers: u8,
    /// Of overall.
    pub overall: u8,
}

impl Default for AtMost {
    fn default() -> Self {
        Self { empathy: 100, listening: 100, triggers: 100, overall: 100 }
    }
}

/// What the ids of the rules for a persona's own buttons begin with.
pub(crate) const BUTTON: &str = "persona.button.";

/// What the ids of the rules begin with whose moves are seen by the weight of words alone.
const BY_WORDING: &str = "wording.";

/// Whether a rule sees by the weight of words alone, without a pattern of the table.
pub(crate) fn is_by_wording(rule: &str) -> bool {
    rule.starts_with(BY_WORDING)
}

/// The id under which the table has a rule: a persona's own buttons are all one rule of it.
pub(crate) fn base_id(id: &str) -> &str {
    if id.starts_with(BUTTON) { BUTTON.trim_end_matches('.') } else { id }
}

/// Heat from which a finding is severe: an insult, a label, a threat.
const SEVERE: u8 = 90;

/// When a rule's words count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Needs {
    /// Always.
    #[default]
    Nothing,
    /// Only where the client shows a feeling or a grievance.
    Upset,
    /// Only where the client shows none.
    Calm,
    /// Only in a sentence that speaks of what the client spoke of.
    Topic,
    /// Only in a sentence that asks.
    Question,
    /// Only in a sentence that does not ask.
    Statement,
    /// Only where the whole reply is short (12 words at most).
    Short,
}

/// One rule of the marking.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Name, such as `apology.named`.
    pub id: Arc<str>,
    /// The kind of move that it sees.
    pub kind: MoveKind,
    /// What it looks for, in words.
    pub looks_for: String,
    /// How strongly it heats a client, 0 to 100.
    #[serde(default)]
    pub heat: u8,
    /// The most that the marks can be beside it.
    #[serde(default)]
    pub at_most: AtMost,
    /// Why: one sentence for the trainee.
    pub why: String,
    /// Where it comes from: a source text, a row of the playbook, or "our choice".
    pub source: String,
    /// Patterns that fire it; a rule without any is seen by code.
    #[serde(default)]
    pub find: Vec<String>,
    /// Patterns that, in the same sentence, keep it from firing.
    #[serde(default)]
    pub unless: Vec<String>,
    /// Counts inside quotation marks, too.
    #[serde(default)]
    pub quoted: bool,
    /// Counts after a "not", too.
    #[serde(default)]
    pub negated: bool,
    /// A stock phrase: fits any client on any day.
    #[serde(default)]
    pub stock: bool,
    /// A further condition.
    #[serde(default)]
    pub needs: Needs,
    /// Replies that must fire it.
    #[serde(default)]
    pub fires: Vec<String>,
    /// Near misses that must not.
    #[serde(default)]
    pub spares: Vec<String>,
    /// What the client says before an example, where it needs that.
    #[serde(default)]
    pub after: Option<String>,
}

impl Rule {
    /// Whether the finding is severe: an insult, a label, ridicule, a threat.
    pub fn is_severe(&self) -> bool {
        self.heat >= SEVERE
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleFile {
    rule: Vec<Rule>,
}

/// Every rule of a language, in the order of the files and within them.
///
/// # Errors
/// A file is malformed, or two rules have the same id.
pub(crate) fn read_rules(language: &Language) -> Result<Vec<Arc<Rule>>, LanguageError> {
    let mut rules: Vec<Arc<Rule>> = Vec::new();
    for (path, _) in language.files_in("rules") {
        let file: RuleFile = language.table(path)?;
        for rule in file.rule {
            if rules.iter().any(|known| known.id == rule.id) {
                return Err(fault(language, path, &format!("two rules have the id `{}`; rename one", rule.id)));
            }
            rules.push(Arc::new(rule));
        }
    }
    Ok(rules)
}

/// A fault in the content of one of the language's files.
/// Reads a pattern of one of the language's own files.
///
/// # Errors
/// It is no pattern; the fault names the file and the pattern.
pub(crate) fn pattern(language: &Language, file: &str, source: &str) -> Result<Pattern, LanguageError> {
    language.pattern(source).map_err(|e| fault(language, file, &format!("`{source}`: {e}")))
}

pub(crate) fn fault(language: &Language, file: &str, what: &str) -> LanguageError {
    LanguageError::Toml {
        code: language.code.clone(),
        file: file.to_owned(),
        source: Box::new(serde::de::Error::custom(what)),
    }
}
