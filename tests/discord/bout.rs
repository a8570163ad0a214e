//! A bout as the trainee meets it: begun with a command, answered line by line, compared with what was kept.

use sparring::reading::Speaker;
use sparring::store::{ChannelKey, KeptBout, Store};

use crate::double::{Author, Double, Id, Message, World};
use crate::hand::Person;
use crate::stage::Stage;

/// The client of the tests.
pub(crate) const NINA: &str = "nina";
/// What makes her leave at once.
pub(crate) const GOOD_BYE: &str = "Please leave now.";

/// A bout under way.
pub(crate) struct Bout {
    pub(crate) double: Double,
    pub(crate) trainee: Person,
    /// The thread or direct-message channel.
    pub(crate) place: Id,
}

impl Bout {
    /// Begins a bout with Nina in a thread of the lobby, and waits for her first line.
    pub(crate) async fn begin(stage: &Stage, trainee: &Person) -> Self {
        Self::begin_with(stage, trainee, &[("persona", NINA)]).await
    }

    /// Begins a bout with these options, and waits for its opening. Nina opens with one line; a line that is still to
    /// come would be taken for the answer to the first reply.
    pub(crate) async fn begin_with(stage: &Stage, trainee: &Person, options: &[(&str, &str)]) -> Self {
        let lobby = stage.double.look(|w| w.lobby);
        let asked = trainee.slash(lobby, "practice", options).await;
        let answer = asked.answer().await;
        let place = stage
            .double
            .until("the bout's thread or channel, with a line in it", |w| {
                let mine = |c: &&crate::double::Channel| {
                    c.members.contains(&trainee.id) && client_lines_in(w, c.id).any(|m| m.id > asked.id)
                };
                w.channels.values().find(mine).map(|c| c.id)
            })
            .await;
        assert!(answer.ephemeral(), "the answer to /practice concerns one person only: {answer:#?}");
        Self { double: stage.double.clone(), trainee: trainee.clone(), place }
    }

    /// Plays a bout to its end; gives its card.
    pub(crate) async fn finish(stage: &Stage, trainee: &Person) -> (Self, Message) {
        let bout = Self::begin(stage, trainee).await;
        bout.reply("Since when are you in the dark?").await;
        let last = trainee.say(bout.place, GOOD_BYE);
        let card = bout.card_after(last).await;
        (bout, card)
    }

    /// Writes a reply; gives the first line with which the client answers.
    pub(crate) async fn reply(&self, text: &str) -> Message {
        let reply = self.trainee.say(self.place, text);
        self.line_after(reply).await
    }

    /// A reply that does no harm, as often as one likes.
    pub(crate) async fn patient_reply(&self, number: usize) -> Message {
        self.reply(&format!("Take your time, I am listening to you, point {number}.")).await
    }

    /// Waits for the first line of the client after a message.
    pub(crate) async fn line_after(&self, message: Id) -> Message {
        self.double
            .until("the client's answer", |w| client_lines_in(w, self.place).find(|m| m.id > message).cloned())
            .await
    }

    /// Waits for what the bot itself says after a message: a note, a card.
    pub(crate) async fn note_after(&self, message: Id) -> Message {
        self.double.until("a word of the bot's own", |w| self.notes(w).find(|m| m.id > message).cloned()).await
    }

    /// Waits for a scorecard after a message.
    pub(crate) async fn card_after(&self, message: Id) -> Message {
        self.double
            .until("the scorecard", |w| {
                self.notes(w).find(|m| m.id > message && !m.embeds.is_empty() && m.controls().count() > 0).cloned()
            })
            .await
    }

    /// What the bot said in its own name, in order.
    pub(crate) fn notes<'a>(&self, world: &'a World) -> impl Iterator<Item = &'a Message> {
        let bot = world.bot;
        let here = world.channels.get(&self.place).into_iter().flat_map(|c| c.messages.values());
        here.filter(move |m| {
            m.author.person() == Some(bot) && m.kind == 0 && !m.ephemeral() && !is_client_line(world, m)
        })
    }

    /// Everything the client has said, in order.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.double.look(|w| client_lines_in(w, self.place).map(|m| spoken(&m.content)).collect())
    }

    /// Everything anybody can read here, as one text.
    pub(crate) fn everything(&self) -> String {
        self.double.look(|w| w.channels[&self.place].messages.values().map(|m| m.text() + "\n").collect())
    }

    /// The newest bout of this place as it was kept; the bot must have ended.
    pub(crate) async fn kept(&self, stage: &Stage) -> KeptBout {
        let store = Store::open(&stage.database()).await.expect("the bot's database");
        let kept = store.bout_in(ChannelKey(self.place)).await.expect("the bout can be read");
        store.close().await.expect("the database closes");
        kept.expect("the bout was kept")
    }

    /// Stops the bot, and checks that every reply was answered once: what the client said here is what was kept.
    pub(crate) async fn was_told_once(&self, stage: &mut Stage, replies: &[&str]) -> KeptBout {
        stage.stop().await;
        let kept = self.kept(stage).await;
        let written: Vec<&str> = kept.bout.exchanges.iter().map(|e| e.reply.as_str()).collect();
        assert_eq!(written, replies, "every reply is kept once, in order");
        let turns = kept.bout.turns().into_iter().filter(|turn| turn.speaker == Speaker::Client);
        let owed: Vec<String> = turns.map(|turn| turn.text).collect();
        assert_eq!(self.lines(), owed, "the client said each line once, in order");
        kept
    }
}

/// Lines of a client in a channel: spoken by webhook, or by the bot with the client's name before them.
pub(crate) fn client_lines_in(world: &World, channel: Id) -> impl Iterator<Item = &Message> {
    let here = world.channels.get(&channel).into_iter().flat_map(|c| c.messages.values());
    here.filter(|m| is_client_line(world, m))
}

fn is_client_line(world: &World, message: &Message) -> bool {
    match &message.author {
        Author::Webhook(..) => true,
        Author::Person(id) => *id == world.bot && !message.ephemeral() && message.content.starts_with("**Nina:**"),
    }
}

/// The words of a line, without the name before them.
fn spoken(content: &str) -> String {
    content.trim_start_matches("**Nina:**").trim().to_owned()
}
