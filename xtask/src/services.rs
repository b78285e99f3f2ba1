//! Programs that serve while we run: started, watched, and stopped with us, however we end.

use crate::shell::say;
use anyhow::{Context, Result, bail};
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// How long a server may take to stop by itself.
const STOP: Duration = Duration::from_secs(10);

/// A running server.
#[derive(Debug)]
pub(crate) struct Service {
    name: &'static str,
    child: Child,
    /// Stops the server when we are gone: see [`undertaker`].
    undertaker: Child,
    log: PathBuf,
}

impl Service {
    /// Starts a program and waits until it says on standard output where it serves:
    /// `NAME http://HOST:PORT`. Everything it says goes into `NAME.log` in `logs`.
    pub(crate) fn start(name: &'static str, command: &mut Command, logs: &Path, patience: Duration) -> Result<Self> {
        fs::create_dir_all(logs).with_context(|| format!("cannot make the folder {}", logs.display()))?;
        let log = logs.join(format!("{name}.log"));
        let file = File::create(&log).with_context(|| format!("cannot write {}", log.display()))?;
        // A process group of its own: Ctrl-C in the terminal is ours to pass on, in order.
        command
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(file.try_clone()?);
        let mut child = command.spawn().with_context(|| format!("cannot start the {name}"))?;
        let output = child.stdout.take().context("the output was piped above")?;
        let serving = listen(output, file, format!("{name} http://"));
        let undertaker = undertaker(child.id())?;
        let mut service = Self {
            name,
            child,
            undertaker,
            log,
        };
        let deadline = Instant::now() + patience;
        while serving.recv_timeout(Duration::from_millis(50)).is_err() {
            // A closed output answers at once: without this pause the loop would spin.
            thread::sleep(Duration::from_millis(10));
            service.check()?;
            if Instant::now() > deadline {
                bail!(
                    "the {name} did not serve within {} s\n{}",
                    patience.as_secs(),
                    service.last_words()
                );
            }
        }
        Ok(service)
    }

    /// Fails when the program has ended, with what it said last.
    pub(crate) fn check(&mut self) -> Result<()> {
        match self.child.try_wait()? {
            None => Ok(()),
            Some(status) => bail!("the {} has ended ({status})\n{}", self.name, self.last_words()),
        }
    }

    fn last_words(&self) -> String {
        let text = fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        let last = lines[lines.len().saturating_sub(15)..].join("\n  ");
        format!("  {last}\n  (all of it: {})", self.log.display())
    }
}

impl Drop for Service {
    /// Asks the server to stop and waits; one that does not listen is ended by force.
    fn drop(&mut self) {
        drop(self.undertaker.stdin.take());
        let deadline = Instant::now() + STOP;
        while Instant::now() < deadline {
            if !matches!(self.child.try_wait(), Ok(None)) {
                break;
            }
            thread::sleep(Duration::from_millis(20));
        }
        if matches!(self.child.try_wait(), Ok(None)) {
            say(format_args!(
                "the {} did not stop within {} s: ended by force",
                self.name,
                STOP.as_secs()
            ));
            // Both can only fail when it has ended meanwhile.
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
        let _ = self.undertaker.wait();
    }
}

/// A tiny process that asks `server` to stop as soon as its own standard input ends.
/// That happens when we close it, and also when we are killed and can do nothing more:
/// so no server is ever left behind.
fn undertaker(server: u32) -> Result<Child> {
    Command::new("sh")
        .args(["-c", "read -r _; kill -TERM \"$0\"", &server.to_string()])
        .process_group(0)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .context("cannot start `sh`")
}

/// Copies a server's output into its log; the receiver hears of the line that begins so.
fn listen(output: impl Read + Send + 'static, mut log: File, beginning: String) -> mpsc::Receiver<()> {
    let (tell, hear) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(output).lines() {
            let Ok(line) = line else { break };
            // A full disk must not stop the server: its log is then incomplete.
            let _ = writeln!(log, "{line}");
            if line.starts_with(&beginning) {
                let _ = tell.send(());
            }
        }
    });
    hear
}

/// Fails when something already listens on this port of the machine.
pub(crate) fn check_port(port: u16, option: &str) -> Result<()> {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        Ok(_) => Ok(()),
        Err(error) => bail!("port {port} is taken ({error}): stop what uses it, or choose another with {option} PORT"),
    }
}

/// Whether `/healthz` on this port answers 200.
pub(crate) fn is_healthy(port: u16) -> bool {
    let ask = || {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(1))?;
        stream.set_read_timeout(Some(Duration::from_secs(2)))?;
        stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")?;
        let mut status = String::new();
        BufReader::new(stream).read_line(&mut status)?;
        std::io::Result::Ok(status.split(' ').nth(1) == Some("200"))
    };
    ask().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::{Service, check_port};
    use crate::shell::succeeds;
    use std::net::TcpListener;
    use std::path::PathBuf;
    use std::process::Command;
    use std::time::Duration;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    fn logs(test: &str) -> PathBuf {
        std::env::temp_dir().join(format!("steadydesk-xtask-{test}-{}", std::process::id()))
    }

    #[test]
    fn a_server_is_gone_when_it_is_dropped() {
        let logs = logs("dropped");
        let mut command = shell("echo \"fake http://127.0.0.1:1\"; exec sleep 600");
        let mut service = Service::start("fake", &mut command, &logs, Duration::from_secs(20)).unwrap();
        service.check().unwrap();
        let id = service.child.id().to_string();
        assert!(succeeds(Command::new("kill").args(["-0", &id])));
        drop(service);
        assert!(!succeeds(Command::new("kill").args(["-0", &id])));
        std::fs::remove_dir_all(logs).unwrap();
    }

    #[test]
    fn a_server_that_ends_at_once_is_quoted() {
        let logs = logs("ended");
        let mut command = shell("echo 'no such database' >&2; exit 3");
        let error = Service::start("fake", &mut command, &logs, Duration::from_secs(20))
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("no such database") && error.contains("exit status: 3"),
            "{error}"
        );
        std::fs::remove_dir_all(logs).unwrap();
    }

    #[test]
    fn a_taken_port_is_named_with_its_option() {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = taken.local_addr().unwrap().port();
        let error = check_port(port, "--port").unwrap_err().to_string();
        assert!(error.contains(&port.to_string()) && error.contains("--port"), "{error}");
        drop(taken);
        check_port(port, "--port").unwrap();
    }
}
