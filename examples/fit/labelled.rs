//! The labelled replies, and what their labels say of sentences, fields and parts.

use std::collections::HashSet;
use std::error::Error;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use sparring::language::fingerprint;
use sparring::reading::{Field, QUALITIES, TRAIT_NAMES, Turn};

/// Parts into which conversations are dealt out.
pub(crate) const PARTS: u64 = 5;

#[derive(Deserialize)]
pub(crate) struct Record {
    pub(crate) persona: String,
    pub(crate) history: Vec<Turn>,
    pub(crate) reply: String,
    pub(crate) labels: Labels,
    #[serde(default)]
    pub(crate) sentences: Vec<Labelled>,
}

#[derive(Deserialize)]
pub(crate) struct Labels {
    pub(crate) conversation: String,
    pub(crate) empathy: u8,
    pub(crate) listening: u8,
    pub(crate) triggers: u8,
    pub(crate) overall: u8,
}

#[derive(Deserialize)]
pub(crate) struct Labelled {
    pub(crate) text: String,
    pub(crate) moves: Vec<String>,
}

pub(crate) fn read(root: &Path) -> Result<Vec<Record>, Box<dyn Error>> {
    let mut paths: Vec<_> =
        fs::read_dir(root.join("tests/labelled"))?.map(|e| e.map(|e| e.path())).collect::<Result<_, _>>()?;
    let learns = |p: &std::path::PathBuf| {
        let name = p.file_name().and_then(|n| n.to_str()).unwrap_or_default();
        p.extension().is_some_and(|e| e == "jsonl") && !name.starts_with("held-")
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
pub(crate) fn trait_of(column: usize) -> &'static [&'static str] {
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
pub(crate) fn moves_of(record: &Record, start: usize, end: usize) -> Option<[f64; QUALITIES]> {
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
pub(crate) fn part(record: &Record, by_persona: bool) -> u64 {
    // Talks that were labelled turn by turn are one conversation.
    let conversation = record.labels.conversation.trim_end_matches(|c: char| c.is_ascii_lowercase());
    fingerprint(if by_persona { &record.persona } else { conversation }) % PARTS
}

pub(crate) fn labels(record: &Record) -> [f64; 4] {
    let l = &record.labels;
    [l.empathy, l.listening, l.triggers, l.overall].map(f64::from)
}

/// Which field a set of replies belongs to, by what it says of the client.
pub(crate) fn field_of(record: &Record) -> Field {
    match record.persona.as_str() {
        "forum" | "chat" | "news" | "counsel" => Field::Confidence,
        "request" | "comment" => Field::Peers,
        _ => Field::Desk,
    }
}

/// How much a reply of a field counts in what is fitted for a client's desk.
pub(crate) fn weight_in(field: Field) -> f64 {
    match field {
        Field::Desk => 1.0,
        Field::Peers => 0.6,
        Field::Confidence => 0.3,
    }
}
