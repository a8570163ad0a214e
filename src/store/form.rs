//! Between rows and the bout's own types.
//!
//! What has a column of its own is taken out of the JSON form of a type, and what is left goes into `rest`; reading
//! puts the two together again. A new field of [`Bout`], [`Setup`](crate::bout::Setup) or [`Exchange`] is thus kept
//! without a change here; it needs a serde default, so that older rows can still be read.

use rusqlite::Row;
use rusqlite::types::FromSql;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::error::{Fault, StoreError};
use super::keys::BoutId;
use crate::bout::{Bout, Exchange, Wait};
use crate::marks::Marks;

/// Fields of an exchange that have columns.
const EXCHANGE_COLUMNS: [&str; 5] = ["n", "reply", "marks", "marking", "ending"];
/// Fields of a bout that have columns or tables.
const BOUT_COLUMNS: [&str; 4] = ["exchanges", "ending", "hints", "waits"];
/// Fields of a bout's setup that have columns.
const SETUP_COLUMNS: [&str; 5] = ["persona", "version", "difficulty", "lang", "seed"];

/// What of an exchange has no column, as JSON.
pub(super) fn rest_of_exchange(bout: BoutId, exchange: &Exchange) -> Result<String, Fault> {
    let mut rest = object(bout, exchange)?;
    for column in EXCHANGE_COLUMNS {
        rest.remove(column);
    }
    Ok(Value::Object(rest).to_string())
}

/// What of a bout has neither column nor table, as JSON.
pub(super) fn rest_of_bout(bout: &Bout) -> Result<String, Fault> {
    // Not yet kept, so it has no id to name.
    let mut rest = object(BoutId(0), &Bout { exchanges: Vec::new(), waits: Vec::new(), ..bout.clone() })?;
    for column in BOUT_COLUMNS {
        rest.remove(column);
    }
    if let Some(Value::Object(setup)) = rest.get_mut("setup") {
        for column in SETUP_COLUMNS {
            setup.remove(column);
        }
    }
    Ok(Value::Object(rest).to_string())
}

/// An exchange from its row; the columns must be those of [`EXCHANGE_ROW`].
pub(super) fn exchange(bout: BoutId, row: &Row<'_>) -> Result<Exchange, Fault> {
    let mut whole = read_rest(bout, &row.get::<_, String>("rest")?)?;
    whole.insert("n".into(), json!(row.get::<_, u32>("n")?));
    whole.insert("reply".into(), json!(row.get::<_, String>("reply")?));
    whole.insert("marks".into(), json!(marks(row)?));
    whole.insert("marking".into(), json!(row.get::<_, u32>("marking")?));
    whole.insert("ending".into(), json!(row.get::<_, Option<String>>("ending")?));
    typed(bout, Value::Object(whole), "an exchange")
}

/// The columns that [`exchange`] reads.
pub(super) const EXCHANGE_ROW: &str = "n, reply, empathy, listening, triggers, overall, marking, ending, rest";

/// What of a wait has no column, as JSON.
pub(super) fn rest_of_wait(bout: BoutId, wait: &Wait) -> Result<String, Fault> {
    let mut rest = object(bout, wait)?;
    rest.remove("n");
    Ok(Value::Object(rest).to_string())
}

/// A wait from its row, which has `n` and `rest`.
pub(super) fn wait(bout: BoutId, row: &Row<'_>) -> Result<Wait, Fault> {
    let mut whole = read_rest(bout, &row.get::<_, String>("rest")?)?;
    whole.insert("n".into(), json!(row.get::<_, u32>("n")?));
    typed(bout, Value::Object(whole), "what the client wrote unanswered")
}

/// A bout from its row, as yet without hints, waits and exchanges; the columns must be those of the table.
pub(super) fn bout(id: BoutId, row: &Row<'_>) -> Result<Bout, Fault> {
    let mut whole = read_rest(id, &row.get::<_, String>("rest")?)?;
    let setup = whole.entry("setup").or_insert_with(|| Value::Object(Map::new()));
    let Value::Object(setup) = setup else { return Err(unreadable(id, "its setup")) };
    setup.insert("persona".into(), json!(row.get::<_, String>("persona")?));
    setup.insert("version".into(), json!(row.get::<_, String>("persona_version")?));
    setup.insert("difficulty".into(), json!(row.get::<_, String>("difficulty")?));
    setup.insert("lang".into(), json!(row.get::<_, String>("lang")?));
    setup.insert("seed".into(), json!(seed_of(row.get("seed")?)));
    whole.insert("exchanges".into(), json!([]));
    whole.insert("ending".into(), json!(row.get::<_, Option<String>>("ending")?));
    whole.insert("hints".into(), json!([]));
    typed(id, Value::Object(whole), "its opening")
}

/// The four marks of a row.
pub(super) fn marks(row: &Row<'_>) -> Result<Marks, rusqlite::Error> {
    let [empathy, listening, triggers, overall] = four(row, "")?;
    Ok(Marks { empathy, listening, triggers, overall })
}

/// The machine's marks of a row, as they stood when a coach looked at them.
pub(super) fn machine(row: &Row<'_>) -> Result<Marks, rusqlite::Error> {
    let [empathy, listening, triggers, overall] = four(row, "machine_")?;
    Ok(Marks { empathy, listening, triggers, overall })
}

/// What a row has for each of the four marks, in columns whose names begin so.
pub(super) fn four<T: FromSql>(row: &Row<'_>, prefix: &str) -> Result<[T; 4], rusqlite::Error> {
    let get = |mark: &str| row.get(format!("{prefix}{mark}").as_str());
    Ok([get("empathy")?, get("listening")?, get("triggers")?, get("overall")?])
}

/// The name that a value without content (difficulty, ending) has in data.
pub(super) fn name_of(bout: BoutId, value: &impl Serialize) -> Result<String, Fault> {
    match serde_json::to_value(value) {
        Ok(Value::String(name)) => Ok(name),
        _ => Err(unreadable(bout, "a name")),
    }
}

/// A seed as SQLite keeps it: the same 64 bits, read as a signed number.
pub(super) fn kept_seed(seed: u64) -> i64 {
    seed.cast_signed()
}

/// The seed that was kept.
fn seed_of(kept: i64) -> u64 {
    kept.cast_unsigned()
}

fn object(bout: BoutId, value: &impl Serialize) -> Result<Map<String, Value>, Fault> {
    match serde_json::to_value(value) {
        Ok(Value::Object(map)) => Ok(map),
        _ => Err(unreadable(bout, "its form")),
    }
}

fn read_rest(bout: BoutId, rest: &str) -> Result<Map<String, Value>, Fault> {
    serde_json::from_str(rest).map_err(|_| unreadable(bout, "its form"))
}

fn typed<T: DeserializeOwned>(bout: BoutId, value: Value, what: &'static str) -> Result<T, Fault> {
    // What serde says would quote the row.
    serde_json::from_value(value).map_err(|_| unreadable(bout, what))
}

fn unreadable(bout: BoutId, what: &'static str) -> Fault {
    StoreError::Unreadable { bout, what }.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_keeps_its_bits() {
        for seed in [0, 1, u64::MAX, 1 << 63, (1 << 63) - 1, 0xfeed_f00d_dead_beef] {
            assert_eq!(seed_of(kept_seed(seed)), seed);
        }
    }
}
