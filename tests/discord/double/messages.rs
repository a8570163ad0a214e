//! Messages: what is kept of them, how Discord shows them, and the routes that post, read, change and delete them.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::gateway::id_of;
use super::limits::{Form, check_mentions, check_message};
use super::routes::{Answer, Refusal, done, empty};
use super::world::{Id, World, channel_type, permission};

/// Who a message is from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Author {
    Person(Id),
    /// A webhook, under the name it took for this message.
    Webhook(Id, String),
}

impl Author {
    pub(crate) fn person(&self) -> Option<Id> {
        match self {
            Self::Person(id) => Some(*id),
            Self::Webhook(..) => None,
        }
    }
}

/// A message.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    pub(crate) id: Id,
    pub(crate) channel: Id,
    pub(crate) author: Author,
    pub(crate) content: String,
    /// The message kind: 0 regular, 19 a reply, others are the system's.
    pub(crate) kind: u8,
    pub(crate) flags: u64,
    pub(crate) embeds: Vec<Value>,
    pub(crate) components: Vec<Value>,
    pub(crate) attachments: Vec<Value>,
    pub(crate) stickers: Vec<Value>,
    pub(crate) mentions: BTreeSet<Id>,
    pub(crate) nonce: Value,
    pub(crate) reference: Option<Id>,
    pub(crate) edited: bool,
    /// Set when the message answers an interaction.
    pub(crate) interaction: Option<Id>,
}

impl Message {
    pub(crate) fn new(id: Id, channel: Id, author: Author, content: &str) -> Self {
        Self {
            id,
            channel,
            author,
            content: content.to_owned(),
            kind: 0,
            flags: 0,
            embeds: Vec::new(),
            components: Vec::new(),
            attachments: Vec::new(),
            stickers: Vec::new(),
            mentions: BTreeSet::new(),
            nonce: Value::Null,
            reference: None,
            edited: false,
            interaction: None,
        }
    }

    /// What the bot sent, taken over.
    pub(crate) fn take(&mut self, body: &Value) {
        let list = |name: &str| body[name].as_array().cloned();
        if let Some(content) = body.get("content") {
            // Discord takes the white space at both ends away.
            content.as_str().unwrap_or_default().trim().clone_into(&mut self.content);
        }
        if let Some(embeds) = list("embeds") {
            self.embeds = embeds;
        }
        if let Some(components) = list("components") {
            self.components = components;
        }
        if let Some(files) = list("files") {
            self.attachments = files;
        }
        self.flags |= body["flags"].as_u64().unwrap_or(0);
    }

    /// Only the person it was meant for sees it.
    pub(crate) fn ephemeral(&self) -> bool {
        self.flags & 64 != 0
    }

    /// Everything that can be read in it, in one text: content, then the embeds.
    pub(crate) fn text(&self) -> String {
        let mut parts = vec![self.content.clone()];
        for embed in &self.embeds {
            let texts = [&embed["author"]["name"], &embed["title"], &embed["description"]];
            parts.extend(texts.into_iter().filter_map(|t| t.as_str().map(str::to_owned)));
            for field in embed["fields"].as_array().into_iter().flatten() {
                parts.push(field["name"].as_str().unwrap_or_default().to_owned());
                parts.push(field["value"].as_str().unwrap_or_default().to_owned());
            }
            parts.extend(embed["footer"]["text"].as_str().map(str::to_owned));
        }
        parts.retain(|part| !part.is_empty());
        parts.join("\n")
    }

    /// Its buttons and menus, in order.
    pub(crate) fn controls(&self) -> impl Iterator<Item = &Value> {
        self.components.iter().filter_map(|row| row["components"].as_array()).flatten()
    }

    /// The control whose custom id contains `part` or whose label is `part`.
    pub(crate) fn control(&self, part: &str) -> Option<&Value> {
        self.controls()
            .find(|c| c["label"].as_str() == Some(part) || c["custom_id"].as_str().is_some_and(|id| id.contains(part)))
    }
}

