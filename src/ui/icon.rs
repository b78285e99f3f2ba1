//! Icons, drawn from the sprite in `index.html`.

use crate::ui::view;
use leptos::prelude::*;

/// The icons of the sprite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Icon {
    Inbox,
    Stores,
    Orders,
    Inventory,
    Health,
    Coupons,
    Proxies,
    Checklist,
    Replies,
    Settings,
    Help,
    Menu,
    Search,
    Left,
    Right,
    Close,
    Warning,
    Plus,
    Trash,
    Key,
    User,
    Send,
    Retry,
    Check,
    Clock,
    Image,
    Translate,
}

impl Icon {
    /// The fragment that names it in the sprite.
    fn href(self) -> &'static str {
        match self {
            Self::Inbox => "#i-inbox",
            Self::Stores => "#i-stores",
            Self::Orders => "#i-orders",
            Self::Inventory => "#i-inventory",
            Self::Health => "#i-health",
            Self::Coupons => "#i-coupons",
            Self::Proxies => "#i-proxies",
            Self::Checklist => "#i-checklist",
            Self::Replies => "#i-replies",
            Self::Settings => "#i-settings",
            Self::Help => "#i-help",
            Self::Menu => "#i-menu",
            Self::Search => "#i-search",
            Self::Left => "#i-left",
            Self::Right => "#i-right",
            Self::Close => "#i-close",
            Self::Warning => "#i-warning",
            Self::Plus => "#i-plus",
            Self::Trash => "#i-trash",
            Self::Key => "#i-key",
            Self::User => "#i-user",
            Self::Send => "#i-send",
            Self::Retry => "#i-retry",
            Self::Check => "#i-check",
            Self::Clock => "#i-clock",
            Self::Image => "#i-image",
            Self::Translate => "#i-translate",
        }
    }
}

/// An icon, as tall as the text beside it. It says nothing by itself: its button or text has the name.
pub fn icon(which: Icon) -> AnyView {
    view! { <svg class="icon" aria-hidden="true" focusable="false"><use href=which.href()></use></svg> }.into_any()
}
