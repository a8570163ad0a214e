//! The process: how it starts, what it says when it cannot, how it ends.

use crate::bout::{Bout, GOOD_BYE};
use crate::double::{Fault, World};
use crate::stage::Stage;

/// The bot ends with this code and says so in one place, without the token.
async fn refuses_to_run(stage: &mut Stage, code: i32) -> String {
    stage.launch();
    let status = stage.ended().await;
    let said = stage.output();
    assert_eq!(status.code(), Some(code), "{said}");
    assert!(!said.contains("panicked") && !said.contains("Backtrace"), "{said}");
    said
}

#[tokio::test]
async fn a_wrong_token_is_said_in_one_sentence() {
    let mut stage = Stage::empty(World::usual()).await;
    stage.set("DISCORD_TOKEN", "MTE5.another-token.d3Jvbmctd3Jvbmctd3Jvbmc");
    let said = refuses_to_run(&mut stage, 1).await;
    assert!(said.to_lowercase().contains("token"), "{said}");
    assert!(!said.contains("another-token") && !said.contains("d3Jvbmctd3Jvbmctd3Jvbmc"), "{said}");
}

#[tokio::test]
async fn a_token_that_only_the_gateway_refuses_is_said_in_one_sentence() {
    let mut stage = Stage::empty(World::usual()).await;
    stage.double.with(|w| w.gateway.close_identify = Some(4004));
    let said = refuses_to_run(&mut stage, 1).await;
    assert!(said.to_lowercase().contains("token"), "{said}");
}

#[tokio::test]
async fn other_refusals_of_the_gateway_end_it_with_a_sentence() {
    for code in [4010, 4011, 4012, 4013] {
        let mut stage = Stage::empty(World::usual()).await;
        stage.double.with(|w| w.gateway.close_identify = Some(code));
        let said = refuses_to_run(&mut stage, 1).await;
        assert!(!said.trim().is_empty());
    }
}

#[tokio::test]
async fn a_token_that_is_reset_while_it_runs_ends_it_with_a_sentence() {
    let mut stage = Stage::open().await;
    stage.double.with(|w| w.gateway.close(4004));
    let status = stage.ended().await;
    assert_eq!(status.code(), Some(1));
    assert!(stage.output().to_lowercase().contains("token"), "{}", stage.output());
}

#[tokio::test]
async fn a_database_that_cannot_be_opened_is_said_in_one_sentence() {
    let mut stage = Stage::empty(World::usual()).await;
    let folder = stage.database().parent().expect("a folder").to_owned();
    stage.set("SPARRING_DATABASE", &folder.to_string_lossy());
    let said = refuses_to_run(&mut stage, 1).await;
    assert!(!said.trim().is_empty());
}

