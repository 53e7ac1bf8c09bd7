//! A server that decides about each record of TLS and each segment, in each of the
//! five forms in which the library talks to a hub.

use std::io::{ErrorKind, Read, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use notification_hubs::hub::Hub;
use notification_hubs::policy::options::HubOptions;
use rustls::{ServerConfig, ServerConnection};
use socket2::SockRef;

use super::authority::Authority;
use super::raw_server::{KEY, RawServer, read_request};

/// How the library talks to a hub.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Plain,
    Tls12,
    Tls13,
    /// TLS 1.3 through an `http://` proxy.
    HttpProxy,
    /// The same through an `https://` proxy: one TLS inside another.
    HttpsProxy,
}

impl Form {
    pub const ALL: [Form; 5] = [
        Form::Plain,
        Form::Tls12,
        Form::Tls13,
        Form::HttpProxy,
        Form::HttpsProxy,
    ];

    pub fn has_proxy(self) -> bool {
        matches!(self, Form::HttpProxy | Form::HttpsProxy)
    }
}

/// What a tunnel is granted with.
pub const TUNNEL: &[u8] = b"HTTP/1.1 200 Connected\r\n\r\n";

/// Hub, and proxy where there is one, at once.
pub struct Layers {
    pub server: RawServer,
    form: Form,
    authority: Authority,
}

impl Layers {
    /// Runs `script` for each connection once it is made, numbered from 0.
    pub fn start(
        form: Form,
        test: &str,
        script: impl Fn(usize, &mut Peer) -> std::io::Result<()> + Send + Sync + 'static,
    ) -> Layers {
        Layers::start_raw(form, test, move |number, peer| {
            peer.make()?;
            script(number, peer)
        })
    }

    /// Runs it for each connection as it is accepted.
    pub fn start_raw(
        form: Form,
        test: &str,
        script: impl Fn(usize, &mut Peer) -> std::io::Result<()> + Send + Sync + 'static,
    ) -> Layers {
        let authority = Authority::new(&format!("{test}_{form:?}"));
        let mut config = authority.server(&["127.0.0.1"], false);
        let settings = Arc::get_mut(&mut config).unwrap();
        settings.send_half_rtt_data = true;
        let config = match form {
            Form::Tls12 => authority.server_of(&["127.0.0.1"], &[&rustls::version::TLS12]),
            _ => config,
        };
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        // A request that is not read does not fit the kernel's buffers.
        SockRef::from(&listener)
            .set_recv_buffer_size(64 * 1024)
            .unwrap();
        let server = RawServer::serve(listener, move |number, tcp| {
            tcp.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
            tcp.set_nodelay(true).unwrap();
            let mut peer = Peer {
                tcp,
                outer: None,
                inner: None,
                form,
                config: Arc::clone(&config),
            };
            // An error means that the client is gone.
            let _ = script(number, &mut peer);
        });
        Layers {
            server,
            form,
            authority,
        }
    }

    /// A hub behind it.
    pub fn open(&self, options: HubOptions) -> Hub {
        self.open_with_credentials(options, "")
    }

    /// The same with `user:password` for the proxy.
    pub fn open_with_credentials(&self, mut options: HubOptions, credentials: &str) -> Hub {
        let address = self.server.address;
        options.set_ca_file(&self.authority.file);
        let at = if credentials.is_empty() { "" } else { "@" };
        let place = format!("{credentials}{at}{address}");
        match self.form {
            Form::HttpProxy => options.set_proxy(&format!("http://{place}")).unwrap(),
            Form::HttpsProxy => options.set_proxy(&format!("https://{place}")).unwrap(),
            _ => {}
        }
        let emulator = match self.form {
            Form::Plain => ";UseDevelopmentEmulator=true",
            _ => "",
        };
        let scheme = if self.form == Form::Plain {
            "http"
        } else {
            "sb"
        };
        let text = format!(
            "Endpoint={scheme}://{address}/;SharedAccessKeyName=P;SharedAccessKey={KEY}{emulator}"
        );
        Hub::new(&text, Some("demo"), options).unwrap()
    }
}

/// The server's end of one connection.
pub struct Peer {
    pub tcp: TcpStream,
    /// TLS to the proxy, and to the hub.
    outer: Option<ServerConnection>,
    inner: Option<ServerConnection>,
    form: Form,
    config: Arc<ServerConfig>,
}

impl Peer {
    /// Makes all layers.
    pub fn make(&mut self) -> std::io::Result<()> {
        self.make_way()?;
        if self.form.has_proxy() {
            read_request(self).ok_or(ErrorKind::UnexpectedEof)?;
            self.write_below(TUNNEL)?;
        }
        self.make_inner(b"")
    }

    /// Up to where a proxy is asked.
    pub fn make_way(&mut self) -> std::io::Result<()> {
        self.make_way_saying(b"")
    }

