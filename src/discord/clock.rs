//! The bot's clock: everything that happens on Discord takes its time from here.

use std::path::PathBuf;
use std::time::Duration;

use crate::config::Config;

/// The longest that anybody sleeps by the time of a file, which may be changed at any moment.
const GLANCE: Duration = Duration::from_millis(20);

/// What time it is.
#[derive(Debug, Clone)]
pub(crate) enum Clock {
    /// As the machine says.
    System,
    /// As a file says, in milliseconds since 1970 (UTC): for tests.
    File(PathBuf),
}

impl Clock {
    /// The clock that the settings name.
    pub(crate) fn of(config: &Config) -> Self {
        config.clock.clone().map_or(Self::System, Self::File)
    }

    /// Milliseconds since 1970 (UTC).
    pub(crate) fn now_ms(&self) -> i64 {
        match self {
            Self::System => system_ms(),
            Self::File(path) => {
                let said = std::fs::read_to_string(path).ok().and_then(|said| said.trim().parse().ok());
                said.unwrap_or_else(system_ms)
            }
        }
    }

    /// How long to sleep before the clock is looked at again, for somebody who would sleep for so long.
    pub(crate) fn nap(&self, wanted: Duration) -> Duration {
        match self {
            Self::System => wanted,
            Self::File(_) => wanted.min(GLANCE),
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the shell reads the clock, here and nowhere else in this module")]
fn system_ms() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
