//! A stand-in for Discord on 127.0.0.1: its REST API (v10) and its gateway, with a world behind them.
//!
//! What the bot sends comes in and is refused where Discord would refuse it; what people do comes in through
//! [`Hand`](crate::hand::Hand). Nothing here waits for time to pass: whoever waits is woken by a change of the world.

mod commands;
mod components;
mod embeds;
mod faults;
mod gateway;
mod interactions;
mod limits;
mod messages;
mod rest;
mod routes;
mod schema;
mod threads;
mod webhooks;
mod world;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

pub(crate) use faults::{Fault, Sends};
pub(crate) use gateway::Resuming;
pub(crate) use interactions::Interaction;
pub(crate) use messages::{Author, Message};
pub(crate) use schema::is_there as description_is_there;
pub(crate) use world::{Asked, Channel, Id, World, permission};

/// However slow the machine, nothing that a test waits for takes longer.
const PATIENCE: Duration = Duration::from_secs(40);

/// The stand-in, running.
#[derive(Clone)]
pub(crate) struct Double {
    shared: Arc<Shared>,
}

struct Shared {
    world: Mutex<World>,
    changed: watch::Sender<u64>,
    address: String,
}

/// Stops the stand-in when it is dropped.
pub(crate) struct Serving(JoinHandle<()>);

impl Drop for Serving {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Double {
    /// Opens the doors on a free port.
    pub(crate) async fn open(mut world: World) -> (Self, Serving) {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let address = listener.local_addr().expect("the port just bound").to_string();
        world.gateway.url = format!("ws://{address}/ws");
        let double =
            Self { shared: Arc::new(Shared { world: Mutex::new(world), changed: watch::Sender::new(0), address }) };
        let doors = axum::Router::new()
            .route("/ws", axum::routing::any(gateway::meet))
            .route("/ws/", axum::routing::any(gateway::meet))
            .fallback(rest::answer)
            .with_state(double.clone());
        let serving = tokio::spawn(async move { axum::serve(listener, doors).await.expect("the listener is open") });
        (double, Serving(serving))
    }

    /// The base address that the bot is given.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.shared.address)
    }

    /// Looks at the world, or changes it, and wakes whoever waits for a change.
    pub(crate) fn with<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        let result = change(&mut self.world());
        self.shared.changed.send_modify(|n| *n += 1);
        result
    }

    /// Looks at the world.
    pub(crate) fn look<T>(&self, look: impl FnOnce(&World) -> T) -> T {
        look(&self.world())
    }

    /// Waits until `found` finds something in the world. The wait fails the test, with what the bot last asked for.
    pub(crate) async fn until<T>(&self, what: &str, mut found: impl FnMut(&World) -> Option<T>) -> T {
        let mut changes = self.shared.changed.subscribe();
        let search = async {
            loop {
                changes.borrow_and_update();
                if let Some(it) = self.look(&mut found) {
                    return it;
                }
                changes.changed().await.expect("the world outlives its watchers");
            }
        };
        match tokio::time::timeout(PATIENCE, search).await {
            Ok(it) => it,
            Err(tokio::time::error::Elapsed { .. }) => panic!("waited in vain for {what}\n{}", self.look(World::story)),
        }
    }

    fn world(&self) -> MutexGuard<'_, World> {
        // A test that failed while it held the world has said so already.
        self.shared.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
