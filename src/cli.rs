//! The command line: what can be asked for, and what answers it.
//!
//! In come arguments and settings; out comes the exit status: 0 done, 1 the work failed, 2 wrong usage. This is
//! the one spot where an error becomes text and a status.

use std::hash::{BuildHasher, Hasher};
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::bout::{BoutError, Repertoire, RepertoireError, Tongue};
use crate::card::Ink;
use crate::client::Difficulty;
use crate::config::{Config, ConfigError};
use crate::discord::{ServeError, serve};
use crate::persona::Persona;
use crate::store::{ExportError, GuildKey, Store, StoreError};
use crate::terminal::score::score;
use crate::terminal::{
    Export, Form, Input, LoadError, Rehearsal, RehearseError, Screen, Trial, check_personas, choose, list_personas,
    list_rules, named, play_persona, rehearse, rehearse_json, repertoire, rules_page, show_persona,
};
use crate::trial::{Player, Players};

/// Difficult clients to practise on, and marks for every reply.
#[derive(Debug, Parser)]
#[command(version, about, max_term_width = 100, disable_help_subcommand = true)]
struct Cli {
    /// Without a command: the bot where a token is configured, else a rehearsal in the terminal.
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the bot on Discord until it is told to stop (SIGTERM or Ctrl-C).
    Serve,
    /// Practise with a client in the terminal; needs no token and no network.
    Rehearse(RehearseArgs),
    /// Look at the clients there are, or check persona files.
    Personas {
        #[command(subcommand)]
        what: Option<Personas>,
    },
    /// Mark replies: a JSON object a line from standard input, one with marks and moves a line to standard output.
    Score,
    /// Every rule of the marking, from the table that marks.
    Rules {
        /// Only rules whose id or kind of move begins so.
        begins: Option<String>,
        /// All of them as a page of Markdown, with how a mark comes about: docs/rules.md.
        #[arg(long, conflicts_with = "begins")]
        markdown: bool,
        /// Their language.
        #[arg(long, default_value = DEFAULT_LANG)]
        lang: String,
    },
    /// Copy the database to a file; safe while the bot runs.
    Backup {
        /// Where to; an older backup there is replaced.
        file: PathBuf,
    },
    /// Write every reply's marks, and what trainees and coaches say of them, to standard output; safe while the bot runs.
    Export {
        /// Only this server's, by its id.
        #[arg(long, value_name = "ID")]
        guild: Option<u64>,
        /// The form.
        #[arg(long, value_enum, default_value_t = Table::Csv)]
        format: Table,
    },
    /// Print a script that completes the commands in a shell.
    Completions {
        /// For which shell.
        shell: Shell,
    },
}

#[derive(Debug, Args)]
struct RehearseArgs {
    /// Id or name of the client; without one, there is a list to choose from.
    persona: Option<String>,
    /// How patient the client is; the marking is the same.
    #[arg(long, value_enum, default_value_t = Level::Normal)]
    difficulty: Level,
    /// Language of the talk.
    #[arg(long, default_value = DEFAULT_LANG)]
    lang: String,
    /// Number that chooses among what the client could say; the same seed and replies give the same talk.
    #[arg(long)]
    seed: Option<u64>,
    /// Read a reply a line from standard input and write one JSON object a line.
    #[arg(long)]
    json: bool,
}

impl Default for RehearseArgs {
    fn default() -> Self {
        Self { persona: None, difficulty: Level::Normal, lang: DEFAULT_LANG.to_owned(), seed: None, json: false }
    }
}

/// The language of those who name none.
const DEFAULT_LANG: &str = "en";

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Level {
    Gentle,
    Normal,
    Hard,
}

