//! Texts of the composer.

#[derive(Debug)]
pub struct Messages {
    pub message: &'static str,
    pub send_to: fn(&str) -> String,
    pub hint: &'static str,
    pub length: fn(&str, &str) -> String,
    /// By how much, the most, the platform.
    pub over: fn(&str, &str, &str) -> String,
    pub cannot_send: &'static str,
    pub still_uploading: &'static str,
    pub not_all_uploaded: &'static str,
    pub attach: &'static str,
    pub pictures: &'static str,
    pub remove: fn(&str) -> String,
    pub uploading: fn(&str) -> String,
    pub queued: &'static str,
    pub there: &'static str,
    pub not_uploaded: fn(&str) -> String,
    pub retry: fn(&str) -> String,
    pub no_picture: fn(&str) -> String,
    /// The file, the platform, its kinds.
    pub kind: fn(&str, &str, &str) -> String,
    /// The file, the platform, its most in MB.
    pub too_large: fn(&str, &str, u32) -> String,
    pub unreadable: fn(&str) -> String,
}

pub const EN: Messages = Messages {
    message: "Message",
    send_to: |store| format!("Send to {store}"),
    hint: "Enter sends, Shift+Enter makes a new line",
    length: |count, most| format!("{count} of {most} characters"),
    over: |over, most, platform| {
        format!("{over} characters too many: {platform} takes {most}. Shorten it, or send it in parts.")
    },
    cannot_send: "The platform takes no message in this session now.",
    still_uploading: "A picture is still on its way. Send when it is there.",
    not_all_uploaded: "A picture was not uploaded. Retry or remove it, then send.",
    attach: "Attach pictures",
    pictures: "Pictures to send",
    remove: |name| format!("Remove {name}"),
    uploading: |name| format!("Uploading {name}"),
    queued: "Waiting for its turn",
    there: "Ready to send",
    not_uploaded: |why| format!("Not uploaded. {why}"),
    retry: |name| format!("Upload {name} again"),
    no_picture: |name| format!("{name} is no picture. Only pictures can be attached."),
    kind: |name, platform, kinds| {
        format!("{name} was not attached: {platform} takes {kinds}. Save it as one of these and attach it again.")
    },
    too_large: |name, platform, most| {
        format!(
            "{name} was not attached: {platform} takes pictures of at most {most} MB. Make it smaller and attach it again."
        )
    },
    unreadable: |name| format!("The browser could not read {name}. Attach it again."),
};

pub const ZH_CN: Messages = Messages {
    message: "消息",
    send_to: |store| format!("发送至 {store}"),
    hint: "Enter 发送，Shift+Enter 换行",
    length: |count, most| format!("{count} / {most} 字符"),
    over: |over, most, platform| format!("超出 {over} 个字符：{platform} 最多接受 {most} 个。请缩短，或分几条发送。"),
    cannot_send: "平台目前不接受此会话的消息。",
    still_uploading: "图片仍在上传，完成后再发送。",
    not_all_uploaded: "有图片未上传。请重试或移除后再发送。",
    attach: "添加图片",
    pictures: "待发送的图片",
    remove: |name| format!("移除 {name}"),
    uploading: |name| format!("正在上传 {name}"),
    queued: "排队等待上传",
    there: "可以发送",
    not_uploaded: |why| format!("未上传。{why}"),
    retry: |name| format!("重新上传 {name}"),
    no_picture: |name| format!("{name} 不是图片。只能添加图片。"),
    kind: |name, platform, kinds| format!("未添加 {name}：{platform} 只接受 {kinds}。请另存为其中一种后重新添加。"),
    too_large: |name, platform, most| format!("未添加 {name}：{platform} 的图片最大 {most} MB。请缩小后重新添加。"),
    unreadable: |name| format!("浏览器无法读取 {name}。请重新添加。"),
};
