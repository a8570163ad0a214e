//! The rule table: what a reading looks for, and what each finding is worth.
//!
//! In come the files of `data/<lang>/rules/`; out come [`Rule`]s. One table serves both ends: the reader takes the
//! patterns from it, the marks take the points and the reasons, and `sparring rules` prints it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::MoveKind;
use crate::language::{Language, LanguageError};

/// Points that a rule gives to or takes from each mark, before caps and saturation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Worth {
    /// To empathy.
    #[serde(default)]
    pub empathy: i16,
    /// To listening.
    #[serde(default)]
    pub listening: i16,
    /// To triggers; never above 0, for a reply without triggers has 100 from the start.
    #[serde(default)]
    pub triggers: i16,
    /// The most that overall can be where this rule applies; 100 leaves it alone.
    #[serde(default = "hundred")]
    pub limit: u8,
}

impl Worth {
    /// The points of a persona's own button: the more it heats, the more it costs.
    #[must_use]
    pub fn heated(self, heat: i8) -> Self {
        let share = |points: i16| points * (i16::from(heat).clamp(4, 20) + 8) / 28;
        Self {
            empathy: share(self.empathy),
            listening: share(self.listening),
            triggers: share(self.triggers),
            limit: self.limit,
        }
    }
}

fn hundred() -> u8 {
    100
}

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
    /// What a finding is worth.
    #[serde(default)]
    pub worth: Worth,
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
        self.worth.triggers <= -90
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
pub(crate) fn fault(language: &Language, file: &str, what: &str) -> LanguageError {
    LanguageError::Toml {
        code: language.code.clone(),
        file: file.to_owned(),
        source: Box::new(serde::de::Error::custom(what)),
    }
}
