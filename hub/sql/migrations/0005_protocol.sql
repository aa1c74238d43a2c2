-- The newest protocol that a PC said it speaks: a bundle for it is written so that it can be read there.
ALTER TABLE replica_have ADD COLUMN newest_protocol INTEGER NOT NULL DEFAULT 1;
