//! What a reply touched in this client: the points, cues, offers and questions in it, before anything is answered.

use std::collections::BTreeSet;

use super::State;
use crate::language::Span;
use crate::marks::{Marked, Marks};
use crate::persona::{Asks, Persona, Standing, Touch, Worth};
use crate::reading::{MoveKind, Reading, is_by_wording};

/// Moves after which a person stops listening.
const SEVERE: [MoveKind; 4] = [MoveKind::Insult, MoveKind::Threat, MoveKind::Label, MoveKind::Shouting];

/// A question means a fact that covers so much of its words.
const MEANT: f32 = 0.5;
/// The same for one that wants yes or no, which may be about anything.
const MEANT_BY_YES_OR_NO: f32 = 0.62;
/// A fact that a pattern met stands as well as one that covers little more.
const NEARLY: f32 = 0.75;
/// A fact that a pattern met is not meant where another covers so much more.
const FAR: f32 = 0.5;

/// What a reply touched; all are indices into the persona file's lists.
#[derive(Debug, Default)]
pub(super) struct Taken {
    /// Points given back for the first time.
    pub(super) points: Vec<usize>,
    /// Points given back once more.
    pub(super) points_again: Vec<usize>,
    /// Cues picked up for the first time, of those that were let drop or that speak of the need anyway.
    pub(super) cues: Vec<usize>,
    /// Cues picked up once the need is known anyway: noted, but no news.
    pub(super) cues_again: Vec<usize>,
    /// Hot buttons pressed.
    pub(super) buttons: Vec<usize>,
    /// Soothers that have not worked before.
    pub(super) soothers: Vec<usize>,
    /// Restatements that are wrong.
    pub(super) wrongs: Vec<usize>,
    /// Offers made, the new ones first.
    pub(super) offers: Vec<usize>,
    /// Facts asked for, best match first.
    pub(super) facts: Vec<usize>,
    /// Things of this world spoken of.
    pub(super) worlds: Vec<usize>,
    /// Baits joined in, by their words.
    pub(super) joins: Vec<(usize, Span)>,
    /// Baits left lying, by their words.
    pub(super) declines: Vec<usize>,
    /// Claims of the client put right.
    pub(super) claims: Vec<usize>,
    /// Beats whose words are in the reply.
    pub(super) beats: BTreeSet<usize>,
    /// Endings whose words are in the reply.
    pub(super) endings: BTreeSet<usize>,
    /// What the reply asks.
    pub(super) asks: Option<Standing>,
    /// How many severe moves it makes.
    pub(super) severe: u32,
    /// Whether the reply shows that the client was heard, in the file's terms or in the marks'.
    pub(super) hears: bool,
    /// Whether it is a sound proposal of its own.
    pub(super) proposes: bool,
}

impl Taken {
    /// Reads it off the marked reply.
    pub(super) fn of(persona: &Persona, state: &State, marked: &Marked) -> Self {
        let file = &persona.file;
        let reading = &marked.reading;
        let mut taken = Self::default();
        let mut topics = Vec::new();
        let touches: BTreeSet<Touch> = reading.touches.iter().map(|(touch, _)| *touch).collect();
        for touch in touches {
            match touch {
                Touch::Fact(i) if is_asked(reading, touch) => taken.facts.push(i),
                Touch::FactTopic(i) => topics.push(i),
                Touch::Point(i) if state.heard.contains(&file.point[i].id) => taken.points_again.push(i),
                Touch::Point(i) => taken.points.push(i),
                Touch::Wrong(i) => taken.wrongs.push(i),
                Touch::Button(i) => taken.buttons.push(i),
                Touch::Soother(i) if !state.soothed.contains(&file.soother[i].id) => taken.soothers.push(i),
                Touch::Fact(_) | Touch::Soother(_) => {}
                Touch::Cue(i) if state.need_out || state.caught.contains(&file.cue[i].id) => taken.cues_again.push(i),
                Touch::Cue(i) => taken.cues.push(i),
                Touch::Offer(i) => taken.offers.push(i),
                Touch::World(i) => taken.worlds.push(i),
                Touch::Join(i) => taken.joins.extend(place(reading, touch).map(|span| (i, span))),
                Touch::Decline(i) => taken.declines.push(i),
                Touch::Claim(i) if state.game.taken_back.contains(&file.claim[i].id) => {}
                Touch::Claim(i) => taken.claims.push(i),
                Touch::Beat(i) => {
                    taken.beats.insert(i);
                }
                Touch::Ending(i) => {
                    taken.endings.insert(i);
                }
            }
        }
        // Where words of the file name a fact or an offer, a mere topic in the same reply is not what is meant.
        if taken.facts.is_empty() && taken.offers.is_empty() {
            taken.ask_by_topic(persona, reading, &topics);
        }
        taken.ask_by_recall(persona, reading);
        taken.asks = Some(taken.standing(reading));
        taken.drop_priced_giveaways(persona, reading);
        taken.offers.sort_by_key(|i| (state.offered.contains(&file.offer[*i].id), worth_rank(file.offer[*i].worth)));
        taken.severe = u32::try_from(reading.moves.iter().filter(|m| SEVERE.contains(&m.kind)).count()).unwrap_or(0);
        taken.drop_what_is_unsaid(reading, marked.marks);
        taken
    }

