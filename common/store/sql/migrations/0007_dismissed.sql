-- A line in quarantine that somebody decided not to take stays here with who and why, so that the next import of the same file
-- does not ask again.
ALTER TABLE quarantine ADD COLUMN dismissed_ms INTEGER; -- wall clock of this replica; NULL: waits
ALTER TABLE quarantine ADD COLUMN dismissed_by TEXT NOT NULL DEFAULT '';
ALTER TABLE quarantine ADD COLUMN dismissed_why TEXT NOT NULL DEFAULT '';
