//! Discord's limits on buttons, menus and modals.

use std::collections::BTreeSet;

use serde_json::Value;

use super::limits::Faults;

const ROWS: usize = 5;
const BUTTONS: usize = 5;
const LABEL: usize = 80;
const OPTIONS: usize = 25;
const OPTION_TEXT: usize = 100;
const PLACEHOLDER: usize = 150;
const MODAL_TITLE: usize = 45;
const TEXT_LABEL: usize = 45;
const TEXT_VALUE: usize = 4000;

const ACTION_ROW: u64 = 1;
const BUTTON: u64 = 2;
const STRING_SELECT: u64 = 3;
const TEXT_INPUT: u64 = 4;

/// Checks the rows of a message.
pub(crate) fn check_rows(rows: &Value, faults: &mut Faults) {
    let Some(rows) = rows.as_array() else { return };
    if rows.len() > ROWS {
        faults.add("components", "more than 5 rows");
    }
    for row in rows {
        let inside = inside_of(row, faults);
        let buttons = inside.iter().filter(|c| c["type"] == BUTTON).count();
        if inside.is_empty() || buttons > BUTTONS || (buttons < inside.len() && inside.len() > 1) {
            faults.add("components", "a row holds 1 to 5 buttons or one menu");
        }
        for control in inside {
            match control["type"].as_u64() {
                Some(BUTTON) => check_button(control, faults),
                Some(STRING_SELECT) => check_menu(control, faults),
                other => faults.add("components", format!("a component of type {other:?} in a message")),
            }
        }
    }
}

fn inside_of<'a>(row: &'a Value, faults: &mut Faults) -> &'a [Value] {
    if row["type"] != ACTION_ROW {
        faults.add("components", "only rows may stand at the top");
    }
    row["components"].as_array().map(Vec::as_slice).unwrap_or_default()
}

fn check_button(button: &Value, faults: &mut Faults) {
    faults.perhaps("button.label", &button["label"], LABEL);
    if button["label"].as_str().is_none_or(str::is_empty) && !button["emoji"].is_object() {
        faults.add("button.label", "a button needs a label or an emoji");
    }
    match button["style"].as_u64() {
        Some(1..=4) => {
            faults.custom_id("button.custom_id", &button["custom_id"]);
            if button["url"].is_string() {
                faults.add("button.url", "only a link has one");
            }
        }
        Some(5) if button["url"].is_string() && button["custom_id"].is_null() => {}
        _ => faults.add("button.style", "not a style, or a link without its URL"),
    }
}

fn check_menu(menu: &Value, faults: &mut Faults) {
    faults.custom_id("menu.custom_id", &menu["custom_id"]);
    faults.perhaps("menu.placeholder", &menu["placeholder"], PLACEHOLDER);
    let options = menu["options"].as_array().map(Vec::as_slice).unwrap_or_default();
    if options.is_empty() || options.len() > OPTIONS {
        faults.add("menu.options", "a menu has 1 to 25 options");
    }
    let mut values = BTreeSet::new();
    for option in options {
        faults.between("menu.option.label", &option["label"], OPTION_TEXT);
        faults.between("menu.option.value", &option["value"], OPTION_TEXT);
        faults.perhaps("menu.option.description", &option["description"], OPTION_TEXT);
        if !values.insert(option["value"].to_string()) {
            faults.add("menu.option.value", "value used twice");
        }
    }
    let number = |name: &str, otherwise| menu[name].as_u64().unwrap_or(otherwise);
    let (least, most) = (number("min_values", 1), number("max_values", 1));
    if least > most || most == 0 || most > options.len() as u64 {
        faults.add("menu.max_values", "more values than options");
    }
}

/// Checks a modal.
pub(crate) fn check_modal(modal: &Value, faults: &mut Faults) {
    faults.between("modal.title", &modal["title"], MODAL_TITLE);
    faults.between("modal.custom_id", &modal["custom_id"], 100);
    let rows = modal["components"].as_array().map(Vec::as_slice).unwrap_or_default();
    if rows.is_empty() || rows.len() > ROWS {
        faults.add("modal.components", "a modal has 1 to 5 rows");
    }
    for row in rows {
        let [input] = inside_of(row, faults) else {
            faults.add("modal.components", "a row of a modal holds one text input");
            continue;
        };
        if input["type"] != TEXT_INPUT || !matches!(input["style"].as_u64(), Some(1 | 2)) {
            faults.add("modal.components", "not a text input with a style");
        }
        faults.custom_id("input.custom_id", &input["custom_id"]);
        faults.between("input.label", &input["label"], TEXT_LABEL);
        faults.perhaps("input.placeholder", &input["placeholder"], OPTION_TEXT);
        faults.perhaps("input.value", &input["value"], TEXT_VALUE);
        let within = |name: &str, least: u64| {
            input[name].is_null() || input[name].as_u64().is_some_and(|n| (least..=4000).contains(&n))
        };
        if !within("min_length", 0) || !within("max_length", 1) {
            faults.add("input.length", "a length out of range");
        }
    }
}
