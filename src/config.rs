//! The settings: read once, from the environment (which `main` has completed from `.env`).
//!
//! In comes a way to look a variable up; out comes a [`Config`] or one sentence that says what is wrong and what to
//! do. Nothing else in the program reads a setting.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Where the database lies when nothing else is said.
const DEFAULT_DATABASE: &str = "data/sparring.db";

/// Everything that can be set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// `DISCORD_TOKEN`: what the bot signs in with.
    pub token: Option<Token>,
    /// `DISCORD_API_URL`: base URL of a REST proxy that stands before Discord, without `/api` and trailing slash.
    pub api_url: Option<String>,
    /// `HTTPS_PROXY`: a company's proxy.
    pub https_proxy: Option<String>,
    /// `SPARRING_CA_FILE`: a PEM file with a further trusted root.
    pub ca_file: Option<PathBuf>,
    /// `SPARRING_DATABASE`: the database file.
    pub database: PathBuf,
    /// `SPARRING_PERSONAS`: a folder of further or replacing personas.
    pub personas: Option<PathBuf>,
    /// `SPARRING_TYPING`: whether a client types for a believable moment.
    pub typing: Typing,
    /// `SPARRING_HTTP`: address for health and figures.
    pub http: Option<SocketAddr>,
    /// `RUST_LOG`: what is logged.
    pub log: Option<String>,
    /// `SPARRING_CLOCK`, in builds with debug assertions only: a file that says what time it is, for tests.
    pub clock: Option<PathBuf>,
}

/// What the bot signs in with. It never shows itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// The secret itself, for the one place that sends it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(hidden)")
    }
}

/// Whether a client types before it speaks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Typing {
    /// For a believable moment, at most 4 s.
    #[default]
    Human,
    /// Not at all.
    Off,
}

/// What is wrong with a setting, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// The token has characters that no token has.
    #[error(
        "DISCORD_TOKEN is no bot token: it has blanks or other characters that no token has; copy it again from the Bot page of your application on discord.com/developers"
    )]
    Token,
    /// The address of the REST proxy.
    #[error(
        "DISCORD_API_URL must begin with http:// or https:// and name a host, such as http://127.0.0.1:3000; correct it or leave it out"
    )]
    ApiUrl,
    /// The company's proxy.
    #[error(
        "HTTPS_PROXY must be the address of a proxy, such as http://proxy.example:3128; correct it or leave it out"
    )]
    HttpsProxy,
    /// Typing.
    #[error("SPARRING_TYPING is `{0}`; set it to human or off")]
    Typing(String),
    /// The address for health and figures.
    #[error("SPARRING_HTTP is `{0}`; set it to an address and port such as 127.0.0.1:8080, or leave it out")]
    Http(String),
}

impl Config {
    /// Reads the settings through `look_up`; an empty value counts as none.
    ///
    /// # Errors
    /// A value cannot be used.
    pub fn read(look_up: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let get = |name: &str| look_up(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
        Ok(Self {
            token: get("DISCORD_TOKEN").map(|value| token(&value)).transpose()?,
            api_url: get("DISCORD_API_URL").map(|value| api_url(&value)).transpose()?,
            https_proxy: get("HTTPS_PROXY").or_else(|| get("https_proxy")).map(proxy).transpose()?,
            ca_file: get("SPARRING_CA_FILE").map(PathBuf::from),
            database: get("SPARRING_DATABASE").map_or_else(|| PathBuf::from(DEFAULT_DATABASE), PathBuf::from),
            personas: get("SPARRING_PERSONAS").map(PathBuf::from),
            typing: get("SPARRING_TYPING").map(typing).transpose()?.unwrap_or_default(),
            http: get("SPARRING_HTTP").map(|value| value.parse().map_err(|_| ConfigError::Http(value))).transpose()?,
            log: get("RUST_LOG"),
            clock: get("SPARRING_CLOCK").filter(|_| cfg!(debug_assertions)).map(PathBuf::from),
        })
    }

    /// The settings of this process's environment.
    ///
    /// # Errors
    /// A value cannot be used.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::read(|name| std::env::var(name).ok())
    }
}

fn token(value: &str) -> Result<Token, ConfigError> {
    let bare = value.strip_prefix("Bot ").unwrap_or(value).trim();
    let whole = !bare.is_empty() && bare.chars().all(|c| c.is_ascii_graphic());
    if whole { Ok(Token(bare.to_owned())) } else { Err(ConfigError::Token) }
}

/// Accepts the address with or without a trailing slash or the `/api/v10` that every route brings along itself.
fn api_url(value: &str) -> Result<String, ConfigError> {
    let mut bare = value.trim_end_matches('/');
    for ending in ["/v10", "/api"] {
        bare = bare.strip_suffix(ending).unwrap_or(bare).trim_end_matches('/');
    }
    let host = bare.strip_prefix("http://").or_else(|| bare.strip_prefix("https://"));
    if host.is_some_and(|host| !host.is_empty()) && reqwest::Url::parse(bare).is_ok() {
        Ok(bare.to_owned())
    } else {
        Err(ConfigError::ApiUrl)
    }
}

fn proxy(value: String) -> Result<String, ConfigError> {
    reqwest::Proxy::https(&value).map_err(|_| ConfigError::HttpsProxy)?;
    Ok(value)
}

fn typing(value: String) -> Result<Typing, ConfigError> {
    match value.to_lowercase().as_str() {
        "human" => Ok(Typing::Human),
        "off" => Ok(Typing::Off),
        _ => Err(ConfigError::Typing(value)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(values: &[(&str, &str)]) -> Result<Config, ConfigError> {
        Config::read(|name| values.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn nothing_set_gives_the_defaults() {
        let config = read(&[("DISCORD_TOKEN", " ")]).unwrap();
        assert_eq!(config.token, None);
        assert_eq!(config.database, PathBuf::from("data/sparring.db"));
        assert_eq!(config.typing, Typing::Human);
    }

    #[test]
    fn the_token_never_shows_itself() {
        let config = read(&[("DISCORD_TOKEN", "Bot abc.def")]).unwrap();
        assert_eq!(config.token.as_ref().map(Token::reveal), Some("abc.def"));
        assert!(!format!("{config:?}").contains("abc"));
        let fault = read(&[("DISCORD_TOKEN", "abc def")]).unwrap_err();
        assert!(!format!("{fault} {fault:?}").contains("abc"));
    }

    #[test]
    fn the_proxy_address_is_taken_with_and_without_its_tail() {
        for value in ["http://h:1", "http://h:1/", "http://h:1/api", "http://h:1/api/v10", "http://h:1/api/v10/"] {
            assert_eq!(read(&[("DISCORD_API_URL", value)]).unwrap().api_url.as_deref(), Some("http://h:1"), "{value}");
        }
        for value in ["h:1", "ftp://h", "http://", "http:///api"] {
            assert_eq!(read(&[("DISCORD_API_URL", value)]), Err(ConfigError::ApiUrl), "{value}");
        }
    }

    #[test]
    fn wrong_values_are_named() {
        assert_eq!(read(&[("SPARRING_TYPING", "slow")]), Err(ConfigError::Typing("slow".to_owned())));
        assert_eq!(read(&[("SPARRING_HTTP", "8080")]), Err(ConfigError::Http("8080".to_owned())));
    }
}
