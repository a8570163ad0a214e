//! The slash commands and the buttons on what they answer.

use crate::bout::{Bout, GOOD_BYE, NINA, client_lines_in};
use crate::double::{Fault, Id, Message, World};
use crate::stage::Stage;
use sparring::persona::Ending;

async fn begun() -> (Stage, Bout) {
    let stage = Stage::open().await;
    let ada = stage.person("Ada");
    let bout = Bout::begin(&stage, &ada).await;
    (stage, bout)
}

fn lobby(stage: &Stage) -> Id {
    stage.double.look(|w| w.lobby)
}

#[tokio::test]
async fn practice_is_acknowledged_before_the_thread_is_made() {
    let stage = Stage::open().await;
    let ada = stage.person("Ada");
    stage.double.with(|w| w.faults.push(Fault::held("POST", "/channels/*/threads")));
    let asked = ada.slash(lobby(&stage), "practice", &[("persona", NINA)]).await;
    assert_eq!(asked.acknowledged("before the work").await.callback, Some(5));
    stage.double.with(|w| w.faults.clear());
    asked.quiet_answer().await;
}

#[tokio::test]
async fn practice_without_a_persona_proposes_somebody() {
    let stage = Stage::open().await;
    let ada = stage.person("Ada");
    let bout = Bout::begin_with(&stage, &ada, &[]).await;
    let line = stage.double.look(|w| client_lines_in(w, bout.place).next().cloned()).expect("an opening");
    assert!(!line.content.is_empty());
}

#[tokio::test]
async fn practice_takes_a_difficulty() {
    let (mut stage, ada) = (Stage::open().await, "hard");
    let person = stage.person("Ada");
    let bout = Bout::begin_with(&stage, &person, &[("persona", NINA), ("difficulty", ada)]).await;
    stage.stop().await;
    assert_eq!(bout.kept(&stage).await.bout.setup.difficulty.name(), "hard");
}

#[tokio::test]
async fn practice_with_an_unknown_persona_is_explained() {
    let stage = Stage::open().await;
    let ada = stage.person("Ada");
    let told = ada.slash(lobby(&stage), "practice", &[("persona", "@everyone <b>")]).await.quiet_answer().await;
    assert!(!told.text().is_empty());
    assert!(stage.double.look(|w| w.channels.values().all(|c| c.owner.is_none())), "no thread was made");
}

#[tokio::test]
async fn a_second_practice_in_the_thread_of_an_open_bout_offers_a_way_out() {
    let (stage, bout) = begun().await;
    let told = bout.trainee.slash(bout.place, "practice", &[("persona", NINA)]).await.quiet_answer().await;
    assert!(told.controls().count() > 0, "buttons offer what can be done: {told:#?}");
    assert_eq!(stage.double.look(|w| w.channels.values().filter(|c| c.owner.is_some()).count()), 1);
}

#[tokio::test]
async fn a_second_practice_in_direct_messages_offers_a_way_out() {
    let stage = Stage::open().await;
    let ada = stage.person("Ada");
    let bout = Bout::begin_with(&stage, &ada, &[("persona", NINA), ("where", "dm")]).await;
    let again = ada.slash(lobby(&stage), "practice", &[("persona", NINA), ("where", "dm")]).await;
    let told = again.quiet_answer().await;
    assert!(told.controls().count() > 0, "buttons offer what can be done: {told:#?}");
    bout.reply("Since when?").await;
    assert_eq!(bout.lines().len(), 2, "no second opening came in between: {:?}", bout.lines());
}

#[tokio::test]
async fn choices_narrow_down_as_one_types() {
    let stage = Stage::open().await;
    let ada = stage.person("Ada");
    let all = ada.complete(lobby(&stage), "practice", "persona", "").await;
    let some = ada.complete(lobby(&stage), "practice", "persona", "nIn").await;
    assert!(all.len() > 1 && all.len() <= 25, "{all:?}");
    let [(name, value)] = some.as_slice() else { panic!("one client has this in her name: {some:?}") };
    assert_eq!((name.as_str(), value.as_str()), ("Nina", NINA), "the name is shown, the id is sent");
    Bout::begin_with(&stage, &ada, &[("persona", value)]).await;
    assert_eq!(ada.complete(lobby(&stage), "practice", "persona", "qqqq").await, []);
}

#[tokio::test]
async fn end_closes_the_bout_with_a_card() {
    let (mut stage, bout) = begun().await;
    bout.reply("Since when are you in the dark?").await;
    let asked = bout.trainee.slash(bout.place, "end", &[]).await;
    asked.acknowledged("/end").await;
    bout.card_after(asked.id).await;
    stage.stop().await;
    assert_eq!(bout.kept(&stage).await.bout.ending, Some(Ending::Abandoned));
}

