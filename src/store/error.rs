//! Why the store cannot do what it was asked, in sentences for whoever runs the bot: what is wrong and what to do.
//!
//! No message holds a reply: SQLite names tables and columns in its errors, never values, and what serde says of a
//! row that cannot be read is not passed on, since it quotes.

use std::io;
use std::path::{Path, PathBuf};

use rusqlite::{ErrorCode, ffi};

use super::keys::{BoutId, TooLarge};

/// Why the store cannot do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The folder or the file could not be made.
    #[error("the database {path} cannot be made: {source}; make its folder writable for the bot, or name another place in SPARRING_DATABASE", path = .path.display())]
    Create {
        /// The folder or file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The file is there and cannot be opened.
    #[error("the database {path} cannot be opened; see that it is a file (not a folder) which the bot may read and write, in a folder it may write to", path = .path.display())]
    Open {
        /// The file.
        path: PathBuf,
    },
    /// The file is something else.
    #[error("{path} is not a database of Sparring; move it away, or name another file in SPARRING_DATABASE", path = .path.display())]
    NotOurs {
        /// The file.
        path: PathBuf,
    },
    /// The file was written by a newer version of the program.
    #[error("the database {path} has schema {found}, and this version of Sparring knows schemas up to {known}; install the newer version again, or restore a backup from before it", path = .path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its schema.
        found: i64,
        /// The newest schema this program knows.
        known: i64,
    },
    /// What is in the file contradicts itself.
    #[error("the database {path} is damaged; stop the bot, keep a copy of the file, put a backup (`sparring backup`) in its place and delete {name}-wal and {name}-shm beside it", path = .path.display(), name = name(.path))]
    Damaged {
        /// The file.
        path: PathBuf,
    },
    /// The file, its folder or its disk does not take writes.
    #[error("the database {path} cannot be written to; let the bot write to the file and its folder, or name another place in SPARRING_DATABASE", path = .path.display())]
    ReadOnly {
        /// The file.
        path: PathBuf,
    },
    /// The disk is full.
    #[error("the disk under {path} is full, so nothing new can be kept; free some space (what was kept before is safe)", path = .path.display())]
    Full {
        /// The file on it.
        path: PathBuf,
    },
    /// The disk gives an error.
    #[error("the disk under the database {path} does not do its work ({source}); it may be full or failing: free some space and look into the system's log", path = .path.display())]
    Disk {
        /// The file on it.
        path: PathBuf,
        /// What SQLite says.
        source: rusqlite::Error,
    },
    /// Another program holds the file.
    #[error("the database {path} is held by another program; close what has it open for writing, then try again", path = .path.display())]
    Busy {
        /// The file.
        path: PathBuf,
    },
    /// The file system cannot carry a database that several connections share.
    #[error("the database {path} lies on a file system without shared memory (a network drive?); name a place on a local disk in SPARRING_DATABASE", path = .path.display())]
    NoSharing {
        /// The file.
        path: PathBuf,
    },
    /// Rows were deleted, and copies of their bytes may still lie in the files.
    #[error(
        "what was to be forgotten is deleted, but its bytes could not be wiped from the files yet: {source}; deleting again, or starting the bot again, finishes it"
    )]
    Residue {
        /// Why not.
        source: Box<StoreError>,
    },
    /// A backup cannot go where it was to go.
    #[error("no backup was written to {path}: that is {what}; name another file", path = .path.display())]
    BackupOver {
        /// Where it was to go.
        path: PathBuf,
        /// What is there.
        what: &'static str,
    },
    /// A bout cannot be read by this version of the program.
    #[error("bout {bout} was kept in a form that this version of Sparring cannot read ({what})", bout = .bout.0)]
    Unreadable {
        /// The bout.
        bout: BoutId,
        /// Which part of it.
        what: &'static str,
    },
    /// There is no such bout; it may have been forgotten a moment ago.
    #[error("there is no bout {id}", id = .0.0)]
    NoSuchBout(BoutId),
    /// The bout has ended and takes no more exchanges.
    #[error("bout {id} is over", id = .0.0)]
    Over(BoutId),
    /// The exchange does not follow on what is kept; whoever made it worked from an older state of the bout.
    #[error("exchange {found} of bout {bout} was to be kept where {expected} comes next", bout = .bout.0)]
    OutOfTurn {
        /// The bout.
        bout: BoutId,
        /// The number that comes next.
        expected: u32,
        /// The number that came.
        found: u32,
    },
    /// An id that does not fit.
    #[error(transparent)]
    TooLarge(#[from] TooLarge),
    /// The store was closed.
    #[error("the database is closed")]
    Closed,
    /// Anything else that SQLite says.
    #[error("the database {path}: {source}", path = .path.display())]
    Database {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        source: rusqlite::Error,
    },
}

