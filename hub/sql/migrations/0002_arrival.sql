-- How a replica came to be known (sync::Arrival), and from which one: a PC that was restored or copied goes on under a new key.
ALTER TABLE replica ADD COLUMN arrival INTEGER NOT NULL DEFAULT 0;
ALTER TABLE replica ADD COLUMN came_from BLOB; -- 8 bytes
