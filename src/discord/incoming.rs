//! A message that came in, and what is refused before anything else is looked at.

use poise::serenity_prelude as serenity;

use super::rest::Posted;
use crate::language::Messages;
use crate::store::{MessageKey, TraineeId};

/// Kinds of message that a person writes: a plain one, and a reply to another.
const WRITTEN: [u8; 2] = [0, 19];

/// A message by a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Incoming {
    /// Its id.
    pub(crate) id: MessageKey,
    /// Who wrote it.
    pub(crate) author: TraineeId,
    /// The words, as sent.
    pub(crate) text: String,
    /// Whether there is something beside words: files, stickers, a poll.
    pub(crate) other: bool,
}

/// What a message says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Says<'a> {
    /// Words: a reply.
    Words(&'a str),
    /// The word that ends everything.
    Stop,
    /// No words, but something else.
    NoWords,
    /// Nothing that the bot may see.
    Hidden,
}

impl Incoming {
    /// A message of the gateway; `None` for one that no person wrote.
    pub(crate) fn of_event(message: &serenity::Message) -> Option<Self> {
        let by_person = !message.author.bot && message.webhook_id.is_none();
        (by_person && WRITTEN.contains(&u8::from(message.kind))).then(|| Self {
            id: MessageKey(message.id.get()),
            author: TraineeId(message.author.id.get()),
            text: message.content.clone(),
            other: !message.attachments.is_empty() || !message.sticker_items.is_empty() || message.poll.is_some(),
        })
    }

    /// A message that was read from a channel; `None` for one that no person wrote.
    pub(crate) fn of_channel(message: Posted) -> Option<Self> {
        let by_person = !message.author.bot && message.webhook_id.is_none();
        (by_person && WRITTEN.contains(&message.kind)).then(|| Self {
            id: MessageKey(message.id),
            author: TraineeId(message.author.id),
            other: !message.attachments.is_empty() || !message.sticker_items.is_empty() || message.poll.is_some(),
            text: message.content,
        })
    }

    /// What it says.
    pub(crate) fn says(&self, messages: &Messages) -> Says<'_> {
        let text = self.text.trim();
        if text.chars().any(|c| !(c.is_whitespace() || crate::language::is_invisible(c))) {
            if is_stop(text, messages) { Says::Stop } else { Says::Words(&self.text) }
        } else if self.other || !text.is_empty() {
            Says::NoWords
        } else {
            Says::Hidden
        }
    }

    #[cfg(test)]
    pub(crate) fn sample(text: &str) -> Self {
        Self { id: MessageKey(1), author: TraineeId(7), text: text.to_owned(), other: false }
    }
}

/// Whether a reply is nothing but the word that ends everything, in any case and with any punctuation.
pub(crate) fn is_stop(text: &str, messages: &Messages) -> bool {
    let bare = text.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    messages.plain("discord-stop-words").split(',').any(|word| !bare.is_empty() && word.trim() == bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages() -> Messages {
        Messages::read("en", ["discord-stop-words = stop, halt"]).unwrap()
    }

    #[test]
    fn a_message_says_what_it_says() {
        let file = Incoming { other: true, ..Incoming::sample("") };
        assert_eq!(file.says(&messages()), Says::NoWords);
        for (text, says) in [
            ("hello", Says::Words("hello")),
            ("", Says::Hidden),
            (" \n ", Says::Hidden),
            ("\u{200b}\u{200d}", Says::NoWords),
            ("STOP", Says::Stop),
            ("  stop!! ", Says::Stop),
            ("**Stop.**", Says::Stop),
            ("stop it", Says::Words("stop it")),
            ("non-stop", Says::Words("non-stop")),
            ("!?", Says::Words("!?")),
        ] {
            assert_eq!(Incoming::sample(text).says(&messages()), says, "{text:?}");
        }
    }

    #[test]
    fn only_people_who_write_are_heard() {
        let posted = |extra: &str| -> Posted {
            serde_json::from_str(&format!(r#"{{"id":"5","content":"hi","author":{{"id":"7"}}{extra}}}"#)).unwrap()
        };
        assert!(Incoming::of_channel(posted("")).is_some());
        assert!(Incoming::of_channel(posted(r#","type":19"#)).is_some());
        for refused in [r#","type":18"#, r#","type":7"#, r#","type":20"#, r#","webhook_id":"3""#] {
            assert!(Incoming::of_channel(posted(refused)).is_none(), "{refused}");
        }
        let bot = r#"{"id":"5","content":"hi","author":{"id":"7","bot":true}}"#;
        assert!(Incoming::of_channel(serde_json::from_str(bot).unwrap()).is_none());
    }
}
