//! The gateway: HELLO, IDENTIFY, RESUME, heartbeats, and events in order with their numbers.

use std::fmt;

use axum::extract::State;
use axum::extract::ws::{CloseFrame, Message as Frame, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

use super::messages::Message;
use super::world::{World, channel_type};
use super::{Double, Id};

/// Bits of the gateway's intents.
pub(crate) mod intent {
    pub(crate) const GUILDS: u64 = 1;
    pub(crate) const GUILD_MESSAGES: u64 = 1 << 9;
    pub(crate) const DIRECT_MESSAGES: u64 = 1 << 12;
    pub(crate) const MESSAGE_CONTENT: u64 = 1 << 15;
}

/// What happens to a RESUME.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Resuming {
    /// It goes on where it stopped.
    #[default]
    Welcome,
    /// The session is no longer valid.
    Invalid,
    /// It waits until this is changed.
    Held,
}

/// What goes down a connection.
enum Out {
    Say(Value),
    Close(u16, &'static str),
    Drop,
}

/// A session: it outlives its connection.
struct Session {
    id: String,
    intents: u64,
    events: Vec<Value>,
    line: Option<UnboundedSender<Out>>,
}

/// The gateway's state.
#[derive(Default)]
pub(crate) struct Gateway {
    /// Where it is, for those who ask.
    pub(crate) url: String,
    session: Option<Session>,
    /// Every IDENTIFY that was made.
    pub(crate) identified: Vec<Value>,
    /// How many of them were let in.
    pub(crate) welcomed: usize,
    /// How often a session was gone on with.
    pub(crate) resumed: usize,
    pub(crate) resuming: Resuming,
    /// Closes every IDENTIFY with this code.
    pub(crate) close_identify: Option<u16>,
    /// Whether a new IDENTIFY is kept waiting.
    pub(crate) identify_held: bool,
    /// Between two heartbeats, in milliseconds.
    pub(crate) heartbeat_ms: Option<u64>,
    /// Whether heartbeats are left without an answer.
    pub(crate) deaf: bool,
    heartbeats: usize,
}

impl fmt::Debug for Gateway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let connected = self.session.as_ref().is_some_and(|s| s.line.is_some());
        write!(
            f,
            "connected {connected}, identified {}, welcomed {}, resumed {} ({:?}), heartbeats {}",
            self.identified.len(),
            self.welcomed,
            self.resumed,
            self.resuming,
            self.heartbeats
        )
    }
}

impl Gateway {
    /// Whether the bot hears events at this moment.
    pub(crate) fn connected(&self) -> bool {
        self.session.as_ref().is_some_and(|s| s.line.as_ref().is_some_and(|l| !l.is_closed()))
    }

    /// Intents of the present session.
    pub(crate) fn intents(&self) -> u64 {
        self.session.as_ref().map_or(0, |s| s.intents)
    }

    /// Cuts the connection without a word; the session can be gone on with.
    pub(crate) fn cut(&mut self) {
        if let Some(line) = self.session.as_mut().and_then(|s| s.line.take()) {
            let _ = line.send(Out::Drop);
        }
    }

    /// Forgets the session: a RESUME will be invalid, and events until the next IDENTIFY are lost.
    pub(crate) fn forget(&mut self) {
        self.cut();
        self.session = None;
    }

    /// Asks the bot to connect anew (op 7).
    pub(crate) fn ask_to_reconnect(&mut self) {
        if let Some(line) = self.session.as_mut().and_then(|s| s.line.take()) {
            let _ = line.send(Out::Say(json!({ "op": 7, "d": null })));
        }
    }

    /// Closes the connection with a code; without one where it is 0.
    pub(crate) fn close(&mut self, code: u16) {
        if let Some(line) = self.session.as_mut().and_then(|s| s.line.take()) {
            let _ = line.send(Out::Close(code, "as the test asked"));
        }
    }

