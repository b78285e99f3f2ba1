//! The search: finds any part of a word in any script, in a million messages,
//! within milliseconds.
//!
//! A document is a buyer's name or a message's text. Its terms are the pairs of
//! neighbouring characters (folded), so that a fragment of a document is a run
//! of its terms: a phrase. No script needs to be split into words for that.
//! Each character is written as letters (`a` to `z`), which both databases
//! take as they are: SQLite's FTS5 and PostgreSQL's `tsvector`.
//!
//! Documents are numbered by time: the minute of the message and a counter in
//! it. So the newest matches come first by number, and a common fragment costs
//! no more than a rare one: only the newest [`NEWEST`] matches are looked at.
//!
//! The store's own term stands before the others: whoever sees some stores
//! only asks for their terms too, and the index passes over all others.

use super::{Backend, Conn, Db, Result, Scope, Write, sql::Sql};
use sha2::{Digest as _, Sha256};
use sqlx::Row as _;
use steadydesk_wire::{Millis, StoreId};
use unicode_normalization::UnicodeNormalization as _;

/// So many matching documents are looked at, newest first.
pub const NEWEST: i64 = 500;
/// So many characters of a text are found; what is behind them is not.
const INDEXED_CHARS: usize = 2_000;
/// A question is no longer than that.
const ASKED_CHARS: usize = 100;
/// Up to so many granted stores are asked for by their terms.
const STORE_TERMS: usize = 200;
/// Beyond, so many times more matches are looked at for those in granted stores.
const WIDER: i64 = 5;
const MINUTE_MS: i64 = 60_000;
/// Pages of the index that are written in one step of merging: some 20 ms.
const MERGED_PAGES: i64 = 64;
/// Documents of one minute; more run over into the next ones.
const PER_MINUTE_BITS: u32 = 12;

/// The characters that the search sees: compatibility forms and case folded,
/// runs of white space as one space.
fn folded(text: &str, limit: usize) -> Vec<char> {
    let mut chars = Vec::new();
    for c in text.chars().take(limit).nfkc().flat_map(char::to_lowercase) {
        if !c.is_whitespace() {
            chars.push(c);
        } else if chars.last().is_some_and(|&last| last != ' ') {
            chars.push(' ');
        }
    }
    if chars.last() == Some(&' ') {
        chars.pop();
    }
    chars
}

/// A character as four letters; the private ones behind plane 6 as five.
fn letters(c: char, out: &mut String) {
    let mut rest = u32::from(c);
    let length = if rest < 26_u32.pow(4) { 4 } else { 5 };
    for _ in 0..length {
        // Below 26, so it is a letter.
        out.push(char::from(b'a' + u8::try_from(rest % 26).unwrap_or(0)));
        rest /= 26;
    }
}

/// The terms of a document: every pair of neighbours, and the last character alone.
fn terms(text: &str) -> String {
    let chars = folded(text, INDEXED_CHARS);
    let mut out = String::with_capacity(chars.len() * 9);
    for (i, &c) in chars.iter().enumerate() {
        if i > 0 {
            out.push(' ');
        }
        letters(c, &mut out);
        if let Some(&next) = chars.get(i + 1) {
            letters(next, &mut out);
        }
    }
    out
}

/// A store's term: digits, of which no other term has any. Two stores of the
/// same digits would only be looked at in vain: lists check the grants again.
fn store_term(store: &str) -> String {
    let digest = Sha256::digest(store.as_bytes());
    digest
        .iter()
        .take(7)
        .fold(0_u64, |number, byte| number << 8 | u64::from(*byte))
        .to_string()
}

/// What is asked for: a phrase of pairs, or the beginning of a pair.
#[derive(Debug, PartialEq, Eq)]
enum Asked {
    Phrase(String),
    Beginning(String),
}

fn asked(question: &str) -> Option<Asked> {
    let chars = folded(question, ASKED_CHARS);
    let mut out = String::new();
    match *chars.as_slice() {
        [] => None,
        [only] => {
            letters(only, &mut out);
            Some(Asked::Beginning(out))
        }
        _ => {
            for pair in chars.windows(2) {
                if !out.is_empty() {
                    out.push(' ');
                }
                pair.iter().for_each(|&c| letters(c, &mut out));
            }
            Some(Asked::Phrase(out))
        }
    }
}

