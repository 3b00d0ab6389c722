//! Settings: one TOML file, overridden by the command line. Refuses what cannot work, with the reason.
//!
//! docs/running.md explains each; a test keeps its sample equal to the defaults here.

use std::{net::{IpAddr, Ipv6Addr, SocketAddr}, path::{Path, PathBuf}};

use serde::{Deserialize, Serialize};

use crate::media::serves;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Where pages and sockets are served.
    pub listen: SocketAddr,
    /// A file (embedded SQLite) or a `postgres://` address.
    pub database: String,
    /// What people type, such as `https://sidak.provinsi.go.id`. Needed behind a proxy.
    pub public_origin: Option<String>,
    pub tls_cert: Option<PathBuf>,
    pub tls_key: Option<PathBuf>,
    /// Proxies whose `X-Forwarded-For` is believed. With one, plain HTTP may be served beyond localhost.
    pub trusted_proxies: Vec<IpAddr>,
    pub media: MediaConfig,
    pub turn: TurnConfig,
    pub push: PushConfig,
    /// Serve `/metrics` to everyone instead of to this machine only.
    pub open_metrics: bool,
    /// How long running calls may go on at a stop, seconds.
    pub stop_grace_seconds: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MediaConfig {
    /// One UDP and one TCP port for all calls. `[::]` serves IPv4 and IPv6.
    pub listen: SocketAddr,
    /// Addresses that browsers can reach; empty: the machine's own.
    pub advertise: Vec<IpAddr>,
}

/// TURN over TLS, for networks that let only TLS out: our own listener, or a coturn beside us.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TurnConfig {
    /// Where our own TURN listens, TCP. Off without it.
    pub listen: Option<SocketAddr>,
    /// What browsers are told, such as `turns:turn.example.go.id:443?transport=tcp`.
    pub url: Option<String>,
    /// PEM files; without them those of the pages.
    pub tls_cert: Option<PathBuf>,
    pub tls_key: Option<PathBuf>,
    /// File with the secret that a coturn shares with us (`static-auth-secret`). Our own TURN makes one at each start.
    pub secret_file: Option<PathBuf>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PushConfig {
    /// Whom push services may write to: `mailto:…` or `https://…`. Without it: `public_origin`.
    pub contact: Option<String>,
    /// `host:port` of push services in the own network, which are reached without TLS as well.
    pub allow: Vec<String>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            database: "sidak.db".into(),
            public_origin: None,
            tls_cert: None,
            tls_key: None,
            trusted_proxies: Vec::new(),
            media: MediaConfig::default(),
            turn: TurnConfig::default(),
            push: PushConfig::default(),
            open_metrics: false,
            stop_grace_seconds: 20,
        }
    }
}

impl Default for MediaConfig {
    fn default() -> Self {
        Self { listen: SocketAddr::from((Ipv6Addr::UNSPECIFIED, 8443)), advertise: Vec::new() }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("cannot read the settings {path}: {why}")]
    Unreadable { path: PathBuf, why: std::io::Error },
    #[error("the settings {path} are wrong: {why}")]
    Wrong { path: PathBuf, why: toml::de::Error },
    #[error("tls_cert and tls_key go together: give both or neither")]
    HalfTls,
    #[error(
        "plain HTTP is served on localhost only, because browsers give camera and microphone to HTTPS pages alone: \
         give tls_cert and tls_key, or name your proxy in trusted_proxies, or listen on 127.0.0.1"
    )]
    PlainHttp,
    #[error("public_origin must look like https://sidak.example.go.id, without a path")]
    Origin,
    #[error("media.advertise names {0}, but nothing for it arrives at media.listen = {1}: \"[::]:8443\" serves IPv4 and IPv6")]
    Unserved(IpAddr, SocketAddr),
    #[error("turn.tls_cert and turn.tls_key go together: give both or neither")]
    HalfTurnTls,
    #[error("TURN needs a certificate: give turn.tls_cert and turn.tls_key, or those of the pages")]
    TurnWithoutTls,
    #[error("turn.url must look like turns:turn.example.go.id:443?transport=tcp, with a name and no address, and goes with turn.listen or turn.secret_file")]
    TurnUrl,
    #[error("turn.listen is our own TURN and turn.secret_file somebody else's: give one of them")]
    TwoTurns,
    #[error("push.contact must begin with mailto: or https://")]
    Contact,
    #[error("push.allow takes host:port")]
    PushAllow,
    #[error("behind a proxy public_origin is needed: it is what browsers' requests are compared with")]
    ProxyWithoutOrigin,
}

impl Config {
    /// # Errors
    /// When the file cannot be read or has an unknown or ill-formed setting.
    pub fn read(path: Option<&Path>) -> Result<Self, ConfigError> {
        let Some(path) = path else { return Ok(Self::default()) };
        let text = std::fs::read_to_string(path).map_err(|why| ConfigError::Unreadable { path: path.into(), why })?;
        toml::from_str(&text).map_err(|why| ConfigError::Wrong { path: path.into(), why })
    }

