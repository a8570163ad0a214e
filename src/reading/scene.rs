//! The talk so far, as far as it matters for reading the next reply.
//!
//! In come the turns; out comes a [`Scene`]: the words and senses of what the client said last and before, how upset
//! the client sounds, what was asked, what the trainee said already. The last few turns are read, not the whole talk.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;

use super::lexicon::{Lexicon, Stem, hash};
use super::rules::pattern;
use super::{Speaker, Turn};
use crate::language::{Language, LanguageError, PatternSet, Text, Word};

/// Turns that are read; what lies further back is forgotten, as people do.
const TURNS: usize = 10;
/// Characters of one turn that are read, from its end.
const CHARACTERS: usize = 1_200;

/// What words of the client, or earlier words of the trainee, can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    Upset,
    Personal,
    Rhetorical,
    Sympathy,
    Heard,
    Request,
    Opens,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClientFile {
    /// Words of grievance or feeling.
    upset: Vec<String>,
    /// Words that let something personal show.
    personal: Vec<String>,
    /// Questions that want no answer.
    rhetorical: Vec<String>,
    /// Requests in other form than a question.
    request: Vec<String>,
    /// Formulas of sympathy in earlier turns of the trainee.
    sympathy: Vec<String>,
    /// Signs in earlier turns of the trainee that the client was heard.
    heard: Vec<String>,
    /// Words with which the client opens the door for a way on.
    opens: Vec<String>,
    /// Words of "I" and "you", which change places in an echo.
    persons: Vec<String>,
}

/// Reads talks in one language.
#[derive(Debug)]
pub(crate) struct Listener {
    client: PatternSet<Sign>,
    trainee: PatternSet<Sign>,
    persons: Vec<u64>,
}

/// A question that the client asked last.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// Folded words of the question.
    pub(crate) words: Vec<Box<str>>,
    /// Stems of its content words.
    pub(crate) stems: Vec<Stem>,
}

/// How a word of the reply stands to what was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kin {
    /// The client's own word, said last.
    Same,
    /// Another word of the same sense.
    Sense,
    /// The client's own word, said earlier.
    Earlier,
    /// Nobody said it.
    New,
}

/// The talk so far.
#[derive(Debug, Default)]
pub(crate) struct Scene {
    /// Content stems of what the client said last.
    last: HashMap<Stem, bool>,
    /// Senses of what the client said last.
    senses: HashSet<u16>,
    /// Content stems of what the client said before.
    before: HashSet<Stem>,
    /// Folded words of what the client said last, persons levelled, for finding echoes.
    pub(crate) sequence: Vec<u64>,
    /// What the client said, read, newest first.
    pub(crate) client: Vec<Text>,
    /// Questions asked last.
    pub(crate) asked: Vec<Asked>,
    /// How upset the client sounds, 0 to 100.
    pub(crate) upset: u32,
    /// Whether the client let something personal show.
    pub(crate) personal: bool,
    /// How often the trainee said a formula of sympathy before.
    pub(crate) sympathies: usize,
    /// Whether an earlier reply showed that the client was heard.
    pub(crate) heard: bool,
    /// Whether the client's last words open the door for a way on.
    pub(crate) opened: bool,
    /// Content stems of earlier questions of the trainee.
    pub(crate) trainee_asked: Vec<Vec<Stem>>,
    /// The trainee's earlier replies, read, newest first.
    pub(crate) trainee: Vec<Text>,
}

impl Listener {
    /// Reads `reading/client.toml`.
    ///
    /// # Errors
    /// The file is missing or malformed.
    pub(crate) fn new(language: &Language) -> Result<Self, LanguageError> {
        const FILE: &str = "reading/client.toml";
        let file: ClientFile = language.table(FILE)?;
        let mut client = PatternSet::default();
        let mut trainee = PatternSet::default();
        let lists = [
            (&file.upset, Sign::Upset, false),
            (&file.personal, Sign::Personal, false),
            (&file.rhetorical, Sign::Rhetorical, false),
            (&file.request, Sign::Request, false),
            (&file.opens, Sign::Opens, false),
            (&file.sympathy, Sign::Sympathy, true),
            (&file.heard, Sign::Heard, true),
        ];
        for (patterns, sign, of_trainee) in lists {
            for source in patterns {
                let pattern = pattern(language, FILE, source)?;
                if of_trainee { trainee.add(pattern, sign) } else { client.add(pattern, sign) }
            }
        }
        Ok(Self { client, trainee, persons: file.persons.iter().map(|w| hash(w)).collect() })
    }

