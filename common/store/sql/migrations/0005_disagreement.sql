-- Where this replica and another one had the same commits and showed different records, or had different commits under one
-- number. That is a fault of a program, a disk or somebody's hand: both sides' details are kept for whoever finds the cause.
CREATE TABLE disagreement (
  id INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL,         -- wall clock of this replica
  peer BLOB NOT NULL,             -- origin of the replica it was compared with, 8 bytes
  scope TEXT NOT NULL,
  lane INTEGER NOT NULL,
  subject TEXT NOT NULL,          -- "record NAME" or "stream ORIGIN SEQ"
  ours TEXT NOT NULL,             -- what stood here; '' nothing
  theirs TEXT NOT NULL,           -- what stood there; '' nothing
  outcome TEXT NOT NULL,          -- here, there: which side was wrong and was mended; open: neither could be
  UNIQUE (scope, lane, subject, ours, theirs)
) STRICT;
