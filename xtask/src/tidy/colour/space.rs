//! Colours as numbers: what of a colour the eye gets, and how it is compared.

/// Linear light: red, green, blue, each 0 to 1.
pub(super) type Light = [f64; 3];

/// Linear light of `#rrggbb`.
pub(super) fn of_hex(text: &str) -> Option<Light> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    let number = u32::from_str_radix(digits, 16).ok()?;
    let channel = |shift: u32| {
        let value = f64::from(number >> shift & 0xff) / 255.0;
        if value <= 0.04045 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    };
    Some([channel(16), channel(8), channel(0)])
}

/// Linear light of an OKLCH colour: lightness 0 to 1, chroma, hue in degrees. What no screen shows is clipped.
/// The matrices are those of CSS Color 4.
pub(super) fn of_oklch(lightness: f64, chroma: f64, hue: f64) -> Light {
    let (a, b) = (chroma * hue.to_radians().cos(), chroma * hue.to_radians().sin());
    let long = (lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let middle = (lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let short = (lightness - 0.089_484_177_5 * a - 1.291_485_548 * b).powi(3);
    [
        4.076_741_662_1 * long - 3.307_711_591_3 * middle + 0.230_969_929_2 * short,
        -1.268_438_004_6 * long + 2.609_757_401_1 * middle - 0.341_319_396_5 * short,
        -0.004_196_086_3 * long - 0.703_418_614_7 * middle + 1.707_614_701 * short,
    ]
    .map(|channel| channel.clamp(0.0, 1.0))
}

/// WCAG 2.2's contrast ratio, 1 to 21.
pub(super) fn contrast(one: Light, other: Light) -> f64 {
    let luminance = |[red, green, blue]: Light| 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// How far apart two colours look: the distance in OKLab, in which 1 lies between black and white.
pub(super) fn distance(one: Light, other: Light) -> f64 {
    let (one, other) = (oklab(one), oklab(other));
    let square: f64 = (0..3).map(|at| (one[at] - other[at]).powi(2)).sum();
    square.sqrt()
}

fn oklab([red, green, blue]: Light) -> [f64; 3] {
    let long = (0.412_221_470_8 * red + 0.536_332_536_3 * green + 0.051_445_992_9 * blue).cbrt();
    let middle = (0.211_903_498_2 * red + 0.680_699_545_1 * green + 0.107_396_956_6 * blue).cbrt();
    let short = (0.088_302_461_9 * red + 0.281_718_837_6 * green + 0.629_978_700_5 * blue).cbrt();
    [
        0.210_454_255_3 * long + 0.793_617_785 * middle - 0.004_072_046_8 * short,
        1.977_998_495_1 * long - 2.428_592_205 * middle + 0.450_593_709_9 * short,
        0.025_904_037_1 * long + 0.782_771_766_2 * middle - 0.808_675_766 * short,
    ]
}

/// Eyes without one kind of cone, by name: the matrices of Machado, Oliveira and Fernandes
/// (2009, doi:10.1109/TVCG.2009.113) at full severity.
pub(super) const COLOUR_BLIND: [(&str, [[f64; 3]; 3]); 3] = [
    (
        "protanopia",
        [
            [0.152_286, 1.052_583, -0.204_868],
            [0.114_503, 0.786_281, 0.099_216],
            [-0.003_882, -0.048_116, 1.051_998],
        ],
    ),
    (
        "deuteranopia",
        [
            [0.367_322, 0.860_646, -0.227_968],
            [0.280_085, 0.672_501, 0.047_413],
            [-0.011_820, 0.042_940, 0.968_881],
        ],
    ),
    (
        "tritanopia",
        [
            [1.255_528, -0.076_749, -0.178_779],
            [-0.078_411, 0.930_809, 0.147_602],
            [0.004_733, 0.691_367, 0.303_900],
        ],
    ),
];

/// The colour as such eyes see it.
pub(super) fn seen_by(eyes: &[[f64; 3]; 3], colour: Light) -> Light {
    eyes.map(|row| {
        let sum: f64 = (0..3).map(|at| row[at] * colour[at]).sum();
        sum.clamp(0.0, 1.0)
    })
}
