//! What can be wrong with a persona file: the kind, the place, what to do about it. All the wording is here.

use std::fmt;
use std::ops::Range;

use crate::language::PatternError;

/// Whether a persona can be used all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It cannot.
    Fault,
    /// It can, and would be better otherwise.
    Warning,
}

/// One thing that is wrong with a persona file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where, as a half-open range of bytes of the file; a range that begins and ends at 0 is the file as a whole.
    pub place: Range<usize>,
    /// What.
    pub kind: FaultKind,
}

/// Kinds of fault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FaultKind {
    /// No TOML.
    #[error("this is not TOML: {0}")]
    Syntax(String),
    /// A key that the form does not know here.
    #[error("there is no key `{key}` here")]
    UnknownKey {
        /// As it stands.
        key: String,
        /// The nearest key that there is.
        near: Option<&'static str>,
        /// All keys that may stand here.
        keys: Vec<&'static str>,
    },
    /// A key that has to be there.
    #[error("the key `{key}` is missing in {place}")]
    Missing {
        /// Which.
        key: &'static str,
        /// In which table.
        place: String,
        /// Whether it is a list of entries, each with a header in double brackets.
        entries: bool,
    },
    /// A value of another type.
    #[error("`{key}` holds {found}, where {wanted} belongs")]
    Type {
        /// Which key.
        key: String,
        /// What stands there.
        found: &'static str,
        /// What belongs there.
        wanted: &'static str,
    },
    /// A list or text without content.
    #[error("`{0}` is empty")]
    Empty(String),
    /// An id of the wrong form.
    #[error("`{0}` is no id")]
    Id(String),
    /// The id is not the file's name.
    #[error("the id is `{id}`, but the file is named `{file}.toml`")]
    FileName {
        /// What the file says.
        id: String,
        /// Its name without the ending.
        file: String,
    },
    /// An id that stands twice.
    #[error("the {entry} `{id}` stands twice; the first is on line {first}")]
    TwiceId {
        /// Which list.
        entry: &'static str,
        /// The id.
        id: String,
        /// Line of the first.
        first: usize,
    },
    /// A number out of its bounds.
    #[error("`{key}` is {found}, outside {least} to {most}")]
    Bounds {
        /// Which key.
        key: String,
        /// What stands there.
        found: String,
        /// Least that may stand there.
        least: i64,
        /// Greatest that may stand there.
        most: i64,
    },
    /// A range that cannot be read.
    #[error("`{0}` is no range")]
    Range(String),
    /// A pattern that cannot be read.
    #[error("the pattern `{pattern}` cannot be read: {fault}")]
    Pattern {
        /// As it stands.
        pattern: String,
        /// Why not.
        fault: PatternError,
    },
    /// A name that is none of the known ones.
    #[error("there is no {what} `{name}`")]
    Name {
        /// Name of what.
        what: String,
        /// As it stands.
        name: String,
        /// The nearest that there is.
        near: Option<String>,
        /// All there are.
        names: Vec<String>,
    },
    /// A part of the grammar that leads back to itself.
    #[error("the part `{0}` of the grammar leads back to itself")]
    Circle(String),
    /// A slot that does not exist.
    #[error("there is no slot `{0}`")]
    Slot(String),
    /// A slot where nothing can fill it.
    #[error("`{0}` can never be filled here")]
    SlotHere(String),
    /// Only lines with slots, so that nothing may be left to say.
    #[error("every line of `{0}` has a slot, and a line whose slot is empty is passed over")]
    OnlySlots(String),
    /// A line that stands twice.
    #[error("this line stands twice; the first is on line {first}")]
    TwiceLine {
        /// Line of the first.
        first: usize,
    },
    /// A line that Discord would not take.
    #[error("this line has {length} characters, more than {most}")]
    Long {
        /// Its length in characters.
        length: usize,
        /// Most characters.
        most: usize,
    },
    /// The type's name, or a label, where the trainee reads it before the card.
    #[error("`{0}` is read before the card, where the client is a person and no type")]
    Label(String),
    /// A fact that may be asked for and has nothing to say.
    #[error("the fact `{0}` has nothing to say in a usual mood")]
    Silent(String),
    /// A condition without what is said until it holds, or the other way round.
    #[error("the fact `{id}` has `{has}`, but no `{lacks}`")]
    Guard {
        /// Which fact.
        id: String,
        /// What it has.
        has: &'static str,
        /// What it lacks.
        lacks: &'static str,
    },
    /// An ending without words.
    #[error("the ending `{0}` has no words that always fit")]
    NoEnding(String),
    /// Fewer than make a talk.
    #[error("{what}: {found}, and a good file has {least} or more")]
    Few {
        /// Of what.
        what: &'static str,
        /// How many there are.
        found: usize,
        /// How many make a good file.
        least: usize,
    },
    /// No way to the end that the lesson asks for.
    #[error("{0}")]
    NoWay(&'static str),
}

