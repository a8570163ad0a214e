//! A bout.
