//! Many patterns, looked for in one pass over the words of a text.
//!
//! In come [`Pattern`]s, each with what it stands for; out come [`Hit`]s. Words are numbered once, so that matching
//! compares numbers; an index by the first and the second word leaves few patterns to try on each word.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

use super::pattern::{Node, Pattern, WordClass};
use super::text::{Kind, Sentence, Span, Text};

/// Classes that fit into the bits of one number; further ones are spelt out.
const CLASSES: usize = 64;

/// One place where a pattern of a set matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit<'a, T> {
    /// What the pattern stands for.
    pub tag: &'a T,
    /// First word.
    pub first: usize,
    /// One past the last word.
    pub end: usize,
    /// Where those words stand in the reply.
    pub span: Span,
}

/// Many patterns, each with what it stands for, looked for in one pass over the words.
#[derive(Debug, Clone)]
pub struct PatternSet<T> {
    entries: Vec<(Vec<Step>, T)>,
    names: Names,
    index: OnceLock<Index>,
}

/// A node with its words numbered.
#[derive(Debug, Clone)]
enum Step {
    Word(u32),
    OneOf(Box<[u32]>),
    Prefix(usize),
    Any,
    Number,
    Gap(usize),
    Class(usize),
    SentenceStart,
    ClauseStart,
    SentenceEnd,
    Group { branches: Vec<Vec<Step>>, optional: bool },
}

/// Numbers for words, prefixes and classes.
#[derive(Debug, Clone, Default)]
struct Names {
    words: HashMap<Box<str>, u32>,
    prefixes: Vec<Box<str>>,
    classes: Vec<Arc<WordClass>>,
}

/// Which patterns to try where.
#[derive(Debug, Clone, Default)]
struct Index {
    /// For each known word, the patterns that can begin with it.
    first: Vec<Box<[u32]>>,
    /// For each known word, a bit for each pattern that can have it second.
    second: Vec<Option<Box<[u64]>>>,
    /// A bit for each pattern that can have any word second.
    any_second: Box<[u64]>,
    /// Patterns that can begin with a word that is not known, such as those that begin with a prefix.
    loose: Box<[u32]>,
    /// For each known word the prefixes and classes it belongs to.
    kin: Vec<Kin>,
}

/// The prefixes and classes of a word, as bits.
#[derive(Debug, Clone, Default)]
struct Kin {
    prefixes: Vec<u16>,
    classes: u64,
}

/// One word of the text, numbered.
struct Token<'a> {
    /// Its number; 0 where no pattern knows it.
    word: u32,
    kin: std::borrow::Cow<'a, Kin>,
    number: bool,
}

/// What can stand in one place.
#[derive(Debug, Default)]
struct Place {
    words: Vec<u32>,
    prefixes: Vec<usize>,
    classes: Vec<usize>,
    number: bool,
    anything: bool,
}

impl<T> Default for PatternSet<T> {
    fn default() -> Self {
        Self { entries: Vec::new(), names: Names::default(), index: OnceLock::new() }
    }
}

impl<T> PatternSet<T> {
    /// Whether a folded word stands in one of the patterns, in full or by its beginning.
    pub fn knows(&self, word: &str) -> bool {
        self.names.words.contains_key(word) || self.names.prefixes.iter().any(|p| word.starts_with(&**p))
    }

    /// Adds a pattern and what it stands for.
    #[expect(clippy::needless_pass_by_value, reason = "the set owns what it is given, in a form of its own")]
    pub fn add(&mut self, pattern: Pattern, tag: T) {
        let steps = self.names.steps(&pattern.nodes);
        self.entries.push((steps, tag));
        self.index = OnceLock::new();
    }

