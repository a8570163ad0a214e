//! Tables of weights, as the fitting program writes them: a name, a tab, and what belongs to it.

use super::rules::fault;
use crate::language::{Language, LanguageError};

/// Shows every row of a table of a language, in its order; a language without the table has no row. Lines that begin
/// with `#` are remarks.
///
/// # Errors
/// `see` cannot read a row.
pub(crate) fn rows(
    language: &Language,
    file: &str,
    mut see: impl FnMut(&str, &str) -> Option<()>,
) -> Result<(), LanguageError> {
    for line in language.file(file).unwrap_or_default().lines().filter(|l| !l.starts_with('#')) {
        let row = line.split_once('\t').and_then(|(name, cells)| see(name, cells));
        row.ok_or_else(|| fault(language, file, &format!("cannot read `{line}`")))?;
    }
    Ok(())
}

/// Puts cells such as `0:12 3:-40` (column and thousandths) into a row of `N` columns; `None` where one is no such cell.
pub(crate) fn cells<const N: usize>(cells: &str) -> Option<Vec<(u8, f32)>> {
    let cell = |cell: &str| {
        let (column, weight) = cell.split_once(':')?;
        let column: u8 = column.parse().ok().filter(|c| usize::from(*c) < N)?;
        Some((column, weight.parse::<f32>().ok()? / 1000.0))
    };
    cells.split(' ').map(cell).collect()
}

/// The same with every column in its place; columns without a cell keep what they have.
pub(crate) fn fill<const N: usize>(row: &mut [f32; N], cells: &[(u8, f32)]) {
    for (column, weight) in cells {
        if let Some(slot) = row.get_mut(usize::from(*column)) {
            *slot = *weight;
        }
    }
}
