//! "I see it differently": a trainee's word on the marks of a reply, kept beside them and shared with the coaches.
//!
//! From the scorecard to a menu of the replies, from there to a form; every step is looked up and checked anew, since
//! anybody can forge what a button is called.

use super::asked::Asked;
use super::buttons::Button;
use super::forms::{Draft, Form, words};
use super::limits::{self, cut};
use super::pressed::own;
use super::problem::Problem;
use super::wire::{Choice, Look, Part, Row, Say};
use super::{clean, render};
use crate::bout::{Exchange, Four, MOST_WORDS, View};
use crate::card::{Bar, marks_as_bars};
use crate::store::{BoutId, KeptBout, StoreError};

/// Answers the button on the scorecard.
pub(crate) async fn ask(asked: &Asked, of: BoutId) -> Result<(), Problem> {
    let kept = own_ended(asked, of).await?;
    let say = page(asked, &kept, 1, None).await?;
    asked.answer(say).await?;
    Ok(())
}

/// Turns to another page of replies.
pub(crate) async fn turn(asked: &Asked, of: BoutId, to: u32) -> Result<(), Problem> {
    let kept = own_ended(asked, of).await?;
    let say = page(asked, &kept, to, None).await?;
    asked.show(say).await?;
    Ok(())
}

/// Opens the form about a reply that was chosen from the menu; with what was said of it before.
pub(crate) async fn choose(asked: &Asked, of: BoutId, chosen: Option<&str>) -> Result<(), Problem> {
    let kept = own_ended(asked, of).await?;
    let exchange = reply_of(asked, &kept, chosen.and_then(|n| n.parse().ok()))?;
    let said = asked.bot.store.opinions(of).await?;
    let draft = said.of_trainee(exchange.n).map(|said| Draft {
        words: said.reason.clone(),
        marks: said.views.in_order().map(|view| view.map(View::written).unwrap_or_default()),
    });
    open(asked, &kept, exchange, draft.unwrap_or_default()).await
}

/// Opens the form again with what was written.
pub(crate) async fn mend(asked: &Asked, (of, n): (BoutId, u32), draft: Draft) -> Result<(), Problem> {
    let kept = own_ended(asked, of).await?;
    open(asked, &kept, reply_of(asked, &kept, Some(n))?, draft).await
}

/// Takes back what was said of a reply.
pub(crate) async fn take_back(asked: &Asked, of: BoutId, chosen: Option<&str>) -> Result<(), Problem> {
    let kept = own_ended(asked, of).await?;
    let n = reply_of(asked, &kept, chosen.and_then(|n| n.parse().ok()))?.n;
    asked.hold().await?;
    let taken = asked.bot.store.take_back(of, n, asked.bot.clock.now_ms()).await?;
    let key = if taken { "disagree-taken-back" } else { "disagree-none-to-take-back" };
    let first = asked.say(key, &[("n", n.into())]);
    let say = page(asked, &kept, page_with(&kept, n), Some(first)).await?;
    asked.show(say).await?;
    Ok(())
}

/// Keeps what the form brought.
pub(crate) async fn said(asked: &Asked, (of, n): (BoutId, u32), draft: Draft) -> Result<(), Problem> {
    let kept = own_ended(asked, of).await?;
    let exchange = reply_of(asked, &kept, Some(n))?;
    let bars = bars(asked, exchange);
    let wrong = match (words(&draft.words), draft.four(View::read)) {
        (None, _) => asked.say("form-too-long", &[("most", MOST_WORDS.into())]),
        (_, Err(bad)) => asked.say("form-bad-views", &[("what", draft.named(&bad, &bars).into())]),
        (Some(reason), Ok(_)) if reason.is_empty() => asked.say("disagree-no-reason", &[]),
        (Some(reason), Ok(views)) => return keep(asked, &kept, n, views, &reason).await,
    };
    let say = draft.kept(&wrong, &Button::DifferMend(of, n), asked.bot.messages(&asked.lang), &bars);
    asked.answer(say).await?;
    Ok(())
}

async fn keep(asked: &Asked, kept: &KeptBout, n: u32, views: Four<View>, reason: &str) -> Result<(), Problem> {
    asked.defer().await?;
    match asked.bot.store.disagree(kept.id, n, views, reason, asked.bot.clock.now_ms()).await {
        Err(StoreError::NoSuchBout(_)) => return Err(asked.problem("discord-bout-gone", &[])),
        kept => kept?,
    }
    let place = format!("<#{}>", kept.place.channel);
    let key = if kept.place.guild.is_some() { "disagree-kept" } else { "disagree-kept-alone" };
    asked.tell(key, &[("n", n.into()), ("place", place.into())]).await?;
    Ok(())
}

