//! Cheap tricks and unfair slips, each with its own set of cases in `tests/traps`: what a coach would not fall for.
//!
//! Every test prints its figures (`cargo test --test traps -- --nocapture`) and fails where one falls below what has
//! been reached (less a point or two, by which every new fit moves it). The floors are raised when the marking
//! improves; the goal stands beside each. With `TRAP_CASES=1` the cases that miss are printed, too.
//! `tests/traps/README.md` says what the sets are and how a figure is counted.

#![expect(clippy::print_stdout, reason = "figures are there to be read")]

mod written;

#[path = "traps/learner.rs"]
mod learner;

use std::collections::BTreeMap;

use serde::Deserialize;
use sparring::marks::Marks;
use sparring::reading::Turn;
use written::{
    Labelled, MARKS, REPERTOIRE, english, four, labelled, marks, marks_to, mean, moved, opening, read, records, share,
    spread,
};

/// Figures of one test that fell short.
#[must_use]
struct Bars(Vec<String>);

impl Bars {
    fn at_least(&mut self, what: &str, value: f64, floor: f64) {
        println!("{what}: {value:.1} (reached: at least {floor})");
        if value < floor {
            self.0.push(format!("{what}: {value:.1} is below {floor}"));
        }
    }

    fn at_most(&mut self, what: &str, value: f64, ceiling: f64) {
        println!("{what}: {value:.1} (reached: at most {ceiling})");
        if value > ceiling {
            self.0.push(format!("{what}: {value:.1} is above {ceiling}"));
        }
    }

    #[track_caller]
    fn hold(self) {
        assert!(self.0.is_empty(), "{}", self.0.join("\n"));
    }
}

/// Prints a case that misses, for those who ask for it.
fn miss(what: &str, case: &dyn std::fmt::Display) {
    if std::env::var_os("TRAP_CASES").is_some() {
        println!("  {what}: {case}");
    }
}

#[derive(Deserialize)]
struct Contrast {
    history: Vec<Turn>,
    reply: String,
    trigger: bool,
}

/// By the bands of the marks a reply with nothing to heat a client up has 80 and more in triggers, a slip 60 to 79, one
/// real trigger 40 to 59. The cases are clear ones on either side, so the middle of the slips parts them: a mark
/// below it says that something real was set off.
const SET_OFF: u8 = 70;
const NO_FALSE_ALARM: f64 = 84.0; // goal: 97
const NO_MISS: f64 = 78.0; // goal: 95

#[test]
fn triggers_are_told_from_words_that_look_like_them() {
    let cases: Vec<Contrast> = records("traps/triggers.jsonl");
    let (mut plain, mut hot) = (Vec::new(), Vec::new());
    for case in &cases {
        let tongue = english();
        let marked = tongue.judge.mark(&tongue.language, None, &case.history, &case.reply);
        let mark = marked.marks.triggers;
        let seen = marked.reading.moves.iter().any(|m| m.kind.is_trigger());
        match case.trigger {
            false if mark < SET_OFF => miss(&format!("false alarm, {mark}"), &case.reply),
            true if mark >= SET_OFF => miss(&format!("missed, {mark}"), &case.reply),
            _ => {}
        }
        if case.trigger { &mut hot } else { &mut plain }.push((mark, seen));
    }
    let mut bars = Bars(Vec::new());
    bars.at_least("triggers: no false alarm (%, mark at least 70)", share(&plain, |c| c.0 >= SET_OFF), NO_FALSE_ALARM);
    bars.at_least("triggers: no miss (%, mark below 70)", share(&hot, |c| c.0 < SET_OFF), NO_MISS);
    println!(
        "triggers by the bands: without one at least 80 in {:.1} %, with one below 60 in {:.1} %; as moves: none seen in {:.1} %, one seen in {:.1} %",
        share(&plain, |c| c.0 >= 80),
        share(&hot, |c| c.0 < 60),
        share(&plain, |c| !c.1),
        share(&hot, |c| c.1)
    );
    bars.hold();
}

#[derive(Deserialize)]
struct Irony {
    history: Vec<Turn>,
    sincere: String,
    sarcastic: String,
}

const SARCASM_BELOW: f64 = 84.0; // goal: 90

#[test]
fn sarcasm_is_marked_below_sincerity() {
    let cases: Vec<Irony> = records("traps/sarcasm.jsonl");
    let triggers: Vec<(u8, u8)> = cases
        .iter()
        .map(|case| {
            let sincere = marks(&case.history, &case.sincere).triggers;
            let sarcastic = marks(&case.history, &case.sarcastic).triggers;
            if sincere <= sarcastic {
                miss(&format!("sincere {sincere}, sarcastic {sarcastic}"), &case.sarcastic);
            }
            (sincere, sarcastic)
        })
        .collect();
    let mut bars = Bars(Vec::new());
    bars.at_least("sarcasm below sincerity in triggers (%)", share(&triggers, |t| t.0 > t.1), SARCASM_BELOW);
    println!("sarcasm: mean distance {:.1}", mean(triggers.iter().map(|t| i32::from(t.0) - i32::from(t.1))));
    bars.hold();
}

