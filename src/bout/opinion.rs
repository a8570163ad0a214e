//! What a trainee or a coach says of a reply's marks, beside the machine's.
//!
//! In come the texts of a form; out come views and marks that can be kept, and whether a coach agrees.

use serde::{Deserialize, Serialize};

use crate::marks::Marks;

/// A coach who sets a mark at most so far from the machine's agrees with it: about one band of the rubric, and what two
/// careful people differ by (our choice).
pub const ONE_LEVEL: u8 = 25;
/// Characters of a reason or a note.
pub const MOST_WORDS: usize = 1000;

/// Something said of some of the four marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Four<T> {
    /// Of empathy.
    #[serde(skip_serializing_if = "Option::is_none", default = "Option::default")]
    pub empathy: Option<T>,
    /// Of listening.
    #[serde(skip_serializing_if = "Option::is_none", default = "Option::default")]
    pub listening: Option<T>,
    /// Of triggers avoided.
    #[serde(skip_serializing_if = "Option::is_none", default = "Option::default")]
    pub triggers: Option<T>,
    /// Of overall.
    #[serde(skip_serializing_if = "Option::is_none", default = "Option::default")]
    pub overall: Option<T>,
}

impl<T> Default for Four<T> {
    fn default() -> Self {
        Self { empathy: None, listening: None, triggers: None, overall: None }
    }
}

impl<T: Copy> Four<T> {
    /// The same in the order in which marks are always shown: empathy, listening, triggers, overall.
    pub fn in_order(&self) -> [Option<T>; 4] {
        [self.empathy, self.listening, self.triggers, self.overall]
    }

    /// From that order.
    pub fn from_order([empathy, listening, triggers, overall]: [Option<T>; 4]) -> Self {
        Self { empathy, listening, triggers, overall }
    }

    /// Whether nothing is said of any.
    pub fn is_empty(&self) -> bool {
        self.in_order().iter().all(Option::is_none)
    }
}

/// How a trainee sees a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// It should be higher.
    Higher,
    /// It should be lower.
    Lower,
    /// It should be this, from 0 to 100.
    Mark(u8),
}

/// A text that is no mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a mark is a whole number from 0 to 100")]
pub struct NoMark;

impl View {
    /// Reads what was written in a form: a mark, `+` for higher or `-` for lower; nothing where it is empty.
    ///
    /// # Errors
    /// It is something else.
    pub fn read(text: &str) -> Result<Option<Self>, NoMark> {
        Ok(match text.trim() {
            "+" => Some(Self::Higher),
            "-" | "−" | "–" => Some(Self::Lower),
            other => read_mark(other)?.map(Self::Mark),
        })
    }

    /// How it is written in a form and kept.
    pub fn written(self) -> String {
        match self {
            Self::Higher => "+".to_owned(),
            Self::Lower => "-".to_owned(),
            Self::Mark(mark) => mark.to_string(),
        }
    }
}

impl Serialize for View {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Higher => to.serialize_str("higher"),
            Self::Lower => to.serialize_str("lower"),
            Self::Mark(mark) => to.serialize_u8(*mark),
        }
    }
}

impl<'de> Deserialize<'de> for View {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Kept {
            Mark(u8),
            Word(String),
        }
        match Kept::deserialize(from)? {
            Kept::Mark(mark) if mark <= 100 => Ok(Self::Mark(mark)),
            Kept::Word(word) if word == "higher" => Ok(Self::Higher),
            Kept::Word(word) if word == "lower" => Ok(Self::Lower),
            _ => Err(serde::de::Error::custom("no view of a mark")),
        }
    }
}

/// Reads a mark that was written in a form: a whole number from 0 to 100; nothing where it is empty.
///
/// # Errors
/// It is something else.
pub fn read_mark(text: &str) -> Result<Option<u8>, NoMark> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    // A sign or anything else before the digits is more likely a slip than a mark.
    let digits = text.len() <= 3 && text.bytes().all(|b| b.is_ascii_digit());
    let mark = text.parse().ok().filter(|mark: &u8| digits && *mark <= 100);
    mark.map(Some).ok_or(NoMark)
}

impl Four<u8> {
    /// Whether a coach who sets these marks agrees with the machine: nothing set (confirmed), or each set mark within
    /// [`ONE_LEVEL`] of the machine's.
    pub fn agrees_with(&self, machine: Marks) -> bool {
        let machine = [machine.empathy, machine.listening, machine.triggers, machine.overall];
        self.in_order().iter().zip(machine).all(|(set, mark)| set.is_none_or(|set| set.abs_diff(mark) <= ONE_LEVEL))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_a_whole_number_from_0_to_100() {
        for (text, wanted) in [
            ("", Ok(None)),
            ("  ", Ok(None)),
            ("0", Ok(Some(0))),
            (" 70 ", Ok(Some(70))),
            ("007", Ok(Some(7))),
            ("100", Ok(Some(100))),
            ("101", Err(NoMark)),
            ("1000", Err(NoMark)),
            ("+70", Err(NoMark)),
            ("-1", Err(NoMark)),
            ("7.5", Err(NoMark)),
            ("70/100", Err(NoMark)),
            ("seventy", Err(NoMark)),
            ("٧٠", Err(NoMark)),
        ] {
            assert_eq!(read_mark(text), wanted, "{text:?}");
        }
    }

    #[test]
    fn a_view_is_a_mark_or_a_direction_and_reads_back() {
        for (text, wanted) in [
            ("+", Some(View::Higher)),
            (" - ", Some(View::Lower)),
            ("−", Some(View::Lower)),
            ("55", Some(View::Mark(55))),
            ("", None),
        ] {
            assert_eq!(View::read(text), Ok(wanted), "{text:?}");
        }
        assert_eq!(View::read("++"), Err(NoMark));
        for view in [View::Higher, View::Lower, View::Mark(0), View::Mark(100)] {
            assert_eq!(View::read(&view.written()), Ok(Some(view)));
            let kept = serde_json::to_string(&view).unwrap();
            assert_eq!(serde_json::from_str::<View>(&kept).unwrap(), view);
        }
        for bad in ["101", "\"up\"", "-1", "null"] {
            assert!(serde_json::from_str::<View>(bad).is_err(), "{bad}");
        }
        let four = Four { listening: Some(View::Higher), overall: Some(View::Mark(60)), ..Four::default() };
        let kept = serde_json::to_string(&four).unwrap();
        assert_eq!(kept, r#"{"listening":"higher","overall":60}"#);
        assert_eq!(serde_json::from_str::<Four<View>>(&kept).unwrap(), four);
        assert_eq!(serde_json::from_str::<Four<View>>("{}").unwrap(), Four::default());
    }

    #[test]
    fn agreement_reaches_one_level_and_no_further() {
        let machine = Marks { empathy: 50, listening: 10, triggers: 100, overall: 40 };
        let set = |mark| Four { empathy: Some(mark), ..Four::default() };
        assert!(Four::default().agrees_with(machine), "confirmed");
        assert!(set(75).agrees_with(machine) && set(25).agrees_with(machine));
        assert!(!set(76).agrees_with(machine) && !set(24).agrees_with(machine));
        let one_is_off = Four { overall: Some(66), ..set(50) };
        assert!(!one_is_off.agrees_with(machine), "each set mark counts");
    }
}
