//! The scorecard and the board, with their buttons.

use serde_json::Value;

use crate::bout::{Bout, GOOD_BYE, client_lines_in};
use crate::double::{Id, Message, World};
use crate::hand::Person;
use crate::stage::Stage;

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
async fn the_board_is_empty_at_first_and_fills() {
    let stage = Stage::open().await;
    let ada = stage.person("Ada");
    let told = ada.slash(lobby(&stage), "leaderboard", &[]).await.answer().await;
    assert!(!told.text().is_empty());
    Bout::finish(&stage, &ada).await;
    for period in ["week", "month", "all"] {
        let told = ada.slash(lobby(&stage), "leaderboard", &[("period", period)]).await.answer().await;
        let named = told.text().contains("Ada") || told.text().contains(&format!("<@{}>", ada.id));
        assert!(named, "{period}: {}", told.text());
    }
}

#[tokio::test]
async fn a_stopped_bout_and_a_branch_stay_off_the_board() {
    let (stage, bout) = begun().await;
    bout.reply("Since when?").await;
    let note = bout.trainee.say(bout.place, "STOP");
    bout.note_after(note).await;
    let told = bout.trainee.slash(lobby(&stage), "leaderboard", &[("period", "all")]).await.answer().await;
    assert!(!told.text().contains("Ada") && !told.text().contains(&bout.trainee.id.to_string()), "{}", told.text());
}

#[tokio::test]
async fn a_branch_never_counts() {
    let mut stage = Stage::open().await;
    let ada = stage.person("Ada");
    let (bout, card) = Bout::finish(&stage, &ada).await;
    let (on, menu) = from_here(&ada, &card).await;
    let first = menu["options"][0]["value"].as_str().unwrap_or_default().to_owned();
    let chosen = ada.choose(&on, menu["custom_id"].as_str().unwrap_or_default(), &first);
    bout.line_after(chosen.id).await;
    let last = ada.say(bout.place, GOOD_BYE);
    bout.card_after(last).await;
    stage.stop().await;
    let store = sparring::store::Store::open(&stage.database()).await.expect("the bot's database");
    let guild = sparring::store::GuildKey(stage.double.look(|w| w.guild));
    let page = store.board(guild, 0, 1, sparring::store::TraineeId(ada.id)).await.expect("the board");
    assert_eq!(page.lines.iter().map(|l| l.bouts).collect::<Vec<_>>(), [1]);
    store.close().await.expect("the database closes");
}

#[tokio::test]
async fn the_board_has_pages() {
    let stage = Stage::open().await;
    for n in 0..=sparring::store::BOARD_PAGE {
        let person = stage.person(&format!("Trainee {n}"));
        Bout::finish(&stage, &person).await;
    }
    let ada = stage.person("Ada");
    let told = ada.slash(lobby(&stage), "leaderboard", &[("period", "all")]).await.answer().await;
    let next = told.controls().filter(|c| c["disabled"] != serde_json::json!(true)).last().cloned();
    let next = next.expect("a button to the next page");
    let turned = ada.press(&told, next["custom_id"].as_str().unwrap_or_default()).answer().await;
    assert_ne!(told.text(), turned.text(), "another page");
}

#[tokio::test]
async fn a_page_of_the_board_that_is_not_there_is_no_fault() {
    let stage = Stage::open().await;
    let ada = stage.person("Ada");
    let told = ada.slash(lobby(&stage), "leaderboard", &[("page", "99")]).await.answer().await;
    assert!(!told.text().is_empty());
}

