//! The client in play: what a reply did to them, and what they say next.
//!
//! In come the persona, the state so far, the marked reply and chance; out come the new state and the messages.
//! The flow: mood, then what was heard, asked and offered, then the ending or the parts of an answer
//! (reaction, content, push), each chosen by fit before freshness before chance.

mod candidates;
mod ending;
mod fits;
mod game;
mod mood;
mod parts;
mod state;
mod taken;
mod voice;

use std::collections::BTreeSet;

use rand::{Rng, RngExt};
use serde::{Deserialize, Serialize};

use crate::marks::Marked;
use crate::persona::{Aim, Ending, Persona, Reject, Stage, Worth};
use crate::reading::MoveKind;

use fits::Moment;
use game::Played;
use parts::{Answering, Manner};
use taken::Taken;

pub use ending::MOST_EXCHANGES;
pub use state::{Demanded, Game, Heard, Mood, Rung, State};

/// Waiting alone heats a client up to here.
const MOST_HEAT_OF_WAITING: u8 = 90;
/// From this share of being heard on (0 to 100) an offer no longer comes too early.
const HEARD_ENOUGH_FOR_OFFERS: u32 = 40;

/// How much patience, openness and how many cues a client has; the marking is the same on every level.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Difficulty {
    /// Can be won by a beginner in four to six decent replies.
    Gentle,
    /// As on file.
    #[default]
    Normal,
    /// Needs a steady eight to twelve.
    Hard,
}

impl Difficulty {
    /// The name in data, output and arguments.
    pub fn name(self) -> &'static str {
        match self {
            Self::Gentle => "gentle",
            Self::Normal => "normal",
            Self::Hard => "hard",
        }
    }

    /// The level of this name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Gentle, Self::Normal, Self::Hard].into_iter().find(|level| level.name() == name)
    }
}

/// What the client does on a reply.
#[derive(Debug, Clone)]
pub struct Answer {
    /// How the client stands now.
    pub state: State,
    /// The messages they send; never empty.
    pub says: Vec<String>,
    /// Set when the bout is over.
    pub ending: Option<Ending>,
}

/// The client's first state and messages.
pub fn open(persona: &Persona, difficulty: Difficulty, chance: &mut impl Rng) -> (State, Vec<String>) {
    let file = &persona.file;
    let drawn = chance.random_range(0..file.opening.len().max(1));
    let says = file.opening.get(drawn).map(|o| o.says.clone()).unwrap_or_default();
    let mut told = BTreeSet::new();
    for line in &says {
        tell(persona, line, &mut told);
    }
    let state = State {
        mood: Mood::at_start(file.mood, difficulty),
        stage: Some(Stage::Provocation),
        told,
        asked: says.last().is_some_and(|line| line.ends_with('?')),
        ..State::default()
    };
    (state, says)
}

/// What the client makes of a reply: mood first, then what is remembered of it, then the ending or an answer.
pub fn answer(
    persona: &Persona,
    difficulty: Difficulty,
    state: &State,
    marked: &Marked,
    chance: &mut impl Rng,
) -> Answer {
    let taken = Taken::of(persona, state, marked);
    let played = Played::of(persona, state, marked, &taken);
    let mut now = state.clone();
    now.exchange += 1;
    mood::feel(&mut now, persona, difficulty, &taken, &played, marked.marks);
    now.trainee.warmer = now.mood.trust > state.mood.trust || now.mood.heat < state.mood.heat;
    take_in(&mut now, persona, &taken, marked);
    played.remember(&mut now, persona, marked, &taken);
    let rejects = game::rejects(&Moment { persona, state: &now, marked, taken: &taken });
    put_on_the_table(&mut now, persona, &taken, marked, rejects);
    now.stage = Some(stage(&now, persona));
    let moment = Moment { persona, state: &now, marked, taken: &taken };
    let reached = ending::reached(&moment, difficulty);
    let answering = Answering::new(moment, Manner { difficulty, played: &played, rejects }, chance);
    let (mut state, says) = match &reached {
        Some((_, lists)) => answering.close(lists),
        None => answering.answer(),
    };
    state.waited = 0;
    if marked.reading.has(MoveKind::Promise) {
        state.trainee.promised = marked.reading.slots.promise.clone().or(state.trainee.promised);
    }
    let says = if says.is_empty() { vec![SPEECHLESS.to_owned()] } else { says };
    Answer { state, says, ending: reached.map(|(ending, _)| ending) }
}

/// Notes the facts that a line of the file tells, whatever it was said for.
fn tell(persona: &Persona, line: &str, told: &mut BTreeSet<String>) {
    let facts = persona.tells.get(line).into_iter().flatten();
    told.extend(facts.map(|i| persona.file.fact[*i].id.clone()));
}

/// Said by a client whose file has no line left; not a word of any language.
const SPEECHLESS: &str = "…";

