//! Commands of coaches: what trainees have shared, and the settings of the server.

use poise::serenity_prelude as serenity;

use super::super::asked::Asked;
use super::super::limits::{SUGGESTIONS, cut};
use super::super::problem::Problem;
use super::super::wire::{Embed, Say};
use super::super::{clean, quiet, review};
use super::{Context, asked};
use crate::bout::ONE_LEVEL;
use crate::store::{Agreement, Quiet, RoleKey, Settings};

#[poise::command(slash_command)]
pub(super) async fn review(ctx: Context<'_>) -> Result<(), Problem> {
    let asked = asked(ctx);
    ctx.data().run(&asked.clone(), async move {
        let say = review::list(&asked, false, 1).await?;
        asked.answer(say).await?;
        Ok(())
    });
    Ok(())
}

#[poise::command(slash_command)]
pub(super) async fn settings(
    ctx: Context<'_>,
    coach: Option<serenity::RoleId>,
    #[autocomplete = "suggest_zone"] timezone: Option<String>,
    quiet: Option<String>,
    waiting: Option<String>,
) -> Result<(), Problem> {
    let asked = asked(ctx);
    ctx.data().run(&asked.clone(), async move {
        if let Some(role) = coach {
            name_coaches(&asked, RoleKey(role.get())).await?;
        }
        set(&asked, timezone, quiet, waiting).await?;
        let say = panel(&asked).await?;
        asked.answer(say).await?;
        Ok(())
    });
    Ok(())
}

/// Makes a role's members coaches. Who is a coach by a role alone cannot make others coaches.
async fn name_coaches(asked: &Asked, role: RoleKey) -> Result<(), Problem> {
    let Some(guild) = asked.guild else { return Err(asked.problem("settings-not-here", &[])) };
    if !asked.manages {
        return Err(asked.problem("settings-only-manage", &[]));
    }
    // The role of everybody has the id of its server: with it everybody would be a coach, so it stands for no role.
    let role = Some(role).filter(|role| role.0 != guild.0);
    asked.bot.store.set_coach_role(guild, role).await?;
    Ok(())
}

/// Takes what is said of time zone, quiet hours and clients that write again; nothing of it where one part makes no
/// sense.
async fn set(
    asked: &Asked,
    timezone: Option<String>,
    quiet: Option<String>,
    waiting: Option<String>,
) -> Result<(), Problem> {
    if timezone.is_none() && quiet.is_none() && waiting.is_none() {
        return Ok(());
    }
    if asked.guild.is_none() {
        return Err(asked.problem("settings-not-here", &[]));
    }
    let guild = review::coached(asked).await?;
    let mut settings = asked.bot.store.settings(Some(guild)).await?;
    if let Some(said) = timezone {
        let unknown = || asked.problem("settings-no-such-zone", &[("said", clean::line(&said, SAID).into())]);
        settings.timezone = quiet::zone_named(&said).ok_or_else(unknown)?;
    }
    if let Some(said) = quiet {
        let unclear = || asked.problem("settings-no-such-hours", &[("said", clean::line(&said, SAID).into())]);
        settings.quiet = quiet::read(&said).ok_or_else(unclear)?;
    }
    if let Some(said) = waiting {
        settings.waiting = said == ON_OR_OFF[0];
    }
    asked.bot.store.set_settings(guild, &settings).await?;
    Ok(())
}

/// Characters of what somebody wrote that are said back.
const SAID: usize = 60;
/// What a switch can be.
pub(super) const ON_OR_OFF: [&str; 2] = ["on", "off"];

/// Suggestions for a time zone.
async fn suggest_zone(_: Context<'_>, typed: &str) -> serenity::CreateAutocompleteResponse {
    quiet::zones_like(typed, SUGGESTIONS)
        .into_iter()
        .fold(serenity::CreateAutocompleteResponse::new(), |response, zone| {
            response.add_string_choice(cut(&zone, super::super::limits::OPTION_LABEL), zone)
        })
}

/// When clients write again that nobody answers.
fn unanswered(asked: &Asked, settings: &Settings) -> String {
    let zone = clean::line(&settings.timezone, SAID);
    if !settings.waiting {
        asked.say("settings-unanswered-off", &[("zone", zone.into())])
    } else if settings.quiet == Quiet::NEVER {
        asked.say("settings-unanswered-always", &[("zone", zone.into())])
    } else {
        let (from, to) = (quiet::shown(settings.quiet.from), quiet::shown(settings.quiet.to));
        let values = [("zone", zone.into()), ("from", from.into()), ("to", to.into())];
        asked.say("settings-unanswered-quiet", &values)
    }
}

/// Who the coaches are, when clients write again, and how often coaches agree with the machine.
async fn panel(asked: &Asked) -> Result<Say, Problem> {
    if asked.guild.is_none() {
        return Err(asked.problem("settings-not-here", &[]));
    }
    let guild = review::coached(asked).await?;
    let store = &asked.bot.store;
    let coaches = match store.coach_role(guild).await? {
        Some(role) => asked.say("settings-coaches-role", &[("role", format!("<@&{role}>").into())]),
        None => asked.say("settings-coaches-manage", &[]),
    };
    let settings = store.settings(Some(guild)).await?;
    let waiting = store.shared(guild, false, 1).await?.count;
    let Agreement { looked_at, agreed } = store.agreement(guild).await?;
    let waiting = asked.say("settings-waiting", &[("n", waiting.into())]);
    let agreement = if looked_at == 0 {
        format!("{}\n{waiting}", asked.say("settings-agreement-none", &[]))
    } else {
        let values =
            [("n", looked_at.into()), ("agreed", agreed.into()), ("percent", percent(agreed, looked_at).into())];
        format!(
            "{}\n{waiting}\n-# {}",
            asked.say("settings-agreement-figures", &values),
            asked.say("settings-agreement-rule", &[("level", ONE_LEVEL.into())]),
        )
    };
    let embed = Embed { title: asked.say("settings-title", &[]), ..Embed::default() }
        .field(asked.say("settings-coaches", &[]), coaches, false)
        .field(asked.say("settings-unanswered", &[]), unanswered(asked, &settings), false)
        .field(asked.say("settings-agreement", &[]), agreement, false);
    Ok(Say::embed(embed))
}

/// A share in whole hundredths, rounded to the nearest (halves up).
fn percent(part: u32, whole: u32) -> u64 {
    (u64::from(part) * 200 + u64::from(whole)) / (u64::from(whole) * 2).max(1)
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn a_share_is_rounded_to_the_nearest() {
        for (part, whole, share) in [(0, 1, 0), (1, 3, 33), (2, 3, 67), (1, 8, 13), (8, 8, 100), (1, 2, 50)] {
            assert_eq!(percent(part, whole), share);
        }
    }
}
