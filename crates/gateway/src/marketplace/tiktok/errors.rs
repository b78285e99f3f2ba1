//! What TikTok Shop's error codes mean. One code has many causes: "do not use
//! the numeric code alone", say its pages, so the message has a say.

use crate::marketplace::{
    CallError, ShopState,
    http::{Answer, Effect, failed},
    loose::{int, text},
    words,
};
use serde_json::Value;
use std::time::Duration;
use steadydesk_wire::FailReason;

/// The answer's body, unless it tells of an error.
pub(crate) fn check(answer: Answer, effect: Effect) -> Result<Value, CallError> {
    let message = text(&answer.body, "message").unwrap_or_default();
    match int(&answer.body, "code") {
        Some(0) if answer.status < 400 => Ok(answer.body),
        Some(code) if code != 0 => Err(meaning(code, &message, effect, answer.retry_after)),
        _ => {
            let detail = format!("HTTP {} without an error code", answer.status);
            Err(CallError::Refused {
                reason: FailReason::Refused,
                detail,
            })
        }
    }
}

fn meaning(code: i64, message: &str, effect: Effect, retry_after: Option<Duration>) -> CallError {
    let detail = if message.is_empty() {
        code.to_string()
    } else {
        format!("{code}: {message}")
    };
    let says = message.to_ascii_lowercase();
    let refused = |reason| CallError::Refused {
        reason,
        detail: detail.clone(),
    };
    let token = says.contains("access_token") || says.contains("access token") || says.contains("x-tts-access-token");
    match code {
        105_002 => CallError::TokenExpired(detail),
        36_009_004 if token => CallError::TokenExpired(detail),
        // Our clock is off, or the request lay too long: another try may do.
        36_009_004 if says.contains("timestamp") => CallError::Failed(detail),
        105_005 => refused(FailReason::NoPermission),
        // The token is of another seller, or the shop left this one.
        101_000 | 106_013 => CallError::LoginExpired(detail),
        36_009_043 | 36_009_044 => CallError::Suspended {
            state: ShopState::Frozen,
            detail,
        },
        36_009_002 => CallError::RateLimited { retry_after },
        // The hourly limit of test shops.
        36_009_037 => CallError::RateLimited {
            retry_after: Some(retry_after.unwrap_or(Duration::from_secs(600))),
        },
        36_009_003 | 36_009_007 | 45_101_001 => failed(effect, &detail),
        45_109_001 => refused(FailReason::WindowClosed),
        45_101_006 => refused(FailReason::ForbiddenContent),
        _ if says.contains("too many requests") => CallError::RateLimited { retry_after },
        _ if says.contains("expired credentials") => CallError::TokenExpired(detail),
        _ if says.contains("internal error") || says.contains("internal server error") => failed(effect, &detail),
        _ => refused(words::reason(&detail)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn of(status: u16, code: i64, message: &str) -> CallError {
        let body = json!({"code": code, "message": message, "data": null});
        check(
            Answer {
                status,
                retry_after: None,
                body,
            },
            Effect::Write,
        )
        .expect_err(message)
    }

    #[test]
    fn each_situation_has_its_kind() {
        for status in [200, 401] {
            assert!(matches!(
                of(status, 105_002, "Expired credentials."),
                CallError::TokenExpired(_)
            ));
        }
        let header = "Invalid credentials. The 'x-tts-access-token' header is invalid.";
        assert!(matches!(of(400, 36_009_004, header), CallError::TokenExpired(_)));
        assert!(matches!(
            of(400, 36_009_004, "Invalid timestamp. The value .."),
            CallError::Failed(_)
        ));
        let key = of(
            400,
            36_009_004,
            "Invalid credentials. Invalid 'app_key' query parameter.",
        );
        assert!(matches!(
            key,
            CallError::Refused {
                reason: FailReason::Refused,
                ..
            }
        ));
        assert!(matches!(
            of(200, 36_009_002, "Too many requests."),
            CallError::RateLimited { .. }
        ));
        assert!(matches!(
            of(401, 36_009_043, ""),
            CallError::Suspended {
                state: ShopState::Frozen,
                ..
            }
        ));
        assert!(matches!(of(200, 101_000, ""), CallError::LoginExpired(_)));
    }

    #[test]
    fn an_error_after_which_the_message_may_be_out_is_unknown() {
        assert!(matches!(of(200, 45_101_001, "internal"), CallError::Unknown(_)));
        let body = json!({"code": 36_009_003, "message": "Internal error"});
        let read = check(
            Answer {
                status: 200,
                retry_after: None,
                body,
            },
            Effect::Read,
        );
        assert!(matches!(read, Err(CallError::Failed(_))));
    }

    #[test]
    fn refusals_carry_their_reason() {
        for (code, message, expected) in [
            (105_005, "Access denied ..", FailReason::NoPermission),
            (45_109_001, "", FailReason::WindowClosed),
            (45_101_006, "", FailReason::ForbiddenContent),
            (
                106_001,
                "Invalid credentials. The 'sign' query parameter is invalid.",
                FailReason::Refused,
            ),
            (99, "content is too long", FailReason::TooLong),
        ] {
            assert!(
                matches!(of(200, code, message), CallError::Refused { reason, .. } if reason == expected),
                "{code}"
            );
        }
    }

    #[test]
    fn success_is_the_number_zero() {
        let fine = |body| {
            check(
                Answer {
                    status: 200,
                    retry_after: None,
                    body,
                },
                Effect::Read,
            )
        };
        assert!(fine(json!({"code":0,"data":{}})).is_ok());
        assert!(fine(json!({"data":{}})).is_err());
    }
}
