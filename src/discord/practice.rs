//! Beginning a bout: which client, where, and what to do when that is not possible.

use std::sync::Arc;

use super::asked::Asked;
use super::bot::{FIRST_LANGUAGE, chance};
use super::orders::Order;
use super::problem::Problem;
use super::rest::RestError;
use super::{places, render};
use crate::bout::Bout;
use crate::client::Difficulty;
use crate::persona::Persona;
use crate::store::{MessageKey, Place, Voice};

/// Where a bout is to be held.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Where {
    /// A private thread of this channel.
    #[default]
    Thread,
    /// Direct messages.
    Dm,
}

impl Where {
    /// Both of them.
    pub(crate) const EVERY: [Self; 2] = [Self::Thread, Self::Dm];

    /// The name in arguments.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Thread => "thread",
            Self::Dm => "dm",
        }
    }
}

/// What was asked for.
#[derive(Debug, Default)]
pub(crate) struct Wish {
    /// Id or name of a client; without one, one is proposed.
    pub(crate) persona: Option<String>,
    pub(crate) difficulty: Difficulty,
    pub(crate) place: Where,
}

/// Begins a bout as wished and says where it is, or explains why not.
pub(crate) async fn practise(asked: Arc<Asked>, wish: Wish) -> Result<(), Problem> {
    let bout = open(&asked, &wish).await?;
    if asked.guild.is_none() || wish.place == Where::Dm {
        return by_message(&asked, bout).await;
    }
    let here = asked.bot.store.bout_in(asked.channel).await?.filter(|kept| kept.trainee == asked.trainee);
    match here {
        Some(open) if open.bout.ending.is_none() => {
            asked.answer(render::open_already(asked.bot.messages(&asked.lang), &open)).await?;
            Ok(())
        }
        // A thread in which this trainee has practised serves again.
        Some(_) => {
            asked.defer().await?;
            let done = asked.bot.order(asked.channel, &asked, Order::Anew { bout: Box::new(bout) }).await?;
            done.ok_or_else(|| asked.problem("discord-bout-gone", &[]))?;
            asked.tell("discord-begun-here", &[]).await?;
            Ok(())
        }
        None => in_thread(&asked, bout).await,
    }
}

async fn in_thread(asked: &Arc<Asked>, bout: Bout) -> Result<(), Problem> {
    places::check(asked)?;
    asked.defer().await?;
    let (lang, name) = (bout.setup.lang.clone(), client_name(asked, &bout)?);
    let (place, voice) = places::thread(asked, &name, &lang).await?;
    if let Err(problem) = begin(asked, bout, place, voice).await {
        places::remove(&asked.bot, place.channel).await;
        return Err(problem);
    }
    let thread = format!("<#{}>", place.channel);
    asked.tell("discord-begun-thread", &[("name", name.into()), ("thread", thread.into())]).await?;
    Ok(())
}

async fn by_message(asked: &Arc<Asked>, bout: Bout) -> Result<(), Problem> {
    asked.defer().await?;
    let name = client_name(asked, &bout)?;
    let channel = if asked.guild.is_none() {
        asked.channel
    } else {
        let made = places::direct_channel(&asked.bot, asked.trainee).await;
        made.map_err(|fault| places::refused(asked, fault))?
    };
    if let Some(open) = asked.bot.store.bout_in(channel).await?.filter(|kept| kept.bout.ending.is_none()) {
        asked.answer(render::open_already(asked.bot.messages(&asked.lang), &open)).await?;
        return Ok(());
    }
    begin(asked, bout, Place { guild: None, channel, parent: None, home: asked.guild }, Voice::Bot).await?;
    asked.tell("discord-begun-dm", &[("name", name.into())]).await?;
    Ok(())
}

/// Tells the setting, then hands the bout to the desk of the place, which lets the client speak.
async fn begin(asked: &Arc<Asked>, bout: Bout, place: Place, voice: Voice) -> Result<(), Problem> {
    let write_again = asked.bot.store.settings(place.home).await?.waiting;
    let brief = render::prebrief(&asked.bot, &bout, place, write_again)?;
    let posted = asked.bot.rest.post(place.channel.0, &brief).await.map_err(|fault| match fault {
        RestError::Refused { .. } => places::refused(asked, fault),
        other => other.into(),
    })?;
    let order = Order::Begin { bout: Box::new(bout), place, voice, floor: MessageKey(posted.id) };
    asked.bot.order(place.channel, asked, order).await.map(drop)
}

fn client_name(asked: &Asked, bout: &Bout) -> Result<String, Problem> {
    let (_, persona) = asked.bot.repertoire.of(&bout.setup)?;
    Ok(super::clean::name(&persona.file.name, super::limits::WEBHOOK_NAME))
}

/// The bout that was wished for, in the person's language where there are clients in it.
async fn open(asked: &Arc<Asked>, wish: &Wish) -> Result<Bout, Problem> {
    let cast = &asked.bot.repertoire.cast;
    let lang = if cast.of(&asked.lang).next().is_some() { asked.lang.as_str() } else { FIRST_LANGUAGE };
    let seed = chance();
    let chosen = match &wish.persona {
        Some(wished) => named(cast.of(lang).map(AsRef::as_ref), wished).ok_or_else(|| {
            let wished = super::clean::line(wished, 60);
            asked.problem("discord-no-such-client", &[("name", wished.into())])
        })?,
        None => proposed(asked, lang, seed).await?,
    };
    Ok(Bout::open(&asked.bot.repertoire, lang, &chosen, wish.difficulty, seed)?)
}

/// The id of the persona with this id or name.
pub(crate) fn named<'a>(mut personas: impl Iterator<Item = &'a Persona>, wished: &str) -> Option<String> {
    let wished = wished.trim().to_lowercase();
    personas
        .find(|persona| persona.file.id == wished || persona.file.name.to_lowercase() == wished)
        .map(|persona| persona.file.id.clone())
}

/// A client for those who name none: by chance, but not the one they met last.
async fn proposed(asked: &Arc<Asked>, lang: &str, seed: u64) -> Result<String, Problem> {
    let last = asked.bot.store.newest_of(asked.trainee, asked.guild).await?.map(|kept| kept.bout.setup.persona);
    let ids: Vec<&str> = asked.bot.repertoire.cast.of(lang).map(|p| p.file.id.as_str()).collect();
    let others: Vec<&str> = ids.iter().copied().filter(|id| Some(*id) != last.as_deref()).collect();
    let from = if others.is_empty() { ids } else { others };
    let at = usize::try_from(seed % u64::try_from(from.len().max(1)).unwrap_or(1)).unwrap_or(0);
    from.get(at).map(|id| (*id).to_owned()).ok_or_else(|| asked.problem("discord-no-clients", &[]))
}
