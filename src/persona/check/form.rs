//! The form of a persona file as a table: which keys stand where, and what each of them holds.
//!
//! The types in `persona` are the form that is loaded; this is the same form for the checker, which goes on after
//! the first fault and knows where each value stands. A test keeps the two alike.

/// A key of a table.
#[derive(Debug)]
pub(super) struct Key {
    /// As it is written.
    pub(super) name: &'static str,
    /// Whether it has to be there.
    pub(super) needed: bool,
    /// What it holds.
    pub(super) holds: Holds,
}

/// What a key holds.
#[derive(Debug)]
pub(super) enum Holds {
    /// The persona's own id.
    PersonaId,
    /// The id of this entry.
    Id,
    /// A text that a trainee sees only after the bout, or a coach.
    Late,
    /// A text that a trainee sees before the card.
    Early,
    /// What the client says; slots are filled in.
    Lines,
    /// What the client says where no slot can be filled yet.
    Openings,
    /// What a trainee might say.
    Replies,
    /// Patterns.
    Patterns,
    /// Names of moves.
    Moves,
    /// One of these names.
    Name(&'static [&'static str]),
    /// Several of these names.
    Names(&'static [&'static str]),
    /// A whole number within these bounds.
    Number(i64, i64),
    /// `true` or `false`.
    Flag,
    /// A range such as `"60.."`.
    Range,
    /// Ids of entries.
    Ids(Entry),
    /// A table of its own.
    Table(&'static [Key]),
    /// Lists of parts by names of the file's own.
    Grammar,
    /// Entries, each a table of its own.
    Entries(Entry, &'static [Key]),
}

/// A list of entries that other places may refer to by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Entry {
    Opening,
    Fact,
    Point,
    Wrong,
    Button,
    Soother,
    Cue,
    Offer,
    World,
    Beat,
    Loop,
    Ending,
    Pair,
    Hint,
    Waiting,
    Demand,
    Bait,
    Claim,
}

impl Entry {
    /// The key it stands under.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Opening => "opening",
            Self::Fact => "fact",
            Self::Point => "point",
            Self::Wrong => "wrong",
            Self::Button => "button",
            Self::Soother => "soother",
            Self::Cue => "cue",
            Self::Offer => "offer",
            Self::World => "world",
            Self::Beat => "beat",
            Self::Loop => "loop",
            Self::Ending => "ending",
            Self::Pair => "pair",
            Self::Hint => "hint",
            Self::Waiting => "waiting",
            Self::Demand => "demand",
            Self::Bait => "bait",
            Self::Claim => "claim",
        }
    }
}

const fn must(name: &'static str, holds: Holds) -> Key {
    Key { name, needed: true, holds }
}

const fn may(name: &'static str, holds: Holds) -> Key {
    Key { name, needed: false, holds }
}

const ASKS: &[&str] = &[
    "when",
    "how_often",
    "who",
    "what",
    "where",
    "why",
    "how",
    "how_much",
    "tried",
    "matters",
    "wish",
    "contact",
    "feeling",
    "yes_no",
];

/// Names of endings.
pub(super) const ENDINGS: &[&str] = &["resolved", "parted", "walked_out", "escalated", "timed_out", "abandoned"];

const STAGES: &[&str] = &["provocation", "complaint", "detail", "need", "weighing", "closing"];

