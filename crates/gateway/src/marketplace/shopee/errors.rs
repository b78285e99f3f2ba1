//! What Shopee's error words mean.

use crate::marketplace::{
    CallError, ShopState,
    http::{Answer, Effect, failed},
    loose,
    now::unix_seconds,
    words,
};
use serde_json::Value;
use std::time::Duration;
use steadydesk_wire::FailReason;

/// The answer's body, unless it tells of an error.
pub(crate) fn check(answer: Answer, effect: Effect) -> Result<Value, CallError> {
    let error = loose::text(&answer.body, "error").unwrap_or_default();
    let message = loose::text(&answer.body, "message").unwrap_or_default();
    if !error.is_empty() && error != "-" {
        return Err(meaning(&error, &message, effect, answer.retry_after));
    }
    if answer.status >= 400 {
        let detail = format!("HTTP {} without an error word", answer.status);
        return Err(CallError::Refused {
            reason: FailReason::Refused,
            detail,
        });
    }
    Ok(answer.body)
}

/// The kind of an error. Modules put their name before the word: `order.error_param`.
fn meaning(error: &str, message: &str, effect: Effect, retry_after: Option<Duration>) -> CallError {
    let detail = if message.is_empty() {
        error.to_owned()
    } else {
        format!("{error}: {message}")
    };
    let word = error.rsplit('.').next().unwrap_or(error);
    let says = message.to_ascii_lowercase();
    let refused = |reason| CallError::Refused {
        reason,
        detail: detail.clone(),
    };
    match word {
        // The first spelling is Shopee's own.
        "invalid_acceess_token" | "invalid_access_token" | "error_access_token" => CallError::TokenExpired(detail),
        "refresh_token_expired"
        | "shop_access_expired"
        | "error_shop_refresh_token"
        | "shop_no_linked"
        | "partner_shop_no_link" => CallError::LoginExpired(detail),
        "error_auth" if says.contains("access_token") => CallError::TokenExpired(detail),
        "error_auth" if says.contains("refresh_token") || says.contains("shopid") || says.contains("shop_id") => {
            CallError::LoginExpired(detail)
        }
        "error_auth" if says.contains("permission") => refused(FailReason::NoPermission),
        "error_permission" | "error_api_permission" | "error_api_call_restricted" => refused(FailReason::NoPermission),
        "error_rate_limit" => CallError::RateLimited { retry_after },
        "error_limit" => CallError::RateLimited {
            retry_after: Some(retry_after.unwrap_or_else(until_midnight)),
        },
        "shop_banned" => CallError::Suspended {
            state: ShopState::Banned,
            detail,
        },
        "shop_frozen" => CallError::Suspended {
            state: ShopState::Frozen,
            detail,
        },
        "error_server" | "error_network" | "system_busy" => failed(effect, &detail),
        // Our clock is off, or the request lay too long: another try may do.
        "error_param" if says.contains("timestamp") => CallError::Failed(detail),
        "user_is_forbidden" => refused(FailReason::WindowClosed),
        _ => refused(words::reason(&detail)),
    }
}

/// The daily quota begins again at midnight in UTC+8.
fn until_midnight() -> Duration {
    const DAY: i64 = 24 * 3600;
    let left = DAY - (unix_seconds() + 8 * 3600).rem_euclid(DAY);
    Duration::from_secs(left.unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn of(status: u16, error: &str, message: &str, effect: Effect) -> Result<Value, CallError> {
        check(
            Answer {
                status,
                retry_after: None,
                body: json!({"error": error, "message": message}),
            },
            effect,
        )
    }

    #[test]
    fn each_situation_has_its_kind() {
        let kind = |error: &str, message: &str| of(200, error, message, Effect::Write).expect_err(error);
        for word in ["invalid_acceess_token", "invalid_access_token"] {
            assert!(matches!(
                kind(word, "Invalid access_token, please have a check."),
                CallError::TokenExpired(_)
            ));
        }
        assert!(matches!(
            kind("error_auth", "Invalid access_token."),
            CallError::TokenExpired(_)
        ));
        assert!(matches!(
            kind("error_auth", "Invalid refresh_token."),
            CallError::LoginExpired(_)
        ));
        assert!(matches!(
            kind("error_auth", "Invalid partner_id or shopid."),
            CallError::LoginExpired(_)
        ));
        assert!(matches!(kind("shop_access_expired", ""), CallError::LoginExpired(_)));
        assert!(matches!(
            kind("error_rate_limit", "Too many requests."),
            CallError::RateLimited { .. }
        ));
        assert!(matches!(
            kind("error_limit", "daily API call limit"),
            CallError::RateLimited { retry_after: Some(_) }
        ));
        assert!(matches!(
            kind("shop_banned", ""),
            CallError::Suspended {
                state: ShopState::Banned,
                ..
            }
        ));
        assert!(matches!(
            kind("error_param", "Timestamp is expired."),
            CallError::Failed(_)
        ));
        assert!(matches!(
            kind("error_server", "Something went wrong"),
            CallError::Unknown(_)
        ));
        let read = of(200, "error_server", "Something went wrong", Effect::Read);
        assert!(matches!(read, Err(CallError::Failed(_))));
    }

    #[test]
    fn refusals_carry_their_reason() {
        for (error, message, expected) in [
            ("user_is_forbidden", "", FailReason::WindowClosed),
            ("sellerchat.user_is_forbidden", "", FailReason::WindowClosed),
            ("error_permission", "no chat scope", FailReason::NoPermission),
            ("error_auth", "No permission to current api.", FailReason::NoPermission),
            ("param_error", "content should be an object", FailReason::Refused),
            ("error_sign", "Wrong sign.", FailReason::Refused),
            (
                "param_error",
                "message contains sensitive words",
                FailReason::ForbiddenContent,
            ),
            ("a_word_of_tomorrow", "", FailReason::Refused),
        ] {
            let refused = of(200, error, message, Effect::Write);
            assert!(
                matches!(refused, Err(CallError::Refused { reason, .. }) if reason == expected),
                "{error} {message}"
            );
        }
    }

    #[test]
    fn an_empty_error_is_success_only_below_400() {
        assert!(of(200, "", "", Effect::Read).is_ok());
        assert!(of(403, "", "", Effect::Read).is_err());
    }
}