/// The coaching sentence of the file that fits best after this reply (`None`: before the first), if any does.
pub fn hint<'a>(persona: &'a Persona, state: &State, marked: &Marked, given: &[String]) -> Option<&'a str> {
    let taken = Taken::of(persona, state, marked);
    let moment = Moment { persona, state, marked, taken: &taken };
    let hints = persona.file.hint.iter().filter(|h| !given.contains(&h.says) && moment.holds(&h.when, false));
    hints.max_by_key(|h| h.when.fit()).map(|h| h.says.as_str())
}

/// What the client remembers of a reply, before answering it.
fn take_in(state: &mut State, persona: &Persona, taken: &Taken, marked: &Marked) {
    let file = &persona.file;
    let names = |indices: &[usize]| indices.iter().map(|i| file.point[*i].id.clone()).collect::<Vec<_>>();
    state.heard.extend(names(&taken.points));
    state.need_out |= taken.points.iter().any(|i| file.point[*i].need);
    if taken.hears && taken.points.is_empty() && taken.points_again.is_empty() {
        // Understanding in words that no pattern of the file foresaw: the marks vouch for it.
        state.credit = (state.credit + 12).min(36);
    }
    let caught = taken.cues_again.iter().map(|i| file.cue[*i].id.clone());
    state.caught.extend(caught);
    state.soothed.extend(taken.soothers.iter().map(|i| file.soother[*i].id.clone()));
    state.severe += taken.severe;
    if marked.reading.slots.name.is_some() {
        state.name.clone_from(&marked.reading.slots.name);
    }
    let took_up = taken.hears || !taken.facts.is_empty() || marked.marks.listening >= 60;
    state.hollow = if took_up { 0 } else { state.hollow + 1 };
}

/// What lies on the table after a reply, and what was given away.
fn put_on_the_table(state: &mut State, persona: &Persona, taken: &Taken, marked: &Marked, rejects: bool) {
    let file = &persona.file;
    let heard = state.heard_share(persona) >= HEARD_ENOUGH_FOR_OFFERS;
    let asked_rightly = |reject: &Reject| Moment { persona, state, marked, taken }.holds(&reject.until, true);
    state.game.open_to_ideas |= file.reject.as_ref().is_some_and(asked_rightly);
    for offer in taken.offers.iter().map(|i| &file.offer[*i]) {
        let giveaway = offer.worth == Worth::Giveaway;
        state.given += u32::from(giveaway);
        let moment = Moment { persona, state, marked, taken };
        let weighed = heard && (!rejects || offer.boundary) && moment.holds(&offer.when, true);
        // What came too early is not on the table: it has to be said again once the client can hear it.
        if weighed || giveaway {
            state.offered.insert(offer.id.clone());
        }
    }
    state.proposals += u32::from(taken.proposes && heard && !rejects && file.aim == Aim::Resolve);
    let boundary = taken.offers.iter().any(|i| file.offer[*i].boundary) || marked.reading.has(MoveKind::Boundary);
    state.boundaries += u32::from(boundary && marked.marks.triggers >= 60);
}

/// The client writes again because no reply has come: the new state and the messages; `None` once everything was
/// said that the file has for it. Nobody leaves only because they had to wait.
pub fn wait(persona: &Persona, state: &State, chance: &mut impl Rng) -> Option<(State, Vec<String>)> {
    let entry = persona.file.waiting.get(usize::try_from(state.waited).ok()?)?;
    let mut next = state.clone();
    let fillings = voice::Fillings { promised: state.trainee.promised.clone(), ..voice::Fillings::default() };
    let line = voice::draw(&entry.says, &persona.file.grammar, state, &fillings, chance)?;
    line.say(&mut next);
    next.waited += 1;
    let least = next.mood.patience.min(1);
    next.mood.add(entry.does.heat.into(), entry.does.trust.into(), entry.does.patience.into());
    next.mood.patience = next.mood.patience.max(least);
    next.mood.heat = next.mood.heat.min(MOST_HEAT_OF_WAITING.max(state.mood.heat));
    let says = line.words.lines().map(str::trim).filter(|l| !l.is_empty()).map(str::to_owned).collect();
    Some((next, says))
}

/// Minutes after which the client writes again, unless everything was said.
pub fn next_wait(persona: &Persona, state: &State) -> Option<u32> {
    persona.file.waiting.get(usize::try_from(state.waited).ok()?).map(|entry| entry.after)
}

/// Where the talk has got to; it falls back when the client heats up.
fn stage(state: &State, persona: &Persona) -> Stage {
    let heard = state.heard_share(persona);
    let mood = state.mood;
    match () {
        () if mood.heat >= 75 && heard < 30 && state.exchange <= 2 => Stage::Provocation,
        () if mood.heat >= 75 => Stage::Complaint,
        () if !state.offered.is_empty() && heard >= 60 && mood.heat <= 40 && mood.trust >= 50 => Stage::Closing,
        () if (!state.offered.is_empty() || state.proposals > 0) && heard >= HEARD_ENOUGH_FOR_OFFERS => Stage::Weighing,
        () if state.need_out => Stage::Need,
        () if heard >= 25 || state.told.len() >= 3 => Stage::Detail,
        () if state.exchange <= 1 && heard == 0 => Stage::Provocation,
        () => Stage::Complaint,
    }
}

#[cfg(test)]
mod tests;
