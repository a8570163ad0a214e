//! The voice: the one narrow place between what a client means to say and the words that are sent.
//!
//! Lines come from the persona file; slots are filled with the trainee's own words; no line is said twice in a bout.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rand::{Rng, RngExt};

use super::State;
use crate::language::fingerprint;
use crate::reading::Slots;

/// What can be filled into a line.
#[derive(Debug, Clone, Default)]
pub(super) struct Fillings {
    /// Words of this reply.
    pub(super) slots: Slots,
    /// What an earlier reply promised.
    pub(super) promised: Option<String>,
    /// The words with which the trainee joined in.
    pub(super) joined: Option<String>,
    /// The client's price.
    pub(super) anchor: Option<String>,
}

type Filling = fn(&Fillings) -> &Option<String>;

/// The slots, as they stand in a line.
const SLOTS: [(&str, Filling); 8] = [
    ("{quote}", |f| &f.slots.quote),
    ("{promise}", |f| &f.slots.promise),
    ("{number}", |f| &f.slots.number),
    ("{when}", |f| &f.slots.when),
    ("{name}", |f| &f.slots.name),
    ("{promised}", |f| &f.promised),
    ("{joined}", |f| &f.joined),
    ("{anchor}", |f| &f.anchor),
];

/// A line of the file with its slots filled, not yet said.
pub(super) struct Line<'a> {
    /// As it stands in the file.
    pub(super) source: &'a str,
    /// As it will be sent.
    pub(super) words: Cow<'a, str>,
    /// The parts it was built from, by a hash of each.
    parts: Vec<u64>,
}

impl Line<'_> {
    /// Notes that the line was said.
    pub(super) fn say(&self, state: &mut State) {
        state.used.insert(fingerprint(self.source));
        state.used.extend(&self.parts);
    }
}

/// Draws one of the lines that were not yet said and whose slots can be filled; `None` where there is none.
pub(super) fn draw<'a>(
    lines: impl IntoIterator<Item = &'a String>,
    grammar: &Grammar,
    state: &State,
    fillings: &Fillings,
    chance: &mut impl Rng,
) -> Option<Line<'a>> {
    let fresh: Vec<(&'a str, Cow<'a, str>)> = lines
        .into_iter()
        .filter(|line| !state.used.contains(&fingerprint(line)))
        .filter_map(|line| filled(line, fillings).map(|words| (line.as_str(), words)))
        .collect();
    // Lines that take up the trainee's words fit better than those that would suit anybody.
    let slotted = fresh.iter().any(|(_, words)| matches!(words, Cow::Owned(_)));
    let mut best: Vec<(&str, Cow<'a, str>)> =
        fresh.into_iter().filter(|(_, words)| !slotted || matches!(words, Cow::Owned(_))).collect();
    if best.is_empty() {
        return None;
    }
    let at = chance.random_range(0..best.len());
    let (source, words) = best.swap_remove(at);
    let mut parts = Vec::new();
    let words = if grammar.is_empty() { words } else { grown(words, grammar, state, &mut parts, chance) };
    Some(Line { source, words, parts })
}

/// The line with its slots filled; `None` where the reply has no words for one of them.
fn filled<'a>(line: &'a str, fillings: &Fillings) -> Option<Cow<'a, str>> {
    let mut words = Cow::Borrowed(line);
    for (slot, value) in SLOTS {
        if words.contains(slot) {
            words = Cow::Owned(words.replace(slot, value(fillings).as_deref()?.trim()));
        }
    }
    // The trainee's words at the head of a line begin a sentence.
    let heads = line.starts_with('{') && matches!(words, Cow::Owned(_));
    Some(if heads { Cow::Owned(capitalised(&words)) } else { words })
}

/// Parts of a grammar by their names (see `File::grammar`).
pub(super) type Grammar = BTreeMap<String, Vec<String>>;

/// The line with every name of the grammar replaced by one of its parts, one not yet used in this bout where there is
/// one; `parts` takes what was used.
fn grown<'a>(
    line: Cow<'a, str>,
    grammar: &Grammar,
    state: &State,
    parts: &mut Vec<u64>,
    chance: &mut impl Rng,
) -> Cow<'a, str> {
    /// Steps of one line; the checker refuses circles, a file that was not checked may have one.
    const MOST_STEPS: usize = 100;
    let mut words = line;
    for _ in 0..MOST_STEPS {
        let Some((at, name)) = next_name(&words, grammar) else { break };
        let Some(list) = grammar.get(&name) else { break };
        let key = |part: &String| fingerprint(&format!("{name} = {part}"));
        let unused: Vec<&String> =
            list.iter().filter(|part| !state.used.contains(&key(part)) && !parts.contains(&key(part))).collect();
        let from: Vec<&String> = if unused.is_empty() { list.iter().collect() } else { unused };
        let Some(part) = from.get(chance.random_range(0..from.len().max(1))) else { break };
        parts.push(key(part));
        let (before, rest) = words.split_at(at);
        let head = before.trim_end_matches(' ');
        let begins = head.is_empty() || head.ends_with(['.', '!', '?', '\n']);
        let part = if begins { capitalised(part) } else { (*part).clone() };
        let after = rest.get(name.len() + 2..).unwrap_or_default();
        words = Cow::Owned(format!("{before}{part}{after}"));
    }
    words
}

/// The first name of the grammar in a text, with the byte at which its brace stands.
fn next_name(words: &str, grammar: &Grammar) -> Option<(usize, String)> {
    words.match_indices('{').find_map(|(at, _)| {
        let name = words.get(at + 1..)?.split_once('}')?.0;
        grammar.contains_key(name).then(|| (at, name.to_owned()))
    })
}

/// With a capital at its head.
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
            let fillings = Fillings { slots: slots.clone(), ..Fillings::default() };
            let line = draw(&lines, &Grammar::new(), &state, &fillings, &mut chance);
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

    #[test]
    fn every_slot_of_the_form_can_be_filled() {
        assert_eq!(SLOTS.map(|(slot, _)| slot), crate::persona::SLOTS);
    }

    #[test]
    fn what_is_built_from_parts_is_built_afresh() {
        let list = |parts: &[&str]| parts.iter().map(|p| (*p).to_owned()).collect::<Vec<_>>();
        let grammar = Grammar::from([
            ("excuse".to_owned(), list(&["{who} is ill", "the bank is closed"])),
            ("who".to_owned(), list(&["my aunt", "the dog"])),
        ]);
        let lines = ["You see, {excuse}.", "{excuse}.", "Well. {excuse}."].map(str::to_owned);
        let mut chance = Xoshiro256PlusPlus::seed_from_u64(2);
        let mut state = State::default();
        let mut said: Vec<String> = Vec::new();
        for _ in 0..3 {
            let line = draw(&lines, &grammar, &state, &Fillings::default(), &mut chance).expect("three lines");
            line.say(&mut state);
            said.push(line.words.into_owned());
        }
        let heard = |words: &str| said.iter().filter(|line| line.to_lowercase().contains(words)).count();
        assert!(said.iter().all(|line| !line.contains('{')), "{said:?}");
        assert!(heard("the bank") >= 1 && heard("is ill") >= 1, "{said:?}");
        assert!(heard("my aunt") <= 1 && heard("the dog") <= 1, "{said:?}");
    }
}
