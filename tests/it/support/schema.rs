//! Holds JSON against the schemas of the API's own document, strictly: a field that the document does not know is a fault.

use std::sync::OnceLock;

use serde_json::{Map, Value};
use sidak::api;

pub struct Document(pub Value);

impl Document {
    /// The API's, made once.
    pub fn ours() -> &'static Self {
        static OURS: OnceLock<Document> = OnceLock::new();
        OURS.get_or_init(|| Self(serde_json::to_value(api::document()).unwrap()))
    }

    /// Whether a good answer of a route is what the document promises; a route that promises nothing may say anything.
    ///
    /// # Errors
    /// As [`Document::fits`].
    pub fn answers(&self, method: &str, path: &str, answer: &Value) -> Result<(), String> {
        let promised = &self.0["paths"][path][method.to_lowercase()]["responses"]["200"]["content"]["application/json"]["schema"];
        if promised.is_null() { Ok(()) } else { self.check(promised, answer, path) }
    }

    /// # Errors
    /// Where and why the value is not what the named schema says.
    pub fn fits(&self, name: &str, value: &Value) -> Result<(), String> {
        self.check(&self.named(name)?, value, name)
    }

    fn named(&self, name: &str) -> Result<Value, String> {
        let schema = &self.0["components"]["schemas"][name];
        if schema.is_null() { Err(format!("the document has no schema {name}")) } else { Ok(schema.clone()) }
    }

    fn resolved(&self, schema: &Value) -> Result<Value, String> {
        match schema["$ref"].as_str().and_then(|path| path.strip_prefix("#/components/schemas/")) {
            Some(name) => self.resolved(&self.named(name)?),
            None => Ok(schema.clone()),
        }
    }

    fn check(&self, schema: &Value, value: &Value, at: &str) -> Result<(), String> {
        let schema = self.resolved(schema)?;
        if let Some(ways) = schema["oneOf"].as_array() {
            return self.one_of(ways, value, at);
        }
        if schema["allOf"].is_array() {
            return self.object(&self.together(&schema)?, value, at);
        }
        if let Some(known) = schema["enum"].as_array()
            && !known.contains(value)
        {
            return Err(format!("{at}: {value} is none of {known:?}"));
        }
        let kinds: Vec<&str> = match &schema["type"] {
            Value::String(kind) => vec![kind],
            Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
            // Anything goes: opaque to the server.
            _ => return Ok(()),
        };
        if !kinds.iter().any(|kind| is(kind, value)) {
            return Err(format!("{at}: {value} is no {}", kinds.join(" or ")));
        }
        match value {
            Value::Object(_) => self.object(&schema, value, at),
            Value::Array(items) => {
                items.iter().enumerate().try_for_each(|(n, item)| self.check(&schema["items"], item, &format!("{at}[{n}]")))
            }
            _ => Ok(()),
        }
    }

    /// Of messages with a tag the one with the same tag is meant, and its fault is told.
    fn one_of(&self, ways: &[Value], value: &Value, at: &str) -> Result<(), String> {
        let mut nearest = format!("{at}: {value} is none of {} forms", ways.len());
        for way in ways {
            match self.check(way, value, at) {
                Ok(()) => return Ok(()),
                Err(fault) if !value["t"].is_null() && !fault.contains(".t:") => nearest = fault,
                Err(_) => {}
            }
        }
        Err(nearest)
    }

    /// The parts of an `allOf` as one object.
    fn together(&self, schema: &Value) -> Result<Value, String> {
        let (mut properties, mut required) = (Map::new(), Vec::new());
        for part in schema["allOf"].as_array().into_iter().flatten() {
            let part = self.resolved(part)?;
            let part = if part["allOf"].is_array() { self.together(&part)? } else { part };
            properties.extend(part["properties"].as_object().cloned().unwrap_or_default());
            required.extend(part["required"].as_array().cloned().unwrap_or_default());
        }
        Ok(serde_json::json!({ "type": "object", "properties": properties, "required": required }))
    }

    fn object(&self, schema: &Value, value: &Value, at: &str) -> Result<(), String> {
        let Some(fields) = value.as_object() else { return Err(format!("{at}: {value} is no object")) };
        // Without named properties it is a bag of anything.
        let Some(properties) = schema["properties"].as_object() else { return Ok(()) };
        // The tag first: it tells which message was meant.
        for (name, field) in fields.iter().filter(|(name, _)| *name == "t").chain(fields.iter().filter(|(name, _)| *name != "t")) {
            let known = properties.get(name).ok_or_else(|| format!("{at}.{name}: the document has no such field"))?;
            self.check(known, field, &format!("{at}.{name}"))?;
        }
        let missing = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).find(|name| !fields.contains_key(*name));
        missing.map_or(Ok(()), |name| Err(format!("{at}.{name}: missing")))
    }
}

fn is(kind: &str, value: &Value) -> bool {
    match kind {
        "null" => value.is_null(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "array" => value.is_array(),
        _ => value.is_object(),
    }
}
