//! Discord's REST API: the one place through which requests go, and the one place that waits and tries again.
//!
//! In comes a request; out comes the answer or a [`RestError`] that says whether Discord refused, whether the request
//! never got there, or whether it may have been carried out. Behind a REST proxy serenity's own rate limiter is off
//! (it would not know the proxy), and a 429 is waited out here.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use poise::serenity_prelude as serenity;
use reqwest::{Response, StatusCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serenity::http::{LightMethod, Multipart, MultipartUpload, Ratelimiter, Request, Route};
use tokio::time::{Instant, sleep, sleep_until};

use super::connection::{ConnectionFault, client};
use super::wire::Say;
use crate::config::{Config, Token};

/// Tries after a fault of the server or the network.
const MOST_TRIES: u32 = 4;
/// The first pause between tries; each further one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
/// How often a 429 is waited out before giving up.
const MOST_WAITS: u32 = 10;
/// A longer wait than this is not waited.
const LONGEST_WAIT: Duration = Duration::from_mins(1);

/// Codes of refusals that are told apart.
pub(crate) mod code {
    pub(crate) const UNKNOWN_CHANNEL: u64 = 10003;
    pub(crate) const UNKNOWN_WEBHOOK: u64 = 10015;
    pub(crate) const TOO_MANY_WEBHOOKS: u64 = 30007;
    pub(crate) const ALREADY_ACKNOWLEDGED: u64 = 40060;
    pub(crate) const MISSING_ACCESS: u64 = 50001;
    pub(crate) const CANNOT_MESSAGE: u64 = 50007;
    pub(crate) const MISSING_PERMISSIONS: u64 = 50013;
    pub(crate) const THREAD_ARCHIVED: u64 = 50083;
}

/// Why a request did not do what it should.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RestError {
    /// Discord said no.
    #[error("Discord refused it ({status}, code {code}: {message})")]
    Refused { status: u16, code: u64, message: String },
    /// It did not get there.
    #[error("Discord was not reached: {0}")]
    Unreached(String),
    /// Nobody can say whether it was carried out.
    #[error("the answer was lost: {0}")]
    Unsure(String),
    /// The answer was not understood.
    #[error("the answer was not understood: {0}")]
    Odd(String),
}

impl RestError {
    /// Discord's code, where Discord said no.
    pub(crate) fn code(&self) -> Option<u64> {
        if let Self::Refused { code, .. } = self { Some(*code) } else { None }
    }

    /// Whether the bot may not do this here.
    pub(crate) fn forbidden(&self) -> bool {
        matches!(self.code(), Some(code::MISSING_ACCESS | code::MISSING_PERMISSIONS))
            || matches!(self, Self::Refused { status: 403, .. })
    }

    /// Whether the channel or thread is no longer there.
    pub(crate) fn gone(&self) -> bool {
        self.code() == Some(code::UNKNOWN_CHANNEL)
    }

    /// Whether the same request may be taken later: too many of them, or a fault of Discord's.
    pub(crate) fn may_pass(&self) -> bool {
        !matches!(self, Self::Refused { status, .. } if *status != 429)
    }

    /// Whether the token was not accepted.
    pub(crate) fn unauthorised(&self) -> bool {
        matches!(self, Self::Refused { status: 401, .. })
    }
}

/// Whether a request may be sent again when nobody knows what became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Again {
    /// Doing it twice is as good as once.
    Harmless,
    /// It would be done twice.
    Never,
}

/// The way to Discord.
#[derive(Debug)]
pub(crate) struct Rest {
    client: reqwest::Client,
    token: Token,
    api_url: Option<String>,
    limiter: Option<Ratelimiter>,
    /// Until when Discord wants nothing from this bot at all.
    held_until: Mutex<Option<Instant>>,
}

impl Rest {
    /// Prepares the way to Discord; sends nothing.
    ///
    /// # Errors
    /// The settings give no connection.
    pub(crate) fn new(config: &Config, token: &Token) -> Result<Self, ConnectionFault> {
        let client = client(config)?;
        let limiter =
            config.api_url.is_none().then(|| Ratelimiter::new(client.clone(), format!("Bot {}", token.reveal())));
        Ok(Self {
            client,
            token: token.clone(),
            api_url: config.api_url.clone(),
            limiter,
            held_until: Mutex::new(None),
        })
    }

