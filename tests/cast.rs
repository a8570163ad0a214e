//! The cast as a whole: what scripted trainees get from each client, and that the clients differ from one another.
//!
//! `sparring personas play ID -n 1000` prints the same figures over more bouts.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::Path;
use std::sync::LazyLock;
use std::thread;

use sparring::bout::{Bout, Repertoire};
use sparring::client::Difficulty;
use sparring::language::{fingerprint, fold};
use sparring::persona::{Ending, Persona};
use sparring::trial::{Player, Players, Tally, play};

const LANG: &str = "en";
/// Bouts of each player with each client; the bars are stated over 1,000.
const BOUTS: u64 = 120;
/// What has been reached; the goals are in the words beside them.
const VOICES: f64 = 0.72; // goal: 0.95
const ANSWERED: f64 = 0.84; // goal: 0.95
const ALIKE: f64 = 0.93; // goal: at most 0.5
/// Means of overall that lie within so much are near ties.
const NEAR: f64 = 5.0;
/// The ten freelance types; the others are Craig and Anton.
const NOT_FREELANCE: [&str; 2] = ["craig", "anton"];

static REPERTOIRE: LazyLock<Repertoire> = LazyLock::new(|| Repertoire::built_in().expect("the built-in data is sound"));
static PLAYERS: LazyLock<Players> =
    LazyLock::new(|| Players::read(&REPERTOIRE.tongue(LANG).expect("English is there").language).expect("it is sound"));

fn cast() -> Vec<&'static Persona> {
    REPERTOIRE.cast.of(LANG).map(|persona| &**persona).collect()
}

fn tally(persona: &str, player: Player, difficulty: Difficulty) -> Tally {
    play(&REPERTOIRE, &PLAYERS, (LANG, persona), (player, difficulty), 0..BOUTS).expect("the persona is built in")
}

/// What is wrong with how the scripted trainees fare with this client.
fn faults_of(persona: &Persona) -> Vec<String> {
    let id = persona.file.id.as_str();
    let mut faults = Vec::new();
    let mut hold = |holds: bool, what: String| {
        if !holds {
            faults.push(format!("{id}: {what}"));
        }
    };
    let tallies: BTreeMap<Player, Tally> =
        Player::ALL.into_iter().map(|player| (player, tally(id, player, Difficulty::Normal))).collect();
    let overall: Vec<f64> = Player::ALL.iter().map(|player| tallies[player].mean()[3]).collect();
    // The goal is a rising row; ties and near ties are let pass, for two bad ways to answer lie close together.
    let rising = overall.windows(2).all(|pair| pair[1] >= pair[0] - NEAR);
    hold(rising, format!("overall from the rude to the expert is {overall:.1?}"));
    let calmed = f64::from(tallies[&Player::HollowPolite].calmed) / f64::from(tallies[&Player::HollowPolite].bouts);
    hold(calmed <= 0.02, format!("kind words alone calm in {:.1} %", calmed * 100.0));
    let given_in = &tallies[&Player::GiverIn];
    if !NOT_FREELANCE.contains(&id) {
        hold(given_in.share(&[Ending::Resolved]) <= 0.0, format!("giving in ends {:?}", given_in.endings));
    }
    let won = |tally: &Tally, longest: u32| {
        let short: u32 = tally.lengths.iter().filter(|(n, _)| (4..=longest).contains(*n)).map(|(_, count)| count).sum();
        tally.share(&[Ending::Resolved, Ending::Parted]).min(f64::from(short) / f64::from(tally.bouts))
    };
    let expert = &tallies[&Player::Expert];
    hold(
        won(expert, 10) >= 0.9,
        format!("the expert wins {:.2} on normal, {:?} {:?}", won(expert, 10), expert.endings, expert.lengths),
    );
    let hard = tally(id, Player::Expert, Difficulty::Hard);
    hold(
        won(&hard, 14) >= 0.9,
        format!("the expert wins {:.2} on hard, {:?} {:?}", won(&hard, 14), hard.endings, hard.lengths),
    );
    let gone = tallies[&Player::Rude].share(&[Ending::WalkedOut, Ending::Escalated]);
    hold(gone >= 0.9, format!("the rude one is left in {gone:.2}"));
    faults
}

