//! What Discord refuses in the form of a message, and what our own rule forbids: a send that could ping somebody.

use std::collections::BTreeSet;

use serde_json::Value;

use super::components::{check_modal, check_rows};
use super::embeds::check_embeds;
use super::routes::Refusal;
use super::world::World;

/// Where a message goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Channel,
    Webhook,
    Interaction,
}

const CONTENT: usize = 2000;
const NONCE: usize = 25;
const FLAGS: u64 = 1 << 2 | 1 << 12;
const EPHEMERAL: u64 = 1 << 6;

/// Checks the form of a message.
pub(crate) fn check_message(world: &mut World, body: &Value, form: Form) -> Result<(), Refusal> {
    let mut faults = Faults::default();
    let content = body["content"].as_str().unwrap_or_default();
    faults.most("content", content, CONTENT);
    check_embeds(&body["embeds"], &mut faults);
    check_rows(&body["components"], &mut faults);
    let allowed = if form == Form::Interaction { FLAGS | EPHEMERAL } else { FLAGS };
    if body["flags"].as_u64().unwrap_or(0) & !allowed != 0 {
        faults.add("flags", "flags that may not be set here");
    }
    if let Some(nonce) = body["nonce"].as_str() {
        faults.most("nonce", nonce, NONCE);
    }
    if body["tts"] == Value::Bool(true) {
        faults.add("tts", "reads itself aloud");
    }
    let filled = |name: &str| body[name].as_array().is_some_and(|list| !list.is_empty());
    let something = ["embeds", "components", "sticker_ids", "attachments"].into_iter().any(filled);
    if content.trim().is_empty() && !something && !body["poll"].is_object() {
        world.blame(format!("sent an empty message: {body}"));
        return Err(Refusal::EMPTY_MESSAGE);
    }
    faults.refuse(world, body)
}

/// Checks the form of a modal.
pub(crate) fn check_modal_form(world: &mut World, body: &Value) -> Result<(), Refusal> {
    let mut faults = Faults::default();
    check_modal(body, &mut faults);
    faults.refuse(world, body)
}

/// Our own rule: whatever is sent forbids every mention.
pub(crate) fn check_mentions(world: &mut World, body: &Value) {
    let allowed = &body["allowed_mentions"];
    let none = |name: &str| allowed[name].as_array().is_none_or(Vec::is_empty);
    let forbids = allowed["parse"].as_array().is_some_and(Vec::is_empty);
    if !forbids || !none("users") || !none("roles") || allowed["replied_user"] == Value::Bool(true) {
        world.blame(format!("sent something that may ping (allowed_mentions {allowed}): {body}"));
    }
}

/// What is wrong with the form of a request.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    found: Vec<(String, String)>,
    custom_ids: BTreeSet<String>,
}

impl Faults {
    pub(crate) fn add(&mut self, place: &str, fault: impl Into<String>) {
        self.found.push((place.to_owned(), fault.into()));
    }

    /// At most so many characters.
    pub(crate) fn most(&mut self, place: &str, text: &str, most: usize) {
        let length = text.chars().count();
        if length > most {
            self.add(place, format!("{length} characters, at most {most} are allowed"));
        }
    }

    /// A text that must be there, with at most so many characters.
    pub(crate) fn between(&mut self, place: &str, text: &Value, most: usize) {
        let text = text.as_str().unwrap_or_default();
        if text.trim().is_empty() {
            self.add(place, "this field is required");
        }
        self.most(place, text, most);
    }

    /// A text that may be missing, with at most so many characters.
    pub(crate) fn perhaps(&mut self, place: &str, text: &Value, most: usize) {
        self.most(place, text.as_str().unwrap_or_default(), most);
    }

    /// A custom id: there, not too long, and the only one of its kind in the message.
    pub(crate) fn custom_id(&mut self, place: &str, id: &Value) {
        self.between(place, id, 100);
        if let Some(id) = id.as_str()
            && !self.custom_ids.insert(id.to_owned())
        {
            self.add(place, "custom id used twice");
        }
    }

    pub(crate) fn refuse(self, world: &mut World, body: &Value) -> Result<(), Refusal> {
        let Some((place, fault)) = self.found.first() else { return Ok(()) };
        world.blame(format!("sent a bad form: {:?} in {body}", self.found));
        Err(Refusal::form(place, fault))
    }
}
