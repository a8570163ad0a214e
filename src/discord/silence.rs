//! Notices that a resumed gateway session stays silent: serenity waits for the answer to its RESUME for as long as
//! the heartbeat goes through, and shows its stage to nobody meanwhile. All that tells of it is its log.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

/// Where serenity speaks of resuming.
const TARGET: &str = "serenity::gateway::shard";
/// What it says.
const WORDS: &str = "Attempting to resume";

/// Whether a session was asked to resume and has not been heard of since.
#[derive(Debug, Clone, Default)]
pub(crate) struct Silence {
    resuming: Arc<AtomicBool>,
}

impl Silence {
    /// What listens to serenity's log.
    pub(crate) fn layer<S: Subscriber + for<'a> LookupSpan<'a>>(&self) -> impl Layer<S> + use<S> {
        let about = filter_fn(|about| about.is_event() && about.target() == TARGET && *about.level() == Level::DEBUG);
        Listener { resuming: Arc::clone(&self.resuming) }.with_filter(about)
    }

    /// Whether a session is being resumed.
    pub(crate) fn resuming(&self) -> bool {
        self.resuming.load(Ordering::Acquire)
    }

    /// Discord was heard.
    pub(crate) fn broken(&self) {
        self.resuming.store(false, Ordering::Release);
    }
}

struct Listener {
    resuming: Arc<AtomicBool>,
}

impl<S: Subscriber> Layer<S> for Listener {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut words = Words(false);
        event.record(&mut words);
        if words.0 {
            self.resuming.store(true, Ordering::Release);
        }
    }
}

/// Whether the message of an event has the words.
struct Words(bool);

impl Visit for Words {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        if field.name() == "message" {
            self.0 = format!("{value:?}").contains(WORDS);
        }
    }
}
