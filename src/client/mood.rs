//! What a reply does to the client's mood: slowly for the better, quickly for the worse.
//!
//! The numbers are our choice, tuned with the scripted players: an expert wins in four to ten replies on normal,
//! kind words without content move nothing, and each trigger costs more than a good reply earns.

use super::game::{Corrected, Played, Price};
use super::taken::Taken;
use super::{Difficulty, State};
use crate::marks::Marks;
use crate::persona::{Aim, Effect, Persona, Worth};

/// A single good reply cools by no more than this (on normal).
const MOST_COOLING: f32 = 17.0;
/// A single good reply earns no more trust than this (on normal).
const MOST_TRUST: f32 = 18.0;
/// A single bad reply heats by no more than this.
const MOST_HEATING: f32 = 32.0;

/// A change under way, in points of mood.
#[derive(Debug, Clone, Copy, Default)]
struct Change {
    heat: f32,
    trust: f32,
    patience: f32,
}

impl Change {
    fn add(&mut self, heat: f32, trust: f32, patience: f32) {
        self.heat += heat;
        self.trust += trust;
        self.patience += patience;
    }

    fn effect(&mut self, effect: Effect, share: f32) {
        self.add(f32::from(effect.heat) * share, f32::from(effect.trust) * share, f32::from(effect.patience) * share);
    }
}

/// How far a client opens for a good reply, and how fast patience goes for an empty one.
fn temper(difficulty: Difficulty) -> (f32, f32) {
    match difficulty {
        Difficulty::Gentle => (1.15, 0.6),
        Difficulty::Normal => (0.85, 1.0),
        Difficulty::Hard => (0.62, 1.2),
    }
}

/// Moves the mood in `state` by what the reply was worth and by what of this client it touched.
pub(super) fn feel(
    state: &mut State,
    persona: &Persona,
    difficulty: Difficulty,
    taken: &Taken,
    played: &Played,
    marks: Marks,
) {
    let (open, demand) = temper(difficulty);
    let mut change = Change::default();
    change.add(0.0, 0.0, -1.5 * demand);
    if played.joined.is_none() {
        worth_of(&mut change, marks, taken, open, demand);
    }
    touched(&mut change, state, persona, taken, open);
    in_the_game(&mut change, played, open);
    let heat = change.heat.clamp(-MOST_COOLING * open, MOST_HEATING);
    let trust = change.trust.clamp(-30.0, MOST_TRUST * open);
    let patience = change.patience.clamp(-40.0, 15.0);
    state.mood.add(whole(heat), whole(trust), whole(patience));
}

/// What the marks alone do.
fn worth_of(change: &mut Change, marks: Marks, taken: &Taken, open: f32, demand: f32) {
    let (empathy, listening) = (f32::from(marks.empathy), f32::from(marks.listening));
    let triggers = f32::from(marks.triggers);
    let quality = empathy.midpoint(listening);
    if triggers < 60.0 {
        let hurt = 60.0 - triggers;
        change.add(4.0 + hurt * 0.32, -3.0 - hurt * 0.25, -4.0 - hurt * 0.25);
    } else if taken.hears || quality >= 62.0 {
        let good = (quality - 45.0).max(6.0);
        change.add(-good * 0.24 * open, good * 0.27 * open, 3.0);
    } else if quality >= 45.0 {
        change.add(0.0, if listening >= 55.0 { 2.0 * open } else { 0.0 }, -3.5 * demand);
    } else if taken.facts.is_empty() {
        change.add(3.0 * demand, -2.0, -6.5 * demand);
    }
    if !taken.facts.is_empty() && triggers >= 60.0 {
        // To be asked for what one knows is to be taken seriously.
        change.add(-open, 2.0 * open, 3.0);
    }
}

/// What of this client's own was touched.
fn touched(change: &mut Change, state: &State, persona: &Persona, taken: &Taken, open: f32) {
    let file = &persona.file;
    for point in taken.points.iter().map(|i| &file.point[*i]) {
        let weight = f32::from(point.weight);
        change.add(-(2.0 + weight * 1.6) * open, (2.0 + weight * 1.4) * open, 3.0);
        if point.need {
            change.add(-4.0 * open, 6.0 * open, 4.0);
        }
    }
    for _ in &taken.cues {
        change.add(-6.0 * open, 9.0 * open, 6.0);
    }
    for button in taken.buttons.iter().map(|i| &file.button[*i]) {
        change.effect(button.does, 0.7);
    }
    for soother in taken.soothers.iter().map(|i| &file.soother[*i]) {
        change.effect(soother.does, open);
    }
    let heard = state.heard_share(persona) >= super::HEARD_ENOUGH_FOR_OFFERS || taken.hears;
    if !heard && taken.offers.iter().any(|i| file.offer[*i].worth != Worth::Giveaway) {
        // Once for a reply, however much it offers.
        change.add(4.0, -2.0, -4.0);
    }
    for offer in taken.offers.iter().map(|i| &file.offer[*i]) {
        let again = state.offered.contains(&offer.id);
        match offer.worth {
            Worth::Giveaway if file.aim == Aim::Boundary => change.add(-2.0, -2.0, 3.0),
            // A promise that cannot be kept buys a moment and costs belief.
            Worth::Giveaway => change.add(0.0, -3.0, 0.0),
            _ if !heard => {}
            _ if again => change.add(0.0, 0.0, -1.0),
            Worth::Good => change.add(-5.0 * open, 6.0 * open, 5.0),
            Worth::Fair => change.add(-3.0 * open, 3.0 * open, 3.0),
            Worth::Poor => change.add(1.0, -1.0, -3.0),
        }
    }
}

/// What the reply did in the client's game: who gives something away pleases for a moment and is worth less.
fn in_the_game(change: &mut Change, played: &Played, open: f32) {
    if played.passed.is_some() || played.joined.is_some() {
        change.add(-3.0, -3.0, 4.0);
    }
    match played.price {
        Some(Price::Lowered(_)) => change.add(-2.0, -4.0, 3.0),
        Some(Price::Held | Price::Smaller(_)) => change.add(0.0, 2.0 * open, 0.0),
        None => {}
    }
    match played.claim {
        Some(Corrected { gently: true, .. }) => change.add(-2.0 * open, 3.0 * open, 0.0),
        Some(_) => change.add(4.0, -3.0, -3.0),
        None => {}
    }
    if played.declined.is_some() || played.withdrawn {
        change.add(1.0, 2.0 * open, 0.0);
    }
}

#[expect(clippy::cast_possible_truncation, reason = "bounded by the clamps above")]
fn whole(points: f32) -> i32 {
    points.round() as i32
}
