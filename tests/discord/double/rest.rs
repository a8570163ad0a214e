//! The REST API's door: every request is noted, checked against the published description, answered or refused.

use std::future::pending;

use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest, Multipart, Request as Http, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::response::Response;
use serde_json::{Value, json};
use serenity::futures::stream;

use super::Double;
use super::faults::{Trouble, too_many_body};
use super::routes::Request;
use super::schema;
use super::world::Asked;

const MOST_BYTES: usize = 8 << 20;

/// Answers any request but those to the gateway.
pub(crate) async fn answer(State(double): State<Double>, http: Http) -> Response {
    let method = http.method().to_string();
    let whole = http.uri().path_and_query().map_or_else(String::new, ToString::to_string);
    let Some(path) = whole.strip_prefix("/api/v10/").map(|rest| format!("/{rest}")) else {
        double.with(|w| w.blame(format!("asked outside of /api/v10: {method} {whole}")));
        return response(404, &json!({ "message": "404: Not Found", "code": 0 }));
    };
    let authorization = http.headers().get(AUTHORIZATION).and_then(|h| h.to_str().ok()).map(str::to_owned);
    let (body, files) = read_body(http).await;
    let (path, query) = path.split_once('?').map_or((path.as_str(), ""), |(path, query)| (path, query));
    let mut request = Request { method, path: path.to_owned(), query: query_of(query), body, authorization };
    let (number, trouble) = double.with(|w| {
        w.asked.push(Asked {
            method: request.method.clone(),
            path: if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") },
            body: request.body.clone(),
            status: 0,
        });
        (w.asked.len() - 1, w.trouble(&request.method, path))
    });
    match trouble {
        Some(Trouble::TooMany { retry_after, global }) => {
            double.with(|w| w.asked[number].status = 429);
            let mut refused = response(429, &too_many_body(retry_after, global));
            let seconds = format!("{}", retry_after.ceil());
            refused.headers_mut().insert("Retry-After", seconds.parse().expect("a number is a header value"));
            let scope = if global { "global" } else { "user" };
            refused.headers_mut().insert("X-RateLimit-Scope", scope.parse().expect("a word is a header value"));
            return refused;
        }
        Some(Trouble::Fails(status)) => {
            double.with(|w| w.asked[number].status = status);
            // What stands in front of Discord answers with a page, Discord itself with JSON.
            return if matches!(status, 502..=504) {
                page(status)
            } else {
                response(status, &json!({ "message": "Internal Server Error", "code": 0 }))
            };
        }
        Some(Trouble::Swallowed) => pending().await,
        Some(Trouble::Held) => {
            double.until("a held request to be let go", |w| w.let_go(&request.method, path).then_some(())).await;
        }
        Some(Trouble::TooManyBare(seconds)) => {
            double.with(|w| w.asked[number].status = 429);
            let mut refused = page(429);
            let seconds = seconds.to_string().parse().expect("a number is a header value");
            refused.headers_mut().insert("Retry-After", seconds);
            return refused;
        }
        Some(Trouble::AnswerLost | Trouble::AnswerBroken) | None => {}
    }
    let answer = double.with(|w| {
        for fault in schema::check(&request) {
            w.blame(format!("{} {path}: {fault} in {}", request.method, request.body));
        }
        if !files.is_empty() {
            request.body["files"] = json!(files);
        }
        let answer = w.answer(&request);
        w.asked[number].status = answer.as_ref().map_or_else(|refusal| refusal.status, |answer| answer.0);
        answer
    });
    if trouble == Some(Trouble::AnswerLost) {
        pending::<()>().await;
    }
    if trouble == Some(Trouble::AnswerBroken) {
        let fault = std::io::Error::other("broken off, as the test asked");
        return Response::new(Body::from_stream(stream::once(async { Err::<&'static [u8], _>(fault) })));
    }
    match answer {
        Ok((status, Some(body))) => response(status, &body),
        Ok((status, None)) => {
            Response::builder().status(status).body(Body::empty()).expect("a status and no body are a response")
        }
        Err(refusal) => response(refusal.status, &refusal.body()),
    }
}

fn response(status: u16, body: &Value) -> Response {
    let response = Response::builder().status(status).header(CONTENT_TYPE, "application/json");
    response.body(Body::from(body.to_string())).expect("a status and a text are a response")
}

fn page(status: u16) -> Response {
    let response = Response::builder().status(status).header(CONTENT_TYPE, "text/html");
    response.body(Body::from("<html><body>try again</body></html>")).expect("a status and a text are a response")
}

/// The JSON of a request: its body, or the part of a form that carries it; and the files of the form.
async fn read_body(http: Http) -> (Value, Vec<Value>) {
    let kind = http.headers().get(CONTENT_TYPE).and_then(|h| h.to_str().ok()).unwrap_or_default().to_owned();
    if kind.starts_with("multipart/form-data") {
        let mut form = Multipart::from_request(http, &()).await.expect("a form as it says");
        let (mut body, mut files) = (Value::Null, Vec::new());
        while let Ok(Some(field)) = form.next_field().await {
            if field.name() == Some("payload_json") {
                body = serde_json::from_str(&field.text().await.unwrap_or_default()).unwrap_or(Value::Null);
            } else if let Some(name) = field.file_name().map(str::to_owned) {
                let text = field.text().await.unwrap_or_default();
                files.push(json!({ "filename": name, "content": text }));
            }
        }
        return (body, files);
    }
    let bytes = to_bytes(http.into_body(), MOST_BYTES).await.unwrap_or_default();
    (serde_json::from_slice(&bytes).unwrap_or(Value::Null), Vec::new())
}

fn query_of(query: &str) -> Vec<(String, String)> {
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}