impl World {
    /// A message as Discord shows it; without its content where the bot may not read it.
    pub(crate) fn message_json(&self, message: &Message, readable: bool) -> Value {
        let author = match &message.author {
            Author::Person(id) => self.user_json(*id),
            Author::Webhook(id, name) => json!({
                "id": id.to_string(), "username": name, "discriminator": "0000", "avatar": null, "bot": true,
                "global_name": null,
            }),
        };
        let direct = self.channels.get(&message.channel).is_some_and(|c| c.kind == channel_type::DM);
        let own = message.author.person() == Some(self.bot);
        let readable = readable || direct || own || message.mentions.contains(&self.bot);
        let moment = jiff::Timestamp::from_millisecond(((message.id >> 22) + 1_420_070_400_000).cast_signed());
        let moment = moment.expect("ids are made from the time").to_string();
        let shown = |list: &Vec<Value>| if readable { json!(list) } else { json!([]) };
        let mut json = json!({
            "id": message.id.to_string(), "channel_id": message.channel.to_string(), "author": author,
            "content": if readable { message.content.as_str() } else { "" }, "timestamp": moment,
            "edited_timestamp": message.edited.then(|| moment.clone()), "tts": false, "mention_everyone": false,
            "mentions": message.mentions.iter().map(|m| self.user_json(*m)).collect::<Vec<_>>(),
            "mention_roles": [], "attachments": shown(&message.attachments), "embeds": shown(&message.embeds),
            "components": shown(&message.components), "pinned": false, "type": message.kind, "flags": message.flags,
        });
        if !message.stickers.is_empty() {
            json["sticker_items"] = json!(message.stickers);
        }
        if !message.nonce.is_null() && own {
            json["nonce"] = message.nonce.clone();
        }
        if let Author::Webhook(id, _) = &message.author {
            json["webhook_id"] = json!(id.to_string());
            json["application_id"] = json!(self.application.to_string());
        }
        if let Some(reference) = message.reference {
            json["message_reference"] = json!({
                "type": 0, "message_id": reference.to_string(), "channel_id": message.channel.to_string(),
            });
            json["referenced_message"] =
                self.message(reference).map_or(Value::Null, |m| self.message_json(m, readable));
        }
        json
    }

    /// Puts a message into its channel and tells everybody.
    pub(crate) fn post(&mut self, message: Message) -> Id {
        let (id, channel) = (message.id, message.channel);
        if !message.ephemeral() {
            self.tell_message("MESSAGE_CREATE", &message);
        }
        if let Some(channel) = self.channels.get_mut(&channel) {
            channel.archived = false;
            channel.messages.insert(id, message);
        }
        id
    }

    /// The channel, if the bot sees it.
    pub(crate) fn seen_channel(&self, channel: Id) -> Result<(), Refusal> {
        let Some(found) = self.channels.get(&channel) else { return Err(Refusal::UNKNOWN_CHANNEL) };
        let inside = !matches!(found.kind, channel_type::DM | channel_type::PRIVATE_THREAD)
            || found.members.contains(&self.bot)
            || self.permissions & permission::MANAGE_THREADS != 0;
        let seen = inside && self.may(channel, permission::VIEW_CHANNEL);
        if seen { Ok(()) } else { Err(Refusal::MISSING_ACCESS) }
    }

    /// Whether the bot may speak here in its own voice.
    fn may_speak(&self, channel: Id) -> Result<(), Refusal> {
        self.seen_channel(channel)?;
        let Some(found) = self.channels.get(&channel) else { return Err(Refusal::UNKNOWN_CHANNEL) };
        let thread = found.kind == channel_type::PRIVATE_THREAD;
        let needed = if thread { permission::SEND_IN_THREADS } else { permission::SEND_MESSAGES };
        if !self.may(channel, needed) {
            return Err(Refusal::MISSING_PERMISSIONS);
        }
        if found.locked {
            return Err(Refusal::THREAD_LOCKED);
        }
        if found.kind == channel_type::DM && found.members.iter().any(|m| self.dms_closed.contains(m)) {
            return Err(Refusal::CANNOT_DM);
        }
        Ok(())
    }

    /// POST /channels/{}/messages
    pub(crate) fn create_message(&mut self, channel: Id, body: &Value) -> Result<Answer, Refusal> {
        self.may_speak(channel)?;
        check_message(self, body, Form::Channel)?;
        check_mentions(self, body);
        let nonce = body["nonce"].clone();
        let messages = &self.channels[&channel].messages;
        if body["enforce_nonce"] == json!(true)
            && !nonce.is_null()
            && let Some(same) = messages.values().find(|m| m.nonce == nonce)
        {
            return done(self.message_json(same, true));
        }
        let reference = id_of(&body["message_reference"]["message_id"]);
        if let Some(reference) = reference
            && !messages.contains_key(&reference)
            && body["message_reference"]["fail_if_not_exists"] != json!(false)
        {
            return Err(Refusal::form("message_reference", "MESSAGE_REFERENCE_UNKNOWN_MESSAGE"));
        }
        let id = self.new_id();
        let mut message = Message::new(id, channel, Author::Person(self.bot), "");
        message.take(body);
        message.nonce = nonce;
        message.reference = reference;
        message.kind = if reference.is_some() { 19 } else { 0 };
        if !self.may(channel, permission::EMBED_LINKS) {
            message.embeds.clear();
        }
        let json = self.message_json(&message, true);
        self.post(message);
        done(json)
    }

