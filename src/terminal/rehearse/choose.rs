//! Which client to practise with: by id, by name, or chosen from a list that names no types.

use std::io::{self, Write};
use std::sync::Arc;

use super::command::Line;
use super::input::{Input, Typed};
use crate::bout::{Repertoire, Tongue};
use crate::card::Ink;
use crate::language::fold;
use crate::persona::Persona;
use crate::terminal::Screen;
use crate::terminal::personas::lines;

/// The persona of this id or name, or of a beginning of them that no other has.
pub fn named<'r>(repertoire: &'r Repertoire, lang: &'r str, name: &str) -> Option<&'r Arc<Persona>> {
    let wanted = fold(name.trim());
    repertoire
        .cast
        .get(lang, &wanted)
        .or_else(|| {
            let mut same = repertoire.cast.of(lang).filter(|p| {
                let full = fold(&p.file.name);
                full == wanted || full.split(' ').next() == Some(wanted.as_str())
            });
            same.next().filter(|_| same.next().is_none())
        })
        .or_else(|| {
            let begins = letters(&wanted);
            let fits = |text: &str| letters(&fold(text)).starts_with(&begins);
            let mut near = repertoire.cast.of(lang).filter(|p| {
                // "mr floating conditions" names its client as well.
                fits(&p.file.id) || fits(&p.file.name) || begins.ends_with(&letters(&p.file.id))
            });
            near.next().filter(|_| near.next().is_none() && begins.chars().count() >= SHORTEST_BEGINNING)
        })
}

/// Fewest letters of a name that stand for it.
const SHORTEST_BEGINNING: usize = 2;

/// The letters and digits of a text.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Shows the clients by name and situation and asks for one; `None` when the input ends before.
///
/// # Errors
/// Reading or writing fails.
pub fn choose<'r>(
    repertoire: &'r Repertoire,
    tongue: &'r Tongue,
    screen: &Screen,
    input: &mut Input,
    out: &mut impl Write,
) -> io::Result<Option<&'r Arc<Persona>>> {
    let (say, page) = (&tongue.language.messages, &screen.page);
    let cast: Vec<&Arc<Persona>> = repertoire.cast.of(&tongue.language.code).collect();
    lines(out, &page.wrap("", "", Ink::Strong, &say.plain("choose-title")))?;
    for (i, persona) in cast.iter().enumerate() {
        writeln!(out)?;
        let row = say.say("choose-one", &[("n", (i + 1).into()), ("name", (&persona.file.name).into())]);
        lines(out, &page.wrap("", "   ", Ink::Client, &row))?;
        lines(out, &page.wrap("   ", "   ", Ink::Plain, &persona.file.setting.happened))?;
    }
    writeln!(out)?;
    lines(out, &page.wrap("", "", Ink::Faint, &say.plain("choose-ask")))?;
    lines(out, &page.wrap("", "", Ink::Faint, &say.plain("choose-more")))?;
    loop {
        out.flush()?;
        let Typed::Line(answer) = input.next(&say.plain("prompt"))? else { return Ok(None) };
        let answer = answer.trim();
        match Line::read(answer) {
            Line::Empty => continue,
            Line::Quit | Line::End | Line::Stop | Line::Slashless("/quit") => return Ok(None),
            Line::Help | Line::Slashless("/help") => {
                lines(out, &page.wrap("", "", Ink::Faint, &say.plain("choose-ask")))?;
                continue;
            }
            _ => {}
        }
        let by_number = answer.parse::<usize>().ok().and_then(|n| n.checked_sub(1)).and_then(|i| cast.get(i).copied());
        if let Some(persona) = by_number.or_else(|| named(repertoire, &tongue.language.code, answer)) {
            writeln!(out)?;
            return Ok(Some(persona));
        }
        let values = [("answer", answer.into()), ("last", cast.len().into())];
        lines(out, &page.wrap("", "", Ink::Bad, &say.say("choose-unknown", &values)))?;
    }
}
