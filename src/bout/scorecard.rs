//! What the trainee sees after a bout: marks, the path, what carried them, one thing to keep and one to try.

use serde::{Deserialize, Serialize};

use super::{Bout, BoutError, Exchange, Repertoire, ShownMove, telling};
use crate::client::State;
use crate::language::{Messages, Value};
use crate::marks::Marks;
use crate::persona::{Aim, Ending, File, Pair, Step};
use crate::reading::MoveKind;

/// How much more the first reply weighs than another: one first impression, a lifetime to pay (playbook 44).
const FIRST_REPLY_WEIGHT: f32 = 1.5;
/// Share of a bout's triggers mark that its worst reply decides, so that a severe slip is not averaged away.
const WORST_REPLY_SHARE: f32 = 0.35;
/// No bout with a severe trigger is marked above this overall.
const SEVERE_CAP: f32 = 39.0;
/// No bout in which the work was given away is marked above this overall, where the lesson is a boundary.
const GIVEN_AWAY_CAP: f32 = 45.0;
/// A reply's words are quoted up to this many characters.
const LONGEST_QUOTE: usize = 140;
/// Pieces of evidence on the card.
const MOST_EVIDENCE: usize = 3;
/// A reply that cost so much trust and heat together closed a door.
const COSTLY: i32 = 15;
/// A reply worth keeping has at least this overall.
const WORTH_KEEPING: u8 = 55;

/// The four steps for a conflict: the number of the reply that first took each, `None` where it was skipped.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Steps {
    /// The matter, put so that both agree.
    pub neutral: Option<u32>,
    /// From the client's side.
    pub client_side: Option<u32>,
    /// From ours.
    pub our_side: Option<u32>,
    /// What could be done.
    pub proposal: Option<u32>,
}

impl Steps {
    /// The steps in their order, each with the reply that took it.
    pub fn path(&self) -> [(Step, Option<u32>); 4] {
        [
            (Step::Neutral, self.neutral),
            (Step::ClientSide, self.client_side),
            (Step::OurSide, self.our_side),
            (Step::Proposal, self.proposal),
        ]
    }
}

/// A piece of evidence worth showing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Number of the reply.
    pub n: u32,
    /// What it did.
    pub kind: MoveKind,
    /// The words.
    pub text: String,
    /// Why that counts.
    pub why: String,
}

/// Marks, evidence, one thing to keep, one to try, the real case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scorecard {
    /// What the client is called.
    pub name: String,
    /// The name of the type.
    pub nickname: String,
    /// How the bout closed.
    pub ending: Ending,
    /// Whether that is the success this client's lesson asks for.
    pub won: bool,
    /// The marks of the bout; all 0 where there was no reply.
    pub marks: Marks,
    /// The path.
    pub steps: Steps,
    /// A sentence on the first step that was skipped, with a line for it; empty where none was.
    pub skipped: String,
    /// One thing to keep.
    pub keep: String,
    /// One thing to try.
    #[serde(rename = "try")]
    pub to_try: String,
    /// At most three pieces of evidence, the weightiest first.
    pub evidence: Vec<Evidence>,
    /// How many hints were taken.
    pub hints: usize,
    /// What one learns from this client.
    pub lesson: String,
    /// What the client was hiding.
    pub need: String,
    /// Which reply opened it and which closed a door, in a sentence or two; empty where there was no reply.
    pub turned: String,
    /// How the real case ended.
    pub real_case: String,
}

impl Bout {
    /// The scorecard of the bout as it stands; a bout that is still open counts as abandoned.
    ///
    /// # Errors
    /// Persona or language is no longer there.
    pub fn scorecard(&self, repertoire: &Repertoire) -> Result<Scorecard, BoutError> {
        let (tongue, persona) = repertoire.of(&self.setup)?;
        let (file, messages) = (&persona.file, &tongue.language.messages);
        let ending = self.ending.unwrap_or(Ending::Abandoned);
        let won = ending == Ending::Resolved || (ending == Ending::Parted && file.aim == Aim::Boundary);
        let steps = self.steps();
        Ok(Scorecard {
            name: file.name.clone(),
            nickname: file.nickname.clone(),
            ending,
            won,
            marks: self.marks(file.aim, ending, won),
            steps,
            skipped: self.skipped(file, messages, &steps),
            keep: self.keep(messages),
            to_try: self.to_try(file, messages),
            evidence: self.evidence(),
            hints: self.hints.len(),
            lesson: file.lesson.clone(),
            need: file.need.clone(),
            turned: self.turned(messages),
            real_case: file.real_case.clone(),
        })
    }

