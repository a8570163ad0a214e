//! What goes on in one channel: its newest bout, and the jobs of its mailbox, one after the other.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::{Instant, sleep, sleep_until};

use super::bot::Bot;
use super::clean;
use super::mailbox::{Job, in_order};
use super::rest::RestError;
use super::wire::Say;
use crate::language::{Messages, Value};
use crate::store::{BoutId, ChannelKey, KeptBout, MessageKey, StoreError};

/// A mailbox in which nothing came for so long is closed.
const IDLE: Duration = Duration::from_mins(5);
/// The first pause before something that failed is tried again; each further one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
/// The longest such pause.
const LONGEST_PAUSE: Duration = Duration::from_mins(1);
/// Messages whose handling is remembered, so that a second delivery is harmless.
const REMEMBERED: usize = 128;

/// What a trainee was told once.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Told {
    /// That only words count; forgotten with the next reply.
    pub(super) no_words: bool,
    /// That a reply stands as it was first sent.
    pub(super) edit: bool,
    /// That the bot may no longer speak here.
    pub(super) loss: bool,
}

/// The task behind a mailbox.
#[derive(Debug)]
pub(crate) struct Desk {
    pub(super) bot: Arc<Bot>,
    pub(super) channel: ChannelKey,
    /// The newest bout of the channel, open or ended.
    pub(super) playing: Option<KeptBout>,
    loaded: bool,
    /// Messages up to this one belong to what was before.
    pub(super) floor: Option<MessageKey>,
    pub(super) handled: VecDeque<MessageKey>,
    /// The session up to which the channel was read.
    pub(super) caught_up: u64,
    /// Whether some owed line may stand in the channel already.
    pub(super) unsure: bool,
    /// Whether webhooks were refused here.
    pub(super) own_voice: bool,
    /// The silence for which it is noted when the client writes again: bout, replies, waits.
    pub(super) awaited: Option<(BoutId, usize, usize)>,
    /// What was told in this bout and need not be told again.
    pub(super) told: Told,
    retry_at: Option<Instant>,
    pause: Duration,
}

impl Desk {
    /// A desk that knows nothing of its channel yet.
    pub(crate) fn new(bot: Arc<Bot>, channel: ChannelKey) -> Self {
        Self {
            bot,
            channel,
            playing: None,
            loaded: false,
            floor: None,
            handled: VecDeque::new(),
            caught_up: 0,
            unsure: false,
            own_voice: false,
            awaited: None,
            told: Told::default(),
            retry_at: None,
            pause: FIRST_PAUSE,
        }
    }

    /// Does the jobs of the mailbox until nothing comes any more. When the bot stops, nothing more is posted, and what
    /// has come is still done; what that leaves undone is read again after the next start.
    pub(crate) async fn run(mut self, mut mailbox: UnboundedReceiver<Job>) {
        let stopping = self.bot.stopping.clone();
        loop {
            let retry_at = self.retry_at;
            let job = tokio::select! {
                biased;
                job = mailbox.recv() => job,
                () = stopping.cancelled() => break,
                () = async { sleep_until(retry_at.unwrap_or_else(Instant::now)).await }, if retry_at.is_some() => {
                    self.try_again().await;
                    continue;
                }
                () = sleep(IDLE), if retry_at.is_none() => {
                    if self.bot.mailboxes.leave(self.channel, &mailbox, false) {
                        break;
                    }
                    continue;
                }
            };
            let Some(job) = job else { break };
            let mut jobs = vec![job];
            while let Ok(job) = mailbox.try_recv() {
                jobs.push(job);
            }
            in_order(&mut jobs);
            for job in jobs {
                self.job(job).await;
            }
            let stranger = self.loaded && self.playing.is_none();
            if stranger && self.bot.mailboxes.leave(self.channel, &mailbox, true) {
                break;
            }
        }
    }

    async fn job(&mut self, job: Job) {
        match job {
            Job::Message(message) => {
                if self.load().await && self.is_caught_up().await {
                    self.message(message).await;
                }
            }
            Job::Edited { message, by } => self.edited(message, by).await,
            Job::Gone => {
                if self.load().await {
                    self.lost_channel().await;
                }
            }
            Job::CatchUp => {
                if self.load().await {
                    self.is_caught_up().await;
                }
            }
            Job::Unanswered { bout, replies, waits } => self.unanswered(bout, replies, waits).await,
            Job::Forget => self.forget().await,
            Job::Order { order, asked, done } => {
                let answer = match self.reload_if_needed().await {
                    Ok(()) => self.order(order, &asked).await,
                    Err(fault) => Err(fault.into()),
                };
                // Whoever asked may have gone; the order stands all the same.
                let _ = done.send(answer);
                self.settle().await;
            }
        }
    }

