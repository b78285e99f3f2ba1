//! Texts of the tray of unsent messages.

use crate::outbox::model::tray::Group;

#[derive(Debug)]
pub struct Messages {
    pub button: fn(&str) -> String,
    pub title: &'static str,
    pub none: &'static str,
    /// Why the messages of a group are unsent.
    pub group: fn(Group) -> &'static str,
    pub open_session: &'static str,
    pub copied: &'static str,
    pub not_copied: &'static str,
    pub retry_all: &'static str,
    pub damaged: fn(usize) -> String,
    pub leaving: fn(usize) -> String,
    pub leaving_why: &'static str,
    pub stay: &'static str,
}

pub const EN: Messages = Messages {
    button: |count| format!("Unsent, {count}"),
    title: "Unsent messages",
    none: "Everything has been sent.",
    group: |group| match group {
        Group::Paused => "Waiting for your decision",
        Group::Failed => "Send failed",
        Group::Unknown => "Outcome unknown",
        Group::Queued => "Queued: sent by itself",
        Group::Waiting => "Waiting behind a failed message",
    },
    open_session: "Open session",
    copied: "Copied.",
    not_copied: "The browser does not let the text be copied.",
    retry_all: "Retry all in order",
    damaged: |count| {
        match count {
        1 => "An unsent message on this computer is damaged and cannot be read. The others are under \"Unsent\", and wait for you.".to_owned(),
        count => format!("{count} unsent messages on this computer are damaged and cannot be read. The others are under \"Unsent\", and wait for you."),
    }
    },
    leaving: |count| match count {
        1 => "1 message has not been sent".to_owned(),
        count => format!("{count} messages have not been sent"),
    },
    leaving_why: "Signing out removes everything of yours from this computer, and these messages with it. Nobody will send them.",
    stay: "Stay signed in",
};

pub const ZH_CN: Messages = Messages {
    button: |count| format!("未发送 {count} 条"),
    title: "未发送的消息",
    none: "全部消息均已发送。",
    group: |group| match group {
        Group::Paused => "等待您决定",
        Group::Failed => "发送失败",
        Group::Unknown => "结果未知",
        Group::Queued => "排队中，将自动发送",
        Group::Waiting => "等待前一条失败的消息",
    },
    open_session: "打开会话",
    copied: "已复制。",
    not_copied: "浏览器不允许复制文本。",
    retry_all: "按顺序全部重试",
    damaged: |count| format!("此电脑上有 {count} 条未发送的消息已损坏，无法读取。其余消息在“未发送”中等待您处理。"),
    leaving: |count| format!("有 {count} 条消息尚未发送"),
    leaving_why: "退出登录会从此电脑删除您的全部内容，包括这些消息，它们将不会被发送。",
    stay: "保持登录",
};
