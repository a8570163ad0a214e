//! What is kept: bouts with their replies and marks, people's wishes, servers' settings; in SQLite.
//!
//! One thread writes, readers have connections of their own. A reply is kept before the client's line is sent, and
//! every line that is to be sent is kept with it, so that a restart can tell what is still owed.

mod keys;

use std::path::Path;

use crate::bout::{Bout, Exchange};
use crate::marks::Marks;
use crate::persona::Ending;

pub use keys::{BoutId, ChannelKey, GuildKey, LineId, MessageKey, TraineeId};

/// Where a bout is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The server; `None` in direct messages.
    pub guild: Option<GuildKey>,
    /// The thread or direct-message channel in which the two talk.
    pub channel: ChannelKey,
    /// The channel the thread hangs on; `None` in direct messages.
    pub parent: Option<ChannelKey>,
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
#[derive(Debug, Clone)]
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
    /// Whether the scorecard was sent.
    pub card_sent: bool,
    /// When it began, in milliseconds since 1970 (UTC).
    pub began_ms: i64,
}

/// A line that the client says and that is not known to have been sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwedLine {
    /// Its id, in the order in which lines are to be sent.
    pub id: LineId,
    /// The exchange it belongs to; 0 for the opening.
    pub exchange: u32,
    /// The words.
    pub text: String,
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// From 1; equal averages share a place.
    pub place: u32,
    /// Who.
    pub trainee: TraineeId,
    /// Mean overall mark of their finished first tries, in tenths.
    pub average_tenths: u32,
    /// How many there were.
    pub bouts: u32,
}

/// A page of the board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoardPage {
    /// The page's lines.
    pub lines: Vec<Standing>,
    /// The line of the one who asks, wherever it stands.
    pub own: Option<Standing>,
    /// This page, from 1.
    pub page: u32,
    /// How many pages there are, at least 1.
    pub pages: u32,
}

/// Why the store cannot do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// What SQLite says.
    #[error("the database: {0}")]
    Database(String),
}

/// The database, open.
#[derive(Debug, Clone)]
pub struct Store {}

#[expect(clippy::unused_async, clippy::todo, reason = "signatures first")]
impl Store {
    /// Opens the database, creating it and its folder where needed, and brings its schema up to date.
    ///
    /// # Errors
    /// The file cannot be opened, is no database, is damaged, or belongs to a newer version of the program.
    pub async fn open(_path: &Path) -> Result<Self, StoreError> {
        todo!()
    }

    /// Finishes what is queued and closes the database.
    ///
    /// # Errors
    /// The last writes could not be finished.
    pub async fn close(self) -> Result<(), StoreError> {
        todo!()
    }

    /// Keeps a bout that has just opened; its opening lines are owed.
    pub async fn begin(
        &self,
        _bout: &Bout,
        _trainee: TraineeId,
        _place: Place,
        _voice: Voice,
        _branch_of: Option<BoutId>,
        _now_ms: i64,
    ) -> Result<BoutId, StoreError> {
        todo!()
    }

    /// The bout of this id.
    pub async fn bout(&self, _id: BoutId) -> Result<Option<KeptBout>, StoreError> {
        todo!()
    }

    /// The newest bout of a channel, open or ended.
    pub async fn bout_in(&self, _channel: ChannelKey) -> Result<Option<KeptBout>, StoreError> {
        todo!()
    }

    /// The newest bout of a trainee in a server (`None`: in direct messages), open or ended.
    pub async fn newest_of(
        &self,
        _trainee: TraineeId,
        _guild: Option<GuildKey>,
    ) -> Result<Option<KeptBout>, StoreError> {
        todo!()
    }

    /// Ids of all bouts that still want something: open ones, those with owed lines or an owed scorecard.
    pub async fn unfinished(&self) -> Result<Vec<BoutId>, StoreError> {
        todo!()
    }

    /// Keeps an exchange, made of the message `message`, and owes the client's lines. Ends the bout where the
    /// exchange did.
    pub async fn keep_exchange(
        &self,
        _id: BoutId,
        _message: MessageKey,
        _exchange: &Exchange,
        _now_ms: i64,
    ) -> Result<Kept, StoreError> {
        todo!()
    }

    /// Notes that every message up to this one was looked at; never goes back.
    pub async fn note_seen(&self, _id: BoutId, _message: MessageKey) -> Result<(), StoreError> {
        todo!()
    }

    /// What the client has yet to say, in order.
    pub async fn owed(&self, _id: BoutId) -> Result<Vec<OwedLine>, StoreError> {
        todo!()
    }

    /// Notes that a line was sent as this message.
    pub async fn line_sent(&self, _line: LineId, _message: MessageKey) -> Result<(), StoreError> {
        todo!()
    }

    /// Notes that the scorecard was sent.
    pub async fn card_sent(&self, _id: BoutId) -> Result<(), StoreError> {
        todo!()
    }

    /// Ends a bout that no exchange has ended. With `forget_marks` (the trainee said stop) it counts nowhere and owes
    /// neither lines nor a card. `marks` are those of its scorecard.
    pub async fn end(
        &self,
        _id: BoutId,
        _ending: Ending,
        _marks: Option<Marks>,
        _forget_marks: bool,
        _now_ms: i64,
    ) -> Result<(), StoreError> {
        todo!()
    }

    /// Keeps a hint that was given.
    pub async fn keep_hint(&self, _id: BoutId, _hint: &str, _now_ms: i64) -> Result<(), StoreError> {
        todo!()
    }

    /// A page (from 1) of the board of a server: finished first tries since an instant, best average first.
    pub async fn board(
        &self,
        _guild: GuildKey,
        _since_ms: i64,
        _page: u32,
        _asks: TraineeId,
    ) -> Result<BoardPage, StoreError> {
        todo!()
    }

    /// Deletes everything of a person so that no byte of theirs is left in the files; gives the channels of their
    /// bouts that were still open.
    pub async fn forget(&self, _trainee: TraineeId) -> Result<Vec<ChannelKey>, StoreError> {
        todo!()
    }
}
