//! Places for a bout: a private thread of a channel, or a direct-message channel, and what is missing for them.

use std::num::NonZeroU64;
use std::sync::Arc;

use poise::serenity_prelude as serenity;
use serde::Deserialize;
use serenity::http::{LightMethod, Route};
use serenity::{ChannelType, Permissions};

use super::asked::Asked;
use super::bot::Bot;
use super::clean;
use super::limits;
use super::problem::Problem;
use super::rest::{RestError, channel_id, code, no_such_channel, snowflake};
use crate::store::{ChannelKey, Place, TraineeId, Voice};

/// Discord's number for a private thread.
const PRIVATE_THREAD: u8 = 12;
/// Minutes without a message after which a thread leaves the list.
const ARCHIVED_AFTER: u16 = 1440;

/// What a bout in a thread cannot do without, with the key of its name.
const NEEDED: [(Permissions, &str); 5] = [
    (Permissions::VIEW_CHANNEL, "permission-view-channel"),
    (Permissions::CREATE_PRIVATE_THREADS, "permission-create-private-threads"),
    (Permissions::SEND_MESSAGES_IN_THREADS, "permission-send-messages-in-threads"),
    (Permissions::EMBED_LINKS, "permission-embed-links"),
    (Permissions::READ_MESSAGE_HISTORY, "permission-read-message-history"),
];

/// A channel that was made.
#[derive(Debug, Deserialize)]
struct Made {
    #[serde(deserialize_with = "snowflake")]
    id: u64,
}

/// Refuses, in a sentence, a place that cannot carry a private thread.
pub(crate) fn check(asked: &Asked) -> Result<(), Problem> {
    match asked.channel_kind {
        None | Some(ChannelType::Text) => {}
        Some(ChannelType::PublicThread | ChannelType::PrivateThread | ChannelType::NewsThread) => {
            let channel = asked.parent.map(|parent| format!("<#{parent}>")).unwrap_or_default();
            return Err(asked.problem("discord-place-thread", &[("channel", channel.into())]));
        }
        Some(_) => return Err(asked.problem("discord-place-kind", &[])),
    }
    let missing = missing(asked);
    if missing.is_empty() { Ok(()) } else { Err(lacks(asked, &missing)) }
}

/// Keys of the permissions that the bot lacks here, as far as Discord said.
fn missing(asked: &Asked) -> Vec<&'static str> {
    let Some(may) = asked.permissions.filter(|may| !may.administrator()) else { return Vec::new() };
    NEEDED.into_iter().filter(|(needed, _)| !may.contains(*needed)).map(|(_, key)| key).collect()
}

/// The sentence that names what is missing and who can grant it.
fn lacks(asked: &Asked, keys: &[&str]) -> Problem {
    let names = keys.iter().map(|key| format!("**{}**", asked.say(key, &[]))).collect::<Vec<_>>().join(", ");
    let channel = format!("<#{}>", asked.channel);
    asked.problem(
        "discord-lacks",
        &[("permissions", names.into()), ("n", keys.len().into()), ("channel", channel.into())],
    )
}

/// Makes a private thread for the trainee and says how the client will speak in it.
pub(crate) async fn thread(asked: &Arc<Asked>, client: &str, lang: &str) -> Result<(Place, Voice), Problem> {
    #[derive(serde::Serialize)]
    struct Thread {
        name: String,
        #[serde(rename = "type")]
        kind: u8,
        invitable: bool,
        auto_archive_duration: u16,
    }
    let bot = &asked.bot;
    let Some(channel) = channel_id(asked.channel.0) else { return Err(no_such_channel().into()) };
    let name = clean::plain(&format!("{client} · {}", asked.name), limits::THREAD_NAME);
    let new = Thread { name, kind: PRIVATE_THREAD, invitable: false, auto_archive_duration: ARCHIVED_AFTER };
    let made: Made = bot
        .rest
        .make(Route::ChannelThreads { channel_id: channel }, &new, Vec::new())
        .await
        .map_err(|fault| refused(asked, fault))?;
    let place =
        Place { guild: asked.guild, channel: ChannelKey(made.id), parent: Some(asked.channel), home: asked.guild };
    if let Err(fault) = add(bot, place.channel, asked.trainee).await {
        remove(bot, place.channel).await;
        return Err(refused(asked, fault));
    }
    Ok((place, voice(asked, lang).await))
}

/// A webhook where the bot may have one and reads what is written; the bot's own voice elsewhere.
async fn voice(asked: &Arc<Asked>, lang: &str) -> Voice {
    let bot = &asked.bot;
    let may = asked.permissions.is_none_or(|may| may.administrator() || may.contains(Permissions::MANAGE_WEBHOOKS));
    if !may || !bot.reads_content() {
        return Voice::Bot;
    }
    let name = bot.messages(lang).plain("discord-webhook-name");
    match bot.webhooks.ready(&bot.rest, bot.application(), asked.channel, &name).await {
        Ok(()) => Voice::Webhook,
        Err(fault) => {
            tracing::info!(%fault, "no webhook; the bot speaks for the client");
            Voice::Bot
        }
    }
}

async fn add(bot: &Bot, thread: ChannelKey, trainee: TraineeId) -> Result<(), RestError> {
    let (Some(channel_id), Some(user)) = (channel_id(thread.0), NonZeroU64::new(trainee.0)) else {
        return Err(no_such_channel());
    };
    let route = Route::ChannelThreadMember { channel_id, user_id: user.into() };
    bot.rest.tell(LightMethod::Put, route, None::<&()>).await
}

/// Removes a thread in which nothing can be done; it may stay where even that is refused.
pub(crate) async fn remove(bot: &Bot, thread: ChannelKey) {
    let Some(channel_id) = channel_id(thread.0) else { return };
    if let Err(fault) = bot.rest.tell(LightMethod::Delete, Route::Channel { channel_id }, None::<&()>).await {
        tracing::info!(%fault, "an empty thread could not be removed");
    }
}

/// The direct-message channel of a person.
pub(crate) async fn direct_channel(bot: &Bot, trainee: TraineeId) -> Result<ChannelKey, RestError> {
    #[derive(serde::Serialize)]
    struct To {
        recipient_id: String,
    }
    let to = To { recipient_id: trainee.to_string() };
    let made: Made = bot.rest.make(Route::UserMeDmChannels, &to, Vec::new()).await?;
    Ok(ChannelKey(made.id))
}

/// A refusal by Discord, as a sentence where the person can do something about it.
pub(crate) fn refused(asked: &Asked, fault: RestError) -> Problem {
    if fault.code() == Some(code::CANNOT_MESSAGE) {
        return asked.problem("discord-dm-closed", &[]);
    }
    if fault.forbidden() {
        tracing::info!(%fault, "a place for a bout was refused");
        let missing = missing(asked);
        let probable = ["permission-create-private-threads", "permission-send-messages-in-threads"];
        return lacks(asked, if missing.is_empty() { &probable } else { &missing });
    }
    fault.into()
}
