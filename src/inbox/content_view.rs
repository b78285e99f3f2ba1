//! What a message says, drawn as what it is. Everything that somebody wrote
//! goes into text nodes: nothing of it is ever read as markup.

use super::model::reading::picture_size;
use super::model::text::{Piece, pieces};
use super::picture::picture;
use crate::i18n::{Pick, text, use_i18n};
use crate::ui::icon::{Icon, icon};
use crate::ui::view;
use leptos::prelude::*;
use steadydesk_wire::{Content, MessageId};

/// More bytes or lines than this are shown in a box of their own that scrolls.
const LONG_BYTES: usize = 4_000;
const LONG_LINES: usize = 40;

/// The content of a message.
pub(super) fn content(id: &MessageId, content: &Content) -> AnyView {
    match content {
        Content::Text { text } => written(text),
        Content::Notice { text } => written(text),
        Content::Image { width, height } => picture(id, picture_size(*width, *height), |m| m.inbox.picture),
        Content::Video {
            seconds,
            has_picture,
            url,
        } => video(id, *seconds, *has_picture, url.as_deref()),
        Content::Product {
            product_id,
            title,
            price,
        } => card(
            Icon::Inventory,
            |m| m.inbox.product,
            product_id,
            [title.clone(), price.clone()],
        ),
        Content::Order {
            order_id,
            title,
            status,
        } => card(
            Icon::Orders,
            |m| m.inbox.order,
            order_id,
            [title.clone(), status.clone()],
        ),
        Content::Voucher { voucher_id, title } => {
            card(Icon::Coupons, |m| m.inbox.voucher, voucher_id, [title.clone(), None])
        }
        Content::Logistics { order_id, package_id } => {
            let i18n = use_i18n();
            let package = package_id
                .as_ref()
                .map(|package| (i18n.messages_now().inbox.package)(package));
            card(Icon::Proxies, |m| m.inbox.logistics, order_id, [package, None])
        }
        Content::ReturnRefund { order_id } => card(Icon::Retry, |m| m.inbox.return_refund, order_id, [None, None]),
        Content::Sticker { label, has_picture } => sticker(id, label.clone(), *has_picture),
        Content::Unknown { platform_type, raw } => unknown(platform_type.clone(), raw.clone()),
    }
}

/// A text, byte for byte, with its web addresses as links, in a box of its own.
fn written(text: &str) -> AnyView {
    let long = LONG_BYTES < text.len() || LONG_LINES < text.split('\n').count();
    view! {
        <div class="text" class:long=long data-part="text" dir="auto" tabindex=long.then_some("0")>
            {linked(text)}
        </div>
    }
    .into_any()
}

/// A text, byte for byte, with its web addresses as links.
pub(super) fn linked(text: &str) -> AnyView {
    let draw = |piece: Piece<'_>| match piece {
        Piece::Plain(text) => text.to_owned().into_any(),
        Piece::Link(address) => view! {
            <a href=address.to_owned() target="_blank" rel="noopener noreferrer nofollow">{address.to_owned()}</a>
        }
        .into_any(),
    };
    pieces(text).into_iter().map(draw).collect_view().into_any()
}

fn card(symbol: Icon, kind: Pick, id: &str, lines: [Option<String>; 2]) -> AnyView {
    let lines = lines
        .into_iter()
        .flatten()
        .map(|line| view! { <p dir="auto">{line}</p> }.into_any())
        .collect_view();
    view! {
        <div class="thing">
            {icon(symbol)}
            <div class="thing-text">
                <p class="thing-kind">{text(kind)} " " <bdi class="thing-id">{id.to_owned()}</bdi></p>
                {lines}
            </div>
        </div>
    }
    .into_any()
}

fn video(id: &MessageId, seconds: Option<u32>, has_picture: bool, url: Option<&str>) -> AnyView {
    let length = seconds.map(|seconds| format!(" {}:{:02}", seconds / 60, seconds % 60));
    let still = has_picture.then(|| picture(id, picture_size(None, None), |m| m.inbox.video));
    // The connector passes http(s) only; an address of another kind would still not be opened.
    let address = url
        .filter(|url| url.starts_with("https://") || url.starts_with("http://"))
        .map(str::to_owned);
    let watch = address.map(|address| {
        view! {
            <a class="button small" href=address target="_blank" rel="noopener noreferrer nofollow">{text(|m| m.inbox.watch)}</a>
        }
        .into_any()
    });
    view! {
        <div class="film">
            {still}
            <p class="thing-kind">{text(|m| m.inbox.video)}{length}</p>
            {watch}
        </div>
    }
    .into_any()
}

fn sticker(id: &MessageId, label: Option<String>, has_picture: bool) -> AnyView {
    if has_picture {
        return picture(id, (96, 96), |m| m.inbox.sticker);
    }
    match label {
        Some(label) => view! { <p class="sticker"><bdi>{label}</bdi></p> }.into_any(),
        None => view! { <p class="sticker">{text(|m| m.inbox.sticker)}</p> }.into_any(),
    }
}

fn unknown(kind: String, raw: String) -> AnyView {
    let i18n = use_i18n();
    view! {
        <div class="unknown">
            <p>{move || (i18n.messages().inbox.unknown)(&kind)}</p>
            <details>
                <summary>{text(|m| m.inbox.raw)}</summary>
                <pre dir="auto" tabindex="0">{raw}</pre>
            </details>
        </div>
    }
    .into_any()
}
