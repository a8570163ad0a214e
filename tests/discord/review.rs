//! What coaches see of what is shared with them, what they say of it, and how it reaches the trainee.

use sparring::bout::Four;
use sparring::store::{Agreement, BoutId, ChannelKey, GuildKey, MessageKey, Place, Store, TraineeId, Voice};

use crate::double::{Fault, World};
use crate::scene::{REASON, Scene, differ, lobby};

#[tokio::test]
async fn a_coach_sets_marks_and_a_slip_costs_nothing() {
    let mut scene = Scene::shared().await;
    let seen = scene.looked_at(&scene.coach).await;
    let opened = scene.coach.press(&seen, "Set marks");
    let note = "Hear *first*, then <ask>.";
    let texts = [("empathy", "seventy"), ("overall", "90"), ("words", note)];
    let wrong = scene.coach.fill_in_all(&opened, &texts).await.quiet_answer().await;
    assert!(wrong.text().contains("Empathy “seventy”") && wrong.text().contains(note), "{}", wrong.text());

    // The way back into the form outlives a restart, and brings everything along.
    scene.restart().await;
    let again = scene.coach.press(&wrong, "Correct it");
    let modal = again.acknowledged("the form again").await.data.to_string();
    assert!(modal.contains("seventy") && modal.contains("Hear *first*, then <ask>."), "{modal}");
    let done = scene.coach.fill_in_all(&again, &[("empathy", "0")]).await.quiet_answer().await;
    assert!(done.text().contains("stand beside"), "{}", done.text());
    scene.told("Overall 90").await;
    scene.on_card("Overall 90").await;

    let why = scene.ada.slash(scene.bout.place, "why", &[]).await.quiet_answer().await;
    assert!(!why.text().contains("Overall 90"), "that was said of another reply: {}", why.text());
    let evidence = scene.ada.press(&scene.card, "evidence").quiet_answer().await;
    assert!(evidence.text().contains("Overall 90"), "{}", evidence.text());

    let panel = scene.coach.slash(lobby(&scene.stage), "settings", &[]).await.quiet_answer().await;
    assert!(panel.text().contains("one reply") && panel.text().contains("25 points"), "{}", panel.text());
    let (kept, said, agreement) = scene.kept().await;
    let coach = said.of_coach(1).expect("the coach's word");
    assert_eq!(coach.own, Four { empathy: Some(0), overall: Some(90), ..Four::default() });
    assert_eq!(coach.note, note);
    assert_eq!(coach.machine, kept.bout.exchanges[0].marks, "the machine's marks stay as they were");
    assert_eq!(agreement.looked_at, 1);
    assert_eq!(coach.agrees, agreement.agreed == 1);
}

#[tokio::test]
async fn why_shows_a_coachs_word_on_the_last_reply() {
    let scene = Scene::set().await;
    differ(&scene.ada, &scene.card, "2", &[("words", "He was shouting.")]).await;
    let seen = scene.looked_at(&scene.coach).await;
    let opened = scene.coach.press(&seen, "Set marks");
    scene.coach.fill_in_all(&opened, &[("triggers", "33")]).await.quiet_answer().await;
    scene.told("Triggers avoided 33").await;
    let why = scene.ada.slash(scene.bout.place, "why", &[]).await.quiet_answer().await;
    assert!(why.text().contains("Triggers avoided 33"), "{}", why.text());
}

#[tokio::test]
async fn only_coaches_see_what_is_shared() {
    let mut scene = Scene::shared().await;
    let bob = scene.stage.person("Bob");
    let shown = scene.looked_at(&scene.coach).await;
    let kept = BoutId(1);
    for who in [&bob, &scene.ada] {
        for command in ["review", "settings"] {
            let told = who.slash(lobby(&scene.stage), command, &[]).await.quiet_answer().await;
            assert!(told.text().contains("coaches of this server"), "/{command}: {}", told.text());
            assert!(told.controls().count() == 0 && !told.text().contains(REASON));
        }
        for id in ["v1:confirm:1-1", "v1:set:1-1", "v1:set-mend:1-1", "v1:review:waiting-1", "v1:review:seen-1"] {
            let told = who.press_forged(&shown, id).quiet_answer().await;
            assert!(!told.text().contains(REASON) && told.embeds.is_empty(), "{id}: {told:#?}");
        }
        let told = who.choose_forged(&shown, "v1:review-on:waiting", &format!("{}-1", kept.0)).quiet_answer().await;
        assert!(!told.text().contains(REASON), "{}", told.text());
        let told = who.fill_in_forged(&shown, "v1:set-said:1-1", &[("overall", "100")]).quiet_answer().await;
        assert!(told.text().contains("coaches of this server"), "{}", told.text());
    }
    let (_, said, _) = scene.kept().await;
    assert!(said.coaches.is_empty());
}

