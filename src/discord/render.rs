//! What people see: cards, evidence, prebriefs and lists, made of plain data into embeds and buttons.

use super::bot::Bot;
use super::buttons::{Button, Period};
use super::limits::{self, cut};
use super::wire::{Choice, Embed, Look, Part, Row, Say};
use super::{clean, coach_word, incoming};
use crate::bout::{Bout, BoutError, Exchange};
use crate::card::{Bar, Card, RULES_PAGE, Weighed, marks_as_bars, move_label};
use crate::language::{Language, Messages};
use crate::persona::Persona;
use crate::store::{BoardPage, BoutId, KeptBout, Opinions, Place, Standing};

/// Cells of a bar.
const CELLS: u8 = 10;
/// Moves shown as the evidence of one reply.
const MOST_MOVES: usize = 8;
/// Characters of a quotation in evidence.
const QUOTE: usize = 160;
/// Characters of a situation in the list of clients.
const SITUATION: usize = 220;
/// Characters of a paragraph on the card.
const PARAGRAPH: usize = 900;
/// Characters of what coaches say on the card.
const COACHES: usize = 600;
/// Colours: work well done, work to be done, neither.
const GREEN: u32 = 0x2e_8b_57;
const AMBER: u32 = 0xd0_8a_2e;
const GREY: u32 = 0x5d_6d_7e;

/// The scorecard with its buttons.
pub(crate) fn card(card: &Card, playing: &KeptBout, opinions: &Opinions, language: &Language) -> Say {
    let messages = &language.messages;
    let path = card
        .path
        .iter()
        .map(|step| match step.reply {
            Some(n) => format!("✓ {} ({})", step.label, messages.say("card-step-taken", &[("n", n.into())])),
            None => format!("· {} ({})", step.label, messages.plain("card-step-skipped")),
        })
        .chain(Some(text(&card.skipped)).filter(|skipped| !skipped.is_empty()))
        .collect::<Vec<_>>()
        .join("\n");
    let evidence = card.evidence.iter().map(|piece| weighed(piece, messages)).collect::<Vec<_>>().join("\n");
    let coaches =
        opinions.coaches.iter().map(|said| coach_word::on_card(said, language)).collect::<Vec<_>>().join("\n");
    let embed = Embed {
        title: format!("{} · {}", messages.plain("card-title"), clean::plain(&card.name, limits::WEBHOOK_NAME)),
        description: format!("{}\n\n{}", card.ending_words, bars(&card.bars)),
        color: Some(if card.won { GREEN } else { AMBER }),
        ..Embed::default()
    };
    let embed = embed
        .field(messages.plain("coach-heading"), cut(&coaches, COACHES), false)
        .field(messages.plain("card-heading-keep"), text(&card.keep), false)
        .field(messages.plain("card-heading-try"), text(&card.to_try), false)
        .field(messages.plain("card-heading-path"), path, false)
        .field(messages.plain("card-heading-evidence"), evidence, false)
        .field(messages.plain("card-heading-need"), text(&card.need), false)
        .field(messages.plain("card-heading-real-case"), text(&card.real_case), false)
        .footer(clean::plain(&format!("{} {}", card.nickname, card.hints), limits::FOOTER));
    Say::embed(embed).with_rows(card_rows(playing, messages))
}

/// The buttons under a card: again, the evidence, and from where to try again.
fn card_rows(playing: &KeptBout, messages: &Messages) -> Vec<Row> {
    let button = |look, key: &str, button: Button| Part::button(look, &messages.plain(key), button.to_string());
    let mut first = vec![button(Look::Primary, "discord-button-again", Button::Again(playing.id))];
    let exchanges = &playing.bout.exchanges;
    if !exchanges.is_empty() {
        first.push(button(Look::Secondary, "discord-button-evidence", Button::Evidence(playing.id)));
        first.push(button(Look::Secondary, "disagree-button", Button::Differ(playing.id)));
    }
    let mut rows = vec![Row::buttons(first)];
    // A menu takes twenty-five; in a longer bout the last ones are offered, and `/rewind` reaches the others.
    let offered = exchanges.iter().skip(exchanges.len().saturating_sub(limits::OPTIONS));
    let options: Vec<Choice> = offered
        .map(|exchange| Choice {
            label: cut(
                &messages.say(
                    "discord-option-reply",
                    &[("n", exchange.n.into()), ("overall", exchange.marks.overall.into())],
                ),
                limits::OPTION_LABEL,
            ),
            value: exchange.n.to_string(),
            description: clean::plain(&exchange.reply, limits::OPTION_LABEL),
        })
        .collect();
    if !options.is_empty() {
        let menu = Part::menu(Button::From(playing.id).to_string(), &messages.plain("discord-menu-from"), options);
        rows.push(Row::of(menu));
    }
    rows
}

