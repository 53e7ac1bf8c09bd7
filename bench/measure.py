"""Measures the figures named and prints the table; bench/run prepares it."""

import datetime
import os
import platform
import re
import subprocess
import sys
import tempfile
import time

import clients
import others
import plot
from clients import ALLOCATORS, OUT, PINNED, client, cpu_us, for_each_send, in_turn, median, output
from clients import peak_mib, profiled, rate, ratio, scripted, system_calls
from server import Server, present

LIBRARY = os.path.join(os.environ["NH_LIB_DIR"], "libnotification_hubs.so")
QUICK = "--quick" in sys.argv[1:]
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3" if QUICK else "15"))
SENDS = int(os.environ.get("BENCH_SENDS", "3000"))
CLIENTS = ("ours", "curl", "raw")
# Those with many sends under way from one thread.
MANY_CLIENTS = ("ours_queue", "curl_multi", "raw_epoll")
THREADS = 32
MANY = 256
CURVE = (1, 2, 4, 8, 16, THREADS)

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
        # What only the plot takes is measured less often.
        rounds = ROUNDS if threads in (1, THREADS) else 3
        kept["slow", threads] = in_turn(
            CLIENTS, rounds, lambda name: client(name, 50, threads, kind="slow")
        )
    return kept["slow", threads]


def measure_cpu():
    goal = 0.36
    for kind in ("tls", "plain"):
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
        "≥ 0.86 x raw",
        f"{median(results, 'ours', rate):,.0f}/s",
        f"raw {median(results, 'raw', rate):,.0f}/s, libcurl {median(results, 'curl', rate):,.0f}/s",
        f"{middle:.2f} ({spread})",
        middle >= 0.86,
    )


def measure_threads():
    results = concurrent(THREADS)
    ideal = THREADS / Server.latency
    ours = median(results, "ours", rate)
    middle, spread = ratio(results, "ours", "raw", rate)
    row(
        f"{THREADS} threads at 20 ms",
        "≥ 0.99 x raw",
        f"{ours:,.0f}/s",
        f"raw {median(results, 'raw', rate):,.0f}/s, libcurl {median(results, 'curl', rate):,.0f}/s",
        f"{middle:.2f} ({spread})",
        middle >= 0.99,
    )
    row(
        "the same, warm pool",
        "≥ 0.95 x threads / latency",
        f"{ours:,.0f}/s",
        f"{ideal:,.0f}/s",
        f"{ours / ideal:.2f}",
        ours / ideal >= 0.95,
    )


def measure_queue():
    results = in_turn(("ours", "ours_queue"), ROUNDS, of_threads_or_queue)
    middle, spread = ratio(results, "ours_queue", "ours", rate)
    row(
        f"queue, one caller, {THREADS} under way at 20 ms",
        f"≥ {THREADS} threads",
        f"{median(results, 'ours_queue', rate):,.0f}/s",
        f"threads {median(results, 'ours', rate):,.0f}/s",
        f"{middle:.2f} ({spread})",
        middle >= 1.0,
    )
    results = in_turn(MANY_CLIENTS, ROUNDS, many_at_once)
    middle, spread = ratio(results, "ours_queue", "raw_epoll", rate)
    row(
        f"queue, one caller, {MANY} under way at 20 ms",
        f"≥ 0.95 x raw, {MANY} connections",
        f"{median(results, 'ours_queue', rate):,.0f}/s",
        f"raw {median(results, 'raw_epoll', rate):,.0f}/s, "
        f"libcurl multi {median(results, 'curl_multi', rate):,.0f}/s",
        f"{middle:.2f} ({spread})",
        middle >= 0.95,
    )
    middle, spread = ratio(results, "ours_queue", "curl_multi", cpu_us)
    row(
        "the same, CPU per send",
        "≤ 0.60 x libcurl multi",
        f"{median(results, 'ours_queue', cpu_us):.1f} µs",
        f"libcurl multi {median(results, 'curl_multi', cpu_us):.1f} µs, "
        f"raw {median(results, 'raw_epoll', cpu_us):.1f} µs",
        f"{middle:.2f} ({spread})",
        middle <= 0.60,
    )
    busy = {name: server_cpu(name) * median(results, name, rate) for name in MANY_CLIENTS}
    row(
        "the same, how busy the server's core was with it",
        "none",
        f"{busy['ours_queue']:.0%}",
        f"libcurl multi {busy['curl_multi']:.0%}, raw {busy['raw_epoll']:.0%}",
        # What is measured then is the server.
        "the server is the limit" if busy["raw_epoll"] > 0.9 else "",
        None,
    )


def of_threads_or_queue(name):
    """The same number of sends, at most so many at once."""
    if name == "ours":
        return client(name, 50, THREADS, kind="slow")
    return client(name, 50 * THREADS, kind="slow", under_way=THREADS)


def many_at_once(name, sends=50 * MANY):
    """From one thread, for about a second; on all cores, as the queue has threads of its own."""
    return client(name, sends, kind="slow", under_way=MANY)


