"""The servers: how each is started, asked, told to reload and to stop.

Commands are lines of the shell, run in the row's folder. RUN is a folder of this start's own,
PORT a free port, PID the server's process.
"""

import os
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable, Optional

from asking import Client, FastCgi, Http

PYTHON = os.environ.get("NH_SERVERS_PYTHON", "python3")


def socket(path="/?{0}"):
    return lambda run, port, folder, environment: Http(str(run / "socket"), path)


def port(path="/?{0}"):
    return lambda run, port, folder, environment: Http(port, path)


def fpm(run, port, folder, environment):
    page = Path(environment["WORK"]) / "bindings/php/tests/fpm/public/send.php"
    return FastCgi(str(run / "socket"), str(page))


def unit(work, environment):
    """The unit as systemd reads it; where systemd is not the first process it starts none."""
    file = str(work / "tests/servers/systemd/push.service")
    for command in (["verify", "--man=no", file], ["security", "--offline=true", "--threshold=20", file]):
        told = subprocess.run(["systemd-analyze", *command], capture_output=True, text=True)
        unknown = [line for line in told.stderr.splitlines() if "push.service" in line]
        if told.returncode != 0 or unknown:
            return "", told.stdout + told.stderr
    return f"read alone: {told.stdout.strip().splitlines()[-1].strip('→ ').encode('ascii', 'ignore').decode().strip()}", ""


def client(*command):
    def asked(run, port, folder, environment):
        return Client(command, cwd=folder, env=environment)

    return asked


#: The broker of job queues.
REDIS = ("redis-server --port 0 --unixsocket $RUN/redis --save '' --dir $RUN",)


#: `.async` calls take turns on the threads of libuv's pool.
NODE = {
    "UV_THREADPOOL_SIZE": "16",
    "NH_NODE_MODULES": os.environ.get("NH_SERVERS_NODE", ".") + "/from.js",
}


#: Inside of the namespaces of the systemd that a row starts.
SYSTEMD = "nsenter --target $(ps -o pid= --ppid $PID) --pid --mount timeout -s KILL 30"


@dataclass
class Row:
    name: str
    folder: str
    command: str
    #: Programs and files without which it cannot run.
    needs: tuple = ()
    asked: Callable = socket()
    reload: str = ""
    #: Whether a reload may cut clients off. Their sends are delivered, or were not begun.
    reload_cuts: bool = False
    stop: str = "kill -TERM $PID"
    #: Whether a stop waits for sends under way; None where it is not the same each time.
    stop_answers: Optional[bool] = True
    #: How long sends are under way, in milliseconds.
    delay: int = 1500
    clients: int = 8
    under_way: int = 2
    #: What is added to the command for a limit of a few seconds, and what the page calls it.
    limit: str = ""
    limit_environment: dict = field(default_factory=dict)
    limit_name: str = ""
    #: The command with a limit of two seconds for a stop, and what the page calls it.
    stop_limit: str = ""
    stop_limit_name: str = ""
    #: Programs that run beside it.
    beside: tuple = ()
    environment: dict = field(default_factory=dict)
    #: The file with the id of its process, where it is another than the one that was started.
    pid_file: str = ""
    #: What ends jobs so that they are handed out again, with this added to the command, and
    #: whether they then send again.
    repeat_by: str = ""
    repeat: str = ""
    is_repeated: bool = True
    #: In place of all that: gives what the table says, and what is wrong.
    only: Optional[Callable] = None

    def missing(self):
        path = os.environ["PATH"] + ":/usr/sbin"
        absent = [need for need in self.needs if not (os.path.exists(need) or shutil.which(need, path=path))]
        return ", ".join(absent)


