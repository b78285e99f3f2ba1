//! Texts of sign-in.

use steadydesk_wire::Role;

#[derive(Debug)]
pub struct Messages {
    pub title: &'static str,
    pub name: &'static str,
    pub password: &'static str,
    pub sign_in: &'static str,
    pub signing_in: &'static str,
    pub sandbox: &'static str,
    pub sandbox_hint: &'static str,
    pub wait: fn(u32) -> String,
    pub unreachable: &'static str,
    pub role: fn(Role) -> &'static str,
}

pub const EN: Messages = Messages {
    title: "Sign in",
    name: "Name",
    password: "Password",
    sign_in: "Sign in",
    signing_in: "Signing in...",
    sandbox: "Sandbox accounts",
    sandbox_hint: "The gateway runs against the sandbox. Choose an account to fill in the form.",
    wait: |seconds| format!("Too many attempts. Try again in {seconds} s."),
    unreachable: "The console cannot reach its gateway.",
    role: |role| match role {
        Role::Operator => "Operator",
        Role::Admin => "Administrator",
    },
};

pub const ZH_CN: Messages = Messages {
    title: "登录",
    name: "用户名",
    password: "密码",
    sign_in: "登录",
    signing_in: "正在登录...",
    sandbox: "沙箱账号",
    sandbox_hint: "网关正在连接沙箱。选择一个账号即可填入表单。",
    wait: |seconds| format!("尝试次数过多，请在 {seconds} 秒后重试。"),
    unreachable: "控制台无法连接网关。",
    role: |role| match role {
        Role::Operator => "客服",
        Role::Admin => "管理员",
    },
};
