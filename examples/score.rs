//! Marks JSON lines with the language data and personas of this folder, for measuring without a rebuild.
//!
//! `score [FOLDER] [--personas FOLDER] < replies.jsonl > marks.jsonl`

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, error::Error, fs, io};

use sparring::language::{Files, Language};
use sparring::marks::Judge;
use sparring::persona::{Cast, Persona};
use sparring::terminal::score::{Judges, score};

#[expect(clippy::print_stderr, reason = "a tool for the person at the terminal")]
fn main() -> Result<(), Box<dyn Error>> {
    let mut data = PathBuf::from("data/en");
    let mut personas = PathBuf::from("personas/en");
    let mut arguments = env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "score" => {}
            "--personas" => personas = arguments.next().unwrap_or_default().into(),
            folder => data = folder.into(),
        }
    }
    let mut files = Files::new();
    gather(&data, &data, &mut files)?;
    let language = Language::read("en", files)?;
    let judge = Judge::new(&language)?;
    let mut cast = Cast::default();
    let mut found = Files::new();
    if personas.is_dir() {
        gather(&personas, &personas, &mut found)?;
    }
    for (path, text) in found.iter().filter(|(path, _)| Path::new(path).extension().is_some_and(|e| e == "toml")) {
        match Persona::read(text, &language) {
            Ok(persona) => cast.add(persona),
            Err(fault) => eprintln!("{path}: {fault}"),
        }
    }
    let judges: Judges<'_> = BTreeMap::from([("en", (&language, &judge))]);
    let bad = score(io::BufReader::new(io::stdin()), io::BufWriter::new(io::stdout().lock()), &judges, &cast)?;
    std::process::exit(i32::from(bad))
}

fn gather(root: &Path, folder: &Path, files: &mut Files) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            gather(root, &path, files)?;
        } else if let Ok(inside) = path.strip_prefix(root) {
            files.insert(inside.to_string_lossy().replace('\\', "/"), fs::read_to_string(&path)?);
        }
    }
    Ok(())
}
