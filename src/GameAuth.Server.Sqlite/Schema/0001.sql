-- Sessions and rows of GameAuth, in one file. Times are microseconds since 1970: datetime(created_at / 1000000, 'unixepoch').

CREATE TABLE family (
    number INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    subject TEXT NOT NULL,
    provider TEXT NOT NULL,
    provider_subject TEXT NOT NULL,
    profile TEXT NOT NULL,
    client_id TEXT NOT NULL,
    claims BLOB,
    key_thumbprint BLOB,
    status INTEGER NOT NULL,
    end_reason TEXT,
    generation INTEGER NOT NULL,
    acknowledged_generation INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    rotated_at INTEGER NOT NULL,
    idle_ends_at INTEGER NOT NULL,
    -- idle_ends_at in hours. A refresh moves idle_ends_at; it moves the entry of an index only when the hour changes.
    idle_ends_hour INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    network_hash BLOB,
    user_agent_hash BLOB,
    -- The last column: it may be long, and a read of the others does not pass it.
    first_answer BLOB
) STRICT;

CREATE INDEX family_by_subject ON family (subject, created_at);
CREATE INDEX family_by_account ON family (provider, provider_subject);
CREATE INDEX family_by_end ON family (idle_ends_hour);

CREATE TABLE nonce (
    hash BLOB PRIMARY KEY,
    family_id BLOB NOT NULL,
    ends_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX nonce_by_end ON nonce (ends_at);

-- AUTOINCREMENT: a position is never used again, though its entry was pruned. The head of the log is in sqlite_sequence.
CREATE TABLE revocation (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    target INTEGER NOT NULL,
    value TEXT NOT NULL,
    provider TEXT NOT NULL,
    created_before INTEGER NOT NULL,
    reason TEXT NOT NULL,
    ends_at INTEGER NOT NULL
) STRICT;

CREATE INDEX revocation_by_end ON revocation (ends_at);

CREATE TABLE used_key (
    hash BLOB PRIMARY KEY,
    ends_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX used_key_by_end ON used_key (ends_at);

CREATE TABLE counted (
    hash BLOB PRIMARY KEY,
    count INTEGER NOT NULL,
    ends_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX counted_by_end ON counted (ends_at);

CREATE TABLE work (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    claimed_until INTEGER,
    payload BLOB,
    PRIMARY KEY (kind, id)
) STRICT;

CREATE INDEX work_by_due ON work (kind, due_at);

-- The audit. session is a family's id; hashes are keyed.
CREATE TABLE audit (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    event TEXT NOT NULL,
    account_hash BLOB,
    session BLOB,
    token_id TEXT NOT NULL,
    ip_hash BLOB,
    user_agent_hash BLOB,
    result TEXT NOT NULL,
    reason TEXT NOT NULL,
    actor TEXT NOT NULL,
    ends_at INTEGER NOT NULL
) STRICT;

CREATE INDEX audit_by_account ON audit (account_hash) WHERE account_hash IS NOT NULL;
CREATE INDEX audit_by_session ON audit (session) WHERE session IS NOT NULL;
CREATE INDEX audit_by_event ON audit (event);
CREATE INDEX audit_by_end ON audit (ends_at);

-- The rows of GameAuth's token store. Names are bytes (UTF-16 as in memory): any text is a name, whatever a collation thinks of it.
CREATE TABLE token_row (
    id INTEGER PRIMARY KEY,
    owner BLOB NOT NULL,
    name BLOB NOT NULL,
    epoch INTEGER NOT NULL,
    number INTEGER NOT NULL,
    value BLOB NOT NULL,
    UNIQUE (owner, name)
) STRICT;

CREATE TABLE token_lease (
    name BLOB PRIMARY KEY,
    holder BLOB NOT NULL,
    ends_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
