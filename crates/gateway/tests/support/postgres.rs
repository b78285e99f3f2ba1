//! A private PostgreSQL on loopback, in a temporary folder: one server for the
//! whole test program, a database of its own for each test.

use std::{
    io::{BufRead as _, BufReader},
    net::TcpListener,
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

/// Makes a cluster, starts it, says `ready`, and waits for the end of its
/// input: when the tests are over, however they ended, it stops and cleans up.
const SCRIPT: &str = r#"
set -e
dir=$(mktemp -d)
trap '"$BIN/pg_ctl" -D "$dir/data" -m immediate -s stop || true; rm -rf "$dir"' EXIT
"$BIN/initdb" -D "$dir/data" -U steadydesk -A trust -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null
"$BIN/pg_ctl" -D "$dir/data" -s -w -l "$dir/log" \
  -o "-h 127.0.0.1 -p $PORT -k $dir -c fsync=off -c synchronous_commit=off" start >/dev/null
echo ready
cat >/dev/null
"#;

struct Server {
    port: u16,
    /// Its input is the server's life.
    _shell: Child,
}

static SERVER: OnceLock<Result<Server, String>> = OnceLock::new();
static DATABASES: AtomicU32 = AtomicU32::new(0);

/// The address of a fresh, empty database; or why there can be none here.
pub(crate) async fn database() -> Result<String, String> {
    let server = tokio::task::spawn_blocking(|| SERVER.get_or_init(start).as_ref().map(|server| server.port))
        .await
        .expect("the server's start does not panic");
    let port = server.map_err(Clone::clone)?;
    let name = format!("test{}", DATABASES.fetch_add(1, Ordering::Relaxed));
    let base = format!("postgres://steadydesk@127.0.0.1:{port}");
    sqlx::any::install_default_drivers();
    let mut conn = <sqlx::AnyConnection as sqlx::Connection>::connect(&format!("{base}/postgres"))
        .await
        .expect("the server answers");
    sqlx::query(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}")))
        .execute(&mut conn)
        .await
        .expect("a database");
    Ok(format!("{base}/{name}"))
}

fn start() -> Result<Server, String> {
    let bin = programs().ok_or("PostgreSQL is not installed (Debian: apt-get install postgresql)")?;
    let port = {
        let listener = TcpListener::bind("127.0.0.1:0").map_err(|error| error.to_string())?;
        listener.local_addr().map_err(|error| error.to_string())?.port()
    };
    // PostgreSQL refuses to run as root.
    let mut command = if is_root() {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--", "sh", "-c", SCRIPT]);
        command
    } else {
        let mut command = Command::new("sh");
        command.args(["-c", SCRIPT]);
        command
    };
    let mut shell = command
        .env("BIN", bin)
        .env("PORT", port.to_string())
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("PostgreSQL cannot be started: {error}"))?;
    let mut line = String::new();
    let out = shell.stdout.take().expect("a pipe");
    BufReader::new(out)
        .read_line(&mut line)
        .map_err(|error| error.to_string())?;
    if line.trim() == "ready" {
        Ok(Server { port, _shell: shell })
    } else {
        Err("PostgreSQL is installed but did not start; see the lines above".into())
    }
}

/// The newest installed version's programs.
fn programs() -> Option<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .ok()?
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .filter(|bin| bin.join("initdb").is_file())
        .collect();
    found.sort();
    found.pop()
}

fn is_root() -> bool {
    Command::new("id")
        .arg("-u")
        .output()
        .is_ok_and(|out| out.stdout == b"0\n")
}
