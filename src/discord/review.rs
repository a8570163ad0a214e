//! What coaches see of what trainees have shared with them, and what they say of it.
//!
//! Who is a coach is looked up at every step, and so is whether the reply belongs to the coach's server and is still
//! shared: a button may be forged, or older than what it stands for.

use std::sync::Arc;

use super::asked::Asked;
use super::buttons::{self, Button};
use super::forms::{Draft, Form, words};
use super::limits::{self, cut};
use super::problem::Problem;
use super::wire::{Choice, Embed, Look, Part, Row, Say};
use super::{clean, coach_word, render};
use crate::bout::{Exchange, Four, MOST_WORDS, View, read_mark};
use crate::card::{Bar, marks_as_bars};
use crate::store::{BoutId, CoachSaid, Disagreement, GuildKey, KeptBout, Opinions};

/// Characters of the client's words, and of the reply, that a coach sees at once.
const CLIENT: usize = 500;
const REPLY: usize = 1500;
/// Characters of the reply and its evidence together, so that what the trainee says always has room.
const MOST_DESCRIPTION: usize = 3300;

/// The server of a coach.
pub(crate) async fn coached(asked: &Asked) -> Result<GuildKey, Problem> {
    let Some(guild) = asked.guild else { return Err(asked.problem("review-not-here", &[])) };
    if asked.manages {
        return Ok(guild);
    }
    match asked.bot.store.coach_role(guild).await? {
        Some(role) if asked.roles.contains(&role) => Ok(guild),
        role => {
            let role = role.map_or_else(|| "none".to_owned(), |role| format!("<@&{role}>"));
            Err(asked.problem("review-not-coach", &[("role", role.into())]))
        }
    }
}

/// A page of what is shared.
pub(crate) async fn list(asked: &Asked, looked_at: bool, page: u32) -> Result<Say, Problem> {
    let guild = coached(asked).await?;
    let shared = asked.bot.store.shared(guild, looked_at, page).await?;
    let options: Vec<Choice> = shared
        .lines
        .iter()
        .map(|line| {
            let name = client_name(asked, &line.lang, &line.persona);
            let values = [("name", name.into()), ("n", line.said.exchange.into()), ("overall", line.overall.into())];
            Choice {
                label: cut(&asked.say("review-option", &values), limits::OPTION_LABEL),
                value: format!("{}-{}", line.said.bout.0, line.said.exchange),
                description: clean::plain(&line.said.reason, limits::OPTION_LABEL),
            }
        })
        .collect();
    let embed = Embed {
        title: asked.say(if looked_at { "review-title-seen" } else { "review-title-waiting" }, &[]),
        description: asked.say("review-count", &[("n", shared.count.into())]),
        ..Embed::default()
    };
    let mut rows = Vec::new();
    if !options.is_empty() {
        let menu = Part::menu(Button::ReviewOn(looked_at).to_string(), &asked.say("review-menu", &[]), options);
        rows.push(Row::of(menu));
    }
    let turn = |to, key| button(asked, Look::Secondary, key, &Button::Review(looked_at, to));
    rows.extend(render::turns(
        (shared.page > 1).then(|| turn(shared.page - 1, "review-button-earlier")),
        (shared.page < shared.pages).then(|| turn(shared.page + 1, "review-button-later")),
    ));
    rows.push(Row::buttons([back_to(asked, !looked_at)]));
    let place = asked.say("review-page", &[("page", shared.page.into()), ("pages", shared.pages.into())]);
    Ok(Say::embed(embed.footer(place)).with_rows(rows))
}

/// Shows the reply that was chosen from the menu.
pub(crate) async fn choose(asked: &Asked, chosen: Option<&str>) -> Result<(), Problem> {
    let found = Found::of(asked, chosen.and_then(buttons::reply)).await?;
    asked.show(found.shown(asked, None)).await?;
    Ok(())
}

/// Keeps that the machine's marks are right.
pub(crate) async fn confirm(asked: &Arc<Asked>, key: (BoutId, u32)) -> Result<(), Problem> {
    let found = Found::to_mark(asked, key).await?;
    asked.hold().await?;
    let said = found.keep(asked, Four::default(), "").await?;
    let first = found.outcome(asked, said, "review-confirmed")?;
    let now = Found { said: asked.bot.store.opinions(key.0).await?, ..found };
    asked.show(now.shown(asked, Some(first))).await?;
    tell(asked);
    Ok(())
}

