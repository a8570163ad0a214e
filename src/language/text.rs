//! A reply as words: folded for matching, each word with the place it came from.
//!
//! In goes what a person typed; out comes a [`Text`]: words in lower case with contractions spelt out, cut
//! into sentences and clauses, every word with its half-open span in *characters* (Unicode scalar values) of
//! the original. Folding changes what is compared, never what is quoted.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// Half-open range of characters (Unicode scalar values) in a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// First character.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
}

impl Span {
    /// The smallest span that holds both.
    pub fn join(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Whether the two share a character.
    pub fn touches(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The words of `source` that this span names; what lies outside `source` is left out.
    pub fn of(self, source: &str) -> String {
        source.chars().skip(self.start).take(self.end.saturating_sub(self.start)).collect()
    }
}

/// What a word is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Letters, perhaps with an apostrophe or a hyphen inside.
    Word,
    /// Has a digit: `80`, `3pm`, `$1,200`.
    Number,
    /// A pictograph or an emoticon.
    Emoji,
}

/// One word of a reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Folded: lower case, straight apostrophes, contractions spelt out, no accents lost.
    pub folded: Box<str>,
    /// Where it stands. The two words of a spelt-out contraction share one span.
    pub span: Span,
    /// What it is made of.
    pub kind: Kind,
    /// Written in capitals only, two letters at least.
    pub shouted: bool,
    /// Stands between quotation marks.
    pub quoted: bool,
    /// First word of a clause: after a comma, colon, semicolon, dash or bracket, or first of its sentence.
    pub opens_clause: bool,
}

/// One sentence: a range of words and how it closes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sentence {
    /// Index of its first word.
    pub first: usize,
    /// One past its last word.
    pub end: usize,
    /// Closes with a question mark.
    pub asks: bool,
    /// Number of exclamation marks at its close.
    pub exclaims: u8,
    /// Closes with three dots.
    pub trails_off: bool,
    /// Where it stands in the reply, closing punctuation included.
    pub span: Span,
}

/// A reply, read into words and sentences.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text {
    /// As it was typed.
    pub source: String,
    /// In reading order.
    pub words: Vec<Word>,
    /// In reading order; none is empty.
    pub sentences: Vec<Sentence>,
    /// Length of the source in characters.
    pub length: usize,
}

/// How the words of one language are folded.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Spelling {
    /// Contractions and shorthand with what they stand for: `can't` is `can not`, `u` is `you`.
    #[serde(default)]
    pub expand: std::collections::HashMap<String, String>,
}

impl Text {
    /// Reads `source`. Never fails: text without letters gives a text without words.
    pub fn read(source: &str, spelling: &Spelling) -> Self {
        Cutter::new(source, spelling).cut()
    }

    /// The sentence that holds word `index`.
    pub fn sentence_of(&self, index: usize) -> Option<&Sentence> {
        self.sentences.iter().find(|s| (s.first..s.end).contains(&index))
    }

    /// The span from word `first` up to but without word `end`.
    ///
    /// An empty or impossible range gives the empty span at the start.
    pub fn span(&self, first: usize, end: usize) -> Span {
        match (self.words.get(first), end.checked_sub(1).and_then(|last| self.words.get(last))) {
            (Some(a), Some(b)) if first < end => a.span.join(b.span),
            _ => Span { start: 0, end: 0 },
        }
    }

    /// The folded words of a range, for comparing.
    pub fn folded(&self, first: usize, end: usize) -> impl Iterator<Item = &str> {
        self.words.get(first..end.min(self.words.len())).unwrap_or_default().iter().map(|w| &*w.folded)
    }
}

/// Folds one word: lower case, compatibility forms unified, typographic apostrophes made straight.
pub fn fold(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    word.nfkc().filter(|c| !is_invisible(*c)).map(straight).flat_map(char::to_lowercase).collect()
}

/// Names a text: FNV-1a over its bytes, which is the same on every machine.
pub fn fingerprint(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

fn straight(c: char) -> char {
    match c {
        '\u{2019}' | '\u{2018}' | '\u{02BC}' | '\u{00B4}' | '`' => '\'',
        '\u{2010}' | '\u{2011}' => '-',
        other => other,
    }
}

/// Characters that are there but cannot be seen: zero-width, direction marks, variation selectors.
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{00AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{2069}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E007F}')
}

