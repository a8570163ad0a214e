//! A page of text: how wide it is, whether it has colour, and how words are laid on it.
//!
//! Widths are display columns, so that wide letters and emoji do not shift anything.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Where text is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// Columns, at least [`Page::NARROWEST`].
    pub columns: usize,
    /// Whether colours may be used.
    pub colour: bool,
    /// Whether bars may use block characters.
    pub blocks: bool,
}

/// What a piece of text is, which decides its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    /// As it comes.
    Plain,
    /// A heading or a name.
    Strong,
    /// What may be overlooked.
    Faint,
    /// The client's name.
    Client,
    /// A high mark, a move that helps.
    Good,
    /// A middling mark.
    Middling,
    /// A low mark, a trigger.
    Bad,
}

impl Ink {
    /// The colour of a mark from 0 to 100, by the bands of the marking.
    pub fn of_mark(mark: u8) -> Self {
        match mark {
            60.. => Self::Good,
            40..60 => Self::Middling,
            _ => Self::Bad,
        }
    }

    fn code(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Strong => Some("1"),
            Self::Faint => Some("2"),
            Self::Client => Some("1;36"),
            Self::Good => Some("32"),
            Self::Middling => Some("33"),
            Self::Bad => Some("31"),
        }
    }
}

impl Page {
    /// Fewest columns that text is laid out for; in a narrower window the terminal wraps.
    pub const NARROWEST: usize = 12;

    /// A page of so many columns, without colour.
    pub fn plain(columns: usize) -> Self {
        Self { columns: columns.max(Self::NARROWEST), colour: false, blocks: true }
    }

    /// The text in this ink, or as it is where the page has no colour.
    pub fn paint(&self, ink: Ink, text: &str) -> String {
        match ink.code().filter(|_| self.colour && !text.is_empty()) {
            Some(code) => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
            None => text.to_owned(),
        }
    }

    /// Lays a text out in lines, the first after `first`, the others after `rest`, all in one ink. What stands
    /// before the text is not painted. Line breaks in the text are kept; what cannot be shown safely is replaced.
    pub fn wrap(&self, first: &str, rest: &str, ink: Ink, text: &str) -> Vec<String> {
        // On a very narrow page an indent would leave no room for words.
        let rest = if rest.width() * 2 > self.columns { "" } else { rest };
        let mut lines = Vec::new();
        for paragraph in clean(text).split('\n') {
            let lead = if lines.is_empty() { first } else { rest };
            let mut line = Line::after(lead);
            for word in paragraph.split_whitespace() {
                if line.words > 0 && line.width + 1 + word.width() > self.columns {
                    lines.push(line.done(self, ink));
                    line = Line::after(rest);
                }
                for piece in self.pieces(word, line.width) {
                    if line.width + usize::from(line.words > 0) + piece.width() > self.columns && line.words > 0 {
                        lines.push(line.done(self, ink));
                        line = Line::after(rest);
                    }
                    line.add(&piece);
                }
            }
            lines.push(line.done(self, ink));
        }
        lines
    }

    /// A word in pieces that each fit on a line; one piece where the word does.
    fn pieces(&self, word: &str, used: usize) -> Vec<String> {
        let room = self.columns.saturating_sub(used.min(self.columns / 2)).max(1);
        if word.width() <= room {
            return vec![word.to_owned()];
        }
        let mut pieces = vec![String::new()];
        let mut width = 0;
        for letter in word.graphemes(true) {
            if width + letter.width() > room && width > 0 {
                pieces.push(String::new());
                width = 0;
            }
            if let Some(piece) = pieces.last_mut() {
                piece.push_str(letter);
            }
            width += letter.width();
        }
        pieces
    }

    /// A mark as a bar of `width` columns.
    pub fn bar(&self, mark: u8, width: usize) -> String {
        let full = (usize::from(mark.min(100)) * width + 50) / 100;
        let (on, off) = if self.blocks { ("█", "░") } else { ("#", "-") };
        let ink = Ink::of_mark(mark);
        format!("{}{}", self.paint(ink, &on.repeat(full)), self.paint(Ink::Faint, &off.repeat(width - full)))
    }

    /// A line across the page.
    pub fn rule(&self) -> String {
        let sign = if self.blocks { "─" } else { "-" };
        self.paint(Ink::Faint, &sign.repeat(self.columns.min(60)))
    }
}

