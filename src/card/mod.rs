//! The scorecard as plain data in one language: what a terminal draws as text and Discord as embeds.
//!
//! In come a [`Scorecard`] and the language; out comes a [`Card`] whose labels are in that language.

mod page;
mod text;

use crate::bout::{Points, Scorecard, ShownMove};
use crate::language::Language;
use crate::marks::Marks;
use crate::persona::Ending;
use crate::reading::MoveKind;

pub use page::{Ink, Page, clean, visible_width};
pub use text::{bars, card_lines, move_lines};

/// Where every rule of the marking can be read.
pub const RULES_PAGE: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/docs/rules.md");

/// One of the four marks with its label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// What it is for.
    pub label: String,
    /// From 0 to 100.
    pub mark: u8,
}

/// One step of the path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathStep {
    /// What the step is.
    pub label: String,
    /// Number of the reply that first took it; `None` where it was skipped.
    pub reply: Option<u32>,
}

/// A move worth showing, with the words that show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weighed {
    /// Number of the reply, from 1.
    pub n: u32,
    /// What it does, in a few words.
    pub label: String,
    /// Whether it makes a client more difficult.
    pub trigger: bool,
    /// The words, as written.
    pub words: String,
    /// Why that counts.
    pub why: String,
    /// What it gave to or took from each mark of its reply; all 0 where that is not shown.
    pub points: Points,
}

impl Weighed {
    /// A move of reply `n` with all that is known of it.
    pub fn of(n: u32, shown: &ShownMove, language: &Language) -> Self {
        Self {
            n,
            label: move_label(shown.kind, language),
            trigger: shown.kind.is_trigger(),
            words: shown.text.clone(),
            why: shown.why.clone(),
            points: shown.points,
        }
    }

    /// Whether it did harm rather than good.
    pub fn harms(&self) -> bool {
        self.trigger || self.points.empathy + self.points.listening + self.points.triggers < 0
    }
}

/// A scorecard in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// What the client is called.
    pub name: String,
    /// The name of the type, as a sentence.
    pub nickname: String,
    /// How the bout closed.
    pub ending: Ending,
    /// The same, as a sentence.
    pub ending_words: String,
    /// Whether the ending is what this client's lesson asks for.
    pub won: bool,
    /// Empathy, listening, triggers, overall.
    pub bars: [Bar; 4],
    /// The four steps, in their order.
    pub path: [PathStep; 4],
    /// A sentence on the first step that was skipped; empty where none was.
    pub skipped: String,
    /// One thing to keep; empty where there is none.
    pub keep: String,
    /// One thing to try; empty where there is none.
    pub to_try: String,
    /// At most three, the weightiest first.
    pub evidence: Vec<Weighed>,
    /// How many hints were taken, as a sentence.
    pub hints: String,
    /// What one learns from this client.
    pub lesson: String,
    /// What the client was hiding.
    pub need: String,
    /// How the real case ended.
    pub real_case: String,
}

impl Card {
    /// The scorecard in this language.
    pub fn of(scorecard: &Scorecard, language: &Language) -> Self {
        let say = &language.messages;
        let step = |key: &str, reply| PathStep { label: say.plain(key), reply };
        let steps = scorecard.steps;
        Self {
            name: scorecard.name.clone(),
            nickname: say.say("card-nickname", &[("nickname", (&scorecard.nickname).into())]),
            ending: scorecard.ending,
            ending_words: ending_words(scorecard.ending, language),
            won: scorecard.won,
            bars: marks_as_bars(scorecard.marks, language),
            path: [
                step("step-neutral", steps.neutral),
                step("step-client-side", steps.client_side),
                step("step-our-side", steps.our_side),
                step("step-proposal", steps.proposal),
            ],
            skipped: scorecard.skipped.clone(),
            keep: scorecard.keep.clone(),
            to_try: scorecard.to_try.clone(),
            evidence: scorecard
                .evidence
                .iter()
                .map(|e| Weighed {
                    n: e.n,
                    label: move_label(e.kind, language),
                    trigger: e.kind.is_trigger(),
                    words: e.text.clone(),
                    why: e.why.clone(),
                    points: Points::default(),
                })
                .collect(),
            hints: say.say("card-hints", &[("n", scorecard.hints.into())]),
            lesson: scorecard.lesson.clone(),
            need: [scorecard.need.as_str(), &scorecard.turned].join(" ").trim().to_owned(),
            real_case: scorecard.real_case.clone(),
        }
    }
}

/// The four marks with their labels, in the order in which they are always shown.
pub fn marks_as_bars(marks: Marks, language: &Language) -> [Bar; 4] {
    let bar = |key: &str, mark| Bar { label: language.messages.plain(key), mark };
    [
        bar("mark-empathy", marks.empathy),
        bar("mark-listening", marks.listening),
        bar("mark-triggers", marks.triggers),
        bar("mark-overall", marks.overall),
    ]
}

/// How a bout closed, as a sentence.
pub fn ending_words(ending: Ending, language: &Language) -> String {
    language.messages.plain(match ending {
        Ending::Resolved => "ending-resolved",
        Ending::Parted => "ending-parted",
        Ending::WalkedOut => "ending-walked-out",
        Ending::Escalated => "ending-escalated",
        Ending::TimedOut => "ending-timed-out",
        Ending::Abandoned => "ending-abandoned",
    })
}

/// What a move does, in a few words.
pub fn move_label(kind: MoveKind, language: &Language) -> String {
    language.messages.plain(&format!("move-{}", kind.name().replace('_', "-")))
}
