//! The parts a client's answer is put together from, and which of them fit: fit before freshness, freshness before chance.

use rand::{Rng, RngExt};

use super::State;
use super::fits::Moment;
use super::voice::{Line, draw};
use crate::persona::{Beat, Fact, Place, Standing, Touch, Worth};
use crate::reading::{MoveKind, Slots};

/// How strongly each kind of part fits when its occasion is there; a beat's own conditions add to its base.
mod fit {
    pub(super) const SEVERE: u32 = 70;
    pub(super) const CUE: u32 = 66;
    pub(super) const BUTTON: u32 = 62;
    pub(super) const FACT: u32 = 60;
    pub(super) const GIVEAWAY: u32 = 58;
    pub(super) const WRONG: u32 = 56;
    pub(super) const OFFER: u32 = 54;
    pub(super) const SAID: u32 = 36;
    pub(super) const POINT: u32 = 46;
    pub(super) const WORLD_ASKED: u32 = 53;
    pub(super) const WORLD: u32 = 30;
    pub(super) const TRIGGER: u32 = 35;
    pub(super) const SOOTHER: u32 = 34;
    pub(super) const POINT_AGAIN: u32 = 26;
    pub(super) const LOOP: u32 = 20;
    pub(super) const DROP: u32 = 18;
    pub(super) const BEAT: u32 = 10;
}

/// Below this a reaction or push is one of those that fit often; it is left out more often than not.
const PARTICULAR: u32 = 15;
/// How often a part that fits often is said all the same, in percent.
const GENERAL_SHARE: u32 = 40;
/// How often a part that fits this moment is said, in percent.
const PARTICULAR_SHARE: u32 = 85;

/// What saying a part changes in the client's memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum From {
    Fact(usize),
    Cue(usize),
    Drop(usize),
    Touched(Touch),
    Loop,
    Beat(usize),
}

/// Something the client could say now.
struct Candidate<'a> {
    from: From,
    lines: Vec<&'a String>,
    fit: u32,
}

impl<'a> Candidate<'a> {
    fn new(from: From, lines: impl IntoIterator<Item = &'a String>, fit: u32) -> Self {
        Self { from, lines: lines.into_iter().collect(), fit }
    }
}

/// An answer under construction.
pub(super) struct Answering<'a, R> {
    moment: Moment<'a>,
    /// What the client will remember; the moment keeps what held when the answer was begun.
    next: State,
    slots: Slots,
    chance: &'a mut R,
}

impl<'a, R: Rng> Answering<'a, R> {
    /// Begins an answer.
    pub(super) fn new(moment: Moment<'a>, chance: &'a mut R) -> Self {
        let next = moment.state.clone();
        // A name that was given once is remembered.
        let slots = Slots { name: next.name.clone(), ..moment.marked.reading.slots.clone() };
        Self { moment, next, slots, chance }
    }

