//! The form of a persona file: what stands in `personas/<lang>/<id>.toml`, as serde reads it.
//!
//! `CONTRIBUTING.md` walks through it with an example.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Deserialize;

use super::game::{Absence, Bait, Claim, Demand, Demands, Haggle, Reject, Waiting};
use super::when::{Asks, When};
use super::{PersonaError, Touch, ready};
use crate::language::{Language, PatternSet};

/// A persona file, as it stands.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// Lower case, digits and hyphens; also the file's name.
    pub id: String,
    /// What the client is called.
    pub name: String,
    /// The name of the type, shown only after the bout (no labels before).
    pub nickname: String,
    /// Which source text it comes from, and where in it.
    pub source: String,
    /// What one learns from this client, in a sentence or two.
    pub lesson: String,
    /// Whether the lesson is a solution or a boundary.
    pub aim: Aim,
    /// Where the trainee stands.
    pub setting: Setting,
    /// The mood at the opening, on normal difficulty.
    pub mood: StartMood,
    /// How the client writes.
    #[serde(default)]
    pub voice: Voice,
    /// What is behind the complaint, told on the card: one sentence.
    pub need: String,
    /// How the real case ended, told on the card.
    pub real_case: String,
    /// First messages; one opening is drawn for each bout.
    pub opening: Vec<Opening>,
    /// What the client knows and tells when asked.
    pub fact: Vec<Fact>,
    /// What the client wants to hear understood.
    pub point: Vec<Point>,
    /// Restatements that this client corrects.
    #[serde(default)]
    pub wrong: Vec<Answer>,
    /// Hot buttons.
    pub button: Vec<Button>,
    /// What soothes.
    #[serde(default)]
    pub soother: Vec<Button>,
    /// Small signs of the need.
    #[serde(default)]
    pub cue: Vec<Cue>,
    /// What can be put to this client, and what it is worth to them.
    pub offer: Vec<Offer>,
    /// Things of this client's world that are not on file.
    #[serde(default)]
    pub world: Vec<Answer>,
    /// Everything else the client can say.
    pub beat: Vec<Beat>,
    /// The complaint said again when unheard, in growing heat: the first entry is the mildest.
    #[serde(rename = "loop")]
    pub loops: Vec<Loop>,
    /// How the bout closes.
    pub ending: Vec<EndingLines>,
    /// Weak and strong lines, for the card.
    pub pair: Vec<Pair>,
    /// Coaching sentences of this client's own, for hints.
    #[serde(default)]
    pub hint: Vec<Hint>,
    /// What scripted trainees say to this client.
    #[serde(default)]
    pub trainee: TraineeLines,
    /// Writes again when left waiting.
    #[serde(default)]
    pub waiting: Vec<Waiting>,
    /// Comes back late and skips questions.
    pub absence: Option<Absence>,
    /// When demands are added.
    pub demands: Option<Demands>,
    /// The demands, in their order.
    #[serde(default)]
    pub demand: Vec<Demand>,
    /// Turns down every idea.
    pub reject: Option<Reject>,
    /// Baits.
    #[serde(default)]
    pub bait: Vec<Bait>,
    /// Bargains.
    pub haggle: Option<Haggle>,
    /// Parts from which a slot of that name is built afresh each time: each entry may refer to others as `{name}`.
    #[serde(default)]
    pub grammar: BTreeMap<String, Vec<String>>,
    /// What the client says that is not so.
    #[serde(default)]
    pub claim: Vec<Claim>,
}

/// What the lesson of a persona is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aim {
    /// The matter can be brought to a good end: `resolved` is the full success.
    Resolve,
    /// A respectful no: `parted` is as good as `resolved`, and giving in is a loss.
    Boundary,
}

/// The prebrief: where the trainee stands.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    /// Who you are.
    pub you: String,
    /// What has happened.
    pub happened: String,
    /// What you may grant.
    pub may: String,
}

/// Mood at the opening, each from 0 to 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StartMood {
    /// How angry.
    pub heat: u8,
    /// How much the trainee is trusted.
    pub trust: u8,
    /// How much longer the client stays.
    pub patience: u8,
}

