//! Requests against Discord's own description of its API, where that lies beside the checkout; else this checks nothing
//! and says so once.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

use serde_json::{Map, Value};

use super::routes::Request;

static DESCRIPTION: OnceLock<Option<Value>> = OnceLock::new();

fn description() -> Option<&'static Value> {
    let read = || {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/discord-api/openapi.json");
        let Ok(text) = std::fs::read_to_string(&path) else {
            #[expect(clippy::print_stderr, reason = "a check that is left out has to say so")]
            {
                eprintln!("skipped: no API description beside the checkout, so requests are not checked against it");
            }
            return None;
        };
        Some(serde_json::from_str(&text).expect("the description is JSON"))
    };
    DESCRIPTION.get_or_init(read).as_ref()
}

/// Whether the description lies beside the checkout.
pub(crate) fn is_there() -> bool {
    description().is_some()
}

/// What is wrong with a request: query parameters and properties that do not exist or do not fit.
pub(crate) fn check(request: &Request) -> Vec<String> {
    let Some(all) = description() else { return Vec::new() };
    let Some(operation) = operation(all, request) else { return Vec::new() };
    let mut faults = Vec::new();
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let named: BTreeMap<&str, &Value> = parameters.filter_map(|p| Some((p["name"].as_str()?, &p["schema"]))).collect();
    for (name, _) in &request.query {
        if !named.contains_key(name.as_str()) {
            faults.push(format!("no such query parameter: {name}"));
        }
    }
    let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
    if schema.is_object() {
        faults.extend(Check { all }.value(schema, &request.body, "body"));
    }
    faults
}

/// The operation of a request; the path with fewest placeholders wins.
fn operation<'a>(all: &'a Value, request: &Request) -> Option<&'a Value> {
    let asked: Vec<&str> = request.path.split('/').filter(|p| !p.is_empty()).collect();
    let held = |part: &str| part.starts_with('{');
    let fits = |path: &str| {
        let parts: Vec<&str> = path.split('/').filter(|p| !p.is_empty()).collect();
        parts.len() == asked.len() && parts.iter().zip(&asked).all(|(p, a)| held(p) || p == a)
    };
    let paths = all["paths"].as_object()?.iter().filter(|(path, _)| fits(path));
    let method = request.method.to_lowercase();
    let found = paths.filter(|(_, operations)| operations[&method].is_object());
    found.min_by_key(|(path, _)| path.matches('{').count()).map(|(_, operations)| &operations[&method])
}

/// Serenity sends empty lists and plain noes for options that are not there; Discord takes no notice of them.
fn says_something(value: &Value) -> bool {
    !matches!(value, Value::Null | Value::Bool(false)) && value.as_array().is_none_or(|list| !list.is_empty())
}

struct Check<'a> {
    all: &'a Value,
}

impl Check<'_> {
    fn value(&self, schema: &Value, value: &Value, place: &str) -> Vec<String> {
        if let Some(reference) = schema["$ref"].as_str() {
            let pointer = reference.trim_start_matches('#');
            return self.all.pointer(pointer).map(|s| self.value(s, value, place)).unwrap_or_default();
        }
        let mut faults = Self::kind(schema, value, place);
        if !faults.is_empty() {
            return faults;
        }
        faults.extend(self.one_of(schema, value, place));
        for part in schema["allOf"].as_array().into_iter().flatten() {
            faults.extend(self.value(part, value, place));
        }
        if schema["const"] != Value::Null && &schema["const"] != value {
            faults.push(format!("{place} is {value}, not {}", schema["const"]));
        }
        if schema["enum"].as_array().is_some_and(|allowed| !allowed.contains(value)) {
            faults.push(format!("{place} is {value}, which is none of {}", schema["enum"]));
        }
        match value {
            Value::String(text) => {
                faults.extend(Self::size(schema, "Length", text.chars().count() as u64, place));
            }
            Value::Array(list) => {
                faults.extend(Self::size(schema, "Items", list.len() as u64, place));
                for (n, entry) in list.iter().enumerate() {
                    faults.extend(self.value(&schema["items"], entry, &format!("{place}[{n}]")));
                }
            }
            Value::Object(object) => faults.extend(self.object(schema, object, place)),
            Value::Number(number) => {
                let beyond = |limit: &Value, more: bool| {
                    limit
                        .as_f64()
                        .zip(number.as_f64())
                        .is_some_and(|(limit, n)| if more { n > limit } else { n < limit })
                };
                if beyond(&schema["maximum"], true) || beyond(&schema["minimum"], false) {
                    faults.push(format!("{place} is {number}, out of range"));
                }
            }
            Value::Null | Value::Bool(_) => {}
        }
        faults
    }

    fn kind(schema: &Value, value: &Value, place: &str) -> Vec<String> {
        let is = |kind: &str| match kind {
            "null" => value.is_null(),
            "boolean" => value.is_boolean(),
            // Discord takes numbers for snowflakes and digits for numbers alike.
            "integer" | "number" => value.is_number() || value.as_str().is_some_and(|s| s.parse::<u64>().is_ok()),
            "string" => value.is_string() || value.is_number(),
            "array" => value.is_array(),
            "object" => value.is_object(),
            _ => true,
        };
        let fits = match &schema["type"] {
            Value::String(kind) => is(kind),
            Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).any(is),
            _ => true,
        };
        if fits { Vec::new() } else { vec![format!("{place} is {value}, not of type {}", schema["type"])] }
    }

    fn one_of(&self, schema: &Value, value: &Value, place: &str) -> Vec<String> {
        let branches = ["oneOf", "anyOf"].into_iter().find_map(|name| schema[name].as_array());
        let tried = branches.into_iter().flatten().map(|branch| self.value(branch, value, place));
        // The branch that comes nearest is the one that was meant.
        tried.min_by_key(|faults| (faults.iter().any(|f| f.contains("not of type")), faults.len())).unwrap_or_default()
    }

    fn object(&self, schema: &Value, object: &Map<String, Value>, place: &str) -> Vec<String> {
        let mut faults = Self::size(schema, "Properties", object.len() as u64, place);
        for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !object.contains_key(name) {
                faults.push(format!("{place}.{name} is missing"));
            }
        }
        for (name, value) in object {
            let inside = format!("{place}.{name}");
            let property = &schema["properties"][name];
            if property.is_object() {
                faults.extend(self.value(property, value, &inside));
            } else if schema["additionalProperties"].is_object() {
                faults.extend(self.value(&schema["additionalProperties"], value, &inside));
            } else if schema["properties"].is_object() && says_something(value) {
                faults.push(format!("{inside} is no property"));
            }
        }
        faults
    }

    fn size(schema: &Value, what: &str, size: u64, place: &str) -> Vec<String> {
        let limit = |end: &str| schema[format!("{end}{what}")].as_u64();
        let fits = limit("max").is_none_or(|most| size <= most) && limit("min").is_none_or(|least| size >= least);
        if fits { Vec::new() } else { vec![format!("{place} has {size} {what}, out of range")] }
    }
}
