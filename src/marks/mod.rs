//! What a reply is worth: empathy, listening, triggers and overall, each point with the move that earned it.
//!
//! In comes a reply; out come [`Marks`], four numbers from 0 to 100, and the [`Evidence`] behind them: what each piece of
//! evidence carries, found by hiding its words. The rules, with reasons and sources, are data (`data/<lang>/rules/`),
//! their weights, too (`data/<lang>/weights/`), and what marks is what `sparring rules` prints.

mod cap;
mod worth;

use serde::{Deserialize, Serialize};

use crate::language::{Language, LanguageError, Span};
use crate::persona::Persona;
use crate::reading::{
    BUTTON, HIDDEN, Lesson, Move, MoveKind, Reader, Reading, Rule, Talk, Turn, base_id, is_by_wording,
};
pub use worth::features;
use worth::{Worths, marks};

/// Names the marking. Raised whenever a mark can change; stored with every mark.
pub const MARKING_VERSION: u32 = 3;

/// Four numbers from 0 to 100 for a reply or a bout.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marks {
    /// Does this client's situation matter in the reply?
    pub empathy: u8,
    /// Was taken in what was said, now and earlier?
    pub listening: u8,
    /// 100 = none set off.
    pub triggers: u8,
    /// What a coach would say.
    pub overall: u8,
}

/// A sentence that says nothing to this client moves empathy by at most so much, ...
const IDLE_EMPATHY: u8 = 4;
/// ... and the other marks by at most so much.
const IDLE_OTHERS: u8 = 2;

impl Marks {
    /// These marks, kept near those of the same reply without its idle sentences.
    fn near(self, core: Self) -> Self {
        let within =
            |mark: u8, core: u8, most: u8| mark.clamp(core.saturating_sub(most), core.saturating_add(most).min(100));
        Self {
            empathy: within(self.empathy, core.empathy, IDLE_EMPATHY),
            listening: within(self.listening, core.listening, IDLE_OTHERS),
            triggers: within(self.triggers, core.triggers, IDLE_OTHERS),
            overall: within(self.overall, core.overall, IDLE_OTHERS),
        }
    }
}

/// What one piece of evidence carries: hide its words, and each mark changes by so much the other way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Points {
    /// Of empathy.
    pub empathy: i16,
    /// Of listening.
    pub listening: i16,
    /// Of triggers.
    pub triggers: i16,
    /// Of overall.
    #[serde(default)]
    pub overall: i16,
}

impl Points {
    /// What is lost from `with` to `without`.
    fn between(with: Marks, without: Marks) -> Self {
        let less = |a: u8, b: u8| i16::from(a) - i16::from(b);
        Self {
            empathy: less(with.empathy, without.empathy),
            listening: less(with.listening, without.listening),
            triggers: less(with.triggers, without.triggers),
            overall: less(with.overall, without.overall),
        }
    }

    /// Whether it carries nothing.
    pub fn is_none(self) -> bool {
        self == Self::default()
    }
}

/// A piece of evidence: a move, or words that make none, with what it carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The move and its words.
    pub shown: Move,
    /// What they carry.
    pub points: Points,
}

/// A marked reply.
#[derive(Debug, Clone, Default)]
pub struct Marked {
    /// What was understood.
    pub reading: Reading,
    /// What it is worth.
    pub marks: Marks,
}

/// Below this mark of triggers something was set off; above it there is a slip at most.
const SET_OFF: u8 = 70;
/// Reads and marks replies in one language.
#[derive(Debug)]
pub struct Judge {
    reader: Reader,
    worths: Worths,
}

impl Judge {
    /// Prepares reading, rules and weights of a language.
    ///
    /// # Errors
    /// A list, the rule table or a table of weights is missing or malformed.
    pub fn new(language: &Language) -> Result<Self, LanguageError> {
        Ok(Self { reader: Reader::new(language)?, worths: Worths::read(language)? })
    }

