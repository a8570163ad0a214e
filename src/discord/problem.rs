//! What goes wrong at the edge: something to tell the person, or a failure of our own.

use super::rest::RestError;
use crate::bout::BoutError;
use crate::store::StoreError;

/// Why a person does not get what they asked for.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Problem {
    /// A sentence for the person: what happened and what to do next.
    #[error("{0}")]
    Tell(String),
    /// A failure of ours: the person sees a short code, the log the rest.
    #[error(transparent)]
    Ours(#[from] Fault),
}

/// A failure of ours.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    /// Discord.
    #[error(transparent)]
    Rest(#[from] RestError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The bout's persona or language is missing.
    #[error(transparent)]
    Bout(#[from] BoutError),
    /// The bot is stopping.
    #[error("the bot is stopping")]
    Stopping,
    /// A command or button arrived in a form that was never sent out.
    #[error("an interaction of unknown form: {0}")]
    Form(String),
}

impl Fault {
    /// What the person can pass on to those who run the bot.
    pub(crate) fn code(&self) -> String {
        match self {
            Self::Rest(RestError::Refused { status, code: 0, .. }) => format!("D{status}"),
            Self::Rest(RestError::Refused { code, .. }) => format!("D{code}"),
            Self::Rest(RestError::Unreached(_)) => "D-away".to_owned(),
            Self::Rest(RestError::Unsure(_)) => "D-lost".to_owned(),
            Self::Rest(RestError::Odd(_)) => "D-odd".to_owned(),
            Self::Store(_) => "S".to_owned(),
            Self::Bout(_) => "B".to_owned(),
            Self::Stopping => "R".to_owned(),
            Self::Form(_) => "F".to_owned(),
        }
    }
}

macro_rules! ours {
    ($($kind:ty),*) => {$(
        impl From<$kind> for Problem {
            fn from(fault: $kind) -> Self {
                Self::Ours(fault.into())
            }
        }
    )*};
}
ours!(RestError, StoreError, BoutError);
