-- The tables of the gateway. Kept equal, column for column, with
-- ../postgres/0001_base.sql; only TEXT, BIGINT and BLOB, so that one SQL text
-- serves both. Times are milliseconds since 1970 UTC. Yes and no are 1 and 0.

-- Numbers that only grow. `seq` is the change log's newest sequence number.
CREATE TABLE counters (
  name  TEXT PRIMARY KEY,
  value BIGINT NOT NULL
);
INSERT INTO counters (name, value) VALUES ('seq', 0);
-- Everything up to this sequence number has been pruned from `changes`.
INSERT INTO counters (name, value) VALUES ('pruned', 0);

CREATE TABLE accounts (
  id            TEXT PRIMARY KEY,
  name          TEXT NOT NULL,
  -- Case-folded: by this it is found, and it is unique.
  name_key      TEXT NOT NULL UNIQUE,
  password_hash TEXT NOT NULL,
  role          TEXT NOT NULL,
  all_stores    BIGINT NOT NULL,
  created_at    BIGINT NOT NULL
);

CREATE TABLE account_sessions (
  -- SHA-256 of the cookie's value, hex: the table's reader cannot sign in with it.
  id_hash    TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  created_at BIGINT NOT NULL,
  seen_at    BIGINT NOT NULL
);
CREATE INDEX account_sessions_account ON account_sessions (account_id);

CREATE TABLE stores (
  id               TEXT PRIMARY KEY,
  platform         TEXT NOT NULL,
  shop_id          TEXT NOT NULL,
  name             TEXT NOT NULL,
  -- Case-folded, for the search.
  name_key         TEXT NOT NULL,
  region           TEXT NOT NULL,
  cipher           TEXT NOT NULL,
  -- Sealed.
  tokens           BLOB,
  access_until     BIGINT NOT NULL,
  refresh_until    BIGINT,
  authorized_until BIGINT,
  shop_state       TEXT NOT NULL,
  login_expired    BIGINT NOT NULL,
  failing_since    BIGINT,
  failing_reason   TEXT,
  slowed_until     BIGINT,
  -- The word of wire::StoreStatus that the columns above and the clock made last.
  status           TEXT NOT NULL,
  unread           BIGINT NOT NULL,
  to_ship          BIGINT,
  alerts           BIGINT NOT NULL,
  proxy            TEXT,
  proxy_expired    BIGINT NOT NULL,
  as_of            BIGINT,
  -- Where the synchronisation of this store stands; its own business.
  sync_state       TEXT,
  created_at       BIGINT NOT NULL,
  version          BIGINT NOT NULL,
  UNIQUE (platform, shop_id)
);
CREATE INDEX stores_name ON stores (name_key, id);

CREATE TABLE grants (
  account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  -- Outlives the store until everybody has been told that it is gone.
  store_id   TEXT NOT NULL,
  PRIMARY KEY (account_id, store_id)
);
CREATE INDEX grants_store ON grants (store_id);

CREATE TABLE audit (
  n       INTEGER PRIMARY KEY AUTOINCREMENT,
  at      BIGINT NOT NULL,
  -- The name as it was then; the account may be gone.
  name    TEXT NOT NULL,
  action  TEXT NOT NULL,
  target  TEXT NOT NULL,
  detail  TEXT NOT NULL,
  address TEXT NOT NULL
);

CREATE TABLE sessions (
  n                   INTEGER PRIMARY KEY AUTOINCREMENT,
  id                  TEXT NOT NULL UNIQUE,
  store_id            TEXT NOT NULL REFERENCES stores (id) ON DELETE CASCADE,
  platform_session_id TEXT NOT NULL,
  -- Of the store, repeated here so that a list needs no join to filter.
  platform            TEXT NOT NULL,
  region              TEXT NOT NULL,
  store_name          TEXT NOT NULL,
  buyer_id            TEXT NOT NULL,
  buyer_name          TEXT NOT NULL,
  -- JSON of wire::LastMessage.
  last                TEXT,
  -- When the newest message was written; 0 without any.
  sort_at             BIGINT NOT NULL,
  unread              BIGINT NOT NULL,
  waiting_since       BIGINT,
  -- Ascending, it lists the longest waiting first and the answered ones behind, newest first.
  wait_rank           BIGINT NOT NULL,
  can_send            BIGINT NOT NULL,
  -- The platform's word for where older history goes on; opaque.
  history_cursor      TEXT,
  -- 1 when the platform has no message older than ours.
  history_complete    BIGINT NOT NULL,
  -- The platform's id of the newest message up to which this session has been read back.
  synced_message_id   TEXT,
  search_doc          BIGINT,
  version             BIGINT NOT NULL,
  UNIQUE (store_id, platform_session_id)
);
-- Wide enough that filtering and passing over rows never touches the table.
CREATE INDEX sessions_newest ON sessions (sort_at DESC, n DESC, platform, region, store_id, unread, waiting_since);
CREATE INDEX sessions_waiting ON sessions (wait_rank, n DESC, platform, region, store_id, unread, waiting_since);
CREATE INDEX sessions_store ON sessions (store_id, sort_at DESC, n DESC, unread, waiting_since, wait_rank, platform, region);
CREATE INDEX sessions_unread ON sessions (sort_at DESC, n DESC, platform, region, store_id, waiting_since) WHERE unread > 0;

