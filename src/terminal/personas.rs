//! `sparring personas`: which clients there are, what a trainee knows before the bout, whether a file is sound.

use std::io::{self, Write};
use std::path::Path;

use super::load::{Found, persona_files};
use super::report::{Report, drawn_report, text_report};
use super::screen::Screen;
use crate::bout::{Repertoire, Tongue};
use crate::card::Ink;
use crate::language::built_in_personas;
use crate::persona::{Checked, Persona, Severity, check};
use crate::reading::MoveKind;
use crate::trial::{Players, gaps};

/// Writes the clients of a language, each with the id to call it by, its name and what has happened.
///
/// # Errors
/// Writing fails.
pub fn list_personas(
    repertoire: &Repertoire,
    tongue: &Tongue,
    screen: &Screen,
    out: &mut impl Write,
) -> io::Result<()> {
    for persona in repertoire.cast.of(&tongue.language.code) {
        let file = &persona.file;
        let values = [("id", (&file.id).into()), ("name", (&file.name).into())];
        let row = tongue.language.messages.say("list-row", &values);
        lines(out, &screen.page.wrap("", "  ", Ink::Strong, &row))?;
        lines(out, &screen.page.wrap("  ", "  ", Ink::Plain, &file.setting.happened))?;
    }
    Ok(())
}

/// Writes what a trainee may know of a client before the bout: the prebrief, the mood, a way it may begin.
///
/// # Errors
/// Writing fails.
pub fn show_persona(persona: &Persona, tongue: &Tongue, screen: &Screen, out: &mut impl Write) -> io::Result<()> {
    let (file, say, page) = (&persona.file, &tongue.language.messages, &screen.page);
    lines(out, &page.wrap("", "", Ink::Client, &file.name))?;
    for line in prebrief(persona, tongue) {
        lines(out, &page.wrap("", "  ", Ink::Plain, &line))?;
    }
    let mood = file.mood;
    let values = [("heat", mood.heat.into()), ("trust", mood.trust.into()), ("patience", mood.patience.into())];
    writeln!(out)?;
    lines(out, &page.wrap("", "", Ink::Faint, &say.say("show-mood", &values)))?;
    if let Some(opening) = file.opening.first() {
        writeln!(out)?;
        lines(out, &page.wrap("", "", Ink::Strong, &say.plain("show-opening")))?;
        for message in &opening.says {
            lines(out, &page.wrap("  ", "  ", Ink::Plain, message))?;
        }
    }
    writeln!(out)?;
    lines(out, &page.wrap("", "", Ink::Faint, &say.say("show-practise", &[("id", (&file.id).into())])))
}

/// The three lines a trainee reads first.
pub(super) fn prebrief(persona: &Persona, tongue: &Tongue) -> [String; 3] {
    let setting = &persona.file.setting;
    let line = |key: &str, text: &String| tongue.language.messages.say(key, &[("text", text.into())]);
    [
        line("prebrief-you", &setting.you),
        line("prebrief-happened", &setting.happened),
        line("prebrief-may", &setting.may),
    ]
}

/// Checks the persona files of a folder, or the built-in ones, and writes every fault and a line for each file; each
/// client that can be played is then tried out in so many bouts. `true` when no file has a fault; warnings do not count.
///
/// # Errors
/// The folder cannot be read, or writing fails.
pub fn check_personas(
    folder: Option<&Path>,
    mut repertoire: Repertoire,
    bouts: u32,
    screen: &Screen,
    out: &mut impl Write,
) -> io::Result<bool> {
    let languages: Vec<String> = repertoire.tongues.keys().cloned().collect();
    let files = match folder {
        Some(folder) => persona_files(folder, &languages)?,
        None => built_in(),
    };
    if files.is_empty() {
        writeln!(out, "There is no persona file here; they are named <language>/<id>.toml.")?;
        return Ok(false);
    }
    let mut sound = true;
    for file in &files {
        let usable = check_one(file, &repertoire, screen, out)?;
        sound &= usable;
        if let (true, Ok(source)) = (usable, &file.text) {
            let files = [(format!("{}.toml", file.stem), source.clone())].into();
            repertoire.add_personas(&file.lang, &files).map_err(io::Error::other)?;
            try_out(file, &repertoire, bouts, out)?;
        }
    }
    Ok(sound)
}

