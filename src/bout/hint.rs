//! A coaching sentence for the moment a trainee is stuck.

use super::{Bout, BoutError, MOST_HINTS, Repertoire};
use crate::client;
use crate::marks::Marked;
use crate::persona::Persona;
use crate::reading::{Move, MoveKind, Reading};

impl Bout {
    /// A coaching sentence for this moment, kept with the bout; `None` once [`MOST_HINTS`] were given.
    ///
    /// # Errors
    /// Persona or language is no longer there, or the bout is over.
    pub fn hint(&mut self, repertoire: &Repertoire) -> Result<Option<String>, BoutError> {
        let (tongue, persona) = repertoire.of(&self.setup)?;
        if self.ending.is_some() {
            return Err(BoutError::Over);
        }
        if self.hints.len() >= MOST_HINTS {
            return Ok(None);
        }
        let own = client::hint(persona, self.state(), &self.last_marked(), &self.hints).map(str::to_owned);
        let hint = own.unwrap_or_else(|| tongue.language.messages.plain(self.general_hint(persona)));
        self.hints.push(hint.clone());
        Ok(Some(hint))
    }

    /// The last reply's marks and moves, as far as they were kept.
    fn last_marked(&self) -> Marked {
        let Some(last) = self.exchanges.last() else { return Marked::default() };
        let moves = last.moves.iter().map(|m| Move {
            kind: m.kind,
            span: m.span(),
            rule: m.rule.as_str().into(),
            strength: 100,
        });
        Marked { reading: Reading { moves: moves.collect(), ..Reading::default() }, marks: last.marks }
    }

    /// The key of the sentence for where the talk stands, whoever the client is.
    fn general_hint(&self, persona: &Persona) -> &'static str {
        let state = self.state();
        let triggered = self.exchanges.last().is_some_and(|e| e.marks.triggers < 60);
        let looped =
            state.loops >= 2 && !self.exchanges.iter().any(|e| e.moves.iter().any(|m| m.kind == MoveKind::NameLoop));
        match () {
            () if triggered => "hint-repair",
            () if looped => "hint-loop",
            () if state.heard_share(persona) < 40 => "hint-hear",
            () if !state.need_out => "hint-ask",
            () if state.offered.is_empty() => "hint-offer",
            () => "hint-close",
        }
    }
}
