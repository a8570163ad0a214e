//! Evidence is the cause: hide the words that carry points, mark again, and the points are gone.
//!
//! Labelled replies are marked and their evidence is taken; then the words of each piece are hidden here, apart from
//! what `Judge::evidence` does, and the reply is marked anew by the public way. A point is one number of one piece
//! that is not 0; it holds when that mark changes by that number within 1.

mod written;

use sparring::language::Span;
use sparring::marks::{Evidence, Marks};
use sparring::persona::Persona;
use sparring::reading::Turn;
use written::{Labelled, REPERTOIRE, english, labelled, marks_to, moved, share, spread};

/// Replies whose evidence is looked at; enough for [`POINTS`].
const REPLIES: usize = 700;
/// Points that are tried at least.
const POINTS: usize = 5_000;
/// How far a mark may be from what was stated.
const WITHIN: i32 = 1;
const HOLDS: f64 = 98.0; // goal: 98

/// A way of hiding: what it does, and what it makes of a reply.
type Way = (&'static str, fn(&str, Span) -> String);

/// One number of a piece of evidence, and by how much the mark really fell.
struct Point {
    stated: i32,
    fell: i32,
}

impl Point {
    fn holds(&self) -> bool {
        self.stated.abs_diff(self.fell) <= WITHIN.unsigned_abs()
    }
}

/// A reply in its place, and its marks with every word there.
struct Case<'a> {
    /// The client, where one of that name is on file: its own rules show evidence, too.
    persona: Option<&'a Persona>,
    history: &'a [Turn],
    reply: &'a str,
    whole: Marks,
}

fn client(case: &Labelled) -> Option<&'static Persona> {
    REPERTOIRE.cast.get("en", &case.persona).map(|persona| &**persona)
}

fn within(span: Span, at: usize) -> bool {
    (span.start..span.end).contains(&at)
}

/// Every word of the span gone, a sign for each of its letters in its place.
fn put_out(reply: &str, span: Span) -> String {
    let mut out = String::with_capacity(reply.len());
    for (at, letter) in reply.chars().enumerate() {
        out.push(if within(span, at) && !letter.is_whitespace() { '▒' } else { letter });
    }
    out
}

/// Only letters and digits hidden, what stands between the words left.
fn letters_out(reply: &str, span: Span) -> String {
    let hidden =
        |(at, letter): (usize, char)| if within(span, at) && letter.is_alphanumeric() { '▒' } else { letter };
    reply.chars().enumerate().map(hidden).collect()
}

/// The words taken out altogether, so that what stands around them comes together.
fn cut_out(reply: &str, span: Span) -> String {
    reply.chars().enumerate().filter(|(at, _)| !within(span, *at)).map(|(_, letter)| letter).collect()
}

/// What the pieces of one reply state and what becomes of it, for a way of hiding.
fn points(case: &Case<'_>, pieces: &[Evidence], hide: fn(&str, Span) -> String) -> Vec<Point> {
    let mut points = Vec::new();
    for piece in pieces.iter().filter(|piece| !piece.points.is_none()) {
        let p = piece.points;
        let without = marks_to(case.persona, case.history, &hide(case.reply, piece.shown.span));
        let gone = moved(case.whole, without);
        for (stated, gone) in [p.empathy, p.listening, p.triggers, p.overall].into_iter().zip(gone) {
            if stated != 0 {
                points.push(Point { stated: i32::from(stated), fell: -gone });
            }
        }
    }
    points
}

#[test]
fn hiding_the_evidence_takes_its_points_away() {
    let tongue = english();
    let ways: [Way; 3] =
        [("every word hidden", put_out), ("letters alone hidden", letters_out), ("words cut out", cut_out)];
    let mut all: [Vec<Point>; 3] = Default::default();
    let (mut replies, mut lost) = (0, 0);
    for case in spread(labelled(), REPLIES) {
        let persona = client(&case);
        let marked = tongue.judge.mark(&tongue.language, persona, &case.history, &case.reply);
        let pieces = tongue.judge.evidence(&tongue.language, persona, &case.history, &marked);
        let this = Case { persona, history: &case.history, reply: &case.reply, whole: marked.marks };
        for (points_of_way, (_, hide)) in all.iter_mut().zip(ways) {
            points_of_way.extend(points(&this, &pieces, hide));
        }
        replies += 1;
        lost += usize::from(pieces.iter().all(|piece| piece.points.is_none()));
    }
    for (points, (way, _)) in all.iter().zip(ways) {
        println!("occlusion, {way}: {:.1} % of {} points within {WITHIN}", share(points, Point::holds), points.len());
    }
    println!("occlusion: {lost} of {replies} replies have no piece of evidence that carries a point");
    let [points, ..] = all;
    assert!(points.len() >= POINTS, "only {} points were tried", points.len());
    let held = share(&points, Point::holds);
    assert!(held >= HOLDS, "{held:.1} % is below {HOLDS}");
}

#[test]
fn every_piece_of_evidence_has_its_rule_and_its_words() {
    let tongue = english();
    let ids: Vec<&str> = tongue.judge.rules().map(|rule| &*rule.id).collect();
    let mut faults = Vec::new();
    for case in spread(labelled(), REPLIES) {
        let persona = client(&case);
        let marked = tongue.judge.mark(&tongue.language, persona, &case.history, &case.reply);
        let length = case.reply.chars().count();
        for piece in tongue.judge.evidence(&tongue.language, persona, &case.history, &marked) {
            let (rule, span) = (&*piece.shown.rule, piece.shown.span);
            let known = ids.contains(&rule) || (rule.starts_with("persona.button.") && ids.contains(&"persona.button"));
            let words = span.of(&case.reply).chars().any(|c| !c.is_whitespace());
            if !known || tongue.judge.why_to(persona, rule).is_empty() {
                faults.push(format!("{}: {rule} is not in the table", case.id));
            }
            if span.start >= span.end || span.end > length || !words {
                faults.push(format!("{}: {rule} at {span:?} of {length}", case.id));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