/// Says what nobody meets in so many bouts with this client, and what people say that it does not answer.
fn try_out(file: &Found, repertoire: &Repertoire, bouts: u32, out: &mut impl Write) -> io::Result<()> {
    let Some(tongue) = repertoire.tongue(&file.lang) else { return Ok(()) };
    let players = Players::read(&tongue.language).map_err(io::Error::other)?;
    let found = gaps(repertoire, &players, (&file.lang, &file.stem), bouts).map_err(io::Error::other)?;
    let name = file.path.display();
    found.iter().try_for_each(|gap| writeln!(out, "{name}: warning: {gap}"))
}

fn check_one(file: &Found, repertoire: &Repertoire, screen: &Screen, out: &mut impl Write) -> io::Result<bool> {
    let name = file.path.display().to_string();
    let source = match &file.text {
        Ok(source) => source,
        Err(fault) => {
            writeln!(out, "{name}: fault: {fault}")?;
            return Ok(false);
        }
    };
    let Some(tongue) = repertoire.tongue(&file.lang) else {
        let known: Vec<&str> = repertoire.tongues.keys().map(String::as_str).collect();
        writeln!(out, "{name}: fault: there is no language `{}`; name the folder {}", file.lang, known.join(" or "))?;
        return Ok(false);
    };
    let checked = check(Some(&file.stem), source, &tongue.language, &MoveKind::ALL.map(MoveKind::name));
    let report = Report { name: name.clone(), source, checked: &checked };
    let text = if screen.page.colour { drawn_report(&report, &screen.page) } else { text_report(&report, true) };
    if !text.is_empty() {
        writeln!(out, "{text}")?;
    }
    let loads = match Persona::read(source, &tongue.language) {
        // The two readings of the form have come apart; the typed one has the last word.
        Err(fault) if checked.is_usable() => {
            writeln!(out, "{name}: fault: {fault}")?;
            false
        }
        _ => checked.is_usable(),
    };
    writeln!(out, "{name}: {}", summary(&checked))?;
    Ok(loads)
}

fn summary(checked: &Checked) -> String {
    let count = |severity| checked.faults.iter().filter(|f| f.severity() == severity).count();
    let (faults, warnings) = (count(Severity::Fault), count(Severity::Warning));
    let verdict = match (faults, warnings) {
        (0, 0) => "fine".to_owned(),
        (0, n) => format!("fine, {n} warning(s)"),
        (n, _) => format!("{n} fault(s), {warnings} warning(s)"),
    };
    let counts: Vec<String> =
        ["opening", "fact", "point", "button", "cue", "offer", "beat", "loop", "pair", "line", "pattern"]
            .iter()
            .map(|what| format!("{what} {}", checked.counts.get(what).copied().unwrap_or(0)))
            .collect();
    format!("{verdict} ({})", counts.join(", "))
}

fn built_in() -> Vec<Found> {
    let mut files = Vec::new();
    for (lang, texts) in built_in_personas() {
        for (path, text) in texts {
            let Some(stem) = path.strip_suffix(".toml") else { continue };
            files.push(Found {
                path: Path::new(&lang).join(&path),
                lang: lang.clone(),
                stem: stem.to_owned(),
                text: Ok(text),
            });
        }
    }
    files
}

/// Writes lines, each on its own.
pub(super) fn lines(out: &mut impl Write, lines: &[String]) -> io::Result<()> {
    lines.iter().try_for_each(|line| writeln!(out, "{line}"))
}
