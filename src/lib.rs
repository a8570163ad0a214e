//! Sparring plays difficult clients, marks the replies they are given, and answers back.
//!
//! The modules in the order in which they may use one another: each uses those above it, never those below.

/// The fold over replies: a bout, its branches, its scorecard.
pub mod bout;
/// What it is worth -> the client's mood and next line.
pub mod client;
/// A language: folding, word classes, patterns, and what the program says.
pub mod language;
/// What it does -> what it is worth, with the rules behind it.
pub mod marks;
/// The client on file.
pub mod persona;
/// A reply -> what it does, with the words that show it.
pub mod reading;
/// The fronts that need no Discord.
pub mod terminal;