#[tokio::test]
async fn a_file_that_is_no_database_is_said_in_one_sentence_and_left_as_it_is() {
    let mut stage = Stage::empty(World::usual()).await;
    let database = stage.database();
    let letter = "Dear database, I am a letter.\n".repeat(200);
    std::fs::write(&database, &letter).expect("a file in our folder");
    let said = refuses_to_run(&mut stage, 1).await;
    assert!(said.contains("sparring.db"), "{said}");
    assert_eq!(std::fs::read_to_string(&database).expect("the letter"), letter);
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_said_in_one_sentence() {
    let mut stage = Stage::empty(World::usual()).await;
    let newer = rusqlite::Connection::open(stage.database()).expect("a new database");
    newer.pragma_update(None, "user_version", 999).expect("a version from the future");
    drop(newer);
    let said = refuses_to_run(&mut stage, 1).await;
    assert!(!said.trim().is_empty());
}

#[tokio::test]
async fn a_database_that_is_busy_for_a_moment_loses_nothing() {
    let mut stage = Stage::open().await;
    let ada = stage.person("Ada");
    let bout = Bout::begin(&stage, &ada).await;
    let other = rusqlite::Connection::open(stage.database()).expect("the bot's database");
    other.execute_batch("BEGIN IMMEDIATE").expect("the bot is not writing");
    let reply = ada.say(bout.place, "Since when?");
    ada.slash(stage.double.look(|w| w.lobby), "help", &[]).await.answer().await;
    other.execute_batch("ROLLBACK").expect("nothing was written");
    bout.line_after(reply).await;
    bout.was_told_once(&mut stage, &["Since when?"]).await;
}

#[tokio::test]
async fn a_persona_file_that_is_broken_is_named_with_its_line() {
    let mut stage = Stage::empty(World::usual()).await;
    let folder = stage.database().parent().expect("a folder").join("personas/en");
    std::fs::create_dir_all(&folder).expect("a folder of ours");
    std::fs::write(folder.join("broken.toml"), "id = \"broken\"\nname = [1,\n").expect("a file of ours");
    stage.set("SPARRING_PERSONAS", &folder.parent().expect("personas").to_string_lossy());
    stage.launch();
    let online = stage.comes_online().await;
    let said = stage.output();
    assert!(said.contains("broken.toml:2") || said.contains("broken.toml:3"), "online {online}: {said}");
}

#[tokio::test]
async fn a_setting_that_makes_no_sense_is_wrong_usage() {
    let mut stage = Stage::empty(World::usual()).await;
    stage.set("SPARRING_TYPING", "sometimes");
    let said = refuses_to_run(&mut stage, 2).await;
    assert!(said.contains("SPARRING_TYPING"), "{said}");
}

#[tokio::test]
async fn the_address_may_end_in_a_slash() {
    let mut stage = Stage::empty(World::usual()).await;
    let url = format!("{}/", stage.double.url());
    stage.set("DISCORD_API_URL", &url);
    stage.start().await;
    stage.stop().await;
}

#[tokio::test]
async fn it_ends_in_order_when_asked() {
    for signal in ["TERM", "INT"] {
        let mut stage = Stage::open().await;
        let ada = stage.person("Ada");
        let bout = Bout::begin(&stage, &ada).await;
        bout.reply("Since when?").await;
        let (status, took) = stage.ask_to_end(signal).await;
        assert_eq!(status.code(), Some(0), "SIG{signal}");
        assert!(took.as_secs() < 5, "SIG{signal}: {took:?}");
    }
}

#[tokio::test]
async fn it_ends_in_order_before_it_is_connected() {
    let mut stage = Stage::empty(World::usual()).await;
    stage.double.with(|w| w.gateway.identify_held = true);
    stage.launch();
    stage.double.until("the bot to knock", |w| (!w.gateway.identified.is_empty()).then_some(())).await;
    stage.stop().await;
}

#[tokio::test]
async fn it_ends_in_order_while_discord_does_not_answer() {
    let mut stage = Stage::open().await;
    let ada = stage.person("Ada");
    let bout = Bout::begin(&stage, &ada).await;
    stage.double.with(|w| w.faults.push(Fault::held("*", "*")));
    let asked = stage.double.look(|w| w.asked.len());
    ada.say(bout.place, "Since when?");
    stage.double.until("the bot to try to answer", |w| (w.asked.len() > asked).then_some(())).await;
    stage.stop().await;
    stage.double.with(|w| w.faults.clear());
    stage.start().await;
    bout.patient_reply(1).await;
    bout.was_told_once(&mut stage, &["Since when?", "Take your time, I am listening to you, point 1."]).await;
}

#[tokio::test]
async fn replies_that_arrive_while_it_ends_are_not_lost() {
    let mut stage = Stage::open().await;
    let ada = stage.person("Ada");
    let bout = Bout::begin(&stage, &ada).await;
    let replies: Vec<String> = (1..=5).map(|n| format!("Take your time. This is point {n}.")).collect();
    for reply in &replies {
        ada.say(bout.place, reply);
    }
    stage.stop().await;
    stage.start().await;
    let last = ada.say(bout.place, GOOD_BYE);
    bout.card_after(last).await;
    bout.was_told_once(&mut stage, &replies.iter().map(String::as_str).chain([GOOD_BYE]).collect::<Vec<_>>()).await;
}

#[tokio::test]
async fn commands_are_registered_once_a_start() {
    let mut stage = Stage::open().await;
    let ada = stage.person("Ada");
    Bout::begin(&stage, &ada).await;
    let names = |w: &World| w.commands.iter().filter_map(|c| c["name"].as_str().map(str::to_owned)).collect::<Vec<_>>();
    let mut names = stage.double.look(names);
    names.sort();
    let wanted = ["end", "help", "hint", "leaderboard", "personas", "practice", "privacy", "rewind", "stop", "why"];
    for name in wanted {
        assert!(names.iter().any(|n| n == name), "/{name} is missing: {names:?}");
    }
    stage.double.with(|w| w.gateway.forget());
    stage.double.until("a new session", |w| (w.gateway.welcomed == 2).then_some(())).await;
    Bout::begin(&stage, &stage.person("Bob")).await;
    stage.stop().await;
    assert_eq!(stage.double.look(|w| w.registrations), 1);
}

#[tokio::test]
async fn neither_replies_nor_secrets_are_logged() {
    let mut stage = Stage::empty(World::usual()).await;
    stage.set("RUST_LOG", "debug");
    stage.start().await;
    let ada = stage.person("Ada");
    let bout = Bout::begin(&stage, &ada).await;
    bout.reply("My secret garden is behind the quarry.").await;
    stage.double.with(|w| w.faults.push(Fault::fails("POST", "/webhooks/*/*", 500)));
    bout.reply("Behind the quarry, I said.").await;
    stage.stop().await;
    let said = stage.output();
    for secret in ["quarry", "webhook-secret", "interaction-secret"] {
        let line = said.lines().find(|line| line.contains(secret));
        assert!(line.is_none(), "{secret:?} stands in the log: {line:?}");
    }
}

#[tokio::test]
async fn with_a_proxy_set_the_gateway_is_reached_by_another_way() {
    // The stand-in speaks plain HTTP, which a proxy for HTTPS leaves alone; the way to the gateway is the longer one
    // all the same.
    let mut stage = Stage::empty(World::usual()).await;
    stage.set("HTTPS_PROXY", "http://127.0.0.1:9");
    stage.start().await;
    let ada = stage.person("Ada");
    let bout = Bout::begin(&stage, &ada).await;
    stage.double.with(|w| w.gateway.cut());
    bout.reply("Since when?").await;
    bout.was_told_once(&mut stage, &["Since when?"]).await;
}