impl StoreError {
    /// That a file or folder could not be made, sorted by what can be done about it.
    pub(super) fn create(path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::StorageFull => Self::Full { path },
            _ => Self::Create { path, source },
        }
    }
}

/// The file's own name, for naming what lies beside it.
fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// What goes wrong at a connection, which does not know the name of its file.
#[derive(Debug)]
pub(super) enum Fault {
    /// SQLite says so.
    Sqlite(rusqlite::Error),
    /// The store says so.
    Store(StoreError),
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<TooLarge> for Fault {
    fn from(error: TooLarge) -> Self {
        Self::Store(error.into())
    }
}

impl Fault {
    /// The same with the file's name, sorted by what can be done about it.
    pub(super) fn at(self, path: &Path) -> StoreError {
        let source = match self {
            Self::Store(error) => return error,
            Self::Sqlite(error) => error,
        };
        let path = path.to_owned();
        // There was no room for the file of shared memory.
        if source.sqlite_error().is_some_and(|error| error.extended_code == ffi::SQLITE_IOERR_SHMSIZE) {
            return StoreError::Full { path };
        }
        match source.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => StoreError::NotOurs { path },
            Some(ErrorCode::DatabaseCorrupt) => StoreError::Damaged { path },
            Some(ErrorCode::ReadOnly) => StoreError::ReadOnly { path },
            Some(ErrorCode::DiskFull) => StoreError::Full { path },
            Some(ErrorCode::SystemIoFailure) => StoreError::Disk { path, source },
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy { path },
            Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => StoreError::Open { path },
            _ => StoreError::Database { path, source },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_sqlite_says_becomes_what_to_do() {
        let says = |code: i32| {
            let error = rusqlite::Error::SqliteFailure(ffi::Error::new(code), None);
            Fault::from(error).at(Path::new("data/sparring.db")).to_string()
        };
        for (code, start) in [
            (ffi::SQLITE_FULL, "the disk under data/sparring.db is full"),
            (ffi::SQLITE_IOERR_SHMSIZE, "the disk under data/sparring.db is full"),
            (ffi::SQLITE_IOERR_WRITE, "the disk under the database data/sparring.db does not do its work"),
            (ffi::SQLITE_READONLY, "the database data/sparring.db cannot be written to"),
            (ffi::SQLITE_READONLY_DIRECTORY, "the database data/sparring.db cannot be written to"),
            (ffi::SQLITE_CORRUPT, "the database data/sparring.db is damaged"),
            (ffi::SQLITE_NOTADB, "data/sparring.db is not a database of Sparring"),
            (ffi::SQLITE_BUSY_SNAPSHOT, "the database data/sparring.db is held by another program"),
            (ffi::SQLITE_CANTOPEN, "the database data/sparring.db cannot be opened"),
            (ffi::SQLITE_MISUSE, "the database data/sparring.db: "),
        ] {
            assert!(says(code).starts_with(start), "{}", says(code));
        }
    }

    #[test]
    fn a_damaged_database_names_the_files_beside_it() {
        let error = StoreError::Damaged { path: "data/sparring.db".into() };
        assert!(error.to_string().ends_with("delete sparring.db-wal and sparring.db-shm beside it"), "{error}");
    }
}
