//! The real bot, as it is built, against a stand-in for Discord on 127.0.0.1.
//!
//! `double` is the stand-in, `stage` starts the bot on it, `hand` is what people do. Nothing here reaches outside and
//! nothing sleeps: a test waits for what it waits for, up to a generous limit.

mod bout;
mod cards;
mod commands;
mod disagree;
mod double;
mod double_itself;
mod export;
mod hand;
mod hostile;
mod permissions;
mod process;
mod replies;
mod rest_trouble;
mod restarts;
mod review;
mod scene;
mod stage;
mod waiting;
mod whole_bouts;
