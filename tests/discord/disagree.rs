//! "I see it differently": who may say so, what is kept, and that nothing of it is lost.

use serde_json::Value;
use sparring::bout::{Four, View};
use sparring::store::{Agreement, ChannelKey, GuildKey, MessageKey, Opinions, Place, Store, TraineeId, Voice};

use crate::bout::{Bout, NINA};
use crate::double::{Id, Message};
use crate::hand::Person;
use crate::scene::{FIRST, REASON, SECOND, Scene, differ, form, lobby};
use crate::stage::Stage;

#[tokio::test]
async fn a_trainee_says_so_and_a_coach_confirms() {
    let mut scene = Scene::set().await;
    let menu = scene.ada.press(&scene.card, "I see it differently").quiet_answer().await;
    assert!(menu.text().contains("shows that one reply to the coaches"), "said before sending: {}", menu.text());
    let options = menu.control("v1:differ-on:").expect("a menu")["options"].clone();
    assert_eq!(options.as_array().map(Vec::len), Some(2));
    let first = &options[0];
    assert!(first["label"].as_str().is_some_and(|l| l.contains("Reply 1") && l.contains("listening")), "{first}");
    assert!(first["description"].as_str().is_some_and(|d| d.contains("Since when")), "{first}");

    let texts = [("words", REASON), ("listening", "+"), ("overall", "70")];
    let told = differ(&scene.ada, &scene.card, "1", &texts).await;
    assert!(told.text().contains("/review") && told.text().contains("reply 1"), "what happens next: {}", told.text());

    let seen = scene.looked_at(&scene.coach).await;
    for part in [FIRST, REASON, "Nina", "dark", "Listening higher than", "Overall 70", &format!("<@{}>", scene.ada.id)]
    {
        assert!(seen.text().contains(part), "{part:?} is missing: {}", seen.text());
    }
    assert!(!seen.text().contains(SECOND), "one reply is shared, not the bout: {}", seen.text());
    let done = scene.coach.press(&seen, "Confirm the marks").quietly_says("you confirm").await;
    assert!(done.text().contains(FIRST) && done.text().contains("agrees with these marks"), "{}", done.text());

    let line = scene.told("agrees with these marks").await;
    assert!(line.mentions.is_empty() && line.content.contains("reply 1"), "{line:#?}");
    scene.on_card("agrees with these marks").await;

    let list = scene.review(&scene.coach).await;
    assert!(list.control("v1:review-on:").is_none(), "nothing waits any more: {}", list.text());
    let (kept, said, agreement) = scene.kept().await;
    let word = said.of_trainee(1).expect("the trainee's word");
    assert_eq!((word.reason.as_str(), word.shared, word.looked_at), (REASON, true, true));
    let views = Four { listening: Some(View::Higher), overall: Some(View::Mark(70)), ..Four::default() };
    assert_eq!(word.views, views);
    let coach = said.of_coach(1).expect("the coach's word");
    assert_eq!((coach.coach, coach.agrees), (Some(TraineeId(scene.coach.id)), true));
    assert_eq!((coach.machine, coach.marking), (kept.bout.exchanges[0].marks, kept.bout.exchanges[0].marking));
    assert_eq!(agreement, Agreement { looked_at: 1, agreed: 1 });
}

#[tokio::test]
async fn a_reason_that_cannot_be_kept_is_explained_and_not_lost() {
    let mut scene = Scene::set().await;
    let wrong = differ(&scene.ada, &scene.card, "1", &[("words", REASON), ("empathy", "101")]).await;
    assert!(wrong.text().contains("Empathy “101”"), "{}", wrong.text());
    let again = scene.ada.press(&wrong, "Correct it");
    let modal = again.acknowledged("the form again").await.data.to_string();
    assert!(modal.contains(REASON), "{modal}");
    let told = scene.ada.fill_in_all(&again, &[("empathy", "100")]).await.quiet_answer().await;
    assert!(told.text().contains("/review"), "{}", told.text());
    let wrong = differ(&scene.ada, &scene.card, "2", &[("words", " \u{200b}\u{0} ")]).await;
    assert!(wrong.text().contains("A reason is needed"), "{}", wrong.text());
    let (_, said, _) = scene.kept().await;
    assert_eq!(said.disagreements.len(), 1);
    assert_eq!(said.disagreements[0].views.empathy, Some(View::Mark(100)));
}

