//! A bout: one trainee with one client, from the opening line to an ending.
//!
//! A bout is a fold over its replies: persona and version, difficulty, language, seed and the replies so far
//! determine everything else. Each exchange draws from a stream of its own, so that going back and answering
//! differently meets the same client.

mod hint;
mod opinion;
mod repertoire;
mod scorecard;

use rand::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;
use serde::{Deserialize, Serialize};

use crate::client::{self, Difficulty, Mood, State};
use crate::language::Span;
pub use crate::marks::Points;
use crate::marks::{Evidence as Carried, Judge, MARKING_VERSION, Marked, Marks};
use crate::persona::{Ending, Persona};
use crate::reading::{MoveKind, Speaker, Turn};

pub use opinion::{Four, MOST_WORDS, NoMark, ONE_LEVEL, View, read_mark};
pub use repertoire::{Repertoire, RepertoireError, Tongue};
pub use scorecard::{Evidence, Scorecard, Steps};

/// What determines a bout before the first reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setup {
    /// Id of the persona.
    pub persona: String,
    /// Its version when the bout began.
    pub version: String,
    /// How patient the client is.
    pub difficulty: Difficulty,
    /// Language code.
    pub lang: String,
    /// Chooses among what fits equally well.
    pub seed: u64,
}

/// A move as every output shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownMove {
    /// What it does.
    pub kind: MoveKind,
    /// First character (Unicode scalar value) in the reply.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
    /// The words.
    pub text: String,
    /// Why it gives or takes points: one sentence.
    pub why: String,
    /// Id of the rule.
    pub rule: String,
    /// What its words carry: hide them, and each mark changes by so much the other way.
    #[serde(default)]
    pub points: Points,
}

/// One reply and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchange {
    /// Its number, from 1.
    pub n: u32,
    /// What the trainee wrote.
    pub reply: String,
    /// What it was worth.
    pub marks: Marks,
    /// Which marking said so.
    pub marking: u32,
    /// What it did.
    pub moves: Vec<ShownMove>,
    /// How the client felt after it.
    pub mood: Mood,
    /// What the client answered.
    pub client: Vec<String>,
    /// Set when this exchange ended the bout.
    pub ending: Option<Ending>,
    /// What the client remembers after it.
    pub after: State,
}

/// A bout, as far as it has got.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bout {
    /// What determines it.
    pub setup: Setup,
    /// The client's first messages.
    pub opening: Vec<String>,
    /// What the client remembers after the opening.
    pub opened: State,
    /// Replies and answers so far.
    pub exchanges: Vec<Exchange>,
    /// How it closed, once it has.
    pub ending: Option<Ending>,
    /// Hints taken, each as it was given.
    pub hints: Vec<String>,
    /// What the client wrote because no reply came, in order.
    #[serde(default)]
    pub waits: Vec<Wait>,
}

/// The client wrote again because no reply came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wait {
    /// The exchange after which it was; 0 is the opening.
    pub n: u32,
    /// What the client wrote.
    pub client: Vec<String>,
    /// What the client remembers after it.
    pub after: State,
}

/// Most hints in a bout.
pub const MOST_HINTS: usize = 3;

/// Why something cannot be done with a bout.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BoutError {
    /// No such language.
    #[error("there is no language `{0}`")]
    Language(String),
    /// No such persona in that language.
    #[error("there is no persona `{0}`")]
    Persona(String),
    /// The bout is over.
    #[error("the bout is over")]
    Over,
    /// There is no such reply to go back to.
    #[error("there is no reply {0} to go back to")]
    NoSuchReply(u32),
}

impl Bout {
    /// Opens a bout.
    ///
    /// # Errors
    /// There is no such language or persona.
    pub fn open(
        repertoire: &Repertoire,
        lang: &str,
        persona: &str,
        difficulty: Difficulty,
        seed: u64,
    ) -> Result<Self, BoutError> {
        let tongue = repertoire.tongue(lang).ok_or_else(|| BoutError::Language(lang.to_owned()))?;
        let on_file = repertoire.cast.get(lang, persona).ok_or_else(|| BoutError::Persona(persona.to_owned()))?;
        let (opened, opening) = client::open(on_file, difficulty, &mut stream(seed, 0));
        let setup = Setup {
            persona: on_file.file.id.clone(),
            version: on_file.version.clone(),
            difficulty,
            lang: tongue.language.code.clone(),
            seed,
        };
        Ok(Self { setup, opening, opened, exchanges: Vec::new(), ending: None, hints: Vec::new(), waits: Vec::new() })
    }

