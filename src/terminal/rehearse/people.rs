//! A rehearsal for people: the talk as a transcript, the marks as bars, the card at the end.

use std::io::{self, Write};

use super::command::Line;
use super::input::{Input, Typed};
use super::{Rehearsal, RehearseError};
use crate::bout::{Bout, Exchange, MOST_HINTS, Repertoire, Tongue, telling};
use crate::card::{
    Bar, Card, Ink, Page, RULES_PAGE, Weighed, bars, card_lines, clean, marks_as_bars, move_lines, visible_width,
};
use crate::client::Difficulty;
use crate::language::{Messages, Value};
use crate::persona::{Ending, Persona};
use crate::terminal::Screen;
use crate::terminal::personas::{lines, prebrief};

/// Plays a bout with somebody, until it is over and nothing more is asked for. `true` when a further bout with the
/// same client is wanted.
///
/// # Errors
/// There is no such persona or language, or reading or writing fails.
pub fn rehearse(
    repertoire: &Repertoire,
    what: &Rehearsal,
    screen: &Screen,
    input: &mut Input,
    out: &mut impl Write,
) -> Result<bool, RehearseError> {
    let bout = Bout::open(repertoire, &what.lang, &what.persona, what.difficulty, what.seed)?;
    let (tongue, persona) = repertoire.of(&bout.setup)?;
    let (name, page) = (clean(&persona.file.name), screen.page);
    let mut talk = Talk { repertoire, tongue, persona, name, page, screen: *screen, bout, closed: false, out };
    talk.welcome()?;
    loop {
        if talk.play(input)? == Close::Stopped {
            return Ok(false);
        }
        if talk.bout.exchanges.is_empty() {
            // The card would give away what there is to find out.
            talk.tell(Ink::Plain, "nothing-said", &[])?;
            return Ok(false);
        }
        talk.card()?;
        if !talk.screen.interactive {
            return Ok(false);
        }
        match talk.after(input)? {
            After::Branch => {}
            After::Again => return Ok(true),
            After::Done => return Ok(false),
        }
    }
}

/// How a stretch of talk closed.
#[derive(PartialEq, Eq)]
enum Close {
    /// With an ending, and so with a card.
    Ended,
    /// At once and without one.
    Stopped,
}

/// What is wanted after the card.
enum After {
    /// The talk goes on from an earlier reply.
    Branch,
    Again,
    Done,
}

struct Talk<'a, W> {
    repertoire: &'a Repertoire,
    tongue: &'a Tongue,
    persona: &'a Persona,
    name: String,
    page: Page,
    screen: Screen,
    bout: Bout,
    /// The trainee closed the talk, and did not just leave.
    closed: bool,
    out: &'a mut W,
}

