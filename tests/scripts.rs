//! Trainees on file: `tests/scripts/<persona>-good.txt` and `-bad.txt` hold a reply a line, readable by a trainer. A good one
//! wins and a bad one does not, whatever the dice; both are marked accordingly.

use std::fs;
use std::path::Path;

use sparring::bout::{Bout, Repertoire, Scorecard};
use sparring::client::Difficulty;
use sparring::persona::Ending;

const SEEDS: std::ops::Range<u64> = 0..12;

fn script(name: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scripts").join(name);
    let text = fs::read_to_string(&path).expect("every persona has its scripts");
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned).collect()
}

fn play(repertoire: &Repertoire, persona: &str, replies: &[String], seed: u64) -> (Bout, Scorecard) {
    let mut bout = Bout::open(repertoire, "en", persona, Difficulty::Normal, seed).expect("the persona is built in");
    for reply in replies {
        if bout.ending.is_some() {
            break;
        }
        bout.step(repertoire, reply).expect("an open bout takes a reply");
    }
    let card = bout.scorecard(repertoire).expect("the persona is built in");
    (bout, card)
}

/// Plays both scripts of a persona over many seeds and says for each seed what went otherwise than it should.
fn check(persona: &str) -> Vec<String> {
    let repertoire = Repertoire::built_in().expect("the built-in data reads");
    let (good, bad) = (script(&format!("{persona}-good.txt")), script(&format!("{persona}-bad.txt")));
    let mut faults = Vec::new();
    for seed in SEEDS {
        let (bout, won) = play(&repertoire, persona, &good, seed);
        if !won.won {
            faults.push(format!(
                "{persona}, seed {seed}: the good trainee got {:?}, mood {:?}",
                won.ending,
                bout.state().mood
            ));
        }
        let (bout, lost) = play(&repertoire, persona, &bad, seed);
        if matches!(lost.ending, Ending::Resolved | Ending::Parted) || bout.state().mood.trust > 30 {
            faults.push(format!(
                "{persona}, seed {seed}: the bad trainee got {:?}, mood {:?}",
                lost.ending,
                bout.state().mood
            ));
        }
        if won.marks.overall < 60 || lost.marks.overall > 30 {
            faults.push(format!(
                "{persona}, seed {seed}: overall {} good, {} bad",
                won.marks.overall, lost.marks.overall
            ));
        }
    }
    faults
}

/// Every persona with scripts of its own.
fn personas() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scripts");
    let names = fs::read_dir(folder).expect("the scripts are there").map(|entry| entry.expect("readable").file_name());
    let mut ids: Vec<String> =
        names.filter_map(|name| name.to_string_lossy().strip_suffix("-good.txt").map(str::to_owned)).collect();
    ids.sort();
    ids
}

#[test]
fn every_client_is_won_by_the_good_trainee_and_lost_by_the_bad_one() {
    assert!(personas().len() >= 12, "each persona has its scripts");
    let faults: Vec<String> = personas().iter().flat_map(|persona| check(persona)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
