//! Signatures of Shopee Open Platform v2: lower-case hex HMAC-SHA256 under the
//! partner key. Bodies and business parameters are not signed.

use crate::marketplace::hmac::{hmac_hex, same};

/// Signs a call that is nobody's shop's: tokens, authorisation.
pub(crate) fn public(key: &str, partner_id: &str, path: &str, timestamp: i64) -> String {
    let timestamp = timestamp.to_string();
    hmac_hex(key, &[partner_id.as_bytes(), path.as_bytes(), timestamp.as_bytes()])
}

/// Signs a call for a shop (or, with its id, for a merchant).
pub(crate) fn shop(key: &str, partner_id: &str, path: &str, timestamp: i64, token: &str, shop_id: &str) -> String {
    let timestamp = timestamp.to_string();
    hmac_hex(
        key,
        &[
            partner_id.as_bytes(),
            path.as_bytes(),
            timestamp.as_bytes(),
            token.as_bytes(),
            shop_id.as_bytes(),
        ],
    )
}

/// Checks a push's `Authorization` header. `url` is the registered address.
pub(crate) fn push_is_genuine(key: &str, url: &str, body: &[u8], authorization: &str) -> bool {
    same(&hmac_hex(key, &[url.as_bytes(), b"|", body]), authorization)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    const TOKEN: &str = "494b4d7a5a6f6c6a4d4f7a6b";
    const AT: i64 = 1_700_000_000;

    #[test]
    fn public_vectors_s1_to_s3() {
        for (path, expected) in [
            (
                "/api/v2/auth/token/get",
                "11792f2e15adbbcfad1e13ff11f0c28fd5cf7ab5ce4ecb3137453d39eb1eacd0",
            ),
            (
                "/api/v2/auth/access_token/get",
                "e6dc3f1ccf6d0270d49409c61057e57c285469dd9a842f1ac1bdba7996aaa39b",
            ),
            (
                "/api/v2/shop/auth_partner",
                "26e10552717138d24e37e33360a76238fdf44da5fab773101834371a5b92c51e",
            ),
        ] {
            assert_eq!(public(KEY, "2001887", path, AT), expected, "{path}");
        }
    }

    #[test]
    fn shop_vectors_s4_to_s7() {
        for (path, id, expected) in [
            (
                "/api/v2/order/get_order_list",
                "220012345",
                "574c3e9d9b73dbb5efe2c16bdad1e1631306f42d2937d6ef06e0487a1f5aa775",
            ),
            (
                "/api/v2/sellerchat/get_conversation_list",
                "220012345",
                "91d15cdab1a8d6a307d1e6deeb63daceb268c9d056e505df71f6d044dbb0ab08",
            ),
            (
                "/api/v2/sellerchat/send_message",
                "220012345",
                "f995474270a9921dbb86a127ea7bdd4df3bb2cf7aa6c3e77f35126852245359e",
            ),
            (
                "/api/v2/merchant/get_shop_list_by_merchant",
                "1000123",
                "da445c7cac696e6336b8615b741a08d0f32b455856b90deca1c2ea7aebf6b96c",
            ),
        ] {
            assert_eq!(shop(KEY, "2001887", path, AT, TOKEN, id), expected, "{path}");
        }
    }

    #[test]
    fn push_vector_s8() {
        let url = "https://gw.example.com/hooks/shopee";
        let body = br#"{"shop_id":220012345,"code":10,"timestamp":1700000000,"data":{"type":"message"}}"#;
        let signature = "6eec930872a6dddf15f9a653b3eebc79811f9f41facddf1e2cbcb5ceb6b2f42d";
        assert!(push_is_genuine(KEY, url, body, signature));
        assert!(!push_is_genuine(KEY, url, b"{}", signature));
        assert!(!push_is_genuine(KEY, "https://elsewhere.example/", body, signature));
        assert!(!push_is_genuine(KEY, url, body, ""));
    }
}
