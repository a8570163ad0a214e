//! What trainees and coaches say of marks: what stands, what is history, and that the machine's marks stay.

use std::io;
use std::sync::{Arc, Mutex};

use rusqlite::Connection;
use serde_json::json;
use sparring::bout::{Four, View};
use sparring::marks::{MARKING_VERSION, Marks};
use sparring::persona::Ending;
use sparring::store::{
    Agreement, BoutId, CoachSaid, ExportError, Exported, GuildKey, MessageKey, Opinions, Place, REVIEW_PAGE, RoleKey,
    Store, StoreError, TraineeId, Voice,
};

use crate::samples::{Home, bout, direct, exchange, marks, thread};

const ADA: TraineeId = TraineeId(1_099_511_627_776_123_457);
const BOB: TraineeId = TraineeId(1_099_511_627_776_123_458);
const CORA: TraineeId = TraineeId(1_099_511_627_776_123_459);
const SERVER: GuildKey = GuildKey(7);

/// An ended bout of two replies.
async fn played(store: &Store, trainee: TraineeId, place: Place, at: u64) -> BoutId {
    let id = store.begin(&bout(at), trainee, place, Voice::Bot, None, 1).await.unwrap();
    for (n, ending) in [(1, None), (2, Some(Ending::Resolved))] {
        let reply = format!("reply {n} of {at}");
        let message = MessageKey(at * 10 + u64::from(n));
        store.keep_exchange(id, message, &exchange(n, &reply, ending), Some(marks(55)), 1_000).await.unwrap();
    }
    id
}

fn own(overall: u8) -> Four<u8> {
    Four { overall: Some(overall), ..Four::default() }
}

async fn says(store: &Store, bout: BoutId, n: u32, reason: &str, at: i64) {
    store.disagree(bout, n, Four::default(), reason, at).await.unwrap();
}

async fn coach_says(store: &Store, bout: BoutId, n: u32, own: Four<u8>, note: &str, at: i64) -> CoachSaid {
    store.coach_says((bout, n), SERVER, CORA, own, note, at).await.unwrap()
}

/// How many rows a table has; history counts.
fn rows(home: &Home, table: &str) -> i64 {
    let connection = Connection::open(home.database()).unwrap();
    connection.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
}

#[tokio::test]
async fn both_stand_beside_the_machines_mark_and_never_over_it() {
    let home = Home::new();
    let store = home.open().await;
    let id = played(&store, ADA, thread(1), 1).await;
    let before = store.bout(id).await.unwrap();
    let views = Four { empathy: Some(View::Higher), overall: Some(View::Mark(80)), ..Four::default() };
    store.disagree(id, 1, views, "I asked.", 2_000).await.unwrap();
    assert_eq!(coach_says(&store, id, 1, own(80), "So you did.", 3_000).await, CoachSaid::Kept);
    assert_eq!(store.bout(id).await.unwrap(), before);

    let said = store.opinions(id).await.unwrap();
    let word = said.of_trainee(1).unwrap();
    assert_eq!((word.views, word.reason.as_str(), word.said_ms), (views, "I asked.", 2_000));
    assert!(word.looked_at && word.shared);
    let coach = said.of_coach(1).unwrap();
    assert_eq!(
        (coach.coach, coach.own, coach.note.as_str(), coach.given_ms),
        (Some(CORA), own(80), "So you did.", 3_000)
    );
    assert_eq!((coach.machine, coach.marking, coach.agrees), (marks(55), MARKING_VERSION, true));
    assert!(said.of_trainee(2).is_none() && said.of_coach(2).is_none());
    store.close().await.unwrap();
    assert_eq!(home.open().await.opinions(id).await.unwrap(), said, "and after a restart");
}