/// Opens the form for marks; with what this coach has said of the reply before, or what was written in it.
pub(crate) async fn open(asked: &Asked, key: (BoutId, u32), draft: Option<Draft>) -> Result<(), Problem> {
    let found = Found::to_mark(asked, key).await?;
    let mine = found.said.of_coach(key.1).filter(|said| said.coach == Some(asked.trainee));
    let before = mine.map(|said| Draft {
        words: said.note.clone(),
        marks: said.own.in_order().map(|mark| mark.map(|mark| mark.to_string()).unwrap_or_default()),
    });
    let messages = asked.bot.messages(&asked.lang);
    let form = Form {
        button: Button::SetSaid(key.0, key.1),
        title: messages.say("review-form-title", &[("n", key.1.into())]),
        words: (messages.plain("review-form-note"), String::new(), false),
        mark: messages.plain("review-form-mark-example"),
        marks_first: true,
        bars: &found.bars(asked)?,
        draft: draft.or(before).unwrap_or_default(),
    };
    asked.open(form.modal(messages)).await?;
    Ok(())
}

/// Keeps the marks that the form brought.
pub(crate) async fn set(asked: &Arc<Asked>, key: (BoutId, u32), draft: Draft) -> Result<(), Problem> {
    let found = Found::to_mark(asked, key).await?;
    let bars = found.bars(asked)?;
    let wrong = match (words(&draft.words), draft.four(read_mark)) {
        (None, _) => asked.say("form-too-long", &[("most", MOST_WORDS.into())]),
        (_, Err(bad)) => asked.say("form-bad-marks", &[("what", draft.named(&bad, &bars).into())]),
        (Some(_), Ok(own)) if own.is_empty() => asked.say("form-no-marks", &[]),
        (Some(note), Ok(own)) => {
            asked.defer().await?;
            let said = found.keep(asked, own, &note).await?;
            let first = found.outcome(asked, said, "review-set")?;
            asked.answer(Say::words(first).with_rows(vec![Row::buttons([back_to(asked, false)])])).await?;
            tell(asked);
            return Ok(());
        }
    };
    let say = draft.kept(&wrong, &Button::SetMend(key.0, key.1), asked.bot.messages(&asked.lang), &bars);
    asked.answer(say).await?;
    Ok(())
}

/// Tells trainees what coaches said, after the coach has been answered.
fn tell(asked: &Arc<Asked>) {
    let bot = Arc::clone(&asked.bot);
    asked.bot.tracker.spawn_on(coach_word::tell_trainees(bot), &asked.bot.handle);
}

/// A shared reply, with what was said of it.
struct Found {
    guild: GuildKey,
    kept: KeptBout,
    n: u32,
    said: Opinions,
}

impl Found {
    /// The reply of this key, for a coach of its server, while it is shared.
    async fn of(asked: &Asked, key: Option<(BoutId, u32)>) -> Result<Self, Problem> {
        let guild = coached(asked).await?;
        let gone = || asked.problem("review-not-shared", &[]);
        let (bout, n) = key.ok_or_else(gone)?;
        let kept = asked.bot.store.bout(bout).await?.ok_or_else(gone)?;
        let said = asked.bot.store.opinions(bout).await?;
        let shared = said.of_trainee(n).is_some_and(|said| said.shared);
        if kept.place.guild != Some(guild) || kept.stopped || !shared {
            return Err(gone());
        }
        Ok(Self { guild, kept, n, said })
    }

    /// The same, where the coach may say something of it.
    async fn to_mark(asked: &Asked, key: (BoutId, u32)) -> Result<Self, Problem> {
        let found = Self::of(asked, Some(key)).await?;
        if found.kept.trainee == asked.trainee { Err(asked.problem("review-own", &[])) } else { Ok(found) }
    }

    async fn keep(&self, asked: &Asked, own: Four<u8>, note: &str) -> Result<CoachSaid, Problem> {
        let key = (self.kept.id, self.n);
        Ok(asked.bot.store.coach_says(key, self.guild, asked.trainee, own, note, asked.bot.clock.now_ms()).await?)
    }

    /// What the coach is answered.
    fn outcome(&self, asked: &Asked, said: CoachSaid, kept: &str) -> Result<String, Problem> {
        match said {
            CoachSaid::Kept => Ok(asked.say(kept, &[("n", self.n.into())])),
            CoachSaid::Already => Ok(asked.say("review-already", &[("n", self.n.into())])),
            CoachSaid::NotShared => Err(asked.problem("review-not-shared", &[])),
        }
    }

    fn exchange(&self) -> Option<&Exchange> {
        self.kept.bout.exchanges.iter().find(|e| e.n == self.n)
    }

