//! Sparring plays difficult clients, marks the replies they are given, and answers back.
//!
//! The modules in the order in which they may use one another: each uses those above it, never those below.

// A language: folding, word classes, patterns, and what the program says.
pub mod language;

// The client on file.
pub mod persona;

// A reply -> what it does, with the words that show it.
pub mod reading;

// What it does -> what it is worth, with the rules behind it.
pub mod marks;

// What it is worth -> the client's mood and next line.
pub mod client;

// The fold over replies: a bout, its branches, its scorecard.
pub mod bout;

// Scripted trainees, and what their bouts say about a persona.
pub mod trial;

// The scorecard as plain data, then as text.
pub mod card;

// What is kept, in SQLite.
pub mod store;

// The settings, read once.
pub mod config;

// The bot on Discord.
pub mod discord;

// Rehearsing, marking lines and looking at personas, at a terminal or in a pipe.
pub mod terminal;

// The command line: what can be asked for, and what answers it.
pub mod cli;