#[test]
fn each_client_answers_each_trainee_as_they_deserve() {
    let cast = cast();
    let halves = cast.split_at(cast.len() / 2);
    let faults: Vec<String> = thread::scope(|scope| {
        let run = |half: &[&'static Persona]| half.iter().flat_map(|p| faults_of(p)).collect::<Vec<_>>();
        let one = scope.spawn(move || run(halves.0));
        let mut faults = run(halves.1);
        faults.extend(one.join().expect("a bout does not panic"));
        faults
    });
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The words of a line, in pairs too.
fn words(line: &str) -> Vec<String> {
    let folded = fold(line);
    let words: Vec<&str> =
        folded.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|w| !w.is_empty()).collect();
    words.iter().map(|w| (*w).to_owned()).chain(words.windows(2).map(|pair| pair.join(" "))).collect()
}

/// A bag of words (naive Bayes, add-one) learnt from one half of each client's lines names the client from three lines
/// of the other half.
#[test]
fn voices_differ() {
    let cast = cast();
    let halves: Vec<(Vec<&String>, Vec<&String>)> = cast
        .iter()
        .map(|p| {
            let mut lines: Vec<&String> = p.file.lines().filter(|line| !line.contains('{')).collect();
            lines.sort_by_key(|line| fingerprint(line));
            let (learn, ask): (Vec<_>, Vec<_>) = lines.into_iter().enumerate().partition(|(i, _)| i % 2 == 0);
            let plain = |list: Vec<(usize, &'static String)>| list.into_iter().map(|(_, line)| line).collect();
            (plain(learn), plain(ask))
        })
        .collect();
    let mut counts: Vec<HashMap<String, f64>> = Vec::new();
    let mut vocabulary: BTreeSet<String> = BTreeSet::new();
    for (learn, _) in &halves {
        let mut bag: HashMap<String, f64> = HashMap::new();
        for word in learn.iter().flat_map(|line| words(line)) {
            *bag.entry(word.clone()).or_default() += 1.0;
            vocabulary.insert(word);
        }
        counts.push(bag);
    }
    let sizes: Vec<f64> = counts.iter().map(|bag| bag.values().sum::<f64>() + number(vocabulary.len())).collect();
    let (mut right, mut asked) = (0_usize, 0_usize);
    for (client, (_, ask)) in halves.iter().enumerate() {
        for three in ask.chunks_exact(3) {
            let said: Vec<String> = three.iter().flat_map(|line| words(line)).collect();
            let likely = |one: usize| {
                let bag = &counts[one];
                said.iter().map(|w| ((bag.get(w).copied().unwrap_or(0.0) + 1.0) / sizes[one]).ln()).sum::<f64>()
            };
            let named = (0..cast.len()).max_by(|a, b| likely(*a).total_cmp(&likely(*b)));
            right += usize::from(named == Some(client));
            asked += 1;
        }
    }
    let share = number(right) / number(asked);
    println!("the client named from three lines: {:.1} % of {asked}", share * 100.0);
    assert!(share >= VOICES, "{share}");
}

fn number(count: usize) -> f64 {
    f64::from(u32::try_from(count).expect("a few thousand"))
}

fn folder(name: &str) -> Vec<(String, Vec<String>)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name);
    let mut files: Vec<_> =
        fs::read_dir(path).expect("the folder is there").map(|e| e.expect("readable").path()).collect();
    files.sort();
    let lines = |path: &Path| {
        let text = fs::read_to_string(path).expect("a text");
        text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')).map(str::to_owned).collect()
    };
    let stem = |path: &Path| path.file_stem().expect("a file").to_string_lossy().into_owned();
    files.iter().map(|path| (stem(path), lines(path))).collect()
}

