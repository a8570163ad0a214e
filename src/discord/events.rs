//! What the gateway tells: taken on the gateway's own thread, in order, and handed on at once.
//!
//! Nothing here waits. The cheapest refusals come first, and what remains goes into the mailbox of its channel.

use std::sync::Arc;

use poise::serenity_prelude as serenity;
use serenity::{Context, EventHandler, Interaction};

use super::bot::Bot;
use super::coach_word;
use super::gateway::Registration;
use super::incoming::Incoming;
use super::mailbox::Job;
use super::overheard::Overheard;
use super::pressed;
use crate::store::{ChannelKey, MessageKey, TraineeId};

/// Takes the gateway's events.
pub(crate) struct Ears {
    pub(crate) bot: Arc<Bot>,
    pub(crate) registration: Arc<Registration>,
    pub(crate) overheard: Overheard,
}

#[serenity::async_trait]
impl EventHandler for Ears {
    async fn ready(&self, _: Context, ready: serenity::Ready) {
        self.overheard.all_is_well();
        let first = self.bot.new_session(ready.application.id.get());
        tracing::info!(servers = ready.guilds.len(), reads_content = self.bot.reads_content(), "connected to Discord");
        let bot = Arc::clone(&self.bot);
        bot.tracker.spawn_on(Arc::clone(&bot).catch_up(), &bot.handle);
        bot.tracker.spawn_on(coach_word::tell_trainees(Arc::clone(&bot)), &bot.handle);
        if first {
            let registration = Arc::clone(&self.registration);
            bot.tracker.spawn_on(registration.send(Arc::clone(&bot), ready.application.id), &bot.handle);
        }
    }

    async fn resume(&self, _: Context, _: serenity::ResumedEvent) {
        self.overheard.all_is_well();
        tracing::info!("the connection to Discord was resumed");
    }

    async fn message(&self, _: Context, message: serenity::Message) {
        if let Some(incoming) = Incoming::of_event(&message) {
            self.bot.post(ChannelKey(message.channel_id.get()), Job::Message(incoming));
        }
    }

    async fn message_update(
        &self,
        _: Context,
        _: Option<serenity::Message>,
        _: Option<serenity::Message>,
        event: serenity::MessageUpdateEvent,
    ) {
        // Discord also reports an update when it shows a preview of a link; then nothing was edited.
        let Some(author) = event.author.filter(|_| event.edited_timestamp.is_some()) else { return };
        let channel = ChannelKey(event.channel_id.get());
        if !author.bot && self.bot.mailboxes.is_open(channel) {
            let edited = Job::Edited { message: MessageKey(event.id.get()), by: TraineeId(author.id.get()) };
            self.bot.post(channel, edited);
        }
    }

    async fn thread_delete(
        &self,
        _: Context,
        thread: serenity::PartialGuildChannel,
        _: Option<serenity::GuildChannel>,
    ) {
        self.bot.post(ChannelKey(thread.id.get()), Job::Gone);
    }

    async fn interaction_create(&self, _: Context, interaction: Interaction) {
        if self.bot.stopping.is_cancelled() {
            return;
        }
        match interaction {
            Interaction::Component(from) if self.bot.recent.first_time(from.id.get()) => {
                pressed::component(&self.bot, &from);
            }
            Interaction::Modal(from) if self.bot.recent.first_time(from.id.get()) => {
                pressed::form(&self.bot, &from);
            }
            // Commands and suggestions are poise's.
            _ => {}
        }
    }
}
