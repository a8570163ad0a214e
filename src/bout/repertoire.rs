//! All that a bout can be played with: languages, their judges and the cast.

use std::collections::BTreeMap;

use super::{BoutError, Setup};
use crate::language::{Files, Language, LanguageError, built_in_languages, built_in_personas, is_a};
use crate::marks::Judge;
use crate::persona::{Cast, Persona, PersonaError};

/// A language and its judge.
#[derive(Debug)]
pub struct Tongue {
    /// Words, patterns and messages.
    pub language: Language,
    /// Reads and marks replies in it.
    pub judge: Judge,
}

/// Everything that is loaded once at start and never changes after.
#[derive(Debug, Default)]
pub struct Repertoire {
    /// Languages by code.
    pub tongues: BTreeMap<String, Tongue>,
    /// The personas.
    pub cast: Cast,
}

/// Why the repertoire cannot be put together.
#[derive(Debug, thiserror::Error)]
pub enum RepertoireError {
    /// A language's data.
    #[error(transparent)]
    Language(#[from] LanguageError),
    /// A persona file.
    #[error("{file}: {source}")]
    Persona {
        /// Which file.
        file: String,
        /// What is wrong.
        source: PersonaError,
    },
}

impl Repertoire {
    /// The languages and personas that are part of the program.
    ///
    /// # Errors
    /// One of them is broken, which the tests of the program rule out.
    pub fn built_in() -> Result<Self, RepertoireError> {
        let mut repertoire = Self::languages_only()?;
        for (code, files) in built_in_personas() {
            repertoire.add_personas(&code, &files)?;
        }
        Ok(repertoire)
    }

    /// The languages that are part of the program, and nobody to practise with.
    ///
    /// # Errors
    /// One of them is broken, which the tests of the program rule out.
    pub fn languages_only() -> Result<Self, RepertoireError> {
        let mut repertoire = Self::default();
        for (code, files) in built_in_languages() {
            let language = Language::read(&code, files)?;
            let judge = Judge::new(&language)?;
            repertoire.tongues.insert(code, Tongue { language, judge });
        }
        Ok(repertoire)
    }

    /// Adds or replaces personas of a language; those of a language that is not there are left out.
    ///
    /// # Errors
    /// A file is no persona.
    pub fn add_personas(&mut self, lang: &str, files: &Files) -> Result<(), RepertoireError> {
        let Some(tongue) = self.tongues.get(lang) else { return Ok(()) };
        for (file, source) in files.iter().filter(|(file, _)| is_a(file, "toml")) {
            let persona = Persona::read(source, &tongue.language)
                .map_err(|source| RepertoireError::Persona { file: format!("{lang}/{file}"), source })?;
            self.cast.add(persona);
        }
        Ok(())
    }

    /// The language of this code.
    pub fn tongue(&self, lang: &str) -> Option<&Tongue> {
        self.tongues.get(lang)
    }

    /// Language and persona of a bout.
    ///
    /// # Errors
    /// One of them is not there any more.
    pub fn of(&self, setup: &Setup) -> Result<(&Tongue, &Persona), BoutError> {
        let tongue = self.tongue(&setup.lang).ok_or_else(|| BoutError::Language(setup.lang.clone()))?;
        let persona =
            self.cast.get(&setup.lang, &setup.persona).ok_or_else(|| BoutError::Persona(setup.persona.clone()))?;
        Ok((tongue, persona))
    }
}
