//! A coach's word reaches the trainee: a line where the bout was held, and a place on the scorecard.
//!
//! It is kept before it is told, and told until that is known to have arrived or can never arrive: after each word of
//! a coach, and after each start.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use poise::serenity_prelude as serenity;
use serenity::http::{LightMethod, Route};
use tokio::time::sleep;

use super::bot::Bot;
use super::limits::cut;
use super::problem::Fault;
use super::rest::{RestError, channel_id};
use super::wire::Say;
use super::{clean, places, render};
use crate::card::{Card, marks_as_bars};
use crate::language::Language;
use crate::store::{CoachMark, KeptBout};

/// The first pause before what could not be told is tried again, and the longest; each is twice the one before.
const FIRST_PAUSE: Duration = Duration::from_secs(2);
const LONGEST_PAUSE: Duration = Duration::from_mins(1);
/// Characters of a word on the scorecard.
const ON_CARD: usize = 160;
/// Characters of a word in a line of its own.
const IN_LINE: usize = 1500;

/// What a coach says of a reply, in at most so many characters.
pub(crate) fn in_words(said: &CoachMark, language: &Language, most: usize) -> String {
    let messages = &language.messages;
    let coach = match said.coach {
        Some(coach) => messages.say("coach-who", &[("who", format!("<@{coach}>").into())]),
        None => messages.plain("coach-nobody"),
    };
    let bars = marks_as_bars(said.machine, language);
    let marks = said.own.in_order().into_iter().zip(&bars).filter_map(|(own, bar)| {
        let values = [("label", (&bar.label).into()), ("own", own?.into()), ("machine", bar.mark.into())];
        Some(messages.say("review-view-mark", &values))
    });
    let marks = marks.collect::<Vec<_>>().join(", ");
    let mut words = if marks.is_empty() {
        messages.say("coach-confirms", &[("coach", coach.into())])
    } else {
        messages.say("coach-sets", &[("coach", coach.into()), ("marks", marks.into())])
    };
    if !said.note.is_empty() {
        words.push('\n');
        words.push_str(&messages.say("coach-note", &[("note", clean::shown(&said.note).into())]));
    }
    cut(&words, most)
}

/// The same in one line, with the number of the reply: for the scorecard.
pub(crate) fn on_card(said: &CoachMark, language: &Language) -> String {
    let words = in_words(said, language, ON_CARD).replace('\n', " ");
    language.messages.say("coach-on-reply", &[("n", said.exchange.into()), ("words", words.into())])
}

