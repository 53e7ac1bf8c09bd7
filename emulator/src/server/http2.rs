//! Connections of HTTP/2. Each request is a stream with a task of its own; the connection's task
//! moves the bytes of all of them, and does what a fault asks of the whole.

use crate::app::App;
use crate::faults::exchange::{Exchange, StreamExchange};
use crate::faults::hijack::{Hijack, HijackPlan, Socket};
use crate::faults::stream::{ConnectionCommand, ConnectionHandle, send, send_live};
use crate::http::answer::Answer;
use crate::server::answer_headers;
use crate::server::crowd::Activity;
use crate::server::gateway;
use crate::server::lent::Lent;
use crate::server::limits::{MAX_HEAD, Timeouts};
use crate::server::stream_request;
use h2::RecvStream;
use h2::server::{Builder, Connection, SendResponse};
use hyper::body::Bytes;
use hyper::header::DATE;
use hyper::{Method, Request, Response, StatusCode};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, mpsc};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until, timeout};

/// Requests of one connection at a time; more wait at the client. How many may be reset, and how
/// long a head may be spread, the library bounds.
const MAX_STREAMS: u32 = 128;
/// What a client may send of bodies that nobody reads yet: for a stream, and for all of them.
const STREAM_WINDOW: u32 = 256 << 10;
const CONNECTION_WINDOW: u32 = 1 << 20;
/// For a client to answer the announcement of the end.
const GOING_TIME: Duration = Duration::from_secs(2);
const COMMANDS: usize = 16;

pub async fn serve<S: Socket>(app: Arc<App>, socket: S, times: Timeouts, activity: &Arc<Activity>) {
    let lent = Lent::new(socket);
    let handshake = Builder::new()
        .max_concurrent_streams(MAX_STREAMS)
        .max_header_list_size(MAX_HEAD as u32)
        .initial_window_size(STREAM_WINDOW)
        .initial_connection_window_size(CONNECTION_WINDOW)
        .handshake(lent.clone());
    let Ok(Ok(connection)) = timeout(times.idle, handshake).await else {
        return;
    };
    let mut owner = Owner {
        app,
        activity: Arc::clone(activity),
        lent,
        times,
        streams: JoinSet::new(),
        waiting: Vec::new(),
        deadline: Instant::now() + times.idle,
        is_going: false,
    };
    if let Some((plan, socket)) = owner.run(connection).await {
        let _busy = activity.busy();
        plan.play(socket).await;
    }
    // Requests that are under way are done and recorded all the same.
    while owner.streams.join_next().await.is_some() {}
}

/// What belongs to a connection beside the library's part of it.
struct Owner<S> {
    app: Arc<App>,
    activity: Arc<Activity>,
    lent: Lent<S>,
    times: Timeouts,
    streams: JoinSet<()>,
    /// Until all that was written has left.
    waiting: Vec<ConnectionCommand>,
    /// When a connection without streams is at its end.
    deadline: Instant,
    is_going: bool,
}

impl<S: Socket> Owner<S> {
    /// Until the connection ends by itself, or by a fault that goes on with its socket.
    async fn run(&mut self, mut connection: Connection<Lent<S>, Bytes>) -> Option<(HijackPlan, S)> {
        let (commands, mut asked) = mpsc::channel(COMMANDS);
        let handle = ConnectionHandle(commands);
        loop {
            tokio::select! {
                // In this order: the first one also writes what there is to write.
                biased;
                accepted = connection.accept() => match accepted {
                    Some(Ok((request, respond))) => {
                        let (app, handle) = (Arc::clone(&self.app), handle.clone());
                        let (activity, patience) = (Arc::clone(&self.activity), self.times.body);
                        self.streams.spawn(async move {
                            let _busy = activity.busy();
                            stream(app, request, respond, handle, patience).await;
                        });
                    }
                    // Closed, broken, or told that it does not speak HTTP/2.
                    _ => return None,
                },
                Some(_) = self.streams.join_next() => {
                    let patience = if self.is_going { GOING_TIME } else { self.times.idle };
                    self.deadline = Instant::now() + patience;
                }
                Some(command) = asked.recv() => self.waiting.push(command),
                () = self.lent.unblocked(), if !self.waiting.is_empty() => {
                    if let ControlFlow::Break(plan) = self.obey(&mut connection) {
                        return Some((plan, self.lent.take()?));
                    }
                }
                () = sleep_until(self.deadline), if self.streams.is_empty() => {
                    if self.is_going {
                        return None;
                    }
                    self.go(&mut connection);
                }
            }
        }
    }

    fn obey(&mut self, connection: &mut Connection<Lent<S>, Bytes>) -> ControlFlow<HijackPlan> {
        for command in std::mem::take(&mut self.waiting) {
            match command {
                ConnectionCommand::Flush(done) => {
                    let _ = done.send(());
                }
                ConnectionCommand::GoAway => self.go(connection),
                ConnectionCommand::End(plan, _done) => return ControlFlow::Break(plan),
            }
        }
        ControlFlow::Continue(())
    }

    fn go(&mut self, connection: &mut Connection<Lent<S>, Bytes>) {
        self.is_going = true;
        self.deadline = Instant::now() + GOING_TIME;
        connection.graceful_shutdown();
    }
}

async fn stream(
    app: Arc<App>,
    request: Request<RecvStream>,
    mut respond: SendResponse<Bytes>,
    connection: ConnectionHandle,
    body_timeout: Duration,
) {
    let exchange = StreamExchange {
        stream: respond.stream_id().as_u32(),
        hijack: Hijack::default(),
        connection,
    };
    let is_head = request.method() == Method::HEAD;
    let reads_body = Arc::new(Notify::new());
    let request = stream_request::usual(request, Arc::clone(&reads_body));
    let taken = Exchange::OfStream(&exchange);
    let mut answer = std::pin::pin!(gateway::answer(&app, request, &taken, body_timeout));
    loop {
        tokio::select! {
            answer = &mut answer => {
                return finish(&app, answer, is_head, &mut respond, body_timeout).await;
            }
            plan = exchange.hijack.requested() => {
                return plan.play(respond, &exchange.connection, body_timeout).await;
            }
            () = reads_body.notified() => {
                let mut go_on = Response::new(());
                *go_on.status_mut() = StatusCode::CONTINUE;
                // Who is gone needs none.
                let _ = respond.send_informational(go_on);
            }
        }
    }
}

async fn finish(
    app: &App,
    answer: Answer,
    is_head: bool,
    respond: &mut SendResponse<Bytes>,
    patience: Duration,
) {
    // hyper adds it in HTTP/1.1.
    let mut answer = match answer.headers.iter().any(|(name, _)| *name == DATE) {
        true => answer,
        false => answer_headers::with_date(app, answer),
    };
    if let Some(live) = answer.live.take() {
        if let Ok(mut stream) = respond.send_response(answer.into_stream_head(), false) {
            let _ = send_live(&mut stream, live).await;
        }
        return;
    }
    let (head, mut body) = answer.into_stream_parts();
    if is_head {
        body.clear();
    }
    if let Ok(mut stream) = respond.send_response(head, body.is_empty()) {
        // A client that does not want it is not in the way of others.
        let _ = send(&mut stream, body, true, patience).await;
    }
}
