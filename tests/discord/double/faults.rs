//! Trouble made on purpose: the next requests to a route fail, wait, or lose their answer.

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::world::World;

/// What goes wrong with the next requests to a route.
#[derive(Debug, Clone)]
pub(crate) struct Fault {
    method: &'static str,
    /// Path parts; `*` stands for any one of them.
    path: &'static str,
    times: usize,
    trouble: Trouble,
}

/// What goes wrong.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Trouble {
    /// 429, with the time to wait in seconds.
    TooMany { retry_after: f64, global: bool },
    /// 429 from in front of Discord: a header says how many seconds to wait, and the body is a page.
    TooManyBare(u32),
    /// This status, and nothing is done.
    Fails(u16),
    /// It is done, but the answer never arrives.
    AnswerLost,
    /// It is done, but the answer breaks off.
    AnswerBroken,
    /// It is neither done nor answered.
    Swallowed,
    /// It waits, and is done once the fault is lifted.
    Held,
}

impl Fault {
    pub(crate) fn too_many(method: &'static str, path: &'static str, retry_after: f64, global: bool) -> Self {
        Self { method, path, times: 1, trouble: Trouble::TooMany { retry_after, global } }
    }

    pub(crate) fn too_many_bare(method: &'static str, path: &'static str, seconds: u32) -> Self {
        Self { method, path, times: 1, trouble: Trouble::TooManyBare(seconds) }
    }

    pub(crate) fn fails(method: &'static str, path: &'static str, status: u16) -> Self {
        Self { method, path, times: 1, trouble: Trouble::Fails(status) }
    }

    pub(crate) fn answer_lost(method: &'static str, path: &'static str) -> Self {
        Self { method, path, times: 1, trouble: Trouble::AnswerLost }
    }

    pub(crate) fn answer_broken(method: &'static str, path: &'static str) -> Self {
        Self { method, path, times: 1, trouble: Trouble::AnswerBroken }
    }

    pub(crate) fn swallowed(method: &'static str, path: &'static str) -> Self {
        Self { method, path, times: 1, trouble: Trouble::Swallowed }
    }

    pub(crate) fn held(method: &'static str, path: &'static str) -> Self {
        Self { method, path, times: usize::MAX, trouble: Trouble::Held }
    }

    pub(crate) fn times(mut self, times: usize) -> Self {
        self.times = times;
        self
    }

    fn is_of(&self, method: &str, path: &str) -> bool {
        let parts = |text: &str| text.split('/').filter(|p| !p.is_empty()).map(str::to_owned).collect::<Vec<_>>();
        let (wanted, asked) = (parts(self.path), parts(path));
        (self.method == "*" || self.method == method)
            && (self.path == "*"
                || (wanted.len() == asked.len() && wanted.iter().zip(&asked).all(|(w, a)| w == "*" || w == a)))
    }
}

impl World {
    /// The trouble that meets this request, counted down.
    pub(crate) fn trouble(&mut self, method: &str, path: &str) -> Option<Trouble> {
        if let Some(wait) = self.sends.as_mut().and_then(|sends| sends.wait(method, path)) {
            return Some(Trouble::TooMany { retry_after: wait.as_secs_f64(), global: false });
        }
        let fault = self.faults.iter_mut().find(|f| f.times > 0 && f.is_of(method, path))?;
        if fault.trouble != Trouble::Held {
            fault.times -= 1;
        }
        Some(fault.trouble.clone())
    }

    /// Whether a held request may go on.
    pub(crate) fn let_go(&self, method: &str, path: &str) -> bool {
        !self.faults.iter().any(|f| f.trouble == Trouble::Held && f.is_of(method, path))
    }
}

/// The body of a 429.
pub(crate) fn too_many_body(retry_after: f64, global: bool) -> Value {
    json!({ "message": "You are being rate limited.", "retry_after": retry_after, "global": global })
}

/// When each webhook and channel was last spoken through.
#[derive(Debug, Default)]
pub(crate) struct Sends(BTreeMap<String, VecDeque<Instant>>);

impl Sends {
    const MOST: usize = 5;
    const BY_WEBHOOK: Duration = Duration::from_secs(2);
    const IN_CHANNEL: Duration = Duration::from_secs(5);

    /// How long this request has to wait; notes it where it has not.
    fn wait(&mut self, method: &str, path: &str) -> Option<Duration> {
        let parts: Vec<&str> = path.split('/').filter(|p| !p.is_empty()).collect();
        let window = match (method, parts.as_slice()) {
            ("POST", ["webhooks", _, _]) => Self::BY_WEBHOOK,
            ("POST", ["channels", _, "messages"]) => Self::IN_CHANNEL,
            _ => return None,
        };
        let recent = self.0.entry(path.to_owned()).or_default();
        recent.retain(|sent| sent.elapsed() < window);
        if recent.len() < Self::MOST {
            recent.push_back(Instant::now());
            return None;
        }
        recent.front().map(|oldest| window.saturating_sub(oldest.elapsed()) + Duration::from_millis(5))
    }
}
