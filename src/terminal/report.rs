//! Faults of persona files, drawn: with the line and a mark under it on a terminal, a line each elsewhere.

use std::fmt::Write as _;

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteDiagnostic, NamedSource};

use crate::card::Page;
use crate::persona::{Checked, Fault, Severity};

/// A checked file with its text.
pub(super) struct Report<'a> {
    /// As it is called in the report.
    pub(super) name: String,
    /// Its text.
    pub(super) source: &'a str,
    /// What was found.
    pub(super) checked: &'a Checked,
}

/// One line for each fault: `file:line:column: fault: what; remedy`. Warnings too where `warnings` says so.
pub(super) fn text_report(report: &Report<'_>, warnings: bool) -> String {
    let mut text = String::new();
    for fault in shown(report, warnings) {
        let (line, column) = fault.position(report.source);
        let kind = word(fault);
        let _ = writeln!(text, "{}:{line}:{column}: {kind}: {fault}; {}", report.name, fault.remedy());
    }
    text.trim_end().to_owned()
}

/// Each fault with the lines it is about and a mark under the place.
pub(super) fn drawn_report(report: &Report<'_>, page: &Page) -> String {
    let theme = match (page.colour, page.blocks) {
        (true, true) => GraphicalTheme::unicode(),
        (false, true) => GraphicalTheme::unicode_nocolor(),
        _ => GraphicalTheme::none(),
    };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_width(page.columns)
        .with_context_lines(1)
        .without_syntax_highlighting();
    let mut text = String::new();
    for fault in shown(report, true) {
        let (line, column) = fault.position(report.source);
        let severity = match fault.severity() {
            Severity::Fault => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        };
        let mut diagnostic = MietteDiagnostic::new(fault.to_string()).with_severity(severity).with_help(fault.remedy());
        if !fault.place.is_empty() {
            diagnostic = diagnostic.with_label(LabeledSpan::underline(fault.place.clone()));
        }
        let drawn =
            miette::Report::new(diagnostic).with_source_code(NamedSource::new(&report.name, report.source.to_owned()));
        if handler.render_report(&mut text, drawn.as_ref()).is_err() || fault.place.is_empty() {
            let _ = writeln!(text, "   {}:{line}:{column}", report.name);
        }
        text.push('\n');
    }
    text
}

fn shown<'a>(report: &Report<'a>, warnings: bool) -> impl Iterator<Item = &'a Fault> + use<'a> {
    let faults = &report.checked.faults;
    faults.iter().filter(move |f| warnings || f.severity() == Severity::Fault)
}

fn word(fault: &Fault) -> &'static str {
    match fault.severity() {
        Severity::Fault => "fault",
        Severity::Warning => "warning",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::{Files, Language};
    use crate::persona::check;

    const SOURCE: &str = "id = \"lena\"\nname = \"Léna\"\nlesson = 3\nnickname = \"日本語\"\nzzz = 1\n";

    fn report<T>(draw: impl Fn(&Report<'_>) -> T) -> T {
        let files = ["spelling.toml", "classes.toml"].map(|name| (name.to_owned(), String::new()));
        let language = Language::read("en", Files::from(files)).expect("an empty language reads");
        let mut checked = check(Some("lena"), SOURCE, &language, &[]);
        checked.faults.retain(|fault| !fault.place.is_empty());
        draw(&Report { name: "en/lena.toml".to_owned(), source: SOURCE, checked: &checked })
    }

    #[test]
    fn a_line_each_where_nobody_draws() {
        let text = report(|r| text_report(r, true));
        assert_eq!(
            text,
            "en/lena.toml:3:10: fault: `lesson` holds a whole number, where a text belongs; write a text\n\
             en/lena.toml:5:1: fault: there is no key `zzz` here; take it out; what may stand here: id, name, nickname, \
             source, lesson, aim, setting, mood, voice, need, real_case, opening, fact, point, wrong, button, soother, \
             cue, offer, world, beat, loop, ending, pair, hint, trainee, waiting, absence, demands, demand, reject, bait, \
             haggle, grammar, claim"
        );
    }

    #[test]
    fn faults_are_drawn_under_their_lines() {
        insta::assert_snapshot!(report(|r| drawn_report(r, &Page::plain(60))));
    }
}
