//! How the client speaks, and what the bot owes: lines, then the scorecard, each sent and noted one by one.
//!
//! A line whose sending ended without an answer may stand in the channel; before it is sent again, the channel is
//! read and compared.

use std::time::Duration;

use poise::serenity_prelude as serenity;
use serenity::http::{LightMethod, Route};
use tokio::time::sleep;

use super::desk::Desk;
use super::limits::{self, cut};
use super::rest::{Posted, RestError, channel_id, code};
use super::wire::Say;
use super::{clean, render};
use crate::card::Card;
use crate::config::Typing;
use crate::store::{KeptBout, MessageKey, Opinions, OwedLine, Voice};

/// What a client needs before the first letter, and for each letter.
const TYPING_START: Duration = Duration::from_millis(500);
const TYPING_LETTER: Duration = Duration::from_millis(25);
/// The longest that an answer is typed, all its lines together.
const TYPING_MOST: Duration = Duration::from_secs(4);
/// Messages that Discord gives at once.
pub(super) const PAGE: usize = 100;

impl Desk {
    /// Sends what is owed, in order, and the scorecard where the bout is over. What fails is tried again later.
    pub(super) async fn settle(&mut self) {
        let Some(playing) = &self.playing else { return };
        let id = playing.id;
        let mut owed = match self.bot.store.owed(id).await {
            Ok(owed) => owed,
            Err(fault) => {
                tracing::error!(bout = id.0, %fault, "what is owed cannot be read");
                return self.try_later();
            }
        };
        if self.unsure
            && let Err(fault) = self.compare(&mut owed).await
        {
            return self.not_said(fault).await;
        }
        let mut left = TYPING_MOST;
        for line in owed {
            self.type_for(&line.text, &mut left).await;
            let mut said = self.speak(&line).await;
            if said.as_ref().is_err_and(|fault| fault.code() == Some(code::THREAD_ARCHIVED)) {
                said = match self.unarchive().await {
                    Ok(()) => self.speak(&line).await,
                    Err(fault) => Err(fault),
                };
            }
            match said {
                Ok(message) => self.line_sent(&line, message).await,
                Err(fault) => return self.not_said(fault).await,
            }
        }
        let Some(playing) = &self.playing else { return };
        if playing.bout.ending.is_some()
            && !playing.card_sent
            && let Err(fault) = self.send_card().await
        {
            return self.not_said(fault).await;
        }
        self.await_reply().await;
        self.went_well();
    }

    async fn line_sent(&self, line: &OwedLine, message: MessageKey) {
        if let Err(fault) = self.bot.store.line_sent(line.id, message).await {
            tracing::error!(%fault, "a line that was sent could not be noted");
        }
    }

    /// Says one line, by webhook where that is the voice of the bout and Discord lets it.
    async fn speak(&mut self, line: &OwedLine) -> Result<MessageKey, RestError> {
        let Some(playing) = &self.playing else { return Err(super::rest::no_such_channel()) };
        let name = self.client_name();
        let hook = playing.place.parent.filter(|_| {
            playing.voice == Voice::Webhook && self.bot.reads_content() && !self.own_voice && speakable(&name)
        });
        if let Some(parent) = hook {
            let say = Say { username: Some(name.clone()), ..Say::words(by_webhook(line)) };
            let hook_name = self.messages().plain("discord-webhook-name");
            let rest = &self.bot.rest;
            let application = self.bot.application();
            match self.bot.webhooks.speak(rest, application, (parent, self.channel), &hook_name, &say).await {
                Err(fault) if fault.forbidden() || fault.code() == Some(code::TOO_MANY_WEBHOOKS) => {
                    tracing::info!(%fault, "webhooks are refused; the bot speaks for the client");
                    self.own_voice = true;
                }
                said => return said,
            }
        }
        let mut say = Say::words(by_bot(&name, line)).once(nonce(playing, 'l', line.id.0));
        if playing.place.guild.is_some() && !self.bot.reads_content() {
            say = say.with_rows(vec![render::reply_row(self.messages(), playing.id)]);
        }
        self.bot.rest.post(self.channel.0, &say).await.map(|posted| MessageKey(posted.id))
    }

