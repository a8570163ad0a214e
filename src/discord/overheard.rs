//! What serenity tells about the gateway to nobody but its log.
//!
//! It waits for the answer to a RESUME for as long as heartbeats go through, and after some refusals it stays with a
//! dead connection; in both cases nothing is returned and no event comes. So its log is listened to.

use std::sync::{Arc, Mutex, PoisonError};

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
}

/// Listens to serenity's log.
#[derive(Debug, Clone, Default)]
pub(crate) struct Overheard {
    news: Arc<Mutex<News>>,
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
        if words.0 != News::None {
            self.0.note(words.0);
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
        if words.contains(RESUMING) {
            self.0 = News::Resuming;
        } else if let Some((_, why)) = REFUSALS.iter().find(|(said, _)| words.contains(said)) {
            self.0 = News::Refused(why);
        }
    }
}