fn is_emoji(c: char) -> bool {
    matches!(c, '\u{1F000}'..='\u{1FAFF}' | '\u{2600}'..='\u{27BF}' | '\u{2B50}')
}

fn ends_sentence(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '\u{2026}' | '\n' | '\u{3002}' | '\u{FF1F}' | '\u{FF01}' | '\u{203D}')
}

fn breaks_clause(c: char) -> bool {
    matches!(c, ',' | ';' | ':' | '(' | ')' | '\u{2013}' | '\u{2014}' | '[' | ']')
}

/// An emoticon as the pictograph that it stands for, so that data need only name the latter.
fn pictured(raw: &str) -> String {
    let pictograph = match raw {
        ":)" | ":-)" | "))" | ")))" => "\u{1F642}",
        ";)" | ";-)" => "\u{1F609}",
        ":D" | ":-D" | ";D" | ";-D" => "\u{1F604}",
        ":P" | ":-P" | ";P" | ";-P" => "\u{1F61B}",
        ":(" | ":-(" | ";(" | ";-(" => "\u{1F641}",
        ":/" | ":-/" | ";/" | ";-/" => "\u{1F615}",
        _ => return fold(raw),
    };
    pictograph.to_owned()
}

struct Cutter<'a> {
    spelling: &'a Spelling,
    chars: Vec<char>,
    text: Text,
    first: usize,
    sentence_start: usize,
    clause_open: bool,
    quoted: bool,
}

impl<'a> Cutter<'a> {
    fn new(source: &str, spelling: &'a Spelling) -> Self {
        let chars: Vec<char> = source.chars().collect();
        let text = Text { source: source.to_owned(), length: chars.len(), ..Text::default() };
        Self { spelling, chars, text, first: 0, sentence_start: 0, clause_open: true, quoted: false }
    }

    fn cut(mut self) -> Text {
        let mut at = 0;
        while let Some(&c) = self.chars.get(at) {
            at = if c.is_alphanumeric() || self.opens_price(at) {
                self.word(at)
            } else if let Some(end) = self.emoticon(at) {
                self.push(at, end, Kind::Emoji);
                end
            } else {
                self.mark(c, at)
            };
        }
        self.close(self.chars.len());
        self.text
    }

    fn opens_price(&self, at: usize) -> bool {
        matches!(self.chars.get(at), Some('$' | '€' | '£' | '₽'))
            && self.chars.get(at + 1).is_some_and(char::is_ascii_digit)
    }

    fn emoticon(&self, at: usize) -> Option<usize> {
        let c = *self.chars.get(at)?;
        if is_emoji(c) {
            let tail = self.chars.iter().skip(at + 1);
            let more = tail.take_while(|c| is_emoji(**c) || is_invisible(**c) || **c == '\u{200D}').count();
            return Some(at + 1 + more);
        }
        let next = self.chars.get(at + 1).copied();
        let after = self.chars.get(at + 2).copied();
        if c == ')' && next == Some(')') && !self.chars.get(..at).is_some_and(|before| before.contains(&'(')) {
            return Some(if after == Some(')') { at + 3 } else { at + 2 });
        }
        match (c, next, after) {
            (':' | ';', Some('-'), Some(')' | '(' | 'D' | 'P' | '/')) => Some(at + 3),
            (':' | ';', Some(')' | '(' | 'D' | 'P' | '/'), tail) if tail.is_none_or(|t| !t.is_alphanumeric()) => {
                Some(at + 2)
            }
            _ => None,
        }
    }

    /// Consumes one word from `at` and gives where it ends.
    fn word(&mut self, at: usize) -> usize {
        let mut end = at + 1;
        while let Some(&c) = self.chars.get(end) {
            let inside = c.is_alphanumeric() || is_invisible(c) || (is_joiner(c) && self.letter_after(end));
            let in_number =
                matches!(c, '.' | ',' | ':') && self.digit_at(end.wrapping_sub(1)) && self.digit_at(end + 1);
            let unit = matches!(c, '%' | '€' | '$' | '£') && self.digit_at(end - 1);
            if !(inside || in_number || unit) {
                break;
            }
            end += 1;
        }
        let slice = self.chars.get(at..end).unwrap_or_default();
        let kind = if slice.iter().any(char::is_ascii_digit) { Kind::Number } else { Kind::Word };
        self.push(at, end, kind);
        end
    }