struct Line {
    lead: String,
    text: String,
    width: usize,
    words: usize,
}

impl Line {
    fn after(lead: &str) -> Self {
        Self { lead: lead.to_owned(), text: String::new(), width: visible_width(lead), words: 0 }
    }

    fn add(&mut self, piece: &str) {
        if self.words > 0 {
            self.text.push(' ');
            self.width += 1;
        }
        self.text.push_str(piece);
        self.width += piece.width();
        self.words += 1;
    }

    fn done(self, page: &Page, ink: Ink) -> String {
        if self.text.is_empty() {
            return self.lead.trim_end().to_owned();
        }
        format!("{}{}", self.lead, page.paint(ink, &self.text))
    }
}

/// Display columns of a text that may hold our own colour codes.
pub fn visible_width(text: &str) -> usize {
    let mut bare = String::new();
    let mut letters = text.chars();
    while let Some(c) = letters.next() {
        if c == '\u{1b}' {
            letters.by_ref().find(|c| *c == 'm');
        } else {
            bare.push(c);
        }
    }
    bare.width()
}

/// A text that a terminal shows and does not obey: control characters other than line breaks become a sign, and
/// marks that turn the direction of writing are left out.
pub fn clean(text: &str) -> String {
    text.chars()
        .filter(|c| !matches!(c, '\r' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'))
        .map(|c| match c {
            '\n' => '\n',
            '\t' | '\u{2028}' | '\u{2029}' => ' ',
            c if c.is_control() => '\u{FFFD}',
            c => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(columns: usize, text: &str, wanted: &[&str]) {
        let lines = Page::plain(columns).wrap("A: ", "   ", Ink::Plain, text);
        assert_eq!(lines, wanted, "{text:?} in {columns} columns");
    }

    #[test]
    fn words_are_laid_out_by_display_width() {
        check(12, "one two three", &["A: one two", "   three"]);
        check(20, "one two three", &["A: one two three"]);
        check(14, "日本 日本 日本", &["A: 日本 日本", "   日本"]);
        check(12, "abcdefghijklmno", &["A: abcdefghi", "   jklmno"]);
        check(12, "one\n\ntwo", &["A: one", "", "   two"]);
        check(12, "", &["A:"]);
    }

    #[test]
    fn no_line_is_wider_than_the_page() {
        let text = "a longish wordwordwordwordword and 👩‍👩‍👧 emoji 語語語語語語語語語語 x";
        for columns in Page::NARROWEST..40 {
            for line in Page::plain(columns).wrap("Name: ", "  ", Ink::Plain, text) {
                assert!(line.width() <= columns, "{columns}: {line:?}");
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_fits_and_keeps_its_letters(text in "\\PC{0,80}|[a-zа-я日👩‍👧\u{1b}\u{202e}\n\t ]{0,120}", columns in 12..90usize) {
            let lines = Page::plain(columns).wrap("A: ", "  ", Ink::Plain, &text);
            for line in &lines {
                assert!(line.width() <= columns, "{columns}: {line:?}");
                assert!(!line.contains(|c: char| c.is_control()), "{line:?}");
            }
            let letters = |s: &str| s.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            let drawn = letters(&lines.join(" "));
            assert_eq!(drawn.strip_prefix("A:"), Some(letters(&clean(&text)).as_str()));
        }
    }

    #[test]
    fn control_characters_do_nothing() {
        assert_eq!(clean("a\u{1b}[31mb\u{7}\tc\r\nd\u{202E}e\u{9b}"), "a\u{FFFD}[31mb\u{FFFD} c\nde\u{FFFD}");
    }

    #[test]
    fn bars_are_as_long_as_the_mark_says() {
        let page = Page { columns: 80, colour: false, blocks: false };
        assert_eq!(page.bar(0, 10), "----------");
        assert_eq!(page.bar(54, 10), "#####-----");
        assert_eq!(page.bar(100, 10), "##########");
    }

    #[test]
    fn no_colour_means_no_escape() {
        assert_eq!(Page::plain(80).paint(Ink::Bad, "x"), "x");
        let page = Page { colour: true, ..Page::plain(80) };
        assert_eq!(page.paint(Ink::Bad, "x"), "\u{1b}[31mx\u{1b}[0m");
    }
}
