//! `sparring export`: every reply with its marks and what trainees and coaches say of them, as CSV or JSON.
//!
//! A record comes in, a line goes out; nothing is collected. A text in a CSV cell is never read as a formula.

use std::borrow::Cow;
use std::io::{self, Write};

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::bout::{Four, View};
use crate::marks::{MARKING_VERSION, Marks};
use crate::store::Exported;

/// What stands over every export (Discord's developer policy). Without commas, so that the line is one cell.
const NOTE: &str = "Marks are for practice and are not for decisions on employment.";

/// The form of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A line with the note after `#`, one with the names of the cells, then a line of cells for each reply.
    Csv,
    /// One object: the note, the version of the marking, and an object for each reply, on a line of its own.
    Json,
}

/// Names of the cells.
const COLUMNS: [&str; 39] = [
    "bout",
    "reply_number",
    "at",
    "server",
    "person",
    "client",
    "client_version",
    "difficulty",
    "language",
    "branch",
    "ending",
    "empathy",
    "listening",
    "triggers",
    "overall",
    "marking",
    "disagrees",
    "disagreed_at",
    "view_empathy",
    "view_listening",
    "view_triggers",
    "view_overall",
    "reason",
    "reply",
    "coach_looked",
    "coach",
    "coach_at",
    "coach_confirms",
    "coach_agrees",
    "coach_empathy",
    "coach_listening",
    "coach_triggers",
    "coach_overall",
    "coach_note",
    "machine_empathy_then",
    "machine_listening_then",
    "machine_triggers_then",
    "machine_overall_then",
    "marking_then",
];

/// Writes an export, record by record.
#[derive(Debug)]
pub struct Export<W: Write> {
    to: To<W>,
}

#[derive(Debug)]
enum To<W: Write> {
    Csv(Box<csv::Writer<W>>),
    Json { out: W, first: bool },
}

impl<W: Write> Export<W> {
    /// Begins an export with its head.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn begin(form: Form, mut out: W) -> io::Result<Self> {
        let to = match form {
            Form::Csv => {
                writeln!(out, "# {NOTE}")?;
                let mut cells = csv::Writer::from_writer(out);
                cells.write_record(COLUMNS).map_err(fault)?;
                To::Csv(Box::new(cells))
            }
            Form::Json => {
                write!(out, "{{\"note\":{},\"marking\":{MARKING_VERSION},\"replies\":[", json!(NOTE))?;
                To::Json { out, first: true }
            }
        };
        Ok(Self { to })
    }

    /// Writes one reply.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn add(&mut self, record: &Exported) -> io::Result<()> {
        match &mut self.to {
            To::Csv(cells) => {
                let record = cells_of(record);
                cells.write_record(record.iter().map(|cell| harmless(cell).into_owned())).map_err(fault)
            }
            To::Json { out, first } => {
                let comma = if std::mem::take(first) { "" } else { "," };
                write!(out, "{comma}\n{}", object_of(record))
            }
        }
    }

    /// Ends the export; nothing is left in between.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn end(self) -> io::Result<()> {
        match self.to {
            To::Csv(mut cells) => cells.flush(),
            To::Json { mut out, .. } => {
                out.write_all(b"\n]}\n")?;
                out.flush()
            }
        }
    }
}

/// A fault of writing, as it is; the CSV writer's own conversion would hide that a pipe was closed.
fn fault(fault: csv::Error) -> io::Error {
    match fault.into_kind() {
        csv::ErrorKind::Io(fault) => fault,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// A text that no table program takes for a formula, and in which nothing invisible ends it.
///
/// Source: OWASP, CSV Injection; full-width signs are read as formulas in some languages.
fn harmless(cell: &str) -> Cow<'_, str> {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if !formula && !cell.contains('\0') {
        return Cow::Borrowed(cell);
    }
    Cow::Owned(format!("{}{}", if formula { "'" } else { "" }, cell.replace('\0', "\u{fffd}")))
}

/// When, in UTC; empty for an instant that no calendar has.
fn at(ms: i64) -> String {
    Timestamp::from_millisecond(ms).map(|instant| instant.to_string()).unwrap_or_default()
}

