//! `sparring score`: replies in, marks out, a JSON object a line.
//!
//! Lines are dealt out to one worker for each core in turn and collected in the same turn, so that the order is kept,
//! nothing piles up, and whoever sends a single line gets its answer at once. A bad line gives an error of its own.

use std::collections::BTreeMap;
use std::io::{self, BufRead, Read, Write};
use std::num::NonZero;
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};
use std::thread;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::language::Language;
use crate::marks::Judge;
use crate::persona::Cast;
use crate::reading::{Field, Move, Turn};

/// Lines on their way through one worker.
const WAITING: usize = 64;
/// The longest line that is read, in bytes.
const LONGEST: u64 = 4 * 1024 * 1024;
/// The language where a line names none.
const DEFAULT_LANGUAGE: &str = "en";

/// A language with the judge for it, by code.
pub type Judges<'a> = BTreeMap<&'a str, (&'a Language, &'a Judge)>;

#[derive(Deserialize)]
struct Asked {
    id: Value,
    #[serde(default)]
    history: Vec<Turn>,
    reply: String,
    #[serde(default)]
    persona: Option<String>,
    #[serde(default)]
    lang: Option<String>,
}

#[derive(Serialize)]
struct Answer<'a> {
    id: &'a Value,
    empathy: u8,
    listening: u8,
    triggers: u8,
    overall: u8,
    /// The kind of talk that it was taken for.
    field: Field,
    moves: Vec<Shown>,
}

#[derive(Serialize)]
struct Shown {
    kind: &'static str,
    start: usize,
    end: usize,
    text: String,
    why: String,
    rule: String,
}

#[derive(Serialize)]
struct Refused {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<Value>,
    error: String,
}

/// Marks every line of `input` and writes a line for each to `output`, in order, on all cores.
///
/// Gives whether some line was bad.
///
/// # Errors
/// Reading or writing fails.
pub fn score(
    mut input: impl BufRead + Send,
    mut output: impl Write,
    judges: &Judges<'_>,
    cast: &Cast,
) -> io::Result<bool> {
    let workers = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        let mut inlets: Vec<SyncSender<Vec<u8>>> = Vec::new();
        let mut outlets: Vec<Receiver<(String, bool)>> = Vec::new();
        for _ in 0..workers {
            let (inlet, lines) = sync_channel::<Vec<u8>>(WAITING);
            let (done, outlet) = sync_channel(WAITING);
            inlets.push(inlet);
            outlets.push(outlet);
            scope.spawn(move || {
                for line in lines {
                    if done.send(answer(&line, judges, cast)).is_err() {
                        break;
                    }
                }
            });
        }
        let reader = scope.spawn(move || -> io::Result<()> {
            for inlet in inlets.iter().cycle() {
                let Some(line) = next_line(&mut input)? else { break };
                if inlet.send(line).is_err() {
                    break;
                }
            }
            Ok(())
        });
        let mut bad = false;
        for outlet in outlets.iter().cycle() {
            let (line, refused) = match outlet.try_recv() {
                Ok(done) => done,
                Err(TryRecvError::Disconnected) => break,
                Err(TryRecvError::Empty) => {
                    output.flush()?;
                    match outlet.recv() {
                        Ok(done) => done,
                        Err(_) => break,
                    }
                }
            };
            bad |= refused;
            output.write_all(line.as_bytes())?;
            output.write_all(b"\n")?;
        }
        output.flush()?;
        drop(outlets);
        reader.join().unwrap_or_else(|_| Err(io::Error::other("the reading thread stopped")))?;
        Ok(bad)
    })
}

/// The next line without its end; a line that is too long comes back cut, one byte longer than [`LONGEST`].
fn next_line(input: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    let read = input.by_ref().take(LONGEST + 1).read_until(b'\n', &mut line)?;
    if read == 0 {
        return Ok(None);
    }
    if line.last() == Some(&b'\n') {
        line.pop();
    } else if line.len() as u64 > LONGEST {
        skip_line(input)?;
    }
    Ok(Some(line))
}

fn skip_line(input: &mut impl BufRead) -> io::Result<()> {
    loop {
        let (done, used) = match input.fill_buf()? {
            [] => return Ok(()),
            buffer => match buffer.iter().position(|b| *b == b'\n') {
                Some(at) => (true, at + 1),
                None => (false, buffer.len()),
            },
        };
        input.consume(used);
        if done {
            return Ok(());
        }
    }
}

/// The answer to one line, and whether it is a refusal.
fn answer(line: &[u8], judges: &Judges<'_>, cast: &Cast) -> (String, bool) {
    match try_answer(line, judges, cast) {
        Ok(answer) => (answer, false),
        Err(refused) => (serde_json::to_string(&refused).unwrap_or_else(|_| r#"{"error":"unreadable"}"#.into()), true),
    }
}

fn try_answer(line: &[u8], judges: &Judges<'_>, cast: &Cast) -> Result<String, Refused> {
    if line.len() as u64 > LONGEST {
        return Err(Refused { id: None, error: format!("the line is longer than {LONGEST} bytes") });
    }
    let asked: Asked = serde_json::from_slice(line).map_err(|fault| {
        let id = serde_json::from_slice::<Value>(line).ok().and_then(|v| v.get("id").cloned());
        Refused { id, error: format!("not a line to score: {fault}") }
    })?;
    let refuse = |error: String| Refused { id: Some(asked.id.clone()), error };
    let lang = asked.lang.as_deref().unwrap_or(DEFAULT_LANGUAGE);
    let (language, judge) = judges.get(lang).ok_or_else(|| refuse(format!("there is no language `{lang}`")))?;
    let persona = match asked.persona.as_deref() {
        None => None,
        Some(id) => {
            Some(cast.get(lang, id).ok_or_else(|| refuse(format!("there is no persona `{id}` in language `{lang}`")))?)
        }
    };
    let persona = persona.map(|p| &**p);
    let marked = judge.mark(language, persona, &asked.history, &asked.reply);
    let shown = |m: &Move| Shown {
        kind: m.kind.name(),
        start: m.span.start,
        end: m.span.end,
        text: m.span.of(&asked.reply),
        why: judge.why_to(persona, &m.rule),
        rule: m.rule.to_string(),
    };
    let answer = Answer {
        id: &asked.id,
        empathy: marked.marks.empathy,
        listening: marked.marks.listening,
        triggers: marked.marks.triggers,
        overall: marked.marks.overall,
        field: marked.reading.place.field.most(),
        moves: marked.reading.moves.iter().map(shown).collect(),
    };
    serde_json::to_string(&answer).map_err(|fault| refuse(fault.to_string()))
}
