//! A connection that is lent to a library, which gives nothing back: whoever lent it can take it.

use crate::basics::locks;
use crate::faults::hijack::Socket;
use std::future::poll_fn;
use std::io::{Error, ErrorKind, IoSlice, Result};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

pub struct Lent<S>(Arc<Mutex<State<S>>>);

struct State<S> {
    socket: Option<S>,
    /// The last write could not go on.
    is_blocked: bool,
}

impl<S> Clone for Lent<S> {
    fn clone(&self) -> Lent<S> {
        Lent(Arc::clone(&self.0))
    }
}

impl<S: Socket> Lent<S> {
    pub fn new(socket: S) -> Lent<S> {
        Lent(Arc::new(Mutex::new(State {
            socket: Some(socket),
            is_blocked: false,
        })))
    }

    /// From here on the library has a broken connection.
    pub fn take(&self) -> Option<S> {
        locks::lock(&self.0).socket.take()
    }

    /// Ready while nothing waits for room in the socket. Whoever asks polls the library first, which
    /// wakes it.
    pub async fn unblocked(&self) {
        poll_fn(|_| match locks::lock(&self.0).is_blocked {
            true => Poll::Pending,
            false => Poll::Ready(()),
        })
        .await;
    }

    fn with<T>(&self, poll: impl FnOnce(Pin<&mut S>) -> Poll<Result<T>>) -> Poll<Result<T>> {
        match &mut locks::lock(&self.0).socket {
            Some(socket) => poll(Pin::new(socket)),
            None => Poll::Ready(Err(Error::from(ErrorKind::ConnectionAborted))),
        }
    }

    fn writing<T>(&self, poll: impl FnOnce(Pin<&mut S>) -> Poll<Result<T>>) -> Poll<Result<T>> {
        let result = self.with(poll);
        locks::lock(&self.0).is_blocked = result.is_pending();
        result
    }
}

impl<S: Socket> AsyncRead for Lent<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<Result<()>> {
        self.with(|socket| socket.poll_read(context, buffer))
    }
}

impl<S: Socket> AsyncWrite for Lent<S> {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<Result<usize>> {
        self.writing(|socket| socket.poll_write(context, bytes))
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[IoSlice<'_>],
    ) -> Poll<Result<usize>> {
        self.writing(|socket| socket.poll_write_vectored(context, bytes))
    }

    fn is_write_vectored(&self) -> bool {
        let state = locks::lock(&self.0);
        state.socket.as_ref().is_some_and(S::is_write_vectored)
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        self.writing(|socket| socket.poll_flush(context))
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        self.with(|socket| socket.poll_shutdown(context))
    }
}
