//! Texts of an open session's thread: finding in it, what is new in it, its print.

#[derive(Debug)]
pub struct Messages {
    pub find: &'static str,
    pub place: fn(&str, &str) -> String,
    pub not_found: &'static str,
    pub next: &'static str,
    pub previous: &'static str,
    pub close: &'static str,
    pub search_earlier: &'static str,
    pub searching: &'static str,
    pub new: &'static str,
    pub printed: fn(&str) -> String,
}

pub const EN: Messages = Messages {
    find: "Find in conversation",
    place: |place, count| format!("{place} of {count}"),
    not_found: "Not found",
    next: "Next match",
    previous: "Previous match",
    close: "Close the search",
    search_earlier: "Search earlier messages",
    searching: "Searching earlier messages...",
    new: "New messages",
    printed: |count| format!("Printed are the newest {count} of the messages that were loaded."),
};

pub const ZH_CN: Messages = Messages {
    find: "在会话中查找",
    place: |place, count| format!("第 {place} 条，共 {count} 条"),
    not_found: "未找到",
    next: "下一处",
    previous: "上一处",
    close: "关闭查找",
    search_earlier: "在更早的消息中查找",
    searching: "正在更早的消息中查找...",
    new: "新消息",
    printed: |count| format!("仅打印已加载消息中最新的 {count} 条。"),
};
