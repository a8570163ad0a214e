//! Whether a condition of a persona file holds at this moment.

use super::State;
use super::taken::Taken;
use crate::marks::Marked;
use crate::persona::{Between, Persona, When};
use crate::reading::MoveKind;

/// All that a condition can ask about.
pub(super) struct Moment<'a> {
    pub(super) persona: &'a Persona,
    /// After the reply.
    pub(super) state: &'a State,
    pub(super) marked: &'a Marked,
    pub(super) taken: &'a Taken,
}

impl Moment<'_> {
    /// Whether everything `when` asks for holds; `said` tells whether one of its patterns is in the reply.
    pub(super) fn holds(&self, when: &When, said: bool) -> bool {
        (when.said.is_empty() || said) && self.moves_hold(when) && self.numbers_hold(when) && self.names_hold(when)
    }

    fn has(&self, name: &str) -> bool {
        MoveKind::named(name).is_some_and(|kind| self.marked.reading.has(kind))
    }

    fn moves_hold(&self, when: &When) -> bool {
        (when.moves.is_empty() || when.moves.iter().any(|m| self.has(m)))
            && when.all_moves.iter().all(|m| self.has(m))
            && !when.no_moves.iter().any(|m| self.has(m))
    }

    fn numbers_hold(&self, when: &When) -> bool {
        let (mood, marks) = (self.state.mood, self.marked.marks);
        let holds = |range: Option<Between>, number: u32| {
            range.is_none_or(|r| r.holds(i32::try_from(number).unwrap_or(i32::MAX)))
        };
        holds(when.heat, mood.heat.into())
            && holds(when.trust, mood.trust.into())
            && holds(when.patience, mood.patience.into())
            && holds(when.exchange, self.state.exchange)
            && holds(when.loops, self.state.loops)
            && holds(when.given, self.state.given)
            && (when.heard.is_none() || holds(when.heard, self.state.heard_share(self.persona)))
            && holds(when.empathy, marks.empathy.into())
            && holds(when.listening, marks.listening.into())
            && holds(when.triggers, marks.triggers.into())
            && holds(when.overall, marks.overall.into())
            && holds(when.questions, count(self.marked.reading.questions.len()))
            && holds(when.words, count(self.marked.reading.text.words.len()))
            && holds(when.waited, self.state.waited)
            && holds(when.demands, count(self.state.game.demanded.len()))
            && holds(when.joined, self.state.game.joined)
    }

    fn names_hold(&self, when: &When) -> bool {
        let state = self.state;
        (when.stage.is_empty() || state.stage.is_some_and(|stage| when.stage.contains(&stage)))
            && when.told.iter().all(|name| state.told.contains(name))
            && !when.untold.iter().any(|name| state.told.contains(name))
            && when.points.iter().all(|name| state.heard.contains(name))
            && !when.unheard.iter().any(|name| state.heard.contains(name))
            && when.caught.iter().all(|name| state.caught.contains(name))
            && (when.offered.is_empty() || when.offered.iter().any(|name| state.offered.contains(name)))
            && !when.not_offered.iter().any(|name| state.offered.contains(name))
            && when.after.iter().all(|name| state.said.contains(name))
            && when.asks.is_none_or(|asks| self.taken.asks == Some(asks))
            && when.need_out.is_none_or(|out| state.need_out == out)
            && when.left_question.is_none_or(|left| left == self.marked.reading.has(MoveKind::IgnoredQuestion))
            && (when.offers.is_empty() || self.makes_one_of(&when.offers))
            && when.warmer.is_none_or(|warmer| state.trainee.warmer == warmer)
            && when.said_before.is_none_or(|before| state.trainee.said_before == before)
            && when.promised.is_none_or(|promised| state.trainee.promised.is_some() == promised)
            && when.named.is_none_or(|named| state.name.is_some() == named)
    }

    /// Whether this reply makes one of these offers.
    fn makes_one_of(&self, offers: &[String]) -> bool {
        self.taken.offers.iter().any(|i| offers.contains(&self.persona.file.offer[*i].id))
    }
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
