//! The file: made, checked, brought up to date, copied; and never spoilt by being refused.

use std::fs;
use std::path::Path;

use rusqlite::Connection;
use sparring::persona::Ending;
use sparring::store::{BoutId, GuildKey, Kept, MessageKey, Settings, Store, StoreError, TraineeId, Voice};

use crate::samples::{Home, bout, exchange, marks, thread, wait};

/// Opens what cannot be opened; the file must stay as it is.
async fn refused(path: &Path) -> StoreError {
    let before = fs::read(path).ok();
    let error = Store::open(path).await.unwrap_err();
    assert_eq!(fs::read(path).ok(), before, "a refused file is not touched");
    error
}

/// A closed database with some bouts in it.
async fn full_of_bouts(home: &Home) {
    let store = home.open().await;
    for n in 1..=40 {
        let id = store.begin(&bout(n), TraineeId(1), thread(n), Voice::Bot, None, 1).await.unwrap();
        let reply = format!("reply {n} ").repeat(50);
        store.keep_exchange(id, MessageKey(n), &exchange(1, &reply, None), None, 1).await.unwrap();
    }
    store.close().await.unwrap();
}

#[tokio::test]
async fn folder_and_file_are_made_for_the_owner_only() {
    let home = Home::new();
    let path = home.file("some/where/sparring.db");
    let store = Store::open(&path).await.unwrap();
    store.begin(&bout(1), TraineeId(1), thread(1), Voice::Bot, None, 1).await.unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(path.parent().unwrap()), 0o700);
        for name in ["sparring.db", "sparring.db-wal", "sparring.db-shm"] {
            assert_eq!(mode(&path.with_file_name(name)), 0o600, "{name}");
        }
    }
    store.close().await.unwrap();
}

#[tokio::test]
async fn a_name_that_sqlite_would_read_as_something_else_is_a_file() {
    let home = Home::new();
    for name in [":memory:", "file:x.db?mode=memory"] {
        let path = home.file(name);
        let store = Store::open(&path).await.unwrap();
        store.begin(&bout(1), TraineeId(1), thread(1), Voice::Bot, None, 1).await.unwrap();
        store.close().await.unwrap();
        assert!(fs::metadata(&path).unwrap().len() > 0, "{name}");
    }
}

#[tokio::test]
async fn what_is_no_database_is_refused() {
    let home = Home::new();
    let text = home.file("notes.txt");
    fs::write(&text, "Not a database, only a long letter. ".repeat(100)).unwrap();
    let error = refused(&text).await;
    assert!(matches!(error, StoreError::NotOurs { .. }), "{error:?}");
    assert!(error.to_string().contains("notes.txt is not a database of Sparring; move it away"), "{error}");

    let folder = home.file("folder");
    fs::create_dir(&folder).unwrap();
    let error = refused(&folder).await;
    assert!(matches!(error, StoreError::Open { .. }), "{error:?}");

    let under_a_file = text.join("sparring.db");
    let error = refused(&under_a_file).await;
    assert!(matches!(error, StoreError::Create { .. }), "{error:?}");
}

#[tokio::test]
async fn another_programs_database_is_refused() {
    let home = Home::new();
    let path = home.file("other.db");
    let other = Connection::open(&path).unwrap();
    other.execute_batch("CREATE TABLE recipes (name TEXT); INSERT INTO recipes VALUES ('soup');").unwrap();
    other.close().unwrap();
    let error = refused(&path).await;
    assert!(matches!(error, StoreError::NotOurs { .. }), "{error:?}");
}

#[tokio::test]
async fn an_empty_file_becomes_a_database() {
    let home = Home::new();
    fs::write(home.database(), "").unwrap();
    let store = home.open().await;
    assert_eq!(store.unfinished().await.unwrap(), []);
}

