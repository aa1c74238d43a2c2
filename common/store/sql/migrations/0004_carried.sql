-- Bundles of other offices that this PC brings to the hub, and the answers that it brings back. Sealed: it cannot read them.
CREATE TABLE carried_bundle (
  digest BLOB PRIMARY KEY,        -- BLAKE2b-256 of the file
  kind INTEGER NOT NULL,          -- 1 to the hub, 2 to an office, 3 an enrolment
  sender BLOB NOT NULL,           -- origin, 8 bytes, as the file's header claims
  receiver BLOB NOT NULL,         -- fingerprint of a key, 16 bytes
  id BLOB NOT NULL,               -- 16 bytes; the same in all parts
  part INTEGER NOT NULL,
  parts INTEGER NOT NULL,
  content BLOB NOT NULL,          -- the file
  received_ms INTEGER NOT NULL,   -- wall clock of this PC
  note TEXT NOT NULL DEFAULT ''   -- why the hub did not take it; it is not offered again
) STRICT;
CREATE INDEX carried_by_bundle ON carried_bundle (id, part);
