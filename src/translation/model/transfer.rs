//! A cache as a file: JSON, with one line for each session's path and each of
//! its entries, so that a fault has a line number.

use super::entry::Entry;
use super::hash::checksum;
use super::key;
use crate::json;
use serde::{Deserialize, Serialize};

/// What stands before and behind the sessions.
const BEGIN: &str = "{\"format\":\"steadydesk-translations\",\"version\":1,\"files\":{";
const END: &str = "}}";

#[derive(Serialize, Deserialize)]
struct Line {
    source: String,
    languages: String,
    from: String,
    by: String,
    text: String,
    checksum: String,
}

/// What is wrong with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It does not begin as a cache does.
    Format,
    /// The line is neither a session's path nor an entry.
    Line,
    /// The path is none of ours.
    Path,
    /// The path is another user's.
    User,
    /// The checksum is not that of the entry.
    Checksum,
    /// The file ends in the middle.
    End,
}

/// The sessions of a file, each with its entries.
pub type Sessions = Vec<([String; 3], Vec<Entry>)>;

/// Writes a cache, session by session.
#[derive(Debug)]
pub struct Writer {
    text: String,
    sessions: usize,
}

impl Default for Writer {
    fn default() -> Self {
        Self {
            text: BEGIN.to_owned(),
            sessions: 0,
        }
    }
}

impl Writer {
    /// Adds a session's entries.
    pub fn session(&mut self, [user, store, session]: [&str; 3], entries: &[Entry]) {
        let between = if self.sessions == 0 { "\n" } else { ",\n" };
        self.sessions += 1;
        let path = quoted(&key::path(user, store, session));
        self.text.push_str(&[between, &path, ":["].concat());
        for (at, entry) in entries.iter().enumerate() {
            let line = Line {
                source: entry.hash.clone(),
                languages: entry.pair.clone(),
                from: entry.from.clone(),
                by: entry.maker.clone(),
                text: entry.text.clone(),
                checksum: sum(entry),
            };
            let line = serde_json::to_string(&line).unwrap_or_default();
            self.text.push_str(if at == 0 { "\n" } else { ",\n" });
            self.text.push_str(&line);
        }
        self.text.push_str("\n]");
    }

    /// The file.
    #[must_use]
    pub fn end(mut self) -> String {
        self.text.push('\n');
        self.text.push_str(END);
        self.text
    }
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

/// Of what can be read from an entry's own row the checksum is part.
fn sum(entry: &Entry) -> String {
    checksum(&entry.row())
}

/// Reads a file for a user: all of it, or the number of the line that is wrong (from 1) and why.
pub fn read(file: &str, user: &str) -> Result<Sessions, (usize, Fault)> {
    let mut lines = file.lines().enumerate().map(|(at, line)| (at + 1, line.trim()));
    if lines.next().is_none_or(|(_, line)| line != BEGIN) {
        return Err((1, Fault::Format));
    }
    let mut sessions: Sessions = Vec::new();
    let mut inside = false;
    let mut last = 1;
    for (number, line) in lines {
        last = number;
        let wrong = |fault| Err((number, fault));
        match (line, inside) {
            ("]" | "],", true) => inside = false,
            (END, false) => return Ok(sessions),
            (_, true) => {
                let Ok(read) = json::read::<Line>(line.strip_suffix(',').unwrap_or(line)) else {
                    return wrong(Fault::Line);
                };
                let entry = Entry {
                    hash: read.source,
                    pair: read.languages,
                    from: read.from,
                    maker: read.by,
                    text: read.text,
                };
                if sum(&entry) != read.checksum {
                    return wrong(Fault::Checksum);
                }
                if let Some((_, entries)) = sessions.last_mut() {
                    entries.push(entry);
                }
            }
            (_, false) => {
                let Some(Ok(path)) = line.strip_suffix(":[").map(json::read::<String>) else {
                    return wrong(Fault::Line);
                };
                let Some(ids) = key::of_path(&path) else {
                    return wrong(Fault::Path);
                };
                if ids[0] != user {
                    return wrong(Fault::User);
                }
                sessions.push((ids, Vec::new()));
                inside = true;
            }
        }
    }
    Err((last, Fault::End))
}

#[cfg(test)]
mod tests {
    use super::super::entry::entry;
    use super::*;

    fn file() -> String {
        let mut writer = Writer::default();
        writer.session(
            ["u1", "shopee-1", "shopee-1~a"],
            &[entry("aa", "one"), entry("bb", "two\n\"lines\"")],
        );
        writer.session(["u1", "lazada-2", "lazada-2~é/"], &[entry("cc", "สาม")]);
        writer.end()
    }

    #[test]
    fn a_file_is_json_that_reads_back() {
        let file = file();
        let json: serde_json::Value = serde_json::from_str(&file).unwrap();
        assert_eq!(
            json["files"]["shopee-chat/u1/shopee-1/shopee-1~a/messages.json"][1]["text"],
            "two\n\"lines\""
        );
        let read = read(&file, "u1").unwrap();
        assert_eq!(read.len(), 2);
        assert_eq!(read[1].0, ["u1", "lazada-2", "lazada-2~é/"]);
        assert_eq!(read[0].1, [entry("aa", "one"), entry("bb", "two\n\"lines\"")]);
        assert_eq!(super::read(&Writer::default().end(), "u1"), Ok(vec![]));
    }

    #[test]
    fn tc_16_a_file_that_is_wrong_is_refused_as_a_whole_with_its_line() {
        let file = file();
        for (from, to, expected) in [
            ("steadydesk-translations", "other", (1, Fault::Format)),
            ("shopee-chat", "lazada-chat", (2, Fault::Path)),
            ("chat/u1/shopee", "chat/u2/shopee", (2, Fault::User)),
            ("\"one\"", "\"won\"", (3, Fault::Checksum)),
            ("{\"source\":\"bb\"", "{\"sauce\":\"bb\"", (4, Fault::Line)),
            ("\n}}", "", (8, Fault::End)),
        ] {
            let broken = file.replace(from, to);
            assert_ne!(broken, file, "{from}");
            assert_eq!(read(&broken, "u1"), Err(expected), "{from}");
        }
        assert_eq!(read("", "u1"), Err((1, Fault::Format)));
    }
}
