-- What comes new is written together, so that it costs the same however much is stored.
--
-- The record tables are stored by scope, day and key from here on: common/store/record_table.cc, which makes them, puts those of
-- an earlier version into that order.
--
-- The log has a rowid, in the order in which commits came, and a small index by stream and number. In a tree of whole commits by
-- stream and number every new one was compared with some that stand there, and a commit that does not fit a page was read whole
-- for it.
ALTER TABLE commit_log RENAME TO commit_log_before_10;
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
) STRICT;
INSERT INTO commit_log (stream, seq, header, payload, payload_hash, hash, signature, received_ms)
SELECT stream, seq, header, payload, payload_hash, hash, signature, received_ms FROM commit_log_before_10 ORDER BY stream, seq;
DROP TABLE commit_log_before_10;
