//! Permissions that are missing: the person learns which one, and nothing breaks.

use crate::bout::{Bout, NINA};
use crate::double::{World, permission};
use crate::stage::Stage;

/// The answer to /practice in the lobby, with these permissions taken from the bot.
async fn told_without(missing: u64) -> (Stage, String) {
    let mut world = World::usual();
    world.permissions &= !missing;
    let mut stage = Stage::empty(world).await;
    stage.start().await;
    let ada = stage.person("Ada");
    let lobby = stage.double.look(|w| w.lobby);
    let answer = ada.slash(lobby, "practice", &[("persona", NINA)]).await.quiet_answer().await;
    (stage, answer.text())
}

#[tokio::test]
async fn without_private_threads_the_permission_is_named() {
    let (stage, told) = told_without(permission::CREATE_PRIVATE_THREADS).await;
    assert!(told.contains("Create Private Threads"), "{told}");
    assert_eq!(stage.double.look(|w| w.channels.values().filter(|c| c.owner.is_some()).count()), 0);
}

#[tokio::test]
async fn without_sending_in_threads_the_permission_is_named() {
    let (_stage, told) = told_without(permission::SEND_IN_THREADS).await;
    assert!(told.contains("Send Messages in Threads"), "{told}");
}

#[tokio::test]
async fn without_reading_the_history_the_permission_is_named() {
    let (_stage, told) = told_without(permission::READ_HISTORY).await;
    assert!(told.contains("Read Message History"), "{told}");
}

#[tokio::test]
async fn without_embeds_the_permission_is_named() {
    let (_stage, told) = told_without(permission::EMBED_LINKS).await;
    assert!(told.contains("Embed Links"), "{told}");
}

#[tokio::test]
async fn without_a_view_of_the_channel_the_permission_is_named() {
    let (_stage, told) = told_without(permission::VIEW_CHANNEL).await;
    assert!(told.contains("View Channel"), "{told}");
}

#[tokio::test]
async fn closed_direct_messages_are_explained() {
    let stage = Stage::open().await;
    let ada = stage.person("Ada");
    stage.double.with(|w| w.dms_closed.insert(ada.id));
    let lobby = stage.double.look(|w| w.lobby);
    let asked = ada.slash(lobby, "practice", &[("persona", NINA), ("where", "dm")]).await;
    let told = asked.quiet_answer().await;
    assert!(!told.text().is_empty());
    // Nothing is left over that would stand in the way of the next attempt.
    stage.double.with(|w| w.dms_closed.clear());
    Bout::begin_with(&stage, &ada, &[("persona", NINA), ("where", "dm")]).await.reply("Since when?").await;
}

#[tokio::test]
async fn channels_that_carry_no_private_threads_are_explained_or_done_without() {
    // Voice, announcement, a public thread, forum.
    for kind in [2, 5, 11, 15] {
        let stage = Stage::open().await;
        let ada = stage.person("Ada");
        let place = stage.double.with(|w| w.open_channel(kind, "elsewhere", None));
        let told = ada.slash(place, "practice", &[("persona", NINA)]).await.quiet_answer().await;
        assert!(!told.text().is_empty());
        stage.double.look(|w| {
            assert!(
                !w.channels.values().any(|c| c.parent == Some(place)),
                "no thread hangs on a channel of type {kind}"
            );
        });
    }
}

#[tokio::test]
async fn a_channel_with_all_its_webhooks_taken_leaves_the_bots_own_voice() {
    let mut stage = Stage::open().await;
    stage.double.with(|w| {
        for n in 0..15 {
            w.add_webhook(w.lobby, &format!("News {n}"), Some(42));
        }
    });
    let ada = stage.person("Ada");
    let bout = Bout::begin(&stage, &ada).await;
    bout.reply("Since when?").await;
    bout.was_told_once(&mut stage, &["Since when?"]).await;
}

#[tokio::test]
async fn access_lost_in_the_middle_of_a_bout_stops_nobody_else() {
    let mut stage = Stage::open().await;
    let (ada, bob) = (stage.person("Ada"), stage.person("Bob"));
    let bout = Bout::begin(&stage, &ada).await;
    let direct = Bout::begin_with(&stage, &bob, &[("persona", NINA), ("where", "dm")]).await;
    stage.double.with(|w| {
        w.webhooks.clear();
        w.permissions = 0;
    });
    ada.say(bout.place, "Since when?");
    direct.reply("Since when?").await;
    // With the access back, the bout goes on.
    stage.kill();
    stage.double.with(|w| w.permissions = permission::INVITED);
    stage.start().await;
    bout.patient_reply(1).await;
    bout.was_told_once(&mut stage, &["Since when?", "Take your time, I am listening to you, point 1."]).await;
}
