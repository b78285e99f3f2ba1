//! A message, before any platform's spelling.

use crate::ids::{MessageNo, SessionNo};

/// Who wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Buyer,
    Seller,
    System,
}

/// A picture, by the name under which the sandbox serves it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PictureRef {
    pub(crate) name: String,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Body {
    /// English is what a platform attaches as its translation, where it does.
    Text {
        text: String,
        english: Option<String>,
    },
    /// An answer that the shop's robot gave.
    AutoReply {
        text: String,
    },
    Picture(PictureRef),
    Video {
        still: PictureRef,
        seconds: u32,
    },
    /// A sticker or emoji, by its name.
    Sticker {
        name: String,
    },
    /// A product's number in its store.
    Product(u64),
    /// The buyer came from a product's page (TikTok Shop tells so; a card elsewhere).
    CameFromProduct(u64),
    /// The order of a session.
    Order(SessionNo),
    Voucher {
        id: u64,
        title: String,
    },
    Logistics(SessionNo),
    Return(SessionNo),
    Notice {
        text: String,
    },
    /// A question that the platform's own helper answered, with its choices.
    Faq {
        text: String,
    },
}

/// A message of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Message {
    pub(crate) no: MessageNo,
    pub(crate) side: Side,
    /// Milliseconds since 1970; grows within a session.
    pub(crate) at_ms: i64,
    pub(crate) body: Body,
    pub(crate) recalled: bool,
}

impl Message {
    /// The text, where it is one.
    pub(crate) fn text(&self) -> &str {
        match &self.body {
            Body::Text { text, .. } | Body::AutoReply { text } | Body::Notice { text } | Body::Faq { text } => text,
            _ => "",
        }
    }

    /// The marketplace keeps it from the buyer, as it does with sellers who lead buyers elsewhere.
    pub(crate) fn is_withheld(&self) -> bool {
        self.side == Side::Seller && self.text().to_lowercase().contains("whatsapp")
    }
}

impl PictureRef {
    /// The seeded picture of a number; its size follows from the number too.
    pub(crate) fn seeded(n: u64) -> Self {
        let (width, height) = [(160, 120), (120, 160), (128, 128), (192, 108)][(n % 4) as usize];
        Self {
            name: format!("{n:016x}-{width}x{height}.png"),
            width,
            height,
        }
    }
}

impl Body {
    /// The kind's plain name, as `/control/sent` tells it.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Text { .. } | Self::AutoReply { .. } => "text",
            Self::Picture(_) => "image",
            Self::Video { .. } => "video",
            Self::Sticker { .. } => "sticker",
            Self::Product(_) | Self::CameFromProduct(_) => "product",
            Self::Order(_) => "order",
            Self::Voucher { .. } => "voucher",
            Self::Logistics(_) => "logistics",
            Self::Return(_) => "return",
            Self::Notice { .. } => "notice",
            Self::Faq { .. } => "faq",
        }
    }
}
