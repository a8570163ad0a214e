//! The slash commands: what they are called comes from the language data, what they do from elsewhere.

#![expect(clippy::unused_async, reason = "the command framework asks for async functions; here, nothing waits")]

mod coach;
mod of_bout;
mod practice;
mod privacy;
mod shown;

use std::borrow::Cow;
use std::sync::Arc;

use poise::serenity_prelude as serenity;
use serde_json::{Value, json};

use super::asked::Asked;
use super::bot::{Bot, FIRST_LANGUAGE};
use super::buttons::Period;
use super::practice::Where;
use super::problem::{Fault, Problem};
use crate::bout::Repertoire;
use crate::client::Difficulty;
use crate::language::Messages;

pub(crate) use shown::board_page;

/// What a command is given.
type Context<'a> = poise::ApplicationContext<'a, Arc<Bot>, Problem>;
type Command = poise::Command<Arc<Bot>, Problem>;

/// Who asks, for a command.
fn asked(ctx: Context<'_>) -> Arc<Asked> {
    Arc::new(Asked::of_command(ctx.data(), ctx.interaction))
}

/// Every command.
pub(crate) fn all() -> Vec<Command> {
    vec![
        practice::practice(),
        of_bout::end(),
        of_bout::hint(),
        of_bout::rewind(),
        of_bout::why(),
        of_bout::stop(),
        shown::personas(),
        shown::leaderboard(),
        shown::help(),
        privacy::privacy(),
        coach::review(),
        coach::settings(),
    ]
}

/// Tells a person that a command failed, and the log why. Nothing of ours is shown.
pub(crate) async fn on_error(error: poise::FrameworkError<'_, Arc<Bot>, Problem>) {
    let problem = match error {
        poise::FrameworkError::Command { error, ctx, .. } => Some((error, ctx)),
        // The payload of a panic may quote a reply; the place of the panic stands in the log already.
        poise::FrameworkError::CommandPanic { ctx, .. } => {
            Some((Problem::Ours(Fault::Form("a command panicked".to_owned())), ctx))
        }
        poise::FrameworkError::ArgumentParse { ctx, .. } => {
            Some((Problem::Ours(Fault::Form("an argument of unknown form".to_owned())), ctx))
        }
        poise::FrameworkError::CommandStructureMismatch { description, ctx, .. } => {
            Some((Problem::Ours(Fault::Form(description.to_owned())), poise::Context::Application(ctx)))
        }
        poise::FrameworkError::UnknownInteraction { .. } => {
            tracing::warn!("a command that is not known; the list of commands is renewed at every start");
            None
        }
        _ => {
            tracing::warn!("the command framework reported a fault");
            None
        }
    };
    if let Some((problem, poise::Context::Application(ctx))) = problem {
        let asked = asked(ctx);
        asked.bot.run(&asked, async move { Err(problem) });
    }
}

/// The commands as Discord is to know them, in every language there is.
pub(crate) fn registration(commands: &[Command], repertoire: &Repertoire) -> Vec<Value> {
    let languages: Vec<(&str, &Messages)> = repertoire
        .tongues
        .iter()
        .filter_map(|(code, tongue)| Some((locale(code)?, &tongue.language.messages)))
        .collect();
    let first = repertoire.tongue(FIRST_LANGUAGE).map(|tongue| &tongue.language.messages);
    let mut all: Vec<Value> = commands
        .iter()
        .filter_map(poise::Command::create_as_slash_command)
        .filter_map(|command| serde_json::to_value(command).ok())
        .collect();
    for command in &mut all {
        prune(command);
        name(command, "command", first, &languages);
        command["type"] = json!(1);
        command["contexts"] = json!([0, 1]);
        command["integration_types"] = json!([0]);
    }
    all
}

/// Leaves out what says nothing: the framework writes down every field there is, and Discord knows each only where it
/// has a meaning.
fn prune(entry: &mut Value) {
    let Some(fields) = entry.as_object_mut() else { return };
    fields.retain(|_, value| match value {
        Value::Null | Value::Bool(false) => false,
        Value::Array(list) => !list.is_empty(),
        Value::Object(map) => !map.is_empty(),
        _ => true,
    });
    // The framework's own limit is what fits into the number's type.
    fields.remove("max_value");
    // Every number asked for is counted from 1; the framework writes it as 1.0, where Discord wants an integer.
    if let Some(least) = fields.get_mut("min_value") {
        *least = json!(1);
    }
    for option in fields.get_mut("options").and_then(Value::as_array_mut).into_iter().flatten() {
        prune(option);
    }
}

