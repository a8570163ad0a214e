//! What findings mean together and in this place of the talk.
//!
//! In come the findings and the talk so far; out come the same findings, some worth less, some joined by others:
//! warm words beside contempt count for little, the second stock phrase for nothing, a proposal before the hearing
//! is a trigger, a question of the client that was left is one, too.

use std::sync::Arc;

use super::echo::{Echo, Taken};
use super::lexicon::Lexicon;
use super::phrases::{Found, Phrases, sentence_at};
use super::scene::Scene;
use super::{MoveKind, Question};
use crate::language::{Kind, Text};
use crate::persona::Asks;

/// Heat from which a trigger sours what is said beside it.
const STRONG: u8 = 50;
/// Stock phrases that make a pile.
const PILE: usize = 3;
/// Words at the beginning of a question that show whom it is put to.
const OPENING: usize = 3;
/// From here on the client is upset.
pub(super) const UPSET: u32 = 25;

/// Kinds whose warmth a trigger beside them sours.
const WARM: [MoveKind; 8] = [
    MoveKind::Greeting,
    MoveKind::AcknowledgeFeeling,
    MoveKind::Affirm,
    MoveKind::Apology,
    MoveKind::Reflection,
    MoveKind::Thanks,
    MoveKind::OwnView,
    MoveKind::Repair,
];

/// Everything that is known of a reply while it is weighed.
pub(crate) struct Weigher<'a> {
    /// The rules.
    pub(crate) phrases: &'a Phrases,
    /// The words.
    pub(crate) lexicon: &'a Lexicon,
    /// The talk so far.
    pub(crate) scene: &'a Scene,
    /// The reply.
    pub(crate) text: &'a Text,
    /// What each sentence takes up.
    pub(crate) taken: &'a [Taken],
    /// Its questions.
    pub(crate) questions: &'a [Question],
    /// How much of it is an echo.
    pub(crate) echo: Echo,
    /// The findings.
    pub(crate) found: Vec<Found>,
}

