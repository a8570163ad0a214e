//! Words and their kin: stems, senses, function words.
//!
//! In comes `data/<lang>/reading/words.toml`; out comes a [`Lexicon`] that says of a folded word which stem it has,
//! which senses it belongs to ("drop", "cut off" and "disconnect" are one) and whether it carries content at all.
//! The point of it: giving back the sense in other words has to be told from giving back the words.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use rust_stemmers::{Algorithm, Stemmer};
use serde::Deserialize;

use super::rules::Rule;
use crate::language::{Kind, Language, LanguageError, Word};

/// A stem, named by the hash of its letters.
pub(crate) type Stem = u64;

/// What the file holds.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WordsFile {
    /// Name of the stemming algorithm.
    stemmer: String,
    /// Words that carry no content.
    function: Vec<String>,
    /// Words with content that are too common to show that anything was heard.
    weak: Vec<String>,
    /// Of words with content, those that ready-made kindness is made of.
    stock: Vec<String>,
    /// Forms that the stemmer does not bring together.
    irregular: BTreeMap<String, Vec<String>>,
    /// Words of one sense, by the name of the sense.
    sense: BTreeMap<String, Vec<String>>,
    /// Further words of the language, to tell it from noise.
    known: Vec<String>,
}

/// What is known of one word.
#[expect(clippy::struct_excessive_bools, reason = "five independent facts about a word, not states of it")]
#[derive(Debug, Clone, Default)]
pub(crate) struct Entry {
    /// Its stem.
    pub(crate) stem: Stem,
    /// Whether it is a function word.
    pub(crate) function: bool,
    /// Whether it is too common to prove anything.
    pub(crate) weak: bool,
    /// Its senses.
    pub(crate) senses: Box<[u16]>,
    /// Whether the language has it.
    pub(crate) known: bool,
    /// Whether ready-made kindness is made of it.
    pub(crate) stock: bool,
    /// Whether a slip of the finger can stand for it.
    pub(crate) meant: bool,
}

/// The words of a language.
pub(crate) struct Lexicon {
    entries: HashMap<Box<str>, Entry>,
    by_stem: HashMap<Stem, Entry>,
    stemmer: Stemmer,
}

impl std::fmt::Debug for Lexicon {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lexicon").field("entries", &self.entries.len()).finish_non_exhaustive()
    }
}

impl Lexicon {
    /// Reads the words of a language.
    ///
    /// # Errors
    /// The file is missing or malformed.
    pub(crate) fn read(language: &Language, rules: &[Arc<Rule>]) -> Result<Self, LanguageError> {
        let file: WordsFile = language.table("reading/words.toml")?;
        let stemmer = Stemmer::create(algorithm(&file.stemmer));
        let mut lexicon = Self { entries: HashMap::new(), by_stem: HashMap::new(), stemmer };
        let bases: HashMap<&str, &str> = file
            .irregular
            .iter()
            .flat_map(|(base, forms)| forms.iter().map(move |f| (f.as_str(), base.as_str())))
            .collect();
        let mut senses: HashMap<Stem, Vec<u16>> = HashMap::new();
        for (number, words) in file.sense.values().enumerate() {
            let number = u16::try_from(number).unwrap_or(u16::MAX);
            for word in words {
                let base = bases.get(word.as_str()).copied().unwrap_or(word);
                let list = senses.entry(lexicon.stem(base)).or_default();
                if !list.contains(&number) {
                    list.push(number);
                }
            }
        }
        let weak: HashSet<Stem> = file.weak.iter().map(|w| lexicon.stem(w)).collect();
        let stock: HashSet<Stem> =
            file.stock.iter().map(|w| lexicon.stem(bases.get(w.as_str()).copied().unwrap_or(w))).collect();
        let function: HashSet<&str> = file.function.iter().map(String::as_str).collect();
        let all = (file.function.iter().chain(&file.weak).chain(&file.stock).chain(&file.known))
            .chain(file.sense.values().flatten())
            .chain(file.irregular.keys())
            .chain(file.irregular.values().flatten())
            .map(String::as_str);
        let words_of = |triggers: bool| {
            let chosen = rules.iter().filter(move |r| r.kind.is_trigger() == triggers).flat_map(|r| &r.find);
            chosen.flat_map(|p| p.split([' ', '(', ')', '|', '?'])).filter(|w| is_word(w))
        };
        let in_classes = language.classes.values().flat_map(|class| class.words());
        // A slip of the finger never makes a trigger: words of triggers are known, but nothing is taken for them.
        let meant = all.chain(words_of(false)).map(|w| (w, true));
        for (word, meant) in meant.chain(words_of(true).chain(in_classes).map(|w| (w, false))) {
            if lexicon.entries.contains_key(word) {
                continue;
            }
            let base = bases.get(word).copied().unwrap_or(word);
            let stem = lexicon.stem(base);
            let entry = Entry {
                stem,
                function: function.contains(word),
                weak: weak.contains(&stem),
                senses: senses.get(&stem).cloned().unwrap_or_default().into(),
                stock: stock.contains(&stem),
                known: true,
                meant,
            };
            lexicon.by_stem.entry(stem).or_insert_with(|| Entry { function: false, ..entry.clone() });
            lexicon.entries.insert(word.into(), entry);
        }
        Ok(lexicon)
    }

    /// What is known of a folded word.
    pub(crate) fn entry(&self, folded: &str) -> Cow<'_, Entry> {
        if let Some(entry) = self.entries.get(folded) {
            return Cow::Borrowed(entry);
        }
        let bare = folded.strip_suffix("'s").or_else(|| folded.strip_suffix('\'')).unwrap_or(folded);
        if let Some(entry) = self.entries.get(bare) {
            return Cow::Borrowed(entry);
        }
        let stem = self.stem(bare);
        self.by_stem.get(&stem).map_or_else(|| Cow::Owned(Entry { stem, ..Entry::default() }), Cow::Borrowed)
    }

    /// Whether a word carries content: no function word, no emoji.
    pub(crate) fn content(&self, word: &Word) -> Option<Cow<'_, Entry>> {
        if word.kind == Kind::Emoji {
            return None;
        }
        let entry = self.entry(&word.folded);
        (!entry.function).then_some(entry)
    }

    /// Every word that a slip of the finger can stand for, in no order.
    pub(crate) fn words(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().filter(|(_, entry)| entry.meant).map(|(word, _)| &**word)
    }

    fn stem(&self, word: &str) -> Stem {
        if word.chars().count() < 4 || word.chars().any(|c| c.is_ascii_digit()) {
            return hash(word);
        }
        hash(&self.stemmer.stem(word))
    }
}

/// Whether a piece of a pattern is a plain word.
fn is_word(piece: &str) -> bool {
    !piece.is_empty() && piece.chars().all(|c| c.is_alphabetic() || c == '\'')
}

fn algorithm(name: &str) -> Algorithm {
    match name {
        "french" => Algorithm::French,
        "russian" => Algorithm::Russian,
        "german" => Algorithm::German,
        "spanish" => Algorithm::Spanish,
        _ => Algorithm::English,
    }
}

/// FNV-1a, which is the same on every machine.
pub(crate) fn hash(word: &str) -> Stem {
    crate::language::fingerprint(word)
}
