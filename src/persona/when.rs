//! Conditions in persona files: when a beat, an ending or a hint fits.

use std::fmt;

use serde::Deserialize;

/// A closed range of whole numbers, written `"60.."`, `"..40"`, `"2..5"` or `"3"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Between {
    /// Least number that fits.
    pub least: i32,
    /// Greatest number that fits.
    pub most: i32,
}

/// Why a range cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no range; write \"60..\", \"..40\", \"2..5\" or \"3\"")]
pub struct BetweenError(String);

impl Between {
    /// Whether the number lies in the range.
    pub fn holds(self, number: i32) -> bool {
        (self.least..=self.most).contains(&number)
    }
}

impl TryFrom<String> for Between {
    type Error = BetweenError;

    fn try_from(source: String) -> Result<Self, Self::Error> {
        let fault = || BetweenError(source.clone());
        let number = |part: &str| part.trim().parse::<i32>().map_err(|_| fault());
        let between = match source.split_once("..") {
            None => number(&source).map(|n| Self { least: n, most: n })?,
            Some(("", "")) => return Err(fault()),
            Some((least, "")) => Self { least: number(least)?, most: i32::MAX },
            Some(("", most)) => Self { least: i32::MIN, most: number(most)? },
            Some((least, most)) => Self { least: number(least)?, most: number(most)? },
        };
        if between.least > between.most { Err(fault()) } else { Ok(between) }
    }
}

impl fmt::Display for Between {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.least, self.most) {
            (i32::MIN, most) => write!(f, "..{most}"),
            (least, i32::MAX) => write!(f, "{least}.."),
            (least, most) => write!(f, "{least}..{most}"),
        }
    }
}

/// What a question asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Asks {
    /// When, since when, how long.
    When,
    /// How often.
    HowOften,
    /// Who.
    Who,
    /// What, which.
    What,
    /// Where.
    Where,
    /// Why, what for, what matters about it.
    Why,
    /// How, in what way.
    How,
    /// How much, how many.
    HowMuch,
    /// What was tried already, who was asked already.
    Tried,
    /// What matters most, what is worst.
    Matters,
    /// What would be all right, what is wanted.
    Wish,
    /// A name, a number, an address, an account.
    Contact,
    /// How the client is, how it feels.
    Feeling,
    /// Yes or no.
    YesNo,
}

/// Where a talk has got to; a stage is left when it has been earned, and can be fallen back from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The client tests who is there.
    Provocation,
    /// The complaint is poured out.
    Complaint,
    /// Details are given.
    Detail,
    /// What is behind it comes out.
    Need,
    /// Offers are weighed.
    Weighing,
    /// A way on is agreed.
    Closing,
}

/// How the client's questions and those of the trainee stand in this exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// The reply asks something that a fact answers.
    Known,
    /// The reply asks something of this world that is not on file.
    World,
    /// The reply asks something that neither the facts nor the world knows.
    Unknown,
    /// The reply asks nothing.
    Nothing,
}

