//! A name server for the test's own namespace ([`super::namespace`]): it answers for
//! each name as it was told.

use std::collections::HashMap;
use std::io::{self, Read as _, Write as _};
use std::net::{IpAddr, Ipv4Addr, TcpListener, TcpStream, UdpSocket};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

/// The domain of the names that exist only in the test's own namespace.
pub const DOMAIN: &str = "hub.example";

/// The one of this process.
pub fn names() -> &'static Names {
    static NAMES: OnceLock<Names> = OnceLock::new();
    NAMES.get_or_init(Names::start)
}

/// What is done to who asks for a name. It has the address 127.0.0.1 where
/// that is answered and no other is named.
#[derive(Clone)]
pub enum Manner {
    Good,
    /// It has these addresses.
    At(Vec<IpAddr>),
    /// Who asks for IPv4 gets the first, who asks for IPv6 the second.
    Families(Box<[Manner; 2]>),
    /// An answer with this code and no address.
    Fail(u8),
    /// A good answer, late.
    Late,
    /// No answer; this is run instead.
    Silent(Arc<dyn Fn() + Send + Sync>),
    /// An answer that has the right number and is none.
    Noise,
    /// "Too long for UDP, ask over TCP", and there …
    OverTcp(Tcp),
}

#[derive(Clone, Copy)]
pub enum Tcp {
    Close,
    Reset,
    Drip,
}

pub const NAME_ERROR: u8 = 3;
pub const SERVER_FAILURE: u8 = 2;
pub const REFUSED: u8 = 5;
/// No error, and no address either.
pub const NO_ERROR: u8 = 0;

#[derive(Default)]
pub struct Names(Arc<Mutex<HashMap<String, Manner>>>);

impl Names {
    fn start() -> Names {
        let names = Names::default();
        let udp = UdpSocket::bind("127.0.0.1:53").unwrap();
        let tcp = TcpListener::bind("127.0.0.1:53").unwrap();
        let manners = Arc::clone(&names.0);
        std::thread::spawn(move || {
            let mut buffer = [0; 1500];
            while let Ok((count, client)) = udp.recv_from(&mut buffer) {
                let query = buffer[..count].to_vec();
                let manner = manner(&manners, &query);
                let udp = udp.try_clone().unwrap();
                std::thread::spawn(move || {
                    if let Some(answer) = over_udp(&query, &manner) {
                        let _ = udp.send_to(&answer, client);
                    }
                });
            }
        });
        let manners = Arc::clone(&names.0);
        std::thread::spawn(move || {
            for stream in tcp.incoming().map_while(Result::ok) {
                let manners = Arc::clone(&manners);
                std::thread::spawn(move || over_tcp(stream, &manners));
            }
        });
        names
    }

    /// A new name that is answered for so.
    pub fn add(&self, manner: Manner) -> String {
        let mut manners = self.0.lock().unwrap();
        let name = format!("n{}.{DOMAIN}", manners.len());
        manners.insert(name.clone(), manner);
        name
    }

    /// From now on the name is answered for so.
    pub fn change(&self, name: &str, manner: Manner) {
        self.0.lock().unwrap().insert(name.to_owned(), manner);
    }
}

fn manner(manners: &Mutex<HashMap<String, Manner>>, query: &[u8]) -> Manner {
    let manners = manners.lock().unwrap();
    let (name, end) = question(query);
    match manners.get(&name) {
        Some(Manner::Families(both)) => both[usize::from(kind(query, end) == AAAA)].clone(),
        Some(manner) => manner.clone(),
        None => Manner::Fail(NAME_ERROR),
    }
}

/// The name that is asked for, and where the question ends.
fn question(query: &[u8]) -> (String, usize) {
    let mut labels = Vec::new();
    let mut at = 12;
    while query[at] != 0 {
        let end = at + 1 + usize::from(query[at]);
        labels.push(String::from_utf8_lossy(&query[at + 1..end]).to_lowercase());
        at = end;
    }
    // The root's empty label, type and class.
    (labels.join("."), at + 5)
}

/// The types of a question for IPv4 and for IPv6.
const A: u8 = 1;
const AAAA: u8 = 28;

/// Which type the question that ends there asks for.
fn kind(query: &[u8], end: usize) -> u8 {
    query[end - 3]
}

const GOOD: [IpAddr; 1] = [IpAddr::V4(Ipv4Addr::LOCALHOST)];

/// An answer with this code, and those addresses that are asked for.
fn answer(query: &[u8], code: u8, truncated: bool, addresses: &[IpAddr]) -> Vec<u8> {
    let (_, end) = question(query);
    let kind = kind(query, end);
    let addresses = addresses
        .iter()
        .filter_map(|address| match (address, kind) {
            (IpAddr::V4(address), A) => Some(address.octets().to_vec()),
            (IpAddr::V6(address), AAAA) => Some(address.octets().to_vec()),
            _ => None,
        });
    let addresses: Vec<Vec<u8>> = addresses.collect();
    let mut answer = query[..2].to_vec();
    answer.extend([0x81 | (u8::from(truncated) << 1), 0x80 | code]);
    answer.extend([0, 1, 0, addresses.len() as u8, 0, 0, 0, 0]);
    answer.extend(&query[12..end]);
    for address in addresses {
        // The same name, an address, of the internet, for a second, so long.
        answer.extend([0xc0, 12, 0, kind, 0, 1, 0, 0, 0, 1, 0, address.len() as u8]);
        answer.extend(address);
    }
    answer
}

fn over_udp(query: &[u8], manner: &Manner) -> Option<Vec<u8>> {
    match manner {
        Manner::Good => Some(answer(query, NO_ERROR, false, &GOOD)),
        Manner::At(addresses) => Some(answer(query, NO_ERROR, false, addresses)),
        Manner::Fail(code) => Some(answer(query, *code, false, &[])),
        Manner::Late => {
            std::thread::sleep(Duration::from_millis(300));
            Some(answer(query, NO_ERROR, false, &GOOD))
        }
        Manner::Silent(instead) => {
            instead();
            None
        }
        Manner::Noise => {
            let mut noise = answer(query, NO_ERROR, false, &GOOD);
            // A thousand addresses are announced, and their bytes cut off.
            noise[6..8].copy_from_slice(&1000_u16.to_be_bytes());
            noise.truncate(question(query).1 + 3);
            Some(noise)
        }
        Manner::Families(_) => unreachable!("one of both was chosen"),
        Manner::OverTcp(_) => Some(answer(query, NO_ERROR, true, &[])),
    }
}

fn over_tcp(mut stream: TcpStream, manners: &Mutex<HashMap<String, Manner>>) -> io::Result<()> {
    stream.set_nodelay(true)?;
    loop {
        let mut length = [0; 2];
        stream.read_exact(&mut length)?;
        let mut query = vec![0; usize::from(u16::from_be_bytes(length))];
        stream.read_exact(&mut query)?;
        let how = match manner(manners, &query) {
            Manner::OverTcp(how) => how,
            _ => Tcp::Drip,
        };
        match how {
            Tcp::Close => return Ok(()),
            Tcp::Reset => {
                return socket2::SockRef::from(&stream).set_linger(Some(Duration::ZERO));
            }
            Tcp::Drip => {
                let answer = answer(&query, NO_ERROR, false, &GOOD);
                let length = u16::try_from(answer.len()).unwrap().to_be_bytes();
                for byte in length.iter().chain(&answer) {
                    stream.write_all(&[*byte])?;
                    std::thread::sleep(Duration::from_millis(2));
                }
            }
        }
    }
}
