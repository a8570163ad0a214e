//! Random words of trainees and coaches, each also kept in a plain model: the store must always say what the model says.

use std::collections::BTreeMap;

use proptest::prelude::*;
use sparring::bout::{Four, ONE_LEVEL, View};
use sparring::persona::Ending;
use sparring::store::{Agreement, BoutId, CoachSaid, GuildKey, MessageKey, Store, TraineeId, Voice};

use crate::samples::{Home, bout, direct, exchange, marks, thread};

const SERVER: GuildKey = GuildKey(7);
/// What the machine says of every reply of these tests.
const MACHINE: u8 = 55;

#[derive(Debug, Clone)]
enum Op {
    Disagree { bout: usize, n: u32, views: Four<View>, reason: String },
    TakeBack { bout: usize, n: u32 },
    Coach { bout: usize, n: u32, coach: u64, own: Four<u8>, note: String },
    Told,
    Forget { person: u64 },
    Reopen,
}

fn ops() -> impl Strategy<Value = Op> {
    let (b, n) = (0..4_usize, 1..3_u32);
    let view = prop_oneof![Just(View::Higher), Just(View::Lower), (0..=100_u8).prop_map(View::Mark)];
    let views = proptest::option::of(view).prop_map(|overall| Four { overall, ..Four::default() });
    let own = proptest::option::of(0..=100_u8).prop_map(|overall| Four { overall, ..Four::default() });
    let words = || proptest::sample::select(vec!["", "because", "x\0y", "ж"]).prop_map(str::to_owned);
    prop_oneof![
        4 => (b.clone(), n.clone(), views, words())
            .prop_map(|(bout, n, views, reason)| Op::Disagree { bout, n, views, reason }),
        2 => (b.clone(), n.clone()).prop_map(|(bout, n)| Op::TakeBack { bout, n }),
        4 => (b, n, 10..13_u64, own, words())
            .prop_map(|(bout, n, coach, own, note)| Op::Coach { bout, n, coach, own, note }),
        1 => Just(Op::Told),
        1 => prop_oneof![Just(1_u64), Just(2), 10..13_u64].prop_map(|person| Op::Forget { person }),
        1 => Just(Op::Reopen),
    ]
}

#[derive(Debug, Clone, PartialEq)]
struct Said {
    views: Four<View>,
    reason: String,
    looked_at: bool,
}

#[derive(Debug, Clone, PartialEq)]
struct Coached {
    coach: Option<u64>,
    own: Four<u8>,
    note: String,
    told: bool,
}

/// Bouts by place in the list: 0 and 1 are trainee 1's and 2's in the server, 2 is trainee 1's in direct messages, 3
/// was stopped.
#[derive(Debug, Default)]
struct Model {
    gone: Vec<usize>,
    said: BTreeMap<(usize, u32), Said>,
    coached: BTreeMap<(usize, u32), Coached>,
}

const OWNERS: [u64; 4] = [1, 2, 1, 2];

async fn play(store: &Store) -> Vec<BoutId> {
    let mut bouts = Vec::new();
    for (place, owner) in (0_u64..).zip(OWNERS) {
        let at = if place == 2 { direct(place) } else { thread(place) };
        let id = store.begin(&bout(place), TraineeId(owner), at, Voice::Bot, None, 1).await.unwrap();
        for n in [1, 2] {
            let next = exchange(n, "words", (n == 2).then_some(Ending::Resolved));
            let message = MessageKey(place * 10 + u64::from(n));
            store.keep_exchange(id, message, &next, Some(marks(MACHINE)), 1).await.unwrap();
        }
        if place == 3 {
            store.end(id, Ending::Abandoned, None, true, 1).await.unwrap();
        }
        bouts.push(id);
    }
    bouts
}

