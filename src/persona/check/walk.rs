//! Goes through a persona file by its form: notes each fault, and gathers what the later checks look at.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::fault::{Fault, FaultKind};
use super::form::{Entry, Holds, Key};
use super::near;
use crate::language::Language;
use crate::persona::when::Between;

type Value<'i> = Spanned<DeValue<'i>>;

/// A text with the place it stands in.
#[derive(Debug, Clone)]
pub(super) struct Placed {
    pub(super) text: String,
    pub(super) place: Range<usize>,
}

/// An entry of a list, with what the later checks want to know of it.
#[derive(Debug, Clone, Default)]
pub(super) struct Seen {
    /// Its id, or the ending it is for.
    pub(super) id: String,
    /// Keys it has.
    pub(super) keys: Vec<String>,
    /// Values of its plain texts and flags, by key.
    pub(super) values: Vec<(String, String)>,
    pub(super) place: Range<usize>,
}

impl Seen {
    pub(super) fn has(&self, key: &str) -> bool {
        self.keys.iter().any(|k| k == key)
    }

    pub(super) fn is(&self, key: &str, value: &str) -> bool {
        self.values.iter().any(|(k, v)| k == key && v == value)
    }
}

/// What was found on the way.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) faults: Vec<Fault>,
    /// Every entry of every list, in the order of the file.
    pub(super) entries: Vec<(Entry, Seen)>,
    /// References: to what kind of entry, the id, where.
    pub(super) ids: Vec<(Entry, Placed)>,
    /// What the client says.
    pub(super) lines: Vec<Placed>,
    /// All that a trainee reads before the card.
    pub(super) early: Vec<Placed>,
    /// Number of patterns.
    pub(super) patterns: usize,
    /// Plain texts of the file's top level, by key.
    pub(super) top: Seen,
}

/// Walks through a file.
pub(super) struct Walk<'a> {
    pub(super) language: &'a Language,
    /// Names of moves.
    pub(super) moves: &'a [&'static str],
    /// Name of the file without its ending, where it has one.
    pub(super) file: Option<&'a str>,
    /// Names of the file's own grammar: slots beside those that every file has.
    pub(super) grammar: Vec<String>,
    pub(super) found: Found,
}

