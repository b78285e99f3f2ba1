//! The database: one body of tests, run on SQLite and on PostgreSQL.
#![allow(missing_docs, clippy::print_stderr, reason = "tests")]

#[path = "../support/mod.rs"]
mod support;

/// `both! { fn name(db) { … } }`: a test on each database. PostgreSQL's is
/// skipped by name where it is not installed.
macro_rules! both {
    ($(async fn $name:ident($db:ident) $body:block)*) => {$(
        mod $name {
            use super::*;

            async fn body($db: steadydesk_gateway::db::Db) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                let folder = tempfile::tempdir().expect("a folder");
                let db = steadydesk_gateway::db::Db::sqlite(&folder.path().join("test.db")).await.expect("opens");
                body(db.clone()).await;
                db.close().await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                match crate::support::postgres::database().await {
                    Ok(url) => {
                        let db = steadydesk_gateway::db::Db::open(&url).await.expect("opens");
                        body(db.clone()).await;
                        db.close().await;
                    }
                    Err(why) => eprintln!("skipped {}::{}::postgres: {why}", module_path!(), stringify!($name)),
                }
            }
        }
    )*};
}

mod bookkeeping;
mod changes;
mod lists;
mod search;
mod threads;
mod translations;
