//! What trainees and coaches say of marks: kept beside the machine's, never over them.
//!
//! The newest word of the trainee and the newest word of a coach on a reply stand; older ones are kept as history. A
//! disagreement that was said in a server is shared with its coaches until it is taken back.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, named_params, params};

use super::error::{Fault, StoreError};
use super::keys::{BoutId, GuildKey, RoleKey, TraineeId};
use super::{Lasts, Store, form};
use crate::bout::{Four, View};
use crate::marks::Marks;

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

/// What a coach says of a reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoachMark {
    /// Its id.
    pub id: CoachMarkId,
    /// The bout.
    pub bout: BoutId,
    /// Number of the reply, from 1.
    pub exchange: u32,
    /// Who; `None` where the coach has deleted their data.
    pub coach: Option<TraineeId>,
    /// The marks they would give; empty where they confirm the machine's.
    pub own: Four<u8>,
    /// What they add.
    pub note: String,
    /// The machine's marks as they stood then.
    pub machine: Marks,
    /// The version of the marking that gave those.
    pub marking: u32,
    /// Whether that is agreement.
    pub agrees: bool,
    /// When, in milliseconds since 1970 (UTC).
    pub given_ms: i64,
}

/// The id of a coach's mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CoachMarkId(pub i64);

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

/// What became of a coach's mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CoachSaid {
    /// It was kept now.
    Kept,
    /// The same coach had said the same; nothing was changed.
    Already,
    /// The reply is not shared (any more); nothing was kept.
    NotShared,
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

