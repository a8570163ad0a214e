//! The client in play.
