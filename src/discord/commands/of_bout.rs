//! Commands of the trainee in a bout: close it, a hint, go back, why, stop.

use super::super::asked::Asked;
use super::super::orders::Order;
use super::super::problem::{Fault, Problem};
use super::super::wire::Say;
use super::shown::reply_evidence;
use super::{Context, asked};
use crate::store::KeptBout;

#[poise::command(slash_command)]
pub(super) async fn end(ctx: Context<'_>) -> Result<(), Problem> {
    carry_out(ctx, Order::End { of: None });
    Ok(())
}

#[poise::command(slash_command)]
pub(super) async fn hint(ctx: Context<'_>) -> Result<(), Problem> {
    carry_out(ctx, Order::Hint);
    Ok(())
}

#[poise::command(slash_command)]
pub(super) async fn rewind(ctx: Context<'_>, #[min = 1] to: u32) -> Result<(), Problem> {
    carry_out(ctx, Order::Rewind { of: None, to });
    Ok(())
}

#[poise::command(slash_command)]
pub(super) async fn stop(ctx: Context<'_>) -> Result<(), Problem> {
    carry_out(ctx, Order::Stop);
    Ok(())
}

#[poise::command(slash_command)]
pub(super) async fn why(ctx: Context<'_>) -> Result<(), Problem> {
    let asked = asked(ctx);
    ctx.data().run(&asked.clone(), async move {
        let kept = own_bout(&asked).await?;
        let Some(last) = kept.bout.exchanges.last() else { return Err(asked.problem("discord-why-nothing", &[])) };
        let opinions = asked.bot.store.opinions(kept.id).await?;
        asked.answer(reply_evidence(&asked, last, &kept, &opinions)).await?;
        Ok(())
    });
    Ok(())
}

/// Has the desk of this channel carry out an order, in its turn among the messages; where there is no bout in this
/// channel, the desk of the person's newest one.
fn carry_out(ctx: Context<'_>, order: Order) {
    let asked = asked(ctx);
    let here = ctx.data().send_order(asked.channel, &asked, order.clone());
    ctx.data().run(&asked.clone(), async move {
        let (deferred, done) = tokio::join!(asked.defer(), here);
        deferred?;
        let done = match done.unwrap_or(Err(Problem::Ours(Fault::Stopping)))? {
            None => {
                let channel = own_bout(&asked).await?.place.channel;
                asked.bot.order(channel, &asked, order).await?
            }
            done => done,
        };
        let sentence = done.ok_or_else(|| asked.problem("discord-no-bout", &[]))?;
        asked.answer(Say::words(sentence)).await?;
        Ok(())
    });
}

/// The bout that a command is about: that of this channel, else the person's newest one in this server.
async fn own_bout(asked: &Asked) -> Result<KeptBout, Problem> {
    let store = &asked.bot.store;
    let here = store.bout_in(asked.channel).await?;
    if let Some(kept) = here {
        let own = kept.trainee == asked.trainee;
        return if own { Ok(kept) } else { Err(asked.problem("discord-not-yours", &[])) };
    }
    store.newest_of(asked.trainee, asked.guild).await?.ok_or_else(|| asked.problem("discord-no-bout", &[]))
}