#[tokio::test]
async fn what_was_said_can_be_said_again_and_taken_back() {
    let mut scene = Scene::shared().await;
    let opened = form(&scene.ada, &scene.card, "1").await;
    let modal = opened.acknowledged("the form").await.data.to_string();
    assert!(modal.contains(REASON), "what was said before stands in it: {modal}");
    scene.ada.fill_in_all(&opened, &[("words", "And I asked kindly.")]).await.quiet_answer().await;
    let seen = scene.looked_at(&scene.coach).await;
    assert!(seen.text().contains("And I asked kindly.") && !seen.text().contains(REASON), "{}", seen.text());

    let menu = scene.ada.press(&scene.card, "v1:differ:").quiet_answer().await;
    let taken = scene.ada.choose(&menu, "v1:take-back:", "1").quietly_says("Taken back").await;
    assert!(taken.control("v1:take-back:").is_none(), "there is nothing more to take back");

    // A coach who still has it before them learns that it is gone, and nothing is kept.
    for pressed in [scene.coach.press(&seen, "Confirm the marks"), scene.coach.press(&seen, "Set marks")] {
        let told = pressed.quiet_answer().await;
        assert!(told.text().contains("not shared any more"), "{}", told.text());
    }
    let list = scene.review(&scene.coach).await;
    assert!(list.control("v1:review-on:").is_none(), "{}", list.text());
    let (_, said, agreement) = scene.kept().await;
    assert_eq!((said, agreement), (Opinions::default(), Agreement::default()));
}

#[tokio::test]
async fn only_the_trainee_may_differ_and_only_about_what_is_there() {
    let mut scene = Scene::set().await;
    let bob = scene.stage.person("Bob");
    scene.stage.double.with(|w| w.channels.get_mut(&scene.bout.place).expect("the thread").members.insert(bob.id));
    for id in ["v1:differ:1", "v1:differ-page:1-1", "v1:differ-mend:1-1"] {
        let told = bob.press_forged(&scene.card, id).quiet_answer().await;
        assert!(told.text().contains("somebody else") && told.controls().count() == 0, "{id}: {told:#?}");
    }
    for id in ["v1:differ-on:1", "v1:take-back:1"] {
        let told = bob.choose_forged(&scene.card, id, "1").quiet_answer().await;
        assert!(told.text().contains("somebody else"), "{id}: {told:#?}");
    }
    let forged = bob.fill_in_forged(&scene.card, "v1:differ-said:1-1", &[("words", "Mine.")]).quiet_answer().await;
    assert!(forged.text().contains("somebody else"), "{forged:#?}");

    for value in ["3", "0", "-1", "x", "4294967296"] {
        let told = scene.ada.choose_forged(&scene.card, "v1:differ-on:1", value).quiet_answer().await;
        assert!(told.text().contains("no such reply"), "{value}: {}", told.text());
    }
    for id in ["v1:differ-said:1-3", "v1:differ-said:999-1", "v1:differ-said:1", "v1:set-said:999-1"] {
        let told = scene.ada.fill_in_forged(&scene.card, id, &[("words", "Mine.")]).quiet_answer().await;
        assert!(!told.text().is_empty(), "{id}");
    }
    for id in ["v1:differ-mend:1-3", "v1:differ-on:1", "v1:differ-said:1-1", "v1:set-said:1-1", "v1:take-back:1"] {
        let told = scene.ada.press_forged(&scene.card, id).quiet_answer().await;
        assert!(!told.text().is_empty(), "{id}");
    }
    let (_, said, _) = scene.kept().await;
    assert_eq!(said, Opinions::default());
}

#[tokio::test]
async fn in_direct_messages_it_is_kept_for_the_trainee_alone() {
    let stage = Stage::open().await;
    let (ada, coach) = (stage.person("Ada"), stage.person("Cora"));
    coach.manages();
    let bout = Bout::begin_with(&stage, &ada, &[("persona", NINA), ("where", "dm")]).await;
    bout.reply(FIRST).await;
    let reply = ada.say(bout.place, SECOND);
    let card = bout.card_after(reply).await;
    let menu = ada.press(&card, "v1:differ:").quiet_answer().await;
    assert!(menu.text().contains("no coach"), "{}", menu.text());
    let told = differ(&ada, &card, "1", &[("words", REASON)]).await;
    assert!(told.text().contains("/privacy export") && !told.text().contains("/review"), "{}", told.text());
    let list = coach.slash(lobby(&stage), "review", &[]).await.quiet_answer().await;
    assert!(list.control("v1:review-on:").is_none());
    let told = coach.press_forged(&list, "v1:confirm:1-1").quiet_answer().await;
    assert!(told.text().contains("not shared any more"), "{}", told.text());
    let told = ada.slash(bout.place, "review", &[]).await.answer().await;
    assert!(told.text().contains("in a server"), "{}", told.text());
    let told = ada.slash(bout.place, "settings", &[]).await.answer().await;
    assert!(told.text().contains("belong to a server"), "{}", told.text());
    assert!(exported(&ada, bout.place).await.contains(REASON));
}

