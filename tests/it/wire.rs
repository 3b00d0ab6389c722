//! What outsiders are promised is what is sent: the samples of docs/protocol.md, the checked-in OpenAPI document, and every
//! message of the server's, held against the types they come from.

use std::{fs, path::Path};

use serde_json::Value;
use sidak::{api, signal::wire::FromClient};

use crate::support::schema::Document;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A sample of the protocol page: who sends it, its line, its text.
struct Sample {
    from_server: bool,
    line: usize,
    json: String,
}

/// Fenced `json` blocks that stand under a line `client →` or `server →`.
fn samples(page: &str) -> Vec<Sample> {
    let mut found = Vec::new();
    let mut sender = None;
    let mut open: Option<Sample> = None;
    for (number, line) in page.lines().enumerate() {
        match (&mut open, line.trim()) {
            (Some(_), "```") => found.extend(open.take()),
            (Some(sample), _) => {
                sample.json.push_str(line);
                sample.json.push('\n');
            }
            (None, "```json") => {
                if let Some(from_server) = sender.take() {
                    open = Some(Sample { from_server, line: number + 1, json: String::new() });
                }
            }
            (None, "") => {}
            (None, text) => {
                let text = text.trim_matches(['*', '_', '`', ':', ' ']);
                sender = match text {
                    _ if text.starts_with("client →") => Some(false),
                    _ if text.starts_with("server →") => Some(true),
                    _ => None,
                };
            }
        }
    }
    found
}

/// One document, or several, one a line.
fn values(json: &str) -> Vec<Result<Value, String>> {
    let stream = serde_json::Deserializer::from_str(json).into_iter::<Value>();
    stream.map(|value| value.map_err(|error| error.to_string())).collect()
}

fn faults(page: &str) -> Vec<String> {
    let document = Document::ours();
    let mut faults = Vec::new();
    for sample in samples(page) {
        for value in values(&sample.json) {
            let fault = match value {
                Err(error) => Err(error),
                Ok(value) if sample.from_server => document.fits("FromServer", &value),
                Ok(value) => serde_json::from_value::<FromClient>(value.clone())
                    .map_err(|error| error.to_string())
                    .and_then(|_| document.fits("FromClient", &value)),
            };
            faults.extend(fault.err().map(|fault| format!("line {}: {fault}", sample.line)));
        }
    }
    faults
}

#[test]
fn the_samples_of_the_protocol_page_are_real_messages() {
    let page = fs::read_to_string(root().join("docs/protocol.md")).unwrap();
    let all = samples(&page);
    let of = |from_server: bool| all.iter().filter(|sample| sample.from_server == from_server).count();
    assert!(of(false) >= 5 && of(true) >= 5, "{} samples of pages and {} of the server", of(false), of(true));
    assert_eq!(faults(&page), Vec::<String>::new());
}

#[test]
fn a_wrong_sample_is_found() {
    let sample = |who: &str, json: &str| format!("{who}\n\n```json\n{json}\n```\n");
    for good in [
        sample("client →", r#"{"t":"ping","at":1.5}"#),
        sample("`server →`", r#"{"t":"pong","at":1.5,"now":1782093600000}"#),
        sample("**server →** when it stops", r#"{"t":"reconnect","after_ms":500}"#),
        sample("server →", r#"{"t":"error","re":null,"code":"protocol","message":"Say hello first."}"#),
        sample("somebody else", "not json"),
    ] {
        assert_eq!(faults(&good), Vec::<String>::new(), "{good}");
    }
    for bad in [
        sample("client →", r#"{"t":"pong","at":1.5}"#),
        sample("client →", r#"{"t":"ping"}"#),
        sample("client →", r#"{"t":"ping","at":1,"extra":true}"#),
        sample("server →", r#"{"t":"pong","at":1.5}"#),
        sample("server →", r#"{"t":"pong","at":1.5,"now":"soon"}"#),
        sample("server →", r#"{"t":"now","at":1,"ring":null,"prompts":[],"calls":[{}],"revision":1}"#),
        sample("server →", r#"{"t":"reconnect","after_ms":500,"why":"stop"}"#),
        sample("server →", "{"),
    ] {
        assert_eq!(faults(&bad).len(), 1, "{bad}: {:?}", faults(&bad));
    }
}

/// The pages' types are made from this file. `SIDAK_BLESS=1` writes it anew.
#[test]
fn the_checked_in_document_is_the_code_s() {
    let path = root().join("web/openapi.json");
    let now = api::document().to_pretty_json().unwrap() + "\n";
    if std::env::var_os("SIDAK_BLESS").is_some_and(|wish| wish == "1") {
        fs::write(&path, &now).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap();
    assert!(kept.trim_end() == now.trim_end(), "web/openapi.json is stale: run this test with SIDAK_BLESS=1, then make the pages' types anew");
}
