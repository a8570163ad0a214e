//! Whole bouts, from the command to the scorecard, in each of the ways in which a bout can be held.

use crate::bout::{Bout, GOOD_BYE, NINA, client_lines_in};
use crate::double::{Author, World, permission};
use crate::stage::Stage;
use sparring::persona::Ending;

#[tokio::test]
async fn a_whole_bout_by_webhook() {
    let mut stage = Stage::open().await;
    let ada = stage.person("Ada");
    let bout = Bout::begin(&stage, &ada).await;
    stage.double.look(|w| {
        let thread = &w.channels[&bout.place];
        assert_eq!((thread.kind, thread.parent, thread.invitable), (12, Some(w.lobby), false));
        assert!(thread.name.contains("Nina") && !thread.name.contains("Lamp"), "{}", thread.name);
        let opening = client_lines_in(w, bout.place).next().expect("an opening");
        assert!(matches!(&opening.author, Author::Webhook(_, name) if name == "Nina"), "{opening:?}");
        let before: String = thread.messages.range(..opening.id).map(|(_, m)| m.text()).collect();
        for said in ["You answer for a lamp shop.", "A lamp went out.", "You may replace it."] {
            assert!(before.contains(said), "the prebrief lacks {said:?}: {before}");
        }
    });
    let replies = ["Since when are you in the dark?", "Take your time. What happened then?", GOOD_BYE];
    for reply in &replies[..2] {
        bout.reply(reply).await;
    }
    let last = ada.say(bout.place, GOOD_BYE);
    let card = bout.card_after(last).await;
    assert!(card.text().contains("The Test Lamp"), "the type is told on the card: {}", card.text());
    assert!(card.text().contains("She got a new lamp."), "the real case is told on the card: {}", card.text());
    let kept = bout.was_told_once(&mut stage, &replies).await;
    assert_eq!(kept.bout.ending, Some(Ending::WalkedOut));
    assert!(kept.card_sent);
}

#[tokio::test]
async fn nothing_names_the_type_before_the_card() {
    let stage = Stage::open().await;
    let ada = stage.person("Ada");
    let bout = Bout::begin(&stage, &ada).await;
    bout.patient_reply(1).await;
    assert!(!bout.everything().contains("Test Lamp"), "{}", bout.everything());
    let choices = ada.complete(stage.double.look(|w| w.lobby), "practice", "persona", "").await;
    assert!(choices.iter().any(|(name, value)| name.contains("Nina") && !value.is_empty()), "{choices:?}");
    assert!(!choices.iter().any(|(name, _)| name.contains("Test Lamp")), "{choices:?}");
}

#[tokio::test]
async fn the_webhook_of_a_channel_is_used_again() {
    let mut stage = Stage::open().await;
    // Fewer messages than one webhook carries; with more at once, a further one is made.
    let (ada, bob) = (stage.person("Ada"), stage.person("Bob"));
    Bout::begin(&stage, &ada).await;
    Bout::begin(&stage, &bob).await;
    stage.kill();
    stage.start().await;
    let cleo = stage.person("Cleo");
    Bout::begin(&stage, &cleo).await.patient_reply(1).await;
    assert_eq!(stage.double.look(|w| w.webhooks.len()), 1);
}

#[tokio::test]
async fn somebody_elses_webhook_is_left_alone() {
    let stage = Stage::open().await;
    let foreign = stage.double.with(|w| w.add_webhook(w.lobby, "Nina", Some(42)).id);
    let ada = stage.person("Ada");
    let bout = Bout::begin(&stage, &ada).await;
    let line = bout.patient_reply(1).await;
    assert!(matches!(line.author, Author::Webhook(id, _) if id != foreign), "{line:?}");
}

#[tokio::test]
async fn a_whole_bout_without_webhooks() {
    let mut world = World::usual();
    world.permissions &= !permission::MANAGE_WEBHOOKS;
    let mut stage = Stage::empty(world).await;
    stage.start().await;
    let ada = stage.person("Ada");
    let bout = Bout::begin(&stage, &ada).await;
    let line = bout.reply("Since when are you in the dark?").await;
    assert_eq!(line.author, Author::Person(stage.double.look(|w| w.bot)));
    let last = ada.say(bout.place, GOOD_BYE);
    bout.card_after(last).await;
    bout.was_told_once(&mut stage, &["Since when are you in the dark?", GOOD_BYE]).await;
    assert!(stage.double.look(|w| w.webhooks.is_empty()));
}

#[tokio::test]
async fn a_whole_bout_in_direct_messages() {
    let mut stage = Stage::open().await;
    let ada = stage.person("Ada");
    let bout = Bout::begin_with(&stage, &ada, &[("persona", NINA), ("where", "dm")]).await;
    assert_eq!(stage.double.look(|w| w.channels[&bout.place].kind), 1);
    bout.reply("Since when are you in the dark?").await;
    let last = ada.say(bout.place, GOOD_BYE);
    bout.card_after(last).await;
    bout.was_told_once(&mut stage, &["Since when are you in the dark?", GOOD_BYE]).await;
}

