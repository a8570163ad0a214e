//! What the program understands of one reply, in its context: a list of moves, each with the words that show it.
//!
//! In come the persona (where there is one), the talk so far and the reply; out comes a [`Reading`]. Phrase lists
//! are data (`data/<lang>/reading/`), context is code: who is meant, what was told and heard before, negation,
//! quotation. Reading cannot fail: odd text gives fewer moves.

mod echo;
mod field;
mod lesson;
mod lexicon;
mod moves;
mod oddities;
mod phrases;
mod questions;
mod rules;
mod scene;
mod slots;
mod stock;
mod tone;
mod touch;
mod typos;
mod weigh;
mod weights;
mod wording;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::language::{Kind, Language, LanguageError, Span, Text};
use crate::persona::{Asks, Persona, Touch};

use echo::Taken;
use field::Fields;
pub use field::{Field, Shares};
pub use lesson::{Lesson, Trait};
use lexicon::Lexicon;
pub use moves::{Move, MoveKind};
use oddities::{Oddity, oddity, shouting};
use phrases::{Found, Phrases, sentence_at};
use questions::Questions;
use rules::read_rules;
pub use rules::{AtMost, Needs, Rule};
pub(crate) use rules::{BUTTON, base_id, is_by_wording};
use scene::{Listener, Scene};
use slots::Filler;
use stock::Stock;
use typos::Speller;
use weigh::{UPSET, Weigher};
pub(crate) use weights::rows;
pub use wording::{COURTESY, QUALITIES, Scores, TRAIT_NAMES, TRAITS};
use wording::{MOVES, Subject, Wording};

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Speaker {
    /// The difficult client.
    Client,
    /// Who answers the client.
    Trainee,
}

/// One message of the talk so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// Who wrote it.
    pub speaker: Speaker,
    /// What was written.
    pub text: String,
}

/// A question in the reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Where it stands.
    pub span: Span,
    /// First word and one past the last, in the reading's text.
    pub words: (usize, usize),
    /// What it asks for; several where that is not clear, none where it asks nothing of the client.
    pub asks: Vec<Asks>,
    /// Whether it leaves the answer to the client (an open question).
    pub open: bool,
}

/// What was understood of one reply.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// The reply's words.
    pub text: Text,
    /// What it does, in the order of the words.
    pub moves: Vec<Move>,
    /// What it asks.
    pub questions: Vec<Question>,
    /// What of the persona file its words touch, with where; empty without a persona.
    pub touches: Vec<(Touch, Span)>,
    /// Words to give back: filled into the client's lines.
    pub slots: Slots,
    /// What the wording of each sentence says; none where the reply is no reply.
    pub sentences: Vec<Worded>,
    /// Where in which talk it stands.
    pub place: Place,
}

/// What the wording of a sentence says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Worded {
    /// A score for each trait.
    pub scores: Scores,
    /// It says nothing to this client: a stock phrase, or words that make no move and take up nothing. Such a sentence
    /// counts only where there is no other.
    pub idle: bool,
}

/// What of the talk so far bears on the marks.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "seven independent facts about a talk, not states of it")]
pub struct Place {
    /// The kind of talk.
    pub field: Shares,
    /// The client shows a feeling or a grievance.
    pub upset: bool,
    /// The client let something personal show.
    pub personal: bool,
    /// The client asked something last.
    pub asked: bool,
    /// The trainee said a formula of sympathy before.
    pub sympathised: bool,
    /// It is not the first reply.
    pub later: bool,
    /// The client is upset, and no reply before showed that they were heard.
    pub unheard: bool,
    /// A reply before showed that the client was heard, or the client opens the door for a way on.
    pub ready: bool,
}

/// Words of the reply that the client can throw back or hold the trainee to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Slots {
    /// The words of the strongest trigger, as written, at most 60 characters.
    pub quote: Option<String>,
    /// The words of a proposal or promise.
    pub promise: Option<String>,
    /// A number or price.
    pub number: Option<String>,
    /// A date or time.
    pub when: Option<String>,
    /// The first name the trainee gave.
    pub name: Option<String>,
}

