//! The tone of a reply as a whole: heaps of marks, scare quotes, a bare no, curtness.
//!
//! Part of weighing: what single phrases do not show, and what depends on everything else that was found.

use super::MoveKind;
use super::phrases::sentence_at;
use super::weigh::{UPSET, Weigher};

/// Words in a reply that can be curt.
const CURT: usize = 8;
/// Words in a no that can be bare.
const BARE: usize = 30;
/// Most words between scare quotes.
const SCARE: usize = 2;

impl Weigher<'_> {
    /// Heaps of question and exclamation marks in anger, and the client's word between scare quotes.
    pub(super) fn tone(&mut self) {
        let angry = self.found.iter().any(|f| f.rule.kind.is_trigger() && f.rule.heat >= 30);
        let source: Vec<char> = self.text.source.chars().collect();
        for sentence in &self.text.sentences {
            let end: Vec<char> = source.get(..sentence.span.end).unwrap_or_default().iter().rev().copied().collect();
            let marks = end.iter().take_while(|c| matches!(c, '?' | '!' | ' ')).filter(|c| **c != ' ');
            let (mut asks, mut cries) = (0, 0);
            for mark in marks {
                asks += usize::from(*mark == '?');
                cries += usize::from(*mark == '!');
            }
            if asks >= 2 || (asks >= 1 && cries >= 1) || (cries >= 3 && angry) {
                self.add("shouting.marks", (sentence.first, sentence.end), 100);
                break;
            }
        }
        self.scare_quotes();
    }

    fn scare_quotes(&mut self) {
        let text = self.text;
        let mut at = 0;
        while at < text.words.len() {
            let run = text.words.iter().skip(at).take_while(|w| w.quoted).count();
            let sentence = sentence_at(text, at);
            let shape = text.sentences.get(sentence).is_some_and(|s| s.end - s.first <= 12 && s.end - s.first > run);
            let mut content = text.words.iter().skip(at).take(run).filter_map(|w| self.lexicon.content(w)).peekable();
            let of_client = content.peek().is_some() && content.all(|e| self.scene.has_last(e.stem));
            if (1..=SCARE).contains(&run) && shape && of_client && text.sentences.len() <= 2 && !self.has(&TAKEN_BACK) {
                self.add("sarcasm.signs", (at, at + run), 100);
                return;
            }
            at += run.max(1);
        }
    }

    /// A no without reason, way or warmth is a cold one.
    pub(super) fn cold_no(&mut self) {
        let soft = self.has(&HEARING)
            || self.has(&[
                MoveKind::Thanks,
                MoveKind::Greeting,
                MoveKind::Explain,
                MoveKind::Options,
                MoveKind::Solution,
                MoveKind::Promise,
                MoveKind::OpenQuestion,
                MoveKind::ClosedQuestion,
            ]);
        if soft || self.text.words.len() > BARE {
            return;
        }
        let Some(no) = self.found.iter_mut().find(|f| f.rule.kind == MoveKind::Boundary) else { return };
        no.strength = no.strength.min(60);
        let words = no.words;
        self.add("dismissive.bare_no", words, 100);
    }

    /// A few words without warmth for somebody who waits or worries.
    pub(super) fn curt(&mut self) {
        // Whoever asks is not curt: a question, however short, gives the client the floor.
        let warm = self.has(&HEARING)
            || !self.questions.is_empty()
            || self.has(&[MoveKind::Thanks, MoveKind::Promise, MoveKind::OpenQuestion]);
        let triggered = self.found.iter().any(|f| f.rule.kind.is_trigger());
        let words = self.text.words.len();
        if self.scene.upset >= UPSET && words <= CURT && words > 0 && !warm && !triggered {
            self.add("curt.short", (0, words), 100);
        }
    }
}

/// Moves in which a quoted word is quoted in earnest.
const TAKEN_BACK: [MoveKind; 5] =
    [MoveKind::Repair, MoveKind::Apology, MoveKind::Affirm, MoveKind::NameLoop, MoveKind::OpenQuestion];

/// Moves that show that the client was heard.
const HEARING: [MoveKind; 7] = [
    MoveKind::AcknowledgeFeeling,
    MoveKind::Affirm,
    MoveKind::Reflection,
    MoveKind::Apology,
    MoveKind::Repair,
    MoveKind::NameLoop,
    MoveKind::OwnView,
];
