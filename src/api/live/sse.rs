//! Server-sent events, from bytes. Pure: bytes in, frames out, wherever the
//! network cuts them.

use crate::json::{self, Unreadable};
use steadydesk_wire::StreamItem;

/// One event of the stream, as its lines say it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frame {
    /// The `event:` field; empty where there was none.
    pub event: String,
    /// The `data:` lines, joined by newlines.
    pub data: String,
    /// The `id:` field of this event, where it had one.
    pub id: Option<String>,
}

/// More than the gateway ever says in one event; what is longer is not its.
const LONGEST_LINE: usize = 16 * 1024 * 1024;

/// What a stream can be that this parser gives up on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Endless;

/// Cuts a byte stream into frames (the HTML standard's "event stream
/// interpretation": lines end in LF, CR LF or CR; a leading byte order mark is
/// dropped; lines that begin with a colon are comments).
#[derive(Debug, Default)]
pub struct Parser {
    line: Vec<u8>,
    frame: Frame,
    /// Whether the frame at hand has any data line.
    filled: bool,
    /// Whether the first line, and with it a byte order mark, is behind us.
    begun: bool,
    /// The last byte was a CR: an LF that follows belongs to it.
    after_cr: bool,
}

impl Parser {
    /// Takes the next bytes and gives the frames that they complete. What is
    /// unfinished at the stream's end is dropped with the parser.
    pub fn push(&mut self, bytes: &[u8]) -> Result<Vec<Frame>, Endless> {
        let mut frames = Vec::new();
        let mut rest = bytes;
        if self.after_cr && !rest.is_empty() {
            self.after_cr = false;
            rest = rest.strip_prefix(b"\n").unwrap_or(rest);
        }
        while let Some(end) = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')) {
            self.line.extend_from_slice(&rest[..end]);
            let carriage = rest[end] == b'\r';
            rest = &rest[end + 1..];
            if carriage {
                self.after_cr = rest.is_empty();
                rest = rest.strip_prefix(b"\n").unwrap_or(rest);
            }
            let line = std::mem::take(&mut self.line);
            frames.extend(self.take_line(&line));
        }
        self.line.extend_from_slice(rest);
        if self.line.len() > LONGEST_LINE {
            Err(Endless)
        } else {
            Ok(frames)
        }
    }

    fn take_line(&mut self, line: &[u8]) -> Option<Frame> {
        let line = if self.begun {
            line
        } else {
            line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line)
        };
        self.begun = true;
        if line.is_empty() {
            let frame = std::mem::take(&mut self.frame);
            return std::mem::take(&mut self.filled).then_some(frame);
        }
        let text = String::from_utf8_lossy(line);
        let (field, value) = match text.split_once(':') {
            Some((field, value)) => (field, value.strip_prefix(' ').unwrap_or(value)),
            None => (&*text, ""),
        };
        match field {
            "event" => value.clone_into(&mut self.frame.event),
            "data" => {
                if self.filled {
                    self.frame.data.push('\n');
                }
                self.frame.data.push_str(value);
                self.filled = true;
            }
            "id" if !value.contains('\0') => self.frame.id = Some(value.to_owned()),
            _ => {}
        }
        None
    }
}

/// What a frame says, in the gateway's words. `Ok(None)` for an event of a
/// newer gateway, which this console has no use for.
pub fn item(frame: &Frame) -> Result<Option<StreamItem>, Unreadable> {
    Ok(Some(match frame.event.as_str() {
        "hello" => StreamItem::Hello(json::read(&frame.data)?),
        "change" => StreamItem::Change(json::read(&frame.data)?),
        "caught_up" => StreamItem::CaughtUp(json::read(&frame.data)?),
        "presence" => StreamItem::Presence(json::read(&frame.data)?),
        "beat" => StreamItem::Beat(json::read(&frame.data)?),
        "too_old" => StreamItem::TooOld(json::read(&frame.data)?),
        _ => return Ok(None),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn frames(bytes: &[u8]) -> Vec<Frame> {
        Parser::default().push(bytes).unwrap()
    }

    fn frame(event: &str, data: &str, id: Option<&str>) -> Frame {
        Frame {
            event: event.into(),
            data: data.into(),
            id: id.map(Into::into),
        }
    }

    #[test]
    fn lines_end_in_three_ways() {
        let expected = vec![frame("beat", "1", Some("7")), frame("", "2", None)];
        for text in [
            "event: beat\nid: 7\ndata: 1\n\ndata:2\n\n",
            "event: beat\rid: 7\rdata: 1\r\rdata:2\r\r",
        ] {
            assert_eq!(frames(text.as_bytes()), expected, "{text:?}");
            assert_eq!(
                frames(text.replace(['\n', '\r'], "\r\n").as_bytes()),
                expected,
                "{text:?}"
            );
        }
    }

    #[test]
    fn a_byte_order_mark_comments_and_unknown_fields_are_passed_over() {
        assert_eq!(
            frames(b"\xEF\xBB\xBFdata: a\n: hm\nretry: 3\nwhat\n\n"),
            [frame("", "a", None)]
        );
    }

    #[test]
    fn several_data_lines_are_one_text() {
        assert_eq!(frames(b"data: a\ndata\ndata:  b\n\n"), [frame("", "a\n\n b", None)]);
    }

    #[test]
    fn nothing_is_said_without_data_or_without_the_blank_line() {
        assert_eq!(frames(b"event: hello\n\n"), []);
        assert_eq!(frames(b"data: unfinished\n"), []);
    }

    #[test]
    fn an_id_with_nul_is_none() {
        assert_eq!(frames(b"id: a\0b\ndata: x\n\n"), [frame("", "x", None)]);
    }

    #[test]
    fn an_endless_line_is_given_up() {
        let mut parser = Parser::default();
        let mega = vec![b'x'; 1024 * 1024];
        assert!((0..=16).any(|_| parser.push(&mega).is_err()));
    }

    #[test]
    fn items_are_known_by_their_event() {
        let beat = item(&frame("beat", r#"{"seq":4,"now":9}"#, None)).unwrap();
        assert!(matches!(beat, Some(StreamItem::Beat(caught)) if caught.seq == 4));
        assert_eq!(item(&frame("fanfare", "{}", None)).unwrap(), None);
        assert!(item(&frame("change", "<html>", None)).is_err());
    }

    proptest! {
        #[test]
        fn where_the_network_cuts_changes_nothing(
            text in "(\u{feff})?((event|data|id)?: ?[a-zà😀]{0,5}(\n|\r|\r\n)|(\n|\r|\r\n)){0,20}",
            cuts in proptest::collection::vec(0usize..200, 0..12),
        ) {
            let bytes = text.as_bytes();
            let mut cuts: Vec<_> = cuts.into_iter().map(|cut| cut.min(bytes.len())).collect();
            cuts.sort_unstable();
            let mut parser = Parser::default();
            let (mut pieces, mut from) = (Vec::new(), 0);
            for cut in cuts.into_iter().chain([bytes.len()]) {
                pieces.extend(parser.push(&bytes[from..cut]).unwrap());
                from = cut;
            }
            prop_assert_eq!(pieces, frames(bytes));
        }
    }
}
