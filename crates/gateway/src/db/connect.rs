//! Opening the database, and the two kinds of transactions.

use super::{Conn, Result};
use sqlx::{
    Executor as _,
    any::{AnyConnectOptions, AnyPoolOptions},
};
use std::{
    ops::{Deref, DerefMut},
    path::Path,
    str::FromStr as _,
    sync::Arc,
    time::Duration,
};
use tokio::sync::watch;

static SQLITE: sqlx::migrate::Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES: sqlx::migrate::Migrator = sqlx::migrate!("migrations/postgres");

/// Which database it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    Sqlite,
    Postgres,
}

/// The open database. Cheap to clone; all clones are the same.
#[derive(Debug, Clone)]
pub struct Db(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    backend: Backend,
    readers: sqlx::AnyPool,
    /// One connection, so that taking it is taking the write lock.
    writer: sqlx::AnyPool,
    newest: watch::Sender<i64>,
}

/// How SQLite is set on each connection: readers never wait for the writer
/// (WAL), and a commit survives a power cut (FULL), since a message that was
/// accepted is nowhere else, and neither is a token that was rotated.
const PRAGMAS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
     PRAGMA busy_timeout = 5000; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -32768; \
     PRAGMA mmap_size = 1073741824; PRAGMA journal_size_limit = 67108864;";

impl Db {
    /// Opens (and creates) a SQLite file, and brings its schema up to date.
    ///
    /// # Errors
    /// When the file cannot be opened or a migration fails.
    pub async fn sqlite(path: &Path) -> Result<Self> {
        let url = url::Url::from_file_path(path)
            .map_err(|()| sqlx::Error::Configuration("the database's path is not absolute".into()))?;
        Self::open(&format!("sqlite:{}?mode=rwc", url.path())).await
    }

    /// Opens the database at `url` (`sqlite:…`, `postgres://…`), and brings its schema up to date.
    ///
    /// # Errors
    /// When it cannot be reached or a migration fails.
    pub async fn open(url: &str) -> Result<Self> {
        sqlx::any::install_default_drivers();
        let backend = if url.starts_with("sqlite:") {
            Backend::Sqlite
        } else {
            Backend::Postgres
        };
        let options = AnyConnectOptions::from_str(url)?;
        let pool = |size: u32| {
            let pool = AnyPoolOptions::new()
                .max_connections(size)
                .acquire_timeout(Duration::from_secs(20));
            match backend {
                Backend::Postgres => pool,
                Backend::Sqlite => pool.max_lifetime(None).idle_timeout(None).after_connect(|conn, _| {
                    Box::pin(async move {
                        conn.execute(PRAGMAS).await?;
                        Ok(())
                    })
                }),
            }
        };
        let writer = pool(1).connect_with(options.clone()).await?;
        match backend {
            Backend::Sqlite => SQLITE.run(&writer).await?,
            Backend::Postgres => POSTGRES.run(&writer).await?,
        }
        let readers = pool(8).connect_with(options).await?;
        let db = Self(Arc::new(Inner {
            backend,
            readers,
            writer,
            newest: watch::Sender::new(0),
        }));
        let newest = super::changes::newest(&mut *db.read().await?).await?;
        db.0.newest.send_replace(newest);
        Ok(db)
    }

    /// Which database it is.
    #[must_use]
    pub fn backend(&self) -> Backend {
        self.0.backend
    }

    /// Follows the newest committed sequence number.
    #[must_use]
    pub fn newest(&self) -> watch::Receiver<i64> {
        self.0.newest.subscribe()
    }

    /// Opens a snapshot. Dropping it ends it.
    ///
    /// # Errors
    /// When no connection is to be had.
    pub async fn read(&self) -> Result<Read> {
        let begin = match self.0.backend {
            Backend::Sqlite => "BEGIN",
            Backend::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        };
        Ok(Read {
            inner: self.0.readers.begin_with(begin).await?,
            backend: self.0.backend,
        })
    }

    /// Waits for its turn and opens the write transaction. Dropped without
    /// [`Write::commit`], it has done nothing.
    ///
    /// # Errors
    /// When no connection is to be had.
    pub async fn write(&self) -> Result<Write> {
        let mut inner = match self.0.backend {
            Backend::Sqlite => self.0.writer.begin_with("BEGIN IMMEDIATE").await?,
            Backend::Postgres => self.0.writer.begin().await?,
        };
        if self.0.backend == Backend::Postgres {
            // Another gateway on the same database waits here too, so that
            // sequence numbers become visible in their order.
            inner
                .execute("SELECT CAST(pg_advisory_xact_lock(7203315) AS TEXT)")
                .await?;
        }
        let seq = super::changes::newest(&mut inner).await?;
        Ok(Write {
            inner,
            db: self.clone(),
            begun_at: seq,
            seq,
        })
    }

    /// Closes all connections, when the reads and writes under way have ended.
    pub async fn close(&self) {
        self.0.readers.close().await;
        if self.0.backend == Backend::Sqlite
            && let Ok(mut conn) = self.0.writer.acquire().await
        {
            // Best effort: the next start does it otherwise.
            let _ = conn.execute("PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE);").await;
        }
        self.0.writer.close().await;
    }

    /// Lets the database look at its contents, so that it plans well. For after a bulk load.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn analyze(&self) -> Result<()> {
        let mut conn = self.0.writer.acquire().await?;
        conn.execute("ANALYZE").await?;
        Ok(())
    }
}

/// A snapshot: derefs to the connection that queries take.
#[derive(Debug)]
pub struct Read {
    inner: sqlx::Transaction<'static, sqlx::Any>,
    backend: Backend,
}

impl Read {
    /// Which database it is.
    #[must_use]
    pub fn backend(&self) -> Backend {
        self.backend
    }
}

impl Deref for Read {
    type Target = Conn;
    fn deref(&self) -> &Conn {
        &self.inner
    }
}

impl DerefMut for Read {
    fn deref_mut(&mut self) -> &mut Conn {
        &mut self.inner
    }
}

/// The write transaction: derefs to the connection that queries take.
#[derive(Debug)]
pub struct Write {
    inner: sqlx::Transaction<'static, sqlx::Any>,
    db: Db,
    begun_at: i64,
    seq: i64,
}

impl Write {
    /// Which database it is.
    #[must_use]
    pub fn backend(&self) -> Backend {
        self.db.backend()
    }

    /// The newest sequence number, this transaction's own included.
    #[must_use]
    pub fn seq(&self) -> i64 {
        self.seq
    }

    /// Takes the next sequence number.
    pub(super) fn next_seq(&mut self) -> i64 {
        self.seq += 1;
        self.seq
    }

    /// Makes it true, and wakes those who follow the log.
    ///
    /// # Errors
    /// When the database refuses: then nothing of it is true.
    pub async fn commit(mut self) -> Result<()> {
        if self.seq != self.begun_at {
            super::changes::set_newest(&mut self.inner, self.seq).await?;
        }
        self.inner.commit().await?;
        let seq = self.seq;
        self.db.0.newest.send_if_modified(|newest| {
            let grown = seq > *newest;
            *newest = seq.max(*newest);
            grown
        });
        Ok(())
    }
}

impl Deref for Write {
    type Target = Conn;
    fn deref(&self) -> &Conn {
        &self.inner
    }
}

impl DerefMut for Write {
    fn deref_mut(&mut self) -> &mut Conn {
        &mut self.inner
    }
}
