//! Reads addresses to listen on.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use super::error::ValueError;

/// The port that clients of the main seed know.
const PORT: u16 = 9000;

/// Where to listen unless said.
pub(super) const DEFAULT: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), PORT);

/// The address that `text` means: an IP address, a port, or both; no host names but `localhost`.
pub(super) fn read(text: &str) -> Result<SocketAddr, ValueError> {
    let refused = || ValueError::Listen { text: text.into() };
    if let Ok(address) = text.parse() {
        return Ok(address);
    }
    if let Ok(ip) = text.trim_matches(['[', ']']).parse() {
        return Ok(SocketAddr::new(ip, PORT));
    }
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) => (host, port.parse().map_err(|_| refused())?),
        None => match text.parse() {
            Ok(port) => ("", port),
            Err(_) => (text, PORT),
        },
    };
    match host {
        "" | "localhost" => Ok(SocketAddr::new(DEFAULT.ip(), port)),
        _ => Err(refused()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_an_address_is_enough() {
        for (text, expected) in [
            ("127.0.0.1:80", "127.0.0.1:80"),
            ("0.0.0.0", "0.0.0.0:9000"),
            ("8080", "127.0.0.1:8080"),
            (":8080", "127.0.0.1:8080"),
            ("localhost", "127.0.0.1:9000"),
            ("localhost:80", "127.0.0.1:80"),
            ("[::1]:80", "[::1]:80"),
            ("[::]", "[::]:9000"),
            ("::1", "[::1]:9000"),
        ] {
            assert_eq!(read(text).unwrap().to_string(), expected, "{text}");
        }
    }

    #[test]
    fn host_names_are_no_addresses() {
        for text in ["gpu-box", "gpu-box:80", "http://127.0.0.1:80", "127.0.0.1:99999", "70000"] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
