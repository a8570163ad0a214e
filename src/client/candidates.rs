//! What a client could say now: where each part comes from, how strongly it fits, and in which order parts are tried.

use rand::{Rng, RngExt};

use super::Rung;
use crate::persona::{Beat, File, Standing, Touch, When};
use crate::reading::MoveKind;

/// How strongly each kind of part fits when its occasion is there; a beat's own conditions add to its base.
pub(super) mod fit {
    pub(in crate::client) const SEVERE: u32 = 70;
    pub(in crate::client) const CUE: u32 = 66;
    pub(in crate::client) const BUTTON: u32 = 62;
    pub(in crate::client) const FACT: u32 = 60;
    pub(in crate::client) const SKIP: u32 = 63;
    pub(in crate::client) const CLAIM: u32 = 64;
    pub(in crate::client) const PLAYED: u32 = 61;
    pub(in crate::client) const GIVEAWAY: u32 = 59;
    pub(in crate::client) const WRONG: u32 = 58;
    pub(in crate::client) const REJECT: u32 = 58;
    pub(in crate::client) const OFFER: u32 = 54;
    pub(in crate::client) const SAID: u32 = 36;
    pub(in crate::client) const POINT: u32 = 46;
    pub(in crate::client) const WORLD_ASKED: u32 = 53;
    pub(in crate::client) const WORLD: u32 = 30;
    pub(in crate::client) const TRIGGER: u32 = 35;
    pub(in crate::client) const SOOTHER: u32 = 34;
    pub(in crate::client) const POINT_AGAIN: u32 = 26;
    pub(in crate::client) const PRESS: u32 = 24;
    pub(in crate::client) const LOOP: u32 = 20;
    pub(in crate::client) const DROP: u32 = 18;
    pub(in crate::client) const BEAT: u32 = 10;
}

/// What saying a part changes in the client's memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum From {
    Fact(usize),
    Cue(usize),
    Drop(usize),
    Touched(Touch),
    Loop,
    Demand(usize),
    Bait(usize),
    Played,
    Claim,
    Beat(usize),
}

/// Something the client could say now.
pub(super) struct Candidate<'a> {
    pub(super) from: From,
    pub(super) lines: Vec<&'a String>,
    pub(super) fit: u32,
}

impl<'a> Candidate<'a> {
    pub(super) fn new(from: From, lines: impl IntoIterator<Item = &'a String>, fit: u32) -> Self {
        Self { from, lines: lines.into_iter().collect(), fit }
    }
}

impl From {
    /// What a part takes up of the reply.
    pub(super) fn rung(self, file: &File) -> Rung {
        let Self::Beat(i) = self else {
            return match self {
                Self::Loop => Rung::Loop,
                Self::Demand(_) | Self::Bait(_) | Self::Played | Self::Claim => Rung::Game,
                Self::Drop(_) => Rung::Stage,
                _ => Rung::Matter,
            };
        };
        let when = &file.beat[i].when;
        let of_the_reply = [when.offers.len(), when.moves.len(), when.all_moves.len()].iter().any(|n| *n > 0)
            || [when.asks.is_some(), when.left_question.is_some(), when.said_before.is_some(), when.words.is_some()]
                .contains(&true);
        match () {
            () if !when.said.is_empty() => Rung::Said,
            () if of_the_reply => Rung::Tone,
            () if *when != When::default() => Rung::Stage,
            () => Rung::Anywhere,
        }
    }
}

/// How strongly a beat fits whose condition holds.
pub(super) fn beat_fit(beat: &Beat) -> u32 {
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
pub(super) fn ranked<'a>(candidates: Vec<Candidate<'a>>, chance: &mut impl Rng) -> Vec<Candidate<'a>> {
    let mut keyed: Vec<(u32, u32, Candidate<'a>)> =
        candidates.into_iter().map(|c| (rank(c.fit), chance.random(), c)).collect();
    keyed.sort_by_key(|(rank, dice, _)| (std::cmp::Reverse(*rank), *dice));
    keyed.into_iter().map(|(_, _, candidate)| candidate).collect()
}

/// Parts that fit often are near enough to one another to take turns; a part made for this moment goes first.
fn rank(fit: u32) -> u32 {
    if fit < fit::LOOP { fit / 4 } else { fit }
}
