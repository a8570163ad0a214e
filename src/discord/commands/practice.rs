//! `/practice`: a bout with a client.

use super::super::practice::{Where, Wish, practise};
use super::super::problem::Problem;
use super::{Context, asked, suggest_client};
use crate::client::Difficulty;

#[poise::command(slash_command)]
pub(super) async fn practice(
    ctx: Context<'_>,
    #[autocomplete = "suggest_client"] persona: Option<String>,
    difficulty: Option<String>,
    r#where: Option<String>,
) -> Result<(), Problem> {
    let asked = asked(ctx);
    let place = r#where.and_then(|name| Where::EVERY.into_iter().find(|place| place.name() == name));
    let wish = Wish {
        persona: persona.filter(|name| !name.trim().is_empty()),
        difficulty: difficulty.and_then(|name| Difficulty::named(&name)).unwrap_or_default(),
        place: place.unwrap_or_default(),
    };
    ctx.data().run(&asked.clone(), practise(asked, wish));
    Ok(())
}
