//! Faults that no HTTP library would commit: its connection is hijacked, and what is to happen is
//! played on the socket byte by byte.

use crate::basics::locks;
use crate::http::progress::{AnswerSent, Progress};
use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, Interest};
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep, timeout};
use tokio_rustls::server::TlsStream;

/// How often a stalled connection is looked at for whether the client is still there.
const LOOK_EVERY: Duration = Duration::from_millis(25);
/// How long the other side of a closed connection is waited for.
const HALF_OPEN_TIME: Duration = Duration::from_secs(2);

/// A connection with or without TLS.
pub trait Socket: AsyncRead + AsyncWrite + Unpin + Send {
    fn tcp(&mut self) -> &mut TcpStream;
}

impl Socket for TcpStream {
    fn tcp(&mut self) -> &mut TcpStream {
        self
    }
}

impl Socket for TlsStream<TcpStream> {
    fn tcp(&mut self) -> &mut TcpStream {
        self.get_mut().0
    }
}

pub enum Step {
    /// Reads and throws away.
    Read(usize),
    Write(Vec<u8>, AnswerSent),
    /// Byte by byte.
    Drip(Vec<u8>, Duration, AnswerSent),
    /// Until the client is gone, or for so long.
    WriteForever(Vec<u8>, Duration),
    /// Neither reads nor writes until the client is gone, or for so long.
    Hold(Duration),
}

#[derive(Debug, Clone, Copy)]
pub enum ConnectionEnd {
    Reset,
    /// Half, and what the client still sends is read for so long.
    Close(Option<Duration>),
    /// The same without the good manners of TLS.
    Cut(Option<Duration>),
}

pub struct HijackPlan {
    pub steps: Vec<Step>,
    pub end: ConnectionEnd,
    pub progress: Arc<Progress>,
}

/// What the handler of a request and the owner of its connection, or of its stream, share. The plan
/// `P` says what is to happen.
pub struct Hijack<P> {
    plan: Mutex<Option<P>>,
    requested: Notify,
}

impl<P> Default for Hijack<P> {
    fn default() -> Hijack<P> {
        Hijack {
            plan: Mutex::new(None),
            requested: Notify::new(),
        }
    }
}

impl<P> Hijack<P> {
    /// The handler asks for it. The connection is gone when this would come back.
    pub async fn carry_out(&self, plan: P) -> Infallible {
        *locks::lock(&self.plan) = Some(plan);
        self.requested.notify_one();
        std::future::pending().await
    }

    /// The owner waits for it.
    pub async fn requested(&self) -> P {
        loop {
            self.requested.notified().await;
            if let Some(plan) = locks::lock(&self.plan).take() {
                return plan;
            }
        }
    }
}

impl HijackPlan {
    pub async fn play(self, mut socket: impl Socket) {
        for step in &self.steps {
            if step.play(&mut socket, &self.progress).await.is_err() {
                // The client is gone.
                return;
            }
        }
        let _ = self.end.play(&mut socket).await;
    }
}

impl Step {
    async fn play(&self, socket: &mut impl Socket, progress: &Progress) -> std::io::Result<()> {
        match self {
            Step::Read(count) => {
                let mut left = vec![0; *count];
                let mut left = left.as_mut_slice();
                while !left.is_empty() {
                    let read = socket.read(left).await?;
                    if read == 0 {
                        break;
                    }
                    left = &mut left[read..];
                }
                Ok(())
            }
            Step::Write(bytes, reaches) => {
                if !bytes.is_empty() {
                    progress.reach(*reaches);
                }
                socket.write_all(bytes).await?;
                socket.flush().await
            }
            Step::Drip(bytes, every, reaches) => {
                for (index, byte) in bytes.iter().enumerate() {
                    progress.reach(match index + 1 == bytes.len() {
                        true => *reaches,
                        false => AnswerSent::PartOfHead,
                    });
                    socket.write_all(&[*byte]).await?;
                    socket.flush().await?;
                    sleep(*every).await;
                }
                Ok(())
            }
            Step::WriteForever(bytes, longest) => {
                let write = async {
                    loop {
                        socket.write_all(bytes).await?;
                        socket.flush().await?;
                    }
                };
                timeout(*longest, write).await.unwrap_or(Ok(()))
            }
            Step::Hold(longest) => {
                hold(socket.tcp(), *longest).await;
                Ok(())
            }
        }
    }
}

/// Reading would let a client go on that is to be stuck, so that its end is seen by its FIN alone.
async fn hold(tcp: &TcpStream, longest: Duration) {
    let until = Instant::now() + longest;
    loop {
        let now = Instant::now();
        if now >= until {
            return;
        }
        sleep(LOOK_EVERY.min(until - now)).await;
        let ready = timeout(Duration::ZERO, tcp.ready(Interest::READABLE)).await;
        if let Ok(Ok(ready)) = ready
            && ready.is_read_closed()
        {
            return;
        }
    }
}

impl ConnectionEnd {
    async fn play(self, socket: &mut impl Socket) -> std::io::Result<()> {
        match self {
            // Takes effect when the socket is dropped.
            ConnectionEnd::Reset => socket.tcp().set_zero_linger(),
            ConnectionEnd::Close(half_open) => {
                let _ = timeout(HALF_OPEN_TIME, socket.shutdown()).await;
                drain(socket.tcp(), half_open).await
            }
            ConnectionEnd::Cut(half_open) => {
                socket.tcp().shutdown().await?;
                drain(socket.tcp(), half_open).await
            }
        }
    }
}

/// A socket that is dropped with something unread sends a RST in place of what it should send.
async fn drain(tcp: &mut TcpStream, half_open: Option<Duration>) -> std::io::Result<()> {
    let mut bytes = [0; 16 << 10];
    let read = async {
        while tcp.read(&mut bytes).await? > 0 {}
        std::io::Result::Ok(())
    };
    timeout(half_open.unwrap_or(HALF_OPEN_TIME), read)
        .await
        .unwrap_or(Ok(()))
}
