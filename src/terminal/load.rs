//! The repertoire from the program's own data and from a folder of further personas.
//!
//! In comes the folder named in the settings; out come the repertoire and a report on each file with a fault.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::report::{Report, text_report};
use crate::bout::{Repertoire, RepertoireError};
use crate::language::{Files, built_in_personas};
use crate::persona::check;
use crate::reading::MoveKind;

/// Why nothing can be played.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The program's own data.
    #[error(transparent)]
    BuiltIn(#[from] RepertoireError),
    /// The folder of further personas.
    #[error("the folder of personas `{}` cannot be read: {source}; SPARRING_PERSONAS names it", folder.display())]
    Folder {
        /// Which.
        folder: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// A persona file as found in a folder.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// Where it lies.
    pub(super) path: PathBuf,
    /// Code of its language: the name of its folder.
    pub(super) lang: String,
    /// Its name without the ending.
    pub(super) stem: String,
    /// What it says, or why it cannot be read.
    pub(super) text: Result<String, String>,
}

/// Everything there is to play: the built-in languages and personas, and those of the folder on top. The second
/// value has a report for each file of the folder with a fault, whether it is left out or can be played all the same.
///
/// # Errors
/// The built-in data is broken, or the folder cannot be read.
pub fn repertoire(folder: Option<&Path>) -> Result<(Repertoire, Vec<String>), LoadError> {
    let mut repertoire = Repertoire::languages_only()?;
    let mut reports = Vec::new();
    // One by one, so that a broken file among them would not keep the others from being played.
    for (lang, files) in built_in_personas() {
        for (file, source) in files {
            if let Err(fault) = repertoire.add_personas(&lang, &Files::from([(file, source)])) {
                reports.push(format!("{fault}: left out"));
            }
        }
    }
    let Some(folder) = folder else { return Ok((repertoire, reports)) };
    let languages: Vec<String> = repertoire.tongues.keys().cloned().collect();
    let files =
        persona_files(folder, &languages).map_err(|source| LoadError::Folder { folder: folder.to_owned(), source })?;
    for file in files {
        reports.extend(add(&mut repertoire, &file));
    }
    Ok((repertoire, reports))
}

/// Adds a persona; a report where something is wrong with it.
fn add(repertoire: &mut Repertoire, file: &Found) -> Option<String> {
    let name = file.path.display().to_string();
    let source = match &file.text {
        Ok(source) => source,
        Err(fault) => return Some(format!("{name}: {fault}")),
    };
    let Some(tongue) = repertoire.tongue(&file.lang) else {
        return Some(format!("{name}: left out: there is no language `{}`", file.lang));
    };
    let checked = check(Some(&file.stem), source, &tongue.language, &MoveKind::ALL.map(MoveKind::name));
    let faults = text_report(&Report { name: name.clone(), source, checked: &checked }, false);
    let files = Files::from([(format!("{}.toml", file.stem), source.clone())]);
    match repertoire.add_personas(&file.lang, &files) {
        Ok(()) if faults.is_empty() => None,
        Ok(()) => Some(format!("{faults}\n{name}: can be played all the same")),
        // The checker words every fault; the loader only the first.
        Err(_) if !faults.is_empty() => Some(format!("{faults}\n{name}: left out")),
        Err(fault) => Some(format!("{name}: left out: {fault}")),
    }
}

/// The persona files at `at`: a file, a folder of them (whose name is their language where it is one of
/// `languages`, else the first of these), or a folder with a folder for each language.
pub(super) fn persona_files(at: &Path, languages: &[String]) -> io::Result<Vec<Found>> {
    let lang_of = |folder: Option<&Path>| {
        let named = folder.and_then(|f| f.file_name()).map(|name| name.to_string_lossy().into_owned());
        let usual = || languages.iter().find(|l| *l == "en").or_else(|| languages.first()).cloned();
        named.filter(|name| languages.contains(name)).or_else(usual).unwrap_or_default()
    };
    if at.is_file() {
        return Ok(vec![read(at, &lang_of(at.parent()))]);
    }
    let mut files = Vec::new();
    for path in sorted(at)? {
        if path.is_dir() {
            let lang = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            let inner = sorted(&path)?;
            files.extend(inner.iter().filter(|p| is_toml(p)).map(|p| read(p, &lang)));
        } else if is_toml(&path) {
            let folder = at.canonicalize().unwrap_or_else(|_| at.to_owned());
            files.push(read(&path, &lang_of(Some(&folder))));
        }
    }
    Ok(files)
}

fn sorted(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = fs::read_dir(folder)?.map(|entry| entry.map(|e| e.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

fn is_toml(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "toml") && !path.is_dir()
}

fn read(path: &Path, lang: &str) -> Found {
    let text = match fs::read(path) {
        Ok(bytes) => String::from_utf8(bytes).map_err(|_| "the file is not UTF-8; save it as UTF-8".to_owned()),
        Err(fault) => Err(format!("the file cannot be read: {fault}")),
    };
    Found {
        path: path.to_owned(),
        lang: lang.to_owned(),
        stem: path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default(),
        text,
    }
}
