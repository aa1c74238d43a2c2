-- When this database was found to have been put back from a backup, and what it held then.
CREATE TABLE restoration (
  epoch INTEGER PRIMARY KEY,
  noticed_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE restoration_stream (
  epoch INTEGER NOT NULL,
  stream INTEGER NOT NULL,
  stored_seq INTEGER NOT NULL,
  PRIMARY KEY (epoch, stream)
) STRICT, WITHOUT ROWID;