async fn open(asked: &Asked, kept: &KeptBout, exchange: &Exchange, draft: Draft) -> Result<(), Problem> {
    let messages = asked.bot.messages(&asked.lang);
    let label = if kept.place.guild.is_some() { "disagree-form-reason" } else { "disagree-form-reason-alone" };
    let form = Form {
        button: Button::DifferSaid(kept.id, exchange.n),
        title: messages.say("disagree-form-title", &[("n", exchange.n.into())]),
        words: (asked.say(label, &[]), messages.plain("disagree-form-reason-example"), true),
        mark: messages.plain("disagree-form-mark-example"),
        marks_first: false,
        bars: &bars(asked, exchange),
        draft,
    };
    asked.open(form.modal(messages)).await?;
    Ok(())
}

/// A page of the menu of replies, from 1, under what comes `first`.
async fn page(asked: &Asked, kept: &KeptBout, to: u32, first: Option<String>) -> Result<Say, Problem> {
    let said = asked.bot.store.opinions(kept.id).await?;
    let shown = kept.place.guild.is_some();
    let mut lines: Vec<String> = first.into_iter().collect();
    lines.push(asked.say(if shown { "disagree-ask" } else { "disagree-ask-alone" }, &[]));
    let pages: Vec<&[Exchange]> = kept.bout.exchanges.chunks(limits::OPTIONS).collect();
    let count = u32::try_from(pages.len()).unwrap_or(u32::MAX).max(1);
    let to = to.clamp(1, count);
    let replies = usize::try_from(to - 1).ok().and_then(|at| pages.get(at)).copied().unwrap_or_default();
    let option = |exchange: &Exchange, key: &str| {
        let marks = exchange.marks;
        let values = [
            ("n", exchange.n.into()),
            ("empathy", marks.empathy.into()),
            ("listening", marks.listening.into()),
            ("triggers", marks.triggers.into()),
            ("overall", marks.overall.into()),
        ];
        Choice {
            label: cut(&asked.say(key, &values), limits::OPTION_LABEL),
            value: exchange.n.to_string(),
            description: clean::plain(&exchange.reply, limits::OPTION_LABEL),
        }
    };
    let is_said = |exchange: &&Exchange| said.of_trainee(exchange.n).is_some();
    let all = replies.iter().map(|e| {
        let key = if is_said(&e) { "disagree-option-said" } else { "disagree-option" };
        option(e, key)
    });
    let menu =
        |button: Button, key: &str, options| Row::of(Part::menu(button.to_string(), &asked.say(key, &[]), options));
    let mut rows = vec![menu(Button::DifferOn(kept.id), "disagree-menu", all.collect())];
    let back: Vec<Choice> = replies.iter().filter(is_said).map(|e| option(e, "disagree-option-back")).collect();
    if !back.is_empty() {
        rows.push(menu(Button::TakeBack(kept.id), "disagree-menu-back", back));
    }
    let turn = |to, key: &str| {
        Part::button(Look::Secondary, &asked.say(key, &[]), Button::DifferPage(kept.id, to).to_string())
    };
    rows.extend(render::turns(
        (to > 1).then(|| turn(to - 1, "disagree-button-earlier")),
        (to < count).then(|| turn(to + 1, "disagree-button-later")),
    ));
    Ok(Say::words(lines.join("\n")).with_rows(rows))
}

/// The page on which a reply stands.
fn page_with(kept: &KeptBout, n: u32) -> u32 {
    let at = kept.bout.exchanges.iter().position(|e| e.n == n).unwrap_or_default();
    u32::try_from(at / limits::OPTIONS + 1).unwrap_or(1)
}

/// The bout that a button names, where it is an ended one of the person who pressed it, with a reply in it.
async fn own_ended(asked: &Asked, of: BoutId) -> Result<KeptBout, Problem> {
    let kept = own(asked, of).await?;
    let why_not = if kept.stopped {
        "disagree-stopped"
    } else if kept.bout.ending.is_none() {
        "disagree-not-yet"
    } else if kept.bout.exchanges.is_empty() {
        "disagree-no-replies"
    } else {
        return Ok(kept);
    };
    Err(asked.problem(why_not, &[]))
}

fn reply_of<'a>(asked: &Asked, kept: &'a KeptBout, n: Option<u32>) -> Result<&'a Exchange, Problem> {
    let found = n.and_then(|n| kept.bout.exchanges.iter().find(|e| e.n == n));
    found.ok_or_else(|| asked.problem("disagree-no-such-reply", &[]))
}

/// The machine's marks of a reply, in the person's language.
fn bars(asked: &Asked, exchange: &Exchange) -> [Bar; 4] {
    marks_as_bars(exchange.marks, &asked.bot.tongue(&asked.lang).language)
}
