//! Kills, restarts, lost connections: every reply is kept and answered once.

use crate::bout::{Bout, GOOD_BYE, client_lines_in};
use crate::double::{Fault, Resuming, World};
use crate::stage::Stage;

async fn begun() -> (Stage, Bout) {
    let stage = Stage::open().await;
    let ada = stage.person("Ada");
    let bout = Bout::begin(&stage, &ada).await;
    (stage, bout)
}

#[tokio::test]
async fn a_bout_goes_on_after_a_restart() {
    let (mut stage, bout) = begun().await;
    bout.reply("Since when?").await;
    stage.kill();
    stage.start().await;
    bout.reply("In the dark, then?").await;
    let last = bout.trainee.say(bout.place, GOOD_BYE);
    bout.card_after(last).await;
    bout.was_told_once(&mut stage, &["Since when?", "In the dark, then?", GOOD_BYE]).await;
}

#[tokio::test]
async fn what_was_written_while_the_bot_was_away_is_answered_on_its_return() {
    let (mut stage, bout) = begun().await;
    bout.reply("Since when?").await;
    stage.kill();
    bout.trainee.say(bout.place, "In the dark, then?");
    let last = bout.trainee.say(bout.place, GOOD_BYE);
    stage.start().await;
    bout.card_after(last).await;
    bout.was_told_once(&mut stage, &["Since when?", "In the dark, then?", GOOD_BYE]).await;
}

#[tokio::test]
async fn a_stop_written_while_the_bot_was_away_is_heeded() {
    let (mut stage, bout) = begun().await;
    bout.reply("Since when?").await;
    stage.kill();
    let stop = bout.trainee.say(bout.place, "Stop");
    stage.start().await;
    bout.note_after(stop).await;
    stage.stop().await;
    let kept = bout.kept(&stage).await;
    assert_eq!(kept.bout.exchanges.len(), 1);
    assert!(kept.bout.ending.is_some());
}

#[tokio::test]
async fn a_line_that_was_posted_before_a_kill_is_not_posted_again() {
    let (mut stage, bout) = begun().await;
    stage.double.with(|w| w.faults.push(Fault::answer_lost("POST", "/webhooks/*/*")));
    let reply = bout.trainee.say(bout.place, "Since when?");
    bout.line_after(reply).await;
    stage.kill();
    stage.start().await;
    bout.patient_reply(1).await;
    bout.was_told_once(&mut stage, &["Since when?", "Take your time, I am listening to you, point 1."]).await;
}

#[tokio::test]
async fn a_line_of_the_bots_own_that_was_posted_before_a_kill_is_not_posted_again() {
    let mut stage = Stage::open().await;
    let ada = stage.person("Ada");
    let bout = Bout::begin_with(&stage, &ada, &[("persona", "nina"), ("where", "dm")]).await;
    stage.double.with(|w| w.faults.push(Fault::answer_lost("POST", "/channels/*/messages")));
    let reply = ada.say(bout.place, "Since when?");
    bout.line_after(reply).await;
    stage.kill();
    stage.start().await;
    bout.patient_reply(1).await;
    bout.was_told_once(&mut stage, &["Since when?", "Take your time, I am listening to you, point 1."]).await;
}

#[tokio::test]
async fn a_line_that_was_kept_but_not_posted_before_a_kill_is_posted() {
    let (mut stage, bout) = begun().await;
    stage.double.with(|w| w.faults.push(Fault::swallowed("POST", "/webhooks/*/*")));
    let asked = stage.double.look(|w| w.asked.len());
    bout.trainee.say(bout.place, "Since when?");
    stage
        .double
        .until("the bot to try to post", |w| {
            w.asked.iter().skip(asked).any(|a| a.method == "POST" && a.path.starts_with("/webhooks/")).then_some(())
        })
        .await;
    stage.kill();
    stage.start().await;
    bout.patient_reply(1).await;
    bout.was_told_once(&mut stage, &["Since when?", "Take your time, I am listening to you, point 1."]).await;
}

