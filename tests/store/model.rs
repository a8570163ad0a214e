//! Random operations, each also done on a plain model in memory: the store must always say what the model says.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::sample::Index;
use sparring::bout::Bout;
use sparring::marks::Marks;
use sparring::persona::Ending;
use sparring::store::{
    BoutId, ChannelKey, GuildKey, Kept, LineId, MessageKey, Place, Store, StoreError, TraineeId, Voice,
};

use crate::samples::{Home, bout, direct, exchange, marks, thread, wait};

#[derive(Debug, Clone)]
enum Op {
    Begin {
        trainee: u64,
        channel: u64,
        seed: u64,
    },
    Branch {
        from: Index,
    },
    Reply {
        bout: Index,
        message: u64,
        text: String,
        ending: Option<Ending>,
        overall: u8,
    },
    Wait {
        bout: Index,
        text: String,
    },
    AwaitReply {
        bout: Index,
        after_ms: i64,
    },
    PutOff {
        after_ms: Option<i64>,
    },
    Seen {
        bout: Index,
        message: u64,
    },
    LineSent {
        line: Index,
        message: u64,
    },
    CardSent {
        bout: Index,
    },
    End {
        bout: Index,
        overall: Option<u8>,
        stop: bool,
    },
    WriteOff {
        bout: Index,
    },
    Hint {
        bout: Index,
        hint: String,
    },
    Forget {
        trainee: u64,
    },
    OnBoard {
        trainee: u64,
        show: bool,
    },
    /// Dropped without closing, and opened again.
    Restart,
}

fn ops() -> impl Strategy<Value = Op> {
    let ending = prop_oneof![
        4 => Just(None),
        1 => Just(Some(Ending::Resolved)),
        1 => Just(Some(Ending::WalkedOut)),
    ];
    let index = any::<Index>;
    prop_oneof![
        4 => (1..4_u64, 1..6_u64, any::<u64>()).prop_map(|(trainee, channel, seed)| Op::Begin { trainee, channel, seed }),
        2 => index().prop_map(|from| Op::Branch { from }),
        10 => (index(), 1..60_u64, any::<String>(), ending, 0..=100_u8).prop_map(
            |(bout, message, text, ending, overall)| Op::Reply { bout, message, text, ending, overall }
        ),
        3 => (index(), ".{0,9}").prop_map(|(bout, text)| Op::Wait { bout, text }),
        4 => (index(), 0..30_i64).prop_map(|(bout, after_ms)| Op::AwaitReply { bout, after_ms }),
        1 => proptest::option::of(0..30_i64).prop_map(|after_ms| Op::PutOff { after_ms }),
        2 => (index(), 1..60_u64).prop_map(|(bout, message)| Op::Seen { bout, message }),
        4 => (index(), 100..200_u64).prop_map(|(line, message)| Op::LineSent { line, message }),
        2 => index().prop_map(|bout| Op::CardSent { bout }),
        2 => (index(), proptest::option::of(0..=100_u8), any::<bool>()).prop_map(
            |(bout, overall, stop)| Op::End { bout, overall, stop }
        ),
        1 => index().prop_map(|bout| Op::WriteOff { bout }),
        2 => (index(), ".{0,9}").prop_map(|(bout, hint)| Op::Hint { bout, hint }),
        1 => (1..4_u64).prop_map(|trainee| Op::Forget { trainee }),
        1 => (1..4_u64, any::<bool>()).prop_map(|(trainee, show)| Op::OnBoard { trainee, show }),
        1 => Just(Op::Restart),
    ]
}

/// A bout as the model keeps it.
#[derive(Debug, Clone)]
struct Known {
    trainee: TraineeId,
    place: Place,
    bout: Bout,
    branch_of: Option<BoutId>,
    seen: Option<u64>,
    card_sent: bool,
    stopped: bool,
    marks: Option<Marks>,
    ended_ms: Option<i64>,
    messages: Vec<u64>,
    owed: Vec<(u32, String)>,
    due_ms: Option<i64>,
}

#[derive(Debug, Default)]
struct Model {
    bouts: BTreeMap<BoutId, Known>,
    off_board: BTreeSet<TraineeId>,
    /// Serves as the clock.
    now_ms: i64,
}

