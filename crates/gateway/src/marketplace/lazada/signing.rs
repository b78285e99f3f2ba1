//! Signatures of the Lazada Open Platform: upper-case hex HMAC-SHA256 over the
//! path and all parameters by name, values as they are before URL encoding.

use crate::marketplace::hmac::{hmac_hex, same};

/// Signs a call. `params` are all of them, of query and form alike, but `sign`
/// and files; `path` is without `/rest`.
pub(crate) fn sign(secret: &str, path: &str, params: &[(&str, &str)]) -> String {
    let mut sorted: Vec<_> = params.iter().filter(|(_, value)| !value.is_empty()).collect();
    sorted.sort_unstable();
    let mut parts = vec![path.as_bytes()];
    for (key, value) in sorted {
        parts.push(key.as_bytes());
        parts.push(value.as_bytes());
    }
    hmac_hex(secret, &parts).to_ascii_uppercase()
}

/// Checks a push's `Authorization` header.
pub(crate) fn push_is_genuine(app_key: &str, secret: &str, body: &[u8], authorization: &str) -> bool {
    same(&hmac_hex(secret, &[app_key.as_bytes(), body]), authorization)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "50000600c07yqwFaDz1f4f1b9e0iVj";
    const SECRET: &str = "s3cr3tKeyForTests";

    /// The parameters that every call of L2 to L5 carries.
    fn with<'a>(business: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
        let common = [
            ("app_key", "100132"),
            ("timestamp", "1700000000000"),
            ("sign_method", "sha256"),
        ];
        business.iter().copied().chain(common).collect()
    }

    #[test]
    fn official_vector_l1() {
        let params = [
            ("app_key", "123456"),
            ("access_token", "test"),
            ("timestamp", "1517820392000"),
            ("sign_method", "sha256"),
            ("order_id", "1234"),
        ];
        let expected = "4190D32361CFB9581350222F345CB77F3B19F0E31D162316848A2C1FFD5FAB4A";
        assert_eq!(sign("helloworld", "/order/get", &params), expected);
    }

    #[test]
    fn vectors_l2_to_l5() {
        let list = with(&[
            ("access_token", TOKEN),
            ("start_time", "1700000000000"),
            ("page_size", "20"),
        ]);
        let send = with(&[
            ("access_token", TOKEN),
            ("session_id", "100024680_2_700012345_1_103"),
            ("template_id", "1"),
            ("txt", "สวัสดีค่ะ สินค้าพร้อมส่ง & more=1"),
        ]);
        let create = with(&[("code", "0_100132_2DL4DV3jcU1UOT7WGI1A4rY91")]);
        let refresh = with(&[(
            "refresh_token",
            "50001600212wcwiOabwyjtEH11acc19aBOvQr9ZYkYDlr987D8BB88LIB8bj",
        )]);
        for (path, params, expected) in [
            (
                "/im/session/list",
                list,
                "2A7C2B19110AEAFADA8E87C7B17D5E8A38980A34C7C0FA16EAECC375AC6552BD",
            ),
            (
                "/im/message/send",
                send,
                "AB4D487C92EB34E1513624DB273FB488BA2911A41E1831EE584924C90F7C0F36",
            ),
            (
                "/auth/token/create",
                create,
                "B1FA14E226DF169C3BA186607930909A438C715730F01865A805A56E748B4D66",
            ),
            (
                "/auth/token/refresh",
                refresh,
                "A20AAB62F3C20E2ABD5205DCA57A72AA45C83BF1A335BBFEC3392AC4C9407CE8",
            ),
        ] {
            assert_eq!(sign(SECRET, path, &params), expected, "{path}");
        }
    }

    #[test]
    fn vectors_l6_and_l7() {
        let cancel = [
            ("app_key", "123456"),
            ("timestamp", "1700000000000"),
            ("sign_method", "sha256"),
            ("access_token", "test-token"),
        ];
        let expected = "91375F42B474CECEE7172759B6400E74F10FBB6E9E9E145EA2A27DFA17556B18";
        assert_eq!(sign("test-secret", "/order/cancel", &cancel), expected);
        let order = [("foo", "1"), ("bar", "2"), ("foo_bar", "3"), ("foobar", "4")];
        let expected = "C9E42CE09BA9FE95ECCB17111AA4E3F41D1C82F000435219C75936A427D9C945";
        assert_eq!(sign("secret", "/test/api", &order), expected);
    }

    #[test]
    fn a_push_is_checked_over_key_and_body() {
        let body = br#"{"seller_id":"1","message_type":2}"#;
        let right = hmac_hex(SECRET, &[b"100132", body]);
        assert!(push_is_genuine("100132", SECRET, body, &right));
        assert!(!push_is_genuine("100133", SECRET, body, &right));
        assert!(!push_is_genuine("100132", SECRET, b"{}", &right));
    }
}
