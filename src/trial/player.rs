//! The scripted trainees: what each says next.
//!
//! What they say is data: `data/<lang>/players.toml` for those who talk alike to everybody, `[trainee]` and the strong
//! lines of the persona file for those who know this client.

use std::collections::BTreeSet;

use rand::{Rng, RngExt};
use serde::Deserialize;

use crate::bout::Bout;
use crate::client::State;
use crate::language::{Language, LanguageError};
use crate::persona::{Persona, Touch, Worth};

/// A way of practising.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Player {
    /// Insults and brushes off.
    Rude,
    /// Presses for a decision and explains nothing.
    Pushy,
    /// Hides behind the rules.
    ColdPolicy,
    /// Kind words, no content.
    HollowPolite,
    /// Yes to everything.
    GiverIn,
    /// Means well and does half of it.
    Beginner,
    /// What a coach would sign.
    Expert,
}

impl Player {
    /// From the worst to the best.
    pub const ALL: [Self; 7] =
        [Self::Rude, Self::Pushy, Self::ColdPolicy, Self::HollowPolite, Self::GiverIn, Self::Beginner, Self::Expert];

    /// The name in arguments and output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rude => "rude",
            Self::Pushy => "pushy",
            Self::ColdPolicy => "cold-policy",
            Self::HollowPolite => "hollow-polite",
            Self::GiverIn => "giver-in",
            Self::Beginner => "beginner",
            Self::Expert => "expert",
        }
    }

    /// The player of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|player| player.name() == name)
    }
}

/// What the players of a language say to everybody: `data/<lang>/players.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Players {
    rude: Lines,
    pushy: Lines,
    cold_policy: Lines,
    hollow_polite: Lines,
    giver_in: Lines,
    beginner: Lines,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Lines {
    says: Vec<String>,
}

impl Players {
    /// Reads the file.
    ///
    /// # Errors
    /// It is missing or malformed.
    pub fn read(language: &Language) -> Result<Self, LanguageError> {
        language.table("players.toml")
    }

    /// Everything that any of them says to everybody.
    pub(super) fn all(&self) -> impl Iterator<Item = &String> {
        [&self.rude, &self.pushy, &self.cold_policy, &self.hollow_polite, &self.giver_in, &self.beginner]
            .into_iter()
            .flat_map(|lines| &lines.says)
    }
}

/// Share of a beginner's replies that are an expert's, cut in half, in percent.
const BEGINNER_HALVES: u32 = 65;

/// One player in one bout: remembers what was said, for nobody says the same twice.
#[derive(Debug)]
pub(super) struct Script<'a> {
    player: Player,
    players: &'a Players,
    language: &'a Language,
    persona: &'a Persona,
    said: BTreeSet<&'a str>,
}

impl<'a> Script<'a> {
    pub(super) fn new(player: Player, players: &'a Players, language: &'a Language, persona: &'a Persona) -> Self {
        Self { player, players, language, persona, said: BTreeSet::new() }
    }

    /// What the player says now.
    pub(super) fn next(&mut self, bout: &Bout, chance: &mut impl Rng) -> String {
        match self.player {
            Player::Rude => self.any(&self.players.rude.says, chance),
            Player::Pushy => self.any(&self.players.pushy.says, chance),
            Player::ColdPolicy => self.any(&self.players.cold_policy.says, chance),
            Player::HollowPolite => self.any(&self.players.hollow_polite.says, chance),
            Player::GiverIn => {
                let own = &self.persona.file.trainee.gives_in;
                self.first(own).unwrap_or_else(|| self.any(&self.players.giver_in.says, chance))
            }
            Player::Beginner if chance.random_range(0..100) >= BEGINNER_HALVES => {
                self.any(&self.players.beginner.says, chance)
            }
            Player::Beginner => half(&self.expert(bout.state(), chance)),
            Player::Expert => self.expert(bout.state(), chance),
        }
    }