    fn bars(&self, asked: &Asked) -> Result<[Bar; 4], Problem> {
        let exchange = self.exchange().ok_or_else(|| asked.problem("review-not-shared", &[]))?;
        Ok(marks_as_bars(exchange.marks, &asked.bot.tongue(&asked.lang).language))
    }

    /// The reply in its context, its marks with the evidence, and what was said of them; with what a coach can do.
    fn shown(&self, asked: &Asked, first: Option<String>) -> Say {
        let Some(exchange) = self.exchange() else { return Say::words(asked.say("review-not-shared", &[])) };
        let language = &asked.bot.tongue(&asked.lang).language;
        let setup = &self.kept.bout.setup;
        let name = client_name(asked, &setup.lang, &setup.persona);
        let before = self.kept.bout.exchanges.iter().take_while(|e| e.n < self.n).last();
        let client = before.map_or(&self.kept.bout.opening, |before| &before.client).join("\n");
        let bars = marks_as_bars(exchange.marks, language);
        let said = self.said.of_trainee(self.n);
        let when = said.map(|said| format!("<t:{}:R>", said.said_ms.div_euclid(1000))).unwrap_or_default();
        let who = format!("<@{}>", self.kept.trainee);
        let lines = [
            asked.say("review-reply-of", &[("who", who.into()), ("when", when.into())]),
            asked.say("review-client", &[("name", name.as_str().into())]),
            clean::quoted(&client, CLIENT),
            asked.say("review-trainee", &[]),
            clean::quoted(&exchange.reply, REPLY),
            render::marks_and_moves(exchange, language),
        ];
        let mut embed = Embed {
            title: asked.say("review-reply-title", &[("n", self.n.into()), ("name", name.into())]),
            description: cut(&lines.join("\n"), MOST_DESCRIPTION),
            ..Embed::default()
        };
        if let Some(said) = said {
            embed = embed.field(asked.say("review-reason", &[]), reason(asked, said, &bars), false);
        }
        if let Some(word) = self.said.of_coach(self.n) {
            let words = coach_word::in_words(word, language, limits::FIELD_VALUE);
            embed = embed.field(asked.say("review-coach", &[]), words, false);
        }
        let looked_at = said.is_some_and(|said| said.looked_at);
        let mut buttons = Vec::new();
        if self.kept.trainee != asked.trainee {
            let id = self.kept.id;
            buttons.push(button(asked, Look::Primary, "review-button-confirm", &Button::Confirm(id, self.n)));
            buttons.push(button(asked, Look::Secondary, "review-button-set", &Button::SetMarks(id, self.n)));
        }
        buttons.push(back_to(asked, looked_at && first.is_none()));
        let own = (self.kept.trainee == asked.trainee).then(|| asked.say("review-own", &[]));
        let content = first.or(own).unwrap_or_default();
        // An empty content takes away what stood above the card before.
        Say { content: Some(content), ..Say::embed(embed) }.with_rows(vec![Row::buttons(buttons)])
    }
}

/// What a trainee says of the marks, with the marks they would give.
fn reason(asked: &Asked, said: &Disagreement, bars: &[Bar; 4]) -> String {
    let marks = said.views.in_order().into_iter().zip(bars).filter_map(|(view, bar)| {
        let (label, machine) = (("label", (&bar.label).into()), ("machine", bar.mark.into()));
        Some(match view? {
            View::Higher => asked.say("review-view-higher", &[label, machine]),
            View::Lower => asked.say("review-view-lower", &[label, machine]),
            View::Mark(own) => asked.say("review-view-mark", &[label, machine, ("own", own.into())]),
        })
    });
    let marks = marks.collect::<Vec<_>>().join(", ");
    let marks = if marks.is_empty() {
        asked.say("review-reason-all", &[])
    } else {
        asked.say("review-reason-marks", &[("marks", marks.into())])
    };
    format!("{marks}\n{}", clean::shown(&said.reason))
}

/// The client's name; the id of one who is no longer in the cast.
fn client_name(asked: &Asked, lang: &str, persona: &str) -> String {
    let name = asked.bot.repertoire.cast.get(lang, persona).map_or(persona, |found| found.file.name.as_str());
    clean::name(name, limits::WEBHOOK_NAME)
}

fn button(asked: &Asked, look: Look, key: &str, button: &Button) -> Part {
    Part::button(look, &asked.say(key, &[]), button.to_string())
}

fn back_to(asked: &Asked, looked_at: bool) -> Part {
    let key = if looked_at { "review-button-seen" } else { "review-button-waiting" };
    button(asked, Look::Secondary, key, &Button::Review(looked_at, 1))
}
