//! Fetching from an address that somebody else chose: public hosts only, over
//! http(s), no further than a few redirects, no larger than a picture.

use super::MAX_BYTES;
use std::{
    net::{IpAddr, SocketAddr},
    time::Duration,
};
use url::{Host, Url};

const REDIRECTS: usize = 3;
const PATIENCE: Duration = Duration::from_secs(15);

/// Fetches a picture's bytes. `allowed` is an address whose host is ours (the
/// sandbox) and therefore may be private.
///
/// # Errors
/// The text says why, without the address.
pub(super) async fn fetch(allowed: Option<&Url>, address: &str) -> Result<Vec<u8>, String> {
    let mut url = Url::parse(address).map_err(|_| "its address is none")?;
    for _ in 0..=REDIRECTS {
        let mut response = request(allowed, &url).await?;
        if response.status().is_redirection() {
            let to = response
                .headers()
                .get(reqwest::header::LOCATION)
                .and_then(|to| to.to_str().ok());
            url = to.and_then(|to| url.join(to).ok()).ok_or("it leads nowhere")?;
            continue;
        }
        if !response.status().is_success() {
            return Err(format!("HTTP {}", response.status().as_u16()));
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|_| "the answer was cut")? {
            if bytes.len() + chunk.len() > MAX_BYTES {
                return Err("it is too large".to_owned());
            }
            bytes.extend_from_slice(&chunk);
        }
        return Ok(bytes);
    }
    Err("it leads too far".to_owned())
}

/// Resolves the host once, checks what it resolves to, and asks exactly that
/// address: a name that says something else a moment later gains nothing.
async fn request(allowed: Option<&Url>, url: &Url) -> Result<reqwest::Response, String> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err("its address is not http(s)".to_owned());
    }
    let host = url.host().ok_or("its address names no host")?;
    let port = url.port_or_known_default().ok_or("its address names no port")?;
    let ours = allowed.is_some_and(|own| own.origin() == url.origin());
    let (name, addresses): (Option<String>, Vec<SocketAddr>) = match host {
        Host::Ipv4(ip) => (None, vec![SocketAddr::new(ip.into(), port)]),
        Host::Ipv6(ip) => (None, vec![SocketAddr::new(ip.into(), port)]),
        Host::Domain(name) => {
            let found = tokio::net::lookup_host((name, port))
                .await
                .map_err(|_| "its host is unknown")?;
            (Some(name.to_owned()), found.collect())
        }
    };
    if !ours && (addresses.is_empty() || !addresses.iter().all(|address| is_public(address.ip()))) {
        return Err("its host is not a public one".to_owned());
    }
    let mut client = reqwest::Client::builder()
        .timeout(PATIENCE)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy();
    if let Some(name) = &name {
        client = client.resolve_to_addrs(name, &addresses);
    }
    let client = client.build().map_err(|_| "no HTTP client")?;
    client
        .get(url.clone())
        .send()
        .await
        .map_err(|_| "its host does not answer".to_owned())
}

/// Addresses of the open internet: nothing local, private, shared, reserved or
/// made for documentation, nor an IPv4 one of these in IPv6 clothes.
fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => {
            let [a, b, c, _] = ip.octets();
            !(ip.is_private()
                || ip.is_loopback()
                || ip.is_link_local()
                || ip.is_broadcast()
                || ip.is_documentation()
                || ip.is_multicast()
                || a == 0
                || a >= 240
                || (a == 100 && (64..128).contains(&b))
                || (a == 192 && b == 0 && c == 0)
                || (a == 198 && (b == 18 || b == 19)))
        }
        IpAddr::V6(ip) => {
            if let Some(inner) = ip.to_ipv4_mapped().or_else(|| ip.to_ipv4()) {
                return is_public(inner.into());
            }
            let first = ip.segments()[0];
            // 2000::/3 is what is given out; of it documentation, 6to4 and Teredo carry other things.
            (first & 0xe000) == 0x2000
                && first != 0x2002
                && !(first == 0x2001 && ip.segments()[1] < 0x0200)
                && !(first == 0x2001 && ip.segments()[1] == 0x0db8)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_open_internet_is_public() {
        for ip in ["8.8.8.8", "203.119.0.1", "2606:4700::1111"] {
            assert!(is_public(ip.parse().expect("an address")), "{ip}");
        }
        for ip in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "198.18.0.1",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "2002:7f00:1::",
            "2001:db8::1",
        ] {
            assert!(!is_public(ip.parse().expect("an address")), "{ip}");
        }
    }

    #[tokio::test]
    async fn what_is_not_public_http_is_refused() {
        for address in [
            "file:///etc/passwd",
            "ftp://example.com/a.png",
            "http://127.0.0.1:1/a.png",
            "http://[::1]:1/a.png",
            "http://localhost:1/a.png",
            "http://169.254.169.254/latest/",
            "http://2130706433/",
            "data:image/png;base64,AA==",
            "no address",
        ] {
            assert!(fetch(None, address).await.is_err(), "{address}");
        }
        let own = Url::parse("http://127.0.0.1:1/").expect("a url");
        let other_port = fetch(Some(&own), "http://127.0.0.1:2/a.png").await;
        assert_eq!(other_port, Err("its host is not a public one".to_owned()));
        let refused = fetch(Some(&own), "http://127.0.0.1:1/a.png").await;
        assert_eq!(
            refused,
            Err("its host does not answer".to_owned()),
            "allowed, but nobody is there"
        );
    }
}