    /// Number of patterns.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Every place where a pattern matches, in reading order; each pattern at most once for each first word.
    pub fn find<'a>(&'a self, text: &Text) -> Vec<Hit<'a, T>> {
        let index = self.index.get_or_init(|| Index::new(&self.names, self.entries.iter().map(|(steps, _)| &**steps)));
        let tokens: Vec<Token<'_>> = text.words.iter().map(|w| self.names.token(index, &w.folded, w.kind)).collect();
        let mut hits = Vec::new();
        for sentence in &text.sentences {
            for at in sentence.first..sentence.end {
                let Some(token) = tokens.get(at) else { continue };
                let next = tokens.get(at + 1).filter(|_| at + 1 < sentence.end);
                for number in index.tries(token, next) {
                    let Some((steps, tag)) = self.entries.get(number as usize) else { continue };
                    let place = Reading { text, tokens: &tokens, sentence };
                    if let Some(end) = place.end(&Rest { steps, then: None }, at).filter(|end| *end > at) {
                        hits.push(Hit { tag, first: at, end, span: text.span(at, end) });
                    }
                }
            }
        }
        hits
    }
}

impl Names {
    fn word(&mut self, word: &str) -> u32 {
        if let Some(number) = self.words.get(word) {
            return *number;
        }
        let number = u32::try_from(self.words.len() + 1).unwrap_or(u32::MAX);
        self.words.insert(word.into(), number);
        number
    }

    fn steps(&mut self, nodes: &[Node]) -> Vec<Step> {
        nodes.iter().map(|node| self.step(node)).collect()
    }

    fn step(&mut self, node: &Node) -> Step {
        match node {
            Node::Word(word) => Step::Word(self.word(word)),
            Node::Prefix(prefix) => {
                let known = self.prefixes.iter().position(|p| p == prefix);
                Step::Prefix(known.unwrap_or_else(|| {
                    self.prefixes.push(prefix.clone());
                    self.prefixes.len() - 1
                }))
            }
            Node::Class(class)
                if self.classes.len() >= CLASSES && !self.classes.iter().any(|c| Arc::ptr_eq(c, class)) =>
            {
                let words = class.words().map(|w| vec![Node::Word(w.into())]);
                let prefixes = class.prefixes().map(|p| vec![Node::Prefix(p.into())]);
                self.group(&words.chain(prefixes).collect::<Vec<_>>(), false)
            }
            Node::Class(class) => {
                let known = self.classes.iter().position(|c| Arc::ptr_eq(c, class));
                Step::Class(known.unwrap_or_else(|| {
                    for word in class.words() {
                        self.word(word);
                    }
                    self.classes.push(Arc::clone(class));
                    self.classes.len() - 1
                }))
            }
            Node::Any => Step::Any,
            Node::Number => Step::Number,
            Node::Gap(most) => Step::Gap(*most),
            Node::SentenceStart => Step::SentenceStart,
            Node::ClauseStart => Step::ClauseStart,
            Node::SentenceEnd => Step::SentenceEnd,
            Node::Group { branches, optional } => self.group(branches, *optional),
        }
    }

    /// A group; where all its branches are single words, they become one sorted list.
    fn group(&mut self, branches: &[Vec<Node>], optional: bool) -> Step {
        let single = |branch: &Vec<Node>| match branch.as_slice() {
            [Node::Word(word)] => Some(word.clone()),
            _ => None,
        };
        let words: Option<Vec<Box<str>>> = branches.iter().map(single).collect();
        let branches = match words {
            Some(words) => {
                let mut numbers: Vec<u32> = words.iter().map(|w| self.word(w)).collect();
                numbers.sort_unstable();
                if !optional {
                    return Step::OneOf(numbers.into());
                }
                vec![vec![Step::OneOf(numbers.into())]]
            }
            None => branches.iter().map(|b| self.steps(b)).collect(),
        };
        Step::Group { branches, optional }
    }

    fn kin(&self, word: &str) -> Kin {
        let prefixes = self.prefixes.iter().zip(0_u16..).filter(|(p, _)| word.starts_with(&***p)).map(|(_, n)| n);
        let classes = self.classes.iter().enumerate().filter(|(_, c)| c.has(word));
        Kin { prefixes: prefixes.collect(), classes: classes.fold(0, |bits, (n, _)| bits | 1 << n) }
    }

    fn token<'a>(&self, index: &'a Index, folded: &str, kind: Kind) -> Token<'a> {
        let number = kind == Kind::Number;
        match self.words.get(folded) {
            Some(word) => {
                let kin = index.kin.get(*word as usize);
                Token { word: *word, kin: kin.map_or_else(Default::default, std::borrow::Cow::Borrowed), number }
            }
            None => Token { word: 0, kin: std::borrow::Cow::Owned(self.kin(folded)), number },
        }
    }
}

