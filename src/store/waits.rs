//! What clients write because no reply came, and when they do so next.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use super::error::{Fault, StoreError};
use super::keys::{BoutId, ChannelKey};
use super::settings::{self, Settings};
use super::{Lasts, Store, form, lines};
use crate::bout::Wait;

/// Most bouts that [`Store::due`] gives at once.
pub const MOST_DUE: u32 = 64;

/// A bout in which no reply has come for so long that the client writes again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The bout.
    pub bout: BoutId,
    /// Its channel.
    pub channel: ChannelKey,
    /// When it fell due, in milliseconds since 1970 (UTC).
    pub due_ms: i64,
    /// How many replies it had then.
    pub replies: u32,
    /// How often the client had written again by then.
    pub waits: u32,
    /// What the server says about it.
    pub settings: Settings,
}

impl Store {
    /// Keeps that the client wrote again, and owes its lines. When it does so next is known only once they are sent
    /// ([`Self::await_reply`]).
    ///
    /// # Errors
    /// It could not be written; the bout is gone, is over, or has got to another exchange than the one this follows.
    pub async fn keep_wait(&self, id: BoutId, wait: &Wait, now_ms: i64) -> Result<(), StoreError> {
        let wait = wait.clone();
        self.write(Lasts::PowerCut, move |t| keep(t, id, &wait, now_ms)).await
    }

    /// Notes that the client has said all it owes and writes again at `due_ms` if no reply comes; what was noted
    /// before, and not taken back by a reply, stands. A bout that is over or gone needs no note.
    ///
    /// # Errors
    /// It could not be written.
    pub async fn await_reply(&self, id: BoutId, due_ms: i64) -> Result<(), StoreError> {
        self.write(Lasts::Exit, move |t| {
            t.prepare_cached("UPDATE bouts SET due_ms = ?2 WHERE id = ?1 AND due_ms IS NULL AND ending IS NULL")?
                .execute(params![id.0, due_ms])?;
            Ok(())
        })
        .await
    }

