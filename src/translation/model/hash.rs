//! `SipHash` (2-4, 128 bits, the authors' reference): a text's name in the cache, and an entry's checksum.

/// The state of the reference, with its constants.
struct Sip {
    v: [u64; 4],
}

impl Sip {
    fn new(k0: u64, k1: u64) -> Self {
        let constants = [
            0x736f_6d65_7073_6575,
            0x646f_7261_6e64_6f6d,
            0x6c79_6765_6e65_7261,
            0x7465_6462_7974_6573,
        ];
        let mut v = [k0, k1, k0, k1];
        for (word, constant) in v.iter_mut().zip(constants) {
            *word ^= constant;
        }
        v[1] ^= 0xee;
        Self { v }
    }

    fn rounds(&mut self, count: usize) {
        let [mut a, mut b, mut c, mut d] = self.v;
        for _ in 0..count {
            a = a.wrapping_add(b);
            b = b.rotate_left(13) ^ a;
            a = a.rotate_left(32);
            c = c.wrapping_add(d);
            d = d.rotate_left(16) ^ c;
            a = a.wrapping_add(d);
            d = d.rotate_left(21) ^ a;
            c = c.wrapping_add(b);
            b = b.rotate_left(17) ^ c;
            c = c.rotate_left(32);
        }
        self.v = [a, b, c, d];
    }

    fn block(&mut self, block: u64) {
        self.v[3] ^= block;
        self.rounds(2);
        self.v[0] ^= block;
    }

    fn end(mut self) -> [u64; 2] {
        let mut sums = [0; 2];
        for (sum, mark) in sums.iter_mut().zip([(2, 0xee), (1, 0xdd)]) {
            let (at, mark) = mark;
            self.v[at] ^= mark;
            self.rounds(4);
            *sum = self.v.iter().fold(0, |sum, word| sum ^ word);
        }
        sums
    }
}

/// The hash of these bytes, in 32 hexadecimal digits.
fn hash(bytes: &[u8], k0: u64, k1: u64) -> String {
    let mut sip = Sip::new(k0, k1);
    let mut blocks = bytes.chunks_exact(8);
    for block in &mut blocks {
        sip.block(number(block));
    }
    let length = (bytes.len() as u64) << 56;
    sip.block(length | number(blocks.remainder()));
    let sums = sip.end();
    let digits = sums.iter().flat_map(|sum| sum.to_le_bytes());
    let digit = |half: u8| char::from(b"0123456789abcdef"[usize::from(half & 15)]);
    digits.flat_map(|byte| [digit(byte >> 4), digit(byte)]).collect()
}

fn number(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .rev()
        .fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// What a source text is known by. Space around it and the kind of line ends do not count.
#[must_use]
pub fn of_text(text: &str) -> String {
    hash(text.trim().replace("\r\n", "\n").as_bytes(), 1, 0)
}

/// The checksum of what stands in an entry, in 16 hexadecimal digits.
#[must_use]
pub fn checksum(content: &str) -> String {
    let mut sum = hash(content.as_bytes(), 2, 0);
    sum.truncate(16);
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_reference() {
        // As `openssl mac SipHash` has it: key 00 01 … 0f, inputs of 0, 1, 14 and 15 counted bytes.
        let key = (0x0706_0504_0302_0100, 0x0f0e_0d0c_0b0a_0908);
        let input: Vec<u8> = (0..15).collect();
        for (length, expected) in [
            (0, "a3817f04ba25a8e66df67214c7550293"),
            (1, "da87c1d86b99af44347659119b22fc45"),
            (14, "31fcefac66d7de9c7ec7485fe4494902"),
            (15, "5493e99933b0a8117e08ec0f97cfc3d9"),
        ] {
            assert_eq!(hash(&input[..length], key.0, key.1), expected, "{length}");
        }
    }

    #[test]
    fn space_around_a_text_does_not_count() {
        assert_eq!(of_text(" halo\r\nkak "), of_text("halo\nkak"));
        assert_ne!(of_text("halo kak"), of_text("halokak"));
    }
}
