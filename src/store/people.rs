//! People: what they wish, and that they are forgotten without a trace.

use rusqlite::{Connection, Transaction, TransactionBehavior, params};

use super::error::{Fault, StoreError};
use super::keys::{ChannelKey, TraineeId};
use super::{Lasts, Store, coaches};

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
    /// bouts that were still open. Marks that they gave as a coach stay without name and note, since they belong to
    /// the trainees whose replies they are about. The file is written anew for it: about a second for some hundred megabytes, in
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
    // Exchanges, lines, waits, hints, opinions and branches go with their bouts.
    t.execute("DELETE FROM bouts WHERE trainee = ?1", [trainee])?;
    t.execute("DELETE FROM people WHERE trainee = ?1", [trainee])?;
    coaches::forget_coach(t, trainee)?;
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

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::store::StoreError;

    const GONE: i64 = 1_099_511_627_776_123_457;

    /// Rows of several people, grown and moved about as in a long time of use.
    fn fill(connection: &Connection) -> Result<(), Fault> {
        // A small generator of its own, so that the pages come out the same each time.
        let mut state = 27_u64;
        let mut below = |bound: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            i64::try_from((state >> 33) % bound).unwrap()
        };
        for n in 1..=1_500_i64 {
            let (trainee, whose) = if below(10) == 0 { (GONE, "kestrel") } else { (GONE + 1 + below(99), "plover") };
            connection
                .prepare_cached(
                    "INSERT INTO bouts (trainee, guild, channel, voice, persona, persona_version, difficulty, lang,
                         seed, rest, began_ms) VALUES (?1, 7, ?2, 'bot', 'craig', '', 'hard', 'en', 1, '{}', 1)",
                )
                .unwrap()
                .execute(params![trainee, below(1 << 50)])
                .unwrap();
            for k in 1..4 {
                connection
                    .prepare_cached("INSERT INTO exchanges VALUES (?1, ?2, ?3, ?4, 1, 1, 1, 1, 1, NULL, 1, '{}')")
                    .unwrap()
                    .execute(params![
                        n,
                        k,
                        n * 10 + k,
                        format!("{whose}{n}").repeat(usize::try_from(below(200)).unwrap())
                    ])
                    .unwrap();
            }
            let (ended, grown) = (1 + below(n.unsigned_abs()), 1 + below(n.unsigned_abs()));
            connection.execute("UPDATE bouts SET ending = 'resolved', ended_ms = 5 WHERE id = ?1", [ended])?;
            connection.execute("UPDATE exchanges SET rest = reply WHERE bout = ?1 AND n = 1", [grown])?;
        }
        Ok(())
    }

    fn files_with(folder: &Path, bytes: &[u8]) -> usize {
        let files = std::fs::read_dir(folder).unwrap().map(|entry| std::fs::read(entry.unwrap().path()).unwrap());
        files.filter(|content| content.windows(bytes.len()).any(|window| window == bytes)).count()
    }

    #[tokio::test]
    async fn wiping_that_was_cut_short_is_done_when_the_database_is_next_opened() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sparring.db");
        let store = Store::open(&path).await.unwrap();
        let deleting = store.write(Lasts::PowerCut, |t| {
            fill(t)?;
            delete(t, GONE)
        });
        assert!(!deleting.await.unwrap().is_empty());
        // The process ends here, between the deletion and the wiping.
        drop(store);
        let store = Store::open(&path).await.unwrap();
        assert_eq!(files_with(folder.path(), b"kestrel"), 0);
        assert_eq!(files_with(folder.path(), &GONE.to_be_bytes()), 0);
        assert_ne!(files_with(folder.path(), b"plover"), 0);
        let owed = store.read(|c| Ok(c.prepare("SELECT 1 FROM chores")?.exists([])?)).await.unwrap();
        assert!(!owed, "done once, it is not done at every start");
    }

    #[tokio::test]
    async fn moved_rows_leave_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sparring.db");
        let store = Store::open(&path).await.unwrap();
        store.write(Lasts::Exit, |t| fill(t)).await.unwrap();
        assert_ne!(files_with(folder.path(), b"kestrel"), 0);
        store.forget(TraineeId::from(GONE)).await.unwrap();
        assert_eq!(files_with(folder.path(), b"kestrel"), 0);
        assert_eq!(files_with(folder.path(), &GONE.to_be_bytes()), 0);
    }

    #[tokio::test]
    async fn a_reader_in_the_way_is_named_and_wiping_is_done_later() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sparring.db");
        let store = Store::open(&path).await.unwrap();
        store.write(Lasts::Exit, |t| fill(t)).await.unwrap();
        store.writer.call(|c| c.busy_timeout(std::time::Duration::ZERO)).await.unwrap();
        let other = super::super::open::reader(&path).unwrap();
        other.execute_batch("BEGIN; SELECT count(*) FROM bouts;").unwrap();

        let forgotten = store.forget(TraineeId::from(GONE)).await;
        assert!(matches!(&forgotten, Err(StoreError::Residue { .. })), "{forgotten:?}");
        assert!(
            store.newest_of(TraineeId::from(GONE), None).await.unwrap().is_none(),
            "the rows are gone all the same"
        );

        other.execute_batch("COMMIT").unwrap();
        assert_eq!(store.forget(TraineeId::from(GONE)).await.unwrap(), []);
        assert_eq!(files_with(folder.path(), b"kestrel"), 0);
    }
}
