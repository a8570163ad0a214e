//! Bouts: whole, in turn, once, and never lost.

use sparring::bout::Bout;
use sparring::persona::Ending;
use sparring::store::{
    BoutId, ChannelKey, GuildKey, Kept, LineId, MessageKey, Place, Store, StoreError, TraineeId, Voice,
};

use crate::samples::{Home, bout, direct, exchange, marks, thread};

const ANNA: TraineeId = TraineeId(1);
const BEN: TraineeId = TraineeId(2);

async fn begin(store: &Store, bout: &Bout, trainee: TraineeId, place: Place) -> BoutId {
    store.begin(bout, trainee, place, Voice::Webhook, None, 1_000).await.unwrap()
}

/// The owed lines with the number of their exchange.
async fn owed(store: &Store, id: BoutId) -> Vec<(u32, String)> {
    store.owed(id).await.unwrap().into_iter().map(|line| (line.exchange, line.text)).collect()
}

#[tokio::test]
async fn a_bout_comes_back_whole() {
    let home = Home::new();
    let store = home.open().await;
    let mut talk = bout(u64::MAX);
    let id = store.begin(&talk, ANNA, direct(100), Voice::Bot, None, 1_000).await.unwrap();
    let replies = [
        "I'm sorry about the \u{201c}charge\u{201d}, Craig.".to_owned(),
        "ж".repeat(4_000),
        "nul \0 in the middle".to_owned(),
        "👩‍👩‍👧 \u{202e}rtl\u{200b} '; DROP TABLE bouts; --\r\n\t\\".to_owned(),
        String::new(),
    ];
    for (n, reply) in (1..).zip(&replies) {
        let next = exchange(n, reply, None);
        let message = MessageKey(u64::from(n));
        assert_eq!(store.keep_exchange(id, message, &next, None, 2_000).await.unwrap(), Kept::New);
        talk.exchanges.push(next);
    }
    store.keep_hint(id, "Name what he lost.", 3_000).await.unwrap();
    talk.hints.push("Name what he lost.".into());

    store.close().await.unwrap();
    let kept = home.open().await.bout(id).await.unwrap().unwrap();
    assert_eq!(kept.bout, talk);
    assert_eq!((kept.id, kept.trainee, kept.place, kept.voice), (id, ANNA, direct(100), Voice::Bot));
    assert_eq!((kept.branch_of, kept.seen, kept.card_sent), (None, Some(MessageKey(5)), false));
    assert_eq!((kept.stopped, kept.marks, kept.began_ms, kept.ended_ms), (false, None, 1_000, None));
}

#[tokio::test]
async fn a_message_makes_one_exchange() {
    let home = Home::new();
    let store = home.open().await;
    let id = begin(&store, &bout(1), ANNA, thread(100)).await;
    let first = exchange(1, "first", None);
    assert_eq!(store.keep_exchange(id, MessageKey(11), &first, None, 1).await.unwrap(), Kept::New);
    let before = store.bout(id).await.unwrap();
    let lines = store.owed(id).await.unwrap();

    // The same message again: as it was, as another exchange, and in a branch.
    let branch = begin(&store, &bout(1), ANNA, thread(100)).await;
    for (bout, exchange) in [(id, &first), (id, &exchange(2, "other", None)), (branch, &first)] {
        let kept = store.keep_exchange(bout, MessageKey(11), exchange, None, 2).await.unwrap();
        assert_eq!(kept, Kept::Already);
    }
    assert_eq!(store.bout(id).await.unwrap(), before);
    assert_eq!(store.owed(id).await.unwrap(), lines);
    assert!(store.bout(branch).await.unwrap().unwrap().bout.exchanges.is_empty());
}

#[tokio::test]
async fn of_many_deliveries_at_once_one_is_new() {
    let home = Home::new();
    let store = home.open().await;
    let id = begin(&store, &bout(1), ANNA, thread(100)).await;
    let deliveries = (0..50).map(|_| {
        let store = store.clone();
        tokio::spawn(async move {
            store.keep_exchange(id, MessageKey(11), &exchange(1, "hello", None), None, 1).await.unwrap()
        })
    });
    let mut new = 0;
    for delivery in deliveries.collect::<Vec<_>>() {
        new += u32::from(delivery.await.unwrap() == Kept::New);
    }
    assert_eq!(new, 1);
    assert_eq!(store.bout(id).await.unwrap().unwrap().bout.exchanges.len(), 1);
}

