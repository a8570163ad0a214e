//! Which request is which, and how Discord says no.

use serde_json::{Value, json};

use super::gateway::id_of;
use super::world::{Id, World};

/// An answer: a status, and a body where there is one.
pub(crate) type Answer = (u16, Option<Value>);

/// 200 with a body.
#[expect(clippy::unnecessary_wraps, reason = "it ends a route, and routes can refuse")]
pub(crate) fn done(body: Value) -> Result<Answer, Refusal> {
    Ok((200, Some(body)))
}

/// 204.
#[expect(clippy::unnecessary_wraps, reason = "it ends a route, and routes can refuse")]
pub(crate) fn empty() -> Result<Answer, Refusal> {
    Ok((204, None))
}

/// A no of Discord's.
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) code: u32,
    pub(crate) message: &'static str,
    pub(crate) errors: Value,
}

impl Refusal {
    pub(crate) const UNAUTHORIZED: Self = Self::new(401, 0, "401: Unauthorized");
    pub(crate) const NOT_FOUND: Self = Self::new(404, 0, "404: Not Found");
    pub(crate) const UNKNOWN_CHANNEL: Self = Self::new(404, 10003, "Unknown Channel");
    pub(crate) const UNKNOWN_GUILD: Self = Self::new(404, 10004, "Unknown Guild");
    pub(crate) const UNKNOWN_MEMBER: Self = Self::new(404, 10007, "Unknown Member");
    pub(crate) const UNKNOWN_MESSAGE: Self = Self::new(404, 10008, "Unknown Message");
    pub(crate) const UNKNOWN_USER: Self = Self::new(404, 10013, "Unknown User");
    pub(crate) const UNKNOWN_WEBHOOK: Self = Self::new(404, 10015, "Unknown Webhook");
    pub(crate) const UNKNOWN_INTERACTION: Self = Self::new(404, 10062, "Unknown interaction");
    pub(crate) const MISSING_ACCESS: Self = Self::new(403, 50001, "Missing Access");
    pub(crate) const NOT_YOUR_MESSAGE: Self = Self::new(403, 50005, "Cannot edit a message authored by another user");
    pub(crate) const EMPTY_MESSAGE: Self = Self::new(400, 50006, "Cannot send an empty message");
    pub(crate) const CANNOT_DM: Self = Self::new(403, 50007, "Cannot send messages to this user");
    pub(crate) const MISSING_PERMISSIONS: Self = Self::new(403, 50013, "Missing Permissions");
    pub(crate) const WRONG_CHANNEL_TYPE: Self = Self::new(400, 50024, "Cannot execute action on this channel type");
    pub(crate) const BAD_WEBHOOK_TOKEN: Self = Self::new(401, 50027, "Invalid Webhook Token");
    pub(crate) const THREAD_LOCKED: Self = Self::new(400, 50083, "Thread is archived");
    pub(crate) const ACKNOWLEDGED: Self = Self::new(400, 40060, "Interaction has already been acknowledged.");
    pub(crate) const TOO_MANY_WEBHOOKS: Self = Self::new(400, 30007, "Maximum number of webhooks reached (15)");

    const fn new(status: u16, code: u32, message: &'static str) -> Self {
        Self { status, code, message, errors: Value::Null }
    }

    /// A request whose form is wrong.
    pub(crate) fn form(place: &str, fault: &str) -> Self {
        let fault = json!({ "_errors": [{ "code": "BASE_TYPE_INVALID", "message": fault }] });
        Self { status: 400, code: 50035, message: "Invalid Form Body", errors: json!({ place: fault }) }
    }

    pub(crate) fn body(&self) -> Value {
        let mut body = json!({ "message": self.message, "code": self.code });
        if !self.errors.is_null() {
            body["errors"] = self.errors.clone();
        }
        body
    }
}

/// A request, taken apart.
pub(crate) struct Request {
    pub(crate) method: String,
    /// Path after `/api/v10`, without what stands after the question mark.
    pub(crate) path: String,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) body: Value,
    pub(crate) authorization: Option<String>,
}

impl Request {
    fn asked(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }
}

