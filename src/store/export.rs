//! Every reply with its marks, one after the other, as of one moment: for those who run the bot.
//!
//! What a trainee wrote is in it only where they have shared it (by saying that they see the marks differently, in a
//! server); elsewhere there are marks alone. Bouts that were stopped count nowhere, and are not in it either.

use std::io;

use rusqlite::{Connection, Row};

use super::error::{Fault, StoreError};
use super::keys::{BoutId, GuildKey, TraineeId};
use super::opinions::views;
use super::{Store, form, open};
use crate::bout::{Four, View};
use crate::marks::Marks;

/// A reply as it is exported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// The bout.
    pub bout: BoutId,
    /// Number of the reply, from 1.
    pub exchange: u32,
    /// When it was kept, in milliseconds since 1970 (UTC).
    pub kept_ms: i64,
    /// The server; `None` in direct messages.
    pub guild: Option<GuildKey>,
    /// Who wrote it.
    pub trainee: TraineeId,
    /// The client's id.
    pub persona: String,
    /// The version of the client's file.
    pub persona_version: String,
    /// How patient the client was.
    pub difficulty: String,
    /// The language.
    pub lang: String,
    /// Whether the bout went on from an earlier one (and so never counts on a board).
    pub branch: bool,
    /// How the bout ended, once it has.
    pub ending: Option<String>,
    /// The machine's marks.
    pub marks: Marks,
    /// The version of the marking that gave them.
    pub marking: u32,
    /// What the trainee shared of it.
    pub shared: Option<SharedReply>,
    /// What a coach said of it.
    pub coach: Option<ExportedCoachMark>,
}

/// What a trainee shared of a reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedReply {
    /// The reply.
    pub reply: String,
    /// How they see its marks.
    pub views: Four<View>,
    /// Why.
    pub reason: String,
    /// When they said so, in milliseconds since 1970 (UTC).
    pub said_ms: i64,
}

/// What a coach said of a reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportedCoachMark {
    /// Who; `None` where the coach has deleted their data.
    pub coach: Option<TraineeId>,
    /// The marks they would give; empty where they confirm the machine's.
    pub own: Four<u8>,
    /// What they add; empty where the reply is no longer shared.
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

/// Why an export broke off.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// It could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// It could not be written.
    #[error("the export could not be written: {0}")]
    Write(#[from] io::Error),
}

impl Store {
    /// Hands over every reply, in the order of bouts, of one server or of all, as of this moment; whatever is written
    /// meanwhile waits for nothing. `add` may block: it is called on a thread for that. Gives `to` back.
    ///
    /// # Errors
    /// It cannot be read, or `add` failed.
    pub async fn export<T: Send + 'static>(
        &self,
        guild: Option<GuildKey>,
        mut to: T,
        add: fn(&mut T, &Exported) -> io::Result<()>,
    ) -> Result<T, ExportError> {
        let guild = guild.map(i64::try_from).transpose().map_err(StoreError::from)?;
        let path = self.path();
        let work = move || {
            let at = |fault: rusqlite::Error| Fault::from(fault).at(&path);
            let mut connection = open::reader(&path).map_err(at)?;
            let moment = connection.transaction().map_err(at)?;
            match all(&moment, guild, |record| add(&mut to, record)) {
                Ok(written) => Ok(written.map(|()| to)?),
                Err(fault) => Err(fault.at(&path).into()),
            }
        };
        tokio::task::spawn_blocking(work).await.map_err(|_| StoreError::Closed)?
    }
}

