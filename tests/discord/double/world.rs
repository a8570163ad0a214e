//! The world behind the stand-in: one server, its channels and people, and everything that happened.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use serde_json::{Value, json};

use super::faults::{Fault, Sends};
use super::gateway::Gateway;
use super::interactions::Interaction;
use super::messages::Message;
use super::webhooks::Webhook;

/// A snowflake.
pub(crate) type Id = u64;

/// Bits of Discord's permissions.
pub(crate) mod permission {
    pub(crate) const VIEW_CHANNEL: u64 = 1 << 10;
    pub(crate) const SEND_MESSAGES: u64 = 1 << 11;
    pub(crate) const EMBED_LINKS: u64 = 1 << 14;
    pub(crate) const READ_HISTORY: u64 = 1 << 16;
    pub(crate) const MANAGE_GUILD: u64 = 1 << 5;
    pub(crate) const MANAGE_WEBHOOKS: u64 = 1 << 29;
    pub(crate) const MANAGE_THREADS: u64 = 1 << 34;
    pub(crate) const CREATE_PRIVATE_THREADS: u64 = 1 << 36;
    pub(crate) const SEND_IN_THREADS: u64 = 1 << 38;
    /// What the bot is invited with.
    pub(crate) const INVITED: u64 = VIEW_CHANNEL
        | SEND_MESSAGES
        | EMBED_LINKS
        | READ_HISTORY
        | MANAGE_WEBHOOKS
        | CREATE_PRIVATE_THREADS
        | SEND_IN_THREADS;
}

/// Channel types.
pub(crate) mod channel_type {
    pub(crate) const TEXT: u8 = 0;
    pub(crate) const DM: u8 = 1;
    pub(crate) const PRIVATE_THREAD: u8 = 12;
}

/// Somebody.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) id: Id,
    pub(crate) username: String,
    pub(crate) global_name: Option<String>,
    pub(crate) nick: Option<String>,
    pub(crate) bot: bool,
    /// Roles beside that of the team.
    pub(crate) roles: BTreeSet<Id>,
    /// What they may do, as interactions tell it.
    pub(crate) permissions: u64,
}

/// A channel, a thread or a direct-message channel.
#[derive(Debug, Clone)]
pub(crate) struct Channel {
    pub(crate) id: Id,
    pub(crate) kind: u8,
    pub(crate) name: String,
    /// The channel that a thread hangs on.
    pub(crate) parent: Option<Id>,
    /// Who is in a thread or in direct messages.
    pub(crate) members: BTreeSet<Id>,
    pub(crate) owner: Option<Id>,
    pub(crate) archived: bool,
    pub(crate) locked: bool,
    pub(crate) invitable: bool,
    pub(crate) auto_archive: u64,
    pub(crate) messages: BTreeMap<Id, Message>,
}

/// The first characters of a text.
fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

/// A request that the bot made, and how it was answered.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) method: String,
    /// Path without the version, with what stood after the question mark.
    pub(crate) path: String,
    pub(crate) body: Value,
    /// 0 while it is not answered.
    pub(crate) status: u16,
}

/// Everything there is.
pub(crate) struct World {
    last_id: Id,
    pub(crate) token: String,
    pub(crate) bot: Id,
    pub(crate) application: Id,
    pub(crate) guild: Id,
    /// The text channel in which practice takes place.
    pub(crate) lobby: Id,
    pub(crate) people: BTreeMap<Id, Person>,
    pub(crate) channels: BTreeMap<Id, Channel>,
    pub(crate) webhooks: BTreeMap<Id, Webhook>,
    pub(crate) interactions: BTreeMap<Id, Interaction>,
    pub(crate) commands: Vec<Value>,
    /// How often the commands were registered.
    pub(crate) registrations: usize,
    pub(crate) gateway: Gateway,
    pub(crate) faults: Vec<Fault>,
    /// Recent sends of each webhook and channel, where Discord's limits on them hold.
    pub(crate) sends: Option<Sends>,
    pub(crate) asked: Vec<Asked>,
    /// What the bot did that Discord would not let pass, or that our own rules forbid.
    pub(crate) violations: Vec<String>,
    /// What the bot may do in the server.
    pub(crate) permissions: u64,
    pub(crate) dms_closed: BTreeSet<Id>,
    /// Whether the application may read the content of messages.
    pub(crate) content_granted: bool,
}