impl Walk<'_> {
    /// A table with these keys. `name` is what faults call it, `place` where they point for what is missing.
    pub(super) fn table(&mut self, table: &DeTable<'_>, keys: &'static [Key], name: &str, place: Range<usize>) -> Seen {
        let mut seen = Seen { place: place.clone(), ..Seen::default() };
        for (key, value) in table {
            let (text, at) = (key.get_ref().as_ref(), key.span());
            let Some(form) = keys.iter().find(|k| k.name == text) else {
                let names: Vec<&'static str> = keys.iter().map(|k| k.name).collect();
                let near = near(text, names.iter().copied());
                self.fault(at, FaultKind::UnknownKey { key: text.to_owned(), near, keys: names });
                continue;
            };
            seen.keys.push(text.to_owned());
            self.value(form, value, name, &mut seen);
        }
        for key in keys.iter().filter(|k| k.needed && !seen.has(k.name)) {
            let entries = matches!(key.holds, Holds::Entries(..));
            self.fault(place.clone(), FaultKind::Missing { key: key.name, place: name.to_owned(), entries });
        }
        seen
    }

    fn value(&mut self, key: &'static Key, value: &Value<'_>, name: &str, seen: &mut Seen) {
        let at = value.span();
        let full = if name == ROOT { key.name.to_owned() } else { format!("{name}.{}", key.name) };
        match &key.holds {
            Holds::PersonaId | Holds::Id => self.id(key, value, seen),
            Holds::Late | Holds::Early => {
                let Some(text) = self.text(value, &full) else { return };
                self.no_slots(&text);
                if matches!(key.holds, Holds::Early) {
                    self.found.early.push(text.clone());
                }
                seen.values.push((key.name.to_owned(), text.text));
            }
            Holds::Lines | Holds::Openings => self.lines(value, &full, matches!(key.holds, Holds::Lines)),
            Holds::Replies => {
                for text in self.texts(value, &full) {
                    self.no_slots(&text);
                }
            }
            Holds::Patterns => self.patterns(value, &full),
            Holds::Moves => {
                let names = self.moves;
                for text in self.texts(value, &full) {
                    self.named(&text, "move", names);
                }
            }
            Holds::Name(names) => {
                let Some(text) = self.text(value, &full) else { return };
                self.named(&text, &format!("`{full}` called"), names);
                seen.values.push((key.name.to_owned(), text.text));
            }
            Holds::Names(names) => {
                for text in self.texts(value, &full) {
                    self.named(&text, &format!("`{full}` called"), names);
                }
            }
            Holds::Number(least, most) => self.number(value, &full, *least, *most),
            Holds::Flag => match value.get_ref() {
                DeValue::Boolean(flag) => seen.values.push((key.name.to_owned(), flag.to_string())),
                other => self.wrong_type(at, &full, other, "`true` or `false`"),
            },
            Holds::Range => {
                if let Some(text) = self.typed(value, &full, "a range such as \"60..\"")
                    && Between::try_from(text.text.clone()).is_err()
                {
                    self.fault(text.place, FaultKind::Range(text.text));
                }
            }
            Holds::Ids(entry) => {
                let ids = self.texts(value, &full);
                self.found.ids.extend(ids.into_iter().map(|id| (*entry, id)));
            }
            Holds::Table(keys) => match value.get_ref() {
                DeValue::Table(inner) => {
                    let inner = self.table(inner, keys, &full, at);
                    if key.name == "when" && inner.keys.is_empty() {
                        // A condition without conditions is none.
                        seen.keys.retain(|k| k != "when");
                    }
                }
                other => self.wrong_type(at, &full, other, "a table"),
            },
            Holds::Grammar => self.grammar(value, &full),
            Holds::Entries(entry, keys) => self.entries(*entry, keys, value),
        }
    }

    fn entries(&mut self, entry: Entry, keys: &'static [Key], value: &Value<'_>) {
        let DeValue::Array(list) = value.get_ref() else {
            let wanted = "entries with a header in double brackets";
            return self.wrong_type(value.span(), entry.name(), value.get_ref(), wanted);
        };
        if list.is_empty() {
            self.fault(value.span(), FaultKind::Empty(entry.name().to_owned()));
        }
        for inner in list {
            match inner.get_ref() {
                DeValue::Table(table) => {
                    let mut seen = self.table(table, keys, entry.name(), inner.span());
                    if let Some((_, ending)) = seen.values.iter().find(|(k, _)| k == "ending") {
                        seen.id.clone_from(ending);
                    }
                    self.found.entries.push((entry, seen));
                }
                other => self.wrong_type(inner.span(), entry.name(), other, "a table"),
            }
        }
    }

    /// Parts by their names; each may refer to others, and none to itself, however many steps away.
    fn grammar(&mut self, value: &Value<'_>, full: &str) {
        let DeValue::Table(table) = value.get_ref() else {
            return self.wrong_type(value.span(), full, value.get_ref(), "a table");
        };
        let mut refers: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (name, parts) in table {
            let texts = self.texts(parts, &format!("{full}.{}", name.get_ref()));
            let inner = refers.entry(name.get_ref().to_string()).or_default();
            for text in &texts {
                for slot in slots(&text.text) {
                    match slot.strip_prefix('{').and_then(|s| s.strip_suffix('}')) {
                        Some(name) if self.grammar.iter().any(|known| known == name) => {
                            inner.insert(name.to_owned());
                        }
                        _ => self.found.faults.push(Fault { place: text.place.clone(), kind: FaultKind::Slot(slot) }),
                    }
                }
            }
            self.found.early.extend(texts);
        }
        for (name, _) in table {
            let name_text = name.get_ref().to_string();
            let mut reached = BTreeSet::new();
            let mut open = vec![name_text.clone()];
            while let Some(next) = open.pop() {
                open.extend(refers.get(&next).into_iter().flatten().filter(|n| reached.insert((*n).clone())).cloned());
            }
            if reached.contains(&name_text) {
                self.fault(name.span(), FaultKind::Circle(name_text));
            }
        }
    }

    fn id(&mut self, key: &'static Key, value: &Value<'_>, seen: &mut Seen) {
        let Some(text) = self.text(value, key.name) else { return };
        let inner = matches!(key.holds, Holds::Id);
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || (inner && c == '_');
        let well_formed = text.text.starts_with(|c: char| c.is_ascii_lowercase()) && text.text.chars().all(fits);
        if !well_formed {
            self.fault(text.place.clone(), FaultKind::Id(text.text.clone()));
        } else if let (false, Some(file)) = (inner, self.file)
            && file != text.text
        {
            let kind = FaultKind::FileName { id: text.text.clone(), file: file.to_owned() };
            self.fault(text.place.clone(), kind);
        }
        seen.place = text.place;
        seen.id = text.text;
    }

    fn lines(&mut self, value: &Value<'_>, full: &str, slots: bool) {
        let lines = self.texts(value, full);
        let mut slotted = 0;
        for line in &lines {
            if slots {
                slotted += usize::from(self.slots(line));
            } else {
                self.no_slots(line);
            }
            let length = line.text.chars().count();
            if length > super::LONGEST_LINE {
                self.fault(line.place.clone(), FaultKind::Long { length, most: super::LONGEST_LINE });
            }
        }
        if !lines.is_empty() && slotted == lines.len() {
            self.fault(value.span(), FaultKind::OnlySlots(full.to_owned()));
        }
        self.found.early.extend(lines.iter().cloned());
        self.found.lines.extend(lines);
    }

    /// Whether the line has a slot that a reply may leave empty; notes those that do not exist.
    fn slots(&mut self, line: &Placed) -> bool {
        let mut filled_from_reply = false;
        for slot in &slots(&line.text) {
            let own = slot.strip_prefix('{').and_then(|s| s.strip_suffix('}'));
            let own = own.is_some_and(|name| self.grammar.iter().any(|known| known == name));
            if own {
                continue;
            }
            filled_from_reply = true;
            if !super::SLOTS.contains(&slot.as_str()) {
                self.fault(line.place.clone(), FaultKind::Slot(slot.clone()));
            }
        }
        filled_from_reply
    }

    fn no_slots(&mut self, text: &Placed) {
        if let Some(slot) = slots(&text.text).into_iter().next() {
            self.fault(text.place.clone(), FaultKind::SlotHere(slot));
        }
    }

    fn patterns(&mut self, value: &Value<'_>, full: &str) {
        for pattern in self.texts(value, full) {
            self.found.patterns += 1;
            if let Err(fault) = self.language.patterns(&pattern.text) {
                self.fault(pattern.place, FaultKind::Pattern { pattern: pattern.text, fault });
            }
        }
    }

    fn number(&mut self, value: &Value<'_>, full: &str, least: i64, most: i64) {
        let DeValue::Integer(number) = value.get_ref() else {
            return self.wrong_type(value.span(), full, value.get_ref(), "a whole number");
        };
        let read = i64::from_str_radix(number.as_str(), number.radix());
        if !read.is_ok_and(|n| (least..=most).contains(&n)) {
            let kind = FaultKind::Bounds { key: full.to_owned(), found: number.to_string(), least, most };
            self.fault(value.span(), kind);
        }
    }

    fn named(&mut self, text: &Placed, what: &str, names: &[&'static str]) {
        if !names.contains(&text.text.as_str()) {
            let near = near(&text.text, names.iter().copied()).map(str::to_owned);
            let names = names.iter().map(|n| (*n).to_owned()).collect();
            let kind = FaultKind::Name { what: what.to_owned(), name: text.text.clone(), near, names };
            self.fault(text.place.clone(), kind);
        }
    }

    fn texts(&mut self, value: &Value<'_>, full: &str) -> Vec<Placed> {
        let DeValue::Array(list) = value.get_ref() else {
            self.wrong_type(value.span(), full, value.get_ref(), "a list of texts");
            return Vec::new();
        };
        if list.is_empty() {
            self.fault(value.span(), FaultKind::Empty(full.to_owned()));
        }
        list.iter().filter_map(|inner| self.text(inner, full)).collect()
    }

    fn text(&mut self, value: &Value<'_>, full: &str) -> Option<Placed> {
        let text = self.typed(value, full, "a text")?;
        if text.text.trim().is_empty() {
            self.fault(text.place, FaultKind::Empty(full.to_owned()));
            return None;
        }
        Some(text)
    }

    fn typed(&mut self, value: &Value<'_>, full: &str, wanted: &'static str) -> Option<Placed> {
        if let DeValue::String(text) = value.get_ref() {
            return Some(Placed { text: text.clone().into_owned(), place: value.span() });
        }
        self.wrong_type(value.span(), full, value.get_ref(), wanted);
        None
    }

    fn wrong_type(&mut self, place: Range<usize>, key: &str, found: &DeValue<'_>, wanted: &'static str) {
        let found = match found {
            DeValue::String(_) => "a text",
            DeValue::Integer(_) => "a whole number",
            DeValue::Float(_) => "a number with a point",
            DeValue::Boolean(_) => "`true` or `false`",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        self.fault(place, FaultKind::Type { key: key.to_owned(), found, wanted });
    }

    fn fault(&mut self, place: Range<usize>, kind: FaultKind) {
        self.found.faults.push(Fault { place, kind });
    }
}

/// What faults call the top level.
pub(super) const ROOT: &str = "the file";

/// Everything between braces in a text, with the braces; an unpaired brace alone.
fn slots(text: &str) -> Vec<String> {
    let mut slots = Vec::new();
    let mut open: Option<String> = None;
    for c in text.chars() {
        match (c, &mut open) {
            ('{', None) => open = Some("{".to_owned()),
            ('{', Some(slot)) => {
                slots.push(std::mem::replace(slot, "{".to_owned()));
            }
            ('}', None) => slots.push("}".to_owned()),
            ('}', Some(slot)) => {
                slot.push('}');
                slots.extend(open.take());
            }
            (_, Some(slot)) => slot.push(c),
            (_, None) => {}
        }
    }
    slots.extend(open);
    slots
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_are_found_with_their_faults() {
        assert_eq!(slots("by {when}, {name}?"), ["{when}", "{name}"]);
        assert_eq!(slots("{nam"), ["{nam"]);
        assert_eq!(slots("a } b {c {name}"), ["}", "{c ", "{name}"]);
        assert!(slots("none").is_empty());
    }
}
