//! What commands and buttons do to the bout of a channel, carried out by its desk between messages.

use std::sync::Arc;

use super::asked::Asked;
use super::bot::now_ms;
use super::desk::Desk;
use super::problem::Problem;
use super::wire::Say;
use super::{clean, render};
use crate::bout::{Bout, MOST_HINTS};
use crate::store::{BoutId, MessageKey, Place, TraineeId, Voice};

/// Characters of a client's line that a note quotes.
const QUOTE: usize = 300;

/// What is to be done.
#[derive(Debug)]
pub(crate) enum Order {
    /// A bout in a place of its own; everything up to `floor` belongs to what was before.
    Begin { bout: Box<Bout>, place: Place, voice: Voice, floor: MessageKey },
    /// A new bout in this place, in which one has ended.
    Anew { bout: Box<Bout> },
    /// The client of this bout once more.
    Again { of: BoutId, seed: u64 },
    /// Close the open bout.
    End,
    /// End it at once, without marks.
    Stop,
    /// A coaching sentence.
    Hint,
    /// Go on from before this reply: of the newest bout, or of this one.
    Rewind { of: Option<BoutId>, to: u32 },
    /// A reply that came through the form.
    Said { bout: BoutId, message: MessageKey, text: String },
}

impl Desk {
    /// Carries out an order and gives the sentence to answer with. What is owed after it is sent by the caller.
    pub(super) async fn order(&mut self, order: Order, asked: &Arc<Asked>) -> Result<String, Problem> {
        match order {
            Order::Begin { bout, place, voice, floor } => {
                self.no_open_bout(asked)?;
                self.settle_before().await;
                self.begin(&bout, asked.trainee, place, voice, None, floor).await?;
                Ok(String::new())
            }
            Order::Anew { bout } => self.anew(&bout, asked).await,
            Order::Again { of, seed } => self.again(of, seed, asked).await,
            Order::Rewind { of, to } => self.rewind(of, to, asked).await,
            Order::End => {
                self.own_open_bout(asked)?;
                self.close().await?;
                Ok(asked.say("discord-ended", &[]))
            }
            Order::Stop => {
                self.own_open_bout(asked)?;
                self.stop().await?;
                Ok(asked.say("discord-stopped", &[]))
            }
            Order::Hint => self.hint(asked).await,
            Order::Said { bout, message, text } => {
                let open = self.own_open_bout(asked)?;
                if open != bout {
                    return Err(asked.problem("discord-bout-over", &[]));
                }
                self.reply(message, &text).await?;
                self.remember(message);
                Ok(String::new())
            }
        }
    }

    /// The open bout, where it is the bout of the one who asks.
    fn own_open_bout(&self, asked: &Asked) -> Result<BoutId, Problem> {
        let Some(playing) = &self.playing else { return Err(asked.problem("discord-no-bout", &[])) };
        if playing.trainee != asked.trainee {
            return Err(asked.problem("discord-not-yours", &[]));
        }
        if playing.bout.ending.is_some() {
            return Err(asked.problem("discord-bout-over", &[]));
        }
        Ok(playing.id)
    }

    fn no_open_bout(&self, asked: &Asked) -> Result<(), Problem> {
        let open = self.playing.as_ref().is_some_and(|p| p.bout.ending.is_none());
        if open { Err(asked.problem("discord-open-already", &[])) } else { Ok(()) }
    }

    /// Sends what an earlier bout of this channel still owes, or writes it off.
    async fn settle_before(&mut self) {
        self.settle().await;
        if let Some(playing) = &self.playing
            && !playing.card_sent
            && let Err(fault) = self.bot.store.write_off(playing.id).await
        {
            tracing::error!(bout = playing.id.0, %fault, "what was owed could not be written off");
        }
        self.went_well();
    }

    async fn begin(
        &mut self,
        bout: &Bout,
        trainee: TraineeId,
        place: Place,
        voice: Voice,
        branch_of: Option<BoutId>,
        floor: MessageKey,
    ) -> Result<(), Problem> {
        let id = self.bot.store.begin(bout, trainee, place, voice, branch_of, now_ms()).await?;
        self.bot.store.note_seen(id, floor).await?;
        let kept = self.bot.store.bout(id).await?;
        self.take(kept);
        self.floor = Some(floor);
        self.caught_up = self.bot.session();
        Ok(())
    }