#[derive(Deserialize)]
struct Hollow {
    history: Vec<Turn>,
    reply: String,
    sort: String,
}

const HOLLOW_MOST: u8 = 40;
const HOLLOW_LOW: f64 = 87.0; // goal: 100

#[test]
fn stuffing_echo_and_machine_talk_are_worth_little() {
    let cases: Vec<Hollow> = records("traps/hollow.jsonl");
    let mut all = Vec::new();
    let mut sorts: BTreeMap<&str, Vec<Marks>> = BTreeMap::new();
    for case in &cases {
        let marks = marks(&case.history, &case.reply);
        if marks.overall > HOLLOW_MOST {
            miss(&format!("{} with overall {}", case.sort, marks.overall), &case.reply);
        }
        sorts.entry(&case.sort).or_default().push(marks);
        all.push(marks);
    }
    for (sort, marks) in sorts {
        let most = marks.iter().map(|m| m.overall).max().unwrap_or_default();
        println!(
            "hollow, {sort}: overall at most 40 in {:.1} %, highest {most}; listening below 40 in {:.1} %",
            share(&marks, |m| m.overall <= HOLLOW_MOST),
            share(&marks, |m| m.listening < HOLLOW_MOST)
        );
    }
    let mut bars = Bars(Vec::new());
    bars.at_least("hollow: overall at most 40 (%)", share(&all, |m| m.overall <= HOLLOW_MOST), HOLLOW_LOW);
    bars.hold();
}

/// Replies to which something is added.
const REPLIES: usize = 300;
/// Lines that each of them is tried with, at its beginning and at its end.
const TRIED: usize = 8;

/// A line added to a reply: which one, whether in front, and how the marks moved.
struct Added {
    line: String,
    moved: [i32; 4],
}

/// Every reply with some of the lines before it and after it; each line has its turn.
fn added(replies: &[Labelled], lines: &[&str]) -> Vec<Added> {
    let mut all = Vec::new();
    for (number, case) in replies.iter().enumerate() {
        let alone = marks(&case.history, &case.reply);
        for turn in 0..TRIED {
            let line = lines[(number * TRIED + turn) % lines.len()];
            let ended = case.reply.trim_end().ends_with(|c: char| !c.is_alphanumeric() && c != ',');
            let stop = if ended { "" } else { "." };
            for longer in [format!("{line} {}", case.reply), format!("{}{stop} {line}", case.reply)] {
                let moved = moved(alone, marks(&case.history, &longer));
                all.push(Added { line: line.to_owned(), moved });
            }
        }
    }
    all
}

/// Prints how the marks moved, and the lines that move one most.
fn print_added(name: &str, all: &[Added], mark: usize) {
    for (mark, called) in MARKS.iter().enumerate() {
        println!(
            "{name}: {called} moves by {:.1} in the mean, {:.1} up and {:.1} down",
            mean(all.iter().map(|a| a.moved[mark].abs())),
            mean(all.iter().map(|a| a.moved[mark].max(0))),
            mean(all.iter().map(|a| -a.moved[mark].min(0)))
        );
    }
    let mut lines: BTreeMap<&str, Vec<i32>> = BTreeMap::new();
    for one in all {
        lines.entry(&one.line).or_default().push(one.moved[mark]);
    }
    let mut lines: Vec<(f64, &str)> = lines.into_iter().map(|(line, all)| (mean(all), line)).collect();
    lines.sort_by(|a, b| b.0.abs().total_cmp(&a.0.abs()));
    for (by, line) in lines.iter().take(20) {
        miss(&format!("{} {by:+.1} in the mean", MARKS[mark]), line);
    }
}

/// Replies at a client's desk, and those in other talks.
fn replies_to_lengthen() -> [Vec<Labelled>; 2] {
    let (desk, others): (Vec<_>, Vec<_>) = labelled().into_iter().partition(Labelled::at_a_desk);
    [spread(desk, REPLIES), spread(others, REPLIES / 3)]
}

const STOCK_MOST: i32 = 5;
const STOCK_STILL: f64 = 81.0; // goal: 100

