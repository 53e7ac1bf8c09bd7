//! How sends in a queue end before they are made: their time is over, they are
//! cancelled, their hub or the queue is closed.

use std::sync::Arc;

use notification_hubs::error::Status;
use notification_hubs::hub::Hub;
use notification_hubs::outcome::{Outcome, Verdict};
use notification_hubs::policy::options::CallOptions;
use notification_hubs::queue::Queue;
use notification_hubs::sys::cancel::Cancel;

use crate::support::LocalHub;
use crate::support::queues::{
    HeldServer, LONG, NOW, hand_in_with, next, one_at_a_time, queue, submit, take,
};

/// What a send came to that was never begun.
fn assert_not_made(outcome: &Outcome, status: Status) {
    assert_eq!(outcome.status(), status, "{outcome:?}");
    assert_eq!(outcome.verdict, Verdict::NotAccepted);
    assert_eq!(outcome.attempts, 0);
    assert!(outcome.tracking_id.is_some());
}

/// What a send came to that was ended after it had left.
fn assert_unknown(outcome: &Outcome, status: Status) {
    assert_eq!(outcome.status(), status, "{outcome:?}");
    assert_eq!(outcome.verdict, Verdict::Unknown);
    assert_eq!(outcome.attempts, 1);
}

fn with_cancel() -> (Arc<Cancel>, CallOptions) {
    let cancel = Arc::new(Cancel::default());
    let mut options = CallOptions::default();
    options.set_cancel(Arc::clone(&cancel));
    (cancel, options)
}

/// One send under way that is not answered, and two that wait for it.
fn one_under_way(held: &HeldServer) -> (Queue, Arc<Hub>) {
    let queue = one_at_a_time();
    let hub = held.hub();
    for number in 0..3 {
        submit(&queue, &hub, number).unwrap();
    }
    held.wait_for(1);
    (queue, hub)
}

#[test]
fn time_runs_while_a_send_waits() {
    let held = HeldServer::start();
    let (queue, hub) = one_under_way(&held);
    let mut hurried = CallOptions::default();
    hurried.set_timeout_ms(20).unwrap();
    hand_in_with(&queue, &hub, &hurried, 3).unwrap();
    hand_in_with(&queue, &hub, &hurried, 4).unwrap();
    // Though no thread of the hub is free, and will not be.
    for expected in [3, 4] {
        let (user_data, outcome) = next(&queue);
        assert_eq!(user_data, expected);
        assert_not_made(&outcome, Status::Timeout);
    }
    held.open();
    for (_, outcome) in take(&queue, 3) {
        assert_eq!(outcome.verdict, Verdict::Accepted);
    }
    assert_eq!(held.wait_for(3).len(), 3);
}

#[test]
fn a_cancel_ends_what_waits_and_what_is_under_way() {
    let held = HeldServer::start();
    let queue = one_at_a_time();
    let hub = held.hub();
    let (first, first_options) = with_cancel();
    let (second, second_options) = with_cancel();
    hand_in_with(&queue, &hub, &first_options, 0).unwrap();
    held.wait_for(1);
    hand_in_with(&queue, &hub, &second_options, 1).unwrap();
    submit(&queue, &hub, 2).unwrap();
    second.cancel();
    let (user_data, outcome) = next(&queue);
    assert_eq!(user_data, 1);
    assert_not_made(&outcome, Status::Cancelled);
    first.cancel();
    let (user_data, outcome) = next(&queue);
    assert_eq!(user_data, 0);
    assert_unknown(&outcome, Status::Cancelled);
    // A cancelled handle stays so.
    hand_in_with(&queue, &hub, &first_options, 3).unwrap();
    held.open();
    let mut rest = take(&queue, 2);
    rest.sort_by_key(|(user_data, _)| *user_data);
    assert_eq!(rest[0].1.verdict, Verdict::Accepted);
    assert_not_made(&rest[1].1, Status::Cancelled);
}

#[test]
fn closing_a_hub_ends_its_own_sends() {
    let held = HeldServer::start();
    let (queue, hub) = one_under_way(&held);
    let other = held.hub();
    submit(&queue, &other, 10).unwrap();
    held.wait_for(2);
    hub.close(LONG).unwrap();
    let mut ended = take(&queue, 3);
    ended.sort_by_key(|(user_data, _)| *user_data);
    assert_unknown(&ended[0].1, Status::Closed);
    assert_not_made(&ended[1].1, Status::Closed);
    assert_not_made(&ended[2].1, Status::Closed);
    // What comes later is not taken.
    assert_eq!(submit(&queue, &hub, 3).unwrap_err().status, Status::Closed);
    held.open();
    let (user_data, outcome) = next(&queue);
    assert_eq!((user_data, outcome.verdict), (10, Verdict::Accepted));
}

#[test]
fn closing_a_queue_waits_for_its_sends() {
    let service = LocalHub::start_with(&["--plain"]);
    let hub = Arc::new(service.open(service.options()));
    let queue = queue(|options| options.set_concurrency(2).unwrap());
    for number in 0..100 {
        submit(&queue, &hub, number).unwrap();
    }
    queue.close(LONG).unwrap();
    assert_eq!(submit(&queue, &hub, 0).unwrap_err().status, Status::Closed);
    assert_eq!((queue.pending(), queue.ready()), (100, 100));
    for (_, outcome) in take(&queue, 100) {
        assert_eq!(outcome.verdict, Verdict::Accepted);
    }
    assert_eq!(queue.next(LONG).unwrap_err().status, Status::Closed);
    assert_eq!(service.sends().len(), 100);
    queue.close(NOW).unwrap();
}

