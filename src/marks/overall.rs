//! The fourth mark: what a coach would say of the reply as a whole.
//!
//! Not a mean of the three (RUBRIC, "Overall"): empathy and listening carry it, triggers cap it, and so does not having
//! listened at all.

/// Most that overall can be at a mark of triggers: pairs of (triggers, most), with straight lines between.
const BY_TRIGGERS: [(f32, f32); 6] =
    [(0.0, 0.0), (12.0, 10.0), (30.0, 26.0), (50.0, 48.0), (75.0, 80.0), (100.0, 100.0)];
/// The same for listening.
const BY_LISTENING: [(f32, f32); 5] = [(0.0, 5.0), (20.0, 26.0), (35.0, 50.0), (60.0, 85.0), (100.0, 100.0)];

/// Overall, from 0 to 100.
pub(super) fn overall(empathy: f32, listening: f32, triggers: f32) -> f32 {
    let both = 0.45 * empathy + 0.55 * listening;
    // Whoever is good in both is seen better than the mean of the two, whoever is weak in both is seen worse.
    let stretched = 50.0 + (both - 50.0) * 1.25;
    stretched.min(at(&BY_TRIGGERS, triggers)).min(at(&BY_LISTENING, listening)).clamp(0.0, 100.0)
}

fn at(line: &[(f32, f32)], x: f32) -> f32 {
    let mut before = line.first().copied().unwrap_or((0.0, 0.0));
    for point in line {
        if x <= point.0 {
            let width = point.0 - before.0;
            return if width > 0.0 { before.1 + (point.1 - before.1) * (x - before.0) / width } else { point.1 };
        }
        before = *point;
    }
    before.1
}
