//! Forms with words and four marks: built, read, and kept where something in them cannot be read.
//!
//! Discord closes a form when it is sent. What was written then stands in the message that says what is wrong, and the
//! form opens again with it: nothing waits in memory, and nothing is lost by a restart.

use poise::serenity_prelude as serenity;

use super::buttons::Button;
use super::limits::{self, cut};
use super::wire::{Embed, Input, Look, Modal, Part, Row, Say};
use crate::bout::{Four, MOST_WORDS, NoMark};
use crate::card::Bar;
use crate::language::Messages;

/// Name of the field for words.
pub(crate) const WORDS: &str = "words";
/// Names of the fields for the marks, in their order.
const MARKS: [&str; 4] = ["empathy", "listening", "triggers", "overall"];
/// Characters in a field for a mark: more than a mark has, so that a slip is explained rather than swallowed.
const MARK: usize = 12;
/// Stands for an empty field in a message.
const EMPTY: &str = "—";

/// What was filled into a form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Draft {
    pub(crate) words: String,
    /// In the order empathy, listening, triggers, overall.
    pub(crate) marks: [String; 4],
}

impl Draft {
    /// What a form brought.
    pub(crate) fn of_form(data: &serenity::ModalInteractionData) -> Self {
        let mut draft = Self::default();
        for part in data.components.iter().flat_map(|row| &row.components) {
            let serenity::ActionRowComponent::InputText(input) = part else { continue };
            let value = input.value.clone().unwrap_or_default();
            if input.custom_id == WORDS {
                draft.words = value;
            } else if let Some(place) = MARKS.iter().position(|name| *name == input.custom_id)
                && let Some(mark) = draft.marks.get_mut(place)
            {
                *mark = value;
            }
        }
        draft
    }

    /// What a message has kept of one (see [`Self::kept`]); nothing where it has none.
    pub(crate) fn of_message(message: &serenity::Message) -> Self {
        let mut values = message
            .embeds
            .iter()
            .flat_map(|embed| &embed.fields)
            .map(|field| if field.value == EMPTY { String::new() } else { field.value.clone() });
        let mut next = |most| cut(&values.next().unwrap_or_default(), most);
        Self { words: next(MOST_WORDS), marks: [next(MARK), next(MARK), next(MARK), next(MARK)] }
    }

    /// A message that says what is wrong, keeps what was written, and has a button that opens the form again.
    pub(crate) fn kept(&self, wrong: &str, again: &Button, messages: &Messages, bars: &[Bar; 4]) -> Say {
        let field = |text: &str, most| {
            let text = cut(text.trim(), most);
            if text.is_empty() { EMPTY.to_owned() } else { text }
        };
        let mut embed = Embed { title: messages.plain("form-draft-title"), ..Embed::default() }.field(
            messages.plain("form-draft-words"),
            field(&self.words, MOST_WORDS),
            false,
        );
        for (bar, mark) in bars.iter().zip(&self.marks) {
            embed = embed.field(bar.label.as_str(), field(mark, MARK), true);
        }
        let button = Part::button(Look::Primary, &messages.plain("form-button-mend"), again.to_string());
        Say { content: Some(cut(wrong, limits::CONTENT)), ..Say::embed(embed) }.with_rows(vec![Row::buttons([button])])
    }

    /// The four marks.
    ///
    /// # Errors
    /// Which of them cannot be read, as places in their order.
    pub(crate) fn four<T: Copy>(&self, read: fn(&str) -> Result<Option<T>, NoMark>) -> Result<Four<T>, Vec<usize>> {
        let read: [Result<Option<T>, NoMark>; 4] = self.marks.each_ref().map(|mark| read(mark));
        let bad: Vec<usize> = (0..).zip(&read).filter(|(_, mark)| mark.is_err()).map(|(place, _)| place).collect();
        if bad.is_empty() { Ok(Four::from_order(read.map(|mark| mark.unwrap_or(None)))) } else { Err(bad) }
    }

    /// Those marks with their labels, as they were written.
    pub(crate) fn named(&self, bad: &[usize], bars: &[Bar; 4]) -> String {
        let wrong = bars.iter().zip(&self.marks).enumerate().filter(|(place, _)| bad.contains(place));
        let words = wrong.map(|(_, (bar, mark))| format!("{} “{}”", bar.label, super::clean::line(mark, MARK)));
        words.collect::<Vec<_>>().join(", ")
    }
}

/// What a form asks for.
pub(crate) struct Form<'a> {
    /// What it is called when it is sent in.
    pub(crate) button: Button,
    pub(crate) title: String,
    /// Label of the words, what shows while they are empty, and whether they must be there.
    pub(crate) words: (String, String, bool),
    /// What shows in the empty field of a mark.
    pub(crate) mark: String,
    /// Whether the marks stand before the words.
    pub(crate) marks_first: bool,
    /// The machine's marks.
    pub(crate) bars: &'a [Bar; 4],
    /// What stands in it at first.
    pub(crate) draft: Draft,
}

