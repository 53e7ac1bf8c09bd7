//! Ports at which no connection comes about.

use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use socket2::{Domain, Socket, Type};

/// A listener that accepts nothing and whose backlog is full, so that the
/// kernel drops further attempts to connect.
pub struct FullListener {
    listener: Socket,
    _waiting: Vec<Socket>,
}

impl FullListener {
    pub fn new() -> FullListener {
        FullListener::at("127.0.0.1:0".parse().unwrap())
    }

    pub fn at(address: SocketAddr) -> FullListener {
        let domain = Domain::for_address(address);
        let listener = Socket::new(domain, Type::STREAM, None).unwrap();
        listener.bind(&address.into()).unwrap();
        listener.listen(0).unwrap();
        let address = listener.local_addr().unwrap();
        let waiting = (0..4)
            .map(|_| {
                let socket = Socket::new(domain, Type::STREAM, None).unwrap();
                let _ = socket.connect_timeout(&address, Duration::from_millis(50));
                socket
            })
            .collect();
        FullListener {
            listener,
            _waiting: waiting,
        }
    }

    pub fn address(&self) -> SocketAddr {
        self.listener.local_addr().unwrap().as_socket().unwrap()
    }

    /// A connection string for it.
    pub fn connection_string(&self) -> String {
        format!(
            "Endpoint=http://{}/;SharedAccessKeyName=P;SharedAccessKey=k;UseDevelopmentEmulator=true",
            self.address()
        )
    }
}

/// A port on which nobody listens, and which nobody else gets.
pub struct ClosedPort {
    socket: Socket,
    pub address: SocketAddr,
}

impl ClosedPort {
    pub fn new() -> ClosedPort {
        let socket = bound("127.0.0.1:0".parse().unwrap());
        let address = socket.local_addr().unwrap().as_socket().unwrap();
        ClosedPort { socket, address }
    }

    /// A server that will go away: when it is dropped the port is closed as
    /// before.
    pub fn listen_for_a_while(&self) -> TcpListener {
        let socket = bound(self.address);
        socket.listen(128).unwrap();
        socket.into()
    }

    /// Opens it for good.
    pub fn open(self) -> TcpListener {
        self.socket.listen(128).unwrap();
        self.socket.into()
    }
}

fn bound(address: SocketAddr) -> Socket {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    // Linux lets sockets share a port so, as long as one of them listens.
    socket.set_reuse_address(true).unwrap();
    socket.bind(&address.into()).unwrap();
    socket
}
