//! What trainees say of marks, and what stands beside the marks of a bout: kept beside the machine's, never over them.
//!
//! The newest word on a reply stands; older ones are kept as history. A disagreement that was said in a server is
//! shared with its coaches until it is taken back.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use super::coaches::{self, CoachMark};
use super::error::{Fault, StoreError};
use super::keys::{BoutId, GuildKey, TraineeId};
use super::{Lasts, Store};
use crate::bout::{Four, View};

/// Replies on a page of what coaches may look at: as many as a menu of Discord takes.
pub const REVIEW_PAGE: u32 = 25;

/// A trainee who sees a mark differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disagreement {
    /// The bout.
    pub bout: BoutId,
    /// Number of the reply, from 1.
    pub exchange: u32,
    /// Which marks, and how they should be; empty where all of them are meant.
    pub views: Four<View>,
    /// Why.
    pub reason: String,
    /// When, in milliseconds since 1970 (UTC).
    pub said_ms: i64,
    /// Whether a coach has looked at it since.
    pub looked_at: bool,
    /// Whether coaches may see it; in direct messages there are none.
    pub shared: bool,
}

/// What stands beside the marks of a bout.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Opinions {
    /// The trainee's disagreements, by reply.
    pub disagreements: Vec<Disagreement>,
    /// The coaches' marks, by reply.
    pub coaches: Vec<CoachMark>,
}

impl Opinions {
    /// The trainee's word on a reply.
    pub fn of_trainee(&self, exchange: u32) -> Option<&Disagreement> {
        self.disagreements.iter().find(|said| said.exchange == exchange)
    }

    /// A coach's word on a reply.
    pub fn of_coach(&self, exchange: u32) -> Option<&CoachMark> {
        self.coaches.iter().find(|said| said.exchange == exchange)
    }
}

/// One line of what coaches may look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shared {
    /// What the trainee said.
    pub said: Disagreement,
    /// Who said it.
    pub trainee: TraineeId,
    /// The client's id.
    pub persona: String,
    /// The language of the bout.
    pub lang: String,
    /// The machine's overall mark of the reply.
    pub overall: u8,
}

/// A page of what coaches may look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedPage {
    /// At most [`REVIEW_PAGE`].
    pub lines: Vec<Shared>,
    /// How many there are in all.
    pub count: u32,
    /// This page, from 1.
    pub page: u32,
    /// How many pages there are, at least 1.
    pub pages: u32,
}

impl Store {
    /// Keeps that a trainee sees the marks of a reply differently; it takes the place of what they said of it before.
    /// The same said again changes nothing.
    ///
    /// # Errors
    /// There is no such reply, or its bout was stopped and counts nowhere; it could not be written.
    pub async fn disagree(
        &self,
        bout: BoutId,
        exchange: u32,
        views: Four<View>,
        reason: &str,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        let reason = reason.to_owned();
        self.write(Lasts::PowerCut, move |t| disagree(t, bout, exchange, views, &reason, now_ms)).await
    }

    /// Takes a disagreement back: coaches see it no more. Whether there was one.
    ///
    /// # Errors
    /// It could not be written.
    pub async fn take_back(&self, bout: BoutId, exchange: u32, now_ms: i64) -> Result<bool, StoreError> {
        self.write(Lasts::PowerCut, move |t| {
            let taken = t
                .prepare_cached(
                    "UPDATE disagreements SET stands = 0, withdrawn_ms = ?3
                     WHERE bout = ?1 AND exchange = ?2 AND stands = 1",
                )?
                .execute(params![bout.0, exchange, now_ms])?;
            Ok(taken > 0)
        })
        .await
    }

    /// What stands beside the marks of a bout.
    ///
    /// # Errors
    /// It cannot be read.
    pub async fn opinions(&self, bout: BoutId) -> Result<Opinions, StoreError> {
        self.read(move |c| {
            let disagreements = disagreements(c, DISAGREEMENTS, bout)?;
            Ok(Opinions { disagreements, coaches: coaches::of_bout(c, bout)? })
        })
        .await
    }

    /// A page (from 1; past the end, the last) of what trainees of a server have shared with their coaches: what no
    /// coach has looked at, longest waiting first; or what was looked at, newest first.
    ///
    /// # Errors
    /// It cannot be read.
    pub async fn shared(&self, guild: GuildKey, looked_at: bool, page: u32) -> Result<SharedPage, StoreError> {
        let guild = i64::try_from(guild)?;
        self.read(move |c| {
            let count: u32 = c.prepare_cached(COUNT_SHARED)?.query_row(params![guild, looked_at], |row| row.get(0))?;
            let pages = count.div_ceil(REVIEW_PAGE).max(1);
            let page = page.clamp(1, pages);
            let mut statement = c.prepare_cached(if looked_at { SHARED_SEEN } else { SHARED_WAITING })?;
            let mut rows = statement.query(params![guild, looked_at, REVIEW_PAGE, (page - 1) * REVIEW_PAGE])?;
            let mut lines = Vec::new();
            while let Some(row) = rows.next()? {
                lines.push(Shared {
                    said: disagreement(row)?,
                    trainee: row.get::<_, i64>("trainee")?.into(),
                    persona: row.get("persona")?,
                    lang: row.get("lang")?,
                    overall: row.get("overall")?,
                });
            }
            Ok(SharedPage { lines, count, page, pages })
        })
        .await
    }
}

