//! The kinds of move and a move itself.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::language::Span;

/// What a reply can do. The names in every output are these in snake case; more may be added, none renamed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MoveKind {
    /// Says hello.
    Greeting,
    /// Names or grants a feeling, a strain, a loss.
    AcknowledgeFeeling,
    /// Says that it makes sense, or that the client has a point.
    Affirm,
    /// For something named.
    Apology,
    /// The matter, put so that both agree.
    NeutralStatement,
    /// Gives back what the client said or feels, in other words.
    Reflection,
    /// How it looks from our side.
    OwnView,
    /// Leaves the answer to the client.
    OpenQuestion,
    /// Yes or no, a choice or a datum.
    ClosedQuestion,
    /// Why, or what happens next.
    Explain,
    /// Two or more ways to choose from.
    Options,
    /// A concrete proposal.
    Solution,
    /// What we will do: who, what, by when.
    Promise,
    /// Thanks.
    Thanks,
    /// A respectful no.
    Boundary,
    /// Says that the talk goes in a circle.
    NameLoop,
    /// Owns a slip and takes it back.
    Repair,
    /// A known inflaming formula that no other kind names.
    TriggerPhrase,
    /// A rule as a shield.
    PolicyShield,
    /// House words, unexplained.
    Jargon,
    /// A formula, an apology with an "if", or for the client's feelings.
    EmptyApology,
    /// A proposal before any sign of having heard.
    PrematureSolution,
    /// Makes small or brushes off.
    Dismissive,
    /// Puts fault or bad faith on the client.
    Blame,
    /// Protects oneself or the firm.
    Defensive,
    /// Not my department.
    PassOn,
    /// Leaves a direct question untouched.
    IgnoredQuestion,
    /// Asks what was told.
    ReAsked,
    /// Cannot be kept or was not checked.
    OverPromise,
    /// Mockery in friendly words.
    Sarcasm,
    /// Puts the person in a drawer.
    Label,
    /// Degrades the person.
    Insult,
    /// Threatens.
    Threat,
    /// Shouts back.
    Shouting,
    /// Mud on somebody absent.
    Gossip,
    /// The client's own words back.
    Parroting,
    /// Would fit anywhere.
    Filler,
    /// In a language the client has not used.
    Foreign,
    /// No words that mean anything.
    Nonsense,
    /// Talks to the marking, not to the client.
    ToTheMachine,
    /// Speaks of what the client spoke of.
    OnTopic,
    /// Hope, comfort, encouragement, an offer to be there.
    Support,
    /// Tells of oneself.
    SelfDisclosure,
    /// Words that weigh in a mark, though they make no move of their own.
    Wording,
}

impl MoveKind {
    /// Every kind: first what helps, then the triggers, then the rest.
    pub const ALL: [Self; 44] = [
        Self::Greeting,
        Self::AcknowledgeFeeling,
        Self::Affirm,
        Self::Apology,
        Self::NeutralStatement,
        Self::Reflection,
        Self::OwnView,
        Self::OpenQuestion,
        Self::ClosedQuestion,
        Self::Explain,
        Self::Options,
        Self::Solution,
        Self::Promise,
        Self::Thanks,
        Self::Boundary,
        Self::NameLoop,
        Self::Repair,
        Self::TriggerPhrase,
        Self::PolicyShield,
        Self::Jargon,
        Self::EmptyApology,
        Self::PrematureSolution,
        Self::Dismissive,
        Self::Blame,
        Self::Defensive,
        Self::PassOn,
        Self::IgnoredQuestion,
        Self::ReAsked,
        Self::OverPromise,
        Self::Sarcasm,
        Self::Label,
        Self::Insult,
        Self::Threat,
        Self::Shouting,
        Self::Gossip,
        Self::Parroting,
        Self::Filler,
        Self::Foreign,
        Self::Nonsense,
        Self::ToTheMachine,
        Self::OnTopic,
        Self::Support,
        Self::SelfDisclosure,
        Self::Wording,
    ];

    /// The name in data and output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Greeting => "greeting",
            Self::AcknowledgeFeeling => "acknowledge_feeling",
            Self::Affirm => "affirm",
            Self::Apology => "apology",
            Self::NeutralStatement => "neutral_statement",
            Self::Reflection => "reflection",
            Self::OwnView => "own_view",
            Self::OpenQuestion => "open_question",
            Self::ClosedQuestion => "closed_question",
            Self::Explain => "explain",
            Self::Options => "options",
            Self::Solution => "solution",
            Self::Promise => "promise",
            Self::Thanks => "thanks",
            Self::Boundary => "boundary",
            Self::NameLoop => "name_loop",
            Self::Repair => "repair",
            Self::TriggerPhrase => "trigger_phrase",
            Self::PolicyShield => "policy_shield",
            Self::Jargon => "jargon",
            Self::EmptyApology => "empty_apology",
            Self::PrematureSolution => "premature_solution",
            Self::Dismissive => "dismissive",
            Self::Blame => "blame",
            Self::Defensive => "defensive",
            Self::PassOn => "pass_on",
            Self::IgnoredQuestion => "ignored_question",
            Self::ReAsked => "re_asked",
            Self::OverPromise => "over_promise",
            Self::Sarcasm => "sarcasm",
            Self::Label => "label",
            Self::Insult => "insult",
            Self::Threat => "threat",
            Self::Shouting => "shouting",
            Self::Gossip => "gossip",
            Self::Parroting => "parroting",
            Self::Filler => "filler",
            Self::Foreign => "foreign",
            Self::Nonsense => "nonsense",
            Self::ToTheMachine => "to_the_machine",
            Self::OnTopic => "on_topic",
            Self::Support => "support",
            Self::SelfDisclosure => "self_disclosure",
            Self::Wording => "wording",
        }
    }

    /// The kind of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether it makes a client more difficult.
    pub fn is_trigger(self) -> bool {
        (Self::TriggerPhrase..=Self::Gossip).contains(&self)
    }
}

/// One move of a reply, with the words that show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    /// What it does.
    pub kind: MoveKind,
    /// Where the words stand.
    pub span: Span,
    /// Id of the rule that saw it.
    pub rule: Arc<str>,
    /// How much of the rule's points it is worth, in per cent.
    #[serde(default = "whole")]
    pub strength: u8,
}

fn whole() -> u8 {
    100
}
