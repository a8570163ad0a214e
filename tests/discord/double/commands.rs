//! Discord's rules for slash commands.

use std::collections::BTreeSet;

use serde_json::Value;

use super::limits::Faults;
use super::routes::Refusal;
use super::world::World;

const OPTIONS: usize = 25;
const DESCRIPTION: usize = 100;
const NAME: usize = 32;

impl World {
    /// Checks what is to be registered.
    pub(crate) fn check_commands(&mut self, commands: &[Value]) -> Result<(), Refusal> {
        let mut faults = Faults::default();
        unique(commands, "commands", &mut faults);
        for command in commands {
            check(command, &mut faults);
        }
        faults.refuse(self, &Value::Array(commands.to_vec()))
    }
}

fn check(entry: &Value, faults: &mut Faults) {
    let name = entry["name"].as_str().unwrap_or_default();
    let fits = |c: char| c.is_alphanumeric() || "-_'".contains(c);
    if name.is_empty() || name.chars().count() > NAME || !name.chars().all(fits) || name != name.to_lowercase() {
        faults.add("command.name", format!("{name:?} is no name for a command or option"));
    }
    faults.between("command.description", &entry["description"], DESCRIPTION);
    let options = entry["options"].as_array().map(Vec::as_slice).unwrap_or_default();
    if options.len() > OPTIONS {
        faults.add("command.options", "more than 25 options");
    }
    unique(options, "command.options", faults);
    let required: Vec<bool> = options.iter().map(|o| o["required"] == Value::Bool(true)).collect();
    if required.windows(2).any(|pair| matches!(pair, [false, true])) {
        faults.add("command.options", "required options come first");
    }
    let choices = entry["choices"].as_array().map(Vec::as_slice).unwrap_or_default();
    if choices.len() > OPTIONS || (!choices.is_empty() && entry["autocomplete"] == Value::Bool(true)) {
        faults.add("option.choices", "at most 25, and none with autocomplete");
    }
    for choice in choices {
        faults.between("choice.name", &choice["name"], DESCRIPTION);
        faults.perhaps("choice.value", &choice["value"], DESCRIPTION);
    }
    for option in options {
        check(option, faults);
    }
}

fn unique(entries: &[Value], place: &str, faults: &mut Faults) {
    let mut names = BTreeSet::new();
    if !entries.iter().all(|entry| names.insert(entry["name"].to_string())) {
        faults.add(place, "a name used twice");
    }
}
