//! Texts of the keyboard.

use crate::keys::model::{Action, Place};

#[derive(Debug)]
pub struct Messages {
    pub sheet: &'static str,
    pub or: &'static str,
    pub letters_are_off: &'static str,
    pub place: fn(Place) -> &'static str,
    pub action: fn(Action) -> String,
}

pub const EN: Messages = Messages {
    sheet: "Keyboard shortcuts",
    or: "or",
    letters_are_off: "Keys of letters and signs alone are switched off in the settings.",
    place: |place| match place {
        Place::Everywhere => "Everywhere",
        Place::Page => "On every page, while you are not typing",
        Place::List => "In lists and messages",
        Place::Composer => "In the answer",
    },
    action: |action| match action {
        Action::Palette => "Find a page, store, session or action".to_owned(),
        Action::Sheet => "Show this list of keys".to_owned(),
        Action::Search => "Search on this page".to_owned(),
        Action::Close => "Close what is on top: dialog, menu, session".to_owned(),
        Action::Go(room) => format!("Go to: {}", (super::common::EN.room)(room)),
        Action::Reply => "Write an answer".to_owned(),
        Action::Next => "Next row".to_owned(),
        Action::Previous => "Previous row".to_owned(),
        Action::First => "First row".to_owned(),
        Action::Last => "Last row".to_owned(),
        Action::Open => "Open the row".to_owned(),
        Action::Send => "Send".to_owned(),
        Action::NewLine => "New line".to_owned(),
    },
};

pub const ZH_CN: Messages = Messages {
    sheet: "键盘快捷键",
    or: "或",
    letters_are_off: "单个字母和符号的快捷键已在设置中关闭。",
    place: |place| match place {
        Place::Everywhere => "任何位置",
        Place::Page => "任何页面（未在输入时）",
        Place::List => "列表和消息中",
        Place::Composer => "回复框中",
    },
    action: |action| match action {
        Action::Palette => "查找页面、店铺、会话或操作".to_owned(),
        Action::Sheet => "显示快捷键列表".to_owned(),
        Action::Search => "在本页搜索".to_owned(),
        Action::Close => "关闭最上层：对话框、菜单、会话".to_owned(),
        Action::Go(room) => format!("前往：{}", (super::common::ZH_CN.room)(room)),
        Action::Reply => "撰写回复".to_owned(),
        Action::Next => "下一行".to_owned(),
        Action::Previous => "上一行".to_owned(),
        Action::First => "第一行".to_owned(),
        Action::Last => "最后一行".to_owned(),
        Action::Open => "打开该行".to_owned(),
        Action::Send => "发送".to_owned(),
        Action::NewLine => "换行".to_owned(),
    },
};
