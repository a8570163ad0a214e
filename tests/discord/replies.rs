//! What counts as a reply and what does not.

use serde_json::json;

use crate::bout::{Bout, GOOD_BYE};
use crate::double::{Author, World};
use crate::stage::Stage;

async fn begun() -> (Stage, Bout) {
    let stage = Stage::open().await;
    let ada = stage.person("Ada");
    let bout = Bout::begin(&stage, &ada).await;
    (stage, bout)
}

#[tokio::test]
async fn other_peoples_words_are_no_replies() {
    let (mut stage, bout) = begun().await;
    let bob = stage.person("Bob");
    stage.double.with(|w| w.channels.get_mut(&bout.place).expect("the thread").members.insert(bob.id));
    bob.say(bout.place, "Let me answer that for you!");
    bout.patient_reply(1).await;
    bob.say(bout.place, "STOP");
    bout.patient_reply(2).await;
    let replies = [1, 2].map(|n| format!("Take your time, I am listening to you, point {n}."));
    bout.was_told_once(&mut stage, &replies.each_ref().map(String::as_str)).await;
}

#[tokio::test]
async fn system_messages_are_no_replies() {
    let (mut stage, bout) = begun().await;
    // A renamed channel, a pinned message, a started thread: each carries words.
    for kind in [4, 6, 18, 21] {
        bout.trainee.send(bout.place, "a new name", |m| m.kind = kind);
    }
    bout.reply("Since when?").await;
    bout.was_told_once(&mut stage, &["Since when?"]).await;
}

#[tokio::test]
async fn words_of_bots_and_webhooks_are_no_replies() {
    let (mut stage, bout) = begun().await;
    let other = stage.double.with(|w| w.join("other bot", true));
    let foreign = stage.double.with(|w| w.add_webhook(w.lobby, "News", Some(42)).id);
    stage.double.with(|w| {
        let mut said = crate::double::Message::new(w.new_id(), bout.place, Author::Person(other), "beep");
        w.post(said.clone());
        said.id = w.new_id();
        said.author = Author::Person(w.bot);
        w.post(said);
    });
    bout.reply("Since when?").await;
    stage.stop().await;
    assert_eq!(bout.kept(&stage).await.bout.exchanges.len(), 1);
    assert!(stage.double.look(|w| w.webhooks.contains_key(&foreign)));
}

#[tokio::test]
async fn words_elsewhere_are_no_replies() {
    let (mut stage, bout) = begun().await;
    bout.trainee.say(stage.double.look(|w| w.lobby), "Hello, everyone, how are you?");
    bout.reply("Since when?").await;
    bout.was_told_once(&mut stage, &["Since when?"]).await;
    let lobby = stage.double.look(|w| w.channels[&w.lobby].messages.values().filter(|m| !m.ephemeral()).count());
    assert_eq!(lobby, 1, "the bot says nothing in the open channel");
}

#[tokio::test]
async fn a_reply_of_4000_characters_is_answered() {
    let (mut stage, bout) = begun().await;
    let long = "Since when are you in the dark? ".repeat(125);
    assert_eq!(long.chars().count(), 4000);
    bout.reply(&long).await;
    let last = bout.trainee.say(bout.place, GOOD_BYE);
    bout.card_after(last).await;
    stage.stop().await;
    let kept = bout.kept(&stage).await;
    assert_eq!(kept.bout.exchanges.len(), 2);
    assert_eq!(kept.bout.exchanges[0].reply.trim(), long.trim());
}

/// Sends something without words twice; it is noted once, gently, and not marked.
async fn wordless(shape: impl Fn(&mut crate::double::Message)) {
    let (mut stage, bout) = begun().await;
    let before = stage.double.look(|w| bout.notes(w).count());
    let first = bout.trainee.send(bout.place, "", &shape);
    bout.note_after(first).await;
    bout.trainee.send(bout.place, "", &shape);
    bout.reply("Since when?").await;
    let notes = stage.double.look(|w| bout.notes(w).count());
    assert_eq!(notes, before + 1, "the note comes once in a row: {}", bout.everything());
    bout.was_told_once(&mut stage, &["Since when?"]).await;
}

#[tokio::test]
async fn attachments_alone_are_no_reply() {
    let picture = json!({
        "id": "1", "filename": "lamp.png", "size": 3, "url": "https://cdn.example/lamp.png",
        "proxy_url": "https://cdn.example/lamp.png", "content_type": "image/png",
    });
    wordless(|m| m.attachments.push(picture.clone())).await;
}

#[tokio::test]
async fn stickers_alone_are_no_reply() {
    wordless(|m| m.stickers.push(json!({ "id": "7", "name": "Wave", "format_type": 1 }))).await;
}

