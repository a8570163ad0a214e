//! Clients that write again when no reply comes: in time, not too often, not at night, and never over a reply.
//!
//! The bot's clock stands still in these tests but where they put it forward.

use std::time::Duration;

use jiff::{Timestamp, ToSpan};
use rusqlite::{Connection, OpenFlags};
use sparring::persona::Ending;

use crate::bout::{Bout, GOOD_BYE, NINA};
use crate::double::{Fault, Resuming, World};
use crate::hand::Person;
use crate::scene::lobby;
use crate::stage::Stage;

/// A Monday morning.
const MORNING: &str = "2026-11-23T09:00:00Z";
/// What the prebrief says of a client who writes again.
const WRITES_AGAIN: &str = "writes again";

/// A bout with a client who is left waiting.
struct Left {
    stage: Stage,
    bout: Bout,
    now: Timestamp,
}

/// A bot whose clock stands at this moment.
async fn at(now: &str) -> Stage {
    let mut stage = Stage::empty(World::usual()).await;
    stage.time_is(now);
    stage.start().await;
    stage
}

impl Left {
    async fn begun(stage: Stage, now: &str, options: &[(&str, &str)]) -> Self {
        let ada = stage.person("Ada");
        let bout = Bout::begin_with(&stage, &ada, options).await;
        Self { stage, bout, now: now.parse().expect("a moment") }
    }

    async fn since_morning() -> Self {
        let left = Self::begun(at(MORNING).await, MORNING, &[("persona", NINA)]).await;
        assert_eq!(left.due(0, 0).await, left.now + 10.minutes());
        left
    }

    /// Puts the clock forward.
    fn pass(&mut self, minutes: i64) {
        self.now += minutes.minutes();
        self.stage.time_is(&self.now.to_string());
    }

