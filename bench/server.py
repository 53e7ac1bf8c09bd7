"""The neutral server: an nginx of its own on loopback, which answers 201."""

import os
import shutil
import socket
import subprocess
import tempfile
import time

MODULE = "/usr/lib/nginx/modules/ngx_http_echo_module.so"
NGINX = "/usr/sbin/nginx"
SYSTEM_ROOTS = "/etc/ssl/certs/ca-certificates.crt"

CONFIG = """
load_module {module};
worker_processes 1;
daemon off;
pid pid;
error_log error.log warn;
events {{ worker_connections 512; }}
http {{
  access_log off;
  server_tokens off;
  keepalive_requests 1000000000;
  keepalive_timeout 600s;
  client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi; scgi_temp_path scgi;
  ssl_certificate server.pem; ssl_certificate_key server.key; ssl_protocols TLSv1.3;
  add_header Location "https://localhost/demo/messages/1-1-1?api-version=2020-06" always;
  server {{
    listen 127.0.0.1:{tls} ssl; listen 127.0.0.1:{plain};
    location / {{ return 201; }}
  }}
  server {{
    listen 127.0.0.1:{slow} ssl;
    location / {{ echo_status 201; echo_sleep 0.02; echo -n ""; }}
  }}
}}
"""


def present():
    return os.path.exists(NGINX) and os.path.exists(MODULE)


def free_ports(count):
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in held]
    for each in held:
        each.close()
    return ports


class Server:
    """TLS and plain without latency, TLS with 20 ms; pinned to the first core."""

    latency = 0.02

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="nh-bench-")
        # Its workers run as another user when root starts it.
        os.chmod(self.folder, 0o755)
        self.certificates()
        self.tls, self.plain, self.slow = free_ports(3)
        ports = {"tls": self.tls, "plain": self.plain, "slow": self.slow}
        with open(self.path("conf"), "w", encoding="utf-8") as file:
            file.write(CONFIG.format(module=MODULE, **ports))
        core = str(min(os.sched_getaffinity(0)))
        self.process = subprocess.Popen(
            ["taskset", "-c", core, NGINX, "-p", self.folder, "-c", "conf", "-e", "error.log"]
        )
        for port in ports.values():
            self.wait(port)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def path(self, name):
        return os.path.join(self.folder, name)

    def wait(self, port):
        for _ in range(100):
            if self.process.poll() is not None:
                break
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                return
            except OSError:
                time.sleep(0.1)
        raise SystemExit("nginx did not start")

    def cpu(self):
        """CPU seconds of its worker until now."""
        with open(f"/proc/{self.process.pid}/task/{self.process.pid}/children", encoding="utf-8") as file:
            worker = file.read().split()[0]
        with open(f"/proc/{worker}/stat", encoding="utf-8") as file:
            fields = file.read().rpartition(")")[2].split()
        # utime and stime; what stands before is the process's name.
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def certificates(self):
        """An authority, a certificate for localhost, and the system's roots with the authority."""
        key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        with open(self.path("extensions"), "w", encoding="utf-8") as file:
            file.write("subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\n")
        for command in (
            ["req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem", "-days", "30"]
            + ["-subj", "/CN=bench authority", "-addext", "keyUsage=keyCertSign"],
            ["req", *key, "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=localhost"],
            ["x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-days", "30"]
            + ["-CAcreateserial", "-extfile", "extensions", "-out", "server.pem"],
        ):
            subprocess.run(
                ["openssl", *command], cwd=self.folder, check=True, capture_output=True
            )
        with open(self.path("roots.pem"), "w", encoding="utf-8") as roots:
            for part in (SYSTEM_ROOTS, self.path("ca.pem")):
                with open(part, encoding="utf-8") as file:
                    roots.write(file.read())

    def environment(self, kind, system_roots=False):
        """What a client needs to know; kind is tls, plain or slow."""
        roots = self.path("roots.pem" if system_roots else "ca.pem")
        more = {"BENCH_SYSTEM_ROOTS": "1", "SSL_CERT_FILE": roots} if system_roots else {}
        return {
            **os.environ,
            "BENCH_HOST": "localhost",
            "BENCH_PORT": str(getattr(self, kind)),
            "BENCH_TLS": "0" if kind == "plain" else "1",
            "BENCH_CA": roots,
            **more,
        }
