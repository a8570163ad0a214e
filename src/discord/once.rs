//! Each interaction is answered once, however often Discord tells of it (after a resume it may tell again).
//!
//! Commands and suggestions are kept from poise's framework here; buttons and forms are asked about at the door.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use poise::serenity_prelude as serenity;
use serenity::{Client, Context, Framework, FullEvent, Interaction};

use super::bot::Bot;
use super::problem::Problem;

/// So many interactions are remembered; Discord takes an answer for three seconds only.
const REMEMBERED: usize = 256;

/// Interactions that came lately.
#[derive(Debug, Default)]
pub(crate) struct Recent(Mutex<VecDeque<u64>>);

impl Recent {
    /// Whether this interaction is told of for the first time; remembers it.
    pub(crate) fn first_time(&self, interaction: u64) -> bool {
        let mut recent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if recent.contains(&interaction) {
            return false;
        }
        if recent.len() == REMEMBERED {
            recent.pop_front();
        }
        recent.push_back(interaction);
        true
    }
}

/// Poise's framework, which hears of each command once, and of nothing else but the start.
pub(crate) struct Once {
    pub(crate) framework: poise::Framework<Arc<Bot>, Problem>,
    pub(crate) bot: Arc<Bot>,
}

#[serenity::async_trait]
impl Framework for Once {
    async fn init(&mut self, client: &Client) {
        self.framework.init(client).await;
    }

    async fn dispatch(&self, context: Context, event: FullEvent) {
        let is_for_commands = match &event {
            FullEvent::InteractionCreate {
                interaction: Interaction::Command(from) | Interaction::Autocomplete(from),
            } => self.bot.recent.first_time(from.id.get()),
            // The framework sets itself up on the first of these.
            FullEvent::Ready { .. } => true,
            // It would look for commands in messages, of which there are none.
            _ => false,
        };
        if is_for_commands && !self.bot.stopping.is_cancelled() {
            self.framework.dispatch(context, event).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interaction_is_new_once_and_only_so_many_are_remembered() {
        let recent = Recent::default();
        assert!(recent.first_time(1));
        assert!(!recent.first_time(1));
        for id in 2..=u64::try_from(REMEMBERED).expect("a small number") {
            assert!(recent.first_time(id));
        }
        assert!(!recent.first_time(1), "at the limit it is still known");
        assert!(recent.first_time(1000));
        assert!(recent.first_time(1), "one past the limit the oldest is forgotten");
    }
}
