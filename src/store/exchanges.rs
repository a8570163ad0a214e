//! Exchanges: a reply with its marks, what it did to the client, and what the client answered.

use rusqlite::{Connection, OptionalExtension, Transaction, named_params, params};

use super::error::{Fault, StoreError};
use super::kept::Kept;
use super::keys::{BoutId, MessageKey};
use super::{Lasts, Store, bouts, form, lines};
use crate::bout::Exchange;
use crate::marks::Marks;

impl Store {
    /// Keeps an exchange, made of the message `message`, owes the client's lines, and notes the message as looked at.
    /// Where the exchange ended the bout, the ending is kept with it, with `marks` as those of the bout's scorecard
    /// (elsewhere they are not looked at). The client writes again only once the new lines have been waited on
    /// ([`Self::await_reply`]).
    ///
    /// A message makes at most one exchange, in whatever bout: delivered again, it gives [`Kept::Already`].
    ///
    /// # Errors
    /// It could not be written; the bout is gone, is over, or goes on from another exchange than this one follows.
    pub async fn keep_exchange(
        &self,
        id: BoutId,
        message: MessageKey,
        exchange: &Exchange,
        marks: Option<Marks>,
        now_ms: i64,
    ) -> Result<Kept, StoreError> {
        let exchange = exchange.clone();
        self.write(Lasts::Exit, move |t| keep(t, id, message, &exchange, marks, now_ms)).await
    }
}

fn keep(
    t: &Transaction<'_>,
    id: BoutId,
    message: MessageKey,
    exchange: &Exchange,
    marks: Option<Marks>,
    now_ms: i64,
) -> Result<Kept, Fault> {
    let message = i64::try_from(message)?;
    if t.prepare_cached("SELECT 1 FROM exchanges WHERE message = ?1")?.exists([message])? {
        return Ok(Kept::Already);
    }
    let (over, last): (bool, u32) = t
        .prepare_cached(
            "SELECT ending IS NOT NULL, (SELECT coalesce(max(n), 0) FROM exchanges WHERE bout = ?1)
             FROM bouts WHERE id = ?1",
        )?
        .query_row([id.0], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?
        .ok_or(StoreError::NoSuchBout(id))?;
    if over {
        return Err(StoreError::Over(id).into());
    }
    let expected = last.saturating_add(1);
    if exchange.n != expected {
        return Err(StoreError::OutOfTurn { bout: id, expected, found: exchange.n }.into());
    }
    insert(t, id, Some(message), exchange, now_ms)?;
    lines::owe(t, id, exchange.n, &exchange.client, None)?;
    t.prepare_cached("UPDATE bouts SET replies = ?2, seen = max(coalesce(seen, ?3), ?3), due_ms = NULL WHERE id = ?1")?
        .execute(params![id.0, exchange.n, message])?;
    if let Some(ending) = exchange.ending {
        bouts::close(t, id, ending, marks, now_ms)?;
    }
    Ok(Kept::New)
}

/// Writes the row of an exchange; without a message where a branch takes it over from the bout it left.
pub(super) fn insert(
    t: &Transaction<'_>,
    bout: BoutId,
    message: Option<i64>,
    exchange: &Exchange,
    now_ms: i64,
) -> Result<(), Fault> {
    t.prepare_cached(
        "INSERT INTO exchanges (bout, n, message, reply, empathy, listening, triggers, overall, marking, ending,
             kept_ms, rest)
         VALUES (:bout, :n, :message, :reply, :empathy, :listening, :triggers, :overall, :marking, :ending,
             :kept_ms, :rest)",
    )?
    .execute(named_params! {
        ":bout": bout.0,
        ":n": exchange.n,
        ":message": message,
        ":reply": exchange.reply,
        ":empathy": exchange.marks.empathy,
        ":listening": exchange.marks.listening,
        ":triggers": exchange.marks.triggers,
        ":overall": exchange.marks.overall,
        ":marking": exchange.marking,
        ":ending": exchange.ending.map(|ending| form::name_of(bout, &ending)).transpose()?,
        ":kept_ms": now_ms,
        ":rest": form::rest_of_exchange(bout, exchange)?,
    })?;
    Ok(())
}

/// Every exchange of a bout, in order.
pub(super) fn all(c: &Connection, bout: BoutId) -> Result<Vec<Exchange>, Fault> {
    let query = format!("SELECT {} FROM exchanges WHERE bout = ?1 ORDER BY n", form::EXCHANGE_ROW);
    let mut statement = c.prepare_cached(&query)?;
    let mut rows = statement.query([bout.0])?;
    let mut exchanges = Vec::new();
    while let Some(row) = rows.next()? {
        exchanges.push(form::exchange(bout, row)?);
    }
    Ok(exchanges)
}
