//! Opening the database: folder and file, the checks, the schema, the settings of each connection.

use std::fs::{DirBuilder, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};
use rusqlite_migration::{M, Migrations};

use super::Store;
use super::error::{Fault, StoreError};

/// What the header of our files says they are: "Spar".
const APPLICATION_ID: i64 = 0x5370_6172;
/// The schema's versions, in order.
const SCHEMAS: [&str; 3] = [
    include_str!("../../data/migrations/0001_bouts.sql"),
    include_str!("../../data/migrations/0002_opinions.sql"),
    include_str!("../../data/migrations/0003_waits.sql"),
];
/// How long a connection waits for another program's lock.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// So many connections read, so that a long board does not hold up somebody's next reply.
const READERS: usize = 2;

/// See [`Store::open`].
pub(super) async fn open(path: &Path) -> Result<Store, StoreError> {
    let create = |source| StoreError::create(path, source);
    // An absolute name is never taken for a URI or for SQLite's `:memory:`.
    let path: Arc<Path> = std::path::absolute(path).map_err(create)?.into();

    let file = Arc::clone(&path);
    let opening = tokio::task::spawn_blocking(move || {
        let writer = writer(&file)?;
        let readers = (0..READERS).map(|_| reader(&file).map_err(|e| Fault::from(e).at(&file)));
        let readers = readers.collect::<Result<Vec<_>, _>>()?;
        let keeper = keeper(&file).map_err(|e| Fault::from(e).at(&file))?;
        Ok::<_, StoreError>((writer, readers, keeper))
    });
    let (writer, readers, keeper) = opening.await.map_err(|_| StoreError::Closed)??;
    Ok(Store {
        path,
        writer: writer.into(),
        readers: readers.into_iter().map(tokio_rusqlite::Connection::from).collect(),
        turn: Arc::new(AtomicUsize::new(0)),
        keeper: keeper.into(),
        unsecured: Arc::new(AtomicBool::new(true)),
    })
}

/// The connection that writes, its file checked and its schema up to date.
fn writer(path: &Path) -> Result<Connection, StoreError> {
    create(path)?;
    let at = |fault: rusqlite::Error| Fault::from(fault).at(path);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags).map_err(at)?;
    connection.busy_timeout(BUSY_TIMEOUT).map_err(at)?;
    check(&connection, path)?;
    settle(&connection).map_err(at)?;
    let mode: String = connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0)).map_err(at)?;
    if mode != "wal" {
        return Err(StoreError::NoSharing { path: path.to_owned() });
    }
    migrate(&mut connection).map_err(|fault| fault.at(path))?;
    super::people::finish_forgetting(&connection).map_err(|fault| fault.at(path))?;
    Ok(connection)
}

/// A connection that only reads.
pub(super) fn reader(path: &Path) -> Result<Connection, rusqlite::Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(32);
    Ok(connection)
}

/// The connection that brings what was written to the disk.
fn keeper(path: &Path) -> Result<Connection, rusqlite::Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    settle(&connection)?;
    Ok(connection)
}

/// Makes folder and file where they are missing, for nobody but the bot to read.
fn create(path: &Path) -> Result<(), StoreError> {
    if let Some(folder) = path.parent().filter(|folder| !folder.exists()) {
        let mut builder = DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder).map_err(|source| StoreError::create(folder, source))?;
    }
    match create_private(path) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(source) => Err(StoreError::create(path, source)),
    }
}

/// Makes an empty file that only its owner may read; SQLite gives the files beside it the same rights.
pub(super) fn create_private(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

/// Refuses what is not ours, newer, damaged or read-only, before anything is changed.
fn check(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    let at = |fault: rusqlite::Error| Fault::from(fault).at(path);
    let path: PathBuf = path.to_owned();
    if connection.is_readonly("main").map_err(at)? {
        return Err(StoreError::ReadOnly { path });
    }
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(at)?;
    if tables > 0 && application(connection).map_err(at)? != APPLICATION_ID {
        return Err(StoreError::NotOurs { path });
    }
    let (found, known) = (schema(connection).map_err(at)?, i64::try_from(SCHEMAS.len()).unwrap_or(i64::MAX));
    if found > known {
        return Err(StoreError::Newer { path, found, known });
    }
    let verdict: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).map_err(at)?;
    if verdict == "ok" { Ok(()) } else { Err(StoreError::Damaged { path }) }
}