fn yes(is: bool) -> String {
    if is { "yes" } else { "no" }.to_owned()
}

fn four(marks: Marks) -> [String; 4] {
    [marks.empathy, marks.listening, marks.triggers, marks.overall].map(|mark| mark.to_string())
}

fn some<T: Copy>(four: &Four<T>, written: fn(T) -> String) -> [String; 4] {
    four.in_order().map(|mark| mark.map(written).unwrap_or_default())
}

fn view(view: View) -> String {
    match view {
        View::Higher => "higher".to_owned(),
        View::Lower => "lower".to_owned(),
        View::Mark(mark) => mark.to_string(),
    }
}

/// The cells of a reply, in the order of [`COLUMNS`].
fn cells_of(record: &Exported) -> Vec<String> {
    let mut cells = vec![
        record.bout.0.to_string(),
        record.exchange.to_string(),
        at(record.kept_ms),
        record.guild.map(|guild| guild.to_string()).unwrap_or_default(),
        record.trainee.to_string(),
        record.persona.clone(),
        record.persona_version.clone(),
        record.difficulty.clone(),
        record.lang.clone(),
        yes(record.branch),
        record.ending.clone().unwrap_or_default(),
    ];
    cells.extend(four(record.marks));
    cells.push(record.marking.to_string());
    cells.push(yes(record.shared.is_some()));
    match &record.shared {
        Some(shared) => {
            cells.push(at(shared.said_ms));
            cells.extend(some(&shared.views, view));
            cells.extend([shared.reason.clone(), shared.reply.clone()]);
        }
        None => cells.extend(std::iter::repeat_n(String::new(), 7)),
    }
    cells.push(yes(record.coach.is_some()));
    match &record.coach {
        Some(said) => {
            cells.push(said.coach.map(|coach| coach.to_string()).unwrap_or_default());
            cells.extend([at(said.given_ms), yes(said.own.is_empty()), yes(said.agrees)]);
            cells.extend(some(&said.own, |mark: u8| mark.to_string()));
            cells.push(said.note.clone());
            cells.extend(four(said.machine));
            cells.push(said.marking.to_string());
        }
        None => cells.extend(std::iter::repeat_n(String::new(), 14)),
    }
    cells
}

