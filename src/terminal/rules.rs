//! `sparring rules`: every rule of the marking, from the table that marks.

use std::io::{self, Write};

use super::personas::lines;
use super::screen::Screen;
use crate::bout::Tongue;
use crate::card::Ink;
use crate::language::Messages;
use crate::reading::{AtMost, Rule};

/// Messages with the names of the marks.
pub(super) const MARKS: [&str; 4] = ["mark-empathy", "mark-listening", "mark-triggers", "mark-overall"];

/// Writes the rules whose id or kind begins with `begins`, or all of them. `false` when there is none.
///
/// # Errors
/// Writing fails.
pub fn list_rules(tongue: &Tongue, begins: &str, screen: &Screen, out: &mut impl Write) -> io::Result<bool> {
    let mut found = false;
    for rule in tongue.judge.rules() {
        if rule.id.starts_with(begins) || rule.kind.name().starts_with(begins) {
            found = true;
            write_rule(rule, tongue, screen, out)?;
        }
    }
    Ok(found)
}

/// What a full finding of a rule gives to each mark and takes from it, in whole points; empty where that is nothing.
pub(super) fn worth(rule: &Rule, tongue: &Tongue) -> String {
    let points = tongue.judge.worth(&rule.id).map(f32::round);
    let moved = MARKS.iter().zip(points).filter(|(_, points)| *points != 0.0);
    let say = &tongue.language.messages;
    moved.map(|(mark, points)| format!("{} {points:+.0}", say.plain(mark))).collect::<Vec<_>>().join(", ")
}

/// The most that each mark can be beside a rule; empty where it leaves them alone.
pub(super) fn caps(rule: &Rule, say: &Messages) -> String {
    let AtMost { empathy, listening, triggers, overall } = rule.at_most;
    let capped = MARKS.iter().zip([empathy, listening, triggers, overall]).filter(|(_, most)| *most < 100);
    capped.map(|(mark, most)| format!("{} {most}", say.plain(mark))).collect::<Vec<_>>().join(", ")
}

fn write_rule(rule: &Rule, tongue: &Tongue, screen: &Screen, out: &mut impl Write) -> io::Result<()> {
    let (say, page) = (&tongue.language.messages, &screen.page);
    let ink = if rule.kind.is_trigger() { Ink::Bad } else { Ink::Good };
    lines(out, &page.wrap("", "  ", ink, &format!("{} ({})", rule.id, rule.kind.name())))?;
    let line = |key: &str, text: &str| page.wrap("  ", "  ", Ink::Plain, &say.say(key, &[("text", text.into())]));
    lines(out, &line("rule-looks-for", &rule.looks_for))?;
    let worth = worth(rule, tongue);
    if !worth.is_empty() {
        lines(out, &line("rule-worth", &worth))?;
    }
    let caps = caps(rule, say);
    if !caps.is_empty() {
        lines(out, &line("rule-limit", &caps))?;
    }
    lines(out, &line("rule-why", &rule.why))?;
    for example in rule.fires.iter().take(1) {
        lines(out, &line("rule-fires", example))?;
    }
    for example in rule.spares.iter().take(1) {
        lines(out, &line("rule-spares", example))?;
    }
    lines(out, &page.wrap("  ", "  ", Ink::Faint, &say.say("rule-source", &[("text", (&rule.source).into())])))
}