const WHEN: &[Key] = &[
    may("said", Holds::Patterns),
    may("moves", Holds::Moves),
    may("all_moves", Holds::Moves),
    may("no_moves", Holds::Moves),
    may("heat", Holds::Range),
    may("trust", Holds::Range),
    may("patience", Holds::Range),
    may("exchange", Holds::Range),
    may("loops", Holds::Range),
    may("heard", Holds::Range),
    may("given", Holds::Range),
    may("empathy", Holds::Range),
    may("listening", Holds::Range),
    may("triggers", Holds::Range),
    may("overall", Holds::Range),
    may("stage", Holds::Names(STAGES)),
    may("told", Holds::Ids(Entry::Fact)),
    may("untold", Holds::Ids(Entry::Fact)),
    may("points", Holds::Ids(Entry::Point)),
    may("unheard", Holds::Ids(Entry::Point)),
    may("caught", Holds::Ids(Entry::Cue)),
    may("offered", Holds::Ids(Entry::Offer)),
    may("not_offered", Holds::Ids(Entry::Offer)),
    may("after", Holds::Ids(Entry::Beat)),
    may("asks", Holds::Name(&["known", "world", "unknown", "nothing"])),
    may("need_out", Holds::Flag),
    may("left_question", Holds::Flag),
    may("questions", Holds::Range),
    may("words", Holds::Range),
    may("warmer", Holds::Flag),
    may("waited", Holds::Range),
    may("demands", Holds::Range),
    may("joined", Holds::Range),
    may("offers", Holds::Ids(Entry::Offer)),
    may("said_before", Holds::Flag),
    may("promised", Holds::Flag),
    may("named", Holds::Flag),
];

const DOES: &[Key] = &[
    may("heat", Holds::Number(-100, 100)),
    may("trust", Holds::Number(-100, 100)),
    may("patience", Holds::Number(-100, 100)),
];

const SETTING: &[Key] = &[must("you", Holds::Early), must("happened", Holds::Early), must("may", Holds::Early)];

const MOOD: &[Key] = &[
    must("heat", Holds::Number(0, 100)),
    must("trust", Holds::Number(0, 100)),
    must("patience", Holds::Number(0, 100)),
];

const FACT: &[Key] = &[
    must("id", Holds::Id),
    must("value", Holds::Late),
    may("answers", Holds::Names(ASKS)),
    may("topic", Holds::Patterns),
    must("asked", Holds::Patterns),
    may("says", Holds::Lines),
    may("hot", Holds::Lines),
    may("warm", Holds::Lines),
    may("again", Holds::Lines),
    may("when", Holds::Table(WHEN)),
    may("guarded", Holds::Lines),
    may("need", Holds::Flag),
    may("told_by", Holds::Patterns),
];

const POINT: &[Key] = &[
    must("id", Holds::Id),
    must("said", Holds::Patterns),
    must("yes", Holds::Lines),
    may("says", Holds::Lines),
    may("weight", Holds::Number(1, 5)),
    may("need", Holds::Flag),
];

const ANSWER: &[Key] = &[must("id", Holds::Id), must("said", Holds::Patterns), must("says", Holds::Lines)];

const BUTTON: &[Key] = &[
    must("id", Holds::Id),
    must("said", Holds::Patterns),
    must("does", Holds::Table(DOES)),
    must("says", Holds::Lines),
    must("why", Holds::Early),
];

const CUE: &[Key] =
    &[must("id", Holds::Id), must("drops", Holds::Lines), must("said", Holds::Patterns), must("says", Holds::Lines)];

const OFFER: &[Key] = &[
    must("id", Holds::Id),
    must("said", Holds::Patterns),
    must("worth", Holds::Name(&["good", "fair", "poor", "giveaway"])),
    may("early", Holds::Lines),
    must("says", Holds::Lines),
    may("boundary", Holds::Flag),
    may("when", Holds::Table(WHEN)),
];

const BEAT: &[Key] = &[
    must("id", Holds::Id),
    must("place", Holds::Name(&["reaction", "content", "push"])),
    may("when", Holds::Table(WHEN)),
    must("says", Holds::Lines),
    may("does", Holds::Table(DOES)),
];

const ENDING: &[Key] =
    &[must("ending", Holds::Name(ENDINGS)), may("when", Holds::Table(WHEN)), must("says", Holds::Lines)];

const PAIR: &[Key] = &[
    must("lesson", Holds::Late),
    may("step", Holds::Name(&["neutral", "client_side", "our_side", "proposal"])),
    may("moves", Holds::Moves),
    must("weak", Holds::Late),
    must("strong", Holds::Late),
    must("why", Holds::Late),
];