/// Adds a document of a session. Answers its number; nothing when there is nothing to find in it.
///
/// # Errors
/// When the database refuses.
pub(super) async fn add(
    tx: &mut Write,
    store: &StoreId,
    session_n: i64,
    at: Millis,
    text: &str,
) -> Result<Option<i64>> {
    let terms = terms(text);
    if terms.is_empty() {
        return Ok(None);
    }
    let terms = format!("{} {terms}", store_term(store.as_str()));
    let doc = free_number(tx, at).await?;
    insert(tx, doc, session_n, &terms).await?;
    Ok(Some(doc))
}

/// The number behind the last one of that minute, or of the next minute that is not full.
async fn free_number(conn: &mut Conn, at: Millis) -> Result<i64> {
    const MINUTE: i64 = 1 << PER_MINUTE_BITS;
    let mut first = (at.0.max(0) / MINUTE_MS) << PER_MINUTE_BITS;
    loop {
        let row = sqlx::query("SELECT MAX(doc) FROM search_docs WHERE doc >= $1 AND doc < $2")
            .bind(first)
            .bind(first + MINUTE)
            .fetch_one(&mut *conn)
            .await?;
        match row.try_get::<Option<i64>, _>(0)? {
            None => return Ok(first),
            Some(last) if last + 1 < first + MINUTE => return Ok(last + 1),
            Some(_) => first += MINUTE,
        }
    }
}

async fn insert(tx: &mut Write, doc: i64, session_n: i64, terms: &str) -> Result<()> {
    match tx.backend() {
        Backend::Sqlite => {
            sqlx::query("INSERT INTO search_docs (doc, session_n) VALUES ($1, $2)")
                .bind(doc)
                .bind(session_n)
                .execute(&mut **tx)
                .await?;
            sqlx::query("INSERT INTO search_terms (rowid, terms) VALUES ($1, $2)")
                .bind(doc)
                .bind(terms)
                .execute(&mut **tx)
                .await?;
        }
        Backend::Postgres => {
            sqlx::query("INSERT INTO search_docs (doc, session_n, terms) VALUES ($1, $2, to_tsvector('simple', $3))")
                .bind(doc)
                .bind(session_n)
                .bind(terms)
                .execute(&mut **tx)
                .await?;
        }
    }
    Ok(())
}

