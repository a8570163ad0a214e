//! Bouts with a scripted trainee, and what was counted in them.

use std::collections::{BTreeMap, BTreeSet};

use rand::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::player::{Player, Players, Script};
use crate::bout::{Bout, BoutError, Repertoire};
use crate::client::{Difficulty, Rung};
use crate::marks::Marks;
use crate::persona::Ending;

/// What happened in a number of bouts.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    /// Number of bouts.
    pub bouts: u32,
    /// How they ended.
    pub endings: BTreeMap<Ending, u32>,
    /// Bouts by their number of replies.
    pub lengths: BTreeMap<u32, u32>,
    /// Sums of the bouts' marks.
    sums: [f64; 4],
    /// Answers by what they took up.
    pub rungs: BTreeMap<Rung, u32>,
    /// Every line said, with how often.
    pub lines: BTreeMap<String, u32>,
    /// How often the client was calmed within twelve replies: heat at most 35 and at least 10 below the opening.
    pub calmed: u32,
    /// The client's lines of each bout, where they were asked for.
    pub talks: Vec<BTreeSet<String>>,
}

impl Tally {
    /// Mean marks of the bouts, each 0 to 100.
    pub fn mean(&self) -> [f64; 4] {
        self.sums.map(|sum| sum / f64::from(self.bouts.max(1)))
    }

    /// Share of bouts that ended so, 0 to 1.
    pub fn share(&self, endings: &[Ending]) -> f64 {
        let count: u32 = endings.iter().filter_map(|ending| self.endings.get(ending)).sum();
        f64::from(count) / f64::from(self.bouts.max(1))
    }

    /// Number of replies in all bouts.
    pub fn replies(&self) -> u32 {
        self.lengths.iter().map(|(length, count)| length * count).sum()
    }

    /// Share of answers that took up something of the reply, 0 to 1.
    pub fn matched(&self) -> f64 {
        let all: u32 = self.rungs.values().sum();
        let matched: u32 = self.rungs.iter().filter(|(rung, _)| rung.matches()).map(|(_, count)| count).sum();
        f64::from(matched) / f64::from(all.max(1))
    }

    /// Takes in what happened in other bouts.
    pub fn merge(&mut self, other: Self) {
        self.bouts += other.bouts;
        self.calmed += other.calmed;
        for (sum, more) in self.sums.iter_mut().zip(other.sums) {
            *sum += more;
        }
        gather(&mut self.endings, other.endings);
        gather(&mut self.lengths, other.lengths);
        gather(&mut self.rungs, other.rungs);
        gather(&mut self.lines, other.lines);
        self.talks.extend(other.talks);
    }

    fn add(&mut self, bout: &Bout, marks: Marks) {
        self.bouts += 1;
        *self.endings.entry(bout.ending.unwrap_or(Ending::Abandoned)).or_default() += 1;
        *self.lengths.entry(u32::try_from(bout.exchanges.len()).unwrap_or(u32::MAX)).or_default() += 1;
        for (sum, mark) in self.sums.iter_mut().zip([marks.empathy, marks.listening, marks.triggers, marks.overall]) {
            *sum += f64::from(mark);
        }
        let start = bout.opened.mood.heat;
        let calm = |heat: u8| heat <= CALM && heat + COOLED <= start;
        self.calmed += u32::from(bout.exchanges.iter().take(WITHIN).any(|e| calm(e.mood.heat)));
        for exchange in &bout.exchanges {
            *self.rungs.entry(exchange.after.rung).or_default() += 1;
        }
        let said = bout.opening.iter().chain(bout.exchanges.iter().flat_map(|e| &e.client));
        for line in said {
            *self.lines.entry(line.clone()).or_default() += 1;
        }
    }
}

fn gather<K: Ord>(counts: &mut BTreeMap<K, u32>, more: BTreeMap<K, u32>) {
    for (key, count) in more {
        *counts.entry(key).or_default() += count;
    }
}

/// A client of at most this heat is calm, ...
const CALM: u8 = 35;
/// ... if they have cooled by so much, ...
const COOLED: u8 = 10;
/// ... within so many replies.
const WITHIN: usize = 12;

/// Lets a player practise `bouts` times with a persona, with seeds from `seed` on.
///
/// # Errors
/// There is no such language or persona.
pub fn play(
    repertoire: &Repertoire,
    players: &Players,
    (lang, persona): (&str, &str),
    (player, difficulty): (Player, Difficulty),
    seeds: std::ops::Range<u64>,
) -> Result<Tally, BoutError> {
    let mut tally = Tally::default();
    for seed in seeds {
        let bout = one(repertoire, players, (lang, persona), (player, difficulty), seed, false)?;
        tally.add(&bout, bout.scorecard(repertoire)?.marks);
        let said = bout.exchanges.iter().flat_map(|e| &e.client).cloned().collect();
        tally.talks.push(said);
    }
    Ok(tally)
}

/// One bout of a player, with evidence.
///
/// # Errors
/// There is no such language or persona.
pub fn transcript(
    repertoire: &Repertoire,
    players: &Players,
    (lang, persona): (&str, &str),
    (player, difficulty): (Player, Difficulty),
    seed: u64,
) -> Result<Bout, BoutError> {
    one(repertoire, players, (lang, persona), (player, difficulty), seed, true)
}

fn one(
    repertoire: &Repertoire,
    players: &Players,
    (lang, persona): (&str, &str),
    (player, difficulty): (Player, Difficulty),
    seed: u64,
    explained: bool,
) -> Result<Bout, BoutError> {
    let mut bout = Bout::open(repertoire, lang, persona, difficulty, seed)?;
    let (tongue, on_file) = repertoire.of(&bout.setup)?;
    let mut script = Script::new(player, players, &tongue.language, on_file);
    let mut chance = Xoshiro256PlusPlus::seed_from_u64(seed.wrapping_mul(31).wrapping_add(7));
    while bout.ending.is_none() {
        let reply = script.next(&bout, &mut chance);
        if explained {
            bout.step(repertoire, &reply)?;
        } else {
            bout.step_unexplained(repertoire, &reply)?;
        }
    }
    Ok(bout)
}
