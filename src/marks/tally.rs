//! Points added up to marks.
//!
//! In come the moves with their rules' worth; out come four marks and the points as they count. What helps adds up
//! with saturation: a kind that comes again counts less, and the nearer a mark is to 100, the less is added. Of the
//! triggers the worst counts in full and the others in part. A mark without any point is the base.

use super::overall::overall;
use super::{Dimension, Marks, Point};
use crate::reading::{MoveKind, Worth};

/// What a reply has that neither helps nor hurts: businesslike, on nothing in particular (our choice, RUBRIC 1).
const BASE: f32 = 17.0;
/// How steeply what helps fills the room above the base.
const STEEPNESS: f32 = 1.5;
/// What the second, third ... finding of a kind is worth.
const KIND_AGAIN: [f32; 4] = [1.0, 0.5, 0.25, 0.1];
/// What the second, third ... finding of a group of kinds is worth: a proposal with its reason and its date is more
/// than a proposal, but not three times as much; hearing *and* a way on is.
const GROUP_AGAIN: [f32; 6] = [1.0, 0.7, 0.45, 0.25, 0.15, 0.1];
/// What triggers beside the worst one count.
const BESIDE: f32 = 0.3;
/// The most that they take together.
const MOST_BESIDE: f32 = 22.0;
/// The least that a reply without a severe trigger has left (RUBRIC: 0 is for insult, label, ridicule, threat).
const FLOOR: f32 = 12.0;

/// A move with what its rule is worth.
#[derive(Debug, Clone, Copy)]
pub(super) struct Weighed {
    /// Its kind.
    pub(super) kind: MoveKind,
    /// The rule's points.
    pub(super) worth: Worth,
    /// Per cent of them that count.
    pub(super) strength: u8,
}

/// Marks with the points behind them.
pub(super) struct Tally {
    pub(super) marks: Marks,
    pub(super) points: Vec<Point>,
}

/// Adds up.
pub(super) fn tally(moves: &[Weighed]) -> Tally {
    let mut points = Vec::new();
    let empathy = additive(moves, Dimension::Empathy, |w| w.empathy, &mut points);
    let listening = additive(moves, Dimension::Listening, |w| w.listening, &mut points);
    let triggers = triggers(moves, &mut points);
    let limit = moves.iter().filter(|m| m.strength >= 50).map(|m| m.worth.limit).min().unwrap_or(100);
    let overall = overall(empathy, listening, triggers).min(f32::from(limit));
    points.sort_by_key(|p: &Point| (p.from, p.mark));
    Tally {
        marks: Marks {
            empathy: mark(empathy),
            listening: mark(listening),
            triggers: mark(triggers),
            overall: mark(overall),
        },
        points,
    }
}

fn additive(moves: &[Weighed], dimension: Dimension, of: fn(&Worth) -> i16, points: &mut Vec<Point>) -> f32 {
    let gross = |m: &Weighed| f32::from(of(&m.worth)) * f32::from(m.strength) / 100.0;
    let mut order: Vec<usize> = (0..moves.len()).filter(|i| moves.get(*i).is_some_and(|m| gross(m) != 0.0)).collect();
    order.sort_by(|a, b| {
        let size = |i: &usize| moves.get(*i).map_or(0.0, |m| gross(m).abs());
        size(b).total_cmp(&size(a)).then(a.cmp(b))
    });
    let mut counted: Vec<(usize, f32)> = Vec::new();
    let mut seen: Vec<(MoveKind, bool)> = Vec::new();
    for index in order {
        let Some(m) = moves.get(index) else { continue };
        let helps = gross(m) > 0.0;
        let of_kind = seen.iter().filter(|s| **s == (m.kind, helps)).count();
        let of_group = seen.iter().filter(|s| s.1 == helps && group(s.0) == group(m.kind)).count();
        seen.push((m.kind, helps));
        let kind = KIND_AGAIN.get(of_kind).copied().unwrap_or(0.0);
        let group = GROUP_AGAIN.get(of_group).copied().unwrap_or(0.0);
        counted.push((index, gross(m) * kind.min(group)));
    }
    let up: f32 = counted.iter().map(|c| c.1.max(0.0)).sum();
    let down: f32 = counted.iter().map(|c| c.1.min(0.0)).sum();
    let room = 100.0 - BASE;
    let gained = if up > 0.0 { room * (1.0 - (-STEEPNESS * up / room).exp()) } else { 0.0 };
    let total = (BASE + gained + down).clamp(0.0, 100.0);
    let lost = if down < 0.0 { (BASE + gained - total).max(0.0) } else { 0.0 };
    for (index, net) in counted {
        let share = if net > 0.0 { net / up * gained } else { net / down * -lost };
        push(points, dimension, index, share);
    }
    total
}

/// Kinds that do much the same work in a reply.
fn group(kind: MoveKind) -> u8 {
    match kind {
        MoveKind::Greeting | MoveKind::Thanks | MoveKind::AcknowledgeFeeling | MoveKind::Affirm | MoveKind::Apology => {
            0
        }
        MoveKind::Reflection | MoveKind::NeutralStatement | MoveKind::OnTopic | MoveKind::NameLoop => 1,
        MoveKind::Explain | MoveKind::Options | MoveKind::Solution | MoveKind::Promise | MoveKind::Boundary => 2,
        MoveKind::OpenQuestion | MoveKind::ClosedQuestion => 3,
        MoveKind::Repair | MoveKind::OwnView => 4,
        other => 10 + other as u8,
    }
}

fn triggers(moves: &[Weighed], points: &mut Vec<Point>) -> f32 {
    let cost = |m: &Weighed| -f32::from(m.worth.triggers) * f32::from(m.strength) / 100.0;
    let mut costs: Vec<(usize, f32)> =
        moves.iter().enumerate().map(|(i, m)| (i, cost(m))).filter(|(_, c)| *c > 0.0).collect();
    costs.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    // The worst of each kind counts; the same thing said twice is still one thing.
    let mut kinds: Vec<MoveKind> = Vec::new();
    costs.retain(|(index, _)| {
        let kind = moves.get(*index).map(|m| m.kind);
        let first = kind.is_some_and(|k| !kinds.contains(&k));
        kinds.extend(kind);
        first
    });
    let Some((_, worst)) = costs.first().copied() else { return 100.0 };
    let beside: f32 = costs.iter().skip(1).map(|c| c.1 * BESIDE).sum::<f32>().min(MOST_BESIDE);
    let floor = if worst >= 90.0 { 0.0 } else { FLOOR };
    let left = (100.0 - worst - beside).clamp(floor, 100.0);
    let all: f32 = costs.iter().map(|c| c.1).sum();
    let rest = all - worst;
    for (place, (index, cost)) in costs.into_iter().enumerate() {
        let beside = 100.0 - left - worst.min(100.0 - left);
        let counted = if place == 0 { worst.min(100.0 - left) } else { cost / rest * beside };
        push(points, Dimension::Triggers, index, -counted);
    }
    left
}

fn push(points: &mut Vec<Point>, mark: Dimension, from: usize, share: f32) {
    let whole = round(share);
    if whole != 0 {
        points.push(Point { mark, points: whole, from });
    }
}

#[expect(clippy::cast_possible_truncation, reason = "points lie between -200 and 200")]
fn round(points: f32) -> i16 {
    points.clamp(-200.0, 200.0).round() as i16
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=100 in the same line")]
fn mark(points: f32) -> u8 {
    points.clamp(0.0, 100.0).round() as u8
}