    /// Tells an event to the session, if there is one that wants it.
    pub(crate) fn tell(&mut self, event: &str, wants: u64, data: &Value) {
        let Some(session) = &mut self.session else { return };
        if session.intents & wants != wants {
            return;
        }
        let number = session.events.len() + 1;
        let event = json!({ "op": 0, "s": number, "t": event, "d": data });
        session.events.push(event.clone());
        session.say(event);
    }
}

impl Session {
    fn say(&mut self, event: Value) {
        if self.line.as_ref().is_some_and(|line| line.send(Out::Say(event)).is_err()) {
            self.line = None;
        }
    }
}

impl World {
    /// Tells of a message, with its content where the bot may read it.
    pub(crate) fn tell_message(&mut self, event: &str, message: &Message) {
        let direct = self.channels.get(&message.channel).is_some_and(|c| c.kind == channel_type::DM);
        let wants = if direct { intent::DIRECT_MESSAGES } else { intent::GUILD_MESSAGES };
        let readable = self.gateway.intents() & intent::MESSAGE_CONTENT != 0;
        let mut data = self.message_json(message, readable);
        if !direct {
            data["guild_id"] = json!(self.guild.to_string());
            if let Some(author) = message.author.person() {
                data["member"] = self.member_json(author);
            }
        }
        self.gateway.tell(event, wants, &data);
    }

    fn welcome(&mut self, identify: &Value, line: UnboundedSender<Out>) {
        let intents = identify["intents"].as_u64().unwrap_or(0);
        let id = format!("session-{}", self.new_id());
        self.gateway.session = Some(Session { id: id.clone(), intents, events: Vec::new(), line: Some(line) });
        self.gateway.welcomed += 1;
        let mut user = self.user_json(self.bot);
        user["verified"] = json!(true);
        user["mfa_enabled"] = json!(true);
        user["email"] = Value::Null;
        user["flags"] = json!(0);
        let ready = json!({
            "v": 10, "user": user, "guilds": [{ "id": self.guild.to_string(), "unavailable": true }],
            "session_id": id, "resume_gateway_url": self.gateway.url, "shard": [0, 1], "session_type": "normal",
            "application": { "id": self.application.to_string(), "flags": self.application_flags() },
            "private_channels": [], "relationships": [], "presences": [], "_trace": [],
        });
        self.gateway.tell("READY", 0, &ready);
        let guild = self.guild_json();
        self.gateway.tell("GUILD_CREATE", intent::GUILDS, &guild);
    }

    /// Flags of the application; the limited message-content intent among them where it is granted.
    pub(crate) fn application_flags(&self) -> u64 {
        const GATEWAY_MESSAGE_CONTENT_LIMITED: u64 = 1 << 19;
        if self.content_granted { GATEWAY_MESSAGE_CONTENT_LIMITED } else { 0 }
    }

    /// Discord takes the token with and without the word that names its kind.
    fn knows(&self, token: &Value) -> bool {
        token.as_str().is_some_and(|token| token.trim_start_matches("Bot ") == self.token)
    }

    fn refusal(&mut self, identify: &Value) -> Option<(u16, &'static str)> {
        use intent::{DIRECT_MESSAGES, GUILD_MESSAGES, GUILDS, MESSAGE_CONTENT};
        let intents = identify["intents"].as_u64().unwrap_or(0);
        if intents & !(GUILDS | GUILD_MESSAGES | DIRECT_MESSAGES | MESSAGE_CONTENT) != 0 {
            self.blame(format!("asked for intents it does not need: {intents:#b}"));
        }
        if let Some(code) = self.gateway.close_identify {
            return Some((code, "as the test asked"));
        }
        if !self.knows(&identify["token"]) {
            return Some((4004, "Authentication failed."));
        }
        let refused = intents & MESSAGE_CONTENT != 0 && !self.content_granted;
        refused.then_some((4014, "Disallowed intent(s)."))
    }
}

/// Takes a gateway connection.
pub(crate) async fn meet(State(double): State<Double>, upgrade: WebSocketUpgrade) -> Response {
    upgrade.on_upgrade(async move |socket| {
        converse(&double, socket).await;
        double.with(|_| ());
    })
}

