//! What a picture is, by its own bytes: names and headers lie.

/// What the bytes say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sniffed {
    pub media_type: &'static str,
    /// In pixels.
    pub width: u32,
    pub height: u32,
}

/// Looks at a picture's first bytes. Nothing for what is no PNG, JPEG, GIF or
/// WebP, or says no size.
#[must_use]
pub fn sniff(bytes: &[u8]) -> Option<Sniffed> {
    let (media_type, size) = if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        ("image/png", png(bytes))
    } else if bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a") {
        ("image/gif", gif(bytes))
    } else if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        ("image/jpeg", jpeg(bytes))
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        ("image/webp", webp(bytes))
    } else {
        return None;
    };
    let (width, height) = size.filter(|(width, height)| *width > 0 && *height > 0)?;
    Some(Sniffed {
        media_type,
        width,
        height,
    })
}

fn big(bytes: &[u8], at: usize, length: usize) -> Option<u32> {
    Some(
        bytes
            .get(at..at + length)?
            .iter()
            .fold(0, |number, byte| number << 8 | u32::from(*byte)),
    )
}

fn little(bytes: &[u8], at: usize, length: usize) -> Option<u32> {
    Some(
        bytes
            .get(at..at + length)?
            .iter()
            .rev()
            .fold(0, |number, byte| number << 8 | u32::from(*byte)),
    )
}

fn png(bytes: &[u8]) -> Option<(u32, u32)> {
    (bytes.get(12..16)? == b"IHDR").then_some(())?;
    Some((big(bytes, 16, 4)?, big(bytes, 20, 4)?))
}

fn gif(bytes: &[u8]) -> Option<(u32, u32)> {
    Some((little(bytes, 6, 2)?, little(bytes, 8, 2)?))
}

/// The size stands in the frame header, behind segments of any number.
fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    loop {
        while *bytes.get(at)? != 0xff {
            at += 1;
        }
        while *bytes.get(at)? == 0xff {
            at += 1;
        }
        let marker = bytes[at];
        at += 1;
        match marker {
            // Frame headers, but not the tables among their numbers.
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                return Some((big(bytes, at + 5, 2)?, big(bytes, at + 3, 2)?));
            }
            // Without a length.
            0x01 | 0xd0..=0xd8 => {}
            // The picture begins or ends, and no size was said.
            0xd9 | 0xda => return None,
            _ => at += usize::try_from(big(bytes, at, 2)?).ok()?.max(2),
        }
    }
}

fn webp(bytes: &[u8]) -> Option<(u32, u32)> {
    match bytes.get(12..16)? {
        b"VP8X" => Some((little(bytes, 24, 3)? + 1, little(bytes, 27, 3)? + 1)),
        b"VP8L" => {
            let bits = little(bytes, 21, 4)?;
            Some(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1))
        }
        b"VP8 " => Some((little(bytes, 26, 2)? & 0x3fff, little(bytes, 28, 2)? & 0x3fff)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(bytes: &[u8]) -> Option<(&'static str, u32, u32)> {
        sniff(bytes).map(|seen| (seen.media_type, seen.width, seen.height))
    }

    #[test]
    fn each_kind_says_its_size() {
        let png = [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(), &[0, 0, 1, 0, 0, 0, 0, 7]].concat();
        assert_eq!(of(&png), Some(("image/png", 256, 7)));
        assert_eq!(of(b"GIF89a\x02\x01\x03\x00"), Some(("image/gif", 258, 3)));
        let jpeg = [
            0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xff, 0xc2, 0, 17, 8, 0, 9, 1, 4, 3,
        ];
        assert_eq!(of(&jpeg), Some(("image/jpeg", 260, 9)));
        let webp = [
            b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0".as_slice(),
            &[9, 0, 0, 19, 0, 0],
        ]
        .concat();
        assert_eq!(of(&webp), Some(("image/webp", 10, 20)));
        let lossless = [b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f".as_slice(), &[0x04, 0x80, 0x02, 0]].concat();
        assert_eq!(of(&lossless), Some(("image/webp", 5, 11)));
    }

    #[test]
    fn what_is_no_picture_is_none() {
        for bytes in [
            b"".as_slice(),
            b"<svg/>",
            b"\x89PNG\r\n\x1a\n",
            &[0xff, 0xd8, 0xff, 0xd9],
            b"GIF89a\0\0\0\0",
        ] {
            assert_eq!(of(bytes), None, "{bytes:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_do_harm(bytes: Vec<u8>, head in 0_usize..4) {
            let heads: [&[u8]; 4] = [b"\x89PNG\r\n\x1a\n", b"GIF89a", &[0xff, 0xd8, 0xff], b"RIFF\0\0\0\0WEBP"];
            let _ = sniff(&[heads[head], bytes.as_slice()].concat());
        }
    }
}
