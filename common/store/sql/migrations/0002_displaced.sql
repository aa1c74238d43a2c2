-- Commits that once stood in commit_log and do so no more: this database, or a copy of it, had gone back in time and written
-- under a number that stands for another commit elsewhere. What they said was written anew under another origin; they stay
-- here as evidence, and take no part in anything.
CREATE TABLE displaced (
  id INTEGER PRIMARY KEY,
  scope TEXT NOT NULL,
  lane INTEGER NOT NULL,
  origin BLOB NOT NULL,           -- 8 bytes
  seq INTEGER NOT NULL,
  header BLOB NOT NULL,
  payload BLOB,                   -- NULL: was erased, payload_hash stands for it
  payload_hash BLOB,
  hash BLOB NOT NULL,             -- chain hash after this commit
  signature BLOB,
  received_ms INTEGER NOT NULL,
  displaced_ms INTEGER NOT NULL,  -- wall clock of this replica
  UNIQUE (scope, lane, origin, seq, hash)
) STRICT;

-- When and why this replica went on under another key.
CREATE TABLE continuation (
  id INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL,         -- wall clock of this replica
  why INTEGER NOT NULL,           -- wire::Return
  from_origin BLOB NOT NULL,
  to_origin BLOB NOT NULL,
  rewritten INTEGER NOT NULL      -- commits that were written anew
) STRICT;