async fn converse(double: &Double, mut socket: WebSocket) {
    let every = double.look(|w| w.gateway.heartbeat_ms.unwrap_or(41_250));
    let hello = json!({ "op": 10, "s": null, "t": null, "d": { "heartbeat_interval": every, "_trace": [] } });
    if socket.send(Frame::Text(hello.to_string().into())).await.is_err() {
        return;
    }
    let (line, mut out) = unbounded_channel();
    let mut line = Some(line);
    loop {
        tokio::select! {
            said = out.recv() => if !pass_on(&mut socket, said).await { return },
            heard = socket.recv() => {
                let Some(Ok(frame)) = heard else { return };
                let Frame::Text(text) = frame else { continue };
                let Ok(said) = serde_json::from_str::<Value>(&text) else {
                    double.with(|w| w.blame("sent something to the gateway that is not JSON"));
                    return;
                };
                let answer = match said["op"].as_u64() {
                    Some(1) => double.with(|w| {
                        w.gateway.heartbeats += 1;
                        (!w.gateway.deaf).then(|| Out::Say(json!({ "op": 11 })))
                    }),
                    Some(2) => identify(double, &said["d"], line.take()).await,
                    Some(6) => resume(double, &said["d"], line.take()).await,
                    Some(3) => None,
                    _ => Some(Out::Close(4001, "Unknown opcode.")),
                };
                if answer.is_some() && !pass_on(&mut socket, answer).await {
                    return;
                }
            }
        }
    }
}

async fn pass_on(socket: &mut WebSocket, said: Option<Out>) -> bool {
    match said {
        Some(Out::Say(value)) => socket.send(Frame::Text(value.to_string().into())).await.is_ok(),
        Some(Out::Close(code, reason)) => {
            let frame = (code != 0).then(|| CloseFrame { code, reason: reason.into() });
            let _ = socket.send(Frame::Close(frame)).await;
            // The other side answers the close before the connection goes.
            while let Some(Ok(_)) = socket.recv().await {}
            false
        }
        Some(Out::Drop) | None => false,
    }
}

async fn identify(double: &Double, said: &Value, line: Option<UnboundedSender<Out>>) -> Option<Out> {
    let Some(line) = line else { return Some(Out::Close(4005, "Already authenticated.")) };
    double.with(|w| w.gateway.identified.push(said.clone()));
    double.until("the IDENTIFY to be let through", |w| (!w.gateway.identify_held).then_some(())).await;
    double.with(|w| {
        if let Some((code, reason)) = w.refusal(said) {
            return Some(Out::Close(code, reason));
        }
        w.welcome(said, line);
        None
    })
}

async fn resume(double: &Double, said: &Value, line: Option<UnboundedSender<Out>>) -> Option<Out> {
    let Some(line) = line else { return Some(Out::Close(4005, "Already authenticated.")) };
    double.until("the RESUME to be let through", |w| (w.gateway.resuming != Resuming::Held).then_some(())).await;
    double.with(|w| {
        if !w.knows(&said["token"]) {
            return Some(Out::Close(4004, "Authentication failed."));
        }
        let invalid = Some(Out::Say(json!({ "op": 9, "d": false })));
        if w.gateway.resuming == Resuming::Invalid {
            w.gateway.session = None;
            return invalid;
        }
        let Some(session) = w.gateway.session.as_mut().filter(|s| said["session_id"] == json!(s.id)) else {
            return invalid;
        };
        let heard = said["seq"].as_u64().and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
        if heard > session.events.len() {
            return Some(Out::Close(4007, "Invalid seq."));
        }
        for missed in session.events.get(heard..).unwrap_or_default() {
            let _ = line.send(Out::Say(missed.clone()));
        }
        session.line = Some(line);
        w.gateway.resumed += 1;
        w.gateway.tell("RESUMED", 0, &json!({ "_trace": [] }));
        None
    })
}

/// An id out of JSON.
pub(crate) fn id_of(value: &Value) -> Option<Id> {
    value.as_str().and_then(|text| text.parse().ok()).or_else(|| value.as_u64())
}