ROWS = [
    Row(
        "gunicorn sync",
        "gunicorn",
        "gunicorn -c sync.py -b unix:$RUN/socket",
        needs=("gunicorn",),
        reload="kill -HUP $PID",
        limit="--timeout 2",
        limit_name="--timeout 2",
        stop_limit="gunicorn -c sync.py --graceful-timeout 2 -b unix:$RUN/socket",
        stop_limit_name="--graceful-timeout 2",
    ),
    Row(
        "gunicorn gthread, preload",
        "gunicorn",
        "gunicorn -c gthread.py -b unix:$RUN/socket",
        needs=("gunicorn",),
        reload="kill -HUP $PID",
        under_way=4,
    ),
    Row(
        "gunicorn gevent",
        "gunicorn",
        f"{PYTHON} -m gunicorn -c gevent_workers.py -b unix:$RUN/socket",
        needs=("gunicorn",),
        reload="kill -HUP $PID",
        under_way=20,
        clients=20,
    ),
    Row(
        "eventlet",
        "eventlet",
        f"{PYTHON} -W ignore server.py $PORT",
        asked=port(),
        under_way=20,
        clients=20,
        stop_answers=False,  # its server ends at once
    ),
    Row(
        "uvicorn, uvloop",
        "uvicorn",
        f"{PYTHON} -m uvicorn app:app --loop uvloop --workers 2 --port $PORT --lifespan off --log-level warning",
        asked=port(),
        under_way=20,
        clients=20,
    ),
    Row(
        "hypercorn, trio",
        "trio",
        f"{PYTHON} -m hypercorn -c hypercorn.toml -b unix:$RUN/socket app:app",
        under_way=20,
        clients=20,
        stop_limit=f"{PYTHON} -m hypercorn -c hypercorn.toml --graceful-timeout 2 -b unix:$RUN/socket app:app",
        stop_limit_name="graceful_timeout = 2",
    ),
    Row(
        "uWSGI",
        "uwsgi",
        "uwsgi --ini uwsgi.ini --http-socket $RUN/socket",
        needs=("uwsgi",),
        reload="kill -HUP $PID",
        limit="--harakiri 2",
        limit_name="harakiri = 2",
    ),
    Row(
        "uWSGI, lazy-apps, threads, max-requests",
        "uwsgi",
        "uwsgi --ini lazy.ini --http-socket $RUN/socket",
        needs=("uwsgi",),
        reload="kill -HUP $PID",
    ),
    Row(
        "mod_wsgi, daemon mode",
        "mod_wsgi",
        "apache2 -DFOREGROUND -f $PWD/httpd.conf",
        needs=("apache2", "/usr/lib/apache2/modules/mod_wsgi.so"),
        asked=port(),
        reload="kill -USR1 $PID",
        reload_cuts=True,
        stop="kill -WINCH $PID",
    ),
    Row(
        "mod_wsgi, embedded",
        "mod_wsgi",
        "apache2 -DFOREGROUND -Dembedded -f $PWD/httpd.conf",
        needs=("apache2", "/usr/lib/apache2/modules/mod_wsgi.so"),
        asked=port(),
        reload="kill -USR1 $PID",
        stop="kill -WINCH $PID",
    ),
    Row(
        "Celery, prefork",
        "celery",
        f"{PYTHON} -m celery -A tasks worker --concurrency 3 --max-tasks-per-child 40 --without-gossip --loglevel WARNING",
        needs=("redis-server",),
        beside=REDIS,
        asked=client(PYTHON, "client.py"),
        environment={"BROKER": "redis+socket://$RUN/redis"},
        under_way=3,
    ),
    Row(
        "Celery, acks_late",
        "celery",
        f"{PYTHON} -m celery -A tasks worker --concurrency 3 --without-gossip --loglevel WARNING",
        needs=("redis-server",),
        beside=REDIS,
        asked=client(PYTHON, "client.py", "push_late"),
        environment={"BROKER": "redis+socket://$RUN/redis"},
        under_way=3,
        # The kernel's way with a worker that takes too much memory.
        repeat_by="kill -KILL $(ps -o pid= --ppid $PID)",
    ),
    Row(
        "Celery, time_limit",
        "celery",
        f"{PYTHON} -m celery -A tasks worker --concurrency 3 --without-gossip --loglevel WARNING",
        needs=("redis-server",),
        beside=REDIS,
        asked=client(PYTHON, "client.py", "push_limited"),
        environment={"BROKER": "redis+socket://$RUN/redis"},
        under_way=3,
        limit=" ",
        limit_name="time_limit = 2",
    ),
    Row(
        "Celery, soft_time_limit",
        "celery",
        f"{PYTHON} -m celery -A tasks worker --concurrency 3 --without-gossip --loglevel WARNING",
        needs=("redis-server",),
        beside=REDIS,
        asked=client(PYTHON, "client.py", "push_soft"),
        environment={"BROKER": "redis+socket://$RUN/redis"},
        under_way=3,
        delay=700,  # below the limit
        limit=" ",
        limit_name="soft_time_limit = 1",
    ),
    *(
        Row(
            f"multiprocessing, {way}",
            "multiprocessing",
            f"python3 server.py $PORT {way}",
            asked=port(),
            under_way=4,
            delay=4000 if way == "spawn" else 1500,
        )
        for way in ("fork", "spawn", "forkserver")
    ),
    Row(
        "supervisord",
        "supervisord",
        "supervisord -c supervisord.conf",
        needs=("supervisord",),
        asked=port(),
        reload="supervisorctl -c supervisord.conf restart push",
        reload_cuts=True,
        stop_limit="sh -c 'sed s/^stopwaitsecs.*/stopwaitsecs=2/ supervisord.conf >$RUN/2.conf;"
        " exec supervisord -c $RUN/2.conf'",
        stop_limit_name="stopwaitsecs = 2",
    ),
    Row(
        "read-only root",
        "read_only",
        "./start $PORT",
        needs=("unshare", "setpriv"),
        asked=port(),
    ),
    Row(
        "Puma, preload",
        "puma",
        "puma -C config.rb -b unix://$RUN/socket",
        needs=("puma",),
        asked=socket("/send?{0}"),
        under_way=4,
    ),
    Row(
        "Puma, fork_worker",
        "puma",
        "puma -C fork_worker.rb -b unix://$RUN/socket",
        needs=("puma",),
        reload="kill -USR1 $PID; sleep 3; kill -URG $PID; sleep 2",
        reload_cuts=True,
        under_way=4,
        stop_limit="sh -c 'sed s/^worker_shutdown_timeout.*/worker_shutdown_timeout\\ 2/ fork_worker.rb >$RUN/2.rb;"
        " exec puma -C $RUN/2.rb -b unix://$RUN/socket'",
        stop_limit_name="worker_shutdown_timeout 2",
    ),
    Row(
        "Unicorn, preload",
        "unicorn",
        "unicorn -c unicorn.rb -l $RUN/socket",
        needs=("unicorn",),
        # A new master, which re-executes the program, and then the end of the old one.
        reload="kill -USR2 $PID; until [ -s $RUN/unicorn.pid ] && [ -s $RUN/unicorn.pid.oldbin ]; do sleep 0.1; done;"
        " sleep 1; kill -QUIT $PID; while [ -e $RUN/unicorn.pid.oldbin ]; do sleep 0.1; done",
        pid_file="unicorn.pid",
        stop="kill -QUIT $PID",
        limit="-E deployment",
        limit_environment={"UNICORN_TIMEOUT": "3"},  # it takes no less
        limit_name="timeout 3",
    ),
    Row(
        "Sidekiq",
        "sidekiq",
        "sidekiq -r ./jobs.rb -c 5",
        needs=("sidekiq", "redis-server"),
        beside=REDIS,
        asked=client("ruby", "client.rb"),
        environment={"REDIS_URL": "unix://$RUN/redis"},
        under_way=3,
        repeat_by="kill -TERM $PID",
        # As many threads as jobs: an idle one of an ending Sidekiq 6.4 may take a job that was
        # pushed back with it.
        repeat="-t 2 -c 3",
    ),
    Row(
        "Sidekiq, timeout_ms below -t",
        "sidekiq",
        "sidekiq -r ./jobs.rb -c 5",
        needs=("sidekiq", "redis-server"),
        beside=REDIS,
        asked=client("ruby", "client.rb"),
        environment={"REDIS_URL": "unix://$RUN/redis", "TIMEOUT_MS": "2000"},
        under_way=3,
        repeat_by="kill -TERM $PID",
        repeat="-t 4",
        is_repeated=False,
    ),
    Row(
        "Fiber scheduler (async)",
        "fibers",
        "ruby server.rb $RUN/socket",
        needs=("ruby",),
        under_way=20,
        clients=20,
    ),
    Row(
        "EventMachine",
        "eventmachine",
        "ruby server.rb $RUN/socket",
        needs=("ruby",),
        under_way=20,
        clients=20,
    ),
    Row(
        "Node, cluster",
        "node",
        "node cluster.mjs",
        needs=("node",),
        asked=port(),
        environment=NODE,
        reload="kill -HUP $PID",
        under_way=12,
        clients=12,
    ),
    Row(
        "Node, worker threads",
        "node",
        "node threads.mjs",
        needs=("node",),
        asked=port(),
        environment=NODE,
        under_way=12,
        clients=12,
    ),
    Row(
        "PHP-FPM, static",
        "php_fpm",
        "./start static.conf",
        needs=("php",),
        asked=fpm,
        reload="kill -USR2 $PID",
        stop="kill -QUIT $PID",
        stop_limit="sh -c 'sed s/^process_control.*/process_control_timeout=2/ static.conf >$RUN/2.conf;"
        " exec ./start $RUN/2.conf'",
        stop_limit_name="process_control_timeout = 2",
    ),
    Row(
        "PHP-FPM, process_control_timeout left out",
        "php_fpm",
        "sh -c 'grep -v ^process_control static.conf >$RUN/cut.conf; exec ./start $RUN/cut.conf'",
        needs=("php",),
        asked=fpm,
        reload="kill -USR2 $PID",
        reload_cuts=True,
        stop="kill -QUIT $PID",
        stop_answers=None,
    ),
    Row(
        "PHP-FPM, ondemand, max_requests",
        "php_fpm",
        "./start ondemand.conf",
        needs=("php",),
        asked=fpm,
        reload="kill -USR2 $PID",
        stop="kill -QUIT $PID",
        # A second request finds a worker late, as FPM makes it.
        under_way=1,
    ),
    Row(
        "PHP-FPM, request_terminate_timeout",
        "php_fpm",
        "sh -c 'sed s/^request_terminate.*/request_terminate_timeout=2/ static.conf >$RUN/limit.conf;"
        " exec ./start $RUN/limit.conf'",
        needs=("php",),
        asked=fpm,
        stop="kill -QUIT $PID",
        limit=" ",
        limit_name="request_terminate_timeout = 2",
    ),
    Row(
        "mod_php, preload, JIT",
        "mod_php",
        "./start",
        needs=("apache2", "/usr/lib/apache2/modules/libphp8.2.so"),
        asked=port("/send.php?text={0}&tag=apple"),
        reload="kill -USR1 $PID",
        stop="kill -WINCH $PID",
    ),
    Row("systemd, the unit read", "systemd", "", needs=("systemd-analyze",), only=unit),
    Row(
        "systemd, hardened",
        "systemd",
        "./start $PORT",
        needs=("unshare", "nsenter", "/lib/systemd/systemd"),
        asked=port(),
        reload=f"{SYSTEMD} systemctl restart push",
        reload_cuts=True,
        stop=f"{SYSTEMD} systemctl stop push; kill -KILL $PID",
        stop_limit="env STOP_SECONDS=2 ./start $PORT",
        stop_limit_name="TimeoutStopSec=2",
    ),
]