    async fn send_card(&mut self) -> Result<(), RestError> {
        let Some(playing) = &self.playing else { return Ok(()) };
        let tongue = self.bot.tongue(&playing.bout.setup.lang);
        match playing.bout.scorecard(&self.bot.repertoire) {
            Ok(scorecard) => {
                let card = Card::of(&scorecard, &tongue.language);
                let say = render::card(&card, playing, &Opinions::default(), &tongue.language);
                let say = say.once(nonce(playing, 'c', playing.id.0));
                let posted = self.bot.rest.post(self.channel.0, &say).await?;
                self.card_stands(MessageKey(posted.id)).await;
                return Ok(());
            }
            // The persona is gone from the cast; a card that can never be made must not be owed for ever.
            Err(fault) => tracing::error!(bout = playing.id.0, %fault, "there is no scorecard"),
        }
        if let Err(fault) = self.bot.store.card_sent(playing.id).await {
            tracing::error!(bout = playing.id.0, %fault, "a card that was sent could not be noted");
        }
        if let Some(playing) = &mut self.playing {
            playing.card_sent = true;
        }
        Ok(())
    }

    /// Notes that the scorecard stands in the channel.
    async fn card_stands(&mut self, card: MessageKey) {
        let Some(playing) = &mut self.playing else { return };
        playing.card_sent = true;
        playing.card = Some(card);
        if let Err(fault) = self.bot.store.card_stands(playing.id, card).await {
            tracing::error!(bout = playing.id.0, %fault, "a card that was sent could not be noted");
        }
    }

    /// Takes from `owed` what stands in the channel already, and looks whether the card does.
    async fn compare(&mut self, owed: &mut Vec<OwedLine>) -> Result<(), RestError> {
        let Some(playing) = &self.playing else { return Ok(()) };
        let card_owed = playing.bout.ending.is_some() && !playing.card_sent;
        if owed.is_empty() && !card_owed {
            self.unsure = false;
            return Ok(());
        }
        // A line answers a message, and can only stand after it.
        let after = owed.first().and_then(|line| line.after).or(playing.seen);
        let name = self.client_name();
        let card_id = super::buttons::Button::Again(playing.id).to_string();
        let mut posted = match self.read_channel(after).await {
            Ok(posted) => posted,
            // Without the right to read, nothing can be compared; better twice than never.
            Err(fault) if fault.forbidden() => Vec::new(),
            Err(fault) => return Err(fault),
        };
        posted.retain(|message| message.author.bot || message.webhook_id.is_some());
        let mut missing = Vec::new();
        for line in owed.drain(..) {
            let (hooked, own) = (by_webhook(&line), by_bot(&name, &line));
            let at = posted.iter().position(|message| message.content == hooked || message.content == own);
            match at {
                Some(at) => {
                    let message = posted.remove(at);
                    self.line_sent(&line, MessageKey(message.id)).await;
                }
                None => missing.push(line),
            }
        }
        *owed = missing;
        let card = posted.iter().find(|message| card_owed && message.components.to_string().contains(&card_id));
        if let Some(card) = card.map(|message| MessageKey(message.id)) {
            self.card_stands(card).await;
        }
        self.unsure = false;
        Ok(())
    }

    /// The channel's messages after one, oldest first; one page.
    pub(super) async fn read_channel(&self, after: Option<MessageKey>) -> Result<Vec<Posted>, RestError> {
        let Some(channel_id) = channel_id(self.channel.0) else { return Err(super::rest::no_such_channel()) };
        let mut params = vec![("limit", PAGE.to_string())];
        if let Some(after) = after {
            params.push(("after", after.to_string()));
        }
        let mut posted: Vec<Posted> = self.bot.rest.get(Route::ChannelMessages { channel_id }, params).await?;
        posted.sort_by_key(|message| message.id);
        Ok(posted)
    }

    /// Lets the client type for a believable moment, within what is `left` for this answer.
    async fn type_for(&self, text: &str, left: &mut Duration) {
        if self.bot.typing == Typing::Off || left.is_zero() {
            return;
        }
        let letters = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        let wait = TYPING_START.saturating_add(TYPING_LETTER.saturating_mul(letters)).min(*left);
        *left = left.saturating_sub(wait);
        if let Some(channel_id) = channel_id(self.channel.0) {
            let route = Route::ChannelTyping { channel_id };
            if let Err(fault) = self.bot.rest.tell(LightMethod::Post, route, None::<&()>).await {
                tracing::debug!(%fault, "typing was not shown");
            }
        }
        tokio::select! {
            () = sleep(wait) => {}
            () = self.bot.stopping.cancelled() => {}
        }
    }