    /// The same with `early` in the first flight of TLS to the proxy.
    pub fn make_way_saying(&mut self, early: &[u8]) -> std::io::Result<()> {
        if self.form == Form::HttpsProxy {
            let mut outer = ServerConnection::new(Arc::clone(&self.config)).unwrap();
            outer.writer().write_all(early)?;
            while outer.is_handshaking() {
                outer.complete_io(&mut self.tcp)?;
            }
            self.outer = Some(outer);
        }
        Ok(())
    }

    /// TLS to the hub, with `early` right behind it: before anything was asked.
    pub fn make_inner(&mut self, early: &[u8]) -> std::io::Result<()> {
        if self.form == Form::Plain {
            return self.write_below(early);
        }
        let mut inner = ServerConnection::new(Arc::clone(&self.config)).unwrap();
        self.feed(&mut inner)?;
        // In one segment with the rest of the handshake: TLS 1.3 lets a server speak
        // in its first flight, before 1.3 it waits for its last one.
        inner.writer().write_all(early)?;
        while inner.is_handshaking() {
            self.flush(&mut inner)?;
            if inner.is_handshaking() {
                self.feed(&mut inner)?;
            }
        }
        self.flush(&mut inner)?;
        self.inner = Some(inner);
        Ok(())
    }

    fn flush(&mut self, tls: &mut ServerConnection) -> std::io::Result<()> {
        let mut bytes = Vec::new();
        while tls.wants_write() {
            tls.write_tls(&mut bytes)?;
        }
        self.write_below(&bytes)
    }

    fn feed(&mut self, tls: &mut ServerConnection) -> std::io::Result<()> {
        let mut bytes = [0; 4096];
        let count = self.read_below(&mut bytes)?;
        if count == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        let mut left = &bytes[..count];
        while !left.is_empty() {
            tls.read_tls(&mut left)?;
            tls.process_new_packets().map_err(std::io::Error::other)?;
        }
        Ok(())
    }

    /// Reads a whole request.
    pub fn request(&mut self) -> std::io::Result<String> {
        read_request(self).ok_or(ErrorKind::UnexpectedEof.into())
    }

    /// Writes answers, each in a record of its own, in one segment.
    pub fn answer(&mut self, answers: &[&str]) -> std::io::Result<()> {
        let bytes: Vec<u8> = answers.iter().flat_map(|a| self.seal(a)).collect();
        self.write_below(&bytes)
    }

    /// As a record of the innermost TLS; as it is where there is none.
    pub fn seal(&mut self, plaintext: &str) -> Vec<u8> {
        let Some(tls) = &mut self.inner else {
            return plaintext.as_bytes().to_vec();
        };
        tls.writer().write_all(plaintext.as_bytes()).unwrap();
        drain(tls)
    }

    /// TLS's good-bye, and TCP left open; TCP's where there is no TLS.
    pub fn good_bye(&mut self) -> Vec<u8> {
        let Some(tls) = &mut self.inner else {
            return Vec::new();
        };
        tls.send_close_notify();
        drain(tls)
    }

    /// New keys, of which the client learns by a record without plaintext.
    pub fn new_keys(&mut self) -> Option<Vec<u8>> {
        let tls = self.inner.as_mut()?;
        if tls.protocol_version() != Some(rustls::ProtocolVersion::TLSv1_3) {
            return None;
        }
        tls.refresh_traffic_keys().unwrap();
        Some(drain(tls))
    }

    /// Writes below the innermost TLS, in one segment.
    pub fn write_below(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        if bytes.is_empty() {
            return Ok(());
        }
        let bytes = self.wrap(bytes);
        self.tcp.write_all(&bytes)
    }

    /// As TCP carries it.
    pub fn wrap(&mut self, bytes: &[u8]) -> Vec<u8> {
        match &mut self.outer {
            None => bytes.to_vec(),
            Some(tls) => {
                tls.writer().write_all(bytes).unwrap();
                drain(tls)
            }
        }
    }

    fn read_below(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let Some(tls) = &mut self.outer else {
            return self.tcp.read(into);
        };
        loop {
            match tls.reader().read(into) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    tls.complete_io(&mut self.tcp)?;
                }
                other => return other,
            }
        }
    }
}

impl Read for Peer {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let Some(mut tls) = self.inner.take() else {
            return self.read_below(into);
        };
        let result = loop {
            match tls.reader().read(into) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    if let Err(error) = self.feed(&mut tls) {
                        break Err(error);
                    }
                }
                other => break other,
            }
        };
        self.inner = Some(tls);
        result
    }
}

fn drain(tls: &mut ServerConnection) -> Vec<u8> {
    let mut bytes = Vec::new();
    while tls.wants_write() {
        tls.write_tls(&mut bytes).unwrap();
    }
    bytes
}
