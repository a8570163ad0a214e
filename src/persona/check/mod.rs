//! Checks a persona file and says everything that is wrong with it, each thing with its place and remedy.
//!
//! In come the text of a file, its language and the names of moves; out comes [`Checked`]: the faults in the order
//! of the file, and how much of everything it has. The file is read loosely, with the place of every value, and
//! checked by hand, since a typed reader stops at the first fault.

mod fault;
mod form;
mod walk;

use std::collections::BTreeMap;
use std::ops::Range;

use toml::de::DeTable;

use crate::language::{Language, fold};
use form::{ENDINGS, Entry, FILE};
use walk::{Found, Placed, ROOT, Seen, Walk};

pub use fault::{Fault, FaultKind, Severity};

/// Most characters in a line: Discord takes 2,000, and a quoted reply may come into it.
pub const LONGEST_LINE: usize = 1_900;

/// What can be filled into a client's line.
pub const SLOTS: [&str; 8] =
    ["{quote}", "{promise}", "{number}", "{when}", "{name}", "{promised}", "{joined}", "{anchor}"];

/// Fewest entries of a good file (our choice; the cast has two or three times as many).
const FEWEST: [(Entry, &str, usize); 4] = [
    (Entry::Opening, "openings", 4),
    (Entry::Fact, "facts", 12),
    (Entry::Button, "hot buttons", 8),
    (Entry::Pair, "weak and strong pairs", 6),
];

/// Fewest different lines that the client can say.
const FEWEST_LINES: usize = 80;

/// What a check has found.
#[derive(Debug, Clone, Default)]
pub struct Checked {
    /// In the order of the file.
    pub faults: Vec<Fault>,
    /// The id, where there is one.
    pub id: String,
    /// How much there is of what, by the names used in the file; `line` counts different lines.
    pub counts: BTreeMap<&'static str, usize>,
}

impl Checked {
    /// Whether the persona can be used.
    pub fn is_usable(&self) -> bool {
        !self.faults.iter().any(|fault| fault.severity() == Severity::Fault)
    }
}