#[tokio::test]
async fn the_card_shows_the_evidence_and_lets_one_go_again() {
    let stage = Stage::open().await;
    let ada = stage.person("Ada");
    let (bout, card) = Bout::finish(&stage, &ada).await;
    ada.press(&card, "evidence").quiet_answer().await;
    let again = ada.press(&card, "again");
    again.acknowledged("again").await;
    let found = |w: &World| {
        let mine = w.channels.values().filter(|c| c.members.contains(&ada.id));
        mine.flat_map(|c| client_lines_in(w, c.id)).find(|m| m.id > again.id).map(|m| m.channel)
    };
    let place = stage.double.until("the next bout's opening", found).await;
    let next = Bout { double: stage.double.clone(), trainee: ada.clone(), place };
    next.reply("Since when are you in the dark?").await;
    let _ = bout;
}

#[tokio::test]
async fn the_buttons_of_a_card_work_after_a_restart() {
    let mut stage = Stage::open().await;
    let ada = stage.person("Ada");
    let (_, card) = Bout::finish(&stage, &ada).await;
    stage.kill();
    stage.start().await;
    ada.press(&card, "evidence").quiet_answer().await;
}

/// The value of the first choice in the menu of replies, directly on the card or behind its button.
async fn from_here(ada: &Person, card: &Message) -> (Message, Value) {
    let menu = |m: &Message| m.controls().find(|c| c["options"].is_array()).cloned();
    if let Some(found) = menu(card) {
        return (card.clone(), found);
    }
    let behind = ada.press(card, "from").answer().await;
    let found = menu(&behind).expect("a menu of replies");
    (behind, found)
}

#[tokio::test]
async fn the_card_lets_one_try_from_a_reply() {
    let mut stage = Stage::open().await;
    let ada = stage.person("Ada");
    let (bout, card) = Bout::finish(&stage, &ada).await;
    let (on, menu) = from_here(&ada, &card).await;
    let last = menu["options"].as_array().and_then(|o| o.last()).expect("as many choices as replies");
    let chosen =
        ada.choose(&on, menu["custom_id"].as_str().unwrap_or_default(), last["value"].as_str().unwrap_or_default());
    chosen.acknowledged("try from here").await;
    bout.line_after(chosen.id).await;
    bout.reply("Take your time. I would rather listen.").await;
    stage.stop().await;
    let kept = bout.kept(&stage).await;
    let replies: Vec<&str> = kept.bout.exchanges.iter().map(|e| e.reply.as_str()).collect();
    assert_eq!(replies, ["Since when are you in the dark?", "Take your time. I would rather listen."]);
    assert!(kept.branch_of.is_some());
}

#[tokio::test]
async fn a_card_is_for_its_trainee_alone() {
    let mut stage = Stage::open().await;
    let (ada, bob) = (stage.person("Ada"), stage.person("Bob"));
    let (bout, card) = Bout::finish(&stage, &ada).await;
    stage.double.with(|w| w.channels.get_mut(&bout.place).expect("the thread").members.insert(bob.id));
    let told = bob.press(&card, "evidence").quiet_answer().await;
    assert!(told.embeds.is_empty(), "somebody else sees no evidence: {told:#?}");
    bob.press(&card, "again").quiet_answer().await;
    stage.stop().await;
    assert_eq!(bout.kept(&stage).await.bout.exchanges.len(), 2);
}

#[tokio::test]
async fn forged_ids_are_refused_kindly() {
    let stage = Stage::open().await;
    let ada = stage.person("Ada");
    let (_, card) = Bout::finish(&stage, &ada).await;
    let forged = [
        "v1:again:999999",
        "v1:evidence:-1",
        "v1:from:1:1",
        "v2:again:1",
        "v1:reply:1",
        "v1:forget:1",
        "v1:practise:../../etc/passwd",
        "v1:board:week-0",
        "nonsense",
        "v1:again:18446744073709551616",
        ":::::",
        "v1:evidence:1\u{0}",
        "again",
    ];
    for id in forged {
        let told = ada.press_forged(&card, id).quiet_answer().await;
        assert!(!told.text().is_empty(), "{id:?}");
    }
    // A menu's id on a button, and a value nobody offered.
    ada.slash(lobby(&stage), "help", &[]).await.quiet_answer().await;
}
