//! Fits the weights of the marking on the labelled replies of `tests/labelled` and writes them to `data/en/weights`.
//!
//! `cargo run --release --example fit` writes `wording.tsv`, `fields.tsv` and `marks.tsv`; with `--check` it only says
//! whether they are what it would write, and with `--by-persona` it only says how marks go with labels when the replies
//! to some personas are marked by weights fitted on those to others. `fit courtesy FILE` writes `courtesy.tsv` from the English file of `TyDiP`
//! (Srinivasan and Choi 2022, CC BY 4.0), which is not part of the repository.
//!
//! Every fit is a ridge regression, solved by conjugate gradients. Marks are fitted on scores of sentences that come
//! from weights fitted without the replies of the same conversation, so that they do not trust the scores too much.

#![expect(
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a tool for the person at the terminal; counts of a few thousand"
)]

mod courtesy;
mod fields;
mod labelled;
mod marks;
mod ridge;
mod table;
mod wording;

use std::error::Error;
use std::path::Path;
use std::{env, fs};

use sparring::language::{Language, built_in_languages, built_in_personas};
use sparring::marks::Judge;
use sparring::persona::{Cast, Persona};
use sparring::reading::Lesson;

use courtesy::courtesy;
use fields::fields;
use labelled::{Record, read};
use marks::marks;
use wording::{Worded, wording};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    // What is fitted here must not depend on what was fitted before.
    let mut files = built_in_languages().remove("en").ok_or("English is not built in")?;
    for fitted in ["wording", "fields", "marks"] {
        files.remove(&format!("weights/{fitted}.tsv"));
    }
    let language = Language::read("en", files)?;
    let judge = Judge::new(&language)?;
    if let [what, file] = arguments.as_slice()
        && what == "courtesy"
    {
        return courtesy(&language, &judge, Path::new(file), root);
    }
    let records = read(root)?;
    let mut cast = Cast::default();
    for text in built_in_personas().get("en").into_iter().flat_map(|files| files.values()) {
        cast.add(Persona::read(text, &language)?);
    }
    let lesson = |r: &Record| {
        let persona = cast.get("en", &r.persona).map(|p| &**p);
        judge.lesson(&language, persona, &r.history, &r.reply)
    };
    let lessons: Vec<Lesson> = records.iter().map(lesson).collect();
    let by_persona = arguments.iter().any(|a| a == "--by-persona");
    let Worded { text: words, scores, keep } = wording(&records, &lessons, by_persona)?;
    let files = [
        ("wording.tsv", words),
        ("fields.tsv", fields(&records, &lessons)?),
        ("marks.tsv", marks(&records, &lessons, &scores, &keep, by_persona)?),
    ];
    if by_persona {
        return Ok(());
    }
    let mut differs = false;
    for (name, text) in files {
        let path = root.join("data/en/weights").join(name);
        if arguments.iter().any(|a| a == "--check") {
            let same = fs::read_to_string(&path)? == text;
            println!("{name}: {}", if same { "as it stands" } else { "DIFFERS" });
            differs |= !same;
        } else {
            fs::write(path, text)?;
        }
    }
    std::process::exit(i32::from(differs))
}
