//! SQL put together from parts whose number depends on the question.

use super::{Conn, Result};
use sqlx::{AssertSqlSafe, any::AnyRow};
use steadydesk_wire::UserId;

/// Whose eyes a question is asked with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// All stores: administrators, accounts granted everything, the gateway itself.
    All,
    /// Only the stores granted to this account.
    Granted(UserId),
}

/// A statement growing part by part. Parts are constants of this room; values
/// only ever travel as parameters.
#[derive(Debug, Default, Clone)]
pub(super) struct Sql {
    text: String,
    values: Vec<Value>,
    has_condition: bool,
}

#[derive(Debug, Clone)]
pub(super) enum Value {
    Text(String),
    Number(i64),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl Sql {
    pub(super) fn new(text: &'static str) -> Self {
        Self {
            text: text.to_owned(),
            ..Self::default()
        }
    }

    /// Adds a part as it is.
    pub(super) fn push(&mut self, part: &str) -> &mut Self {
        self.text.push_str(part);
        self
    }

    /// Adds a parameter.
    pub(super) fn value(&mut self, value: impl Into<Value>) -> &mut Self {
        self.values.push(value.into());
        self.text.push('$');
        self.text.push_str(&self.values.len().to_string());
        self
    }

    /// Adds `WHERE` or `AND`.
    pub(super) fn condition(&mut self) -> &mut Self {
        self.text.push_str(if self.has_condition { " AND " } else { " WHERE " });
        self.has_condition = true;
        self
    }

    /// Adds that `column` names a store that `scope` may see.
    pub(super) fn granted(&mut self, column: &'static str, scope: &Scope) -> &mut Self {
        if let Scope::Granted(account) = scope {
            self.condition()
                .push(column)
                .push(" IN (SELECT store_id FROM grants WHERE account_id = ");
            self.value(account.as_str()).push(")");
        }
        self
    }

    /// Adds that `column` is this one, when one is asked for.
    pub(super) fn equals(&mut self, column: &'static str, wanted: Option<&str>) -> &mut Self {
        if let Some(wanted) = wanted {
            self.condition().push(column).push(" = ").value(wanted);
        }
        self
    }

    pub(super) async fn rows(&self, conn: &mut Conn) -> Result<Vec<AnyRow>> {
        let mut query = sqlx::query(AssertSqlSafe(self.text.clone()));
        for value in &self.values {
            query = match value {
                Value::Text(text) => query.bind(text.clone()),
                Value::Number(number) => query.bind(*number),
            };
        }
        Ok(query.fetch_all(conn).await?)
    }

    /// The first column of the first row.
    pub(super) async fn number(&self, conn: &mut Conn) -> Result<i64> {
        use sqlx::Row as _;
        let rows = self.rows(conn).await?;
        Ok(match rows.first() {
            Some(row) => row.try_get(0)?,
            None => 0,
        })
    }
}

/// `text` as a pattern for `LIKE … ESCAPE '!'` that finds it anywhere.
pub(super) fn anywhere(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 2);
    pattern.push('%');
    for c in text.chars() {
        if matches!(c, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    #[test]
    fn wildcards_are_only_characters() {
        assert_eq!(super::anywhere("50%_off!"), "%50!%!_off!!%");
    }
}
