//! Small pictures made on demand: the name says what they look like.

/// The PNG of a seeded picture (`0123456789abcdef-160x120.png`); nothing for any other name.
pub(crate) fn seeded(name: &str) -> Option<Vec<u8>> {
    let (seed, size) = name.strip_suffix(".png")?.split_once('-')?;
    let (width, height) = size.split_once('x')?;
    let seed = u64::from_str_radix(seed, 16).ok()?;
    let (width, height): (u32, u32) = (width.parse().ok()?, height.parse().ok()?);
    let sane = (1..=512).contains(&width) && (1..=512).contains(&height);
    sane.then(|| png(seed, width, height))
}

/// A sky, a ground and a disc in colours that the seed picks, 16 shades in a palette.
fn png(seed: u64, width: u32, height: u32) -> Vec<u8> {
    let [r, g, b, x, y, size, ..] = seed.to_be_bytes();
    let shade = |from: u8, to: u8, n: u16| {
        u8::try_from((u16::from(from) * (15 - n) + u16::from(to) * n) / 15).unwrap_or(u8::MAX)
    };
    let palette: Vec<u8> = (0..16)
        .flat_map(|n| [shade(r, 250, n), shade(g, 240, n), shade(b, 230, n)])
        .collect();

    let (centre_x, centre_y) = (width * u32::from(x) / 256, height * u32::from(y) / 256);
    let radius = width.min(height) * (u32::from(size) + 128) / 1024;
    let mut rows = Vec::with_capacity(((width + 1) * height) as usize);
    for row in 0..height {
        rows.push(0); // No filter.
        for column in 0..width {
            let (across, down) = (column.abs_diff(centre_x), row.abs_diff(centre_y));
            let inside = across * across + down * down <= radius * radius;
            let shade = if inside { 2 } else { row * 15 / height };
            rows.push(u8::try_from(shade).unwrap_or(15));
        }
    }

    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut head = Vec::from(width.to_be_bytes());
    head.extend(height.to_be_bytes());
    head.extend([8, 3, 0, 0, 0]); // Eight bits a pixel, indexed.
    chunk(&mut file, *b"IHDR", &head);
    chunk(&mut file, *b"PLTE", &palette);
    chunk(&mut file, *b"IDAT", &zlib(&rows));
    chunk(&mut file, *b"IEND", &[]);
    file
}

fn chunk(file: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) {
    file.extend(u32::try_from(data.len()).unwrap_or(u32::MAX).to_be_bytes());
    file.extend(kind);
    file.extend(data);
    let mut crc = u32::MAX;
    for byte in kind.iter().chain(data) {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 {
                (crc >> 1) ^ 0xEDB8_8320
            } else {
                crc >> 1
            };
        }
    }
    file.extend((!crc).to_be_bytes());
}

/// A zlib stream of stored (uncompressed) blocks.
fn zlib(data: &[u8]) -> Vec<u8> {
    let mut stream = vec![0x78, 0x01];
    let mut blocks = data.chunks(0xFFFF).peekable();
    while let Some(block) = blocks.next() {
        let length = u16::try_from(block.len()).unwrap_or(u16::MAX);
        stream.push(u8::from(blocks.peek().is_none()));
        stream.extend(length.to_le_bytes());
        stream.extend((!length).to_le_bytes());
        stream.extend(block);
    }
    let (mut low, mut high) = (1_u32, 0_u32);
    for byte in data {
        low = (low + u32::from(*byte)) % 65_521;
        high = (high + low) % 65_521;
    }
    stream.extend(((high << 16) | low).to_be_bytes());
    stream
}

/// What an uploaded file is, by its first bytes: media type, width and height.
pub(crate) fn sniff(bytes: &[u8]) -> Option<(&'static str, u32, u32)> {
    let be16 = |at: usize| Some(u32::from(u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?])));
    let le16 = |at: usize| Some(u32::from(u16::from_le_bytes([*bytes.get(at)?, *bytes.get(at + 1)?])));
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Some((
            "image/png",
            (be16(16)? << 16) | be16(18)?,
            (be16(20)? << 16) | be16(22)?,
        ));
    }
    if bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a") {
        return Some(("image/gif", le16(6)?, le16(8)?));
    }
    if !bytes.starts_with(&[0xFF, 0xD8]) {
        return None;
    }
    // JPEG: segment by segment to the frame header, which holds the size.
    let mut at = 2;
    while *bytes.get(at)? == 0xFF {
        match *bytes.get(at + 1)? {
            0xFF => at += 1,
            0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => {
                return Some(("image/jpeg", be16(at + 7)?, be16(at + 5)?));
            }
            _ => at += 2 + be16(at + 2)? as usize,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seeded_picture_is_a_png_of_the_size_its_name_says() {
        let bytes = seeded("00f1e2d3c4b5a697-160x120.png").unwrap();
        assert_eq!(sniff(&bytes), Some(("image/png", 160, 120)));
        assert_eq!(bytes, seeded("00f1e2d3c4b5a697-160x120.png").unwrap());
        for odd in ["", "x.png", "00-0x9.png", "00-9999x9.png", "zz-9x9.png", "00-9x9.gif"] {
            assert_eq!(seeded(odd), None, "{odd}");
        }
    }

    #[test]
    fn sizes_are_read_from_files() {
        assert_eq!(sniff(b"GIF89a\x10\x00\x20\x00rest"), Some(("image/gif", 16, 32)));
        let jpeg = b"\xFF\xD8\xFF\xE0\x00\x04ab\xFF\xC0\x00\x11\x08\x00\x07\x00\x09more";
        assert_eq!(sniff(jpeg), Some(("image/jpeg", 9, 7)));
        assert_eq!(sniff(b"\xFF\xD8\xFF"), None);
        assert_eq!(sniff(b"<svg>"), None);
    }
}
