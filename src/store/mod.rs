//! What is kept: bouts with their replies and marks, and what people wish; in SQLite.
//!
//! In come bouts and exchanges as the fold made them, ids of Discord, and the time; out come the same, whole, after
//! any restart. `data/migrations/` holds the schema, one numbered file for each version, applied in order at start.
//!
//! **Who touches the file.** One thread writes ([`tokio_rusqlite`]), so that writes never wait for each other's locks;
//! a few readers have connections of their own and see whatever was written before they were asked. Nothing here
//! blocks a thread of the async runtime. A call whose future is dropped halfway is still carried out.
//!
//! **What survives what.** The database is in WAL mode. [`Store::keep_exchange`] keeps the reply, its marks, the
//! lines that are owed for it and, where it ended the bout, the ending and the marks of the bout, all or none; a
//! client's line is sent only after that, so nothing is seen that was not kept. That survives the end of the process,
//! however it ends. The disk is waited for a moment later ([`Store::secure`], every second, beside the writer), since
//! it takes longer than all the rest of an answer: a power failure can take the last second's exchanges. The talk
//! itself stands in Discord all the same; it is read again at the next start, and since a bout is a fold over its
//! replies, the same reply is given the same marks and the same line, which is found in the channel and not said
//! twice. What people decide (a bout begun, ended, a hint, forgetting) waits for the disk.
//!
//! **Doing it twice.** A message makes at most one exchange, in whatever bout; noting, ending, keeping a hint and
//! forgetting again change nothing. Only [`Store::begin`] begins another bout each time.
//!
//! **Columns and JSON.** What boards, progress and recovery ask for stands in columns with indexes of their own; moves
//! and what the client remembers stand in JSON beside them, exchange by exchange, so that going back to an earlier
//! exchange and going on after an upgrade need no refold. Persona and its version, difficulty, language, seed and the
//! version of the marking are kept with each bout and mark, so that a refold can prove or renew them.
//!
//! **Waiting.** What a client writes because no reply came is kept with the lines it owes, as an exchange is. When it
//! does so next stands in a column of the bout with an index of its own, so that one question finds all that is due.
//!
//! **Opinions.** What a trainee or a coach says of a mark stands in tables of its own, beside the machine's mark and
//! never over it; the newest word stands, the others are history.
//!
//! **Forgetting.** [`Store::forget`] deletes a person's rows and then writes the file anew: SQLite can leave old copies
//! of moved rows in unused parts of its pages, which `secure_delete` alone does not reach.

mod backup;
mod board;
mod bouts;
mod coaches;
mod error;
mod exchanges;
mod export;
mod form;
mod kept;
mod keys;
mod lines;
mod open;
mod opinions;
mod own;
mod people;
mod settings;
mod waits;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use rusqlite::{Connection, Transaction, TransactionBehavior};

pub use board::BOARD_PAGE;
pub use coaches::{Agreement, CoachMark, CoachMarkId, CoachSaid};
pub use error::StoreError;
pub use export::{ExportError, Exported, ExportedCoachMark, SharedReply};
pub use kept::{BoardPage, Kept, KeptBout, OwedLine, Place, Standing, Voice};
pub use keys::{BoutId, ChannelKey, GuildKey, LineId, MessageKey, RoleKey, TooLarge, TraineeId};
pub use opinions::{Disagreement, Opinions, REVIEW_PAGE, Shared, SharedPage};
pub use settings::{Quiet, Settings};
pub use waits::{Due, MOST_DUE};

use error::Fault;

/// The database, open. Clones share it.
#[derive(Debug, Clone)]
pub struct Store {
    path: Arc<Path>,
    writer: tokio_rusqlite::Connection,
    readers: Arc<[tokio_rusqlite::Connection]>,
    turn: Arc<AtomicUsize>,
    /// Brings what was written to the disk, beside the writer.
    keeper: tokio_rusqlite::Connection,
    /// Whether something was written that the disk may not have.
    unsecured: Arc<AtomicBool>,
}

/// What a write must survive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lasts {
    /// A power failure: the disk has it before the call returns.
    PowerCut,
    /// The end of the process; after a power failure it may be missing, and what came after it too.
    Exit,
}