#[tokio::test]
async fn the_newest_word_stands_and_the_others_are_history() {
    let home = Home::new();
    let store = home.open().await;
    let id = played(&store, ADA, thread(1), 1).await;
    for (reason, at) in [("first", 1), ("second", 2), ("second", 3)] {
        says(&store, id, 1, reason, at).await;
    }
    let said = store.opinions(id).await.unwrap();
    assert_eq!(said.disagreements.len(), 1);
    assert_eq!((said.disagreements[0].reason.as_str(), said.disagreements[0].said_ms), ("second", 2));
    assert_eq!(rows(&home, "disagreements"), 2, "the same said again is no new word");

    assert_eq!(coach_says(&store, id, 1, Four::default(), "", 4).await, CoachSaid::Kept);
    assert_eq!(coach_says(&store, id, 1, Four::default(), "", 5).await, CoachSaid::Already);
    assert_eq!(coach_says(&store, id, 1, own(10), "", 6).await, CoachSaid::Kept);
    assert_eq!(store.coach_says((id, 1), SERVER, BOB, own(10), "", 7).await.unwrap(), CoachSaid::Kept);
    let said = store.opinions(id).await.unwrap();
    assert_eq!(said.coaches.len(), 1);
    assert_eq!((said.coaches[0].coach, said.coaches[0].agrees), (Some(BOB), false));
    assert_eq!(rows(&home, "coach_marks"), 3);

    // Said again, it waits for a coach again.
    assert_eq!(store.shared(SERVER, false, 1).await.unwrap().count, 0);
    says(&store, id, 1, "third", 8).await;
    assert_eq!(store.shared(SERVER, false, 1).await.unwrap().count, 1);

    assert!(store.take_back(id, 1, 9).await.unwrap());
    assert!(!store.take_back(id, 1, 10).await.unwrap());
    let said = store.opinions(id).await.unwrap();
    assert!(said.disagreements.is_empty() && said.coaches.len() == 1, "what a coach said stays");
    assert_eq!(coach_says(&store, id, 1, own(50), "", 11).await, CoachSaid::NotShared);
    assert_eq!(rows(&home, "disagreements"), 3);
    says(&store, id, 1, "third", 12).await;
    assert_eq!(store.opinions(id).await.unwrap().disagreements.len(), 1, "what was taken back can be said again");
}

#[tokio::test]
async fn only_replies_that_count_and_are_shared_can_be_spoken_of() {
    let home = Home::new();
    let store = home.open().await;
    let id = played(&store, ADA, thread(1), 1).await;
    let stopped = played(&store, ADA, thread(2), 2).await;
    store.end(stopped, Ending::Abandoned, None, true, 5).await.unwrap();
    for (bout, n) in [(id, 3), (id, 0), (BoutId(99), 1), (stopped, 1)] {
        let refused = store.disagree(bout, n, Four::default(), "x", 1).await;
        assert!(matches!(refused, Err(StoreError::NoSuchBout(_))), "{bout:?} {n}: {refused:?}");
        assert_eq!(coach_says(&store, bout, n, own(1), "", 1).await, CoachSaid::NotShared);
        assert!(!store.take_back(bout, n, 1).await.unwrap());
    }
    assert_eq!(coach_says(&store, id, 1, own(1), "", 1).await, CoachSaid::NotShared, "nobody has shared it");
    says(&store, id, 1, "x", 1).await;
    let other = store.coach_says((id, 1), GuildKey(8), CORA, own(1), "", 1).await.unwrap();
    assert_eq!(other, CoachSaid::NotShared, "a coach of another server");
    assert!(!store.opinions(id).await.unwrap().disagreements[0].looked_at);

    let alone = played(&store, ADA, direct(3), 3).await;
    says(&store, alone, 1, "x", 1).await;
    assert!(!store.opinions(alone).await.unwrap().disagreements[0].shared);
    assert_eq!(coach_says(&store, alone, 1, own(1), "", 1).await, CoachSaid::NotShared);
    assert_eq!(store.shared(SERVER, false, 1).await.unwrap().count, 1);
    assert_eq!(rows(&home, "coach_marks"), 0);
}

#[tokio::test]
async fn a_reason_has_at_most_1000_characters() {
    let home = Home::new();
    let store = home.open().await;
    let id = played(&store, ADA, thread(1), 1).await;
    says(&store, id, 1, &"ж".repeat(1000), 1).await;
    let refused = store.disagree(id, 1, Four::default(), &"ж".repeat(1001), 2).await.unwrap_err();
    assert!(matches!(refused, StoreError::Database { .. }) && !refused.to_string().contains('ж'), "{refused}");
    assert_eq!(store.opinions(id).await.unwrap().disagreements[0].said_ms, 1, "the one before stands");
}