/// When something fits. Everything that is given must hold; what is left out does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct When {
    /// Patterns, one of which is in the reply.
    #[serde(default)]
    pub said: Vec<String>,
    /// Kinds of move, one of which is in the reply.
    #[serde(default)]
    pub moves: Vec<String>,
    /// Kinds of move, all of which are in the reply.
    #[serde(default)]
    pub all_moves: Vec<String>,
    /// Kinds of move, none of which is in the reply.
    #[serde(default)]
    pub no_moves: Vec<String>,
    /// Heat after the reply.
    pub heat: Option<Between>,
    /// Trust after the reply.
    pub trust: Option<Between>,
    /// Patience after the reply.
    pub patience: Option<Between>,
    /// Number of the exchange, from 1.
    pub exchange: Option<Between>,
    /// How often the client has looped so far.
    pub loops: Option<Between>,
    /// Share of the points heard so far, 0 to 100.
    pub heard: Option<Between>,
    /// How many giveaways were made so far.
    pub given: Option<Between>,
    /// Mark of the reply.
    pub empathy: Option<Between>,
    /// Mark of the reply.
    pub listening: Option<Between>,
    /// Mark of the reply (100 = no trigger).
    pub triggers: Option<Between>,
    /// Mark of the reply.
    pub overall: Option<Between>,
    /// Stages, one of which the talk is in.
    #[serde(default)]
    pub stage: Vec<Stage>,
    /// Facts that are all out.
    #[serde(default)]
    pub told: Vec<String>,
    /// Facts of which none is out.
    #[serde(default)]
    pub untold: Vec<String>,
    /// Points that were all heard.
    #[serde(default)]
    pub points: Vec<String>,
    /// Points of which none was heard.
    #[serde(default)]
    pub unheard: Vec<String>,
    /// Cues that were all picked up.
    #[serde(default)]
    pub caught: Vec<String>,
    /// Offers, one of which is on the table.
    #[serde(default)]
    pub offered: Vec<String>,
    /// Offers of which none is on the table.
    #[serde(default)]
    pub not_offered: Vec<String>,
    /// Beats that were all said.
    #[serde(default)]
    pub after: Vec<String>,
    /// What the reply asks.
    pub asks: Option<Standing>,
    /// Whether the need behind the complaint has come out.
    pub need_out: Option<bool>,
    /// Whether the client had asked something and the reply leaves it.
    pub left_question: Option<bool>,
    /// How many questions the reply asks.
    pub questions: Option<Between>,
    /// How many words it has.
    pub words: Option<Between>,
    /// Whether it has raised trust or cooled heat.
    pub warmer: Option<bool>,
    /// How often the client wrote again before it.
    pub waited: Option<Between>,
    /// How many demands were added so far.
    pub demands: Option<Between>,
    /// How often the trainee joined in a bait so far.
    pub joined: Option<Between>,
    /// Offers, one of which is made in this very reply.
    #[serde(default)]
    pub offers: Vec<String>,
    /// Whether it says again what an earlier reply said.
    pub said_before: Option<bool>,
    /// Whether something was promised in an earlier reply.
    pub promised: Option<bool>,
    /// Whether the trainee has given a name.
    pub named: Option<bool>,
}

impl When {
    /// How much the condition asks for: the more, the better what it guards fits where it holds.
    pub fn fit(&self) -> u32 {
        let lists = [
            (8, self.said.len()),
            (6, self.offered.len()),
            (7, self.offers.len()),
            (6, self.after.len()),
            (5, self.moves.len()),
            (6, self.all_moves.len()),
            (1, self.no_moves.len()),
            (4, self.caught.len()),
            (3, self.points.len()),
            (2, self.unheard.len()),
            (3, self.told.len()),
            (2, self.untold.len()),
            (2, self.stage.len()),
            (1, self.not_offered.len()),
        ];
        let ranges = [
            (1, self.heat.is_some()),
            (1, self.trust.is_some()),
            (2, self.patience.is_some()),
            (2, self.exchange.is_some()),
            (3, self.loops.is_some()),
            (2, self.heard.is_some()),
            (4, self.given.is_some()),
            (1, self.empathy.is_some()),
            (1, self.listening.is_some()),
            (1, self.triggers.is_some()),
            (1, self.overall.is_some()),
            (4, self.asks.is_some()),
            (2, self.need_out.is_some()),
            (4, self.left_question.is_some()),
            (3, self.questions.is_some()),
            (2, self.words.is_some()),
            (2, self.warmer.is_some()),
            (4, self.waited.is_some()),
            (2, self.demands.is_some()),
            (4, self.joined.is_some()),
            (6, self.said_before.is_some()),
            (1, self.promised.is_some()),
            (1, self.named.is_some()),
        ];
        let from_lists: u32 = lists.iter().filter(|(_, n)| *n > 0).map(|(points, _)| points).sum();
        let from_ranges: u32 = ranges.iter().filter(|(_, set)| *set).map(|(points, _)| points).sum();
        from_lists + from_ranges
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_closed_and_open_ended() {
        let check = |source: &str, inside: &[i32], outside: &[i32]| {
            let between = Between::try_from(source.to_owned()).expect("the case's range is well formed");
            assert!(inside.iter().all(|n| between.holds(*n)), "{source}");
            assert!(!outside.iter().any(|n| between.holds(*n)), "{source}");
        };
        check("60..", &[60, 100], &[59]);
        check("..40", &[0, 40], &[41]);
        check("2..5", &[2, 5], &[1, 6]);
        check("3", &[3], &[2, 4]);
        for fault in ["", "..", "a..", "5..2", "1...2"] {
            assert!(Between::try_from(fault.to_owned()).is_err(), "{fault:?}");
        }
    }
}
