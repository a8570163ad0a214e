//! Clients that write again: kept with the lines they owe, due when they are due, and read back whole.

use serde_json::json;
use sparring::persona::Ending;
use sparring::store::{BoutId, GuildKey, MessageKey, Quiet, Settings, Store, StoreError, TraineeId, Voice};

use crate::samples::{Home, bout, direct, exchange, marks, thread, wait};

const ADA: TraineeId = TraineeId(1);

async fn begun(store: &Store, channel: u64) -> BoutId {
    store.begin(&bout(channel), ADA, thread(channel), Voice::Bot, None, 1).await.unwrap()
}

/// Sends everything that is owed, as messages from this one on.
async fn say_all(store: &Store, id: BoutId, from: u64) {
    for (message, line) in (from..).zip(store.owed(id).await.unwrap()) {
        store.line_sent(line.id, MessageKey(message)).await.unwrap();
    }
}

#[tokio::test]
async fn a_wait_is_kept_with_its_lines_and_read_back() {
    let home = Home::new();
    let store = home.open().await;
    let id = begun(&store, 1).await;
    say_all(&store, id, 10).await;
    store.keep_wait(id, &wait(0, "Hello?"), 2).await.unwrap();
    let owed = store.owed(id).await.unwrap();
    let texts: Vec<&str> = owed.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(texts, ["Hello?", "Are you there?"]);
    assert!(owed.iter().all(|line| (line.exchange, line.after) == (0, Some(MessageKey(11)))), "{owed:?}");
    say_all(&store, id, 12).await;

    store.keep_exchange(id, MessageKey(20), &exchange(1, "Yes.", None), None, 3).await.unwrap();
    assert_eq!(store.owed(id).await.unwrap()[0].after, Some(MessageKey(20)), "an answer stands after its reply");
    say_all(&store, id, 21).await;
    store.keep_wait(id, &wait(1, "And now?"), 4).await.unwrap();
    assert_eq!(store.owed(id).await.unwrap()[0].after, Some(MessageKey(22)), "after the client's own last words");

    drop(store);
    let store = home.open().await;
    let kept = store.bout(id).await.unwrap().unwrap();
    assert_eq!(kept.bout.waits, [wait(0, "Hello?"), wait(1, "And now?")]);
    assert_eq!(kept.bout.turns().len(), 2 + 2 + 1 + 2 + 2);
}

#[tokio::test]
async fn a_wait_that_does_not_follow_is_refused_whole() {
    let home = Home::new();
    let store = home.open().await;
    let id = begun(&store, 1).await;
    let early = store.keep_wait(id, &wait(1, "Hello?"), 2).await;
    assert!(matches!(early, Err(StoreError::OutOfTurn { expected: 0, found: 1, .. })), "{early:?}");
    let nowhere = store.keep_wait(BoutId(99), &wait(0, "Hello?"), 2).await;
    assert!(matches!(nowhere, Err(StoreError::NoSuchBout(_))), "{nowhere:?}");
    store.end(id, Ending::Abandoned, None, false, 3).await.unwrap();
    let late = store.keep_wait(id, &wait(0, "Hello?"), 4).await;
    assert!(matches!(late, Err(StoreError::Over(_))), "{late:?}");
    assert_eq!(store.bout(id).await.unwrap().unwrap().bout.waits, []);
    assert_eq!(store.owed(id).await.unwrap().len(), 2, "the opening and nothing else");
}

#[tokio::test]
async fn a_branch_takes_over_what_was_written_unanswered_and_says_the_last_of_it_again() {
    let home = Home::new();
    let store = home.open().await;
    let id = begun(&store, 1).await;
    store.keep_wait(id, &wait(0, "Hello?"), 2).await.unwrap();
    store.keep_exchange(id, MessageKey(20), &exchange(1, "Yes.", None), None, 3).await.unwrap();
    store.keep_wait(id, &wait(1, "And now?"), 4).await.unwrap();
    store.keep_exchange(id, MessageKey(21), &exchange(2, "Soon.", None), None, 5).await.unwrap();
    let left = store.bout(id).await.unwrap().unwrap();
    let branch = left.bout.rewind(2).unwrap();
    let other = store.begin(&branch, ADA, left.place, Voice::Bot, Some(id), 6).await.unwrap();
    assert_eq!(store.bout(other).await.unwrap().unwrap().bout, branch);
    let owed: Vec<String> = store.owed(other).await.unwrap().into_iter().map(|line| line.text).collect();
    assert_eq!(owed, ["Answer 1.", "And another thing, 1.", "And now?", "Are you there?"]);
}