    /// The bouts that are due, longest first, at most [`MOST_DUE`].
    ///
    /// # Errors
    /// They cannot be read.
    pub async fn due(&self, now_ms: i64) -> Result<Vec<Due>, StoreError> {
        self.read(move |c| {
            let mut statement = c.prepare_cached(DUE)?;
            let due = statement.query_map(params![now_ms, MOST_DUE], due)?;
            Ok(due.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// When the next bout is due, past or to come; `None` where no client waits for a reply.
    ///
    /// # Errors
    /// It cannot be read.
    pub async fn next_due(&self) -> Result<Option<i64>, StoreError> {
        self.read(|c| Ok(c.prepare_cached(NEXT_DUE)?.query_row([], |row| row.get(0)).optional()?)).await
    }

    /// Puts off bouts that were due: each to another time, or (`None`) until the next reply. One that is no longer due
    /// as it was, since a reply has come, is left alone.
    ///
    /// # Errors
    /// It could not be written.
    pub async fn put_off(&self, which: Vec<(Due, Option<i64>)>) -> Result<(), StoreError> {
        self.write(Lasts::Exit, move |t| {
            let mut put_off = t.prepare_cached("UPDATE bouts SET due_ms = ?3 WHERE id = ?1 AND due_ms = ?2")?;
            for (due, to) in &which {
                put_off.execute(params![due.bout.0, due.due_ms, to])?;
            }
            Ok(())
        })
        .await
    }

    /// Notes that the client of this bout does not write again, unless a further reply comes.
    ///
    /// # Errors
    /// It could not be written.
    pub async fn wait_no_more(&self, id: BoutId) -> Result<(), StoreError> {
        self.write(Lasts::Exit, move |t| {
            t.prepare_cached("UPDATE bouts SET due_ms = NULL WHERE id = ?1")?.execute([id.0])?;
            Ok(())
        })
        .await
    }
}

/// What is due, longest first, with what the server says about it.
const DUE: &str = "SELECT b.id, b.channel, b.due_ms, b.replies,
         (SELECT count(*) FROM waits AS w WHERE w.bout = b.id) AS waits,
         g.timezone, g.quiet_from, g.quiet_to, g.waiting
     FROM bouts AS b LEFT JOIN guilds AS g ON g.guild = b.home
     WHERE b.due_ms <= ?1 ORDER BY b.due_ms, b.id LIMIT ?2";
/// When the next one is due.
const NEXT_DUE: &str = "SELECT due_ms FROM bouts WHERE due_ms IS NOT NULL ORDER BY due_ms LIMIT 1";
/// What a client wrote unanswered, in order.
const OF_BOUT: &str = "SELECT n, rest FROM waits WHERE bout = ?1 ORDER BY k";

fn due(row: &Row<'_>) -> Result<Due, rusqlite::Error> {
    Ok(Due {
        bout: BoutId(row.get("id")?),
        channel: row.get::<_, i64>("channel")?.into(),
        due_ms: row.get("due_ms")?,
        replies: row.get("replies")?,
        waits: row.get("waits")?,
        settings: settings::of_row(row)?,
    })
}

fn keep(t: &Transaction<'_>, id: BoutId, wait: &Wait, now_ms: i64) -> Result<(), Fault> {
    let (over, last, waited): (bool, u32, u32) = t
        .prepare_cached(
            "SELECT ending IS NOT NULL, replies, (SELECT count(*) FROM waits WHERE bout = ?1)
             FROM bouts WHERE id = ?1",
        )?
        .query_row([id.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?
        .ok_or(StoreError::NoSuchBout(id))?;
    if over {
        return Err(StoreError::Over(id).into());
    }
    if wait.n != last {
        return Err(StoreError::OutOfTurn { bout: id, expected: last, found: wait.n }.into());
    }
    insert(t, id, waited.saturating_add(1), wait, now_ms)?;
    let last_said: Option<i64> =
        t.prepare_cached("SELECT max(message) FROM lines WHERE bout = ?1")?.query_row([id.0], |row| row.get(0))?;
    lines::owe(t, id, wait.n, &wait.client, last_said)?;
    t.prepare_cached("UPDATE bouts SET due_ms = NULL WHERE id = ?1")?.execute([id.0])?;
    Ok(())
}

/// Writes the row of a wait.
pub(super) fn insert(t: &Transaction<'_>, bout: BoutId, k: u32, wait: &Wait, now_ms: i64) -> Result<(), Fault> {
    t.prepare_cached("INSERT INTO waits (bout, k, n, kept_ms, rest) VALUES (?1, ?2, ?3, ?4, ?5)")?.execute(params![
        bout.0,
        k,
        wait.n,
        now_ms,
        form::rest_of_wait(bout, wait)?
    ])?;
    Ok(())
}

/// Everything a client wrote unanswered, in order.
pub(super) fn all(c: &Connection, bout: BoutId) -> Result<Vec<Wait>, Fault> {
    let mut statement = c.prepare_cached(OF_BOUT)?;
    let mut rows = statement.query([bout.0])?;
    let mut waits = Vec::new();
    while let Some(row) = rows.next()? {
        waits.push(form::wait(bout, row)?);
    }
    Ok(waits)
}

#[cfg(test)]
mod tests {
    use super::super::open::testing::{assert_step, plan};
    use super::*;

    #[test]
    fn what_is_due_is_found_by_index() {
        assert_step(DUE, "SEARCH b USING INDEX bouts_due (due_ms<?)");
        assert!(!plan(DUE).iter().any(|step| step.contains("TEMP B-TREE")), "{:#?}", plan(DUE));
        assert_eq!(plan(NEXT_DUE), ["SEARCH bouts USING COVERING INDEX bouts_due (due_ms>?)"]);
        assert_eq!(plan(OF_BOUT), ["SEARCH waits USING INDEX sqlite_autoindex_waits_1 (bout=?)"]);
    }
}
