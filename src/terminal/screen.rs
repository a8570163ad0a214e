//! What kind of terminal there is: its width, whether it has colours, whether somebody sits at it.

use std::env;
use std::io::{IsTerminal, stdin, stdout};

use crate::card::Page;

/// Columns where nobody says how many there are.
const USUAL_COLUMNS: usize = 80;
/// Text wider than this is tiring to read (our choice).
const WIDEST: usize = 100;

/// The terminal that the program runs in.
#[derive(Debug, Clone, Copy)]
pub struct Screen {
    /// How to draw on it.
    pub page: Page,
    /// Somebody types, and sees what is written.
    pub interactive: bool,
    /// It is a window, which may become wider or narrower while it is used.
    pub resizes: bool,
}

impl Screen {
    /// Looks at standard input, standard output and the terminal's own variables (`TERM`, `NO_COLOR`, `COLUMNS`).
    pub fn here() -> Self {
        let shown = stdout().is_terminal();
        let dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
        let no_colour = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let named = env::var("COLUMNS").ok().and_then(|columns| columns.trim().parse::<usize>().ok());
        let measured = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)).filter(|w| *w > 0);
        let columns = if shown { measured.or(named) } else { named };
        let page = Page {
            columns: columns.unwrap_or(USUAL_COLUMNS).clamp(Page::NARROWEST, WIDEST),
            colour: shown && !dumb && !no_colour,
            blocks: !dumb,
        };
        Self { page, interactive: shown && stdin().is_terminal(), resizes: shown }
    }

    /// The same terminal as it is now.
    pub fn now(self) -> Self {
        if self.resizes { Self::here() } else { self }
    }
}
