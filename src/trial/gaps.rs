//! What a persona file has that nobody ever meets, and what people say that it does not answer.

use std::collections::BTreeSet;
use std::fmt;

use rand::{RngExt, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

use super::explore::Explorer;
use super::player::{Player, Players, Script};
use crate::bout::{Bout, BoutError, Repertoire};
use crate::client::Difficulty;
use crate::language::{Kind, Language, fingerprint};
use crate::persona::File;

/// Something an author would want to know.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// A beat that was never said in any bout.
    DeadBeat(String),
    /// A fact that nobody got to hear.
    Untold(String),
    /// A line that was never said, with the bouts it had.
    Unsaid(String),
    /// A common saying, by its name, with a way of saying it that met no answer of the client's own.
    Unanswered(String, String),
    /// A number in a line of a fact that stands in no `value` of the file.
    Contradiction {
        /// Which fact.
        fact: String,
        /// The line.
        line: String,
        /// The number.
        number: String,
    },
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DeadBeat(id) => write!(
                f,
                "the beat `{id}` is never said; something else always fits better, or its condition never holds"
            ),
            Self::Untold(id) => write!(f, "the fact `{id}` is never told; widen `asked`, or what its `when` asks for"),
            Self::Unsaid(line) => write!(f, "this line is never said: {line}"),
            Self::Unanswered(name, saying) => {
                write!(f, "nothing answers {saying:?}; give a beat `said = [\"={name}\"]`")
            }
            Self::Contradiction { fact, line, number } => {
                write!(f, "the fact `{fact}` says {number}, which stands in no `value`: {line}")
            }
        }
    }
}

/// Tries a persona out in so many bouts and says what was never met, in the order of [`Gap`].
///
/// # Errors
/// There is no such language or persona.
pub fn gaps(
    repertoire: &Repertoire,
    players: &Players,
    (lang, persona): (&str, &str),
    bouts: u32,
) -> Result<Vec<Gap>, BoutError> {
    let seen = meet(repertoire, players, (lang, persona), bouts)?;
    let tongue = repertoire.tongue(lang).ok_or_else(|| BoutError::Language(lang.to_owned()))?;
    let on_file = repertoire.cast.get(lang, persona).ok_or_else(|| BoutError::Persona(persona.to_owned()))?;
    let file = &on_file.file;
    let mut found: Vec<Gap> = contradictions(file, &tongue.language);
    if bouts > 0 {
        found.extend(file.beat.iter().filter(|b| !seen.beats.contains(&b.id)).map(|b| Gap::DeadBeat(b.id.clone())));
        found.extend(file.fact.iter().filter(|f| !seen.told.contains(&f.id)).map(|f| Gap::Untold(f.id.clone())));
        let endings = file.ending.iter().flat_map(|e| &e.says);
        let unsaid = file.lines().chain(endings).filter(|line| !seen.lines.contains(&fingerprint(line)));
        let dead: BTreeSet<&String> =
            file.beat.iter().filter(|b| !seen.beats.contains(&b.id)).flat_map(|b| &b.says).collect();
        found.extend(unsaid.filter(|line| !dead.contains(line)).map(|line| Gap::Unsaid(line.clone())));
        found.extend(unanswered(repertoire, (lang, persona), &tongue.language)?);
    }
    found.sort();
    found.dedup();
    Ok(found)
}

/// What was met.
#[derive(Default)]
struct Seen {
    beats: BTreeSet<String>,
    told: BTreeSet<String>,
    lines: BTreeSet<u64>,
}

fn meet(
    repertoire: &Repertoire,
    players: &Players,
    (lang, persona): (&str, &str),
    bouts: u32,
) -> Result<Seen, BoutError> {
    let mut seen = Seen::default();
    let mut chance = Xoshiro256PlusPlus::seed_from_u64(17);
    let mut explorer: Option<Explorer> = None;
    for number in 0..bouts {
        let difficulty = [Difficulty::Gentle, Difficulty::Normal, Difficulty::Hard][chance.random_range(0..3)];
        let mut bout = Bout::open(repertoire, lang, persona, difficulty, number.into())?;
        let (tongue, on_file) = repertoire.of(&bout.setup)?;
        if number.is_multiple_of(EXPLORER_LIVES) {
            explorer = None;
        }
        let everything = explorer.get_or_insert_with(|| Explorer::new(on_file, &tongue.language, players, &mut chance));
        let player = Player::ALL[chance.random_range(0..Player::ALL.len())];
        let mut script = Script::new(player, players, &tongue.language, on_file);
        // Some only try things, some mostly practise, so that every stage of a talk is reached.
        let share = [100, 60, 25][chance.random_range(0..3)];
        while bout.ending.is_none() {
            let tried = chance.random_range(0..100) < share;
            let reply = if tried { everything.next(&mut chance) } else { script.next(&bout, &mut chance) };
            bout.step_unexplained(repertoire, &reply)?;
            if chance.random_range(0..8) == 0 && bout.ending.is_none() {
                bout.wait(repertoire)?;
            }
        }
        // What was said once stays said: the last state knows it all.
        let last = bout.state();
        seen.lines.extend(&last.used);
        seen.lines.extend(bout.opening.iter().map(|line| fingerprint(line)));
        seen.beats.extend(last.said.iter().cloned());
        seen.told.extend(last.told.iter().cloned());
    }
    Ok(seen)
}

/// New sentences are made from the patterns after so many bouts.
const EXPLORER_LIVES: u32 = 50;

/// Every common saying, said to a client who has just opened and is neither hot nor won.
fn unanswered(
    repertoire: &Repertoire,
    (lang, persona): (&str, &str),
    language: &Language,
) -> Result<Vec<Gap>, BoutError> {
    let mut found = Vec::new();
    for (name, saying) in &language.talk {
        for (number, sample) in (1_000..).zip(&saying.samples) {
            let mut bout = Bout::open(repertoire, lang, persona, Difficulty::Normal, number)?;
            let answered = bout.step_unexplained(repertoire, sample)?.after.rung.matches();
            if !answered {
                found.push(Gap::Unanswered(name.clone(), sample.clone()));
            }
        }
    }
    Ok(found)
}

/// Numbers in the lines of a fact that no fact of the file has in its `value`.
fn contradictions(file: &File, language: &Language) -> Vec<Gap> {
    let numbers = |text: &str| -> Vec<String> {
        let text = language.text(text);
        let written = text.words.iter().filter(|w| w.kind == Kind::Number).map(|w| w.folded.to_string());
        written.collect()
    };
    let mut known: BTreeSet<String> = BTreeSet::new();
    let told = file.setting.you.clone() + " " + &file.setting.happened + " " + &file.setting.may;
    for value in file.fact.iter().map(|f| f.value.as_str()).chain([told.as_str(), &file.need]) {
        known.extend(numbers(value));
    }
    let mut found = Vec::new();
    for fact in &file.fact {
        if numbers(&fact.value).is_empty() {
            continue;
        }
        for line in [&fact.says, &fact.hot, &fact.warm, &fact.again].into_iter().flatten() {
            for number in numbers(line).into_iter().filter(|n| !known.contains(n)) {
                found.push(Gap::Contradiction { fact: fact.id.clone(), line: line.clone(), number });
            }
        }
    }
    found
}
