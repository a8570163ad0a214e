//! A button was pressed, a menu used, a form sent in.

use std::sync::Arc;

use poise::serenity_prelude as serenity;

use super::asked::Asked;
use super::bot::{Bot, chance};
use super::buttons::Button;
use super::commands::board_page;
use super::mailbox::Job;
use super::orders::{Done, Order};
use super::practice::{Wish, practise};
use super::problem::{Fault, Problem};
use super::wire::{Modal, Part, Row, Say};
use super::{limits, render};
use crate::store::{BoutId, KeptBout, MessageKey, TraineeId};

/// The one field of the form.
const FIELD: &str = "words";

/// Answers a button or menu.
pub(crate) fn component(bot: &Arc<Bot>, from: &serenity::ComponentInteraction) {
    let asked = Arc::new(Asked::of_component(bot, from));
    let button = Button::read(&from.data.custom_id);
    let chosen = match &from.data.kind {
        serenity::ComponentInteractionDataKind::StringSelect { values } => values.first().cloned(),
        _ => None,
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
        None => bot.run(&asked.clone(), pressed(asked, button)),
    }
}

/// Answers a form.
pub(crate) fn form(bot: &Arc<Bot>, from: &serenity::ModalInteraction) {
    let asked = Arc::new(Asked::of_modal(bot, from));
    let button = Button::read(&from.data.custom_id);
    let text = from.data.components.iter().flat_map(|row| &row.components).find_map(|part| match part {
        serenity::ActionRowComponent::InputText(input) if input.custom_id == FIELD => input.value.clone(),
        _ => None,
    });
    bot.run(&asked.clone(), said(asked, button, text.unwrap_or_default()));
}

async fn pressed(asked: Arc<Asked>, button: Option<Button>) -> Result<(), Problem> {
    let Some(button) = button else { return Err(asked.problem("discord-button-unknown", &[])) };
    match button {
        Button::Evidence(of) => {
            let kept = own(&asked, of).await?;
            let language = &asked.bot.tongue(&kept.bout.setup.lang).language;
            asked.answer(Say::embed(render::evidence_of_all(&kept.bout, language))).await?;
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
        // A form's name on a button, or a menu without a choice: nobody was ever sent such a thing.
        Button::Said(_) | Button::Again(_) | Button::From(_) | Button::End(_) => {
            Err(asked.problem("discord-button-unknown", &[]))
        }
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
        components: vec![Row::of(Part::text_input(FIELD, &messages.plain("discord-form-label")))],
    };
    asked.open(modal).await?;
    Ok(())
}

/// A reply that came through the form: shown for the trainee, then handled like any other.
async fn said(asked: Arc<Asked>, button: Option<Button>, text: String) -> Result<(), Problem> {
    let Some(Button::Said(of)) = button else { return Err(asked.problem("discord-button-unknown", &[])) };
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
async fn own(asked: &Asked, of: BoutId) -> Result<KeptBout, Problem> {
    let kept = asked.bot.store.bout(of).await?.ok_or_else(|| asked.problem("discord-bout-gone", &[]))?;
    if kept.trainee == asked.trainee { Ok(kept) } else { Err(asked.problem("discord-not-yours", &[])) }
}

async fn own_open(asked: &Asked, of: BoutId) -> Result<KeptBout, Problem> {
    let kept = own(asked, of).await?;
    if kept.bout.ending.is_none() { Ok(kept) } else { Err(asked.problem("discord-bout-over", &[])) }
}
