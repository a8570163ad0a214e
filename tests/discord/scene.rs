//! A scene: a trainee with a finished bout whose marks they see differently, and a coach.

use sparring::store::{Agreement, GuildKey, KeptBout, Opinions, Store};

use crate::bout::Bout;
use crate::double::{Id, Message, World};
use crate::hand::{Asked, Person};
use crate::stage::Stage;

/// What Ada gives as her reason.
pub(crate) const REASON: &str = "I asked the one thing that matters: since when.";
/// The first reply of [`Bout::finish`], and the second.
pub(crate) const FIRST: &str = "Since when are you in the dark?";
pub(crate) const SECOND: &str = "Please leave now.";

/// The channel in which practice takes place.
pub(crate) fn lobby(stage: &Stage) -> Id {
    stage.double.look(|w| w.lobby)
}

/// Opens the form about a reply.
pub(crate) async fn form(person: &Person, card: &Message, reply: &str) -> Asked {
    let menu = person.press(card, "v1:differ:").quiet_answer().await;
    person.choose(&menu, "v1:differ-on:", reply)
}

/// Says of a reply that one sees it differently; gives the answer.
pub(crate) async fn differ(person: &Person, card: &Message, reply: &str, texts: &[(&str, &str)]) -> Message {
    let opened = form(person, card, reply).await;
    person.fill_in_all(&opened, texts).await.quiet_answer().await
}

/// A finished bout of Ada's whose first reply she sees differently, and a coach.
pub(crate) struct Scene {
    pub(crate) stage: Stage,
    pub(crate) ada: Person,
    pub(crate) coach: Person,
    pub(crate) bout: Bout,
    pub(crate) card: Message,
}

impl Scene {
    pub(crate) async fn set() -> Self {
        let stage = Stage::open().await;
        let (ada, coach) = (stage.person("Ada"), stage.person("Cora"));
        coach.manages();
        let (bout, card) = Bout::finish(&stage, &ada).await;
        Self { stage, ada, coach, bout, card }
    }

    /// The same, with the first reply shared.
    pub(crate) async fn shared() -> Self {
        let scene = Self::set().await;
        differ(&scene.ada, &scene.card, "1", &[("words", REASON)]).await;
        scene
    }

    pub(crate) async fn review(&self, by: &Person) -> Message {
        by.slash(lobby(&self.stage), "review", &[]).await.quiet_answer().await
    }

    /// What a coach sees of the reply that waits.
    pub(crate) async fn looked_at(&self, by: &Person) -> Message {
        let list = self.review(by).await;
        let value = list.control("v1:review-on:").expect("something waits")["options"][0]["value"].clone();
        by.choose(&list, "v1:review-on:", value.as_str().unwrap_or_default()).quiet_answer().await
    }

    /// Waits for a line in Ada's thread with these words.
    pub(crate) async fn told(&self, words: &str) -> Message {
        self.stage
            .double
            .until(&format!("a line with {words:?}"), |w| {
                self.bout.notes(w).find(|m| m.id > self.card.id && m.content.contains(words)).cloned()
            })
            .await
    }

    /// Waits until the scorecard says this.
    pub(crate) async fn on_card(&self, words: &str) {
        let has = |w: &World| w.message(self.card.id).filter(|m| m.text().contains(words)).map(drop);
        self.stage.double.until(&format!("the card to say {words:?}"), has).await;
    }

    pub(crate) async fn restart(&mut self) {
        self.stage.stop().await;
        self.stage.start().await;
    }

    /// The bout and what was said of it; the bot is stopped for it.
    pub(crate) async fn kept(&mut self) -> (KeptBout, Opinions, Agreement) {
        self.stage.stop().await;
        let kept = self.bout.kept(&self.stage).await;
        let store = Store::open(&self.stage.database()).await.expect("the database");
        let opinions = store.opinions(kept.id).await.expect("opinions");
        let guild = GuildKey(self.stage.double.look(|w| w.guild));
        let agreement = store.agreement(guild).await.expect("figures");
        store.close().await.expect("the database closes");
        (kept, opinions, agreement)
    }
}