/// Fills in a command's or option's words, and those of all below it. `path` is the key of the words above.
fn name(entry: &mut Value, path: &str, first: Option<&Messages>, languages: &[(&str, &Messages)]) {
    let Some(own) = entry["name"].as_str() else { return };
    let key = format!("{path}-{own}");
    if let Some(first) = first {
        entry["description"] = json!(super::limits::cut(&first.plain(&key), 100));
    }
    let others = |key: &str| -> serde_json::Map<String, Value> {
        let has = languages.iter().filter(|(code, messages)| *code != "en-GB" && messages.has(key));
        has.map(|(code, messages)| ((*code).to_owned(), json!(messages.plain(key)))).collect()
    };
    let (names, descriptions) = (others(&format!("{key}-name")), others(&key));
    for (field, values) in [("name_localizations", names), ("description_localizations", descriptions)] {
        if values.is_empty() {
            drop(entry.as_object_mut().and_then(|entry| entry.remove(field)));
        } else {
            entry[field] = Value::Object(values);
        }
    }
    if let Some(values) = choices(&key) {
        let choice = |value: &&str| {
            let label = format!("choice-{value}");
            let mut choice = json!({
                "name": first.map_or_else(|| (*value).to_owned(), |first| first.plain(&label)),
                "value": value,
            });
            let labels = others(&label);
            if !labels.is_empty() {
                choice["name_localizations"] = Value::Object(labels);
            }
            choice
        };
        entry["choices"] = values.iter().map(choice).collect();
    }
    if let Some(options) = entry.get_mut("options").and_then(Value::as_array_mut) {
        for option in options {
            name(option, &key, first, languages);
        }
    }
}

/// The values that an option takes, where it takes a choice.
fn choices(key: &str) -> Option<Vec<&'static str>> {
    match key {
        "command-practice-difficulty" => {
            Some([Difficulty::Gentle, Difficulty::Normal, Difficulty::Hard].map(Difficulty::name).to_vec())
        }
        "command-practice-where" => Some(Where::EVERY.map(Where::name).to_vec()),
        "command-settings-waiting" => Some(coach::ON_OR_OFF.to_vec()),
        "command-leaderboard-period" => Some(Period::EVERY.map(Period::name).to_vec()),
        _ => None,
    }
}

/// Discord's name for a language; `None` where it has none.
fn locale(code: &str) -> Option<&'static str> {
    const SAME: [&str; 27] = [
        "bg", "cs", "da", "de", "el", "fi", "fr", "hi", "hr", "hu", "id", "it", "ja", "ko", "lt", "nl", "no", "pl",
        "ro", "ru", "th", "tr", "uk", "vi", "zh-CN", "zh-TW", "es-419",
    ];
    match code {
        "en" => Some("en-GB"),
        "es" => Some("es-ES"),
        "pt" => Some("pt-BR"),
        "sv" => Some("sv-SE"),
        _ => SAME.into_iter().find(|same| *same == code),
    }
}

/// A command's description until the language data fills it in; Discord takes no empty one.
pub(crate) fn described(mut commands: Vec<Command>) -> Vec<Command> {
    fn describe(command: &mut Command) {
        command.description = Some(Cow::Borrowed("-"));
        for parameter in &mut command.parameters {
            parameter.description = Some(Cow::Borrowed("-"));
        }
        command.subcommands.iter_mut().for_each(describe);
    }
    commands.iter_mut().for_each(describe);
    commands
}

/// Suggestions for a client: names only, never the type.
async fn suggest_client(ctx: Context<'_>, typed: &str) -> serenity::CreateAutocompleteResponse {
    let bot = ctx.data();
    let lang = bot.lang_for(&ctx.interaction.locale);
    let cast = &bot.repertoire.cast;
    let lang = if cast.of(&lang).next().is_some() { lang.as_str() } else { FIRST_LANGUAGE };
    let typed = typed.trim().to_lowercase();
    cast.of(lang)
        .map(|persona| (super::clean::plain(&persona.file.name, super::limits::OPTION_LABEL), &persona.file.id))
        .filter(|(name, _)| name.to_lowercase().contains(&typed))
        .take(super::limits::SUGGESTIONS)
        .fold(serenity::CreateAutocompleteResponse::new(), |response, (name, id)| {
            response.add_string_choice(name, id.clone())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What Discord asks of a command or option.
    fn check(entry: &Value, depth: usize) {
        let name = entry["name"].as_str().unwrap();
        assert!(!name.is_empty() && name.len() <= 32 && name == name.to_lowercase(), "{name}");
        let description = entry["description"].as_str().unwrap();
        let said = description.chars().count() > 3 && description.chars().count() <= 100;
        assert!(said && !description.starts_with("command-"), "{name}: {description}");
        for choice in entry["choices"].as_array().into_iter().flatten() {
            assert!(!choice["name"].as_str().unwrap().starts_with("choice-"), "{choice}");
        }
        assert!(depth < 3);
        for option in entry["options"].as_array().into_iter().flatten() {
            check(option, depth + 1);
        }
    }

    #[test]
    fn every_command_has_its_words() {
        let repertoire = Repertoire::built_in().unwrap();
        let commands = registration(&described(all()), &repertoire);
        let names: Vec<&str> = commands.iter().map(|c| c["name"].as_str().unwrap()).collect();
        assert_eq!(
            names,
            [
                "practice",
                "end",
                "hint",
                "rewind",
                "why",
                "stop",
                "personas",
                "leaderboard",
                "help",
                "privacy",
                "review",
                "settings"
            ]
        );
        for command in &commands {
            check(command, 0);
        }
        let difficulty = &commands[0]["options"][1];
        assert_eq!(difficulty["choices"][2]["value"], "hard");
        assert_eq!(difficulty["type"], 3);
        assert_eq!(commands[0]["options"][0]["autocomplete"], true);
        assert_eq!(commands[3]["options"][0]["required"], true);
        assert_eq!(commands[3]["options"][0]["type"], 4);
    }
}
