//! Texts of the store list.

#[derive(Debug)]
pub struct Messages {
    pub stores: &'static str,
    pub search: &'static str,
    pub country: &'static str,
    pub all_countries: &'static str,
    pub status: &'static str,
    pub all_statuses: &'static str,
    /// By a word of `wire::StoreStatus::as_str`.
    pub status_word: fn(&str) -> &'static str,
    pub expires_in: fn(u32) -> String,
    pub failing_since: fn(&str) -> String,
    pub slowed_until: fn(&str) -> String,
    pub prompt: fn(&str) -> Option<&'static str>,
    pub store: &'static str,
    pub site: &'static str,
    pub unread: &'static str,
    pub to_ship: &'static str,
    pub alerts: &'static str,
    pub proxy: &'static str,
    pub updated: &'static str,
    pub actions: &'static str,
    pub direct: &'static str,
    pub not_asked: &'static str,
    pub never: &'static str,
    pub add: &'static str,
    pub add_title: &'static str,
    pub add_hint: &'static str,
    pub opening: &'static str,
    pub authorize_again: &'static str,
    pub authorize_again_named: fn(&str) -> String,
    pub delete: &'static str,
    pub delete_named: fn(&str) -> String,
    pub delete_title: &'static str,
    pub delete_question: fn(&str) -> String,
    pub deleted: fn(&str) -> String,
    pub delete_failed: fn(&str) -> String,
    pub check_now: &'static str,
    pub check_question: fn(usize) -> String,
    pub delete_many_question: fn(usize) -> String,
    pub authorized: &'static str,
    pub refused: &'static str,
    pub none: &'static str,
    pub none_found: &'static str,
    pub clear: &'static str,
    pub count: fn(u64, &str) -> String,
    pub ask_admin: &'static str,
}

pub const EN: Messages = Messages {
    stores: "Stores",
    search: "Search stores",
    country: "Country",
    all_countries: "All countries",
    status: "Status",
    all_statuses: "All statuses",
    status_word: |word| match word {
        "banned" => "Banned",
        "frozen" => "Frozen",
        "login_expired" => "Login expired",
        "proxy_expired" => "Proxy expired",
        "sync_failing" => "Sync failing",
        "slowed" => "Slowed",
        "login_expires" => "Login expires soon",
        "normal" => "Normal",
        _ => "Unknown",
    },
    expires_in: |days| match days {
        0 => "Login expires today".to_owned(),
        1 => "Login expires in 1 day".to_owned(),
        _ => format!("Login expires in {days} days"),
    },
    failing_since: |time| format!("Sync failing since {time}"),
    slowed_until: |time| format!("Slowed by the platform until {time}"),
    prompt: |word| match word {
        "banned" => Some("The platform has closed this shop. Appeal in its seller centre."),
        "frozen" => Some("The platform has suspended this shop. Its seller centre says what to settle."),
        "login_expired" => Some("Its messages no longer arrive. Authorise the store again."),
        "proxy_expired" => Some("Its traffic rests until it has a valid proxy."),
        _ => None,
    },
    store: "Store",
    site: "Site",
    unread: "Unread",
    to_ship: "To ship",
    alerts: "Alerts",
    proxy: "Proxy",
    updated: "As of",
    actions: "Actions",
    direct: "None",
    not_asked: "Not known yet",
    never: "Never",
    add: "Add a store",
    add_title: "Add a store",
    add_hint: "Choose the platform. Its own page then asks the seller for permission and leads back here.",
    opening: "Opening the platform's page...",
    authorize_again: "Authorise again",
    authorize_again_named: |store| format!("Authorise again: {store}"),
    delete: "Delete",
    delete_named: |store| format!("Delete {store}"),
    delete_title: "Delete this store?",
    delete_question: |store| {
        format!(
            "{store} leaves the desk with its sessions and messages, for everybody in the team. \
             Nothing changes at the platform."
        )
    },
    deleted: |store| format!("{store} was deleted."),
    delete_failed: |why| format!("The store was not deleted. {why}"),
    check_now: "Check now",
    check_question: |count| {
        if count == 1 {
            "The platform is asked about this store now, and not when its turn comes.".to_owned()
        } else {
            format!("The platforms are asked about these {count} stores now, and not when their turn comes.")
        }
    },
    delete_many_question: |count| {
        if count == 1 {
            "This store leaves the desk with its sessions and messages, for everybody in the team. \
             Nothing changes at the platform."
                .to_owned()
        } else {
            format!(
                "These {count} stores leave the desk with their sessions and messages, for everybody in the team. \
                 Nothing changes at the platforms."
            )
        }
    },
    authorized: "The store is authorised.",
    refused: "The store was not authorised: the platform's page was left without permission.",
    none: "There is no store yet.",
    none_found: "No store fits these filters.",
    clear: "Clear filters",
    count: |count, number| {
        if count == 1 {
            "1 store".to_owned()
        } else {
            format!("{number} stores")
        }
    },
    ask_admin: "Ask an administrator.",
};

