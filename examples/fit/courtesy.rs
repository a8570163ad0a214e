//! The table of courtesy, from requests whose politeness was judged by five people each.

use std::collections::HashSet;
use std::error::Error;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use sparring::language::Language;
use sparring::marks::Judge;
use sparring::reading::{COURTESY, Lesson, Speaker, Turn};

use crate::ridge::{Index, Row, ridge};
use crate::table::{SMALL, cells};

/// A word or pair met in fewer requests than this is left out.
const RARE: usize = 6;
/// How strongly weights are held near 0.
const HOLD: f64 = 30.0;

#[derive(Deserialize)]
pub(crate) struct Request {
    pub(crate) source: String,
    pub(crate) reply: String,
    pub(crate) labels: Politeness,
}

#[derive(Deserialize)]
pub(crate) struct Politeness {
    #[serde(default)]
    pub(crate) politeness: f64,
}

/// Weights for courtesy, from requests whose politeness was judged by five people each.
pub(crate) fn courtesy(language: &Language, judge: &Judge, file: &Path, root: &Path) -> Result<(), Box<dyn Error>> {
    let mut replies: Vec<(Lesson, f64)> = Vec::new();
    for line in fs::read_to_string(file)?.lines() {
        let request: Request = serde_json::from_str(line)?;
        if request.source != "polite_wiki_en" {
            continue;
        }
        let history = [Turn { speaker: Speaker::Client, text: String::new() }];
        let lesson = judge.lesson(language, None, &history, &request.reply);
        replies.push((lesson, request.labels.politeness));
    }
    let plain = |l: &Lesson| {
        let traits = l.sentences.iter().flat_map(|(_, t)| t.clone());
        traits.filter(|t| matches!(t.name.get(..2), Some("w " | "p "))).collect::<Vec<_>>()
    };
    let all: Vec<_> = replies.iter().map(|(l, _)| plain(l)).collect();
    let index = Index::new(all.iter().flatten().map(|t| (t.id, t.name.as_str())), RARE);
    let rows: Vec<Row> = all
        .iter()
        .map(|own| {
            let mut met = HashSet::new();
            index.row(own.iter().filter(|t| met.insert(t.id)).map(|t| (t.id, t.value)), 1.0)
        })
        .collect();
    let wanted: Vec<f64> = replies.iter().map(|(_, p)| *p).collect();
    let weights = ridge(&rows, &wanted, index.names.len(), HOLD)?;
    let mut text = String::from(
        "# What words and pairs of words say about courtesy, in thousandths. Fitted on the English requests of TyDiP\n\
         # (A. Srinivasan, E. Choi: TyDiP, A Dataset for Politeness Classification in Nine Typologically Diverse Languages,\n\
         # Findings of EMNLP 2022), CC BY 4.0; the texts are not part of this repository.\n\
         # Written by `cargo run --release --example fit -- courtesy FILE`.\n",
    );
    for (feature, name) in index.names.iter().enumerate().skip(1) {
        cells(&mut text, name, std::iter::once((COURTESY, weights[feature] * 1000.0)), SMALL)?;
    }
    fs::write(root.join("data/en/weights/courtesy.tsv"), text)?;
    Ok(())
}
