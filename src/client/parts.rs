//! A client's answer, put together from parts: which of them fit, fit before freshness, freshness before chance.

use std::collections::BTreeSet;

use rand::{Rng, RngExt};

use super::candidates::{Candidate, From, beat_fit, fit, ranked};
use super::fits::Moment;
use super::game::{self, Corrected, Played, Price};
use super::state::Demanded;
use super::voice::{Fillings, Line, draw};
use super::{Difficulty, Rung, State};
use crate::persona::{Fact, Place, Standing, Touch, Worth};
use crate::reading::Slots;

/// Below this a reaction or push is one of those that fit often; it is left out more often than not.
const PARTICULAR: u32 = 15;
/// How often a part that fits often is said all the same, in percent.
const GENERAL_SHARE: u32 = 40;
/// How often a part that fits this moment is said, in percent.
const PARTICULAR_SHARE: u32 = 85;

/// What decides an answer beside the moment.
pub(super) struct Manner<'a> {
    pub(super) difficulty: Difficulty,
    /// What the reply did in the client's game.
    pub(super) played: &'a Played,
    /// Whether ideas are turned down as they come.
    pub(super) rejects: bool,
}

/// An answer under construction.
pub(super) struct Answering<'a, R> {
    moment: Moment<'a>,
    manner: Manner<'a>,
    /// What the client will remember; the moment keeps what held when the answer was begun.
    next: State,
    fillings: Fillings,
    chance: &'a mut R,
}

impl<'a, R: Rng> Answering<'a, R> {
    /// Begins an answer.
    pub(super) fn new(moment: Moment<'a>, manner: Manner<'a>, chance: &'a mut R) -> Self {
        let next = moment.state.clone();
        let haggle = moment.persona.file.haggle.as_ref();
        let anchor = haggle.map(|h| amount(&h.currency, next.game.anchor.unwrap_or(h.anchor)));
        let fillings = Fillings {
            // A name that was given once is remembered.
            slots: Slots { name: next.name.clone(), ..moment.marked.reading.slots.clone() },
            promised: next.trainee.promised.clone(),
            joined: next.game.joined_words.clone(),
            anchor,
        };
        Self { moment, manner, next, fillings, chance }
    }

