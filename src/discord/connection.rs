//! How Discord is reached: time limits, a company's proxy, a further trusted root.
//!
//! In come the settings; out come clients for HTTP, for the bot itself, for serenity and for the way to the gateway.

use std::time::Duration;

use serenity::http::{Http, HttpBuilder};

use crate::config::{Config, Token};

/// How long connecting may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a whole request may take.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);

/// Why no connection can be prepared.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConnectionFault {
    /// The file with the trusted root.
    #[error("SPARRING_CA_FILE: {0}; name a PEM file with certificates, or leave it out")]
    CaFile(String),
    /// The company's proxy or TLS.
    #[error("no HTTPS connection can be prepared: {0}; check HTTPS_PROXY and SPARRING_CA_FILE")]
    Tls(String),
}

/// A client for HTTP with time limits, the company's proxy and the further trusted root.
pub(super) fn client(config: &Config) -> Result<reqwest::Client, ConnectionFault> {
    let limited = builder(config)?.timeout(REQUEST_TIMEOUT);
    limited.build().map_err(tls)
}

/// What carries the gateway's websocket, which has no time limit and needs HTTP/1.1; none where serenity's own does.
///
/// # Errors
/// The settings give no connection.
pub(crate) fn for_tunnel(config: &Config) -> Result<Option<reqwest::Client>, ConnectionFault> {
    if config.https_proxy.is_none() && config.ca_file.is_none() {
        return Ok(None);
    }
    builder(config)?.http1_only().build().map(Some).map_err(tls)
}

fn tls(fault: reqwest::Error) -> ConnectionFault {
    ConnectionFault::Tls(fault.without_url().to_string())
}

fn builder(config: &Config) -> Result<reqwest::ClientBuilder, ConnectionFault> {
    let mut builder =
        reqwest::Client::builder().use_rustls_tls().connect_timeout(CONNECT_TIMEOUT).tcp_nodelay(true).no_proxy();
    if let Some(proxy) = &config.https_proxy {
        builder = builder.proxy(reqwest::Proxy::https(proxy).map_err(tls)?.no_proxy(reqwest::NoProxy::from_env()));
    }
    if let Some(file) = &config.ca_file {
        let pem = std::fs::read(file).map_err(|fault| ConnectionFault::CaFile(fault.to_string()))?;
        let roots = reqwest::Certificate::from_pem_bundle(&pem)
            .map_err(|fault| ConnectionFault::CaFile(fault.without_url().to_string()))?;
        if roots.is_empty() {
            return Err(ConnectionFault::CaFile("there is no certificate in it".to_owned()));
        }
        builder = roots.into_iter().fold(builder, reqwest::ClientBuilder::add_root_certificate);
    }
    Ok(builder)
}

/// What serenity itself uses: for the gateway's address and poise's suggestions.
///
/// # Errors
/// The settings give no connection.
pub(crate) fn for_serenity(config: &Config, token: &Token) -> Result<Http, ConnectionFault> {
    let builder = HttpBuilder::new(token.reveal()).client(client(config)?);
    Ok(match &config.api_url {
        Some(url) => builder.proxy(url).ratelimiter_disabled(true).build(),
        None => builder.build(),
    })
}
