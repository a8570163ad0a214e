//! The house rules that a compiler does not keep: who may use whom, and that no message is missing or idle.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use sparring::client::Difficulty;
use sparring::language::built_in_languages;
use sparring::reading::MoveKind;

/// Modules that are plain functions over plain data.
const CORE: [&str; 8] = ["language", "persona", "reading", "marks", "client", "bout", "trial", "card"];
/// What plain functions do not touch.
const SHELL_ONLY: [&str; 8] = ["std::fs", "std::net", "std::env", "tokio", "serenity", "poise", "rusqlite", "tracing"];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The modules in the order in which `lib.rs` declares them.
fn modules() -> Vec<String> {
    let lib = fs::read_to_string(root().join("src/lib.rs")).expect("the library has a root");
    lib.lines().filter_map(|l| l.strip_prefix("pub mod ")?.strip_suffix(';').map(str::to_owned)).collect()
}

fn sources(of: &Path) -> Vec<(PathBuf, String)> {
    if of.is_file() {
        return vec![(of.to_owned(), fs::read_to_string(of).expect("a source can be read"))];
    }
    let Ok(entries) = fs::read_dir(of) else { return Vec::new() };
    let paths: BTreeSet<PathBuf> = entries.map(|e| e.expect("an entry can be read").path()).collect();
    paths.iter().filter(|p| p.is_dir() || p.extension().is_some_and(|e| e == "rs")).flat_map(|p| sources(p)).collect()
}

fn sources_of(module: &str) -> Vec<(PathBuf, String)> {
    let src = root().join("src");
    let mut all = sources(&src.join(module));
    all.extend(sources(&src.join(format!("{module}.rs"))).into_iter().filter(|(path, _)| path.is_file()));
    all
}

/// Code without its comments, line by line.
fn code(source: &str) -> impl Iterator<Item = &str> {
    source.lines().map(|line| line.split("//").next().unwrap_or_default())
}

/// Names of this crate's modules that a piece of code refers to, `use crate::{a, b}` included.
fn used(source: &str) -> BTreeSet<String> {
    let text: String = code(source).collect::<Vec<_>>().join(" ");
    let mut names = BTreeSet::new();
    for (at, _) in text.match_indices("crate::") {
        let rest = text.split_at(at + "crate::".len()).1.trim_start();
        let name = |s: &str| s.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
        match rest.strip_prefix('{') {
            None => {
                names.insert(name(rest));
            }
            Some(list) => {
                let mut depth = 1;
                let mut word = String::new();
                for c in list.chars() {
                    match c {
                        '{' => depth += 1,
                        '}' => depth -= 1,
                        _ => {}
                    }
                    if depth == 0 || (depth == 1 && c == ',') {
                        names.insert(name(&word));
                        word.clear();
                    } else {
                        word.push(c);
                    }
                    if depth == 0 {
                        break;
                    }
                }
            }
        }
    }
    names
}

#[test]
fn grouped_uses_are_seen() {
    let source = "use crate::{bout::{A, B}, client, // marks\n store::C};\nfn f() { crate::card::x() }";
    let wanted = ["bout", "card", "client", "store"].map(str::to_owned);
    assert_eq!(used(source), BTreeSet::from(wanted));
}

#[test]
fn a_module_uses_only_those_before_it() {
    let order = modules();
    assert!(order.len() >= CORE.len(), "{order:?}");
    for (at, module) in order.iter().enumerate() {
        let files = sources_of(module);
        assert!(!files.is_empty(), "{module} has no source");
        for (path, source) in files {
            for name in used(&source) {
                let place = order.iter().position(|m| *m == name);
                assert!(place.is_none_or(|p| p <= at), "{} uses {name}, which comes later", path.display());
            }
        }
    }
}