/// How the client writes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Voice {
    /// Sends each part of an answer as a message of its own.
    #[serde(default)]
    pub burst: bool,
}

/// One way to open: the messages the client sends.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// Messages, in order.
    pub says: Vec<String>,
}

/// Something the client knows.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// Name within the file.
    pub id: String,
    /// The fact in a few words, the same whatever the mood; never shown before the end.
    pub value: String,
    /// Kinds of question that it answers (see [`Asks`]) when one of `topic` is in the question.
    #[serde(default)]
    pub answers: Vec<Asks>,
    /// Words (patterns) that such a question speaks of.
    #[serde(default)]
    pub topic: Vec<String>,
    /// Patterns of questions that mean this fact whatever their kind.
    pub asked: Vec<String>,
    /// What the client says, in any mood.
    #[serde(default)]
    pub says: Vec<String>,
    /// What the client says while hot (heat 60 and more).
    #[serde(default)]
    pub hot: Vec<String>,
    /// What the client says once trust has come (50 and more).
    #[serde(default)]
    pub warm: Vec<String>,
    /// Said when asked again.
    #[serde(default)]
    pub again: Vec<String>,
    /// Until this holds, the client answers with `guarded` instead.
    #[serde(default)]
    pub when: When,
    /// A reason not to answer yet.
    #[serde(default)]
    pub guarded: Vec<String>,
    /// Whether telling it opens the need behind the complaint.
    #[serde(default)]
    pub need: bool,
    /// Patterns on the client's own lines that tell this fact unasked (so that asking later is asking again).
    #[serde(default)]
    pub told_by: Vec<String>,
}

/// Something the client wants to hear understood.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Point {
    /// Name within the file.
    pub id: String,
    /// Patterns of a reply that gives it back in its own words.
    pub said: Vec<String>,
    /// A short confirmation, before whatever else is said.
    pub yes: Vec<String>,
    /// A whole answer, when nothing else needs saying.
    #[serde(default)]
    pub says: Vec<String>,
    /// How much of being heard hangs on it, 1 to 5.
    #[serde(default = "one")]
    pub weight: u8,
    /// Whether this is the need itself, not the complaint.
    #[serde(default)]
    pub need: bool,
}

fn one() -> u8 {
    1
}

/// Words that call for a certain answer.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// Name within the file.
    pub id: String,
    /// Patterns of a reply.
    pub said: Vec<String>,
    /// What the client says then.
    pub says: Vec<String>,
}

/// Words that change the mood at once: a hot button or something that soothes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Button {
    /// Name within the file.
    pub id: String,
    /// Patterns of a reply.
    pub said: Vec<String>,
    /// Change of mood; heat of a soother is negative.
    pub does: Effect,
    /// What the client throws back, or how they show that it did good.
    pub says: Vec<String>,
    /// One sentence for the trainee: why this touched the client.
    pub why: String,
}

/// A small sign of the need.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cue {
    /// Name within the file.
    pub id: String,
    /// Asides that let it show.
    pub drops: Vec<String>,
    /// Patterns of a reply that picks it up.
    pub said: Vec<String>,
    /// What the client says when it is picked up.
    pub says: Vec<String>,
}

/// What an offer is worth to this client and to the lesson.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Worth {
    /// What a good end needs.
    Good,
    /// Better than nothing; two of them, or one with trust, will do.
    Fair,
    /// Does not meet the matter.
    Poor,
    /// Gives the work, the money or the rules away: the client takes it and asks for more.
    Giveaway,
}

/// Something that can be put to this client: a proposal or a boundary.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Offer {
    /// Name within the file.
    pub id: String,
    /// Patterns of a reply that makes it.
    pub said: Vec<String>,
    /// What it is worth.
    pub worth: Worth,
    /// What the client says when it comes before they were heard.
    #[serde(default)]
    pub early: Vec<String>,
    /// How they weigh it once they were heard.
    pub says: Vec<String>,
    /// Whether it is a boundary (a respectful no with a way on): leads to `parted` where it is not taken up.
    #[serde(default)]
    pub boundary: bool,
    /// Until this holds, it is answered as if it came too early.
    #[serde(default)]
    pub when: When,
}