/// Checks a file. `file` is its name without the ending, where it has one; `moves` are the names of moves.
pub fn check(file: Option<&str>, source: &str, language: &Language, moves: &[&'static str]) -> Checked {
    let (table, broken) = DeTable::parse_recoverable(source);
    let grammar = table.get_ref().get("grammar").and_then(|value| value.get_ref().as_table());
    let grammar = grammar.into_iter().flatten().map(|(name, _)| name.get_ref().to_string()).collect();
    let mut walk = Walk { language, moves, file, grammar, found: Found::default() };
    walk.found.top = walk.table(table.get_ref(), FILE, ROOT, 0..0);
    let mut found = walk.found;
    if broken.is_empty() {
        found.references();
        found.twice(source);
        found.labels(language);
        found.sense();
    } else {
        // What cannot be read may be what seems to be missing, so nothing is said of that until it can.
        found.faults.retain(|f| !matches!(f.kind, FaultKind::Missing { .. } | FaultKind::Empty(_)));
        found.faults.extend(
            broken.iter().map(|e| Fault {
                place: e.span().unwrap_or_default(),
                kind: FaultKind::Syntax(e.message().to_owned()),
            }),
        );
    }
    let counts = found.counts();
    let mut faults = found.faults;
    faults.sort_by_key(|f| (f.place.start, f.place.end));
    Checked { faults, id: found.top.id, counts }
}

impl Found {
    fn of(&self, entry: Entry) -> impl Iterator<Item = &Seen> {
        self.entries.iter().filter(move |(e, _)| *e == entry).map(|(_, seen)| seen)
    }

    fn fault(&mut self, place: Range<usize>, kind: FaultKind) {
        self.faults.push(Fault { place, kind });
    }

    /// Every id that is spoken of has to be there.
    fn references(&mut self) {
        for (entry, id) in std::mem::take(&mut self.ids) {
            let known: Vec<&str> = self.of(entry).map(|seen| seen.id.as_str()).filter(|id| !id.is_empty()).collect();
            if !known.contains(&id.text.as_str()) {
                let near = near(&id.text, known.iter().copied()).map(str::to_owned);
                let names = known.into_iter().map(str::to_owned).collect();
                let kind = FaultKind::Name { what: entry.name().to_owned(), name: id.text, near, names };
                self.fault(id.place, kind);
            }
        }
    }

    /// No id and no line stands twice.
    fn twice(&mut self, source: &str) {
        let breaks: Vec<usize> = source.match_indices('\n').map(|(at, _)| at).collect();
        let line_of = |place: &Range<usize>| breaks.partition_point(|b| *b < place.start) + 1;
        let mut ids: BTreeMap<(Entry, String), usize> = BTreeMap::new();
        let mut faults = Vec::new();
        let named = self.entries.iter().filter(|(entry, seen)| *entry != Entry::Ending && !seen.id.is_empty());
        for (entry, seen) in named {
            let line = line_of(&seen.place);
            let first = *ids.entry((*entry, seen.id.clone())).or_insert(line);
            if first != line {
                let kind = FaultKind::TwiceId { entry: entry.name(), id: seen.id.clone(), first };
                faults.push(Fault { place: seen.place.clone(), kind });
            }
        }
        let mut lines: BTreeMap<String, &Placed> = BTreeMap::new();
        for line in &self.lines {
            let first = *lines.entry(plain(&line.text)).or_insert(line);
            if first.place != line.place {
                let first = line_of(&first.place);
                faults.push(Fault { place: line.place.clone(), kind: FaultKind::TwiceLine { first } });
            }
        }
        self.faults.extend(faults);
    }

    /// Before the card a client is a person: no name of a type, no label.
    fn labels(&mut self, language: &Language) {
        #[derive(serde::Deserialize)]
        struct Labels {
            labels: Vec<String>,
        }
        let labels = language.table::<Labels>("labels.toml").map(|l| l.labels).unwrap_or_default();
        let nickname = self.top.values.iter().find(|(key, _)| key == "nickname").map(|(_, name)| plain(name));
        let faults: Vec<Fault> = self
            .early
            .iter()
            .filter_map(|text| {
                let words = format!(" {} ", plain(&text.text));
                let label = labels.iter().chain(&nickname).find(|l| words.contains(&format!(" {} ", fold(l))))?;
                Some(Fault { place: text.place.clone(), kind: FaultKind::Label(label.clone()) })
            })
            .collect();
        self.faults.extend(faults);
    }

    /// What makes a file playable: something to say, a way to win, enough of everything.
    fn sense(&mut self) {
        let mut faults = Vec::new();
        for fact in self.of(Entry::Fact) {
            let mut note = |kind| faults.push(Fault { place: fact.place.clone(), kind });
            if !fact.has("says") {
                note(FaultKind::Silent(fact.id.clone()));
            }
            match (fact.has("when"), fact.has("guarded")) {
                (true, false) => note(FaultKind::Guard { id: fact.id.clone(), has: "when", lacks: "guarded" }),
                (false, true) => note(FaultKind::Guard { id: fact.id.clone(), has: "guarded", lacks: "when" }),
                _ => {}
            }
        }
        let mut whole = |kind| faults.push(Fault { place: 0..0, kind });
        // Of a list that is missing altogether, that much has been said.
        let there = |entry| self.of(entry).next().is_some();
        for ending in ENDINGS.iter().filter(|_| there(Entry::Ending)) {
            if !self.of(Entry::Ending).any(|e| e.id == *ending && !e.has("when")) {
                whole(FaultKind::NoEnding((*ending).to_owned()));
            }
        }
        for (entry, what, least) in FEWEST {
            let found = self.of(entry).count();
            if found < least && there(entry) {
                whole(FaultKind::Few { what, found, least });
            }
        }
        let found = self.different_lines();
        if found < FEWEST_LINES {
            whole(FaultKind::Few { what: "different lines", found, least: FEWEST_LINES });
        }
        let boundary = self.top.is("aim", "boundary");
        if boundary && there(Entry::Offer) && !self.of(Entry::Offer).any(|o| o.is("boundary", "true")) {
            whole(FaultKind::NoWay("the lesson is a boundary, and no offer has `boundary = true`"));
        }
        if !boundary && there(Entry::Offer) && !self.of(Entry::Offer).any(|o| o.is("worth", "good")) {
            whole(FaultKind::NoWay("no offer has `worth = \"good\"`"));
        }
        if there(Entry::Point) && !self.of(Entry::Point).any(|p| p.is("need", "true")) {
            whole(FaultKind::NoWay("no point has `need = true`: nothing lies behind the complaint"));
        }
        self.faults.extend(faults);
    }

    fn different_lines(&self) -> usize {
        self.lines.iter().map(|l| plain(&l.text)).collect::<std::collections::BTreeSet<_>>().len()
    }

    fn counts(&self) -> BTreeMap<&'static str, usize> {
        let mut counts = BTreeMap::new();
        for (entry, _) in &self.entries {
            *counts.entry(entry.name()).or_default() += 1;
        }
        counts.insert("line", self.different_lines());
        counts.insert("pattern", self.patterns);
        counts
    }
}

/// A text for comparing: folded, only letters and digits, single spaces.
fn plain(text: &str) -> String {
    let folded = fold(text);
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The nearest of `names`, if one is near enough to be what was meant.
fn near<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    /// Below this likeness (0 to 1) a suggestion is more often wrong than right (our choice).
    const LIKENESS: f64 = 0.6;
    names
        .map(|known| (strsim::normalized_damerau_levenshtein(name, known), known))
        .filter(|(likeness, _)| *likeness >= LIKENESS)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, known)| known)
}

#[cfg(test)]
mod tests;