#[tokio::test]
async fn stop_as_a_command_ends_without_marks() {
    let (mut stage, bout) = begun().await;
    bout.reply("Since when are you in the dark?").await;
    let asked = bout.trainee.slash(bout.place, "stop", &[]).await;
    asked.quiet_answer().await;
    stage.stop().await;
    assert!(bout.kept(&stage).await.bout.ending.is_some());
    let cards = |w: &World| bout.notes(w).filter(|m| m.id > asked.id && !m.embeds.is_empty()).count();
    assert_eq!(stage.double.look(cards), 0);
}

#[tokio::test]
async fn hints_come_three_times_and_no_more() {
    let (mut stage, bout) = begun().await;
    let mut told = Vec::new();
    for _ in 0..4 {
        told.push(bout.trainee.slash(bout.place, "hint", &[]).await.quiet_answer().await.text());
    }
    assert!(told.iter().all(|t| !t.is_empty()));
    let last = bout.trainee.say(bout.place, GOOD_BYE);
    let card = bout.card_after(last).await;
    assert!(card.text().to_lowercase().contains("hint"), "the card shows the hints: {}", card.text());
    stage.stop().await;
    assert_eq!(bout.kept(&stage).await.bout.hints.len(), 3);
}

#[tokio::test]
async fn why_shows_the_evidence_of_the_last_reply_to_the_trainee_alone() {
    let (_stage, bout) = begun().await;
    bout.reply("We value your call, but that is our policy and I can't change it.").await;
    let told = bout.trainee.slash(bout.place, "why", &[]).await.quiet_answer().await;
    let text = told.text().to_lowercase();
    for mark in ["empathy", "listening", "triggers", "overall"] {
        assert!(text.contains(mark), "{mark} is missing: {text}");
    }
    assert!(text.contains("/docs/rules.md)"), "the rules are linked: {text}");
}

#[tokio::test]
async fn why_before_any_reply_is_explained() {
    let (_stage, bout) = begun().await;
    assert!(!bout.trainee.slash(bout.place, "why", &[]).await.quiet_answer().await.text().is_empty());
}

#[tokio::test]
async fn commands_of_a_bout_outside_of_one_are_explained() {
    let stage = Stage::open().await;
    let ada = stage.person("Ada");
    for (command, options) in
        [("end", vec![]), ("hint", vec![]), ("why", vec![]), ("stop", vec![]), ("rewind", vec![("to", "1")])]
    {
        let told = ada.slash(lobby(&stage), command, &options).await.quiet_answer().await;
        assert!(!told.text().is_empty(), "/{command}");
    }
}

#[tokio::test]
async fn commands_of_somebody_elses_bout_are_refused() {
    let (mut stage, bout) = begun().await;
    bout.reply("Since when are you in the dark?").await;
    let bob = stage.person("Bob");
    stage.double.with(|w| w.channels.get_mut(&bout.place).expect("the thread").members.insert(bob.id));
    for command in ["end", "hint", "why", "stop"] {
        let told = bob.slash(bout.place, command, &[]).await.quiet_answer().await;
        assert!(!told.text().is_empty(), "/{command}");
        assert!(told.embeds.is_empty(), "/{command} shows nothing of the bout");
    }
    bout.patient_reply(1).await;
    stage.stop().await;
    let kept = bout.kept(&stage).await;
    assert!(kept.bout.ending.is_none() && kept.bout.hints.is_empty());
}

#[tokio::test]
async fn rewind_goes_back_to_before_a_reply() {
    let (mut stage, bout) = begun().await;
    let first = bout.reply("Since when are you in the dark?").await;
    bout.reply("Take your time. Point two.").await;
    let asked = bout.trainee.slash(bout.place, "rewind", &[("to", "2")]).await;
    asked.acknowledged("/rewind").await;
    let again = stage
        .double
        .until("the client's last line again", |w| {
            let here = w.channels[&bout.place].messages.values().filter(|m| m.id > asked.id);
            here.into_iter().find(|m| m.text().contains(first.content.trim_start_matches("**Nina:** "))).cloned()
        })
        .await;
    assert!(again.id > asked.id);
    bout.reply("Take your time. Another point two.").await;
    stage.stop().await;
    let kept = bout.kept(&stage).await;
    let replies: Vec<&str> = kept.bout.exchanges.iter().map(|e| e.reply.as_str()).collect();
    assert_eq!(replies, ["Since when are you in the dark?", "Take your time. Another point two."]);
    assert!(kept.branch_of.is_some(), "a bout that went back is a branch");
}

#[tokio::test]
async fn rewind_to_a_reply_that_is_not_there_is_explained() {
    let (_stage, bout) = begun().await;
    let told = bout.trainee.slash(bout.place, "rewind", &[("to", "7")]).await.quiet_answer().await;
    assert!(!told.text().is_empty());
    bout.reply("Since when?").await;
}