    /// The marks of the whole bout: a mean in which the first reply weighs a little more, then the worst reply and
    /// the ending.
    fn marks(&self, aim: Aim, ending: Ending, won: bool) -> Marks {
        if self.exchanges.is_empty() {
            return Marks::default();
        }
        let mean = |mark: fn(&Marks) -> u8| {
            let weight = |e: &Exchange| if e.n == 1 { FIRST_REPLY_WEIGHT } else { 1.0 };
            let all: f32 = self.exchanges.iter().map(weight).sum();
            self.exchanges.iter().map(|e| weight(e) * f32::from(mark(&e.marks))).sum::<f32>() / all
        };
        let worst = self.exchanges.iter().map(|e| e.marks.triggers).min().unwrap_or(100);
        let triggers = mean(|m| m.triggers).mul_add(1.0 - WORST_REPLY_SHARE, f32::from(worst) * WORST_REPLY_SHARE);
        let given_away = self.state().given > 0 && !won;
        let turn = match ending {
            _ if won => 6.0,
            // That the client then goes is the same fault; the replies and the cap below have counted it.
            _ if given_away => 0.0,
            Ending::Escalated => -12.0,
            Ending::WalkedOut => -9.0,
            Ending::TimedOut => -4.0,
            Ending::Resolved | Ending::Parted | Ending::Abandoned => 0.0,
        };
        let mut overall = mean(|m| m.overall) + turn;
        if worst < 20 {
            overall = overall.min(SEVERE_CAP);
        }
        if given_away && aim == Aim::Boundary {
            overall = overall.min(GIVEN_AWAY_CAP);
        }
        Marks {
            empathy: whole(mean(|m| m.empathy)),
            listening: whole(mean(|m| m.listening)),
            triggers: whole(triggers),
            overall: whole(overall),
        }
    }

    /// Which reply first took each of the four steps.
    fn steps(&self) -> Steps {
        use MoveKind as K;
        let first = |kinds: &[MoveKind], fair: fn(&Exchange) -> bool| {
            let takes = |e: &&Exchange| fair(e) && e.moves.iter().any(|m| kinds.contains(&m.kind));
            self.exchanges.iter().find(takes).map(|e| e.n)
        };
        let civil = |e: &Exchange| e.marks.triggers >= 40;
        let sees = |e: &Exchange| e.marks.triggers >= 40 && (e.marks.empathy >= 50 || e.marks.listening >= 60);
        let in_time =
            |e: &Exchange| e.marks.triggers >= 40 && !e.moves.iter().any(|m| m.kind == MoveKind::PrematureSolution);
        Steps {
            neutral: first(&[K::NeutralStatement, K::NameLoop], civil),
            client_side: first(&[K::Reflection, K::Affirm, K::AcknowledgeFeeling], sees),
            our_side: first(&[K::OwnView, K::Explain, K::Boundary], civil),
            proposal: first(&[K::Solution, K::Options, K::Promise], in_time),
        }
    }

    fn skipped(&self, file: &File, messages: &Messages, steps: &Steps) -> String {
        if self.exchanges.is_empty() {
            return String::new();
        }
        let skipped = steps.path().into_iter().filter(|(_, taken)| taken.is_none()).map(|(step, _)| step);
        let lines = skipped.filter_map(|step| {
            let pair = file.pair.iter().find(|pair| pair.step == Some(step))?;
            let step = messages.plain(step_key(step));
            Some(messages.say("card-skipped", &[("step", step.into()), ("line", Value::from(&pair.strong))]))
        });
        lines.take(1).collect()
    }

    /// Where the talk turned: the reply after which the need came out, and the one that cost most.
    fn turned(&self, messages: &Messages) -> String {
        let befores = std::iter::once(&self.opened).chain(self.exchanges.iter().map(|e| &e.after));
        let steps: Vec<(&State, &Exchange)> = befores.zip(&self.exchanges).collect();
        let opened = steps.iter().find(|(before, e)| e.after.need_out && !before.need_out).map(|(_, e)| *e);
        let cost = |before: &State, e: &Exchange| {
            let lost = i32::from(before.mood.trust) - i32::from(e.after.mood.trust);
            lost + i32::from(e.after.mood.heat) - i32::from(before.mood.heat)
        };
        let costly = steps.iter().map(|(before, e)| (cost(before, e), *e)).filter(|(cost, _)| *cost >= COSTLY);
        let closed = costly.max_by_key(|(cost, e)| (*cost, std::cmp::Reverse(e.n))).map(|(_, e)| e);
        let told = |key: &str, e: &Exchange| messages.say(key, &[("n", e.n.into()), ("words", quote(&e.reply).into())]);
        let unopened = || (!self.exchanges.is_empty()).then(|| messages.plain("card-unopened"));
        let opened = opened.map(|e| told("card-opened", e)).or_else(unopened);
        let parts: Vec<String> = opened.into_iter().chain(closed.map(|e| told("card-closed", e))).collect();
        parts.join(" ")
    }