    /// The next line of a list, in its order.
    fn first(&mut self, lines: &'a [String]) -> Option<String> {
        let line = lines.iter().find(|line| !self.said.contains(line.as_str()))?;
        self.said.insert(line);
        Some(line.clone())
    }

    /// Any line of a list, one not yet said where there is one.
    fn any(&mut self, lines: impl IntoIterator<Item = &'a String>, chance: &mut impl Rng) -> String {
        let all: Vec<&'a String> = lines.into_iter().collect();
        let fresh: Vec<&'a String> = all.iter().copied().filter(|line| !self.said.contains(line.as_str())).collect();
        let from = if fresh.is_empty() { all } else { fresh };
        let Some(line) = from.get(chance.random_range(0..from.len().max(1))) else { return String::new() };
        self.said.insert(line);
        (*line).clone()
    }

    /// Hears first, then asks, then sees the need, then offers, then closes.
    fn expert(&mut self, state: &State, chance: &mut impl Rng) -> String {
        let own = &self.persona.file.trainee;
        let heard = state.heard_share(self.persona);
        let mut lists: Vec<&'a [String]> = Vec::new();
        if heard < 60 || state.mood.heat >= 65 {
            lists.push(&own.hear);
        }
        if !state.need_out {
            lists.push(if state.exchange.is_multiple_of(2) { &own.ask } else { &own.need });
            lists.push(&own.need);
        }
        if state.offered.len() >= 2 && heard >= 60 {
            lists.push(&own.close);
        }
        lists.extend([own.offer.as_slice(), &own.close, &own.need, &own.hear, &own.ask]);
        let line = lists.into_iter().find_map(|list| self.best(list, state, chance));
        line.unwrap_or_else(|| self.any(self.persona.file.pair.iter().map(|pair| &pair.strong), chance))
    }

    /// The line of a list that does most for this client now, one not yet said; the dice among equals.
    fn best(&mut self, lines: &'a [String], state: &State, chance: &mut impl Rng) -> Option<String> {
        let fresh = lines.iter().filter(|line| !self.said.contains(line.as_str()));
        let weighed = fresh.map(|line| (self.does(line, state) * 2 + chance.random_range(0..5), line));
        let (_, line) = weighed.max_by_key(|(weight, _)| *weight)?;
        self.said.insert(line);
        Some(line.clone())
    }

    /// How much of what this client still wants is in a line.
    fn does(&self, line: &str, state: &State) -> u32 {
        let file = &self.persona.file;
        let touches: BTreeSet<Touch> =
            self.persona.patterns.find(&self.language.text(line)).iter().map(|hit| *hit.tag).collect();
        let worth = |touch: &Touch| match *touch {
            Touch::Point(i) if !state.heard.contains(&file.point[i].id) => u32::from(file.point[i].weight),
            Touch::Cue(_) if !state.need_out => 3,
            Touch::Offer(i) if !state.offered.contains(&file.offer[i].id) => match file.offer[i].worth {
                Worth::Good => 4,
                Worth::Fair => 3,
                Worth::Poor | Worth::Giveaway => 0,
            },
            _ => 0,
        };
        touches.iter().map(worth).sum()
    }
}

/// The first half of a reply's sentences; of a single one, the whole.
fn half(reply: &str) -> String {
    let ends: Vec<usize> = reply.match_indices(['.', '?', '!']).map(|(at, sign)| at + sign.len()).collect();
    let keep = ends.len().div_ceil(2);
    let end = keep.checked_sub(1).and_then(|last| ends.get(last)).copied();
    end.and_then(|end| reply.get(..end)).unwrap_or(reply).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_reply_is_its_first_sentences() {
        let check = |whole: &str, wanted: &str| assert_eq!(half(whole), wanted);
        check("You waited. Nobody came. I will call.", "You waited. Nobody came.");
        check("You waited.", "You waited.");
        check("no end", "no end");
        check("", "");
    }
}