/// The file of `/privacy export`.
async fn exported(person: &Person, channel: Id) -> String {
    let told = person.slash(channel, "privacy export", &[]).await.answer().await;
    let [file] = told.attachments.as_slice() else { panic!("one file: {told:#?}") };
    assert_eq!(file["filename"], format!("sparring-{}.json", person.id));
    let text = file["content"].as_str().expect("a text").to_owned();
    serde_json::from_str::<Value>(&text).expect("it is JSON");
    text
}

#[tokio::test]
async fn an_export_has_everything_of_one_and_nothing_of_another() {
    let scene = Scene::shared().await;
    let seen = scene.looked_at(&scene.coach).await;
    let opened = scene.coach.press(&seen, "Set marks");
    scene.coach.fill_in_all(&opened, &[("overall", "61"), ("words", "Well asked.")]).await.quiet_answer().await;
    let lobby = lobby(&scene.stage);
    let adas = exported(&scene.ada, lobby).await;
    for part in [FIRST, SECOND, REASON, "Well asked.", "61", "not for decisions on employment"] {
        assert!(adas.contains(part), "{part:?} is missing: {adas}");
    }
    let coachs = exported(&scene.coach, lobby).await;
    assert!(coachs.contains("Well asked.") && coachs.contains("61"), "{coachs}");
    assert!(!coachs.contains(FIRST) && !coachs.contains(REASON), "{coachs}");
    let nobody = exported(&scene.stage.person("Bob"), lobby).await;
    assert!(!nobody.contains("Well asked.") && !nobody.contains(FIRST), "{nobody}");
}

#[tokio::test]
async fn who_is_deleted_takes_their_words_along() {
    let mut scene = Scene::shared().await;
    let seen = scene.looked_at(&scene.coach).await;
    let opened = scene.coach.press(&seen, "Set marks");
    let done = scene.coach.fill_in_all(&opened, &[("overall", "61"), ("words", "Kestrel feather.")]).await;
    done.quiet_answer().await;
    scene.told("Kestrel feather").await;

    let delete = async |who: &Person| {
        let asked = who.slash(lobby(&scene.stage), "privacy delete", &[]).await.quiet_answer().await;
        let deleted = who.press(&asked, "v1:forget:").quiet_answer().await;
        scene
            .stage
            .double
            .until("the deletion to be told", |w| {
                w.message(deleted.id).filter(|m| m.content.contains("is deleted")).map(drop)
            })
            .await;
    };
    delete(&scene.coach).await;
    let evidence = scene.ada.press(&scene.card, "evidence").quiet_answer().await;
    assert!(evidence.text().contains("Overall 61"), "the marks belong to Ada: {}", evidence.text());
    assert!(!evidence.text().contains("Kestrel") && !evidence.text().contains(&scene.coach.id.to_string()));
    delete(&scene.ada).await;
    scene.stage.stop().await;
    let folder = scene.stage.database().parent().expect("a folder").to_owned();
    for file in std::fs::read_dir(folder).expect("the folder").flatten() {
        if file.file_name().to_string_lossy().contains("sparring.db") {
            let bytes = std::fs::read(file.path()).expect("the file");
            for part in [REASON.as_bytes(), b"Kestrel", &scene.coach.id.to_be_bytes(), &scene.ada.id.to_be_bytes()] {
                assert!(!bytes.windows(part.len()).any(|w| w == part), "{part:?} is left in {:?}", file.path());
            }
        }
    }
}

#[tokio::test]
async fn before_the_end_and_after_a_stop_nothing_is_shared() {
    let mut stage = Stage::open().await;
    let ada = stage.person("Ada");
    let bout = Bout::begin(&stage, &ada).await;
    let line = bout.reply(FIRST).await;
    let told = ada.press_forged(&line, "v1:differ:1").quiet_answer().await;
    assert!(told.text().contains("when the bout is over"), "{}", told.text());
    ada.slash(bout.place, "stop", &[]).await.quiet_answer().await;
    for told in [
        ada.press_forged(&line, "v1:differ:1").quiet_answer().await,
        ada.fill_in_forged(&line, "v1:differ-said:1-1", &[("words", REASON)]).quiet_answer().await,
    ] {
        assert!(told.text().contains("You stopped"), "{}", told.text());
    }
    stage.stop().await;
}

