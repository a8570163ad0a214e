//! What coaches say of marks that trainees see differently, and who the coaches are.
//!
//! A coach's word stands beside the machine's marks, which are kept with it as they stood then. The newest word on a
//! reply stands; older ones are kept as history.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, named_params, params};

use super::error::Fault;
use super::keys::{BoutId, GuildKey, RoleKey, TraineeId};
use super::opinions::REPLY;
use super::{Lasts, Store, StoreError, form};
use crate::bout::Four;
use crate::marks::Marks;

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

/// How often coaches agree with the machine.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Agreement {
    /// Replies that a coach has looked at.
    pub looked_at: u32,
    /// Those of them on which the newest word of a coach agrees.
    pub agreed: u32,
}

impl Store {
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

/// What coaches say of a bout, as it stands.
const COACH_MARKS: &str = "SELECT * FROM coach_marks WHERE bout = ?1 AND stands = 1 ORDER BY exchange";
/// What trainees were not told.
const UNTOLD: &str = "SELECT * FROM coach_marks WHERE told = 0 ORDER BY id";
/// Takes name and words from a coach's marks.
const FORGET: &str = "UPDATE coach_marks SET coach = NULL, note = '' WHERE coach = ?1";
/// How often coaches of a server agree.
const AGREEMENT: &str = "SELECT count(*), coalesce(sum(agrees), 0) FROM coach_marks WHERE guild = ?1 AND stands = 1";

/// What coaches say of a bout, as it stands, by reply.
pub(super) fn of_bout(c: &Connection, bout: BoutId) -> Result<Vec<CoachMark>, Fault> {
    let mut statement = c.prepare_cached(COACH_MARKS)?;
    let marks = statement.query_map([bout.0], coach_mark)?;
    Ok(marks.collect::<Result<_, _>>()?)
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

/// A coach's mark from its row.
pub(super) fn coach_mark(row: &Row<'_>) -> Result<CoachMark, rusqlite::Error> {
    Ok(CoachMark {
        id: CoachMarkId(row.get("id")?),
        bout: BoutId(row.get("bout")?),
        exchange: row.get("exchange")?,
        coach: row.get::<_, Option<i64>>("coach")?.map(TraineeId::from),
        own: Four::from_order(form::four(row, "")?),
        note: row.get("note")?,
        machine: form::machine(row)?,
        marking: row.get("marking")?,
        agrees: row.get("agrees")?,
        given_ms: row.get("given_ms")?,
    })
}

/// Takes a coach's name and words from the marks they gave. The numbers stay: they belong to the trainees whose
/// replies they are about, who were told of them.
pub(super) fn forget_coach(t: &Transaction<'_>, coach: i64) -> Result<(), Fault> {
    t.execute(FORGET, [coach])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::open::testing::assert_step;
    use super::*;

    #[test]
    fn coaches_marks_are_found_by_index() {
        for (query, step) in [
            (COACH_MARKS, "SEARCH coach_marks USING INDEX coach_marks_standing (bout=?)"),
            (UNTOLD, "SCAN coach_marks USING INDEX coach_marks_untold"),
            (AGREEMENT, "SEARCH coach_marks USING COVERING INDEX coach_marks_of_guild (guild=?)"),
            (FORGET, "SEARCH coach_marks USING INDEX coach_marks_of_coach (coach=?)"),
        ] {
            assert_step(query, step);
        }
    }
}