    /// Marks one reply after `history` (oldest first), said to this client.
    pub fn mark(&self, language: &Language, persona: Option<&Persona>, history: &[Turn], reply: &str) -> Marked {
        self.mark_in(&self.reader.talk(language, persona, history), reply)
    }

    fn mark_in(&self, talk: &Talk<'_>, reply: &str) -> Marked {
        let mut reading = self.reader.read(talk, reply);
        let mut marks = self.marks_of(&reading);
        if let Some(core) = core(&reading) {
            marks = marks.near(self.marks_of(&self.reader.read(talk, &core)));
        }
        // Wording alone names no trigger that the mark does not bear out: the client would hear what is not there.
        if marks.triggers >= SET_OFF {
            reading.moves.retain(|m| !(m.kind.is_trigger() && is_by_wording(&m.rule)));
        }
        Marked { reading, marks }
    }

    fn marks_of(&self, reading: &Reading) -> Marks {
        let strong = reading.moves.iter().filter(|m| m.strength >= 50);
        let rules: Vec<&Rule> = strong.filter_map(|m| self.rule_of(&m.rule)).collect();
        marks(self.worths.points(reading), &rules)
    }

    /// The evidence for the marks of a reply, in the order of the words, each with what hiding its words takes away.
    ///
    /// Moves that share words are one piece: the move that tells most of it stands for all its words and carries the
    /// points, the others stand beside it without. Sentences that make no move are pieces of their own.
    pub fn evidence(
        &self,
        language: &Language,
        persona: Option<&Persona>,
        history: &[Turn],
        marked: &Marked,
    ) -> Vec<Evidence> {
        let talk = self.reader.talk(language, persona, history);
        let reading = &marked.reading;
        let mut all: Vec<Evidence> = Vec::new();
        for piece in pieces(reading.moves.iter().cloned().chain(self.unmoved(reading)).collect()) {
            let Some(words) = piece.iter().map(|m| m.span).reduce(Span::join) else { continue };
            let without = self.mark_in(&talk, &hide(&reading.text.source, words)).marks;
            let points = Points::between(marked.marks, without);
            let leads = self.leading(&piece, points);
            for (number, mut shown) in piece.into_iter().enumerate() {
                if number == leads {
                    shown.span = words;
                    all.push(Evidence { shown, points });
                } else if shown.kind != MoveKind::Wording {
                    all.push(Evidence { shown, points: Points::default() });
                }
            }
        }
        all.retain(|e| e.shown.kind != MoveKind::Wording || !e.points.is_none());
        all.sort_by_key(|e| e.shown.span.start);
        all
    }

    /// The move that tells most of a piece: where it harms, the one that heats most, else the first that helps.
    fn leading(&self, piece: &[Move], points: Points) -> usize {
        let harms = points.empathy + points.listening + points.triggers + points.overall < 0;
        let heat = |m: &Move| self.rule_of(&m.rule).map_or(0, |r| r.heat);
        let plain = |m: &Move| matches!(m.kind, MoveKind::OnTopic | MoveKind::Filler | MoveKind::Wording);
        let rank = |m: &Move| match (harms, m.kind.is_trigger()) {
            (true, true) => (0, u8::MAX - heat(m)),
            (false, false) => (u8::from(plain(m)), 0),
            (true, false) => (1 + u8::from(!plain(m)), 0),
            (false, true) => (2, heat(m)),
        };
        let ranked = piece.iter().enumerate().min_by_key(|(number, m)| (rank(m), *number));
        ranked.map_or(0, |(number, _)| number)
    }

