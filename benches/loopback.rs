//! How long a client takes to answer, over loopback, beside a bare serenity echo bot in the same run; how much memory
//! the bot holds after its start, and how long it takes to be ready.
//!
//! `cargo bench --bench loopback` prints the figures. The bars: p99 at most twice that of the echo bot, 60 MB, 1 s.

#[path = "../tests/discord/double/mod.rs"]
#[allow(dead_code, unused_imports, reason = "the stand-in can do more than is measured here")]
mod double;
#[path = "../tests/discord/hand.rs"]
#[allow(dead_code, unused_imports, reason = "so can a person's hand")]
mod hand;

use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use double::{Author, Double, Id, Serving, World};
use hand::Person;
use serenity::all::{
    Client, Context, CreateAllowedMentions, CreateMessage, EventHandler, GatewayIntents, HttpBuilder, Message,
};

/// Rounds in which the two are measured by turns, so that a busy moment meets both.
const ROUNDS: usize = 25;
/// Replies in a round; a bout is over after twenty.
const REPLIES: usize = 16;
const REPLY: &str = "I understand that this is not the first time, and I am sorry that you had to write again. \
    Take your time and tell me what matters most to you, then I will look into it today and call you back.";

struct Echo;

#[serenity::async_trait]
impl EventHandler for Echo {
    async fn message(&self, context: Context, message: Message) {
        if !message.author.bot {
            let send = CreateMessage::new().content(message.content).allowed_mentions(CreateAllowedMentions::new());
            let _ = message.channel_id.send_message(&context.http, send).await;
        }
    }
}

async fn echo() {
    let set = |name: &str| std::env::var(name).expect("set by the one who started this");
    let http = HttpBuilder::new(set("DISCORD_TOKEN")).proxy(set("DISCORD_API_URL")).ratelimiter_disabled(true);
    let intents = GatewayIntents::GUILDS | GatewayIntents::GUILD_MESSAGES | GatewayIntents::MESSAGE_CONTENT;
    let client = serenity::client::ClientBuilder::new_with_http(http.build(), intents);
    let mut client = client.event_handler_arc(Arc::new(Echo)).await.expect("a client");
    let _ = Client::start(&mut client).await;
}

/// A bot and the stand-in it talks to.
struct Subject {
    double: Double,
    _serving: Serving,
    process: Child,
    person: Person,
}

impl Drop for Subject {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Subject {
    async fn start(mut command: Command) -> Self {
        let (double, serving) = Double::open(World::usual()).await;
        command.env("DISCORD_API_URL", double.url()).env("DISCORD_TOKEN", double.look(|w| w.token.clone()));
        let process = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn().expect("the bot starts");
        let person = Person::join(&double, "Ada");
        double.until("the bot to be online", |w| w.gateway.connected().then_some(())).await;
        Self { double, _serving: serving, process, person }
    }

    /// From the message to the first answer, in order of length.
    async fn answers(&self, place: Id, into: &mut Vec<Duration>) {
        for _ in 0..REPLIES {
            let since = Instant::now();
            let said = self.person.say(place, REPLY);
            self.double
                .until("an answer", |w| {
                    let after = w.channels[&place].messages.range(said + 1..);
                    after.into_iter().find(|(_, m)| m.author != Author::Person(self.person.id)).map(|_| ())
                })
                .await;
            into.push(since.elapsed());
        }
    }

    /// Begins a bout; gives its thread.
    async fn bout(&self) -> Id {
        let lobby = self.double.look(|w| w.lobby);
        let asked = self.person.slash(lobby, "practice", &[("persona", "nina")]).await;
        asked.answer().await;
        self.double
            .until("an opening", |w| {
                let spoken = |m: &double::Message| m.id > asked.id && matches!(m.author, Author::Webhook(..));
                w.channels.values().find(|c| c.messages.values().any(spoken)).map(|c| c.id)
            })
            .await
    }

    fn resident_kb(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        line.and_then(|rest| rest.split_whitespace().next()).and_then(|kb| kb.parse().ok()).unwrap_or(0)
    }
}

fn percentile(sorted: &[Duration], of_100: usize) -> Duration {
    let last = sorted.len().saturating_sub(1);
    sorted.get(last * of_100 / 100).copied().unwrap_or_default()
}

#[expect(clippy::print_stdout, reason = "figures are what this is for")]
async fn measure() {
    let folder = tempfile::TempDir::new().expect("a folder for the database");
    let mut command = Command::new(env!("CARGO_BIN_EXE_sparring"));
    command.arg("serve").current_dir(folder.path()).env("RUST_LOG", "warn");
    command.env("SPARRING_DATABASE", folder.path().join("sparring.db")).env("SPARRING_TYPING", "off");
    command.env("SPARRING_PERSONAS", concat!(env!("CARGO_MANIFEST_DIR"), "/tests/discord/personas"));
    let since = Instant::now();
    let sparring = Subject::start(command).await;
    let ready = since.elapsed();
    sparring.double.until("the commands to be registered", |w| (w.registrations > 0).then_some(())).await;
    let registered = since.elapsed();
    let resident = sparring.resident_kb();
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.arg("echo");
    let echo = Subject::start(command).await;
    let lobby = echo.double.look(|w| w.lobby);
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    // The first round warms both up and is not counted.
    for round in 0..=ROUNDS {
        let (mut our, mut their) = (Vec::new(), Vec::new());
        let place = sparring.bout().await;
        sparring.answers(place, &mut our).await;
        echo.answers(lobby, &mut their).await;
        if round > 0 {
            ours.extend(our);
            theirs.extend(their);
        }
    }
    ours.sort();
    theirs.sort();
    println!("start to online {} ms, commands registered {} ms", ready.as_millis(), registered.as_millis());
    println!("resident after start {} kB, after {} replies {} kB", resident, ours.len(), sparring.resident_kb());
    for (name, times) in [("echo bot", &theirs), ("sparring", &ours)] {
        let [half, most, worst] = [50, 99, 100].map(|of_100| percentile(times, of_100).as_micros());
        println!("{name}: median {half} µs, p99 {most} µs, worst {worst} µs over {} messages", times.len());
    }
    let ratio = percentile(&ours, 99).as_secs_f64() / percentile(&theirs, 99).as_secs_f64();
    println!("p99 is {ratio:.2} times that of the echo bot");
}

#[expect(clippy::print_stdout, reason = "figures are what this is for")]
fn main() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    match std::env::args().nth(1).as_deref() {
        Some("echo") => runtime.block_on(echo()),
        Some("--bench") => runtime.block_on(measure()),
        _ => println!("run `cargo bench --bench loopback` to measure"),
    }
}