    /// # Errors
    /// When the settings contradict each other or would make a server that no browser can call through.
    pub fn check(&self) -> Result<(), ConfigError> {
        if self.tls_cert.is_some() != self.tls_key.is_some() {
            return Err(ConfigError::HalfTls);
        }
        let plain = self.tls_cert.is_none();
        if plain && !self.listen.ip().is_loopback() && self.trusted_proxies.is_empty() {
            return Err(ConfigError::PlainHttp);
        }
        if !self.trusted_proxies.is_empty() && self.public_origin.is_none() {
            return Err(ConfigError::ProxyWithoutOrigin);
        }
        if self.push.contact.as_deref().is_some_and(|contact| !contact.starts_with("mailto:") && !contact.starts_with("https://")) {
            return Err(ConfigError::Contact);
        }
        if self.push.allow.iter().any(|address| address.rsplit_once(':').is_none_or(|(host, port)| host.is_empty() || port.parse::<u16>().is_err())) {
            return Err(ConfigError::PushAllow);
        }
        let media = &self.media;
        if let Some(address) = media.advertise.iter().find(|address| !serves(media.listen.ip(), **address)) {
            return Err(ConfigError::Unserved(*address, media.listen));
        }
        self.turn.check(self.tls_cert.is_some())?;
        match &self.public_origin {
            Some(origin) if !is_origin(origin) => Err(ConfigError::Origin),
            _ => Ok(()),
        }
    }

    /// Whether browsers reach us by HTTPS, directly or by a proxy: then cookies are `Secure` and `__Host-`.
    #[must_use]
    pub fn https(&self) -> bool {
        self.tls_cert.is_some() || self.public_origin.as_deref().is_some_and(|origin| origin.starts_with("https://"))
    }
}

impl TurnConfig {
    fn check(&self, pages_have_tls: bool) -> Result<(), ConfigError> {
        if self.tls_cert.is_some() != self.tls_key.is_some() {
            return Err(ConfigError::HalfTurnTls);
        }
        if self.listen.is_some() && self.secret_file.is_some() {
            return Err(ConfigError::TwoTurns);
        }
        if self.listen.is_some() && self.tls_cert.is_none() && !pages_have_tls {
            return Err(ConfigError::TurnWithoutTls);
        }
        match &self.url {
            Some(url) if (self.listen.is_some() || self.secret_file.is_some()) && is_turn(url) => Ok(()),
            None if self.listen.is_none() && self.secret_file.is_none() => Ok(()),
            _ => Err(ConfigError::TurnUrl),
        }
    }
}

/// RFC 7065, as far as it serves here: TLS, a host by name (Firefox takes no address) and perhaps a port.
fn is_turn(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("turns:") else { return false };
    let place = rest.strip_suffix("?transport=tcp").unwrap_or(rest);
    let (host, port) = place.split_once(':').unwrap_or((place, "443"));
    let name = !host.is_empty() && host.len() < 200 && !host.contains(['/', '?', '@', ' ', '[']);
    name && host.parse::<IpAddr>().is_err() && port.parse::<u16>().is_ok()
}