impl World {
    /// A server with one text channel, the bot and nobody else.
    pub(crate) fn usual() -> Self {
        let mut world = Self {
            last_id: 0,
            token: "MTE5.test-token-of-nobody.c2VjcmV0LXNlY3JldC1zZWNyZXQ".to_owned(),
            bot: 0,
            application: 0,
            guild: 0,
            lobby: 0,
            people: BTreeMap::new(),
            channels: BTreeMap::new(),
            webhooks: BTreeMap::new(),
            interactions: BTreeMap::new(),
            commands: Vec::new(),
            registrations: 0,
            gateway: Gateway::default(),
            faults: Vec::new(),
            sends: None,
            asked: Vec::new(),
            violations: Vec::new(),
            permissions: permission::INVITED,
            dms_closed: BTreeSet::new(),
            content_granted: true,
        };
        world.application = world.new_id();
        world.guild = world.new_id();
        world.bot = world.join("sparring", true);
        world.lobby = world.open_channel(channel_type::TEXT, "practice", None);
        world
    }

    /// An id that was never given before, later than all others.
    pub(crate) fn new_id(&mut self) -> Id {
        const DISCORD_EPOCH_MS: u64 = 1_420_070_400_000;
        #[expect(clippy::disallowed_methods, reason = "ids of Discord tell the real time, and the bot may read it")]
        let now = jiff::Timestamp::now().as_millisecond().unsigned_abs();
        self.last_id = ((now - DISCORD_EPOCH_MS) << 22).max(self.last_id + 1);
        self.last_id
    }

    /// Lets somebody join the server.
    pub(crate) fn join(&mut self, username: &str, bot: bool) -> Id {
        let id = self.new_id();
        let person = Person {
            id,
            username: username.to_owned(),
            global_name: None,
            nick: None,
            bot,
            roles: BTreeSet::new(),
            permissions: 0,
        };
        self.people.insert(id, person);
        id
    }

    /// Makes a channel.
    pub(crate) fn open_channel(&mut self, kind: u8, name: &str, parent: Option<Id>) -> Id {
        let id = self.new_id();
        let channel = Channel {
            id,
            kind,
            name: name.to_owned(),
            parent,
            members: BTreeSet::new(),
            owner: None,
            archived: false,
            locked: false,
            invitable: true,
            auto_archive: 1440,
            messages: BTreeMap::new(),
        };
        self.channels.insert(id, channel);
        id
    }

    /// A message, wherever it is.
    pub(crate) fn message(&self, id: Id) -> Option<&Message> {
        self.channels.values().find_map(|c| c.messages.get(&id))
    }

    /// Notes a fault of the bot.
    pub(crate) fn blame(&mut self, fault: impl Into<String>) {
        self.violations.push(cut(&fault.into(), 600));
    }

    /// What the bot may do, as one number; everything in direct messages.
    pub(crate) fn may(&self, channel: Id, wanted: u64) -> bool {
        let direct = self.channels.get(&channel).is_some_and(|c| c.kind == channel_type::DM);
        direct || self.permissions & wanted == wanted
    }

    /// The last requests, for the message of a failed test.
    pub(crate) fn story(&self) -> String {
        let mut story = String::from("the bot asked last:\n");
        for asked in self.asked.iter().rev().take(25).rev() {
            let body = cut(&asked.body.to_string(), 300);
            let _ = writeln!(story, "  {} {} {} {body}", asked.status, asked.method, asked.path);
        }
        let _ = write!(story, "gateway: {:?}\nviolations: {:#?}", self.gateway, self.violations);
        story
    }

    /// Somebody, as JSON.
    pub(crate) fn user_json(&self, id: Id) -> Value {
        let Some(person) = self.people.get(&id) else { return Value::Null };
        let mut user = json!({
            "id": person.id.to_string(), "username": person.username, "discriminator": "0",
            "global_name": person.global_name, "avatar": null, "public_flags": 0,
        });
        if person.bot {
            user["bot"] = json!(true);
        }
        user
    }

    /// A member of the server without the user in it.
    pub(crate) fn member_json(&self, id: Id) -> Value {
        let role = if id == self.bot { self.bot_role() } else { self.team_role() };
        let own = self.people.get(&id).into_iter().flat_map(|p| &p.roles);
        let roles: Vec<String> = std::iter::once(&role).chain(own).map(ToString::to_string).collect();
        json!({
            "nick": self.people.get(&id).and_then(|p| p.nick.clone()), "avatar": null, "banner": null,
            "roles": roles, "joined_at": "2026-01-01T00:00:00+00:00", "premium_since": null,
            "deaf": false, "mute": false, "flags": 0, "pending": false, "communication_disabled_until": null,
        })
    }

