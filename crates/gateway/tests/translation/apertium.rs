//! A real Apertium APy, as Debian installs it.

use crate::bench::{Bench, failure, settings, text};
use std::{
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};
use steadydesk_gateway::config::Given;
use steadydesk_wire::{Translation, TranslationFailure, TranslationLanguages};

/// Debian's start script is `apertium-apy -p PORT MODES`, which serves on every
/// address of the machine; this is the same on loopback alone.
const LAUNCH: &str = "
import tornado.httpserver as server
bind = server.HTTPServer.bind
server.HTTPServer.bind = lambda self, port, *rest, **named: bind(self, port, '127.0.0.1')
from apertium_apy.apy import main
main()
";

/// Starts it in a temporary folder, waits for the end of its input, stops it and cleans up.
const SCRIPT: &str = r#"
dir=$(mktemp -d)
cd "$dir"
LC_ALL=C.UTF-8 /usr/bin/python3 -c "$LAUNCH" -p "$PORT" /usr/share/apertium/modes >"$dir/log" 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null; wait "$server" 2>/dev/null; rm -rf "$dir"' EXIT
cat >/dev/null
"#;

/// A running server; its input is its life.
struct Apy {
    url: String,
    _shell: Child,
}

/// Starts it; or says why there can be none here.
async fn start() -> Result<Apy, String> {
    for needed in ["ind-zlm.mode", "eng-spa.mode"] {
        if !Path::new("/usr/share/apertium/modes").join(needed).is_file() {
            return Err(format!(
                "{needed} is not installed (Debian: apt-get install apertium-ind-zlm apertium-eng-spa)"
            ));
        }
    }
    let apy = Command::new("/usr/bin/python3")
        .args(["-c", "import apertium_apy"])
        .stderr(Stdio::null())
        .status();
    if !apy.is_ok_and(|status| status.success()) {
        return Err("Apertium APy is not installed (Debian: apt-get install apertium-apy)".into());
    }
    let port = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").map_err(|error| error.to_string())?;
        listener.local_addr().map_err(|error| error.to_string())?.port()
    };
    let shell = Command::new("sh")
        .args(["-c", SCRIPT])
        .env("LAUNCH", LAUNCH)
        .env("PORT", port.to_string())
        .stdin(Stdio::piped())
        .spawn()
        .map_err(|error| error.to_string())?;
    let url = format!("http://127.0.0.1:{port}");
    let deadline = Instant::now() + Duration::from_secs(60);
    while reqwest::get(format!("{url}/listPairs")).await.is_err() {
        assert!(
            Instant::now() < deadline,
            "Apertium APy is installed but does not serve"
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(Apy { url, _shell: shell })
}

#[tokio::test]
async fn apertium_translates_real_buyers_sentences() {
    let apy = match start().await {
        Ok(apy) => apy,
        Err(why) => {
            eprintln!("skipped apertium_translates_real_buyers_sentences: {why}");
            return;
        }
    };
    let given = Given {
        translate_provider: Some("apertium".into()),
        translate_url: Some(apy.url.parse().expect("an address")),
        ..Given::default()
    };
    let bench = Bench::with(given, settings()).await;
    let languages: TranslationLanguages = bench.desk.get(&bench.cookie, "/api/translate/languages").await.json();
    let offers = |from: &str, to: &str| {
        let source = languages.languages.iter().find(|source| source.from == from);
        source.is_some_and(|source| source.to.iter().any(|target| target == to))
    };
    assert!(!languages.detects && offers("id", "ms") && offers("ms", "id") && offers("en", "es") && offers("es", "en"));

    let spanish = bench
        .ask(
            &[
                "The house is big and the order 2404A/77-SG arrives today.",
                "Tom & Jerry <b>are</b> at https://a.example/b?c=1&d=2 with 1,000 boxes 🎁 2*3",
            ],
            Some("en-GB"),
            "es",
        )
        .await;
    let first = text(&spanish[0]);
    assert!(first.contains("casa") && first.contains(" 2404A/77-SG "), "{first}");
    let second = text(&spanish[1]);
    for part in ["https://a.example/b?c=1&d=2", "1,000", "🎁", "2*3", " & ", "<b>"] {
        assert!(second.contains(part), "{part}: {second}");
    }
    let malay = bench
        .ask(&["Nomor pesanan 77-SG sudah sampai xyzzyan"], Some("id"), "ms")
        .await;
    let malay = text(&malay[0]);
    assert!(
        malay.contains("Nombor") && malay.contains("77-SG") && !malay.contains('*'),
        "{malay}"
    );
    let unknown = bench.ask(&["halo kak"], None, "ms").await;
    assert_eq!(failure(&unknown[0]), (TranslationFailure::Language, None));
    let unknown = bench.ask(&["halo kak"], Some("id"), "th").await;
    assert_eq!(failure(&unknown[0]), (TranslationFailure::Language, None));

    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/buyers-id-en.csv");
    let Ok(data) = std::fs::read_to_string(data) else {
        eprintln!("skipped the real sentences: ../shared/data is not beside the checkout");
        return;
    };
    // The first column of lines without quotes: whole sentences all the same.
    let sentences: Vec<&str> = data
        .lines()
        .skip(1)
        .filter(|line| !line.contains('"'))
        .filter_map(|line| line.split(',').next())
        .filter(|sentence| sentence.len() > 20)
        .take(50)
        .collect();
    assert_eq!(sentences.len(), 50);
    let answers = bench.ask(&sentences, Some("id"), "ms").await;
    let mut translated = 0;
    for (sentence, answer) in sentences.iter().zip(&answers) {
        match answer {
            Translation::Translated { text, .. } => {
                translated += 1;
                let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
                assert_eq!(digits(text), digits(sentence), "{sentence}: {text}");
            }
            Translation::Unchanged => {}
            Translation::Failed { .. } => panic!("{sentence}: {answer:?}"),
        }
    }
    assert!(translated >= 25, "{translated} of 50 differ");
    eprintln!("Apertium: {translated} of 50 real Indonesian sentences came back in other words");
}
