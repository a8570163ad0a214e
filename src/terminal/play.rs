//! `sparring personas play`: scripted trainees practise with a client, and what happened is told in figures.

use std::io::{self, Write};
use std::num::NonZero;
use std::thread;

use super::personas::lines;
use super::screen::Screen;
use crate::bout::{Bout, BoutError, Repertoire};
use crate::card::Ink;
use crate::client::{Difficulty, Rung};
use crate::persona::{Ending, Persona};
use crate::trial::{Player, Players, Tally, play, transcript};

/// What is tally, and how often.
#[derive(Debug, Clone, Copy)]
pub struct Trial {
    /// Who practises; `None` for all of them.
    pub player: Option<Player>,
    /// How patient the client is.
    pub difficulty: Difficulty,
    /// Number of bouts for each player.
    pub bouts: u32,
    /// Seed of the first; the others follow it.
    pub seed: u64,
    /// Show the first bout in full instead of figures.
    pub show: bool,
}

/// Plays and writes how it went.
///
/// # Errors
/// Writing fails, or the persona or its language is not there.
pub fn play_persona(
    repertoire: &Repertoire,
    players: &Players,
    persona: &Persona,
    trial: Trial,
    screen: &Screen,
    out: &mut impl Write,
) -> io::Result<()> {
    let at = (persona.lang.as_str(), persona.file.id.as_str());
    let chosen: Vec<Player> = Player::ALL.into_iter().filter(|p| trial.player.is_none_or(|one| one == *p)).collect();
    for player in chosen {
        if trial.show {
            let bout = transcript(repertoire, players, at, (player, trial.difficulty), trial.seed);
            show(&bout.map_err(io::Error::other)?, player, persona, screen, out)?;
            continue;
        }
        let seeds = trial.seed..trial.seed.saturating_add(trial.bouts.into());
        let tally = on_all_cores(seeds, |seeds| play(repertoire, players, at, (player, trial.difficulty), seeds))
            .map_err(io::Error::other)?;
        tell(&tally, player, persona, trial, screen, out)?;
    }
    Ok(())
}

/// Cuts the seeds into a piece for each core and puts what came of them together.
fn on_all_cores(
    seeds: std::ops::Range<u64>,
    work: impl Fn(std::ops::Range<u64>) -> Result<Tally, BoutError> + Sync,
) -> Result<Tally, BoutError> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get) as u64;
    let piece = (seeds.end - seeds.start).div_ceil(cores).max(1);
    thread::scope(|scope| {
        let work = &work;
        let starts = (0..cores).map(|core| seeds.start + core * piece).filter(|start| *start < seeds.end);
        let running: Vec<_> =
            starts.map(|start| scope.spawn(move || work(start..(start + piece).min(seeds.end)))).collect();
        let mut all = Tally::default();
        for one in running {
            match one.join() {
                Ok(tally) => all.merge(tally?),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        Ok(all)
    })
}

fn tell(
    tally: &Tally,
    player: Player,
    persona: &Persona,
    trial: Trial,
    screen: &Screen,
    out: &mut impl Write,
) -> io::Result<()> {
    let file = &persona.file;
    let title = format!("{}, {}, {}, {} bouts", file.id, player.name(), trial.difficulty.name(), tally.bouts);
    lines(out, &screen.page.wrap("", "", Ink::Strong, &title))?;
    let mut write = |what: &str, text: String| {
        lines(out, &screen.page.wrap(&format!("{what:<10}"), "          ", Ink::Plain, &text))
    };
    let share = |count: u32, of: u32| format!("{:.1} %", f64::from(count) * 100.0 / f64::from(of.max(1)));
    let endings: Vec<String> =
        tally.endings.iter().map(|(ending, n)| format!("{} {}", ending.name(), share(*n, tally.bouts))).collect();
    write("endings", endings.join(", "))?;
    let lengths: Vec<u32> = tally
        .lengths
        .iter()
        .flat_map(|(n, count)| std::iter::repeat_n(*n, usize::try_from(*count).unwrap_or(0)))
        .collect();
    let at = |part: usize| lengths.get((lengths.len().saturating_sub(1)) * part / 20).copied().unwrap_or(0);
    write("replies", format!("median {}, nine in ten from {} to {}", at(10), at(1), at(19)))?;
    let [empathy, listening, triggers, overall] = tally.mean();
    let marks = format!("empathy {empathy:.1}, listening {listening:.1}, triggers {triggers:.1}, overall {overall:.1}");
    write("marks", marks)?;
    let replies = tally.replies();
    let rungs: Vec<String> = Rung::ALL
        .iter()
        .map(|rung| format!("{} {}", rung.name(), share(tally.rungs.get(rung).copied().unwrap_or(0), replies)))
        .collect();
    write("answers", rungs.join(", "))?;
    write(
        "",
        format!("taken up {:.1} %; calm at some point {}", tally.matched() * 100.0, share(tally.calmed, tally.bouts)),
    )?;
    let on_file = file.lines().count();
    write("lines", format!("{} different ones said; the file has {on_file}", tally.lines.len()))
}

fn show(bout: &Bout, player: Player, persona: &Persona, screen: &Screen, out: &mut impl Write) -> io::Result<()> {
    let page = &screen.page;
    let name = &persona.file.name;
    lines(out, &page.wrap("", "", Ink::Strong, &format!("{name} and {}, seed {}", player.name(), bout.setup.seed)))?;
    let mut said = |who: &str, ink: Ink, text: &str| lines(out, &page.wrap(&format!("{who}: "), "  ", ink, text));
    for line in &bout.opening {
        said(name, Ink::Client, line)?;
    }
    for exchange in &bout.exchanges {
        let m = exchange.marks;
        said("trainee", Ink::Plain, &exchange.reply)?;
        let mood = exchange.mood;
        let figures = format!(
            "empathy {} listening {} triggers {} overall {} | heat {} trust {} patience {} | {}",
            m.empathy,
            m.listening,
            m.triggers,
            m.overall,
            mood.heat,
            mood.trust,
            mood.patience,
            exchange.after.rung.name()
        );
        said("  ", Ink::Faint, &figures)?;
        for line in &exchange.client {
            said(name, Ink::Client, line)?;
        }
    }
    let ending = bout.ending.map(Ending::name).unwrap_or_default();
    lines(out, &page.wrap("", "", Ink::Strong, &format!("{ending} after {}", bout.exchanges.len())))
}
