//! Brings events to those who listen, however slow they are.
//!
//! The socket delivers; a [`Feed`] belongs to one job, an [`EventStream`] to one listener. No queue
//! grows without bound: a full one drops what later events make up for, the rest is counted.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll, Waker};

use comfy_graph_core::ids::JobId;
use futures_util::Stream;
use tokio::sync::watch;

use super::events::Event;
use super::record::Record;

/// How many events wait for a slow listener.
const CAPACITY: usize = 1024;
/// How many bytes of images wait for a slow listener.
const IMAGE_BYTES: usize = 64 << 20;

/// Takes a lock; a panic elsewhere leaves our short critical sections whole.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What is heard of one job.
#[derive(Debug)]
pub(crate) struct Feed {
    pub(crate) job: JobId,
    heard: watch::Sender<Heard>,
    listeners: Listeners,
    /// Holds the events since the submit for the first who asks.
    first: Mutex<Option<Arc<Inbox>>>,
}

/// The job's record with how often the connection changed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Heard {
    pub(crate) record: Record,
    pub(crate) breaks: u64,
}

impl Feed {
    pub(crate) fn new(job: JobId) -> Self {
        let first = Arc::new(Inbox::default());
        let listeners = Listeners::default();
        listeners.add(&first);
        let heard = watch::Sender::default();
        Self { job, heard, listeners, first: Mutex::new(Some(first)) }
    }

    /// Takes an event of the job, or one about the connection.
    pub(crate) fn deliver(&self, event: &Event) {
        self.heard.send_modify(|heard| match event {
            Event::Disconnected | Event::Reconnected => heard.breaks += 1,
            event => heard.record.fold(event),
        });
        self.listeners.deliver(event);
    }

    pub(crate) fn watch(&self) -> watch::Receiver<Heard> {
        self.heard.subscribe()
    }

    pub(crate) fn record(&self) -> Record {
        self.heard.borrow().record.clone()
    }

    /// The events from now on; for the first who asks, those since the submit.
    pub(crate) fn listen(&self) -> EventStream {
        let first = lock(&self.first).take();
        EventStream { inbox: first.unwrap_or_else(|| self.listeners.open()) }
    }
}

/// Those who hear the same events.
#[derive(Debug, Default)]
pub(crate) struct Listeners(Mutex<Vec<Weak<Inbox>>>);

impl Listeners {
    pub(crate) fn listen(&self) -> EventStream {
        EventStream { inbox: self.open() }
    }

    pub(crate) fn is_empty(&self) -> bool {
        lock(&self.0).iter().all(|inbox| inbox.strong_count() == 0)
    }

    pub(crate) fn deliver(&self, event: &Event) {
        let mut inboxes = lock(&self.0);
        inboxes.retain(|inbox| match inbox.upgrade() {
            Some(inbox) => {
                inbox.push(event.clone());
                true
            }
            None => false,
        });
    }

    fn open(&self) -> Arc<Inbox> {
        let inbox = Arc::new(Inbox::default());
        self.add(&inbox);
        inbox
    }

    fn add(&self, inbox: &Arc<Inbox>) {
        lock(&self.0).push(Arc::downgrade(inbox));
    }
}

/// The events that wait for one listener.
#[derive(Debug, Default)]
struct Inbox(Mutex<Waiting>);

#[derive(Debug, Default)]
struct Waiting {
    events: VecDeque<Event>,
    image_bytes: usize,
    missed: u64,
    waker: Option<Waker>,
}

