//! Where replies come from: somebody at a terminal, with editing and earlier lines, or a pipe.
//!
//! Earlier lines live as long as the program: what a trainee wrote is not left behind in a file.

use std::io::{self, BufRead};

use rustyline::config::Configurer;
use rustyline::error::ReadlineError;
use rustyline::{ColorMode, DefaultEditor};

/// A source of replies.
pub enum Input {
    /// Somebody types.
    Typed(Box<DefaultEditor>),
    /// Lines from a file or a pipe.
    Piped(Box<dyn BufRead>),
    /// What a test types, keys included.
    #[cfg(test)]
    Keys(std::vec::IntoIter<Typed>),
}

/// What came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Typed {
    /// A line, or several pasted at once, without the line break at the end.
    Line(String),
    /// Ctrl-C.
    Interrupt,
    /// Ctrl-D, or the input's end.
    End,
}

impl Input {
    /// Standard input; with editing where somebody types.
    ///
    /// # Errors
    /// The terminal cannot be set up.
    pub fn here(interactive: bool, colour: bool) -> io::Result<Self> {
        if !interactive {
            return Ok(Self::Piped(Box::new(io::stdin().lock())));
        }
        let mut editor = DefaultEditor::new().map_err(as_io)?;
        editor.set_auto_add_history(true);
        editor.set_color_mode(if colour { ColorMode::Enabled } else { ColorMode::Disabled });
        editor.enable_bracketed_paste(true);
        Ok(Self::Typed(Box::new(editor)))
    }

    /// Whether what comes in is not seen by anybody unless it is written out.
    pub fn is_piped(&self) -> bool {
        matches!(self, Self::Piped(_))
    }

    /// The next reply.
    ///
    /// # Errors
    /// Reading fails.
    pub fn next(&mut self, prompt: &str) -> io::Result<Typed> {
        match self {
            Self::Typed(editor) => match editor.readline(prompt) {
                Ok(line) => Ok(Typed::Line(line.replace("\r\n", "\n").replace('\r', "\n"))),
                Err(ReadlineError::Interrupted) => Ok(Typed::Interrupt),
                Err(ReadlineError::Eof) => Ok(Typed::End),
                Err(fault) => Err(as_io(fault)),
            },
            #[cfg(test)]
            Self::Keys(keys) => Ok(keys.next().unwrap_or(Typed::End)),
            Self::Piped(source) => Ok(next_line(source)?.map_or(Typed::End, Typed::Line)),
        }
    }
}

fn as_io(fault: ReadlineError) -> io::Error {
    match fault {
        ReadlineError::Io(fault) => fault,
        other => io::Error::other(other.to_string()),
    }
}

/// The next line without its line break; bytes that are no text become a sign. `None` at the end.
pub(super) fn next_line(source: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut bytes = Vec::new();
    if source.read_until(b'\n', &mut bytes)? == 0 {
        return Ok(None);
    }
    if bytes.last() == Some(&b'\n') {
        bytes.pop();
    }
    if bytes.last() == Some(&b'\r') {
        bytes.pop();
    }
    Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_without_their_ends() {
        let mut source: &[u8] = b"one\r\ntwo\n\n\xff\xfe\nlast";
        let lines: Vec<String> = std::iter::from_fn(|| next_line(&mut source).expect("a slice can be read")).collect();
        assert_eq!(lines, ["one", "two", "", "\u{FFFD}\u{FFFD}", "last"]);
    }
}
