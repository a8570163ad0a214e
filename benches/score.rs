//! How long the marking of one reply takes.
//!
//! The budget, on one core of the slowest machine we care about: a usual reply (200 characters, a history of 8 turns)
//! in 150 microseconds, 2,000 characters in 1.5 milliseconds, and the judge ready 150 milliseconds after the start.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use sparring::language::{Language, built_in_languages};
use sparring::marks::Judge;
use sparring::reading::{Speaker, Turn};

const USUAL: &str = "So every evening at nine the line goes dead, and your daughter sits there waiting. That must be \
    maddening after three letters to us. I'll look at the station tonight and ring you at ten tomorrow. Is the box in the hall?";
const SHORT: &str = "Not yet. You get it on Friday at noon.";

fn history() -> Vec<Turn> {
    let said = [
        "Hello. The line is dead again, for the third time this week. What do I pay you for?",
        "Good evening, I'm Lena. Three times is three times too many. When does it happen?",
        "Every evening at nine, like a clock. And nobody ever writes back.",
        "At nine sharp, and no answer from us. What does it cut into?",
        "My daughter studies abroad. Nine o'clock is when we talk. She sits there and waits.",
        "So it's the one hour that counts. On our side the line renews once a day, I see it at 20:58.",
        "Then make it renew at some other time! Is that so hard? I've written three letters already.",
        "I can't switch it off, but I can ask for another hour.",
    ];
    let turn = |(n, text): (usize, &&str)| Turn {
        speaker: if n % 2 == 0 { Speaker::Client } else { Speaker::Trainee },
        text: (*text).to_owned(),
    };
    said.iter().enumerate().map(turn).collect()
}

fn marking(c: &mut Criterion) {
    let files = built_in_languages().remove("en").expect("English is built in");
    let language = Language::read("en", files.clone()).expect("the built-in English can be read");
    let judge = Judge::new(&language).expect("the built-in rules can be read");
    let history = history();
    let long = USUAL.repeat(9);
    let replies = [("usual", USUAL), ("short", SHORT), ("2,000 characters", long.as_str())];
    for (name, reply) in replies {
        c.bench_function(name, |b| b.iter(|| judge.mark(&language, None, black_box(&history), black_box(reply))));
    }
    c.bench_function("start", |b| {
        b.iter(|| {
            Judge::new(&Language::read("en", black_box(files.clone())).expect("read above")).expect("read above")
        });
    });
}

criterion_group!(benches, marking);
criterion_main!(benches);
