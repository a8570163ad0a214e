//! The store from outside: what goes in comes out, once, after any restart, and nothing of who is forgotten.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod board;
mod bouts;
mod files;
mod forgetting;
mod model;
mod opinions;
mod opinions_model;
mod samples;
mod waits;
