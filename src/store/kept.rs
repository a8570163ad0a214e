//! What the store takes and gives, beside bouts and exchanges themselves.

use super::keys::{BoutId, ChannelKey, GuildKey, LineId, MessageKey, TraineeId};
use crate::bout::Bout;
use crate::marks::Marks;

/// Where a bout is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The server; `None` in direct messages.
    pub guild: Option<GuildKey>,
    /// The thread or direct-message channel in which the two talk.
    pub channel: ChannelKey,
    /// The channel the thread hangs on; `None` in direct messages.
    pub parent: Option<ChannelKey>,
    /// The server whose settings count: in direct messages the one in which the bout was begun, if it was one.
    pub home: Option<GuildKey>,
}

/// How replies reach the bot in a bout, and how the client speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Voice {
    /// By webhook, under the client's own name.
    Webhook,
    /// By the bot itself.
    Bot,
}

/// A bout as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptBout {
    /// Its id.
    pub id: BoutId,
    /// Who answers the client.
    pub trainee: TraineeId,
    /// Where.
    pub place: Place,
    /// How the client speaks there.
    pub voice: Voice,
    /// The bout itself, with every exchange so far.
    pub bout: Bout,
    /// The bout it branches off from, if it is a branch.
    pub branch_of: Option<BoutId>,
    /// The last message of the channel that was looked at (handled or passed over).
    pub seen: Option<MessageKey>,
    /// Whether the scorecard was sent, or none is to be sent any more.
    pub card_sent: bool,
    /// The message that the scorecard is, where one stands.
    pub card: Option<MessageKey>,
    /// Whether the trainee stopped it: it counts nowhere.
    pub stopped: bool,
    /// The marks of its scorecard, once it has ended with any.
    pub marks: Option<Marks>,
    /// When it began, in milliseconds since 1970 (UTC).
    pub began_ms: i64,
    /// When it ended, in milliseconds since 1970 (UTC).
    pub ended_ms: Option<i64>,
}

/// A line that the client says and that is not known to have been sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwedLine {
    /// Its id, in the order in which lines are to be sent.
    pub id: LineId,
    /// The exchange it belongs to, or after which the client wrote again; 0 for the opening.
    pub exchange: u32,
    /// The words.
    pub text: String,
    /// The message after which it stands: the reply it answers, or the client's last message where none came; `None`
    /// where there is neither (an opening, a branch).
    pub after: Option<MessageKey>,
}

/// Whether an exchange was new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// It was kept now.
    New,
    /// The message had been answered already; nothing was changed.
    Already,
}

/// One line of the board.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// From 1; equal averages share a place, and the places they fill are left out after them (1, 1, 3).
    pub place: u32,
    /// Who.
    pub trainee: TraineeId,
    /// Mean overall mark of their finished first tries, in tenths, rounded to the nearest (halves up).
    pub average_tenths: u32,
    /// How many there were.
    pub bouts: u32,
}

/// A page of the board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoardPage {
    /// The page's lines, at most [`super::BOARD_PAGE`].
    pub lines: Vec<Standing>,
    /// The line of the one who asks, wherever it stands; `None` where they have none or are off the board.
    pub own: Option<Standing>,
    /// This page, from 1.
    pub page: u32,
    /// How many pages there are, at least 1.
    pub pages: u32,
}
