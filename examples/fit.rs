//! Fits the weights of the marking on the labelled replies of `tests/labelled` and writes them to `data/en/weights`.
//!
//! `cargo run --release --example fit` writes `wording.tsv`, `fields.tsv` and `marks.tsv`; with `--check` it only says
//! whether they are what it would write, and with `--by-persona` it only says how marks go with labels when the replies
//! to some personas are marked by weights fitted on those to others. `fit courtesy FILE` writes `courtesy.tsv` from the English file of TyDiP
//! (Srinivasan and Choi 2022, CC BY 4.0), which is not part of the repository.
//!
//! Every fit is a ridge regression, solved by conjugate gradients. Marks are fitted on scores of sentences that come
//! from weights fitted without the replies of the same conversation, so that they do not trust the scores too much.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use argmin::core::{Error as SolverError, Executor, Operator, State};
use argmin::solver::conjugategradient::ConjugateGradient;
use serde::Deserialize;
use sparring::language::{Language, built_in_languages, built_in_personas};
use sparring::marks::{Judge, features};
use sparring::persona::{Cast, Persona};
use sparring::reading::{Field, Lesson, Scores, Speaker, TRAIT_NAMES, TRAITS, Turn};

/// A feature met in fewer sentences than this is left out.
const RARE: usize = 3;
/// Traits before this one are moves; then come the four qualities, then courtesy.
const QUALITIES: usize = 19;
const COURTESY: usize = 23;
/// How strongly weights are held near 0.
const HOLD_MOVES: f64 = 8.0;
const HOLD_QUALITIES: f64 = 25.0;
const HOLD_MARKS: f64 = 30.0;
const HOLD_FIELDS: f64 = 5.0;
const HOLD_COURTESY: f64 = 30.0;
/// Parts into which conversations are dealt out for fitting marks.
const PARTS: u64 = 5;
/// Weights smaller than this, in thousandths, are left out.
const SMALL: f64 = 3.0;

#[derive(Deserialize)]
struct Record {
    persona: String,
    history: Vec<Turn>,
    reply: String,
    labels: Labels,
    #[serde(default)]
    sentences: Vec<Labelled>,
}

#[derive(Deserialize)]
struct Labels {
    conversation: String,
    empathy: u8,
    listening: u8,
    triggers: u8,
    overall: u8,
}

#[derive(Deserialize)]
struct Labelled {
    text: String,
    moves: Vec<String>,
}

#[derive(Deserialize)]
struct Request {
    source: String,
    reply: String,
    labels: Politeness,
}

#[derive(Deserialize)]
struct Politeness {
    #[serde(default)]
    politeness: f64,
}

/// A row of features by number, with how much it counts.
struct Row {
    features: Vec<(usize, f64)>,
    weight: f64,
}

/// `X^T W X + hold I`; the first feature is the base, which is not held.
struct Normal<'a> {
    rows: &'a [Row],
    hold: f64,
}

impl Operator for Normal<'_> {
    type Param = Vec<f64>;
    type Output = Vec<f64>;

    fn apply(&self, at: &Vec<f64>) -> Result<Vec<f64>, SolverError> {
        let mut out: Vec<f64> = at.iter().enumerate().map(|(i, x)| if i == 0 { 0.0 } else { self.hold * x }).collect();
        for row in self.rows {
            let value = row.weight * row.features.iter().map(|(f, x)| at[*f] * x).sum::<f64>();
            for (feature, x) in &row.features {
                out[*feature] += value * x;
            }
        }
        Ok(out)
    }
}

/// The weights that give `wanted` best.
fn ridge(rows: &[Row], wanted: &[f64], size: usize, hold: f64) -> Result<Vec<f64>, Box<dyn Error>> {
    let mut right = vec![0.0; size];
    for (row, wanted) in rows.iter().zip(wanted) {
        for (feature, x) in &row.features {
            right[*feature] += row.weight * wanted * x;
        }
    }
    if right.iter().all(|x| *x == 0.0) {
        return Ok(right);
    }
    let solver = ConjugateGradient::new(right);
    let done = Executor::new(Normal { rows, hold }, solver)
        .configure(|state| state.param(vec![0.0; size]).max_iters(400).target_cost(1e-6))
        .run()
        .map_err(|e| e.to_string())?;
    Ok(done.state().get_best_param().cloned().unwrap_or_default())
}

