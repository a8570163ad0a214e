//! Interactions: acknowledged once and within three seconds, then followed up.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::limits::{Form, check_mentions, check_message, check_modal_form};
use super::messages::{Author, Message};
use super::routes::{Answer, Refusal, done, empty};
use super::world::{Id, World};

const IN_TIME: Duration = Duration::from_secs(3);

/// Interaction types.
pub(crate) mod interaction_type {
    pub(crate) const COMPONENT: u8 = 3;
    pub(crate) const AUTOCOMPLETE: u8 = 4;
    pub(crate) const MODAL: u8 = 5;
}

/// Types of an acknowledgement.
pub(crate) mod callback_type {
    pub(crate) const MESSAGE: u64 = 4;
    pub(crate) const LATER: u64 = 5;
    pub(crate) const UPDATE_LATER: u64 = 6;
    pub(crate) const UPDATE: u64 = 7;
    pub(crate) const CHOICES: u64 = 8;
    pub(crate) const MODAL: u64 = 9;
}

/// Something a person did that asks for an answer.
#[derive(Debug, Clone)]
pub(crate) struct Interaction {
    pub(crate) id: Id,
    pub(crate) token: String,
    pub(crate) kind: u8,
    pub(crate) channel: Id,
    /// The message whose button or menu it was.
    pub(crate) message: Option<Id>,
    pub(crate) sent: Instant,
    /// The event that told of it.
    pub(crate) event: Value,
    /// The type of its acknowledgement, once there is one.
    pub(crate) callback: Option<u64>,
    /// What came with the acknowledgement.
    pub(crate) data: Value,
    /// The message that answers it.
    pub(crate) original: Option<Id>,
    pub(crate) further: Vec<Id>,
}

impl World {
    fn by_token(&self, token: &str) -> Result<&Interaction, Refusal> {
        self.interactions.values().find(|i| i.token == token).ok_or(Refusal::UNKNOWN_WEBHOOK)
    }

    fn change_interaction(&mut self, id: Id, change: impl FnOnce(&mut Interaction)) {
        if let Some(interaction) = self.interactions.get_mut(&id) {
            change(interaction);
        }
    }

    /// POST /interactions/{}/{}/callback
    pub(crate) fn acknowledge(
        &mut self,
        id: Id,
        token: &str,
        body: &Value,
        with_response: bool,
    ) -> Result<Answer, Refusal> {
        let known = self.interactions.get(&id).filter(|i| i.token == token);
        let interaction = known.ok_or(Refusal::UNKNOWN_INTERACTION)?.clone();
        if interaction.callback.is_some() {
            self.blame(format!("acknowledged an interaction twice: {body}"));
            return Err(Refusal::ACKNOWLEDGED);
        }
        if interaction.sent.elapsed() > IN_TIME {
            self.blame(format!("acknowledged after {} ms", interaction.sent.elapsed().as_millis()));
            return Err(Refusal::UNKNOWN_INTERACTION);
        }
        let callback = body["type"].as_u64().unwrap_or(0);
        self.check_callback(&interaction, callback, &body["data"])?;
        self.change_interaction(id, |i| {
            i.callback = Some(callback);
            i.data = body["data"].clone();
        });
        match callback {
            callback_type::MESSAGE => {
                self.answer_interaction(&interaction, &body["data"], 0);
            }
            callback_type::UPDATE => {
                if let Some(message) = interaction.message {
                    self.change_message(interaction.channel, message, &body["data"])?;
                    self.change_interaction(id, |i| i.original = Some(message));
                }
            }
            callback_type::UPDATE_LATER => self.change_interaction(id, |i| i.original = i.message),
            _ => {}
        }
        if !with_response {
            return empty();
        }
        let message = self.interactions[&id].original.and_then(|m| self.message(m));
        done(json!({
            "interaction": { "id": id.to_string(), "type": interaction.kind,
                "response_message_id": message.map(|m| m.id.to_string()) },
            "resource": { "type": callback, "message": message.map(|m| self.message_json(m, true)) },
        }))
    }