async fn apply(op: &Op, now_ms: i64, bouts: &[BoutId], model: &mut Model, store: &mut Store, home: &Home) {
    match op.clone() {
        Op::Disagree { bout, n, views, reason } => {
            let done = store.disagree(bouts[bout], n, views, &reason, now_ms).await;
            assert_eq!(done.is_ok(), bout != 3 && !model.gone.contains(&bout), "{done:?}");
            let same = |said: &Said| said.views == views && said.reason == reason;
            if done.is_ok() && !model.said.get(&(bout, n)).is_some_and(same) {
                model.said.insert((bout, n), Said { views, reason, looked_at: false });
            }
        }
        Op::TakeBack { bout, n } => {
            let taken = store.take_back(bouts[bout], n, now_ms).await.unwrap();
            assert_eq!(taken, model.said.remove(&(bout, n)).is_some());
        }
        Op::Coach { bout, n, coach, own, note } => {
            let done = store.coach_says((bouts[bout], n), SERVER, TraineeId(coach), own, &note, now_ms).await.unwrap();
            let shared = model.said.get_mut(&(bout, n)).filter(|_| bout != 2);
            let Some(said) = shared else { return assert_eq!(done, CoachSaid::NotShared) };
            said.looked_at = true;
            let new = Coached { coach: Some(coach), own, note, told: false };
            let same = model.coached.get(&(bout, n)).is_some_and(|old| Coached { told: false, ..old.clone() } == new);
            assert_eq!(done, if same { CoachSaid::Already } else { CoachSaid::Kept });
            if !same {
                model.coached.insert((bout, n), new);
            }
        }
        Op::Told => {
            for said in store.untold().await.unwrap() {
                store.told(said.id).await.unwrap();
            }
            model.coached.values_mut().for_each(|said| said.told = true);
        }
        Op::Forget { person } => {
            store.forget(TraineeId(person)).await.unwrap();
            let theirs: Vec<usize> = (0..4).filter(|bout| OWNERS[*bout] == person).collect();
            model.said.retain(|(bout, _), _| !theirs.contains(bout));
            model.coached.retain(|(bout, _), _| !theirs.contains(bout));
            model.gone.extend(theirs);
            for said in model.coached.values_mut().filter(|said| said.coach == Some(person)) {
                (said.coach, said.note) = (None, String::new());
            }
        }
        Op::Reopen => *store = home.open().await,
    }
}

async fn agree(bouts: &[BoutId], model: &Model, store: &Store) {
    for (place, id) in bouts.iter().enumerate() {
        let found = store.opinions(*id).await.unwrap();
        for n in [1, 2] {
            let said = found.of_trainee(n).map(|said| Said {
                views: said.views,
                reason: said.reason.clone(),
                looked_at: said.looked_at,
            });
            assert_eq!(said.as_ref(), model.said.get(&(place, n)));
            let coached = found.of_coach(n).map(|said| (said.coach.map(|c| c.0), said.own, said.note.clone()));
            let wanted = model.coached.get(&(place, n)).map(|said| (said.coach, said.own, said.note.clone()));
            assert_eq!(coached, wanted);
            assert!(found.of_coach(n).is_none_or(|said| said.machine == marks(MACHINE)));
        }
        assert!(found.disagreements.len() + found.coaches.len() <= 4, "one word of each on each reply");
    }
    for looked_at in [false, true] {
        let wanted = model.said.iter().filter(|((bout, _), said)| *bout != 2 && said.looked_at == looked_at).count();
        let found = store.shared(SERVER, looked_at, 1).await.unwrap();
        assert_eq!((found.count as usize, found.lines.len()), (wanted, wanted));
    }
    let near = |said: &&Coached| said.own.overall.is_none_or(|own| own.abs_diff(MACHINE) <= ONE_LEVEL);
    let (looked_at, agreed) = (model.coached.len(), model.coached.values().filter(near).count());
    let wanted = Agreement { looked_at: u32::try_from(looked_at).unwrap(), agreed: u32::try_from(agreed).unwrap() };
    assert_eq!(store.agreement(SERVER).await.unwrap(), wanted);
    assert_eq!(store.untold().await.unwrap().len(), model.coached.values().filter(|said| !said.told).count());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn opinions_are_what_a_plain_model_says(ops in proptest::collection::vec(ops(), 1..40)) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let home = Home::new();
            let mut store = home.open().await;
            let bouts = play(&store).await;
            let mut model = Model::default();
            for (now_ms, op) in (2..).zip(&ops) {
                apply(op, now_ms, &bouts, &mut model, &mut store, &home).await;
                agree(&bouts, &model, &store).await;
            }
        });
    }
}
