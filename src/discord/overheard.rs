//! What serenity tells about the gateway to nobody but its log.
//!
//! It waits for the answer to a RESUME for as long as heartbeats go through; after some refusals it stays with a dead
//! connection; and one that was closed without a code it reads again and again, without ever letting another task of
//! its thread run. In all these cases nothing is returned and no event comes. So its log is listened to.

use std::convert::Infallible;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

/// Where serenity speaks of the gateway.
const TARGET: &str = "serenity::gateway";
/// What it says when it asks for a session back.
const RESUMING: &str = "Attempting to resume";
/// What it says of refusals after which it does not come back by itself.
const REFUSALS: [(&str, &str); 4] = [
    ("Gateway(NoAuthentication)", "4003: not authenticated"),
    ("Gateway(InvalidShardData)", "4010: invalid shard"),
    ("Gateway(OverloadedShard)", "4011: too many servers for one connection"),
    ("Unknown unclean close 4012", "4012: invalid gateway version"),
];

/// What was overheard last.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum News {
    /// Nothing of note.
    #[default]
    None,
    /// A session was asked for, and has not been heard of since.
    Resuming,
    /// The gateway refused, and will refuse again.
    Refused(&'static str),
    /// The task of a connection that was read in vain has been ended.
    Dead,
}

/// What serenity says each time it reads the connection.
const READING: &str = "loop iteration started";
/// So often a connection is read before it is asked whether anything else runs.
const READINGS: u32 = 4096;
/// For so long nothing else may fail to run; a tick comes every tenth of it.
const STUCK: Duration = Duration::from_secs(1);

/// Listens to serenity's log.
#[derive(Debug, Clone, Default)]
pub(crate) struct Overheard {
    news: Arc<Mutex<News>>,
    /// Readings since the last tick, and when that was.
    readings: Arc<AtomicU32>,
    tick: Arc<Mutex<Option<Instant>>>,
}

impl Overheard {
    /// What listens.
    pub(crate) fn layer<S: Subscriber + for<'a> LookupSpan<'a>>(&self) -> impl Layer<S> + use<S> {
        Listener(self.clone()).with_filter(filter_fn(|about| about.is_event() && about.target().starts_with(TARGET)))
    }

    /// What was overheard last.
    pub(crate) fn news(&self) -> News {
        *self.news.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Shows, for as long as it is run, that tasks other than the connection's run on its thread.
    pub(crate) async fn tick(&self) -> Infallible {
        loop {
            self.readings.store(0, Ordering::Relaxed);
            *self.tick.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
            tokio::time::sleep(STUCK / 10).await;
        }
    }

    /// Whether the connection is read again and again while nothing else on its thread runs.
    fn is_stuck(&self) -> bool {
        if self.readings.fetch_add(1, Ordering::Relaxed) % READINGS != READINGS - 1 {
            return false;
        }
        let tick = *self.tick.lock().unwrap_or_else(PoisonError::into_inner);
        tick.is_some_and(|tick| tick.elapsed() > STUCK)
    }

    /// Discord was heard, so all is well.
    pub(crate) fn all_is_well(&self) {
        self.note(News::None);
    }

    fn note(&self, news: News) {
        *self.news.lock().unwrap_or_else(PoisonError::into_inner) = news;
    }
}

struct Listener(Overheard);

impl<S: Subscriber> Layer<S> for Listener {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut words = Words(News::None);
        event.record(&mut words);
        if words.0 == News::None {
            return;
        }
        if words.0 != News::Dead {
            self.0.note(words.0);
        } else if self.0.is_stuck() {
            self.0.note(News::Dead);
            // Ends the connection's task, which nothing else can: it never waits. The runtime takes that for a panic
            // of the task alone, and a new connection is made by whoever watches the news.
            resume_unwind(Box::new("a connection that was closed is read in vain"));
        }
    }
}

/// What the message of an event tells.
struct Words(News);

impl Visit for Words {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        if field.name() != "message" {
            return;
        }
        let words = format!("{value:?}");
        if words.contains(READING) {
            self.0 = News::Dead;
        } else if words.contains(RESUMING) {
            self.0 = News::Resuming;
        } else if let Some((_, why)) = REFUSALS.iter().find(|(said, _)| words.contains(said)) {
            self.0 = News::Refused(why);
        }
    }
}
