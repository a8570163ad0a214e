//! An interaction: who asks, where, and the one answer Discord takes for it (then follow-ups).

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use poise::serenity_prelude as serenity;
use serde::Serialize;
use serenity::http::{LightMethod, Route};

use super::bot::Bot;
use super::clean;
use super::problem::Problem;
use super::rest::{RestError, code};
use super::wire::{Modal, Say};
use crate::language::Value;
use crate::store::{ChannelKey, GuildKey, RoleKey, TraineeId};

/// Characters of a person's name that are used.
const NAME: usize = 60;

/// How far an interaction has been answered.
mod stage {
    pub(super) const OPEN: u8 = 0;
    /// "Thinking": the answer is an edit of it.
    pub(super) const DEFERRED: u8 = 1;
    /// Answered; what comes now is a follow-up.
    pub(super) const ANSWERED: u8 = 2;
}

/// Kinds of first answer.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Message = 4,
    Thinking = 5,
    Nothing = 6,
    Update = 7,
    Modal = 9,
}

/// An interaction of whatever sort.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) bot: Arc<Bot>,
    pub(crate) id: serenity::InteractionId,
    application: serenity::ApplicationId,
    token: String,
    /// Who asks.
    pub(crate) trainee: TraineeId,
    /// Their name, as this server shows it.
    pub(crate) name: String,
    /// Where.
    pub(crate) guild: Option<GuildKey>,
    pub(crate) channel: ChannelKey,
    pub(crate) channel_kind: Option<serenity::ChannelType>,
    /// The channel a thread hangs on (or the category of a channel).
    pub(crate) parent: Option<ChannelKey>,
    /// What the bot may do there, as far as Discord says.
    pub(crate) permissions: Option<serenity::Permissions>,
    /// The language to answer in.
    pub(crate) lang: String,
    /// The person's roles in this server, as Discord says.
    pub(crate) roles: Vec<RoleKey>,
    /// Whether they may manage this server.
    pub(crate) manages: bool,
    /// Whether the message that the button stands on is seen by this person alone.
    pub(crate) on_quiet: bool,
    stage: AtomicU8,
}

