-- The team's memory of translations: a text is paid for once.
CREATE TABLE translations (
  -- SHA-256 of the text and the two languages, hex.
  text_hash  TEXT NOT NULL,
  provider   TEXT NOT NULL,
  version    TEXT NOT NULL,
  -- A JSON string, so that every character can be kept.
  translated TEXT NOT NULL,
  -- The language that the text was in, where that is known.
  language   TEXT,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (text_hash, provider, version)
);

-- Characters that the provider was asked to translate, by day (`2026-11-23`) in the gateway's time zone.
CREATE TABLE translation_days (
  day        TEXT PRIMARY KEY,
  characters BIGINT NOT NULL
);
