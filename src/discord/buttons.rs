//! What buttons, menus and forms are called, so that they work after a restart, forever.
//!
//! A custom id is `v1:<what>:<which>`; it is read strictly, and what it names is looked up and checked against the
//! person who pressed it, since anybody can forge one.

use std::fmt;

use crate::store::{BoutId, TraineeId};

/// The form of the ids.
const VERSION: &str = "v1";

/// A span of time that the board covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Period {
    Week,
    Month,
    All,
}

impl Period {
    /// All of them.
    pub(crate) const EVERY: [Self; 3] = [Self::Week, Self::Month, Self::All];

    /// The name in arguments and ids.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Week => "week",
            Self::Month => "month",
            Self::All => "all",
        }
    }

    /// The period of this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|period| period.name() == name)
    }
}

/// What was pressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Button {
    /// The same client once more.
    Again(BoutId),
    /// Go on from a reply, chosen in a menu.
    From(BoutId),
    /// The evidence of the whole bout.
    Evidence(BoutId),
    /// Open the form for a reply.
    Reply(BoutId),
    /// The form, sent in.
    Said(BoutId),
    /// Close the bout.
    End(BoutId),
    /// Leave the bout as it is.
    KeepOn(BoutId),
    /// Practise with this persona.
    Practise(String),
    /// Delete everything about this person.
    Forget(TraineeId),
    /// Delete nothing.
    Keep(TraineeId),
    /// A page of the board.
    Board(Period, u32),
    /// Choose a reply whose marks one sees differently; on this page, from 1.
    Differ(BoutId),
    DifferPage(BoutId, u32),
    /// The menu with the replies.
    DifferOn(BoutId),
    /// The menu with what may be taken back.
    TakeBack(BoutId),
    /// The form about a reply, sent in; and the way back into it, with what was written.
    DifferSaid(BoutId, u32),
    DifferMend(BoutId, u32),
    /// A page of what trainees have shared with the coaches: looked at already, or not.
    Review(bool, u32),
    /// The menu on such a page.
    ReviewOn(bool),
    /// A coach confirms the marks of a reply.
    Confirm(BoutId, u32),
    /// Open the coach's form; the form, sent in; and the way back into it.
    SetMarks(BoutId, u32),
    SetSaid(BoutId, u32),
    SetMend(BoutId, u32),
}

/// The names of the two lists of shared replies.
fn list_name(looked_at: bool) -> &'static str {
    if looked_at { "seen" } else { "waiting" }
}

fn list_named(name: &str) -> Option<bool> {
    [false, true].into_iter().find(|looked_at| list_name(*looked_at) == name)
}

impl fmt::Display for Button {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{VERSION}:")?;
        match self {
            Self::Again(bout) => write!(f, "again:{}", bout.0),
            Self::From(bout) => write!(f, "from:{}", bout.0),
            Self::Evidence(bout) => write!(f, "evidence:{}", bout.0),
            Self::Reply(bout) => write!(f, "reply:{}", bout.0),
            Self::Said(bout) => write!(f, "said:{}", bout.0),
            Self::End(bout) => write!(f, "end:{}", bout.0),
            Self::KeepOn(bout) => write!(f, "keep-on:{}", bout.0),
            Self::Practise(persona) => write!(f, "practise:{persona}"),
            Self::Forget(trainee) => write!(f, "forget:{trainee}"),
            Self::Keep(trainee) => write!(f, "keep:{trainee}"),
            Self::Board(period, page) => write!(f, "board:{}-{page}", period.name()),
            Self::Differ(bout) => write!(f, "differ:{}", bout.0),
            Self::DifferPage(bout, page) => write!(f, "differ-page:{}-{page}", bout.0),
            Self::DifferOn(bout) => write!(f, "differ-on:{}", bout.0),
            Self::TakeBack(bout) => write!(f, "take-back:{}", bout.0),
            Self::DifferSaid(bout, n) => write!(f, "differ-said:{}-{n}", bout.0),
            Self::DifferMend(bout, n) => write!(f, "differ-mend:{}-{n}", bout.0),
            Self::Review(looked_at, page) => write!(f, "review:{}-{page}", list_name(*looked_at)),
            Self::ReviewOn(looked_at) => write!(f, "review-on:{}", list_name(*looked_at)),
            Self::Confirm(bout, n) => write!(f, "confirm:{}-{n}", bout.0),
            Self::SetMarks(bout, n) => write!(f, "set:{}-{n}", bout.0),
            Self::SetSaid(bout, n) => write!(f, "set-said:{}-{n}", bout.0),
            Self::SetMend(bout, n) => write!(f, "set-mend:{}-{n}", bout.0),
        }
    }
}