impl Reading {
    /// Whether the reply makes a move of this kind.
    pub fn has(&self, kind: MoveKind) -> bool {
        self.moves.iter().any(|m| m.kind == kind)
    }
}

/// Stands for a letter that is hidden: what has only such letters says nothing, but it is no empty reply.
pub const HIDDEN: char = '▒';
/// Characters of a reply that are read.
const LONGEST: usize = 10_000;

/// Reads replies in one language.
#[derive(Debug)]
pub struct Reader {
    lexicon: Lexicon,
    phrases: Phrases,
    listener: Listener,
    questions: Questions,
    filler: Filler,
    speller: Speller,
    wording: Wording,
    fields: Fields,
    stock: Stock,
}

impl Reader {
    /// Prepares the phrase lists of a language.
    ///
    /// # Errors
    /// A list is missing or malformed.
    pub fn new(language: &Language) -> Result<Self, LanguageError> {
        let rules = read_rules(language)?;
        let lexicon = Lexicon::read(language, &rules)?;
        let phrases = Phrases::new(language, rules)?;
        let speller = Speller::new(lexicon.words());
        Ok(Self {
            phrases,
            listener: Listener::new(language)?,
            questions: Questions::new(language)?,
            filler: Filler::new(language)?,
            wording: Wording::read(language, &lexicon)?,
            fields: Fields::read(language, &lexicon)?,
            stock: Stock::new(language)?,
            speller,
            lexicon,
        })
    }

    /// Every rule, in the order of the table.
    pub fn rules(&self) -> &[Arc<Rule>] {
        self.phrases.rules()
    }

    /// The rule of this id.
    pub fn rule(&self, id: &str) -> Option<&Arc<Rule>> {
        self.phrases.rule(id)
    }

    /// Two short readings: of a sentence in which there is nothing, and of one with a full finding of this rule alone.
    pub(crate) fn without_and_with(&self, rule: &Rule) -> (Reading, Reading) {
        let (without, with) = self.wording.scores_of(rule);
        let found =
            Move { kind: rule.kind, span: Span { start: 0, end: 0 }, rule: Arc::clone(&rule.id), strength: 100 };
        let reading =
            |scores, moves| Reading { sentences: vec![Worded { scores, idle: false }], moves, ..Reading::default() };
        (reading(without, Vec::new()), reading(with, vec![found]))
    }

    /// Reads a talk so far (oldest turn first) with this client.
    pub fn talk<'a>(&self, language: &'a Language, persona: Option<&'a Persona>, history: &[Turn]) -> Talk<'a> {
        let scene = self.listener.scene(language, &self.lexicon, history);
        let place = self.place(persona, &scene);
        Talk { language, persona, scene, place }
    }

    /// Reads one reply in a talk.
    pub fn read(&self, talk: &Talk<'_>, reply: &str) -> Reading {
        let Understood { text, found, taken, questions, touches } = self.understand(talk, reply);
        let slots = self.filler.fill(&text, &self.lexicon, &found);
        let mut moves: Vec<Move> = found.iter().map(|f| as_move(&text, f)).collect();
        let mut sentences = Vec::with_capacity(taken.len());
        let stock = self.stock.sentences(&text);
        for (number, taken) in taken.iter().enumerate() {
            let subject = Subject { text: &text, number, taken, found: &found };
            let scores = self.wording.scores(&subject, &self.lexicon);
            // Among equals, and to somebody in trouble, a kind word is one, ready-made or not.
            let ready_made = stock.get(number).is_some_and(|is| *is);
            let idle = talk.place.field.most() == Field::Desk && self.is_idle(&subject, &scores, ready_made);
            self.worded(&subject, &scores, &mut moves);
            sentences.push(Worded { scores, idle });
        }
        Self::set_aside(&found, &text, &sentences, &mut moves);
        moves.sort_by_key(|m| (m.span.start, m.kind));
        Reading { text, moves, questions, touches, slots, sentences, place: talk.place }
    }

    fn place(&self, persona: Option<&Persona>, scene: &Scene) -> Place {
        let field = if persona.is_some() { Shares::default() } else { self.fields.of(scene, &self.lexicon) };
        Place {
            field,
            upset: scene.upset >= UPSET,
            personal: scene.personal,
            asked: !scene.asked.is_empty(),
            sympathised: scene.sympathies > 0,
            later: !scene.trainee.is_empty(),
            unheard: scene.upset >= UPSET && !scene.heard && !scene.opened,
            ready: !scene.trainee.is_empty() && (scene.heard || scene.opened),
        }
    }

