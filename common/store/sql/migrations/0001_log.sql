-- Small facts about this replica: hub key, hub epoch, request counter, schema of the declarations …
CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value ANY NOT NULL
) STRICT, WITHOUT ROWID;

-- One row per (scope, lane, origin). stored_*: newest commit in commit_log. applied_seq: newest commit whose context is covered
-- and that is therefore part of the record tables; commits between applied_seq and stored_seq are the causal buffer.
CREATE TABLE stream (
  id INTEGER PRIMARY KEY,
  scope TEXT NOT NULL,            -- '' is the province
  lane INTEGER NOT NULL,
  origin BLOB NOT NULL,           -- 8 bytes
  public_key BLOB NOT NULL,       -- 32 bytes
  stored_seq INTEGER NOT NULL DEFAULT 0,
  stored_hash BLOB NOT NULL,      -- 32 bytes
  applied_seq INTEGER NOT NULL DEFAULT 0,
  context BLOB NOT NULL,          -- vector of the commit applied_seq: what its author had seen
  beacon_ms INTEGER NOT NULL DEFAULT 0, -- of the latest beacon named in the stream
  receipt_seq INTEGER NOT NULL DEFAULT 0, -- the hub holds the stream up to here, by a verified receipt
  UNIQUE (scope, lane, origin)
) STRICT;

CREATE TABLE commit_log (
  stream INTEGER NOT NULL REFERENCES stream (id),
  seq INTEGER NOT NULL,
  header BLOB NOT NULL,
  payload BLOB,                   -- NULL: erased by law, payload_hash stands for it
  payload_hash BLOB,              -- NULL where the payload is there
  hash BLOB NOT NULL,             -- chain hash after this commit
  signature BLOB,                 -- the origin's signature on this head, where it gave one
  received_ms INTEGER NOT NULL,   -- wall clock of this replica when it stored the commit
  PRIMARY KEY (stream, seq)
) STRICT, WITHOUT ROWID;

-- Commits that are in the log but change no record: payload does not decode, or the origin had no right to write this.
CREATE TABLE parked (
  stream INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (stream, seq)
) STRICT, WITHOUT ROWID;

-- What a newer version wrote and this one does not know: projected after the upgrade. field -1: the whole kind; kind -1: the commit.
CREATE TABLE deferred (
  position INTEGER PRIMARY KEY,   -- ascending in causal order
  stream INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  field INTEGER NOT NULL,
  context BLOB NOT NULL,
  UNIQUE (stream, seq, kind, field)
) STRICT;

-- Fields with concurrent values that a person has to settle.
CREATE TABLE conflict (
  scope TEXT NOT NULL,
  kind INTEGER NOT NULL,
  key BLOB NOT NULL,
  field INTEGER NOT NULL,
  PRIMARY KEY (scope, kind, key, field)
) STRICT, WITHOUT ROWID;

-- Writes that would have changed evidence. The first write stands; the attempt is shown.
CREATE TABLE refused_write (
  stream INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  key BLOB NOT NULL,
  field INTEGER NOT NULL,
  PRIMARY KEY (stream, seq, kind, key, field)
) STRICT, WITHOUT ROWID;

-- Hub-signed receipts, verbatim.
CREATE TABLE receipt (
  id INTEGER PRIMARY KEY,
  hub_ms INTEGER NOT NULL,        -- the hub's clock
  hub_epoch INTEGER NOT NULL,
  body BLOB NOT NULL,
  signature BLOB NOT NULL
) STRICT;

-- Lines of import files that could not be taken, kept until somebody mends their cause. Local; not replicated.
CREATE TABLE quarantine (
  id INTEGER PRIMARY KEY,
  source TEXT NOT NULL,           -- file name
  line INTEGER NOT NULL,
  content TEXT NOT NULL,          -- the line as it stood there
  item TEXT NOT NULL,             -- what the reader had understood of it, as JSON, for another try; '' where nothing
  reason TEXT NOT NULL,
  first_ms INTEGER NOT NULL,
  UNIQUE (source, content)
) STRICT;