    async fn unarchive(&self) -> Result<(), RestError> {
        #[derive(serde::Serialize)]
        struct Archived {
            archived: bool,
        }
        let Some(channel_id) = channel_id(self.channel.0) else { return Err(super::rest::no_such_channel()) };
        let route = Route::Channel { channel_id };
        match self.bot.rest.tell(LightMethod::Patch, route, Some(&Archived { archived: false })).await {
            // Locked by a moderator: archived it stays.
            Err(fault) if fault.forbidden() => Err(RestError::Refused {
                status: 400,
                code: code::THREAD_ARCHIVED,
                message: "the thread is locked".to_owned(),
            }),
            other => other,
        }
    }

    /// What becomes of a line that could not be said.
    pub(super) async fn not_said(&mut self, fault: RestError) {
        let bout = self.playing.as_ref().map_or(0, |p| p.id.0);
        if fault.gone() || fault.code() == Some(code::THREAD_ARCHIVED) {
            return self.lost_channel().await;
        }
        if fault.forbidden() {
            tracing::warn!(bout, %fault, "the bot may not speak in the channel of a bout");
            self.let_go();
            return self.tell_of_loss().await;
        }
        tracing::warn!(bout, %fault, "a line could not be sent yet");
        self.unsure |= matches!(fault, RestError::Unsure(_) | RestError::Odd(_));
        self.try_later();
    }

    /// Tells the trainee, once and by direct message, that the bot may no longer speak in the thread.
    async fn tell_of_loss(&mut self) {
        if std::mem::replace(&mut self.told.loss, true) {
            return;
        }
        let Some(playing) = self.playing.as_ref().filter(|p| p.place.guild.is_some()) else { return };
        let thread = format!("<#{}>", self.channel);
        let say = Say::words(self.messages().say("discord-lost-access", &[("thread", thread.into())]));
        let told = match super::places::direct_channel(&self.bot, playing.trainee).await {
            Ok(channel) => self.bot.rest.post(channel.0, &say).await.map(drop),
            Err(fault) => Err(fault),
        };
        if let Err(fault) = told {
            tracing::info!(%fault, "nor could the trainee be told");
        }
    }
}

/// A line as a webhook says it.
fn by_webhook(line: &OwedLine) -> String {
    cut(&clean::shown(&line.text), limits::CONTENT)
}

/// A line as the bot says it for a client.
fn by_bot(name: &str, line: &OwedLine) -> String {
    cut(&format!("**{name}:** {}", clean::shown(&line.text)), limits::CONTENT)
}

/// Whether a webhook may speak under this name: Discord refuses its own names.
fn speakable(name: &str) -> bool {
    let lower = name.to_lowercase();
    !name.is_empty() && !lower.contains("discord") && !lower.contains("clyde") && lower != "everyone" && lower != "here"
}

/// A name for one message of one bout, at most 25 characters.
fn nonce(playing: &KeptBout, what: char, id: i64) -> String {
    cut(&format!("{what}{:x}-{id:x}", playing.began_ms), 25)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::LineId;

    #[test]
    fn a_line_keeps_to_the_limit_and_mentions_nobody() {
        let line = |text: String| OwedLine { id: LineId(1), exchange: 1, text, after: None };
        let long = by_bot("Craig", &line("ж".repeat(3000)));
        assert_eq!(long.chars().count(), limits::CONTENT);
        assert!(long.starts_with("**Craig:** ж"));
        assert_eq!(by_webhook(&line("<@1> *well*".to_owned())), "\\<@1> \\*well\\*");
    }

    #[test]
    fn names_that_discord_refuses_are_not_spoken_under() {
        for (name, fits) in [("Craig", true), ("", false), ("Clyde", false), ("My Discord", false), ("Zoë", true)] {
            assert_eq!(speakable(name), fits, "{name}");
        }
    }
}
