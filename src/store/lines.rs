//! Lines that the client says: owed from the moment they are kept until they are known to have been sent.

use rusqlite::{Transaction, params};

use super::error::{Fault, StoreError};
use super::kept::OwedLine;
use super::keys::{BoutId, LineId, MessageKey};
use super::{Lasts, Store};

impl Store {
    /// What the client has yet to say in a bout, in order.
    ///
    /// # Errors
    /// It cannot be read.
    pub async fn owed(&self, id: BoutId) -> Result<Vec<OwedLine>, StoreError> {
        self.read(move |c| {
            let mut statement = c.prepare_cached(OWED)?;
            let lines = statement.query_map([id.0], |row| {
                Ok(OwedLine {
                    id: LineId(row.get(0)?),
                    exchange: row.get(1)?,
                    text: row.get(2)?,
                    after: row.get::<_, Option<i64>>(3)?.map(MessageKey::from),
                })
            })?;
            Ok(lines.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// Notes that a line was sent as this message; the first note stays. A line that is gone needs no note.
    ///
    /// # Errors
    /// It could not be written.
    pub async fn line_sent(&self, line: LineId, message: MessageKey) -> Result<(), StoreError> {
        let message = i64::try_from(message)?;
        self.write(Lasts::Exit, move |t| {
            t.prepare_cached("UPDATE lines SET message = ?2 WHERE id = ?1 AND message IS NULL")?
                .execute(params![line.0, message])?;
            Ok(())
        })
        .await
    }
}

/// The owed lines of a bout.
const OWED: &str = "SELECT l.id, l.exchange, l.text, coalesce(l.stands_after, e.message) FROM lines AS l \
     LEFT JOIN exchanges AS e ON e.bout = l.bout AND e.n = l.exchange \
     WHERE l.bout = ?1 AND l.message IS NULL ORDER BY l.id";

/// Owes lines, in order; with the message after which they stand where that is not the one of the exchange.
pub(super) fn owe(
    t: &Transaction<'_>,
    bout: BoutId,
    exchange: u32,
    texts: &[String],
    stands_after: Option<i64>,
) -> Result<(), Fault> {
    let mut insert =
        t.prepare_cached("INSERT INTO lines (bout, exchange, text, stands_after) VALUES (?1, ?2, ?3, ?4)")?;
    for text in texts {
        insert.execute(params![bout.0, exchange, text, stands_after])?;
    }
    Ok(())
}

/// Drops what is still owed in a bout.
pub(super) fn drop_owed(t: &Transaction<'_>, bout: BoutId) -> Result<(), Fault> {
    t.prepare_cached("DELETE FROM lines WHERE bout = ?1 AND message IS NULL")?.execute([bout.0])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::open::testing::plan;
    use super::OWED;

    #[test]
    fn owed_lines_are_found_by_index() {
        let steps = [
            "SEARCH l USING INDEX lines_owed (bout=? AND message=?)",
            "SEARCH e USING INDEX sqlite_autoindex_exchanges_2 (bout=? AND n=?) LEFT-JOIN",
        ];
        assert_eq!(plan(OWED), steps);
    }
}
