//! Echoes: what we sent comes back by push or by reading, often before the
//! answer to the sending itself. The waiting message takes it.

use super::{
    Result, Write,
    messages::{self, MessageRow},
    outgoing,
    sessions::SessionRow,
};
use crate::{
    marketplace::RemoteMessage,
    service::outbox::model::{Event, Next},
};
use steadydesk_wire::{Author, Content, MessageId, Millis};

/// An own message that left, or may have left, takes its echo.
pub(super) async fn claim(
    tx: &mut Write,
    session: &SessionRow,
    remote: &RemoteMessage,
    tolerance_ms: i64,
    now: Millis,
) -> Result<Option<MessageId>> {
    if remote.author != Author::Seller || remote.recalled {
        return Ok(None);
    }
    for mut row in messages::unsettled(tx, session.n).await? {
        let Some(item) = outgoing::item(&row) else { continue };
        let Some(started) = item.started_at.filter(|_| item.may_be_out()) else {
            continue;
        };
        let in_time = remote.at.plus(remote.at_unit_ms + tolerance_ms) >= started;
        if !in_time || !same_content(&row, remote) {
            continue;
        }
        // No number of tries matters to an echo.
        let Ok(Next::Item(item)) = item.apply(Event::Echoed, u32::MAX) else {
            continue;
        };
        outgoing::set(&mut row, item);
        row.platform_message_id = Some(remote.id.clone());
        row.at = remote.at;
        row.withheld = remote.withheld;
        row.platform_text.clone_from(&remote.platform_text);
        messages::save(tx, session, &mut row, now).await?;
        outgoing::line_up(tx, session, now).await?;
        return Ok(Some(row.id));
    }
    Ok(None)
}

/// Whether an echo says what we sent. Platforms trim texts and write line ends
/// their way; a picture's address they rewrite, so that any picture is ours.
fn same_content(ours: &MessageRow, remote: &RemoteMessage) -> bool {
    match (&ours.content, &remote.content) {
        (Content::Text { text: ours }, Content::Text { text: theirs }) => plain(ours) == plain(theirs),
        (Content::Image { .. }, Content::Image { .. }) => true,
        _ => false,
    }
}

fn plain(text: &str) -> String {
    text.trim().replace("\r\n", "\n")
}
