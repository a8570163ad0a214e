//! Clients tried out without people: scripted trainees practise, and what happened is counted.
//!
//! In come a repertoire, a persona and how often; out come [`Tally`] (endings, lengths, marks, lines used) and, for
//! authors of personas, [`Gap`]s: what a file has that nobody ever meets, and what people say that it does not answer.
//! Nothing here is random that does not come from the seed.

mod explore;
mod gaps;
mod player;
mod tally;

pub use gaps::{Gap, gaps};
pub use player::{Player, Players};
pub use tally::{Tally, play, transcript};