    /// Says the client's last words from one of these lists; the first that has a line left.
    pub(super) fn close(mut self, lists: &[&'a [String]]) -> (State, Vec<String>) {
        let line = lists.iter().find_map(|lines| draw(*lines, &self.next, &self.slots, self.chance));
        let content = line.into_iter().map(|line| self.said(&line)).collect();
        self.compose(None, content, None)
    }

    /// Puts reaction, content and push together.
    pub(super) fn answer(mut self) -> (State, Vec<String>) {
        let mut contents = Vec::new();
        let mut taken_from = Vec::new();
        for candidate in self.contents() {
            // What was asked is answered beside what was picked up; anything else would be a speech.
            let another_fact = matches!(candidate.from, From::Fact(_)) && contents.len() < 2;
            let open = taken_from.iter().all(|f| matches!(f, From::Fact(_) | From::Cue(_)));
            let joins = contents.is_empty() || (another_fact && open);
            if !joins || self.told_just_now(candidate.from) {
                continue;
            }
            if let Some(words) = self.say(&candidate) {
                taken_from.push(candidate.from);
                contents.push(words);
            }
        }
        let reactions = self.reactions();
        let reaction = self.maybe(reactions, &taken_from);
        let asks_already = contents.last().is_some_and(|words| words.trim_end().ends_with('?'));
        let opened = taken_from.iter().any(|from| matches!(from, From::Cue(_)));
        let push = if asks_already || opened {
            None
        } else {
            let pushes = self.pushes();
            self.maybe(pushes, &taken_from)
        };
        self.compose(reaction, contents, push)
    }

    /// Whether a part of this same answer has told the fact already.
    fn told_just_now(&self, from: From) -> bool {
        let From::Fact(i) = from else { return false };
        let id = &self.moment.persona.file.fact[i].id;
        self.next.told.contains(id) && !self.moment.state.told.contains(id)
    }

    /// Draws from the best candidate that has a line left, unless chance or what was said already is against it.
    fn maybe(&mut self, candidates: Vec<Candidate<'a>>, taken_from: &[From]) -> Option<String> {
        for candidate in candidates {
            if taken_from.contains(&candidate.from) {
                continue;
            }
            let share = if candidate.fit >= PARTICULAR { PARTICULAR_SHARE } else { GENERAL_SHARE };
            if self.chance.random_range(0..100) >= share {
                return None;
            }
            if let Some(words) = self.say(&candidate) {
                return Some(words);
            }
        }
        None
    }

    fn say(&mut self, candidate: &Candidate<'a>) -> Option<String> {
        let line = draw(candidate.lines.iter().copied(), &self.next, &self.slots, self.chance)?;
        let words = self.said(&line);
        self.remember(candidate.from);
        Some(words)
    }

    fn said(&mut self, line: &Line<'_>) -> String {
        line.say(&mut self.next);
        super::tell(self.moment.persona, line.source, &mut self.next.told);
        // Throwing the same words back twice in one message is a tic.
        if line.source.contains("{quote}") {
            self.slots.quote = None;
        }
        if line.source.contains("{promise}") {
            self.slots.promise = None;
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
            From::Beat(i) => {
                let beat = &file.beat[i];
                self.next.said.insert(beat.id.clone());
                self.next.mood.add(beat.does.heat.into(), beat.does.trust.into(), beat.does.patience.into());
            }
            From::Fact(_) | From::Touched(_) => {}
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
        all.extend(taken.facts.iter().map(|&i| self.fact(i, &file.fact[i])));
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
        all.extend(self.loops());
        ranked(all, self.chance)
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
        let early = !heard && !giveaway && !offer.early.is_empty();
        let lines = if early { &offer.early } else { &offer.says };
        let fit = if giveaway { fit::GIVEAWAY } else { fit::OFFER };
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
        // Nobody lets something private slip to a person who has just hurt them.
        if early && !state.need_out && self.moment.marked.marks.triggers >= 60 {
            let cues = self.moment.persona.file.cue.iter().enumerate();
            let fresh = cues.filter(|(_, cue)| !state.dropped.contains(&cue.id) && !state.caught.contains(&cue.id));
            all.extend(fresh.map(|(i, cue)| Candidate::new(From::Drop(i), &cue.drops, fit::DROP)));
        }
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

/// How strongly a beat fits whose condition holds.
fn beat_fit(beat: &Beat) -> u32 {
    let named = || beat.when.moves.iter().chain(&beat.when.all_moves).filter_map(|name| MoveKind::named(name));
    let severe = [MoveKind::Insult, MoveKind::Threat, MoveKind::Label, MoveKind::ToTheMachine, MoveKind::Nonsense];
    let base = match () {
        () if named().any(|kind| severe.contains(&kind) || kind == MoveKind::Foreign) => fit::SEVERE,
        () if !beat.when.said.is_empty() => fit::SAID,
        () if named().any(MoveKind::is_trigger) => fit::TRIGGER,
        () if !beat.when.moves.is_empty() || !beat.when.all_moves.is_empty() => fit::LOOP,
        () if beat.when.asks == Some(Standing::Unknown) => fit::LOOP,
        () => fit::BEAT,
    };
    base + beat.when.fit()
}

/// Best first, equals in an order that the dice decide.
fn ranked<'a>(candidates: Vec<Candidate<'a>>, chance: &mut impl Rng) -> Vec<Candidate<'a>> {
    let mut keyed: Vec<(u32, u32, Candidate<'a>)> =
        candidates.into_iter().map(|c| (rank(c.fit), chance.random(), c)).collect();
    keyed.sort_by_key(|(rank, dice, _)| (std::cmp::Reverse(*rank), *dice));
    keyed.into_iter().map(|(_, _, candidate)| candidate).collect()
}

/// Parts that fit often are near enough to one another to take turns; a part made for this moment goes first.
fn rank(fit: u32) -> u32 {
    if fit < fit::LOOP { fit / 4 } else { fit }
}
