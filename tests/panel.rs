//! The panel: frozen replies with their marks as they stand, so that a change of the marking shows what it moved.
//!
//! `tests/panel/panel.txt` holds the version of the marking and, for each reply, its four marks; `README.md` beside it
//! says how they were chosen. `UPDATE_PANEL=1 cargo test --test panel` accepts the marks of today.

mod written;

use std::collections::HashMap;
use std::collections::HashSet;
use std::fmt::Write as _;
use std::fs;

use sparring::marks::MARKING_VERSION;
use written::{Labelled, MARKS, four, labelled, marks, mean, tests};

const PANEL: &str = "panel/panel.txt";
/// Replies of the panel at least.
const REPLIES: usize = 320;
/// Characters of a reply that the file shows.
const SHOWN: usize = 90;
/// Replies that a failing test lists.
const LISTED: usize = 60;

/// One reply of the panel as the file has it.
#[derive(Debug)]
struct Kept {
    id: String,
    marks: [u8; 4],
    shown: String,
}

/// The panel as the file has it.
#[derive(Debug)]
struct Panel {
    version: u32,
    kept: Vec<Kept>,
}

impl Panel {
    /// `None` where a line is not as [`page`](Self::page) writes it.
    fn read(page: &str) -> Option<Self> {
        let mut lines = page.lines();
        let version = lines.find_map(|l| l.strip_prefix("marking "))?.trim().parse().ok()?;
        let kept = |line: &str| {
            let mut cells = line.split_whitespace();
            let mut marks = [0; 4];
            for mark in &mut marks {
                *mark = cells.next()?.parse().ok()?;
            }
            Some(Kept { marks, id: cells.next()?.to_owned(), shown: cells.collect::<Vec<_>>().join(" ") })
        };
        let kept: Option<Vec<Kept>> = lines.filter(|l| !l.is_empty() && !l.starts_with('#')).map(kept).collect();
        Some(Self { version, kept: kept? })
    }

    fn page(&self) -> String {
        let mut page = String::from(
            "# Frozen replies and their marks as they stand; README.md says how they were chosen.\n\
             # Written by UPDATE_PANEL=1 cargo test --test panel\n",
        );
        let _ = writeln!(page, "marking {}\n# {}, id, reply", self.version, MARKS.join(", "));
        for Kept { id, marks: [empathy, listening, triggers, overall], shown } in &self.kept {
            let _ = writeln!(page, "{empathy:>3} {listening:>3} {triggers:>3} {overall:>3}  {id:<10} {shown}");
        }
        page
    }
}

/// A reply cut to what a line shows, without line breaks.
fn shown(reply: &str) -> String {
    let words = reply.split_whitespace().collect::<Vec<_>>().join(" ");
    let start: String = words.chars().take(SHOWN).collect();
    if start.len() < words.len() { format!("{} …", start.trim_end()) } else { start }
}

/// The first reply of each set, persona and label of overall.
fn chosen(all: &[Labelled]) -> Vec<&Labelled> {
    let mut met = HashSet::new();
    all.iter().filter(|one| met.insert((&one.set, &one.persona, one.labels.overall))).collect()
}

fn marked(one: &Labelled) -> Kept {
    Kept { id: one.id.clone(), marks: four(marks(&one.history, &one.reply)), shown: shown(&one.reply) }
}

/// What moved from the file to today, those that moved most first.
fn report(before: &Panel, after: &Panel) -> Vec<String> {
    let mut moves: Vec<(u32, String)> = Vec::new();
    let mut shifts: [Vec<i32>; 4] = Default::default();
    for (was, is) in before.kept.iter().zip(&after.kept) {
        let by: [i32; 4] = std::array::from_fn(|m| i32::from(is.marks[m]) - i32::from(was.marks[m]));
        for (all, by) in shifts.iter_mut().zip(by) {
            all.push(by);
        }
        let total = by.iter().map(|by| by.unsigned_abs()).sum();
        if total > 0 {
            let changes: Vec<String> = (0..4)
                .filter(|m| by[*m] != 0)
                .map(|m| format!("{} {} -> {} ({:+})", MARKS[m], was.marks[m], is.marks[m], by[m]))
                .collect();
            moves.push((total, format!("{}: {}: {}", is.id, changes.join(", "), is.shown)));
        }
    }
    if moves.is_empty() {
        return Vec::new();
    }
    moves.sort_by_key(|(total, _)| std::cmp::Reverse(*total));
    let mut lines = vec![format!("{} of {} replies moved", moves.len(), before.kept.len())];
    for (all, name) in shifts.iter().zip(MARKS) {
        let size = mean(all.iter().map(|by| by.abs()));
        let most = all.iter().map(|by| by.abs()).max().unwrap_or_default();
        lines
            .push(format!("{name}: mean shift {:+.2}, mean size {size:.2}, at most {most}", mean(all.iter().copied())));
    }
    let rest = moves.len().saturating_sub(LISTED);
    lines.extend(moves.into_iter().take(LISTED).map(|(_, line)| line));
    if rest > 0 {
        lines.push(format!("... and {rest} more that moved less"));
    }
    lines
}