/// What a trainee says of a bout, as it stands.
const DISAGREEMENTS: &str = "SELECT * FROM disagreements WHERE bout = ?1 AND stands = 1 ORDER BY exchange";
/// How many replies are shared in a server.
const COUNT_SHARED: &str =
    "SELECT count(*) FROM disagreements WHERE stands = 1 AND guild IS NOT NULL AND guild = ?1 AND looked_at = ?2";
/// Replies that are shared in a server and wait for a coach.
const SHARED_WAITING: &str = "SELECT d.*, b.trainee, b.persona, b.lang, e.overall FROM disagreements AS d
     JOIN bouts AS b ON b.id = d.bout JOIN exchanges AS e ON e.bout = d.bout AND e.n = d.exchange
     WHERE d.stands = 1 AND d.guild IS NOT NULL AND d.guild = ?1 AND d.looked_at = ?2 ORDER BY d.id LIMIT ?3 OFFSET ?4";
/// Replies that a coach has looked at.
const SHARED_SEEN: &str = "SELECT d.*, b.trainee, b.persona, b.lang, e.overall FROM disagreements AS d
     JOIN bouts AS b ON b.id = d.bout JOIN exchanges AS e ON e.bout = d.bout AND e.n = d.exchange
     WHERE d.stands = 1 AND d.guild IS NOT NULL AND d.guild = ?1 AND d.looked_at = ?2
     ORDER BY d.id DESC LIMIT ?3 OFFSET ?4";
/// A reply of a bout that counts.
pub(super) const REPLY: &str =
    "SELECT b.guild, e.empathy, e.listening, e.triggers, e.overall, e.marking FROM exchanges AS e
     JOIN bouts AS b ON b.id = e.bout WHERE e.bout = ?1 AND e.n = ?2 AND b.stopped = 0";

fn disagree(
    t: &Transaction<'_>,
    bout: BoutId,
    exchange: u32,
    views: Four<View>,
    reason: &str,
    now_ms: i64,
) -> Result<(), Fault> {
    let guild = t
        .prepare_cached(REPLY)?
        .query_row(params![bout.0, exchange], |row| row.get::<_, Option<i64>>("guild"))
        .optional()?
        .ok_or(StoreError::NoSuchBout(bout))?;
    let views = serde_json::to_string(&views).map_err(|_| StoreError::Unreadable { bout, what: "a view" })?;
    let standing = "SELECT 1 FROM disagreements
        WHERE bout = ?1 AND exchange = ?2 AND stands = 1 AND views = ?3 AND reason = ?4";
    if t.prepare_cached(standing)?.exists(params![bout.0, exchange, views, reason])? {
        return Ok(());
    }
    t.prepare_cached("UPDATE disagreements SET stands = 0 WHERE bout = ?1 AND exchange = ?2 AND stands = 1")?
        .execute(params![bout.0, exchange])?;
    t.prepare_cached(
        "INSERT INTO disagreements (bout, exchange, guild, views, reason, said_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![bout.0, exchange, guild, views, reason, now_ms])?;
    Ok(())
}

/// The disagreements that a query by bout finds.
fn disagreements(c: &Connection, query: &str, bout: BoutId) -> Result<Vec<Disagreement>, Fault> {
    let mut statement = c.prepare_cached(query)?;
    let mut rows = statement.query([bout.0])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(disagreement(row)?);
    }
    Ok(found)
}

/// A disagreement from its row.
pub(super) fn disagreement(row: &Row<'_>) -> Result<Disagreement, Fault> {
    let bout = BoutId(row.get("bout")?);
    Ok(Disagreement {
        bout,
        exchange: row.get("exchange")?,
        views: views(bout, &row.get::<_, String>("views")?)?,
        reason: row.get("reason")?,
        said_ms: row.get("said_ms")?,
        looked_at: row.get("looked_at")?,
        shared: row.get::<_, Option<i64>>("guild")?.is_some(),
    })
}

/// Views as they are kept.
pub(super) fn views(bout: BoutId, kept: &str) -> Result<Four<View>, Fault> {
    serde_json::from_str(kept).map_err(|_| StoreError::Unreadable { bout, what: "a view" }.into())
}

#[cfg(test)]
mod tests {
    use super::super::open::testing::assert_step;
    use super::*;

    #[test]
    fn opinions_are_found_by_index() {
        for (query, step) in [
            (DISAGREEMENTS, "SEARCH disagreements USING INDEX disagreements_standing (bout=?)"),
            (COUNT_SHARED, "SEARCH disagreements USING COVERING INDEX disagreements_shared (guild=? AND looked_at=?)"),
            (SHARED_WAITING, "SEARCH d USING INDEX disagreements_shared (guild=? AND looked_at=?)"),
            (SHARED_SEEN, "SEARCH d USING INDEX disagreements_shared (guild=? AND looked_at=?)"),
        ] {
            assert_step(query, step);
        }
    }
}