impl From<Level> for Difficulty {
    fn from(level: Level) -> Self {
        match level {
            Level::Gentle => Self::Gentle,
            Level::Normal => Self::Normal,
            Level::Hard => Self::Hard,
        }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Table {
    Csv,
    Json,
}

impl From<Table> for Form {
    fn from(table: Table) -> Self {
        match table {
            Table::Csv => Self::Csv,
            Table::Json => Self::Json,
        }
    }
}

#[derive(Debug, Subcommand)]
enum Personas {
    /// Every client with id, name and situation.
    List {
        /// Their language.
        #[arg(long, default_value = DEFAULT_LANG)]
        lang: String,
    },
    /// What a trainee may know of a client before the bout.
    Show {
        /// Id or name of the client.
        persona: String,
        /// Their language.
        #[arg(long, default_value = DEFAULT_LANG)]
        lang: String,
    },
    /// Say for each fault of persona files where it is and what to do; without a folder, the built-in ones.
    Check {
        /// A folder with `LANGUAGE/ID.toml`, a folder of `ID.toml`, or one file.
        dir: Option<PathBuf>,
        /// Bouts in which each client is tried out, to find what is never met; 0 looks at the files alone.
        #[arg(long, value_name = "N", default_value_t = 10_000)]
        bouts: u32,
    },
    /// Let scripted trainees practise with a client and say how it went.
    Play {
        /// Id or name of the client, or `all`.
        persona: String,
        /// Who practises; without one, all of them.
        #[arg(long, value_parser = player_names())]
        player: Option<String>,
        /// Number of bouts for each.
        #[arg(short = 'n', long = "bouts", value_name = "N", default_value_t = 100)]
        bouts: u32,
        /// How patient the client is.
        #[arg(long, value_enum, default_value_t = Level::Normal)]
        difficulty: Level,
        /// Seed of the first bout; the others follow it.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Show the first bout in full instead of figures.
        #[arg(long)]
        show: bool,
        /// Their language.
        #[arg(long, default_value = DEFAULT_LANG)]
        lang: String,
    },
}

fn player_names() -> clap::builder::PossibleValuesParser {
    Player::ALL.map(Player::name).into()
}

/// Why a command did not do what was asked.
#[derive(Debug, thiserror::Error)]
enum Failure {
    /// It was asked for in a way that cannot be.
    #[error("{0}")]
    Usage(String),
    /// A setting that cannot be used.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// Something was wrong with the work, and has been told already.
    #[error("")]
    Told,
    /// Nothing can be loaded.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The bot cannot run.
    #[error(transparent)]
    Serve(#[from] ServeError),
    /// A bout broke off.
    #[error("{0}")]
    Bout(BoutError),
    /// Reading or writing.
    #[error("reading or writing failed: {0}")]
    Io(#[from] io::Error),
}

impl From<RehearseError> for Failure {
    fn from(fault: RehearseError) -> Self {
        match fault {
            RehearseError::Bout(fault) => Self::Bout(fault),
            RehearseError::Io(fault) => Self::Io(fault),
        }
    }
}

/// Runs the command line. `dotenv` is what came of reading `.env`.
pub fn run(dotenv: dotenvy::Result<PathBuf>) -> ExitCode {
    let outcome = Cli::try_parse();
    let cli = match outcome {
        Ok(cli) => cli,
        Err(shown) => {
            // Help and version are no failures; a closed pipe is nothing to complain about either.
            let _ = shown.print();
            return ExitCode::from(if shown.use_stderr() { 2 } else { 0 });
        }
    };
    let done = readable(dotenv).and_then(|()| answer(cli.command)).and_then(|()| Ok(io::stdout().flush()?));
    let (text, status) = match done {
        Ok(()) => return ExitCode::SUCCESS,
        // Whoever read the output has gone, and has what they wanted.
        Err(Failure::Io(fault)) if fault.kind() == io::ErrorKind::BrokenPipe => return ExitCode::SUCCESS,
        Err(Failure::Told) => return ExitCode::from(1),
        Err(fault @ (Failure::Usage(_) | Failure::Config(_))) => (fault.to_string(), 2),
        Err(Failure::Serve(fault)) if fault.is_usage() => (fault.to_string(), 2),
        Err(fault) => (fault.to_string(), 1),
    };
    let mut errors = io::stderr();
    let _ = if errors.is_terminal() {
        let page = Screen::here().page;
        page.wrap("sparring: ", "  ", Ink::Plain, &text).iter().try_for_each(|line| writeln!(errors, "{line}"))
    } else {
        writeln!(errors, "sparring: {text}")
    };
    ExitCode::from(status)
}

/// A missing `.env` is usual; a broken one would leave settings out without a word.
fn readable(dotenv: dotenvy::Result<PathBuf>) -> Result<(), Failure> {
    match dotenv {
        Ok(_) => Ok(()),
        Err(fault) if fault.not_found() => Ok(()),
        // The parser's own message quotes the line, which may hold the token.
        Err(dotenvy::Error::LineParse(_, at)) => Err(Failure::Usage(format!(
            "`.env` has a line that cannot be read (near character {at}); write NAME=value, with quotes where the value has spaces"
        ))),
        Err(_) => Err(Failure::Usage("`.env` cannot be read; check its permissions".to_owned())),
    }
}

/// One setting alone. In the terminal, what is wrong with the others keeps nobody from practising.
fn only(setting: &str) -> Result<Config, ConfigError> {
    Config::read(|name| if name == setting { std::env::var(name).ok() } else { None })
}

fn answer(command: Option<Command>) -> Result<(), Failure> {
    let config = &only("SPARRING_PERSONAS")?;
    match command {
        None if only("DISCORD_TOKEN")?.token.is_some() => bot(),
        None => rehearsal(RehearseArgs::default(), config),
        Some(Command::Serve) => bot(),
        Some(Command::Rehearse(args)) => rehearsal(args, config),
        Some(Command::Personas { what }) => {
            personas(what.unwrap_or(Personas::List { lang: DEFAULT_LANG.to_owned() }), config)
        }
        Some(Command::Backup { file }) => backup(&file),
        Some(Command::Export { guild, format }) => export(guild.map(GuildKey), format.into()),
        Some(Command::Score) => marks(config),
        Some(Command::Rules { begins, markdown, lang }) => {
            let languages = Repertoire::languages_only().map_err(LoadError::from)?;
            if markdown {
                return Ok(io::stdout().write_all(rules_page(tongue(&languages, &lang)?).as_bytes())?);
            }
            let begins = begins.unwrap_or_default();
            let found = list_rules(tongue(&languages, &lang)?, &begins, &Screen::here(), &mut io::stdout().lock())?;
            if found { Ok(()) } else { Err(Failure::Usage(format!("there is no rule or kind of move `{begins}`"))) }
        }
        Some(Command::Completions { shell }) => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "sparring", &mut script);
            io::stdout().write_all(&script)?;
            Ok(())
        }
    }
}

/// Runs the bot, with all the settings.
fn bot() -> Result<(), Failure> {
    let config = &Config::from_env()?;
    let repertoire = load(config)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    Ok(runtime.block_on(serve(config, repertoire))?)
}

/// The database of the settings, which must be there: opening would make a new one.
fn database() -> Result<PathBuf, Failure> {
    let config = Config::from_env()?;
    if config.database.exists() {
        return Ok(config.database);
    }
    let from = config.database.display();
    Err(Failure::Usage(format!("there is no database `{from}`; SPARRING_DATABASE names it")))
}

/// Copies the database of the settings.
fn backup(to: &Path) -> Result<(), Failure> {
    let database = database()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let store = Store::open(&database).await?;
        let done = store.backup(to).await;
        store.close().await?;
        Ok(done?)
    })
}

