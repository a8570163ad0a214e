//! A person's hand: writes, presses, chooses and submits as Discord's client lets people do it.

use std::time::Instant;

use serde_json::{Value, json};

use crate::double::{Author, Double, Id, Interaction, Message, World};

/// Somebody in the server.
#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) double: Double,
    pub(crate) id: Id,
}

/// Something done that the bot has to answer.
#[must_use]
pub(crate) struct Asked {
    double: Double,
    pub(crate) id: Id,
}

impl Person {
    /// Joins the server.
    pub(crate) fn join(double: &Double, name: &str) -> Self {
        Self { double: double.clone(), id: double.with(|w| w.join(name, false)) }
    }

    /// Writes a message.
    pub(crate) fn say(&self, channel: Id, text: &str) -> Id {
        self.send(channel, text, |_| ())
    }

    /// Writes a message with more to it than text.
    pub(crate) fn send(&self, channel: Id, text: &str, shape: impl FnOnce(&mut Message)) -> Id {
        self.double.with(|w| {
            let mut message = Message::new(w.new_id(), channel, Author::Person(self.id), text);
            shape(&mut message);
            w.post(message)
        })
    }

    /// Answers a message with Discord's own reply, which mentions its author.
    pub(crate) fn reply_to(&self, to: &Message, text: &str) -> Id {
        let mentioned = to.author.person();
        self.send(to.channel, text, |message| {
            message.kind = 19;
            message.reference = Some(to.id);
            message.mentions.extend(mentioned);
        })
    }

    /// Changes a message of one's own.
    pub(crate) fn edit(&self, message: Id, text: &str) {
        self.double.with(|w| {
            let mut changed = w.message(message).expect("a message to change").clone();
            assert_eq!(changed.author, Author::Person(self.id), "only one's own messages can be changed");
            text.clone_into(&mut changed.content);
            changed.edited = true;
            w.tell_message("MESSAGE_UPDATE", &changed);
            if let Some(channel) = w.channels.get_mut(&changed.channel) {
                channel.messages.insert(message, changed);
            }
        });
    }

    /// Takes back a message.
    pub(crate) fn delete(&self, message: Id) {
        self.double.with(|w| {
            let channel = w.message(message).expect("a message to delete").channel;
            w.remove_message(channel, message);
        });
    }

    /// Uses a slash command: `privacy delete` names a subcommand.
    pub(crate) async fn slash(&self, channel: Id, command: &str, options: &[(&str, &str)]) -> Asked {
        self.double.until("the commands to be registered", |w| (w.registrations > 0).then_some(())).await;
        self.double.until("the bot to be listening", |w| w.gateway.connected().then_some(())).await;
        let data = self.double.look(|w| command_data(w, command, options, None));
        self.ask(2, channel, None, &data)
    }

    /// Types into an option and gives the choices that are offered: what is shown, and what is sent.
    pub(crate) async fn complete(
        &self,
        channel: Id,
        command: &str,
        option: &str,
        typed: &str,
    ) -> Vec<(String, String)> {
        self.double.until("the commands to be registered", |w| (w.registrations > 0).then_some(())).await;
        self.double.until("the bot to be listening", |w| w.gateway.connected().then_some(())).await;
        let data = self.double.look(|w| command_data(w, command, &[(option, typed)], Some(option)));
        let asked = self.ask(4, channel, None, &data);
        let data = asked.acknowledged("choices").await.data;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let choices = data["choices"].as_array().into_iter().flatten();
        choices.map(|c| (text(&c["name"]), text(&c["value"]))).collect()
    }

    /// Presses the button with this label, or whose custom id contains it.
    pub(crate) fn press(&self, message: &Message, button: &str) -> Asked {
        let control = message.control(button).unwrap_or_else(|| panic!("no button {button:?} on {message:#?}"));
        assert_ne!(control["disabled"], json!(true), "the button {button:?} cannot be pressed");
        let id = control["custom_id"].as_str().expect("a button that can be pressed has an id");
        self.press_forged(message, id)
    }

    /// Presses a button that need not be there.
    pub(crate) fn press_forged(&self, message: &Message, custom_id: &str) -> Asked {
        let data = json!({ "component_type": 2, "custom_id": custom_id, "id": 2 });
        self.ask(3, message.channel, Some(message.id), &data)
    }

    /// Chooses from the menu whose custom id contains `menu`.
    pub(crate) fn choose(&self, message: &Message, menu: &str, value: &str) -> Asked {
        let control = message.control(menu).unwrap_or_else(|| panic!("no menu {menu:?} on {message:#?}"));
        let offered = control["options"].as_array().into_iter().flatten().any(|o| o["value"] == value);
        assert!(offered, "{value:?} is not offered by {control}");
        let data = json!({ "component_type": 3, "custom_id": control["custom_id"], "values": [value], "id": 2 });
        self.ask(3, message.channel, Some(message.id), &data)
    }

