//! What commands and buttons do to the bout of a channel, carried out by its desk between messages.

use std::sync::Arc;

use super::asked::Asked;
use super::desk::Desk;
use super::problem::Problem;
use super::wire::Say;
use super::{clean, render};
use crate::bout::{Bout, MOST_HINTS};
use crate::store::{BoutId, KeptBout, MessageKey, Place, TraineeId, Voice};

/// Characters of a client's line that a note quotes.
const QUOTE: usize = 300;

/// What came of an order: the sentence to answer with, or nothing where this channel has no such bout.
pub(crate) type Done = Result<Option<String>, Problem>;

/// What is to be done.
#[derive(Debug, Clone)]
pub(crate) enum Order {
    /// A bout in a place of its own; everything up to `floor` belongs to what was before.
    Begin { bout: Box<Bout>, place: Place, voice: Voice, floor: MessageKey },
    /// A new bout in this place, in which one has ended.
    Anew { bout: Box<Bout> },
    /// The client of this bout once more.
    Again { of: BoutId, seed: u64 },
    /// Close the open bout, or this one.
    End { of: Option<BoutId> },
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
    pub(super) async fn order(&mut self, order: Order, asked: &Arc<Asked>) -> Done {
        if let Order::Begin { bout, place, voice, floor } = order {
            self.no_open_bout(asked)?;
            self.settle_before().await;
            self.begin(&bout, asked.trainee, place, voice, None, floor).await?;
            return Ok(Some(String::new()));
        }
        let Some(playing) = &self.playing else { return Ok(None) };
        let newest = playing.id;
        let sentence = match order {
            Order::Begin { .. } => return Ok(None),
            Order::Anew { bout } => self.anew(&bout, asked).await?,
            Order::Again { of, seed } => {
                let Some(first) = self.bout_here(of, asked).await? else { return Ok(None) };
                let setup = first.bout.setup;
                let bout = Bout::open(&self.bot.repertoire, &setup.lang, &setup.persona, setup.difficulty, seed)?;
                self.anew(&bout, asked).await?
            }
            Order::Rewind { of, to } => {
                let Some(left) = self.bout_here(of.unwrap_or(newest), asked).await? else { return Ok(None) };
                self.rewind(&left, to, asked).await?
            }
            Order::End { of } => {
                if of.is_some_and(|of| of != newest) {
                    return Ok(None);
                }
                self.own_open_bout(asked)?;
                self.close().await?;
                asked.say("discord-ended", &[])
            }
            Order::Stop => {
                self.own_open_bout(asked)?;
                self.stop().await?;
                asked.say("discord-stopped", &[])
            }
            Order::Hint => self.hint(asked).await?,
            Order::Said { bout, message, text } => {
                if self.own_open_bout(asked)? != bout {
                    return Err(asked.problem("discord-bout-over", &[]));
                }
                self.reply(message, &text).await?;
                self.remember(message);
                String::new()
            }
        };
        Ok(Some(sentence))
    }

    /// A bout of this channel, where it is the bout of the one who asks; none where it is not of this channel.
    async fn bout_here(&self, id: BoutId, asked: &Asked) -> Result<Option<KeptBout>, Problem> {
        let kept = match self.playing.as_ref().filter(|playing| playing.id == id) {
            Some(playing) => Some(playing.clone()),
            None => self.bot.store.bout(id).await?.filter(|kept| kept.place.channel == self.channel),
        };
        match kept {
            Some(kept) if kept.trainee != asked.trainee => Err(asked.problem("discord-not-yours", &[])),
            kept => Ok(kept),
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
        let id = self.bot.store.begin(bout, trainee, place, voice, branch_of, self.bot.clock.now_ms()).await?;
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
        let write_again = self.bot.store.settings(place.home).await?.waiting;
        let say = render::prebrief(&self.bot, bout, place, write_again)?;
        self.bot.rest.post(self.channel.0, &say).await?;
        // Whatever is written after the button was pressed is said to the new client.
        let floor = MessageKey(asked.id.get());
        self.begin(bout, asked.trainee, place, voice, None, floor).await?;
        Ok(String::new())
    }

    /// Goes on from before a reply as a branch in the same place. The bout that is left keeps its marks.
    async fn rewind(&mut self, left: &KeptBout, to: u32, asked: &Arc<Asked>) -> Result<String, Problem> {
        let Ok(branch) = left.bout.rewind(to) else {
            let last = left.bout.answered();
            let key = if last == 0 { "discord-rewind-nothing" } else { "discord-rewind-range" };
            return Err(asked.problem(key, &[("last", last.into())]));
        };
        let Some(playing) = &self.playing else { return Err(asked.problem("discord-no-bout", &[])) };
        if playing.trainee != asked.trainee {
            return Err(asked.problem("discord-not-yours", &[]));
        }
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
        self.bot.rest.post(self.channel.0, &Say::words(note)).await?;
        let floor = MessageKey(asked.id.get());
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
        if let Err(fault) = self.bot.store.keep_hint(playing.id, &hint, self.bot.clock.now_ms()).await {
            playing.bout.hints.truncate(before);
            return Err(fault.into());
        }
        let left = MOST_HINTS.saturating_sub(playing.bout.hints.len());
        let hint = clean::line(&hint, super::limits::CONTENT - QUOTE);
        Ok(asked.say("discord-hint", &[("hint", hint.into()), ("left", left.into())]))
    }
}