    /// A question of the right kind about the right thing asks for a fact, however it is worded.
    fn ask_by_topic(&mut self, persona: &Persona, reading: &Reading, topics: &[usize]) {
        for &i in topics {
            let fact = &persona.file.fact[i];
            let asked = reading.questions.iter().any(|question| {
                let about = reading
                    .touches
                    .iter()
                    .any(|(touch, span)| *touch == Touch::FactTopic(i) && span.touches(question.span));
                about && question.asks.iter().any(|kind| fact.answers.contains(kind))
            });
            if asked {
                self.facts.push(i);
            }
        }
    }

    /// A question in words that no pattern foresaw asks for the fact that shares most of them; and where a pattern
    /// meets a fact that shares few, the one that shares most is meant.
    fn ask_by_recall(&mut self, persona: &Persona, reading: &Reading) {
        for question in &reading.questions {
            let proposes = |touch: &Touch| matches!(touch, Touch::Offer(_));
            if reading.touches.iter().any(|(touch, span)| proposes(touch) && span.touches(question.span)) {
                continue;
            }
            let covers = persona.recall.covers(&reading.text, question.words);
            let Some((best, share)) = covers.iter().copied().enumerate().max_by(|a, b| a.1.total_cmp(&b.1)) else {
                continue;
            };
            let known = |i: &usize| covers.get(*i).copied().unwrap_or(0.0);
            let bare = question.asks.iter().all(|kind| *kind == Asks::YesNo);
            let enough = if bare { MEANT_BY_YES_OR_NO } else { MEANT };
            if share < enough || self.facts.iter().any(|i| known(i) >= share * NEARLY) {
                continue;
            }
            self.facts.retain(|i| known(i) >= share * FAR);
            self.facts.insert(0, best);
        }
    }

    /// What is named with its price, as an exception or beside a no is not given away; what is added to a sound offer
    /// is.
    fn drop_priced_giveaways(&mut self, persona: &Persona, reading: &Reading) {
        let worth = |i: &usize| persona.file.offer[*i].worth;
        let at = |i: usize| place(reading, Touch::Offer(i)).map_or(0, |span| span.start);
        let sound = self.offers.iter().filter(|i| matches!(worth(i), Worth::Good | Worth::Fair)).map(|i| at(*i)).max();
        let says_no = reading.moves.iter().any(|m| m.kind == MoveKind::Boundary && !is_by_wording(&m.rule));
        // However many patterns it meets, a reply gives away once.
        let mut given = false;
        self.offers.retain(|i| {
            let excepted = says_no || sound.is_some_and(|sound| at(*i) <= sound);
            worth(i) != Worth::Giveaway || (!excepted && !std::mem::replace(&mut given, true))
        });
    }

    fn standing(&self, reading: &Reading) -> Standing {
        let asks = !reading.questions.is_empty();
        match () {
            () if !self.facts.is_empty() => Standing::Known,
            () if !asks => Standing::Nothing,
            () if !self.worlds.is_empty() => Standing::World,
            () if self.cues.is_empty() && self.offers.is_empty() && self.points.is_empty() => Standing::Unknown,
            () => Standing::Nothing,
        }
    }

    fn drop_what_is_unsaid(&mut self, reading: &Reading, marks: Marks) {
        // The reading knows who is meant and what is negated or quoted: where it saw no trigger at all, a pattern
        // of the file alone does not make one.
        if marks.triggers >= 90 {
            self.buttons.clear();
        }
        let given_back = [&self.points, &self.points_again, &self.cues, &self.cues_again].iter().any(|l| !l.is_empty());
        // Words of the right kind in a reply that hurts are not heard as understanding.
        if marks.triggers < 40 {
            self.points.clear();
            self.cues.clear();
            self.soothers.clear();
        }
        self.hears = marks.triggers >= 40
            && ((given_back && marks.listening >= 40) || (marks.empathy >= 65 && marks.listening >= 60));
        let proposal = [MoveKind::Options, MoveKind::Promise];
        self.proposes = self.offers.is_empty()
            && marks.overall >= 60
            && reading.questions.is_empty()
            && !reading.has(MoveKind::OverPromise)
            && proposal.iter().any(|kind| reading.has(*kind));
    }
}

/// Where the words of this touch stand first.
fn place(reading: &Reading, touch: Touch) -> Option<Span> {
    reading.touches.iter().find(|(other, _)| *other == touch).map(|(_, span)| *span)
}

/// Whether the words of this touch stand in a question or a request: told is not asked.
fn is_asked(reading: &Reading, touch: Touch) -> bool {
    let spans = || reading.touches.iter().filter(|(other, _)| *other == touch).map(|(_, span)| *span);
    let questions = reading.questions.iter().map(|q| q.span);
    let sentences = reading.text.sentences.iter().filter(|s| s.asks).map(|s| s.span);
    questions.chain(sentences).any(|place| spans().any(|span| span.touches(place)))
}

/// Giveaways come first, since the client hears nothing else; then the best.
fn worth_rank(worth: Worth) -> u8 {
    match worth {
        Worth::Giveaway => 0,
        Worth::Good => 1,
        Worth::Fair => 2,
        Worth::Poor => 3,
    }
}
