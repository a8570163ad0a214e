//! A button was pressed, a menu used, a form sent in.

use std::sync::Arc;

use poise::serenity_prelude as serenity;

use super::asked::Asked;
use super::bot::{Bot, chance};
use super::buttons::Button;
use super::commands::board_page;
use super::forms::{Draft, WORDS};
use super::mailbox::Job;
use super::orders::{Done, Order};
use super::practice::{Wish, practise};
use super::problem::{Fault, Problem};
use super::wire::{Modal, Part, Row, Say};
use super::{disagree, limits, render, review};
use crate::store::{BoutId, KeptBout, MessageKey, TraineeId};

/// Answers a button or menu.
pub(crate) fn component(bot: &Arc<Bot>, from: &serenity::ComponentInteraction) {
    let is_quiet = |flags: serenity::MessageFlags| flags.contains(serenity::MessageFlags::EPHEMERAL);
    let mut asked = Asked::of_component(bot, from);
    asked.on_quiet = from.message.flags.is_some_and(is_quiet);
    let asked = Arc::new(asked);
    let button = Button::read(&from.data.custom_id);
    let chosen = match &from.data.kind {
        serenity::ComponentInteractionDataKind::StringSelect { values } => values.first().cloned(),
        _ => None,
    };
    let picked = chosen.clone();
    // Only these buttons stand on a message that has kept what was written into a form.
    let draft = match &button {
        Some(Button::DifferMend(..) | Button::SetMend(..)) => Draft::of_message(&from.message),
        _ => Draft::default(),
    };
    // What changes a bout takes its turn among the messages of the channel at once.
    let order = match &button {
        Some(Button::Again(of)) => Some((*of, Order::Again { of: *of, seed: chance() })),
        Some(Button::From(of)) => {
            chosen.and_then(|value| value.parse().ok()).map(|to| (*of, Order::Rewind { of: Some(*of), to }))
        }
        Some(Button::End(of)) => Some((*of, Order::End { of: Some(*of) })),
        _ => None,
    };
    match order {
        Some((of, order)) => {
            let here = bot.send_order(asked.channel, &asked, order.clone());
            bot.run(&asked.clone(), ordered(asked, of, order, here));
        }
        None => bot.run(&asked.clone(), pressed(asked, button, picked, draft)),
    }
}

/// Answers a form.
pub(crate) fn form(bot: &Arc<Bot>, from: &serenity::ModalInteraction) {
    let asked = Arc::new(Asked::of_modal(bot, from));
    let button = Button::read(&from.data.custom_id);
    let draft = Draft::of_form(&from.data);
    bot.run(&asked.clone(), said(asked, button, draft));
}

async fn pressed(
    asked: Arc<Asked>,
    button: Option<Button>,
    picked: Option<String>,
    draft: Draft,
) -> Result<(), Problem> {
    let Some(button) = button else { return Err(asked.problem("discord-button-unknown", &[])) };
    match button {
        Button::Evidence(of) => {
            let kept = own(&asked, of).await?;
            let opinions = asked.bot.store.opinions(of).await?;
            let language = &asked.bot.tongue(&kept.bout.setup.lang).language;
            asked.answer(Say::embed(render::evidence_of_all(&kept.bout, &opinions, language))).await?;
            Ok(())
        }
        Button::Reply(of) => {
            let kept = own_open(&asked, of).await?;
            open_form(&asked, &kept).await
        }
        Button::KeepOn(of) => {
            let kept = own_open(&asked, of).await?;
            let place = format!("<#{}>", kept.place.channel);
            let say = Say::words(asked.say("discord-kept-on", &[("place", place.into())])).with_rows(Vec::new());
            asked.update(say).await?;
            Ok(())
        }
        Button::Practise(persona) => practise(asked, Wish { persona: Some(persona), ..Wish::default() }).await,
        Button::Forget(trainee) => forget(asked, trainee).await,
        Button::Keep(trainee) => {
            check_person(&asked, trainee)?;
            asked.update(Say::words(asked.say("discord-forget-kept", &[])).with_rows(Vec::new())).await?;
            Ok(())
        }
        Button::Board(period, page) => {
            let say = board_page(&asked, period, page).await?;
            asked.update(say).await?;
            Ok(())
        }
        Button::Differ(of) => disagree::ask(&asked, of).await,
        Button::DifferPage(of, page) => disagree::turn(&asked, of, page).await,
        Button::DifferOn(of) => disagree::choose(&asked, of, picked.as_deref()).await,
        Button::TakeBack(of) => disagree::take_back(&asked, of, picked.as_deref()).await,
        Button::DifferMend(of, n) => disagree::mend(&asked, (of, n), draft).await,
        Button::Review(looked_at, page) => {
            let say = review::list(&asked, looked_at, page).await?;
            // Nothing stays of what stood above the card before.
            asked.show(Say { content: Some(String::new()), ..say }).await?;
            Ok(())
        }
        Button::ReviewOn(_) => review::choose(&asked, picked.as_deref()).await,
        Button::Confirm(of, n) => review::confirm(&asked, (of, n)).await,
        Button::SetMarks(of, n) => review::open(&asked, (of, n), None).await,
        Button::SetMend(of, n) => review::open(&asked, (of, n), Some(draft)).await,
        // A form's name on a button, or a menu without a choice: nobody was ever sent such a thing.
        Button::Said(_)
        | Button::DifferSaid(..)
        | Button::SetSaid(..)
        | Button::Again(_)
        | Button::From(_)
        | Button::End(_) => Err(asked.problem("discord-button-unknown", &[])),
    }
}

