//! The games: what a reply does in the one this client plays, and what is remembered of it.
//!
//! In come the state before the reply and what it touched; out comes [`Played`]. What a persona file does not have,
//! its client does not play: every game is a part of the file that any persona may use.

use super::State;
use super::fits::Moment;
use super::state::Demanded;
use super::taken::Taken;
use crate::language::{Span, fingerprint};
use crate::marks::Marked;
use crate::persona::{Persona, Touch, Worth};
use crate::reading::{MoveKind, is_by_wording};

/// A price within these bounds of the trainee's own, in percent, is a price for the work; anything else is some number.
const A_PRICE: std::ops::RangeInclusive<u64> = 20..=160;
/// Words of a sentence that would be noticed if it came again.
const NOTICED: usize = 5;
/// Exchanges between one demand or bait and the next.
const BETWEEN_DEMANDS: u32 = 2;

/// What a reply did in the game.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Played {
    /// Whether it prices, bounds or refuses something, as a demand is answered.
    answers: bool,
    /// The demand that it let pass: silence is a yes.
    pub(super) passed: Option<usize>,
    /// Whether it takes back what was passed: late, but said.
    pub(super) withdrawn: bool,
    /// The bait it joined in, and the words.
    pub(super) joined: Option<(usize, Option<String>)>,
    /// The bait it left lying.
    pub(super) declined: Option<usize>,
    /// What it says about the price.
    pub(super) price: Option<Price>,
    /// The client's claim that it puts right.
    pub(super) claim: Option<Corrected>,
}

/// What a reply says about the price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Price {
    /// It comes down to this, and nothing was taken out.
    Lowered(u32),
    /// It comes down to this for less work.
    Smaller(u32),
    /// It stays as it is.
    Held,
}

/// A claim put right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Corrected {
    pub(super) claim: usize,
    pub(super) gently: bool,
}

impl Played {
    /// Reads it off what was touched.
    pub(super) fn of(persona: &Persona, state: &State, marked: &Marked, taken: &Taken) -> Self {
        let gently = marked.marks.triggers >= 70;
        let demand_index = |id: &String| persona.file.demand.iter().position(|d| d.id == *id);
        let answers = answers_a_demand(persona, marked, taken);
        let asks = !marked.reading.questions.is_empty();
        let joined = joined(persona, state, marked, taken);
        Self {
            answers,
            passed: match &state.game.demand {
                // Whoever has just heard what lies behind it has not let it pass; the demand stays open.
                Demanded::Open(id) if !answers && !asks && !answers_first(taken) => demand_index(id),
                _ => None,
            },
            withdrawn: matches!(state.game.demand, Demanded::Passed(_)) && answers && marked.marks.triggers >= 50,
            declined: declined(persona, state, marked, taken).filter(|_| joined.is_none()),
            joined,
            price: price(persona, state, marked, taken),
            claim: taken.claims.first().map(|&claim| Corrected { claim, gently }),
        }
    }

    /// Whether the reply gave something away in the game.
    pub(super) fn gives_away(&self) -> bool {
        self.passed.is_some() || self.joined.is_some() || matches!(self.price, Some(Price::Lowered(_)))
    }