    /// Says the client's last words from one of these lists; the first that has a line left.
    pub(super) fn close(mut self, lists: &[&'a [String]]) -> (State, Vec<String>) {
        let grammar = &self.moment.persona.file.grammar;
        self.next.rung = Rung::Ending;
        let line = lists.iter().find_map(|lines| draw(*lines, grammar, &self.next, &self.fillings, self.chance));
        let content = line.into_iter().map(|line| self.said(&line)).collect();
        self.compose(None, content, None)
    }

    /// Puts reaction, content and push together.
    pub(super) fn answer(mut self) -> (State, Vec<String>) {
        let mut contents = Vec::new();
        let mut taken_from = Vec::new();
        // From the bottom up: the best rung of what is said counts.
        let mut rung = Rung::Anywhere;
        for candidate in self.contents() {
            // What was asked is answered beside what was picked up; anything else would be a speech.
            let another_fact = matches!(candidate.from, From::Fact(_)) && contents.len() < 2;
            let open = taken_from.iter().all(|f| matches!(f, From::Fact(_) | From::Cue(_) | From::Claim));
            let joins = contents.is_empty() || (another_fact && open);
            if !joins || self.told_just_now(candidate.from) {
                continue;
            }
            if contents.iter().any(|said: &String| candidate.lines.iter().any(|line| is_same_tale(said, line))) {
                continue;
            }
            if let Some(words) = self.say(&candidate) {
                taken_from.push(candidate.from);
                contents.push(words);
                rung = rung.min(candidate.from.rung(&self.moment.persona.file));
            }
        }
        let reaction = self.returns().or_else(|| {
            let reactions = self.reactions();
            let (from, words) = self.maybe(reactions, &taken_from)?;
            rung = rung.min(from.rung(&self.moment.persona.file));
            Some(words)
        });
        self.next.rung = rung;
        let asks_already = contents.last().is_some_and(|words| words.trim_end().ends_with('?'));
        let opened = taken_from.iter().any(|from| matches!(from, From::Cue(_)));
        let push = if asks_already || opened {
            None
        } else {
            let pushes = self.pushes();
            self.maybe(pushes, &taken_from).map(|(_, words)| words)
        };
        self.compose(reaction, contents, push)
    }

    /// First words of a client who was away.
    fn returns(&mut self) -> Option<String> {
        let absence = self.moment.persona.file.absence.as_ref()?;
        if self.chance.random_range(0..100) >= absence.share {
            return None;
        }
        let grammar = &self.moment.persona.file.grammar;
        let line = draw(&absence.returns, grammar, &self.next, &self.fillings, self.chance)?;
        Some(self.said(&line))
    }

    /// Whether a part of this same answer has told the fact already.
    fn told_just_now(&self, from: From) -> bool {
        let From::Fact(i) = from else { return false };
        let id = &self.moment.persona.file.fact[i].id;
        self.next.told.contains(id) && !self.moment.state.told.contains(id)
    }

    /// Draws from the best candidate that has a line left, unless chance or what was said already is against it.
    fn maybe(&mut self, candidates: Vec<Candidate<'a>>, taken_from: &[From]) -> Option<(From, String)> {
        for candidate in candidates {
            if taken_from.contains(&candidate.from) {
                continue;
            }
            let share = if candidate.fit >= PARTICULAR { PARTICULAR_SHARE } else { GENERAL_SHARE };
            if self.chance.random_range(0..100) >= share {
                return None;
            }
            if let Some(words) = self.say(&candidate) {
                return Some((candidate.from, words));
            }
        }
        None
    }

    fn say(&mut self, candidate: &Candidate<'a>) -> Option<String> {
        if let From::Touched(touch @ Touch::Button(_)) = candidate.from {
            // A button throws back the words that pressed it, whatever else the reply has said.
            let reading = &self.moment.marked.reading;
            let own = reading.touches.iter().find(|(other, _)| *other == touch);
            self.fillings.slots.quote = own.map(|(_, span)| span.of(&reading.text.source));
        }
        let grammar = &self.moment.persona.file.grammar;
        let line = draw(candidate.lines.iter().copied(), grammar, &self.next, &self.fillings, self.chance)?;
        let words = self.said(&line);
        self.remember(candidate.from);
        Some(words)
    }

    fn said(&mut self, line: &Line<'_>) -> String {
        line.say(&mut self.next);
        super::tell(self.moment.persona, line.source, &mut self.next.told);
        // Throwing the same words back twice in one message is a tic.
        if line.source.contains("{quote}") {
            self.fillings.slots.quote = None;
        }
        if line.source.contains("{promise}") {
            self.fillings.slots.promise = None;
        }
        line.words.trim().to_owned()
    }

    fn remember(&mut self, from: From) {
        let file = &self.moment.persona.file;
        match from {
            From::Fact(i) if self.moment.holds(&file.fact[i].when, true) => {
                self.next.told.insert(file.fact[i].id.clone());
                self.next.need_out |= file.fact[i].need;
            }
            From::Cue(i) => {
                self.next.need_out = true;
                self.next.caught.insert(file.cue[i].id.clone());
            }
            From::Drop(i) => {
                self.next.dropped.insert(file.cue[i].id.clone());
            }
            From::Loop => self.next.loops += 1,
            From::Demand(i) => {
                let id = &file.demand[i].id;
                self.next.game.demanded.insert(id.clone());
                self.next.game.demand = Demanded::Open(id.clone());
                self.next.game.pressed = self.next.exchange;
            }
            From::Bait(i) => {
                let id = &file.bait[i].id;
                self.next.game.baited.insert(id.clone());
                self.next.game.bait = Some(id.clone());
                self.next.game.pressed = self.next.exchange;
            }
            From::Beat(i) => {
                let beat = &file.beat[i];
                self.next.said.insert(beat.id.clone());
                self.next.mood.add(beat.does.heat.into(), beat.does.trust.into(), beat.does.patience.into());
            }
            From::Fact(_) | From::Touched(_) | From::Played | From::Claim => {}
        }
    }

    fn compose(
        mut self,
        reaction: Option<String>,
        contents: Vec<String>,
        push: Option<String>,
    ) -> (State, Vec<String>) {
        let parts: Vec<String> = reaction.into_iter().chain(contents).chain(push).collect();
        let joined = if self.moment.persona.file.voice.burst { parts.join("\n") } else { parts.join(" ") };
        let says: Vec<String> =
            joined.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
        self.next.asked = says.last().is_some_and(|line| line.ends_with('?'));
        (self.next, says)
    }

    /// What the body of the answer could be, best first.
    fn contents(&mut self) -> Vec<Candidate<'a>> {
        let (file, taken) = (&self.moment.persona.file, self.moment.taken);
        let mut all = self.beats(Place::Content, self.moment.state);
        if !game::skips(&self.moment) {
            all.extend(taken.facts.iter().map(|&i| self.fact(i, &file.fact[i])));
        }
        all.extend(taken.cues.iter().map(|&i| Candidate::new(From::Cue(i), &file.cue[i].says, fit::CUE)));
        let touched = |touch: Touch, lines: &'a [String], fit: u32| Candidate::new(From::Touched(touch), lines, fit);
        all.extend(taken.buttons.iter().map(|&i| touched(Touch::Button(i), &file.button[i].says, fit::BUTTON)));
        all.extend(taken.wrongs.iter().map(|&i| touched(Touch::Wrong(i), &file.wrong[i].says, fit::WRONG)));
        all.extend(taken.points.iter().map(|&i| {
            let point = &file.point[i];
            touched(Touch::Point(i), &point.says, fit::POINT + u32::from(point.weight) + 4 * u32::from(point.need))
        }));
        let world = if taken.asks == Some(Standing::World) { fit::WORLD_ASKED } else { fit::WORLD };
        all.extend(taken.worlds.iter().map(|&i| touched(Touch::World(i), &file.world[i].says, world)));
        all.extend(taken.soothers.iter().map(|&i| touched(Touch::Soother(i), &file.soother[i].says, fit::SOOTHER)));
        all.extend(taken.offers.iter().map(|&i| self.offer(i)));
        all.extend(self.in_the_game());
        all.extend(self.loops());
        ranked(all, self.chance)
    }

