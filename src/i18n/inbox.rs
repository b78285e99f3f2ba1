//! Texts of the inbox.

#[derive(Debug)]
pub struct Messages {
    pub search: &'static str,
}

pub const EN: Messages = Messages {
    search: "Search sessions",
};

pub const ZH_CN: Messages = Messages { search: "搜索会话" };
