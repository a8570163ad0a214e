//! The bot on Discord: a thin layer between the gateway's events and the bouts.
//!
//! Events come in order from one thread (`events`), go into the mailbox of their channel (`mailbox`) and are
//! handled by its desk (`desk`); what a bout does is decided by the core and kept by the store before anything is
//! said (`voice`). Clients that are left waiting write again (`waiting`). Commands and buttons end in the same mailboxes (`orders`). Serenity's types stop here.

mod asked;
mod bot;
mod buttons;
mod catch_up;
mod clean;
mod clock;
mod coach_word;
mod commands;
mod connection;
mod desk;
mod disagree;
mod events;
mod forms;
mod gateway;
mod incoming;
mod limits;
mod logs;
mod mailbox;
mod once;
mod orders;
mod overheard;
mod places;
mod practice;
mod pressed;
mod problem;
mod quiet;
mod render;
mod replies;
mod rest;
mod review;
mod serve;
mod tunnel;
mod voice;
mod waiting;
mod webhooks;
mod wire;

pub use logs::LogFault;
pub use serve::{ServeError, serve};
