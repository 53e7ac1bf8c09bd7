//! A server that does exactly what a test says, byte by byte.

use std::io::{Read, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

/// Serves plain connections with a script; ends with the test process.
pub struct RawServer {
    pub address: SocketAddr,
    connections: Arc<AtomicUsize>,
}

impl RawServer {
    /// Runs `script` for each connection, numbered from 0, on a thread of its
    /// own; the connection closes when it returns.
    pub fn start(script: impl Fn(usize, TcpStream) + Send + Sync + 'static) -> RawServer {
        RawServer::start_on("127.0.0.1:0", script)
    }

    /// The same at a given address.
    pub fn start_on(
        address: &str,
        script: impl Fn(usize, TcpStream) + Send + Sync + 'static,
    ) -> RawServer {
        RawServer::serve(TcpListener::bind(address).unwrap(), script)
    }

    /// The same for a listener of the test's own making.
    pub fn serve(
        listener: TcpListener,
        script: impl Fn(usize, TcpStream) + Send + Sync + 'static,
    ) -> RawServer {
        let address = listener.local_addr().unwrap();
        let connections = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&connections);
        let script = Arc::new(script);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let number = counter.fetch_add(1, Ordering::SeqCst);
                let script = Arc::clone(&script);
                std::thread::spawn(move || script(number, stream));
            }
        });
        RawServer {
            address,
            connections,
        }
    }

    /// Answers every request with `answer`, keeping connections open.
    pub fn answering(answer: &'static str) -> RawServer {
        RawServer::start(move |_, mut stream| {
            while read_request(&mut stream).is_some() {
                stream.write_all(answer.as_bytes()).unwrap();
            }
        })
    }

    /// Answers each request with the status, the headers and the body that `answer` makes of
    /// it, on any number of connections. Beside it the lines of the requests so far.
    pub fn scripted(
        answer: impl Fn(&str) -> (u16, String, String) + Send + Sync + 'static,
    ) -> (RawServer, Arc<Mutex<Vec<String>>>) {
        let asked = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&asked);
        let server = RawServer::start(move |_, mut stream| {
            while let Some(request) = read_request(&mut stream) {
                let (status, headers, body) = answer(&request);
                let line = request.lines().next().unwrap().to_owned();
                seen.lock().unwrap().push(line);
                let length = body.len();
                let answer = format!(
                    "HTTP/1.1 {status} x\r\n{headers}Content-Length: {length}\r\n\r\n{body}"
                );
                if stream.write_all(answer.as_bytes()).is_err() {
                    return;
                }
            }
        });
        (server, asked)
    }

    /// How many connections it took.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// A connection string for it.
    pub fn connection_string(&self) -> String {
        format!(
            "Endpoint=http://{}/;SharedAccessKeyName=P;SharedAccessKey={KEY};UseDevelopmentEmulator=true",
            self.address
        )
    }

    /// A hub on it.
    pub fn open(&self, options: super::HubOptions) -> super::Hub {
        super::Hub::new(&self.connection_string(), Some("demo"), options).unwrap()
    }
}

/// The key in connection strings to raw servers: recognisable in a leak.
pub const KEY: &str = "c2VjcmV0LWtleS1vZi10aGUtcmF3LXNlcnZlci0wMDE=";

/// A bodiless 201.
pub const CREATED: &str = "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n";

/// Reads one whole request: its head and a body of the announced length.
pub fn read_request(stream: &mut impl Read) -> Option<String> {
    let mut request = Vec::new();
    let mut buffer = [0; 16 * 1024];
    let mut length = None;
    while length.is_none_or(|length| request.len() < length) {
        let count = stream.read(&mut buffer).ok()?;
        if count == 0 {
            return None;
        }
        request.extend_from_slice(&buffer[..count]);
        length = length.or_else(|| request_length(&request));
    }
    Some(String::from_utf8_lossy(&request).into_owned())
}

/// How long the whole request is that begins so; `None` while its head is not
/// all there.
pub fn request_length(begin: &[u8]) -> Option<usize> {
    let end = begin.windows(4).position(|bytes| bytes == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&begin[..end]);
    let body = head
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .map_or(0, |(_, value)| value.trim().parse().unwrap());
    Some(end + 4 + body)
}