impl World {
    /// Answers a request.
    pub(crate) fn answer(&mut self, request: &Request) -> Result<Answer, Refusal> {
        let Request { body, query, .. } = request;
        let parts: Vec<&str> = request.path.split('/').filter(|part| !part.is_empty()).collect();
        let number = |text: &str| text.parse::<Id>().map_err(|_| Refusal::form("id", "not a snowflake"));
        let open =
            matches!(parts.as_slice(), ["interactions", _, _, "callback"] | ["webhooks", _, _, ..] | ["gateway"]);
        if !open && request.authorization.as_deref() != Some(&format!("Bot {}", self.token)) {
            return Err(Refusal::UNAUTHORIZED);
        }
        let thread = request.asked("thread_id").map(number).transpose()?;
        match (request.method.as_str(), parts.as_slice()) {
            ("GET", ["gateway"]) => done(json!({ "url": self.gateway.url })),
            ("GET", ["gateway", "bot"]) => done(json!({
                "url": self.gateway.url, "shards": 1, "session_start_limit":
                    { "total": 1000, "remaining": 999, "reset_after": 86_400_000, "max_concurrency": 1 },
            })),
            ("GET", ["users", "@me"]) => {
                let mut user = self.user_json(self.bot);
                user["verified"] = json!(true);
                done(user)
            }
            ("GET", ["users", id]) => {
                let user = self.user_json(number(id)?);
                if user.is_null() { Err(Refusal::UNKNOWN_USER) } else { done(user) }
            }
            ("GET", ["applications", "@me"] | ["oauth2", "applications", "@me"]) => done(self.application_json()),
            ("POST", ["users", "@me", "channels"]) => self.open_dm(body),
            ("GET" | "PUT" | "POST", ["applications", id, "commands"]) => {
                if number(id)? != self.application {
                    return Err(Refusal::MISSING_ACCESS);
                }
                self.commands_route(&request.method, body)
            }
            ("GET", ["guilds", id, rest @ ..]) => self.read_guild(number(id)?, rest),
            ("GET", ["channels", id]) => {
                let id = number(id)?;
                self.seen_channel(id)?;
                done(self.channel_json(id))
            }
            ("PATCH", ["channels", id]) => self.change_channel(number(id)?, body),
            ("POST", ["channels", id, "typing"]) => {
                self.seen_channel(number(id)?)?;
                empty()
            }
            ("GET", ["channels", id, "messages"]) => self.read_messages(number(id)?, query),
            ("POST", ["channels", id, "messages"]) => self.create_message(number(id)?, body),
            ("GET", ["channels", id, "messages", message]) => self.read_message(number(id)?, number(message)?),
            ("PATCH", ["channels", id, "messages", message]) => self.edit_message(number(id)?, number(message)?, body),
            ("DELETE", ["channels", id, "messages", message]) => self.delete_message(number(id)?, number(message)?),
            ("POST", ["channels", id, "threads"]) => self.start_thread(number(id)?, body),
            ("PUT", ["channels", id, "thread-members", who]) => {
                let who = if *who == "@me" { self.bot } else { number(who)? };
                self.add_to_thread(number(id)?, who)
            }
            ("POST", ["channels", id, "webhooks"]) => self.create_webhook(number(id)?, body),
            ("GET", ["channels", id, "webhooks"]) => self.list_webhooks(number(id)?),
            ("DELETE", ["webhooks", id]) => self.delete_webhook(number(id)?),
            ("POST", ["interactions", id, token, "callback"]) => {
                let with_response = request.asked("with_response") == Some("true");
                self.acknowledge(number(id)?, token, body, with_response)
            }
            (method, ["webhooks", id, token, rest @ ..]) if number(id)? == self.application => {
                self.follow_up(method, token, rest, body)
            }
            ("POST", ["webhooks", id, token]) => {
                let wait = request.asked("wait") == Some("true");
                self.execute_webhook(number(id)?, token, thread, wait, body)
            }
            (method, ["webhooks", id, token, "messages", message]) => {
                self.webhook_message(method, number(id)?, token, number(message)?, body)
            }
            ("GET", ["webhooks", id, token]) => self.read_webhook(number(id)?, token),
            _ => {
                self.blame(format!(
                    "asked for a route that the stand-in does not know: {} {}",
                    request.method, request.path
                ));
                Err(Refusal::NOT_FOUND)
            }
        }
    }

    fn application_json(&self) -> Value {
        json!({
            "id": self.application.to_string(), "name": "Sparring", "icon": null, "description": "", "summary": "",
            "bot_public": true, "bot_require_code_grant": false, "verify_key": "0".repeat(64), "team": null,
            "flags": self.application_flags(), "owner": self.user_json(self.bot), "bot": self.user_json(self.bot),
        })
    }

    fn read_guild(&self, id: Id, rest: &[&str]) -> Result<Answer, Refusal> {
        if id != self.guild {
            return Err(Refusal::UNKNOWN_GUILD);
        }
        let guild = self.guild_json();
        match rest {
            [] => done(guild),
            ["channels"] => done(guild["channels"].clone()),
            ["roles"] => done(guild["roles"].clone()),
            ["threads", "active"] => done(json!({ "threads": guild["threads"], "members": [] })),
            ["members", who] => {
                let who = who.parse().map_err(|_| Refusal::form("user_id", "not a snowflake"))?;
                if self.people.contains_key(&who) {
                    done(self.full_member_json(who))
                } else {
                    Err(Refusal::UNKNOWN_MEMBER)
                }
            }
            _ => Err(Refusal::NOT_FOUND),
        }
    }

    fn commands_route(&mut self, method: &str, body: &Value) -> Result<Answer, Refusal> {
        if method == "PUT" {
            let commands = body.as_array().cloned().unwrap_or_default();
            if commands.len() > 100 {
                return Err(Refusal::form("commands", "more than 100 commands"));
            }
            self.check_commands(&commands)?;
            self.commands.clear();
            for mut command in commands {
                let id = self.new_id();
                command["id"] = json!(id.to_string());
                command["application_id"] = json!(self.application.to_string());
                command["version"] = json!(id.to_string());
                if command["type"].is_null() {
                    command["type"] = json!(1);
                }
                self.commands.push(command);
            }
            self.registrations += 1;
        } else if method == "POST" {
            self.blame("registers commands one by one");
        }
        done(json!(self.commands))
    }

    fn open_dm(&mut self, body: &Value) -> Result<Answer, Refusal> {
        let who = id_of(&body["recipient_id"]).filter(|who| self.people.contains_key(who));
        let who = who.ok_or_else(|| Refusal::form("recipient_id", "not a user"))?;
        let channel = self.dm_with(who);
        done(self.channel_json(channel))
    }
}
