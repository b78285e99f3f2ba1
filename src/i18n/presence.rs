//! Texts about who else is at a session.

#[derive(Debug)]
pub struct Messages {
    pub open: fn(&[String]) -> String,
    pub typing: fn(&[String]) -> String,
}

pub const EN: Messages = Messages {
    open: |names| match names {
        [one] => format!("{one} has this open"),
        names => format!("{} have this open", listed(names, " and ", "others")),
    },
    typing: |names| match names {
        [one] => format!("{one} is typing"),
        names => format!("{} are typing", listed(names, " and ", "others")),
    },
};

pub const ZH_CN: Messages = Messages {
    open: |names| format!("{}正在查看此会话", chinese(names)),
    typing: |names| format!("{}正在输入", chinese(names)),
};

/// Two by their names, more by the first and a number.
fn listed(names: &[String], and: &str, others: &str) -> String {
    match names {
        [first, second] => [first, and, second].concat(),
        [first, rest @ ..] if rest.len() > 1 => format!("{first}{and}{} {others}", rest.len()),
        names => names.concat(),
    }
}

fn chinese(names: &[String]) -> String {
    match names {
        [first, _, _, ..] => format!("{first} 等 {} 人", names.len()),
        names => format!("{} ", names.join("、")),
    }
}