/// Where in a message a beat stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// Two to eight words on what was just said.
    Reaction,
    /// The body of the answer.
    Content,
    /// A question back, a demand, a deadline.
    Push,
}

/// Something the client can say, when it fits, and what it changes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Beat {
    /// Name within the file.
    pub id: String,
    /// Where in a message it stands.
    pub place: Place,
    /// When it fits.
    #[serde(default)]
    pub when: When,
    /// The words, one of which is drawn.
    pub says: Vec<String>,
    /// What saying it changes.
    #[serde(default)]
    pub does: Effect,
}

/// The complaint said again.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Loop {
    /// The same complaint in other words.
    pub says: Vec<String>,
}

/// A change of mood, in points.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Effect {
    /// Added to heat.
    #[serde(default)]
    pub heat: i8,
    /// Added to trust.
    #[serde(default)]
    pub trust: i8,
    /// Added to patience.
    #[serde(default)]
    pub patience: i8,
}

/// How a bout closes (see `design.md`, Words).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// The matter is settled.
    Resolved,
    /// A respectful no was taken.
    Parted,
    /// The client has left.
    WalkedOut,
    /// The client takes it to somebody above the trainee.
    Escalated,
    /// It went on for too long.
    TimedOut,
    /// The trainee left.
    Abandoned,
}

impl Ending {
    /// The name in data and output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Resolved => "resolved",
            Self::Parted => "parted",
            Self::WalkedOut => "walked_out",
            Self::Escalated => "escalated",
            Self::TimedOut => "timed_out",
            Self::Abandoned => "abandoned",
        }
    }
}

/// The client's last words for one kind of ending.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndingLines {
    /// Which ending.
    pub ending: Ending,
    /// A further condition; without one, the engine's own conditions decide alone.
    #[serde(default)]
    pub when: When,
    /// Last messages, one of which is drawn.
    pub says: Vec<String>,
}

/// One of the four steps for a conflict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The matter, put so that both agree.
    Neutral,
    /// From the client's side.
    ClientSide,
    /// From ours, no more and no less weighty.
    OurSide,
    /// What could be done.
    Proposal,
}

/// A weak line and a strong one for the same place.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pair {
    /// What it teaches, in a few words.
    pub lesson: String,
    /// The step it belongs to, if to one.
    pub step: Option<Step>,
    /// Kinds of move (as in every output) that this pair answers.
    #[serde(default)]
    pub moves: Vec<String>,
    /// What is often said.
    pub weak: String,
    /// What would have been better.
    pub strong: String,
    /// Why, in one sentence.
    pub why: String,
}

/// A coaching sentence.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hint {
    /// When it fits.
    #[serde(default)]
    pub when: When,
    /// The sentence.
    pub says: String,
}

/// What scripted trainees say to this client (`sparring personas play`): replies that a coach would sign, by the moment
/// they are for, and those of one who gives in.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TraineeLines {
    /// Shows that the complaint was heard.
    pub hear: Vec<String>,
    /// Asks what moves the matter.
    pub ask: Vec<String>,
    /// Sees the need behind it.
    pub need: Vec<String>,
    /// Puts something on the table, or a boundary.
    pub offer: Vec<String>,
    /// Closes.
    pub close: Vec<String>,
    /// Yes to everything.
    pub gives_in: Vec<String>,
}

impl TraineeLines {
    /// Every line.
    pub fn all(&self) -> impl Iterator<Item = &String> {
        [&self.hear, &self.ask, &self.need, &self.offer, &self.close, &self.gives_in].into_iter().flatten()
    }
}

