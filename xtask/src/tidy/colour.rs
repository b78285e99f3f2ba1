//! Rules about colours: each is said once, in style/tokens.css; what is read stands out from its ground in light and
//! dark; colour-blind eyes tell the platforms apart.

mod space;

use super::{File, Finding};
use space::{COLOUR_BLIND, Light, contrast, distance, of_hex, of_oklch, seen_by};
use std::collections::BTreeMap;

const TOKENS: &str = "style/tokens.css";

/// WCAG 2.2 AA: 1.4.3 for text, 1.4.11 for borders of controls, marks and the focus ring.
const TEXT: f64 = 4.5;
const SHAPE: f64 = 3.0;
/// In OKLab; for normal eyes the platforms' colours lie 0.2 and more apart.
const APART: f64 = 0.1;

const GROUNDS: &[&str] = &["ground", "surface", "raised", "sunken", "hover", "chosen"];

/// Which colours are seen on which, and the least contrast between them.
const PAIRS: &[(&[&str], &[&str], f64)] = &[
    (&["ink", "ink-soft"], GROUNDS, TEXT),
    (
        &["accent", "accent-strong", "good", "warn", "bad"],
        &["ground", "surface", "raised", "hover", "chosen"],
        TEXT,
    ),
    (&["on-accent"], &["accent", "accent-strong", "bad"], TEXT),
    (&["good"], &["good-ground"], TEXT),
    (&["warn"], &["warn-ground"], TEXT),
    (&["bad", "ink", "ink-soft"], &["bad-ground"], TEXT),
    // The letter in a platform's mark is of the surface's colour.
    (&["shopee", "lazada", "tiktok"], &["surface"], TEXT),
    (&["shopee", "lazada", "tiktok"], &["ground", "hover", "chosen"], SHAPE),
    (&["line-firm"], &["surface", "raised"], SHAPE),
    (&["focus"], GROUNDS, SHAPE),
    (&["store"], &["surface", "ground", "hover", "chosen"], TEXT),
    (&["on-store"], &["store", "store-strong"], TEXT),
    (&["buyer-ink"], &["buyer"], TEXT),
];

const PLATFORMS: [&str; 3] = ["shopee", "lazada", "tiktok"];

/// Checks the sheets.
pub(super) fn check(files: &[File]) -> Vec<Finding> {
    let mut findings: Vec<Finding> = files
        .iter()
        .filter(|file| file.path.starts_with("style/") && file.path != TOKENS)
        .flat_map(strays)
        .collect();
    if let Some(tokens) = files.iter().find(|file| file.path == TOKENS) {
        findings.extend(judge(tokens).into_iter().map(|remedy| Finding::new(tokens, 0, remedy)));
    }
    findings
}

/// Colours outside of the tokens.
fn strays(file: &File) -> Vec<Finding> {
    let is_colour = |line: &str| {
        let hex = line.split('#').skip(1).any(|rest| {
            let digits = rest.chars().take_while(char::is_ascii_hexdigit).count();
            let ends = rest
                .chars()
                .nth(digits)
                .is_none_or(|next| !next.is_alphanumeric() && next != '-');
            ends && [3, 4, 6, 8].contains(&digits)
        });
        hex || ["rgb(", "hsl(", "oklch(", "light-dark("]
            .iter()
            .any(|name| line.contains(name))
    };
    // Custom properties do not reach `::highlight` in every browser.
    let mut in_highlight = false;
    let lines = file.text.lines().enumerate().filter(|(_, line)| {
        in_highlight = line.starts_with("::highlight") || (in_highlight && !line.starts_with('}'));
        !in_highlight && is_colour(line)
    });
    lines
        .map(|(at, _)| {
            Finding::new(
                file,
                at + 1,
                format!("a colour of its own: give it a name in {TOKENS} and use that"),
            )
        })
        .collect()
}

/// All that is wrong with the tokens.
fn judge(tokens: &File) -> Vec<String> {
    let mut wrong = Vec::new();
    let values = declared(&tokens.text);
    for dark in [false, true] {
        let theme = if dark { "dark" } else { "light" };
        for hue in hues(&tokens.text) {
            for (inks, grounds, least) in PAIRS {
                for (ink, ground) in inks
                    .iter()
                    .flat_map(|ink| grounds.iter().map(move |ground| (ink, ground)))
                {
                    match (colour(&values, ink, dark, hue), colour(&values, ground, dark, hue)) {
                        (Ok(one), Ok(other)) if contrast(one, other) >= *least => {}
                        (Ok(one), Ok(other)) => wrong.push(format!(
                            "--{ink} on --{ground} has a contrast of {:.2} in {theme} (hue {}): at least {least} is needed",
                            contrast(one, other),
                            hue.0
                        )),
                        (Err(why), _) | (_, Err(why)) => wrong.push(why),
                    }
                }
            }
        }
        for (at, one) in PLATFORMS.iter().enumerate() {
            for other in &PLATFORMS[at + 1..] {
                let (Ok(a), Ok(b)) = (
                    colour(&values, one, dark, (0.0, 0.0)),
                    colour(&values, other, dark, (0.0, 0.0)),
                ) else {
                    continue;
                };
                for (eyes, matrix) in &COLOUR_BLIND {
                    let apart = distance(seen_by(matrix, a), seen_by(matrix, b));
                    if apart < APART {
                        wrong.push(format!(
                            "--{one} and --{other} look {apart:.3} apart with {eyes} in {theme}: at least {APART} is needed"
                        ));
                    }
                }
            }
        }
    }
    // A pair without hues is looked at once a hue.
    wrong.sort();
    wrong.dedup();
    wrong
}

