//! The three platforms' signatures, written from their documented rules and
//! proved by vectors that other implementations made.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

fn hmac(key: &str, parts: &[&[u8]]) -> [u8; 32] {
    // HMAC takes a key of any length: this cannot fail.
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).expect("any key length");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// Shopee: partner id, path and timestamp, then whatever the level adds
/// (nothing; access token and shop id; access token and merchant id).
pub(crate) fn shopee(key: &str, partner_id: &str, path: &str, timestamp: &str, level: &[&str]) -> String {
    let mut parts = vec![partner_id.as_bytes(), path.as_bytes(), timestamp.as_bytes()];
    parts.extend(level.iter().map(|part| part.as_bytes()));
    hex::encode(hmac(key, &parts))
}

/// Shopee's push: the callback address, a bar and the raw body.
pub(crate) fn shopee_push(key: &str, url: &str, body: &[u8]) -> String {
    hex::encode(hmac(key, &[url.as_bytes(), b"|", body]))
}

/// Lazada: the path (without `/rest`), then every parameter but `sign`, sorted
/// by name in byte order, name and value run together. Empty values count for
/// nothing.
pub(crate) fn lazada<'a>(secret: &str, path: &str, params: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut params: Vec<_> = params
        .into_iter()
        .filter(|(name, value)| *name != "sign" && !value.is_empty())
        .collect();
    params.sort_unstable();
    let mut parts = vec![path.as_bytes()];
    for (name, value) in params {
        parts.push(name.as_bytes());
        parts.push(value.as_bytes());
    }
    hex::encode_upper(hmac(secret, &parts))
}

/// TikTok Shop: the secret around path, sorted query (without `sign` and
/// `access_token`) and the body's bytes, which a multipart request leaves out.
pub(crate) fn tiktok<'a>(
    secret: &str,
    path: &str,
    query: impl IntoIterator<Item = (&'a str, &'a str)>,
    body: &[u8],
) -> String {
    let mut query: Vec<_> = query
        .into_iter()
        .filter(|(name, _)| *name != "sign" && *name != "access_token")
        .collect();
    query.sort_unstable();
    let mut parts = vec![secret.as_bytes(), path.as_bytes()];
    for (name, value) in query {
        parts.push(name.as_bytes());
        parts.push(value.as_bytes());
    }
    parts.push(body);
    parts.push(secret.as_bytes());
    hex::encode(hmac(secret, &parts))
}

/// The push signature that Lazada and TikTok Shop share: app key, then the raw body.
pub(crate) fn app_push(secret: &str, app_key: &str, body: &[u8]) -> String {
    hex::encode(hmac(secret, &[app_key.as_bytes(), body]))
}

/// Bytes that only who knows the key can make: marks the sandbox's own tokens.
pub(crate) fn seal(key: &str, body: &[u8]) -> [u8; 32] {
    hmac(key, &[body])
}