#[tokio::test]
async fn shared_replies_come_page_by_page_of_one_server() {
    let home = Home::new();
    let store = home.open().await;
    let mut bouts = Vec::new();
    for n in 1..=30 {
        let id = played(&store, if n % 2 == 0 { ADA } else { BOB }, thread(n), n).await;
        says(&store, id, 1, &format!("reason {n}"), i64::try_from(n).unwrap()).await;
        bouts.push(id);
    }
    let elsewhere = Place { guild: Some(GuildKey(8)), ..thread(99) };
    let other = played(&store, ADA, elsewhere, 99).await;
    says(&store, other, 1, "elsewhere", 1).await;

    let first = store.shared(SERVER, false, 1).await.unwrap();
    assert_eq!((first.count, first.page, first.pages), (30, 1, 2));
    assert_eq!(first.lines.len(), usize::try_from(REVIEW_PAGE).unwrap());
    let line = &first.lines[0];
    assert_eq!((line.said.bout, line.trainee, line.persona.as_str(), line.overall), (bouts[0], BOB, "craig", 55));
    let last = store.shared(SERVER, false, 99).await.unwrap();
    assert_eq!((last.page, last.lines.len()), (2, 5));
    assert_eq!(store.shared(SERVER, false, 0).await.unwrap().page, 1);

    for id in &bouts[..3] {
        coach_says(&store, *id, 1, Four::default(), "", 50).await;
    }
    let seen = store.shared(SERVER, true, 1).await.unwrap();
    let seen: Vec<BoutId> = seen.lines.iter().map(|line| line.said.bout).collect();
    assert_eq!(seen, [bouts[2], bouts[1], bouts[0]], "newest first");
    assert_eq!(store.shared(SERVER, false, 1).await.unwrap().count, 27);
    let nowhere = store.shared(GuildKey(9), false, 1).await.unwrap();
    assert_eq!((nowhere.count, nowhere.page, nowhere.pages, nowhere.lines.len()), (0, 1, 1, 0));
}

#[tokio::test]
async fn agreement_counts_replies_by_the_newest_word() {
    let home = Home::new();
    let store = home.open().await;
    assert_eq!(store.agreement(SERVER).await.unwrap(), Agreement::default());
    let id = played(&store, ADA, thread(1), 1).await;
    for n in [1, 2] {
        says(&store, id, n, "x", 1).await;
    }
    // The machine says 55 overall: one level up is 80.
    coach_says(&store, id, 1, own(81), "", 1).await;
    assert_eq!(store.agreement(SERVER).await.unwrap(), Agreement { looked_at: 1, agreed: 0 });
    coach_says(&store, id, 1, own(80), "", 2).await;
    assert_eq!(store.agreement(SERVER).await.unwrap(), Agreement { looked_at: 1, agreed: 1 });
    coach_says(&store, id, 2, Four { triggers: Some(60), ..own(55) }, "", 3).await;
    assert_eq!(store.agreement(SERVER).await.unwrap(), Agreement { looked_at: 2, agreed: 1 });
    assert_eq!(store.agreement(GuildKey(8)).await.unwrap(), Agreement::default());
}

#[tokio::test]
async fn what_is_untold_stays_so_until_it_is_told_or_overtaken() {
    let home = Home::new();
    let store = home.open().await;
    let id = played(&store, ADA, thread(1), 1).await;
    says(&store, id, 1, "x", 1).await;
    coach_says(&store, id, 1, own(10), "", 1).await;
    coach_says(&store, id, 1, own(60), "", 2).await;
    let untold = store.untold().await.unwrap();
    assert_eq!(untold.len(), 1);
    assert_eq!(untold[0].own, own(60));
    drop(store);
    let store = home.open().await;
    assert_eq!(store.untold().await.unwrap(), untold);
    store.told(untold[0].id).await.unwrap();
    store.told(untold[0].id).await.unwrap();
    assert_eq!(store.untold().await.unwrap(), []);
}

