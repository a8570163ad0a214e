//! A way to the gateway through a company's proxy, and to a gateway whose certificate comes from the company.
//!
//! Serenity's websocket knows neither proxies nor further roots; the HTTP client knows both. So serenity is given an
//! address on this machine, and what it says there is carried on by the HTTP client, which asks the gateway for the
//! same upgrade to a websocket. Only used where one of the two settings is there.

use std::io;
use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::{CONNECTION, HeaderMap, HeaderName, HeaderValue, UPGRADE};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::timeout;

/// The longest request for a websocket that is read, in bytes; serenity's has a few hundred.
const LONGEST_HEAD: usize = 8 * 1024;
/// How long a websocket may take to be opened.
const OPENING: Duration = Duration::from_secs(15);

/// The address on this machine.
#[derive(Debug)]
pub(crate) struct Tunnel {
    listener: TcpListener,
    client: reqwest::Client,
    /// The gateway's address, as the HTTP client wants it.
    gateway: String,
}

/// Why a connection could not be carried on.
#[derive(Debug, thiserror::Error)]
enum Fault {
    #[error("{0}")]
    Io(#[from] io::Error),
    #[error("{0}")]
    Http(reqwest::Error),
    #[error("the gateway answered {0}")]
    Refused(StatusCode),
    #[error("no request for a websocket")]
    Head,
    #[error("it took too long")]
    Slow,
}

impl From<reqwest::Error> for Fault {
    fn from(fault: reqwest::Error) -> Self {
        Self::Http(fault.without_url())
    }
}

impl Tunnel {
    /// Opens the address on this machine for a gateway (`wss://…`).
    ///
    /// # Errors
    /// No port can be had.
    pub(crate) async fn open(client: reqwest::Client, gateway: &str) -> io::Result<Self> {
        let gateway = gateway.replacen("ws", "http", 1);
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        Ok(Self { listener, client, gateway: gateway.trim_end_matches('/').to_owned() })
    }

    /// What serenity is to be told.
    pub(crate) fn address(&self) -> io::Result<String> {
        Ok(format!("ws://{}", self.listener.local_addr()?))
    }

    /// Carries on every connection until it is dropped.
    pub(crate) async fn carry(self) {
        let mut open = JoinSet::new();
        loop {
            tokio::select! {
                accepted = self.listener.accept() => match accepted {
                    Ok((stream, _)) => {
                        open.spawn(carry_on(stream, self.client.clone(), self.gateway.clone()));
                    }
                    Err(fault) => {
                        tracing::warn!(%fault, "the way to the gateway cannot be entered");
                        tokio::time::sleep(Duration::from_secs(1)).await;
                    }
                },
                Some(ended) = open.join_next(), if !open.is_empty() => {
                    if let Ok(Err(fault)) = ended {
                        tracing::warn!(%fault, "the way to the gateway was cut");
                    }
                }
            }
        }
    }
}

async fn carry_on(mut near: TcpStream, client: reqwest::Client, gateway: String) -> Result<(), Fault> {
    near.set_nodelay(true)?;
    let opened = timeout(OPENING, async {
        let (path, headers) = request(&mut near).await?;
        let answer = client.get(format!("{gateway}{path}")).headers(headers).send().await?;
        if answer.status() != StatusCode::SWITCHING_PROTOCOLS {
            return Err(Fault::Refused(answer.status()));
        }
        let mut head = b"HTTP/1.1 101 Switching Protocols\r\n".to_vec();
        for (name, value) in answer.headers() {
            head.extend_from_slice(name.as_str().as_bytes());
            head.extend_from_slice(b": ");
            head.extend_from_slice(value.as_bytes());
            head.extend_from_slice(b"\r\n");
        }
        head.extend_from_slice(b"\r\n");
        let far = answer.upgrade().await?;
        near.write_all(&head).await?;
        Ok(far)
    });
    let mut far = opened.await.unwrap_or(Err(Fault::Slow))?;
    // A connection that breaks is what reconnecting is for; both ends notice by themselves.
    let _ = copy_bidirectional(&mut near, &mut far).await;
    Ok(())
}

/// Reads a request for a websocket: what is asked for, and the headers to ask the gateway with.
async fn request(near: &mut TcpStream) -> Result<(String, HeaderMap), Fault> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        if head.len() >= LONGEST_HEAD {
            return Err(Fault::Head);
        }
        // A byte at a time, once per connection: nothing of what follows the head may be taken.
        head.push(near.read_u8().await?);
    }
    let head = String::from_utf8(head).map_err(|_| Fault::Head)?;
    read_head(&head).ok_or(Fault::Head)
}

fn read_head(head: &str) -> Option<(String, HeaderMap)> {
    let mut lines = head.lines();
    let path = lines.next()?.strip_prefix("GET ")?.split(' ').next()?.to_owned();
    let mut headers = HeaderMap::new();
    for line in lines.filter(|line| !line.is_empty()) {
        let (name, value) = line.split_once(':')?;
        let name: HeaderName = name.trim().parse().ok()?;
        if name.as_str().starts_with("sec-websocket-") {
            headers.append(name, HeaderValue::from_str(value.trim()).ok()?);
        }
    }
    headers.insert(CONNECTION, HeaderValue::from_static("Upgrade"));
    headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
    Some((path, headers))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_for_a_websocket_is_carried_on_and_nothing_else() {
        let head = "GET /?v=10 HTTP/1.1\r\nHost: 127.0.0.1:1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
                    Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: abc==\r\n\r\n";
        let (path, headers) = read_head(head).unwrap();
        assert_eq!(path, "/?v=10");
        assert_eq!(headers.get("sec-websocket-key").unwrap(), "abc==");
        assert!(headers.get("host").is_none());
        assert!(read_head("POST / HTTP/1.1\r\n\r\n").is_none());
        assert!(read_head("").is_none());
    }
}