macro_rules! asked_of {
    ($($(#[$doc:meta])* $name:ident($kind:ty);)*) => {$(
        $(#[$doc])*
        pub(crate) fn $name(bot: &Arc<Bot>, from: &$kind) -> Self {
            let nick = from.member.as_ref().and_then(|member| member.nick.as_deref());
            Self {
                bot: Arc::clone(bot),
                id: from.id,
                application: from.application_id,
                token: from.token.clone(),
                trainee: TraineeId(from.user.id.get()),
                name: clean::name(nick.unwrap_or_else(|| from.user.display_name()), NAME),
                guild: from.guild_id.map(|guild| GuildKey(guild.get())),
                channel: ChannelKey(from.channel_id.get()),
                channel_kind: from.channel.as_ref().map(|channel| channel.kind),
                parent: from.channel.as_ref().and_then(|c| c.parent_id).map(|parent| ChannelKey(parent.get())),
                permissions: from.app_permissions,
                lang: bot.lang_for(&from.locale),
                roles: from.member.iter().flat_map(|m| &m.roles).map(|role| RoleKey(role.get())).collect(),
                manages: from
                    .member
                    .as_ref()
                    .and_then(|member| member.permissions)
                    .is_some_and(|may| may.administrator() || may.manage_guild()),
                on_quiet: false,
                stage: AtomicU8::new(stage::OPEN),
            }
        }
    )*};
}

impl Asked {
    asked_of! {
        /// A slash command.
        of_command(serenity::CommandInteraction);
        /// A button or menu.
        of_component(serenity::ComponentInteraction);
        /// A form that was sent in.
        of_modal(serenity::ModalInteraction);
    }

    /// A sentence in the person's language.
    pub(crate) fn say(&self, key: &str, values: &[(&str, Value<'_>)]) -> String {
        self.bot.messages(&self.lang).say(key, values)
    }

    /// A problem that is told in one sentence.
    pub(crate) fn problem(&self, key: &str, values: &[(&str, Value<'_>)]) -> Problem {
        Problem::Tell(self.say(key, values))
    }

    /// Answers so that only this person sees it.
    pub(crate) async fn answer(&self, say: Say) -> Result<(), RestError> {
        match self.stage.load(Ordering::Acquire) {
            stage::OPEN => self.call_back(Kind::Message, Some(say.quietly())).await,
            stage::DEFERRED => {
                self.stage.store(stage::ANSWERED, Ordering::Release);
                let route =
                    Route::WebhookOriginalInteractionResponse { application_id: self.application, token: &self.token };
                self.bot.rest.tell(LightMethod::Patch, route, Some(&say)).await
            }
            _ => {
                let route = Route::WebhookFollowupMessages { application_id: self.application, token: &self.token };
                self.bot.rest.make::<serde::de::IgnoredAny>(route, &say.quietly(), Vec::new()).await.map(drop)
            }
        }
    }

    /// Answers in words only this person sees.
    pub(crate) async fn tell(&self, key: &str, values: &[(&str, Value<'_>)]) -> Result<(), RestError> {
        self.answer(Say::words(self.say(key, values))).await
    }

    /// Answers so that everybody in the channel sees it.
    pub(crate) async fn answer_openly(&self, say: Say) -> Result<(), RestError> {
        self.call_back(Kind::Message, Some(say)).await
    }

    /// Answers with a file, after [`Self::defer`].
    pub(crate) async fn answer_with_file(&self, say: &Say, name: &str, bytes: Vec<u8>) -> Result<(), RestError> {
        self.stage.store(stage::ANSWERED, Ordering::Release);
        let route = Route::WebhookOriginalInteractionResponse { application_id: self.application, token: &self.token };
        self.bot.rest.tell_with_file(LightMethod::Patch, route, say, name, bytes).await
    }

    /// Says that the answer takes a moment.
    pub(crate) async fn defer(&self) -> Result<(), RestError> {
        #[derive(Serialize)]
        struct Flags {
            flags: u64,
        }
        if self.stage.load(Ordering::Acquire) != stage::OPEN {
            return Ok(());
        }
        self.call_back(Kind::Thinking, Some(Flags { flags: 1 << 6 })).await
    }

    /// Takes note of a button without changing its message.
    pub(crate) async fn take_note(&self) -> Result<(), RestError> {
        self.call_back(Kind::Nothing, None::<()>).await
    }

    /// Replaces the message that the button stands on.
    pub(crate) async fn update(&self, say: Say) -> Result<(), RestError> {
        self.call_back(Kind::Update, Some(say)).await
    }

    /// Replaces the message that the button stands on where only this person sees it; answers anew where others do: a
    /// forged button must not put what concerns one person before all.
    pub(crate) async fn show(&self, say: Say) -> Result<(), RestError> {
        match (self.on_quiet, self.stage.load(Ordering::Acquire)) {
            (true, stage::OPEN) => self.update(say).await,
            (true, _) => self.replace(say).await,
            (false, _) => self.answer(say).await,
        }
    }

    /// Says that what [`Self::show`] will show takes a moment.
    pub(crate) async fn hold(&self) -> Result<(), RestError> {
        if self.on_quiet { self.take_note().await } else { self.defer().await }
    }

    /// Changes the message that the button stands on, after [`Self::take_note`].
    pub(crate) async fn replace(&self, say: Say) -> Result<(), RestError> {
        let route = Route::WebhookOriginalInteractionResponse { application_id: self.application, token: &self.token };
        self.bot.rest.tell(LightMethod::Patch, route, Some(&say)).await
    }

    /// Opens a form.
    pub(crate) async fn open(&self, modal: Modal) -> Result<(), RestError> {
        self.call_back(Kind::Modal, Some(modal)).await
    }

    async fn call_back(&self, kind: Kind, data: Option<impl Serialize + Send + Sync>) -> Result<(), RestError> {
        #[derive(Serialize)]
        struct Callback<T> {
            #[serde(rename = "type")]
            kind: u8,
            #[serde(skip_serializing_if = "Option::is_none")]
            data: Option<T>,
        }
        let route = Route::InteractionResponse { interaction_id: self.id, token: &self.token };
        let sent = self.bot.rest.tell(LightMethod::Post, route, Some(&Callback { kind: kind as u8, data })).await;
        match sent {
            // A repeated call after a lost answer finds that the first one arrived.
            Err(fault) if fault.code() != Some(code::ALREADY_ACKNOWLEDGED) => Err(fault),
            _ => {
                let reached = if matches!(kind, Kind::Thinking) { stage::DEFERRED } else { stage::ANSWERED };
                self.stage.store(reached, Ordering::Release);
                Ok(())
            }
        }
    }

    /// Tells the person about a problem, and the log about a failure of ours.
    pub(crate) async fn explain(&self, problem: Problem) {
        let sentence = match problem {
            Problem::Tell(sentence) => sentence,
            Problem::Ours(fault) => {
                let code = fault.code();
                tracing::warn!(code, %fault, "an interaction failed");
                self.say("discord-our-fault", &[("code", code.into())])
            }
        };
        if let Err(fault) = self.answer(Say::words(sentence)).await {
            tracing::warn!(%fault, "an interaction could not be answered");
        }
    }
}