impl Store {
    /// Opens the database, creating it and its folder where needed, and brings its schema up to date.
    ///
    /// # Errors
    /// The file cannot be opened or written to, is no database or another program's, is damaged, or belongs to a
    /// newer version of the program.
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        open::open(path).await
    }

    /// Finishes what is queued and closes the database; other clones then give [`StoreError::Closed`].
    ///
    /// # Errors
    /// The last writes could not be finished.
    pub async fn close(self) -> Result<(), StoreError> {
        for reader in self.readers.iter() {
            reader.clone().close().await.map_err(|e| self.closing(e))?;
        }
        self.keeper.clone().close().await.map_err(|e| self.closing(e))?;
        // The last connection to go moves the log into the file and removes it.
        self.writer.clone().close().await.map_err(|e| self.closing(e))
    }

    /// Waits until the disk has everything that was kept so far. Writes go on meanwhile.
    ///
    /// # Errors
    /// The disk does not take it; what was kept stays kept, and the next call tries again.
    pub async fn secure(&self) -> Result<(), StoreError> {
        if !self.unsecured.swap(false, Ordering::AcqRel) {
            return Ok(());
        }
        let secured = self
            .keeper
            .call(|connection: &mut Connection| {
                connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())).map_err(Fault::from)
            })
            .await
            .map_err(|e| self.fault(e));
        if secured.is_err() {
            self.unsecured.store(true, Ordering::Release);
        }
        secured
    }

    /// Reads at one of the readers.
    async fn read<T, F>(&self, what: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, Fault> + Send + 'static,
    {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        let reader = turn.checked_rem(self.readers.len()).and_then(|i| self.readers.get(i)).unwrap_or(&self.writer);
        // One read transaction around it all, so that a bout and its exchanges are of one moment.
        let read = move |connection: &mut Connection| what(&*connection.transaction()?);
        reader.call(read).await.map_err(|e| self.fault(e))
    }

    /// Writes in one transaction: all of it is kept, or nothing.
    async fn write<T, F>(&self, lasts: Lasts, what: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> Result<T, Fault> + Send + 'static,
    {
        let write = move |connection: &mut Connection| {
            connection.pragma_update(None, "synchronous", if lasts == Lasts::PowerCut { "FULL" } else { "NORMAL" })?;
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let result = what(&transaction)?;
            transaction.commit()?;
            Ok(result)
        };
        let written = self.writer.call(write).await.map_err(|e| self.fault(e));
        if lasts == Lasts::Exit {
            self.unsecured.store(true, Ordering::Release);
        }
        written
    }

    fn fault(&self, error: tokio_rusqlite::Error<Fault>) -> StoreError {
        match error {
            tokio_rusqlite::Error::Error(fault) => fault.at(&self.path),
            tokio_rusqlite::Error::Close((_, error)) => Fault::from(error).at(&self.path),
            _ => StoreError::Closed,
        }
    }

    fn closing(&self, error: tokio_rusqlite::Error) -> StoreError {
        match error {
            tokio_rusqlite::Error::Error(error) | tokio_rusqlite::Error::Close((_, error)) => {
                Fault::from(error).at(&self.path)
            }
            _ => StoreError::Closed,
        }
    }

    /// The file, as it was opened.
    pub fn path(&self) -> PathBuf {
        self.path.to_path_buf()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn small(folder: &Path) -> Store {
        let store = Store::open(&folder.join("sparring.db")).await.unwrap();
        let begin =
            "INSERT INTO bouts (trainee, channel, voice, persona, persona_version, difficulty, lang, seed, rest,
                         began_ms) VALUES (1, 1, 'bot', 'craig', '', 'hard', 'en', 1, '{\"opening\": \"secret\"}', 1)";
        store.write(Lasts::PowerCut, |t| Ok(t.execute(begin, [])?)).await.unwrap();
        store
    }

    #[tokio::test]
    async fn a_full_disk_is_named_and_costs_nothing_that_was_kept() {
        let folder = tempfile::tempdir().unwrap();
        let store = small(folder.path()).await;
        // A file that may not grow stands for a disk without room.
        let grow = async |pages: i64| {
            let set = move |c: &mut Connection| c.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()));
            store.writer.call(set).await.unwrap();
        };
        grow(1).await;
        store.keep_hint(BoutId(1), "kept", 1).await.unwrap();
        let full = store.keep_hint(BoutId(1), &"words ".repeat(10_000), 2).await;
        assert!(matches!(full, Err(StoreError::Full { .. })), "{full:?}");
        grow(1 << 20).await;
        store.keep_hint(BoutId(1), "kept too", 3).await.unwrap();
        let hints = "SELECT group_concat(hint, ', ') FROM hints";
        let hints: String = store.read(|c| Ok(c.query_row(hints, [], |row| row.get(0))?)).await.unwrap();
        assert_eq!(hints, "kept, kept too");
    }

    #[tokio::test]
    async fn a_file_that_takes_no_writes_any_more_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let store = small(folder.path()).await;
        store.writer.call(|c| c.pragma_update(None, "query_only", true)).await.unwrap();
        let refused = store.keep_hint(BoutId(1), "Listen.", 1).await;
        assert!(matches!(refused, Err(StoreError::ReadOnly { .. })), "{refused:?}");
    }

    #[tokio::test]
    async fn a_row_that_cannot_be_read_is_not_quoted() {
        let folder = tempfile::tempdir().unwrap();
        let store = small(folder.path()).await;
        let error = store.bout(BoutId(1)).await.unwrap_err();
        assert!(matches!(error, StoreError::Unreadable { bout: BoutId(1), .. }), "{error:?}");
        assert!(!format!("{error} {error:?}").contains("secret"), "{error:?}");
        assert_eq!(store.unfinished().await.unwrap(), [BoutId(1)], "it keeps nothing else from being read");
    }
}