    /// Ready-made kindness beside words that do speak to the client counts for nothing.
    fn set_aside(found: &[Found], text: &Text, sentences: &[Worded], moves: &mut [Move]) {
        if sentences.iter().all(|s| s.idle) {
            return;
        }
        for (found, m) in found.iter().zip(moves) {
            let idle = sentences.get(sentence_at(text, found.words.0)).is_some_and(|s| s.idle);
            if idle && found.rule.heat == 0 {
                m.strength = 0;
            }
        }
    }

    /// Whether a sentence says nothing to this client.
    fn is_idle(&self, subject: &Subject<'_>, scores: &Scores, ready_made: bool) -> bool {
        let taken = subject.taken;
        if !ready_made && taken.strong + taken.sense + taken.earlier > 0 {
            return false;
        }
        let Some(sentence) = subject.text.sentences.get(subject.number) else { return true };
        let words = subject.text.words.get(sentence.first..sentence.end).unwrap_or_default();
        let mut content = words.iter().filter_map(|w| self.lexicon.content(w)).peekable();
        let ready_made = ready_made || (content.peek().is_some() && content.all(|entry| entry.stock) && !sentence.asks);
        // An empty apology beside words that do speak to the client is only idle.
        let mild = [MoveKind::EmptyApology, MoveKind::Filler];
        let here = |f: &Found| (sentence.first..sentence.end).contains(&f.words.0);
        let hurts = |f: &Found| here(f) && f.rule.heat > 0 && !mild.contains(&f.rule.kind);
        if ready_made && !subject.found.iter().any(hurts) {
            return true;
        }
        let mut found = subject.found.iter().filter(|f| (sentence.first..sentence.end).contains(&f.words.0)).peekable();
        if found.peek().is_some() {
            let own = [MoveKind::OnTopic, MoveKind::Greeting, MoveKind::Filler];
            return found.all(|f| f.rule.stock || own.contains(&f.rule.kind));
        }
        !(0..MOVES.len()).any(|column| self.wording.makes(column, scores))
    }

    /// Moves that the wording of a sentence shows and no rule has found in it.
    fn worded(&self, subject: &Subject<'_>, scores: &Scores, moves: &mut Vec<Move>) {
        let Some(sentence) = subject.text.sentences.get(subject.number) else { return };
        for (column, kind) in MOVES.into_iter().enumerate() {
            let here = |f: &&Found| (sentence.first..sentence.end).contains(&f.words.0);
            let known = subject.found.iter().filter(here).any(|f| f.rule.kind == kind);
            if known || !self.wording.makes(column, scores) {
                continue;
            }
            if let Some(rule) = self.phrases.rule(&format!("wording.{}", kind.name())) {
                let words = self.wording.telling(subject, &self.lexicon, column);
                moves.push(as_move(subject.text, &Found { rule: Arc::clone(rule), words, strength: 100 }));
            }
        }
    }

    fn understand(&self, talk: &Talk<'_>, reply: &str) -> Understood {
        let Talk { language, persona, scene, .. } = talk;
        let mut text = language.text(&head(reply));
        let oddity = oddity(&text, &self.lexicon, scene);
        // Names and words of this client's world are never slips.
        let of_persona = |word: &str| persona.is_some_and(|p| p.patterns.knows(word));
        self.speller.mend(&mut text, &self.lexicon, |word, stem| scene.has(stem) || of_persona(word));
        let questions = self.questions.find(&text);
        let mut found = self.phrases.find(&text, scene);
        // Words of another language that happen to look like this one's mean nothing here.
        let touches = persona
            .filter(|_| oddity != Some(Oddity::Foreign))
            .map(|p| touch::touches(language, p, &text, scene, &self.phrases, &questions, &mut found))
            .unwrap_or_default();
        self.odd(&text, oddity, &mut found);
        self.acronyms(&text, scene, &mut found);
        if let Some(words) = self.questions.asked_again(&text, &scene.client)
            && let Some(rule) = self.phrases.rule("re_asked.told")
            && questions.iter().any(|q| q.words.0 <= words.0 && words.0 < q.words.1)
        {
            found.push(Found { rule: Arc::clone(rule), words, strength: 100 });
        }
        if oddity.is_some() {
            return Understood { text, found, taken: Vec::new(), questions, touches };
        }
        self.ask(&questions, &mut found);
        let taken = echo::taken(&text, &self.lexicon, scene);
        let echo = echo::echo(&text, &self.listener, scene);
        let found = Weigher {
            phrases: &self.phrases,
            lexicon: &self.lexicon,
            scene,
            text: &text,
            taken: &taken,
            questions: &questions,
            echo,
            found,
        }
        .weigh();
        Understood { text, found, taken, questions, touches }
    }