    /// Asks for something that is only read.
    pub(crate) async fn get<T: DeserializeOwned>(
        &self,
        route: Route<'_>,
        params: Vec<(&'static str, String)>,
    ) -> Result<T, RestError> {
        let params = (!params.is_empty()).then_some(params);
        read(self.send(Request::new(route, LightMethod::Get).params(params), Again::Harmless).await?).await
    }

    /// Makes something and gives what was made.
    pub(crate) async fn make<T: DeserializeOwned>(
        &self,
        route: Route<'_>,
        body: &impl serde::Serialize,
        params: Vec<(&'static str, String)>,
    ) -> Result<T, RestError> {
        let params = (!params.is_empty()).then_some(params);
        let request = Request::new(route, LightMethod::Post).params(params).body(Some(bytes(body)?));
        read(self.send(request, Again::Never).await?).await
    }

    /// Sends a message into a channel.
    pub(crate) async fn post(&self, channel: u64, say: &Say) -> Result<Posted, RestError> {
        let Some(channel_id) = channel_id(channel) else { return Err(no_such_channel()) };
        let body = bytes(say)?;
        let request = Request::new(Route::ChannelMessages { channel_id }, LightMethod::Post).body(Some(body));
        // With an enforced nonce Discord itself sees to it that the message stands there once.
        let again = if say.enforce_nonce.is_some() { Again::Harmless } else { Again::Never };
        read(self.send(request, again).await?).await
    }

    /// Does something that has no answer and may be done twice.
    pub(crate) async fn tell(
        &self,
        method: LightMethod,
        route: Route<'_>,
        body: Option<&(impl serde::Serialize + Sync)>,
    ) -> Result<(), RestError> {
        let body = body.map(bytes).transpose()?;
        self.send(Request::new(route, method).body(body), Again::Harmless).await.map(drop)
    }

    /// Does something that may be done twice, with a file that goes along.
    pub(crate) async fn tell_with_file(
        &self,
        method: LightMethod,
        route: Route<'_>,
        body: &(impl serde::Serialize + Sync),
        name: &str,
        file: Vec<u8>,
    ) -> Result<(), RestError> {
        let payload = String::from_utf8(bytes(body)?).map_err(|fault| RestError::Unreached(fault.to_string()))?;
        let form = Multipart {
            upload: MultipartUpload::Attachments(vec![serenity::CreateAttachment::bytes(file, name)]),
            fields: Vec::new(),
            payload_json: Some(payload),
        };
        self.send(Request::new(route, method).multipart(Some(form)), Again::Harmless).await.map(drop)
    }

    /// Sends a request until it is answered: waits out a 429, tries again after a fault of the server or network
    /// where that is harmless.
    async fn send(&self, request: Request<'_>, again: Again) -> Result<Response, RestError> {
        let (mut tries, mut waits) = (1, 0);
        let mut pause = FIRST_PAUSE;
        loop {
            self.hold().await;
            let fault = match self.once(request.clone()).await {
                Ok(response) if response.status().is_success() => return Ok(response),
                Ok(response) if response.status() == StatusCode::TOO_MANY_REQUESTS => {
                    let wait = self.asked_to_wait(response).await;
                    waits += 1;
                    if waits > MOST_WAITS || wait > LONGEST_WAIT {
                        let message = "too many requests".to_owned();
                        return Err(RestError::Refused { status: 429, code: 0, message });
                    }
                    sleep(wait).await;
                    continue;
                }
                Ok(response) if response.status().is_server_error() => {
                    RestError::Unsure(format!("the server answered {}", response.status()))
                }
                Ok(response) => return Err(refused(response).await),
                Err(fault) => fault,
            };
            let may_repeat = again == Again::Harmless || matches!(fault, RestError::Unreached(_));
            if !may_repeat || tries >= MOST_TRIES {
                return Err(fault);
            }
            tries += 1;
            sleep(pause).await;
            pause *= 2;
        }
    }

    async fn once(&self, request: Request<'_>) -> Result<Response, RestError> {
        // Interaction answers are limited apart from all else; serenity would queue them all behind one another.
        let limited = !matches!(
            request.route_ref(),
            Route::InteractionResponse { .. }
                | Route::WebhookOriginalInteractionResponse { .. }
                | Route::WebhookFollowupMessages { .. }
        );
        if let Some(limiter) = self.limiter.as_ref().filter(|_| limited) {
            return limiter.perform(request).await.map_err(|fault| match fault {
                serenity::Error::Http(serenity::HttpError::Request(fault)) => network(fault),
                other => RestError::Unsure(other.to_string()),
            });
        }
        let authorisation = format!("Bot {}", self.token.reveal());
        let built = request
            .build(&self.client, &authorisation, self.api_url.as_deref())
            .map_err(|fault| RestError::Unreached(fault.to_string()))?;
        built.send().await.map_err(network)
    }

    /// Waits until Discord wants to hear from this bot again.
    async fn hold(&self) {
        let until = *self.held_until.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(until) = until {
            sleep_until(until).await;
        }
    }

    /// How long a 429 asks to wait; a global one holds all other requests, too.
    async fn asked_to_wait(&self, response: Response) -> Duration {
        #[derive(Deserialize, Default)]
        struct Limited {
            #[serde(default)]
            retry_after: Option<f64>,
            #[serde(default)]
            global: bool,
        }
        let header = |name: &str| response.headers().get(name).and_then(|v| v.to_str().ok()).map(str::to_owned);
        let in_header = header("retry-after").and_then(|value| value.parse::<f64>().ok());
        let global_header = header("x-ratelimit-global").is_some();
        let body = response.bytes().await.unwrap_or_default();
        let limited: Limited = serde_json::from_slice(&body).unwrap_or_default();
        let seconds = limited.retry_after.or(in_header).unwrap_or(1.0).clamp(0.0, 3600.0);
        let wait = Duration::from_secs_f64(seconds);
        if limited.global || global_header {
            *self.held_until.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now() + wait);
        }
        wait
    }
}

/// A message as it stands in a channel, as far as the bot looks at it.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Posted {
    #[serde(deserialize_with = "snowflake")]
    pub(crate) id: u64,
    #[serde(default)]
    pub(crate) content: String,
    #[serde(default)]
    pub(crate) author: Author,
    #[serde(default, rename = "type")]
    pub(crate) kind: u8,
    #[serde(default)]
    pub(crate) webhook_id: Option<String>,
    #[serde(default)]
    pub(crate) attachments: Vec<serde::de::IgnoredAny>,
    #[serde(default)]
    pub(crate) sticker_items: Vec<serde::de::IgnoredAny>,
    #[serde(default)]
    pub(crate) poll: Option<serde::de::IgnoredAny>,
    #[serde(default)]
    pub(crate) components: serde_json::Value,
}

