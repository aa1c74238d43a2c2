-- The public half of the key pair that a code's secret grows: an enrolment by bundle is proven with it. NULL in codes from before.
ALTER TABLE enrolment ADD COLUMN code_key BLOB;
CREATE UNIQUE INDEX enrolment_by_code_key ON enrolment (code_key) WHERE code_key IS NOT NULL;

-- What a PC last said it holds: where the next bundle for it starts.
CREATE TABLE replica_have (
  origin BLOB PRIMARY KEY,               -- 8 bytes
  counter INTEGER NOT NULL,              -- of the request in which it said so; an older one that arrives late changes nothing
  have BLOB NOT NULL,                    -- list of scope vectors, as PROTOCOL.md section 8 has them
  noted_ms INTEGER NOT NULL              -- hub's clock
) STRICT, WITHOUT ROWID;