#[tokio::test]
async fn hostile_words_break_nothing() {
    let mut scene = Scene::set().await;
    let texts = [
        "@everyone @here <@1> <@&2> <#3> </practice:4>".to_owned(),
        "```\nunclosed **bold __under ||spoiler".to_owned(),
        "=cmd|' /C calc'!A0".to_owned(),
        "*".repeat(1000),
        "ж".repeat(1000),
        "👩‍👩‍👧‍👦".repeat(140),
        "{ $name } { -term } '; DROP TABLE disagreements; --".to_owned(),
    ];
    for text in &texts {
        differ(&scene.ada, &scene.card, "1", &[("words", text)]).await;
        let seen = scene.looked_at(&scene.coach).await;
        let opened = scene.coach.press(&seen, "Set marks");
        let wrong = scene.coach.fill_in_all(&opened, &[("overall", "</b>"), ("words", text)]).await;
        let wrong = wrong.quiet_answer().await;
        let again = scene.coach.press(&wrong, "Correct it");
        scene.coach.fill_in_all(&again, &[("overall", "50")]).await.quiet_answer().await;
        let list = scene.coach.slash(lobby(&scene.stage), "review", &[]).await.quiet_answer().await;
        scene.coach.press(&list, "What was looked at").quiet_answer().await;
    }
    let long = "x".repeat(1001);
    let told = scene.ada.fill_in_forged(&scene.card, "v1:differ-said:1-1", &[("words", &long)]).quiet_answer().await;
    assert!(told.text().contains("longer than 1000"), "{}", told.text());
    let evidence = scene.ada.press(&scene.card, "evidence").quiet_answer().await;
    assert!(!evidence.text().is_empty());
    let (_, said, _) = scene.kept().await;
    assert!(said.of_trainee(1).is_some_and(|said| said.reason == texts[6]));
}

#[tokio::test]
async fn more_replies_than_fit_are_turned_to() {
    let mut scene = Scene::set().await;
    scene.stage.stop().await;
    let kept = scene.bout.kept(&scene.stage).await;
    let store = Store::open(&scene.stage.database()).await.expect("the database");
    let guild = GuildKey(scene.stage.double.look(|w| w.guild));
    let place = Place {
        guild: Some(guild),
        channel: ChannelKey(scene.bout.place),
        parent: kept.place.parent,
        home: Some(guild),
    };
    let trainee = TraineeId(scene.ada.id);
    let open = kept.bout.rewind(1).expect("the opening");
    let long = store.begin(&open, trainee, place, Voice::Bot, None, 1).await.expect("a bout");
    for n in 1..=60 {
        let mut exchange = kept.bout.exchanges[0].clone();
        exchange.n = n;
        exchange.client.clear();
        exchange.ending = (n == 60).then_some(sparring::persona::Ending::Resolved);
        store.keep_exchange(long, MessageKey(u64::from(n)), &exchange, None, 1).await.expect("an exchange");
    }
    for n in 1..=30 {
        store.disagree(long, n, Four::default(), &format!("Reason {n}."), i64::from(n)).await.expect("a word");
    }
    store.write_off(long).await.expect("nothing is owed");
    store.close().await.expect("the database closes");
    scene.stage.start().await;

    let first = scene.ada.press_forged(&scene.card, &format!("v1:differ:{}", long.0)).quiet_answer().await;
    let values = |page: &Message| {
        let options = page.control("v1:differ-on:").expect("a menu")["options"].clone();
        let ends = options.as_array().map(|o| (o[0]["value"].clone(), o[o.len() - 1]["value"].clone()));
        let (first, last) = ends.expect("options");
        (first.as_str().unwrap_or_default().to_owned(), last.as_str().unwrap_or_default().to_owned())
    };
    assert_eq!(values(&first), ("1".to_owned(), "25".to_owned()));
    let second = scene.ada.press(&first, "Later replies ▶").quiet_answer().await;
    assert_eq!(values(&second), ("26".to_owned(), "50".to_owned()));
    let third = scene.ada.press(&second, "Later replies ▶").quiet_answer().await;
    assert_eq!(values(&third), ("51".to_owned(), "60".to_owned()));
    let back = scene.ada.press(&third, "◀ Earlier replies").quiet_answer().await;
    let taken = scene.ada.choose(&back, "v1:take-back:", "30").quietly_says("Taken back").await;
    assert_eq!(values(&taken), ("26".to_owned(), "50".to_owned()), "it stays on its page");
    let beyond = format!("v1:differ-page:{}-999", long.0);
    assert_eq!(values(&scene.ada.press_forged(&taken, &beyond).quiet_answer().await).1, "60");

    let list = scene.review(&scene.coach).await;
    assert!(list.text().contains("29 replies") && list.text().contains("Page 1 of 2"), "{}", list.text());
    let next = scene.coach.press(&list, "Next page ▶").quiet_answer().await;
    let options = next.control("v1:review-on:").expect("a menu")["options"].clone();
    assert_eq!(options.as_array().map(Vec::len), Some(4));
    let (_, _, agreement) = scene.kept().await;
    assert_eq!(agreement, Agreement::default());
}
