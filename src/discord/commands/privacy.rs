//! `/privacy delete`: everything about a person, gone for good, after a question.

use super::super::buttons::Button;
use super::super::problem::Problem;
use super::super::wire::{Look, Part, Row, Say};
use super::{Context, asked};

#[poise::command(slash_command, subcommands("delete"), subcommand_required)]
pub(super) async fn privacy(_ctx: Context<'_>) -> Result<(), Problem> {
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