    /// A member of the server with the user in it.
    pub(crate) fn full_member_json(&self, id: Id) -> Value {
        let mut member = self.member_json(id);
        member["user"] = self.user_json(id);
        member
    }

    /// A channel, as JSON.
    pub(crate) fn channel_json(&self, id: Id) -> Value {
        let Some(channel) = self.channels.get(&id) else { return Value::Null };
        let last = channel.messages.keys().next_back().map(ToString::to_string);
        let mut json = json!({
            "id": id.to_string(), "type": channel.kind, "last_message_id": last, "flags": 0,
        });
        if channel.kind == channel_type::DM {
            let others = channel.members.iter().filter(|m| **m != self.bot);
            json["recipients"] = others.map(|m| self.user_json(*m)).collect();
            return json;
        }
        json["guild_id"] = json!(self.guild.to_string());
        json["name"] = json!(channel.name);
        json["parent_id"] = json!(channel.parent.map(|p| p.to_string()));
        json["rate_limit_per_user"] = json!(0);
        if let Some(owner) = channel.owner {
            json["owner_id"] = json!(owner.to_string());
            json["message_count"] = json!(channel.messages.len());
            json["total_message_sent"] = json!(channel.messages.len());
            json["member_count"] = json!(channel.members.len());
            json["thread_metadata"] = json!({
                "archived": channel.archived, "locked": channel.locked, "invitable": channel.invitable,
                "auto_archive_duration": channel.auto_archive, "archive_timestamp": "2026-01-01T00:00:00+00:00",
                "create_timestamp": "2026-01-01T00:00:00+00:00",
            });
        } else {
            json["position"] = json!(0);
            json["nsfw"] = json!(false);
            json["topic"] = Value::Null;
            json["permission_overwrites"] = json!([]);
        }
        json
    }

    /// A role, as JSON.
    pub(crate) fn role_json(id: Id, name: &str, permissions: u64) -> Value {
        json!({
            "id": id.to_string(), "name": name, "color": 0, "hoist": false, "position": 0, "managed": false,
            "colors": { "primary_color": 0, "secondary_color": null, "tertiary_color": null },
            "mentionable": false, "permissions": permissions.to_string(), "icon": null, "unicode_emoji": null,
            "flags": 0,
        })
    }

    /// The server as `GUILD_CREATE` tells it.
    pub(crate) fn guild_json(&self) -> Value {
        let role = Self::role_json;
        let of = |thread: bool| -> Vec<Value> {
            let here = self.channels.values().filter(|c| c.kind != channel_type::DM && c.owner.is_some() == thread);
            here.filter(|c| !c.archived).map(|c| self.channel_json(c.id)).collect()
        };
        let mut guild = json!({
            "id": self.guild.to_string(), "name": "A team", "icon": null, "splash": null, "discovery_splash": null,
            "owner_id": "1", "afk_channel_id": null, "afk_timeout": 300, "widget_enabled": false,
            "verification_level": 0, "default_message_notifications": 1, "explicit_content_filter": 0,
            "roles": [role(self.guild, "@everyone", 0), role(self.bot_role(), "Sparring", self.permissions),
                role(self.team_role(), "Team", permission::INVITED)],
            "emojis": [], "features": [], "mfa_level": 0, "application_id": null, "system_channel_id": null,
            "system_channel_flags": 0, "rules_channel_id": null, "vanity_url_code": null, "description": null,
            "banner": null, "premium_tier": 0, "premium_subscription_count": 0, "preferred_locale": "en-US",
        });
        let present = json!({
            "public_updates_channel_id": null, "nsfw_level": 0, "stickers": [], "premium_progress_bar_enabled": false,
            "safety_alerts_channel_id": null, "joined_at": "2026-01-01T00:00:00+00:00", "large": false,
            "unavailable": false, "member_count": self.people.len(), "voice_states": [],
            "members": [self.full_member_json(self.bot)], "channels": of(false), "threads": of(true),
            "presences": [], "stage_instances": [], "guild_scheduled_events": [], "soundboard_sounds": [],
        });
        if let (Value::Object(guild), Value::Object(present)) = (&mut guild, present) {
            guild.extend(present);
        }
        guild
    }

    fn bot_role(&self) -> Id {
        self.guild + 1
    }

    fn team_role(&self) -> Id {
        self.guild + 2
    }
}
