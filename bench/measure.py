"""Measures the figures named and prints the table; bench/run prepares it."""

import datetime
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile

import others
import plot
from server import Server, present

OUT = os.environ["BENCH_OUT"]
LIBRARY = os.path.join(os.environ["NH_LIB_DIR"], "libnotification_hubs.so")
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "7"))
SENDS = int(os.environ.get("BENCH_SENDS", "3000"))
CLIENTS = ("ours", "curl", "raw")
THREADS = 32
CURVE = (1, 2, 4, 8, 16, THREADS)
# One core for client and server: who waits for whom is then the same for all.
PINNED = ["taskset", "-c", str(min(os.sched_getaffinity(0)))]


def output(command, **options):
    done = subprocess.run(command, capture_output=True, text=True, **options)
    if done.returncode:
        raise SystemExit(f"{command}: {done.stderr}")
    return done


def client(name, *arguments, kind="tls", before=(), system_roots=False):
    """The numbers that a client prints."""
    command = [*before, os.path.join(OUT, name), *map(str, arguments)]
    environment = server.environment(kind, system_roots)
    return [float(word) for word in output(command, env=environment).stdout.split()]


def scripted(command, more):
    """The same of a client that is a script; over TLS, as the authority is told to each of them."""
    authority = server.environment("tls")["BENCH_CA"]
    told = {"REQUESTS_CA_BUNDLE": authority, "NODE_EXTRA_CA_CERTS": authority}
    told["NO_PROXY"] = told["no_proxy"] = "localhost"
    environment = {**server.environment("tls"), **told, **more}
    done = output([*PINNED, *command, str(others.SENDS)], env=environment)
    return [float(word) for word in done.stdout.split()]


def in_turn(clients, rounds, measure):
    """Rounds of all clients, each round beginning with another: {client: [result of a round]}."""
    results = {name: [] for name in clients}
    for number in range(rounds):
        for place in range(len(clients)):
            name = clients[(number + place) % len(clients)]
            results[name].append(measure(name))
    return results


def ratio(results, of, to, value):
    """The median of the rounds' own ratios, and how far they lie apart."""
    each = sorted(value(a) / value(b) for a, b in zip(results[of], results[to]))
    return statistics.median(each), f"{each[0]:.2f} to {each[-1]:.2f}"


def median(results, name, value):
    return statistics.median(value(each) for each in results[name])


# What `client COUNT THREADS` prints: sends, CPU s, wall s, peak KiB.
def cpu_us(round_):
    return round_[1] / round_[0] * 1e6


def rate(round_):
    return round_[0] / round_[2]


def peak_mib(round_):
    return round_[3] / 1024


rows = []


def row(figure, goal, measured, against, compared, met):
    """met is None where there is no goal."""
    rows.append((figure, goal, measured, against, compared, {True: "yes", False: "**no**", None: ""}[met]))


kept = {}


def sequential(kind):
    """One thread, one connection, no latency; CPU and rate are of the same rounds."""
    if kind not in kept:
        kept[kind] = in_turn(
            CLIENTS, ROUNDS, lambda name: client(name, SENDS, kind=kind, before=PINNED)
        )
    return kept[kind]


def concurrent(threads):
    """Threads at 20 ms for about a second; on all cores, which threads are for."""
    if ("slow", threads) not in kept:
        kept["slow", threads] = in_turn(
            CLIENTS, 3, lambda name: client(name, 50, threads, kind="slow")
        )
    return kept["slow", threads]


def measure_cpu():
    for kind, goal in (("tls", 0.50), ("plain", 0.52)):
        results = sequential(kind)
        middle, spread = ratio(results, "ours", "curl", cpu_us)
        row(
            f"CPU per send, {'TLS' if kind == 'tls' else 'plain'}",
            f"≤ {goal:.2f} x libcurl",
            f"{median(results, 'ours', cpu_us):.1f} µs",
            f"libcurl {median(results, 'curl', cpu_us):.1f} µs, "
            f"raw {median(results, 'raw', cpu_us):.1f} µs",
            f"{middle:.2f} ({spread})",
            middle <= goal,
        )


OTHERS = {
    "python": "this library from Python",
    "howto": "the how-to's package",
    "js": "the JavaScript SDK",
}


def measure_others():
    """What a send costs whoever writes scripts; no goal, but what one changes from."""
    found = others.clients(OUT)
    results = in_turn(
        ("ours", *found),
        ROUNDS,
        lambda name: client(name, SENDS, before=PINNED) if name == "ours" else scripted(*found[name]),
    )
    for name in found:
        middle, spread = ratio(results, name, "ours", cpu_us)
        row(
            f"CPU per send, TLS: {OTHERS[name]}",
            "none",
            f"{median(results, 'ours', cpu_us):.1f} µs",
            f"{median(results, name, cpu_us):,.1f} µs",
            f"{middle:.1f} x ours ({spread})",
            None,
        )