/// A reply as an object; ids are texts, since they do not fit into the numbers of many readers.
fn object_of(record: &Exported) -> Value {
    json!({
        "bout": record.bout.0,
        "reply_number": record.exchange,
        "at": at(record.kept_ms),
        "server": record.guild.map(|guild| guild.to_string()),
        "person": record.trainee.to_string(),
        "client": record.persona,
        "client_version": record.persona_version,
        "difficulty": record.difficulty,
        "language": record.lang,
        "branch": record.branch,
        "ending": record.ending,
        "marks": record.marks,
        "marking": record.marking,
        "disagreement": record.shared.as_ref().map(|shared| json!({
            "at": at(shared.said_ms),
            "views": shared.views,
            "reason": shared.reason,
            "reply": shared.reply,
        })),
        "coach": record.coach.as_ref().map(|said| json!({
            "coach": said.coach.map(|coach| coach.to_string()),
            "at": at(said.given_ms),
            "confirms": said.own.is_empty(),
            "agrees": said.agrees,
            "marks": said.own,
            "note": said.note,
            "machine_then": said.machine,
            "marking_then": said.marking,
        })),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{BoutId, ExportedCoachMark, GuildKey, SharedReply, TraineeId};

    fn record() -> Exported {
        let marks = Marks { empathy: 40, listening: 55, triggers: 100, overall: 51 };
        Exported {
            bout: BoutId(3),
            exchange: 2,
            kept_ms: 1_767_225_600_000,
            guild: Some(GuildKey(9_007_199_254_740_993)),
            trainee: TraineeId(7),
            persona: "craig".to_owned(),
            persona_version: "abc".to_owned(),
            difficulty: "hard".to_owned(),
            lang: "en".to_owned(),
            branch: false,
            ending: Some("resolved".to_owned()),
            marks,
            marking: 1,
            shared: Some(SharedReply {
                reply: "=HYPERLINK(\"x\"),\nnext \"line\"".to_owned(),
                views: Four { listening: Some(View::Higher), overall: Some(View::Mark(70)), ..Four::default() },
                reason: "@SUM(1)".to_owned(),
                said_ms: 1_767_225_601_500,
            }),
            coach: Some(ExportedCoachMark {
                coach: None,
                own: Four { overall: Some(60), ..Four::default() },
                note: "-1".to_owned(),
                machine: marks,
                marking: 1,
                agrees: true,
                given_ms: 1_767_225_602_000,
            }),
        }
    }

    fn written(form: Form, records: &[Exported]) -> String {
        let mut out = Vec::new();
        let mut export = Export::begin(form, &mut out).unwrap();
        for record in records {
            export.add(record).unwrap();
        }
        export.end().unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn cells_stand_under_their_names() {
        let bare = Exported { shared: None, coach: None, guild: None, ending: None, ..record() };
        let text = written(Form::Csv, &[record(), bare]);
        let (note, table) = text.split_once('\n').unwrap();
        assert_eq!(note, "# Marks are for practice and are not for decisions on employment.");
        let mut reader = csv::Reader::from_reader(table.as_bytes());
        let lines: Vec<std::collections::HashMap<String, String>> =
            reader.deserialize().collect::<Result<_, _>>().unwrap();
        assert_eq!(lines.len(), 2);
        for (name, value) in [
            ("bout", "3"),
            ("at", "2026-01-01T00:00:00Z"),
            ("server", "9007199254740993"),
            ("overall", "51"),
            ("disagrees", "yes"),
            ("disagreed_at", "2026-01-01T00:00:01.5Z"),
            ("view_empathy", ""),
            ("view_listening", "higher"),
            ("view_overall", "70"),
            ("reason", "'@SUM(1)"),
            ("reply", "'=HYPERLINK(\"x\"),\nnext \"line\""),
            ("coach_looked", "yes"),
            ("coach", ""),
            ("coach_confirms", "no"),
            ("coach_agrees", "yes"),
            ("coach_overall", "60"),
            ("coach_note", "'-1"),
            ("machine_empathy_then", "40"),
            ("marking_then", "1"),
        ] {
            assert_eq!(lines[0][name], value, "{name}");
        }
        for (name, value) in [
            ("server", ""),
            ("ending", ""),
            ("disagrees", "no"),
            ("reply", ""),
            ("coach_looked", "no"),
            ("marking", "1"),
        ] {
            assert_eq!(lines[1][name], value, "{name}");
        }
    }

    #[test]
    fn no_cell_is_a_formula() {
        for (cell, wanted) in [
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@x", "'@x"),
            ("\tx", "'\tx"),
            ("\rx", "'\rx"),
            ("＝1", "'＝1"),
            ("a=1", "a=1"),
            ("it's", "it's"),
            ("", ""),
            ("a\0b", "a\u{fffd}b"),
        ] {
            assert_eq!(harmless(cell), wanted);
        }
    }

    #[test]
    fn json_is_one_object_whatever_the_number_of_replies() {
        for count in 0..3 {
            let text = written(Form::Json, &vec![record(); count]);
            let whole: Value = serde_json::from_str(&text).unwrap();
            assert_eq!(whole["note"], NOTE);
            assert_eq!(whole["replies"].as_array().unwrap().len(), count);
        }
        let text = written(Form::Json, &[record()]);
        let whole: Value = serde_json::from_str(&text).unwrap();
        let reply = &whole["replies"][0];
        assert_eq!(reply["server"], "9007199254740993");
        assert_eq!(reply["disagreement"]["views"], json!({ "listening": "higher", "overall": 70 }));
        assert_eq!(reply["disagreement"]["reply"], "=HYPERLINK(\"x\"),\nnext \"line\"", "JSON needs no apostrophe");
        assert_eq!(reply["coach"]["marks"], json!({ "overall": 60 }));
    }
}