/// Numbers for the features that are not rare, 0 for the base, each with the name it is met by most.
struct Index {
    numbers: HashMap<u64, usize>,
    names: Vec<String>,
}

impl Index {
    fn new<'a>(all: impl Iterator<Item = (u64, &'a str)>, rare: usize) -> Self {
        let mut met: BTreeMap<u64, BTreeMap<&str, usize>> = BTreeMap::new();
        for (id, name) in all {
            *met.entry(id).or_default().entry(name).or_default() += 1;
        }
        let common = met.into_iter().filter(|(_, names)| names.values().sum::<usize>() >= rare);
        let named = common.map(|(id, names)| {
            let best = names.iter().max_by_key(|(name, n)| (**n, std::cmp::Reverse(**name)));
            (best.map_or_else(String::new, |(name, _)| (*name).to_owned()), id)
        });
        let mut named: Vec<(String, u64)> = named.collect();
        named.sort();
        let mut index = Self { numbers: HashMap::new(), names: vec!["base".to_owned()] };
        for (name, id) in named {
            index.numbers.insert(id, index.names.len());
            index.names.push(name);
        }
        index
    }

    fn row(&self, features: impl Iterator<Item = (u64, f32)>, weight: f64) -> Row {
        let known = features.filter_map(|(id, x)| Some((*self.numbers.get(&id)?, f64::from(x))));
        Row { features: std::iter::once((0, 1.0)).chain(known).collect(), weight }
    }
}

/// One sentence of a labelled reply.
struct Sentence {
    reply: usize,
    features: Vec<(u64, f32)>,
    moves: Option<[f64; QUALITIES]>,
}

fn fingerprint(text: &str) -> u64 {
    sparring::language::fingerprint(text)
}

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
    let (wording, scores, keep) = wording(&records, &lessons, by_persona)?;
    let files = [
        ("wording.tsv", wording),
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

fn read(root: &Path) -> Result<Vec<Record>, Box<dyn Error>> {
    let mut paths: Vec<_> =
        fs::read_dir(root.join("tests/labelled"))?.map(|e| e.map(|e| e.path())).collect::<Result<_, _>>()?;
    let learns = |p: &std::path::PathBuf| {
        let name = p.file_name().and_then(|n| n.to_str()).unwrap_or_default();
        name.ends_with(".jsonl") && !name.starts_with("held-")
    };
    paths.retain(learns);
    paths.sort();
    let mut records = Vec::new();
    for path in paths {
        for (number, line) in fs::read_to_string(&path)?.lines().enumerate() {
            let record: Record =
                serde_json::from_str(line).map_err(|e| format!("{}:{}: {e}", path.display(), number + 1))?;
            records.push(record);
        }
    }
    Ok(records)
}

/// Labels that count for the traits that are moves.
fn trait_of(column: usize) -> &'static [&'static str] {
    match TRAIT_NAMES[column] {
        "apology" => &["apology", "repair"],
        "reflection" => &["reflection", "name_loop", "neutral_statement"],
        "solution" => &["solution", "options", "premature_solution"],
        "explain" => &["explain", "own_view"],
        "thanks" => &["thanks", "greeting"],
        "filler" => &["filler", "empty_apology", "parroting"],
        "blame" => &["blame", "defensive"],
        "dismissive" => &["dismissive", "policy_shield", "pass_on", "jargon", "trigger_phrase"],
        "insult" => &["insult", "label", "threat", "shouting"],
        "trigger" => &[
            "blame",
            "defensive",
            "label",
            "insult",
            "threat",
            "shouting",
            "dismissive",
            "policy_shield",
            "pass_on",
            "jargon",
            "trigger_phrase",
            "sarcasm",
            "gossip",
            "over_promise",
            "empty_apology",
        ],
        "acknowledge_feeling" => &["acknowledge_feeling"],
        "affirm" => &["affirm"],
        "open_question" => &["open_question"],
        "closed_question" => &["closed_question"],
        "promise" => &["promise"],
        "boundary" => &["boundary"],
        "support" => &["support"],
        "self_disclosure" => &["self_disclosure"],
        "sarcasm" => &["sarcasm"],
        _ => &[],
    }
}

