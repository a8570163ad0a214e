//! A REST API in trouble: too many requests, errors, and slowness.

use crate::bout::{Bout, GOOD_BYE};
use crate::double::{Fault, Sends, World};
use crate::stage::Stage;

async fn begun() -> (Stage, Bout) {
    let stage = Stage::open().await;
    let ada = stage.person("Ada");
    let bout = Bout::begin(&stage, &ada).await;
    (stage, bout)
}

#[tokio::test]
async fn a_429_on_a_route_is_waited_out() {
    let (mut stage, bout) = begun().await;
    stage.double.with(|w| w.faults.push(Fault::too_many("POST", "/webhooks/*/*", 0.3, false).times(2)));
    bout.reply("Since when?").await;
    bout.was_told_once(&mut stage, &["Since when?"]).await;
}

#[tokio::test]
async fn a_global_429_is_waited_out() {
    let (mut stage, bout) = begun().await;
    stage.double.with(|w| w.faults.push(Fault::too_many("*", "*", 0.3, true)));
    bout.reply("Since when?").await;
    bout.was_told_once(&mut stage, &["Since when?"]).await;
}

#[tokio::test]
async fn a_429_without_json_is_waited_out() {
    let (mut stage, bout) = begun().await;
    stage.double.with(|w| w.faults.push(Fault::too_many_bare("POST", "/webhooks/*/*", 1)));
    bout.reply("Since when?").await;
    bout.was_told_once(&mut stage, &["Since when?"]).await;
}

#[tokio::test]
async fn an_answer_that_breaks_off_makes_no_line_come_twice() {
    let (mut stage, bout) = begun().await;
    stage.double.with(|w| w.faults.push(Fault::answer_broken("POST", "/webhooks/*/*")));
    bout.reply("Since when?").await;
    bout.patient_reply(1).await;
    bout.was_told_once(&mut stage, &["Since when?", "Take your time, I am listening to you, point 1."]).await;
}

#[tokio::test]
async fn an_answer_that_breaks_off_makes_no_line_of_the_bots_own_come_twice() {
    let mut stage = Stage::open().await;
    let ada = stage.person("Ada");
    let bout = Bout::begin_with(&stage, &ada, &[("persona", "nina"), ("where", "dm")]).await;
    stage.double.with(|w| w.faults.push(Fault::answer_broken("POST", "/channels/*/messages")));
    bout.reply("Since when?").await;
    bout.patient_reply(1).await;
    bout.was_told_once(&mut stage, &["Since when?", "Take your time, I am listening to you, point 1."]).await;
}

#[tokio::test]
async fn an_answer_that_breaks_off_makes_no_card_come_twice() {
    let (mut stage, bout) = begun().await;
    stage.double.with(|w| w.faults.push(Fault::answer_broken("POST", "/channels/*/messages")));
    let last = bout.trainee.say(bout.place, GOOD_BYE);
    bout.card_after(last).await;
    let again = Bout::begin(&stage, &bout.trainee).await;
    again.reply("Since when?").await;
    bout.was_told_once(&mut stage, &[GOOD_BYE]).await;
    assert_eq!(stage.double.look(|w| bout.notes(w).filter(|m| m.id > last && !m.embeds.is_empty()).count()), 1);
}

#[tokio::test]
async fn a_429_on_an_acknowledgement_is_waited_out() {
    let stage = Stage::open().await;
    let ada = stage.person("Ada");
    stage.double.with(|w| w.faults.push(Fault::too_many("POST", "/interactions/*/*/callback", 0.2, false)));
    ada.slash(stage.double.look(|w| w.lobby), "help", &[]).await.quiet_answer().await;
}

#[tokio::test]
async fn an_error_while_a_line_is_posted_loses_nothing() {
    let (mut stage, bout) = begun().await;
    stage.double.with(|w| w.faults.push(Fault::fails("POST", "/webhooks/*/*", 502).times(2)));
    bout.reply("Since when?").await;
    bout.patient_reply(1).await;
    bout.was_told_once(&mut stage, &["Since when?", "Take your time, I am listening to you, point 1."]).await;
}

#[tokio::test]
async fn a_burst_of_replies_is_answered_within_discords_limits() {
    let (mut stage, bout) = begun().await;
    stage.double.with(|w| w.sends = Some(Sends::default()));
    let replies: Vec<String> = (1..=7).map(|n| format!("Take your time. This is point {n}.")).collect();
    for reply in &replies {
        bout.trainee.say(bout.place, reply);
    }
    let last = bout.trainee.say(bout.place, GOOD_BYE);
    bout.card_after(last).await;
    bout.was_told_once(&mut stage, &replies.iter().map(String::as_str).chain([GOOD_BYE]).collect::<Vec<_>>()).await;
}

#[tokio::test]
async fn errors_while_the_commands_are_registered_leave_no_deaf_bot() {
    let (mut stage, bout) = begun().await;
    stage.kill();
    stage.double.with(|w| w.faults.push(Fault::fails("PUT", "/applications/*/commands", 500).times(3)));
    stage.launch();
    stage.double.until("the bot to be back", |w| (w.gateway.welcomed == 2).then_some(())).await;
    bout.reply("Since when?").await;
    stage.double.until("the commands to be registered", |w| (w.registrations == 2).then_some(())).await;
    bout.was_told_once(&mut stage, &["Since when?"]).await;
}

#[tokio::test]
async fn a_gateway_address_that_cannot_be_had_at_once_is_asked_for_again() {
    let world = World::usual();
    let mut stage = Stage::empty(world).await;
    stage.double.with(|w| w.faults.push(Fault::fails("GET", "/gateway/bot", 500).times(1)));
    stage.double.with(|w| w.faults.push(Fault::fails("GET", "/gateway", 500).times(1)));
    stage.start().await;
    let ada = stage.person("Ada");
    Bout::begin(&stage, &ada).await.reply("Since when?").await;
}

#[tokio::test]
async fn a_line_that_is_slow_to_go_out_holds_up_nobody_else() {
    let (mut stage, bout) = begun().await;
    let bob = stage.person("Bob");
    let direct = Bout::begin_with(&stage, &bob, &[("persona", "nina"), ("where", "dm")]).await;
    stage.double.with(|w| w.faults.push(Fault::held("POST", "/webhooks/*/*")));
    let reply = bout.trainee.say(bout.place, "Since when?");
    direct.reply("Since when?").await;
    stage.double.with(|w| w.faults.clear());
    bout.line_after(reply).await;
    bout.was_told_once(&mut stage, &["Since when?"]).await;
}

#[tokio::test]
async fn many_bouts_at_once_are_all_answered() {
    let mut stage = Stage::open().await;
    let mut bouts = Vec::new();
    for n in 0..6 {
        let person = stage.person(&format!("Trainee {n}"));
        bouts.push(Bout::begin(&stage, &person).await);
    }
    for n in 1..=3 {
        let said: Vec<_> =
            bouts.iter().map(|b| (b, b.trainee.say(b.place, &format!("Take your time. This is point {n}.")))).collect();
        for (bout, reply) in said {
            bout.line_after(reply).await;
        }
    }
    stage.stop().await;
    for bout in &bouts {
        let kept = bout.kept(&stage).await;
        let owed = kept.bout.exchanges.iter().flat_map(|e| e.client.clone());
        assert_eq!(bout.lines(), kept.bout.opening.iter().cloned().chain(owed).collect::<Vec<_>>());
    }
}