def measure_rate():
    results = sequential("tls")
    middle, spread = ratio(results, "ours", "raw", rate)
    row(
        "sequential rate, TLS",
        "≥ 0.80 x raw",
        f"{median(results, 'ours', rate):,.0f}/s",
        f"raw {median(results, 'raw', rate):,.0f}/s, libcurl {median(results, 'curl', rate):,.0f}/s",
        f"{middle:.2f} ({spread})",
        middle >= 0.80,
    )


def measure_threads():
    results = concurrent(THREADS)
    ideal = THREADS / Server.latency
    ours = median(results, "ours", rate)
    middle, spread = ratio(results, "ours", "raw", rate)
    row(
        f"{THREADS} threads at 20 ms",
        "≥ 1.00 x raw",
        f"{ours:,.0f}/s",
        f"raw {median(results, 'raw', rate):,.0f}/s, libcurl {median(results, 'curl', rate):,.0f}/s",
        f"{middle:.2f} ({spread})",
        middle >= 1.0,
    )
    row(
        "the same, warm pool",
        "≥ 0.95 x threads / latency",
        f"{ours:,.0f}/s",
        f"{ideal:,.0f}/s",
        f"{ours / ideal:.2f}",
        ours / ideal >= 0.95,
    )
    clients = ("ours", "ours_queue")
    results = in_turn(clients, ROUNDS, of_threads_or_queue)
    middle, spread = ratio(results, "ours_queue", "ours", rate)
    row(
        f"queue, one caller, {THREADS} under way at 20 ms",
        f"≥ {THREADS} threads",
        f"{median(results, 'ours_queue', rate):,.0f}/s",
        f"threads {median(results, 'ours', rate):,.0f}/s",
        f"{middle:.2f} ({spread})",
        middle >= 1.0,
    )


def of_threads_or_queue(name):
    """The same number of sends, at most so many at once."""
    if name == "ours":
        return client(name, 50, THREADS, kind="slow")
    return client(name, 50 * THREADS, kind="slow")


def for_each_send(count, few, many):
    """The difference of two lengths: what starting costs cancels out."""
    return (count(many) - count(few)) / (many - few)


def system_calls(name):
    def count(sends):
        with tempfile.NamedTemporaryFile() as file:
            client(name, sends, before=["strace", "-f", "-c", "-o", file.name])
            text = open(file.name, encoding="utf-8").read()
        return int(re.search(r"^100\.00\s+\S+\s+\S+\s+(\d+).* total$", text, re.M)[1])

    return for_each_send(count, 100, 500)


def instructions(name, kind):
    def count(sends):
        command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]
        command += [os.path.join(OUT, name), str(sends)]
        text = output(command, env=server.environment(kind)).stderr
        return int(re.search(r"Collected : (\d+)", text)[1])

    return for_each_send(count, 100, 300)


def measure_calls():
    calls = {name: system_calls(name) for name in CLIENTS}
    row(
        "system calls per warm send, TLS",
        "≤ 3",
        f"{calls['ours']:.2f}",
        f"libcurl {calls['curl']:.2f}, raw {calls['raw']:.2f}",
        f"{calls['ours'] / calls['curl']:.2f} x libcurl",
        # A session ticket or a timer may add one call somewhere.
        calls["ours"] < 3.05,
    )


def measure_instructions():
    for kind, goal in (("tls", 60_000), ("plain", None)):
        counts = {name: instructions(name, kind) for name in CLIENTS}
        row(
            f"user instructions per send, {'TLS' if kind == 'tls' else kind}",
            f"≤ {goal // 1000}k" if goal else "none",
            f"{counts['ours'] / 1000:.1f}k",
            f"libcurl {counts['curl'] / 1000:.1f}k, raw {counts['raw'] / 1000:.1f}k",
            f"{counts['ours'] / counts['curl']:.2f} x libcurl",
            counts["ours"] <= goal if goal else None,
        )


def measure_memory():
    for threads, goal in ((1, 4), (THREADS, 9)):
        results = concurrent(threads)
        ours = median(results, "ours", peak_mib)
        row(
            f"peak memory, {threads} thread{'s' if threads > 1 else ''}",
            f"≤ {goal} MiB",
            f"{ours:.2f} MiB",
            f"libcurl {median(results, 'curl', peak_mib):.2f} MiB, "
            f"raw {median(results, 'raw', peak_mib):.2f} MiB",
            f"{ours / median(results, 'curl', peak_mib):.2f} x libcurl",
            ours <= goal,
        )