#[tokio::test]
async fn a_scorecard_that_was_owed_comes_after_a_restart() {
    let (mut stage, bout) = begun().await;
    stage.double.with(|w| w.faults.push(Fault::fails("POST", "/channels/*/messages", 503).times(1000)));
    let last = bout.trainee.say(bout.place, GOOD_BYE);
    bout.line_after(last).await;
    stage.kill();
    stage.double.with(|w| w.faults.clear());
    stage.start().await;
    let card = bout.card_after(last).await;
    assert!(card.text().contains("The Test Lamp"));
    bout.was_told_once(&mut stage, &[GOOD_BYE]).await;
    assert_eq!(stage.double.look(|w| bout.notes(w).filter(|m| !m.embeds.is_empty() && m.id > last).count()), 1);
}

#[tokio::test]
async fn an_event_that_comes_twice_is_answered_once() {
    let (mut stage, bout) = begun().await;
    let reply = bout.trainee.say(bout.place, "Since when?");
    let again = |stage: &Stage| {
        stage.double.with(|w| {
            let same = w.message(reply).expect("the reply").clone();
            w.tell_message("MESSAGE_CREATE", &same);
        });
    };
    again(&stage);
    bout.line_after(reply).await;
    again(&stage);
    bout.patient_reply(1).await;
    // Long after, an old event is as harmless.
    again(&stage);
    bout.patient_reply(2).await;
    let said = [
        "Since when?",
        "Take your time, I am listening to you, point 1.",
        "Take your time, I am listening to you, point 2.",
    ];
    bout.was_told_once(&mut stage, &said).await;
}

#[tokio::test]
async fn a_connection_that_is_lost_is_resumed() {
    let (mut stage, bout) = begun().await;
    stage.double.with(|w| {
        w.gateway.resuming = Resuming::Held;
        w.gateway.cut();
    });
    let reply = bout.trainee.say(bout.place, "Since when?");
    stage.double.with(|w| w.gateway.resuming = Resuming::Welcome);
    bout.line_after(reply).await;
    assert_eq!(stage.double.look(|w| (w.gateway.welcomed, w.gateway.resumed)), (1, 1));
    bout.was_told_once(&mut stage, &["Since when?"]).await;
}

#[tokio::test]
async fn what_was_written_while_the_session_was_lost_is_read_and_answered() {
    let (mut stage, bout) = begun().await;
    stage.double.with(|w| {
        w.gateway.resuming = Resuming::Invalid;
        w.gateway.forget();
    });
    let reply = bout.trainee.say(bout.place, "Since when?");
    bout.line_after(reply).await;
    assert_eq!(stage.double.look(|w| w.gateway.welcomed), 2);
    bout.patient_reply(1).await;
    bout.was_told_once(&mut stage, &["Since when?", "Take your time, I am listening to you, point 1."]).await;
}

#[tokio::test]
async fn a_request_to_reconnect_is_followed() {
    let (mut stage, bout) = begun().await;
    stage.double.with(|w| w.gateway.ask_to_reconnect());
    let reply = bout.trainee.say(bout.place, "Since when?");
    bout.line_after(reply).await;
    bout.was_told_once(&mut stage, &["Since when?"]).await;
}

#[tokio::test]
async fn a_connection_that_is_closed_with_a_code_is_resumed() {
    let (mut stage, bout) = begun().await;
    // "We are not sure what went wrong. Try reconnecting?"
    stage.double.with(|w| w.gateway.close(4000));
    let reply = bout.trainee.say(bout.place, "Since when?");
    bout.line_after(reply).await;
    bout.was_told_once(&mut stage, &["Since when?"]).await;
}

#[tokio::test]
async fn a_connection_that_is_closed_without_a_word_is_replaced() {
    let (mut stage, bout) = begun().await;
    stage.double.with(|w| w.gateway.close(0));
    let reply = bout.trainee.say(bout.place, "Since when?");
    bout.line_after(reply).await;
    bout.was_told_once(&mut stage, &["Since when?"]).await;
}