    /// One reply in; its marks and the client's answer out, kept as the last exchange.
    ///
    /// # Errors
    /// The bout is over, or its persona or language is no longer there.
    pub fn step(&mut self, repertoire: &Repertoire, reply: &str) -> Result<&Exchange, BoutError> {
        self.exchange(repertoire, reply, |tongue, persona, turns, marked| {
            let evidence = tongue.judge.evidence(&tongue.language, Some(persona), turns, marked);
            shown(&evidence, &tongue.judge, persona, reply)
        })
    }

    /// The same without the evidence, which takes most of the time: for bouts that nobody reads.
    ///
    /// # Errors
    /// As [`Self::step`].
    pub fn step_unexplained(&mut self, repertoire: &Repertoire, reply: &str) -> Result<&Exchange, BoutError> {
        self.exchange(repertoire, reply, |_, _, _, _| Vec::new())
    }

    fn exchange(
        &mut self,
        repertoire: &Repertoire,
        reply: &str,
        explain: impl FnOnce(&Tongue, &Persona, &[Turn], &Marked) -> Vec<ShownMove>,
    ) -> Result<&Exchange, BoutError> {
        if self.ending.is_some() {
            return Err(BoutError::Over);
        }
        let (tongue, persona) = repertoire.of(&self.setup)?;
        let turns = self.turns();
        let marked = tongue.judge.mark(&tongue.language, Some(persona), &turns, reply);
        let n = self.answered() + 1;
        let mut chance = stream(self.setup.seed, n);
        let answer = client::answer(persona, self.setup.difficulty, self.state(), &marked, &mut chance);
        let moves = explain(tongue, persona, &turns, &marked);
        self.ending = answer.ending;
        self.exchanges.push(Exchange {
            n,
            reply: reply.to_owned(),
            marks: marked.marks,
            marking: MARKING_VERSION,
            moves,
            mood: answer.state.mood,
            client: answer.says,
            ending: answer.ending,
            after: answer.state,
        });
        self.exchanges.last().ok_or(BoutError::Over)
    }

    /// The bout as it was before reply `to` (from 1): a branch that goes on from there.
    ///
    /// # Errors
    /// There is no such reply.
    pub fn rewind(&self, to: u32) -> Result<Self, BoutError> {
        let keep = self.exchanges.iter().position(|e| e.n == to).ok_or(BoutError::NoSuchReply(to))?;
        let mut branch = self.clone();
        branch.exchanges.truncate(keep);
        branch.waits.retain(|wait| wait.n < to);
        branch.ending = None;
        Ok(branch)
    }

    /// The client writes again because no reply has come, kept with the bout; `None` where this client does not, or has
    /// done so often enough.
    ///
    /// # Errors
    /// The bout is over, or its persona or language is no longer there.
    pub fn wait(&mut self, repertoire: &Repertoire) -> Result<Option<&Wait>, BoutError> {
        if self.ending.is_some() {
            return Err(BoutError::Over);
        }
        let (_, persona) = repertoire.of(&self.setup)?;
        let n = self.answered();
        let mut chance = stream(self.setup.seed, WAITING | (n << 8) | self.state().waited);
        let Some((after, client)) = client::wait(persona, self.state(), &mut chance) else { return Ok(None) };
        self.waits.push(Wait { n, client, after });
        Ok(self.waits.last())
    }

    /// Minutes from the client's last message until it writes again if no reply comes; `None` where it does not.
    ///
    /// # Errors
    /// The persona or language is no longer there.
    pub fn next_wait(&self, repertoire: &Repertoire) -> Result<Option<u32>, BoutError> {
        let (_, persona) = repertoire.of(&self.setup)?;
        Ok(client::next_wait(persona, self.state()).filter(|_| self.ending.is_none()))
    }