#[test]
fn the_core_touches_nothing_outside() {
    for module in CORE {
        for (path, source) in sources_of(module) {
            for (number, line) in code(&source).enumerate() {
                let touched = SHELL_ONLY.iter().find(|name| {
                    line.match_indices(**name).any(|(at, _)| {
                        let (before, rest) = line.split_at(at);
                        let whole = !before.ends_with(|c: char| c.is_alphanumeric() || c == '_');
                        whole && rest.strip_prefix(**name).is_some_and(|t| t.starts_with([':', ';', ',', ' ', '}']))
                    })
                });
                let grouped = line.contains("std::{") && ["fs", "net", "env"].iter().any(|n| line.contains(n));
                assert!(touched.is_none() && !grouped, "{}:{}: {line}", path.display(), number + 1);
            }
        }
    }
}

/// Texts between quotation marks in code that look like the key of a message.
fn keys_in_code() -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for (_, source) in sources(&root().join("src")) {
        for line in code(&source) {
            for (i, text) in line.split('"').enumerate() {
                let key = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
                if i % 2 == 1 && text.starts_with(|c: char| c.is_ascii_lowercase()) && text.chars().all(key) {
                    keys.insert(text.to_owned());
                }
            }
        }
    }
    keys
}

/// Beginnings of keys that code goes on to fill in: `move-` of `"move-{}"`.
fn families_in_code() -> BTreeSet<String> {
    let mut families = BTreeSet::new();
    for (_, source) in sources(&root().join("src")) {
        for text in code(&source).flat_map(|line| line.split('"').skip(1).step_by(2)) {
            if let Some((family, _)) = text.split_once('{').filter(|(family, _)| family.ends_with('-')) {
                families.insert(family.to_owned());
            }
        }
    }
    families
}

/// Keys that code puts together from a name.
fn composed() -> BTreeSet<String> {
    MoveKind::ALL.iter().map(|kind| format!("move-{}", kind.name().replace('_', "-"))).collect()
}

fn keys_of_files() -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for (_, files) in built_in_languages() {
        for (_, text) in files.iter().filter(|(path, _)| Path::new(path).extension().is_some_and(|e| e == "ftl")) {
            keys.extend(text.lines().filter(|l| l.starts_with(|c: char| c.is_ascii_alphabetic())).filter_map(|l| {
                let (key, _) = l.split_once('=')?;
                Some(key.trim().to_owned())
            }));
        }
    }
    keys
}

#[test]
fn no_message_is_idle() {
    let (used, families) = (keys_in_code(), families_in_code());
    // A slash command's words stand under its name and those of its options.
    let commands: String = sources_of("discord/commands").into_iter().map(|(_, source)| source).collect();
    let is_command = |key: &str| {
        key.strip_prefix("command-").is_some_and(|names| names.split('-').all(|name| commands.contains(name)))
    };
    let is_used =
        |key: &String| used.contains(key) || is_command(key) || families.iter().any(|f| key.starts_with(f.as_str()));
    let idle: Vec<String> = keys_of_files().into_iter().filter(|key| !is_used(key)).collect();
    assert!(idle.is_empty(), "no code says {idle:?}");
}

#[test]
fn no_message_is_missing() {
    let known = keys_of_files();
    let missing: Vec<String> = composed().into_iter().filter(|key| !known.contains(key)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    // A key is a text handed to one of these; what else has the shape of a key is something else.
    for (path, source) in sources(&root().join("src")) {
        let text: String = code(&source).collect::<Vec<_>>().join(" ");
        for call in [".say(\"", ".plain(\"", ".tell(Ink::Faint, \"", ".tell(Ink::Plain, \"", ".tell(Ink::Bad, \""] {
            for (at, _) in text.match_indices(call) {
                let key: String = text.split_at(at + call.len()).1.chars().take_while(|c| *c != '"').collect();
                let in_tests = text.split_at(at).0.contains("#[cfg(test)]");
                assert!(in_tests || known.contains(&key), "{}: there is no message `{key}`", path.display());
            }
        }
    }
}

#[test]
fn names_in_data_and_code_agree() {
    for kind in MoveKind::ALL {
        assert_eq!(MoveKind::named(kind.name()), Some(kind));
    }
    for level in [Difficulty::Gentle, Difficulty::Normal, Difficulty::Hard] {
        assert_eq!(Difficulty::named(level.name()), Some(level));
    }
}
