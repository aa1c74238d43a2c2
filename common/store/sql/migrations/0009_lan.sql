-- The office's other PCs, as this one last met them on the office's network: what they hold of its own streams is on two disks.
CREATE TABLE lan_peer (
  origin BLOB PRIMARY KEY,        -- 8 bytes
  address TEXT NOT NULL,          -- where it was met, HOST:PORT; '' where it came to us
  met_ms INTEGER NOT NULL,        -- wall clock of this replica
  held_by TEXT NOT NULL,          -- our origin at that time, in hexadecimal: the numbers are of its streams
  held_urgent INTEGER NOT NULL,
  held_daily INTEGER NOT NULL,
  held_bulk INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