    /// Fills in the modal that was opened, one text for its one input, and sends it.
    pub(crate) async fn fill_in(&self, opened: &Asked, text: &str) -> Asked {
        let interaction = opened.acknowledged("a modal").await;
        let modal = &interaction.data;
        assert_eq!(interaction.callback, Some(9), "a modal was to be opened: {interaction:#?}");
        let input = &modal["components"][0]["components"][0];
        let length = text.chars().count() as u64;
        let allowed = input["min_length"].as_u64().unwrap_or(0)..=input["max_length"].as_u64().unwrap_or(4000);
        assert!(allowed.contains(&length), "the modal does not let {length} characters through");
        let data = json!({
            "custom_id": modal["custom_id"],
            "components": [{ "type": 1, "id": 1, "components": [
                { "type": 4, "id": 2, "custom_id": input["custom_id"], "value": text },
            ] }],
        });
        self.ask(5, interaction.channel, interaction.message, &data)
    }

    /// Fills in the modal that was opened, by the names of its inputs, and sends it; what is not named stays as it is.
    pub(crate) async fn fill_in_all(&self, opened: &Asked, texts: &[(&str, &str)]) -> Asked {
        let interaction = opened.acknowledged("a modal").await;
        let modal = &interaction.data;
        assert_eq!(interaction.callback, Some(9), "a modal was to be opened: {interaction:#?}");
        let inputs = modal["components"].as_array().into_iter().flatten().map(|row| &row["components"][0]);
        let rows: Vec<Value> = inputs
            .map(|input| {
                let name = input["custom_id"].as_str().unwrap_or_default();
                let there = input["value"].as_str().unwrap_or_default();
                let text = texts.iter().find(|(of, _)| *of == name).map_or(there, |(_, text)| text);
                let length = text.chars().count() as u64;
                let most = input["max_length"].as_u64().unwrap_or(4000);
                let least = input["min_length"].as_u64().unwrap_or(0).max(u64::from(input["required"] != json!(false)));
                let fits = (length <= most && length >= least) || (length == 0 && input["required"] == json!(false));
                assert!(fits, "the modal does not let {length} characters through as {name}");
                json!({ "type": 1, "id": 1, "components": [
                    { "type": 4, "id": 2, "custom_id": name, "value": text },
                ] })
            })
            .collect();
        for (name, _) in texts {
            assert!(modal.to_string().contains(&format!("\"{name}\"")), "no input {name} in {modal:#}");
        }
        let data = json!({ "custom_id": modal["custom_id"], "components": rows });
        self.ask(5, interaction.channel, interaction.message, &data)
    }

    /// Sends in a form that nobody opened.
    pub(crate) fn fill_in_forged(&self, on: &Message, custom_id: &str, texts: &[(&str, &str)]) -> Asked {
        let rows: Vec<Value> = texts
            .iter()
            .map(|(name, text)| {
                json!({ "type": 1, "id": 1, "components": [
                { "type": 4, "id": 2, "custom_id": name, "value": text },
            ] })
            })
            .collect();
        self.ask(5, on.channel, Some(on.id), &json!({ "custom_id": custom_id, "components": rows }))
    }

    /// Chooses from a menu that need not be there.
    pub(crate) fn choose_forged(&self, message: &Message, custom_id: &str, value: &str) -> Asked {
        let data = json!({ "component_type": 3, "custom_id": custom_id, "values": [value], "id": 2 });
        self.ask(3, message.channel, Some(message.id), &data)
    }

    /// May manage the server from now on.
    pub(crate) fn manages(&self) -> &Self {
        self.double.with(|w| {
            w.people.get_mut(&self.id).expect("a person").permissions |= crate::double::permission::MANAGE_GUILD;
        });
        self
    }

    fn ask(&self, kind: u8, channel: Id, message: Option<Id>, data: &Value) -> Asked {
        let id = self.double.with(|w| {
            let id = w.new_id();
            let token = format!("interaction-secret-{id}");
            let event = self.interaction_json(w, (id, &token), kind, channel, message, data);
            let interaction = Interaction {
                id,
                token,
                kind,
                channel,
                message,
                sent: Instant::now(),
                event: event.clone(),
                callback: None,
                data: Value::Null,
                original: None,
                further: Vec::new(),
            };
            w.interactions.insert(id, interaction);
            w.gateway.tell("INTERACTION_CREATE", 0, &event);
            id
        });
        Asked { double: self.double.clone(), id }
    }

