//! The cast: every persona there is, by language and id.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Persona, pattern_fault};
use crate::language::PatternError;

/// Why a persona file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PersonaError {
    /// It does not have the form of a persona file.
    #[error("{0}")]
    Form(Box<toml::de::Error>),
    /// A pattern cannot be read.
    #[error("{}", pattern_fault(pattern, source))]
    Pattern {
        /// The pattern as it stands in the file.
        pattern: String,
        /// What is wrong with it.
        source: PatternError,
    },
}

/// Every persona there is.
#[derive(Debug, Clone, Default)]
pub struct Cast {
    personas: BTreeMap<(String, String), Arc<Persona>>,
}

impl Cast {
    /// Adds a persona, or replaces the one with the same language and id.
    pub fn add(&mut self, persona: Persona) {
        self.personas.insert((persona.lang.clone(), persona.file.id.clone()), Arc::new(persona));
    }

    /// The persona with this id in this language.
    pub fn get(&self, lang: &str, id: &str) -> Option<&Arc<Persona>> {
        self.personas.get(&(lang.to_owned(), id.to_owned()))
    }

    /// All personas of a language, by id.
    pub fn of<'a>(&'a self, lang: &'a str) -> impl Iterator<Item = &'a Arc<Persona>> {
        self.personas.values().filter(move |p| p.lang == lang)
    }
}