impl Form<'_> {
    /// As Discord shows it.
    pub(crate) fn modal(&self, messages: &Messages) -> Modal {
        let (label, example, required) = &self.words;
        let words = Input {
            custom_id: WORDS,
            label,
            lines: true,
            most: MOST_WORDS,
            required: *required,
            placeholder: example,
            value: &self.draft.words,
        };
        let mut rows = vec![Row::of(words.into())];
        for ((name, bar), value) in MARKS.iter().zip(self.bars).zip(&self.draft.marks) {
            let values = [("label", (&bar.label).into()), ("mark", bar.mark.into())];
            let label = messages.say("disagree-form-mark", &values);
            let input = Input {
                custom_id: name,
                label: &label,
                most: MARK,
                placeholder: &self.mark,
                value,
                ..Input::default()
            };
            rows.push(Row::of(input.into()));
        }
        if self.marks_first {
            rows.rotate_left(1);
        }
        Modal { custom_id: self.button.to_string(), title: cut(&self.title, limits::MODAL_TITLE), components: rows }
    }
}

/// Words as they are kept: without what cannot be seen, at most [`MOST_WORDS`]; `None` where they are longer.
pub(crate) fn words(text: &str) -> Option<String> {
    let seen: String =
        text.trim().chars().filter(|c| *c == '\n' || !(crate::language::is_invisible(*c) || c.is_control())).collect();
    (seen.chars().count() <= MOST_WORDS).then(|| seen.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bout::{View, read_mark};
    use crate::store::BoutId;

    fn bars() -> [Bar; 4] {
        ["Empathy", "Listening", "Triggers avoided", "Overall"].map(|label| Bar { label: label.to_owned(), mark: 45 })
    }

    fn draft(marks: [&str; 4]) -> Draft {
        Draft { words: "Because.".to_owned(), marks: marks.map(str::to_owned) }
    }

    #[test]
    fn marks_are_read_or_named() {
        let fine = draft(["", "70", " 0 ", ""]).four(read_mark).unwrap();
        assert_eq!(fine.in_order(), [None, Some(70), Some(0), None]);
        let bad = draft(["x", "70", "101", ""]);
        let places = bad.four(read_mark).unwrap_err();
        assert_eq!(bad.named(&places, &bars()), "Empathy “x”, Triggers avoided “101”");
        assert_eq!(draft(["+", "-", "", "3"]).four(View::read).unwrap().empathy, Some(View::Higher));
    }

    #[test]
    fn what_was_written_survives_the_message_that_keeps_it() {
        let messages =
            Messages::read("en", ["form-draft-title = T\nform-draft-words = W\nform-button-mend = M"]).unwrap();
        for words in ["Because.", "", "two\nlines", "“*_`<@1> @everyone”", &"ж".repeat(MOST_WORDS)] {
            let draft = Draft { words: words.to_owned(), ..draft(["x", "", "+", "1000000"]) };
            let say = draft.kept("no", &Button::SetMend(BoutId(1), 2), &messages, &bars());
            let sent = serde_json::to_value(&say).unwrap();
            let message = serde_json::json!({
                "id": "1", "channel_id": "1", "content": "no", "timestamp": "2026-01-01T00:00:00Z", "tts": false,
                "edited_timestamp": null, "mention_everyone": false, "mentions": [], "mention_roles": [],
                "attachments": [], "embeds": sent["embeds"], "pinned": false, "type": 0,
                "author": { "id": "2", "username": "b", "discriminator": "0000", "avatar": null },
            });
            assert_eq!(Draft::of_message(&serde_json::from_value(message).unwrap()), draft, "{words}");
        }
    }

    #[test]
    fn words_are_cleaned_and_measured() {
        assert_eq!(words(" a\u{0}b\u{200b}\nc "), Some("ab\nc".to_owned()));
        assert_eq!(words("\u{200b} \u{202e}"), Some(String::new()));
        assert_eq!(words(&"ж".repeat(MOST_WORDS)).map(|w| w.chars().count()), Some(MOST_WORDS));
        assert_eq!(words(&"ж".repeat(MOST_WORDS + 1)), None);
    }

    #[test]
    fn a_form_keeps_to_the_limits_at_their_longest() {
        let language = crate::bout::Repertoire::languages_only().unwrap();
        let messages = &language.tongue("en").unwrap().language.messages;
        let form = Form {
            button: Button::DifferSaid(BoutId(i64::MAX), u32::MAX),
            title: messages.say("disagree-form-title", &[("n", 9999_u32.into())]),
            words: (messages.plain("disagree-form-reason"), messages.plain("disagree-form-reason-example"), true),
            mark: messages.plain("disagree-form-mark-example"),
            marks_first: false,
            bars: &bars().map(|bar| Bar { mark: 100, ..bar }),
            draft: draft(["", "", "", ""]),
        };
        let sent = serde_json::to_value(form.modal(messages)).unwrap();
        let title = sent["title"].as_str().unwrap();
        assert!(title.chars().count() <= 45 && !title.contains('…'), "{title}");
        for row in sent["components"].as_array().unwrap() {
            for (name, most) in [("label", 45), ("placeholder", 100)] {
                let text = row["components"][0][name].as_str().unwrap();
                assert!(text.chars().count() <= most && !text.contains('…'), "{text}");
            }
        }
        assert_eq!(sent["components"].as_array().unwrap().len(), 5);
    }
}
