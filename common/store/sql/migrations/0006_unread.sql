-- Sealed commits that this replica cannot read, because it does not hold the key: all of them at the hub, those of before its
-- admission at a PC. They are in the log like others and change no record until the key is here.
CREATE TABLE unread (
  stream INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  sealing_key BLOB NOT NULL,      -- 8 bytes, names the key
  PRIMARY KEY (stream, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX unread_by_key ON unread (sealing_key, stream);
