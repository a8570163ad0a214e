//! A copy of the whole database, taken while it is in use.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};

use super::error::{Fault, StoreError};
use super::{Store, open};

/// What every SQLite file begins with.
const HEADER: &[u8; 16] = b"SQLite format 3\0";
/// How long to wait before asking again for a file that is held.
const PAUSE: Duration = Duration::from_millis(50);
/// How often to ask.
const TRIES: u32 = 100;

impl Store {
    /// Writes a copy of the database as of this moment to a file of its own, for the owner only to read. An older
    /// backup there is replaced, and stays whole until the new one is; any other file is not touched.
    ///
    /// # Errors
    /// The file cannot be written, or is the database itself or no database.
    pub async fn backup(&self, to: &Path) -> Result<(), StoreError> {
        let (from, to) = (self.path(), to.to_owned());
        tokio::task::spawn_blocking(move || backup(&from, &to)).await.map_err(|_| StoreError::Closed)?
    }
}

fn backup(from: &Path, to: &Path) -> Result<(), StoreError> {
    let create = |source| StoreError::create(to, source);
    let refuse = |what| Err(StoreError::BackupOver { path: to.to_owned(), what });
    if to.exists() {
        if same_file(from, to) {
            return refuse("the database itself");
        }
        if !is_database(to).map_err(create)? {
            return refuse("another kind of file");
        }
    }
    let part = part_of(to);
    match fs::remove_file(&part) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(create(error)),
        _ => {}
    }
    open::create_private(&part).map_err(create)?;
    let written = copy(from, &part).and_then(|()| {
        File::open(&part).and_then(|file| file.sync_all()).and_then(|()| fs::rename(&part, to)).map_err(create)
    });
    if written.is_err() {
        // Half a copy is of no use; that it cannot be removed either would not be news.
        let _ = fs::remove_file(&part);
    }
    written
}

fn copy(from: &Path, to: &Path) -> Result<(), StoreError> {
    let source = open::reader(from).map_err(|e| Fault::from(e).at(from))?;
    let at = |e: rusqlite::Error| Fault::from(e).at(to);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut target = Connection::open_with_flags(to, flags).map_err(at)?;
    {
        let backup = Backup::new(&source, &mut target).map_err(at)?;
        let mut tries = 0;
        // All pages in one step: one moment of the database, whatever is written meanwhile. In WAL mode a reader
        // holds up no writer.
        while backup.step(-1).map_err(at)? != StepResult::Done {
            tries += 1;
            if tries == TRIES {
                return Err(StoreError::Busy { path: from.to_owned() });
            }
            std::thread::sleep(PAUSE);
        }
    }
    // A copy in one file, which can be read where nothing can be written beside it.
    target.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(())).map_err(at)?;
    target.close().map_err(|(_, e)| at(e))
}

fn same_file(one: &Path, other: &Path) -> bool {
    matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}

fn is_database(path: &Path) -> io::Result<bool> {
    let mut start = Vec::new();
    File::open(path)?.take(HEADER.len() as u64).read_to_end(&mut start)?;
    Ok(start.is_empty() || start == HEADER)
}

/// Where the copy grows: beside the file, so that it can take its place in one step.
fn part_of(to: &Path) -> PathBuf {
    let mut name = to.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    to.with_file_name(name)
}