/// The evidence of one reply: its marks, and its moves with the words and why; beside them, what a coach says.
pub(crate) fn evidence(exchange: &Exchange, opinions: &Opinions, language: &Language) -> Embed {
    let messages = &language.messages;
    let coach = opinions.of_coach(exchange.n).map(|said| coach_word::in_words(said, language, limits::FIELD_VALUE));
    let told = format!("{}\n{}", clean::quoted(&exchange.reply, QUOTE * 2), marks_and_moves(exchange, language));
    // The link stays whole, whatever has to be cut before it.
    let link = messages.say("discord-evidence-rules", &[("url", RULES_PAGE.into())]);
    let room = limits::EMBED_DESCRIPTION.saturating_sub(link.chars().count() + 1);
    let embed = Embed {
        title: messages.say("discord-evidence-title", &[("n", exchange.n.into())]),
        description: format!("{}\n{link}", cut(&told, room)),
        color: Some(GREY),
        ..Embed::default()
    };
    embed.field(messages.plain("coach-heading"), coach.unwrap_or_default(), false)
}

/// The marks of a reply, and its moves with the words and why.
pub(crate) fn marks_and_moves(exchange: &Exchange, language: &Language) -> String {
    let mut lines = vec![bars(&marks_as_bars(exchange.marks, language))];
    for shown in exchange.moves.iter().take(MOST_MOVES) {
        let sign = if shown.kind.is_trigger() { "▼" } else { "▲" };
        let words = clean::line(&shown.text, QUOTE);
        lines.push(format!(
            "{sign} **{}** “{words}”\n-# {}",
            move_label(shown.kind, language),
            clean::line(&shown.why, QUOTE * 2)
        ));
    }
    if exchange.moves.is_empty() {
        lines.push(language.messages.plain("discord-no-moves"));
    }
    lines.join("\n")
}

/// The evidence of a whole bout, shorter the more replies there are.
pub(crate) fn evidence_of_all(bout: &Bout, opinions: &Opinions, language: &Language) -> Embed {
    let messages = &language.messages;
    let mut embed = Embed { title: messages.plain("card-heading-evidence"), color: Some(GREY), ..Embed::default() };
    let count = bout.exchanges.len().clamp(1, limits::FIELDS);
    // The total of a message, less the names of the fields, shared out.
    let share = (limits::EMBEDS_TOTAL / count).saturating_sub(60).min(limits::FIELD_VALUE);
    for exchange in bout.exchanges.iter().rev().take(limits::FIELDS).rev() {
        let marks = exchange.marks;
        let name = messages.say(
            "discord-evidence-marks",
            &[
                ("n", exchange.n.into()),
                ("empathy", marks.empathy.into()),
                ("listening", marks.listening.into()),
                ("triggers", marks.triggers.into()),
                ("overall", marks.overall.into()),
            ],
        );
        let coach = opinions.of_coach(exchange.n);
        let mut value = coach.map(|said| coach_word::in_words(said, language, share / 2) + "\n").unwrap_or_default();
        for shown in &exchange.moves {
            let sign = if shown.kind.is_trigger() { "▼" } else { "▲" };
            let line =
                format!("{sign} {} “{}”\n", move_label(shown.kind, language), clean::line(&shown.text, QUOTE / 2));
            if value.chars().count() + line.chars().count() > share {
                break;
            }
            value.push_str(&line);
        }
        let value = if value.is_empty() { messages.plain("discord-no-moves") } else { value };
        embed = embed.field(name, value, false);
    }
    embed
}

/// Where the trainee stands: who you are, what has happened, what you may grant; then how to answer, and what happens
/// if they do not, where clients write again here.
pub(crate) fn prebrief(bot: &Bot, begun: &Bout, place: Place, write_again: bool) -> Result<Say, BoutError> {
    let (tongue, persona) = bot.repertoire.of(&begun.setup)?;
    let messages = &tongue.language.messages;
    let setting = &persona.file.setting;
    let part = |key: &str, words: &str| messages.say(key, &[("words", clean::line(words, 500).into())]);
    let name = || clean::name(&persona.file.name, limits::WEBHOOK_NAME);
    let mut lines = vec![
        part("discord-brief-you", &setting.you),
        part("discord-brief-happened", &setting.happened),
        part("discord-brief-may", &setting.may),
        messages.say("discord-brief-how", &[("name", name().into())]),
    ];
    if write_again && !persona.file.waiting.is_empty() {
        lines.push(messages.say("discord-brief-waiting", &[("name", name().into())]));
    }
    if place.guild.is_some() && !bot.reads_content() {
        lines.push(messages.plain("discord-no-intent"));
    }
    Ok(Say::words(lines.join("\n")))
}

/// The row with the button that opens the form for a reply.
pub(crate) fn reply_row(messages: &Messages, bout: BoutId) -> Row {
    let label = messages.plain("discord-button-reply");
    Row::buttons([Part::button(Look::Primary, &label, Button::Reply(bout).to_string())])
}

/// What to do about a bout that is still open.
pub(crate) fn open_already(messages: &Messages, playing: &KeptBout) -> Say {
    let place = format!("<#{}>", playing.place.channel);
    let button = |look, key: &str, button: Button| Part::button(look, &messages.plain(key), button.to_string());
    Say::words(messages.say("discord-open-already-here", &[("place", place.into())])).with_rows(vec![Row::buttons([
        button(Look::Primary, "discord-button-keep-on", Button::KeepOn(playing.id)),
        button(Look::Danger, "discord-button-end", Button::End(playing.id)),
    ])])
}

