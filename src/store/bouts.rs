//! Bouts: begun, read whole, ended.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, named_params, params};

use super::error::{Fault, StoreError};
use super::kept::{KeptBout, Place, Voice};
use super::keys::{BoutId, ChannelKey, GuildKey, MessageKey, TraineeId};
use super::{Lasts, Store, exchanges, form, lines, waits};
use crate::bout::Bout;
use crate::marks::{MARKING_VERSION, Marks};
use crate::persona::Ending;

/// Ids of bouts that still want something; three partial indexes hold just these.
const UNFINISHED: &str = "SELECT id FROM bouts WHERE ending IS NULL OR card_sent = 0 \
     UNION SELECT bout FROM lines WHERE message IS NULL ORDER BY 1";

impl Store {
    /// Keeps a bout that has just opened or branched off. The opening lines are owed; a branch that goes on after an
    /// exchange owes the client's lines of that exchange instead, since it begins by saying them again; what the client
    /// wrote after them unanswered is said again, too.
    ///
    /// What was looked at in this channel for earlier bouts counts as looked at for this one too. Beginning changes
    /// no other bout: one that is left for a branch stays open until it is ended.
    ///
    /// # Errors
    /// It could not be written, or the bout to branch off from is gone.
    pub async fn begin(
        &self,
        bout: &Bout,
        trainee: TraineeId,
        place: Place,
        voice: Voice,
        branch_of: Option<BoutId>,
        now_ms: i64,
    ) -> Result<BoutId, StoreError> {
        let bout = bout.clone();
        self.write(Lasts::PowerCut, move |t| begin(t, &bout, trainee, place, voice, branch_of, now_ms)).await
    }

    /// The bout of this id.
    ///
    /// # Errors
    /// It cannot be read.
    pub async fn bout(&self, id: BoutId) -> Result<Option<KeptBout>, StoreError> {
        self.read(move |c| one(c, "SELECT * FROM bouts WHERE id = ?1", [id.0])).await
    }

    /// The newest bout of a channel, open or ended.
    ///
    /// # Errors
    /// It cannot be read.
    pub async fn bout_in(&self, channel: ChannelKey) -> Result<Option<KeptBout>, StoreError> {
        let channel = i64::try_from(channel)?;
        self.read(move |c| one(c, IN_CHANNEL, [channel])).await
    }

    /// The newest bout of a trainee in a server (`None`: in direct messages), open or ended.
    ///
    /// # Errors
    /// It cannot be read.
    pub async fn newest_of(&self, trainee: TraineeId, guild: Option<GuildKey>) -> Result<Option<KeptBout>, StoreError> {
        let (trainee, guild) = (i64::try_from(trainee)?, guild.map(i64::try_from).transpose()?);
        self.read(move |c| one(c, NEWEST_OF, params![trainee, guild])).await
    }