#[tokio::test]
async fn a_servers_coach_role_is_kept_and_taken_back() {
    let home = Home::new();
    let store = home.open().await;
    assert_eq!(store.coach_role(SERVER).await.unwrap(), None);
    for role in [Some(RoleKey(5)), Some(RoleKey(6)), None] {
        store.set_coach_role(SERVER, role).await.unwrap();
        assert_eq!(store.coach_role(SERVER).await.unwrap(), role);
        assert_eq!(store.coach_role(GuildKey(8)).await.unwrap(), None);
    }
}

#[tokio::test]
async fn a_card_is_known_by_its_message() {
    let home = Home::new();
    let store = home.open().await;
    let id = played(&store, ADA, thread(1), 1).await;
    assert_eq!(store.bout(id).await.unwrap().unwrap().card, None);
    store.card_stands(id, MessageKey(5)).await.unwrap();
    let kept = store.bout(id).await.unwrap().unwrap();
    assert_eq!((kept.card, kept.card_sent), (Some(MessageKey(5)), true));
}

#[tokio::test]
async fn a_forgotten_trainee_takes_all_words_on_their_replies_along() {
    let home = Home::new();
    let store = home.open().await;
    let (gone, stays) = (played(&store, ADA, thread(1), 1).await, played(&store, BOB, thread(2), 2).await);
    for (id, bird) in [(gone, "kestrel"), (stays, "plover")] {
        says(&store, id, 1, &format!("{bird} first"), 1).await;
        says(&store, id, 1, &format!("{bird} then"), 2).await;
        coach_says(&store, id, 1, own(10), &format!("{bird} noted"), 3).await;
        says(&store, id, 2, &format!("{bird} taken back"), 4).await;
        store.take_back(id, 2, 5).await.unwrap();
    }
    let others = store.opinions(stays).await.unwrap();
    store.forget(ADA).await.unwrap();
    assert_eq!(home.files_with(b"kestrel"), [""; 0]);
    assert_eq!(home.files_with(&ADA.0.to_be_bytes()), [""; 0]);
    assert_eq!(store.opinions(gone).await.unwrap(), Opinions::default());
    assert_eq!(store.opinions(stays).await.unwrap(), others);
    assert_eq!(store.agreement(SERVER).await.unwrap().looked_at, 1);
    assert_eq!(store.shared(SERVER, true, 1).await.unwrap().count, 1);
    assert_eq!(store.untold().await.unwrap().len(), 1);
    assert_eq!((rows(&home, "disagreements"), rows(&home, "coach_marks")), (3, 1));
}

/// Their numbers belong to the trainees; their name and their words are theirs, and go.
#[tokio::test]
async fn a_forgotten_coach_leaves_numbers_without_a_name() {
    let home = Home::new();
    let store = home.open().await;
    let id = played(&store, ADA, thread(1), 1).await;
    says(&store, id, 1, "x", 1).await;
    coach_says(&store, id, 1, own(10), "kestrel before", 2).await;
    coach_says(&store, id, 1, own(60), "kestrel", 3).await;
    store.forget(CORA).await.unwrap();
    assert_eq!(home.files_with(b"kestrel"), [""; 0]);
    assert_eq!(home.files_with(&CORA.0.to_be_bytes()), [""; 0]);
    let said = store.opinions(id).await.unwrap();
    let coach = said.of_coach(1).unwrap();
    assert_eq!((coach.coach, coach.note.as_str(), coach.own), (None, "", own(60)));
    assert_eq!(store.agreement(SERVER).await.unwrap(), Agreement { looked_at: 1, agreed: 1 });
    assert_eq!(store.everything_of(CORA).await.unwrap()["marks_given_as_coach"], json!([]));
    // Who comes back is somebody new: the same word of theirs is a word of their own.
    assert_eq!(coach_says(&store, id, 1, own(60), "", 4).await, CoachSaid::Kept);
}