    fn interaction_json(
        &self,
        world: &World,
        (id, token): (Id, &str),
        kind: u8,
        channel: Id,
        message: Option<Id>,
        data: &Value,
    ) -> Value {
        let place = world.channels.get(&channel).expect("a channel to act in");
        let direct = place.kind == 1;
        let mut json = json!({
            "id": id.to_string(), "application_id": world.application.to_string(), "type": kind, "version": 1,
            "token": token, "data": data, "channel_id": channel.to_string(), "channel": world.channel_json(channel),
            "app_permissions": (if direct { u64::MAX >> 14 } else { world.permissions }).to_string(),
            "locale": "en-US", "entitlements": [], "attachment_size_limit": 10_485_760,
            "context": i32::from(direct),
            "authorizing_integration_owners": { "0": if direct { "0".to_owned() } else { world.guild.to_string() } },
        });
        if direct {
            json["user"] = world.user_json(self.id);
        } else {
            json["channel"]["permissions"] = json!("0");
            json["guild_id"] = json!(world.guild.to_string());
            json["guild_locale"] = json!("en-US");
            json["guild"] = json!({ "id": world.guild.to_string(), "locale": "en-US", "features": [] });
            json["member"] = world.full_member_json(self.id);
            let may = world.people.get(&self.id).map_or(0, |p| p.permissions);
            json["member"]["permissions"] = json!(may.to_string());
        }
        if let Some(message) = message.and_then(|m| world.message(m)) {
            json["message"] = world.message_json(message, true);
        }
        json
    }
}

impl Asked {
    /// Has the event delivered once more.
    pub(crate) fn deliver_again(&self) {
        self.double.with(|w| {
            let event = w.interactions[&self.id].event.clone();
            w.gateway.tell("INTERACTION_CREATE", 0, &event);
        });
    }

    /// Waits for the acknowledgement.
    pub(crate) async fn acknowledged(&self, what: &str) -> Interaction {
        let found = |w: &World| w.interactions.get(&self.id).filter(|i| i.callback.is_some()).cloned();
        self.double.until(&format!("an acknowledgement ({what})"), found).await
    }

    /// Waits for the message that answers.
    pub(crate) async fn answer(&self) -> Message {
        self.double
            .until("an answer to a command or button", |w| {
                let original = w.interactions.get(&self.id)?.original?;
                w.message(original).cloned()
            })
            .await
    }

    /// Waits for the message that answers to say this; nobody else may see it.
    pub(crate) async fn quietly_says(&self, words: &str) -> Message {
        let said = self
            .double
            .until(&format!("an answer with {words:?}"), |w| {
                let original = w.interactions.get(&self.id)?.original?;
                w.message(original).filter(|m| m.text().contains(words)).cloned()
            })
            .await;
        assert!(said.ephemeral(), "everybody sees {said:#?}");
        said
    }

    /// Waits for the message that answers, which nobody else may see.
    pub(crate) async fn quiet_answer(&self) -> Message {
        let answer = self.answer().await;
        assert!(answer.ephemeral(), "everybody sees {answer:#?}");
        answer
    }
}

/// The data of a command, checked against what the bot registered, as Discord's client would.
fn command_data(world: &World, command: &str, options: &[(&str, &str)], focused: Option<&str>) -> Value {
    let mut words = command.split(' ');
    let name = words.next().unwrap_or_default();
    let entry = world.commands.iter().find(|c| c["name"] == name);
    let entry = entry.unwrap_or_else(|| panic!("/{name} is not registered: {:#?}", world.commands));
    let mut inner = entry;
    for word in words {
        let inside = inner["options"].as_array().into_iter().flatten().find(|o| o["name"] == word);
        inner = inside.unwrap_or_else(|| panic!("/{command} is not registered: {entry:#}"));
    }
    let declared = inner["options"].as_array().map(Vec::as_slice).unwrap_or_default();
    let filled: Vec<Value> = options
        .iter()
        .map(|(option, value)| {
            let declaration = declared.iter().find(|o| o["name"] == *option);
            let declaration = declaration.unwrap_or_else(|| panic!("/{command} has no option {option}: {inner:#}"));
            filled_in(declaration, value, focused == Some(option))
        })
        .collect();
    if focused.is_none() {
        for option in declared.iter().filter(|o| o["required"] == json!(true)) {
            assert!(options.iter().any(|(name, _)| option["name"] == *name), "/{command} needs {}", option["name"]);
        }
    }
    let mut data = json!({ "id": entry["id"], "name": name, "type": 1 });
    for (option, value) in options {
        // What an id stands for comes along with it.
        if declared.iter().any(|o| o["name"] == *option && o["type"] == 8) {
            let role = World::role_json(value.parse().expect("a role's id"), "Coaches", 0);
            data["resolved"] = json!({ "roles": { *value: role } });
        }
    }
    data["options"] = if let Some((_, sub)) = command.split_once(' ') {
        json!([{ "name": sub, "type": 1, "options": filled }])
    } else {
        json!(filled)
    };
    data
}

fn filled_in(declaration: &Value, value: &str, focused: bool) -> Value {
    let kind = declaration["type"].as_u64().unwrap_or(0);
    let value = match kind {
        4 => json!(value.parse::<i64>().expect("a number for a number")),
        5 => json!(value == "true"),
        _ => json!(value),
    };
    if let Some(choices) = declaration["choices"].as_array().filter(|c| !c.is_empty()) {
        assert!(choices.iter().any(|c| c["value"] == value), "{value} is not among {choices:#?}");
    }
    let mut option = json!({ "name": declaration["name"], "type": kind, "value": value });
    if focused {
        assert_eq!(declaration["autocomplete"], json!(true), "this option offers no choices while one types");
        option["focused"] = json!(true);
    }
    option
}
