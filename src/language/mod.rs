//! A language: how its words are folded, its word classes, what the program says in it.
//!
//! In come the files of `data/<lang>/`, already loaded; out comes a [`Language`]. Nothing here knows which
//! languages there are, and no other module knows a sentence of any.

mod built_in;
mod messages;
mod pattern;
mod pattern_set;
mod talk;
mod text;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

pub use built_in::{built_in_languages, built_in_personas};
pub use messages::{Messages, MessagesError, Value};
pub use pattern::{Classes, Pattern, PatternError, WordClass};
pub use pattern_set::{Hit, PatternSet};
pub use talk::Saying;
pub use text::{Kind, Sentence, Span, Spelling, Text, Word, fingerprint, fold, is_invisible};

/// The files of one language: path below `data/<lang>/` to content.
pub type Files = BTreeMap<String, String>;

/// Why a language cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LanguageError {
    /// A file that every language needs.
    #[error("language `{code}` has no file `{file}`; copy it from `data/en/` and translate it")]
    Missing {
        /// The language.
        code: String,
        /// The path below `data/<lang>/`.
        file: String,
    },
    /// A TOML file that cannot be read.
    #[error("language `{code}`, file `{file}`: {source}")]
    Toml {
        /// The language.
        code: String,
        /// The path below `data/<lang>/`.
        file: String,
        /// What the parser says.
        source: Box<toml::de::Error>,
    },
    /// Its messages.
    #[error(transparent)]
    Messages(#[from] MessagesError),
}

/// One language, ready for use.
#[derive(Debug)]
pub struct Language {
    /// Its code, such as `en`.
    pub code: String,
    /// How words are folded.
    pub spelling: Spelling,
    /// Word classes for patterns.
    pub classes: Classes,
    /// What the program says.
    pub messages: Messages,
    /// What people say to any client, by name; patterns of persona files refer to it as `=name`.
    pub talk: BTreeMap<String, Saying>,
    files: Files,
}

impl Language {
    /// Reads a language from its files: `spelling.toml`, `classes.toml`, every `*.ftl`, and `talk.toml` where there is one.
    ///
    /// # Errors
    /// A needed file is missing or malformed.
    pub fn read(code: &str, files: Files) -> Result<Self, LanguageError> {
        let spelling: Spelling = table(code, &files, "spelling.toml")?;
        let lists: HashMap<String, Vec<String>> = table(code, &files, "classes.toml")?;
        let classes = lists
            .into_iter()
            .map(|(name, words)| (name, Arc::new(WordClass::new(words.iter().map(String::as_str)))))
            .collect();
        let ftl = files.iter().filter(|(path, _)| is_a(path, "ftl")).map(|(_, text)| text.as_str());
        let messages = Messages::read(code, ftl)?;
        let talk = if files.contains_key(talk::FILE) { table(code, &files, talk::FILE)? } else { BTreeMap::new() };
        Ok(Self { code: code.to_owned(), spelling, classes, messages, talk, files })
    }

    /// Reads one of the language's own TOML files into `T`.
    ///
    /// # Errors
    /// The file is missing or does not have the form of `T`.
    pub fn table<T: serde::de::DeserializeOwned>(&self, file: &str) -> Result<T, LanguageError> {
        table(&self.code, &self.files, file)
    }

    /// The language's files below `folder`, in the order of their paths.
    pub fn files_in<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.files
            .iter()
            .filter(move |(path, _)| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')))
            .map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The content of one of the language's files, if it has it.
    pub fn file(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// Reads a text of this language.
    pub fn text(&self, source: &str) -> Text {
        Text::read(source, &self.spelling)
    }

    /// Reads a pattern of this language.
    ///
    /// # Errors
    /// The source is no pattern.
    pub fn pattern(&self, source: &str) -> Result<Pattern, PatternError> {
        Pattern::read(source, &self.spelling, &self.classes)
    }

    /// Reads a pattern, or the patterns of a list of [`Self::talk`] where `source` is `=` and its name.
    ///
    /// # Errors
    /// There is no such list, or the source is no pattern.
    pub fn patterns(&self, source: &str) -> Result<Vec<Pattern>, PatternError> {
        let Some(name) = source.strip_prefix('=') else { return self.pattern(source).map(|pattern| vec![pattern]) };
        let saying = self.talk.get(name.trim()).ok_or_else(|| PatternError::List(name.trim().to_owned()))?;
        saying.said.iter().map(|source| self.pattern(source)).collect()
    }
}

/// Whether a path's ending says that it is a file of this kind.
pub(crate) fn is_a(path: &str, kind: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, ending)| ending == kind)
}

fn table<T: serde::de::DeserializeOwned>(code: &str, files: &Files, file: &str) -> Result<T, LanguageError> {
    let text =
        files.get(file).ok_or_else(|| LanguageError::Missing { code: code.to_owned(), file: file.to_owned() })?;
    toml::from_str(text).map_err(|fault| LanguageError::Toml {
        code: code.to_owned(),
        file: file.to_owned(),
        source: Box::new(fault),
    })
}
