//! What people do to English who learnt it later: eight slips of grammar and one of the keys, word by word.
//!
//! In comes a reply; out comes the same reply with every slip of one kind that its words allow. Nothing is drawn by
//! chance, and what the reply means stays as it was.

/// A kind of slip: its name, and what it makes of a reply.
pub(crate) type Slip = (&'static str, fn(&str) -> String);

pub(crate) const SLIPS: [Slip; 9] = [
    ("articles dropped", articles_dropped),
    ("wrong articles", wrong_articles),
    ("third person without -s", third_person),
    ("tenses", tenses),
    ("prepositions", prepositions),
    ("word order of questions", question_order),
    ("plurals", plurals),
    ("apostrophes left out", apostrophes),
    ("letters swapped", letters_swapped),
];

const ARTICLES: [&str; 3] = ["a", "an", "the"];
/// Subjects after which a verb has its -s.
const THIRD: [&str; 13] =
    ["he", "she", "it", "that", "this", "which", "who", "nobody", "everybody", "nothing", "everything", "one", "what"];
/// Words that may stand between a subject and its verb.
const BETWEEN: [&str; 8] = ["still", "always", "really", "never", "only", "also", "now", "just"];
/// After these, -s is no ending of a verb.
const NO_VERB: [&str; 12] =
    ["is", "was", "this", "yes", "as", "us", "his", "its", "always", "perhaps", "less", "across"];
const PRESENT: [(&str, &str); 44] = [
    ("was", "is"),
    ("were", "are"),
    ("had", "have"),
    ("did", "do"),
    ("came", "come"),
    ("went", "go"),
    ("got", "get"),
    ("said", "say"),
    ("told", "tell"),
    ("sent", "send"),
    ("wrote", "write"),
    ("gave", "give"),
    ("took", "take"),
    ("made", "make"),
    ("paid", "pay"),
    ("saw", "see"),
    ("heard", "hear"),
    ("thought", "think"),
    ("knew", "know"),
    ("kept", "keep"),
    ("left", "leave"),
    ("lost", "lose"),
    ("broke", "break"),
    ("bought", "buy"),
    ("brought", "bring"),
    ("found", "find"),
    ("stood", "stand"),
    ("sat", "sit"),
    ("spent", "spend"),
    ("held", "hold"),
    ("felt", "feel"),
    ("meant", "mean"),
    ("began", "begin"),
    ("fell", "fall"),
    ("chose", "choose"),
    ("drew", "draw"),
    ("spoke", "speak"),
    ("forgot", "forget"),
    ("rang", "ring"),
    ("stopped", "stop"),
    ("called", "call"),
    ("asked", "ask"),
    ("waited", "wait"),
    ("promised", "promise"),
];
const PREPOSITIONS: [(&str, &str); 11] = [
    ("in", "on"),
    ("on", "in"),
    ("at", "on"),
    ("since", "from"),
    ("by", "until"),
    ("until", "by"),
    ("of", "from"),
    ("into", "in"),
    ("during", "in"),
    ("within", "until"),
    ("about", "for"),
];
const AUXILIARIES: [&str; 17] = [
    "is", "are", "was", "were", "do", "does", "did", "can", "could", "will", "would", "shall", "should", "have", "has",
    "had", "may",
];
const SUBJECTS: [&str; 12] =
    ["i", "you", "we", "he", "she", "it", "they", "that", "this", "there", "anybody", "somebody"];
/// Words that count, after which a noun has its -s.
const COUNTING: [&str; 20] = [
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "twenty", "hundred",
    "many", "several", "few", "these", "those", "both", "some",
];
const UNCOUNTED: [(&str, &str); 5] = [
    ("information", "informations"),
    ("advice", "advices"),
    ("feedback", "feedbacks"),
    ("work", "works"),
    ("help", "helps"),
];
/// Every so many long words have two letters swapped.
const EVERY: usize = 5;
/// From so many letters on a word is long.
const LONG: usize = 6;

/// A word between what stands around it: quotation marks before, punctuation after.
#[derive(Debug, Clone)]
struct Word {
    before: String,
    core: String,
    after: String,
    /// The white space that follows.
    space: String,
}

impl Word {
    fn is_one_of(&self, words: &[&str]) -> bool {
        words.contains(&self.core.to_lowercase().as_str())
    }

    /// Whether nothing separates it from the next word.
    fn runs_on(&self) -> bool {
        self.after.is_empty()
    }

    fn ends_sentence(&self) -> bool {
        self.after.contains(['.', '!', '?', '…'])
    }

    /// Another word in its place, with a capital where it had one.
    fn put(&mut self, word: &str) {
        let capital = self.core.chars().next().is_some_and(char::is_uppercase) && self.core != "I";
        self.core = if capital { capitalised(word) } else { word.to_owned() };
    }
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn words(reply: &str) -> Vec<Word> {
    reply.split_inclusive(char::is_whitespace).fold(Vec::new(), |mut words, piece| {
        let text = piece.trim_end();
        let space = piece.chars().skip(text.chars().count()).collect::<String>();
        let inner = text.trim_start_matches(|c: char| !c.is_alphanumeric());
        let before = text.strip_suffix(inner).unwrap_or_default();
        let core = inner.trim_end_matches(|c: char| !c.is_alphanumeric());
        let after = inner.strip_prefix(core).unwrap_or_default();
        words.push(Word { before: before.to_owned(), core: core.to_owned(), after: after.to_owned(), space });
        words
    })
}

fn joined(words: Vec<Word>) -> String {
    words.into_iter().map(|w| w.before + &w.core + &w.after + &w.space).collect()
}

fn articles_dropped(reply: &str) -> String {
    let mut capital = false;
    let mut kept = Vec::new();
    for mut word in words(reply) {
        if std::mem::take(&mut capital) {
            word.core = capitalised(&word.core);
        }
        if word.is_one_of(&ARTICLES) && word.runs_on() && word.before.is_empty() {
            capital = word.core.starts_with(char::is_uppercase);
            continue;
        }
        kept.push(word);
    }
    joined(kept)
}

fn wrong_articles(reply: &str) -> String {
    each(reply, |word, _| {
        if word.is_one_of(&["the"]) {
            word.put("a");
        } else if word.is_one_of(&["a", "an"]) {
            word.put("the");
        }
    })
}

/// Changes each word in turn, knowing those before it as they were.
fn each(reply: &str, mut change: impl FnMut(&mut Word, &[Word])) -> String {
    let before = words(reply);
    let mut after = before.clone();
    for (at, word) in after.iter_mut().enumerate() {
        change(word, before.get(..at).unwrap_or_default());
    }
    joined(after)
}

/// The word before, where nothing separates it.
fn last(before: &[Word]) -> Option<&Word> {
    before.last().filter(|word| word.runs_on())
}

fn third_person(reply: &str) -> String {
    each(reply, |word, before| {
        let skipped = last(before).filter(|w| w.is_one_of(&BETWEEN));
        let subject = if skipped.is_some() { before.iter().rev().nth(1) } else { last(before) };
        if !subject.is_some_and(|w| w.is_one_of(&THIRD) && w.runs_on()) || word.is_one_of(&NO_VERB) {
            return;
        }
        let bare = match word.core.as_str() {
            "has" => "have".to_owned(),
            "does" | "goes" => word.core.trim_end_matches("es").to_owned(),
            "doesn't" => "don't".to_owned(),
            "hasn't" => "haven't".to_owned(),
            core if core.ends_with("ss") || core.len() < 4 || core.contains(['\'', '’']) => return,
            core => match core.strip_suffix("ies") {
                Some(stem) => format!("{stem}y"),
                None => core.strip_suffix('s').unwrap_or(core).to_owned(),
            },
        };
        word.put(&bare);
    })
}

/// The past and the future in the form of the present.
fn tenses(reply: &str) -> String {
    each(reply, |word, _| {
        let lower = word.core.to_lowercase();
        if let Some((_, present)) = PRESENT.iter().find(|(past, _)| *past == lower) {
            word.put(present);
        } else if lower == "wasn't" {
            word.put("isn't");
        } else if lower == "didn't" {
            word.put("don't");
        } else if let Some(who) = word.core.strip_suffix("'ll").or_else(|| word.core.strip_suffix("’ll")) {
            word.core = who.to_owned();
        }
    })
}

fn prepositions(reply: &str) -> String {
    each(reply, |word, _| {
        let lower = word.core.to_lowercase();
        if let Some((_, wrong)) = PREPOSITIONS.iter().find(|(right, _)| *right == lower) {
            word.put(wrong);
        }
    })
}

/// "When did it break?" as "When it break?", "Can you send it?" as "You can send it?".
fn question_order(reply: &str) -> String {
    let mut all = words(reply);
    let mut first = 0;
    while first < all.len() {
        let mut end = all.iter().skip(first).position(Word::ends_sentence).map_or(all.len(), |at| first + at + 1);
        if all.get(end - 1).is_some_and(|w| w.after.contains('?')) {
            let inverted = |at: &usize| {
                let pair = all.get(*at).zip(all.get(at + 1));
                pair.is_some_and(|(a, b)| a.is_one_of(&AUXILIARIES) && a.runs_on() && b.is_one_of(&SUBJECTS))
            };
            if let Some(at) = (first..end.saturating_sub(1)).find(inverted) {
                let opens = at == first;
                let idle = all.get(at).is_some_and(|w| w.is_one_of(&["do", "does", "did"]));
                if idle && !opens {
                    all.remove(at);
                    end -= 1;
                } else if let Some((one, other)) = all.get(at).cloned().zip(all.get(at + 1).cloned()) {
                    let (subject, verb) = (other.core, one.core);
                    if let Some(slot) = all.get_mut(at) {
                        slot.core = if opens { capitalised(&subject) } else { subject };
                    }
                    if let Some(slot) = all.get_mut(at + 1) {
                        slot.core = if opens { verb.to_lowercase() } else { verb };
                    }
                }
            }
        }
        first = end;
    }
    joined(all)
}

fn plurals(reply: &str) -> String {
    each(reply, |word, before| {
        let lower = word.core.to_lowercase();
        if let Some((_, plural)) = UNCOUNTED.iter().find(|(right, _)| *right == lower) {
            let noun = last(before).is_some_and(|w| w.is_one_of(&["the", "your", "my", "our", "any", "some", "more"]));
            if noun {
                word.put(plural);
            }
            return;
        }
        let counted = last(before)
            .is_some_and(|w| w.is_one_of(&COUNTING) || w.core.chars().next().is_some_and(|c| c.is_ascii_digit()));
        if counted && lower.len() > 3 && lower.ends_with('s') && !lower.ends_with("ss") && !lower.contains(['\'', '’'])
        {
            let one = word.core.strip_suffix('s').unwrap_or(&word.core).to_owned();
            word.put(&one);
        }
    })
}

fn apostrophes(reply: &str) -> String {
    each(reply, |word, _| word.core = word.core.replace(['\'', '’'], ""))
}

/// Two letters inside every fifth long word change places.
fn letters_swapped(reply: &str) -> String {
    let mut long = 0;
    each(reply, |word, _| {
        let mut letters: Vec<char> = word.core.chars().collect();
        if letters.len() < LONG || !letters.iter().all(|c| c.is_alphabetic()) {
            return;
        }
        long += 1;
        if long % EVERY == 1 {
            letters.swap(2, 3);
            word.core = letters.into_iter().collect();
        }
    })
}
