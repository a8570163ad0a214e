//! What all parts of the bot share: the way to Discord, the store, the cast, and the mailboxes of the channels.

use std::fmt;
use std::hash::{BuildHasher, Hasher};
use std::sync::Arc;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use tokio::sync::{Notify, Semaphore, oneshot};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::asked::Asked;
use super::clock::Clock;
use super::mailbox::{Job, Mailboxes};
use super::once::Recent;
use super::orders::{Done, Order};
use super::problem::{Fault, Problem};
use super::rest::Rest;
use super::webhooks::Webhooks;
use crate::bout::{Repertoire, Tongue};
use crate::config::{Config, Typing};
use crate::language::Messages;
use crate::store::{ChannelKey, Store};

/// The language that is always there.
pub(crate) const FIRST_LANGUAGE: &str = "en";
/// Bouts that are caught up with at the same time.
const CATCH_UPS: usize = 4;

/// The bot, once it runs.
pub(crate) struct Bot {
    pub(crate) rest: Rest,
    pub(crate) store: Store,
    pub(crate) repertoire: Repertoire,
    pub(crate) typing: Typing,
    pub(crate) clock: Clock,
    /// Every task that must come to its end before the process does.
    pub(crate) tracker: TaskTracker,
    /// Cancelled when the bot is to stop.
    pub(crate) stopping: CancellationToken,
    /// The runtime on which bouts are played; events arrive on another.
    pub(crate) handle: tokio::runtime::Handle,
    pub(crate) mailboxes: Mailboxes,
    pub(crate) webhooks: Webhooks,
    /// Interactions that were answered lately.
    pub(crate) recent: Recent,
    pub(crate) catching_up: Semaphore,
    /// Whose turn it is to tell trainees what coaches said, and whether there may be something more to tell.
    pub(crate) telling: Semaphore,
    pub(crate) to_tell: AtomicBool,
    /// Called when a client begins to wait for a reply, and when a session begins.
    pub(crate) waited: Notify,
    /// Whether Discord lets the bot read what is written in servers.
    reads_content: AtomicBool,
    /// Counts gateway sessions: what was written between two of them is read by REST.
    session: AtomicU64,
    application: OnceLock<u64>,
}

impl fmt::Debug for Bot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bot").finish_non_exhaustive()
    }
}

impl Bot {
    /// Puts the parts together; nothing runs yet.
    pub(crate) fn new(rest: Rest, store: Store, repertoire: Repertoire, config: &Config) -> Arc<Self> {
        Arc::new(Self {
            rest,
            store,
            repertoire,
            typing: config.typing,
            clock: Clock::of(config),
            tracker: TaskTracker::new(),
            stopping: CancellationToken::new(),
            handle: tokio::runtime::Handle::current(),
            mailboxes: Mailboxes::default(),
            webhooks: Webhooks::default(),
            recent: Recent::default(),
            catching_up: Semaphore::new(CATCH_UPS),
            telling: Semaphore::new(1),
            to_tell: AtomicBool::new(false),
            waited: Notify::new(),
            reads_content: AtomicBool::new(true),
            session: AtomicU64::new(0),
            application: OnceLock::new(),
        })
    }

    /// Whether Discord lets the bot read what is written in servers.
    pub(crate) fn reads_content(&self) -> bool {
        self.reads_content.load(Ordering::Acquire)
    }

    /// Notes that the intent was refused.
    pub(crate) fn cannot_read_content(&self) {
        self.reads_content.store(false, Ordering::Release);
    }

    /// The gateway session, from 1; 0 before the first.
    pub(crate) fn session(&self) -> u64 {
        self.session.load(Ordering::Acquire)
    }

    /// Notes a new gateway session; whether it is the first.
    pub(crate) fn new_session(&self, application: u64) -> bool {
        let _ = self.application.set(application);
        let first = self.session.fetch_add(1, Ordering::AcqRel) == 0;
        self.waited.notify_one();
        first
    }

    /// The id of the application, known from the first session on.
    pub(crate) fn application(&self) -> Option<u64> {
        self.application.get().copied()
    }

    /// A language and its judge; the first language where this one is missing.
    pub(crate) fn tongue(&self, lang: &str) -> &Tongue {
        self.repertoire
            .tongue(lang)
            .or_else(|| self.repertoire.tongue(FIRST_LANGUAGE))
            .expect("`serve` refuses to start without the first language")
    }

    /// What the bot says in a language.
    pub(crate) fn messages(&self, lang: &str) -> &Messages {
        &self.tongue(lang).language.messages
    }

    /// The language for a person with this Discord locale (`fr`, `en-GB`).
    pub(crate) fn lang_for(&self, locale: &str) -> String {
        let code = locale.split('-').next().unwrap_or(locale);
        let known = self.repertoire.tongue(code).is_some_and(|t| t.language.messages.has("discord-our-fault"));
        if known { code } else { FIRST_LANGUAGE }.to_owned()
    }

    /// Runs what an interaction asks for, to its end, and tells the person about problems.
    pub(crate) fn run<F>(self: &Arc<Self>, asked: &Arc<Asked>, work: F)
    where
        F: Future<Output = Result<(), Problem>> + Send + 'static,
    {
        let asked = Arc::clone(asked);
        self.tracker.spawn_on(
            async move {
                if let Err(problem) = work.await {
                    asked.explain(problem).await;
                }
            },
            &self.handle,
        );
    }

    /// Puts an order into the mailbox of a channel, at once, so that it stands in its turn among the messages there;
    /// what comes of it arrives later (see [`Done`]).
    pub(crate) fn send_order(
        self: &Arc<Self>,
        channel: ChannelKey,
        asked: &Arc<Asked>,
        order: Order,
    ) -> oneshot::Receiver<Done> {
        let (done, answer) = oneshot::channel();
        self.post(channel, Job::Order { order, asked: Arc::clone(asked), done });
        answer
    }

    /// Has the mailbox of a channel carry out an order, after what came before it.
    pub(crate) async fn order(self: &Arc<Self>, channel: ChannelKey, asked: &Arc<Asked>, order: Order) -> Done {
        self.send_order(channel, asked, order).await.unwrap_or(Err(Problem::Ours(Fault::Stopping)))
    }
}

/// A number nobody can foretell; the standard library seeds its hashers from the system's source of chance.
pub(crate) fn chance() -> u64 {
    std::hash::RandomState::new().build_hasher().finish()
}
