//! Signatures of the TikTok Shop Open API: lower-case hex HMAC-SHA256 over
//! path, parameters by name and the body's exact bytes, wrapped in the secret.

use crate::marketplace::hmac::{hmac_hex, same};

/// Signs a call. `params` are all of the query, decoded; `sign` and
/// `access_token` take no part. `body` is nothing for multipart uploads, else
/// the very bytes that are sent.
pub(crate) fn sign(secret: &str, path: &str, params: &[(&str, &str)], body: Option<&[u8]>) -> String {
    let mut sorted: Vec<_> = params
        .iter()
        .filter(|(key, _)| !matches!(*key, "sign" | "access_token"))
        .collect();
    sorted.sort_unstable();
    let mut parts = vec![secret.as_bytes(), path.as_bytes()];
    for (key, value) in sorted {
        parts.push(key.as_bytes());
        parts.push(value.as_bytes());
    }
    parts.push(body.unwrap_or_default());
    parts.push(secret.as_bytes());
    hmac_hex(secret, &parts)
}

/// Checks a push's `Authorization` header.
pub(crate) fn push_is_genuine(app_key: &str, secret: &str, body: &[u8], authorization: &str) -> bool {
    same(&hmac_hex(secret, &[app_key.as_bytes(), body]), authorization)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "0ec6a1c2f8b94d7e9a3b5c7d8e9f0a1b2c3d4e5f";
    const CIPHER: (&str, &str) = ("shop_cipher", "GCP_XF90igAAAABh00qsWgtvOiGFNqyubMt3");
    const COMMON: [(&str, &str); 2] = [("app_key", "6a1b2c3d4e5f6"), ("timestamp", "1700000000")];

    #[test]
    fn official_vector_t0() {
        let params = [("app_key", "29a39d"), ("timestamp", "1623812664")];
        let expected = "b596b73e0cc6de07ac26f036364178ab16b0a907af13d43f0a0cd2345f582dc8";
        assert_eq!(
            sign("e59af819cc", "/authorization/202309/shops", &params, None),
            expected
        );
    }

    #[test]
    fn vectors_t1_and_t8() {
        let params = [
            ("app_key", "68xu9ks5p4i8"),
            ("shop_cipher", "ROW_xkMbgAAAeVAQra0eZWebFQq5aIK"),
            ("timestamp", "1696909648"),
        ];
        let body = br#"{"address":"https://partner.tiktokshop.com","event_type":"PACKAGE_UPDATE"}"#;
        let path = "/event/202309/webhooks";
        let with_body = "cd0d6268252f4ba293bf7ea4c0a2873bf9beec600d22530638564ab301435f7a";
        assert_eq!(sign("e59af819cc", path, &params, Some(body)), with_body);
        let without = "ed58e1b5e59865c22a7b828c1cab65007441f43cc91a6cb2f2cdc638e0995a37";
        assert_eq!(sign("e59af819cc", path, &params, None), without);
    }

    #[test]
    fn vectors_t2_to_t7() {
        let of = |path: &str, more: &[(&str, &str)], body: Option<&str>| {
            let params: Vec<_> = COMMON.iter().chain(more).copied().collect();
            sign(SECRET, path, &params, body.map(str::as_bytes))
        };
        let chat = "/customer_service/202309/conversations";
        let session = format!("{chat}/7494560109732334261/messages");
        assert_eq!(
            of(
                chat,
                &[
                    CIPHER,
                    ("page_size", "20"),
                    ("locale", "en"),
                    ("page_token", "b2Zmc2V0PTIw+/=")
                ],
                None
            ),
            "d2130b763e1a70dac11b1473cbff4ee943423812f6017e7ab1b28214e7ef4589",
            "T2"
        );
        let text = r#"{"type":"TEXT","content":"{\"content\":\"Xin chào 👋\"}"}"#;
        assert_eq!(
            of(&session, &[CIPHER, ("access_token", "x"), ("sign", "y")], Some(text)),
            "2b6027d1eeb0afbbed52ebcb0d290a33e031ae69c7cdb64bb77f0756d8dfee82",
            "T3"
        );
        assert_eq!(
            of(
                "/order/202309/orders/search",
                &[CIPHER, ("page_size", "50")],
                Some("{}")
            ),
            "0d18e49ac4533f906d467e6aebd700d00cd663c30077a74c5696e82098a96d49",
            "T4"
        );
        assert_eq!(
            of(&format!("{session}/read"), &[CIPHER], None),
            "9a4d407dc74aad7f644fa9eb42eb744a6bb93baeb3b86252593bd8ad2edcd623",
            "T5"
        );
        assert_eq!(
            of("/authorization/202309/shops", &[], None),
            "2272277401e41d979b3f9b7ae7f99d22db75307cc9d9fd3c2c05ce3aac422055",
            "T6"
        );
        assert_eq!(
            of("/customer_service/202309/images/upload", &[CIPHER], None),
            "1c6854c69e53d47f34719c6f60a956f8099fdb8d2909c0158582acfb1c4d0bf3",
            "T7"
        );
    }

    #[test]
    fn a_push_is_checked_over_key_and_body() {
        let body = br#"{"type":14,"shop_id":"7494049642642441621"}"#;
        let right = hmac_hex(SECRET, &[b"6a1b2c3d4e5f6", body]);
        assert!(push_is_genuine("6a1b2c3d4e5f6", SECRET, body, &right));
        assert!(push_is_genuine(
            "6a1b2c3d4e5f6",
            SECRET,
            body,
            &right.to_ascii_uppercase()
        ));
        assert!(!push_is_genuine("6a1b2c3d4e5f6", SECRET, b"{}", &right));
    }
}