impl Inbox {
    fn push(&self, event: Event) {
        let waker = {
            let mut waiting = lock(&self.0);
            waiting.push(event);
            waiting.waker.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

impl Waiting {
    fn push(&mut self, event: Event) {
        self.image_bytes += image_bytes(&event);
        self.events.push_back(event);
        while self.events.len() > CAPACITY || self.image_bytes > IMAGE_BYTES {
            if !self.drop_one() {
                break;
            }
        }
    }

    /// Drops the oldest event that later ones make up for, else the oldest; never the newest.
    fn drop_one(&mut self) -> bool {
        let older = self.events.len().saturating_sub(1);
        let over_images = self.image_bytes > IMAGE_BYTES;
        let expendable = |event: &Event| match event {
            Event::Preview(_) => true,
            Event::Progress { .. } | Event::ProgressState { .. } => !over_images,
            Event::Status { .. } | Event::Logs(_) | Event::Text { .. } => !over_images,
            _ => false,
        };
        let index = match self.events.iter().take(older).position(expendable) {
            Some(index) => index,
            None if over_images || older == 0 => return false,
            None => 0,
        };
        let dropped = self.events.remove(index);
        self.image_bytes -= dropped.as_ref().map_or(0, image_bytes);
        self.missed += 1;
        true
    }

    /// What was missed comes first, then the events.
    fn pop(&mut self) -> Option<Event> {
        let count = std::mem::take(&mut self.missed);
        if count > 0 {
            return Some(Event::Missed { count });
        }
        let event = self.events.pop_front()?;
        self.image_bytes -= image_bytes(&event);
        Some(event)
    }
}

fn image_bytes(event: &Event) -> usize {
    match event {
        Event::Preview(preview) => preview.bytes.len(),
        _ => 0,
    }
}

/// Events as they come.
///
/// Of use as a [`Stream`], or with [`EventStream::next`]. Never ends by itself: the socket
/// reconnects for as long as the client lives.
#[derive(Debug)]
pub struct EventStream {
    inbox: Arc<Inbox>,
}

impl EventStream {
    /// The next event. Can be dropped at any time without losing one.
    pub async fn next(&mut self) -> Event {
        poll_fn(|context| self.poll(context)).await
    }

    /// The next event if one waits.
    #[must_use]
    pub fn try_next(&mut self) -> Option<Event> {
        lock(&self.inbox.0).pop()
    }

    fn poll(&self, context: &mut Context<'_>) -> Poll<Event> {
        let mut waiting = lock(&self.inbox.0);
        match waiting.pop() {
            Some(event) => Poll::Ready(event),
            None => {
                waiting.waker = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }
}

impl Stream for EventStream {
    type Item = Event;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Event>> {
        self.poll(context).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job() -> JobId {
        "295bc76e-8280-40c5-a6c8-18e4ea54db4e".parse().unwrap()
    }

    fn progress(value: u32) -> Event {
        Event::Progress { job: job(), node: 2.into(), value: f64::from(value), max: 9.0 }
    }

    fn last() -> Event {
        Event::Executing { job: Some(job()), node: None, display_node: None }
    }

    #[test]
    fn a_slow_listener_misses_progress_but_never_the_end() {
        let feed = Feed::new(job());
        let mut stream = feed.listen();
        feed.deliver(&Event::ExecutionStart { job: job(), timestamp: None });

        (0..5000).for_each(|value| feed.deliver(&progress(value)));
        feed.deliver(&last());

        let heard: Vec<_> = std::iter::from_fn(|| stream.try_next()).collect();
        assert!(heard.len() <= CAPACITY + 1);
        assert!(matches!(heard[0], Event::Missed { count } if count > 3000));
        assert!(matches!(heard[1], Event::ExecutionStart { .. }));
        assert!(heard.last().unwrap().is_last());
        assert!(feed.record().over);
    }

    #[test]
    fn the_first_listener_hears_what_came_before() {
        let feed = Feed::new(job());
        feed.deliver(&progress(1));

        assert_eq!(feed.listen().try_next(), Some(progress(1)));
        assert_eq!(feed.listen().try_next(), None);
    }

    #[test]
    fn a_listener_that_is_gone_is_forgotten() {
        let listeners = Listeners::default();

        drop(listeners.listen());

        assert!(listeners.is_empty());
    }
}
