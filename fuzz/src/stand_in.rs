//! A stand-in for the service on a socket of this process, for what only a
//! request reads. It answers every GET with the document that it was given, and
//! everything else with what it was sent.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use notification_hubs::hub::Hub;
use notification_hubs::hub::namespace::Namespace;
use notification_hubs::policy::options::HubOptions;

use super::KEY;

/// The stand-in, and a hub and a namespace whose requests go to it.
pub struct StandIn {
    document: Arc<Mutex<Vec<u8>>>,
    pub hub: Hub,
    pub namespace: Namespace,
}

/// The stand-in, for one user at a time.
pub fn stand_in() -> MutexGuard<'static, StandIn> {
    static STAND_IN: OnceLock<Mutex<StandIn>> = OnceLock::new();
    let shared = STAND_IN.get_or_init(|| Mutex::new(StandIn::start().expect("a socket")));
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

impl StandIn {
    fn start() -> io::Result<StandIn> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let document = Arc::new(Mutex::new(Vec::new()));
        let served = Arc::clone(&document);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let served = Arc::clone(&served);
                // The other end closes when it likes.
                std::thread::spawn(move || serve(stream, &served).ok());
            }
        });
        let text = connection_string(address);
        let options = || {
            let mut options = HubOptions::default();
            options.set_max_attempts(1).map(|()| options)
        };
        let made = options().and_then(|o| Hub::new(&text, Some("hub"), o));
        let hub = made.map_err(io::Error::other)?;
        let made = options().and_then(|o| Namespace::new(&text, o));
        let namespace = made.map_err(io::Error::other)?;
        Ok(StandIn {
            document,
            hub,
            namespace,
        })
    }

    /// Answers with `document` from now on.
    pub fn serve(&self, document: &[u8]) {
        let mut served = lock(&self.document);
        served.clear();
        served.extend_from_slice(document);
    }
}

fn lock(document: &Mutex<Vec<u8>>) -> MutexGuard<'_, Vec<u8>> {
    document.lock().unwrap_or_else(PoisonError::into_inner)
}

/// For a hub at this address.
pub fn connection_string(address: SocketAddr) -> String {
    format!(
        "Endpoint=http://{address}/;SharedAccessKeyName=P;SharedAccessKey={KEY};UseDevelopmentEmulator=true"
    )
}

/// Head and body of a whole request; `None` at the end.
pub fn read_request(reader: &mut BufReader<TcpStream>) -> io::Result<Option<(String, Vec<u8>)>> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head)? == 0 {
            return Ok(None);
        }
    }
    let length = head
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .and_then(|(_, value)| value.trim().parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body)?;
    Ok(Some((head, body)))
}

fn serve(stream: TcpStream, document: &Mutex<Vec<u8>>) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream);
    while let Some((head, mut body)) = read_request(&mut reader)? {
        if head.starts_with("GET ") {
            body.clone_from(&lock(document));
        }
        let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len());
        reader
            .get_mut()
            .write_all(&[head.as_bytes(), &body].concat())?;
    }
    Ok(())
}