#[test]
fn a_stock_phrase_more_adds_no_empathy() {
    let text = read("traps/stock.txt");
    let lines: Vec<&str> = text.lines().collect();
    let [desk, others] = replies_to_lengthen().map(|replies| added(&replies, &lines));
    print_added("stock phrase", &desk, 0);
    let still = |added: &Added| added.moved[0].abs() <= STOCK_MOST;
    println!("stock phrase, other talks: empathy moves by at most 5 in {:.1} %", share(&others, still));
    println!("stock phrase: empathy rises by at most 5 in {:.1} %", share(&desk, |a| a.moved[0] <= STOCK_MOST));
    let mut bars = Bars(Vec::new());
    bars.at_least("stock phrase: empathy moves by at most 5 (%)", share(&desk, still), STOCK_STILL);
    bars.hold();
}

const PADDING_MOST: i32 = 3;
const PADDING_STILL: f64 = 50.0; // goal: 100

#[test]
fn padding_moves_no_mark() {
    let text = read("traps/padding.txt");
    let lines: Vec<&str> = text.lines().collect();
    let [desk, others] = replies_to_lengthen().map(|replies| added(&replies, &lines));
    print_added("padding", &desk, 3);
    let still = |added: &Added| added.moved.iter().all(|by| by.abs() <= PADDING_MOST);
    println!("padding, other talks: no mark moves by more than 3 in {:.1} %", share(&others, still));
    for (mark, name) in MARKS.iter().enumerate() {
        let alone = share(&desk, |a| a.moved[mark].abs() <= PADDING_MOST);
        println!("padding: {name} moves by at most 3 in {alone:.1} %");
    }
    let mut bars = Bars(Vec::new());
    bars.at_least("padding: no mark moves by more than 3 (%)", share(&desk, still), PADDING_STILL);
    bars.hold();
}

/// Good replies that each kind of slip is tried on.
const GOOD: usize = 200;
/// From this label of overall on a reply is good.
const GOOD_FROM: u8 = 3;
/// Points in a band.
const BAND: u8 = 20;
const SLIP_SHIFT: [f64; 4] = [2.8, 2.0, 2.0, 2.8]; // goal: 3 each
const SLIP_BAND: [f64; 4] = [88.0, 93.0, 93.0, 89.0]; // goal: 95 each

#[test]
fn slips_are_those_that_learners_make() {
    let examples = [
        ("articles dropped", "The file is on a server.", "File is on server."),
        ("wrong articles", "The file is on a server.", "A file is on the server."),
        ("third person without -s", "She still waits, and it doesn't work.", "She still wait, and it don't work."),
        ("tenses", "You wrote twice and I'll ring at six.", "You write twice and I ring at six."),
        ("prepositions", "It comes by Friday, in a box.", "It comes until Friday, on a box."),
        ("word order of questions", "When did it break? Can you send it?", "When it break? You can send it?"),
        ("plurals", "I sent three drafts and the information.", "I sent three draft and the informations."),
        ("apostrophes left out", "I'm sure it isn't.", "Im sure it isnt."),
        ("letters swapped", "Yesterday it worked.", "Yetserday it worked."),
    ];
    assert_eq!(examples.len(), learner::SLIPS.len());
    for ((name, slip), (called, right, wrong)) in learner::SLIPS.into_iter().zip(examples) {
        assert_eq!((name, slip(right).as_str()), (called, wrong));
    }
}

#[test]
fn slips_of_a_learner_cost_nothing() {
    let good: Vec<Labelled> =
        labelled().into_iter().filter(|r| r.at_a_desk() && r.labels.overall >= GOOD_FROM).collect();
    let band = |mark: u8| (mark / BAND).min(4);
    let mut pairs: Vec<([u8; 4], [u8; 4])> = Vec::new();
    for (name, slip) in learner::SLIPS {
        let changed: Vec<(&Labelled, String)> =
            good.iter().map(|r| (r, slip(&r.reply))).filter(|(r, slipped)| *slipped != r.reply).collect();
        let of_kind: Vec<([u8; 4], [u8; 4])> = spread(changed, GOOD)
            .into_iter()
            .map(|(case, slipped)| {
                let (right, wrong) = (marks(&case.history, &case.reply), marks(&case.history, &slipped));
                if right.overall.abs_diff(wrong.overall) > 10 {
                    miss(&format!("{name}, overall {} to {}", right.overall, wrong.overall), &slipped);
                }
                (four(right), four(wrong))
            })
            .collect();
        assert!(of_kind.len() >= 60, "{name}: only {} replies have words for it", of_kind.len());
        let shifts: [String; 4] = std::array::from_fn(|m| {
            let by = || of_kind.iter().map(move |(a, b)| i32::from(b[m]) - i32::from(a[m]));
            let kept = share(&of_kind, |(a, b)| band(a[m]) == band(b[m]));
            format!("{} {:.1} ({:+.1}), {kept:.0} %", MARKS[m], mean(by().map(i32::abs)), mean(by()))
        });
        println!("{name} ({}): {}", of_kind.len(), shifts.join("; "));
        pairs.extend(of_kind);
    }
    let mut bars = Bars(Vec::new());
    for (m, name) in MARKS.iter().enumerate() {
        let shift = mean(pairs.iter().map(|(a, b)| i32::from(a[m].abs_diff(b[m]))));
        bars.at_most(&format!("slips: mean shift of {name}"), shift, SLIP_SHIFT[m]);
        let kept = share(&pairs, |(a, b)| band(a[m]) == band(b[m]));
        bars.at_least(&format!("slips: band of {name} kept (%)"), kept, SLIP_BAND[m]);
    }
    bars.hold();
}