#[tokio::test]
async fn a_bout_begun_in_direct_messages_is_held_there() {
    let stage = Stage::open().await;
    let ada = stage.person("Ada");
    let direct = stage.double.with(|w| w.dm_with(ada.id));
    let asked = ada.slash(direct, "practice", &[("persona", NINA)]).await;
    asked.answer().await;
    let found = |w: &World| client_lines_in(w, direct).next().map(|m| m.id);
    stage.double.until("the opening in the direct messages", found).await;
}

/// A stage whose application may not read messages.
async fn without_the_intent() -> Stage {
    let mut world = World::usual();
    world.content_granted = false;
    let mut stage = Stage::empty(world).await;
    stage.start().await;
    stage
}

#[tokio::test]
async fn without_the_intent_a_reply_to_a_line_is_heard() {
    let mut stage = without_the_intent().await;
    assert!(stage.output().contains("Message Content Intent"), "the log says what to switch on: {}", stage.output());
    let ada = stage.person("Ada");
    let bout = Bout::begin(&stage, &ada).await;
    let opening = stage.double.look(|w| client_lines_in(w, bout.place).last().cloned()).expect("an opening");
    assert_eq!(opening.author, Author::Person(stage.double.look(|w| w.bot)), "the bot speaks for the client");
    let reply = ada.reply_to(&opening, "Since when are you in the dark?");
    bout.line_after(reply).await;
    let kept = bout.was_told_once(&mut stage, &["Since when are you in the dark?"]).await;
    assert!(kept.bout.ending.is_none());
}

#[tokio::test]
async fn without_the_intent_a_form_carries_the_reply() {
    let mut stage = without_the_intent().await;
    let ada = stage.person("Ada");
    let bout = Bout::begin(&stage, &ada).await;
    let opening = stage
        .double
        .until("a line with a button", |w| client_lines_in(w, bout.place).find(|m| m.controls().count() > 0).cloned())
        .await;
    let form = ada.press(&opening, "reply");
    let sent = ada.fill_in(&form, "Since when are you in the dark?").await;
    bout.line_after(sent.id).await;
    sent.acknowledged("the form").await;
    let further = bout.line_after(opening.id).await;
    let form = ada.press(&further, "reply");
    let sent = ada.fill_in(&form, GOOD_BYE).await;
    bout.card_after(sent.id).await;
    bout.was_told_once(&mut stage, &["Since when are you in the dark?", GOOD_BYE]).await;
}

#[tokio::test]
async fn somebody_elses_form_is_refused_and_so_is_one_for_a_bout_that_is_over() {
    let mut stage = without_the_intent().await;
    let (ada, bob) = (stage.person("Ada"), stage.person("Bob"));
    let bout = Bout::begin(&stage, &ada).await;
    let opening = stage.double.look(|w| client_lines_in(w, bout.place).next().cloned()).expect("an opening");
    let told = bob.press(&opening, "reply").acknowledged("somebody else's press").await;
    assert_ne!(told.callback, Some(9), "no form opens for somebody else");
    let form = ada.press(&opening, "reply");
    form.acknowledged("the form").await;
    let end = ada.slash(bout.place, "end", &[]).await;
    bout.card_after(end.id).await;
    let late = ada.fill_in(&form, "Since when?").await;
    late.quiet_answer().await;
    stage.stop().await;
    assert_eq!(bout.kept(&stage).await.bout.exchanges.len(), 0);
}

#[tokio::test]
async fn without_the_intent_unread_words_are_explained_once_and_not_marked() {
    let mut stage = without_the_intent().await;
    let ada = stage.person("Ada");
    let bout = Bout::begin(&stage, &ada).await;
    let first = ada.say(bout.place, "Can you read this?");
    let opening = stage.double.look(|w| client_lines_in(w, bout.place).next().cloned()).expect("an opening");
    let note = bout.note_after(first).await;
    assert!(note.controls().count() > 0 || opening.controls().count() > 0, "a button leads to the form");
    let reply = ada.reply_to(&opening, "Since when are you in the dark?");
    bout.line_after(reply).await;
    bout.was_told_once(&mut stage, &["Since when are you in the dark?"]).await;
}

#[tokio::test]
async fn without_the_intent_direct_messages_work_as_they_are() {
    let mut stage = without_the_intent().await;
    let ada = stage.person("Ada");
    let bout = Bout::begin_with(&stage, &ada, &[("persona", NINA), ("where", "dm")]).await;
    bout.reply("Since when are you in the dark?").await;
    bout.was_told_once(&mut stage, &["Since when are you in the dark?"]).await;
}
