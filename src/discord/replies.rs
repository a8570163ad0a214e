//! What a desk makes of a message: a reply, a stop, nothing that counts; and how a bout is closed.

use super::desk::Desk;
use super::incoming::{Incoming, Says};
use super::problem::Problem;
use super::render;
use super::wire::Say;
use crate::persona::Ending;
use crate::store::{Kept, MessageKey, StoreError, TraineeId};

impl Desk {
    /// Handles one message of a person. Refusals come first, the cheapest before all.
    pub(super) async fn message(&mut self, message: Incoming) {
        let Some(playing) = &self.playing else { return };
        if message.author != playing.trainee || playing.bout.ending.is_some() {
            return;
        }
        if self.floor.is_some_and(|floor| message.id <= floor) || self.handled.contains(&message.id) {
            return;
        }
        let bout = playing.id;
        match message.says(self.messages()) {
            Says::Words(text) => {
                if let Err(problem) = self.reply(message.id, text).await {
                    tracing::error!(bout = bout.0, %problem, "a reply was not kept");
                    self.regret("discord-not-kept").await;
                    return;
                }
                self.told.no_words = false;
                self.remember(message.id);
                self.settle().await;
            }
            Says::Stop => {
                self.remember(message.id);
                if let Err(fault) = self.stop().await {
                    tracing::error!(bout = bout.0, %fault, "a stop was not kept");
                    return;
                }
                self.regret("discord-stopped").await;
            }
            says => {
                self.remember(message.id);
                self.no_words(message.id, says).await;
            }
        }
    }

    /// Marks a reply, plays the client, and keeps both. Nothing is said yet.
    pub(super) async fn reply(&mut self, message: MessageKey, text: &str) -> Result<(), Problem> {
        let Some(playing) = &mut self.playing else { return Ok(()) };
        let before = playing.bout.exchanges.len();
        let exchange = playing.bout.step(&self.bot.repertoire, text)?.clone();
        let marks = match exchange.ending {
            Some(_) => Some(playing.bout.scorecard(&self.bot.repertoire)?.marks),
            None => None,
        };
        let kept = self.bot.store.keep_exchange(playing.id, message, &exchange, marks, self.bot.clock.now_ms()).await;
        match kept {
            Ok(Kept::New) => return Ok(()),
            Ok(Kept::Already) => tracing::debug!(%message, "a message that was answered came again"),
            Err(_) => {}
        }
        // Memory must not run ahead of the store.
        playing.bout.exchanges.truncate(before);
        playing.bout.ending = None;
        match kept {
            Err(StoreError::Over(_) | StoreError::OutOfTurn { .. } | StoreError::NoSuchBout(_)) => {
                let bout = self.bot.store.bout_in(self.channel).await?;
                self.take(bout);
                Ok(())
            }
            Err(fault) => Err(fault.into()),
            Ok(_) => Ok(()),
        }
    }

    /// Ends the open bout at once: no marks, no card.
    pub(super) async fn stop(&mut self) -> Result<(), StoreError> {
        let Some(playing) = &mut self.playing else { return Ok(()) };
        self.bot.store.end(playing.id, Ending::Abandoned, None, true, self.bot.clock.now_ms()).await?;
        playing.bout.close(Ending::Abandoned);
        playing.card_sent = true;
        playing.stopped = true;
        self.let_go();
        Ok(())
    }

    /// Ends the open bout as abandoned, with the marks it has earned.
    pub(super) async fn close(&mut self) -> Result<(), Problem> {
        let Some(playing) = &mut self.playing else { return Ok(()) };
        if playing.bout.ending.is_some() {
            return Ok(());
        }
        let mut closed = playing.bout.clone();
        closed.close(Ending::Abandoned);
        let marks =
            if closed.exchanges.is_empty() { None } else { Some(closed.scorecard(&self.bot.repertoire)?.marks) };
        self.bot.store.end(playing.id, Ending::Abandoned, marks, false, self.bot.clock.now_ms()).await?;
        playing.bout = closed;
        Ok(())
    }

    /// Says, at most once in a row, that only words count, or that the words cannot be read.
    async fn no_words(&mut self, message: MessageKey, says: Says<'_>) {
        let Some(playing) = &self.playing else { return };
        if let Err(fault) = self.bot.store.note_seen(playing.id, message).await {
            tracing::warn!(%fault, "a message that was passed over could not be noted");
        }
        if self.told.no_words {
            return;
        }
        self.told.no_words = true;
        let sent = if says == Says::Hidden {
            let words = self.messages().plain("discord-cannot-read");
            let say = Say::words(words).with_rows(vec![render::reply_row(self.messages(), playing.id)]);
            self.bot.rest.post(self.channel.0, &say).await.map(drop)
        } else {
            self.note("discord-only-words", &[]).await.map(drop)
        };
        if let Err(fault) = sent {
            tracing::warn!(%fault, "a note could not be sent");
        }
    }

    /// Says once per bout that a reply stands as it was first sent.
    pub(super) async fn edited(&mut self, message: MessageKey, by: TraineeId) {
        if !self.load().await || self.told.edit {
            return;
        }
        let Some(playing) = &self.playing else { return };
        let answered = self.handled.contains(&message) || playing.seen.is_some_and(|seen| message <= seen);
        let of_this_bout = self.floor.is_none_or(|floor| message > floor);
        if by == playing.trainee && playing.bout.ending.is_none() && answered && of_this_bout {
            self.told.edit = true;
            self.regret("discord-edited").await;
        }
    }

    /// A sentence in the channel that nothing depends on.
    pub(super) async fn regret(&self, key: &str) {
        if let Err(fault) = self.note(key, &[]).await {
            tracing::warn!(%fault, "a note could not be sent");
        }
    }
}