impl Button {
    /// Reads a custom id; `None` for anything this program never sends.
    pub(crate) fn read(id: &str) -> Option<Self> {
        let mut parts = id.split(':');
        let (version, what, which) = (parts.next()?, parts.next()?, parts.next()?);
        if version != VERSION || parts.next().is_some() {
            return None;
        }
        let bout = || digits(which).and_then(|id| i64::try_from(id).ok()).map(BoutId);
        let trainee = || digits(which).map(TraineeId);
        match what {
            "again" => bout().map(Self::Again),
            "from" => bout().map(Self::From),
            "evidence" => bout().map(Self::Evidence),
            "reply" => bout().map(Self::Reply),
            "said" => bout().map(Self::Said),
            "end" => bout().map(Self::End),
            "keep-on" => bout().map(Self::KeepOn),
            "practise" => persona(which).map(Self::Practise),
            "forget" => trainee().map(Self::Forget),
            "keep" => trainee().map(Self::Keep),
            "board" => {
                let (period, page) = which.split_once('-')?;
                Some(Self::Board(Period::named(period)?, counted(page)?))
            }
            "differ" => bout().map(Self::Differ),
            "differ-on" => bout().map(Self::DifferOn),
            "take-back" => bout().map(Self::TakeBack),
            "differ-page" => reply(which).map(|(bout, page)| Self::DifferPage(bout, page)),
            "differ-said" => reply(which).map(|(bout, n)| Self::DifferSaid(bout, n)),
            "differ-mend" => reply(which).map(|(bout, n)| Self::DifferMend(bout, n)),
            "review" => {
                let (list, page) = which.split_once('-')?;
                Some(Self::Review(list_named(list)?, counted(page)?))
            }
            "review-on" => list_named(which).map(Self::ReviewOn),
            "confirm" => reply(which).map(|(bout, n)| Self::Confirm(bout, n)),
            "set" => reply(which).map(|(bout, n)| Self::SetMarks(bout, n)),
            "set-said" => reply(which).map(|(bout, n)| Self::SetSaid(bout, n)),
            "set-mend" => reply(which).map(|(bout, n)| Self::SetMend(bout, n)),
            _ => None,
        }
    }
}

/// A number in its one form: no sign, no leading zero.
fn digits(text: &str) -> Option<u64> {
    let number: u64 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}

/// A number that is counted from 1.
fn counted(text: &str) -> Option<u32> {
    digits(text).and_then(|number| u32::try_from(number).ok()).filter(|number| *number > 0)
}

/// A reply, as ids and menus name it: its bout and its number.
pub(crate) fn reply(text: &str) -> Option<(BoutId, u32)> {
    let (bout, n) = text.split_once('-')?;
    Some((BoutId(digits(bout).and_then(|id| i64::try_from(id).ok())?), counted(n)?))
}

fn persona(id: &str) -> Option<String> {
    let fits = !id.is_empty() && id.len() <= 64 && id.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'));
    fits.then(|| id.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discord::limits;

    #[test]
    fn every_id_reads_back_and_keeps_to_the_limit() {
        let bout = BoutId(i64::MAX);
        let trainee = TraineeId(u64::MAX);
        for button in [
            Button::Again(bout),
            Button::From(bout),
            Button::Evidence(bout),
            Button::Reply(bout),
            Button::Said(bout),
            Button::End(bout),
            Button::KeepOn(bout),
            Button::Practise("a".repeat(64)),
            Button::Forget(trainee),
            Button::Keep(trainee),
            Button::Board(Period::Month, u32::MAX),
            Button::Differ(bout),
            Button::DifferPage(bout, u32::MAX),
            Button::DifferOn(bout),
            Button::TakeBack(bout),
            Button::DifferSaid(bout, u32::MAX),
            Button::DifferMend(bout, u32::MAX),
            Button::Review(true, u32::MAX),
            Button::Review(false, 1),
            Button::ReviewOn(true),
            Button::ReviewOn(false),
            Button::Confirm(bout, u32::MAX),
            Button::SetMarks(bout, 1),
            Button::SetSaid(bout, 1),
            Button::SetMend(bout, 1),
        ] {
            let id = button.to_string();
            assert!(id.chars().count() <= limits::CUSTOM_ID, "{id}");
            assert_eq!(Button::read(&id), Some(button), "{id}");
        }
    }

    #[test]
    fn forged_ids_are_refused() {
        for id in [
            "",
            "v1",
            "v1:again",
            "v2:again:1",
            "v1:again:",
            "v1:again:-1",
            "v1:again:+1",
            "v1:again:01",
            "v1:again:1:2",
            "v1:again:99999999999999999999",
            "v1:again:9223372036854775808",
            "V1:again:1",
            "v1:practise:",
            "v1:practise:../x",
            "v1:practise:Craig",
            "v1:board:year-1",
            "v1:board:week-0",
            "v1:board:week",
            "v1:nothing:1",
            "v1:confirm:1",
            "v1:confirm:1-0",
            "v1:confirm:1-01",
            "v1:confirm:-1-1",
            "v1:confirm:1-1-1",
            "v1:confirm:1-4294967296",
            "v1:review:all-1",
            "v1:review:waiting-0",
            "v1:review-on:",
            "v1:set:1-",
            " v1:again:1",
        ] {
            assert_eq!(Button::read(id), None, "{id:?}");
        }
    }
}
