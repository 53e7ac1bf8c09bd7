//! Plans that are played on a stream of HTTP/2, and what its connection can be told.

use crate::faults::hijack::HijackPlan;
use crate::http::answer::Answer;
use crate::http::progress::{AnswerSent, Progress};
use h2::server::SendResponse;
use h2::{Reason, SendStream};
use hyper::Response;
use hyper::body::Bytes;
use std::future::poll_fn;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{sleep, timeout};

/// Within what the library keeps for a stream.
const MOST_AT_ONCE: usize = 64 << 10;

pub struct StreamPlan {
    pub steps: Vec<StreamStep>,
    pub end: StreamEnd,
    pub progress: Arc<Progress>,
}

pub enum StreamStep {
    /// A whole answer, with which the stream ends.
    Whole(Answer),
    Head(Response<()>),
    Data(Vec<u8>),
    /// A frame for each byte.
    Drip(Vec<u8>, Duration),
    /// Until the client is gone, or for so long.
    DataForever(Vec<u8>, Duration),
    Hold(Duration),
}

pub enum StreamEnd {
    /// END_STREAM, with which the client has so much of the answer.
    Whole(AnswerSent),
    /// RST_STREAM, after what was written.
    Reset,
    /// It takes the other streams along.
    Connection(HijackPlan),
}

/// What a stream asks of its connection.
pub enum ConnectionCommand {
    /// To be told when all that was written has left.
    Flush(oneshot::Sender<()>),
    /// Takes no more streams, finishes those that are under way, and closes.
    GoAway,
    /// And whoever asks waits until it is done: a stream that is given up says so.
    End(HijackPlan, oneshot::Sender<()>),
}

#[derive(Clone)]
pub struct ConnectionHandle(pub mpsc::Sender<ConnectionCommand>);

impl ConnectionHandle {
    // A connection that is gone needs none of this any more.

    pub async fn flush(&self) {
        let (done, flushed) = oneshot::channel();
        if self.0.send(ConnectionCommand::Flush(done)).await.is_ok() {
            let _ = flushed.await;
        }
    }

    pub async fn go_away(&self) {
        let _ = self.0.send(ConnectionCommand::GoAway).await;
    }

    async fn end(&self, plan: HijackPlan) {
        let (done, ended) = oneshot::channel();
        if self
            .0
            .send(ConnectionCommand::End(plan, done))
            .await
            .is_ok()
        {
            let _ = ended.await;
        }
    }
}

/// The client has reset the stream or is gone.
pub struct Gone;

impl From<h2::Error> for Gone {
    fn from(_: h2::Error) -> Gone {
        Gone
    }
}

impl StreamPlan {
    pub async fn play(
        self,
        mut respond: SendResponse<Bytes>,
        connection: &ConnectionHandle,
        patience: Duration,
    ) {
        let mut stream = None;
        for step in self.steps {
            let played = step.play(&mut respond, &mut stream, &self.progress, patience);
            if played.await.is_err() {
                break;
            }
        }
        match self.end {
            StreamEnd::Whole(reaches) => {
                self.progress.reach(reaches);
                if let Some(stream) = &mut stream {
                    let _ = stream.send_data(Bytes::new(), true);
                }
            }
            StreamEnd::Reset => {
                // It would overtake them.
                connection.flush().await;
                respond.send_reset(Reason::INTERNAL_ERROR);
            }
            // The connection does what was written before.
            StreamEnd::Connection(plan) => connection.end(plan).await,
        }
    }
}

impl StreamStep {
    async fn play(
        self,
        respond: &mut SendResponse<Bytes>,
        stream: &mut Option<SendStream<Bytes>>,
        progress: &Progress,
        patience: Duration,
    ) -> Result<(), Gone> {
        match self {
            StreamStep::Whole(answer) => {
                progress.reach(AnswerSent::Whole);
                let (head, body) = answer.into_stream_parts();
                let mut sent = respond.send_response(head, body.is_empty())?;
                send(&mut sent, body, true, patience).await
            }
            StreamStep::Head(head) => {
                progress.reach(AnswerSent::Head);
                *stream = Some(respond.send_response(head, false)?);
                Ok(())
            }
            StreamStep::Data(bytes) => {
                let stream = stream.as_mut().ok_or(Gone)?;
                send(stream, Bytes::from(bytes), false, patience).await
            }
            StreamStep::Drip(bytes, every) => {
                let stream = stream.as_mut().ok_or(Gone)?;
                for byte in bytes {
                    sleep(every).await;
                    send(stream, Bytes::from(vec![byte]), false, patience).await?;
                }
                sleep(every).await;
                Ok(())
            }
            StreamStep::DataForever(bytes, longest) => {
                let stream = stream.as_mut().ok_or(Gone)?;
                let bytes = Bytes::from(bytes);
                let write = async {
                    loop {
                        send(stream, bytes.clone(), false, longest).await?;
                    }
                };
                timeout(longest, write).await.unwrap_or(Ok(()))
            }
            StreamStep::Hold(longest) => {
                let gone = poll_fn(|context| match stream.as_mut() {
                    Some(stream) => stream.poll_reset(context),
                    None => respond.poll_reset(context),
                });
                match timeout(longest, gone).await {
                    Ok(_) => Err(Gone),
                    Err(_) => Ok(()),
                }
            }
        }
    }
}

/// What comes for as long as the client wants it, and however long it takes to read.
pub async fn send_live(
    stream: &mut SendStream<Bytes>,
    mut live: mpsc::Receiver<Bytes>,
) -> Result<(), Gone> {
    loop {
        let bytes = tokio::select! {
            bytes = live.recv() => bytes,
            _ = poll_fn(|context| stream.poll_reset(context)) => return Err(Gone),
        };
        let Some(bytes) = bytes else {
            return Ok(stream.send_data(Bytes::new(), true)?);
        };
        send(stream, bytes, false, Duration::MAX).await?;
    }
}

/// As fast as the client's windows allow. One that opens none for so long is given up.
pub async fn send(
    stream: &mut SendStream<Bytes>,
    mut bytes: Bytes,
    ends: bool,
    patience: Duration,
) -> Result<(), Gone> {
    while !bytes.is_empty() {
        stream.reserve_capacity(bytes.len().min(MOST_AT_ONCE));
        if stream.capacity() == 0 {
            let granted = poll_fn(|context| stream.poll_capacity(context));
            match timeout(patience, granted).await {
                Ok(Some(granted)) => granted?,
                Ok(None) => return Err(Gone),
                Err(_) => {
                    stream.send_reset(Reason::CANCEL);
                    return Err(Gone);
                }
            };
        }
        let part = bytes.split_to(stream.capacity().min(bytes.len()));
        if !part.is_empty() {
            stream.send_data(part, ends && bytes.is_empty())?;
        }
    }
    Ok(())
}
