//! A peer that does exactly what a script says, over TLS or without, and notes
//! in the ledger what it saw before its client can notice anything.

use std::io::{self, ErrorKind, Read, Write as _};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use rustls::{ServerConfig, ServerConnection};

use crate::judge::Answered;
use crate::stage::{Backstage, Ledger, PATIENCE, StoppedClock};
use crate::support::raw_server::{CREATED, read_request, request_length};

/// What is done to one connection; it closes at the end.
pub type Script = Arc<dyn Fn(&mut Peer) -> io::Result<()> + Send + Sync>;

/// A script from a closure.
pub fn script(play: impl Fn(&mut Peer) -> io::Result<()> + Send + Sync + 'static) -> Script {
    Arc::new(play)
}

/// The server's end of one connection.
pub struct Peer {
    pub tcp: TcpStream,
    tls: Option<ServerConnection>,
    ledger: Ledger,
    clock: Arc<StoppedClock>,
    /// The number of the attempt that goes on now. A proxy has none: what it
    /// is asked is no send.
    attempt: Option<usize>,
    /// All that arrived of the request, decrypted.
    arrived: Vec<u8>,
    /// How much of it the script has read.
    read: usize,
}

impl Peer {
    /// A connection over TLS, which is a new attempt.
    pub fn tls(tcp: TcpStream, back: &Backstage) -> Peer {
        let mut peer = Peer::plain(tcp, back);
        peer.begin_attempt();
        peer.use_certificate(&back.config);
        peer
    }

    /// A connection in clear to somebody on the way.
    pub fn plain(tcp: TcpStream, back: &Backstage) -> Peer {
        tcp.set_read_timeout(Some(PATIENCE)).unwrap();
        tcp.set_write_timeout(Some(PATIENCE)).unwrap();
        tcp.set_nodelay(true).unwrap();
        back.ledger.enter();
        Peer {
            tcp,
            tls: None,
            ledger: back.ledger.clone(),
            clock: Arc::clone(&back.clock),
            attempt: None,
            arrived: Vec::new(),
            read: 0,
        }
    }

    /// Shows another certificate.
    pub fn use_certificate(&mut self, config: &Arc<ServerConfig>) {
        self.tls = Some(ServerConnection::new(Arc::clone(config)).unwrap());
    }

    /// What follows is a new attempt.
    pub fn begin_attempt(&mut self) {
        self.attempt = Some(self.ledger.begin());
        self.note_whole();
    }

    /// An attempt of which the hub sees nothing.
    pub fn note_an_attempt_that_stays_here(&self) {
        self.ledger.begin();
    }

    fn note_whole(&self) {
        if let Some(attempt) = self.attempt
            && self.is_whole()
        {
            self.ledger.note(attempt, |seen| seen.whole = true);
        }
    }

    // What comes in.

    /// Waits for more of the request.
    fn receive(&mut self) -> io::Result<usize> {
        let before = self.arrived.len();
        let mut buffer = [0; 16 * 1024];
        match &mut self.tls {
            None => {
                let count = self.tcp.read(&mut buffer)?;
                self.arrived.extend_from_slice(&buffer[..count]);
            }
            Some(tls) => loop {
                match tls.reader().read(&mut buffer) {
                    Ok(count) => {
                        self.arrived.extend_from_slice(&buffer[..count]);
                        break;
                    }
                    Err(error) if error.kind() == ErrorKind::WouldBlock => {
                        tls.complete_io(&mut self.tcp)?;
                    }
                    Err(error) => return Err(error),
                }
            },
        }
        self.note_whole();
        Ok(self.arrived.len() - before)
    }

    /// Reads a whole request.
    pub fn request(&mut self) -> io::Result<()> {
        match read_request(self) {
            Some(_) => Ok(()),
            None => Err(ErrorKind::UnexpectedEof.into()),
        }
    }

    /// Reads on until so much of the request has arrived.
    pub fn receive_up_to(&mut self, amount: usize) -> io::Result<()> {
        while self.arrived.len() < amount {
            if self.receive()? == 0 {
                return Err(ErrorKind::UnexpectedEof.into());
            }
        }
        Ok(())
    }

    /// The next request on the same connection: a new attempt, once its first
    /// byte is here.
    pub fn next_request(&mut self) -> io::Result<()> {
        self.arrived.clear();
        self.read = 0;
        self.attempt = None;
        self.receive_up_to(1)?;
        self.begin_attempt();
        self.request()
    }

    /// How much of the request has arrived.
    pub fn arrived(&self) -> usize {
        self.arrived.len()
    }