/// Every reply that may be exported. What a branch took over from the bout it left (it has no message) is in that bout,
/// unless something was said of it in the branch.
const ALL: &str = "SELECT e.bout, e.n, e.kept_ms, e.empathy, e.listening, e.triggers, e.overall, e.marking,
         b.guild, b.trainee, b.persona, b.persona_version, b.difficulty, b.lang, b.ending,
         b.branch_of IS NOT NULL AS branch,
         CASE WHEN d.id IS NOT NULL THEN e.reply END AS reply, d.views, d.reason, d.said_ms,
         c.id AS coach_mark, c.coach, c.empathy AS own_empathy, c.listening AS own_listening,
         c.triggers AS own_triggers, c.overall AS own_overall,
         CASE WHEN d.id IS NOT NULL THEN c.note ELSE '' END AS note,
         c.machine_empathy, c.machine_listening, c.machine_triggers, c.machine_overall,
         c.marking AS coach_marking, c.agrees, c.given_ms
     FROM bouts AS b JOIN exchanges AS e ON e.bout = b.id
     LEFT JOIN disagreements AS d
         ON d.bout = e.bout AND d.exchange = e.n AND d.stands = 1 AND d.guild IS NOT NULL
     LEFT JOIN coach_marks AS c ON c.bout = e.bout AND c.exchange = e.n AND c.stands = 1
     WHERE b.stopped = 0 AND (e.message IS NOT NULL OR d.id IS NOT NULL OR c.id IS NOT NULL)
         AND (?1 IS NULL OR b.guild = ?1)
     ORDER BY e.bout, e.n";

fn all(
    c: &Connection,
    guild: Option<i64>,
    mut each: impl FnMut(&Exported) -> io::Result<()>,
) -> Result<io::Result<()>, Fault> {
    let mut statement = c.prepare(ALL)?;
    let mut rows = statement.query([guild])?;
    while let Some(row) = rows.next()? {
        if let Err(fault) = each(&exported(row)?) {
            return Ok(Err(fault));
        }
    }
    Ok(Ok(()))
}

fn exported(row: &Row<'_>) -> Result<Exported, Fault> {
    let bout = BoutId(row.get("bout")?);
    let shared = match row.get::<_, Option<String>>("reply")? {
        Some(reply) => Some(SharedReply {
            reply,
            views: views(bout, &row.get::<_, String>("views")?)?,
            reason: row.get("reason")?,
            said_ms: row.get("said_ms")?,
        }),
        None => None,
    };
    let coach = match row.get::<_, Option<i64>>("coach_mark")? {
        Some(_) => Some(coach_mark(row)?),
        None => None,
    };
    Ok(Exported {
        bout,
        exchange: row.get("n")?,
        kept_ms: row.get("kept_ms")?,
        guild: row.get::<_, Option<i64>>("guild")?.map(GuildKey::from),
        trainee: row.get::<_, i64>("trainee")?.into(),
        persona: row.get("persona")?,
        persona_version: row.get("persona_version")?,
        difficulty: row.get("difficulty")?,
        lang: row.get("lang")?,
        branch: row.get("branch")?,
        ending: row.get("ending")?,
        marks: form::marks(row)?,
        marking: row.get("marking")?,
        shared,
        coach,
    })
}

fn coach_mark(row: &Row<'_>) -> Result<ExportedCoachMark, rusqlite::Error> {
    Ok(ExportedCoachMark {
        coach: row.get::<_, Option<i64>>("coach")?.map(TraineeId::from),
        own: Four::from_order(form::four(row, "own_")?),
        note: row.get("note")?,
        machine: form::machine(row)?,
        marking: row.get("coach_marking")?,
        agrees: row.get("agrees")?,
        given_ms: row.get("given_ms")?,
    })
}

#[cfg(test)]
mod tests {
    use super::super::open::testing::plan;
    use super::*;

    #[test]
    fn an_export_sorts_nothing_in_memory() {
        let plan = plan(ALL);
        assert!(!plan.iter().any(|step| step.contains("TEMP B-TREE")), "{plan:#?}");
        for index in ["disagreements_standing", "coach_marks_standing"] {
            assert!(plan.iter().any(|step| step.contains(&format!("{index} (bout=? AND exchange=?)"))), "{plan:#?}");
        }
    }
}