/// The settings of a connection that writes.
pub(super) fn settle(connection: &Connection) -> Result<(), rusqlite::Error> {
    connection.set_prepared_statement_cache_capacity(64);
    connection.pragma_update(None, "foreign_keys", true)?;
    // The usual, for whatever does not say otherwise; see `Lasts`.
    connection.pragma_update(None, "synchronous", "FULL")?;
    // A checkpoint waits for the disk and makes somebody's reply wait with it: seldom, then, and some 30 MB at a time.
    connection.pragma_update_and_check(None, "wal_autocheckpoint", 8_000, |_| Ok(()))?;
    connection.pragma_update_and_check(None, "secure_delete", true, |_| Ok(()))
}

/// Brings the schema up to date.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), Fault> {
    let migrations = Migrations::new(SCHEMAS.iter().map(|sql| M::up(sql)).collect());
    loop {
        let before = schema(connection)?;
        let Err(error) = migrations.to_latest(connection) else { return Ok(()) };
        // Two programs that open a new database at once both begin at the same version; one of them fails, and finds
        // the work done.
        if schema(connection)? == before {
            return Err(match error {
                rusqlite_migration::Error::RusqliteError { err, .. } => Fault::Sqlite(err),
                // The versions were checked; what is left is a fault in the files under `data/migrations`.
                other => Fault::Sqlite(rusqlite::Error::ToSqlConversionFailure(Box::new(other))),
            });
        }
    }
}

/// Whose file it is.
fn application(connection: &Connection) -> Result<i64, rusqlite::Error> {
    connection.pragma_query_value(None, "application_id", |row| row.get(0))
}

/// The version of the schema; 0 where there is none.
fn schema(connection: &Connection) -> Result<i64, rusqlite::Error> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// A database in memory with the newest schema, and what SQLite does for a query: for tests of other files.
#[cfg(test)]
pub(super) mod testing {
    use rusqlite::Connection;

    pub(crate) fn database() -> Connection {
        let mut connection = Connection::open_in_memory().unwrap();
        super::settle(&connection).unwrap();
        super::migrate(&mut connection).unwrap();
        connection
    }

    /// The steps of the query's plan.
    pub(crate) fn plan(query: &str) -> Vec<String> {
        let connection = database();
        let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {query}")).unwrap();
        let mut rows = statement.raw_query();
        let mut steps = Vec::new();
        while let Some(row) = rows.next().unwrap() {
            steps.push(row.get("detail").unwrap());
        }
        steps
    }

    /// Whether the plan has this step, word for word.
    #[track_caller]
    pub(crate) fn assert_step(query: &str, step: &str) {
        let plan = plan(query);
        assert!(plan.iter().any(|found| found == step), "no `{step}` in {plan:#?}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_is_sound_and_strict() {
        let connection = testing::database();
        let loose: Vec<String> = connection
            .prepare("SELECT name FROM pragma_table_list WHERE NOT strict AND name NOT GLOB 'sqlite_*'")
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        assert_eq!(loose, [""; 0]);
        let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
        assert_eq!(version, i64::try_from(SCHEMAS.len()).unwrap());
    }

    #[test]
    fn the_writer_is_set_to_keep_and_to_wipe() {
        let folder = tempfile::tempdir().unwrap();
        let writer = writer(&folder.path().join("sparring.db")).unwrap();
        let is = |pragma: &str| writer.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0)).unwrap();
        assert_eq!(is("synchronous"), 2, "FULL");
        assert_eq!(is("foreign_keys"), 1);
        assert_eq!(is("secure_delete"), 1);
        assert_eq!(is("busy_timeout"), 5_000);
        assert_eq!(is("application_id"), APPLICATION_ID);
        let reader = reader(&folder.path().join("sparring.db")).unwrap();
        assert!(reader.execute("DELETE FROM bouts", []).is_err(), "readers only read");
    }
}
