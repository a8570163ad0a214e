-- What trainees and coaches say of the marks, beside the machine's and never over them; and who the coaches are.
--
-- Nothing here is changed afterwards but what stands: a trainee who says it again, or a coach who does, makes a new
-- row, and `stands` moves on to it.

-- The message that the scorecard is, once it stands in the channel.
ALTER TABLE bouts ADD COLUMN card INTEGER;

CREATE TABLE disagreements (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    bout         INTEGER NOT NULL,
    exchange     INTEGER NOT NULL,
    guild        INTEGER,            -- whose coaches may see it; NULL in direct messages: nobody's
    views        TEXT    NOT NULL,   -- JSON: for each mark that is meant, a number, "higher" or "lower"; {}: all of them
    reason       TEXT    NOT NULL CHECK (length(reason) <= 1000),
    said_ms      INTEGER NOT NULL,
    withdrawn_ms INTEGER,
    stands       INTEGER NOT NULL DEFAULT 1 CHECK (stands IN (0, 1)),
    looked_at    INTEGER NOT NULL DEFAULT 0 CHECK (looked_at IN (0, 1)), -- by a coach, since it was said
    FOREIGN KEY (bout, exchange) REFERENCES exchanges (bout, n) ON DELETE CASCADE,
    CHECK (stands = 0 OR withdrawn_ms IS NULL)
) STRICT;

CREATE UNIQUE INDEX disagreements_standing ON disagreements (bout, exchange) WHERE stands = 1;
CREATE INDEX disagreements_of_reply ON disagreements (bout, exchange, id);
CREATE INDEX disagreements_shared   ON disagreements (guild, looked_at, id) WHERE stands = 1 AND guild IS NOT NULL;

CREATE TABLE coach_marks (
    id                INTEGER PRIMARY KEY AUTOINCREMENT,
    bout              INTEGER NOT NULL,
    exchange          INTEGER NOT NULL,
    guild             INTEGER NOT NULL,
    coach             INTEGER,        -- NULL: a coach who was forgotten
    -- What the coach sets; all NULL: the machine's marks are confirmed.
    empathy           INTEGER CHECK (empathy   BETWEEN 0 AND 100),
    listening         INTEGER CHECK (listening BETWEEN 0 AND 100),
    triggers          INTEGER CHECK (triggers  BETWEEN 0 AND 100),
    overall           INTEGER CHECK (overall   BETWEEN 0 AND 100),
    note              TEXT    NOT NULL CHECK (length(note) <= 1000),
    -- The machine's marks as they stood then.
    machine_empathy   INTEGER NOT NULL CHECK (machine_empathy   BETWEEN 0 AND 100),
    machine_listening INTEGER NOT NULL CHECK (machine_listening BETWEEN 0 AND 100),
    machine_triggers  INTEGER NOT NULL CHECK (machine_triggers  BETWEEN 0 AND 100),
    machine_overall   INTEGER NOT NULL CHECK (machine_overall   BETWEEN 0 AND 100),
    marking           INTEGER NOT NULL,
    agrees            INTEGER NOT NULL CHECK (agrees IN (0, 1)),
    given_ms          INTEGER NOT NULL,
    stands            INTEGER NOT NULL DEFAULT 1 CHECK (stands IN (0, 1)),
    told              INTEGER NOT NULL DEFAULT 0 CHECK (told IN (0, 1)), -- whether the trainee was told
    FOREIGN KEY (bout, exchange) REFERENCES exchanges (bout, n) ON DELETE CASCADE
) STRICT;

CREATE UNIQUE INDEX coach_marks_standing ON coach_marks (bout, exchange) WHERE stands = 1;
CREATE INDEX coach_marks_of_reply ON coach_marks (bout, exchange, id);
CREATE INDEX coach_marks_of_guild ON coach_marks (guild, agrees) WHERE stands = 1;
CREATE INDEX coach_marks_of_coach ON coach_marks (coach) WHERE coach IS NOT NULL;
CREATE INDEX coach_marks_untold   ON coach_marks (id, told) WHERE told = 0;

CREATE TABLE guilds (
    guild      INTEGER PRIMARY KEY,
    coach_role INTEGER               -- NULL: whoever may manage the server
) STRICT;
