-- Bouts with their exchanges, the lines owed to the channel, hints, and what people wish.
--
-- What boards, progress and recovery ask for stands in columns. What only a whole bout needs (moves, the client's
-- state and messages) stands in `rest` as JSON, which grows with the program and needs no migration.
-- Times are milliseconds since 1970 (UTC), marks 0 to 100, ids of Discord their 64 bits.

PRAGMA application_id = 0x53706172; -- "Spar"

CREATE TABLE bouts (
    -- AUTOINCREMENT: a button of a forgotten bout must never come to mean another one.
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    trainee         INTEGER NOT NULL,
    guild           INTEGER,            -- NULL in direct messages
    channel         INTEGER NOT NULL,
    parent          INTEGER,
    voice           TEXT    NOT NULL CHECK (voice IN ('webhook', 'bot')),
    branch_of       INTEGER REFERENCES bouts (id) ON DELETE CASCADE,
    persona         TEXT    NOT NULL,
    persona_version TEXT    NOT NULL,
    difficulty      TEXT    NOT NULL,
    lang            TEXT    NOT NULL,
    seed            INTEGER NOT NULL,   -- the bits of an unsigned number
    rest            TEXT    NOT NULL,   -- opening lines, the client's state after them
    began_ms        INTEGER NOT NULL,
    ended_ms        INTEGER,
    ending          TEXT,               -- NULL while it is open
    stopped         INTEGER NOT NULL DEFAULT 0 CHECK (stopped IN (0, 1)),
    replies         INTEGER NOT NULL DEFAULT 0,
    empathy         INTEGER CHECK (empathy   BETWEEN 0 AND 100),
    listening       INTEGER CHECK (listening BETWEEN 0 AND 100),
    triggers        INTEGER CHECK (triggers  BETWEEN 0 AND 100),
    overall         INTEGER CHECK (overall   BETWEEN 0 AND 100),
    marking         INTEGER,            -- the version of the marking that gave them
    seen            INTEGER,            -- the last message looked at
    card_sent       INTEGER NOT NULL DEFAULT 0 CHECK (card_sent IN (0, 1)),
    CHECK ((ending IS NULL) = (ended_ms IS NULL)),
    CHECK ((overall IS NULL) = (marking IS NULL))
) STRICT;

CREATE INDEX bouts_of_channel ON bouts (channel, id);
CREATE INDEX bouts_of_trainee ON bouts (trainee, guild, id);
CREATE INDEX bouts_of_parent  ON bouts (branch_of) WHERE branch_of IS NOT NULL;
CREATE INDEX bouts_unfinished ON bouts (id, ending, card_sent) WHERE ending IS NULL OR card_sent = 0;
-- Finished first tries, by server and time; holds all that a board adds up.
CREATE INDEX bouts_on_board   ON bouts (guild, ended_ms, trainee, overall, branch_of, stopped, replies)
    WHERE branch_of IS NULL AND stopped = 0 AND replies > 0 AND overall IS NOT NULL;

CREATE TABLE exchanges (
    bout      INTEGER NOT NULL REFERENCES bouts (id) ON DELETE CASCADE,
    n         INTEGER NOT NULL CHECK (n >= 1),
    message   INTEGER UNIQUE,           -- NULL where a branch took it over from the bout it left
    reply     TEXT    NOT NULL,
    empathy   INTEGER NOT NULL CHECK (empathy   BETWEEN 0 AND 100),
    listening INTEGER NOT NULL CHECK (listening BETWEEN 0 AND 100),
    triggers  INTEGER NOT NULL CHECK (triggers  BETWEEN 0 AND 100),
    overall   INTEGER NOT NULL CHECK (overall   BETWEEN 0 AND 100),
    marking   INTEGER NOT NULL,
    ending    TEXT,                     -- set where it ended the bout
    kept_ms   INTEGER NOT NULL,
    rest      TEXT    NOT NULL,         -- moves, mood, the client's messages and state
    PRIMARY KEY (bout, n)
) STRICT;

CREATE TABLE lines (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    bout     INTEGER NOT NULL REFERENCES bouts (id) ON DELETE CASCADE,
    exchange INTEGER NOT NULL,          -- 0: the opening
    text     TEXT    NOT NULL,
    message  INTEGER                    -- NULL while it is owed
) STRICT;

CREATE INDEX lines_of_bout ON lines (bout);
CREATE INDEX lines_owed    ON lines (bout, message) WHERE message IS NULL;

CREATE TABLE hints (
    bout     INTEGER NOT NULL REFERENCES bouts (id) ON DELETE CASCADE,
    n        INTEGER NOT NULL CHECK (n >= 1),
    hint     TEXT    NOT NULL,
    given_ms INTEGER NOT NULL,
    PRIMARY KEY (bout, n)
) STRICT;

CREATE TABLE people (
    trainee  INTEGER PRIMARY KEY,
    on_board INTEGER NOT NULL DEFAULT 1 CHECK (on_board IN (0, 1))
) STRICT;

-- Work that must be done even if the program is stopped before it is.
CREATE TABLE chores (
    chore TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