CREATE TABLE messages (
  n                   INTEGER PRIMARY KEY AUTOINCREMENT,
  id                  TEXT NOT NULL UNIQUE,
  session_n           BIGINT NOT NULL REFERENCES sessions (n) ON DELETE CASCADE,
  -- Nothing while the platform has not taken it.
  platform_message_id TEXT,
  author              TEXT NOT NULL,
  operator            TEXT,
  -- JSON of wire::Content: keeps NUL, which PostgreSQL's TEXT refuses.
  content             TEXT NOT NULL,
  -- JSON of wire::PlatformText.
  platform_text       TEXT,
  at                  BIGINT NOT NULL,
  position            BIGINT NOT NULL,
  hidden              BIGINT NOT NULL,
  recalled            BIGINT NOT NULL,
  picture_url         TEXT,
  -- For what an operator sent: the word of wire::Outgoing, and all of it as JSON.
  out_state           TEXT,
  outgoing            TEXT,
  -- When its next step is due.
  out_due_at          BIGINT,
  out_attempts        BIGINT NOT NULL,
  -- When the last attempt left.
  out_started_at      BIGINT,
  -- The uploaded picture that it carries.
  out_upload          TEXT,
  search_doc          BIGINT,
  version             BIGINT NOT NULL,
  UNIQUE (session_n, platform_message_id)
);
CREATE INDEX messages_thread ON messages (session_n, position, id);
CREATE INDEX messages_outbox ON messages (session_n, position) WHERE out_state IN ('queued', 'waiting', 'sending', 'checking', 'failed');

-- Client ids are accepted once, for ever: also when the message or its store is gone.
CREATE TABLE accepted (
  client_id    TEXT PRIMARY KEY,
  session_id   TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  at           BIGINT NOT NULL
);

-- The log of changes.
CREATE TABLE changes (
  seq        BIGINT PRIMARY KEY,
  at         BIGINT NOT NULL,
  store_id   TEXT NOT NULL,
  kind       TEXT NOT NULL,
  session_id TEXT,
  -- JSON of wire::Change.
  payload    TEXT NOT NULL
);
CREATE INDEX changes_store ON changes (store_id);

-- Permissions that a seller is asked for.
CREATE TABLE authorizations (
  -- SHA-256 of the state, hex.
  state_hash TEXT PRIMARY KEY,
  platform   TEXT NOT NULL,
  account_id TEXT NOT NULL,
  store_id   TEXT,
  created_at BIGINT NOT NULL,
  used_at    BIGINT
);

-- Pushes as they came: worked off later, and remembered for their repetitions.
CREATE TABLE pushes (
  n           INTEGER PRIMARY KEY AUTOINCREMENT,
  platform    TEXT NOT NULL,
  dedup_key   TEXT NOT NULL,
  body        BLOB NOT NULL,
  received_at BIGINT NOT NULL,
  done_at     BIGINT,
  attempts    BIGINT NOT NULL,
  UNIQUE (platform, dedup_key)
);
CREATE INDEX pushes_due ON pushes (n) WHERE done_at IS NULL;
CREATE INDEX pushes_age ON pushes (received_at);

-- Pictures: uploads on their way out (`upload`), and what buyers sent (`message`, by message id).
CREATE TABLE pictures (
  id         TEXT PRIMARY KEY,
  kind       TEXT NOT NULL,
  account_id TEXT,
  media_type TEXT NOT NULL,
  width      BIGINT NOT NULL,
  height     BIGINT NOT NULL,
  bytes      BLOB NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX pictures_age ON pictures (kind, created_at);

-- The search's documents: a buyer's name or a message's text each. Numbered by
-- time (see db::search), so that the newest come first without sorting.
CREATE TABLE search_docs (
  doc       BIGINT PRIMARY KEY,
  session_n BIGINT NOT NULL REFERENCES sessions (n) ON DELETE CASCADE
);
CREATE INDEX search_docs_session ON search_docs (session_n);

CREATE VIRTUAL TABLE search_terms USING fts5 (
  terms, content = '', contentless_delete = 1, tokenize = 'ascii', prefix = '4'
);
-- A document's terms go with it, also when its session or store is deleted.
CREATE TRIGGER search_docs_gone AFTER DELETE ON search_docs BEGIN
  DELETE FROM search_terms WHERE rowid = old.doc;
END;