#[tokio::test]
async fn a_role_makes_coaches_and_only_who_manages_the_server_names_it() {
    let scene = Scene::shared().await;
    let (bob, role) = (scene.stage.person("Bob"), 4_242_424_242_424_242_u64);
    let named = role.to_string();
    let lobby = lobby(&scene.stage);
    let told = bob.slash(lobby, "settings", &[("coach", &named)]).await.quiet_answer().await;
    assert!(told.text().contains("Manage Server"), "{}", told.text());
    let panel = scene.coach.slash(lobby, "settings", &[("coach", &named)]).await.quiet_answer().await;
    assert!(panel.text().contains(&format!("<@&{role}>")), "{}", panel.text());
    assert!(panel.text().contains("No coach has looked"), "empty as yet: {}", panel.text());

    let refused = scene.review(&bob).await;
    assert!(refused.text().contains(&format!("<@&{role}>")), "it says who is: {}", refused.text());
    scene.stage.double.with(|w| w.people.get_mut(&bob.id).expect("Bob").roles.insert(role));
    let seen = scene.looked_at(&bob).await;
    assert!(seen.text().contains(REASON));
    let told = bob.slash(lobby, "settings", &[("coach", &named)]).await.quiet_answer().await;
    assert!(told.text().contains("Only somebody who may manage"), "{}", told.text());

    // The role of everybody takes the role back, and does not make everybody a coach.
    let everyone = scene.stage.double.look(|w| w.guild).to_string();
    let panel = scene.coach.slash(lobby, "settings", &[("coach", &everyone)]).await.quiet_answer().await;
    assert!(panel.text().contains("Whoever may manage this server"), "{}", panel.text());
    let told = bob.press(&seen, "Confirm the marks").quiet_answer().await;
    assert!(told.text().contains("coaches of this server"), "no coach any more: {}", told.text());
}

#[tokio::test]
async fn nobody_coaches_themselves() {
    let mut scene = Scene::shared().await;
    scene.ada.manages();
    let seen = scene.looked_at(&scene.ada).await;
    assert!(seen.text().contains("your own") && seen.control("v1:confirm:").is_none(), "{seen:#?}");
    for id in ["v1:confirm:1-1", "v1:set:1-1"] {
        let told = scene.ada.press_forged(&seen, id).quiet_answer().await;
        assert!(told.text().contains("your own"), "{}", told.text());
    }
    let (_, said, _) = scene.kept().await;
    assert!(said.coaches.is_empty());
}

#[tokio::test]
async fn a_forged_button_puts_nothing_before_all() {
    let scene = Scene::shared().await;
    let before = scene.stage.double.look(|w| w.message(scene.card.id).expect("the card").text());
    for id in ["v1:review:waiting-1", "v1:confirm:1-1"] {
        let told = scene.coach.press_forged(&scene.card, id).quiet_answer().await;
        assert_ne!(told.id, scene.card.id, "{id}");
    }
    let told = scene.coach.choose_forged(&scene.card, "v1:review-on:waiting", "1-1").quiet_answer().await;
    assert!(told.text().contains(REASON));
    scene.on_card("agrees with these marks").await;
    let after = scene.stage.double.look(|w| w.message(scene.card.id).expect("the card").text());
    assert!(!after.contains(REASON) && after.len() > before.len(), "{after}");
}

