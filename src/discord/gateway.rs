//! The connection to the gateway, and what is told to Discord once it stands: the list of commands.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use poise::serenity_prelude as serenity;
use serenity::http::{LightMethod, Route};
use serenity::{ClientBuilder, GatewayIntents, ShardManager};
use tokio::sync::oneshot;
use tokio::time::{Instant, sleep, timeout};

use super::bot::Bot;
use super::commands;
use super::events::Ears;
use super::once::Once;
use super::overheard::{News, Overheard};
use super::problem::Problem;

/// The first pause before the commands are sent again, and the longest; each is twice the one before.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// How long the gateway may take to say goodbye.
const GOODBYE: Duration = Duration::from_millis(1500);
/// How often the gateway is looked at, and how long a resumed session may stay silent.
const LOOK: Duration = Duration::from_secs(1);
const SILENT_FOR: Duration = Duration::from_secs(12);

/// The connection to the gateway. It lives on a thread of its own with a runtime of its own: there, events are taken
/// one after the other in the order in which they came (on several threads they would overtake each other), and a
/// connection that spins cannot stop bouts from being played.
#[derive(Default)]
pub(crate) struct Gateway {
    shards: Mutex<Option<Arc<ShardManager>>>,
}

impl Gateway {
    /// Connects and stays connected; gives why it ended.
    pub(crate) async fn run(
        &self,
        http: serenity::Http,
        intents: GatewayIntents,
        address: String,
        bot: Arc<Bot>,
        overheard: Overheard,
    ) -> Result<(), serenity::Error> {
        let (tell_shards, shards) = oneshot::channel();
        let (tell_end, end) = oneshot::channel();
        let thread = std::thread::Builder::new().name("gateway".to_owned());
        thread.spawn(move || {
            let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
                Ok(runtime) => runtime,
                Err(fault) => return drop(tell_end.send(Err(serenity::Error::Io(fault)))),
            };
            let ended = runtime.block_on(async move {
                let mut client = client(http, intents, bot, overheard.clone()).await?;
                *client.ws_url.lock().await = address;
                let _ = tell_shards.send(Arc::clone(&client.shard_manager));
                tokio::select! {
                    ended = client.start() => ended,
                    never = overheard.tick() => match never {},
                }
            });
            let _ = tell_end.send(ended);
        })?;
        if let Ok(shards) = shards.await {
            *self.lock() = Some(shards);
        }
        end.await.unwrap_or(Ok(()))
    }

    /// Starts a new session when a resumed one stays silent; comes back with why when the gateway refuses for good.
    pub(crate) async fn watch(&self, overheard: &Overheard) -> &'static str {
        let mut since: Option<Instant> = None;
        loop {
            sleep(LOOK).await;
            match overheard.news() {
                News::None => since = None,
                News::Refused(why) => return why,
                News::Dead => {
                    tracing::warn!("the connection to Discord was closed without a word; a new one is made");
                    overheard.all_is_well();
                    self.restart().await;
                }
                News::Resuming if since.get_or_insert_with(Instant::now).elapsed() >= SILENT_FOR => {
                    since = None;
                    overheard.all_is_well();
                    tracing::warn!("a resumed session stays silent; a new one is started");
                    self.restart().await;
                }
                News::Resuming => {}
            }
        }
    }

    async fn restart(&self) {
        let shards = self.lock().clone();
        if let Some(shards) = shards {
            shards.restart(serenity::ShardId(0)).await;
        }
    }

    /// Tells Discord that the bot leaves.
    pub(crate) async fn say_goodbye(&self) {
        let shards = self.lock().take();
        if let Some(shards) = shards
            && timeout(GOODBYE, shards.shutdown_all()).await.is_err()
        {
            tracing::debug!("the gateway did not say goodbye in time");
        }
    }

    /// Only ever replaced as a whole, so a poisoned lock is as good as any.
    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Arc<ShardManager>>> {
        self.shards.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Serenity's client with the commands and the ears.
async fn client(
    http: serenity::Http,
    intents: GatewayIntents,
    bot: Arc<Bot>,
    overheard: Overheard,
) -> Result<serenity::Client, serenity::Error> {
    let commands = commands::described(commands::all());
    let registration = Arc::new(Registration { commands: commands::registration(&commands, &bot.repertoire) });
    let options = poise::FrameworkOptions::<Arc<Bot>, Problem> {
        commands,
        on_error: |error| Box::pin(commands::on_error(error)),
        allowed_mentions: Some(serenity::CreateAllowedMentions::new()),
        prefix_options: poise::PrefixFrameworkOptions { mention_as_prefix: false, ..Default::default() },
        ..Default::default()
    };
    let data = Arc::clone(&bot);
    // Nothing in the set-up can fail: a set-up that fails leaves a bot that is connected and deaf.
    let framework =
        poise::Framework::builder().options(options).setup(move |_, _, _| Box::pin(async move { Ok(data) })).build();
    let mut cache = serenity::cache::Settings::default();
    cache.max_messages = 0;
    cache.cache_guilds = false;
    cache.cache_channels = false;
    cache.cache_users = false;
    ClientBuilder::new_with_http(http, intents)
        .cache_settings(cache)
        .event_handler(Ears { bot: Arc::clone(&bot), registration, overheard })
        .framework(Once { framework, bot })
        .await
}

/// The list of commands, to be sent once per start.
pub(crate) struct Registration {
    commands: Vec<serde_json::Value>,
}

impl Registration {
    /// Sends the list until Discord has it, while the bot already works.
    pub(crate) async fn send(self: Arc<Self>, bot: Arc<Bot>, application_id: serenity::ApplicationId) {
        let mut pause = FIRST_PAUSE;
        loop {
            let route = Route::Commands { application_id };
            match bot.rest.tell(LightMethod::Put, route, Some(&self.commands)).await {
                Ok(()) => return tracing::info!(commands = self.commands.len(), "commands are registered"),
                Err(fault) if !fault.may_pass() => {
                    return tracing::error!(%fault, "Discord does not take the commands");
                }
                Err(fault) => tracing::warn!(%fault, "commands are not registered yet"),
            }
            tokio::select! {
                () = sleep(pause) => {}
                () = bot.stopping.cancelled() => return,
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }
}