    /// Asks the store; the bot goes on meanwhile.
    async fn ask<T>(&self, what: &str, mut found: impl FnMut(&Row) -> Option<T>) -> T {
        let path = self.stage.database();
        let store = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).expect("the bot's database");
        let place = i64::try_from(self.bout.place).expect("an id");
        let search = async {
            loop {
                let row = store.query_row(ASKED, [place], |row| {
                    Ok(Row { replies: row.get(0)?, waits: row.get(1)?, owed: row.get(2)?, due_ms: row.get(3)? })
                });
                if let Some(it) = found(&row.expect("the bout is kept")) {
                    return it;
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(40), search).await.unwrap_or_else(|_| panic!("waited for {what}"))
    }

    /// Waits until all is said after so many replies and waits, and says when the client writes again.
    async fn due(&self, replies: u32, waits: u32) -> Timestamp {
        let due_ms = self
            .ask(&format!("something due after {replies} replies and {waits} waits"), |row| {
                row.due_ms.filter(|_| (row.replies, row.waits, row.owed) == (replies, waits, 0))
            })
            .await;
        Timestamp::from_millisecond(due_ms).expect("a moment")
    }

    /// Waits until the bout is due at this moment.
    async fn is_due_at(&self, at: &str) {
        let at: Timestamp = at.parse().expect("a moment");
        let at = at.as_millisecond();
        self.ask(&format!("the bout to be due at {at}"), |row| (row.due_ms == Some(at)).then_some(())).await;
    }

    /// Waits until nothing is due.
    async fn is_not_due(&self) {
        self.ask("the bout not to be due", |row| (row.due_ms.is_none() && row.owed == 0).then_some(())).await;
    }

    /// Waits until the client has said so many lines.
    async fn lines(&self, count: usize) {
        let said = |w: &World| (crate::bout::client_lines_in(w, self.bout.place).count() >= count).then_some(());
        self.stage.double.until(&format!("{count} lines of the client"), said).await;
        assert_eq!(self.bout.lines().len(), count);
    }

    /// Waits until the bot has tried to send a line by webhook, after so many requests.
    async fn tries_to_speak(&self, asked: usize) {
        let tried = |w: &World| w.asked.iter().skip(asked).any(|a| a.path.contains("/webhook-secret")).then_some(());
        self.stage.double.until("the bot to try to speak", tried).await;
    }

    fn asked(&self) -> usize {
        self.stage.double.look(|w| w.asked.len())
    }

    /// Ends the bot; gives how often the client wrote again. Every line was said once, in order.
    async fn waits(&mut self, replies: &[&str]) -> usize {
        self.bout.was_told_once(&mut self.stage, replies).await.bout.waits.len()
    }
}

/// What the store says of a bout.
struct Row {
    replies: u32,
    waits: u32,
    owed: u32,
    due_ms: Option<i64>,
}

const ASKED: &str = "SELECT replies, (SELECT count(*) FROM waits WHERE bout = b.id),
         (SELECT count(*) FROM lines WHERE bout = b.id AND message IS NULL), due_ms
     FROM bouts AS b WHERE channel = ?1 ORDER BY id DESC LIMIT 1";

async fn set(stage: &Stage, by: &Person, options: &[(&str, &str)]) -> String {
    by.slash(lobby(stage), "settings", options).await.quiet_answer().await.text()
}

#[tokio::test]
async fn a_client_left_waiting_writes_again_until_it_has_done_so_often_enough() {
    let mut left = Left::since_morning().await;
    assert!(left.bout.everything().contains(WRITES_AGAIN), "the prebrief says so");
    for (waits, minutes, next) in [(1, 10, Some(20)), (2, 20, Some(40)), (3, 40, None)] {
        left.pass(minutes);
        left.lines(1 + waits).await;
        if let Some(next) = next {
            assert_eq!(left.due(0, u32::try_from(waits).expect("few")).await, left.now + next.minutes());
        }
    }
    left.is_not_due().await;
    left.pass(24 * 60);
    left.bout.reply("Since when?").await;
    left.due(1, 3).await;
    assert_eq!(left.waits(&["Since when?"]).await, 3);
}

#[tokio::test]
async fn a_minute_too_early_nothing_is_due() {
    let mut left = Left::since_morning().await;
    left.pass(9);
    left.bout.reply("Since when?").await;
    // From the answer on, the time is counted anew.
    assert_eq!(left.due(1, 0).await, left.now + 10.minutes());
    assert_eq!(left.waits(&["Since when?"]).await, 0);
}

#[tokio::test]
async fn at_night_nobody_writes_again_also_when_the_clocks_are_put_forward() {
    let now = "2026-03-28T18:55:00Z";
    let stage = at(now).await;
    let cora = stage.person("Cora");
    let panel = set(&stage, cora.manages(), &[("timezone", "europe/berlin")]).await;
    assert!(panel.contains("20:00") && panel.contains("08:00") && panel.contains("Europe/Berlin"), "{panel}");
    let mut left = Left::begun(stage, now, &[("persona", NINA)]).await;
    left.due(0, 0).await;
    // 20:06 in Berlin; the night is an hour short, and eight o'clock is at six.
    left.pass(11);
    left.is_due_at("2026-03-29T06:00:00Z").await;
    left.lines(1).await;
    left.pass(10 * 60 + 53);
    left.is_due_at("2026-03-29T06:00:00Z").await;
    left.lines(1).await;
    left.pass(1);
    left.lines(2).await;
    assert_eq!(left.due(0, 1).await, left.now + 20.minutes());
    assert_eq!(left.waits(&[]).await, 1);
}

#[tokio::test]
async fn a_server_can_do_without_quiet_hours() {
    let now = "2026-11-22T23:00:00Z";
    let stage = at(now).await;
    let cora = stage.person("Cora");
    let panel = set(&stage, cora.manages(), &[("quiet", "off")]).await;
    assert!(panel.contains("at any hour"), "{panel}");
    let mut left = Left::begun(stage, now, &[("persona", NINA)]).await;
    left.due(0, 0).await;
    left.pass(10);
    left.lines(2).await;
    assert_eq!(left.waits(&[]).await, 1);
}

#[tokio::test]
async fn a_server_can_do_without_it_also_in_direct_messages_begun_there() {
    let stage = at(MORNING).await;
    let cora = stage.person("Cora");
    let panel = set(&stage, cora.manages(), &[("waiting", "off")]).await;
    assert!(panel.contains("do not write again here"), "{panel}");
    let mut left = Left::begun(stage, MORNING, &[("persona", NINA), ("where", "dm")]).await;
    assert!(!left.bout.everything().contains(WRITES_AGAIN), "{}", left.bout.everything());
    left.due(0, 0).await;
    left.pass(10);
    left.is_not_due().await;
    left.bout.reply("Since when?").await;
    left.due(1, 0).await;
    assert_eq!(left.waits(&["Since when?"]).await, 0);
}

#[tokio::test]
async fn in_direct_messages_a_client_writes_again_with_the_bots_voice() {
    let mut left = Left::begun(at(MORNING).await, MORNING, &[("persona", NINA), ("where", "dm")]).await;
    left.due(0, 0).await;
    left.pass(10);
    left.lines(2).await;
    left.due(0, 1).await;
    assert_eq!(left.waits(&[]).await, 1);
}

#[tokio::test]
async fn what_fell_due_while_the_bot_was_away_is_written_once() {
    let mut left = Left::since_morning().await;
    left.stage.stop().await;
    left.pass(3 * 24 * 60);
    left.stage.start().await;
    left.lines(2).await;
    assert_eq!(left.due(0, 1).await, left.now + 20.minutes());
    left.bout.reply("Since when?").await;
    left.due(1, 1).await;
    assert_eq!(left.waits(&["Since when?"]).await, 1);
}

#[tokio::test]
async fn a_reply_written_while_the_bot_was_away_comes_first() {
    let mut left = Left::since_morning().await;
    left.stage.kill();
    left.bout.trainee.say(left.bout.place, "Since when?");
    left.pass(3 * 24 * 60);
    left.stage.start().await;
    assert_eq!(left.due(1, 0).await, left.now + 10.minutes());
    assert_eq!(left.waits(&["Since when?"]).await, 0);
}

#[tokio::test]
async fn what_was_to_be_written_before_a_kill_is_written_once() {
    for fault in [Fault::swallowed("POST", "/webhooks/*/*"), Fault::answer_lost("POST", "/webhooks/*/*")] {
        let mut left = Left::since_morning().await;
        left.stage.double.with(|w| w.faults.push(fault));
        let asked = left.asked();
        left.pass(10);
        left.tries_to_speak(asked).await;
        left.stage.kill();
        left.stage.double.with(|w| w.faults.clear());
        left.stage.start().await;
        left.lines(2).await;
        left.due(0, 1).await;
        assert_eq!(left.waits(&[]).await, 1);
    }
}

#[tokio::test]
async fn a_reply_that_the_gateway_has_not_told_yet_is_answered_instead() {
    let mut left = Left::since_morning().await;
    left.stage.double.with(|w| {
        w.gateway.resuming = Resuming::Held;
        w.gateway.cut();
    });
    let reply = left.bout.trainee.say(left.bout.place, "Since when?");
    left.pass(10);
    left.bout.line_after(reply).await;
    left.due(1, 0).await;
    left.stage.double.with(|w| w.gateway.resuming = Resuming::Welcome);
    left.bout.patient_reply(1).await;
    left.due(2, 0).await;
    assert_eq!(left.waits(&["Since when?", "Take your time, I am listening to you, point 1."]).await, 0);
}

#[tokio::test]
async fn a_reply_that_comes_while_the_client_writes_is_answered_after_it() {
    let mut left = Left::since_morning().await;
    left.stage.double.with(|w| w.faults.push(Fault::held("POST", "/webhooks/*/*")));
    let asked = left.asked();
    left.pass(10);
    left.tries_to_speak(asked).await;
    left.bout.trainee.say(left.bout.place, "Since when?");
    left.stage.double.with(|w| w.faults.clear());
    left.due(1, 1).await;
    assert_eq!(left.waits(&["Since when?"]).await, 1);
}

#[tokio::test]
async fn replies_at_the_very_moment_are_neither_lost_nor_doubled() {
    let mut left = Left::since_morning().await;
    let replies: Vec<String> = (1..=6).map(|n| format!("Take your time, I am listening to you, point {n}.")).collect();
    for (n, reply) in (1_u32..).zip(&replies) {
        // By turns the one or the other is a little earlier.
        if n % 2 == 0 {
            left.pass(10);
            left.bout.trainee.say(left.bout.place, reply);
        } else {
            left.bout.trainee.say(left.bout.place, reply);
            left.pass(10);
        }
        // Nothing more comes until the clock is put forward again.
        let then = (left.now + 2.minutes()).as_millisecond();
        let quiet = |row: &Row| (row.replies == n && row.owed == 0 && row.due_ms? > then).then_some(());
        left.ask("the reply to be answered", quiet).await;
    }
    let replies: Vec<&str> = replies.iter().map(String::as_str).collect();
    left.waits(&replies).await;
}

#[tokio::test]
async fn an_ended_bout_is_left_alone() {
    let mut left = Left::since_morning().await;
    let last = left.bout.trainee.say(left.bout.place, GOOD_BYE);
    left.bout.card_after(last).await;
    left.is_not_due().await;
    // Somebody else's client writes again meanwhile.
    let bob = left.stage.person("Bob");
    let other = Bout::begin(&left.stage, &bob).await;
    let ended = std::mem::replace(&mut left.bout, other);
    left.due(0, 0).await;
    left.pass(10);
    left.lines(2).await;
    assert_eq!(ended.was_told_once(&mut left.stage, &[GOOD_BYE]).await.bout.waits.len(), 0);
}

#[tokio::test]
async fn a_stop_ends_the_waiting() {
    let mut left = Left::since_morning().await;
    left.bout.trainee.slash(left.bout.place, "stop", &[]).await.quiet_answer().await;
    left.is_not_due().await;
    left.pass(60);
    left.bout.trainee.slash(left.bout.place, "help", &[]).await.answer().await;
    assert_eq!(left.bout.lines().len(), 1);
    left.stage.stop().await;
    let kept = left.bout.kept(&left.stage).await;
    assert_eq!((kept.bout.ending, kept.bout.waits.len()), (Some(Ending::Abandoned), 0));
}

#[tokio::test]
async fn settings_are_read_as_people_write_them_and_only_coaches_set_them() {
    let stage = at(MORNING).await;
    let (cora, bob) = (stage.person("Cora"), stage.person("Bob"));
    cora.manages();
    let panel = set(&stage, &cora, &[]).await;
    assert!(panel.contains("20:00") && panel.contains("UTC"), "{panel}");
    let all = [("timezone", "America/New_York"), ("quiet", "22:30 - 7:00"), ("waiting", "on")];
    let panel = set(&stage, &cora, &all).await;
    assert!(panel.contains("22:30") && panel.contains("07:00") && panel.contains("America/New\\_York"), "{panel}");
    for wrong in [[("timezone", "Middle @everyone Earth")], [("quiet", "all day")], [("quiet", "20:00-20:00")]] {
        let told = set(&stage, &cora, &wrong).await;
        assert!(told.contains("Nothing was changed"), "{told}");
    }
    let told = set(&stage, &bob, &[("waiting", "off")]).await;
    assert!(!told.contains("22:30"), "{told}");
    assert!(set(&stage, &cora, &[]).await.contains("22:30"), "nothing of it was taken");
    let zones = cora.complete(lobby(&stage), "settings", "timezone", "berl").await;
    assert_eq!(zones, [("Europe/Berlin".to_owned(), "Europe/Berlin".to_owned())]);
}