#[tokio::test]
async fn another_servers_replies_are_out_of_reach() {
    let mut scene = Scene::shared().await;
    let seen = scene.looked_at(&scene.coach).await;
    // The same database serves another server, in which somebody else has shared a reply.
    scene.stage.stop().await;
    let kept = scene.bout.kept(&scene.stage).await;
    let store = Store::open(&scene.stage.database()).await.expect("the database");
    let place = Place {
        guild: Some(GuildKey(77)),
        channel: ChannelKey(78),
        parent: Some(ChannelKey(79)),
        home: Some(GuildKey(77)),
    };
    let open = kept.bout.rewind(1).expect("the opening");
    let other = store.begin(&open, TraineeId(5), place, Voice::Bot, None, 1).await.expect("a bout");
    let mut exchange = kept.bout.exchanges[0].clone();
    exchange.ending = Some(sparring::persona::Ending::Resolved);
    store.keep_exchange(other, MessageKey(1), &exchange, None, 1).await.expect("an exchange");
    store.disagree(other, 1, Four::default(), "A secret of another server.", 1).await.expect("a word");
    store.write_off(other).await.expect("nothing is owed");
    store.close().await.expect("the database closes");
    scene.stage.start().await;

    for id in ["confirm", "set", "set-mend"] {
        let told = scene.coach.press_forged(&seen, &format!("v1:{id}:{}-1", other.0)).quiet_answer().await;
        assert!(told.text().contains("not shared any more") && !told.text().contains("secret"), "{id}: {told:#?}");
    }
    let value = format!("{}-1", other.0);
    let told = scene.coach.choose_forged(&seen, "v1:review-on:waiting", &value).quiet_answer().await;
    assert!(!told.text().contains("secret"), "{told:#?}");
    let list = scene.review(&scene.coach).await;
    assert_eq!(list.control("v1:review-on:").expect("Ada's")["options"].as_array().map(Vec::len), Some(1));
    let (_, _, agreement) = scene.kept().await;
    assert_eq!(agreement, Agreement::default());
}

#[tokio::test]
async fn buttons_work_after_a_restart_and_a_word_that_was_owed_is_told() {
    let mut scene = Scene::set().await;
    let menu = scene.ada.press(&scene.card, "v1:differ:").quiet_answer().await;
    scene.restart().await;
    let opened = scene.ada.choose(&menu, "v1:differ-on:", "2");
    let modal = opened.acknowledged("the form").await.data;
    scene.restart().await;
    let id = modal["custom_id"].as_str().expect("a name").to_owned();
    scene.ada.fill_in_forged(&menu, &id, &[("words", REASON)]).quiet_answer().await;
    let seen = scene.looked_at(&scene.coach).await;
    scene.restart().await;

    // The line is kept, then the bot dies before it is said.
    scene.stage.double.with(|w| w.faults.push(Fault::swallowed("POST", "/channels/*/messages")));
    scene.coach.press(&seen, "Confirm the marks").quietly_says("you confirm").await;
    let tried = |w: &World| {
        w.asked
            .iter()
            .any(|a| a.method == "POST" && a.body.to_string().contains("agrees with these marks"))
            .then_some(())
    };
    scene.stage.double.until("the bot to try to tell", tried).await;
    scene.stage.kill();
    scene.stage.double.with(|w| w.faults.clear());
    scene.stage.start().await;
    scene.told("agrees with these marks").await;
    scene.on_card("agrees with these marks").await;
    scene.restart().await;
    scene.coach.press(&seen, "Confirm the marks").quietly_says("already").await;
    let (_, said, agreement) = scene.kept().await;
    assert_eq!((said.coaches.len(), agreement), (1, Agreement { looked_at: 1, agreed: 1 }));
    let lines = |w: &World| scene.bout.notes(w).filter(|m| m.content.contains("agrees with these marks")).count();
    assert_eq!(scene.stage.double.look(lines), 1, "told once");
}

#[tokio::test]
async fn a_word_that_cannot_be_told_at_once_is_told_later() {
    let scene = Scene::shared().await;
    let seen = scene.looked_at(&scene.coach).await;
    // More refusals than one request is tried.
    scene.stage.double.with(|w| w.faults.push(Fault::fails("POST", "/channels/*/messages", 503).times(6)));
    scene.coach.press(&seen, "Confirm the marks").quietly_says("you confirm").await;
    scene.told("agrees with these marks").await;
    scene.on_card("agrees with these marks").await;
}

#[tokio::test]
async fn a_trainee_whose_thread_is_gone_is_told_directly() {
    let scene = Scene::shared().await;
    let seen = scene.looked_at(&scene.coach).await;
    scene.stage.double.with(|w| {
        w.channels.remove(&scene.bout.place);
    });
    scene.coach.press(&seen, "Confirm the marks").quietly_says("you confirm").await;
    scene
        .stage
        .double
        .until("a direct message", |w| {
            let mut direct = w.channels.values().filter(|c| c.kind == 1 && c.members.contains(&scene.ada.id));
            direct.find_map(|c| c.messages.values().find(|m| m.content.contains("agrees with these marks"))).map(drop)
        })
        .await;
}