/// How often coaches agree with the machine.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Agreement {
    /// Replies that a coach has looked at.
    pub looked_at: u32,
    /// Those of them on which the newest word of a coach agrees.
    pub agreed: u32,
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
            let mut statement = c.prepare_cached(COACH_MARKS)?;
            let coaches = statement.query_map([bout.0], coach_mark)?.collect::<Result<_, _>>()?;
            Ok(Opinions { disagreements, coaches })
        })
        .await
    }

    /// Keeps what a coach of a server says of a reply that its trainee has shared: marks of their own or, where none is
    /// set, that the machine's are right. The machine's marks are kept with it as they stand.
    ///
    /// # Errors
    /// It could not be written.
    pub async fn coach_says(
        &self,
        (bout, exchange): (BoutId, u32),
        guild: GuildKey,
        coach: TraineeId,
        own: Four<u8>,
        note: &str,
        now_ms: i64,
    ) -> Result<CoachSaid, StoreError> {
        let (guild, coach, note) = (i64::try_from(guild)?, i64::try_from(coach)?, note.to_owned());
        self.write(Lasts::PowerCut, move |t| coach_says(t, (bout, exchange), guild, coach, own, &note, now_ms)).await
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

    /// How often the coaches of a server agree with the machine: of each reply, the newest word counts.
    ///
    /// # Errors
    /// It cannot be read.
    pub async fn agreement(&self, guild: GuildKey) -> Result<Agreement, StoreError> {
        let guild = i64::try_from(guild)?;
        self.read(move |c| {
            Ok(c.prepare_cached(AGREEMENT)?
                .query_row([guild], |row| Ok(Agreement { looked_at: row.get(0)?, agreed: row.get(1)? }))?)
        })
        .await
    }

    /// Coaches' marks of which the trainee has not been told, oldest first.
    ///
    /// # Errors
    /// They cannot be read.
    pub async fn untold(&self) -> Result<Vec<CoachMark>, StoreError> {
        self.read(|c| {
            let mut statement = c.prepare_cached(UNTOLD)?;
            let marks = statement.query_map([], coach_mark)?;
            Ok(marks.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// Notes that the trainee was told of a coach's mark, or cannot be told.
    ///
    /// # Errors
    /// It could not be written.
    pub async fn told(&self, mark: CoachMarkId) -> Result<(), StoreError> {
        self.write(Lasts::Exit, move |t| {
            t.prepare_cached("UPDATE coach_marks SET told = 1 WHERE id = ?1")?.execute([mark.0])?;
            Ok(())
        })
        .await
    }

    /// The role whose members are coaches of a server, beside those who may manage it.
    ///
    /// # Errors
    /// It cannot be read.
    pub async fn coach_role(&self, guild: GuildKey) -> Result<Option<RoleKey>, StoreError> {
        let guild = i64::try_from(guild)?;
        self.read(move |c| {
            let role = c
                .prepare_cached("SELECT coach_role FROM guilds WHERE guild = ?1")?
                .query_row([guild], |row| row.get::<_, Option<i64>>(0))
                .optional()?;
            Ok(role.flatten().map(RoleKey::from))
        })
        .await
    }

    /// Makes the members of a role coaches of a server; with `None`, of no role.
    ///
    /// # Errors
    /// It could not be written.
    pub async fn set_coach_role(&self, guild: GuildKey, role: Option<RoleKey>) -> Result<(), StoreError> {
        let (guild, role) = (i64::try_from(guild)?, role.map(i64::try_from).transpose()?);
        self.write(Lasts::PowerCut, move |t| {
            t.execute(
                "INSERT INTO guilds (guild, coach_role) VALUES (?1, ?2)
                 ON CONFLICT (guild) DO UPDATE SET coach_role = excluded.coach_role",
                params![guild, role],
            )?;
            Ok(())
        })
        .await
    }
}

/// What a trainee says of a bout, as it stands.
const DISAGREEMENTS: &str = "SELECT * FROM disagreements WHERE bout = ?1 AND stands = 1 ORDER BY exchange";
/// What coaches say of a bout, as it stands.
const COACH_MARKS: &str = "SELECT * FROM coach_marks WHERE bout = ?1 AND stands = 1 ORDER BY exchange";
/// What trainees were not told.
const UNTOLD: &str = "SELECT * FROM coach_marks WHERE told = 0 ORDER BY id";
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
/// How often coaches of a server agree.
const AGREEMENT: &str = "SELECT count(*), coalesce(sum(agrees), 0) FROM coach_marks WHERE guild = ?1 AND stands = 1";
/// A reply of a bout that counts.
const REPLY: &str = "SELECT b.guild, e.empathy, e.listening, e.triggers, e.overall, e.marking FROM exchanges AS e
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

fn coach_says(
    t: &Transaction<'_>,
    (bout, exchange): (BoutId, u32),
    guild: i64,
    coach: i64,
    own: Four<u8>,
    note: &str,
    now_ms: i64,
) -> Result<CoachSaid, Fault> {
    let reply = t
        .prepare_cached(REPLY)?
        .query_row(params![bout.0, exchange], |row| Ok((form::marks(row)?, row.get::<_, u32>("marking")?)))
        .optional()?;
    let Some((machine, marking)) = reply else { return Ok(CoachSaid::NotShared) };
    let looked_at = t
        .prepare_cached(
            "UPDATE disagreements SET looked_at = 1 WHERE bout = ?1 AND exchange = ?2 AND stands = 1 AND guild = ?3",
        )?
        .execute(params![bout.0, exchange, guild])?;
    if looked_at == 0 {
        return Ok(CoachSaid::NotShared);
    }
    let standing = "SELECT * FROM coach_marks WHERE bout = ?1 AND exchange = ?2 AND stands = 1";
    let standing = t.prepare_cached(standing)?.query_row(params![bout.0, exchange], coach_mark).optional()?;
    let same = |said: &CoachMark| {
        let who = said.coach.is_some_and(|id| i64::try_from(id) == Ok(coach));
        who && said.own == own && said.note == note && said.machine == machine && said.marking == marking
    };
    if standing.as_ref().is_some_and(same) {
        return Ok(CoachSaid::Already);
    }
    // Of what was taken back before the trainee heard of it, nobody need be told.
    t.prepare_cached("UPDATE coach_marks SET stands = 0, told = 1 WHERE bout = ?1 AND exchange = ?2 AND stands = 1")?
        .execute(params![bout.0, exchange])?;
    t.prepare_cached(
        "INSERT INTO coach_marks (bout, exchange, guild, coach, empathy, listening, triggers, overall, note,
             machine_empathy, machine_listening, machine_triggers, machine_overall, marking, agrees, given_ms)
         VALUES (:bout, :exchange, :guild, :coach, :empathy, :listening, :triggers, :overall, :note,
             :machine_empathy, :machine_listening, :machine_triggers, :machine_overall, :marking, :agrees, :given_ms)",
    )?
    .execute(named_params! {
        ":bout": bout.0, ":exchange": exchange, ":guild": guild, ":coach": coach,
        ":empathy": own.empathy, ":listening": own.listening, ":triggers": own.triggers, ":overall": own.overall,
        ":note": note,
        ":machine_empathy": machine.empathy, ":machine_listening": machine.listening,
        ":machine_triggers": machine.triggers, ":machine_overall": machine.overall,
        ":marking": marking, ":agrees": own.agrees_with(machine), ":given_ms": now_ms,
    })?;
    Ok(CoachSaid::Kept)
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

/// A coach's mark from its row.
pub(super) fn coach_mark(row: &Row<'_>) -> Result<CoachMark, rusqlite::Error> {
    Ok(CoachMark {
        id: CoachMarkId(row.get("id")?),
        bout: BoutId(row.get("bout")?),
        exchange: row.get("exchange")?,
        coach: row.get::<_, Option<i64>>("coach")?.map(TraineeId::from),
        own: Four {
            empathy: row.get("empathy")?,
            listening: row.get("listening")?,
            triggers: row.get("triggers")?,
            overall: row.get("overall")?,
        },
        note: row.get("note")?,
        machine: Marks {
            empathy: row.get("machine_empathy")?,
            listening: row.get("machine_listening")?,
            triggers: row.get("machine_triggers")?,
            overall: row.get("machine_overall")?,
        },
        marking: row.get("marking")?,
        agrees: row.get("agrees")?,
        given_ms: row.get("given_ms")?,
    })
}

/// Takes a coach's name and words from the marks they gave. The numbers stay: they belong to the trainees whose
/// replies they are about, who were told of them.
pub(super) fn forget_coach(t: &Transaction<'_>, coach: i64) -> Result<(), Fault> {
    t.execute("UPDATE coach_marks SET coach = NULL, note = '' WHERE coach = ?1", [coach])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::open::testing::assert_step;
    use super::*;

    #[test]
    fn opinions_are_found_by_index() {
        for (query, step) in [
            (DISAGREEMENTS, "SEARCH disagreements USING INDEX disagreements_standing (bout=?)"),
            (COACH_MARKS, "SEARCH coach_marks USING INDEX coach_marks_standing (bout=?)"),
            (UNTOLD, "SCAN coach_marks USING INDEX coach_marks_untold"),
            (COUNT_SHARED, "SEARCH disagreements USING COVERING INDEX disagreements_shared (guild=? AND looked_at=?)"),
            (SHARED_WAITING, "SEARCH d USING INDEX disagreements_shared (guild=? AND looked_at=?)"),
            (SHARED_SEEN, "SEARCH d USING INDEX disagreements_shared (guild=? AND looked_at=?)"),
            (AGREEMENT, "SEARCH coach_marks USING COVERING INDEX coach_marks_of_guild (guild=?)"),
            (
                "UPDATE coach_marks SET coach = NULL, note = '' WHERE coach = ?1",
                "SEARCH coach_marks USING INDEX coach_marks_of_coach (coach=?)",
            ),
        ] {
            assert_step(query, step);
        }
    }
}
