//! What the program itself says, in one language: Fluent messages by key.
//!
//! Source: Project Fluent, <https://projectfluent.org/fluent/guide/>.

use std::borrow::Cow;
use std::fmt;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::types::FluentNumber;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

/// Why a language's messages cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MessagesError {
    /// The code is no language identifier.
    #[error("`{0}` is no language code; use one such as `en` or `fr`")]
    Code(String),
    /// The file does not follow Fluent's syntax.
    #[error("messages for `{code}`: {faults}")]
    Syntax {
        /// The language.
        code: String,
        /// What the parser found, joined.
        faults: String,
    },
    /// A key stands twice.
    #[error("messages for `{code}`: a key stands twice ({faults})")]
    Twice {
        /// The language.
        code: String,
        /// What was found, joined.
        faults: String,
    },
}

/// The messages of one language.
pub struct Messages {
    bundle: FluentBundle<FluentResource>,
}

impl fmt::Debug for Messages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Messages").field("locales", &self.bundle.locales).finish()
    }
}

impl Messages {
    /// Reads Fluent sources.
    ///
    /// # Errors
    /// The code is unknown, a source is malformed or two messages share a key.
    pub fn read<'a>(code: &str, sources: impl IntoIterator<Item = &'a str>) -> Result<Self, MessagesError> {
        let id: LanguageIdentifier = code.parse().map_err(|_| MessagesError::Code(code.to_owned()))?;
        let mut bundle = FluentBundle::new_concurrent(vec![id]);
        // Isolation marks are invisible characters around every value; they show up as boxes in terminals.
        bundle.set_use_isolating(false);
        for source in sources {
            let resource = FluentResource::try_new(source.to_owned()).map_err(|(_, faults)| {
                let faults = faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
                MessagesError::Syntax { code: code.to_owned(), faults }
            })?;
            bundle.add_resource(resource).map_err(|faults| {
                let faults = faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
                MessagesError::Twice { code: code.to_owned(), faults }
            })?;
        }
        Ok(Self { bundle })
    }

    /// Whether there is a message under this key.
    pub fn has(&self, key: &str) -> bool {
        self.bundle.has_message(key)
    }

    /// The message under `key` with its values filled in; the key itself where there is none, so that a gap shows.
    pub fn say(&self, key: &str, values: &[(&str, Value<'_>)]) -> String {
        let Some(pattern) = self.bundle.get_message(key).and_then(|m| m.value()) else {
            return key.to_owned();
        };
        let mut args = FluentArgs::new();
        for (name, value) in values {
            args.set(*name, value.fluent());
        }
        let mut faults = Vec::new();
        self.bundle.format_pattern(pattern, Some(&args), &mut faults).into_owned()
    }

    /// The message under `key`, which takes no values.
    pub fn plain(&self, key: &str) -> String {
        self.say(key, &[])
    }
}

/// A value to fill into a message: a number (which chooses plural forms) or a text.
#[derive(Debug, Clone)]
pub struct Value<'a>(Form<'a>);

/// Fluent's own values cannot be shared between threads, these can.
#[derive(Debug, Clone)]
enum Form<'a> {
    Text(Cow<'a, str>),
    Number(FluentNumber),
}

impl Value<'_> {
    fn fluent(&self) -> FluentValue<'_> {
        match &self.0 {
            Form::Text(text) => FluentValue::from(text.as_ref()),
            Form::Number(number) => FluentValue::Number(number.clone()),
        }
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self(Form::Text(Cow::Borrowed(text)))
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Self(Form::Text(Cow::Borrowed(text.as_str())))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self(Form::Text(Cow::Owned(text)))
    }
}

macro_rules! numbers {
    ($($number:ty),*) => {$(
        impl From<$number> for Value<'_> {
            fn from(number: $number) -> Self {
                Self(Form::Number(FluentNumber::from(number)))
            }
        }
    )*};
}
numbers!(u8, u16, u32, u64, i32, i64, usize);