impl Model {
    fn pick(&self, index: Index) -> Option<BoutId> {
        let ids: Vec<_> = self.bouts.keys().copied().collect();
        (!ids.is_empty()).then(|| *index.get(&ids))
    }

    fn begun(&mut self, id: BoutId, trainee: TraineeId, place: Place, bout: Bout, branch_of: Option<BoutId>) {
        let (n, says) = bout.exchanges.last().map_or((0, &bout.opening), |last| (last.n, &last.client));
        let again = bout.waits.iter().filter(|wait| wait.n == n).flat_map(|wait| &wait.client);
        let known = Known {
            due_ms: None,
            trainee,
            place,
            branch_of,
            seen: self.bouts.values().filter(|b| b.place.channel == place.channel).filter_map(|b| b.seen).max(),
            card_sent: false,
            stopped: false,
            marks: None,
            ended_ms: None,
            messages: Vec::new(),
            owed: says.iter().chain(again).map(|text| (n, text.clone())).collect(),
            bout,
        };
        assert!(self.bouts.insert(id, known).is_none(), "an id is given once");
    }

    fn forget(&mut self, trainee: TraineeId) -> Vec<ChannelKey> {
        let gone = |known: &Known| known.trainee == trainee;
        let open = self.bouts.values().filter(|b| gone(b) && b.bout.ending.is_none());
        let channels: BTreeSet<_> = open.map(|b| b.place.channel).collect();
        self.bouts.retain(|_, known| !gone(known));
        self.off_board.remove(&trainee);
        channels.into_iter().collect()
    }

    /// Average in tenths and number of bouts of everybody on the board of server 7.
    fn board(&self, since_ms: i64) -> BTreeMap<TraineeId, (u32, u32)> {
        let mut sums: BTreeMap<TraineeId, (u32, u32)> = BTreeMap::new();
        for known in self.bouts.values() {
            let counts = known.place.guild == Some(GuildKey(7))
                && known.ended_ms.is_some_and(|at| at >= since_ms)
                && known.branch_of.is_none()
                && !known.stopped
                && !known.bout.exchanges.is_empty()
                && !self.off_board.contains(&known.trainee);
            if let (true, Some(marks)) = (counts, known.marks) {
                let sum = sums.entry(known.trainee).or_default();
                *sum = (sum.0 + u32::from(marks.overall), sum.1 + 1);
            }
        }
        sums.into_iter().map(|(who, (sum, n))| (who, ((sum * 20 + n) / (2 * n), n))).collect()
    }
}

