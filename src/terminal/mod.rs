//! The fronts that need no Discord: marks by the line.

pub mod score;