/// Who wrote a message.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Author {
    #[serde(default, deserialize_with = "snowflake")]
    pub(crate) id: u64,
    #[serde(default)]
    pub(crate) bot: bool,
}

/// Reads an id, which Discord writes as a text.
pub(crate) fn snowflake<'de, D: serde::Deserializer<'de>>(from: D) -> Result<u64, D::Error> {
    let text = String::deserialize(from)?;
    text.parse().map_err(|_| serde::de::Error::custom("no snowflake"))
}

/// The channel of this number; none where the number is 0, which serenity's ids do not allow.
pub(crate) fn channel_id(channel: u64) -> Option<serenity::ChannelId> {
    std::num::NonZeroU64::new(channel).map(serenity::ChannelId::from)
}

/// What is said of a channel that cannot exist.
pub(crate) fn no_such_channel() -> RestError {
    RestError::Refused { status: 404, code: code::UNKNOWN_CHANNEL, message: "no such channel".to_owned() }
}

fn bytes(body: &impl serde::Serialize) -> Result<Vec<u8>, RestError> {
    serde_json::to_vec(body).map_err(|fault| RestError::Unreached(fault.to_string()))
}

async fn read<T: DeserializeOwned>(response: Response) -> Result<T, RestError> {
    let body = response.bytes().await.map_err(|fault| RestError::Unsure(fault.without_url().to_string()))?;
    // The place and kind of the fault, never the text: it may be a reply.
    serde_json::from_slice(&body).map_err(|fault| RestError::Odd(format!("{:?}", fault.classify())))
}

async fn refused(response: Response) -> RestError {
    #[derive(Deserialize, Default)]
    struct Refusal {
        #[serde(default)]
        code: u64,
        #[serde(default)]
        message: String,
    }
    let status = response.status().as_u16();
    let body = response.bytes().await.unwrap_or_default();
    let refusal: Refusal = serde_json::from_slice(&body).unwrap_or_default();
    RestError::Refused { status, code: refusal.code, message: refusal.message }
}

/// A fault of the network; without the address, which may hold a webhook's token.
fn network(fault: reqwest::Error) -> RestError {
    let not_sent = fault.is_connect() || fault.is_builder();
    let fault = fault.without_url();
    let mut words = fault.to_string();
    let mut source = std::error::Error::source(&fault);
    while let Some(cause) = source {
        words = format!("{words}: {cause}");
        source = cause.source();
    }
    if not_sent { RestError::Unreached(words) } else { RestError::Unsure(words) }
}
