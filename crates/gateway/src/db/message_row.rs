//! A message as the database keeps it.

use super::{Error, Result, sessions::SessionRow, stores};
use sqlx::{Row as _, any::AnyRow};
use steadydesk_wire::{Author, Content, Message, MessageId, Millis, Outgoing, PlatformText, SessionId};

/// One message as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct MessageRow {
    /// Its number here; 0 before it is first saved.
    pub n: i64,
    pub id: MessageId,
    pub session_n: i64,
    /// Filled in by reading; saving takes the session's.
    pub session: SessionId,
    /// Nothing while the platform has not taken it.
    pub platform_message_id: Option<String>,
    /// What the platform orders messages of the same time by, where it has told of this one.
    pub platform_index: Option<String>,
    pub author: Author,
    /// The name of the colleague who wrote it, where it was written in a console.
    pub operator: Option<String>,
    pub content: Content,
    pub platform_text: Option<PlatformText>,
    pub at: Millis,
    /// Its place in the thread; never changes once saved.
    pub position: i64,
    /// Not to be shown, and told to nobody.
    pub hidden: bool,
    pub recalled: bool,
    /// The platform's moderation keeps it from the buyer.
    pub withheld: bool,
    /// Where the platform has its picture; never leaves the gateway.
    pub picture_url: Option<String>,
    /// What became of it, for one that an operator sent.
    pub outgoing: Option<Outgoing>,
    /// When its next step is due.
    pub out_due_at: Option<Millis>,
    pub out_attempts: u32,
    /// When the last attempt left.
    pub out_started_at: Option<Millis>,
    /// The uploaded picture that it carries.
    pub out_upload: Option<String>,
    pub version: i64,
    pub(super) search_doc: Option<i64>,
}

impl MessageRow {
    /// A message of `session` that is not saved yet.
    #[must_use]
    pub fn new(
        id: MessageId,
        session: &SessionRow,
        author: Author,
        content: Content,
        at: Millis,
        position: i64,
    ) -> Self {
        Self {
            n: 0,
            id,
            session_n: session.n,
            session: session.id.clone(),
            platform_message_id: None,
            platform_index: None,
            author,
            operator: None,
            content,
            platform_text: None,
            at,
            position,
            hidden: false,
            recalled: false,
            withheld: false,
            picture_url: None,
            outgoing: None,
            out_due_at: None,
            out_attempts: 0,
            out_started_at: None,
            out_upload: None,
            version: 0,
            search_doc: None,
        }
    }

    /// As the console sees it.
    #[must_use]
    pub fn to_wire(&self) -> Message {
        Message {
            id: self.id.clone(),
            session: self.session.clone(),
            author: self.author,
            operator: self.operator.clone(),
            content: self.content.clone(),
            platform_text: self.platform_text.clone(),
            at: self.at,
            position: self.position,
            recalled: self.recalled,
            withheld: self.withheld,
            outgoing: self.outgoing.clone(),
            version: self.version,
        }
    }

    /// Reads a row of `messages m` joined with its session, see [`SELECT`].
    pub(super) fn read(row: &AnyRow) -> Result<Self> {
        let millis =
            |column: &str| -> Result<Option<Millis>> { Ok(row.try_get::<Option<i64>, _>(column)?.map(Millis)) };
        let platform_text: Option<&str> = row.try_get("platform_text")?;
        let outgoing: Option<&str> = row.try_get("outgoing")?;
        Ok(Self {
            n: row.try_get("n")?,
            id: row.try_get::<String, _>("id")?.try_into()?,
            session_n: row.try_get("session_n")?,
            session: row.try_get::<String, _>("session_id")?.try_into()?,
            platform_message_id: row.try_get("platform_message_id")?,
            platform_index: row.try_get("platform_index")?,
            author: author_from(row.try_get("author")?)?,
            operator: row.try_get("operator")?,
            content: serde_json::from_str(row.try_get("content")?)?,
            platform_text: platform_text.map(serde_json::from_str).transpose()?,
            at: Millis(row.try_get("at")?),
            position: row.try_get("position")?,
            hidden: stores::flag(row, "hidden")?,
            recalled: stores::flag(row, "recalled")?,
            withheld: stores::flag(row, "withheld")?,
            picture_url: row.try_get("picture_url")?,
            outgoing: outgoing.map(serde_json::from_str).transpose()?,
            out_due_at: millis("out_due_at")?,
            out_attempts: stores::count(row, "out_attempts")?,
            out_started_at: millis("out_started_at")?,
            out_upload: row.try_get("out_upload")?,
            version: row.try_get("version")?,
            search_doc: row.try_get("search_doc")?,
        })
    }
}

pub(super) fn author_word(author: Author) -> &'static str {
    match author {
        Author::Buyer => "buyer",
        Author::Seller => "seller",
        Author::Robot => "robot",
        Author::System => "system",
    }
}

fn author_from(word: &str) -> Result<Author> {
    Ok(match word {
        "buyer" => Author::Buyer,
        "seller" => Author::Seller,
        "robot" => Author::Robot,
        "system" => Author::System,
        _ => return Err(Error::Row(format!("author {word}"))),
    })
}

/// The word for a state, in the column `out_state`.
#[must_use]
pub fn state_word(outgoing: &Outgoing) -> &'static str {
    match outgoing {
        Outgoing::Queued { .. } => "queued",
        Outgoing::Waiting => "waiting",
        Outgoing::Sending => "sending",
        Outgoing::Checking { .. } => "checking",
        Outgoing::Sent => "sent",
        Outgoing::Failed { .. } => "failed",
    }
}
