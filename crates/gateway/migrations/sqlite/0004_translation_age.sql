-- The oldest translations are forgotten first.
CREATE INDEX translations_age ON translations (created_at);