impl Fault {
    /// Whether the persona can be used all the same.
    pub fn severity(&self) -> Severity {
        match &self.kind {
            FaultKind::Few { .. } | FaultKind::NoWay(_) => Severity::Warning,
            FaultKind::OnlySlots(key) if key.starts_with("beat") => Severity::Warning,
            FaultKind::NoEnding(ending) if ending == "parted" => Severity::Warning,
            _ => Severity::Fault,
        }
    }

    /// Line and column of the place, both from 1; the column counts characters.
    pub fn position(&self, source: &str) -> (usize, usize) {
        position(source, self.place.start)
    }

    /// What to do: one sentence.
    pub fn remedy(&self) -> String {
        self.kind.remedy()
    }
}

/// Line and column of byte `at`, both from 1.
pub(super) fn position(source: &str, at: usize) -> (usize, usize) {
    let mut place = (1, 1);
    for (_, c) in source.char_indices().take_while(|(i, _)| *i < at) {
        place = if c == '\n' { (place.0 + 1, 1) } else { (place.0, place.1 + 1) };
    }
    place
}

impl FaultKind {
    fn remedy(&self) -> String {
        match self {
            Self::Syntax(_) => "mend the line; a text stands between quotation marks, a list between brackets".into(),
            Self::UnknownKey { near: Some(near), .. } => format!("did you mean `{near}`?"),
            Self::UnknownKey { keys, .. } => format!("take it out; what may stand here: {}", keys.join(", ")),
            Self::Missing { key, entries: true, .. } => format!("add at least one `[[{key}]]`"),
            Self::Missing { key, .. } => format!("add `{key} = …`; CONTRIBUTING.md walks through the form"),
            Self::Type { wanted, .. } => format!("write {wanted}"),
            Self::Empty(key) => format!("give `{key}` some content, or leave the key out where it may be left out"),
            Self::Id(_) => "use lower-case letters, digits, hyphens and underscores, beginning with a letter".into(),
            Self::FileName { id, file } => format!("write `id = \"{file}\"`, or rename the file to `{id}.toml`"),
            Self::TwiceId { .. } => "give each its own id".into(),
            Self::Bounds { least, most, .. } => format!("write a whole number from {least} to {most}"),
            Self::Range(_) => "write \"60..\", \"..40\", \"2..5\" or \"3\", between quotation marks".into(),
            Self::Pattern { .. } => "mend the pattern; CONTRIBUTING.md explains the signs".into(),
            Self::Name { near: Some(near), .. } => format!("did you mean `{near}`?"),
            Self::Name { names, .. } if names.is_empty() => {
                "there is none in this file; add one, or take this out".into()
            }
            Self::Name { names, .. } => format!("write one of: {}", names.join(", ")),
            Self::Slot(_) => format!("the slots are {}, and the names of `[grammar]`", super::SLOTS.join(", ")),
            Self::Circle(_) => "take the reference out that leads back to it".into(),
            Self::SlotHere(_) => {
                "slots are filled from the trainee's reply: only a client's answer may have one".into()
            }
            Self::OnlySlots(_) => "add a line without a slot".into(),
            Self::TwiceLine { .. } => "say it in other words: no line comes twice in a bout".into(),
            Self::Long { .. } => "shorten it, or break it into two messages".into(),
            Self::Label(_) => "say what the client does or wants instead".into(),
            Self::Silent(_) => "add `says`: lines for when the client is neither hot nor won over".into(),
            Self::Guard { lacks, .. } => format!("add `{lacks}`, or take the other out"),
            Self::NoEnding(ending) => format!("add an `[[ending]]` with `ending = \"{ending}\"` and without `when`"),
            Self::Few { .. } => "write more: a talk lives on variety".into(),
            Self::NoWay(_) => "add one, so that a good answerer always has a way".into(),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(f)
    }
}
