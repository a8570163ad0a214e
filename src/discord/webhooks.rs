//! The bot's own webhooks, by channel: found, made where needed, used in turn.
//!
//! A webhook carries five messages in two seconds, in however many threads; where more is said at once, a further one
//! is made, so that a client never waits longer than the bot's own voice would. When all are busy, nothing waits here:
//! who keeps Discord's limits is the limiter underneath, or the proxy, and a 429 is waited out where requests are made.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use poise::serenity_prelude as serenity;
use serde::Deserialize;
use serenity::http::Route;
use tokio::time::Instant;

use super::rest::{Posted, Rest, RestError, channel_id, code, no_such_channel, snowflake};
use super::wire::Say;
use crate::store::{ChannelKey, MessageKey};

/// Messages that a webhook carries within [`SPAN`].
const CARRIES: usize = 5;
/// See [`CARRIES`].
const SPAN: Duration = Duration::from_secs(2);
/// Webhooks made in a channel; Discord allows fifteen, and others want some.
const MOST_HOOKS: usize = 3;
/// How often a webhook that is gone is replaced before one message is given up.
const MOST_REPLACED: usize = 3;

/// A webhook as Discord shows it.
#[derive(Debug, Clone, Deserialize)]
struct Found {
    #[serde(deserialize_with = "snowflake")]
    id: u64,
    #[serde(default)]
    token: Option<String>,
    #[serde(default)]
    application_id: Option<String>,
}

#[derive(Clone)]
struct Hook {
    id: u64,
    /// A secret: whoever has it can write in the channel.
    token: String,
    sent: VecDeque<Instant>,
}

/// The webhooks by channel; a channel that is not in it has not been looked at.
#[derive(Default)]
pub(crate) struct Webhooks {
    hooks: Mutex<HashMap<ChannelKey, Vec<Hook>>>,
}

impl std::fmt::Debug for Webhooks {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Webhooks(hidden)")
    }
}

/// What to do for the next message.
enum Turn {
    Use(u64, String),
    Make,
    Look,
}

impl Webhooks {
    /// Sees to it that a webhook stands ready in a channel.
    pub(crate) async fn ready(
        &self,
        rest: &Rest,
        application: Option<u64>,
        channel: ChannelKey,
        name: &str,
    ) -> Result<(), RestError> {
        loop {
            match self.turn(channel, false) {
                Turn::Use(..) => return Ok(()),
                Turn::Make => self.make(rest, channel, name).await?,
                Turn::Look => self.look(rest, application, channel).await?,
            }
        }
    }

    /// Speaks in a thread of a channel. A webhook that somebody deleted is forgotten and replaced.
    pub(crate) async fn speak(
        &self,
        rest: &Rest,
        application: Option<u64>,
        (channel, thread): (ChannelKey, ChannelKey),
        name: &str,
        say: &Say,
    ) -> Result<MessageKey, RestError> {
        let mut replaced = 0;
        loop {
            let (id, token) = match self.turn(channel, true) {
                Turn::Use(id, token) => (id, token),
                Turn::Make => match (self.make(rest, channel, name).await, self.any(channel)) {
                    (Ok(()), _) => continue,
                    // A further one is not to be had; the ones there are do.
                    (Err(_), Some(hook)) => hook,
                    (Err(fault), None) => return Err(fault),
                },
                Turn::Look => {
                    self.look(rest, application, channel).await?;
                    continue;
                }
            };
            let Some(webhook) = std::num::NonZeroU64::new(id) else { return Err(no_such_channel()) };
            let route = Route::WebhookWithToken { webhook_id: webhook.into(), token: &token };
            let params = vec![("wait", "true".to_owned()), ("thread_id", thread.to_string())];
            match rest.make::<Posted>(route, say, params).await {
                Err(fault) if fault.code() == Some(code::UNKNOWN_WEBHOOK) && replaced < MOST_REPLACED => {
                    replaced += 1;
                    self.forget(channel, id);
                }
                sent => return sent.map(|posted| MessageKey(posted.id)),
            }
        }
    }

    fn turn(&self, channel: ChannelKey, use_it: bool) -> Turn {
        let now = Instant::now();
        let mut all = self.lock();
        let Some(hooks) = all.get_mut(&channel) else { return Turn::Look };
        for hook in hooks.iter_mut() {
            hook.sent.retain(|at| now.duration_since(*at) < SPAN);
        }
        let free = hooks.iter().position(|hook| hook.sent.len() < CARRIES);
        if free.is_none() && hooks.len() < MOST_HOOKS {
            return Turn::Make;
        }
        let least_busy = || (0..hooks.len()).min_by_key(|at| hooks.get(*at).map(|hook| hook.sent.len()));
        let Some(hook) = free.or_else(least_busy).and_then(|at| hooks.get_mut(at)) else { return Turn::Make };
        if use_it {
            hook.sent.push_back(now);
        }
        Turn::Use(hook.id, hook.token.clone())
    }

    /// Any webhook of a channel, however busy.
    fn any(&self, channel: ChannelKey) -> Option<(u64, String)> {
        self.lock().get(&channel).and_then(|hooks| hooks.first()).map(|hook| (hook.id, hook.token.clone()))
    }

    async fn look(&self, rest: &Rest, application: Option<u64>, channel: ChannelKey) -> Result<(), RestError> {
        let Some(id) = channel_id(channel.0) else { return Err(no_such_channel()) };
        let found: Vec<Found> = rest.get(Route::ChannelWebhooks { channel_id: id }, Vec::new()).await?;
        let ours = application.map(|id| id.to_string());
        let hooks = found
            .into_iter()
            .filter(|hook| ours.is_some() && hook.application_id == ours)
            .filter_map(|hook| Some(Hook { id: hook.id, token: hook.token?, sent: VecDeque::new() }))
            .take(MOST_HOOKS)
            .collect();
        self.lock().entry(channel).or_insert(hooks);
        Ok(())
    }

    async fn make(&self, rest: &Rest, channel: ChannelKey, name: &str) -> Result<(), RestError> {
        #[derive(serde::Serialize)]
        struct New<'a> {
            name: &'a str,
        }
        let Some(id) = channel_id(channel.0) else { return Err(no_such_channel()) };
        let made: Found = rest.make(Route::ChannelWebhooks { channel_id: id }, &New { name }, Vec::new()).await?;
        let token = made.token.ok_or_else(|| RestError::Odd("a webhook without a token".to_owned()))?;
        self.lock().entry(channel).or_default().push(Hook { id: made.id, token, sent: VecDeque::new() });
        Ok(())
    }

    fn forget(&self, channel: ChannelKey, id: u64) {
        if let Some(hooks) = self.lock().get_mut(&channel) {
            hooks.retain(|hook| hook.id != id);
        }
    }

    /// Nothing between lock and unlock can fail half-way, so a poisoned lock is as good as any.
    fn lock(&self) -> MutexGuard<'_, HashMap<ChannelKey, Vec<Hook>>> {
        self.hooks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
