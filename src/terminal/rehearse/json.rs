//! A rehearsal for programs: a reply a line comes in, one JSON object a line goes out.
//!
//! The same seed and replies give the same bytes on every machine: there is no clock here, no map without order,
//! no number that is not whole.

use std::io::{self, BufRead, Write};

use serde::Serialize;

use super::input::next_line;
use super::{Rehearsal, RehearseError};
use crate::bout::{Bout, Exchange, Repertoire, Scorecard, ShownMove, Steps};
use crate::client::Mood;
use crate::marks::Marks;
use crate::persona::Ending;

/// One line of the output. The fields stand in the order in which they are written.
#[derive(Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
enum Event<'a> {
    Opening {
        persona: &'a str,
        name: &'a str,
        difficulty: &'static str,
        lang: &'a str,
        seed: u64,
        text: &'a [String],
    },
    Exchange {
        n: u32,
        reply: &'a str,
        marks: Marks,
        moves: Vec<MoveOut<'a>>,
        mood: Mood,
        client: &'a [String],
    },
    Ending {
        ending: Ending,
        marks: Marks,
        steps: Steps,
        keep: &'a str,
        #[serde(rename = "try")]
        to_try: &'a str,
        real_case: &'a str,
    },
}

/// A move with the fields of the contract and no others.
#[derive(Serialize)]
struct MoveOut<'a> {
    kind: &'static str,
    start: usize,
    end: usize,
    text: &'a str,
    why: &'a str,
    rule: &'a str,
}

impl<'a> From<&'a ShownMove> for MoveOut<'a> {
    fn from(m: &'a ShownMove) -> Self {
        Self { kind: m.kind.name(), start: m.start, end: m.end, text: &m.text, why: &m.why, rule: &m.rule }
    }
}

impl<'a> From<&'a Exchange> for Event<'a> {
    fn from(e: &'a Exchange) -> Self {
        Self::Exchange {
            n: e.n,
            reply: &e.reply,
            marks: e.marks,
            moves: e.moves.iter().map(MoveOut::from).collect(),
            mood: e.mood,
            client: &e.client,
        }
    }
}

impl<'a> From<&'a Scorecard> for Event<'a> {
    fn from(card: &'a Scorecard) -> Self {
        Self::Ending {
            ending: card.ending,
            marks: card.marks,
            steps: card.steps,
            keep: &card.keep,
            to_try: &card.to_try,
            real_case: &card.real_case,
        }
    }
}

/// Plays a bout with one reply a line until the client ends it or the input does.
///
/// # Errors
/// There is no such persona or language, or reading or writing fails.
pub fn rehearse_json(
    repertoire: &Repertoire,
    what: &Rehearsal,
    input: &mut impl BufRead,
    out: &mut impl Write,
) -> Result<(), RehearseError> {
    let mut bout = Bout::open(repertoire, &what.lang, &what.persona, what.difficulty, what.seed)?;
    let (_, persona) = repertoire.of(&bout.setup)?;
    let opening = Event::Opening {
        persona: &bout.setup.persona,
        name: &persona.file.name,
        difficulty: bout.setup.difficulty.name(),
        lang: &bout.setup.lang,
        seed: bout.setup.seed,
        text: &bout.opening,
    };
    write(out, &opening)?;
    while bout.ending.is_none() {
        let Some(reply) = next_line(input)? else {
            bout.close(Ending::Abandoned);
            break;
        };
        let exchange = bout.step(repertoire, &reply)?;
        write(out, &Event::from(exchange))?;
    }
    let card = bout.scorecard(repertoire)?;
    write(out, &Event::from(&card))?;
    Ok(())
}

/// One object and a line break, sent at once: whoever drives the program waits for it.
fn write(out: &mut impl Write, event: &Event<'_>) -> io::Result<()> {
    serde_json::to_writer(&mut *out, event)?;
    out.write_all(b"\n")?;
    out.flush()
}