    fn letter_after(&self, at: usize) -> bool {
        self.chars.get(at + 1).is_some_and(|c| c.is_alphanumeric())
    }

    fn digit_at(&self, at: usize) -> bool {
        self.chars.get(at).is_some_and(char::is_ascii_digit)
    }

    fn push(&mut self, start: usize, end: usize, kind: Kind) {
        let slice = self.chars.get(start..end).unwrap_or_default();
        let raw: String = slice.iter().collect();
        let letters = slice.iter().filter(|c| c.is_alphabetic()).count();
        let shouted = letters >= 2 && !slice.iter().any(|c| c.is_lowercase());
        let folded = if kind == Kind::Emoji { pictured(&raw) } else { fold(&raw) };
        let span = Span { start, end };
        let quoted = self.quoted;
        let mut opens_clause = std::mem::take(&mut self.clause_open);
        let parts = self.spelling.expand.get(&folded).map_or(folded.as_str(), String::as_str);
        for part in parts.split(' ') {
            self.text.words.push(Word { folded: part.into(), span, kind, shouted, quoted, opens_clause });
            opens_clause = false;
        }
    }

    /// Consumes punctuation from `at` and gives where it ends.
    fn mark(&mut self, c: char, at: usize) -> usize {
        match c {
            '"' | '\u{201C}' | '\u{201D}' | '\u{201E}' | '\u{00AB}' | '\u{00BB}' => self.quoted = !self.quoted,
            '\'' | '\u{2018}' if self.opens_single_quote(at) => self.quoted = true,
            '\'' | '\u{2019}' if self.quoted && !self.letter_after(at) => self.quoted = false,
            '-' if self.chars.get(at.wrapping_sub(1)) == Some(&' ') => self.clause_open = true,
            _ if breaks_clause(c) => self.clause_open = true,
            _ if ends_sentence(c) => {
                let run = self.chars.iter().skip(at).take_while(|c| ends_sentence(**c) || **c == '"').count();
                let quotes = self.chars.iter().skip(at).take(run).filter(|c| **c == '"').count();
                self.quoted ^= quotes % 2 == 1;
                self.close(at + run);
                return at + run;
            }
            _ => {}
        }
        at + 1
    }

    /// A single quotation mark opens a quote when a letter follows and a space or nothing stands before it, and
    /// when there is one that closes it later.
    fn opens_single_quote(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|i| self.chars.get(i));
        let closes =
            |i: usize| matches!(self.chars.get(i), Some('\'' | '\u{2019}')) && !self.letter_after(i) && i > at + 1;
        !self.quoted
            && before.is_none_or(|c| c.is_whitespace() || *c == '(')
            && self.letter_after(at)
            && (at + 1..self.chars.len().min(at + 160)).any(closes)
    }

    fn close(&mut self, end: usize) {
        if self.text.words.len() > self.first {
            let marks: Vec<char> = self
                .chars
                .get(..end)
                .unwrap_or_default()
                .iter()
                .rev()
                .take_while(|c| ends_sentence(**c) || c.is_whitespace() || **c == '"')
                .copied()
                .collect();
            let dots = marks.iter().filter(|c| **c == '.').count();
            self.text.sentences.push(Sentence {
                first: self.first,
                end: self.text.words.len(),
                asks: marks.iter().any(|c| matches!(c, '?' | '\u{FF1F}' | '\u{203D}')),
                exclaims: u8::try_from(marks.iter().filter(|c| **c == '!').count()).unwrap_or(u8::MAX),
                trails_off: dots >= 3 || marks.contains(&'\u{2026}'),
                span: Span { start: self.sentence_start, end },
            });
            self.first = self.text.words.len();
        }
        self.sentence_start = end;
        self.clause_open = true;
    }
}

fn is_joiner(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2018}' | '\u{02BC}' | '-' | '\u{2010}' | '\u{2011}' | '_')
}
