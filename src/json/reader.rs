//! Reads JSON's text: words, strings, numbers, and how far a list has been read.

use super::{Result, Unreadable};
use std::borrow::Cow;

/// Deeper nesting is refused, before the stack is used up.
const DEEPEST: u8 = 100;

pub(super) struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: u8,
}

// What reads is not generic, so that it is compiled once for all types.
impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0, depth: 0 }
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The next byte that is no space; it is not taken.
    pub(super) fn peek(&mut self) -> Option<u8> {
        while matches!(self.byte(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
        self.byte()
    }

    pub(super) fn take(&mut self, byte: u8) -> Result<()> {
        if self.peek() != Some(byte) {
            return Err(Unreadable);
        }
        self.at += 1;
        Ok(())
    }

    pub(super) fn word(&mut self, word: &str) -> Result<()> {
        self.peek();
        let rest = self.text.get(self.at..).ok_or(Unreadable)?;
        if !rest.starts_with(word) {
            return Err(Unreadable);
        }
        self.at += word.len();
        Ok(())
    }

    pub(super) fn bool(&mut self) -> Result<bool> {
        let is = self.peek() == Some(b't');
        self.word(if is { "true" } else { "false" })?;
        Ok(is)
    }

    pub(super) fn string(&mut self) -> Result<Cow<'a, str>> {
        self.take(b'"')?;
        let mut text = Cow::Borrowed("");
        loop {
            let rest = self.text.get(self.at..).ok_or(Unreadable)?;
            let plain = rest.bytes().position(|byte| matches!(byte, b'"' | b'\\' | ..b' '));
            let (plain, rest) = rest.split_at_checked(plain.ok_or(Unreadable)?).ok_or(Unreadable)?;
            text += plain;
            self.at += plain.len() + 1;
            match rest.as_bytes().first() {
                Some(b'"') => return Ok(text),
                Some(b'\\') => text.to_mut().push(self.escaped()?),
                _ => return Err(Unreadable),
            }
        }
    }

    fn escaped(&mut self) -> Result<char> {
        let byte = self.byte().ok_or(Unreadable)?;
        self.at += 1;
        Ok(match byte {
            b'"' | b'\\' | b'/' => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let mut code = self.hex()?;
                // A character beyond the first 65,536 comes as two halves; one alone is none.
                if (0xD800..0xDC00).contains(&code) {
                    if !(self.pass(b"\\") && self.pass(b"u")) {
                        return Err(Unreadable);
                    }
                    let low = self.hex()?.checked_sub(0xDC00).filter(|low| *low < 0x400);
                    code = 0x1_0000 + ((code - 0xD800) << 10) + low.ok_or(Unreadable)?;
                }
                char::from_u32(code).ok_or(Unreadable)?
            }
            _ => return Err(Unreadable),
        })
    }

    fn hex(&mut self) -> Result<u32> {
        let mut code = 0;
        for _ in 0..4 {
            let digit = self.byte().and_then(|byte| char::from(byte).to_digit(16));
            code = code << 4 | digit.ok_or(Unreadable)?;
            self.at += 1;
        }
        Ok(code)
    }

    fn digits(&mut self) -> Result<()> {
        let from = self.at;
        while self.byte().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        if self.at == from { Err(Unreadable) } else { Ok(()) }
    }

    /// Passes the byte if it is one of these.
    fn pass(&mut self, bytes: &[u8]) -> bool {
        let passed = self.byte().is_some_and(|byte| bytes.contains(&byte));
        self.at += usize::from(passed);
        passed
    }

    pub(super) fn number(&mut self) -> Result<&'a str> {
        self.peek();
        let from = self.at;
        self.pass(b"-");
        // A zero stands alone.
        if !self.pass(b"0") {
            self.digits()?;
        }
        if self.pass(b".") {
            self.digits()?;
        }
        if self.pass(b"eE") {
            self.pass(b"+-");
            self.digits()?;
        }
        self.text.get(from..self.at).ok_or(Unreadable)
    }

    /// Nothing that crosses the wire counts beyond 63 bits.
    pub(super) fn integer(&mut self) -> Result<i64> {
        self.number()?.parse().map_err(|_| Unreadable)
    }

    pub(super) fn open(&mut self, open: u8) -> Result<()> {
        self.take(open)?;
        self.depth += 1;
        if self.depth > DEEPEST { Err(Unreadable) } else { Ok(()) }
    }

    pub(super) fn close(&mut self, close: u8) -> Result<()> {
        self.take(close)?;
        self.depth -= 1;
        Ok(())
    }

    /// Whether one more follows in a list that ends with `close`, which is then taken.
    pub(super) fn more(&mut self, list: &mut List) -> Result<bool> {
        if list.ended {
            return Ok(false);
        }
        if self.peek() == Some(list.close) {
            list.ended = true;
            self.close(list.close)?;
            return Ok(false);
        }
        if list.begun {
            self.take(b',')?;
        }
        list.begun = true;
        Ok(true)
    }

    /// Passes over a value, which has to be JSON all the same.
    pub(super) fn skip(&mut self) -> Result<()> {
        match self.peek() {
            Some(b'"') => self.string().map(drop),
            Some(b'n') => self.word("null"),
            Some(b't' | b'f') => self.bool().map(drop),
            Some(open @ (b'[' | b'{')) => {
                self.open(open)?;
                let mut list = List::of(open);
                while self.more(&mut list)? {
                    if open == b'{' {
                        self.string()?;
                        self.take(b':')?;
                    }
                    self.skip()?;
                }
                Ok(())
            }
            _ => self.number().map(drop),
        }
    }
}

/// How far an array or an object has been read.
pub(super) struct List {
    close: u8,
    begun: bool,
    ended: bool,
}

impl List {
    pub(super) fn of(open: u8) -> Self {
        Self {
            close: if open == b'[' { b']' } else { b'}' },
            begun: false,
            ended: false,
        }
    }
}
