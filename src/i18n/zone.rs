//! Which clocks a site's country goes by.

/// Time zones of the marketplaces' sites, by IANA name. Where a country has
/// several, the one that its marketplace's capital or head office goes by:
/// buyers' own clocks may differ.
const ZONES: [(&str, &str); 21] = [
    ("BR", "America/Sao_Paulo"),
    ("CL", "America/Santiago"),
    ("CN", "Asia/Shanghai"),
    ("CO", "America/Bogota"),
    ("DE", "Europe/Berlin"),
    ("ES", "Europe/Madrid"),
    ("FR", "Europe/Paris"),
    ("GB", "Europe/London"),
    ("ID", "Asia/Jakarta"),
    ("IE", "Europe/Dublin"),
    ("IT", "Europe/Rome"),
    ("JP", "Asia/Tokyo"),
    ("MX", "America/Mexico_City"),
    ("MY", "Asia/Kuala_Lumpur"),
    ("PH", "Asia/Manila"),
    ("PL", "Europe/Warsaw"),
    ("SG", "Asia/Singapore"),
    ("TH", "Asia/Bangkok"),
    ("TW", "Asia/Taipei"),
    ("US", "America/Los_Angeles"),
    ("VN", "Asia/Ho_Chi_Minh"),
];

/// The time zone of a site's country (`MY`); nothing for a site nobody has heard of.
#[must_use]
pub fn of_region(code: &str) -> Option<&'static str> {
    ZONES.iter().find(|(region, _)| *region == code).map(|(_, zone)| *zone)
}

#[cfg(test)]
mod tests {
    use super::*;
    use steadydesk_wire::Platform;

    #[test]
    fn every_site_has_its_clocks() {
        for platform in Platform::ALL {
            for site in platform.sites() {
                assert!(of_region(site).is_some(), "{platform} {site}");
            }
        }
        assert_eq!(of_region("XX"), None);
    }
}