#[tokio::test]
async fn everything_of_a_person_is_theirs_alone_and_whole() {
    let home = Home::new();
    let store = home.open().await;
    let id = played(&store, ADA, thread(1), 1).await;
    let others = played(&store, BOB, thread(2), 2).await;
    store.keep_hint(id, "Listen.", 1).await.unwrap();
    says(&store, id, 1, "first", 1).await;
    says(&store, id, 1, "second", 2).await;
    says(&store, id, 2, "third", 3).await;
    store.take_back(id, 2, 4).await.unwrap();
    coach_says(&store, id, 1, own(60), "so", 5).await;
    says(&store, others, 1, "plover", 6).await;
    store.coach_says((others, 1), SERVER, ADA, own(70), "by Ada", 7).await.unwrap();
    store.show_on_board(ADA, false).await.unwrap();

    let all = store.everything_of(ADA).await.unwrap();
    assert_eq!(all["person"], ADA.to_string());
    assert_eq!(all["on_leaderboards"], false);
    assert_eq!(all["bouts"].as_array().unwrap().len(), 1);
    let kept = &all["bouts"][0];
    assert_eq!(kept["server"], "7");
    assert_eq!(kept["hints"], json!(["Listen."]));
    assert_eq!(kept["marks"]["overall"], 55);
    assert_eq!(kept["replies"][1]["reply"], "reply 2 of 1");
    assert_eq!(kept["replies"][0]["marks"]["overall"], 55);
    assert!(kept["replies"][0].get("after").is_none());
    let said = kept["seen_differently"].as_array().unwrap();
    let words: Vec<_> = said.iter().map(|s| (s["reason"].as_str().unwrap(), s["stands"].as_bool().unwrap())).collect();
    assert_eq!(words, [("first", false), ("second", true), ("third", false)]);
    assert_eq!(said[2]["withdrawn_ms"], 4);
    assert_eq!(kept["coaches"][0]["note"], "so");
    assert_eq!(all["marks_given_as_coach"][0]["note"], "by Ada");
    assert!(!all.to_string().contains("plover") && !all.to_string().contains("of 2"), "{all:#}");
}

/// Counts what is exported, and waits for leave before the first.
type Slow = (usize, Arc<Mutex<std::sync::mpsc::Receiver<()>>>);

/// What an export hands over.
async fn exported(store: &Store, guild: Option<GuildKey>) -> Vec<Exported> {
    let add = |to: &mut Vec<Exported>, record: &Exported| {
        to.push(record.clone());
        Ok(())
    };
    store.export(guild, Vec::new(), add).await.unwrap()
}

#[tokio::test]
async fn an_export_has_marks_of_all_and_words_of_those_who_shared_them() {
    let home = Home::new();
    let store = home.open().await;
    let id = played(&store, ADA, thread(1), 1).await;
    let alone = played(&store, BOB, direct(2), 2).await;
    let elsewhere = played(&store, BOB, Place { guild: Some(GuildKey(8)), ..thread(3) }, 3).await;
    let stopped = played(&store, BOB, thread(4), 4).await;
    store.end(stopped, Ending::Abandoned, None, true, 5).await.unwrap();
    let whole = store.bout(id).await.unwrap().unwrap().bout;
    let branch = store.begin(&whole.rewind(2).unwrap(), ADA, thread(1), Voice::Bot, Some(id), 6).await.unwrap();
    store.keep_exchange(branch, MessageKey(900), &exchange(2, "another way", None), None, 7).await.unwrap();

    says(&store, id, 1, "shared", 10).await;
    coach_says(&store, id, 1, own(10), "noted", 11).await;
    says(&store, id, 2, "taken back", 12).await;
    coach_says(&store, id, 2, own(20), "quotes the reply", 13).await;
    store.take_back(id, 2, 14).await.unwrap();
    says(&store, alone, 1, "for myself", 15).await;

    let all = exported(&store, None).await;
    let keys: Vec<_> = all.iter().map(|r| (r.bout, r.exchange, r.branch)).collect();
    let wanted = [
        (id, 1, false),
        (id, 2, false),
        (alone, 1, false),
        (alone, 2, false),
        (elsewhere, 1, false),
        (elsewhere, 2, false),
        (branch, 2, true),
    ];
    assert_eq!(keys, wanted, "stopped bouts and what a branch took over are left out");
    let first = &all[0];
    assert_eq!((first.trainee, first.marks, first.marking), (ADA, marks(55), MARKING_VERSION));
    assert_eq!((first.difficulty.as_str(), first.ending.as_deref()), ("hard", Some("resolved")));
    let shared = first.shared.as_ref().unwrap();
    assert_eq!((shared.reply.as_str(), shared.reason.as_str(), shared.said_ms), ("reply 1 of 1", "shared", 10));
    let coach = first.coach.as_ref().unwrap();
    assert_eq!((coach.coach, coach.note.as_str(), coach.machine), (Some(CORA), "noted", marks(55)));
    assert!(all[1..].iter().all(|record| record.shared.is_none()), "nothing else was shared");
    let second = all[1].coach.as_ref().unwrap();
    assert_eq!((second.own, second.note.as_str()), (own(20), ""), "the numbers stay, words on what is not shared go");

    assert_eq!(exported(&store, Some(SERVER)).await.len(), 3);
    assert_eq!(exported(&store, Some(GuildKey(9))).await, []);
    store.forget(ADA).await.unwrap();
    assert!(exported(&store, None).await.iter().all(|record| record.trainee == BOB));
}

