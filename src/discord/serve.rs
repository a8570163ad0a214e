//! The bot from start to end: its parts are opened, the connection is kept, all is closed.

use std::sync::Arc;
use std::time::Duration;

use poise::serenity_prelude as serenity;
use serde::Deserialize;
use serenity::GatewayIntents;
use serenity::http::Route;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};

use super::bot::{Bot, FIRST_LANGUAGE};
use super::connection::{ConnectionFault, for_serenity, for_tunnel};
use super::gateway::Gateway;
use super::logs::{self, LogFault};
use super::overheard::Overheard;
use super::rest::{Rest, RestError};
use super::tunnel::Tunnel;
use super::waiting;
use crate::bout::Repertoire;
use crate::config::{Config, Token};
use crate::store::{Store, StoreError};

/// How long Discord is tried before the bot gives up starting.
const START_PATIENCE: Duration = Duration::from_mins(1);
/// The first pause between tries, and the longest; each is twice the one before.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// How often the disk is waited for.
const SECURED: Duration = Duration::from_secs(1);
/// How long what is being done may take to come to its end.
const LAST_WORK: Duration = Duration::from_millis(2500);
/// Why the bot cannot run.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// There is no token.
    #[error(
        "there is no DISCORD_TOKEN; put the token from the Bot page of your application (discord.com/developers) into .env"
    )]
    NoToken,
    /// Discord does not know the token.
    #[error(
        "Discord does not accept DISCORD_TOKEN; copy the token again from the Bot page of your application (discord.com/developers), or make a new one there"
    )]
    Token,
    /// The list of intents is wrong.
    #[error("Discord refuses the bot's gateway intents; update Sparring")]
    Intents,
    /// Discord cannot be reached.
    #[error("Discord cannot be reached ({0}); check the network, DISCORD_API_URL and HTTPS_PROXY")]
    Unreachable(String),
    /// The connection to the gateway ended for good.
    #[error("the connection to Discord's gateway has ended ({0}); start the bot again")]
    Gateway(String),
    /// The first language is missing.
    #[error("the language `{FIRST_LANGUAGE}` is missing from this build")]
    Language,
    /// The connection's settings.
    #[error("{0}")]
    Connection(String),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// `RUST_LOG`.
    #[error(transparent)]
    Log(#[from] LogFault),
}

impl ServeError {
    /// Whether a setting is to blame: exit status 2 rather than 1.
    pub fn is_usage(&self) -> bool {
        matches!(self, Self::NoToken | Self::Connection(_) | Self::Log(_))
    }
}

impl From<ConnectionFault> for ServeError {
    fn from(fault: ConnectionFault) -> Self {
        Self::Connection(fault.to_string())
    }
}

/// Runs the bot until it is told to stop (SIGTERM or SIGINT), then closes everything in order.
///
/// # Errors
/// It cannot start, or the connection to Discord ended for good.
pub async fn serve(config: &Config, repertoire: Repertoire) -> Result<(), ServeError> {
    let token = config.token.as_ref().ok_or(ServeError::NoToken)?;
    let overheard = Overheard::default();
    logs::start(config.log.as_deref(), &overheard)?;
    if repertoire.tongue(FIRST_LANGUAGE).is_none() {
        return Err(ServeError::Language);
    }
    let rest = Rest::new(config, token)?;
    let store = Store::open(&config.database).await?;
    let bot = Bot::new(rest, store, repertoire, config);
    let gateway = Gateway::default();
    let mut tunnel = JoinSet::new();
    let outcome = tokio::select! {
        ended = connected(config, token, &bot, &gateway, &overheard, &mut tunnel) => ended,
        stopped = told_to_stop() => stopped,
        never = secured(&bot) => match never {},
        never = waiting::watch(&bot) => match never {},
    };
    bot.stopping.cancel();
    gateway.say_goodbye().await;
    tunnel.shutdown().await;
    bot.tracker.close();
    if timeout(LAST_WORK, bot.tracker.wait()).await.is_err() {
        tracing::warn!("some work was left for the next start");
    }
    bot.store.clone().close().await?;
    if outcome.is_ok() {
        tracing::info!("stopped");
    }
    outcome
}

