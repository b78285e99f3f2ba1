//! A filled database in a folder of its own, made once and used again.

use crate::db::{
    Db,
    fill::{self, Size},
    search,
};
use anyhow::{Context as _, Result};
use clap::Args;
use serde_json::json;
use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Instant,
};
use steadydesk_wire::Millis;

/// Raised when [`fill`] makes other contents: what was filled before is then filled anew.
const SHAPE: u32 = 1;
/// Written last, so that a database half filled does not pass for a whole one.
const STAMP: &str = "filled.json";

/// How much is filled, and where.
#[derive(Debug, Clone, Args)]
pub(super) struct Filling {
    /// Messages over all sessions; there are a tenth as many sessions and a hundredth as many stores
    #[arg(long, default_value_t = 1_000_000)]
    pub messages: u32,
    /// Folder of the filled database, used again when it holds as much already
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
}

impl Filling {
    /// The newest two sessions are longer than the others: what opening a thread is measured with.
    pub(super) fn size(&self) -> Size {
        Size {
            stores: (self.messages / 100).max(1),
            sessions: (self.messages / 10).max(1),
            messages: self.messages,
            threads: [5_000, 50],
        }
    }

    /// The database's file, as a gateway with this data folder calls it.
    pub(super) fn file(&self) -> PathBuf {
        self.data.join("steadydesk.db")
    }

    /// Opens the database, filled. The seconds that filling took; nothing when it was there.
    pub(super) async fn open(&self, now: Millis) -> Result<(Db, Option<f64>)> {
        let folder = fs::canonicalize(&self.data).or_else(|_| {
            fs::create_dir_all(&self.data)?;
            fs::canonicalize(&self.data)
        });
        let folder = folder.with_context(|| format!("cannot make {}", self.data.display()))?;
        let file = folder.join("steadydesk.db");
        let size = self.size();
        let wanted = json!({
            "shape": SHAPE, "stores": size.stores, "sessions": size.sessions, "messages": size.messages,
        })
        .to_string();
        let stamp = folder.join(STAMP);
        if fs::read_to_string(&stamp).is_ok_and(|filled| filled == wanted) {
            let db = Db::sqlite(&file).await?;
            search::merge(&db).await?;
            return Ok((db, None));
        }
        for old in ["filled.json", "steadydesk.db", "steadydesk.db-wal", "steadydesk.db-shm"] {
            remove(&folder.join(old))?;
        }
        let begun = Instant::now();
        let db = Db::sqlite(&file).await?;
        fill::fill(&db, size, now).await?;
        fs::write(&stamp, wanted).with_context(|| format!("cannot write {}", stamp.display()))?;
        Ok((db, Some(begun.elapsed().as_secs_f64())))
    }
}

fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", path.display()))
        }
        _ => Ok(()),
    }
}