#[tokio::test]
async fn lines_are_owed_until_they_are_sent() {
    let home = Home::new();
    let store = home.open().await;
    let id = begin(&store, &bout(1), ANNA, thread(100)).await;
    store.keep_exchange(id, MessageKey(11), &exchange(1, "a", None), None, 1).await.unwrap();
    let (lines, answered) = (store.owed(id).await.unwrap(), Some(MessageKey(11)));
    assert_eq!(
        owed(&store, id).await,
        [
            (0, "You took my money.".to_owned()),
            (0, "Well?".to_owned()),
            (1, "Answer 1.".to_owned()),
            (1, "And another thing, 1.".to_owned()),
        ]
    );

    assert_eq!(lines.iter().map(|line| line.after).collect::<Vec<_>>(), [None, None, answered, answered]);

    store.line_sent(lines[0].id, MessageKey(900)).await.unwrap();
    store.line_sent(lines[2].id, MessageKey(902)).await.unwrap();
    store.line_sent(lines[2].id, MessageKey(903)).await.unwrap();
    store.line_sent(LineId(4_711), MessageKey(904)).await.unwrap();
    assert_eq!(owed(&store, id).await, [(0, "Well?".to_owned()), (1, "And another thing, 1.".to_owned())]);
    store.close().await.unwrap();
    assert_eq!(home.open().await.owed(id).await.unwrap().len(), 2);
}

#[tokio::test]
async fn an_exchange_that_ends_the_bout_brings_ending_and_marks() {
    let home = Home::new();
    let store = home.open().await;
    let id = begin(&store, &bout(1), ANNA, thread(100)).await;
    store.keep_exchange(id, MessageKey(11), &exchange(1, "a", None), Some(marks(99)), 1_500).await.unwrap();
    assert_eq!(store.bout(id).await.unwrap().unwrap().marks, None, "it goes on, so there is no scorecard yet");

    let last = exchange(2, "b", Some(Ending::Resolved));
    store.keep_exchange(id, MessageKey(12), &last, Some(marks(81)), 2_500).await.unwrap();
    let kept = store.bout(id).await.unwrap().unwrap();
    assert_eq!((kept.bout.ending, kept.ended_ms), (Some(Ending::Resolved), Some(2_500)));
    assert_eq!((kept.marks, kept.card_sent), (Some(marks(81)), false));
    assert_eq!(store.owed(id).await.unwrap().len(), 6, "the client's last words are owed too");

    let late = store.keep_exchange(id, MessageKey(13), &exchange(3, "c", None), None, 3_000).await;
    assert!(matches!(late, Err(StoreError::Over(over)) if over == id), "{late:?}");
    store.end(id, Ending::Abandoned, Some(marks(1)), false, 3_000).await.unwrap();
    assert_eq!(store.bout(id).await.unwrap(), Some(kept), "an ended bout is not ended again");
}

#[tokio::test]
async fn an_exchange_must_follow_on_what_is_kept() {
    let home = Home::new();
    let store = home.open().await;
    let id = begin(&store, &bout(1), ANNA, thread(100)).await;
    for (message, n) in [(11, 0), (12, 2)] {
        let early = store.keep_exchange(id, MessageKey(message), &exchange(n, "a", None), None, 1).await;
        let Err(StoreError::OutOfTurn { expected: 1, found, .. }) = early else { panic!("{early:?}") };
        assert_eq!(found, n);
    }
    let kept = store.bout(id).await.unwrap().unwrap();
    assert_eq!((kept.bout.exchanges.len(), kept.seen), (0, None), "a refused exchange leaves nothing");
    assert_eq!(owed(&store, id).await.len(), 2);

    let nobody = store.keep_exchange(BoutId(99), MessageKey(11), &exchange(1, "a", None), None, 1).await;
    assert!(matches!(nobody, Err(StoreError::NoSuchBout(BoutId(99)))), "{nobody:?}");
    let hint = store.keep_hint(BoutId(99), "Listen.", 1).await;
    assert!(matches!(hint, Err(StoreError::NoSuchBout(BoutId(99)))), "{hint:?}");
    let branch = store.begin(&bout(1), ANNA, thread(100), Voice::Bot, Some(BoutId(99)), 1).await;
    assert!(matches!(branch, Err(StoreError::NoSuchBout(BoutId(99)))), "{branch:?}");
}

#[tokio::test]
async fn the_end_from_outside_has_its_marks() {
    let home = Home::new();
    let store = home.open().await;
    let id = begin(&store, &bout(1), ANNA, thread(100)).await;
    store.keep_exchange(id, MessageKey(11), &exchange(1, "a", None), None, 1).await.unwrap();
    store.end(id, Ending::Abandoned, Some(marks(40)), false, 2_000).await.unwrap();
    let kept = store.bout(id).await.unwrap().unwrap();
    assert_eq!((kept.bout.ending, kept.marks), (Some(Ending::Abandoned), Some(marks(40))));
    assert_eq!((kept.ended_ms, kept.stopped, kept.card_sent), (Some(2_000), false, false));
    assert_eq!(store.unfinished().await.unwrap(), [id], "the card is still owed");
}

