//! Bouts, exchanges and databases to test with.

use std::path::PathBuf;

use sparring::bout::{Bout, Exchange, Points, Setup, ShownMove, Wait};
use sparring::client::{Difficulty, Mood, State};
use sparring::marks::{MARKING_VERSION, Marks};
use sparring::persona::Ending;
use sparring::reading::MoveKind;
use sparring::store::{ChannelKey, GuildKey, Place, Store};

/// A folder that is removed at the end, with a database in it.
pub(crate) struct Home {
    folder: tempfile::TempDir,
}

impl Home {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.file("sparring.db")
    }

    pub(crate) async fn open(&self) -> Store {
        Store::open(&self.database()).await.unwrap()
    }

    /// Every byte of every file in the folder, with its name.
    pub(crate) fn files(&self) -> Vec<(String, Vec<u8>)> {
        let entries = std::fs::read_dir(self.folder.path()).unwrap().map(|entry| entry.unwrap().path());
        entries.map(|path| (path.display().to_string(), std::fs::read(&path).unwrap())).collect()
    }

    /// The files in which these bytes stand.
    pub(crate) fn files_with(&self, bytes: &[u8]) -> Vec<String> {
        let holds = |content: &[u8]| content.windows(bytes.len()).any(|window| window == bytes);
        self.files().into_iter().filter(|(_, content)| holds(content)).map(|(name, _)| name).collect()
    }
}

pub(crate) fn bout(seed: u64) -> Bout {
    Bout {
        setup: Setup {
            persona: "craig".into(),
            version: "0123456789abcdef".into(),
            difficulty: Difficulty::Hard,
            lang: "en".into(),
            seed,
        },
        opening: vec!["You took my money.".into(), "Well?".into()],
        opened: state(60),
        exchanges: Vec::new(),
        ending: None,
        waits: vec![],
        hints: Vec::new(),
    }
}

pub(crate) fn state(heat: u8) -> State {
    State { mood: Mood { heat, trust: 20, patience: 50 }, ..State::default() }
}

pub(crate) fn marks(overall: u8) -> Marks {
    Marks { empathy: 10, listening: 20, triggers: 30, overall }
}

pub(crate) fn exchange(n: u32, reply: &str, ending: Option<Ending>) -> Exchange {
    Exchange {
        n,
        reply: reply.into(),
        marks: marks(55),
        marking: MARKING_VERSION,
        moves: vec![ShownMove {
            kind: MoveKind::Apology,
            start: 0,
            end: reply.chars().count(),
            text: reply.into(),
            why: "It names what went wrong.".into(),
            rule: "apology".into(),
            points: Points::default(),
        }],
        mood: Mood { heat: 40, trust: 30, patience: 45 },
        client: vec![format!("Answer {n}."), format!("And another thing, {n}.")],
        ending,
        after: state(40),
    }
}

/// The client wrote again after an exchange.
pub(crate) fn wait(n: u32, says: &str) -> Wait {
    Wait { n, client: vec![says.into(), "Are you there?".into()], after: State { waited: 1, ..state(44) } }
}

/// A thread in server 7.
pub(crate) fn thread(channel: u64) -> Place {
    Place {
        guild: Some(GuildKey(7)),
        channel: ChannelKey(channel),
        parent: Some(ChannelKey(70)),
        home: Some(GuildKey(7)),
    }
}

pub(crate) fn direct(channel: u64) -> Place {
    Place { guild: None, channel: ChannelKey(channel), parent: None, home: None }
}