/// The labelled moves of the sentence at these characters; `None` where the reply has no labels for sentences.
fn moves_of(record: &Record, start: usize, end: usize) -> Option<[f64; QUALITIES]> {
    if record.sentences.is_empty() {
        return None;
    }
    let mut found: HashSet<&str> = HashSet::new();
    let mut from = 0;
    for sentence in &record.sentences {
        let at = record.reply.get(from..).and_then(|rest| rest.find(&sentence.text)).map_or(from, |at| from + at);
        from = at + sentence.text.len();
        let first = record.reply.get(..at).map_or(0, |before| before.chars().count());
        let last = first + sentence.text.chars().count();
        let shared = last.min(end).saturating_sub(first.max(start));
        if 2 * shared > (last - first).min(end - start).max(1) {
            found.extend(sentence.moves.iter().map(String::as_str));
        }
    }
    Some(std::array::from_fn(|column| f64::from(u8::from(trait_of(column).iter().any(|name| found.contains(name))))))
}

/// The part that a reply is dealt out to: with its conversation, or with all replies to its persona.
fn part(record: &Record, by_persona: bool) -> u64 {
    // Talks that were labelled turn by turn are one conversation.
    let conversation = record.labels.conversation.trim_end_matches(|c: char| c.is_ascii_lowercase());
    fingerprint(if by_persona { &record.persona } else { conversation }) % PARTS
}

fn labels(record: &Record) -> [f64; 4] {
    let l = &record.labels;
    [l.empathy, l.listening, l.triggers, l.overall].map(f64::from)
}

/// The table of words, and for each reply the scores of its sentences by weights that have not seen its conversation.
fn wording(
    records: &[Record],
    lessons: &[Lesson],
    by_persona: bool,
) -> Result<(String, Vec<Vec<Scores>>, Vec<f64>), Box<dyn Error>> {
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
                scores[s.reply][at][column] = score as f32;
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
    Ok((text, scores, keep.iter().take(QUALITIES - 1).copied().collect()))
}

