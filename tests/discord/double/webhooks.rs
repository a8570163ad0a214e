//! Webhooks: made, listed, spoken through.

use serde_json::{Value, json};

use super::limits::{Form, check_mentions, check_message};
use super::messages::{Author, Message};
use super::routes::{Answer, Refusal, done, empty};
use super::world::{Id, World, channel_type, permission};

const MOST_PER_CHANNEL: usize = 15;

/// A webhook of a channel.
#[derive(Debug, Clone)]
pub(crate) struct Webhook {
    pub(crate) id: Id,
    pub(crate) channel: Id,
    pub(crate) name: String,
    pub(crate) token: String,
    /// The application that made it, if one did.
    pub(crate) application: Option<Id>,
}

/// Why Discord refuses a webhook's name, if it does.
fn bad_name(name: &str) -> Option<&'static str> {
    let length = name.trim().chars().count();
    let lower = name.to_lowercase();
    if !(1..=80).contains(&length) {
        Some("must be between 1 and 80 in length")
    } else if lower.contains("discord") {
        Some("Username cannot contain \"discord\"")
    } else if lower.contains("clyde") {
        Some("Username cannot contain \"clyde\"")
    } else {
        None
    }
}

impl World {
    fn webhook_json(&self, webhook: &Webhook) -> Value {
        let mut json = json!({
            "id": webhook.id.to_string(), "type": 1, "guild_id": self.guild.to_string(), "avatar": null,
            "channel_id": webhook.channel.to_string(), "name": webhook.name,
            "application_id": webhook.application.map(|a| a.to_string()), "user": self.user_json(self.bot),
        });
        // The token of somebody else's webhook is not shown to an application.
        if webhook.application == Some(self.application) || webhook.application.is_none() {
            json["token"] = json!(webhook.token);
            json["url"] = json!(format!("https://discord.com/api/webhooks/{}/{}", webhook.id, webhook.token));
        }
        json
    }

    fn manages_webhooks(&self, channel: Id) -> Result<(), Refusal> {
        self.seen_channel(channel)?;
        if matches!(self.channels[&channel].kind, channel_type::DM | channel_type::PRIVATE_THREAD) {
            return Err(Refusal::WRONG_CHANNEL_TYPE);
        }
        if self.may(channel, permission::MANAGE_WEBHOOKS) { Ok(()) } else { Err(Refusal::MISSING_PERMISSIONS) }
    }

    /// POST /channels/{}/webhooks
    pub(crate) fn create_webhook(&mut self, channel: Id, body: &Value) -> Result<Answer, Refusal> {
        self.manages_webhooks(channel)?;
        let name = body["name"].as_str().unwrap_or_default().to_owned();
        if let Some(fault) = bad_name(&name) {
            self.blame(format!("named a webhook {name:?}: {fault}"));
            return Err(Refusal::form("name", fault));
        }
        if self.webhooks.values().filter(|w| w.channel == channel).count() >= MOST_PER_CHANNEL {
            return Err(Refusal::TOO_MANY_WEBHOOKS);
        }
        let webhook = self.add_webhook(channel, &name, Some(self.application));
        done(self.webhook_json(&webhook))
    }

    /// Adds a webhook, as an application or a person does.
    pub(crate) fn add_webhook(&mut self, channel: Id, name: &str, application: Option<Id>) -> Webhook {
        let id = self.new_id();
        let token = format!("webhook-secret-{id}");
        let webhook = Webhook { id, channel, name: name.to_owned(), token, application };
        self.webhooks.insert(id, webhook.clone());
        webhook
    }

    /// GET /channels/{}/webhooks
    pub(crate) fn list_webhooks(&mut self, channel: Id) -> Result<Answer, Refusal> {
        self.manages_webhooks(channel)?;
        let here = self.webhooks.values().filter(|w| w.channel == channel);
        done(here.map(|w| self.webhook_json(w)).collect())
    }

    /// DELETE /webhooks/{}
    pub(crate) fn delete_webhook(&mut self, id: Id) -> Result<Answer, Refusal> {
        self.webhooks.remove(&id).ok_or(Refusal::UNKNOWN_WEBHOOK)?;
        empty()
    }

    fn webhook(&self, id: Id, token: &str) -> Result<Webhook, Refusal> {
        let webhook = self.webhooks.get(&id).ok_or(Refusal::UNKNOWN_WEBHOOK)?;
        if webhook.token == token { Ok(webhook.clone()) } else { Err(Refusal::BAD_WEBHOOK_TOKEN) }
    }

    /// GET /webhooks/{}/{}
    pub(crate) fn read_webhook(&self, id: Id, token: &str) -> Result<Answer, Refusal> {
        let webhook = self.webhook(id, token)?;
        done(self.webhook_json(&webhook))
    }

    /// POST /webhooks/{}/{}
    pub(crate) fn execute_webhook(
        &mut self,
        id: Id,
        token: &str,
        thread: Option<Id>,
        wait: bool,
        body: &Value,
    ) -> Result<Answer, Refusal> {
        let webhook = self.webhook(id, token)?;
        let channel = thread.unwrap_or(webhook.channel);
        let place = self.channels.get(&channel).ok_or(Refusal::UNKNOWN_CHANNEL)?;
        if channel != webhook.channel && place.parent != Some(webhook.channel) {
            return Err(Refusal::UNKNOWN_CHANNEL);
        }
        if place.locked {
            return Err(Refusal::THREAD_LOCKED);
        }
        check_message(self, body, Form::Webhook)?;
        check_mentions(self, body);
        let name = body["username"].as_str().unwrap_or(&webhook.name).to_owned();
        if let Some(fault) = bad_name(&name) {
            self.blame(format!("spoke by webhook as {name:?}: {fault}"));
            return Err(Refusal::form("username", fault));
        }
        if body["avatar_url"].as_str().is_some_and(|url| !url.starts_with("http")) {
            self.blame(format!("gave a webhook a picture that is no address: {body}"));
            return Err(Refusal::form("avatar_url", "Not a well formed URL."));
        }
        let mut message = Message::new(self.new_id(), channel, Author::Webhook(id, name), "");
        message.take(body);
        let json = self.message_json(&message, true);
        self.post(message);
        if wait { done(json) } else { empty() }
    }

    /// GET, PATCH and DELETE /webhooks/{}/{}/messages/{}
    pub(crate) fn webhook_message(
        &mut self,
        method: &str,
        id: Id,
        token: &str,
        message: Id,
        body: &Value,
    ) -> Result<Answer, Refusal> {
        self.webhook(id, token)?;
        let found = self.message(message).ok_or(Refusal::UNKNOWN_MESSAGE)?;
        let channel = found.channel;
        if !matches!(&found.author, Author::Webhook(by, _) if *by == id) {
            return Err(Refusal::UNKNOWN_MESSAGE);
        }
        match method {
            "GET" => done(self.message_json(found, true)),
            "PATCH" => {
                check_mentions(self, body);
                self.change_message(channel, message, body)
            }
            "DELETE" => {
                self.remove_message(channel, message);
                empty()
            }
            _ => Err(Refusal::NOT_FOUND),
        }
    }
}
