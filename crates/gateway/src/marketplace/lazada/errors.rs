//! What Lazada's error codes mean: the gateway's `code`, then the IM
//! service's own `success` and `err_code` inside a call that went well.

use crate::marketplace::{
    CallError, ShopState,
    http::{Answer, Effect, failed},
    loose::{at, flag, text},
    words,
};
use serde_json::Value;
use std::time::Duration;
use steadydesk_wire::FailReason;

/// The answer's body, unless it tells of an error.
pub(crate) fn check(answer: Answer, effect: Effect) -> Result<Value, CallError> {
    let body = &answer.body;
    let code = text(body, "code").unwrap_or_default();
    let message = text(body, "message").or_else(|| text(body, "msg")).unwrap_or_default();
    if !code.is_empty() && code != "0" {
        return Err(meaning(&code, &message, effect, answer.retry_after));
    }
    if flag(body, "success") == Some(false) {
        let code = text(body, "err_code")
            .or_else(|| text(body, "error_code"))
            .unwrap_or_default();
        let message = text(body, "err_message")
            .or_else(|| text(body, "error_msg"))
            .unwrap_or_default();
        return Err(meaning(&code, &message, effect, answer.retry_after));
    }
    if answer.status >= 400 || (code.is_empty() && at(body, "data").is_null() && flag(body, "success").is_none()) {
        let detail = format!("HTTP {} without an error code", answer.status);
        return Err(CallError::Refused {
            reason: FailReason::Refused,
            detail,
        });
    }
    Ok(answer.body)
}

fn meaning(code: &str, message: &str, effect: Effect, retry_after: Option<Duration>) -> CallError {
    let detail = if message.is_empty() {
        code.to_owned()
    } else {
        format!("{code}: {message}")
    };
    let says = detail.to_ascii_lowercase();
    let slowed = |seconds| CallError::RateLimited {
        retry_after: Some(retry_after.unwrap_or_else(|| ban(&says).unwrap_or(Duration::from_secs(seconds)))),
    };
    let refused = |reason| CallError::Refused {
        reason,
        detail: detail.clone(),
    };
    match code {
        "IllegalAccessToken" | "InvalidAccessToken" | "AccessTokenExpired" => CallError::TokenExpired(detail),
        "IllegalRefreshToken" | "AUTH_TYPE_UNSUPPORTED" => CallError::LoginExpired(detail),
        // "Please retry in the next second."
        "901" | "E901" | "ApiCallLimit" => slowed(1),
        "AppCallLimit" | "IopSystemFlowlimit" | "ServiceCurrentlimit" | "Mp3SellerApiLimit" => slowed(5),
        "AppNotSubscribed" | "InsufficientPermission" => refused(FailReason::NoPermission),
        "SellerNotVerified" => CallError::Suspended {
            state: ShopState::Frozen,
            detail,
        },
        "ServiceTimeout" | "ServiceUnavailable" => failed(effect, &detail),
        _ if [
            "rpc timeout",
            "servicetimeout",
            "service is currently unavailable",
            "internal error",
            "system error",
        ]
        .iter()
        .any(|word| says.contains(word)) =>
        {
            failed(effect, &detail)
        }
        _ if says.contains("timestamp") => CallError::Failed(detail),
        _ => refused(words::reason(&detail)),
    }
}

/// "this ban will last 1 seconds"
fn ban(says: &str) -> Option<Duration> {
    let seconds = says
        .split_once("last ")?
        .1
        .split_whitespace()
        .next()?
        .parse::<u64>()
        .ok()?;
    Some(Duration::from_secs(seconds.clamp(1, 24 * 3600)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn of(status: u16, body: Value, effect: Effect) -> Result<Value, CallError> {
        check(
            Answer {
                status,
                retry_after: None,
                body,
            },
            effect,
        )
    }

    #[test]
    fn each_situation_has_its_kind() {
        let kind = |code: &str, message: &str| {
            of(
                200,
                json!({"code": code, "type": "ISV", "message": message}),
                Effect::Write,
            )
            .expect_err(code)
        };
        let expired = kind("IllegalAccessToken", "The specified access token is invalid or expired");
        assert!(matches!(expired, CallError::TokenExpired(_)));
        assert!(matches!(kind("IllegalRefreshToken", ""), CallError::LoginExpired(_)));
        assert!(matches!(kind("AUTH_TYPE_UNSUPPORTED", ""), CallError::LoginExpired(_)));
        for code in [
            "901",
            "ApiCallLimit",
            "AppCallLimit",
            "IopSystemFlowlimit",
            "ServiceCurrentlimit",
        ] {
            assert!(
                matches!(kind(code, ""), CallError::RateLimited { retry_after: Some(_) }),
                "{code}"
            );
        }
        let banned = kind(
            "ApiCallLimit",
            "Api access frequency exceeds the limit. this ban will last 7 seconds",
        );
        assert_eq!(
            banned,
            CallError::RateLimited {
                retry_after: Some(Duration::from_secs(7))
            }
        );
        assert!(matches!(kind("ISP", "rpc timeout"), CallError::Unknown(_)));
        let refused = kind(
            "IncompleteSignature",
            "The request signature does not conform to lazop standards",
        );
        assert!(matches!(
            refused,
            CallError::Refused {
                reason: FailReason::Refused,
                ..
            }
        ));
        let app = kind("AppNotSubscribed", "");
        assert!(matches!(
            app,
            CallError::Refused {
                reason: FailReason::NoPermission,
                ..
            }
        ));
    }

    #[test]
    fn the_chat_service_fails_inside_a_success() {
        let body =
            json!({"code":"0","success":false,"err_code":"-99","err_message":"message contains sensitive words"});
        let refused = of(200, body, Effect::Write);
        assert!(
            matches!(
                refused,
                Err(CallError::Refused {
                    reason: FailReason::ForbiddenContent,
                    ..
                })
            ),
            "{refused:?}"
        );
        let busy = json!({"code":"0","success":false,"err_code":"7","err_message":"rpc timeout"});
        assert!(matches!(of(200, busy, Effect::Read), Err(CallError::Failed(_))));
    }

    #[test]
    fn success_needs_a_sign_of_it() {
        assert!(of(200, json!({"code":"0"}), Effect::Read).is_ok());
        assert!(of(200, json!({"code":0,"data":{}}), Effect::Read).is_ok());
        assert!(of(200, json!({"success":true,"data":{}}), Effect::Read).is_ok());
        assert!(of(200, json!({}), Effect::Read).is_err());
        assert!(of(403, json!({"code":"0"}), Effect::Read).is_err());
    }
}
