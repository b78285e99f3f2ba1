//! Texts of the network bar and the connection board.

use crate::network::model::Why;

#[derive(Debug)]
pub struct Messages {
    pub lost: &'static str,
    pub restored: &'static str,
    pub behind: &'static str,
    pub why: fn(Why) -> &'static str,
    /// When the gateway last answered, as a time of day.
    pub contact: fn(&str) -> String,
    /// Seconds to the next try; nothing while one is under way.
    pub next: fn(Option<u32>) -> String,
    pub steadying: &'static str,
    /// Parts fetched, of so many.
    pub progress: fn(u32, u32) -> String,
    pub try_now: &'static str,
    pub connections: &'static str,
    pub gateway: &'static str,
    pub live: &'static str,
    /// Seconds until the platform's calls go on.
    pub slowed: fn(u32) -> String,
    pub all_stores: &'static str,
    /// From, to, of how many stores.
    pub range: fn(u64, u64, u64) -> String,
}

pub const EN: Messages = Messages {
    lost: "Network connection lost. Session fetching paused.",
    restored: "Network restored. Syncing latest sessions...",
    behind: "Syncing failed. What is shown may be out of date.",
    why: |why| match why {
        Why::Offline => "This browser is offline.",
        Why::Unreachable => "The gateway does not answer.",
        Why::NotOurs => "Another page answers in the gateway's place, such as a network's sign-in page.",
    },
    contact: |time| format!("Last contact {time}."),
    next: |seconds| match seconds {
        Some(seconds) => format!("Next try in {seconds} s."),
        None => "Trying now...".to_owned(),
    },
    steadying: "It answers again; waiting until it is steady.",
    progress: |done, all| format!("{done} of {all}"),
    try_now: "Try now",
    connections: "Connections",
    gateway: "Gateway:",
    live: "Live",
    slowed: |seconds| format!("Slowed, resumes in {seconds} s"),
    all_stores: "All stores",
    range: |from, to, all| format!("{from} to {to} of {all}"),
};

pub const ZH_CN: Messages = Messages {
    lost: "网络连接已断开，会话获取已暂停。",
    restored: "网络已恢复，正在同步最新会话...",
    behind: "同步失败，当前显示的内容可能不是最新。",
    why: |why| match why {
        Why::Offline => "浏览器已离线。",
        Why::Unreachable => "网关没有响应。",
        Why::NotOurs => "应答的是其他页面而非网关，例如网络的登录页。",
    },
    contact: |time| format!("上次联系：{time}。"),
    next: |seconds| match seconds {
        Some(seconds) => format!("{seconds} 秒后重试。"),
        None => "正在重试...".to_owned(),
    },
    steadying: "网关已恢复响应，正在确认是否稳定。",
    progress: |done, all| format!("{done}/{all}"),
    try_now: "立即重试",
    connections: "连接状态",
    gateway: "网关：",
    live: "正常",
    slowed: |seconds| format!("已限速，{seconds} 秒后恢复"),
    all_stores: "全部店铺",
    range: |from, to, all| format!("第 {from} 至 {to} 个，共 {all} 个"),
};
