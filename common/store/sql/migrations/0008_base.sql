-- What stands below the log: the records of one scope at one vector, as the hub signed them (or as this replica made them of its
-- own log), in chunks. Records are what the chunks that are here say, and the log after them.
CREATE TABLE base (
  id INTEGER PRIMARY KEY,
  scope TEXT NOT NULL,
  live INTEGER NOT NULL,          -- 1: the records stand on it. 0: it is being fetched and takes its place once it is whole
  body BLOB NOT NULL,             -- wire::SnapshotManifest
  signature BLOB,                 -- the hub's; NULL: made here
  UNIQUE (scope, live)
) STRICT;
CREATE TABLE base_chunk (
  base INTEGER NOT NULL REFERENCES base (id),
  number INTEGER NOT NULL,        -- its place in the manifest
  content INTEGER NOT NULL,       -- 0 records, 1 commits
  lane INTEGER NOT NULL,
  first_day INTEGER NOT NULL,     -- days since 1970-01-01; -1: undated
  last_day INTEGER NOT NULL,
  hash BLOB NOT NULL,
  bytes BLOB,                     -- NULL: not here yet
  PRIMARY KEY (base, number)
) STRICT;
CREATE INDEX base_chunk_by_hash ON base_chunk (hash);

-- Where the streams of live bases stand in them.
CREATE TABLE base_stream (
  stream INTEGER PRIMARY KEY REFERENCES stream (id),
  seq INTEGER NOT NULL,           -- the last commit that is part of the base
  hash BLOB NOT NULL,             -- chain hash after it
  context BLOB NOT NULL,          -- vector: what its author had seen
  beacon_ms INTEGER NOT NULL,
  by_hub INTEGER NOT NULL,
  log_from INTEGER NOT NULL,      -- the log has no holes from this commit on; before it stand only commits that the chunks hold
  log_hash BLOB NOT NULL          -- chain hash before that commit
) STRICT;
