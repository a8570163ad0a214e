//! How the marking does on replies that nobody who wrote its rules had seen (`tests/labelled/`).
//!
//! Prints the rank correlation (Spearman) of each mark with its label, for each file; fails where one falls below what has been reached.

use std::path::Path;

use serde::Deserialize;
use sparring::bout::Repertoire;
use sparring::reading::Turn;

#[derive(Deserialize)]
struct Record {
    id: String,
    history: Vec<Turn>,
    reply: String,
    labels: Labels,
}

#[derive(Deserialize)]
struct Labels {
    empathy: u8,
    listening: u8,
    triggers: u8,
    overall: u8,
}

/// Least correlations, in hundredths: empathy, listening, triggers, overall. They are raised when the marking improves.
const REACHED: [(&str, [i32; 4]); 3] =
    [("a.jsonl", [54, 54, 28, 50]), ("b.jsonl", [60, 54, 55, 60]), ("c.jsonl", [54, 45, 50, 52])];

#[test]
fn marks_go_with_labels_of_other_hands() {
    let repertoire = Repertoire::built_in().expect("the built-in data reads");
    let tongue = repertoire.tongue("en").expect("English is built in");
    let mut short = Vec::new();
    for (file, least) in REACHED {
        let records = read(file);
        let mut pairs: [Vec<(u8, u8)>; 4] = Default::default();
        for record in &records {
            let marks = tongue.judge.mark(&tongue.language, None, &record.history, &record.reply).marks;
            let labels = &record.labels;
            let both = [
                (marks.empathy, labels.empathy),
                (marks.listening, labels.listening),
                (marks.triggers, labels.triggers),
                (marks.overall, labels.overall),
            ];
            for (all, one) in pairs.iter_mut().zip(both) {
                all.push(one);
            }
        }
        let reached = pairs.each_ref().map(|p| spearman(p));
        println!("{file}: empathy, listening, triggers, overall {reached:.2?}");
        for (reached, least) in reached.into_iter().zip(least) {
            if reached * 100.0 < f64::from(least) {
                short.push(format!("{file}: {reached:.2} is below {least}"));
            }
        }
    }
    assert!(short.is_empty(), "{}", short.join("\n"));
}

#[test]
fn labels_keep_the_limits_of_the_rubric() {
    for (file, _) in REACHED {
        for Record { id, labels, .. } in read(file) {
            // Triggers 0 to 2 cap overall at their own level; listening 0 at 1, listening 1 at 2.
            let by_triggers = if labels.triggers < 3 { labels.triggers } else { 4 };
            let by_listening = if labels.listening < 2 { labels.listening + 1 } else { 4 };
            assert!(labels.overall <= by_triggers.min(by_listening), "{file} {id}: overall {}", labels.overall);
        }
    }
}

fn read(file: &str) -> Vec<Record> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/labelled").join(file);
    let text = std::fs::read_to_string(path).expect("the labelled replies are part of the repository");
    text.lines().map(|line| serde_json::from_str(line).expect("each line is a record")).collect()
}

/// Spearman's rank correlation, ties sharing the mean of their ranks.
#[expect(clippy::cast_precision_loss, reason = "a few hundred records")]
fn spearman(pairs: &[(u8, u8)]) -> f64 {
    let marks = ranks(&pairs.iter().map(|p| p.0).collect::<Vec<_>>());
    let labels = ranks(&pairs.iter().map(|p| p.1).collect::<Vec<_>>());
    let mean = marks.iter().sum::<f64>() / marks.len() as f64;
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| (x - mean) * (y - mean)).sum::<f64>();
    product(&marks, &labels) / (product(&marks, &marks) * product(&labels, &labels)).sqrt()
}

#[expect(clippy::cast_precision_loss, reason = "a few hundred records")]
fn ranks(values: &[u8]) -> Vec<f64> {
    let rank = |v: &u8| {
        let below = values.iter().filter(|w| *w < v).count() as f64;
        let up_to = values.iter().filter(|w| *w <= v).count() as f64;
        f64::midpoint(below + 1.0, up_to)
    };
    values.iter().map(rank).collect()
}