impl Index {
    fn new<'a>(names: &Names, patterns: impl Iterator<Item = &'a [Step]>) -> Self {
        let size = names.words.len() + 1;
        let mut kin = vec![Kin::default(); size];
        let mut by_prefix: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
        let mut by_class: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
        for (word, number) in &names.words {
            let own = names.kin(word);
            for prefix in &own.prefixes {
                by_prefix.entry(usize::from(*prefix)).or_default().push(*number);
            }
            for class in (0..CLASSES).filter(|n| own.classes >> n & 1 == 1) {
                by_class.entry(class).or_default().push(*number);
            }
            if let Some(place) = kin.get_mut(*number as usize) {
                *place = own;
            }
        }
        let words_of = |place: &Place| -> Vec<u32> {
            let of_prefixes = place.prefixes.iter().filter_map(|p| by_prefix.get(p)).flatten();
            let of_classes = place.classes.iter().filter_map(|c| by_class.get(c)).flatten();
            let mut all: Vec<u32> = place.words.iter().chain(of_prefixes).chain(of_classes).copied().collect();
            all.sort_unstable();
            all.dedup();
            all
        };
        let patterns: Vec<&[Step]> = patterns.collect();
        let width = patterns.len().div_ceil(64);
        let mut first: Vec<Vec<u32>> = vec![Vec::new(); size];
        let mut second: Vec<Option<Box<[u64]>>> = vec![None; size];
        let mut any_second = vec![0_u64; width];
        let mut loose = Vec::new();
        for (steps, number) in patterns.into_iter().zip(0_u32..) {
            let mut opening = Place::default();
            opening.gather(&[steps]);
            let words: Vec<u32> = if opening.anything { (0..).take(size).collect() } else { words_of(&opening) };
            for word in words {
                if let Some(list) = first.get_mut(word as usize) {
                    list.push(number);
                }
            }
            if opening.anything || opening.number || !opening.prefixes.is_empty() || !opening.classes.is_empty() {
                loose.push(number);
            }
            let mut following = Place::default();
            opening_then(&[steps], &mut following);
            let (at, bit) = (number as usize / 64, 1_u64 << (number % 64));
            if following.anything {
                if let Some(bits) = any_second.get_mut(at) {
                    *bits |= bit;
                }
                continue;
            }
            for word in words_of(&following) {
                let Some(slot) = second.get_mut(word as usize) else { continue };
                if let Some(bits) = slot.get_or_insert_with(|| vec![0; width].into()).get_mut(at) {
                    *bits |= bit;
                }
            }
        }
        let first = first.into_iter().map(Vec::into_boxed_slice).collect();
        Self { first, second, any_second: any_second.into(), loose: loose.into(), kin }
    }

    /// The patterns that may begin at a word, in their order.
    fn tries<'a>(&'a self, token: &Token<'_>, next: Option<&Token<'_>>) -> impl Iterator<Item = u32> + 'a {
        let list = match token.word {
            0 => &self.loose,
            word => self.first.get(word as usize).unwrap_or(&self.loose),
        };
        // A number as such belongs to patterns that ask for one, whatever its digits.
        let numbers: &[u32] = if token.number && token.word != 0 { &self.loose } else { &[] };
        let known = next.filter(|n| n.word != 0 && !n.number).map(|n| n.word as usize);
        let bits = known.map(|word| self.second.get(word).and_then(Option::as_deref));
        let further = numbers.iter().filter(|n| list.binary_search(n).is_err());
        list.iter().chain(further).copied().filter(move |number| {
            let Some(bits) = bits else { return true };
            let (at, bit) = (*number as usize / 64, 1_u64 << (number % 64));
            let has = |all: &[u64]| all.get(at).is_some_and(|b| b & bit != 0);
            has(&self.any_second) || bits.is_some_and(has)
        })
    }
}

impl Place {
    /// Gathers what can stand first in these sequences, one after the other; gives whether all can be passed over.
    fn gather(&mut self, sequences: &[&[Step]]) -> bool {
        sequences.iter().copied().flatten().all(|step| self.take(step))
    }

