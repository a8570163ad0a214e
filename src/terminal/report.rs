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