/// Takes a document out.
///
/// # Errors
/// When the database refuses.
pub(super) async fn remove(tx: &mut Write, doc: i64) -> Result<()> {
    sqlx::query("DELETE FROM search_docs WHERE doc = $1")
        .bind(doc)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Puts together what the index has in parts: each transaction of SQLite's index leaves a part of its own, and a search in
/// a hundred stores looks every store up in every part. In small steps, so that no writer waits long; costs little when
/// it is done often.
///
/// # Errors
/// When the database refuses.
pub async fn merge(db: &Db) -> Result<()> {
    if db.backend() != Backend::Sqlite {
        return Ok(());
    }
    loop {
        let mut tx = db.write().await?;
        // Two parts of about one size are enough to be put together.
        set(&mut tx, "usermerge", 2).await?;
        let before = changed(&mut tx).await?;
        set(&mut tx, "merge", MERGED_PAGES).await?;
        let after = changed(&mut tx).await?;
        tx.commit().await?;
        // SQLite's documentation: fewer than two changes say that nothing was left to do.
        if after - before < 2 {
            return Ok(());
        }
    }
}

/// A command to the index.
async fn set(tx: &mut Write, command: &str, number: i64) -> Result<()> {
    sqlx::query("INSERT INTO search_terms (search_terms, rank) VALUES ($1, $2)")
        .bind(command.to_owned())
        .bind(number)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// How many rows this connection has ever changed, those of the index's own tables included.
async fn changed(tx: &mut Write) -> Result<i64> {
    let row = sqlx::query("SELECT total_changes()").fetch_one(&mut **tx).await?;
    Ok(row.try_get(0)?)
}

/// Sessions (by number) with a matching document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// Each once.
    pub(super) sessions: Vec<i64>,
    /// Older documents match too.
    pub(super) more: bool,
}

/// Looks among the documents of the stores that `scope` may see, or of `store`
/// alone. Nothing to look for: nothing.
///
/// # Errors
/// When the database is away.
pub(super) async fn find(
    conn: &mut Conn,
    backend: Backend,
    scope: &Scope,
    store: Option<&StoreId>,
    question: &str,
) -> Result<Option<Found>> {
    let Some(asked) = asked(question) else {
        return Ok(None);
    };
    let granted = granted(conn, scope, store).await?;
    let terms = granted.as_ref().filter(|stores| stores.len() <= STORE_TERMS);
    if terms.is_some_and(Vec::is_empty) {
        return Ok(Some(Found {
            sessions: Vec::new(),
            more: false,
        }));
    }
    let limit = if granted.is_some() && terms.is_none() {
        NEWEST * WIDER
    } else {
        NEWEST
    };
    let expression = expression(backend, &asked, terms.map(Vec::as_slice));
    let mut sql = Sql::new("SELECT d.session_n FROM ");
    match backend {
        Backend::Sqlite => {
            sql.push("search_terms f JOIN search_docs d ON d.doc = f.rowid WHERE search_terms MATCH ");
            sql.value(expression.as_str()).push(" ORDER BY f.rowid DESC");
        }
        Backend::Postgres => {
            sql.push("search_docs d WHERE d.terms @@ to_tsquery('simple', ");
            sql.value(expression.as_str()).push(") ORDER BY d.doc DESC");
        }
    }
    sql.push(" LIMIT ").value(limit + 1);
    let rows = sql.rows(conn).await?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut sessions = rows
        .iter()
        .take(limit)
        .map(|row| Ok(row.try_get(0)?))
        .collect::<Result<Vec<i64>>>()?;
    sessions.sort_unstable();
    sessions.dedup();
    Ok(Some(Found {
        sessions,
        more: rows.len() > limit,
    }))
}

/// The stores to look in, where not in all.
async fn granted(conn: &mut Conn, scope: &Scope, store: Option<&StoreId>) -> Result<Option<Vec<String>>> {
    if let Some(store) = store {
        return Ok(Some(vec![store.as_str().to_owned()]));
    }
    let Scope::Granted(account) = scope else {
        return Ok(None);
    };
    let mut sql = Sql::new("SELECT store_id FROM grants");
    sql.equals("account_id", Some(account.as_str()));
    let rows = sql.rows(conn).await?;
    Ok(Some(rows.iter().map(|row| Ok(row.try_get(0)?)).collect::<Result<_>>()?))
}

/// The question in the database's own words. Terms are letters and digits, so
/// nothing in it needs to be escaped.
fn expression(backend: Backend, asked: &Asked, stores: Option<&[String]>) -> String {
    let text = match (backend, asked) {
        (Backend::Sqlite, Asked::Phrase(pairs)) => format!("\"{pairs}\""),
        (Backend::Sqlite, Asked::Beginning(letters)) => format!("\"{letters}\" *"),
        (Backend::Postgres, Asked::Phrase(pairs)) => format!("({})", pairs.replace(' ', " <-> ")),
        (Backend::Postgres, Asked::Beginning(letters)) => format!("{letters}:*"),
    };
    let Some(stores) = stores else {
        return text;
    };
    let (and, or) = match backend {
        Backend::Sqlite => (" AND ", " OR "),
        Backend::Postgres => (" & ", " | "),
    };
    let stores: Vec<String> = stores.iter().map(|store| store_term(store)).collect();
    format!("{text}{and}({})", stores.join(or))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the databases do: is the phrase a run of the document's terms?
    fn finds(text: &str, question: &str) -> bool {
        let terms = terms(text);
        let terms: Vec<&str> = terms.split(' ').collect();
        match asked(question).expect("a question") {
            Asked::Phrase(pairs) => {
                let pairs: Vec<&str> = pairs.split(' ').collect();
                terms.windows(pairs.len()).any(|run| run == pairs)
            }
            Asked::Beginning(letters) => terms.iter().any(|term| term.starts_with(&letters)),
        }
    }

    #[rstest::rstest]
    #[case("สินค้ามีพร้อมส่งไหมคะ", "พร้อม", true)]
    #[case("我想退货，谢谢", "退货", true)]
    #[case("我想退货，谢谢", "货谢", false)]
    #[case("我想退货，谢谢", "谢", true)]
    #[case("Hello  World", "LO wo", true)]
    #[case("Đơn hàng", "đơn", true)]
    #[case("ＡＢＣ", "abc", true)]
    #[case("great 👍🏽!", "👍🏽", true)]
    #[case("great 👍🏽!", "👎", false)]
    #[case("50% off_now", "0% o", true)]
    #[case("say \"hi\"", "\"hi\"", true)]
    #[case("nul\0inside", "l\0i", true)]
    #[case("ab", "ba", false)]
    #[case("end", "d", true)]
    fn finds_fragments(#[case] text: &str, #[case] question: &str, #[case] expected: bool) {
        assert_eq!(finds(text, question), expected);
    }

    #[test]
    fn white_space_alone_asks_nothing() {
        assert_eq!(asked(" \n\t"), None);
        assert_eq!(terms("  "), "");
    }
}
