//! How the tables are written.

use std::fmt::Write as _;

/// Weights smaller than this, in thousandths, are left out.
pub(crate) const SMALL: f64 = 3.0;

pub(crate) fn heading(what: &str) -> String {
    format!(
        "# {what}\n# Written by `cargo run --release --example fit` from tests/labelled; not to be edited by hand.\n"
    )
}

pub(crate) fn cells(
    text: &mut String,
    name: &str,
    cells: impl Iterator<Item = (usize, f64)>,
    least: f64,
) -> std::fmt::Result {
    let cells: Vec<String> =
        cells.filter(|(_, w)| w.abs() >= least).map(|(c, w)| format!("{c}:{}", w.round())).collect();
    if cells.is_empty() { Ok(()) } else { writeln!(text, "{name}\t{}", cells.join(" ")) }
}