#[tokio::test]
async fn several_may_open_a_new_database_at_once() {
    let home = Home::new();
    let openings = (0..8).map(|_| {
        tokio::spawn({
            let path = home.database();
            async move { Store::open(&path).await }
        })
    });
    for opening in openings.collect::<Vec<_>>() {
        opening.await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn a_newer_schema_is_refused() {
    let home = Home::new();
    full_of_bouts(&home).await;
    let newer = Connection::open(home.database()).unwrap();
    newer.pragma_update(None, "user_version", 4_711).unwrap();
    newer.close().unwrap();
    let error = refused(&home.database()).await;
    assert!(matches!(error, StoreError::Newer { found: 4_711, known: 3, .. }), "{error:?}");
    assert!(error.to_string().contains("install the newer version again"), "{error}");
}

#[tokio::test]
async fn a_damaged_file_is_refused() {
    let home = Home::new();
    full_of_bouts(&home).await;
    let whole = fs::read(home.database()).unwrap();
    let mut overwritten = whole.clone();
    overwritten[8_192..40_960].fill(0xAA);
    let mut cut = whole.clone();
    cut.truncate(whole.len() / 2);
    for (what, bytes) in [("overwritten", overwritten), ("cut off", cut)] {
        fs::write(home.database(), bytes).unwrap();
        let error = refused(&home.database()).await;
        assert!(matches!(error, StoreError::Damaged { .. }), "{what}: {error:?}");
        assert!(error.to_string().contains("put a backup"), "{error}");
    }
    fs::write(home.database(), whole).unwrap();
    assert_eq!(home.open().await.unfinished().await.unwrap().len(), 40);
}

#[tokio::test]
async fn a_file_that_nobody_may_write_is_refused() {
    let home = Home::new();
    full_of_bouts(&home).await;
    let mut rights = fs::metadata(home.database()).unwrap().permissions();
    rights.set_readonly(true);
    fs::set_permissions(home.database(), rights).unwrap();
    if fs::OpenOptions::new().write(true).open(home.database()).is_ok() {
        // An administrator writes wherever they like; there is nothing to refuse.
        assert_eq!(home.open().await.unfinished().await.unwrap().len(), 40);
        return;
    }
    let error = refused(&home.database()).await;
    assert!(matches!(error, StoreError::ReadOnly { .. }), "{error:?}");
}

/// A database as schema 1 wrote it: a dump, kept as it was.
#[tokio::test]
async fn a_database_of_schema_1_opens_whole() {
    let home = Home::new();
    let old = Connection::open(home.database()).unwrap();
    old.execute_batch(include_str!("../fixtures/schema-0001.sql")).unwrap();
    old.close().unwrap();

    let store = home.open().await;
    assert_eq!(store.unfinished().await.unwrap(), [BoutId(1), BoutId(3)]);
    let first = store.bout(BoutId(1)).await.unwrap().unwrap();
    assert_eq!((first.bout.setup.seed, first.bout.exchanges.len(), first.bout.ending), (u64::MAX, 2, None));
    assert_eq!(first.bout.exchanges[1].reply, "What were you hoping for when you signed up?");
    assert_eq!(first.bout.hints, ["Name what was lost."]);
    let second = store.bout(BoutId(2)).await.unwrap().unwrap();
    assert_eq!((second.bout.ending, second.marks), (Some(Ending::Resolved), Some(marks(81))));
    let third = store.bout(BoutId(3)).await.unwrap().unwrap();
    assert_eq!((third.branch_of, third.bout.exchanges.len()), (Some(BoutId(1)), 1));
    let next = exchange(3, "And on it goes.", None);
    assert_eq!(store.keep_exchange(BoutId(1), MessageKey(9_999), &next, None, 1).await.unwrap(), Kept::New);
}

/// The same of schema 2, which knew coaches, but no client that writes again.
#[tokio::test]
async fn a_database_of_schema_2_opens_whole() {
    let home = Home::new();
    let old = Connection::open(home.database()).unwrap();
    old.execute_batch(include_str!("../fixtures/schema-0002.sql")).unwrap();
    old.close().unwrap();

    let store = home.open().await;
    let first = store.bout(BoutId(1)).await.unwrap().unwrap();
    assert_eq!((first.bout.exchanges.len(), first.bout.waits.len()), (2, 0));
    assert_eq!(first.place.home, Some(GuildKey(7)));
    let second = store.bout(BoutId(2)).await.unwrap().unwrap();
    assert_eq!((second.place.home, second.card.map(|card| card.0)), (None, Some(1_300_000_000_000_000_020)));
    assert_eq!(store.opinions(BoutId(1)).await.unwrap().coaches[0].note, "So she was.");
    assert_eq!(store.coach_role(GuildKey(7)).await.unwrap().map(|role| role.0), Some(1_500_000_000_000_000_001));
    assert_eq!(store.settings(Some(GuildKey(7))).await.unwrap(), Settings::default());
    assert_eq!(store.next_due().await.unwrap(), None);
    store.keep_wait(BoutId(1), &wait(2, "Hello?"), 1).await.unwrap();
    assert_eq!(store.bout(BoutId(1)).await.unwrap().unwrap().bout.waits, [wait(2, "Hello?")]);
}

#[tokio::test]
async fn a_backup_is_the_database_in_one_file() {
    let home = Home::new();
    full_of_bouts(&home).await;
    let store = home.open().await;
    let backup = home.file("backup.db");
    // The second replaces the first.
    store.backup(&backup).await.unwrap();
    store.write_off(BoutId(1)).await.unwrap();
    store.backup(&backup).await.unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&backup).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let names = home.files().into_iter().map(|(name, _)| name);
    assert_eq!(names.filter(|name| name.contains("backup")).count(), 1, "nothing is left beside it");

    let copy = Store::open(&backup).await.unwrap();
    for n in 1..=40 {
        assert_eq!(copy.bout(BoutId(n)).await.unwrap(), store.bout(BoutId(n)).await.unwrap());
        assert_eq!(copy.owed(BoutId(n)).await.unwrap(), store.owed(BoutId(n)).await.unwrap());
    }
}

#[tokio::test]
async fn a_backup_is_of_one_moment_while_replies_come_in() {
    let home = Home::new();
    let store = home.open().await;
    let id = store.begin(&bout(1), TraineeId(1), thread(1), Voice::Bot, None, 1).await.unwrap();
    let writing = {
        let store = store.clone();
        tokio::spawn(async move {
            for n in 1..=60 {
                let next = exchange(n, &"words ".repeat(500), None);
                store.keep_exchange(id, MessageKey(u64::from(n)), &next, None, 1).await.unwrap();
            }
        })
    };
    for n in 0..5 {
        let file = home.file(&format!("backup-{n}.db"));
        store.backup(&file).await.unwrap();
        let copy = Store::open(&file).await.unwrap();
        let replies = copy.bout(id).await.unwrap().unwrap().bout.exchanges.len();
        assert_eq!(copy.owed(id).await.unwrap().len(), 2 + 2 * replies, "each exchange with its lines");
    }
    writing.await.unwrap();
}

#[tokio::test]
async fn a_backup_goes_over_nothing_but_a_backup() {
    let home = Home::new();
    let store = home.open().await;
    let letter = home.file("letter.txt");
    fs::write(&letter, "Dear Craig").unwrap();
    for path in [home.database(), letter.clone()] {
        let error = store.backup(&path).await.unwrap_err();
        assert!(matches!(error, StoreError::BackupOver { .. }), "{error:?}");
    }
    assert_eq!(fs::read_to_string(letter).unwrap(), "Dear Craig");
    let error = store.backup(&home.file("no/such/folder/backup.db")).await.unwrap_err();
    assert!(matches!(error, StoreError::Create { .. }), "{error:?}");
    assert_eq!(store.unfinished().await.unwrap(), []);
}

/// Between two versions with the same schema, what the client remembers may have grown or shrunk.
#[tokio::test]
async fn fields_that_another_version_lacked_or_added_are_no_obstacle() {
    let home = Home::new();
    full_of_bouts(&home).await;
    let other = Connection::open(home.database()).unwrap();
    other
        .execute_batch(
            "UPDATE exchanges SET rest = json_set(json_remove(rest, '$.after.loops', '$.moves[0].points'),
                 '$.after.brand_new', json('[1]'), '$.brand_new', 1);
             UPDATE bouts SET rest = json_set(rest, '$.opened.brand_new', 1, '$.setup.brand_new', 1);",
        )
        .unwrap();
    other.close().unwrap();
    let kept = home.open().await.bout(BoutId(1)).await.unwrap().unwrap();
    let reply = "reply 1 ".repeat(50);
    assert_eq!((kept.bout.setup, &kept.bout.exchanges), (bout(1).setup, &vec![exchange(1, &reply, None)]));
}

/// A migration that was released is never changed: a database brought up from an old one is as a new one.
#[tokio::test]
async fn an_old_database_and_a_new_one_have_the_same_schema() {
    let home = Home::new();
    let dumps = [include_str!("../fixtures/schema-0001.sql"), include_str!("../fixtures/schema-0002.sql")];
    for (name, dump) in ["older.db", "old.db"].into_iter().zip(dumps) {
        let old = Connection::open(home.file(name)).unwrap();
        old.execute_batch(dump).unwrap();
        old.close().unwrap();
    }
    let mut schemas = Vec::new();
    for name in ["older.db", "old.db", "new.db"] {
        Store::open(&home.file(name)).await.unwrap().close().await.unwrap();
        let database = Connection::open(home.file(name)).unwrap();
        let mut statement = database.prepare("SELECT name, sql FROM sqlite_schema ORDER BY name").unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        schemas.push(rows.collect::<Result<Vec<(String, Option<String>)>, _>>().unwrap());
    }
    assert_eq!(schemas[0], schemas[2]);
    assert_eq!(schemas[1], schemas[2]);
}