#[tokio::test]
async fn the_cast_is_shown_with_a_button_for_each() {
    let stage = Stage::open().await;
    let ada = stage.person("Ada");
    let told = ada.slash(lobby(&stage), "personas", &[]).await.answer().await;
    assert!(told.controls().count() > 0, "{told:#?}");
    assert!(!told.text().contains("Test Lamp"), "no labels before a bout: {}", told.text());
    let button = told
        .controls()
        .find(|c| c["custom_id"].as_str().is_some_and(|id| id.contains(NINA)) || c["options"].is_array())
        .expect("a way to practise with Nina")
        .clone();
    let pressed = if button["options"].is_array() {
        let value = button["options"].as_array().and_then(|o| o.iter().find(|o| o.to_string().contains(NINA))).cloned();
        let value = value.expect("Nina is offered");
        ada.choose(&told, button["custom_id"].as_str().unwrap_or_default(), value["value"].as_str().unwrap_or_default())
    } else {
        ada.press(&told, button["custom_id"].as_str().unwrap_or_default())
    };
    pressed.acknowledged("the button").await;
    let found = |w: &World| {
        w.channels.values().find(|c| c.owner.is_some() && client_lines_in(w, c.id).next().is_some()).map(|c| c.id)
    };
    stage.double.until("the bout of the button", found).await;
}

/// The button that deletes, by its style: danger.
fn danger(message: &Message) -> String {
    let button = message.controls().find(|c| c["style"] == 4).expect("a button in red");
    button["custom_id"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn privacy_delete_asks_first_and_leaves_no_byte() {
    let mut stage = Stage::open().await;
    let ada = stage.person("Ada");
    let (bout, _) = Bout::finish(&stage, &ada).await;
    let asked = ada.slash(lobby(&stage), "privacy delete", &[]).await.quiet_answer().await;
    ada.press(&asked, &danger(&asked)).acknowledged("the deletion").await;
    let board = ada.slash(lobby(&stage), "leaderboard", &[("period", "all")]).await.answer().await;
    assert!(!board.text().contains("Ada"), "{}", board.text());
    let _ = bout;
    stage.stop().await;
    let folder = stage.database().parent().expect("a folder").to_owned();
    for file in std::fs::read_dir(folder).expect("the folder").flatten() {
        if file.file_name().to_string_lossy().contains("sparring.db") {
            let bytes = std::fs::read(file.path()).expect("the file");
            let reply = b"in the dark?";
            assert!(!bytes.windows(reply.len()).any(|w| w == reply), "a reply is left in {:?}", file.path());
        }
    }
}

#[tokio::test]
async fn privacy_delete_can_be_thought_better_of() {
    let mut stage = Stage::open().await;
    let ada = stage.person("Ada");
    let (bout, _) = Bout::finish(&stage, &ada).await;
    let asked = ada.slash(lobby(&stage), "privacy delete", &[]).await.quiet_answer().await;
    let keep = asked.controls().find(|c| c["style"] != 4).cloned().expect("a button that keeps");
    ada.press(&asked, keep["custom_id"].as_str().unwrap_or_default()).acknowledged("keeping").await;
    stage.stop().await;
    assert_eq!(bout.kept(&stage).await.bout.exchanges.len(), 2);
}

#[tokio::test]
async fn privacy_delete_in_an_open_bout_ends_it() {
    let (mut stage, bout) = begun().await;
    bout.reply("Since when?").await;
    let asked = bout.trainee.slash(lobby(&stage), "privacy delete", &[]).await.quiet_answer().await;
    let deleted = bout.trainee.press(&asked, &danger(&asked));
    // Whoever begins anew before it is done is deleted along with it.
    deleted.quietly_says("Everything about you is deleted").await;
    bout.trainee.say(bout.place, "Anybody there?");
    let again = Bout::begin(&stage, &bout.trainee).await;
    again.reply("Since when?").await;
    stage.stop().await;
}

#[tokio::test]
async fn every_command_is_answered_in_direct_messages() {
    let stage = Stage::open().await;
    let ada = stage.person("Ada");
    let direct = stage.double.with(|w| w.dm_with(ada.id));
    for command in [
        "end",
        "hint",
        "why",
        "stop",
        "personas",
        "leaderboard",
        "privacy delete",
        "privacy export",
        "help",
        "review",
        "settings",
    ] {
        let told = ada.slash(direct, command, &[]).await.answer().await;
        assert!(!told.text().is_empty(), "/{command}");
    }
}

#[tokio::test]
async fn help_says_what_to_do_first() {
    let stage = Stage::open().await;
    let ada = stage.person("Ada");
    let told = ada.slash(lobby(&stage), "help", &[]).await.quiet_answer().await;
    assert!(told.text().contains("/practice"), "{}", told.text());
}