    /// Reads anew what is kept here.
    pub(super) async fn forget(&mut self) {
        self.loaded = false;
        self.retry_at = None;
        self.load().await;
    }

    /// Reads the channel's newest bout from the store, unless it is known; whether there is one.
    pub(super) async fn load(&mut self) -> bool {
        match self.reload_if_needed().await {
            Ok(()) => self.playing.is_some(),
            Err(fault) => {
                tracing::error!(channel = %self.channel, %fault, "a bout cannot be read");
                self.try_later();
                false
            }
        }
    }

    async fn reload_if_needed(&mut self) -> Result<(), StoreError> {
        if !self.loaded {
            let bout = self.bot.store.bout_in(self.channel).await?;
            self.take(bout);
        }
        Ok(())
    }

    /// Makes this the bout that is played here.
    pub(super) fn take(&mut self, bout: Option<KeptBout>) {
        let is_other = self.playing.as_ref().map(|p| p.id) != bout.as_ref().map(|p| p.id);
        if is_other {
            self.floor = bout.as_ref().and_then(|b| b.seen);
            self.told = Told::default();
        }
        self.playing = bout;
        self.loaded = true;
    }

    /// Reads what was written before this session, if that was not done yet; whether messages can be handled now.
    pub(super) async fn is_caught_up(&mut self) -> bool {
        if self.caught_up == self.bot.session() {
            return true;
        }
        let bot = Arc::clone(&self.bot);
        // The semaphore is never closed; without a permit it would only go faster.
        let _permit = bot.catching_up.acquire().await.ok();
        self.catch_up().await
    }

    async fn try_again(&mut self) {
        self.retry_at = None;
        if self.load().await && self.is_caught_up().await {
            self.settle().await;
        }
    }

    /// Comes back to what is owed after a while.
    pub(super) fn try_later(&mut self) {
        self.retry_at = Some(Instant::now() + self.pause);
        self.pause = (self.pause * 2).min(LONGEST_PAUSE);
    }

    /// Notes that things go well again.
    pub(super) fn went_well(&mut self) {
        self.retry_at = None;
        self.pause = FIRST_PAUSE;
    }

    /// Nothing more to come back to.
    pub(super) fn let_go(&mut self) {
        self.retry_at = None;
    }

    /// What the bot says here, in the language of the bout.
    pub(super) fn messages(&self) -> &Messages {
        self.bot.messages(self.playing.as_ref().map_or(super::bot::FIRST_LANGUAGE, |p| &p.bout.setup.lang))
    }

    /// Says something as the bot.
    pub(super) async fn note(&self, key: &str, values: &[(&str, Value<'_>)]) -> Result<MessageKey, RestError> {
        let say = Say::words(self.messages().say(key, values));
        self.bot.rest.post(self.channel.0, &say).await.map(|posted| MessageKey(posted.id))
    }

    pub(super) fn remember(&mut self, message: MessageKey) {
        if self.handled.len() == REMEMBERED {
            self.handled.pop_front();
        }
        self.handled.push_back(message);
    }

    /// Closes the bout of a channel that is no longer there.
    pub(super) async fn lost_channel(&mut self) {
        self.let_go();
        self.unsure = false;
        let Some(id) = self.playing.as_ref().map(|p| p.id) else { return };
        tracing::info!(bout = id.0, "the channel of a bout is gone");
        if let Err(problem) = self.close().await {
            tracing::error!(bout = id.0, %problem, "a bout could not be closed");
        }
        if let Err(fault) = self.bot.store.write_off(id).await {
            tracing::error!(bout = id.0, %fault, "what was owed could not be written off");
        }
        if let Some(playing) = &mut self.playing {
            playing.card_sent = true;
        }
    }

    /// The client's name, as it stands before a line.
    pub(super) fn client_name(&self) -> String {
        let name = self.playing.as_ref().and_then(|p| self.bot.repertoire.of(&p.bout.setup).ok());
        let name = name.map_or_else(String::new, |(_, persona)| persona.file.name.clone());
        clean::name(&name, super::limits::WEBHOOK_NAME)
    }
}
