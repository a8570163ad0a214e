//! When a bout is over, and how.

use super::fits::Moment;
use super::{Difficulty, State};
use crate::persona::{Aim, Ending, EndingLines, Persona, Stage, Worth};
use crate::reading::MoveKind;

/// A bout goes on for this many exchanges at most.
pub const MOST_EXCHANGES: u32 = 20;

/// What a good end asks for.
struct Bar {
    exchanges: u32,
    heard: u32,
    heat: u8,
    trust: u8,
}

fn bar(difficulty: Difficulty) -> Bar {
    match difficulty {
        Difficulty::Gentle => Bar { exchanges: 3, heard: 50, heat: 50, trust: 40 },
        Difficulty::Normal => Bar { exchanges: 4, heard: 60, heat: 42, trust: 48 },
        Difficulty::Hard => Bar { exchanges: 5, heard: 70, heat: 36, trust: 55 },
    }
}

/// The ending that this exchange has brought, with the entries of the file that word it, best fit first.
pub(super) fn reached<'a>(moment: &Moment<'a>, difficulty: Difficulty) -> Option<(Ending, Vec<&'a [String]>)> {
    let entries = moment.persona.file.ending.iter().enumerate();
    let fitting: Vec<&EndingLines> =
        entries.filter(|(i, e)| moment.holds(&e.when, moment.taken.endings.contains(i))).map(|(_, e)| e).collect();
    let ending = by_engine(moment, difficulty).or_else(|| {
        // An entry whose condition names what was given away, or what the reply says, ends the bout by itself.
        let own = |e: &&&EndingLines| match e.ending {
            Ending::Escalated | Ending::WalkedOut => !e.when.said.is_empty(),
            _ => false,
        };
        let given = |e: &&&EndingLines| e.ending == Ending::Escalated && e.when.given.is_some();
        fitting.iter().find(|e| own(e) || given(e)).map(|e| e.ending)
    })?;
    let mut worded: Vec<&EndingLines> = fitting.into_iter().filter(|e| e.ending == ending).collect();
    worded.sort_by_key(|e| std::cmp::Reverse(e.when.fit()));
    Some((ending, worded.into_iter().map(|e| e.says.as_slice()).collect()))
}

fn by_engine(moment: &Moment<'_>, difficulty: Difficulty) -> Option<Ending> {
    let (state, marks) = (moment.state, moment.marked.marks);
    let mood = state.mood;
    if mood.heat >= 100 || state.severe >= 3 {
        return Some(Ending::Escalated);
    }
    if mood.patience == 0 {
        return Some(Ending::WalkedOut);
    }
    let bar = bar(difficulty);
    let decent = marks.triggers >= 60 && marks.overall >= 35;
    let calm = mood.heat <= bar.heat && mood.trust >= bar.trust && state.exchange >= bar.exchanges && decent;
    let proposes = closes(moment);
    if calm && proposes && state.heard_share(moment.persona) >= bar.heard && settled(moment.persona, state) {
        return Some(Ending::Resolved);
    }
    if decent && proposes && parts(moment, &bar) {
        return Some(Ending::Parted);
    }
    (state.exchange >= MOST_EXCHANGES).then_some(Ending::TimedOut)
}

/// Whether this reply is one to agree to: nobody says "done, then" to a mere kindness, nor instead of an answer.
fn closes(moment: &Moment<'_>) -> bool {
    use MoveKind as K;
    let taken = moment.taken;
    if !taken.facts.is_empty() && moment.marked.reading.questions.iter().any(|question| question.open) {
        return false;
    }
    if !taken.offers.is_empty() {
        return true;
    }
    let waits = !taken.facts.is_empty() || !taken.cues.is_empty() || moment.marked.reading.has(K::OpenQuestion);
    let settling = moment.state.stage == Some(Stage::Closing);
    let asks_to_agree = [K::Promise, K::ClosedQuestion, K::Thanks].iter().any(|kind| moment.marked.reading.has(*kind));
    !waits && (taken.proposes || moment.marked.reading.has(K::Boundary) || (settling && asks_to_agree))
}

/// Whether what is on the table settles the matter.
fn settled(persona: &Persona, state: &State) -> bool {
    let on_table = |worth: Worth| {
        let offers = persona.file.offer.iter().filter(move |o| o.worth == worth && state.offered.contains(&o.id));
        // A no alone, however fair, leads to parting and settles nothing.
        offers.filter(|o| worth == Worth::Good || !o.boundary).count()
    };
    // Proposals that the file does not name are taken on trust: two of them for one that it names.
    let proposals = usize::try_from(state.proposals / 2).unwrap_or(usize::MAX);
    let (good, fair) = (on_table(Worth::Good), on_table(Worth::Fair).saturating_add(proposals));
    let kept = persona.file.aim == Aim::Resolve || state.given == 0;
    kept && (good >= 1 || fair >= 2 || (fair >= 1 && state.mood.trust >= 70))
}

/// Whether a respectful no is taken.
fn parts(moment: &Moment<'_>, bar: &Bar) -> bool {
    let state = moment.state;
    let heard = state.heard_share(moment.persona) >= bar.heard / 2;
    let civil = heard && state.given == 0 && state.exchange >= bar.exchanges && state.mood.heat <= bar.heat + 10;
    // Who has just been offered something to agree to does not part.
    let offers = moment.taken.offers.iter().any(|i| {
        let offer = &moment.persona.file.offer[*i];
        !offer.boundary && matches!(offer.worth, Worth::Good | Worth::Fair)
    });
    let civil = civil && !offers;
    match moment.persona.file.aim {
        Aim::Boundary => civil && state.boundaries >= 3 && state.mood.trust >= bar.trust.saturating_sub(8),
        Aim::Resolve => civil && state.boundaries >= 2 && state.mood.trust >= bar.trust && state.mood.patience <= 15,
    }
}
