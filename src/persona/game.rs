//! The games clients play: each a part of the file that any persona may have.
//!
//! `src/client/game.rs` plays them.

use serde::Deserialize;

use super::{Effect, When};

/// The client writes again when left waiting; each entry once, in the order of the file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Waiting {
    /// Minutes since the client's last message.
    pub after: u32,
    /// What they write.
    pub says: Vec<String>,
    /// What waiting does to them.
    #[serde(default)]
    pub does: Effect,
}

/// The client comes back late and skips questions: time passes in the story, not for the trainee.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Absence {
    /// How many answers come late, in percent.
    pub share: u8,
    /// First words on coming back.
    pub returns: Vec<String>,
    /// Only while this holds is a question answered.
    pub answers: When,
    /// What is said instead of an answer.
    pub skips: Vec<String>,
}

/// When the next demand is slipped in.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Demands {
    /// At most one in two exchanges, while this holds.
    pub when: When,
}

/// Something the client adds to what was agreed.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Demand {
    /// Name within the file.
    pub id: String,
    /// How it is slipped in.
    pub says: Vec<String>,
    /// What the client makes of it when the next reply neither prices nor bounds nor refuses it: silence is a yes.
    pub passed: Vec<String>,
}

/// The client turns down every idea until asked rightly.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reject {
    /// From when on ideas are weighed; once it has held, it goes on holding.
    pub until: When,
    /// How an idea is turned down.
    pub says: Vec<String>,
}

/// A bait: whoever joins in has given something away.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bait {
    /// Name within the file.
    pub id: String,
    /// The bait, at the end of a message.
    pub says: Vec<String>,
    /// Patterns of a reply that joins in, beside the move `gossip`.
    #[serde(default)]
    pub joins: Vec<String>,
    /// The client's delight.
    pub joined: Vec<String>,
    /// Patterns of a reply that does not, beside the move `boundary`.
    #[serde(default)]
    pub declines: Vec<String>,
    /// What the client says to that.
    pub declined: Vec<String>,
}

/// The client anchors the price lower; all amounts are whole units of the currency.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Haggle {
    /// Sign before the amount.
    pub currency: String,
    /// The trainee's price at the start.
    pub price: u32,
    /// What the client names first.
    pub anchor: u32,
    /// The client never goes below this.
    pub floor: u32,
    /// What is said when the trainee has come down and nothing was taken out.
    pub lower: Vec<String>,
    /// What is said when the price was held.
    pub held: Vec<String>,
}

/// Something the client says that is not so.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// Name within the file.
    pub id: String,
    /// Patterns of a reply that puts it right.
    pub said: Vec<String>,
    /// Taken back, when it was put gently.
    pub says: Vec<String>,
    /// When it was thrown in the client's face.
    pub rough: Vec<String>,
}
