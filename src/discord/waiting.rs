//! Clients that write again when no reply comes: one timer asks the store what is due, and the mailbox of the bout
//! lets its client write, between messages as ever.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::timeout;

use super::bot::Bot;
use super::desk::Desk;
use super::incoming::Incoming;
use super::mailbox::Job;
use super::quiet::quiet_until;
use crate::store::{BoutId, Due, StoreError};

/// The longest that the timer sleeps: the machine's clock may be put forward.
const LONGEST_NAP: Duration = Duration::from_mins(1);
/// The shortest, where more is due than was taken on.
const SHORTEST_NAP: Duration = Duration::from_millis(50);
/// A bout whose client was to write and could not (Discord was away) is due again after so long.
const AGAIN_MS: i64 = 60_000;
/// Milliseconds in a minute.
const MINUTE_MS: i64 = 60_000;

/// Sees to it that clients write again when they are due.
pub(crate) async fn watch(bot: &Arc<Bot>) -> Infallible {
    loop {
        // Before the first session nobody knows what was written meanwhile.
        let next = if bot.session() == 0 { Ok(None) } else { look(bot).await };
        let nap = match next {
            Ok(None) => LONGEST_NAP,
            Ok(Some(next)) => {
                let left = u64::try_from(next.saturating_sub(bot.clock.now_ms())).unwrap_or(0);
                Duration::from_millis(left).clamp(SHORTEST_NAP, LONGEST_NAP)
            }
            Err(fault) => {
                tracing::error!(%fault, "what clients are due to write cannot be read");
                LONGEST_NAP
            }
        };
        // Whether somebody called or the time has come makes no difference.
        let _ = timeout(bot.clock.nap(nap), bot.waited.notified()).await;
    }
}

/// Hands on what is due, and says when to look again.
async fn look(bot: &Arc<Bot>) -> Result<Option<i64>, StoreError> {
    let now_ms = bot.clock.now_ms();
    let due = bot.store.due(now_ms).await?;
    let verdicts: Vec<(Due, Verdict)> = due.into_iter().map(|due| (due.clone(), verdict(&due, now_ms))).collect();
    if !verdicts.is_empty() {
        let put_off = verdicts.iter().map(|(due, verdict)| (due.clone(), verdict.due_ms(now_ms))).collect();
        bot.store.put_off(put_off).await?;
    }
    for (due, _) in verdicts.into_iter().filter(|(_, verdict)| *verdict == Verdict::Write) {
        let Due { bout, channel, replies, waits, .. } = due;
        bot.post(channel, Job::Unanswered { bout, replies, waits });
    }
    bot.store.next_due().await
}

/// What is to be done about a client who is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Write,
    /// These are quiet hours, until then.
    Later(i64),
    /// The server does not want it.
    Never,
}

impl Verdict {
    /// When the bout is due next, if nothing comes of it.
    fn due_ms(self, now_ms: i64) -> Option<i64> {
        match self {
            Self::Write => Some(now_ms.saturating_add(AGAIN_MS)),
            Self::Later(then) => Some(then),
            Self::Never => None,
        }
    }
}

fn verdict(due: &Due, now_ms: i64) -> Verdict {
    if !due.settings.waiting {
        return Verdict::Never;
    }
    quiet_until(now_ms, &due.settings).map_or(Verdict::Write, Verdict::Later)
}

impl Desk {
    /// Notes, once everything owed is said, when the client writes again.
    pub(super) async fn await_reply(&mut self) {
        let Some(playing) = self.playing.as_ref().filter(|p| p.bout.ending.is_none()) else { return };
        let (id, bout) = (playing.id, &playing.bout);
        let silence = (id, bout.exchanges.len(), bout.waits.len());
        if self.awaited == Some(silence) {
            return;
        }
        // Without the persona nothing can be written; `None` from one that is there means the same.
        let minutes = bout.next_wait(&self.bot.repertoire).ok().flatten();
        if let Some(minutes) = minutes {
            let due_ms = self.bot.clock.now_ms().saturating_add(i64::from(minutes) * MINUTE_MS);
            if let Err(fault) = self.bot.store.await_reply(id, due_ms).await {
                tracing::error!(bout = id.0, %fault, "when the client writes again could not be noted");
                return;
            }
            self.bot.waited.notify_one();
        }
        self.awaited = Some(silence);
    }

    /// Lets the client write again, unless a reply has come since so many replies and waits were counted.
    pub(super) async fn unanswered(&mut self, id: BoutId, replies: u32, waits: u32) {
        if !self.load().await || !self.is_caught_up().await || !self.hear_all().await {
            return;
        }
        let here = self.playing.as_mut().filter(|playing| playing.id == id && playing.bout.ending.is_none());
        let Some(playing) = here else { return self.no_more_from(id).await };
        if (playing.bout.answered(), playing.bout.waits.len())
            != (replies, usize::try_from(waits).unwrap_or(usize::MAX))
        {
            tracing::debug!(bout = id.0, "a reply has come; the client does not write again");
            return;
        }
        let wait = match playing.bout.wait(&self.bot.repertoire) {
            Ok(Some(wait)) => wait.clone(),
            Ok(None) => return self.no_more_from(id).await,
            Err(fault) => {
                tracing::error!(bout = id.0, %fault, "the client cannot write again");
                return self.no_more_from(id).await;
            }
        };
        if let Err(fault) = self.bot.store.keep_wait(id, &wait, self.bot.clock.now_ms()).await {
            tracing::error!(bout = id.0, %fault, "what the client wrote unanswered was not kept");
            // Memory must not run ahead of the store.
            return self.forget().await;
        }
        self.settle().await;
    }

    /// Reads and handles what the gateway may not have told yet, so that a reply that is there comes first; whether
    /// that went well.
    async fn hear_all(&mut self) -> bool {
        let Some(playing) = &self.playing else { return false };
        let bout = playing.id.0;
        let after = self.handled.iter().copied().max().max(playing.seen).max(self.floor);
        let page = match self.read_channel(after).await {
            Ok(page) => page,
            Err(fault) if fault.gone() => {
                self.lost_channel().await;
                return false;
            }
            // Without the right to read, what the gateway tells is all there is.
            Err(fault) if fault.forbidden() => return true,
            Err(fault) => {
                tracing::warn!(bout, %fault, "whether a reply has come cannot be read yet");
                return false;
            }
        };
        for message in page.into_iter().filter_map(Incoming::of_channel) {
            self.message(message).await;
        }
        true
    }

    async fn no_more_from(&self, id: BoutId) {
        if let Err(fault) = self.bot.store.wait_no_more(id).await {
            tracing::error!(bout = id.0, %fault, "that a client does not write again could not be noted");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{ChannelKey, Quiet, Settings};

    #[test]
    fn the_server_decides() {
        let due = |waiting, quiet| Due {
            bout: BoutId(1),
            channel: ChannelKey(1),
            due_ms: 0,
            replies: 0,
            waits: 0,
            settings: Settings { timezone: "UTC".to_owned(), quiet, waiting },
        };
        // Midnight.
        assert_eq!(verdict(&due(true, Quiet::NEVER), 0), Verdict::Write);
        assert_eq!(verdict(&due(true, Quiet::USUAL), 0), Verdict::Later(8 * 60 * MINUTE_MS));
        assert_eq!(verdict(&due(false, Quiet::NEVER), 0), Verdict::Never);
    }
}