/// Writes the replies of the database, of one server or of all.
fn export(guild: Option<GuildKey>, form: Form) -> Result<(), Failure> {
    let database = database()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let store = Store::open(&database).await?;
        let export = Export::begin(form, io::BufWriter::new(io::stdout()))?;
        let done = store.export(guild, export, Export::add).await;
        store.close().await?;
        match done {
            Ok(export) => Ok(export.end()?),
            Err(ExportError::Write(fault)) => Err(fault.into()),
            Err(ExportError::Store(fault)) => Err(fault.into()),
        }
    })
}

/// Marks lines from standard input.
fn marks(config: &Config) -> Result<(), Failure> {
    let repertoire = load(config)?;
    let judges = repertoire.tongues.iter().map(|(code, tongue)| (code.as_str(), (&tongue.language, &tongue.judge)));
    let input = io::BufReader::new(io::stdin());
    let output = io::BufWriter::new(io::stdout().lock());
    let some_bad = score(input, output, &judges.collect(), &repertoire.cast)?;
    if some_bad { Err(Failure::Told) } else { Ok(()) }
}

/// Everything there is to play; what is wrong in the personas' folder is told on standard error.
fn load(config: &Config) -> Result<Repertoire, Failure> {
    let (repertoire, reports) = repertoire(config.personas.as_deref())?;
    let mut errors = io::stderr().lock();
    for report in reports {
        writeln!(errors, "{report}")?;
    }
    Ok(repertoire)
}

