//! The stand-in itself, tried with serenity alone: what it lets through, and what it refuses.

use std::sync::Arc;

use serde_json::json;
use serenity::all::{
    ChannelId, Client, Context, CreateAllowedMentions, CreateMessage, EventHandler, GatewayIntents, HttpBuilder,
    Message,
};
use serenity::http::{Http, HttpError};

use crate::double::{self, Double, Fault, Serving, World};
use crate::hand::Person;

struct Echo;

#[serenity::async_trait]
impl EventHandler for Echo {
    async fn message(&self, context: Context, message: Message) {
        if !message.author.bot {
            let text = format!("you said {}", message.content);
            let none = CreateAllowedMentions::new();
            let send = CreateMessage::new().content(text).allowed_mentions(none);
            message.channel_id.send_message(&context.http, send).await.expect("the stand-in takes an echo");
        }
    }
}

fn http(double: &Double) -> Http {
    let token = double.look(|w| w.token.clone());
    HttpBuilder::new(token).proxy(double.url()).ratelimiter_disabled(true).build()
}

async fn echo(world: World) -> (Double, Serving) {
    let (double, serving) = Double::open(world).await;
    let intents = GatewayIntents::GUILDS | GatewayIntents::GUILD_MESSAGES | GatewayIntents::MESSAGE_CONTENT;
    let mut client = serenity::client::ClientBuilder::new_with_http(http(&double), intents)
        .event_handler_arc(Arc::new(Echo))
        .await
        .expect("a client");
    tokio::spawn(async move { Client::start(&mut client).await });
    double.until("the echo to be online", |w| w.gateway.connected().then_some(())).await;
    (double, serving)
}

async fn echoed(double: &Double, text: &str) {
    let lobby = double.look(|w| w.lobby);
    double
        .until(&format!("the echo of {text}"), |w| {
            w.channels[&lobby].messages.values().find(|m| m.content == format!("you said {text}")).map(|_| ())
        })
        .await;
}

#[tokio::test]
async fn a_message_goes_to_the_bot_and_its_answer_comes_back() {
    let (double, _serving) = echo(World::usual()).await;
    let ada = Person::join(&double, "Ada");
    ada.say(double.look(|w| w.lobby), "hello");
    echoed(&double, "hello").await;
    assert_eq!(double.look(|w| w.violations.clone()), Vec::<String>::new());
}

#[tokio::test]
async fn what_was_said_while_the_connection_was_cut_comes_with_the_resume() {
    let (double, _serving) = echo(World::usual()).await;
    let ada = Person::join(&double, "Ada");
    double.with(|w| w.gateway.cut());
    ada.say(double.look(|w| w.lobby), "anybody there?");
    echoed(&double, "anybody there?").await;
    assert_eq!(double.look(|w| (w.gateway.welcomed, w.gateway.resumed)), (1, 1));
}

#[tokio::test]
async fn a_session_that_is_forgotten_is_begun_anew() {
    let (double, _serving) = echo(World::usual()).await;
    let ada = Person::join(&double, "Ada");
    double.with(|w| w.gateway.forget());
    double.until("a new session", |w| (w.gateway.welcomed == 2).then_some(())).await;
    ada.say(double.look(|w| w.lobby), "again");
    echoed(&double, "again").await;
}

async fn refused(double: &Double, send: CreateMessage) -> (u16, isize) {
    let lobby = ChannelId::new(double.look(|w| w.lobby));
    let error = lobby.send_message(&http(double), send).await.expect_err("this is to be refused");
    match error {
        serenity::Error::Http(HttpError::UnsuccessfulRequest(said)) => (said.status_code.as_u16(), said.error.code),
        other => panic!("not a refusal of Discord's: {other:?}"),
    }
}