fn is_origin(text: &str) -> bool {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://localhost"));
    host.is_some_and(|rest| !rest.contains('/') && !rest.contains(' ')) && text.len() < 200
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(change: impl FnOnce(&mut Config)) -> Result<(), String> {
        let mut config = Config::default();
        change(&mut config);
        config.check().map_err(|error| error.to_string())
    }

    #[test]
    fn what_cannot_work_is_refused_with_the_reason() {
        assert_eq!(with(|_| {}), Ok(()));
        assert!(with(|c| c.listen.set_ip([0, 0, 0, 0].into())).is_err_and(|why| why.contains("camera")));
        assert!(with(|c| c.tls_cert = Some("c.pem".into())).is_err_and(|why| why.contains("both")));
        assert!(with(|c| c.trusted_proxies = vec![[10, 0, 0, 1].into()]).is_err_and(|why| why.contains("public_origin")));
        assert!(with(|c| c.public_origin = Some("sidak.go.id/x".into())).is_err());
        assert!(with(|c| c.push.contact = Some("bkd@example.go.id".into())).is_err_and(|why| why.contains("mailto")));
        for wrong in ["127.0.0.1", "127.0.0.1:port", ":80", "http://127.0.0.1:80/"] {
            assert!(with(|c| c.push.allow = vec![wrong.into()]).is_err(), "{wrong}");
        }
        let media = |listen: &str, advertise: [&str; 2]| {
            with(|c| {
                c.media.listen = listen.parse().unwrap_or_else(|why| panic!("{listen}: {why}"));
                c.media.advertise = advertise.iter().filter_map(|address| address.parse().ok()).collect();
            })
        };
        assert_eq!(media("[::]:8443", ["203.0.113.9", "2001:db8::1"]), Ok(()));
        assert_eq!(media("0.0.0.0:8443", ["203.0.113.9", ""]), Ok(()));
        assert_eq!(media("[2001:db8::1]:8443", ["2001:db8::1", ""]), Ok(()));
        for listen in ["0.0.0.0:8443", "[2001:db8::1]:8443"] {
            assert!(media(listen, ["203.0.113.9", "2001:db8::1"]).is_err_and(|why| why.contains("[::]:8443")), "{listen}");
        }
        let turn = |change: fn(&mut TurnConfig)| {
            with(|c| {
                c.turn.listen = Some(([0, 0, 0, 0], 443).into());
                c.turn.url = Some("turns:turn.example.go.id:443?transport=tcp".into());
                (c.turn.tls_cert, c.turn.tls_key) = (Some("c.pem".into()), Some("k.pem".into()));
                change(&mut c.turn);
            })
        };
        assert_eq!(turn(|_| {}), Ok(()));
        assert_eq!(turn(|t| t.url = Some("turns:turn.example.go.id".into())), Ok(()));
        assert_eq!(turn(|t| *t = TurnConfig { url: t.url.take(), secret_file: Some("s".into()), ..TurnConfig::default() }), Ok(()));
        assert!(turn(|t| t.tls_key = None).is_err_and(|why| why.contains("both")));
        assert!(turn(|t| (t.tls_cert, t.tls_key) = (None, None)).is_err_and(|why| why.contains("certificate")));
        assert!(turn(|t| t.url = None).is_err_and(|why| why.contains("turn.url")));
        assert!(turn(|t| t.url = Some("turn:turn.example.go.id".into())).is_err_and(|why| why.contains("turns:")));
        for address in ["turns:203.0.113.8:443", "turns:[2001:db8::1]:443", "turns:2001:db8::1", "turns:turn.example.go.id:x", "turns:"] {
            assert!(with(|c| (c.turn.secret_file, c.turn.url) = (Some("s".into()), Some(address.into()))).is_err(), "{address}");
        }
        assert!(turn(|t| t.secret_file = Some("s".into())).is_err_and(|why| why.contains("one of them")));
        assert!(with(|c| c.turn.url = Some("turns:turn.example.go.id".into())).is_err());
        assert_eq!(with(|c| c.push.allow = vec!["127.0.0.1:80".into(), "[::1]:80".into()]), Ok(()));
        assert_eq!(
            with(|c| {
                c.listen.set_ip([0, 0, 0, 0].into());
                c.trusted_proxies = vec![[10, 0, 0, 1].into()];
                c.public_origin = Some("https://sidak.example.go.id".into());
            }),
            Ok(())
        );
    }

    #[test]
    fn an_unknown_setting_is_an_error() {
        assert!(toml::from_str::<Config>("lisen = '127.0.0.1:1'").is_err());
    }

    /// The sample of docs/running.md, and the settings it shows without a value.
    fn sample() -> (Config, String) {
        let page = include_str!("../docs/running.md");
        let toml = page.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap_or_default();
        (toml::from_str(toml).unwrap_or_else(|why| panic!("the sample of docs/running.md: {why}")), toml.to_owned())
    }

    #[test]
    fn the_sample_on_the_page_is_the_defaults_and_names_every_setting() {
        let (read, text) = sample();
        assert_eq!(read, Config::default());
        let all = serde_json::to_value(Config::default()).unwrap_or_default();
        let parts = ["media", "turn", "push"].into_iter().flat_map(|part| all[part].as_object().into_iter().flatten());
        let names: Vec<_> = all.as_object().into_iter().flatten().chain(parts).map(|(name, _)| name.as_str()).collect();
        assert!(names.len() > 8, "{names:?}");
        for name in names {
            let shown = [format!("\n{name} = "), format!("\n# {name} = "), format!("[{name}]")];
            assert!(shown.iter().any(|form| text.contains(form)), "docs/running.md does not show {name}");
        }
    }

    #[test]
    fn settings_that_stand_in_a_comment_are_ones_that_the_server_takes() {
        let (_, text) = sample();
        let told: String = text.lines().map(|line| line.strip_prefix("# ").filter(|rest| rest.contains(" = \"")).unwrap_or(line)).fold(String::new(), |all, line| all + line + "\n");
        let config: Config = toml::from_str(&told).unwrap_or_else(|why| panic!("{why}"));
        assert!(config.public_origin.is_some() && config.tls_cert.is_some() && config.tls_key.is_some());
        assert_eq!(config.check().map_err(|error| error.to_string()), Ok(()));
    }
}
