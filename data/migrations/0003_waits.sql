-- Clients that write again when no reply comes, when they do, and what a server says about it.

-- Everything a client wrote because no reply came, in order. `rest` as in exchanges: the messages and the state.
CREATE TABLE waits (
    bout    INTEGER NOT NULL REFERENCES bouts (id) ON DELETE CASCADE,
    k       INTEGER NOT NULL CHECK (k >= 1), -- which of the bout
    n       INTEGER NOT NULL CHECK (n >= 0), -- the exchange after which it was; 0: the opening
    kept_ms INTEGER NOT NULL,
    rest    TEXT    NOT NULL,
    PRIMARY KEY (bout, k)
) STRICT;

-- When the client writes again if no reply comes; NULL: not, or not before its lines are sent.
ALTER TABLE bouts ADD COLUMN due_ms INTEGER CHECK (due_ms IS NULL OR ending IS NULL);
-- The server whose settings count: in direct messages the one in which the bout was begun.
ALTER TABLE bouts ADD COLUMN home INTEGER;
UPDATE bouts SET home = guild;
CREATE INDEX bouts_due ON bouts (due_ms, id) WHERE due_ms IS NOT NULL;

-- The message after which a line stands, where that is not the message of its exchange.
ALTER TABLE lines ADD COLUMN stands_after INTEGER;

ALTER TABLE guilds ADD COLUMN timezone   TEXT    NOT NULL DEFAULT 'UTC';
-- Minutes of the day in that zone; where both are the same, no hours are quiet.
ALTER TABLE guilds ADD COLUMN quiet_from INTEGER NOT NULL DEFAULT 1200 CHECK (quiet_from BETWEEN 0 AND 1439);
ALTER TABLE guilds ADD COLUMN quiet_to   INTEGER NOT NULL DEFAULT 480  CHECK (quiet_to   BETWEEN 0 AND 1439);
ALTER TABLE guilds ADD COLUMN waiting    INTEGER NOT NULL DEFAULT 1    CHECK (waiting IN (0, 1));
