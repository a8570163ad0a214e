//! The stage: a stand-in for Discord, a folder for the database, and the real bot on it.

use std::fs::{File, read_to_string};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::double::{Double, Serving, World};
use crate::hand::Person;

/// Everything a test plays on. At its end nothing may be left that Discord would have refused.
pub(crate) struct Stage {
    pub(crate) double: Double,
    _serving: Serving,
    folder: TempDir,
    bot: Option<Child>,
    settings: Vec<(String, String)>,
}

impl Stage {
    /// A stage with the bot on it, connected and with its commands registered.
    pub(crate) async fn open() -> Self {
        let mut stage = Self::empty(World::usual()).await;
        stage.start().await;
        stage
    }

    /// A stage without the bot.
    pub(crate) async fn empty(world: World) -> Self {
        let (double, serving) = Double::open(world).await;
        let folder = TempDir::new().expect("a folder for the database");
        Self { double, _serving: serving, folder, bot: None, settings: Vec::new() }
    }

    /// Sets a variable of the bot's environment for its next start.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.settings.push((name.to_owned(), value.to_owned()));
    }

    /// Stops the bot's clock at this moment; for the first time before the bot is started.
    pub(crate) fn time_is(&mut self, at: &str) {
        let at: jiff::Timestamp = at.parse().expect("a moment");
        let file = self.folder.path().join("clock");
        if !file.exists() {
            self.set("SPARRING_CLOCK", &file.to_string_lossy());
        }
        // At once, so that nobody reads half of it.
        let next = file.with_extension("next");
        std::fs::write(&next, at.as_millisecond().to_string()).expect("a file of ours");
        std::fs::rename(next, file).expect("a file of ours");
    }

    /// The database.
    pub(crate) fn database(&self) -> PathBuf {
        self.folder.path().join("sparring.db")
    }

    /// Starts the bot, without waiting for it.
    pub(crate) fn launch(&mut self) {
        assert!(self.bot.is_none(), "the bot is running already");
        let append = |name: &str| {
            let file = File::options().create(true).append(true).open(self.folder.path().join(name));
            Stdio::from(file.expect("a file for the bot's output"))
        };
        let personas = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/discord/personas");
        let mut command = Command::new(env!("CARGO_BIN_EXE_sparring"));
        command
            .arg("serve")
            // Where no `.env` lies about.
            .current_dir(self.folder.path())
            .env_remove("HTTPS_PROXY")
            .env_remove("SPARRING_CA_FILE")
            .env_remove("SPARRING_HTTP")
            .env("DISCORD_API_URL", self.double.url())
            .env("DISCORD_TOKEN", self.double.look(|w| w.token.clone()))
            .env("SPARRING_DATABASE", self.database())
            .env("SPARRING_PERSONAS", personas)
            .env("SPARRING_TYPING", "off")
            .env("RUST_LOG", "info,sparring=debug")
            .envs(self.settings.iter().cloned())
            .stdin(Stdio::null())
            .stdout(append("out.txt"))
            .stderr(append("err.txt"));
        self.bot = Some(command.spawn().expect("the bot starts"));
    }

    /// Starts the bot and waits until it is connected and has registered its commands.
    pub(crate) async fn start(&mut self) {
        let before = self.double.look(|w| w.gateway.welcomed);
        self.launch();
        let double = self.double.clone();
        tokio::select! {
            () = online(&double, before) => {}
            status = self.ends_early() => panic!("the bot ended instead of coming online: {status}"),
        }
    }

    /// Waits until the bot is online for the first time, or has ended; whether it is online.
    pub(crate) async fn comes_online(&mut self) -> bool {
        let double = self.double.clone();
        tokio::select! {
            () = online(&double, 0) => true,
            _ = self.ends_early() => false,
        }
    }

    /// Waits for an end that is not expected.
    async fn ends_early(&mut self) -> ExitStatus {
        let bot = self.bot.as_mut().expect("the bot is running");
        loop {
            if let Some(status) = bot.try_wait().expect("a child can be asked") {
                return status;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Kills the bot, as a power cut does.
    pub(crate) fn kill(&mut self) {
        let mut bot = self.bot.take().expect("the bot is running");
        bot.kill().expect("a process of ours can be killed");
        bot.wait().expect("a killed process ends");
        self.double.with(|w| w.gateway.forget());
    }

    /// Asks the bot to end, with `signal`; gives its exit status and how long it took.
    pub(crate) async fn ask_to_end(&mut self, signal: &str) -> (ExitStatus, Duration) {
        let bot = self.bot.as_ref().expect("the bot is running");
        let since = Instant::now();
        let asked = Command::new("kill").arg(format!("-{signal}")).arg(bot.id().to_string()).status();
        assert!(asked.expect("kill is there").success(), "the bot had ended before");
        (self.ended().await, since.elapsed())
    }

    /// Lets the bot end in order, so that nothing is left to be done.
    pub(crate) async fn stop(&mut self) {
        let (status, took) = self.ask_to_end("TERM").await;
        assert_eq!(status.code(), Some(0), "the bot ended badly: {status}");
        assert!(took < Duration::from_secs(5), "the bot took {took:?} to end");
    }

    /// Waits for the bot to end by itself.
    pub(crate) async fn ended(&mut self) -> ExitStatus {
        let mut bot = self.bot.take().expect("the bot is running");
        let id = bot.id();
        let ending = tokio::task::spawn_blocking(move || bot.wait());
        if let Ok(ended) = tokio::time::timeout(Duration::from_secs(40), ending).await {
            return ended.expect("the wait does not panic").expect("a child can be waited for");
        }
        let _ = Command::new("kill").arg("-KILL").arg(id.to_string()).status();
        panic!("the bot does not end\n{}", self.output())
    }

    /// Everything the bot has printed.
    pub(crate) fn output(&self) -> String {
        let read = |name: &str| read_to_string(self.folder.path().join(name)).unwrap_or_default();
        format!("{}{}", read("out.txt"), read("err.txt"))
    }

    /// Somebody joins the server.
    pub(crate) fn person(&self, name: &str) -> Person {
        Person::join(&self.double, name)
    }
}

/// Waits for a session beyond the first `before` ones, with the commands registered.
async fn online(double: &Double, before: usize) {
    let there = |w: &World| (w.gateway.welcomed > before && w.registrations > 0).then_some(());
    double.until("the bot to come online", there).await;
}

impl Drop for Stage {
    fn drop(&mut self) {
        if let Some(mut bot) = self.bot.take() {
            let _ = bot.kill();
            let _ = bot.wait();
        }
        let output = self.output();
        if std::thread::panicking() {
            let lines: Vec<&str> = output.lines().collect();
            let last = lines.len().saturating_sub(60);
            #[expect(clippy::print_stderr, reason = "without the bot's own words nobody finds the fault")]
            {
                eprintln!("the bot said last:\n{}", lines.get(last..).unwrap_or_default().join("\n"));
            }
            return;
        }
        let (token, violations) = self.double.look(|w| (w.token.clone(), w.violations.clone()));
        assert!(violations.is_empty(), "the bot did what it may not: {violations:#?}");
        assert!(!output.contains(&token), "the token stands in the bot's output:\n{output}");
        assert!(!output.contains("panicked at"), "the bot panicked:\n{output}");
    }
}
