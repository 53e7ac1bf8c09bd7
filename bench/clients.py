"""Runs the clients by the server, and counts what they do."""

import functools
import os
import re
import statistics
import subprocess
import tempfile

import others

OUT = os.environ["BENCH_OUT"]
# One core for client and server: who waits for whom is then the same for all.
PINNED = ["taskset", "-c", str(min(os.sched_getaffinity(0)))]
# What a program calls for memory: for new, and the last one for more or less of what it has.
ALLOCATORS = ("malloc", "calloc", "aligned_alloc", "posix_memalign", "realloc")

# The one that all talk to; measure.py starts it.
server = None


def output(command, **options):
    done = subprocess.run(command, capture_output=True, text=True, **options)
    if done.returncode:
        raise SystemExit(f"{command}: {done.stderr}")
    return done


def client(name, *arguments, kind="tls", before=(), system_roots=False, under_way=1):
    """The numbers that a client prints; under_way is for those that make several sends at once."""
    command = [*before, os.path.join(OUT, name), *map(str, arguments)]
    environment = {**server.environment(kind, system_roots), "BENCH_UNDER_WAY": str(under_way)}
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


def calls_to(functions, profile):
    """How often callgrind saw each of them called, but by each other: {function: calls}."""
    # A function has its name where it first stands, and is told by number from then on.
    names = dict(re.findall(r"^c?fn=(\(\d+\)) (.+)$", profile, re.M))
    counts = dict.fromkeys(functions, 0)
    caller = called = None
    for what, value in re.findall(r"^(fn|cfn|calls)=(\(\d+\)|\d+)", profile, re.M):
        if what == "fn":
            caller = names[value]
        elif what == "cfn":
            called = names[value]
        elif called in counts and caller not in counts:
            counts[called] += int(value)
    return counts


@functools.cache
def profiled(name, kind):
    """Of one send, in user mode: its instructions, and its calls to each of ALLOCATORS."""

    def measure(sends):
        with tempfile.NamedTemporaryFile() as file:
            before = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={file.name}"]
            client(name, sends, kind=kind, before=before)
            with open(file.name, encoding="utf-8") as written:
                profile = written.read()
        return {
            "instructions": int(re.search(r"^totals: (\d+)", profile, re.M)[1]),
            **calls_to(ALLOCATORS, profile),
        }

    few, many = 100, 300
    of = {sends: measure(sends) for sends in (few, many)}
    return {what: for_each_send(lambda sends: of[sends][what], few, many) for what in of[few]}
