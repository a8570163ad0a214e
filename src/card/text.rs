//! Cards drawn as lines of text.

use unicode_width::UnicodeWidthStr;

use super::{Bar, Card, Ink, Page, Weighed};
use crate::bout::Points;
use crate::language::Language;

/// Widest bar, in columns.
const WIDEST_BAR: usize = 20;
/// Columns that a mark takes after its bar: a space and up to three digits.
const MARK_COLUMNS: usize = 4;

/// The marks, one below the other: label, bar, number. On a narrow page the bar stands below its label.
pub fn bars(bars: &[Bar], page: &Page) -> Vec<String> {
    let label_columns = bars.iter().map(|bar| bar.label.width()).max().unwrap_or(0);
    let room = page.columns.saturating_sub(label_columns + 2 + MARK_COLUMNS);
    let beside = room >= 5;
    let width = if beside { room } else { page.columns.saturating_sub(MARK_COLUMNS + 1) }.clamp(1, WIDEST_BAR);
    let mut lines = Vec::new();
    for bar in bars {
        let drawn = format!("{} {:>3}", page.bar(bar.mark, width), bar.mark);
        if beside {
            let gap = " ".repeat(label_columns - bar.label.width() + 2);
            lines.push(format!("{}{gap}{drawn}", bar.label));
        } else {
            lines.extend(page.wrap("", "", Ink::Plain, &bar.label));
            lines.push(drawn);
        }
    }
    lines
}

/// Moves with their words and reasons.
pub fn move_lines(moves: &[Weighed], numbered: bool, page: &Page, language: &Language) -> Vec<String> {
    let mut lines = Vec::new();
    for shown in moves {
        let (sign, ink) = if shown.harms() { ("- ", Ink::Bad) } else { ("+ ", Ink::Good) };
        let place = language.messages.say("card-evidence-place", &[("n", shown.n.into())]);
        let place = if numbered { format!(" ({place})") } else { String::new() };
        lines.extend(page.wrap(sign, "  ", ink, &format!("{}{place}{}", shown.label, points(shown, language))));
        if !shown.words.trim().is_empty() {
            lines.extend(page.wrap("  ", "  ", Ink::Plain, &format!("“{}”", shown.words.trim())));
        }
        lines.extend(page.wrap("  ", "  ", Ink::Faint, &shown.why));
    }
    lines
}

/// What a move was worth, as in ": Empathy +8, Listening +3"; nothing where it was worth nothing.
fn points(shown: &Weighed, language: &Language) -> String {
    let Points { empathy, listening, triggers, .. } = shown.points;
    let moved: Vec<String> = [("mark-empathy", empathy), ("mark-listening", listening), ("mark-triggers", triggers)]
        .iter()
        .filter(|(_, points)| *points != 0)
        .map(|(key, points)| format!("{} {points:+}", language.messages.plain(key)))
        .collect();
    if moved.is_empty() { String::new() } else { format!(": {}", moved.join(", ")) }
}

/// The whole scorecard.
pub fn card_lines(card: &Card, page: &Page, language: &Language) -> Vec<String> {
    let say = &language.messages;
    let mut lines = vec![page.rule()];
    let title = format!("{}: {}", say.plain("card-title"), card.name);
    lines.extend(page.wrap("", "", Ink::Strong, &title));
    let ink = if card.won { Ink::Good } else { Ink::Plain };
    lines.extend(page.wrap("", "", ink, &card.ending_words));
    if card.won {
        lines.extend(page.wrap("", "", ink, &say.plain("card-lesson-won")));
    }

    lines.push(String::new());
    lines.extend(bars(&card.bars, page));

    let heading = |lines: &mut Vec<String>, key: &str| {
        lines.push(String::new());
        lines.extend(page.wrap("", "", Ink::Strong, &say.plain(key)));
    };
    heading(&mut lines, "card-heading-path");
    for (at, step) in card.path.iter().enumerate() {
        let (ink, state) = match step.reply {
            Some(n) => (Ink::Good, say.say("card-step-taken", &[("n", n.into())])),
            None => (Ink::Faint, say.plain("card-step-skipped")),
        };
        lines.extend(page.wrap(&format!("{}. ", at + 1), "   ", ink, &format!("{}: {state}", step.label)));
    }
    let under = |lines: &mut Vec<String>, key: &str, text: &str| {
        if !text.is_empty() {
            heading(lines, key);
            lines.extend(page.wrap("", "", Ink::Plain, text));
        }
    };
    if !card.skipped.is_empty() {
        lines.extend(page.wrap("", "", Ink::Plain, &card.skipped));
    }
    under(&mut lines, "card-heading-keep", &card.keep);
    under(&mut lines, "card-heading-try", &card.to_try);
    if !card.evidence.is_empty() {
        lines.push(String::new());
        lines.extend(page.wrap("", "", Ink::Strong, &say.plain("card-heading-evidence")));
        lines.extend(move_lines(&card.evidence, true, page, language));
    }
    under(&mut lines, "card-heading-lesson", &card.lesson);
    under(&mut lines, "card-heading-need", &card.need);
    under(&mut lines, "card-heading-real-case", &card.real_case);
    lines.push(String::new());
    lines.extend(page.wrap("", "", Ink::Faint, &format!("{} {}", card.nickname, card.hints)));
    lines.push(page.rule());
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bout::{Evidence, Scorecard, Steps};
    use crate::language::built_in_languages;
    use crate::marks::Marks;
    use crate::persona::Ending;
    use crate::reading::MoveKind;

    fn language() -> Language {
        let files = built_in_languages().remove("en").expect("English is built in");
        Language::read("en", files).expect("the built-in language reads")
    }

    fn card(language: &Language) -> Card {
        let scorecard = Scorecard {
            name: "Lena".into(),
            nickname: "The kettle".into(),
            ending: Ending::Resolved,
            won: true,
            marks: Marks { empathy: 72, listening: 48, triggers: 100, overall: 9 },
            steps: Steps { neutral: Some(1), client_side: Some(2), our_side: None, proposal: Some(4) },
            skipped: "Left out: our side.".into(),
            keep: "Reply 2 was heard.".into(),
            to_try: "Ask one open question.".into(),
            evidence: vec![
                Evidence {
                    n: 2,
                    kind: MoveKind::Reflection,
                    text: "all over your papers".into(),
                    why: "It gives back what happened.".into(),
                },
                Evidence {
                    n: 3,
                    kind: MoveKind::PolicyShield,
                    text: "our policy".into(),
                    why: "A rule is no reason.".into(),
                },
            ],
            hints: 2,
            lesson: "Hear first.".into(),
            need: "Her mother waits for tea.".into(),
            turned: String::new(),
            real_case: "She got a new kettle.".into(),
        };
        Card::of(&scorecard, language)
    }

    #[test]
    fn a_card_is_drawn() {
        let language = language();
        insta::assert_snapshot!(card_lines(&card(&language), &Page::plain(60), &language).join("\n"));
    }

    #[test]
    fn a_card_fits_a_narrow_page() {
        let language = language();
        let lines = card_lines(&card(&language), &Page::plain(20), &language);
        assert!(lines.iter().all(|line| line.width() <= 20), "{lines:#?}");
        insta::assert_snapshot!(lines.join("\n"));
    }
}