    fn check_callback(&mut self, interaction: &Interaction, callback: u64, data: &Value) -> Result<(), Refusal> {
        use interaction_type::{AUTOCOMPLETE, COMPONENT, MODAL};
        let (asked, on_message) = (interaction.kind, interaction.message.is_some());
        let fits = match callback {
            callback_type::MESSAGE | callback_type::LATER => asked != AUTOCOMPLETE,
            callback_type::UPDATE | callback_type::UPDATE_LATER => asked == COMPONENT || (asked == MODAL && on_message),
            callback_type::CHOICES => asked == AUTOCOMPLETE,
            callback_type::MODAL => asked != AUTOCOMPLETE && asked != MODAL,
            _ => false,
        };
        if !fits {
            self.blame(format!("acknowledged an interaction of type {asked} with type {callback}"));
            return Err(Refusal::form("type", "this callback does not fit this interaction"));
        }
        match callback {
            callback_type::MESSAGE => {
                check_message(self, data, Form::Interaction)?;
                check_mentions(self, data);
            }
            callback_type::UPDATE if data["content"].is_string() => check_mentions(self, data),
            callback_type::CHOICES => {
                let choices = data["choices"].as_array().map(Vec::as_slice).unwrap_or_default();
                let fits = |text: &Value| text.as_str().is_none_or(|t| (1..=100).contains(&t.chars().count()));
                if choices.len() > 25 || !choices.iter().all(|c| fits(&c["name"]) && fits(&c["value"])) {
                    self.blame(format!("offered choices that do not fit: {data}"));
                    return Err(Refusal::form("choices", "at most 25, of 1 to 100 characters"));
                }
            }
            callback_type::MODAL => check_modal_form(self, data)?,
            _ => {}
        }
        Ok(())
    }

    fn answer_interaction(&mut self, interaction: &Interaction, data: &Value, flags: u64) -> Id {
        let id = self.new_id();
        let mut message = Message::new(id, interaction.channel, Author::Person(self.bot), "");
        message.take(data);
        message.flags |= flags;
        message.interaction = Some(interaction.id);
        self.change_interaction(interaction.id, |i| {
            if i.original.is_none() {
                i.original = Some(id);
            } else {
                i.further.push(id);
            }
        });
        self.post(message)
    }

    /// What comes after the acknowledgement: /webhooks/{application}/{token} and the messages under it.
    pub(crate) fn follow_up(
        &mut self,
        method: &str,
        token: &str,
        rest: &[&str],
        body: &Value,
    ) -> Result<Answer, Refusal> {
        let interaction = self.by_token(token)?.clone();
        let Some(callback) = interaction.callback else {
            self.blame(format!("followed up an interaction that was not acknowledged: {body}"));
            return Err(Refusal::UNKNOWN_WEBHOOK);
        };
        let deferred = callback == callback_type::LATER && interaction.original.is_none();
        let flags = if deferred { interaction.data["flags"].as_u64().unwrap_or(0) } else { 0 };
        match (method, rest) {
            ("POST", []) => {
                check_message(self, body, Form::Interaction)?;
                check_mentions(self, body);
                let id = self.answer_interaction(&interaction, body, flags);
                done(self.message(id).map_or(Value::Null, |m| self.message_json(m, true)))
            }
            ("PATCH", ["messages", "@original"]) if deferred => {
                check_message(self, body, Form::Interaction)?;
                check_mentions(self, body);
                let id = self.answer_interaction(&interaction, body, flags);
                done(self.message(id).map_or(Value::Null, |m| self.message_json(m, true)))
            }
            (_, ["messages", which]) => {
                let id = match *which {
                    "@original" => interaction.original,
                    id => id
                        .parse()
                        .ok()
                        .filter(|id| interaction.further.contains(id) || interaction.original == Some(*id)),
                };
                let id = id.filter(|id| self.message(*id).is_some()).ok_or(Refusal::UNKNOWN_MESSAGE)?;
                match method {
                    "GET" => done(self.message(id).map_or(Value::Null, |m| self.message_json(m, true))),
                    "PATCH" => {
                        if body["content"].is_string() {
                            check_mentions(self, body);
                        }
                        self.change_message(interaction.channel, id, body)
                    }
                    "DELETE" => {
                        self.remove_message(interaction.channel, id);
                        empty()
                    }
                    _ => Err(Refusal::NOT_FOUND),
                }
            }
            _ => Err(Refusal::NOT_FOUND),
        }
    }
}