#[tokio::test]
async fn stop_leaves_no_marks_and_owes_nothing() {
    let home = Home::new();
    let store = home.open().await;
    // In the middle, and after an ending whose card is still on its way.
    let open = begin(&store, &bout(1), ANNA, thread(100)).await;
    let ended = begin(&store, &bout(1), ANNA, thread(101)).await;
    let last = exchange(1, "a", Some(Ending::WalkedOut));
    store.keep_exchange(ended, MessageKey(11), &last, Some(marks(20)), 1).await.unwrap();
    for (id, ending) in [(open, Ending::Abandoned), (ended, Ending::WalkedOut)] {
        store.end(id, Ending::Abandoned, Some(marks(20)), true, 2).await.unwrap();
        let kept = store.bout(id).await.unwrap().unwrap();
        assert_eq!((kept.stopped, kept.marks, kept.card_sent), (true, None, true));
        assert_eq!(kept.bout.ending, Some(ending));
        assert_eq!(owed(&store, id).await, []);
    }
    assert_eq!(store.unfinished().await.unwrap(), []);
}

#[tokio::test]
async fn unfinished_is_what_still_wants_something() {
    let home = Home::new();
    let store = home.open().await;
    let send_all = async |id| {
        for line in store.owed(id).await.unwrap() {
            store.line_sent(line.id, MessageKey(900)).await.unwrap();
        }
    };
    let [open, owes_lines, owes_card, done, gone] = {
        let mut ids = [BoutId(0); 5];
        for (channel, id) in (100..).zip(&mut ids) {
            *id = begin(&store, &bout(1), ANNA, thread(channel)).await;
        }
        ids
    };
    for (message, id) in (10..).zip([owes_lines, owes_card, done, gone]) {
        let last = exchange(1, "a", Some(Ending::Parted));
        store.keep_exchange(id, MessageKey(message), &last, Some(marks(50)), 1).await.unwrap();
    }
    send_all(open).await;
    store.card_sent(owes_lines).await.unwrap();
    send_all(owes_card).await;
    send_all(done).await;
    store.card_sent(done).await.unwrap();
    store.card_sent(done).await.unwrap();
    store.write_off(gone).await.unwrap();

    assert_eq!(store.unfinished().await.unwrap(), [open, owes_lines, owes_card]);
    assert_eq!(store.bout(gone).await.unwrap().unwrap().marks, Some(marks(50)), "written off, it still counts");
}

#[tokio::test]
async fn what_was_seen_never_goes_back() {
    let home = Home::new();
    let store = home.open().await;
    let id = begin(&store, &bout(1), ANNA, thread(100)).await;
    for (message, seen) in [(20, 20), (10, 20), (30, 30)] {
        store.note_seen(id, MessageKey(message)).await.unwrap();
        assert_eq!(store.bout(id).await.unwrap().unwrap().seen, Some(MessageKey(seen)));
    }
    store.keep_exchange(id, MessageKey(25), &exchange(1, "late", None), None, 1).await.unwrap();
    assert_eq!(store.bout(id).await.unwrap().unwrap().seen, Some(MessageKey(30)));
    store.note_seen(BoutId(99), MessageKey(1)).await.unwrap();

    let next = begin(&store, &bout(2), ANNA, thread(100)).await;
    let elsewhere = begin(&store, &bout(2), ANNA, thread(101)).await;
    assert_eq!(store.bout(next).await.unwrap().unwrap().seen, Some(MessageKey(30)), "the channel was read so far");
    assert_eq!(store.bout(elsewhere).await.unwrap().unwrap().seen, None);
}

#[tokio::test]
async fn a_branch_is_whole_and_says_the_last_lines_again() {
    let home = Home::new();
    let store = home.open().await;
    let mut talk = bout(1);
    talk.hints = vec!["Listen.".into(), "Listen.".into()];
    let id = begin(&store, &talk, ANNA, thread(100)).await;
    for n in 1..=3 {
        let next = exchange(n, "a", None);
        store.keep_exchange(id, MessageKey(u64::from(10 + n)), &next, None, 1).await.unwrap();
        talk.exchanges.push(next);
    }
    let branch = talk.rewind(3).unwrap();
    let branch_id = store.begin(&branch, ANNA, thread(100), Voice::Webhook, Some(id), 5).await.unwrap();
    let kept = store.bout(branch_id).await.unwrap().unwrap();
    assert_eq!((&kept.bout, kept.branch_of), (&branch, Some(id)));
    assert_eq!(owed(&store, branch_id).await, [(2, "Answer 2.".to_owned()), (2, "And another thing, 2.".to_owned())]);
    assert_eq!(store.bout(id).await.unwrap().unwrap().bout, talk, "the first try stays as it was");

    let anew = store.begin(&talk.rewind(1).unwrap(), ANNA, thread(100), Voice::Webhook, Some(id), 6).await.unwrap();
    assert_eq!(owed(&store, anew).await, [(0, "You took my money.".to_owned()), (0, "Well?".to_owned())]);
    let again = store.keep_exchange(branch_id, MessageKey(20), &exchange(3, "other", None), None, 7).await.unwrap();
    assert_eq!(again, Kept::New);
}

