//! The little language in which data files say what words to look for.
//!
//! A pattern is words with a few signs between them, matched on the folded words of one sentence:
//!
//! | sign | matches |
//! |---|---|
//! | `drop` | the word, folded; a contraction is spelt out, so `can't` is the two words `can not` |
//! | `drop*` | any word that begins so |
//! | `_` | any one word |
//! | `#` | a word with a digit in it |
//! | `<3>` | none to three words, as few as will do |
//! | `@loss` | a word of the class `loss`, from the language's word classes |
//! | `(a b\|c)` | one of these |
//! | `(a b\|c)?` | one of these, or nothing |
//! | `^` / `$` | here the sentence begins / ends |
//! | `~` | here a clause begins (or the sentence) |
//!
//! Many patterns are kept together in a [`PatternSet`](super::PatternSet), which tries on each word only those that
//! can begin with it.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::text::{Kind, Sentence, Spelling, Text, fold};

/// Named lists of words that patterns refer to by `@name`; an entry may end in `*`.
pub type Classes = HashMap<String, Arc<WordClass>>;

/// A list of words, some open-ended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WordClass {
    words: BTreeSet<Box<str>>,
    prefixes: BTreeSet<Box<str>>,
}

impl WordClass {
    /// Reads entries such as `angry` or `frustrat*`.
    pub fn new<'a>(entries: impl IntoIterator<Item = &'a str>) -> Self {
        let mut class = Self::default();
        for entry in entries {
            match entry.strip_suffix('*') {
                Some(prefix) => class.prefixes.insert(fold(prefix).into()),
                None => class.words.insert(fold(entry).into()),
            };
        }
        class
    }

    /// The words that are written out.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(|w| &**w)
    }

    /// The beginnings of those that are open-ended.
    pub(super) fn prefixes(&self) -> impl Iterator<Item = &str> {
        self.prefixes.iter().map(|p| &**p)
    }

    /// Whether a folded word belongs to the class.
    pub fn has(&self, word: &str) -> bool {
        self.words.contains(word) || self.prefixes.iter().any(|p| word.starts_with(&**p))
    }
}

/// Why a pattern cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// Nothing in it.
    #[error("the pattern is empty; write at least one word")]
    Empty,
    /// A bracket that has no partner.
    #[error("a bracket has no partner; each `(` needs a `)`")]
    Bracket,
    /// `<…>` without a number from 1 to 9.
    #[error("`{0}` is no gap; write a number from 1 to 9, as in `<3>`")]
    Gap(String),
    /// A class that the language does not have.
    #[error("there is no word class `@{0}`; the classes stand in the language's `classes.toml`")]
    Class(String),
    /// A list that the language does not have.
    #[error("there is no list `={0}`; the lists stand in the language's `talk.toml`")]
    List(String),
    /// Only signs that match no word of their own.
    #[error("the pattern `{0}` would match anything; it needs at least one word of its own")]
    Anything(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    Word(Box<str>),
    Prefix(Box<str>),
    Any,
    Number,
    Gap(usize),
    Class(Arc<WordClass>),
    SentenceStart,
    ClauseStart,
    SentenceEnd,
    Group { branches: Vec<Vec<Node>>, optional: bool },
}

/// One pattern, ready to match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    pub(super) nodes: Vec<Node>,
}

/// What is still to be matched: the nodes here, then those of the enclosing groups.
struct Rest<'a> {
    nodes: &'a [Node],
    then: Option<&'a Rest<'a>>,
}

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// The text is no pattern, names a class that is not there, or would match anything.
    pub fn read(source: &str, spelling: &Spelling, classes: &Classes) -> Result<Self, PatternError> {
        let mut parser = Parser { signs: signs(source), at: 0, spelling, classes };
        let mut branches = parser.branches()?;
        if parser.at < parser.signs.len() {
            return Err(PatternError::Bracket);
        }
        let nodes = match branches.len() {
            1 => branches.remove(0),
            _ => vec![Node::Group { branches, optional: false }],
        };
        if nodes.is_empty() {
            return Err(PatternError::Empty);
        }
        if !nodes.iter().any(Node::is_own) {
            return Err(PatternError::Anything(source.to_owned()));
        }
        Ok(Self { nodes })
    }

    /// Words that the pattern matches; `pick` chooses among so many branches or words. Gaps are left empty, and what
    /// may be any word is a word of no meaning.
    pub fn sample(&self, pick: &mut impl FnMut(usize) -> usize) -> String {
        let mut words = Vec::new();
        sample(&self.nodes, pick, &mut words);
        words.join(" ")
    }

    /// Where the pattern ends when it begins at word `at` of this sentence; `None` if it does not match there.
    pub fn end_at(&self, text: &Text, sentence: &Sentence, at: usize) -> Option<usize> {
        step(&Rest { nodes: &self.nodes, then: None }, text, sentence, at)
    }

    /// The first place in the text, as a half-open range of words.
    pub fn find(&self, text: &Text) -> Option<(usize, usize)> {
        text.sentences
            .iter()
            .find_map(|s| (s.first..s.end).find_map(|at| self.end_at(text, s, at).map(|end| (at, end))))
    }
}

