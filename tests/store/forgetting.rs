//! Forgetting: no row, no byte, and nobody else's.

use sparring::bout::Bout;
use sparring::persona::Ending;
use sparring::store::{BoutId, ChannelKey, GuildKey, MessageKey, Store, TraineeId, Voice};

use crate::samples::{Home, bout, direct, exchange, marks, thread, wait};

/// Ids as Discord gives them; each stands as these eight bytes in SQLite's rows.
const GONE: TraineeId = TraineeId(1_099_511_627_776_123_457);
const OTHER: TraineeId = TraineeId(1_099_511_627_776_123_999);

/// A bout whose every text says whose it is, of a length that moves rows about on their pages.
fn talk(whose: &str, n: u64) -> Bout {
    let mut talk = bout(n);
    talk.opening = vec![format!("{whose}-opening {n} {}", "o".repeat(usize::try_from(n % 13 * 40).unwrap()))];
    talk.opened.told.insert(format!("{whose}-opened"));
    talk
}

async fn play(store: &Store, whose: &str, trainee: TraineeId, n: u64) -> BoutId {
    let place = if n.is_multiple_of(2) { thread(n) } else { direct(n) };
    let id = store.begin(&talk(whose, n), trainee, place, Voice::Bot, None, 1).await.unwrap();
    for k in 1..=4 {
        let ending = (k == 4 && n.is_multiple_of(3)).then_some(Ending::Resolved);
        let length = usize::try_from((n * 7 + u64::from(k) * 131) % 900).unwrap();
        let mut next = exchange(k, &format!("{whose}-reply {}", "r".repeat(length)), ending);
        next.client = vec![format!("{whose}-client")];
        let message = MessageKey(n * 100 + u64::from(k));
        store.keep_exchange(id, message, &next, Some(marks(50)), 10).await.unwrap();
        if k == 2 {
            store.keep_wait(id, &wait(k, &format!("{whose}-wait")), 10).await.unwrap();
        }
    }
    store.keep_hint(id, &format!("{whose}-hint"), 5).await.unwrap();
    if let Some(line) = store.owed(id).await.unwrap().first() {
        store.line_sent(line.id, MessageKey(n)).await.unwrap();
    }
    id
}

const PARTS: [&str; 6] = ["opening", "opened", "reply", "client", "wait", "hint"];

#[tokio::test]
async fn no_byte_is_left() {
    let home = Home::new();
    let store = home.open().await;
    // Two people's bouts by turns, grown over several sittings, so that rows were moved between pages.
    for n in 0..60 {
        let (whose, trainee) = if n % 3 == 1 { ("kestrel", GONE) } else { ("plover", OTHER) };
        play(&store, whose, trainee, n).await;
    }
    let kept = store.newest_of(GONE, Some(GuildKey(7))).await.unwrap().unwrap();
    let branch = kept.bout.rewind(3).unwrap();
    store.begin(&branch, GONE, kept.place, Voice::Bot, Some(kept.id), 20).await.unwrap();
    store.show_on_board(GONE, false).await.unwrap();
    for part in PARTS {
        assert_ne!(home.files_with(format!("kestrel-{part}").as_bytes()), [""; 0], "{part} must be there to be gone");
    }
    assert_ne!(home.files_with(&GONE.0.to_be_bytes()), [""; 0]);

    let channels = store.forget(GONE).await.unwrap();
    // Every third bout had ended; the branch lies in its bout's channel.
    let open: Vec<_> = (0..60).filter(|n| n % 3 == 1).map(ChannelKey).collect();
    assert_eq!(channels, open);
    assert_eq!(home.files_with(b"kestrel"), [""; 0]);
    assert_eq!(home.files_with(&GONE.0.to_be_bytes()), [""; 0]);
    assert!(!home.files_with(b"plover").is_empty());
    assert!(!home.files_with(&OTHER.0.to_be_bytes()).is_empty());

    assert!(store.newest_of(GONE, None).await.unwrap().is_none());
    assert!(store.newest_of(GONE, Some(GuildKey(7))).await.unwrap().is_none());
    assert!(store.on_board(GONE).await.unwrap());
    assert_eq!(store.forget(GONE).await.unwrap(), [], "again, it changes nothing");
}

#[tokio::test]
async fn others_stay_as_they_are() {
    let home = Home::new();
    let store = home.open().await;
    let mut others = Vec::new();
    for n in 0..20 {
        play(&store, "kestrel", GONE, n).await;
        others.push(play(&store, "plover", OTHER, 1_000 + n).await);
    }
    let everything = async |store: &Store| {
        let mut all = Vec::new();
        for id in &others {
            all.push((store.bout(*id).await.unwrap().unwrap(), store.owed(*id).await.unwrap()));
        }
        (all, store.board(GuildKey(7), 0, 1, OTHER).await.unwrap().own.map(|own| own.average_tenths))
    };
    let before = everything(&store).await;
    store.forget(GONE).await.unwrap();
    assert_eq!(everything(&store).await, before);
    store.close().await.unwrap();
    assert_eq!(everything(&home.open().await).await, before);
    let wanted = home.open().await.unfinished().await.unwrap();
    assert!(wanted.iter().all(|id| others.contains(id)));
}

#[tokio::test]
async fn a_forgotten_bouts_id_and_lines_never_come_to_mean_another() {
    let home = Home::new();
    let store = home.open().await;
    let id = store.begin(&bout(1), GONE, thread(1), Voice::Bot, None, 1).await.unwrap();
    let lines = store.owed(id).await.unwrap();
    store.forget(GONE).await.unwrap();
    let next = store.begin(&bout(2), OTHER, thread(2), Voice::Bot, None, 1).await.unwrap();
    assert_ne!(next, id);
    // What was under way for the forgotten bout reaches nobody.
    for line in &lines {
        store.line_sent(line.id, MessageKey(9)).await.unwrap();
    }
    store.card_sent(id).await.unwrap();
    store.end(id, Ending::Abandoned, None, true, 9).await.unwrap();
    assert_eq!(store.owed(next).await.unwrap().len(), 2);
    assert_eq!(store.unfinished().await.unwrap(), [next]);
}

#[tokio::test]
async fn replies_come_in_while_somebody_is_forgotten() {
    let home = Home::new();
    let store = home.open().await;
    for n in 0..10 {
        play(&store, "kestrel", GONE, n).await;
    }
    let id = store.begin(&bout(1), OTHER, thread(500), Voice::Bot, None, 1).await.unwrap();
    let talking = {
        let store = store.clone();
        tokio::spawn(async move {
            for n in 1..=40 {
                let next = exchange(n, "plover", None);
                store.keep_exchange(id, MessageKey(10_000 + u64::from(n)), &next, None, 1).await.unwrap();
                store.board(GuildKey(7), 0, 1, OTHER).await.unwrap();
            }
        })
    };
    store.forget(GONE).await.unwrap();
    talking.await.unwrap();
    assert_eq!(home.files_with(b"kestrel"), [""; 0]);
    assert_eq!(store.bout(id).await.unwrap().unwrap().bout.exchanges.len(), 40);
}
