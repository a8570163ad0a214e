//! Discord's limits, counted in characters, and cutting to them.
//!
//! Source: Discord's developer documentation and its published API description.

/// Characters in a message.
pub(crate) const CONTENT: usize = 2000;
/// Characters in an embed's title.
pub(crate) const EMBED_TITLE: usize = 256;
/// Characters in an embed's description.
pub(crate) const EMBED_DESCRIPTION: usize = 4096;
/// Characters in the name of an embed's field.
pub(crate) const FIELD_NAME: usize = 256;
/// Characters in the value of an embed's field.
pub(crate) const FIELD_VALUE: usize = 1024;
/// Fields in an embed.
pub(crate) const FIELDS: usize = 25;
/// Characters in an embed's footer.
pub(crate) const FOOTER: usize = 2048;
/// Characters in all embeds of a message together.
pub(crate) const EMBEDS_TOTAL: usize = 6000;
/// Characters in a custom id.
#[cfg(test)]
pub(crate) const CUSTOM_ID: usize = 100;
/// Characters on a button.
pub(crate) const BUTTON_LABEL: usize = 80;
/// Buttons in a row.
pub(crate) const BUTTONS_IN_ROW: usize = 5;
/// Rows in a message.
pub(crate) const ROWS: usize = 5;
/// Options in a select menu.
pub(crate) const OPTIONS: usize = 25;
/// Characters in an option's label, and in its description.
pub(crate) const OPTION_LABEL: usize = 100;
/// Characters in a select menu's placeholder.
pub(crate) const PLACEHOLDER: usize = 150;
/// Characters in a modal's title, and in a label in it.
pub(crate) const MODAL_TITLE: usize = 45;
/// Characters that a text input of a modal takes.
pub(crate) const MODAL_TEXT: usize = 4000;
/// Characters in the example that an empty text input of a modal shows.
pub(crate) const MODAL_PLACEHOLDER: usize = 100;
/// Characters in a thread's name.
pub(crate) const THREAD_NAME: usize = 100;
/// Characters in the name a webhook speaks under.
pub(crate) const WEBHOOK_NAME: usize = 80;
/// Suggestions to a parameter.
pub(crate) const SUGGESTIONS: usize = 25;

/// `text` with at most `most` characters; what is cut off shows as one "…".
pub(crate) fn cut(text: &str, most: usize) -> String {
    if text.chars().nth(most).is_none() {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_stays_and_one_more_is_cut() {
        let fits = "ж".repeat(BUTTON_LABEL);
        assert_eq!(cut(&fits, BUTTON_LABEL), fits);
        let longer = "ж".repeat(BUTTON_LABEL + 1);
        assert_eq!(cut(&longer, BUTTON_LABEL).chars().count(), BUTTON_LABEL);
        assert!(cut(&longer, BUTTON_LABEL).ends_with('…'));
        assert_eq!(cut("", 5), "");
        assert_eq!(cut("a b c", 3), "a…");
    }
}
