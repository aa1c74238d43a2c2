-- Whether the hub certified the key that writes this stream: it then has the secretariat's rights, like the hub's own key.
ALTER TABLE stream ADD COLUMN by_hub INTEGER NOT NULL DEFAULT 0;