    /// What the client keeps of it.
    pub(super) fn remember(&self, state: &mut State, persona: &Persona, marked: &Marked, taken: &Taken) {
        let file = &persona.file;
        // Joining in with words that give something away besides is one thing, not two.
        let named = taken.offers.iter().any(|i| file.offer[*i].worth == Worth::Giveaway);
        state.given += u32::from(self.gives_away() && !named);
        match (&state.game.demand, self.passed) {
            (Demanded::Open(id), Some(_)) => state.game.demand = Demanded::Passed(id.clone()),
            (Demanded::Open(_), None) if self.answers => state.game.demand = Demanded::Settled,
            (Demanded::Passed(_), _) if self.withdrawn => {
                state.game.demand = Demanded::Settled;
                state.given = state.given.saturating_sub(1);
            }
            _ => {}
        }
        // A slip that is owned and mended is forgiven.
        let sets_right = self.answers || self.declined.is_some();
        if marked.reading.has(MoveKind::Repair) && sets_right && !self.gives_away() && !named {
            state.given = state.given.saturating_sub(1);
        }
        if let Some((_, words)) = &self.joined {
            state.game.joined += 1;
            state.game.joined_words = words.clone().or_else(|| state.game.joined_words.take());
        }
        state.boundaries += u32::from(
            self.declined.is_some() && marked.marks.triggers >= 60 && !marked.reading.has(MoveKind::Boundary),
        );
        state.game.bait = None;
        if let (Some(said), Some(haggle)) = (self.price, &file.haggle) {
            let before = state.game.price.unwrap_or(haggle.price);
            let anchor = state.game.anchor.unwrap_or(haggle.anchor);
            state.game.anchor = Some(match said {
                // Who comes down for nothing has shown that there is more to come.
                Price::Lowered(to) => round(anchor.saturating_sub(before.saturating_sub(to) / 2)).max(haggle.floor),
                Price::Smaller(to) => anchor.min(to),
                Price::Held => round(anchor + before.saturating_sub(anchor) / 4).min(before),
            });
            if let Price::Lowered(to) | Price::Smaller(to) = said {
                state.game.price = Some(to);
            }
        }
        if let Some(Corrected { claim, gently: true }) = self.claim {
            state.game.taken_back.insert(file.claim[claim].id.clone());
        }
        let sentences: Vec<u64> = noticed(marked).collect();
        state.trainee.said_before = sentences.iter().any(|sentence| state.trainee.sentences.contains(sentence));
        state.trainee.sentences.extend(sentences);
    }
}

/// Whether the client turns down what is proposed, whatever it is.
pub(super) fn rejects(moment: &Moment<'_>) -> bool {
    let Some(reject) = &moment.persona.file.reject else { return false };
    let idea = |kind| moment.marked.reading.has(kind);
    let offers = moment.taken.offers.iter().any(|i| {
        let offer = &moment.persona.file.offer[*i];
        offer.worth != Worth::Giveaway && !offer.boundary
    });
    let heard = !moment.taken.points.is_empty() || !moment.taken.cues.is_empty();
    let proposes = moment.taken.proposes || idea(MoveKind::Solution) || idea(MoveKind::Options);
    let refuses = moment.marked.reading.moves.iter().any(|m| m.kind == MoveKind::Boundary && !is_by_wording(&m.rule));
    if refuses {
        return false;
    }
    // What gives back what moves the client is no idea to turn down, whatever it looks like besides.
    (offers || (proposes && !heard)) && !moment.state.game.open_to_ideas && !moment.holds(&reject.until, true)
}

/// Whether the client passes over what was asked.
pub(super) fn skips(moment: &Moment<'_>) -> bool {
    let absence = moment.persona.file.absence.as_ref();
    absence.is_some_and(|a| !moment.marked.reading.questions.is_empty() && !moment.holds(&a.answers, true))
}

/// The demand that the client slips in now, if it is the moment for one.
pub(super) fn next_demand(moment: &Moment<'_>) -> Option<usize> {
    let (file, state) = (&moment.persona.file, moment.state);
    let demands = file.demands.as_ref()?;
    let free =
        !matches!(state.game.demand, Demanded::Open(_)) && state.exchange >= state.game.pressed + BETWEEN_DEMANDS;
    let next = file.demand.iter().position(|d| !state.game.demanded.contains(&d.id))?;
    (free && moment.holds(&demands.when, true)).then_some(next)
}

/// The bait that is laid now, the first of the file that was not; none once the need has come out.
pub(super) fn next_bait(moment: &Moment<'_>) -> Option<usize> {
    let (bait, state) = (&moment.persona.file.bait, moment.state);
    let rested = state.game.pressed == 0 || state.exchange >= state.game.pressed + BETWEEN_DEMANDS;
    let next = bait.iter().position(|bait| !state.game.baited.contains(&bait.id))?;
    (state.game.bait.is_none() && rested && !state.need_out).then_some(next)
}

/// Whether something in the reply is answered before a demand is thought of again.
fn answers_first(taken: &Taken) -> bool {
    [&taken.points, &taken.cues, &taken.buttons, &taken.claims].iter().any(|list| !list.is_empty())
}

fn answers_a_demand(persona: &Persona, marked: &Marked, taken: &Taken) -> bool {
    let offered = taken.offers.iter().any(|i| persona.file.offer[*i].worth != Worth::Poor);
    offered || marked.reading.has(MoveKind::Boundary) || marked.reading.slots.number.is_some()
}