    /// Opens another bout where one has ended: the setting is told, then the client speaks.
    async fn anew(&mut self, bout: &Bout, asked: &Arc<Asked>) -> Result<String, Problem> {
        self.no_open_bout(asked)?;
        self.settle_before().await;
        let Some(playing) = &self.playing else { return Err(asked.problem("discord-no-bout", &[])) };
        let (place, voice) = (playing.place, playing.voice);
        let say = render::prebrief(&self.bot, bout, place)?;
        let floor = MessageKey(self.bot.rest.post(self.channel.0, &say).await?.id);
        self.begin(bout, asked.trainee, place, voice, None, floor).await?;
        Ok(String::new())
    }

    async fn again(&mut self, of: BoutId, seed: u64, asked: &Arc<Asked>) -> Result<String, Problem> {
        let Some(first) = self.bot.store.bout(of).await? else { return Err(asked.problem("discord-bout-gone", &[])) };
        let setup = first.bout.setup;
        let bout = Bout::open(&self.bot.repertoire, &setup.lang, &setup.persona, setup.difficulty, seed)?;
        self.anew(&bout, asked).await
    }

    /// Goes on from before a reply as a branch in the same place. The bout that is left keeps its marks.
    async fn rewind(&mut self, of: Option<BoutId>, to: u32, asked: &Arc<Asked>) -> Result<String, Problem> {
        let Some(playing) = &self.playing else { return Err(asked.problem("discord-no-bout", &[])) };
        if playing.trainee != asked.trainee {
            return Err(asked.problem("discord-not-yours", &[]));
        }
        let left = match of.filter(|id| *id != playing.id) {
            None => playing.clone(),
            Some(id) => match self.bot.store.bout(id).await? {
                Some(kept) if kept.trainee == asked.trainee && kept.place.channel == self.channel => kept,
                _ => return Err(asked.problem("discord-bout-gone", &[])),
            },
        };
        let Ok(branch) = left.bout.rewind(to) else {
            let last = left.bout.exchanges.last().map_or(0, |e| e.n);
            let key = if last == 0 { "discord-rewind-nothing" } else { "discord-rewind-range" };
            return Err(asked.problem(key, &[("last", last.into())]));
        };
        let ended_now = playing.bout.ending.is_none();
        let open = playing.id;
        self.close().await?;
        if ended_now {
            // The trainee goes on in the branch; a card in between would be in the way.
            self.bot.store.write_off(open).await?;
            if let Some(playing) = &mut self.playing {
                playing.card_sent = true;
            }
        }
        self.settle_before().await;
        let note = self.bot.messages(&branch.setup.lang).say("discord-rewound", &[("to", to.into())]);
        let floor = MessageKey(self.bot.rest.post(self.channel.0, &Say::words(note)).await?.id);
        self.begin(&branch, asked.trainee, left.place, left.voice, Some(left.id), floor).await?;
        Ok(asked.say("discord-rewound-answer", &[("to", to.into())]))
    }

    async fn hint(&mut self, asked: &Arc<Asked>) -> Result<String, Problem> {
        self.own_open_bout(asked)?;
        let Some(playing) = &mut self.playing else { return Err(asked.problem("discord-no-bout", &[])) };
        let before = playing.bout.hints.len();
        let Some(hint) = playing.bout.hint(&self.bot.repertoire)? else {
            return Err(asked.problem("discord-no-more-hints", &[("most", MOST_HINTS.into())]));
        };
        if let Err(fault) = self.bot.store.keep_hint(playing.id, &hint, now_ms()).await {
            playing.bout.hints.truncate(before);
            return Err(fault.into());
        }
        let left = MOST_HINTS.saturating_sub(playing.bout.hints.len());
        let hint = clean::line(&hint, super::limits::CONTENT - QUOTE);
        Ok(asked.say("discord-hint", &[("hint", hint.into()), ("left", left.into())]))
    }
}
