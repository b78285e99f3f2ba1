//! Texts about desktop notifications.

#[derive(Debug)]
pub struct Messages {
    pub title: &'static str,
    pub on: &'static str,
    pub on_hint: &'static str,
    pub texts: &'static str,
    pub texts_hint: &'static str,
    pub denied: &'static str,
    pub missing: &'static str,
}

pub const EN: Messages = Messages {
    title: "Notifications",
    on: "Desktop notifications of new messages",
    on_hint: "In this browser, without a sound, while no tab of the console is in front. They name the buyer and the store.",
    texts: "With the text of the message",
    texts_hint: "Whoever sees this screen can read it.",
    denied: "The browser does not allow notifications here. Allow them in its settings for this site, then switch them on again.",
    missing: "This browser shows no notifications here.",
};

pub const ZH_CN: Messages = Messages {
    title: "桌面通知",
    on: "有新消息时显示桌面通知",
    on_hint: "仅限此浏览器，静音，且只在控制台的所有标签页都不在前台时显示。通知中会写明买家和店铺。",
    texts: "显示消息内容",
    texts_hint: "能看到此屏幕的人都能读到。",
    denied: "浏览器不允许此网站发送通知。请在浏览器的网站设置中允许，然后重新打开此开关。",
    missing: "此浏览器无法在这里显示通知。",
};