/// Answers a button whose order was sent to the desk of the channel where it was pressed. The bout may be held
/// elsewhere: then the order goes on to the desk there.
async fn ordered(
    asked: Arc<Asked>,
    of: BoutId,
    order: Order,
    here: tokio::sync::oneshot::Receiver<Done>,
) -> Result<(), Problem> {
    let (deferred, done) = tokio::join!(asked.defer(), here);
    deferred?;
    let done = match done.unwrap_or(Err(Problem::Ours(Fault::Stopping)))? {
        None => {
            let channel = own(&asked, of).await?.place.channel;
            asked.bot.order(channel, &asked, order).await?
        }
        done => done,
    };
    let sentence = done.ok_or_else(|| asked.problem("discord-bout-gone", &[]))?;
    let sentence = if sentence.is_empty() { asked.say("discord-begun-here", &[]) } else { sentence };
    asked.answer(Say::words(sentence)).await?;
    Ok(())
}

async fn open_form(asked: &Asked, kept: &KeptBout) -> Result<(), Problem> {
    let messages = asked.bot.messages(&asked.lang);
    let persona = asked.bot.repertoire.of(&kept.bout.setup)?.1;
    let name = super::clean::name(&persona.file.name, limits::MODAL_TITLE);
    let modal = Modal {
        custom_id: Button::Said(kept.id).to_string(),
        title: limits::cut(&messages.say("discord-form-title", &[("name", name.into())]), limits::MODAL_TITLE),
        components: vec![Row::of(Part::text_input(WORDS, &messages.plain("discord-form-label")))],
    };
    asked.open(modal).await?;
    Ok(())
}

/// A form that was sent in.
async fn said(asked: Arc<Asked>, button: Option<Button>, draft: Draft) -> Result<(), Problem> {
    match button {
        Some(Button::Said(of)) => reply(asked, of, draft.words).await,
        Some(Button::DifferSaid(of, n)) => disagree::said(&asked, (of, n), draft).await,
        Some(Button::SetSaid(of, n)) => review::set(&asked, (of, n), draft).await,
        _ => Err(asked.problem("discord-button-unknown", &[])),
    }
}

/// A reply that came through the form: shown for the trainee, then handled like any other.
async fn reply(asked: Arc<Asked>, of: BoutId, text: String) -> Result<(), Problem> {
    let kept = own_open(&asked, of).await?;
    let channel = kept.place.channel;
    let messages = asked.bot.messages(&kept.bout.setup.lang);
    if render::is_stop(&text, messages) {
        asked.defer().await?;
        let done = asked.bot.order(channel, &asked, Order::Stop).await?;
        let sentence = done.ok_or_else(|| asked.problem("discord-bout-gone", &[]))?;
        asked.answer(Say::words(sentence)).await?;
        return Ok(());
    }
    if super::clean::plain(&text, limits::MODAL_TEXT).is_empty() {
        return Err(asked.problem("discord-only-words", &[]));
    }
    asked.answer_openly(render::said_through_form(&asked.name, &text)).await?;
    // The interaction's id is as unique and as ordered as a message's, so it stands for the message.
    let message = MessageKey(asked.id.get());
    asked.bot.order(channel, &asked, Order::Said { bout: of, message, text }).await.map(drop)
}

async fn forget(asked: Arc<Asked>, trainee: TraineeId) -> Result<(), Problem> {
    check_person(&asked, trainee)?;
    asked.take_note().await?;
    let channels = asked.bot.store.forget(trainee).await?;
    for channel in channels {
        asked.bot.post(channel, Job::Forget);
    }
    asked.replace(Say::words(asked.say("discord-forgotten", &[])).with_rows(Vec::new())).await?;
    Ok(())
}

fn check_person(asked: &Asked, trainee: TraineeId) -> Result<(), Problem> {
    if asked.trainee == trainee { Ok(()) } else { Err(asked.problem("discord-not-yours", &[])) }
}

/// The bout that a button names, where it is the bout of the one who pressed it.
pub(super) async fn own(asked: &Asked, of: BoutId) -> Result<KeptBout, Problem> {
    let kept = asked.bot.store.bout(of).await?.ok_or_else(|| asked.problem("discord-bout-gone", &[]))?;
    if kept.trainee == asked.trainee { Ok(kept) } else { Err(asked.problem("discord-not-yours", &[])) }
}

async fn own_open(asked: &Asked, of: BoutId) -> Result<KeptBout, Problem> {
    let kept = own(asked, of).await?;
    if kept.bout.ending.is_none() { Ok(kept) } else { Err(asked.problem("discord-bout-over", &[])) }
}