#[derive(Deserialize)]
struct Order {
    first: Said,
    late: Said,
    reply: String,
}

#[derive(Deserialize)]
struct Said {
    history: Vec<Turn>,
}

const ORDER_APART: i32 = 40;
const ORDER_SHARE: f64 = 22.0; // goal: 100
const ORDER_MEAN: f64 = 15.0; // goal: 40 for each, so above it in the mean

#[test]
fn the_same_line_is_worth_more_after_the_hearing() {
    let cases: Vec<Order> = records("traps/order.jsonl");
    let apart: Vec<[i32; 4]> = cases
        .iter()
        .map(|case| {
            let by = moved(marks(&case.first.history, &case.reply), marks(&case.late.history, &case.reply));
            if by[3] < ORDER_APART {
                miss(&format!("{:+} overall", by[3]), &case.reply);
            }
            by
        })
        .collect();
    for (m, name) in MARKS.iter().enumerate() {
        println!(
            "order: {name} is higher in {:.1} %, by {:.1} in the mean",
            share(&apart, |by| by[m] > 0),
            mean(apart.iter().map(|by| by[m]))
        );
    }
    let mut bars = Bars(Vec::new());
    bars.at_least("order: at least 40 apart in overall (%)", share(&apart, |by| by[3] >= ORDER_APART), ORDER_SHARE);
    bars.at_least("order: mean distance in overall", mean(apart.iter().map(|by| by[3])), ORDER_MEAN);
    bars.hold();
}

#[derive(Deserialize)]
struct No {
    history: Vec<Turn>,
    good: String,
    cold: String,
}

const NO_APART: i32 = 30;
const NO_SHARE: f64 = 50.0; // goal: 100
const NO_MEAN: f64 = 29.0; // goal: 30 for each, so above it in the mean

#[test]
fn a_good_no_is_far_above_a_cold_one() {
    let cases: Vec<No> = records("traps/no.jsonl");
    let apart: Vec<i32> = cases
        .iter()
        .map(|case| {
            let (cold, good) = (marks(&case.history, &case.cold).overall, marks(&case.history, &case.good).overall);
            let by = i32::from(good) - i32::from(cold);
            if by < NO_APART {
                miss(&format!("good {good}, cold {cold}"), &format!("{} | {}", case.good, case.cold));
            }
            by
        })
        .collect();
    let mut bars = Bars(Vec::new());
    bars.at_least("no: at least 30 apart in overall (%)", share(&apart, |by| *by >= NO_APART), NO_SHARE);
    bars.at_least("no: mean distance in overall", mean(apart.iter().copied()), NO_MEAN);
    println!("no: the good one above the cold one in {:.1} %", share(&apart, |by| *by > 0));
    bars.hold();
}

const STRONG_ABOVE: f64 = 94.0; // goal: 100

#[test]
fn strong_lines_are_marked_above_their_weak_partners() {
    let mut apart = Vec::new();
    for persona in REPERTOIRE.cast.of("en") {
        let mut of_persona = Vec::new();
        for pair in &persona.file.pair {
            // Whatever the client began with.
            let above = persona.file.opening.iter().map(|first| {
                let history = opening(&first.says);
                let overall = |line: &str| i32::from(marks_to(Some(persona), &history, line).overall);
                overall(&pair.strong) - overall(&pair.weak)
            });
            let least = above.min().expect("every client has openings");
            if least <= 0 {
                miss(&format!("{}, {least:+}", persona.file.id), &format!("{} | {}", pair.strong, pair.weak));
            }
            of_persona.push(least);
        }
        println!("{}: strong above weak in {:.1} %", persona.file.id, share(&of_persona, |by| *by > 0));
        apart.extend(of_persona);
    }
    let mut bars = Bars(Vec::new());
    bars.at_least("pairs: strong above weak after every opening (%)", share(&apart, |by| *by > 0), STRONG_ABOVE);
    bars.hold();
}
