//! What people say to any client, whoever it is: `talk.toml`.

use serde::Deserialize;

/// The file, below `data/<lang>/`.
pub(super) const FILE: &str = "talk.toml";

/// One thing that is said to any client.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Saying {
    /// Patterns of it.
    pub said: Vec<String>,
    /// Ways of saying it, for trying clients out.
    #[serde(rename = "as")]
    pub samples: Vec<String>,
}