    /// The number of the last exchange; 0 before the first.
    pub fn answered(&self) -> u32 {
        self.exchanges.last().map_or(0, |last| last.n)
    }

    /// Closes a bout that the client has not closed: the trainee left, or it went on for too long.
    pub fn close(&mut self, ending: Ending) {
        self.ending.get_or_insert(ending);
    }

    /// What the client remembers now.
    pub fn state(&self) -> &State {
        let waited = self.waits.last().filter(|wait| wait.n == self.answered()).map(|wait| &wait.after);
        waited.unwrap_or_else(|| self.exchanges.last().map_or(&self.opened, |last| &last.after))
    }

    /// The talk so far, oldest first.
    pub fn turns(&self) -> Vec<Turn> {
        let client = |text: &String| Turn { speaker: Speaker::Client, text: text.clone() };
        let waits = |n: u32| self.waits.iter().filter(move |wait| wait.n == n).flat_map(|wait| &wait.client);
        let mut turns: Vec<Turn> = self.opening.iter().chain(waits(0)).map(client).collect();
        for exchange in &self.exchanges {
            turns.push(Turn { speaker: Speaker::Trainee, text: exchange.reply.clone() });
            turns.extend(exchange.client.iter().chain(waits(exchange.n)).map(client));
        }
        turns
    }
}

/// The evidence of a marked reply as every output shows it.
pub fn shown(evidence: &[Carried], judge: &Judge, persona: &Persona, reply: &str) -> Vec<ShownMove> {
    let show = |Carried { shown, points }: &Carried| ShownMove {
        kind: shown.kind,
        start: shown.span.start,
        end: shown.span.end,
        text: shown.span.of(reply),
        why: judge.why_to(Some(persona), &shown.rule),
        rule: shown.rule.to_string(),
        points: *points,
    };
    evidence.iter().map(show).collect()
}

/// The moves that explain the marks of a reply: those that moved one, for each stretch of words the strongest, and
/// no praise for speaking of the matter with the very words that inflame.
pub fn telling(moves: &[ShownMove]) -> Vec<&ShownMove> {
    let overlap = |a: &ShownMove, b: &ShownMove| a.start < b.end && b.start < a.end;
    let same =
        |a: &ShownMove, b: &ShownMove| (a.start, a.end) == (b.start, b.end) || (a.kind == b.kind && overlap(a, b));
    let weighed = |at: usize, m: &ShownMove| (m.weight(), std::cmp::Reverse(at));
    let outdone = |at: usize, m: &ShownMove| {
        moves.iter().enumerate().any(|(other_at, other)| {
            let praise = m.kind == MoveKind::OnTopic && other.kind.is_trigger() && overlap(m, other);
            // A move about the whole reply has no words of its own.
            let double = m.start < m.end && same(m, other) && weighed(other_at, other) > weighed(at, m);
            other.weight() > 0 && (praise || double)
        })
    };
    moves.iter().enumerate().filter(|(at, m)| m.weight() > 0 && !outdone(*at, m)).map(|(_, m)| m).collect()
}

impl ShownMove {
    /// Its weight among the reasons for a mark: the points it moved, whatever their direction.
    pub fn weight(&self) -> u16 {
        [self.points.empathy, self.points.listening, self.points.triggers].iter().map(|p| p.unsigned_abs()).sum()
    }

    /// Where its words stand.
    pub fn span(&self) -> Span {
        Span { start: self.start, end: self.end }
    }
}

/// Streams of messages that were written because no reply came lie beyond those of exchanges.
const WAITING: u32 = 1 << 31;

/// The stream of chance of one exchange; 0 is the opening.
fn stream(seed: u64, n: u32) -> Xoshiro256PlusPlus {
    // An odd constant (2^64 over the golden ratio) keeps the streams of neighbouring exchanges apart.
    Xoshiro256PlusPlus::seed_from_u64(seed ^ u64::from(n).wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

#[cfg(test)]
mod tests {
    use rand::Rng;

    use super::*;

    #[test]
    fn the_stream_of_chance_is_the_same_everywhere() {
        assert_eq!(stream(1, 0).next_u64(), 14_971_601_782_005_023_387);
    }
}
