//! One file altered in every way, one at a time: each number one more, each text another, each row left out, doubled or
//! swapped with the next.
//!
//! Knows nothing of what the fields mean, but for the list of those that cannot matter.

use serde_json::{Value, json};

/// What a file cannot be held to, and why. `*` stands for any row.
pub const EXEMPT: &[(&str, &str)] = &[
    ("/entropy/throws/*/digits", "where no check follows from it, only the published hash of what came from outside can tell"),
    ("/entropy/throws/*/official", "as for the digits"),
    ("/happened/*/end/at", "when it ended is the record's word"),
    ("/happened/*/steps/*/at", "when somebody put it off is the record's word, as long as the order stays"),
    ("/happened/*/steps/*/by", "who did it is the record's word"),
    ("/happened/*/steps/*/words", "what they gave as reason is the record's word"),
    ("/happened/*/steps/*/why", "and so is its code"),
    ("/happened/*/steps/*/until", "and until when"),
    ("/happened/*/steps/*/to", "and to whom"),
    ("/happened/*/steps removed", "a step left out leaves no gap"),
    ("/happened/*/steps doubled", "the same step twice may have happened"),
    ("/happened/*/steps swapped", "two steps of one moment have no order"),
    ("/manual/*/at", "no draw says when somebody calls by hand"),
    ("/manual/*/person", "nor whom"),
    ("/manual/*/by", "nor who"),
    ("/manual/*/words", "nor why"),
    ("/manual/*/end/at", "as for checks"),
    ("/manual removed", "a call left out leaves no gap; the audit log has it"),
];

/// Why this place cannot matter, if it cannot.
pub fn exempt(at: &str) -> Option<&'static str> {
    EXEMPT.iter().find(|(pattern, _)| fits(pattern, at)).map(|(_, why)| *why)
}

pub fn fits(pattern: &str, at: &str) -> bool {
    let (wanted, found): (Vec<&str>, Vec<&str>) = (pattern.split('/').collect(), at.split('/').collect());
    wanted.len() == found.len() && wanted.iter().zip(&found).all(|(wanted, found)| *wanted == "*" || wanted == found)
}

/// Every alteration, with its place.
pub fn each(file: &str) -> Vec<(String, Value)> {
    let whole: Value = serde_json::from_str(file).unwrap();
    let mut places = Vec::new();
    walk(&whole, String::new(), &mut places);
    let mut out = Vec::new();
    for place in places {
        let value = whole.pointer(&place).unwrap();
        for (how, changed) in changes(value) {
            let mut altered = whole.clone();
            *altered.pointer_mut(&place).unwrap() = changed;
            out.push((format!("{place}{how}"), altered));
        }
    }
    out
}

fn walk(value: &Value, at: String, places: &mut Vec<String>) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, value)| walk(value, format!("{at}/{name}"), places)),
        Value::Array(rows) => {
            rows.iter().enumerate().for_each(|(n, value)| walk(value, format!("{at}/{n}"), places));
            places.push(at);
        }
        _ => places.push(at),
    }
}

fn changes(value: &Value) -> Vec<(&'static str, Value)> {
    match value {
        Value::Number(number) => vec![("", json!(number.as_i64().unwrap() + 1))],
        Value::String(text) => vec![("", json!(other_text(text)))],
        Value::Array(rows) => rows_changed(rows),
        // Nothing where something may stand: `by`, `end` and `entropy` are told apart by their rows.
        Value::Null | Value::Bool(_) | Value::Object(_) => Vec::new(),
    }
}

/// The last digit another one; in words, a letter more.
fn other_text(text: &str) -> String {
    let mut other = text.to_owned();
    match other.pop() {
        Some(last @ '0'..='8') => other.push(char::from(last as u8 + 1)),
        Some('9') => other.push('8'),
        Some(last @ 'a'..='e') if text.len() >= 16 => other.push(char::from(last as u8 + 1)),
        Some('f') if text.len() >= 16 => other.push('0'),
        Some(last) => other.extend([last, 'x']),
        None => other.push('x'),
    }
    other
}

fn rows_changed(rows: &[Value]) -> Vec<(&'static str, Value)> {
    let mut out = Vec::new();
    for n in 0..rows.len() {
        let mut removed = rows.to_vec();
        removed.remove(n);
        out.push((" removed", Value::Array(removed)));
        let mut doubled = rows.to_vec();
        doubled.insert(n, rows[n].clone());
        out.push((" doubled", Value::Array(doubled)));
        if n + 1 < rows.len() && rows[n] != rows[n + 1] {
            let mut swapped = rows.to_vec();
            swapped.swap(n, n + 1);
            out.push((" swapped", Value::Array(swapped)));
        }
    }
    out
}
