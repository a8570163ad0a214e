//! What the client carries from exchange to exchange.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Difficulty;
use crate::persona::{Persona, Stage, StartMood};

/// How the client feels, each from 0 to 100.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mood {
    /// How angry.
    pub heat: u8,
    /// How much the trainee is trusted.
    pub trust: u8,
    /// How much longer the client stays.
    pub patience: u8,
}

impl Mood {
    /// The mood at the opening.
    pub(super) fn at_start(start: StartMood, difficulty: Difficulty) -> Self {
        let (heat, trust, patience) = match difficulty {
            Difficulty::Gentle => (-10, 10, 20),
            Difficulty::Normal => (0, 0, 0),
            Difficulty::Hard => (8, -5, -5),
        };
        let mut mood = Self { heat: start.heat, trust: start.trust, patience: start.patience };
        mood.add(heat, trust, patience);
        mood
    }

    /// Adds to each, staying within 0 to 100.
    pub(super) fn add(&mut self, heat: i32, trust: i32, patience: i32) {
        let bound = |value: u8, change: i32| u8::try_from((i32::from(value) + change).clamp(0, 100)).unwrap_or(0);
        self.heat = bound(self.heat, heat);
        self.trust = bound(self.trust, trust);
        self.patience = bound(self.patience, patience);
    }
}

/// Everything the client remembers. What an older version of the program did not yet remember is read as untouched.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct State {
    /// How they feel now.
    pub mood: Mood,
    /// Where the talk has got to.
    pub stage: Option<Stage>,
    /// Replies so far.
    pub exchange: u32,
    /// How often the complaint was said again.
    pub loops: u32,
    /// Names of the points heard.
    pub heard: BTreeSet<String>,
    /// Being heard beyond the file's points, in hundredths of all their weights.
    pub credit: u32,
    /// Names of the facts told.
    pub told: BTreeSet<String>,
    /// Names of the cues let drop.
    pub dropped: BTreeSet<String>,
    /// Names of the cues picked up.
    pub caught: BTreeSet<String>,
    /// Names of the soothers that have done their work.
    pub soothed: BTreeSet<String>,
    /// Names of the offers on the table.
    pub offered: BTreeSet<String>,
    /// Sound proposals that the file does not name.
    pub proposals: u32,
    /// How much was given away.
    pub given: u32,
    /// How often a respectful no was said.
    pub boundaries: u32,
    /// Insults, threats and the like so far.
    pub severe: u32,
    /// Replies in a row that took nothing up.
    pub hollow: u32,
    /// Whether the need behind the complaint has come out.
    pub need_out: bool,
    /// Names of the beats said.
    pub said: BTreeSet<String>,
    /// The lines said, by a hash of their words.
    pub used: BTreeSet<u64>,
    /// The first name the trainee gave.
    #[serde(default)]
    pub name: Option<String>,
    /// Whether the last message asked something.
    pub asked: bool,
    /// How often the client has written again since the last reply.
    pub waited: u32,
    /// What the trainee's replies have said so far.
    pub trainee: Heard,
    /// How the game stands that this client plays.
    pub game: Game,
    /// What the last answer took up.
    pub rung: Rung,
}

/// What the trainee's replies have said so far.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Heard {
    /// Whether the last reply has raised trust or cooled heat.
    pub warmer: bool,
    /// Words of what was promised last.
    pub promised: Option<String>,
    /// The longer sentences, by a hash of their words.
    pub sentences: BTreeSet<u64>,
    /// Whether the last reply said again what an earlier one had said.
    pub said_before: bool,
}

/// How the game stands that a client plays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Game {
    /// Names of the demands added.
    pub demanded: BTreeSet<String>,
    /// The demand that waits for an answer, or that silence was taken for a yes to.
    pub demand: Demanded,
    /// The exchange in which something was last demanded or baited.
    pub pressed: u32,
    /// Whether ideas are weighed by now.
    pub open_to_ideas: bool,
    /// Names of the baits laid.
    pub baited: BTreeSet<String>,
    /// The bait laid last, until it is answered.
    pub bait: Option<String>,
    /// How often the trainee joined in.
    pub joined: u32,
    /// The words with which they did, last.
    pub joined_words: Option<String>,
    /// The trainee's price as it was named last.
    pub price: Option<u32>,
    /// The client's price as it was named last.
    pub anchor: Option<u32>,
    /// Names of the claims taken back.
    pub taken_back: BTreeSet<String>,
}

/// What an answer took up of the reply: the ladder a client climbs down when nothing better fits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rung {
    /// The bout ended.
    Ending,
    /// What was asked, said or offered, in the terms of the file.
    Matter,
    /// What the reply did in the client's game.
    Game,
    /// Words that a beat or a common saying foresees.
    Said,
    /// The tone: a kind of move.
    Tone,
    /// Nothing: the complaint came again.
    Loop,
    /// The mood and the stage of the talk.
    Stage,
    /// A line that would fit anywhere, or before the first answer.
    #[default]
    Anywhere,
}

impl Rung {
    /// Every rung, from the top.
    pub const ALL: [Self; 8] =
        [Self::Ending, Self::Matter, Self::Game, Self::Said, Self::Tone, Self::Loop, Self::Stage, Self::Anywhere];

    /// The name in data and output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ending => "ending",
            Self::Matter => "matter",
            Self::Game => "game",
            Self::Said => "said",
            Self::Tone => "tone",
            Self::Loop => "loop",
            Self::Stage => "stage",
            Self::Anywhere => "anywhere",
        }
    }

    /// Whether the answer took up something that the reply said or did.
    pub fn matches(self) -> bool {
        !matches!(self, Self::Loop | Self::Stage | Self::Anywhere)
    }
}

/// How the last demand stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Demanded {
    /// None, or it was answered.
    #[default]
    Settled,
    /// It was made, and nothing was said to it so far.
    Open(String),
    /// Silence was taken for a yes.
    Passed(String),
}

impl State {
    /// How much the client has been heard, 0 to 100: a little over half of all there is to hear is enough for 100.
    pub fn heard_share(&self, persona: &Persona) -> u32 {
        let all: u32 = persona.file.point.iter().map(|p| u32::from(p.weight)).sum();
        let heard = persona.file.point.iter().filter(|p| self.heard.contains(&p.id));
        let weights: u32 = heard.map(|p| u32::from(p.weight)).sum();
        let share = (weights * 100).checked_div(all).unwrap_or(0);
        // Nobody needs every point said back: at 60 % a person feels understood.
        ((share + self.credit) * 100 / 60).min(100)
    }
}
