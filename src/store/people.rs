//! People: what they wish, and that they are forgotten without a trace.

use rusqlite::{Connection, Transaction, TransactionBehavior, params};

use super::error::{Fault, StoreError};
use super::keys::{ChannelKey, TraineeId};
use super::{Lasts, Store};

impl Store {
    /// Lists a trainee on boards, or no more.
    ///
    /// # Errors
    /// It could not be written.
    pub async fn show_on_board(&self, trainee: TraineeId, show: bool) -> Result<(), StoreError> {
        let trainee = i64::try_from(trainee)?;
        self.write(Lasts::PowerCut, move |t| {
            t.execute(
                "INSERT INTO people (trainee, on_board) VALUES (?1, ?2)
                 ON CONFLICT (trainee) DO UPDATE SET on_board = excluded.on_board",
                params![trainee, show],
            )?;
            Ok(())
        })
        .await
    }

    /// Whether a trainee is listed on boards; everybody is who has not said otherwise.
    ///
    /// # Errors
    /// It cannot be read.
    pub async fn on_board(&self, trainee: TraineeId) -> Result<bool, StoreError> {
        let trainee = i64::try_from(trainee)?;
        self.read(move |c| {
            Ok(!c.prepare_cached("SELECT 1 FROM people WHERE trainee = ?1 AND on_board = 0")?.exists([trainee])?)
        })
        .await
    }

    /// Deletes everything of a person so that no byte of theirs is left in the files; gives the channels of their
    /// bouts that were still open. The file is written anew for it: about a second for some hundred megabytes, in
    /// which other writes wait.
    ///
    /// # Errors
    /// Nothing was deleted, or ([`StoreError::Residue`]) all is deleted but old copies of the bytes could not be wiped
    /// yet; that is then done when a person is next forgotten or the database next opened.
    pub async fn forget(&self, trainee: TraineeId) -> Result<Vec<ChannelKey>, StoreError> {
        let trainee = i64::try_from(trainee)?;
        let path = self.path();
        let forget = move |connection: &mut Connection| {
            connection.pragma_update(None, "synchronous", "FULL")?;
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let channels = delete(&transaction, trainee)?;
            transaction.commit()?;
            finish_forgetting(connection).map_err(|fault| StoreError::Residue { source: Box::new(fault.at(&path)) })?;
            Ok::<_, Fault>(channels)
        };
        self.writer.call(forget).await.map_err(|e| self.fault(e))
    }
}

/// Deletes a person's rows, and notes that their bytes are to be wiped.
fn delete(t: &Transaction<'_>, trainee: i64) -> Result<Vec<ChannelKey>, Fault> {
    let channels = t
        .prepare("SELECT DISTINCT channel FROM bouts WHERE trainee = ?1 AND ending IS NULL ORDER BY channel")?
        .query_map([trainee], |row| row.get::<_, i64>(0).map(ChannelKey::from))?
        .collect::<Result<_, _>>()?;
    // Exchanges, lines, hints and branches go with their bouts.
    t.execute("DELETE FROM bouts WHERE trainee = ?1", [trainee])?;
    t.execute("DELETE FROM people WHERE trainee = ?1", [trainee])?;
    t.execute("INSERT OR IGNORE INTO chores (chore) VALUES ('wipe')", [])?;
    Ok(channels)
}

/// Wipes what deleted rows left behind, if that is owed: writes the file anew and empties the log.
pub(super) fn finish_forgetting(connection: &Connection) -> Result<(), Fault> {
    if !connection.prepare("SELECT 1 FROM chores WHERE chore = 'wipe'")?.exists([])? {
        return Ok(());
    }
    connection.execute_batch("VACUUM")?;
    let busy: bool = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if busy {
        let busy = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_BUSY);
        return Err(rusqlite::Error::SqliteFailure(busy, None).into());
    }
    connection.execute("DELETE FROM chores WHERE chore = 'wipe'", [])?;
    Ok(())
}