#[tokio::test]
async fn it_refuses_what_discord_refuses() {
    let (double, _serving) = Double::open(World::usual()).await;
    let send = CreateMessage::new().allowed_mentions(CreateAllowedMentions::new());
    assert_eq!(refused(&double, send.clone()).await, (400, 50006));
    // Serenity counts content itself, so that an embed stands in for what is too long.
    let embed = serenity::all::CreateEmbed::new().title("x".repeat(257));
    assert_eq!(refused(&double, send.clone().embed(embed)).await, (400, 50035));
    double.with(|w| w.permissions = 0);
    assert_eq!(refused(&double, send.clone().content("x")).await, (403, 50001));
    double.with(|w| w.permissions = crate::double::permission::VIEW_CHANNEL);
    assert_eq!(refused(&double, send.clone().content("x")).await, (403, 50013));
    double.with(|w| w.faults.push(Fault::fails("POST", "/channels/*/messages", 502)));
    assert_eq!(refused(&double, send.content("x")).await.0, 502);
    let noted = double.look(|w| w.violations.join("\n"));
    assert!(noted.contains("empty message") && noted.contains("257 characters"), "both were noted: {noted}");
}

/// Posts JSON as the bot; gives status and code of the answer.
async fn post(double: &Double, path: &str, body: serde_json::Value) -> (u16, u64) {
    let request = reqwest::Client::new().post(format!("{}/api/v10{path}", double.url()));
    let token = double.look(|w| w.token.clone());
    let request = request.header("Authorization", format!("Bot {token}")).header("Content-Type", "application/json");
    let answer = request.body(body.to_string()).send().await.expect("the stand-in answers");
    let status = answer.status().as_u16();
    let text = answer.text().await.expect("a body");
    let body: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    (status, body["code"].as_u64().unwrap_or(0))
}

#[tokio::test]
async fn it_refuses_a_second_and_a_late_acknowledgement() {
    let (double, _serving) = echo(World::usual()).await;
    double.with(|w| {
        w.registrations = 1;
        w.commands = vec![json!({ "id": "1", "name": "help" })];
    });
    let ada = Person::join(&double, "Ada");
    let lobby = double.look(|w| w.lobby);
    let paths = |id| double.look(|w| format!("/interactions/{id}/{}/callback", w.interactions[&id].token));
    let body = json!({ "type": 4, "data": { "content": "help", "allowed_mentions": { "parse": [] } } });
    let first = ada.slash(lobby, "help", &[]).await;
    assert_eq!(post(&double, &paths(first.id), body.clone()).await.0, 204);
    assert_eq!(post(&double, &paths(first.id), body.clone()).await, (400, 40060));
    let second = ada.slash(lobby, "help", &[]).await;
    double.with(|w| {
        if let Some(interaction) = w.interactions.get_mut(&second.id) {
            interaction.sent -= std::time::Duration::from_secs(4);
        }
    });
    assert_eq!(post(&double, &paths(second.id), body).await, (404, 10062));
}

#[tokio::test]
async fn it_notes_what_the_published_description_does_not_know() {
    let (double, _serving) = Double::open(World::usual()).await;
    let path = format!("/channels/{}/messages", double.look(|w| w.lobby));
    let body = json!({ "content": "hello", "colour": "red", "allowed_mentions": { "parse": [] } });
    assert_eq!(post(&double, &path, body).await.0, 200);
    let noted = double.look(|w| w.violations.join("\n"));
    assert!(!double::description_is_there() || noted.contains("colour"), "{noted}");
}

#[tokio::test]
async fn a_send_with_the_same_nonce_is_made_once() {
    let (double, _serving) = Double::open(World::usual()).await;
    let lobby = double.look(|w| w.lobby);
    let body = json!({
        "content": "hello", "nonce": "line-1", "enforce_nonce": true, "allowed_mentions": { "parse": [] },
    });
    for _ in 0..2 {
        assert_eq!(post(&double, &format!("/channels/{lobby}/messages"), body.clone()).await.0, 200);
    }
    assert_eq!(double.look(|w| w.channels[&lobby].messages.len()), 1);
}

#[tokio::test]
async fn it_notes_a_send_that_could_ping() {
    let (double, _serving) = Double::open(World::usual()).await;
    let lobby = ChannelId::new(double.look(|w| w.lobby));
    lobby.say(&http(&double), "hello @everyone").await.expect("Discord lets it through");
    assert_eq!(double.look(|w| w.violations.len()), 1);
}