def server_cpu(name):
    """Seconds of the server's CPU for a send of so many at once."""

    def count(sends):
        before = clients.server.cpu()
        many_at_once(name, sends)
        return clients.server.cpu() - before

    return for_each_send(count, MANY, 50 * MANY)


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
    for kind, goal in (("tls", 24_500), ("plain", 16_500)):
        counts = {name: profiled(name, kind)["instructions"] for name in CLIENTS}
        row(
            f"user instructions per send, {'TLS' if kind == 'tls' else kind}",
            f"≤ {goal / 1000}k",
            f"{counts['ours'] / 1000:.1f}k",
            f"libcurl {counts['curl'] / 1000:.1f}k, raw {counts['raw'] / 1000:.1f}k",
            f"{counts['ours'] / counts['curl']:.2f} x libcurl",
            counts["ours"] <= goal,
        )


def measure_allocations():
    counts = {}
    for name in CLIENTS:
        *new, again = (profiled(name, "tls")[function] for function in ALLOCATORS)
        counts[name] = (sum(new), again)
    words = {name: f"{new:.1f} + {again:.1f}" for name, (new, again) in counts.items()}
    new, again = counts["ours"]
    row(
        "allocations + reallocations per send, TLS",
        "≤ 12 + 1",
        words["ours"],
        f"libcurl {words['curl']}, raw {words['raw']}",
        "",
        # As with system calls.
        new < 12.05 and again < 1.05,
    )


def measure_memory():
    for threads, goal in ((1, 4.0), (THREADS, 6.8)):
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
    for roots, goal in ((False, 0.27), (True, 0.21)):
        results = in_turn(
            CLIENTS,
            ROUNDS,
            lambda name: client(name, "first", before=PINNED, system_roots=roots),
        )
        for what, value in (("", lambda each: each[0]), (", CPU alone", lambda each: each[1])):
            middle, spread = ratio(results, "ours", "curl", value)
            row(
                f"exec to first 201, {'system roots' if roots else 'one root'}{what}",
                f"≤ {goal:.2f} x libcurl",
                f"{median(results, 'ours', value):.1f} ms",
                f"libcurl {median(results, 'curl', value):.1f} ms, "
                f"raw {median(results, 'raw', value):.1f} ms",
                f"{middle:.2f} ({spread})",
                middle <= goal,
            )


def measure_size():
    with tempfile.NamedTemporaryFile() as file:
        output(["strip", "-o", file.name, LIBRARY])
        size = os.path.getsize(file.name) / 1e6
    dynamic = output(["readelf", "-d", LIBRARY]).stdout
    needed = re.findall(r"NEEDED.*\[(.*)\]", dynamic)
    # 2.35 for the exchange, and a quarter for the rules of push services and whole documents.
    row("shared object, stripped", "≤ 2.60 MB", f"{size:.2f} MB", "", "", size <= 2.6)
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
    "queue": (measure_queue, True),
    "calls": (measure_calls, True),
    "instructions": (measure_instructions, True),
    "allocations": (measure_allocations, True),
    "memory": (measure_memory, True),
    "start": (measure_start, True),
    "size": (measure_size, False),
    "plot": (measure_plot, True),
}
# They have no goals, and a quick run leaves them out.
WITHOUT_GOAL = ("others", "plot")


def run(name):
    measure, takes_server = MEASURES[name]
    missing = takes_server and not (present() and os.path.exists(os.path.join(OUT, "curl")))
    tool = {"calls": "strace", "instructions": "valgrind", "allocations": "valgrind"}.get(name)
    if missing or (tool and subprocess.run(["which", tool], capture_output=True).returncode):
        print(f"SKIPPED: {name}", file=sys.stderr)
        return
    print(f"measuring: {name}", file=sys.stderr)
    measure()


def describe(load_before, seconds):
    version = output(["rustc", "--version"]).stdout.strip()
    commit = output(["git", "describe", "--always", "--dirty", "--abbrev=7"]).stdout.strip()
    now = datetime.datetime.now(datetime.timezone.utc)
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        model = re.search(r"model name\s*: (.*)", file.read())
    before, after = (" ".join(f"{value:.1f}" for value in load) for load in (load_before, os.getloadavg()))
    print(f"`{' '.join(['bench/run', *sys.argv[1:]])}`, {now:%Y-%m-%d %H:%M} UTC, commit `{commit}`, {version},")
    print(f"{model[1] if model else platform.machine()}, {os.cpu_count()} cores, Linux {platform.release()}.")
    print(f"Load average (1, 5, 15 minutes) before: {before}; after: {after}. It took {seconds / 60:.0f} minutes.")
    print(f"Medians of {ROUNDS} rounds; ratios are medians of the rounds' own, with the least and the greatest.\n")


names = [word for word in sys.argv[1:] if word != "--quick"]
unknown = [name for name in names if name not in MEASURES]
if unknown:
    raise SystemExit(
        f"bench/run: no such figure: {' '.join(unknown)}; "
        f"there are {' '.join(MEASURES)}, and lists, which goes alone"
    )
names = names or [name for name in MEASURES if not (QUICK and name in WITHOUT_GOAL)]
load, began = os.getloadavg(), time.monotonic()
if present():
    with Server() as clients.server:
        for each in names:
            run(each)
else:
    for each in names:
        run(each)
describe(load, time.monotonic() - began)
print("| figure | goal | ours | others | ratio | met |")
print("|---|---|---|---|---|---|")
for each in rows:
    print(f"| {' | '.join(each)} |")
