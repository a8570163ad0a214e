//! Reading what came in between two gateway sessions: a restart, a lost connection.

use std::sync::Arc;

use super::bot::Bot;
use super::desk::Desk;
use super::incoming::Incoming;
use super::mailbox::Job;
use super::voice::PAGE;
use crate::store::MessageKey;

impl Bot {
    /// Has every bout that still wants something looked at: those with something owed, and the open ones.
    pub(crate) async fn catch_up(self: Arc<Self>) {
        let unfinished = match self.store.unfinished().await {
            Ok(unfinished) => unfinished,
            Err(fault) => {
                tracing::error!(%fault, "the open bouts cannot be read");
                return;
            }
        };
        if !unfinished.is_empty() {
            tracing::info!(bouts = unfinished.len(), "looking after bouts that were left open");
        }
        for id in unfinished {
            if self.stopping.is_cancelled() {
                return;
            }
            match self.store.bout(id).await {
                Ok(Some(kept)) => self.post(kept.place.channel, Job::CatchUp),
                Ok(None) => {}
                Err(fault) => tracing::error!(bout = id.0, %fault, "a bout cannot be read"),
            }
        }
    }
}

impl Desk {
    /// Sends what is owed and handles, in order, what the trainee wrote since the last message that was looked at;
    /// whether all of it is done.
    pub(super) async fn catch_up(&mut self) -> bool {
        let session = self.bot.session();
        self.unsure = true;
        self.settle().await;
        if self.unsure {
            return false;
        }
        let mut read_to = Some(MessageKey(self.channel.0));
        while let Some(playing) = self.playing.as_ref().filter(|p| p.bout.ending.is_none()) {
            let page = match self.read_channel(read_to.max(playing.seen).max(self.floor)).await {
                Ok(page) => page,
                Err(fault) if fault.gone() => {
                    self.lost_channel().await;
                    break;
                }
                // Without the right to read, only what comes from now on can be answered.
                Err(fault) if fault.forbidden() => {
                    tracing::warn!(bout = playing.id.0, %fault, "what was written meanwhile cannot be read");
                    break;
                }
                Err(fault) => {
                    tracing::warn!(bout = playing.id.0, %fault, "what was written meanwhile is not read yet");
                    self.try_later();
                    return false;
                }
            };
            let whole = page.len() < PAGE;
            read_to = page.last().map(|message| MessageKey(message.id)).max(read_to);
            for message in page.into_iter().filter_map(Incoming::of_channel) {
                // A power failure can have taken an exchange whose line was said; the same line is said to the same
                // reply, so it is looked for first.
                self.unsure = true;
                self.message(message).await;
            }
            if whole {
                break;
            }
        }
        self.unsure = false;
        self.caught_up = session;
        true
    }
}