def measure_start():
    for roots, goal in ((True, 0.25), (False, 0.30)):
        results = in_turn(
            CLIENTS,
            ROUNDS + 2,
            lambda name: client(name, "first", before=PINNED, system_roots=roots),
        )
        for what, value in (("", lambda each: each[0]), (", CPU alone", lambda each: each[1])):
            middle, spread = ratio(results, "ours", "curl", value)
            row(
                f"exec to first 201, {'system roots' if roots else 'one root'}{what}",
                "none" if what else f"≤ {goal:.2f} x libcurl",
                f"{median(results, 'ours', value):.1f} ms",
                f"libcurl {median(results, 'curl', value):.1f} ms, "
                f"raw {median(results, 'raw', value):.1f} ms",
                f"{middle:.2f} ({spread})",
                None if what else middle <= goal,
            )


def measure_size():
    with tempfile.NamedTemporaryFile() as file:
        output(["strip", "-o", file.name, LIBRARY])
        size = os.path.getsize(file.name) / 1e6
    dynamic = output(["readelf", "-d", LIBRARY]).stdout
    needed = re.findall(r"NEEDED.*\[(.*)\]", dynamic)
    row("shared object, stripped", "≤ 2.2 MB", f"{size:.2f} MB", "", "", size <= 2.2)
    # The loader itself is named where thread-local storage is used.
    others = [name for name in needed if not re.match(r"libc\.|libgcc_s\.|ld-linux", name)]
    row("it needs", "libc and libgcc_s alone", ", ".join(needed), "", "", not others)


def measure_plot():
    cpu = {
        kind: {name: median(sequential(kind), name, cpu_us) for name in CLIENTS}
        for kind in ("tls", "plain")
    }
    rates = {
        name: [(threads, median(concurrent(threads), name, rate)) for threads in CURVE]
        for name in CLIENTS
    }
    path = os.path.join(OUT, "performance.svg")
    with open(path, "w", encoding="utf-8") as file:
        file.write(plot.svg(cpu, rates, Server.latency))
    print(f"plot: {path}", file=sys.stderr)


# By name: how, and whether it takes the server and all three clients.
MEASURES = {
    "cpu": (measure_cpu, True),
    "others": (measure_others, True),
    "rate": (measure_rate, True),
    "threads": (measure_threads, True),
    "calls": (measure_calls, True),
    "instructions": (measure_instructions, True),
    "memory": (measure_memory, True),
    "start": (measure_start, True),
    "size": (measure_size, False),
    "plot": (measure_plot, True),
}


def run(name):
    measure, takes_server = MEASURES[name]
    missing = takes_server and not (present() and os.path.exists(os.path.join(OUT, "curl")))
    tool = {"calls": "strace", "instructions": "valgrind"}.get(name)
    if missing or (tool and subprocess.run(["which", tool], capture_output=True).returncode):
        print(f"SKIPPED: {name}", file=sys.stderr)
        return
    print(f"measuring: {name}", file=sys.stderr)
    measure()


def describe(load_before):
    version = output(["rustc", "--version"]).stdout.strip()
    commit = output(["git", "describe", "--always", "--dirty", "--abbrev=7"]).stdout.strip()
    now = datetime.datetime.now(datetime.timezone.utc)
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        model = re.search(r"model name\s*: (.*)", file.read())
    before, after = (" ".join(f"{value:.1f}" for value in load) for load in (load_before, os.getloadavg()))
    print(f"`bench/run {' '.join(names)}`, {now:%Y-%m-%d %H:%M} UTC, commit `{commit}`, {version},")
    print(f"{model[1] if model else platform.machine()}, {os.cpu_count()} cores, Linux {platform.release()}.")
    print(f"Load average (1, 5, 15 minutes) before: {before}; after: {after}.")
    print(f"Medians of {ROUNDS} rounds; ratios are medians of the rounds' own, with the least and the greatest.\n")


names = sys.argv[1:] or list(MEASURES)
unknown = [name for name in names if name not in MEASURES]
if unknown:
    raise SystemExit(
        f"bench/run: no such figure: {' '.join(unknown)}; "
        f"there are {' '.join(MEASURES)}, and lists, which goes alone"
    )
load = os.getloadavg()
if present():
    with Server() as server:
        for each in names:
            run(each)
else:
    for each in names:
        run(each)
describe(load)
print("| figure | goal | ours | others | ratio | met |")
print("|---|---|---|---|---|---|")
for each in rows:
    print(f"| {' | '.join(each)} |")