    /// Has all of it arrived?
    pub fn is_whole(&self) -> bool {
        request_length(&self.arrived).is_some_and(|length| self.arrived.len() >= length)
    }

    /// Makes the TLS connection, and reads nothing of the request.
    pub fn handshake(&mut self) -> io::Result<()> {
        let tls = self.tls.as_mut().expect("a connection over TLS");
        while tls.is_handshaking() {
            tls.complete_io(&mut self.tcp)?;
        }
        Ok(())
    }

    /// Reads what there is until the client closes, and throws it away.
    pub fn drain(&mut self) -> io::Result<()> {
        while self.receive()? > 0 {}
        Ok(())
    }

    // What goes out.

    /// The notification is queued.
    pub fn take(&mut self) {
        if let Some(attempt) = self.attempt {
            self.ledger.note(attempt, |seen| seen.taken = true);
        }
    }

    /// Bytes that are no answer, or not yet one.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        match &mut self.tls {
            None => self.tcp.write_all(bytes),
            Some(tls) => {
                tls.writer().write_all(bytes)?;
                while tls.wants_write() {
                    tls.write_tls(&mut self.tcp)?;
                }
                Ok(())
            }
        }
    }

    /// Notes that the head of an answer is given with the bytes that follow.
    pub fn answers(&mut self, head: &str) {
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let retry_after = head.to_ascii_lowercase().contains("retry-after");
        let answer = Some(Answered {
            status,
            retry_after,
        });
        if let Some(attempt) = self.attempt {
            self.ledger.note(attempt, |seen| seen.answer = answer);
        }
    }

    /// Gives an answer.
    pub fn answer(&mut self, answer: &str) -> io::Result<()> {
        self.answers(answer);
        self.write(answer.as_bytes())
    }

    /// Byte by byte.
    pub fn drip(&mut self, bytes: &[u8]) -> io::Result<()> {
        for byte in bytes {
            self.write(&[*byte])?;
            std::thread::sleep(Duration::from_millis(1));
        }
        Ok(())
    }

    /// Takes notifications until the client closes.
    pub fn serve(&mut self) -> io::Result<()> {
        self.request()?;
        loop {
            self.take();
            self.answer(CREATED)?;
            self.next_request()?;
        }
    }

    // How it ends.

    /// A RST, when the script ends.
    pub fn reset(&mut self) -> io::Result<()> {
        socket2::SockRef::from(&self.tcp).set_linger(Some(Duration::ZERO))
    }

    /// A FIN, with TLS's good-bye before it.
    pub fn close_write(&mut self) -> io::Result<()> {
        if let Some(tls) = &mut self.tls {
            tls.send_close_notify();
            while tls.wants_write() {
                tls.write_tls(&mut self.tcp)?;
            }
        }
        self.tcp.shutdown(Shutdown::Write)
    }

    /// A FIN alone; what still comes is read.
    pub fn cut(&mut self) -> io::Result<()> {
        self.tcp.shutdown(Shutdown::Write)?;
        self.read_off()
    }

    /// The call's time is over, when the client has read what there is.
    pub fn time_is_over(&self) {
        self.clock.pass_when_all_is_read();
    }

    /// Does nothing until the call's time is over. Then what still comes is
    /// read, which is no more than a piece: before the next, a client looks
    /// at its clock.
    pub fn stall(&mut self) -> io::Result<()> {
        self.time_is_over();
        self.read_off()
    }

    fn read_off(&mut self) -> io::Result<()> {
        io::copy(&mut self.tcp, &mut io::sink()).map(|_| ())
    }

    // TLS by hand.

    /// The server's answer to the client's hello, not yet sent.
    pub fn flight(&mut self) -> io::Result<Vec<u8>> {
        let tls = self.tls.as_mut().expect("a connection over TLS");
        while !tls.wants_write() {
            if tls.read_tls(&mut self.tcp)? == 0 {
                return Err(ErrorKind::UnexpectedEof.into());
            }
            tls.process_new_packets().map_err(io::Error::other)?;
        }
        let mut flight = Vec::new();
        while tls.wants_write() {
            tls.write_tls(&mut flight)?;
        }
        Ok(flight)
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.ledger.leave();
    }
}

impl Read for Peer {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.read == self.arrived.len() && self.receive()? == 0 {
            return Ok(0);
        }
        let count = buffer.len().min(self.arrived.len() - self.read);
        buffer[..count].copy_from_slice(&self.arrived[self.read..self.read + count]);
        self.read += count;
        Ok(count)
    }
}
