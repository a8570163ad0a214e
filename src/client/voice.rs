//! The voice: the one narrow place between what a client means to say and the words that are sent.
//!
//! Lines come from the persona file; slots are filled with the trainee's own words; no line is said twice in a bout.

use std::borrow::Cow;

use rand::{Rng, RngExt};

use super::State;
use crate::language::fingerprint;
use crate::reading::Slots;

/// A line of the file with its slots filled, not yet said.
pub(super) struct Line<'a> {
    /// As it stands in the file.
    pub(super) source: &'a str,
    /// As it will be sent.
    pub(super) words: Cow<'a, str>,
}

impl Line<'_> {
    /// Notes that the line was said.
    pub(super) fn say(&self, state: &mut State) {
        state.used.insert(fingerprint(self.source));
    }
}

/// Draws one of the lines that were not yet said and whose slots can be filled; `None` where there is none.
pub(super) fn draw<'a>(
    lines: impl IntoIterator<Item = &'a String>,
    state: &State,
    slots: &Slots,
    chance: &mut impl Rng,
) -> Option<Line<'a>> {
    let fresh: Vec<Line<'a>> = lines
        .into_iter()
        .filter(|line| !state.used.contains(&fingerprint(line)))
        .filter_map(|line| filled(line, slots).map(|words| Line { source: line.as_str(), words }))
        .collect();
    // Lines that take up the trainee's words fit better than those that would suit anybody.
    let slotted = fresh.iter().any(|line| matches!(line.words, Cow::Owned(_)));
    let mut best: Vec<Line<'a>> =
        fresh.into_iter().filter(|line| !slotted || matches!(line.words, Cow::Owned(_))).collect();
    if best.is_empty() {
        return None;
    }
    let at = chance.random_range(0..best.len());
    Some(best.swap_remove(at))
}

/// The line with its slots filled; `None` where the reply has no words for one of them.
fn filled<'a>(line: &'a str, slots: &Slots) -> Option<Cow<'a, str>> {
    if !line.contains('{') {
        return Some(Cow::Borrowed(line));
    }
    let values = [
        ("{quote}", &slots.quote),
        ("{promise}", &slots.promise),
        ("{number}", &slots.number),
        ("{when}", &slots.when),
        ("{name}", &slots.name),
    ];
    let mut words = line.to_owned();
    for (slot, value) in values {
        if words.contains(slot) {
            words = words.replace(slot, value.as_deref()?.trim());
        }
    }
    if line.starts_with('{') { Some(Cow::Owned(capitalised(&words))) } else { Some(Cow::Owned(words)) }
}

/// The trainee's words at the head of a line begin a sentence.
fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_xoshiro::Xoshiro256PlusPlus;

    use super::*;

    #[test]
    fn a_line_is_said_once_and_only_with_its_slots_filled() {
        let lines = ["Fine.", "{when}? We'll see."].map(str::to_owned);
        let mut chance = Xoshiro256PlusPlus::seed_from_u64(1);
        let mut state = State::default();
        let mut say = |slots: &Slots| {
            let line = draw(&lines, &state, slots, &mut chance);
            line.map(|line| {
                line.say(&mut state);
                line.words.into_owned()
            })
        };
        let dated = Slots { when: Some("tomorrow".to_owned()), ..Slots::default() };
        assert_eq!(say(&Slots::default()).as_deref(), Some("Fine."));
        assert_eq!(say(&Slots::default()), None);
        assert_eq!(say(&dated).as_deref(), Some("Tomorrow? We'll see."));
        assert_eq!(say(&dated), None);
    }
}