    /// Ids of all bouts that still want something, oldest first: open ones, those with owed lines or an owed
    /// scorecard. Several can lie in one channel, where a bout was left for a branch; replies there go to the newest.
    ///
    /// # Errors
    /// They cannot be read.
    pub async fn unfinished(&self) -> Result<Vec<BoutId>, StoreError> {
        self.read(|c| {
            let mut statement = c.prepare_cached(UNFINISHED)?;
            let ids = statement.query_map([], |row| row.get(0).map(BoutId))?;
            Ok(ids.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// Notes that every message up to this one was looked at; never goes back. A bout that is gone needs no note.
    ///
    /// # Errors
    /// It could not be written.
    pub async fn note_seen(&self, id: BoutId, message: MessageKey) -> Result<(), StoreError> {
        let message = i64::try_from(message)?;
        self.write(Lasts::Exit, move |t| {
            let note = "UPDATE bouts SET seen = ?2 WHERE id = ?1 AND (seen IS NULL OR seen < ?2)";
            t.prepare_cached(note)?.execute(params![id.0, message])?;
            Ok(())
        })
        .await
    }

    /// Notes that the scorecard was sent. A bout that is gone needs no note.
    ///
    /// # Errors
    /// It could not be written.
    pub async fn card_sent(&self, id: BoutId) -> Result<(), StoreError> {
        self.write(Lasts::Exit, move |t| {
            t.prepare_cached("UPDATE bouts SET card_sent = 1 WHERE id = ?1")?.execute([id.0])?;
            Ok(())
        })
        .await
    }

    /// Notes that the scorecard was sent as this message, so that it can be changed when a coach has looked at a reply.
    ///
    /// # Errors
    /// It could not be written.
    pub async fn card_stands(&self, id: BoutId, card: MessageKey) -> Result<(), StoreError> {
        let card = i64::try_from(card)?;
        self.write(Lasts::Exit, move |t| {
            t.prepare_cached("UPDATE bouts SET card_sent = 1, card = ?2 WHERE id = ?1")?
                .execute(params![id.0, card])?;
            Ok(())
        })
        .await
    }

    /// Ends a bout that no exchange has ended; one that has ended keeps its ending and marks. `marks` are those of its
    /// scorecard. With `forget_marks` (the trainee said stop) it counts nowhere and owes neither lines nor a card,
    /// even where it had ended before. A bout that is gone needs no ending.
    ///
    /// # Errors
    /// It could not be written.
    pub async fn end(
        &self,
        id: BoutId,
        ending: Ending,
        marks: Option<Marks>,
        forget_marks: bool,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        self.write(Lasts::PowerCut, move |t| {
            close(t, id, ending, marks, now_ms)?;
            if forget_marks {
                t.execute(
                    "UPDATE bouts SET stopped = 1, card_sent = 1, empathy = NULL, listening = NULL, triggers = NULL,
                         overall = NULL, marking = NULL WHERE id = ?1",
                    [id.0],
                )?;
                lines::drop_owed(t, id)?;
            }
            Ok(())
        })
        .await
    }

    /// Notes that nothing more can be sent for a bout (its channel is gone): owed lines are dropped, no card is
    /// owed, and the client does not write again. It does not end the bout.
    ///
    /// # Errors
    /// It could not be written.
    pub async fn write_off(&self, id: BoutId) -> Result<(), StoreError> {
        self.write(Lasts::PowerCut, move |t| {
            t.execute("UPDATE bouts SET card_sent = 1, due_ms = NULL WHERE id = ?1", [id.0])?;
            lines::drop_owed(t, id)
        })
        .await
    }

    /// Keeps a hint that was given. The same hint with the same time is kept once.
    ///
    /// # Errors
    /// It could not be written, or the bout is gone.
    pub async fn keep_hint(&self, id: BoutId, hint: &str, now_ms: i64) -> Result<(), StoreError> {
        let hint = hint.to_owned();
        self.write(Lasts::PowerCut, move |t| {
            exists(t, id)?;
            t.execute(
                "INSERT INTO hints (bout, n, hint, given_ms)
                 SELECT ?1, (SELECT count(*) + 1 FROM hints WHERE bout = ?1), ?2, ?3
                 WHERE NOT EXISTS (SELECT 1 FROM hints WHERE bout = ?1 AND hint = ?2 AND given_ms = ?3)",
                params![id.0, hint, now_ms],
            )?;
            Ok(())
        })
        .await
    }
}

/// The newest bout of a channel.
const IN_CHANNEL: &str = "SELECT * FROM bouts WHERE channel = ?1 ORDER BY id DESC LIMIT 1";
/// The newest bout of a trainee in a server or, with NULL, in direct messages.
const NEWEST_OF: &str = "SELECT * FROM bouts WHERE trainee = ?1 AND guild IS ?2 ORDER BY id DESC LIMIT 1";

fn begin(
    t: &Transaction<'_>,
    bout: &Bout,
    trainee: TraineeId,
    place: Place,
    voice: Voice,
    branch_of: Option<BoutId>,
    now_ms: i64,
) -> Result<BoutId, Fault> {
    if let Some(parent) = branch_of {
        exists(t, parent)?;
    }
    let unnamed = BoutId(0);
    let channel = i64::try_from(place.channel)?;
    t.prepare_cached(
        "INSERT INTO bouts (trainee, guild, home, channel, parent, voice, branch_of, persona, persona_version, difficulty,
             lang, seed, rest, began_ms, ended_ms, ending, replies, seen)
         VALUES (:trainee, :guild, :home, :channel, :parent, :voice, :branch_of, :persona, :persona_version, :difficulty,
             :lang, :seed, :rest, :began_ms, :ended_ms, :ending, :replies,
             (SELECT max(seen) FROM bouts WHERE channel = :channel))",
    )?
    .execute(named_params! {
        ":trainee": i64::try_from(trainee)?,
        ":guild": place.guild.map(i64::try_from).transpose()?,
        ":home": place.home.map(i64::try_from).transpose()?,
        ":channel": channel,
        ":parent": place.parent.map(i64::try_from).transpose()?,
        ":voice": voice_name(voice),
        ":branch_of": branch_of.map(|id| id.0),
        ":persona": bout.setup.persona,
        ":persona_version": bout.setup.version,
        ":difficulty": form::name_of(unnamed, &bout.setup.difficulty)?,
        ":lang": bout.setup.lang,
        ":seed": form::kept_seed(bout.setup.seed),
        ":rest": form::rest_of_bout(bout)?,
        ":began_ms": now_ms,
        ":ended_ms": bout.ending.map(|_| now_ms),
        ":ending": bout.ending.map(|ending| form::name_of(unnamed, &ending)).transpose()?,
        ":replies": bout.answered(),
    })?;
    let id = BoutId(t.last_insert_rowid());
    for exchange in &bout.exchanges {
        exchanges::insert(t, id, None, exchange, now_ms)?;
    }
    let mut hints = t.prepare_cached("INSERT INTO hints (bout, n, hint, given_ms) VALUES (?1, ?2, ?3, ?4)")?;
    for (n, hint) in (1..).zip(&bout.hints) {
        hints.execute(params![id.0, n, hint, now_ms])?;
    }
    let (last, says) = bout.exchanges.last().map_or((0, &bout.opening), |last| (last.n, &last.client));
    lines::owe(t, id, last, says, None)?;
    for (k, wait) in (1..).zip(&bout.waits) {
        waits::insert(t, id, k, wait, now_ms)?;
        if wait.n == last {
            lines::owe(t, id, last, &wait.client, None)?;
        }
    }
    Ok(id)
}

/// Ends a bout that is still open.
pub(super) fn close(
    t: &Transaction<'_>,
    id: BoutId,
    ending: Ending,
    marks: Option<Marks>,
    now_ms: i64,
) -> Result<(), Fault> {
    t.prepare_cached(
        "UPDATE bouts SET ending = :ending, ended_ms = :ended_ms, empathy = :empathy, listening = :listening,
             triggers = :triggers, overall = :overall, marking = :marking, due_ms = NULL
         WHERE id = :id AND ending IS NULL",
    )?
    .execute(named_params! {
        ":id": id.0,
        ":ending": form::name_of(id, &ending)?,
        ":ended_ms": now_ms,
        ":empathy": marks.map(|m| m.empathy),
        ":listening": marks.map(|m| m.listening),
        ":triggers": marks.map(|m| m.triggers),
        ":overall": marks.map(|m| m.overall),
        ":marking": marks.map(|_| MARKING_VERSION),
    })?;
    Ok(())
}

/// Refuses a bout that is not there.
fn exists(c: &Connection, id: BoutId) -> Result<(), Fault> {
    let found = c.prepare_cached("SELECT 1 FROM bouts WHERE id = ?1")?.exists([id.0])?;
    if found { Ok(()) } else { Err(StoreError::NoSuchBout(id).into()) }
}

/// The bout that a query over the columns of `bouts` finds, whole.
fn one(c: &Connection, query: &str, params: impl rusqlite::Params) -> Result<Option<KeptBout>, Fault> {
    let found = c.prepare_cached(query)?.query_row(params, |row| Ok(kept(row))).optional()?;
    let Some(mut kept) = found.transpose()? else { return Ok(None) };
    kept.bout.exchanges = exchanges::all(c, kept.id)?;
    kept.bout.waits = waits::all(c, kept.id)?;
    let mut hints = c.prepare_cached("SELECT hint FROM hints WHERE bout = ?1 ORDER BY n")?;
    kept.bout.hints = hints.query_map([kept.id.0], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(Some(kept))
}

/// A bout from its row, as yet without hints, waits and exchanges.
fn kept(row: &Row<'_>) -> Result<KeptBout, Fault> {
    let id = BoutId(row.get("id")?);
    let has_marks = row.get::<_, Option<u8>>("overall")?.is_some();
    Ok(KeptBout {
        id,
        trainee: row.get::<_, i64>("trainee")?.into(),
        place: Place {
            guild: row.get::<_, Option<i64>>("guild")?.map(GuildKey::from),
            channel: row.get::<_, i64>("channel")?.into(),
            parent: row.get::<_, Option<i64>>("parent")?.map(ChannelKey::from),
            home: row.get::<_, Option<i64>>("home")?.map(GuildKey::from),
        },
        voice: if row.get::<_, String>("voice")? == voice_name(Voice::Webhook) { Voice::Webhook } else { Voice::Bot },
        bout: form::bout(id, row)?,
        branch_of: row.get::<_, Option<i64>>("branch_of")?.map(BoutId),
        seen: row.get::<_, Option<i64>>("seen")?.map(MessageKey::from),
        card_sent: row.get("card_sent")?,
        card: row.get::<_, Option<i64>>("card")?.map(MessageKey::from),
        stopped: row.get("stopped")?,
        marks: if has_marks { Some(form::marks(row)?) } else { None },
        began_ms: row.get("began_ms")?,
        ended_ms: row.get("ended_ms")?,
    })
}

fn voice_name(voice: Voice) -> &'static str {
    match voice {
        Voice::Webhook => "webhook",
        Voice::Bot => "bot",
    }
}

#[cfg(test)]
mod tests {
    use super::super::open::testing::{assert_step, plan};
    use super::*;

    #[test]
    fn ten_thousand_open_bouts_and_more_ended_ones_are_sorted_out_by_index() {
        assert_step(UNFINISHED, "SCAN bouts USING COVERING INDEX bouts_unfinished");
        assert_step(UNFINISHED, "SCAN lines USING COVERING INDEX lines_owed");
    }

    #[test]
    fn bouts_are_found_by_index() {
        assert_eq!(plan(IN_CHANNEL), ["SEARCH bouts USING INDEX bouts_of_channel (channel=?)"]);
        assert_eq!(plan(NEWEST_OF), ["SEARCH bouts USING INDEX bouts_of_trainee (trainee=? AND guild=?)"]);
    }
}