pub const ZH_CN: Messages = Messages {
    stores: "店铺",
    search: "搜索店铺",
    country: "国家/地区",
    all_countries: "全部国家/地区",
    status: "状态",
    all_statuses: "全部状态",
    status_word: |word| match word {
        "banned" => "已封店",
        "frozen" => "已冻结",
        "login_expired" => "授权已过期",
        "proxy_expired" => "代理已过期",
        "sync_failing" => "同步失败",
        "slowed" => "被限速",
        "login_expires" => "授权即将过期",
        "normal" => "正常",
        _ => "未知",
    },
    expires_in: |days| match days {
        0 => "授权今天过期".to_owned(),
        _ => format!("授权将在 {days} 天后过期"),
    },
    failing_since: |time| format!("自 {time} 起同步失败"),
    slowed_until: |time| format!("平台限速至 {time}"),
    prompt: |word| match word {
        "banned" => Some("平台已关闭此店铺，请在卖家中心申诉。"),
        "frozen" => Some("平台已暂停此店铺，请在卖家中心查看处理方法。"),
        "login_expired" => Some("该店铺的消息已无法接收，请重新授权。"),
        "proxy_expired" => Some("在分配有效代理之前，该店铺的流量已暂停。"),
        _ => None,
    },
    store: "店铺",
    site: "站点",
    unread: "未读",
    to_ship: "待发货",
    alerts: "警报",
    proxy: "代理",
    updated: "截至",
    actions: "操作",
    direct: "无",
    not_asked: "尚未获知",
    never: "从未",
    add: "添加店铺",
    add_title: "添加店铺",
    add_hint: "请选择平台。平台的页面会请卖家授权，完成后回到这里。",
    opening: "正在打开平台页面...",
    authorize_again: "重新授权",
    authorize_again_named: |store| format!("重新授权：{store}"),
    delete: "删除",
    delete_named: |store| format!("删除 {store}"),
    delete_title: "删除此店铺？",
    delete_question: |store| format!("{store} 及其会话和消息将从整个团队的控制台中移除，平台上的内容不受影响。"),
    deleted: |store| format!("{store} 已删除。"),
    delete_failed: |why| format!("店铺未删除。{why}"),
    check_now: "立即检查",
    check_question: |count| format!("立即向平台查询这 {count} 个店铺，不再等待轮询。"),
    delete_many_question: |count| {
        format!("这 {count} 个店铺及其会话和消息将从工作台移除，对团队所有人生效。平台上的店铺不受影响。")
    },
    authorized: "店铺已授权。",
    refused: "店铺未授权：离开平台页面时没有给予许可。",
    none: "还没有店铺。",
    none_found: "没有符合条件的店铺。",
    clear: "清除筛选",
    count: |_, number| format!("{number} 家店铺"),
    ask_admin: "请联系管理员。",
};