/// Compares without telling, by its time, where the difference lies.
pub(crate) fn same(given: &str, right: &str) -> bool {
    given.as_bytes().ct_eq(right.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    const SHOPEE_KEY: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    const SHOPEE_TOKEN: &str = "494b4d7a5a6f6c6a4d4f7a6b";
    const TIKTOK_SECRET: &str = "0ec6a1c2f8b94d7e9a3b5c7d8e9f0a1b2c3d4e5f";

    #[rstest]
    #[case::s1("auth/token/get", &[], "11792f2e15adbbcfad1e13ff11f0c28fd5cf7ab5ce4ecb3137453d39eb1eacd0")]
    #[case::s2("auth/access_token/get", &[], "e6dc3f1ccf6d0270d49409c61057e57c285469dd9a842f1ac1bdba7996aaa39b")]
    #[case::s3("shop/auth_partner", &[], "26e10552717138d24e37e33360a76238fdf44da5fab773101834371a5b92c51e")]
    #[case::s4("order/get_order_list", &[SHOPEE_TOKEN, "220012345"], "574c3e9d9b73dbb5efe2c16bdad1e1631306f42d2937d6ef06e0487a1f5aa775")]
    #[case::s5("sellerchat/get_conversation_list", &[SHOPEE_TOKEN, "220012345"], "91d15cdab1a8d6a307d1e6deeb63daceb268c9d056e505df71f6d044dbb0ab08")]
    #[case::s6("sellerchat/send_message", &[SHOPEE_TOKEN, "220012345"], "f995474270a9921dbb86a127ea7bdd4df3bb2cf7aa6c3e77f35126852245359e")]
    #[case::s7("merchant/get_shop_list_by_merchant", &[SHOPEE_TOKEN, "1000123"], "da445c7cac696e6336b8615b741a08d0f32b455856b90deca1c2ea7aebf6b96c")]
    fn shopee_vectors(#[case] path: &str, #[case] level: &[&str], #[case] sign: &str) {
        let path = format!("/api/v2/{path}");
        assert_eq!(super::shopee(SHOPEE_KEY, "2001887", &path, "1700000000", level), sign);
    }

    #[test]
    fn shopee_push_vector_s8() {
        let body = br#"{"shop_id":220012345,"code":10,"timestamp":1700000000,"data":{"type":"message"}}"#;
        assert_eq!(
            super::shopee_push(SHOPEE_KEY, "https://gw.example.com/hooks/shopee", body),
            "6eec930872a6dddf15f9a653b3eebc79811f9f41facddf1e2cbcb5ceb6b2f42d"
        );
    }

    const L: &[(&str, &str)] = &[
        ("app_key", "100132"),
        ("timestamp", "1700000000000"),
        ("sign_method", "sha256"),
    ];
    const LT: &[(&str, &str)] = &[
        ("app_key", "100132"),
        ("timestamp", "1700000000000"),
        ("sign_method", "sha256"),
        ("access_token", "50000600c07yqwFaDz1f4f1b9e0iVj"),
    ];
    const LS: &str = "s3cr3tKeyForTests";

    #[rstest]
    #[case::l1("helloworld", "/order/get", &[("app_key", "123456"), ("access_token", "test"), ("timestamp", "1517820392000"), ("sign_method", "sha256")], &[("order_id", "1234")], "4190D32361CFB9581350222F345CB77F3B19F0E31D162316848A2C1FFD5FAB4A")]
    #[case::l2(LS, "/im/session/list", LT, &[("start_time", "1700000000000"), ("page_size", "20")], "2A7C2B19110AEAFADA8E87C7B17D5E8A38980A34C7C0FA16EAECC375AC6552BD")]
    #[case::l3(LS, "/im/message/send", LT, &[("session_id", "100024680_2_700012345_1_103"), ("template_id", "1"), ("txt", "สวัสดีค่ะ สินค้าพร้อมส่ง & more=1")], "AB4D487C92EB34E1513624DB273FB488BA2911A41E1831EE584924C90F7C0F36")]
    #[case::l4(LS, "/auth/token/create", L, &[("code", "0_100132_2DL4DV3jcU1UOT7WGI1A4rY91")], "B1FA14E226DF169C3BA186607930909A438C715730F01865A805A56E748B4D66")]
    #[case::l5(LS, "/auth/token/refresh", L, &[("refresh_token", "50001600212wcwiOabwyjtEH11acc19aBOvQr9ZYkYDlr987D8BB88LIB8bj")], "A20AAB62F3C20E2ABD5205DCA57A72AA45C83BF1A335BBFEC3392AC4C9407CE8")]
    #[case::l6("test-secret", "/order/cancel", &[("app_key", "123456"), ("timestamp", "1700000000000"), ("sign_method", "sha256"), ("access_token", "test-token")], &[], "91375F42B474CECEE7172759B6400E74F10FBB6E9E9E145EA2A27DFA17556B18")]
    #[case::l7("secret", "/test/api", &[("foo", "1"), ("bar", "2"), ("foo_bar", "3"), ("foobar", "4")], &[], "C9E42CE09BA9FE95ECCB17111AA4E3F41D1C82F000435219C75936A427D9C945")]
    fn lazada_vectors(
        #[case] secret: &str,
        #[case] path: &str,
        #[case] common: &[(&str, &str)],
        #[case] own: &[(&str, &str)],
        #[case] sign: &str,
    ) {
        let params = common.iter().chain(own).copied();
        assert_eq!(super::lazada(secret, path, params), sign);
    }

    const TS: (&str, &str) = ("timestamp", "1700000000");
    const TK: (&str, &str) = ("app_key", "6a1b2c3d4e5f6");
    const TC: (&str, &str) = ("shop_cipher", "GCP_XF90igAAAABh00qsWgtvOiGFNqyubMt3");
    const HOOKS: &[(&str, &str)] = &[
        ("app_key", "68xu9ks5p4i8"),
        ("shop_cipher", "ROW_xkMbgAAAeVAQra0eZWebFQq5aIK"),
        ("timestamp", "1696909648"),
    ];

    #[rstest]
    #[case::t0("e59af819cc", "/authorization/202309/shops", &[("app_key", "29a39d"), ("timestamp", "1623812664")], "", "b596b73e0cc6de07ac26f036364178ab16b0a907af13d43f0a0cd2345f582dc8")]
    #[case::t1(
        "e59af819cc",
        "/event/202309/webhooks",
        HOOKS,
        r#"{"address":"https://partner.tiktokshop.com","event_type":"PACKAGE_UPDATE"}"#,
        "cd0d6268252f4ba293bf7ea4c0a2873bf9beec600d22530638564ab301435f7a"
    )]
    #[case::t8(
        "e59af819cc",
        "/event/202309/webhooks",
        HOOKS,
        "",
        "ed58e1b5e59865c22a7b828c1cab65007441f43cc91a6cb2f2cdc638e0995a37"
    )]
    #[case::t2(TIKTOK_SECRET, "/customer_service/202309/conversations", &[TK, TS, TC, ("page_size", "20"), ("locale", "en"), ("page_token", "b2Zmc2V0PTIw+/=")], "", "d2130b763e1a70dac11b1473cbff4ee943423812f6017e7ab1b28214e7ef4589")]
    #[case::t3(TIKTOK_SECRET, "/customer_service/202309/conversations/7494560109732334261/messages", &[TK, TS, TC, ("access_token", "ignored"), ("sign", "ignored")], r#"{"type":"TEXT","content":"{\"content\":\"Xin chào 👋\"}"}"#, "2b6027d1eeb0afbbed52ebcb0d290a33e031ae69c7cdb64bb77f0756d8dfee82")]
    #[case::t4(TIKTOK_SECRET, "/order/202309/orders/search", &[TK, TS, TC, ("page_size", "50")], "{}", "0d18e49ac4533f906d467e6aebd700d00cd663c30077a74c5696e82098a96d49")]
    #[case::t4_without_body(TIKTOK_SECRET, "/order/202309/orders/search", &[TK, TS, TC, ("page_size", "50")], "", "c6bac9184340de76759f0252922df33b3cbe5aea3e3c476daadae529738a00c8")]
    #[case::t5(TIKTOK_SECRET, "/customer_service/202309/conversations/7494560109732334261/messages/read", &[TK, TS, TC], "", "9a4d407dc74aad7f644fa9eb42eb744a6bb93baeb3b86252593bd8ad2edcd623")]
    #[case::t6(TIKTOK_SECRET, "/authorization/202309/shops", &[TK, TS], "", "2272277401e41d979b3f9b7ae7f99d22db75307cc9d9fd3c2c05ce3aac422055")]
    #[case::t7(TIKTOK_SECRET, "/customer_service/202309/images/upload", &[TK, TS, TC], "", "1c6854c69e53d47f34719c6f60a956f8099fdb8d2909c0158582acfb1c4d0bf3")]
    fn tiktok_vectors(
        #[case] secret: &str,
        #[case] path: &str,
        #[case] query: &[(&str, &str)],
        #[case] body: &str,
        #[case] sign: &str,
    ) {
        assert_eq!(
            super::tiktok(secret, path, query.iter().copied(), body.as_bytes()),
            sign
        );
    }
}