/// The custom properties, by name.
fn declared(css: &str) -> BTreeMap<&str, &str> {
    css.split([';', '{', '}'])
        .filter_map(|part| part.trim().strip_prefix("--")?.split_once(':'))
        .map(|(name, value)| (name.trim(), value.trim()))
        .collect()
}

/// The hue and step of each `.hue-N`.
fn hues(css: &str) -> Vec<(f64, f64)> {
    let number = |line: &str, name: &str| line.split_once(name)?.1.split(';').next()?.trim().parse().ok();
    css.lines()
        .filter(|line| line.starts_with(".hue-"))
        .filter_map(|line| Some((number(line, "--hue:")?, number(line, "--step:")?)))
        .collect()
}

/// A token's colour in one theme.
fn colour(values: &BTreeMap<&str, &str>, name: &str, dark: bool, hue: (f64, f64)) -> Result<Light, String> {
    let unread = || format!("--{name}: not `light-dark(#rrggbb, #rrggbb)`, nor `oklch` over --hue and --step");
    let value = values.get(name).ok_or_else(|| format!("--{name} is not there"))?;
    let both = value
        .strip_prefix("light-dark(")
        .and_then(|value| value.strip_suffix(')'))
        .ok_or_else(unread)?;
    let (light, shade) = both.split_once(", ").ok_or_else(unread)?;
    let one = if dark { shade } else { light }.trim();
    of_hex(one).or_else(|| oklch(one, hue)).ok_or_else(unread)
}

/// `oklch(L% C var(--hue))`, where L may be `calc(A% + B% * var(--step))`.
fn oklch(text: &str, (hue, step): (f64, f64)) -> Option<Light> {
    let inner = text.strip_prefix("oklch(")?.strip_suffix(" var(--hue))")?;
    let (lightness, chroma) = inner.rsplit_once(' ')?;
    let percent = |text: &str| Some(text.trim().strip_suffix('%')?.parse::<f64>().ok()? / 100.0);
    let lightness = match lightness.strip_prefix("calc(") {
        Some(sum) => {
            let (base, more) = sum.strip_suffix(" * var(--step))")?.split_once(" + ")?;
            percent(base)? + percent(more)? * step
        }
        None => percent(lightness)?,
    };
    Some(of_oklch(lightness, chroma.parse().ok()?, hue))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> File {
        File {
            path: path.to_owned(),
            text: text.to_owned(),
        }
    }

    fn tokens() -> File {
        file(TOKENS, include_str!("../../../style/tokens.css"))
    }

    #[test]
    fn the_tokens_of_this_project_stand() {
        assert_eq!(judge(&tokens()), Vec::<String>::new());
        assert_eq!(hues(&tokens().text).len(), 12, "one a number of `reading::hue`");
    }

    #[test]
    fn contrast_is_what_wcag_says() {
        let grey = of_hex("#767676").expect("a colour");
        let white = of_hex("#ffffff").expect("a colour");
        assert!((contrast(grey, white) - 4.54).abs() < 0.01);
        assert!((contrast(of_oklch(0.0, 0.0, 0.0), white) - 21.0).abs() < 0.001);
        assert!(
            distance(
                of_oklch(0.627_955, 0.257_683, 29.234),
                of_hex("#ff0000").expect("a colour")
            ) < 0.001
        );
    }

    #[test]
    fn a_colour_that_fails_is_named() {
        for (from, to, said) in [
            (
                "--ink-soft: light-dark(#4d5b67",
                "--ink-soft: light-dark(#8d9ba7",
                "--ink-soft on --surface",
            ),
            (
                "--focus: light-dark(#1463d6, #7cb0ff",
                "--focus: light-dark(#1463d6, #33373b",
                "--focus on --raised has a contrast of",
            ),
            ("oklch(calc(34% + 8%", "oklch(calc(60% + 8%", "--store on --surface"),
            (
                "--tiktok: light-dark(#17212b",
                "--tiktok: light-dark(#1d2a70",
                "--lazada and --tiktok look",
            ),
            (
                "--good: light-dark(#1b6b3a",
                "--good: light-dark(green",
                "--good: not `light-dark",
            ),
            ("--bad-ground:", "--other:", "--bad-ground is not there"),
        ] {
            let css = tokens().text.replace(from, to);
            assert_ne!(css, tokens().text, "{from}");
            let wrong = judge(&file(TOKENS, &css));
            assert!(wrong.iter().any(|wrong| wrong.contains(said)), "{said}: {wrong:#?}");
        }
    }

    #[test]
    fn a_colour_outside_of_the_tokens_is_found() {
        let css = "a { color: #abc; }\n#add-store { color: var(--ink); }\nb { color: rgb(0 0 0); }\n::highlight(x) {\n  color: #000;\n}\nc { color: Highlight; }";
        let lines: Vec<usize> = check(&[file("style/x.css", css)])
            .iter()
            .map(|finding| finding.line)
            .collect();
        assert_eq!(lines, [1, 3]);
    }
}
