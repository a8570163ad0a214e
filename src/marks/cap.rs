//! What triggers and listening leave of overall (RUBRIC, "Overall"): it is not a mean of the three.

/// Most that overall can be at a mark of triggers: pairs of (triggers, most), with straight lines between.
const BY_TRIGGERS: [(f32, f32); 6] =
    [(0.0, 0.0), (12.0, 10.0), (30.0, 32.0), (50.0, 56.0), (70.0, 85.0), (100.0, 100.0)];
/// The same for listening.
const BY_LISTENING: [(f32, f32); 5] = [(0.0, 12.0), (20.0, 34.0), (35.0, 58.0), (60.0, 90.0), (100.0, 100.0)];

/// Most that overall can be at this mark of triggers.
pub(super) fn by_triggers(triggers: f32) -> f32 {
    at(&BY_TRIGGERS, triggers)
}

/// Most that overall can be at this mark of listening.
pub(super) fn by_listening(listening: f32) -> f32 {
    at(&BY_LISTENING, listening)
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