/// The threshold with the best F1, and that F1.
#[allow(clippy::cast_precision_loss)]
fn best_threshold(judged: &mut [(f64, bool)]) -> (f64, f64) {
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

/// Which field a set of replies belongs to, by what it says of the client.
fn field_of(record: &Record) -> Field {
    match record.persona.as_str() {
        "forum" | "chat" | "news" | "counsel" => Field::Confidence,
        "request" | "comment" => Field::Peers,
        _ => Field::Desk,
    }
}

fn fields(records: &[Record], lessons: &[Lesson]) -> Result<String, Box<dyn Error>> {
    let index = Index::new(lessons.iter().flat_map(|l| &l.before).map(|t| (t.id, t.name.as_str())), 4);
    // Replies to the same turns teach the field once; a field counts as much as another.
    let mut met: HashSet<(Field, Vec<u64>)> = HashSet::new();
    let mut rows: Vec<(Field, Row)> = Vec::new();
    for (record, lesson) in records.iter().zip(lessons) {
        let field = field_of(record);
        if field == Field::Peers {
            continue;
        }
        if met.insert((field, lesson.before.iter().map(|t| t.id).collect())) {
            rows.push((field, index.row(lesson.before.iter().map(|t| (t.id, 1.0)), 1.0)));
        }
    }
    let mut table = Vec::new();
    for field in Field::TOLD {
        let own = rows.iter().filter(|(f, _)| *f == field).count();
        let weigh =
            |f: Field| if f == field { 0.5 / own.max(1) as f64 } else { 0.5 / (rows.len() - own).max(1) as f64 };
        let weighed: Vec<Row> = rows
            .iter()
            .map(|(f, row)| Row { features: row.features.clone(), weight: weigh(*f) * rows.len() as f64 })
            .collect();
        let wanted: Vec<f64> = rows.iter().map(|(f, _)| if *f == field { 1.0 } else { -1.0 }).collect();
        table.push(ridge(&weighed, &wanted, index.names.len(), HOLD_FIELDS)?);
    }
    let mut text =
        heading("What words of the client say about the field of a talk, in thousandths: 0 desk, 1 confidence.");
    for (feature, name) in index.names.iter().enumerate() {
        cells(&mut text, name, (0..2).map(|c| (c, table[c][feature] * 1000.0)), SMALL)?;
    }
    Ok(text)
}

/// How much a reply of a field counts in what is fitted for a client's desk.
fn weight_in(field: Field) -> f64 {
    match field {
        Field::Desk => 1.0,
        Field::Peers => 0.6,
        Field::Confidence => 0.3,
    }
}

/// The table of what a reply's traits, rules and kinds are worth.
fn marks(
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
    for mark in 0..4 {
        let wanted: Vec<f64> = records.iter().map(|r| labels(r)[mark] * 25.0).collect();
        table.push(ridge(&rows, &wanted, index.names.len(), HOLD_MARKS)?);
        let mut guessed = vec![0.0; rows.len()];
        for out in 0..PARTS {
            let (mut seen, mut aim) = (Vec::new(), Vec::new());
            for i in (0..rows.len()).filter(|i| parts[*i] != out) {
                seen.push(Row { features: rows[i].features.clone(), weight: rows[i].weight });
                aim.push(wanted[i]);
            }
            let weights = ridge(&seen, &aim, index.names.len(), HOLD_MARKS)?;
            for i in (0..rows.len()).filter(|i| parts[*i] == out) {
                guessed[i] = rows[i].features.iter().map(|(f, x)| weights[*f] * x).sum();
            }
        }
        let desk = |values: &[f64]| -> Vec<f64> {
            values.iter().zip(records).filter(|(_, r)| field_of(r) == Field::Desk).map(|(v, _)| *v).collect()
        };
        reached[mark] = pearson(&ranks(&desk(&guessed)), &ranks(&desk(&wanted)));
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

#[allow(clippy::cast_precision_loss)]
fn pearson(a: &[f64], b: &[f64]) -> f64 {
    let mean = |v: &[f64]| v.iter().sum::<f64>() / v.len() as f64;
    let (ma, mb) = (mean(a), mean(b));
    let product =
        |x: &[f64], mx: f64, y: &[f64], my: f64| x.iter().zip(y).map(|(p, q)| (p - mx) * (q - my)).sum::<f64>();
    product(a, ma, b, mb) / (product(a, ma, a, ma) * product(b, mb, b, mb)).sqrt()
}

/// Ranks, ties sharing the mean of theirs.
#[allow(clippy::cast_precision_loss)]
fn ranks(values: &[f64]) -> Vec<f64> {
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

fn heading(what: &str) -> String {
    format!(
        "# {what}\n# Written by `cargo run --release --example fit` from tests/labelled; not to be edited by hand.\n"
    )
}

fn cells(text: &mut String, name: &str, cells: impl Iterator<Item = (usize, f64)>, least: f64) -> std::fmt::Result {
    let cells: Vec<String> =
        cells.filter(|(_, w)| w.abs() >= least).map(|(c, w)| format!("{c}:{}", w.round())).collect();
    if cells.is_empty() { Ok(()) } else { writeln!(text, "{name}\t{}", cells.join(" ")) }
}

/// Weights for courtesy, from requests whose politeness was judged by five people each.
fn courtesy(language: &Language, judge: &Judge, file: &Path, root: &Path) -> Result<(), Box<dyn Error>> {
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
    let index = Index::new(all.iter().flatten().map(|t| (t.id, t.name.as_str())), 6);
    let rows: Vec<Row> = all
        .iter()
        .map(|own| {
            let mut met = HashSet::new();
            index.row(own.iter().filter(|t| met.insert(t.id)).map(|t| (t.id, t.value)), 1.0)
        })
        .collect();
    let wanted: Vec<f64> = replies.iter().map(|(_, p)| *p).collect();
    let weights = ridge(&rows, &wanted, index.names.len(), HOLD_COURTESY)?;
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