#[test]
fn the_marks_of_the_panel_stand() {
    let all = labelled();
    let path = tests().join(PANEL);
    let frozen = fs::read_to_string(&path).ok().map(|page| {
        Panel::read(&page).unwrap_or_else(|| panic!("tests/{PANEL} has a line that is none of the panel's"))
    });
    let by_id: HashMap<&str, &Labelled> = all.iter().map(|one| (one.id.as_str(), one)).collect();
    // Once chosen, the replies stay: only where there is no panel are they chosen anew.
    let replies: Vec<&Labelled> = match &frozen {
        None => chosen(&all),
        Some(panel) => {
            let find = |kept: &Kept| {
                *by_id.get(kept.id.as_str()).unwrap_or_else(|| panic!("tests/labelled has no reply {}", kept.id))
            };
            panel.kept.iter().map(find).collect()
        }
    };
    let today = Panel { version: MARKING_VERSION, kept: replies.into_iter().map(marked).collect() };
    assert!(today.kept.len() >= REPLIES, "the panel has {} replies; {REPLIES} are wanted", today.kept.len());

    let changes = frozen.as_ref().map(|before| report(before, &today)).unwrap_or_default();
    if std::env::var_os("UPDATE_PANEL").is_some() {
        println!("{}", changes.join("\n"));
        fs::write(&path, today.page()).expect("the panel can be written");
        return;
    }
    let before = frozen.unwrap_or_else(|| panic!("there is no tests/{PANEL}; write it with UPDATE_PANEL=1"));
    let rewritten: Vec<&str> =
        before.kept.iter().zip(&today.kept).filter(|(a, b)| a.shown != b.shown).map(|(a, _)| a.id.as_str()).collect();
    assert!(rewritten.is_empty(), "replies of the panel are frozen, and these were changed: {rewritten:?}");
    let accept = "Look through what moved; accept it with UPDATE_PANEL=1 cargo test --test panel";
    if !changes.is_empty() {
        let version = if before.version == MARKING_VERSION {
            format!(
                "Marks moved while MARKING_VERSION (src/marks/mod.rs) is still {MARKING_VERSION}, as in the panel: \
                 raise it, unless no marking {MARKING_VERSION} has been released yet."
            )
        } else {
            format!("From marking {} to marking {MARKING_VERSION}.", before.version)
        };
        panic!("{}\n{version}\n{accept}", changes.join("\n"));
    }
    assert_eq!(before.version, MARKING_VERSION, "no mark of the panel moved, but the version did. {accept}");
}

#[test]
fn the_panel_is_spread_over_clients_and_levels() {
    let all = labelled();
    let panel = Panel::read(&written::read(PANEL)).expect("the panel can be read");
    let kept: HashSet<&str> = panel.kept.iter().map(|k| k.id.as_str()).collect();
    assert_eq!(kept.len(), panel.kept.len(), "a reply is in the panel twice");
    let of_panel: Vec<&Labelled> = all.iter().filter(|one| kept.contains(one.id.as_str())).collect();
    for level in 0..=4 {
        let here = of_panel.iter().filter(|one| one.labels.overall == level).count();
        assert!(here * 10 >= of_panel.len(), "only {here} replies of level {level}");
    }
    let clients: HashSet<&str> = of_panel.iter().map(|one| one.persona.as_str()).collect();
    assert!(clients.len() >= 12, "only {} clients", clients.len());
    let again = Panel::read(&panel.page()).expect("what is written can be read");
    assert_eq!(again.page(), panel.page());
}
