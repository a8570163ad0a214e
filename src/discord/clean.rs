//! Text that people supplied, made harmless for Discord: no mention, no formatting, nothing invisible.
//!
//! Pings are ruled out by `allowed_mentions` on every send; what is done here keeps a quoted text from looking like a
//! mention or breaking the formatting around it.

use super::limits::cut;
use crate::language::is_invisible;

/// Characters that begin a formatting wherever they stand.
const FORMATTING: [char; 7] = ['\\', '*', '_', '`', '~', '|', '['];
/// Characters after `<` that make a mention, an emoji, a time or a link of it.
const AFTER_ANGLE: [char; 8] = ['@', '#', ':', '/', 'a', 't', 'i', 'h'];

/// A text to be shown as it is, with its line breaks.
pub(crate) fn shown(text: &str) -> String {
    let mut clean = String::with_capacity(text.len() + 8);
    let mut line_start = true;
    let mut chars = text.chars().filter(|c| *c == '\n' || !(is_invisible(*c) || c.is_control())).peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied().unwrap_or(' ');
        let heads = line_start && matches!((c, next), ('>', _) | ('#' | '-', '#' | ' ') | ('+', ' '));
        if heads || FORMATTING.contains(&c) || c == '<' && AFTER_ANGLE.contains(&next) {
            clean.push('\\');
        }
        clean.push(c);
        // A word joiner keeps `@everyone` from being read as a mention, and shows nowhere.
        if c == '@' && matches!(next, 'e' | 'h' | '&' | '!') {
            clean.push('\u{2060}');
        }
        line_start = c == '\n' || line_start && c == ' ';
    }
    clean
}

/// A text in one line, at most `most` characters before cleaning.
pub(crate) fn line(text: &str, most: usize) -> String {
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    shown(&cut(&flat, most))
}

/// A text in one line for places that know no formatting (thread names, options, buttons).
pub(crate) fn plain(text: &str, most: usize) -> String {
    let kept: String = text
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !(is_invisible(*c) || c.is_control()))
        .collect();
    cut(&kept.split_whitespace().collect::<Vec<_>>().join(" "), most)
}

/// A person's name for a place without formatting.
pub(crate) fn name(text: &str, most: usize) -> String {
    let bare: String =
        text.chars().filter(|c| !matches!(c, '@' | '#' | '<' | '>' | '*' | '_' | '`' | '~' | '|')).collect();
    plain(&bare, most)
}

/// A text as a block of quoted lines.
pub(crate) fn quoted(text: &str, most: usize) -> String {
    let body = shown(&cut(text.trim(), most));
    body.lines().map(|line| format!("> {line}")).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formatting_is_escaped_and_plain_words_stay() {
        for (text, clean) in [
            ("I can't. It's 5 o'clock - fine?", "I can't. It's 5 o'clock - fine?"),
            ("**bold** `code`", "\\*\\*bold\\*\\* \\`code\\`"),
            ("# loud", "\\# loud"),
            ("> quote\n- list", "\\> quote\n\\- list"),
            ("a\u{200b}b\u{202e}c", "abc"),
            ("[x](http://y)", "\\[x](http://y)"),
            ("||hidden|| ~~gone~~", "\\|\\|hidden\\|\\| \\~\\~gone\\~\\~"),
        ] {
            assert_eq!(shown(text), clean, "{text:?}");
        }
    }

    #[test]
    fn no_mention_survives() {
        for text in ["<@1>", "<@!1>", "<@&1>", "<#1>", "</help:1>", "<:a:1>", "<a:b:1>", "<t:1>", "<id:customize>"] {
            assert!(shown(text).starts_with("\\<"), "{text}");
        }
        assert!(!shown("@everyone and @here").contains("@everyone"));
        assert!(!shown("@everyone and @here").contains("@here"));
        assert_eq!(name("@every*one* <b>", 30), "everyone b");
    }

    #[test]
    fn a_line_is_one_line() {
        assert_eq!(line("a\n\nb   c", 10), "a b c");
        assert_eq!(plain("a\nb\u{200d}c\u{7}", 10), "a bc");
        assert_eq!(quoted("a\nb", 10), "> a\n> b");
    }
}