const WAITING: &[Key] =
    &[must("after", Holds::Number(1, 1_440)), must("says", Holds::Lines), may("does", Holds::Table(DOES))];

const ABSENCE: &[Key] = &[
    must("share", Holds::Number(0, 100)),
    must("returns", Holds::Lines),
    must("answers", Holds::Table(WHEN)),
    must("skips", Holds::Lines),
];

const DEMAND: &[Key] = &[must("id", Holds::Id), must("says", Holds::Lines), must("passed", Holds::Lines)];

const REJECT: &[Key] = &[must("until", Holds::Table(WHEN)), must("says", Holds::Lines)];

const BAIT: &[Key] = &[
    must("id", Holds::Id),
    must("says", Holds::Lines),
    may("joins", Holds::Patterns),
    must("joined", Holds::Lines),
    may("declines", Holds::Patterns),
    must("declined", Holds::Lines),
];

const HAGGLE: &[Key] = &[
    must("currency", Holds::Early),
    must("price", Holds::Number(1, 1_000_000)),
    must("anchor", Holds::Number(1, 1_000_000)),
    must("floor", Holds::Number(0, 1_000_000)),
    must("lower", Holds::Lines),
    must("held", Holds::Lines),
];

const CLAIM: &[Key] =
    &[must("id", Holds::Id), must("said", Holds::Patterns), must("says", Holds::Lines), must("rough", Holds::Lines)];

const TRAINEE: &[Key] = &[
    may("hear", Holds::Replies),
    may("ask", Holds::Replies),
    may("need", Holds::Replies),
    may("offer", Holds::Replies),
    may("close", Holds::Replies),
    may("gives_in", Holds::Replies),
];

/// The whole file.
pub(super) const FILE: &[Key] = &[
    must("id", Holds::PersonaId),
    must("name", Holds::Early),
    must("nickname", Holds::Late),
    must("source", Holds::Late),
    must("lesson", Holds::Late),
    must("aim", Holds::Name(&["resolve", "boundary"])),
    must("setting", Holds::Table(SETTING)),
    must("mood", Holds::Table(MOOD)),
    may("voice", Holds::Table(&[may("burst", Holds::Flag)])),
    must("need", Holds::Late),
    must("real_case", Holds::Late),
    must("opening", Holds::Entries(Entry::Opening, &[must("says", Holds::Openings)])),
    must("fact", Holds::Entries(Entry::Fact, FACT)),
    must("point", Holds::Entries(Entry::Point, POINT)),
    may("wrong", Holds::Entries(Entry::Wrong, ANSWER)),
    must("button", Holds::Entries(Entry::Button, BUTTON)),
    may("soother", Holds::Entries(Entry::Soother, BUTTON)),
    may("cue", Holds::Entries(Entry::Cue, CUE)),
    must("offer", Holds::Entries(Entry::Offer, OFFER)),
    may("world", Holds::Entries(Entry::World, ANSWER)),
    must("beat", Holds::Entries(Entry::Beat, BEAT)),
    must("loop", Holds::Entries(Entry::Loop, &[must("says", Holds::Lines)])),
    must("ending", Holds::Entries(Entry::Ending, ENDING)),
    must("pair", Holds::Entries(Entry::Pair, PAIR)),
    may("hint", Holds::Entries(Entry::Hint, &[may("when", Holds::Table(WHEN)), must("says", Holds::Early)])),
    may("trainee", Holds::Table(TRAINEE)),
    may("waiting", Holds::Entries(Entry::Waiting, WAITING)),
    may("absence", Holds::Table(ABSENCE)),
    may("demands", Holds::Table(&[must("when", Holds::Table(WHEN))])),
    may("demand", Holds::Entries(Entry::Demand, DEMAND)),
    may("reject", Holds::Table(REJECT)),
    may("bait", Holds::Entries(Entry::Bait, BAIT)),
    may("haggle", Holds::Table(HAGGLE)),
    may("grammar", Holds::Grammar),
    may("claim", Holds::Entries(Entry::Claim, CLAIM)),
];