    /// What the client says in the game this persona plays.
    fn in_the_game(&self) -> Vec<Candidate<'a>> {
        let (file, played) = (&self.moment.persona.file, self.manner.played);
        let mut all = Vec::new();
        // None of these is a part with a memory of its own: the game has noted what was done.
        let mut add = |lines: &'a [String], fit: u32| all.push(Candidate::new(From::Played, lines, fit));
        if let Some(absence) = file.absence.as_ref().filter(|_| game::skips(&self.moment)) {
            add(&absence.skips, fit::SKIP);
        }
        if let Some(reject) = file.reject.as_ref().filter(|_| self.manner.rejects) {
            add(&reject.says, fit::REJECT);
        }
        if let Some(i) = played.passed {
            add(&file.demand[i].passed, fit::PLAYED);
        }
        if let Some((i, _)) = &played.joined {
            add(&file.bait[*i].joined, fit::PLAYED);
        }
        if let Some(i) = played.declined {
            add(&file.bait[i].declined, fit::OFFER);
        }
        match (&file.haggle, played.price) {
            (Some(haggle), Some(Price::Lowered(_))) => add(&haggle.lower, fit::PLAYED),
            (Some(haggle), Some(Price::Held)) => add(&haggle.held, fit::SAID),
            _ => {}
        }
        if let Some(Corrected { claim, gently }) = played.claim {
            let claim = &file.claim[claim];
            let lines = if gently { &claim.says } else { &claim.rough };
            all.push(Candidate::new(From::Claim, lines, fit::CLAIM));
        }
        all
    }

    fn fact(&self, i: usize, fact: &'a Fact) -> Candidate<'a> {
        let mood = self.moment.state.mood;
        let told = self.moment.state.told.contains(&fact.id);
        let lines: Vec<&String> = if told && !fact.again.is_empty() {
            fact.again.iter().collect()
        } else if !told && !self.moment.holds(&fact.when, true) {
            fact.guarded.iter().collect()
        } else if mood.heat >= 60 && !fact.hot.is_empty() {
            fact.hot.iter().collect()
        } else if mood.trust >= 50 && !fact.warm.is_empty() {
            fact.warm.iter().collect()
        } else if fact.says.is_empty() {
            fact.hot.iter().chain(&fact.warm).collect()
        } else {
            fact.says.iter().collect()
        };
        Candidate::new(From::Fact(i), lines, fit::FACT + u32::from(!told))
    }

    fn offer(&self, i: usize) -> Candidate<'a> {
        let offer = &self.moment.persona.file.offer[i];
        let heard = self.moment.state.heard_share(self.moment.persona) >= super::HEARD_ENOUGH_FOR_OFFERS;
        let giveaway = offer.worth == Worth::Giveaway;
        let early = (!heard || !self.moment.holds(&offer.when, true)) && !giveaway && !offer.early.is_empty();
        let lines = if early { &offer.early } else { &offer.says };
        // Of several offers the best is weighed.
        let fit = match offer.worth {
            Worth::Giveaway => fit::GIVEAWAY,
            Worth::Good if !early => fit::OFFER + 3,
            Worth::Good | Worth::Fair => fit::OFFER + 2,
            Worth::Poor => fit::OFFER,
        };
        Candidate::new(From::Touched(Touch::Offer(i)), lines, fit)
    }

    /// The complaint once more, where the reply took nothing up: from the level reached so far upwards.
    fn loops(&self) -> Option<Candidate<'a>> {
        let loops = &self.moment.persona.file.loops;
        let state = self.moment.state;
        let unheard = !self.moment.taken.hears && state.hollow > 0;
        let settled_down = state.heard_share(self.moment.persona) >= 60 && state.mood.heat < 45;
        if !unheard || settled_down || loops.is_empty() {
            return None;
        }
        let level = usize::try_from(state.loops).unwrap_or(usize::MAX).min(loops.len() - 1);
        Some(Candidate::new(From::Loop, &loops[level].says, fit::LOOP))
    }

    /// What the client could say to the reply before anything else, best first.
    fn reactions(&mut self) -> Vec<Candidate<'a>> {
        let (file, taken) = (&self.moment.persona.file, self.moment.taken);
        let mut all = self.beats(Place::Reaction, self.moment.state);
        let yes = |i: usize, fit: u32| {
            let point = &file.point[i];
            Candidate::new(From::Touched(Touch::Point(i)), &point.yes, fit + u32::from(point.weight))
        };
        all.extend(taken.points.iter().map(|&i| yes(i, fit::POINT)));
        all.extend(taken.points_again.iter().map(|&i| yes(i, fit::POINT_AGAIN)));
        all.extend(
            taken
                .soothers
                .iter()
                .map(|&i| Candidate::new(From::Touched(Touch::Soother(i)), &file.soother[i].says, fit::SOOTHER)),
        );
        ranked(all, self.chance)
    }

    /// What the client could close with, best first.
    fn pushes(&mut self) -> Vec<Candidate<'a>> {
        // What was just said counts: nobody hints at what they have told a sentence ago.
        let state = &self.next;
        let mut all = self.beats(Place::Push, state);
        let early = state.exchange <= 4 || state.exchange.is_multiple_of(3);
        let few_enough = state.dropped.len() < most_cues(self.manner.difficulty);
        // Nobody lets something private slip to a person who has just hurt them.
        if early && few_enough && !state.need_out && self.moment.marked.marks.triggers >= 60 {
            let cues = self.moment.persona.file.cue.iter().enumerate();
            let fresh = cues.filter(|(_, cue)| !state.dropped.contains(&cue.id) && !state.caught.contains(&cue.id));
            all.extend(fresh.map(|(i, cue)| Candidate::new(From::Drop(i), &cue.drops, fit::DROP)));
        }
        let file = &self.moment.persona.file;
        let demand = game::next_demand(&self.moment);
        all.extend(demand.map(|i| Candidate::new(From::Demand(i), &file.demand[i].says, fit::PRESS)));
        let bait = game::next_bait(&self.moment);
        all.extend(bait.map(|i| Candidate::new(From::Bait(i), &file.bait[i].says, fit::PRESS)));
        ranked(all, self.chance)
    }

    fn beats(&self, place: Place, state: &State) -> Vec<Candidate<'a>> {
        let Moment { persona, marked, taken, .. } = self.moment;
        let moment = Moment { persona, state, marked, taken };
        let beats = persona.file.beat.iter().enumerate();
        beats
            .filter(|(i, beat)| beat.place == place && moment.holds(&beat.when, taken.beats.contains(i)))
            .map(|(i, beat)| Candidate::new(From::Beat(i), &beat.says, beat_fit(beat)))
            .collect()
    }
}

/// Whether two parts of one answer would tell the same: they share several longer words.
fn is_same_tale(said: &str, line: &str) -> bool {
    const LONG: usize = 5;
    const SHARED: usize = 3;
    let words = |text: &str| -> BTreeSet<String> {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|w| w.chars().count() >= LONG);
        words.map(str::to_lowercase).collect()
    };
    words(said).intersection(&words(line)).count() >= SHARED
}

/// How many signs of the need a client lets slip of their own accord.
fn most_cues(difficulty: Difficulty) -> usize {
    match difficulty {
        Difficulty::Gentle => usize::MAX,
        Difficulty::Normal => 4,
        Difficulty::Hard => 2,
    }
}

/// An amount as it is written: `£1,200`.
fn amount(currency: &str, amount: u32) -> String {
    match (amount / 1_000, amount % 1_000) {
        (0, rest) => format!("{currency}{rest}"),
        (thousands, rest) => format!("{currency}{thousands},{rest:03}"),
    }
}
