//! One mailbox for each channel in which something is going on: what arrives there is handled in order, one after
//! the other, by one task that ends when nothing has come for a while.
//!
//! Posting never waits. Events are posted by the gateway's thread in the order in which they came.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::oneshot;

use super::asked::Asked;
use super::bot::Bot;
use super::desk::Desk;
use super::incoming::Incoming;
use super::orders::{Done, Order};
use crate::store::{BoutId, ChannelKey, MessageKey, TraineeId};

/// How many channels without a bout are remembered, so that their messages cost nothing.
const MOST_STRANGERS: usize = 10_000;

/// Something to be done in a channel.
#[derive(Debug)]
pub(crate) enum Job {
    /// A person wrote something.
    Message(Incoming),
    /// A person changed what they had written.
    Edited { message: MessageKey, by: TraineeId },
    /// The channel or thread was deleted.
    Gone,
    /// A new session: read what came in between.
    CatchUp,
    /// No reply has come to this bout, which had so many replies and waits.
    Unanswered { bout: BoutId, replies: u32, waits: u32 },
    /// A person's data was deleted: what is known here may be gone.
    Forget,
    /// A command or button.
    Order { order: Order, asked: Arc<Asked>, done: oneshot::Sender<Done> },
}

/// The mailboxes that are open.
#[derive(Debug, Default)]
pub(crate) struct Mailboxes {
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    open: HashMap<ChannelKey, UnboundedSender<Job>>,
    strangers: HashSet<ChannelKey>,
}

impl Bot {
    /// Puts a job into the mailbox of a channel, opening it where needed.
    pub(crate) fn post(self: &Arc<Self>, channel: ChannelKey, job: Job) {
        if self.stopping.is_cancelled() {
            return;
        }
        let mut boxes = self.mailboxes.lock();
        if boxes.strangers.contains(&channel) {
            match job {
                Job::Order { .. } | Job::CatchUp => drop(boxes.strangers.remove(&channel)),
                _ => return,
            }
        }
        let job = match boxes.open.get(&channel) {
            None => job,
            // A mailbox whose task died (it never should) is replaced.
            Some(open) => match open.send(job) {
                Ok(()) => return,
                Err(unsent) => unsent.0,
            },
        };
        let (sender, receiver) = unbounded_channel();
        // The receiver stands one line up, so that sending cannot fail.
        let _ = sender.send(job);
        boxes.open.insert(channel, sender);
        self.tracker.spawn_on(Desk::new(Arc::clone(self), channel).run(receiver), &self.handle);
    }
}

impl Mailboxes {
    /// Closes the mailbox of a channel if nothing waits in it; whether it was closed. With `stranger`, messages of
    /// this channel are passed over from now on.
    pub(crate) fn leave(&self, channel: ChannelKey, receiver: &UnboundedReceiver<Job>, stranger: bool) -> bool {
        let mut boxes = self.lock();
        if !receiver.is_empty() {
            return false;
        }
        boxes.open.remove(&channel);
        if stranger {
            if boxes.strangers.len() >= MOST_STRANGERS {
                boxes.strangers.clear();
            }
            boxes.strangers.insert(channel);
        }
        true
    }

    /// Whether something is going on in a channel.
    pub(crate) fn is_open(&self, channel: ChannelKey) -> bool {
        self.lock().open.contains_key(&channel)
    }

    /// Nothing is done between lock and unlock that could fail half-way, so a poisoned lock is as good as any.
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Puts messages that wait next to each other into the order in which they were written: events can overtake each
/// other on the way. That no reply has come is looked at after all that has.
pub(crate) fn in_order(jobs: &mut [Job]) {
    jobs.sort_by_key(|job| matches!(job, Job::Unanswered { .. }));
    let is_message = |job: &Job| matches!(job, Job::Message(_));
    for run in jobs.chunk_by_mut(|a, b| is_message(a) && is_message(b)) {
        run.sort_by_key(|job| if let Job::Message(message) = job { message.id } else { MessageKey(0) });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(id: u64) -> Job {
        Job::Message(Incoming { id: MessageKey(id), ..Incoming::sample("hi") })
    }

    #[test]
    fn messages_are_put_in_order_between_other_jobs() {
        let unanswered = Job::Unanswered { bout: BoutId(1), replies: 0, waits: 0 };
        let mut jobs = [message(3), unanswered, message(1), Job::CatchUp, message(2), message(1)];
        in_order(&mut jobs);
        let place = |job: &Job| match job {
            Job::Message(m) => m.id.0,
            Job::Unanswered { .. } => 99,
            _ => 0,
        };
        assert_eq!(jobs.iter().map(place).collect::<Vec<_>>(), [1, 3, 0, 1, 2, 99]);
    }
}
