use super::*;

fn checked(toml: &str) -> Result<Config> {
    Config::new(toml::from_str(toml).expect("readable"))
}

#[test]
fn nothing_has_to_be_given() {
    let config = checked("").expect("defaults");
    assert_eq!(config.public_url.as_str(), "http://127.0.0.1:8080/");
    assert!(config.key_file.ends_with("steadydesk-data/seal.key"));
    assert!(!config.is_https());
}

#[rstest::rstest]
#[case("sandbox = 'http://192.0.2.7:8090'", "`sandbox`")]
#[case("sandbox = 'https://127.0.0.1:8090'", "`sandbox`")]
#[case("database = 'mysql://x'", "`database`")]
#[case("public_url = 'https://desk.example/path'", "`public_url`")]
#[case("beat_seconds = 0", "`beat_seconds`")]
#[case("shopee_partner_id = '1'", "`shopee_partner_key`")]
#[case("lazada_app_secret = 's'", "`lazada_app_key`")]
#[case("tiktok_app_key = 'k'\ntiktok_app_secret = 's'", "`tiktok_service_id`")]
#[case("console = '/nowhere'", "`console`")]
fn a_mistake_names_its_key(#[case] toml: &str, #[case] key: &str) {
    let error = checked(toml).expect_err("a mistake").to_string();
    assert!(error.contains(key), "{error}");
}

#[test]
fn an_unknown_key_is_named_with_its_line_and_no_secret_is_quoted() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("gateway.toml");
    std::fs::write(&path, "key = 'topsecret'\nlisen = '127.0.0.1:1'\n").expect("written");
    let error = Given::from_file(&path).expect_err("unknown").to_string();
    assert!(
        error.contains("lisen") && error.contains("line 2") && !error.contains("topsecret"),
        "{error}"
    );
}

#[test]
fn a_secret_of_the_wrong_kind_is_not_quoted() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("gateway.toml");
    std::fs::write(&path, "\nshopee_partner_key = 735111\n").expect("written");
    let error = Given::from_file(&path).expect_err("no text").to_string();
    assert!(error.contains("line 2") && !error.contains("735111"), "{error}");
}

#[test]
fn flags_win_over_the_file() {
    let flags = Given {
        beat_seconds: Some(3),
        ..Given::default()
    };
    let file = Given {
        beat_seconds: Some(9),
        log: Some("debug".into()),
        ..Given::default()
    };
    let both = flags.or(file);
    assert_eq!((both.beat_seconds, both.log.as_deref()), (Some(3), Some("debug")));
}
