-- What the platform orders messages of one time by; nothing for those it has not told of itself.
ALTER TABLE messages ADD COLUMN platform_index TEXT;
