//! What is logged: our own words at the level that was asked for, libraries only where they fail.
//!
//! Libraries log what passes through them: serenity prints gateway payloads that it cannot read (with replies in
//! them) and its spans hold request bodies; below them frames with the token are traced. None of that may reach a
//! log, whatever level was asked for.

use std::io::{self, IsTerminal};

use tracing::{Level, Metadata};
use tracing_subscriber::filter::{EnvFilter, FilterExt, filter_fn};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, fmt, registry};

use super::overheard::Overheard;

/// What is logged when nothing else is said.
const USUAL: &str = "info";
/// The prefix of our own words.
const OURS: &str = "sparring";

/// `RUST_LOG` is not what it should be.
#[derive(Debug, thiserror::Error)]
#[error("RUST_LOG cannot be read: {0}; set it to a level such as info, or to sparring=debug")]
pub struct LogFault(String);

/// Starts logging to standard error, unless something else already logs in this process.
pub(crate) fn start(wanted: Option<&str>, overheard: &Overheard) -> Result<(), LogFault> {
    let wanted = EnvFilter::try_new(wanted.unwrap_or(USUAL)).map_err(|fault| LogFault(fault.to_string()))?;
    let printed = fmt::layer()
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal())
        .with_filter(wanted.and(filter_fn(harmless)));
    // Fails where a test has set up its own logging, and then that one is used.
    let _ = registry().with(printed).with(overheard.layer()).try_init();
    Ok(())
}

/// Whether a piece of the log can hold neither replies nor secrets.
fn harmless(about: &Metadata<'_>) -> bool {
    let target = about.target();
    let ours = target == OURS || target.strip_prefix(OURS).is_some_and(|rest| rest.starts_with("::"));
    // What becomes of the gateway is told in our own words.
    let gateway = target.starts_with("serenity::gateway");
    ours || about.is_event() && *about.level() == Level::ERROR && !gateway
}
