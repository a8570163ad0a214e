//! What of the persona file a reply touches.
//!
//! In come the persona's patterns and the reply; out come the touches and, for those that mean something for the
//! marks, findings: a point hit, a cue picked up, a button pressed, an offer made, a fact asked for that was told.

use std::sync::Arc;

use super::Question;
use super::phrases::{Found, Phrases};
use super::rules::{BUTTON, Rule, base_id};
use super::scene::Scene;
use crate::language::{Language, Span, Text};
use crate::persona::{Aim, Persona, Touch, Worth};

/// The touches of a reply, with where; findings that follow from them are added to `found`.
pub(crate) fn touches(
    language: &Language,
    persona: &Persona,
    text: &Text,
    scene: &Scene,
    phrases: &Phrases,
    questions: &[Question],
    found: &mut Vec<Found>,
) -> Vec<(Touch, Span)> {
    let mut touches = Vec::new();
    for hit in persona.patterns.find(text) {
        let quoted = text.words.get(hit.first..hit.end).is_some_and(|words| words.iter().all(|w| w.quoted));
        let negated = phrases.is_negated(text, hit.first);
        let open = questions.iter().any(|q| q.open && q.words.0 <= hit.first && hit.end <= q.words.1);
        let kept = match hit.tag {
            // To ask what it could be is not to offer it.
            Touch::Offer(_) if open => false,
            Touch::Button(_) | Touch::Join(_) => !quoted && !negated,
            Touch::Offer(index) => !negated || persona.file.offer.get(*index).is_some_and(|o| o.boundary),
            _ => true,
        };
        if !kept {
            continue;
        }
        touches.push((*hit.tag, hit.span));
        let asked = questions.iter().any(|q| q.words.0 <= hit.first && hit.first < q.words.1);
        let rule = match *hit.tag {
            Touch::Point(_) => phrases.rule("persona.point").cloned(),
            Touch::Cue(_) => phrases.rule("persona.cue").cloned(),
            Touch::Button(index) => button(persona, index, phrases),
            Touch::Offer(index) => offer(persona, index, phrases),
            Touch::Fact(index) if asked && told(language, persona, index, scene) => {
                phrases.rule("re_asked.told").cloned()
            }
            _ => None,
        };
        if let Some(rule) = rule {
            let words = (hit.first, hit.end);
            let over = |f: &&Found| f.words.0 < words.1 && words.0 < f.words.1;
            if found.iter().filter(over).any(|f| f.rule.id == rule.id) {
                continue;
            }
            // A button on words that are a trigger anyway adds the client's own soreness, not a second offence.
            let double = rule.kind.is_trigger() && found.iter().filter(over).any(|f| f.rule.kind.is_trigger());
            let strength = if double { 40 } else { 100 } * sore(persona, hit.tag) / 100;
            found.push(Found { rule, words, strength: u8::try_from(strength).unwrap_or(100) });
        }
    }
    touches
}

/// How much of its rule's points a touch is worth, in per cent: a button as much as it heats.
fn sore(persona: &Persona, touch: &Touch) -> u32 {
    match touch {
        Touch::Button(index) => {
            let heat = persona.file.button.get(*index).map_or(0, |b| b.does.heat);
            (u32::from(heat.clamp(4, 20).unsigned_abs()) + 8) * 100 / 28
        }
        _ => 100,
    }
}

/// A rule of the persona's own for one of its buttons: named for it.
fn button(persona: &Persona, index: usize, phrases: &Phrases) -> Option<Arc<Rule>> {
    let base = phrases.rule(base_id(BUTTON))?;
    let button = persona.file.button.get(index)?;
    let id = format!("{BUTTON}{}", button.id).into();
    Some(Arc::new(Rule { id, why: button.why.clone(), ..Rule::clone(base) }))
}

fn offer(persona: &Persona, index: usize, phrases: &Phrases) -> Option<Arc<Rule>> {
    let offer = persona.file.offer.get(index)?;
    let id = match (offer.worth, persona.file.aim) {
        (Worth::Giveaway, Aim::Boundary) => "persona.giveaway",
        (Worth::Good | Worth::Fair, _) if offer.boundary => "persona.boundary",
        (Worth::Good, _) => "persona.offer",
        (Worth::Fair, _) => "persona.fair_offer",
        (Worth::Poor | Worth::Giveaway, _) => "persona.poor_offer",
    };
    phrases.rule(id).cloned()
}

/// Whether the client has told a fact: a line of it, or one of its `told_by` patterns, stands in what was said.
fn told(language: &Language, persona: &Persona, index: usize, scene: &Scene) -> bool {
    let Some(fact) = persona.file.fact.get(index) else { return false };
    let mut lines = fact.says.iter().chain(&fact.hot).chain(&fact.warm).chain(&fact.again);
    lines.any(|line| !line.contains('{') && scene.client.iter().any(|text| text.source.contains(line.as_str())))
        || fact.told_by.iter().any(|source| {
            let pattern = language.pattern(source);
            pattern.is_ok_and(|pattern| scene.client.iter().any(|text| pattern.find(text).is_some()))
        })
}