    /// The best move of the best reply.
    fn keep(&self, messages: &Messages) -> String {
        let Some(best) = self.exchanges.iter().max_by_key(|e| (e.marks.overall, std::cmp::Reverse(e.n))) else {
            return messages.plain("card-keep-none");
        };
        let gained = |m: &&ShownMove| m.points.empathy > 0 || m.points.listening > 0;
        let strongest = best.moves.iter().filter(gained).max_by_key(|m| m.weight());
        match strongest {
            Some(m) if best.marks.overall >= WORTH_KEEPING => messages.say(
                "card-keep",
                &[("n", best.n.into()), ("words", quote(&m.text).into()), ("why", Value::from(&m.why))],
            ),
            _ if self.exchanges.iter().all(|e| e.marks.triggers >= 80) => messages.plain("card-keep-calm"),
            _ => messages.plain("card-keep-stayed"),
        }
    }

    /// A strong line for the weakest moment.
    fn to_try(&self, file: &File, messages: &Messages) -> String {
        let weakest = self.exchanges.iter().min_by_key(|e| (e.marks.overall, e.n));
        let skipped = self.steps().path().into_iter().find(|(_, taken)| taken.is_none()).map(|(step, _)| step);
        let pair = weakest
            .and_then(|e| pair_for_moves(file, e))
            .or_else(|| file.pair.iter().find(|pair| skipped.is_some() && pair.step == skipped))
            .or_else(|| file.pair.first());
        match (weakest, pair) {
            (Some(e), Some(pair)) => messages.say(
                "card-try",
                &[
                    ("n", e.n.into()),
                    ("words", quote(&e.reply).into()),
                    ("line", Value::from(&pair.strong)),
                    ("why", Value::from(&pair.why)),
                ],
            ),
            (None, Some(pair)) => {
                messages.say("card-try-first", &[("line", Value::from(&pair.strong)), ("why", Value::from(&pair.why))])
            }
            (_, None) => file.lesson.clone(),
        }
    }

    fn evidence(&self) -> Vec<Evidence> {
        let mut all: Vec<(u16, Evidence)> = Vec::new();
        for exchange in &self.exchanges {
            all.extend(telling(&exchange.moves).into_iter().filter(|m| !m.text.trim().is_empty()).map(|m| {
                let evidence = Evidence { n: exchange.n, kind: m.kind, text: quote(&m.text), why: m.why.clone() };
                (m.weight(), evidence)
            }));
        }
        all.sort_by_key(|(weight, evidence)| (std::cmp::Reverse(*weight), evidence.n));
        // Three times the same reason would teach less than three reasons.
        let mut shown: Vec<Evidence> = Vec::new();
        for (_, evidence) in all {
            if shown.len() < MOST_EVIDENCE && shown.iter().all(|e| e.kind != evidence.kind) {
                shown.push(evidence);
            }
        }
        shown
    }
}

/// The pair that answers the costliest move of this reply.
fn pair_for_moves<'a>(file: &'a File, exchange: &Exchange) -> Option<&'a Pair> {
    let mut moves: Vec<&ShownMove> = exchange.moves.iter().collect();
    moves.sort_by_key(|m| m.points.triggers + m.points.empathy + m.points.listening);
    moves.iter().find_map(|m| file.pair.iter().find(|pair| pair.moves.iter().any(|name| name == m.kind.name())))
}

fn step_key(step: Step) -> &'static str {
    match step {
        Step::Neutral => "step-neutral",
        Step::ClientSide => "step-client-side",
        Step::OurSide => "step-our-side",
        Step::Proposal => "step-proposal",
    }
}

/// The words on one line, shortened at a word where they are long.
fn quote(words: &str) -> String {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= LONGEST_QUOTE {
        return line;
    }
    let short: String = line.chars().take(LONGEST_QUOTE).collect();
    let cut = short.rsplit_once(' ').map_or(short.as_str(), |(head, _)| head);
    format!("{cut}…")
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=100 first")]
fn whole(mark: f32) -> u8 {
    mark.round().clamp(0.0, 100.0) as u8
}
