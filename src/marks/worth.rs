//! What a reading is worth: the marks as sums of weights.
//!
//! In comes a reading; out come four marks. Sentence by sentence the best counts: for each trait the sentence that has
//! most of it, for triggers the worst. To these come the rules that found something and what a kind of move is worth
//! in this place of the talk. The weights were fitted on replies written and labelled for it (`weights/marks.tsv`);
//! for fields of talk that are not a client's desk they are set by hand (`weights/fields.toml`).

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

use super::{Marks, cap};
use crate::language::{Language, LanguageError};
use crate::reading::{
    COURTESY, Field, Move, MoveKind, Place, QUALITIES, Reading, Rule, TRAIT_NAMES, base_id, is_by_wording, rows,
};

/// Points for each mark: empathy, listening, triggers, overall.
pub(super) type Points = [f32; 4];

/// Scores of moves count between these: what is fainter is noise.
const MOVE: (f32, f32) = (0.1, 1.0);
/// What an ordinary sentence scores for empathy, listening, triggers and overall: the best sentence counts for what it
/// has above that, the worst for what it lacks, so that idle words change nothing.
const ORDINARY: [f32; 4] = [1.6, 1.9, 2.9, 1.7];
/// Scores of qualities and of courtesy do not go beyond these.
const FARTHEST: (f32, f32) = (-2.0, 5.0);
/// Moves that are worth another thing before the client was heard than after.
const TIMED: [&str; 8] =
    ["acknowledge_feeling", "affirm", "reflection", "open_question", "solution", "promise", "explain", "boundary"];
/// Places that say whether the client was heard.
const BY_TIME: [&str; 2] = ["unheard", "ready"];

/// The weights of a language.
#[derive(Debug, Default)]
pub(super) struct Worths {
    fitted: HashMap<String, Points>,
    by_hand: BTreeMap<Field, ByHand>,
}

/// What is set by hand for a field of talk.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ByHand {
    /// How much of the fitted points of each mark counts.
    fitted: Points,
    /// What is added to them.
    base: Points,
    /// Points for a full measure of each.
    add: HashMap<String, Points>,
}

impl Worths {
    /// Reads `weights/marks.tsv` and `weights/fields.toml`.
    ///
    /// # Errors
    /// A file is malformed.
    pub(super) fn read(language: &Language) -> Result<Self, LanguageError> {
        let mut worths = Self::default();
        rows(language, "weights/marks.tsv", |name, row| {
            let points: Vec<f32> = row.split(' ').map(str::parse).collect::<Result<_, _>>().ok()?;
            worths.fitted.insert(name.to_owned(), points.try_into().ok()?);
            Some(())
        })?;
        if language.file("weights/fields.toml").is_some() {
            worths.by_hand = language.table("weights/fields.toml")?;
        }
        Ok(worths)
    }

    /// The marks of a reading, before anything caps them.
    pub(super) fn points(&self, reading: &Reading) -> Points {
        let mut fitted = self.fitted.get("base").copied().unwrap_or_default();
        let others = self.by_hand.iter().map(|(field, by_hand)| (reading.place.field.of(*field), by_hand));
        let others: Vec<(f32, &ByHand)> = others.filter(|(share, _)| *share > 0.0).collect();
        let mut by_hand = [0.0; 4];
        for (share, other) in &others {
            add(&mut by_hand, Some(&other.base), *share);
        }
        features(reading, |name, value| {
            add(&mut fitted, self.fitted.get(name), value);
            for (share, other) in &others {
                add(&mut by_hand, other.add.get(name), value * share);
            }
        });
        std::array::from_fn(|mark| {
            let kept = others.iter().map(|(share, other)| share * (1.0 - other.fitted[mark])).sum::<f32>();
            fitted[mark] * (1.0 - kept) + by_hand[mark]
        })
    }
}

fn add(sum: &mut Points, points: Option<&Points>, value: f32) {
    for (sum, points) in sum.iter_mut().zip(points.into_iter().flatten()) {
        *sum += points * value;
    }
}