    fn ask(&self, questions: &[Question], found: &mut Vec<Found>) {
        for question in questions {
            let id = if question.open { "question.open" } else { "question.closed" };
            if let Some(rule) = self.phrases.rule(id) {
                found.push(Found { rule: Arc::clone(rule), words: question.words, strength: 100 });
            }
        }
    }

    /// Abbreviations that the client has not used.
    fn acronyms(&self, text: &Text, scene: &Scene, found: &mut Vec<Found>) {
        let code = |index: &usize| {
            text.words.get(*index).is_some_and(|word| {
                let letters = word.span.end - word.span.start;
                let entry = self.lexicon.entry(&word.folded);
                word.shouted
                    && word.kind == Kind::Word
                    && (2..=6).contains(&letters)
                    && !entry.known
                    && !scene.has(entry.stem)
            })
        };
        let all: Vec<usize> = (0..text.words.len()).filter(code).collect();
        let shouts = all.len() * 2 > text.words.len();
        if let (Some(first), Some(last), Some(rule), false) =
            (all.first(), all.last(), self.phrases.rule("jargon.acronyms"), shouts)
        {
            let strength = if all.len() > 1 { 130 } else { 80 };
            found.push(Found { rule: Arc::clone(rule), words: (*first, last + 1), strength });
        }
    }

    /// Names what is odd; where the reply is none, nothing else is seen in it but threats and insults.
    fn odd(&self, text: &Text, oddity: Option<Oddity>, found: &mut Vec<Found>) {
        let all = (0, text.words.len());
        if oddity.is_some() {
            found.retain(|f| f.rule.is_severe() || f.rule.kind == MoveKind::ToTheMachine);
        }
        let mut add = |id: &str, words: (usize, usize)| {
            if let Some(rule) = self.phrases.rule(id) {
                found.push(Found { rule: Arc::clone(rule), words, strength: 100 });
            }
        };
        match oddity {
            Some(Oddity::Foreign) => add("foreign.words", all),
            Some(Oddity::Nonsense) => add("nonsense.noise", all),
            Some(Oddity::Empty) => add("nonsense.empty", all),
            None => {}
        }
        if let Some(words) = shouting(text, &self.lexicon) {
            add("shouting.capitals", words);
        }
    }
}

/// A talk so far, read once for all replies to it.
#[derive(Debug)]
pub struct Talk<'a> {
    language: &'a Language,
    persona: Option<&'a Persona>,
    scene: Scene,
    place: Place,
}

/// A reply with what rules and context show in it.
struct Understood {
    text: Text,
    found: Vec<Found>,
    /// For each sentence; empty where the reply is no reply.
    taken: Vec<Taken>,
    questions: Vec<Question>,
    touches: Vec<(Touch, Span)>,
}

/// The beginning of a reply: what lies beyond is not read (Discord allows 4,000 characters).
fn head(reply: &str) -> std::borrow::Cow<'_, str> {
    if reply.len() <= LONGEST { reply.into() } else { reply.chars().take(LONGEST).collect::<String>().into() }
}

fn as_move(text: &Text, found: &Found) -> Move {
    let span = match text.span(found.words.0, found.words.1) {
        span if span.start < span.end => span,
        _ => Span { start: 0, end: text.length },
    };
    Move { kind: found.rule.kind, span, rule: Arc::clone(&found.rule.id), strength: found.strength }
}
