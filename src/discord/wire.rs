//! What is sent to Discord, in the form its API describes. Every message forbids mentions.

use serde::Serialize;

use super::limits::{self, cut};

/// Flag of a message that only one person sees.
const EPHEMERAL: u64 = 1 << 6;

/// A message, whichever way it goes out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Say {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) content: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) embeds: Vec<Embed>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) components: Option<Vec<Row>>,
    pub(crate) allowed_mentions: NoMentions,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) flags: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) nonce: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) enforce_nonce: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) username: Option<String>,
}

impl Say {
    /// A message of words, cut to what Discord takes.
    pub(crate) fn words(words: impl AsRef<str>) -> Self {
        Self { content: Some(cut(words.as_ref(), limits::CONTENT)), ..Self::default() }
    }

    /// A message of one embed.
    pub(crate) fn embed(embed: Embed) -> Self {
        Self { embeds: vec![embed.fitted()], ..Self::default() }
    }

    /// With these rows of buttons and menus; at most five go out.
    pub(crate) fn with_rows(mut self, rows: Vec<Row>) -> Self {
        self.components = Some(rows.into_iter().take(limits::ROWS).collect());
        self
    }

    /// Seen by one person only.
    pub(crate) fn quietly(mut self) -> Self {
        self.flags = Some(EPHEMERAL);
        self
    }

    /// Sent at most once under this name (25 characters) within a few minutes.
    pub(crate) fn once(mut self, nonce: String) -> Self {
        self.nonce = Some(nonce);
        self.enforce_nonce = Some(true);
        self
    }
}

/// Nobody is mentioned, whatever the text says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub(crate) struct NoMentions {
    parse: [u8; 0],
}

/// A card in a message.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Embed {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) title: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) description: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) color: Option<u32>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) fields: Vec<Field>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) footer: Option<Footer>,
}

/// A part of a card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) value: String,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) inline: bool,
}

/// The small line under a card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Footer {
    pub(crate) text: String,
}

impl Embed {
    /// Adds a field, unless it has nothing to say.
    pub(crate) fn field(mut self, name: impl Into<String>, value: impl Into<String>, inline: bool) -> Self {
        let field = Field { name: name.into(), value: value.into(), inline };
        if !field.value.trim().is_empty() && !field.name.trim().is_empty() {
            self.fields.push(field);
        }
        self
    }

    /// Puts a small line under it.
    pub(crate) fn footer(mut self, text: impl Into<String>) -> Self {
        self.footer = Some(Footer { text: text.into() }).filter(|footer| !footer.text.is_empty());
        self
    }

    /// The card within Discord's limits: parts are cut, and fields left out from the end where the whole is too long.
    pub(crate) fn fitted(mut self) -> Self {
        self.title = cut(&self.title, limits::EMBED_TITLE);
        self.description = cut(&self.description, limits::EMBED_DESCRIPTION);
        self.fields.truncate(limits::FIELDS);
        for field in &mut self.fields {
            field.name = cut(&field.name, limits::FIELD_NAME);
            field.value = cut(&field.value, limits::FIELD_VALUE);
        }
        if let Some(footer) = &mut self.footer {
            footer.text = cut(&footer.text, limits::FOOTER);
        }
        while self.length() > limits::EMBEDS_TOTAL && self.fields.pop().is_some() {}
        let over = self.length().saturating_sub(limits::EMBEDS_TOTAL);
        if over > 0 {
            let left = self.description.chars().count().saturating_sub(over);
            self.description = cut(&self.description, left);
        }
        self
    }

    /// Its characters, as Discord counts them.
    fn length(&self) -> usize {
        let fields = self.fields.iter().map(|f| f.name.chars().count() + f.value.chars().count()).sum::<usize>();
        let footer = self.footer.as_ref().map_or(0, |f| f.text.chars().count());
        self.title.chars().count() + self.description.chars().count() + fields + footer
    }
}

/// A row of buttons, or one menu.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Row {
    #[serde(rename = "type")]
    kind: u8,
    components: Vec<Part>,
}

impl Row {
    /// A row of at most five buttons.
    pub(crate) fn buttons(buttons: impl IntoIterator<Item = Part>) -> Self {
        Self { kind: 1, components: buttons.into_iter().take(limits::BUTTONS_IN_ROW).collect() }
    }