/// Shows everything of a reading that can be worth something, by name.
pub fn features(reading: &Reading, mut see: impl FnMut(&str, f32)) {
    let mut name = String::with_capacity(48);
    let mut say = |parts: &[&str], value: f32| {
        name.clear();
        name.extend(parts.iter().copied());
        see(&name, value);
    };
    let Place { upset, personal, asked, sympathised, later, unheard, ready, .. } = reading.place;
    let here = [
        ("upset", upset),
        ("personal", personal),
        ("asked", asked),
        ("sympathised", sympathised),
        ("later", later),
        ("unheard", unheard),
        ("ready", ready),
    ];
    let all_idle = reading.sentences.iter().all(|s| s.idle);
    for (column, label) in TRAIT_NAMES.iter().enumerate() {
        let (least, most) = if column < QUALITIES { MOVE } else { FARTHEST };
        let ordinary = column.checked_sub(QUALITIES).and_then(|quality| ORDINARY.get(quality)).copied();
        let counted = reading.sentences.iter().filter(move |s| !s.idle || all_idle);
        let scores = || counted.clone().filter_map(|s| s.scores.get(column)).map(|s| s.clamp(least, most));
        // A reply without a sentence is as good as one of ordinary sentences, until a rule says more.
        let none = ordinary.unwrap_or(least);
        let best = scores().max_by(f32::total_cmp).unwrap_or(none);
        let worst = scores().min_by(f32::total_cmp).unwrap_or(none);
        let best = ordinary.map_or(best, |ordinary| best.max(ordinary));
        say(&["best ", label], best);
        if let Some(ordinary) = ordinary {
            say(&["least ", label], worst.min(ordinary));
        }
        // Courtesy is fitted on whole requests, so that it adds up over the sentences.
        if column == COURTESY {
            say(&["all ", label], scores().sum::<f32>().clamp(-2.0, 2.0));
        }
        for (place, _) in here.iter().filter(|(place, is)| *is && TIMED.contains(label) && BY_TIME.contains(place)) {
            say(&["when ", place, " best ", label], best);
        }
    }
    // Words on nothing in particular and a greeting say nothing of the worth of a reply.
    let ours = |m: &&Move| m.kind != MoveKind::Greeting && &*m.rule != "on_topic.own" && !is_by_wording(&m.rule);
    let counted = |m: &&Move| m.strength > 0 && ours(m);
    let mut rules: Vec<(&str, u8)> = Vec::with_capacity(reading.moves.len());
    for m in reading.moves.iter().filter(counted) {
        let rule = base_id(&m.rule);
        match rules.iter_mut().find(|(known, _)| *known == rule) {
            Some((_, strength)) => *strength = m.strength.max(*strength),
            None => rules.push((rule, m.strength)),
        }
    }
    let mut kinds: Vec<MoveKind> = reading.moves.iter().filter(counted).map(|m| m.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    for kind in kinds {
        say(&["kind ", kind.name()], 1.0);
    }
    for (rule, strength) in rules {
        say(&["rule ", rule], f32::from(strength) / 100.0);
    }
    for (place, _) in here.iter().filter(|(_, is)| *is) {
        say(&["when ", place], 1.0);
    }
}

/// Fitted sums lie nearer to the middle than labels do; about each middle they are drawn out by so much.
const DRAWN_OUT: [(f32, f32); 4] = [(50.0, 1.2), (50.0, 1.2), (62.0, 1.35), (49.0, 1.38)];

/// Puts the marks together: what the rules leave of each, then overall within what triggers and listening leave of it.
pub(super) fn marks(points: Points, rules: &[&Rule]) -> Marks {
    let least = |of: fn(&Rule) -> u8| f32::from(rules.iter().map(|r| of(r)).min().unwrap_or(100));
    let [empathy, listening, triggers, overall]: Points =
        std::array::from_fn(|mark| DRAWN_OUT[mark].0 + (points[mark] - DRAWN_OUT[mark].0) * DRAWN_OUT[mark].1);
    let empathy = empathy.clamp(0.0, least(|r| r.at_most.empathy));
    let listening = listening.clamp(0.0, least(|r| r.at_most.listening));
    let triggers = triggers.clamp(0.0, least(|r| r.at_most.triggers));
    let overall = overall.min(cap::by_triggers(triggers)).min(cap::by_listening(listening));
    let overall = overall.clamp(0.0, least(|r| r.at_most.overall));
    Marks { empathy: mark(empathy), listening: mark(listening), triggers: mark(triggers), overall: mark(overall) }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=100 in the same line")]
fn mark(points: f32) -> u8 {
    points.clamp(0.0, 100.0).round() as u8
}