#[tokio::test]
async fn a_message_with_nothing_in_it_is_no_reply() {
    wordless(|_| ()).await;
}

#[tokio::test]
async fn an_edit_changes_no_marks() {
    let (mut stage, bout) = begun().await;
    let reply = bout.trainee.say(bout.place, "Since when?");
    bout.line_after(reply).await;
    let before = stage.double.look(|w| bout.notes(w).count());
    bout.trainee.edit(reply, "Go away, you idiot.");
    bout.trainee.edit(reply, "No, I am sorry.");
    bout.patient_reply(1).await;
    let notes = stage.double.look(|w| bout.notes(w).count());
    assert!(notes <= before + 1, "the note on edits comes once at most: {}", bout.everything());
    bout.was_told_once(&mut stage, &["Since when?", "Take your time, I am listening to you, point 1."]).await;
}

#[tokio::test]
async fn a_preview_that_discord_adds_is_no_edit() {
    let (mut stage, bout) = begun().await;
    let said = "Look at https://example.com, since when?";
    let reply = bout.trainee.say(bout.place, said);
    bout.line_after(reply).await;
    let before = stage.double.look(|w| bout.notes(w).count());
    stage.double.with(|w| {
        let mut same = w.message(reply).expect("the reply").clone();
        same.embeds.push(json!({ "type": "link", "url": "https://example.com", "title": "Example" }));
        w.tell_message("MESSAGE_UPDATE", &same);
    });
    bout.patient_reply(1).await;
    assert_eq!(stage.double.look(|w| bout.notes(w).count()), before, "{}", bout.everything());
    bout.was_told_once(&mut stage, &[said, "Take your time, I am listening to you, point 1."]).await;
}

#[tokio::test]
async fn a_client_is_seen_typing_before_a_line() {
    let mut stage = Stage::empty(World::usual()).await;
    stage.set("SPARRING_TYPING", "human");
    stage.start().await;
    let ada = stage.person("Ada");
    let bout = Bout::begin(&stage, &ada).await;
    let asked = stage.double.look(|w| w.asked.len());
    bout.reply("Since when?").await;
    let order: Vec<bool> = stage.double.look(|w| {
        let speaks = |a: &&crate::double::Asked| a.path.ends_with("/typing") || a.path.starts_with("/webhooks/");
        w.asked.iter().skip(asked).filter(speaks).map(|a| a.path.ends_with("/typing")).collect()
    });
    assert_eq!(order.first(), Some(&true), "first the typing, then the words: {order:?}");
    bout.was_told_once(&mut stage, &["Since when?"]).await;
}

#[tokio::test]
async fn a_deletion_changes_nothing() {
    let (mut stage, bout) = begun().await;
    let reply = bout.trainee.say(bout.place, "Since when?");
    bout.line_after(reply).await;
    bout.trainee.delete(reply);
    bout.patient_reply(1).await;
    bout.was_told_once(&mut stage, &["Since when?", "Take your time, I am listening to you, point 1."]).await;
}

#[tokio::test]
async fn stop_ends_at_once_without_marks() {
    for word in ["STOP", "stop!", "  Stop. "] {
        let (mut stage, bout) = begun().await;
        bout.patient_reply(1).await;
        let stop = bout.trainee.say(bout.place, word);
        let note = bout.note_after(stop).await;
        assert!(note.embeds.is_empty(), "no card, no marks: {note:#?}");
        bout.trainee.say(bout.place, "Are you still there?");
        stage.stop().await;
        let kept = bout.kept(&stage).await;
        assert_eq!(kept.bout.exchanges.len(), 1, "{word:?} is no reply, and nothing is answered after it");
        assert!(kept.bout.ending.is_some());
        assert_eq!(stage.double.look(|w| bout.notes(w).filter(|m| m.id > stop && !m.embeds.is_empty()).count()), 0);
    }
}

#[tokio::test]
async fn stop_within_a_sentence_is_a_reply() {
    let (mut stage, bout) = begun().await;
    bout.reply("I will stop the payment for you today.").await;
    bout.was_told_once(&mut stage, &["I will stop the payment for you today."]).await;
}

#[tokio::test]
async fn replies_in_quick_succession_are_answered_in_order() {
    let (mut stage, bout) = begun().await;
    let replies: Vec<String> = (1..=8).map(|n| format!("Take your time. This is point {n}.")).collect();
    for reply in &replies {
        bout.trainee.say(bout.place, reply);
    }
    let last = bout.trainee.say(bout.place, GOOD_BYE);
    bout.card_after(last).await;
    let all: Vec<&str> = replies.iter().map(String::as_str).chain([GOOD_BYE]).collect();
    bout.was_told_once(&mut stage, &all).await;
}