impl Node {
    /// Whether the node stands for words of its own, so that the pattern does not match anything at all.
    fn is_own(&self) -> bool {
        match self {
            Self::Word(_) | Self::Prefix(_) | Self::Class(_) | Self::Number => true,
            Self::Group { branches, optional } => !optional && branches.iter().all(|b| b.iter().any(Self::is_own)),
            _ => false,
        }
    }
}

/// Stands in a sample for any word.
const ANY_WORD: &str = "that";
/// Stands in a sample for any number.
const ANY_NUMBER: &str = "7";

fn sample(nodes: &[Node], pick: &mut impl FnMut(usize) -> usize, words: &mut Vec<String>) {
    for node in nodes {
        match node {
            Node::Word(word) | Node::Prefix(word) => words.push(word.to_string()),
            Node::Any => words.push(ANY_WORD.to_owned()),
            Node::Number => words.push(ANY_NUMBER.to_owned()),
            Node::Class(class) => words.extend(class.words().nth(pick(class.words().count())).map(str::to_owned)),
            Node::Group { branches, optional } => {
                let at = pick(branches.len() + usize::from(*optional));
                if let Some(branch) = branches.get(at) {
                    sample(branch, pick, words);
                }
            }
            Node::Gap(_) | Node::SentenceStart | Node::ClauseStart | Node::SentenceEnd => {}
        }
    }
}

fn step(rest: &Rest<'_>, text: &Text, sentence: &Sentence, at: usize) -> Option<usize> {
    let Some((node, tail)) = rest.nodes.split_first() else {
        return rest.then.map_or(Some(at), |outer| step(outer, text, sentence, at));
    };
    let after = Rest { nodes: tail, then: rest.then };
    let word = text.words.get(at).filter(|_| at < sentence.end);
    let holds = match node {
        Node::Word(w) => word.is_some_and(|word| word.folded == *w),
        Node::Prefix(p) => word.is_some_and(|word| word.folded.starts_with(&**p)),
        Node::Class(class) => word.is_some_and(|word| class.has(&word.folded)),
        Node::Number => word.is_some_and(|word| word.kind == Kind::Number),
        Node::Any => word.is_some(),
        Node::SentenceStart if at == sentence.first => return step(&after, text, sentence, at),
        Node::SentenceEnd if at == sentence.end => return step(&after, text, sentence, at),
        Node::ClauseStart if at == sentence.first || word.is_some_and(|w| w.opens_clause) => {
            return step(&after, text, sentence, at);
        }
        Node::Gap(most) => {
            let last = (at + most).min(sentence.end);
            return (at..=last).find_map(|next| step(&after, text, sentence, next));
        }
        Node::Group { branches, optional } => {
            let inside = branches.iter().find_map(|b| step(&Rest { nodes: b, then: Some(&after) }, text, sentence, at));
            return inside.or_else(|| optional.then(|| step(&after, text, sentence, at)).flatten());
        }
        Node::SentenceStart | Node::SentenceEnd | Node::ClauseStart => false,
    };
    if holds { step(&after, text, sentence, at + 1) } else { None }
}

/// Cuts a pattern's source into words and signs.
fn signs(source: &str) -> Vec<String> {
    let mut spaced = String::with_capacity(source.len() + 8);
    for c in source.chars() {
        match c {
            '(' | '|' => spaced.extend([' ', c, ' ']),
            ')' => spaced.extend([' ', c]),
            '?' if spaced.ends_with(')') => spaced.extend([c, ' ']),
            _ => {
                if spaced.ends_with(')') {
                    spaced.push(' ');
                }
                spaced.push(c);
            }
        }
    }
    spaced.split_whitespace().map(str::to_owned).collect()
}

struct Parser<'a> {
    signs: Vec<String>,
    at: usize,
    spelling: &'a Spelling,
    classes: &'a Classes,
}

