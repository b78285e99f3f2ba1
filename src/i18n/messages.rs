//! The texts of all rooms together.

use super::{account, common, inbox, stores};

/// All texts in one language.
#[derive(Debug)]
pub struct Messages {
    pub common: common::Messages,
    pub account: account::Messages,
    pub stores: stores::Messages,
    pub inbox: inbox::Messages,
}

pub(super) static EN: Messages = Messages {
    common: common::EN,
    account: account::EN,
    stores: stores::EN,
    inbox: inbox::EN,
};

pub(super) static ZH_CN: Messages = Messages {
    common: common::ZH_CN,
    account: account::ZH_CN,
    stores: stores::ZH_CN,
    inbox: inbox::ZH_CN,
};