/// Does one thing to both.
async fn apply(op: &Op, model: &mut Model, store: &mut Store, home: &Home) {
    model.now_ms += 10;
    let now_ms = model.now_ms;
    match op {
        Op::Begin { trainee, channel, seed } => {
            let trainee = TraineeId(*trainee);
            let place = if *channel == 1 { direct(1) } else { thread(*channel) };
            let bout = bout(*seed);
            let id = store.begin(&bout, trainee, place, Voice::Webhook, None, now_ms).await.unwrap();
            model.begun(id, trainee, place, bout, None);
        }
        Op::Branch { from } => {
            let Some(parent) = model.pick(*from) else { return };
            let known = model.bouts[&parent].clone();
            let Ok(branch) = known.bout.rewind(u32::try_from(known.bout.exchanges.len()).unwrap()) else { return };
            let id = store.begin(&branch, known.trainee, known.place, Voice::Webhook, Some(parent), now_ms).await;
            model.begun(id.unwrap(), known.trainee, known.place, branch, Some(parent));
        }
        Op::Reply { bout, message, text, ending, overall } => {
            let Some(id) = model.pick(*bout) else { return };
            let answered = model.bouts.values().any(|b| b.messages.contains(message));
            let known = model.bouts.get_mut(&id).unwrap();
            let next = exchange(u32::try_from(known.bout.exchanges.len()).unwrap() + 1, text, *ending);
            let kept = store.keep_exchange(id, MessageKey(*message), &next, Some(marks(*overall)), now_ms).await;
            if answered {
                assert!(matches!(kept, Ok(Kept::Already)), "{kept:?}");
            } else if known.bout.ending.is_some() {
                assert!(matches!(kept, Err(StoreError::Over(_))), "{kept:?}");
            } else {
                assert!(matches!(kept, Ok(Kept::New)), "{kept:?}");
                known.messages.push(*message);
                known.seen = known.seen.max(Some(*message));
                known.owed.extend(next.client.iter().map(|text| (next.n, text.clone())));
                known.due_ms = None;
                if ending.is_some() {
                    (known.bout.ending, known.ended_ms) = (*ending, Some(now_ms));
                    known.marks = Some(marks(*overall));
                }
                known.bout.exchanges.push(next);
            }
        }
        Op::Wait { bout, text } => {
            let Some(id) = model.pick(*bout) else { return };
            let known = model.bouts.get_mut(&id).unwrap();
            let n = u32::try_from(known.bout.exchanges.len()).unwrap();
            let again = wait(n, text);
            let early = store.keep_wait(id, &wait(n + 1, text), now_ms).await;
            let kept = store.keep_wait(id, &again, now_ms).await;
            if known.bout.ending.is_some() {
                assert!(matches!((&early, &kept), (Err(StoreError::Over(_)), Err(StoreError::Over(_)))), "{kept:?}");
            } else {
                assert!(matches!(early, Err(StoreError::OutOfTurn { .. })), "{early:?}");
                kept.unwrap();
                known.owed.extend(again.client.iter().map(|text| (n, text.clone())));
                known.bout.waits.push(again);
                known.due_ms = None;
            }
        }
        Op::AwaitReply { bout, after_ms } => {
            let Some(id) = model.pick(*bout) else { return };
            let due_ms = now_ms + after_ms;
            store.await_reply(id, due_ms).await.unwrap();
            let known = model.bouts.get_mut(&id).unwrap();
            if known.bout.ending.is_none() {
                known.due_ms.get_or_insert(due_ms);
            }
        }
        Op::PutOff { after_ms } => {
            let due = store.due(now_ms).await.unwrap();
            let to = after_ms.map(|after_ms| now_ms + after_ms);
            for due in &due {
                model.bouts.get_mut(&due.bout).unwrap().due_ms = to;
            }
            store.put_off(due.into_iter().map(|due| (due, to)).collect()).await.unwrap();
        }
        Op::Seen { bout, message } => {
            let Some(id) = model.pick(*bout) else { return };
            store.note_seen(id, MessageKey(*message)).await.unwrap();
            let known = model.bouts.get_mut(&id).unwrap();
            known.seen = known.seen.max(Some(*message));
        }
        Op::LineSent { line, message } => {
            let Some(id) = model.pick(*line) else { return };
            let owed = store.owed(id).await.unwrap();
            if owed.is_empty() {
                store.line_sent(LineId(i64::MAX), MessageKey(*message)).await.unwrap();
                return;
            }
            let place = line.index(owed.len());
            store.line_sent(owed[place].id, MessageKey(*message)).await.unwrap();
            model.bouts.get_mut(&id).unwrap().owed.remove(place);
        }
        Op::CardSent { bout } => {
            let Some(id) = model.pick(*bout) else { return };
            store.card_sent(id).await.unwrap();
            model.bouts.get_mut(&id).unwrap().card_sent = true;
        }
        Op::End { bout, overall, stop } => {
            let Some(id) = model.pick(*bout) else { return };
            store.end(id, Ending::Abandoned, overall.map(marks), *stop, now_ms).await.unwrap();
            let known = model.bouts.get_mut(&id).unwrap();
            if known.bout.ending.is_none() {
                (known.bout.ending, known.ended_ms) = (Some(Ending::Abandoned), Some(now_ms));
                known.marks = overall.map(marks);
                known.due_ms = None;
            }
            if *stop {
                (known.stopped, known.card_sent, known.marks) = (true, true, None);
                known.owed.clear();
            }
        }
        Op::WriteOff { bout } => {
            let Some(id) = model.pick(*bout) else { return };
            store.write_off(id).await.unwrap();
            let known = model.bouts.get_mut(&id).unwrap();
            known.card_sent = true;
            known.owed.clear();
            known.due_ms = None;
        }
        Op::Hint { bout, hint } => {
            let Some(id) = model.pick(*bout) else { return };
            for _ in 0..2 {
                store.keep_hint(id, hint, now_ms).await.unwrap();
            }
            model.bouts.get_mut(&id).unwrap().bout.hints.push(hint.clone());
        }
        Op::Forget { trainee } => {
            let trainee = TraineeId(*trainee);
            assert_eq!(store.forget(trainee).await.unwrap(), model.forget(trainee));
        }
        Op::OnBoard { trainee, show } => {
            let trainee = TraineeId(*trainee);
            store.show_on_board(trainee, *show).await.unwrap();
            if *show {
                model.off_board.remove(&trainee);
            } else {
                model.off_board.insert(trainee);
            }
        }
        Op::Restart => *store = home.open().await,
    }
}