    /// A row with one menu or text input.
    pub(crate) fn of(part: Part) -> Self {
        Self { kind: 1, components: vec![part] }
    }
}

/// How a button looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    /// What one would usually do.
    Primary = 1,
    /// Any other.
    Secondary = 2,
    /// Cannot be undone.
    Danger = 4,
}

/// A button, a menu or a text input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(crate) enum Part {
    Button {
        #[serde(rename = "type")]
        kind: u8,
        style: u8,
        label: String,
        custom_id: String,
    },
    Menu {
        #[serde(rename = "type")]
        kind: u8,
        custom_id: String,
        placeholder: String,
        options: Vec<Choice>,
    },
    TextInput {
        #[serde(rename = "type")]
        kind: u8,
        custom_id: String,
        style: u8,
        label: String,
        min_length: usize,
        max_length: usize,
        required: bool,
        #[serde(skip_serializing_if = "String::is_empty")]
        placeholder: String,
        #[serde(skip_serializing_if = "String::is_empty")]
        value: String,
    },
}

impl Part {
    /// A button.
    pub(crate) fn button(look: Look, label: &str, custom_id: String) -> Self {
        Self::Button { kind: 2, style: look as u8, label: cut(label, limits::BUTTON_LABEL), custom_id }
    }

    /// A menu of which one option is taken.
    pub(crate) fn menu(custom_id: String, placeholder: &str, options: Vec<Choice>) -> Self {
        Self::Menu { kind: 3, custom_id, placeholder: cut(placeholder, limits::PLACEHOLDER), options }
    }

    /// A text input of several lines that must be filled in.
    pub(crate) fn text_input(custom_id: &str, label: &str) -> Self {
        Input { custom_id, label, lines: true, most: limits::MODAL_TEXT, required: true, ..Input::default() }.into()
    }
}

/// A text input, as it is asked for.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Input<'a> {
    pub(crate) custom_id: &'a str,
    pub(crate) label: &'a str,
    /// Several lines rather than one.
    pub(crate) lines: bool,
    /// Characters it takes.
    pub(crate) most: usize,
    pub(crate) required: bool,
    /// What shows while it is empty.
    pub(crate) placeholder: &'a str,
    /// What stands in it at first.
    pub(crate) value: &'a str,
}

impl From<Input<'_>> for Part {
    fn from(input: Input<'_>) -> Self {
        Self::TextInput {
            kind: 4,
            custom_id: input.custom_id.to_owned(),
            style: if input.lines { 2 } else { 1 },
            label: cut(input.label, limits::MODAL_TITLE),
            min_length: usize::from(input.required),
            max_length: input.most,
            required: input.required,
            placeholder: cut(input.placeholder, limits::MODAL_PLACEHOLDER),
            value: cut(input.value, input.most),
        }
    }
}

/// One option of a menu.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Choice {
    pub(crate) label: String,
    pub(crate) value: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) description: String,
}

/// A window with a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Modal {
    pub(crate) custom_id: String,
    pub(crate) title: String,
    pub(crate) components: Vec<Row>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_forbids_mentions_and_leaves_out_what_is_empty() {
        let sent = serde_json::to_value(Say::words("hi")).unwrap();
        assert_eq!(sent, serde_json::json!({"content": "hi", "allowed_mentions": {"parse": []}}));
    }

    #[test]
    fn an_embed_at_the_limit_stays_and_one_past_it_is_cut() {
        let embed = |n: usize| Embed { description: "ж".repeat(n), ..Embed::default() }.fitted();
        assert_eq!(embed(limits::EMBED_DESCRIPTION).description.chars().count(), limits::EMBED_DESCRIPTION);
        assert!(embed(limits::EMBED_DESCRIPTION + 1).description.ends_with('…'));
        assert_eq!(embed(limits::EMBED_DESCRIPTION + 1).description.chars().count(), limits::EMBED_DESCRIPTION);
    }

    #[test]
    fn the_whole_embed_keeps_to_the_total() {
        let mut embed = Embed { description: "d".repeat(4096), ..Embed::default() };
        for _ in 0..30 {
            embed = embed.field("n".repeat(300), "v".repeat(2000), false);
        }
        let fitted = embed.fitted();
        assert!(fitted.length() <= limits::EMBEDS_TOTAL);
        assert_eq!(fitted.fields.len(), 1, "4096 + 1280 fits, a second field does not");
    }
}
