//! The terminal: rehearsing, marking lines, looking at personas, for people and for programs.

mod export;
mod load;
mod personas;
mod play;
mod rehearse;
mod report;
mod rules;
mod rules_page;
pub mod score;
mod screen;

pub use export::{Export, Form};
pub use load::{LoadError, repertoire};
pub use personas::{check_personas, list_personas, show_persona};
pub use play::{Trial, play_persona};
pub use rehearse::{Input, Rehearsal, RehearseError, choose, named, rehearse, rehearse_json};
pub use rules::list_rules;
pub use rules_page::rules_page;
pub use screen::Screen;