impl<W: Write> Talk<'_, W> {
    fn say(&self) -> &Messages {
        &self.tongue.language.messages
    }

    /// Writes a message of the program's own, by its key.
    fn tell(&mut self, ink: Ink, key: &str, values: &[(&str, Value<'_>)]) -> io::Result<()> {
        let text = self.say().say(key, values);
        lines(self.out, &self.page.wrap("", "", ink, &text))
    }

    fn welcome(&mut self) -> io::Result<()> {
        let name = self.name.clone();
        self.tell(Ink::Faint, "welcome", &[("name", name.into())])?;
        writeln!(self.out)?;
        self.brief()?;
        writeln!(self.out, "{}", self.page.rule())?;
        let opening = self.bout.opening.clone();
        self.client(&opening)
    }

    fn brief(&mut self) -> io::Result<()> {
        for line in prebrief(self.persona, self.tongue) {
            lines(self.out, &self.page.wrap("", "  ", Ink::Plain, &line))?;
        }
        Ok(())
    }

    /// The client's messages, the first after their name.
    fn client(&mut self, messages: &[String]) -> io::Result<()> {
        let mut lead = format!("{}: ", self.page.paint(Ink::Client, &self.name));
        for message in messages {
            lines(self.out, &self.page.wrap(&lead, "  ", Ink::Plain, message))?;
            "  ".clone_into(&mut lead);
        }
        Ok(())
    }

    /// Takes lines until the bout is over.
    fn play(&mut self, input: &mut Input) -> Result<Close, RehearseError> {
        let prompt = self.say().plain("prompt");
        let mut interrupted = false;
        let mut asked = None;
        self.closed = false;
        while self.bout.ending.is_none() {
            self.page = self.screen.now().page;
            writeln!(self.out)?;
            self.out.flush()?;
            let typed = input.next(&prompt)?;
            // The window may have changed while they wrote.
            self.page = self.screen.now().page;
            let line = match typed {
                Typed::Line(line) => line,
                Typed::Interrupt | Typed::End if !interrupted && !input.is_piped() => {
                    interrupted = true;
                    self.tell(Ink::Faint, "interrupt", &[])?;
                    continue;
                }
                Typed::Interrupt | Typed::End => {
                    self.bout.close(Ending::Abandoned);
                    break;
                }
            };
            interrupted = false;
            let before = asked.take();
            match Line::read(&line) {
                Line::Slashless(command) if before != Some(command) => {
                    let name = self.name.clone();
                    self.tell(Ink::Faint, "slashless", &[("command", command.into()), ("name", name.into())])?;
                    asked = Some(command);
                }
                Line::Slashless(_) => self.reply(line.trim(), input.is_piped())?,
                Line::Reply(reply) => self.reply(reply.trim(), input.is_piped())?,
                Line::Empty => self.tell(Ink::Faint, "empty", &[])?,
                Line::End | Line::Quit => {
                    self.closed = true;
                    self.bout.close(Ending::Abandoned);
                }
                Line::Stop => {
                    self.tell(Ink::Plain, "stopped", &[])?;
                    return Ok(Close::Stopped);
                }
                Line::Hint => self.hint()?,
                Line::Wait => self.wait()?,
                other => self.aside(&other)?,
            }
        }
        Ok(Close::Ended)
    }

    fn reply(&mut self, reply: &str, echo: bool) -> Result<(), RehearseError> {
        if echo {
            let lead = format!("{}: ", self.page.paint(Ink::Strong, &self.say().plain("trainee")));
            lines(self.out, &self.page.wrap(&lead, "  ", Ink::Plain, reply))?;
        }
        let exchange = self.bout.step(self.repertoire, reply)?.clone();
        self.marks(&exchange)?;
        writeln!(self.out)?;
        self.client(&exchange.client)?;
        Ok(())
    }

    /// The four marks, in one line where there is room for it.
    fn marks(&mut self, exchange: &Exchange) -> io::Result<()> {
        let all = marks_as_bars(exchange.marks, &self.tongue.language);
        let short = |bar: &Bar| format!("{} {} {}", bar.label, self.page.bar(bar.mark, SHORT_BAR), bar.mark);
        let row = all.iter().map(short).collect::<Vec<_>>().join("  ");
        if visible_width(&row) <= self.page.columns {
            return writeln!(self.out, "{row}");
        }
        lines(self.out, &bars(&all, &self.page))
    }

    fn hint(&mut self) -> Result<(), RehearseError> {
        if let Some(hint) = self.bout.hint(self.repertoire)? {
            let n = self.bout.hints.len();
            let values = [("n", n.into()), ("most", MOST_HINTS.into()), ("text", hint.into())];
            self.tell(Ink::Middling, "hint", &values)?;
        } else {
            let name = self.name.clone();
            self.tell(Ink::Faint, "hint-none", &[("name", name.into()), ("most", MOST_HINTS.into())])?;
        }
        Ok(())
    }

    /// Lets the client wait for an answer; some write again.
    fn wait(&mut self) -> Result<(), RehearseError> {
        let minutes = self.bout.next_wait(self.repertoire)?.unwrap_or_default();
        if let Some(wait) = self.bout.wait(self.repertoire)?.map(|wait| wait.client.clone()) {
            self.tell(Ink::Faint, "waited", &[("n", minutes.into())])?;
            self.client(&wait)?;
        } else {
            let name = self.name.clone();
            self.tell(Ink::Faint, "waited-for-nothing", &[("name", name.into())])?;
        }
        Ok(())
    }

    /// What can be typed both during the talk and after it. `true` when the talk goes on from an earlier reply.
    fn rewind(&mut self, to: Option<u32>) -> Result<bool, RehearseError> {
        let Some(last) = self.bout.exchanges.last().map(|e| e.n) else {
            self.tell(Ink::Faint, "rewind-nothing", &[])?;
            return Ok(false);
        };
        let to = to.unwrap_or(last);
        let Ok(branch) = self.bout.rewind(to) else {
            self.tell(Ink::Faint, "rewind-missing", &[("n", to.into()), ("last", last.into())])?;
            return Ok(false);
        };
        self.bout = branch;
        let name = self.name.clone();
        self.tell(Ink::Faint, "rewound", &[("n", to.into()), ("name", name.into())])?;
        let (last, said) = self.bout.exchanges.last().map_or((0, &self.bout.opening), |e| (e.n, &e.client));
        let again = self.bout.waits.iter().filter(|wait| wait.n == last).flat_map(|wait| &wait.client);
        let before: Vec<String> = said.iter().chain(again).cloned().collect();
        self.client(&before)?;
        Ok(true)
    }

    fn aside(&mut self, line: &Line<'_>) -> Result<(), RehearseError> {
        match line {
            Line::Why => self.why()?,
            Line::Brief => self.brief()?,
            Line::Rewind(to) => {
                self.rewind(*to)?;
            }
            Line::RewindWhat => self.tell(Ink::Faint, "rewind-usage", &[])?,
            Line::Unknown(command) => {
                let name = self.name.clone();
                self.tell(Ink::Bad, "unknown-command", &[("command", (*command).into())])?;
                self.tell(Ink::Faint, "a-reply-begins-with-no-slash", &[("name", name.into())])?;
                self.tell(Ink::Faint, "help", &[])?;
            }
            _ => self.tell(Ink::Faint, "help", &[])?,
        }
        Ok(())
    }

    /// The evidence of the last reply.
    fn why(&mut self) -> io::Result<()> {
        let Some(last) = self.bout.exchanges.last().cloned() else {
            return self.tell(Ink::Faint, "why-nothing", &[]);
        };
        self.tell(Ink::Strong, "why-title", &[("n", last.n.into())])?;
        lines(self.out, &bars(&marks_as_bars(last.marks, &self.tongue.language), &self.page))?;
        let shown: Vec<Weighed> =
            telling(&last.moves).into_iter().map(|m| Weighed::of(last.n, m, &self.tongue.language)).collect();
        if shown.is_empty() {
            self.tell(Ink::Faint, "why-no-moves", &[])?;
        } else {
            lines(self.out, &move_lines(&shown, false, &self.page, &self.tongue.language))?;
        }
        self.tell(Ink::Faint, "why-rules", &[("url", RULES_PAGE.into())])
    }

    fn card(&mut self) -> Result<(), RehearseError> {
        let mut card = Card::of(&self.bout.scorecard(self.repertoire)?, &self.tongue.language);
        if self.closed {
            let n = self.bout.exchanges.len();
            card.ending_words = self.say().say("ending-closed", &[("n", n.into())]);
        }
        writeln!(self.out)?;
        lines(self.out, &card_lines(&card, &self.page, &self.tongue.language))?;
        let setup = self.bout.setup.clone();
        let values = [
            ("persona", setup.persona.into()),
            ("difficulty", setup.difficulty.name().into()),
            ("seed", setup.seed.to_string().into()),
        ];
        self.tell(Ink::Faint, "replay", &[])?;
        // One line however narrow the page, so that it can be copied whole.
        let usual = setup.difficulty == Difficulty::Normal;
        let command = self.say().say(if usual { "replay-command" } else { "replay-command-at" }, &values);
        writeln!(self.out, "{}", clean(&command))?;
        Ok(())
    }

    /// What to do when the card has been read.
    fn after(&mut self, input: &mut Input) -> Result<After, RehearseError> {
        let prompt = self.say().plain("prompt");
        self.tell(Ink::Faint, "after", &[])?;
        loop {
            self.out.flush()?;
            let Typed::Line(line) = input.next(&prompt)? else { return Ok(After::Done) };
            self.page = self.screen.now().page;
            let bare = line.trim().to_lowercase();
            let line = match bare.as_str() {
                "again" | "quit" | "exit" | "why" | "help" | "brief" => format!("/{bare}"),
                _ => line,
            };
            match Line::read(&line) {
                Line::Again => return Ok(After::Again),
                Line::Quit | Line::End | Line::Stop => return Ok(After::Done),
                Line::Rewind(to) => {
                    if self.rewind(to)? {
                        return Ok(After::Branch);
                    }
                }
                Line::Why => self.why()?,
                Line::Brief => self.brief()?,
                Line::Empty => {}
                Line::RewindWhat => self.tell(Ink::Faint, "rewind-usage", &[])?,
                _ => self.tell(Ink::Faint, "after-unknown", &[])?,
            }
        }
    }
}

/// Columns of a bar in a line with the others.
const SHORT_BAR: usize = 4;
