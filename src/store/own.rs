//! Everything that is kept about one person, for that person.

use rusqlite::{Connection, Row, params};
use serde_json::{Map, Value, json};

use super::error::{Fault, StoreError};
use super::keys::{BoutId, TraineeId};
use super::{Store, coaches, exchanges, form, opinions, waits};

impl Store {
    /// Everything that is kept about a person, history included: bouts with their replies and marks, hints, what they
    /// and the coaches said of marks, and the marks they gave as a coach. Ids are texts, since they do not fit into the
    /// numbers of many readers; times are milliseconds since 1970 (UTC).
    ///
    /// # Errors
    /// It cannot be read.
    pub async fn everything_of(&self, trainee: TraineeId) -> Result<Value, StoreError> {
        let kept = i64::try_from(trainee)?;
        self.read(move |c| {
            let on_board =
                !c.prepare_cached("SELECT 1 FROM people WHERE trainee = ?1 AND on_board = 0")?.exists([kept])?;
            let given = list(c, GIVEN, kept, coach_mark)?;
            Ok(json!({
                "person": trainee.to_string(),
                "on_leaderboards": on_board,
                "bouts": list(c, BOUTS, kept, |row| bout(c, row))?,
                "marks_given_as_coach": given,
            }))
        })
        .await
    }
}

/// The bouts of a person.
const BOUTS: &str = "SELECT * FROM bouts WHERE trainee = ?1 ORDER BY id";
/// The marks that a person gave as a coach.
const GIVEN: &str = "SELECT * FROM coach_marks WHERE coach = ?1 ORDER BY id";
/// What coaches said of a bout, history included.
const OF_COACHES: &str = "SELECT * FROM coach_marks WHERE bout = ?1 ORDER BY exchange, id";
/// What the trainee said of a bout, history included.
const OF_TRAINEE: &str = "SELECT * FROM disagreements WHERE bout = ?1 ORDER BY exchange, id";

fn list(
    c: &Connection,
    query: &str,
    of: i64,
    shape: impl Fn(&Row<'_>) -> Result<Value, Fault>,
) -> Result<Vec<Value>, Fault> {
    let mut statement = c.prepare_cached(query)?;
    let mut rows = statement.query(params![of])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(shape(row)?);
    }
    Ok(found)
}

fn bout(c: &Connection, row: &Row<'_>) -> Result<Value, Fault> {
    let id = BoutId(row.get("id")?);
    let played = form::bout(id, row)?;
    let text = |column: &str| row.get::<_, Option<i64>>(column).map(|id| id.map(|id| id.to_string()));
    let mut replies = Vec::new();
    for exchange in exchanges::all(c, id)? {
        let mut shown = serde_json::to_value(&exchange)
            .ok()
            .and_then(|whole| if let Value::Object(map) = whole { Some(map) } else { None })
            .unwrap_or_else(Map::new);
        // What the program needs to go on with the client says nothing about the person.
        shown.remove("after");
        replies.push(Value::Object(shown));
    }
    let unanswered = waits::all(c, id)?;
    let unanswered: Vec<Value> =
        unanswered.iter().map(|wait| json!({ "after_reply": wait.n, "client": wait.client })).collect();
    let mut hints = c.prepare_cached("SELECT hint FROM hints WHERE bout = ?1 ORDER BY n")?;
    let hints = hints.query_map([id.0], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()?;
    let marks = match row.get::<_, Option<u8>>("overall")? {
        Some(_) => json!(form::marks(row)?),
        None => Value::Null,
    };
    Ok(json!({
        "bout": id.0,
        "server": text("guild")?,
        "settings_of_server": text("home")?,
        "channel": text("channel")?,
        "client": played.setup.persona,
        "difficulty": played.setup.difficulty,
        "language": played.setup.lang,
        "began_ms": row.get::<_, i64>("began_ms")?,
        "ended_ms": row.get::<_, Option<i64>>("ended_ms")?,
        "ending": played.ending,
        "stopped": row.get::<_, bool>("stopped")?,
        "branch_of": row.get::<_, Option<i64>>("branch_of")?,
        "marks": marks,
        "opening": played.opening,
        "replies": replies,
        "written_unanswered": unanswered,
        "hints": hints,
        "seen_differently": list(c, OF_TRAINEE, id.0, disagreement)?,
        "coaches": list(c, OF_COACHES, id.0, coach_mark)?,
    }))
}

fn disagreement(row: &Row<'_>) -> Result<Value, Fault> {
    let said = opinions::disagreement(row)?;
    Ok(json!({
        "reply": said.exchange,
        "views": said.views,
        "reason": said.reason,
        "said_ms": said.said_ms,
        "withdrawn_ms": row.get::<_, Option<i64>>("withdrawn_ms")?,
        "stands": row.get::<_, bool>("stands")?,
        "shared_with_coaches": said.shared,
    }))
}

fn coach_mark(row: &Row<'_>) -> Result<Value, Fault> {
    let said = coaches::coach_mark(row)?;
    Ok(json!({
        "bout": said.bout.0,
        "reply": said.exchange,
        "coach": said.coach.map(|coach| coach.to_string()),
        "confirms": said.own.is_empty(),
        "marks": said.own,
        "note": said.note,
        "machine": said.machine,
        "marking": said.marking,
        "given_ms": said.given_ms,
        "stands": row.get::<_, bool>("stands")?,
    }))
}

#[cfg(test)]
mod tests {
    use super::super::open::testing::assert_step;
    use super::*;

    #[test]
    fn a_persons_rows_are_found_by_index() {
        assert_step(BOUTS, "SEARCH bouts USING INDEX bouts_of_trainee (trainee=?)");
        assert_step(GIVEN, "SEARCH coach_marks USING INDEX coach_marks_of_coach (coach=?)");
        assert_step(OF_COACHES, "SEARCH coach_marks USING INDEX coach_marks_of_reply (bout=?)");
        assert_step(OF_TRAINEE, "SEARCH disagreements USING INDEX disagreements_of_reply (bout=?)");
    }
}
