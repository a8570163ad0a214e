//! Threads and direct messages: made, joined, changed.

use serde_json::{Value, json};

use super::gateway::intent;
use super::messages::{Author, Message};
use super::routes::{Answer, Refusal, done, empty};
use super::world::{Id, World, channel_type, permission};

impl World {
    /// POST /channels/{}/threads, without a message to start from.
    pub(crate) fn start_thread(&mut self, parent: Id, body: &Value) -> Result<Answer, Refusal> {
        self.seen_channel(parent)?;
        if self.channels[&parent].kind != channel_type::TEXT {
            return Err(Refusal::WRONG_CHANNEL_TYPE);
        }
        if !self.may(parent, permission::CREATE_PRIVATE_THREADS) {
            return Err(Refusal::MISSING_PERMISSIONS);
        }
        let name = body["name"].as_str().unwrap_or_default();
        let length = name.trim().chars().count();
        if !(1..=100).contains(&length) {
            self.blame(format!("named a thread with {length} characters"));
            return Err(Refusal::form("name", "must be between 1 and 100 in length"));
        }
        if body["type"] != channel_type::PRIVATE_THREAD {
            self.blame(format!("started a thread that everybody sees: {body}"));
        }
        let id = self.open_channel(channel_type::PRIVATE_THREAD, name.trim(), Some(parent));
        let bot = self.bot;
        if let Some(thread) = self.channels.get_mut(&id) {
            thread.owner = Some(bot);
            thread.members.insert(bot);
            thread.invitable = body["invitable"].as_bool().unwrap_or(true);
            thread.auto_archive = body["auto_archive_duration"].as_u64().unwrap_or(4320);
        }
        let mut json = self.channel_json(id);
        json["newly_created"] = json!(true);
        self.gateway.tell("THREAD_CREATE", intent::GUILDS, &json);
        Ok((201, Some(self.channel_json(id))))
    }

    /// PUT /channels/{}/thread-members/{}
    pub(crate) fn add_to_thread(&mut self, thread: Id, who: Id) -> Result<Answer, Refusal> {
        self.seen_channel(thread)?;
        if self.channels[&thread].kind != channel_type::PRIVATE_THREAD {
            return Err(Refusal::WRONG_CHANNEL_TYPE);
        }
        if !self.people.contains_key(&who) {
            return Err(Refusal::UNKNOWN_MEMBER);
        }
        if !self.may(thread, permission::SEND_IN_THREADS) {
            return Err(Refusal::MISSING_PERMISSIONS);
        }
        let new = self.channels.get_mut(&thread).is_some_and(|t| t.members.insert(who));
        if new {
            // Discord announces it with a message of the system, which is nobody's reply.
            let mut note = Message::new(self.new_id(), thread, Author::Person(self.bot), "");
            note.kind = 1;
            note.mentions.insert(who);
            self.post(note);
        }
        empty()
    }

    /// PATCH /channels/{}
    pub(crate) fn change_channel(&mut self, id: Id, body: &Value) -> Result<Answer, Refusal> {
        self.seen_channel(id)?;
        let manages = self.may(id, permission::MANAGE_THREADS);
        let own = self.channels[&id].owner == Some(self.bot);
        let needs_more = body["locked"].is_boolean() || body["invitable"].is_boolean();
        if !manages && (!own || needs_more) {
            return Err(Refusal::MISSING_PERMISSIONS);
        }
        if let Some(thread) = self.channels.get_mut(&id) {
            thread.archived = body["archived"].as_bool().unwrap_or(thread.archived);
            thread.locked = body["locked"].as_bool().unwrap_or(thread.locked);
            if let Some(name) = body["name"].as_str() {
                name.clone_into(&mut thread.name);
            }
        }
        let json = self.channel_json(id);
        self.gateway.tell("THREAD_UPDATE", intent::GUILDS, &json);
        done(json)
    }

    /// Takes a channel away, as an administrator does, and tells everybody.
    pub(crate) fn remove_channel(&mut self, id: Id) {
        let Some(gone) = self.channels.remove(&id) else { return };
        let thread = gone.owner.is_some();
        let data = json!({
            "id": id.to_string(), "guild_id": self.guild.to_string(), "type": gone.kind, "name": gone.name,
            "parent_id": gone.parent.map(|p| p.to_string()), "position": 0,
        });
        self.gateway.tell(if thread { "THREAD_DELETE" } else { "CHANNEL_DELETE" }, intent::GUILDS, &data);
    }

    /// Archives or locks a thread, as Discord or a moderator does, and tells everybody.
    pub(crate) fn archive(&mut self, id: Id, locked: bool) {
        if let Some(thread) = self.channels.get_mut(&id) {
            thread.archived = true;
            thread.locked = locked;
        }
        let json = self.channel_json(id);
        self.gateway.tell("THREAD_UPDATE", intent::GUILDS, &json);
    }

    /// The direct-message channel with somebody; the same one every time.
    pub(crate) fn dm_with(&mut self, who: Id) -> Id {
        let same = self.channels.values().find(|c| c.kind == channel_type::DM && c.members.contains(&who));
        if let Some(same) = same {
            return same.id;
        }
        let id = self.open_channel(channel_type::DM, "", None);
        let bot = self.bot;
        if let Some(channel) = self.channels.get_mut(&id) {
            channel.members.extend([who, bot]);
        }
        id
    }
}
