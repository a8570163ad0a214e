//! `/privacy`: everything about a person, as one file; or gone for good, after a question.

use serde_json::json;

use super::super::buttons::Button;
use super::super::problem::Problem;
use super::super::wire::{Look, Part, Row, Say};
use super::{Context, asked};

#[poise::command(slash_command, subcommands("export", "delete"), subcommand_required)]
pub(super) async fn privacy(_ctx: Context<'_>) -> Result<(), Problem> {
    Ok(())
}

/// Bytes that a message carries as a file, with some room for what stands around it.
const MOST_BYTES: usize = 9_500_000;

#[poise::command(slash_command)]
async fn export(ctx: Context<'_>) -> Result<(), Problem> {
    let asked = asked(ctx);
    ctx.data().run(&asked.clone(), async move {
        asked.defer().await?;
        let everything = asked.bot.store.everything_of(asked.trainee).await?;
        let file = json!({ "note": asked.say("export-file-note", &[]), "everything": everything });
        let bytes = format!("{file:#}\n").into_bytes();
        if bytes.len() > MOST_BYTES {
            return Err(asked.problem("export-too-large", &[]));
        }
        let say = Say::words(asked.say("export-done", &[]));
        asked.answer_with_file(&say, &format!("sparring-{}.json", asked.trainee), bytes).await?;
        Ok(())
    });
    Ok(())
}

#[poise::command(slash_command)]
async fn delete(ctx: Context<'_>) -> Result<(), Problem> {
    let asked = asked(ctx);
    ctx.data().run(&asked.clone(), async move {
        let button = |look, key: &str, button: Button| Part::button(look, &asked.say(key, &[]), button.to_string());
        let row = Row::buttons([
            button(Look::Danger, "discord-button-forget", Button::Forget(asked.trainee)),
            button(Look::Secondary, "discord-button-keep", Button::Keep(asked.trainee)),
        ]);
        asked.answer(Say::words(asked.say("discord-forget-ask", &[])).with_rows(vec![row])).await?;
        Ok(())
    });
    Ok(())
}