    /// Sentences in which no move was found.
    fn unmoved<'a>(&self, reading: &'a Reading) -> impl Iterator<Item = Move> + 'a {
        let rule = self.reader.rule("wording.other").map(|r| std::sync::Arc::clone(&r.id));
        let bare = reading
            .text
            .sentences
            .iter()
            .map(|s| reading.text.span(s.first, s.end))
            .filter(|span| !reading.sentences.is_empty() && reading.moves.iter().all(|m| !m.span.touches(*span)));
        bare.filter_map(move |span| Some(Move { kind: MoveKind::Wording, span, rule: rule.clone()?, strength: 100 }))
    }

    /// What there is to learn from a reply, for fitting the weights.
    pub fn lesson(&self, language: &Language, persona: Option<&Persona>, history: &[Turn], reply: &str) -> Lesson {
        self.reader.lesson(&self.reader.talk(language, persona, history), reply)
    }

    /// Points for each mark (empathy, listening, triggers, overall) that a full finding of a rule adds at a client's
    /// desk, by itself and through the scores of its sentence. What weighs words finds nothing of its own.
    pub fn worth(&self, rule: &str) -> [f32; 4] {
        let Some(rule) = self.rule_of(rule).filter(|rule| !is_by_wording(&rule.id)) else { return [0.0; 4] };
        let (without, with) = self.reader.without_and_with(rule);
        let (without, with) = (self.worths.points(&without), self.worths.points(&with));
        std::array::from_fn(|mark| with[mark] - without[mark])
    }

    /// Why the rule of this id gives or takes points: one sentence for the trainee.
    ///
    /// A rule that is not in the table gives an empty sentence.
    pub fn why(&self, rule: &str) -> String {
        self.rule_of(rule).map(|r| r.why.clone()).unwrap_or_default()
    }

    /// The same, in the words of the persona where the rule is one of its own buttons.
    pub fn why_to(&self, persona: Option<&Persona>, rule: &str) -> String {
        button(persona, rule).map_or_else(|| self.why(rule), |b| b.why.clone())
    }

    /// Every rule of the marking, in the order of the table.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.reader.rules().iter().map(|r| &**r)
    }

    fn rule_of(&self, id: &str) -> Option<&Rule> {
        self.reader.rule(base_id(id)).map(|r| &**r)
    }
}

/// The reply without its idle sentences, which are left as spaces; where it has no others, without all but the first.
/// `None` where nothing is left out.
fn core(reading: &Reading) -> Option<String> {
    let idle: Vec<Span> = reading
        .text
        .sentences
        .iter()
        .zip(&reading.sentences)
        .filter(|(_, worded)| worded.idle)
        .map(|(sentence, _)| sentence.span)
        .collect();
    let nothing_else = idle.len() == reading.sentences.len();
    let idle = idle.get(usize::from(nothing_else)..).filter(|idle| !idle.is_empty())?;
    let inside = |at: usize| idle.iter().any(|span| span.start <= at && at < span.end);
    Some(reading.text.source.chars().enumerate().map(|(at, c)| if inside(at) { ' ' } else { c }).collect())
}

/// Moves in groups that share words, in the order of the words.
fn pieces(mut moves: Vec<Move>) -> Vec<Vec<Move>> {
    moves.sort_by_key(|m| (m.span.start, m.span.end));
    let mut pieces: Vec<(Span, Vec<Move>)> = Vec::new();
    for m in moves {
        match pieces.last_mut() {
            Some((words, piece)) if words.touches(m.span) || *words == m.span => {
                *words = words.join(m.span);
                piece.push(m);
            }
            _ => pieces.push((m.span, vec![m])),
        }
    }
    pieces.into_iter().map(|(_, piece)| piece).collect()
}

/// The reply with the words of a span hidden: every letter and digit is put out, so that no word is left to read.
pub fn hide(reply: &str, span: Span) -> String {
    let inside = |at: usize| span.start <= at && at < span.end;
    reply.chars().enumerate().map(|(at, c)| if inside(at) && !c.is_whitespace() { HIDDEN } else { c }).collect()
}

fn button<'a>(persona: Option<&'a Persona>, rule: &str) -> Option<&'a crate::persona::Button> {
    let id = rule.strip_prefix(BUTTON)?;
    persona?.file.button.iter().find(|b| b.id == id)
}

#[cfg(test)]
mod tests;
