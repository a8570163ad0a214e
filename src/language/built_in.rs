//! The language data and persona files that are part of the program, so that one file runs anywhere.

use std::collections::BTreeMap;

use rust_embed::RustEmbed;

use super::Files;

// Where a bot runs out of its checkout, its database lies in `data/` too: it must never end up in a binary.
#[derive(RustEmbed)]
#[folder = "data/"]
#[include = "*.toml"]
#[include = "*.ftl"]
#[include = "*.tsv"]
struct Data;

#[derive(RustEmbed)]
#[folder = "personas/"]
#[include = "*.toml"]
struct Personas;

/// The files of every built-in language, by language code.
pub fn built_in_languages() -> BTreeMap<String, Files> {
    let mut languages = by_language::<Data>();
    languages.retain(|_, files| files.contains_key("spelling.toml"));
    languages
}

/// The built-in persona files (`<id>.toml` to content), by language code.
pub fn built_in_personas() -> BTreeMap<String, Files> {
    by_language::<Personas>()
}

/// The files below each folder, named by their path inside that folder; files outside of any are left out.
fn by_language<Embedded: RustEmbed>() -> BTreeMap<String, Files> {
    let mut languages: BTreeMap<String, Files> = BTreeMap::new();
    for path in Embedded::iter() {
        let Some((lang, inside)) = path.split_once('/') else { continue };
        let text = Embedded::get(&path).and_then(|file| String::from_utf8(file.data.into_owned()).ok());
        if let Some(text) = text {
            languages.entry(lang.to_owned()).or_default().insert(inside.to_owned(), text);
        }
    }
    languages
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_texts_is_built_in() {
        let paths: Vec<_> = Data::iter().chain(Personas::iter()).collect();
        assert!(paths.iter().any(|p| p == "en/craig.toml") && paths.iter().any(|p| p == "en/spelling.toml"));
        assert!(paths.iter().all(|p| [".toml", ".ftl", ".tsv"].iter().any(|e| p.ends_with(e))), "{paths:?}");
    }
}