#[test]
fn closing_a_queue_hands_back_what_was_not_made_in_time() {
    let held = HeldServer::start();
    let (queue, hub) = one_under_way(&held);
    let closed = queue.close(std::time::Duration::from_millis(10));
    assert_eq!(closed.unwrap_err().status, Status::Timeout);
    assert_eq!(submit(&queue, &hub, 9).unwrap_err().status, Status::Closed);
    let mut ended = take(&queue, 3);
    ended.sort_by_key(|(user_data, _)| *user_data);
    assert_unknown(&ended[0].1, Status::Closed);
    assert_not_made(&ended[1].1, Status::Closed);
    assert_not_made(&ended[2].1, Status::Closed);
    assert_eq!(queue.next(LONG).unwrap_err().status, Status::Closed);
    queue.close(NOW).unwrap();
    // The hub is not the queue's to close.
    held.open();
    let other = one_at_a_time();
    submit(&other, &hub, 0).unwrap();
    assert_eq!(next(&other).1.verdict, Verdict::Accepted);
}

#[test]
fn a_queue_that_is_dropped_ends_its_sends_and_lets_go_of_the_hub() {
    let held = HeldServer::start();
    let (queue, hub) = one_under_way(&held);
    drop(queue);
    // The one that was under way leaves the hub; the others never enter it.
    hub.close(LONG).unwrap();
    assert_eq!(held.wait_for(1).len(), 1);
    while Arc::strong_count(&hub) > 1 {
        std::thread::yield_now();
    }
}

#[test]
fn a_queue_of_nothing_is_closed_at_once() {
    let queue = queue(|_| {});
    queue.close(NOW).unwrap();
    assert_eq!(queue.next(LONG).unwrap_err().status, Status::Closed);
}

/// A full queue: one answer that nobody has taken, and what waits behind it.
/// `submit_rest` hands that in.
fn full(submit_rest: impl FnOnce(&HeldServer, &Queue, &Arc<Hub>)) -> Queue {
    let body = "x".repeat(65_536);
    let answer = format!("HTTP/1.1 201 Created\r\nContent-Length: 65536\r\n\r\n{body}");
    let held = HeldServer::answering(answer.leak());
    let queue = queue(|options| {
        options.set_concurrency(1).unwrap();
        options.set_capacity_bytes(65_536).unwrap();
    });
    let hub = held.hub();
    submit(&queue, &hub, 0).unwrap();
    held.wait_for(1);
    submit_rest(&held, &queue, &hub);
    held.open();
    wait_until_ready(&queue, 1);
    assert_eq!(
        submit(&queue, &hub, 9).unwrap_err().status,
        Status::WouldBlock
    );
    queue
}

fn wait_until_ready(queue: &Queue, count: usize) {
    let since = std::time::Instant::now();
    while queue.ready() < count {
        assert!(since.elapsed() < LONG, "{} of {count}", queue.ready());
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
}

#[test]
fn what_waits_for_room_ends_though_nobody_takes_outcomes() {
    let (cancel, cancelled) = with_cancel();
    let mut hurried = CallOptions::default();
    hurried.set_timeout_ms(300).unwrap();
    for (options, status) in [
        (&hurried, Status::Timeout),
        (&cancelled, Status::Cancelled),
        (&CallOptions::default(), Status::Closed),
    ] {
        let mut used = None;
        let queue = full(|_, queue, hub| {
            hand_in_with(queue, hub, options, 1).unwrap();
            used = Some(Arc::clone(hub));
        });
        match status {
            Status::Cancelled => cancel.cancel(),
            Status::Closed => used.unwrap().close(LONG).unwrap(),
            _ => {}
        }
        wait_until_ready(&queue, 2);
        let outcomes = take(&queue, 2);
        assert_eq!(outcomes[0].1.verdict, Verdict::Accepted);
        assert_not_made(&outcomes[1].1, status);
    }
}

#[test]
fn what_waits_for_room_goes_on_when_there_is_some() {
    let queue = full(|held, queue, hub| {
        submit(queue, hub, 1).unwrap();
        let other = held.hub();
        submit(queue, &other, 2).unwrap();
        submit(queue, &other, 3).unwrap();
        held.wait_for(2);
    });
    // Both that were under way; the later one found no room for its body.
    wait_until_ready(&queue, 2);
    let mut outcomes = take(&queue, 4);
    let bodies = [outcomes[0].1.body.len(), outcomes[1].1.body.len()];
    assert!(bodies[0] > 65_000 && bodies[1] < 1000, "{bodies:?}");
    outcomes.sort_by_key(|(number, _)| *number);
    for (index, (number, outcome)) in outcomes.into_iter().enumerate() {
        assert_eq!((index, outcome.verdict), (number, Verdict::Accepted));
    }
}

#[test]
fn closing_a_full_queue_waits_for_nobody_to_take_outcomes() {
    let hand_in = |_: &HeldServer, queue: &Queue, hub: &Arc<Hub>| {
        for number in 1..4 {
            submit(queue, hub, number).unwrap();
        }
    };
    let queue = full(hand_in);
    queue.close(LONG).unwrap();
    let outcomes = take(&queue, 4);
    for (number, outcome) in &outcomes {
        assert_eq!(outcome.verdict, Verdict::Accepted, "{number}");
    }
    // What is answered then has no room left.
    let bytes: usize = outcomes.iter().map(|(_, outcome)| outcome.body.len()).sum();
    assert!(bytes <= 65_536, "{bytes}");

    let queue = full(hand_in);
    assert_eq!(queue.close(NOW).unwrap_err().status, Status::Timeout);
    let outcomes = take(&queue, 4);
    assert_eq!(outcomes[0].1.verdict, Verdict::Accepted);
    for (_, outcome) in &outcomes[1..] {
        assert_eq!(outcome.status(), Status::Closed);
    }
}