fn joined(persona: &Persona, state: &State, marked: &Marked, taken: &Taken) -> Option<(usize, Option<String>)> {
    let open = || state.game.bait.as_ref().and_then(|id| persona.file.bait.iter().position(|b| b.id == *id));
    let text = &marked.reading.text.source;
    let quote = |span: Span| Some(span.of(text));
    // A bait that has not been laid cannot be taken; the opening may be one.
    let laid = |bait: usize| state.exchange == 0 || state.game.baited.contains(&persona.file.bait[bait].id);
    if let Some((bait, span)) = taken.joins.iter().find(|(bait, _)| laid(*bait)) {
        return Some((*bait, quote(*span)));
    }
    let gossip = marked.reading.moves.iter().find(|m| m.kind == MoveKind::Gossip)?;
    Some((open()?, quote(gossip.span)))
}

fn declined(persona: &Persona, state: &State, marked: &Marked, taken: &Taken) -> Option<usize> {
    let open = state.game.bait.as_ref().and_then(|id| persona.file.bait.iter().position(|b| b.id == *id))?;
    let says = taken.declines.contains(&open) || marked.reading.has(MoveKind::Boundary);
    says.then_some(open)
}

fn price(persona: &Persona, state: &State, marked: &Marked, taken: &Taken) -> Option<Price> {
    let haggle = persona.file.haggle.as_ref()?;
    let before = state.game.price.unwrap_or(haggle.price);
    let anchor = state.game.anchor.unwrap_or(haggle.anchor);
    let a_price = |n: &u32| A_PRICE.contains(&(u64::from(*n) * 100 / u64::from(haggle.price.max(1))));
    let named = proposed_number(marked, taken).filter(|n| *n != anchor && a_price(n));
    let worth = |wanted: fn(Worth) -> bool| taken.offers.iter().any(|i| wanted(persona.file.offer[*i].worth));
    let boundary =
        marked.reading.has(MoveKind::Boundary) || taken.offers.iter().any(|i| persona.file.offer[*i].boundary);
    match named {
        Some(to) if to < before && worth(|w| matches!(w, Worth::Good | Worth::Fair)) => Some(Price::Smaller(to)),
        Some(to) if to < before => Some(Price::Lowered(to)),
        _ if boundary => Some(Price::Held),
        _ => None,
    }
}

/// The number that stands in a sentence with which the trainee proposes something: nobody comes down by repeating the
/// client's figure, by asking about it or by counting hours.
fn proposed_number(marked: &Marked, taken: &Taken) -> Option<u32> {
    use MoveKind as K;
    let (reading, number) = (&marked.reading, marked.reading.slots.number.as_deref()?);
    let at = reading.text.words.iter().position(|word| word.span.of(&reading.text.source) == number)?;
    let sentence = reading.text.sentence_of(at).filter(|s| !s.asks)?;
    let proposes = [K::Solution, K::Options, K::Promise, K::OverPromise, K::Boundary];
    let moves = reading
        .moves
        .iter()
        .any(|m| proposes.contains(&m.kind) && !is_by_wording(&m.rule) && m.span.touches(sentence.span));
    let offers = reading.touches.iter().any(|(touch, span)| match touch {
        Touch::Offer(i) => taken.offers.contains(i) && span.touches(sentence.span),
        _ => false,
    });
    (moves || offers).then(|| amount(number)).flatten()
}

/// The number in words such as `£1,200` or `900`; decimals are left out.
fn amount(words: &str) -> Option<u32> {
    let whole = words.split('.').next().unwrap_or_default();
    let digits: String = whole.chars().filter(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// People name round figures.
fn round(amount: u32) -> u32 {
    let step = if amount >= 500 { 10 } else { 5 };
    amount / step * step
}

/// The longer sentences of a reply, each as a hash of its words.
fn noticed(marked: &Marked) -> impl Iterator<Item = u64> {
    let text = &marked.reading.text;
    let words = text.sentences.iter().filter_map(|s| text.words.get(s.first..s.end));
    words.filter(|words| words.len() >= NOTICED).map(|words| {
        let folded: Vec<&str> = words.iter().map(|w| w.folded.as_ref()).collect();
        fingerprint(&folded.join(" "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_read_as_people_write_it() {
        assert_eq!(amount("£1,200"), Some(1_200));
        assert_eq!(amount("900.50"), Some(900));
        assert_eq!(amount("ninety"), None);
    }

    #[test]
    fn figures_are_round() {
        assert_eq!((round(648), round(1_204), round(83)), (640, 1_200, 80));
    }
}
