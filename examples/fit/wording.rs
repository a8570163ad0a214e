//! The table of words: what a sentence says by its wording.

use std::error::Error;
use std::fmt::Write as _;

use sparring::reading::{COURTESY, Lesson, QUALITIES, Scores, TRAIT_NAMES, TRAITS};

use crate::labelled::{PARTS, Record, labels, moves_of, part};
use crate::ridge::{Index, ridge};
use crate::table::{SMALL, cells, heading};

/// A feature met in fewer sentences than this is left out.
const RARE: usize = 3;
/// How strongly the weights of moves are held near 0.
const HOLD_MOVES: f64 = 8.0;
/// The same for qualities.
const HOLD_QUALITIES: f64 = 25.0;

/// One sentence of a labelled reply.
pub(crate) struct Sentence {
    pub(crate) reply: usize,
    pub(crate) features: Vec<(u64, f32)>,
    pub(crate) moves: Option<[f64; QUALITIES]>,
}

/// What is learned of words.
pub(crate) struct Worded {
    /// The table.
    pub(crate) text: String,
    /// For each reply the scores of its sentences by weights that have not seen its conversation.
    pub(crate) scores: Vec<Vec<Scores>>,
    /// From which score on a trait is a move.
    pub(crate) keep: Vec<f64>,
}

/// The table of words, and for each reply the scores of its sentences by weights that have not seen its conversation.
pub(crate) fn wording(records: &[Record], lessons: &[Lesson], by_persona: bool) -> Result<Worded, Box<dyn Error>> {
    let mut sentences = Vec::new();
    for (reply, (record, lesson)) in records.iter().zip(lessons).enumerate() {
        for (span, traits) in &lesson.sentences {
            let features = traits.iter().map(|t| (t.id, t.value)).collect();
            sentences.push(Sentence { reply, features, moves: moves_of(record, span.start, span.end) });
        }
    }
    let all = lessons.iter().flat_map(|l| l.sentences.iter().flat_map(|(_, t)| t));
    let index = Index::new(all.map(|t| (t.id, t.name.as_str())), RARE);
    let parts: Vec<u64> = records.iter().map(|r| part(r, by_persona)).collect();
    let mut counts = vec![0.0_f64; records.len()];
    for sentence in &sentences {
        counts[sentence.reply] += 1.0;
    }
    let fit = |column: usize, without: Option<u64>| -> Result<Vec<f64>, Box<dyn Error>> {
        let mut rows = Vec::new();
        let mut wanted = Vec::new();
        for s in sentences.iter().filter(|s| Some(parts[s.reply]) != without) {
            let (value, weight) = match s.moves {
                Some(moves) if column < QUALITIES => (moves[column], 1.0),
                _ if column < QUALITIES => continue,
                _ => (labels(&records[s.reply])[column - QUALITIES], 1.0 / counts[s.reply]),
            };
            rows.push(index.row(s.features.iter().copied(), weight));
            wanted.push(value);
        }
        ridge(&rows, &wanted, index.names.len(), if column < QUALITIES { HOLD_MOVES } else { HOLD_QUALITIES })
    };
    let mut table = vec![vec![0.0; index.names.len()]; COURTESY];
    let mut scores: Vec<Vec<Scores>> = lessons.iter().map(|l| vec![[0.0; TRAITS]; l.sentences.len()]).collect();
    let mut keep = [f64::NAN; COURTESY];
    for column in 0..COURTESY {
        table[column] = fit(column, None)?;
        let mut judged: Vec<(f64, bool)> = Vec::new();
        for out in 0..PARTS {
            let weights = fit(column, Some(out))?;
            let mut number = vec![0_usize; records.len()];
            for s in &sentences {
                let at = number[s.reply];
                number[s.reply] += 1;
                if parts[s.reply] != out {
                    continue;
                }
                let row = index.row(s.features.iter().copied(), 1.0);
                let score: f64 = row.features.iter().map(|(f, x)| weights[*f] * x).sum();
                scores[s.reply][at][column] = narrow(score);
                if let Some(moves) = s.moves.filter(|_| column < QUALITIES) {
                    judged.push((score, moves[column] > 0.5));
                }
            }
        }
        if column < QUALITIES {
            let (threshold, f1) = best_threshold(&mut judged);
            keep[column] = threshold;
            println!(
                "{:20} from {threshold:.2}: F1 {f1:.2} ({} of {})",
                TRAIT_NAMES[column],
                judged.iter().filter(|j| j.1).count(),
                judged.len()
            );
        }
    }
    // The scores of courtesy come from their own table.
    for (own, lesson) in scores.iter_mut().zip(lessons) {
        for (score, read) in own.iter_mut().zip(&lesson.reading.sentences) {
            score[COURTESY] = read.scores[COURTESY];
        }
    }
    let mut text =
        heading("What words, pairs of words, rules and shapes of a sentence say about its traits, in thousandths.");
    text += "# traits:";
    for (column, name) in TRAIT_NAMES.iter().enumerate() {
        write!(text, " {column}:{name}")?;
    }
    text += "\n";
    cells(&mut text, "keep", (0..QUALITIES).map(|c| (c, keep[c] * 1000.0)), 0.0)?;
    for (feature, name) in index.names.iter().enumerate() {
        cells(&mut text, name, (0..COURTESY).map(|c| (c, table[c][feature] * 1000.0)), SMALL)?;
    }
    Ok(Worded { text, scores, keep: keep.iter().take(QUALITIES - 1).copied().collect() })
}

#[expect(clippy::cast_possible_truncation, reason = "scores lie near 0 to 4")]
fn narrow(score: f64) -> f32 {
    score as f32
}

/// The threshold with the best F1, and that F1.
pub(crate) fn best_threshold(judged: &mut [(f64, bool)]) -> (f64, f64) {
    judged.sort_by(|a, b| b.0.total_cmp(&a.0));
    let all = judged.iter().filter(|j| j.1).count();
    let (mut hits, mut best) = (0, (9.0, 0.0));
    for (number, (score, is)) in judged.iter().enumerate() {
        hits += usize::from(*is);
        let f1 = 2.0 * hits as f64 / (number + 1 + all) as f64;
        if f1 > best.1 {
            best = (*score, f1);
        }
    }
    best
}