impl Parser<'_> {
    fn branches(&mut self) -> Result<Vec<Vec<Node>>, PatternError> {
        let mut branches = vec![Vec::new()];
        while let Some(sign) = self.signs.get(self.at).cloned() {
            match sign.as_str() {
                ")" | ")?" => break,
                "|" => branches.push(Vec::new()),
                "(" => {
                    self.at += 1;
                    let inner = self.branches()?;
                    let close = self.signs.get(self.at).ok_or(PatternError::Bracket)?;
                    let optional = close == ")?";
                    if inner.iter().any(Vec::is_empty) {
                        return Err(PatternError::Empty);
                    }
                    if let Some(branch) = branches.last_mut() {
                        branch.push(Node::Group { branches: inner, optional });
                    }
                }
                _ => {
                    let nodes = self.word(&sign)?;
                    if let Some(branch) = branches.last_mut() {
                        branch.extend(nodes);
                    }
                }
            }
            self.at += 1;
        }
        Ok(branches)
    }

    fn word(&self, sign: &str) -> Result<Vec<Node>, PatternError> {
        if let Some(name) = sign.strip_prefix('@') {
            let class = self.classes.get(name).ok_or_else(|| PatternError::Class(name.to_owned()))?;
            return Ok(vec![Node::Class(Arc::clone(class))]);
        }
        if let Some(gap) = sign.strip_prefix('<') {
            let most = gap.strip_suffix('>').and_then(|n| n.parse::<usize>().ok());
            let most = most.filter(|n| (1..=9).contains(n)).ok_or_else(|| PatternError::Gap(sign.to_owned()))?;
            return Ok(vec![Node::Gap(most)]);
        }
        Ok(match sign {
            "_" => vec![Node::Any],
            "#" => vec![Node::Number],
            "^" => vec![Node::SentenceStart],
            "$" => vec![Node::SentenceEnd],
            "~" => vec![Node::ClauseStart],
            _ => {
                if let Some(prefix) = sign.strip_suffix('*') {
                    return Ok(vec![Node::Prefix(fold(prefix).into())]);
                }
                let folded = fold(sign);
                let spelt = self.spelling.expand.get(&folded).unwrap_or(&folded);
                spelt.split(' ').map(|w| Node::Word(w.into())).collect()
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::PatternSet;
    use super::*;

    fn check(pattern: &str, reply: &str, found: Option<&str>) {
        let spelling = Spelling {
            expand: [("can't", "can not"), ("i'm", "i am")].map(|(a, b)| (a.to_owned(), b.to_owned())).into(),
        };
        let classes = Classes::from([("loss".to_owned(), Arc::new(WordClass::new(["lost", "miss*"])))]);
        let pattern = Pattern::read(pattern, &spelling, &classes).expect("the case's pattern is well formed");
        let text = Text::read(reply, &spelling);
        let words = pattern.find(&text).map(|(a, b)| text.span(a, b).of(reply));
        assert_eq!(words.as_deref(), found, "in {reply:?}");
        let mut set = PatternSet::default();
        set.add(pattern, ());
        let hit = set.find(&text).first().map(|h| h.span.of(reply));
        assert_eq!(hit.as_deref(), found, "as a set, in {reply:?}");
    }

    #[test]
    fn signs_match_what_the_table_says() {
        check("can't", "We CAN’T do that.", Some("CAN’T"));
        check("i'm sorry", "well, I'm sorry", Some("I'm sorry"));
        check("frustrat*", "How frustrating!", Some("frustrating"));
        check("you @loss <2> day", "so you missed a whole day", Some("you missed a whole day"));
        check("you @loss <2> day", "so you missed a whole other day", None);
        check("(every|each) (single)? day", "each day", Some("each day"));
        check("(every|each) (single)? day", "every single day", Some("every single day"));
        check("^ no $", "No.", Some("No"));
        check("^ no $", "No way.", None);
        check("~ look", "Now, look here", Some("look"));
        check("~ look", "Now look here", None);
        check("for #", "for $1,200 now", Some("for $1,200"));
        check("one two", "one. Two", None);
    }

    #[test]
    fn faults_say_what_to_do() {
        let none = Spelling::default();
        let read = |p: &str| Pattern::read(p, &none, &Classes::new()).map(|_| ());
        assert_eq!(read(""), Err(PatternError::Empty));
        assert_eq!(read("(a|b"), Err(PatternError::Bracket));
        assert_eq!(read("a)"), Err(PatternError::Bracket));
        assert_eq!(read("a <x> b"), Err(PatternError::Gap("<x>".to_owned())));
        assert_eq!(read("@nothing"), Err(PatternError::Class("nothing".to_owned())));
        assert_eq!(read("_ <3>"), Err(PatternError::Anything("_ <3>".to_owned())));
    }
}