/// Tells trainees what coaches have said of their replies, where they do not know it yet.
pub(crate) async fn tell_trainees(bot: Arc<Bot>) {
    bot.to_tell.store(true, Ordering::Release);
    // One task at a time, so that nobody is told twice. Whoever tells already looks again before and after it leaves.
    while bot.to_tell.load(Ordering::Acquire) {
        let Ok(_turn) = bot.telling.try_acquire() else { return };
        let mut pause = FIRST_PAUSE;
        bot.to_tell.store(false, Ordering::Release);
        while !tell_all(&bot).await {
            tokio::select! {
                () = sleep(pause) => {}
                () = bot.stopping.cancelled() => return,
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }
}

/// Tells all that is untold, once; whether nothing is left to be tried again.
async fn tell_all(bot: &Arc<Bot>) -> bool {
    let untold = match bot.store.untold().await {
        Ok(untold) => untold,
        Err(fault) => {
            tracing::error!(%fault, "what coaches said cannot be read");
            return false;
        }
    };
    let mut done = true;
    for said in untold {
        if bot.stopping.is_cancelled() {
            return true;
        }
        if let Err(fault) = tell(bot, &said).await {
            tracing::warn!(bout = said.bout.0, %fault, "a trainee could not be told yet what a coach said");
            done = false;
        } else if let Err(fault) = bot.store.told(said.id).await {
            tracing::error!(bout = said.bout.0, %fault, "that a trainee was told could not be noted");
            done = false;
        }
    }
    done
}

async fn tell(bot: &Arc<Bot>, said: &CoachMark) -> Result<(), Fault> {
    // A bout that was forgotten in between took the word with it.
    let Some(kept) = bot.store.bout(said.bout).await? else { return Ok(()) };
    let language = &bot.tongue(&kept.bout.setup.lang).language;
    let words = in_words(said, language, IN_LINE);
    let told = language.messages.say("coach-told", &[("n", said.exchange.into()), ("words", words.into())]);
    let say = Say::words(told).once(cut(&format!("k{:x}-{:x}", said.given_ms, said.id.0), 25));
    match bot.rest.post(kept.place.channel.0, &say).await {
        Ok(_) => show_on_card(bot, &kept, language).await,
        Err(fault) if fault.may_pass() => return Err(fault.into()),
        // The thread is gone, closed, or the bot may not speak in it any more.
        Err(_) => elsewhere(bot, &kept, &say).await?,
    }
    Ok(())
}

/// Tells it by direct message, where the thread of the bout is gone. Who cannot be told there either finds it in
/// their own export.
async fn elsewhere(bot: &Arc<Bot>, kept: &KeptBout, say: &Say) -> Result<(), RestError> {
    let told = match places::direct_channel(bot, kept.trainee).await {
        Ok(channel) => bot.rest.post(channel.0, say).await.map(drop),
        Err(fault) => Err(fault),
    };
    match told {
        Err(fault) if fault.may_pass() => Err(fault),
        Err(fault) => {
            tracing::info!(bout = kept.id.0, %fault, "a trainee cannot be told what a coach said");
            Ok(())
        }
        Ok(()) => Ok(()),
    }
}

/// Puts what coaches say onto the scorecard that stands in the channel. Nothing depends on it: `/why` and the evidence
/// show it as well.
async fn show_on_card(bot: &Arc<Bot>, kept: &KeptBout, language: &Language) {
    let Some((card, channel_id)) = kept.card.zip(channel_id(kept.place.channel.0)) else { return };
    let Some(message_id) = std::num::NonZeroU64::new(card.0).map(serenity::MessageId::from) else { return };
    let opinions = match bot.store.opinions(kept.id).await {
        Ok(opinions) => opinions,
        Err(fault) => return tracing::error!(bout = kept.id.0, %fault, "opinions cannot be read"),
    };
    // A persona that is no longer in the cast leaves its old card as it is.
    let Ok(scorecard) = kept.bout.scorecard(&bot.repertoire) else { return };
    let say = render::card(&Card::of(&scorecard, language), kept, &opinions, language);
    let route = Route::ChannelMessage { channel_id, message_id };
    if let Err(fault) = bot.rest.tell(LightMethod::Patch, route, Some(&say)).await {
        tracing::info!(bout = kept.id.0, %fault, "a scorecard could not be brought up to date");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bout::{Four, Repertoire};
    use crate::discord::limits;
    use crate::marks::Marks;
    use crate::store::{BoutId, CoachMarkId, TraineeId};

    #[test]
    fn a_word_is_told_with_its_marks_and_keeps_to_its_length() {
        let repertoire = Repertoire::languages_only().unwrap();
        let language = &repertoire.tongue("en").unwrap().language;
        let said = CoachMark {
            id: CoachMarkId(1),
            bout: BoutId(1),
            exchange: 2,
            coach: Some(TraineeId(7)),
            own: Four::default(),
            note: String::new(),
            machine: Marks { empathy: 40, listening: 50, triggers: 100, overall: 44 },
            marking: 1,
            agrees: true,
            given_ms: 1,
        };
        assert_eq!(in_words(&said, language, limits::CONTENT), "A coach (<@7>) agrees with these marks.");
        let own = Four { empathy: Some(60), overall: Some(55), ..Four::default() };
        let set = CoachMark { coach: None, own, note: "Hear *first*.".to_owned(), ..said };
        assert_eq!(
            in_words(&set, language, limits::CONTENT),
            "A coach would give: Empathy 60 (the machine: 40), Overall 55 (the machine: 44).\n“Hear \\*first\\*.”"
        );
        let long = CoachMark { note: "*".repeat(1000), ..set };
        assert!(in_words(&long, language, IN_LINE).chars().count() <= IN_LINE);
        assert!(on_card(&long, language).chars().count() <= ON_CARD + 20 && !on_card(&long, language).contains('\n'));
    }
}
