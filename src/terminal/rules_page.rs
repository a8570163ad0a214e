//! The rules as a page of Markdown: `docs/rules.md`, as `sparring rules --markdown` prints it.
//!
//! In comes the table that marks; out comes the text, with how a mark comes about first and then every rule under the
//! kind of move it sees.

use super::rules::{caps, worth};
use crate::bout::Tongue;
use crate::card::move_label;
use crate::language::Messages;
use crate::marks::MARKING_VERSION;
use crate::reading::{MoveKind, Needs, Rule, is_by_wording};

/// The parts of the page, by the title of each.
const PARTS: [&str; 3] = ["rules-page-helps", "rules-page-heats", "rules-page-else"];

/// The part that a kind of move belongs to.
fn part(kind: MoveKind) -> &'static str {
    let [helps, heats, others] = PARTS;
    match kind {
        kind if kind.is_trigger() => heats,
        kind if kind < MoveKind::TriggerPhrase => helps,
        _ => others,
    }
}

/// The page, ending with a line break.
pub fn rules_page(tongue: &Tongue) -> String {
    let say = &tongue.language.messages;
    let mut page = Vec::new();
    page.push(format!("<!-- {} -->", say.plain("rules-page-note")));
    page.push(format!("# {}", say.plain("rules-page-title")));
    page.push(say.say("rules-page-about", &[("version", MARKING_VERSION.into())]));
    page.push(format!("## {}", say.plain("rules-page-how")));
    page.push(say.plain("rules-page-steps"));
    page.push(format!("## {}", say.plain("rules-page-reading")));
    page.push(say.plain("rules-page-entry"));
    for title in PARTS {
        page.push(format!("## {}", say.plain(title)));
        for kind in MoveKind::ALL.into_iter().filter(|kind| part(*kind) == title) {
            let rules: Vec<&Rule> = tongue.judge.rules().filter(|rule| rule.kind == kind).collect();
            if !rules.is_empty() {
                let values = [("kind", kind.name().into()), ("label", move_label(kind, &tongue.language).into())];
                page.push(format!("### {}", marked_down(&say.say("rules-page-kind", &values))));
            }
            page.extend(rules.into_iter().map(|rule| entry(rule, tongue)));
        }
    }
    page.join("\n\n") + "\n"
}

/// One rule: its name, then a line for each thing there is to say.
fn entry(rule: &Rule, tongue: &Tongue) -> String {
    let say = &tongue.language.messages;
    let line = |key: &str, text: &str| say.say(key, &[("text", marked_down(text).into())]);
    let mut lines = vec![line("rules-page-looks-for", &rule.looks_for)];
    let added = worth(rule, tongue);
    let added = if added.is_empty() { say.plain("rules-page-nothing") } else { added };
    lines.push(line("rules-page-adds", &added));
    let caps = caps(rule, say);
    if !caps.is_empty() {
        lines.push(line("rules-page-limit", &caps));
    }
    if rule.heat > 0 {
        lines.push(say.say("rules-page-heat", &[("heat", rule.heat.into())]));
    }
    lines.push(line("rules-page-why", &rule.why));
    let conditions = conditions(rule, say);
    if !conditions.is_empty() {
        lines.push(conditions.join(" "));
    }
    let examples = |all: &[String]| {
        let each = |text: &String| say.say("rules-page-example", &[("text", marked_down(text).into())]);
        all.iter().map(each).collect::<Vec<_>>().join(" · ")
    };
    if let Some(after) = &rule.after {
        lines.push(line("rules-page-after", after));
    }
    for (key, all) in [("rules-page-fires", &rule.fires), ("rules-page-spares", &rule.spares)] {
        if !all.is_empty() {
            lines.push(say.say(key, &[("text", examples(all).into())]));
        }
    }
    lines.push(line("rules-page-source", &rule.source));
    format!("#### `{}`\n\n- {}", rule.id, lines.join("\n- "))
}

/// When the words of a rule count.
fn conditions(rule: &Rule, say: &Messages) -> Vec<String> {
    let needs = match rule.needs {
        Needs::Nothing => None,
        Needs::Upset => Some("rules-page-needs-upset"),
        Needs::Calm => Some("rules-page-needs-calm"),
        Needs::Topic => Some("rules-page-needs-topic"),
        Needs::Question => Some("rules-page-needs-question"),
        Needs::Statement => Some("rules-page-needs-statement"),
        Needs::Short => Some("rules-page-needs-short"),
    };
    // Those named for a move are seen by the weight of words; others without patterns by code.
    let by_weight = rule.find.is_empty() && is_by_wording(&rule.id);
    let by_code = rule.find.is_empty() && !by_weight;
    let of_switch = [
        (rule.stock, "rules-page-stock"),
        (rule.quoted, "rules-page-quoted"),
        (rule.negated, "rules-page-negated"),
        (by_code, "rules-page-by-code"),
        (by_weight, "rules-page-by-weight"),
    ];
    let on = of_switch.into_iter().filter(|(on, _)| *on).map(|(_, key)| key);
    needs.into_iter().chain(on).map(|key| say.plain(key)).collect()
}

/// Text in which no letter is a sign of Markdown.
fn marked_down(text: &str) -> String {
    let sign = |c: char| matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#');
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if sign(c) {
            out.push('\\');
        }
        out.push(if c == '\n' { ' ' } else { c });
    }
    out
}
