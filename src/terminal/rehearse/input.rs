//! Where replies come from: somebody at a terminal, with editing and earlier lines, or a pipe.
//!
//! Where a terminal does not mark what is pasted, the first line of it goes off by itself; the other lines wait in the
//! next input line, whole, until Enter is pressed.
//!
//! Earlier lines live as long as the program: what a trainee wrote is not left behind in a file.

use std::io::{self, BufRead};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rustyline::config::Configurer;
use rustyline::error::ReadlineError;
use rustyline::{
    Cmd, ColorMode, ConditionalEventHandler, DefaultEditor, Event, EventContext, EventHandler, KeyCode, KeyEvent,
    Modifiers, RepeatCount,
};

/// Keys that follow each other faster than this were waiting already: nobody types like that (our choice).
const TOGETHER: Duration = Duration::from_millis(20);

/// A source of replies.
pub enum Input {
    /// Somebody types.
    Typed(Box<DefaultEditor>, Waiting),
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
        let waiting = Waiting::default();
        editor.bind_sequence(Event::Any, EventHandler::Conditional(Box::new(waiting.clone())));
        Ok(Self::Typed(Box::new(editor), waiting))
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
            Self::Typed(editor, waiting) => match waiting.after(Instant::now(), || editor.readline(prompt)) {
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

/// Tells the keys that waited when a line was asked for from those that are typed.
#[derive(Debug, Clone, Default)]
pub struct Waiting {
    /// When the last of the keys that waited was read; `None` once somebody types.
    last: Arc<Mutex<Option<Instant>>>,
}

impl Waiting {
    /// Asks for a line: the keys that come at once after `now` have waited.
    fn after<T>(&self, now: Instant, ask: impl FnOnce() -> T) -> T {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(now);
        ask()
    }

    /// A key is read; whether it has waited.
    fn key(&self, now: Instant) -> bool {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        *last = last.filter(|last| now.saturating_duration_since(*last) < TOGETHER).map(|_| now);
        last.is_some()
    }
}

impl ConditionalEventHandler for Waiting {
    fn handle(&self, event: &Event, _: RepeatCount, _: bool, line: &EventContext<'_>) -> Option<Cmd> {
        let waited = self.key(Instant::now());
        let enter = event.get(0).is_some_and(|key| {
            let KeyEvent(code, modifiers) = *key;
            code == KeyCode::Enter || (modifiers == Modifiers::CTRL && matches!(code, KeyCode::Char('J' | 'M')))
        });
        // A line break of a paste. Before any words it is the end of the line that has gone off.
        (waited && enter).then(|| if line.line().is_empty() { Cmd::Noop } else { Cmd::Newline })
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

    #[test]
    fn keys_at_once_have_waited_and_keys_of_a_person_have_not() {
        let (waiting, start) = (Waiting::default(), Instant::now());
        let at = |millis| start + Duration::from_millis(millis);
        waiting.after(start, || ());
        assert!(waiting.key(at(1)) && waiting.key(at(19)) && waiting.key(at(30)));
        assert!(!waiting.key(at(60)), "a pause");
        assert!(!waiting.key(at(61)), "from then on it is a person");
        waiting.after(at(100), || ());
        assert!(waiting.key(at(101)), "the next line is asked for");
    }
}