fn rehearsal(args: RehearseArgs, config: &Config) -> Result<(), Failure> {
    let repertoire = load(config)?;
    let tongue = tongue(&repertoire, &args.lang)?;
    let mut seed = args.seed.unwrap_or_else(any_seed);
    if args.json {
        let persona = match &args.persona {
            Some(name) => find(&repertoire, &args.lang, name)?,
            None => drawn(&repertoire, &args.lang, seed)?,
        };
        let what = Rehearsal { persona, difficulty: args.difficulty.into(), lang: args.lang, seed };
        return Ok(rehearse_json(&repertoire, &what, &mut io::stdin().lock(), &mut io::stdout().lock())?);
    }
    let screen = Screen::here();
    let mut input = Input::here(screen.interactive, screen.page.colour)?;
    let mut out = io::stdout();
    let persona = match &args.persona {
        Some(name) => find(&repertoire, &args.lang, name)?,
        None => match choose(&repertoire, tongue, &screen, &mut input, &mut out)? {
            Some(persona) => persona.file.id.clone(),
            None => return Ok(()),
        },
    };
    let mut what = Rehearsal { persona, difficulty: args.difficulty.into(), lang: args.lang, seed };
    while rehearse(&repertoire, &what, &screen, &mut input, &mut out)? {
        seed = any_seed();
        what.seed = seed;
    }
    Ok(())
}

fn personas(what: Personas, config: &Config) -> Result<(), Failure> {
    let screen = Screen::here();
    let mut out = io::stdout().lock();
    match what {
        Personas::List { lang } => {
            let repertoire = load(config)?;
            list_personas(&repertoire, tongue(&repertoire, &lang)?, &screen, &mut out)?;
        }
        Personas::Show { persona, lang } => {
            let repertoire = load(config)?;
            let tongue = tongue(&repertoire, &lang)?;
            let id = find(&repertoire, &lang, &persona)?;
            if let Some(persona) = repertoire.cast.get(&lang, &id) {
                show_persona(persona, tongue, &screen, &mut out)?;
            }
        }
        Personas::Play { persona, player, bouts, difficulty, seed, show, lang } => {
            let repertoire = load(config)?;
            let players = Players::read(&tongue(&repertoire, &lang)?.language)
                .map_err(RepertoireError::from)
                .map_err(LoadError::from)?;
            let player = player.as_deref().and_then(Player::named);
            let trial = Trial { player, difficulty: difficulty.into(), bouts, seed, show };
            let only = if persona == "all" { None } else { Some(find(&repertoire, &lang, &persona)?) };
            for persona in repertoire.cast.of(&lang).filter(|p| only.as_ref().is_none_or(|id| *id == p.file.id)) {
                play_persona(&repertoire, &players, persona, trial, &screen, &mut out)?;
            }
        }
        Personas::Check { dir, bouts } => {
            if let Some(dir) = dir.as_deref().filter(|dir| !dir.exists()) {
                return Err(Failure::Usage(format!("there is no `{}`; name a folder of persona files", dir.display())));
            }
            let languages = Repertoire::languages_only().map_err(LoadError::from)?;
            if !check_personas(dir.as_deref(), languages, bouts, &screen, &mut out)? {
                return Err(Failure::Told);
            }
        }
    }
    Ok(())
}

fn tongue<'r>(repertoire: &'r Repertoire, lang: &str) -> Result<&'r Tongue, Failure> {
    repertoire.tongue(lang).ok_or_else(|| {
        let known: Vec<&str> = repertoire.tongues.keys().map(String::as_str).collect();
        Failure::Usage(format!("there is no language `{lang}`; there is {}", known.join(", ")))
    })
}

/// The id of the persona called so.
fn find(repertoire: &Repertoire, lang: &str, name: &str) -> Result<String, Failure> {
    tongue(repertoire, lang)?;
    if let Some(persona) = named(repertoire, lang, name) {
        return Ok(persona.file.id.clone());
    }
    let known: Vec<&str> = repertoire.cast.of(lang).map(|p| p.file.id.as_str()).collect();
    Err(Failure::Usage(if known.is_empty() {
        format!("there is no client `{name}`, nor any other in the language `{lang}`")
    } else {
        format!("there is no client `{name}`; there are: {}", known.join(", "))
    }))
}

/// A client for those who name none and cannot be asked; the seed decides.
fn drawn(repertoire: &Repertoire, lang: &str, seed: u64) -> Result<String, Failure> {
    tongue(repertoire, lang)?;
    let cast: Vec<&std::sync::Arc<Persona>> = repertoire.cast.of(lang).collect();
    let count = u64::try_from(cast.len()).unwrap_or(u64::MAX).max(1);
    let chosen = usize::try_from(seed % count).ok().and_then(|at| cast.get(at));
    chosen
        .map(|persona| persona.file.id.clone())
        .ok_or_else(|| Failure::Usage(format!("there is no client in the language `{lang}`")))
}

/// A seed that differs from run to run, short enough to type again. The standard library draws the keys of its
/// hashes from the system.
fn any_seed() -> u64 {
    std::hash::RandomState::new().build_hasher().finish() & 0xFFFF_FFFF
}
