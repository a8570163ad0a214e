//! Commands that show something: the cast, the board, help, and the evidence of a reply.

use super::super::asked::Asked;
use super::super::bot::FIRST_LANGUAGE;
use super::super::buttons::Period;
use super::super::problem::Problem;
use super::super::render;
use super::super::wire::{Embed, Say};
use super::{Context, asked};
use crate::bout::Exchange;
use crate::store::{KeptBout, Opinions};

/// Milliseconds in a day.
const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// Days that a week and a month on the board go back.
const WEEK: i64 = 7;
const MONTH: i64 = 30;

#[poise::command(slash_command)]
pub(super) async fn personas(ctx: Context<'_>) -> Result<(), Problem> {
    let asked = asked(ctx);
    ctx.data().run(&asked.clone(), async move {
        let cast = &asked.bot.repertoire.cast;
        let lang = if cast.of(&asked.lang).next().is_some() { asked.lang.as_str() } else { FIRST_LANGUAGE };
        if cast.of(lang).next().is_none() {
            return Err(asked.problem("discord-no-clients", &[]));
        }
        let say = render::cast(cast.of(lang).map(AsRef::as_ref), asked.bot.messages(&asked.lang));
        asked.answer(say).await?;
        Ok(())
    });
    Ok(())
}

#[poise::command(slash_command)]
pub(super) async fn leaderboard(
    ctx: Context<'_>,
    period: Option<String>,
    #[min = 1] page: Option<u32>,
) -> Result<(), Problem> {
    let asked = asked(ctx);
    let period = period.and_then(|name| Period::named(&name)).unwrap_or(Period::Week);
    ctx.data().run(&asked.clone(), async move {
        let say = board_page(&asked, period, page.unwrap_or(1)).await?;
        asked.answer(say).await?;
        Ok(())
    });
    Ok(())
}

/// A page of this server's board.
pub(crate) async fn board_page(asked: &Asked, period: Period, page: u32) -> Result<Say, Problem> {
    let Some(guild) = asked.guild else { return Err(asked.problem("discord-board-not-here", &[])) };
    let since_ms = match period {
        Period::Week => asked.bot.clock.now_ms() - WEEK * DAY_MS,
        Period::Month => asked.bot.clock.now_ms() - MONTH * DAY_MS,
        Period::All => 0,
    };
    let board = asked.bot.store.board(guild, since_ms, page, asked.trainee).await?;
    Ok(render::board(&board, period, asked.bot.messages(&asked.lang)))
}

#[poise::command(slash_command)]
pub(super) async fn help(ctx: Context<'_>) -> Result<(), Problem> {
    let asked = asked(ctx);
    ctx.data().run(&asked.clone(), async move {
        let embed = Embed {
            title: asked.say("discord-help-title", &[]),
            description: asked.say("discord-help", &[]),
            ..Embed::default()
        };
        asked.answer(Say::embed(embed)).await?;
        Ok(())
    });
    Ok(())
}

/// The evidence of one reply.
pub(crate) fn reply_evidence(asked: &Asked, exchange: &Exchange, kept: &KeptBout, opinions: &Opinions) -> Say {
    Say::embed(render::evidence(exchange, opinions, &asked.bot.tongue(&kept.bout.setup.lang).language))
}