#[tokio::test]
async fn a_hint_is_kept_once_and_in_order() {
    let home = Home::new();
    let store = home.open().await;
    let id = begin(&store, &bout(1), ANNA, thread(100)).await;
    for (hint, at) in [("b", 1), ("b", 1), ("a", 2), ("b", 3)] {
        store.keep_hint(id, hint, at).await.unwrap();
    }
    assert_eq!(store.bout(id).await.unwrap().unwrap().bout.hints, ["b", "a", "b"]);
}

#[tokio::test]
async fn the_newest_bout_is_found() {
    let home = Home::new();
    let store = home.open().await;
    let first = begin(&store, &bout(1), ANNA, thread(100)).await;
    let second = begin(&store, &bout(2), ANNA, thread(101)).await;
    let private = begin(&store, &bout(3), ANNA, direct(102)).await;
    let other = begin(&store, &bout(4), BEN, thread(100)).await;
    store.end(second, Ending::Abandoned, None, false, 1).await.unwrap();

    let id = |kept: Option<sparring::store::KeptBout>| kept.map(|kept| kept.id);
    assert_eq!(id(store.bout_in(ChannelKey(100)).await.unwrap()), Some(other));
    assert_eq!(id(store.bout_in(ChannelKey(103)).await.unwrap()), None);
    assert_eq!(id(store.newest_of(ANNA, Some(GuildKey(7))).await.unwrap()), Some(second));
    assert_eq!(id(store.newest_of(ANNA, None).await.unwrap()), Some(private));
    assert_eq!(id(store.newest_of(ANNA, Some(GuildKey(8))).await.unwrap()), None);
    assert_eq!(id(store.bout(first).await.unwrap()), Some(first));
    assert_eq!(id(store.bout(BoutId(99)).await.unwrap()), None);
}

#[tokio::test]
async fn nothing_is_lost_when_the_store_is_dropped_in_the_middle() {
    let home = Home::new();
    let mut talk = bout(1);
    let store = home.open().await;
    let id = begin(&store, &talk, ANNA, thread(100)).await;
    drop(store);
    for n in 1..=20 {
        let store = home.open().await;
        let next = exchange(n, &format!("reply {n}"), None);
        store.keep_exchange(id, MessageKey(u64::from(n)), &next, None, 1).await.unwrap();
        talk.exchanges.push(next);
        drop(store);
    }
    let store = home.open().await;
    assert_eq!(store.bout(id).await.unwrap().unwrap().bout, talk);
    assert_eq!(store.owed(id).await.unwrap().len(), 42);
}

#[tokio::test]
async fn a_call_that_is_given_up_is_carried_out() {
    let home = Home::new();
    let store = home.open().await;
    let id = begin(&store, &bout(1), ANNA, thread(100)).await;
    let next = exchange(1, "a", None);
    let mut call = Box::pin(store.keep_exchange(id, MessageKey(11), &next, None, 1));
    // Asked once, then dropped: the write is queued.
    let _ = std::future::poll_fn(|cx| std::task::Poll::Ready(call.as_mut().poll(cx))).await;
    drop(call);
    assert_eq!(store.keep_exchange(id, MessageKey(11), &next, None, 1).await.unwrap(), Kept::Already);
}

#[tokio::test]
async fn a_closed_store_says_so_and_a_large_id_is_refused() {
    let home = Home::new();
    let store = home.open().await;
    let large = store.bout_in(ChannelKey(u64::MAX)).await;
    assert!(matches!(large, Err(StoreError::TooLarge(_))), "{large:?}");
    let id = begin(&store, &bout(1), ANNA, thread(i64::MAX.unsigned_abs())).await;
    assert_eq!(store.bout_in(ChannelKey(i64::MAX.unsigned_abs())).await.unwrap().unwrap().id, id);

    let clone = store.clone();
    store.close().await.unwrap();
    assert!(matches!(clone.unfinished().await, Err(StoreError::Closed)));
    assert!(matches!(clone.card_sent(id).await, Err(StoreError::Closed)));
    let names: Vec<String> = home.files().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, [home.database().display().to_string()], "closed in order, it is one file");
}