/// Sees to it, every second, that the disk has what was kept.
async fn secured(bot: &Bot) -> std::convert::Infallible {
    loop {
        sleep(SECURED).await;
        if let Err(fault) = bot.store.secure().await {
            tracing::error!(%fault, "what was kept has not reached the disk yet");
        }
    }
}

/// Waits for SIGTERM or SIGINT.
async fn told_to_stop() -> Result<(), ServeError> {
    let no_signals = |fault: std::io::Error| ServeError::Connection(format!("no signals can be received: {fault}"));
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate()).map_err(no_signals)?;
        let mut interrupt = signal(SignalKind::interrupt()).map_err(no_signals)?;
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await.map_err(no_signals)?;
    tracing::info!("told to stop");
    Ok(())
}

/// Keeps the bot connected until that is no longer possible.
async fn connected(
    config: &Config,
    token: &Token,
    bot: &Arc<Bot>,
    gateway: &Gateway,
    overheard: &Overheard,
    tunnel: &mut JoinSet<()>,
) -> Result<(), ServeError> {
    let mut address = gateway_address(&bot.rest).await?;
    if let Some(client) = for_tunnel(config)? {
        let no_port = |fault: std::io::Error| ServeError::Connection(format!("no local port can be opened: {fault}"));
        let way = Tunnel::open(client, &address).await.map_err(no_port)?;
        address = way.address().map_err(no_port)?;
        tunnel.spawn(way.carry());
    }
    let mut intents = GatewayIntents::GUILDS
        | GatewayIntents::GUILD_MESSAGES
        | GatewayIntents::DIRECT_MESSAGES
        | GatewayIntents::MESSAGE_CONTENT;
    loop {
        let http = for_serenity(config, token)?;
        let ended = tokio::select! {
            ended = gateway.run(http, intents, address.clone(), Arc::clone(bot), overheard.clone()) => ended,
            refused = gateway.watch(overheard) => return Err(ServeError::Gateway(refused.to_owned())),
        };
        match ended {
            Ok(()) => return Err(ServeError::Gateway("all connections closed".to_owned())),
            Err(serenity::Error::Gateway(serenity::GatewayError::DisallowedGatewayIntents))
                if intents.contains(GatewayIntents::MESSAGE_CONTENT) =>
            {
                tracing::warn!(
                    "the Message Content intent (MESSAGE_CONTENT) is not granted: clients now answer direct messages, replies to them \
                     and the Reply button only; to change that, switch on Message Content Intent on the Bot page of \
                     the application (discord.com/developers) and start the bot again"
                );
                bot.cannot_read_content();
                intents.remove(GatewayIntents::MESSAGE_CONTENT);
            }
            Err(serenity::Error::Gateway(fault)) => {
                return Err(match fault {
                    serenity::GatewayError::InvalidAuthentication => ServeError::Token,
                    serenity::GatewayError::InvalidGatewayIntents
                    | serenity::GatewayError::DisallowedGatewayIntents => ServeError::Intents,
                    other => ServeError::Gateway(other.to_string()),
                });
            }
            Err(other) => return Err(ServeError::Gateway(other.to_string())),
        }
    }
}

/// Where the gateway is, as the API says. Waits for an API that does not answer yet.
async fn gateway_address(rest: &Rest) -> Result<String, ServeError> {
    #[derive(Deserialize)]
    struct Address {
        url: String,
    }
    let began = Instant::now();
    let mut pause = FIRST_PAUSE;
    loop {
        match rest.get::<Address>(Route::GatewayBot, Vec::new()).await {
            Ok(address) => return Ok(address.url),
            Err(fault) if fault.unauthorised() => return Err(ServeError::Token),
            Err(fault @ (RestError::Unreached(_) | RestError::Unsure(_))) if began.elapsed() < START_PATIENCE => {
                tracing::warn!(%fault, "Discord does not answer yet; trying again");
                sleep(pause).await;
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
            Err(fault) => return Err(ServeError::Unreachable(fault.to_string())),
        }
    }
}