impl File {
    /// Every line that the client can say, with the facts it tells by the facts' own `told_by` patterns.
    pub(super) fn tells(&self, language: &Language) -> Result<HashMap<String, Vec<usize>>, PersonaError> {
        let mut told_by = PatternSet::default();
        for (i, fact) in self.fact.iter().enumerate() {
            for pattern in &fact.told_by {
                for ready in ready(language, pattern)? {
                    told_by.add(ready, i);
                }
            }
        }
        let tells = |line: &String| {
            let text = language.text(line);
            let facts: BTreeSet<usize> = told_by.find(&text).iter().map(|hit| *hit.tag).collect();
            (!facts.is_empty()).then(|| (line.clone(), facts.into_iter().collect()))
        };
        Ok(self.lines().filter_map(tells).collect())
    }

    /// Every line that the client can say before the last one.
    pub fn lines(&self) -> impl Iterator<Item = &String> {
        let openings = self.opening.iter().flat_map(|o| &o.says);
        let facts = self.fact.iter().flat_map(|f| f.says.iter().chain(&f.hot).chain(&f.warm).chain(&f.guarded));
        let points = self.point.iter().flat_map(|p| p.yes.iter().chain(&p.says));
        let answers = self.wrong.iter().chain(&self.world).flat_map(|a| &a.says);
        let touched = self.button.iter().chain(&self.soother).flat_map(|b| &b.says);
        let cues = self.cue.iter().flat_map(|c| c.drops.iter().chain(&c.says));
        let offers = self.offer.iter().flat_map(|o| o.early.iter().chain(&o.says));
        let beats = self.beat.iter().flat_map(|b| &b.says).chain(self.loops.iter().flat_map(|l| &l.says));
        let late = self.absence.iter().flat_map(|a| a.returns.iter().chain(&a.skips));
        let demands = self.demand.iter().flat_map(|d| d.says.iter().chain(&d.passed));
        let rejects = self.reject.iter().flat_map(|r| &r.says).chain(self.waiting.iter().flat_map(|w| &w.says));
        let baits = self.bait.iter().flat_map(|b| b.says.iter().chain(&b.joined).chain(&b.declined));
        let price = self.haggle.iter().flat_map(|h| h.lower.iter().chain(&h.held));
        let claims = self.claim.iter().flat_map(|c| c.says.iter().chain(&c.rough));
        let games = late.chain(demands).chain(rejects).chain(baits).chain(price).chain(claims);
        let answers = answers.chain(touched).chain(cues).chain(offers);
        openings.chain(facts).chain(points).chain(answers).chain(beats).chain(games)
    }

    /// Every pattern of the file with what it stands for.
    pub fn patterns(&self) -> impl Iterator<Item = (&str, Touch)> {
        fn each<'a, T>(
            list: &'a [T],
            patterns: impl Fn(&'a T) -> &'a [String] + 'a,
            touch: fn(usize) -> Touch,
        ) -> impl Iterator<Item = (&'a str, Touch)> {
            list.iter()
                .enumerate()
                .flat_map(move |(i, entry)| patterns(entry).iter().map(move |p| (p.as_str(), touch(i))))
        }
        each(&self.fact, |f| &f.asked, Touch::Fact)
            .chain(each(&self.fact, |f| &f.topic, Touch::FactTopic))
            .chain(each(&self.point, |p| &p.said, Touch::Point))
            .chain(each(&self.wrong, |w| &w.said, Touch::Wrong))
            .chain(each(&self.button, |b| &b.said, Touch::Button))
            .chain(each(&self.soother, |b| &b.said, Touch::Soother))
            .chain(each(&self.cue, |c| &c.said, Touch::Cue))
            .chain(each(&self.offer, |o| &o.said, Touch::Offer))
            .chain(each(&self.world, |w| &w.said, Touch::World))
            .chain(each(&self.bait, |b| &b.joins, Touch::Join))
            .chain(each(&self.bait, |b| &b.declines, Touch::Decline))
            .chain(each(&self.claim, |c| &c.said, Touch::Claim))
            .chain(each(&self.beat, |b| &b.when.said, Touch::Beat))
            .chain(each(&self.ending, |e| &e.when.said, Touch::Ending))
    }
}