#[tokio::test]
async fn what_was_taken_over_and_disagreed_with_in_a_branch_is_exported() {
    let home = Home::new();
    let store = home.open().await;
    let id = played(&store, ADA, thread(1), 1).await;
    let whole = store.bout(id).await.unwrap().unwrap().bout;
    let branch = store.begin(&whole.rewind(2).unwrap(), ADA, thread(1), Voice::Bot, Some(id), 6).await.unwrap();
    assert_eq!(exported(&store, None).await.len(), 2);
    says(&store, branch, 1, "still", 7).await;
    assert_eq!(exported(&store, None).await.len(), 3);
}

#[tokio::test]
async fn an_export_is_of_one_moment_and_holds_up_nobody() {
    let home = Home::new();
    let store = home.open().await;
    for n in 1..=50 {
        played(&store, ADA, thread(n), n).await;
    }
    // Whoever reads the export takes their time: meanwhile somebody else's reply is kept.
    let (go, wait) = std::sync::mpsc::channel::<()>();
    let add = |to: &mut Slow, _: &Exported| {
        if to.0 == 0 {
            to.1.lock().unwrap().recv().map_err(io::Error::other)?;
        }
        to.0 += 1;
        Ok(())
    };
    let exporting = {
        let (store, wait) = (store.clone(), Arc::new(Mutex::new(wait)));
        tokio::spawn(async move { store.export(None, (0, wait), add).await })
    };
    played(&store, BOB, thread(90), 90).await;
    go.send(()).unwrap();
    let (count, _) = exporting.await.unwrap().unwrap();
    assert!((100..=102).contains(&count), "what was there at one moment, whenever it was: {count}");
    assert_eq!(exported(&store, None).await.len(), 102);
}

#[tokio::test]
async fn an_export_that_cannot_be_written_says_so() {
    let home = Home::new();
    let store = home.open().await;
    played(&store, ADA, thread(1), 1).await;
    let add = |(): &mut (), _: &Exported| Err(io::Error::from(io::ErrorKind::BrokenPipe));
    let refused = store.export(None, (), add).await;
    assert!(matches!(&refused, Err(ExportError::Write(e)) if e.kind() == io::ErrorKind::BrokenPipe), "{refused:?}");
}

#[tokio::test]
async fn marks_out_of_range_are_refused() {
    let home = Home::new();
    let store = home.open().await;
    let id = played(&store, ADA, thread(1), 1).await;
    says(&store, id, 1, "x", 1).await;
    let refused = store.coach_says((id, 1), SERVER, CORA, own(101), "", 1).await;
    assert!(matches!(refused, Err(StoreError::Database { .. })), "{refused:?}");
    let said = store.opinions(id).await.unwrap();
    assert!(said.coaches.is_empty() && !said.disagreements[0].looked_at, "all of it or nothing");
    assert_eq!(store.bout(id).await.unwrap().unwrap().bout.exchanges[0].marks, Marks { ..marks(55) });
}
