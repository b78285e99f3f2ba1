//! The texts of all rooms together.

use super::{
    account, common, inbox, keys, network, notifications, palette, presence, settings, stores, thread, translation,
    unsent,
};

/// All texts in one language.
#[derive(Debug)]
pub struct Messages {
    pub common: common::Messages,
    pub account: account::Messages,
    pub keys: keys::Messages,
    pub palette: palette::Messages,
    pub settings: settings::Messages,
    pub stores: stores::Messages,
    pub inbox: inbox::Messages,
    pub thread: thread::Messages,
    pub network: network::Messages,
    pub presence: presence::Messages,
    pub unsent: unsent::Messages,
    pub notifications: notifications::Messages,
    pub translation: translation::Messages,
}

pub(super) static EN: Messages = Messages {
    common: common::EN,
    account: account::EN,
    keys: keys::EN,
    palette: palette::EN,
    settings: settings::EN,
    stores: stores::EN,
    inbox: inbox::EN,
    thread: thread::EN,
    network: network::EN,
    presence: presence::EN,
    unsent: unsent::EN,
    notifications: notifications::EN,
    translation: translation::EN,
};

pub(super) static ZH_CN: Messages = Messages {
    common: common::ZH_CN,
    account: account::ZH_CN,
    keys: keys::ZH_CN,
    palette: palette::ZH_CN,
    settings: settings::ZH_CN,
    stores: stores::ZH_CN,
    inbox: inbox::ZH_CN,
    thread: thread::ZH_CN,
    network: network::ZH_CN,
    presence: presence::ZH_CN,
    unsent: unsent::ZH_CN,
    notifications: notifications::ZH_CN,
    translation: translation::ZH_CN,
};
