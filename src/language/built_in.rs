//! The language data and persona files that are part of the program, so that one file runs anywhere.

use std::collections::BTreeMap;

use include_dir::{Dir, include_dir};

use super::Files;

static DATA: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/data");
static PERSONAS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/personas");

/// The files of every built-in language, by language code.
pub fn built_in_languages() -> BTreeMap<String, Files> {
    by_language(&DATA).into_iter().filter(|(_, files)| files.contains_key("spelling.toml")).collect()
}

/// The built-in persona files (`<id>.toml` to content), by language code.
pub fn built_in_personas() -> BTreeMap<String, Files> {
    by_language(&PERSONAS)
}

/// The files below each folder of `root`, named by their path inside that folder.
fn by_language(root: &Dir<'_>) -> BTreeMap<String, Files> {
    root.dirs()
        .map(|dir| {
            let mut files = Files::new();
            gather(dir, dir, &mut files);
            (dir.path().to_string_lossy().into_owned(), files)
        })
        .collect()
}

fn gather(root: &Dir<'_>, dir: &Dir<'_>, files: &mut Files) {
    for file in dir.files() {
        let path = file.path().strip_prefix(root.path()).unwrap_or(file.path());
        if let Some(text) = file.contents_utf8() {
            files.insert(path.to_string_lossy().replace('\\', "/"), text.to_owned());
        }
    }
    for inner in dir.dirs() {
        gather(root, inner, files);
    }
}
