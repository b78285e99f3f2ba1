//! Texts of the palette.

use steadydesk_wire::Platform;

#[derive(Debug)]
pub struct Messages {
    pub title: &'static str,
    pub field: &'static str,
    pub lines: &'static str,
    pub nothing: &'static str,
    pub searching: &'static str,
    pub count: fn(u32) -> String,
    pub page: &'static str,
    pub store: &'static str,
    pub session: &'static str,
    pub action: &'static str,
    pub mark_read: &'static str,
    pub marked_read: &'static str,
    pub nothing_open: &'static str,
    pub add_store: fn(Platform) -> String,
    pub diagnostics: &'static str,
    pub keys: &'static str,
    pub language: fn(&str) -> String,
    pub light: &'static str,
    pub dark: &'static str,
    pub system: &'static str,
    pub sign_out: &'static str,
}

pub const EN: Messages = Messages {
    title: "Go to or do",
    field: "Page, store, session or action",
    lines: "Found",
    nothing: "Nothing found.",
    searching: "Searching stores and sessions...",
    count: |count| {
        if count == 1 {
            "1 found".to_owned()
        } else {
            format!("{count} found")
        }
    },
    page: "Page",
    store: "Store",
    session: "Session",
    action: "Action",
    mark_read: "Mark the open session as read",
    marked_read: "Marked as read.",
    nothing_open: "No session with a message is open.",
    add_store: |platform| format!("Add a store: {}", platform.name()),
    diagnostics: "Open the diagnostics",
    keys: "Show all keys",
    language: |name| format!("Language: {name}"),
    light: "Theme: light",
    dark: "Theme: dark",
    system: "Theme: as the system",
    sign_out: "Sign out",
};

pub const ZH_CN: Messages = Messages {
    title: "前往或执行",
    field: "页面、店铺、会话或操作",
    lines: "结果",
    nothing: "没有找到。",
    searching: "正在搜索店铺和会话...",
    count: |count| format!("找到 {count} 项"),
    page: "页面",
    store: "店铺",
    session: "会话",
    action: "操作",
    mark_read: "将打开的会话标为已读",
    marked_read: "已标为已读。",
    nothing_open: "没有打开含消息的会话。",
    add_store: |platform| format!("添加店铺：{}", platform.name()),
    diagnostics: "打开诊断",
    keys: "显示全部快捷键",
    language: |name| format!("语言：{name}"),
    light: "主题：浅色",
    dark: "主题：深色",
    system: "主题：跟随系统",
    sign_out: "退出登录",
};
