//! Accepting connections, and the limits that keep bad ones from taking the hub down.

use crate::app::App;
use crate::faults::exchange::Exchange;
use crate::faults::hijack::{Hijack, Socket};
use crate::faults::rule::FaultPoint;
use crate::server::crowd::{Activity, Crowd};
use crate::server::faulted;
use crate::server::gateway;
use crate::server::http2;
use crate::server::limits::{MAX_HEAD, Timeouts};
use crate::server::protocol::{Protocol, Speaks};
use crate::server::tls::ServerTls;
use http_body_util::BodyExt;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

const MAX_CONNECTIONS: usize = 4096;
const HANDSHAKE_TIME: Duration = Duration::from_secs(10);
/// After a failed accept, usually for lack of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

pub async fn run(app: Arc<App>, listener: TcpListener, tls: Option<ServerTls>, times: Timeouts) {
    let slots = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let mut crowd = Crowd::default();
    loop {
        // Those over the limit wait in the listener's queue.
        let Some(slot) = crowd.slot(&slots).await else {
            return;
        };
        let Ok((stream, _)) = listener.accept().await else {
            crowd.make_room();
            tokio::time::sleep(ACCEPT_PAUSE).await;
            continue;
        };
        let (app, tls) = (Arc::clone(&app), tls.clone());
        let activity = Arc::new(Activity::new());
        let shared = Arc::clone(&activity);
        let task = tokio::spawn(async move {
            connection(app, stream, tls, times, &shared).await;
            drop(slot);
        });
        crowd.add(activity, task.abort_handle());
    }
}

async fn connection(
    app: Arc<App>,
    mut stream: TcpStream,
    tls: Option<ServerTls>,
    times: Timeouts,
    activity: &Arc<Activity>,
) {
    // Without it a small answer may wait for the client's acknowledgement of the one before. A
    // connection that refuses the option works all the same.
    let _ = stream.set_nodelay(true);
    if let Some(plan) = faulted::connection_plan(&app, FaultPoint::Accept).await {
        let _busy = activity.busy();
        return plan.play(stream).await;
    }
    match tls {
        None => serve(app, stream, times, activity).await,
        Some(tls) => {
            let tls = match faulted::handshake(&app, &tls, &mut stream, HANDSHAKE_TIME).await {
                Ok(tls) => tls,
                Err(plan) => {
                    let _busy = activity.busy();
                    return plan.play(stream).await;
                }
            };
            if let Ok(Ok(stream)) = tokio::time::timeout(HANDSHAKE_TIME, tls.accept(stream)).await {
                serve(app, stream, times, activity).await;
            }
        }
    }
}

async fn serve(
    app: Arc<App>,
    stream: impl Socket + Speaks,
    times: Timeouts,
    activity: &Arc<Activity>,
) {
    if let Some(plan) = faulted::connection_plan(&app, FaultPoint::RequestHead).await {
        let _busy = activity.busy();
        return plan.play(stream).await;
    }
    match stream.protocol(times.idle).await {
        Some(Protocol::Http1) => serve_http1(app, stream, times, activity).await,
        // Of no use to the others, and so not in their memory.
        Some(Protocol::Http2) => Box::pin(http2::serve(app, stream, times, activity)).await,
        None => {}
    }
}

async fn serve_http1(
    app: Arc<App>,
    stream: impl Socket,
    times: Timeouts,
    activity: &Arc<Activity>,
) {
    let hijack = Arc::new(Hijack::default());
    let service = service_fn(|request| {
        let (app, hijack) = (Arc::clone(&app), Arc::clone(&hijack));
        async move {
            let busy = activity.busy();
            let exchange = Exchange::OfConnection(&hijack);
            let answer = gateway::answer(&app, request, &exchange, times.body).await;
            // Who reads along is not idle. Who does not read an answer that is whole may be.
            let busy = answer.live.is_some().then_some(busy);
            let response = answer.into_response().map(|body| {
                body.map_frame(move |frame| {
                    let _ = &busy;
                    frame
                })
            });
            Ok::<_, Infallible>(response)
        }
    });
    let mut connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(times.idle)
        .max_buf_size(MAX_HEAD)
        // A client that has closed its own side still wants to read.
        .half_close(true)
        // As the service spells Location, Content-Type and so on.
        .title_case_headers(true)
        .serve_connection(TokioIo::new(stream), service);
    tokio::select! {
        // An error here is a broken connection or a request that is not HTTP, and hyper has
        // answered it already where that makes sense.
        _ = &mut connection => {}
        plan = hijack.requested() => {
            let _busy = activity.busy();
            plan.play(connection.into_parts().io.into_inner()).await;
        }
    }
}
