//! The table of marks: what a reply's traits and rules are worth.

use std::error::Error;
use std::fmt::Write as _;

use sparring::language::fingerprint;
use sparring::marks::features;
use sparring::reading::{Field, Lesson, Scores};

use crate::labelled::{PARTS, Record, field_of, labels, part, weight_in};
use crate::ridge::{Index, Row, ridge};
use crate::table::heading;

/// A feature met in fewer replies than this is left out.
const RARE: usize = 3;
/// How strongly weights are held near 0.
const HOLD: f64 = 30.0;

/// The table of what a reply's traits, rules and kinds are worth.
pub(crate) fn marks(
    records: &[Record],
    lessons: &[Lesson],
    scores: &[Vec<Scores>],
    keep: &[f64],
    by_persona: bool,
) -> Result<String, Box<dyn Error>> {
    let mut all: Vec<Vec<(String, f32)>> = Vec::new();
    for (lesson, scores) in lessons.iter().zip(scores) {
        let mut reading = lesson.reading.clone();
        for ((worded, scores), (_, traits)) in reading.sentences.iter_mut().zip(scores).zip(&lesson.sentences) {
            worded.scores = *scores;
            // Without weights no sentence made a move by its wording.
            let found = traits.iter().any(|t| t.name.starts_with("k "));
            worded.idle &= found || !scores.iter().zip(keep).any(|(score, keep)| f64::from(*score) >= *keep);
        }
        let mut own = Vec::new();
        features(&reading, |name, value| {
            // Courtesy counts among equals only, by hand.
            if !name.ends_with("courtesy") {
                own.push((name.to_owned(), value));
            }
        });
        all.push(own);
    }
    let named = || all.iter().flatten().map(|(name, _)| (fingerprint(name), name.as_str()));
    let index = Index::new(named(), RARE);
    let row =
        |own: &[(String, f32)], weight: f64| index.row(own.iter().map(|(name, x)| (fingerprint(name), *x)), weight);
    let rows: Vec<Row> = all.iter().zip(records).map(|(own, r)| row(own, weight_in(field_of(r)))).collect();
    let parts: Vec<u64> = records.iter().map(|r| part(r, by_persona)).collect();
    let mut table = Vec::new();
    let mut reached = [0.0; 4];
    for (mark, reached) in reached.iter_mut().enumerate() {
        let wanted: Vec<f64> = records.iter().map(|r| labels(r)[mark] * 25.0).collect();
        table.push(ridge(&rows, &wanted, index.names.len(), HOLD)?);
        let mut guessed = vec![0.0; rows.len()];
        for out in 0..PARTS {
            let (mut seen, mut aim) = (Vec::new(), Vec::new());
            for i in (0..rows.len()).filter(|i| parts[*i] != out) {
                seen.push(Row { features: rows[i].features.clone(), weight: rows[i].weight });
                aim.push(wanted[i]);
            }
            let weights = ridge(&seen, &aim, index.names.len(), HOLD)?;
            for i in (0..rows.len()).filter(|i| parts[*i] == out) {
                guessed[i] = rows[i].features.iter().map(|(f, x)| weights[*f] * x).sum();
            }
        }
        let desk = |values: &[f64]| -> Vec<f64> {
            values.iter().zip(records).filter(|(_, r)| field_of(r) == Field::Desk).map(|(v, _)| *v).collect()
        };
        *reached = pearson(&ranks(&desk(&guessed)), &ranks(&desk(&wanted)));
    }
    println!("a client's desk: marks against labels, each part by weights of the others (Spearman): {reached:.3?}");
    let mut text = heading("Points for a full measure of each: empathy, listening, triggers, overall.");
    for (feature, name) in index.names.iter().enumerate() {
        let points: Vec<f64> = table.iter().map(|t| t[feature]).collect();
        if points.iter().any(|p| p.abs() >= 0.05) {
            let shown: Vec<String> = points.iter().map(|p| format!("{:.1}", p + 0.0)).collect();
            writeln!(text, "{name}\t{}", shown.join(" ").replace("-0.0", "0.0"))?;
        }
    }
    Ok(text)
}

pub(crate) fn pearson(a: &[f64], b: &[f64]) -> f64 {
    let mean = |v: &[f64]| v.iter().sum::<f64>() / v.len() as f64;
    let (ma, mb) = (mean(a), mean(b));
    let product =
        |x: &[f64], mx: f64, y: &[f64], my: f64| x.iter().zip(y).map(|(p, q)| (p - mx) * (q - my)).sum::<f64>();
    product(a, ma, b, mb) / (product(a, ma, a, ma) * product(b, mb, b, mb)).sqrt()
}

/// Ranks, ties sharing the mean of theirs.
pub(crate) fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0.0; values.len()];
    for tied in order.chunk_by(|a, b| values[*a].total_cmp(&values[*b]).is_eq()) {
        let before = order.iter().take_while(|i| values[**i] < values[tied[0]]).count();
        for index in tied {
            ranks[*index] = before as f64 + (tied.len() as f64 - 1.0) / 2.0;
        }
    }
    ranks
}