#[tokio::test]
async fn a_session_that_timed_out_is_begun_anew() {
    let (mut stage, bout) = begun().await;
    stage.double.with(|w| {
        w.gateway.close(4009);
        w.gateway.forget();
    });
    let reply = bout.trainee.say(bout.place, "Since when?");
    bout.line_after(reply).await;
    bout.was_told_once(&mut stage, &["Since when?"]).await;
}

#[tokio::test]
async fn a_connection_that_no_longer_answers_heartbeats_is_left() {
    let mut world = crate::double::World::usual();
    world.gateway.heartbeat_ms = Some(700);
    let mut stage = Stage::empty(world).await;
    stage.start().await;
    let ada = stage.person("Ada");
    let bout = Bout::begin(&stage, &ada).await;
    stage.double.with(|w| w.gateway.deaf = true);
    stage.double.until("the bot to notice", |w| (!w.gateway.connected()).then_some(())).await;
    let reply = ada.say(bout.place, "Since when?");
    stage.double.with(|w| w.gateway.deaf = false);
    bout.line_after(reply).await;
    bout.was_told_once(&mut stage, &["Since when?"]).await;
}

#[tokio::test]
async fn an_opening_that_was_owed_comes_after_a_restart() {
    let mut stage = Stage::open().await;
    let ada = stage.person("Ada");
    stage.double.with(|w| w.faults.push(Fault::swallowed("POST", "/webhooks/*/*")));
    let lobby = stage.double.look(|w| w.lobby);
    let asked = ada.slash(lobby, "practice", &[("persona", "nina")]).await;
    let tried = |w: &World| w.asked.iter().any(|a| a.path.contains("/webhook-secret")).then_some(());
    stage.double.until("the bot to try to post the opening", tried).await;
    stage.kill();
    stage.start().await;
    let found = |w: &World| {
        let mine = w.channels.values().filter(|c| c.members.contains(&ada.id));
        mine.flat_map(|c| client_lines_in(w, c.id)).map(|m| m.channel).next()
    };
    let place = stage.double.until("the opening", found).await;
    assert!(place > asked.id);
    let bout = Bout { double: stage.double.clone(), trainee: ada, place };
    bout.reply("Since when?").await;
    bout.was_told_once(&mut stage, &["Since when?"]).await;
}

#[tokio::test]
async fn a_reply_behind_many_other_words_is_found_on_the_bots_return() {
    let (mut stage, bout) = begun().await;
    let bob = stage.person("Bob");
    stage.double.with(|w| w.channels.get_mut(&bout.place).expect("the thread").members.insert(bob.id));
    bout.reply("Since when?").await;
    stage.kill();
    for n in 0..130 {
        bob.say(bout.place, &format!("By the way, number {n}."));
    }
    let last = bout.trainee.say(bout.place, "In the dark, then?");
    stage.start().await;
    bout.line_after(last).await;
    bout.was_told_once(&mut stage, &["Since when?", "In the dark, then?"]).await;
}

#[tokio::test]
async fn a_picture_sent_while_the_bot_was_away_is_no_reply() {
    let (mut stage, bout) = begun().await;
    stage.kill();
    let picture = bout.trainee.send(bout.place, "", |m| {
        m.attachments.push(serde_json::json!({
            "id": "1", "filename": "lamp.png", "size": 3, "url": "https://cdn.example/lamp.png",
            "proxy_url": "https://cdn.example/lamp.png",
        }));
    });
    stage.start().await;
    bout.note_after(picture).await;
    bout.reply("Since when?").await;
    bout.was_told_once(&mut stage, &["Since when?"]).await;
}

#[tokio::test]
async fn a_resume_that_is_never_answered_is_given_up() {
    let (mut stage, bout) = begun().await;
    stage.double.with(|w| {
        w.gateway.resuming = Resuming::Held;
        w.gateway.cut();
    });
    let reply = bout.trainee.say(bout.place, "Since when?");
    bout.line_after(reply).await;
    assert_eq!(stage.double.look(|w| w.gateway.resumed), 0);
    bout.was_told_once(&mut stage, &["Since when?"]).await;
}

