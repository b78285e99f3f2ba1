//! Rust source as the rules need it: code apart from comments and strings, tests marked.

/// One line of a source file.
#[derive(Debug, Default)]
pub(super) struct Line {
    /// The code, strings emptied and comments gone.
    pub(super) code: String,
    /// What stood between the quotes of the strings that begin here.
    pub(super) strings: Vec<String>,
    /// Whether a comment stands here.
    pub(super) comment: bool,
    /// Whether it belongs to an item under `#[cfg(test)]`.
    pub(super) test: bool,
}

/// Takes a source file apart.
pub(super) fn lines(text: &str) -> Vec<Line> {
    let mut lines = split(text);
    mark_tests(&mut lines);
    lines
}

fn split(text: &str) -> Vec<Line> {
    let chars: Vec<char> = text.chars().collect();
    let mut lines = vec![Line::default()];
    let mut at = 0;
    while at < chars.len() {
        let rest = &chars[at..];
        // There is always a line: the list starts with one and only grows.
        let last = lines.len() - 1;
        if rest.starts_with(&['/', '/']) {
            lines[last].comment = true;
            at += rest.iter().take_while(|char| **char != '\n').count();
        } else if rest.starts_with(&['/', '*']) {
            lines[last].comment = true;
            let length = find(rest, &['*', '/']).map_or(rest.len(), |end| end + 2);
            break_lines(&mut lines, &rest[..length]);
            at += length;
        } else if let Some(string) = string_at(rest, lines[last].code.chars().last()) {
            lines[last]
                .strings
                .push(rest[string.open..string.close].iter().collect());
            lines[last].code.push_str("\"\"");
            break_lines(&mut lines, &rest[..string.end]);
            at += string.end;
        } else if let Some(length) = char_literal(rest) {
            lines[last].code.push_str("''");
            at += length;
        } else {
            match rest[0] {
                '\n' => lines.push(Line::default()),
                char => lines[last].code.push(char),
            }
            at += 1;
        }
    }
    lines
}

fn break_lines(lines: &mut Vec<Line>, text: &[char]) {
    for _ in text.iter().filter(|char| **char == '\n') {
        lines.push(Line::default());
    }
}

struct Literal {
    open: usize,
    close: usize,
    end: usize,
}

/// A string literal that begins here: plain or raw.
fn string_at(rest: &[char], before: Option<char>) -> Option<Literal> {
    if rest[0] == '"' {
        let mut close = 1;
        while close < rest.len() && rest[close] != '"' {
            close += if rest[close] == '\\' { 2 } else { 1 };
        }
        let close = close.min(rest.len());
        return Some(Literal {
            open: 1,
            close,
            end: (close + 1).min(rest.len()),
        });
    }
    if rest[0] != 'r' || before.is_some_and(|char| char.is_alphanumeric() || char == '_') && before != Some('b') {
        return None;
    }
    let hashes = rest[1..].iter().take_while(|char| **char == '#').count();
    if rest.get(1 + hashes) != Some(&'"') {
        return None;
    }
    let open = hashes + 2;
    let mut ending = vec!['"'];
    ending.resize(hashes + 1, '#');
    let close = find(&rest[open..], &ending).map_or(rest.len(), |found| open + found);
    Some(Literal {
        open,
        close,
        end: (close + ending.len()).min(rest.len()),
    })
}

/// The length of a character literal that begins here; a lifetime is none.
fn char_literal(rest: &[char]) -> Option<usize> {
    if rest[0] != '\'' {
        return None;
    }
    if rest.get(1) == Some(&'\\') {
        return find(&rest[3..], &['\'']).map(|end| end + 4);
    }
    (rest.get(2) == Some(&'\'')).then_some(3)
}

fn find(text: &[char], part: &[char]) -> Option<usize> {
    text.windows(part.len()).position(|window| window == part)
}

/// Marks what stands under `#[cfg(test)]`: to the item's closing brace or semicolon.
fn mark_tests(lines: &mut [Line]) {
    let mut at = 0;
    while at < lines.len() {
        if !lines[at].code.contains("#[cfg(test)]") {
            at += 1;
            continue;
        }
        let mut depth = 0_i64;
        while at < lines.len() {
            lines[at].test = true;
            let code = lines[at].code.as_str();
            let opened = code.contains('{');
            depth += code.matches('{').count() as i64 - code.matches('}').count() as i64;
            let ends = depth == 0 && (opened || code.contains('}') || code.trim_end().ends_with(';'));
            at += 1;
            if ends {
                break;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn separates_code_comments_and_strings() {
        let source = "let a = \"x // y\"; // why\nlet b = r#\"a \"quoted\" b\"#;\n/* two\nlines */ let c = '\"';";
        let lines = lines(source);
        let code: Vec<&str> = lines.iter().map(|line| line.code.trim()).collect();
        assert_eq!(code, ["let a = \"\";", "let b = \"\";", "", "let c = '';"]);
        assert_eq!(lines[0].strings, ["x // y"]);
        assert_eq!(lines[1].strings, ["a \"quoted\" b"]);
        assert!(lines[0].comment && lines[2].comment && !lines[1].comment);
    }

    #[test]
    fn keeps_lifetimes_and_escapes() {
        let lines = lines("fn f<'a>(x: &'a str) -> char { '\\'' } // end\nlet s = \"a\\\"b\";");
        assert_eq!(lines[0].code.trim(), "fn f<'a>(x: &'a str) -> char { '' }");
        assert_eq!(lines[1].strings, ["a\\\"b"]);
    }

    #[test]
    fn marks_only_the_test_item() {
        let source =
            "fn a() {}\n#[cfg(test)]\nmod fake;\nfn b() {}\n#[cfg(test)]\nmod tests {\n  fn c() {}\n}\nfn d() {}";
        let marks: Vec<bool> = lines(source).iter().map(|line| line.test).collect();
        assert_eq!(marks, [false, true, true, false, true, true, true, true, false]);
    }
}