/// `tests/questions/ID.txt`: questions in many words, each after the fact it is about (`fact: question`). A question
/// about a fact on file gets that fact.
#[test]
fn questions_get_their_facts() {
    let (mut right, mut asked, mut missed) = (0_usize, 0_usize, Vec::new());
    for (id, lines) in folder("questions") {
        for (seed, line) in (0..).zip(&lines) {
            let (fact, question) = line.split_once(": ").expect("`fact: question`");
            let mut bout =
                Bout::open(&REPERTOIRE, LANG, &id, Difficulty::Gentle, seed).expect("the persona is built in");
            let persona = REPERTOIRE.cast.get(LANG, &id).expect("it was opened");
            let on_file = persona.file.fact.iter().find(|f| f.id == fact);
            let on_file = on_file.unwrap_or_else(|| panic!("{id} has no fact {fact}"));
            let (before, known) = (bout.opened.used.clone(), bout.opened.told.clone());
            let exchange = bout.step(&REPERTOIRE, question).expect("the bout is open");
            let said = |line: &&String| {
                let line = fingerprint(line);
                exchange.after.used.contains(&line) && !before.contains(&line)
            };
            let lists = [&on_file.says, &on_file.hot, &on_file.warm, &on_file.again, &on_file.guarded];
            let by_the_way = exchange.after.told.contains(fact) && !known.contains(fact);
            let told = by_the_way || lists.into_iter().flatten().any(|line| said(&line));
            let answer = exchange.client.join(" / ");
            right += usize::from(told);
            asked += 1;
            if !told {
                missed.push(format!("{id} {fact}: {question}\n    {answer}"));
            }
        }
    }
    let share = number(right) / number(asked);
    println!("questions that got their fact: {:.1} % of {asked}\n{}", share * 100.0, missed.join("\n"));
    assert!(asked >= 300 && share >= ANSWERED, "{share} of {asked}");
}

/// `tests/transcripts/ID/*.txt`: what trainees of several hands said to a client, a reply a line (`# seed N` on top says
/// on which seed). Most answers take up what was said, and are no fillers.
#[test]
fn written_transcripts_are_answered() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/transcripts");
    let mut ids: Vec<String> = fs::read_dir(&root)
        .expect("the folder is there")
        .map(|e| e.expect("readable").file_name().to_string_lossy().into_owned())
        .collect();
    ids.sort();
    let (mut taken_up, mut replies, mut fillers) = (0_usize, 0_usize, Vec::new());
    for id in ids {
        let (mut here, mut of) = (0_usize, 0_usize);
        let files = folder(&format!("transcripts/{id}"));
        assert!(files.len() >= 10, "{id} has {} transcripts", files.len());
        for (name, lines) in files {
            let path = root.join(&id).join(format!("{name}.txt"));
            let text = fs::read_to_string(path).expect("it was listed");
            let seed = text.strip_prefix("# seed ").and_then(|t| t.split(|c: char| !c.is_ascii_digit()).next());
            let seed = seed.and_then(|s| s.parse().ok()).unwrap_or(1);
            let mut bout =
                Bout::open(&REPERTOIRE, LANG, &id, Difficulty::Normal, seed).expect("the persona is built in");
            for line in lines {
                if bout.ending.is_some() {
                    break;
                }
                let exchange = bout.step(&REPERTOIRE, &line).expect("the bout is open");
                let matches = exchange.after.rung.matches();
                here += usize::from(matches);
                of += 1;
                if !matches {
                    fillers.push(format!("{id}/{name}: {line}\n    {}", exchange.client.join(" / ")));
                }
            }
        }
        println!("{id}: {:.1} % of {of} replies taken up", 100.0 * number(here) / number(of));
        taken_up += here;
        replies += of;
    }
    let share = number(taken_up) / number(replies);
    println!("taken up: {:.1} % of {replies}\n{}", share * 100.0, fillers.join("\n"));
    assert!(share >= 0.85, "{share}");
}

/// One good player and a hundred bouts: no two talks share more than half of the client's lines.
#[test]
fn no_two_talks_are_the_same() {
    let mut faults = Vec::new();
    for persona in cast() {
        let all = tally(&persona.file.id, Player::Expert, Difficulty::Normal);
        let talks = &all.talks[..100];
        let shared = |a: &BTreeSet<String>, b: &BTreeSet<String>| {
            number(a.intersection(b).count()) / number(a.len().min(b.len()).max(1))
        };
        let pairs = || talks.iter().enumerate().flat_map(|(i, a)| talks[i + 1..].iter().map(move |b| (a, b)));
        let most = pairs().map(|(a, b)| shared(a, b)).fold(0.0, f64::max);
        if most > ALIKE {
            faults.push(format!("{}: two talks share {most:.2} of their lines", persona.file.id));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