#[tokio::test]
async fn a_server_that_is_away_for_a_while_does_no_harm() {
    let (mut stage, bout) = begun().await;
    stage.double.with(|w| {
        let gone = serde_json::json!({ "id": w.guild.to_string(), "unavailable": true });
        w.gateway.tell("GUILD_DELETE", 1, &gone);
        let back = w.guild_json();
        w.gateway.tell("GUILD_CREATE", 1, &back);
    });
    bout.reply("Since when?").await;
    bout.was_told_once(&mut stage, &["Since when?"]).await;
}

#[tokio::test]
async fn a_form_that_comes_twice_is_one_reply() {
    let mut world = World::usual();
    world.content_granted = false;
    let mut stage = Stage::empty(world).await;
    stage.start().await;
    let ada = stage.person("Ada");
    let bout = Bout::begin(&stage, &ada).await;
    let opening = stage.double.look(|w| client_lines_in(w, bout.place).next().cloned()).expect("an opening");
    let sent = ada.fill_in(&ada.press(&opening, "reply"), "Since when?").await;
    sent.deliver_again();
    bout.line_after(sent.id).await;
    sent.deliver_again();
    let last = stage.double.look(|w| client_lines_in(w, bout.place).last().cloned()).expect("an answer");
    let sent = ada.fill_in(&ada.press(&last, "reply"), GOOD_BYE).await;
    bout.card_after(sent.id).await;
    bout.was_told_once(&mut stage, &["Since when?", GOOD_BYE]).await;
}

#[tokio::test]
async fn a_command_that_comes_twice_is_carried_out_once() {
    let stage = Stage::open().await;
    let ada = stage.person("Ada");
    let lobby = stage.double.look(|w| w.lobby);
    let asked = ada.slash(lobby, "practice", &[("persona", "nina")]).await;
    asked.deliver_again();
    asked.answer().await;
    asked.deliver_again();
    ada.slash(lobby, "help", &[]).await.answer().await;
    let other = stage.person("Bob");
    Bout::begin(&stage, &other).await;
    let threads = |w: &World| w.channels.values().filter(|c| c.members.contains(&ada.id)).count();
    assert_eq!(stage.double.look(threads), 1);
}

#[tokio::test]
async fn a_bout_in_a_deleted_thread_harms_nobody() {
    let (mut stage, bout) = begun().await;
    let bob = stage.person("Bob");
    let other = Bout::begin(&stage, &bob).await;
    stage.double.with(|w| w.remove_channel(bout.place));
    other.reply("Since when?").await;
    stage.kill();
    stage.start().await;
    other.patient_reply(1).await;
    let again = Bout::begin(&stage, &bout.trainee).await;
    again.reply("Since when?").await;
}

#[tokio::test]
async fn an_archived_thread_goes_on_and_a_locked_one_is_left() {
    let (mut stage, bout) = begun().await;
    bout.reply("Since when?").await;
    stage.double.with(|w| w.archive(bout.place, false));
    bout.patient_reply(1).await;
    stage.double.with(|w| w.archive(bout.place, true));
    let again = Bout::begin(&stage, &bout.trainee).await;
    assert_ne!(again.place, bout.place);
    again.reply("Since when?").await;
    stage.stop().await;
}

#[tokio::test]
async fn a_webhook_that_was_deleted_is_made_anew() {
    let (mut stage, bout) = begun().await;
    bout.reply("Since when?").await;
    stage.double.with(|w| w.webhooks.clear());
    bout.patient_reply(1).await;
    bout.was_told_once(&mut stage, &["Since when?", "Take your time, I am listening to you, point 1."]).await;
}

#[tokio::test]
async fn a_webhook_permission_that_was_taken_away_in_the_middle_leaves_the_bots_own_voice() {
    let (mut stage, bout) = begun().await;
    bout.reply("Since when?").await;
    stage.double.with(|w| {
        w.webhooks.clear();
        w.permissions &= !crate::double::permission::MANAGE_WEBHOOKS;
    });
    bout.patient_reply(1).await;
    bout.was_told_once(&mut stage, &["Since when?", "Take your time, I am listening to you, point 1."]).await;
}
