-- The PCs that may exchange. A row is never deleted: a revoked PC keeps its name, so that what it wrote stays explained.
CREATE TABLE replica (
  origin BLOB PRIMARY KEY,               -- 8 bytes
  public_key BLOB NOT NULL,              -- 32 bytes
  unit TEXT NOT NULL,                    -- the scope it may write
  label TEXT NOT NULL,                   -- how the office calls the PC
  enrolled_ms INTEGER NOT NULL,
  counter INTEGER NOT NULL DEFAULT 0,    -- of its latest accepted request; 64 bits without sign
  last_seen_ms INTEGER,                  -- hub's clock at its latest accepted request
  revoked_ms INTEGER                     -- NULL: may exchange
) STRICT, WITHOUT ROWID;
CREATE INDEX replica_by_unit ON replica (unit);

-- One-time codes. The secret itself is nowhere: who reads this database cannot enrol a PC with it.
CREATE TABLE enrolment (
  secret_hash BLOB PRIMARY KEY,          -- BLAKE2b-256 of "hadir enrolment 1" and the secret
  unit TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  expires_ms INTEGER NOT NULL,
  used_by BLOB,                          -- public key that redeemed it
  used_ms INTEGER,
  withdrawn_ms INTEGER                   -- by `revoke` before anybody used it
) STRICT, WITHOUT ROWID;

-- What was refused, counted: one row per PC and reason, so that garbage cannot fill the disk.
CREATE TABLE refusal (
  origin BLOB NOT NULL,                  -- 8 bytes; empty where nobody was proven to have sent it
  code TEXT NOT NULL,
  count INTEGER NOT NULL,
  first_ms INTEGER NOT NULL,
  last_ms INTEGER NOT NULL,
  last_detail TEXT NOT NULL,
  PRIMARY KEY (origin, code)
) STRICT, WITHOUT ROWID;