/// The cast: a card for each client, with a button to practise. At most twenty-five fit.
pub(crate) fn cast<'a>(personas: impl Iterator<Item = &'a Persona>, messages: &Messages) -> Say {
    let mut embed = Embed {
        title: messages.plain("discord-cast-title"),
        description: messages.plain("discord-cast-how"),
        color: Some(GREY),
        ..Embed::default()
    };
    let mut buttons = Vec::new();
    for persona in personas.take(limits::FIELDS) {
        let file = &persona.file;
        let name = clean::plain(&file.name, limits::WEBHOOK_NAME);
        embed = embed.field(name.as_str(), clean::line(&file.setting.happened, SITUATION), false);
        let label = messages.say("discord-button-practise", &[("name", name.into())]);
        buttons.push(Part::button(Look::Secondary, &label, Button::Practise(file.id.clone()).to_string()));
    }
    let rows = buttons.chunks(limits::BUTTONS_IN_ROW).map(|row| Row::buttons(row.to_vec())).collect();
    Say::embed(embed).with_rows(rows)
}

/// A page of the board, with buttons to turn it.
pub(crate) fn board(page: &BoardPage, period: Period, messages: &Messages) -> Say {
    let line = |standing: &Standing| {
        let average = format!("{}.{}", standing.average_tenths / 10, standing.average_tenths % 10);
        messages.say(
            "discord-board-line",
            &[
                ("place", standing.place.into()),
                ("who", format!("<@{}>", standing.trainee).into()),
                ("average", average.into()),
                ("bouts", standing.bouts.into()),
            ],
        )
    };
    let mut lines: Vec<String> = page.lines.iter().map(line).collect();
    if lines.is_empty() {
        lines.push(messages.plain("discord-board-empty"));
    }
    if let Some(own) = page.own.as_ref().filter(|own| !page.lines.iter().any(|l| l.trainee == own.trainee)) {
        lines.push(String::new());
        lines.push(messages.plain("discord-board-own"));
        lines.push(line(own));
    }
    let embed = Embed {
        title: messages.plain(&format!("discord-board-{}", period.name())),
        description: lines.join("\n"),
        color: Some(GREY),
        ..Embed::default()
    };
    let place = messages.say("discord-board-page", &[("page", page.page.into()), ("pages", page.pages.into())]);
    let turn =
        |to, key: &str| Part::button(Look::Secondary, &messages.plain(key), Button::Board(period, to).to_string());
    let rows = turns(
        (page.page > 1).then(|| turn(page.page - 1, "discord-button-earlier")),
        (page.page < page.pages).then(|| turn(page.page + 1, "discord-button-later")),
    );
    Say::embed(embed.footer(place)).with_rows(rows.into_iter().collect())
}

/// The row that turns pages, where there is somewhere to turn to.
pub(crate) fn turns(earlier: Option<Part>, later: Option<Part>) -> Option<Row> {
    let buttons: Vec<Part> = earlier.into_iter().chain(later).collect();
    (!buttons.is_empty()).then(|| Row::buttons(buttons))
}

/// The trainee's words, shown for them where they came through the form.
pub(crate) fn said_through_form(name: &str, text: &str) -> Say {
    Say::words(format!("**{}**\n{}", clean::line(name, 60), clean::quoted(text, limits::CONTENT / 2)))
}

/// Whether a text through the form is the word that ends everything.
pub(crate) fn is_stop(text: &str, messages: &Messages) -> bool {
    incoming::is_stop(text, messages)
}

/// Marks as bars of equal width.
fn bars(bars: &[Bar]) -> String {
    bars.iter()
        .map(|bar| {
            let full = usize::from((u16::from(bar.mark) * u16::from(CELLS) + 50) / 100);
            let empty = usize::from(CELLS) - full.min(usize::from(CELLS));
            format!("`{}{}` {} **{}**", "▰".repeat(full), "▱".repeat(empty), bar.label, bar.mark)
        })
        .collect::<Vec<_>>()
        .join("\n")
}

fn weighed(piece: &Weighed, messages: &Messages) -> String {
    let sign = if piece.trigger { "▼" } else { "▲" };
    let place = messages.say("card-evidence-place", &[("n", piece.n.into())]);
    format!(
        "{sign} {} ({place}) “{}”\n-# {}",
        piece.label,
        clean::line(&piece.words, QUOTE),
        clean::line(&piece.why, QUOTE)
    )
}

/// A paragraph in which a reply may be quoted.
fn text(words: &str) -> String {
    clean::shown(&cut(words, PARAGRAPH))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_have_one_width() {
        let bar = |mark| bars(&[Bar { label: "E".to_owned(), mark }]);
        assert_eq!(bar(0), "`▱▱▱▱▱▱▱▱▱▱` E **0**");
        assert_eq!(bar(4), "`▱▱▱▱▱▱▱▱▱▱` E **4**");
        assert_eq!(bar(95), "`▰▰▰▰▰▰▰▰▰▰` E **95**");
        assert_eq!(bar(100), "`▰▰▰▰▰▰▰▰▰▰` E **100**");
    }
}