/// Asks both everything.
async fn agree(model: &Model, store: &Store) {
    let newest = |which: &dyn Fn(&Known) -> bool| model.bouts.iter().filter(|(_, b)| which(b)).map(|(id, _)| *id).max();
    let mut unfinished = Vec::new();
    for (id, known) in &model.bouts {
        let kept = store.bout(*id).await.unwrap().unwrap();
        assert_eq!(kept.bout, known.bout);
        assert_eq!((kept.trainee, kept.place, kept.branch_of), (known.trainee, known.place, known.branch_of));
        assert_eq!((kept.seen.map(|m| m.0), kept.card_sent), (known.seen, known.card_sent));
        assert_eq!((kept.stopped, kept.marks, kept.ended_ms), (known.stopped, known.marks, known.ended_ms));
        let owed = store.owed(*id).await.unwrap();
        assert!(owed.is_sorted_by_key(|line| line.id));
        assert_eq!(owed.into_iter().map(|line| (line.exchange, line.text)).collect::<Vec<_>>(), known.owed);
        if known.bout.ending.is_none() || !known.card_sent || !known.owed.is_empty() {
            unfinished.push(*id);
        }
    }
    assert_eq!(store.unfinished().await.unwrap(), unfinished);
    let wanted = |known: &Known| known.due_ms.filter(|due_ms| *due_ms <= model.now_ms);
    let due = model.bouts.iter().filter_map(|(id, known)| Some((wanted(known)?, *id, known)));
    let mut due: Vec<_> = due.map(|(at, id, b)| (at, id, b.bout.exchanges.len(), b.bout.waits.len())).collect();
    due.sort_unstable();
    let found = store.due(model.now_ms).await.unwrap().into_iter();
    let found = found.map(|due| (due.due_ms, due.bout, due.replies as usize, due.waits as usize));
    assert_eq!(found.collect::<Vec<_>>(), due);
    assert_eq!(store.next_due().await.unwrap(), model.bouts.values().filter_map(|b| b.due_ms).min());
    for channel in (1..6).map(ChannelKey) {
        let kept = store.bout_in(channel).await.unwrap().map(|kept| kept.id);
        assert_eq!(kept, newest(&|b| b.place.channel == channel));
    }
    for trainee in (1..4).map(TraineeId) {
        for guild in [None, Some(GuildKey(7))] {
            let kept = store.newest_of(trainee, guild).await.unwrap().map(|kept| kept.id);
            assert_eq!(kept, newest(&|b| b.trainee == trainee && b.place.guild == guild));
        }
        assert_eq!(store.on_board(trainee).await.unwrap(), !model.off_board.contains(&trainee));
    }
    for since_ms in [0, model.now_ms / 2] {
        let board = store.board(GuildKey(7), since_ms, 1, TraineeId(1)).await.unwrap();
        let expected = model.board(since_ms);
        for line in &board.lines {
            let above = expected.values().filter(|(tenths, _)| *tenths > line.average_tenths).count();
            assert_eq!(line.place as usize, above + 1);
        }
        assert!(board.lines.is_sorted_by_key(|line| line.place));
        assert_eq!(board.own.as_ref(), board.lines.iter().find(|line| line.trainee == TraineeId(1)));
        let lines = board.lines.iter().map(|line| (line.trainee, (line.average_tenths, line.bouts)));
        assert_eq!(lines.collect::<BTreeMap<_, _>>(), expected);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn the_store_says_what_a_plain_model_says(ops in proptest::collection::vec(ops(), 1..60)) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let home = Home::new();
            let mut store = home.open().await;
            let mut model = Model::default();
            for op in &ops {
                apply(op, &mut model, &mut store, &home).await;
            }
            agree(&model, &store).await;
            store.close().await.unwrap();
            agree(&model, &home.open().await).await;
        });
    }
}