    /// Takes up what one step can match; gives whether the step can be passed over without a word.
    fn take(&mut self, step: &Step) -> bool {
        match step {
            Step::SentenceStart | Step::ClauseStart | Step::SentenceEnd => return true,
            Step::Word(word) => self.words.push(*word),
            Step::OneOf(words) => self.words.extend(words.iter().copied()),
            Step::Prefix(prefix) => self.prefixes.push(*prefix),
            Step::Class(class) => self.classes.push(*class),
            Step::Number => self.number = true,
            Step::Any | Step::Gap(_) => self.anything = true,
            Step::Group { branches, optional } => {
                let mut passable = *optional;
                for branch in branches {
                    passable |= self.gather(&[branch.as_slice()]);
                }
                return passable;
            }
        }
        false
    }
}

/// Gathers what can stand second: what follows once the first word has been matched.
fn opening_then(sequences: &[&[Step]], second: &mut Place) -> bool {
    let mut rest: Vec<&[Step]> = sequences.to_vec();
    while let Some(steps) = rest.first().copied() {
        let Some((step, tail)) = steps.split_first() else {
            rest.remove(0);
            continue;
        };
        if let Some(head) = rest.first_mut() {
            *head = tail;
        }
        let passable = match step {
            Step::SentenceStart | Step::ClauseStart | Step::SentenceEnd => true,
            Step::Gap(_) => {
                second.anything = true;
                return false;
            }
            Step::Group { branches, optional } => {
                let mut passable = *optional;
                for branch in branches {
                    let mut inner: Vec<&[Step]> = vec![branch];
                    inner.extend(rest.iter().copied());
                    let bare: &[Step] = branch;
                    passable |= Place::default().gather(&[bare]);
                    opening_then(&inner, second);
                }
                passable
            }
            _ => {
                // The first word is matched here; where nothing need follow, anything may.
                if second.gather(&rest) {
                    second.anything = true;
                }
                false
            }
        };
        if !passable {
            return false;
        }
    }
    true
}

/// What is still to be matched: the steps here, then those of the enclosing groups.
struct Rest<'a> {
    steps: &'a [Step],
    then: Option<&'a Rest<'a>>,
}

/// The text while patterns are tried on it.
struct Reading<'a> {
    text: &'a Text,
    tokens: &'a [Token<'a>],
    sentence: &'a Sentence,
}

impl Reading<'_> {
    /// Where what is left ends when it begins at word `at`.
    fn end(&self, rest: &Rest<'_>, at: usize) -> Option<usize> {
        let Some((step, tail)) = rest.steps.split_first() else {
            return rest.then.map_or(Some(at), |outer| self.end(outer, at));
        };
        let after = Rest { steps: tail, then: rest.then };
        let token = self.tokens.get(at).filter(|_| at < self.sentence.end);
        let holds = match step {
            Step::Word(word) => token.is_some_and(|t| t.word == *word),
            Step::OneOf(words) => token.is_some_and(|t| words.binary_search(&t.word).is_ok()),
            Step::Prefix(prefix) => token.is_some_and(|t| t.kin.prefixes.iter().any(|p| usize::from(*p) == *prefix)),
            Step::Class(class) => token.is_some_and(|t| t.kin.classes >> class & 1 == 1),
            Step::Number => token.is_some_and(|t| t.number),
            Step::Any => token.is_some(),
            Step::SentenceStart => return (at == self.sentence.first).then(|| self.end(&after, at)).flatten(),
            Step::SentenceEnd => return (at == self.sentence.end).then(|| self.end(&after, at)).flatten(),
            Step::ClauseStart => {
                let opens = self.text.words.get(at).is_some_and(|w| w.opens_clause && at < self.sentence.end);
                return (at == self.sentence.first || opens).then(|| self.end(&after, at)).flatten();
            }
            Step::Gap(most) => {
                let last = (at + most).min(self.sentence.end);
                return (at..=last).find_map(|next| self.end(&after, next));
            }
            Step::Group { branches, optional } => {
                let inside = branches.iter().find_map(|b| self.end(&Rest { steps: b, then: Some(&after) }, at));
                return inside.or_else(|| optional.then(|| self.end(&after, at)).flatten());
            }
        };
        if holds { self.end(&after, at + 1) } else { None }
    }
}
