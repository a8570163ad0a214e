//! Names of people, places and rows: Discord's ids are `u64` here and `i64` in SQLite, through one checked conversion.

use std::fmt;

/// An id that does not fit into SQLite's integers; Discord gives none such before the year 2084.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the id {0} is too large to be kept")]
pub struct TooLarge(pub u64);

macro_rules! discord_ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        pub struct $name(pub u64);

        impl TryFrom<$name> for i64 {
            type Error = TooLarge;

            fn try_from(id: $name) -> Result<Self, TooLarge> {
                Self::try_from(id.0).map_err(|_| TooLarge(id.0))
            }
        }

        impl From<i64> for $name {
            fn from(kept: i64) -> Self {
                Self(kept.unsigned_abs())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

discord_ids! {
    /// Who answers a client.
    TraineeId,
    /// A channel or thread.
    ChannelKey,
    /// A server.
    GuildKey,
    /// A message.
    MessageKey,
    /// A role of a server.
    RoleKey,
}

/// A kept bout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BoutId(pub i64);

/// A line that is or was owed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LineId(pub i64);