#[tokio::test]
async fn what_is_due_is_given_longest_first_until_a_reply_comes() {
    let home = Home::new();
    let store = home.open().await;
    let (a, b, c) = (begun(&store, 1).await, begun(&store, 2).await, begun(&store, 3).await);
    assert_eq!(store.next_due().await.unwrap(), None);
    for (id, due_ms) in [(a, 300), (b, 200), (c, 400)] {
        store.await_reply(id, due_ms).await.unwrap();
        store.await_reply(id, 5).await.unwrap();
    }
    let due = |store: Store, now_ms| async move {
        store.due(now_ms).await.unwrap().into_iter().map(|due| due.bout).collect::<Vec<_>>()
    };
    assert_eq!(store.next_due().await.unwrap(), Some(200), "the first note stands");
    assert_eq!(due(store.clone(), 199).await, []);
    assert_eq!(due(store.clone(), 300).await, [b, a]);

    // A reply takes it back, and what was found before is not put off any more.
    let found = store.due(300).await.unwrap();
    store.keep_exchange(b, MessageKey(20), &exchange(1, "Yes.", None), None, 3).await.unwrap();
    store.put_off(found.into_iter().map(|due| (due, Some(350))).collect()).await.unwrap();
    assert_eq!(due(store.clone(), 1_000).await, [a, c]);
    assert_eq!(store.next_due().await.unwrap(), Some(350));

    // So do an ending, a channel that is gone, and forgetting.
    store.end(a, Ending::Abandoned, Some(marks(40)), false, 4).await.unwrap();
    store.await_reply(a, 1).await.unwrap();
    assert_eq!(due(store.clone(), 1_000).await, [c]);
    store.write_off(c).await.unwrap();
    assert_eq!(store.next_due().await.unwrap(), None);
    store.await_reply(b, 7).await.unwrap();
    store.wait_no_more(b).await.unwrap();
    assert_eq!(store.next_due().await.unwrap(), None);
    store.await_reply(b, 7).await.unwrap();
    store.forget(ADA).await.unwrap();
    assert_eq!(store.next_due().await.unwrap(), None);
}

#[tokio::test]
async fn a_server_says_when_its_clients_write_again_also_for_direct_messages_begun_in_it() {
    let home = Home::new();
    let store = home.open().await;
    let seven = GuildKey(7);
    assert_eq!(store.settings(None).await.unwrap(), Settings::default());
    assert_eq!(store.settings(Some(seven)).await.unwrap(), Settings::default());
    let own =
        Settings { timezone: "Europe/Berlin".to_owned(), quiet: Quiet { from: 1_200, to: 1_439 }, waiting: false };
    store.set_settings(seven, &own).await.unwrap();
    store.set_coach_role(seven, None).await.unwrap();
    assert_eq!(store.settings(Some(seven)).await.unwrap(), own);

    let begun_in = |home| sparring::store::Place { home, ..direct(9) };
    for (channel, place, wanted) in [
        (1, thread(1), own.clone()),
        (2, begun_in(Some(seven)), own),
        (3, begun_in(None), Settings::default()),
        (4, begun_in(Some(GuildKey(8))), Settings::default()),
    ] {
        let id = store.begin(&bout(channel), ADA, place, Voice::Bot, None, 1).await.unwrap();
        assert_eq!(store.bout(id).await.unwrap().unwrap().place, place);
        store.await_reply(id, 10).await.unwrap();
        let due = store.due(10).await.unwrap();
        assert_eq!(due.iter().find(|due| due.bout == id).unwrap().settings, wanted, "{channel}");
    }
}

#[tokio::test]
async fn ones_own_data_has_what_the_client_wrote_unanswered() {
    let home = Home::new();
    let store = home.open().await;
    let id = begun(&store, 1).await;
    store.keep_wait(id, &wait(0, "Hello?"), 2).await.unwrap();
    let all = store.everything_of(ADA).await.unwrap();
    let wanted = json!([{ "after_reply": 0, "client": ["Hello?", "Are you there?"] }]);
    assert_eq!(all["bouts"][0]["written_unanswered"], wanted);
}