    /// GET /channels/{}/messages
    pub(crate) fn read_messages(&mut self, channel: Id, query: &[(String, String)]) -> Result<Answer, Refusal> {
        self.seen_channel(channel)?;
        if !self.may(channel, permission::READ_HISTORY) {
            return done(json!([]));
        }
        let asked = |name: &str| query.iter().find(|(n, _)| n == name).and_then(|(_, v)| v.parse::<u64>().ok());
        let limit = asked("limit").unwrap_or(50);
        let limit = usize::try_from(limit).ok().filter(|n| (1..=100).contains(n));
        let Some(limit) = limit else { return Err(Refusal::form("limit", "NUMBER_TYPE_MAX")) };
        let readable = self.content_granted;
        let (after, before) = (asked("after"), asked("before"));
        let messages = self.channels[&channel].messages.values().filter(|m| !m.ephemeral());
        let messages = messages.filter(|m| after.is_none_or(|a| m.id > a) && before.is_none_or(|b| m.id < b));
        // Newest first, always; with `after` it is the oldest ones of those that are given.
        let mut page: Vec<&Message> = messages.collect();
        if after.is_none() {
            page.drain(..page.len().saturating_sub(limit));
        }
        page.truncate(limit);
        done(page.into_iter().rev().map(|m| self.message_json(m, readable)).collect())
    }

    /// GET /channels/{}/messages/{}
    pub(crate) fn read_message(&mut self, channel: Id, id: Id) -> Result<Answer, Refusal> {
        self.seen_channel(channel)?;
        let found = self.channels[&channel].messages.get(&id).ok_or(Refusal::UNKNOWN_MESSAGE)?;
        done(self.message_json(found, self.content_granted))
    }

    /// PATCH /channels/{}/messages/{}
    pub(crate) fn edit_message(&mut self, channel: Id, id: Id, body: &Value) -> Result<Answer, Refusal> {
        self.seen_channel(channel)?;
        let bot = self.bot;
        let found = self.channels[&channel].messages.get(&id).ok_or(Refusal::UNKNOWN_MESSAGE)?;
        if found.author.person() != Some(bot) {
            return Err(Refusal::NOT_YOUR_MESSAGE);
        }
        check_mentions(self, body);
        self.change_message(channel, id, body)
    }

    /// Changes a message that may be changed.
    pub(crate) fn change_message(&mut self, channel: Id, id: Id, body: &Value) -> Result<Answer, Refusal> {
        let found = self.channels.get(&channel).and_then(|c| c.messages.get(&id));
        let mut changed = found.ok_or(Refusal::UNKNOWN_MESSAGE)?.clone();
        changed.take(body);
        changed.edited = true;
        let whole = json!({
            "content": changed.content, "embeds": changed.embeds, "components": changed.components,
        });
        check_message(self, &whole, Form::Channel)?;
        if let Some(channel) = self.channels.get_mut(&channel) {
            channel.messages.insert(id, changed.clone());
        }
        if !changed.ephemeral() {
            self.tell_message("MESSAGE_UPDATE", &changed);
        }
        done(self.message_json(&changed, true))
    }

    /// DELETE /channels/{}/messages/{}
    pub(crate) fn delete_message(&mut self, channel: Id, id: Id) -> Result<Answer, Refusal> {
        self.seen_channel(channel)?;
        let bot = self.bot;
        let found = self.channels[&channel].messages.get(&id).ok_or(Refusal::UNKNOWN_MESSAGE)?;
        if found.author.person() != Some(bot) {
            return Err(Refusal::MISSING_PERMISSIONS);
        }
        self.remove_message(channel, id);
        empty()
    }

    /// Takes a message away and tells everybody.
    pub(crate) fn remove_message(&mut self, channel: Id, id: Id) {
        if let Some(found) = self.channels.get_mut(&channel) {
            found.messages.remove(&id);
        }
        let direct = self.channels.get(&channel).is_some_and(|c| c.kind == channel_type::DM);
        let mut data = json!({ "id": id.to_string(), "channel_id": channel.to_string() });
        if !direct {
            data["guild_id"] = json!(self.guild.to_string());
        }
        let wants =
            if direct { super::gateway::intent::DIRECT_MESSAGES } else { super::gateway::intent::GUILD_MESSAGES };
        self.gateway.tell("MESSAGE_DELETE", wants, &data);
    }
}