    /// Reads the talk so far.
    pub(crate) fn scene(&self, language: &Language, lexicon: &Lexicon, history: &[Turn]) -> Scene {
        let mut scene = Scene::default();
        let from = history.len().saturating_sub(TURNS);
        let mut in_last = true;
        for turn in history.iter().skip(from).rev() {
            let text = language.text(&tail(&turn.text));
            match turn.speaker {
                Speaker::Client => self.client_said(&mut scene, lexicon, text, in_last),
                Speaker::Trainee => {
                    in_last = false;
                    self.trainee_said(&mut scene, lexicon, text);
                }
            }
        }
        scene
    }

    fn client_said(&self, scene: &mut Scene, lexicon: &Lexicon, text: Text, last: bool) {
        for entry in text.words.iter().filter_map(|w| lexicon.content(w)) {
            if last {
                let weak = scene.last.entry(entry.stem).or_insert(entry.weak);
                *weak &= entry.weak;
                scene.senses.extend(entry.senses.iter().copied());
            } else {
                scene.before.insert(entry.stem);
            }
        }
        if !last {
            scene.client.push(text);
            return;
        }
        let hits = self.client.find(&text);
        let signs = |sign: Sign| hits.iter().filter(|h| *h.tag == sign).count();
        let shouted = text.words.iter().filter(|w| w.shouted && w.folded.chars().count() > 2).count();
        let exclaims: usize = text.sentences.iter().map(|s| usize::from(s.exclaims > 0)).sum();
        let heat = 30 * signs(Sign::Upset) + 40 * usize::from(signs(Sign::Personal) > 0) + 15 * shouted.min(3);
        // Two cries are a grievance, whatever the words.
        let heat = match heat {
            0 if exclaims + shouted >= 2 => 25,
            0 => 0,
            heat => heat + 8 * exclaims.min(3),
        };
        scene.upset = scene.upset.saturating_add(u32::try_from(heat).unwrap_or(100)).min(100);
        scene.personal |= signs(Sign::Personal) > 0;
        scene.opened |= signs(Sign::Opens) > 0;
        let mut asked: Vec<Asked> = Vec::new();
        for sentence in &text.sentences {
            let within =
                |sign: Sign| hits.iter().any(|h| *h.tag == sign && (sentence.first..sentence.end).contains(&h.first));
            if (sentence.asks && !within(Sign::Rhetorical)) || within(Sign::Request) {
                let words = text.words.get(sentence.first..sentence.end).unwrap_or_default();
                asked.push(Asked {
                    words: words.iter().map(|w| w.folded.clone()).collect(),
                    stems: words.iter().filter_map(|w| lexicon.content(w)).map(|e| e.stem).collect(),
                });
            }
        }
        scene.asked.extend(asked);
        let mut sequence: Vec<u64> = text.words.iter().map(|w| self.level(w)).collect();
        sequence.push(0);
        sequence.append(&mut scene.sequence);
        scene.sequence = sequence;
        scene.client.push(text);
    }

    fn trainee_said(&self, scene: &mut Scene, lexicon: &Lexicon, text: Text) {
        let hits = self.trainee.find(&text);
        scene.sympathies += usize::from(hits.iter().any(|h| *h.tag == Sign::Sympathy));
        scene.heard |= hits.iter().any(|h| *h.tag == Sign::Heard);
        for sentence in text.sentences.iter().filter(|s| s.asks) {
            let words = text.words.get(sentence.first..sentence.end).unwrap_or_default();
            scene.trainee_asked.push(words.iter().filter_map(|w| lexicon.content(w)).map(|e| e.stem).collect());
        }
        scene.trainee.push(text);
    }

    /// A word for comparing word by word: "I" and "you" are one, since they change places in an echo.
    pub(crate) fn level(&self, word: &Word) -> u64 {
        let own = hash(&word.folded);
        if self.persons.contains(&own) { 1 } else { own }
    }
}

impl Scene {
    /// How a content word stands to what the client said; whether it is too common to show anything comes with it.
    pub(crate) fn kin(&self, entry: &super::lexicon::Entry) -> (Kin, bool) {
        if self.last.contains_key(&entry.stem) {
            (Kin::Same, entry.weak)
        } else if entry.senses.iter().any(|s| self.senses.contains(s)) {
            (Kin::Sense, entry.weak)
        } else if self.before.contains(&entry.stem) {
            (Kin::Earlier, entry.weak)
        } else {
            (Kin::New, entry.weak)
        }
    }

    /// Whether the client said a word with this stem, ever.
    pub(crate) fn has(&self, stem: Stem) -> bool {
        self.last.contains_key(&stem) || self.before.contains(&stem)
    }

    /// Whether the client said it last.
    pub(crate) fn has_last(&self, stem: Stem) -> bool {
        self.last.contains_key(&stem)
    }
}

/// The end of a long turn.
fn tail(text: &str) -> std::borrow::Cow<'_, str> {
    if text.len() <= CHARACTERS {
        return text.into();
    }
    let length = text.chars().count();
    text.chars().skip(length.saturating_sub(CHARACTERS)).collect::<String>().into()
}