impl Weigher<'_> {
    /// Weighs the findings.
    pub(crate) fn weigh(mut self) -> Vec<Found> {
        if self.has(&[MoveKind::ToTheMachine]) {
            // What is left for the client counts, and that is nothing; a threat or an insult beside it stays one.
            self.found.retain(|f| f.rule.kind == MoveKind::ToTheMachine || f.rule.is_severe());
            return self.found;
        }
        let echoed = self.parroting();
        if echoed {
            self.found.retain(|f| f.rule.kind != MoveKind::Reflection);
        } else {
            self.reflections();
        }
        self.answers();
        self.asked_again();
        self.tone();
        self.stock();
        self.sour();
        self.premature();
        self.ignored();
        self.cold_no();
        self.curt();
        self.found.retain(|f| f.strength > 0 && f.words.0 < f.words.1);
        self.found.sort_by_key(|f| (f.words.0, f.rule.kind));
        self.found
    }

    pub(super) fn add(&mut self, rule: &str, words: (usize, usize), strength: usize) {
        if let Some(rule) = self.phrases.rule(rule) {
            let strength = u8::try_from(strength.min(150)).unwrap_or(100);
            self.found.push(Found { rule: Arc::clone(rule), words, strength });
        }
    }

    pub(super) fn has(&self, kinds: &[MoveKind]) -> bool {
        self.found.iter().any(|f| f.strength > 0 && kinds.contains(&f.rule.kind))
    }

    fn in_sentence(&self, sentence: usize, kinds: &[MoveKind]) -> bool {
        self.found.iter().any(|f| kinds.contains(&f.rule.kind) && sentence_at(self.text, f.words.0) == sentence)
    }

    /// The client's words back, and little else.
    fn parroting(&mut self) -> bool {
        let words = self.text.words.len();
        let fresh: usize = self.taken.iter().map(|t| t.new).sum();
        let content: usize = self.taken.iter().map(|t| t.content).sum();
        let same =
            content.saturating_sub(fresh) - self.taken.iter().map(|t| t.sense).sum::<usize>().min(content - fresh);
        let runs = self.echo.repeated * 100 / words.max(1);
        let bag = same * 100 / content.max(1);
        // Whoever adds something of their own has not only repeated.
        let little_new = fresh <= content / 6;
        // Nothing but the client's words, and no question to them: given back, not taken up.
        let only_theirs = fresh == 0 && bag == 100 && content >= 4 && self.questions.is_empty();
        let echoed = words >= 4
            && content >= 2
            && little_new
            && (runs >= 50 || (bag >= 85 && content >= 3 && runs > 0) || only_theirs);
        if echoed {
            let range = if self.echo.repeated > 0 { self.echo.words } else { (0, words) };
            self.add("parroting.run", range, 100);
        }
        echoed
    }

    /// What takes up the client's matter: in a statement it is a reflection, elsewhere it is on the topic.
    fn reflections(&mut self) {
        for (number, taken) in self.taken.iter().enumerate() {
            let (Some(sentence), Some(words)) = (self.text.sentences.get(number).copied(), taken.words) else {
                continue;
            };
            let asks = self.questions.iter().any(|q| (sentence.first..sentence.end).contains(&q.words.0));
            let offers = self.in_sentence(
                number,
                &[MoveKind::Solution, MoveKind::Promise, MoveKind::Options, MoveKind::OverPromise],
            );
            let hurts = self
                .found
                .iter()
                .any(|f| f.rule.kind.is_trigger() && f.rule.heat >= 30 && sentence_at(self.text, f.words.0) == number);
            let hits = 2 * taken.strong + taken.weak + taken.earlier + taken.sense;
            if hurts {
                if hits >= 1 {
                    self.add("on_topic.words", words, (20 + 20 * hits).min(80));
                }
                continue;
            }
            let length = sentence.end - sentence.first;
            let to_you = self.text.words.get(sentence.first..sentence.end).unwrap_or_default();
            let you = to_you.iter().any(|w| self.phrases.is_you(&w.folded));
            // What begins with "I" and never comes to "you" is told of oneself.
            let of_self = !you && to_you.first().is_some_and(|w| self.phrases.is_me(&w.folded));
            if !asks
                && !offers
                && !of_self
                && taken.strong + taken.earlier >= 1
                && hits >= 2
                && (hits >= 3 || you || length <= 8)
            {
                let strength = 25 + 15 * hits + 10 * usize::from(you);
                self.add("reflection.sense", words, strength.min(100));
            } else if hits >= 1 {
                let strength = 25 + 20 * hits;
                self.add("on_topic.words", words, strength.min(100));
            }
        }
    }

    /// A question whose answer stands in what the client said.
    fn asked_again(&mut self) {
        for question in self.questions {
            let range = self.text.words.get(question.words.0..question.words.1).unwrap_or_default();
            let stems: Vec<_> = range.iter().filter_map(|w| self.lexicon.content(w)).collect();
            let told = stems.iter().filter(|e| self.scene.has_last(e.stem)).count();
            let strong = stems.iter().filter(|e| !e.weak).count();
            // What it asks first counts: "what do you do when it drops" asks for what, not for when.
            let wants_datum = question.asks.first().is_some_and(|a| {
                matches!(a, Asks::When | Asks::Where | Asks::Who | Asks::HowMuch | Asks::HowOften | Asks::Contact)
            });
            let all_told = wants_datum && strong >= 1 && told == stems.len() && told >= 1;
            let before = self.scene.trainee_asked.iter().any(|earlier| {
                let shared = stems.iter().filter(|e| earlier.contains(&e.stem)).count();
                stems.len() >= 2 && shared * 100 >= stems.len().max(earlier.len()) * 60
            });
            if all_told || before {
                self.add("re_asked.told", question.words, 100);
            }
        }
    }

    /// Stock phrases: the first counts, the others do not, and a pile of them is filler. What else a sentence of stock
    /// phrases holds is stock, too, unless it speaks of this client's matter.
    fn stock(&mut self) {
        let mut seen = 0;
        let mut span: Option<(usize, usize)> = None;
        let mut sentences: Vec<usize> = Vec::new();
        for found in self.found.iter_mut().filter(|f| f.rule.stock) {
            seen += 1;
            sentences.push(sentence_at(self.text, found.words.0));
            span = Some(span.map_or(found.words, |(a, b)| (a.min(found.words.0), b.max(found.words.1))));
            if seen > 1 || self.scene.sympathies > 0 {
                found.strength = if seen > 1 { 1 } else { 30 };
            }
        }
        let Some(span) = span else { return };
        sentences.dedup();
        let words: usize = sentences.iter().filter_map(|s| self.text.sentences.get(*s)).map(|s| s.end - s.first).sum();
        let most = words * 2 >= self.text.words.len();
        let bare = |sentence: usize| {
            sentences.contains(&sentence) && self.taken.get(sentence).is_none_or(|t| t.strong + t.earlier == 0)
        };
        for found in &mut self.found {
            let kept = found.rule.stock || found.rule.kind.is_trigger() || found.rule.kind == MoveKind::Parroting;
            if !kept && bare(sentence_at(self.text, found.words.0)) {
                found.strength = if seen >= PILE && most { 0 } else { found.strength / 2 };
            }
        }
        if seen >= PILE && most {
            for found in self.found.iter_mut().filter(|f| WARM.contains(&f.rule.kind) && !f.rule.stock) {
                found.strength /= 3;
            }
            self.add("filler.pile", span, 60 + 15 * seen.min(6));
        }
        if self.scene.sympathies >= 2 {
            self.add("sympathy.third", span, 100);
        }
    }

    /// Whether a sentence consists of formulas.
    fn is_stock(&self, sentence: usize) -> bool {
        self.found.iter().any(|f| f.rule.stock && sentence_at(self.text, f.words.0) == sentence)
    }

    /// A direct answer to what the client asked, and content of one's own.
    fn answers(&mut self) {
        let own: Vec<(usize, usize)> = self
            .taken
            .iter()
            .zip(&self.text.sentences)
            .enumerate()
            .filter(|(number, (taken, _))| taken.new + taken.sense >= 2 && !self.is_stock(*number))
            .map(|(_, (_, s))| (s.first, s.end))
            .collect();
        if let Some(words) = own.first() {
            self.add("on_topic.own", *words, 60 + 20 * own.len().min(3));
        }
        let Some(first) = self.text.sentences.first().copied() else { return };
        if self.scene.asked.is_empty() || self.is_stock(0) {
            return;
        }
        let answered = self.scene.asked.iter().any(|asked| self.phrases.answers(self.text, &asked.words));
        if answered {
            self.add("answer.direct", (first.first, first.end), 100);
        }
    }

    /// Warm words beside contempt are worth little.
    fn sour(&mut self) {
        let strong: Vec<usize> =
            self.found.iter().filter(|f| f.rule.heat >= STRONG).map(|f| sentence_at(self.text, f.words.0)).collect();
        if strong.is_empty() {
            return;
        }
        for found in &mut self.found {
            if !WARM.contains(&found.rule.kind) {
                continue;
            }
            let beside = strong.contains(&sentence_at(self.text, found.words.0));
            let left = if beside { 25 } else { 50 };
            found.strength = u8::try_from(u32::from(found.strength) * left / 100).unwrap_or(0);
        }
    }

    /// A proposal before any sign of having heard.
    fn premature(&mut self) {
        if self.scene.upset < UPSET {
            return;
        }
        let hears = [
            MoveKind::AcknowledgeFeeling,
            MoveKind::Affirm,
            MoveKind::Reflection,
            MoveKind::Apology,
            MoveKind::Repair,
            MoveKind::NameLoop,
            MoveKind::Boundary,
            MoveKind::OwnView,
            MoveKind::Thanks,
        ];
        // A question put to the client is no proposal thrown at them, whatever words it holds; one that asks what we
        // may do ("shall I ...?") is.
        let to_client = |f: &Found| {
            self.questions.iter().any(|q| {
                let words = self.text.words.get(q.words.0..q.words.1).unwrap_or_default();
                (q.words.0..q.words.1).contains(&f.words.0)
                    && words.iter().take(OPENING).any(|w| self.phrases.is_you(&w.folded))
            })
        };
        let offers = |f: &&Found| {
            matches!(f.rule.kind, MoveKind::Solution | MoveKind::Options) && f.strength > 0 && !to_client(f)
        };
        let first = self.found.iter().filter(offers).min_by_key(|f| f.words.0);
        // Hearing comes before the proposal; what is said afterwards is too late.
        let until = first.map_or(0, |f| self.text.sentence_of(f.words.0).map_or(f.words.0, |s| s.end));
        if self.found.iter().any(|f| f.words.0 < until && f.strength > 0 && hears.contains(&f.rule.kind)) {
            return;
        }
        if let Some(words) = first.map(|f| f.words) {
            let strength = if self.scene.personal { 110 } else { 90 };
            self.add("premature.unheard", words, strength);
        }
    }

    /// A direct question of the client that the reply leaves untouched.
    fn ignored(&mut self) {
        if self.scene.asked.is_empty() || self.text.words.is_empty() {
            return;
        }
        let answers = self.has(&[
            MoveKind::Solution,
            MoveKind::Promise,
            MoveKind::Options,
            MoveKind::Boundary,
            MoveKind::Explain,
            MoveKind::OwnView,
            MoveKind::NeutralStatement,
            MoveKind::Repair,
            MoveKind::NameLoop,
            MoveKind::Reflection,
            MoveKind::OnTopic,
            MoveKind::OpenQuestion,
            MoveKind::ClosedQuestion,
            MoveKind::OverPromise,
        ]);
        let number = self.text.words.iter().any(|w| w.kind == Kind::Number);
        let touched = self.scene.asked.iter().any(|asked| {
            let mut own = self.text.words.iter().filter_map(|w| self.lexicon.content(w));
            own.any(|e| asked.stems.contains(&e.stem))
        });
        if !answers && !number && !touched {
            self.add("ignored.question", (0, self.text.words.len()), 100);
        }
    }
}
