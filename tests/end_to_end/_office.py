"""Offices and a hub as real processes, for the stories beside this file. Standard library only.

    def story(world):
        hub = world.hub()
        hub.import_units(units("7.01", "7.02"))
        office = world.office("7.01", hub)            # init with a code from the hub
        office.start()                                # the service; without it the command works on the database itself
        office.hadir("punch", nip(1), "in")           # -> Answer: code, json, out, err
        assert office.sync().json["result"] == "complete"

    main(story)

Everything lives in a temporary directory of its own; ports are free ones; every process ends with the test, however it ends.
A failure prints what the processes said. Deadlines are long, because they only say when to give up; nothing sleeps.
"""
import ctypes
import http.client
import json
import os
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from pathlib import Path

from _link import Link

PATIENCE = 60.0  # seconds until a test gives up on something that takes milliseconds on an idle machine


# --- Processes ------------------------------------------------------------------------------------------------------------

_libc = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG = 1


def _die_with_parent():
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _environment():
    """Without the machine's proxies, which the programs would heed."""
    return {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}


def program(variable):
    path = os.environ.get(variable)
    if not path:
        sys.exit(f"{variable} must say where that program is, e.g. {variable}=build/release/bin/{variable.lower().replace('_', '-')}")
    return str(Path(path).resolve())


def spawn(command, environment=None, **options):
    return subprocess.Popen([str(part) for part in command], stdin=subprocess.DEVNULL, env=_environment() | (environment or {}),
                            preexec_fn=_die_with_parent, **options)


class WallClock:
    """A wall clock for one computer, which can be set while its programs run. Its boot clock, timers and waits stay true."""

    LIBRARY = next(iter(sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))), None)

    def __init__(self, path):
        if not self.LIBRARY:
            sys.exit("libfaketimeMT.so.1 is missing: packaging/install-packages test")
        self.path = path
        self.set(0)

    def set(self, error):
        """From now on the clock is ahead of the true time by so many seconds; a negative number is behind."""
        fresh = self.path.with_suffix(".new")
        fresh.write_text(f"{error:+d}\n")
        fresh.rename(self.path)

    @property
    def environment(self):
        return {"LD_PRELOAD": str(self.LIBRARY), "FAKETIME_TIMESTAMP_FILE": str(self.path), "FAKETIME_NO_CACHE": "1",
                "FAKETIME_DONT_FAKE_MONOTONIC": "1", "NO_FAKE_STAT": "1"}


class Answer:
    """What a command said."""

    def __init__(self, command, code, out, err):
        self.command, self.code, self.out, self.err = command, code, out, err

    @property
    def text(self):
        return self.out.decode()

    @property
    def json(self):
        try:
            return json.loads(self.out)
        except ValueError:
            raise AssertionError(f"no JSON from {self}") from None

    @property
    def error(self):
        """The error's words of a command that failed under --json."""
        return self.json["error"]["what"] + " / " + self.json["error"]["hint"]

    def __str__(self):
        words = " ".join(Path(part).name if part.startswith("/") else part for part in self.command)
        return f"`{words}` -> {self.code}\n  out: {self.out[-2000:].decode(errors='replace')}\n  err: {self.err[-2000:].decode(errors='replace')}"


def run(command, code=0, seconds=PATIENCE, environment=None):
    """Runs a command to its end. `code`: the exit code it must have, several of them, or None for any."""
    process = spawn(command, environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    return finish(process, code, seconds)


def finish(process, code=0, seconds=PATIENCE):
    command = process.args
    try:
        out, err = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
        raise AssertionError(f"gave up after {seconds} s: {Answer(command, None, out, err)}") from None
    answer = Answer(command, process.returncode, out, err)
    if code is not None:
        wanted = code if isinstance(code, tuple) else (code,)
        assert answer.code in wanted, f"wanted exit code {code}: {answer}"
    return answer


class Service:
    """A long-running process. Its output is collected from the first byte; `listening on URL` says that it is ready."""

    def __init__(self, name, command, environment=None):
        self.name = name
        self.lines = []  # stdout and stderr, in the order they came
        self._came = threading.Condition()
        self._open = 2
        self.process = spawn(command, environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for stream in (self.process.stdout, self.process.stderr):
            threading.Thread(target=self._collect, args=(stream,), daemon=True).start()

    def _collect(self, stream):
        for line in stream:
            with self._came:
                self.lines.append(line.decode(errors="replace").rstrip("\n"))
                self._came.notify_all()
        with self._came:
            self._open -= 1
            self._came.notify_all()

    def await_line(self, pattern, seconds=PATIENCE, after=0):
        """The match of the first line, from number `after` on, that fits."""
        def found():
            return next((match for line in self.lines[after:] if (match := re.search(pattern, line))), None)
        with self._came:
            match = self._came.wait_for(lambda: found() or self._open == 0, seconds)
        match = found()
        assert match, f"{self.name} never said {pattern!r}:\n" + "\n".join(self.lines[-30:])
        return match

    def await_listening(self):
        return int(self.await_line(r"listening on https?://[\w.]+:(\d+)")[1])

    @property
    def pid(self):
        return self.process.pid

    def is_running(self):
        return self.process.poll() is None

    def await_end(self, seconds=PATIENCE):
        """The exit code; AssertionError where it does not end in time."""
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"{self.name} did not end within {seconds} s:\n" + "\n".join(self.lines[-30:])) from None

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self, seconds=PATIENCE):
        """SIGTERM; it must end with 0. Answers the seconds it took."""
        begun = time.monotonic()
        self.process.terminate()
        code = self.await_end(seconds)
        assert code == 0, f"{self.name} ended with {code}:\n" + "\n".join(self.lines[-30:])
        return time.monotonic() - begun

    def memory(self):
        """(resident now, its highest) in KiB."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return tuple(int(re.search(rf"^{name}:\s+(\d+) kB", status, re.M)[1]) for name in ("VmRSS", "VmHWM"))


def wait_at_most(process, seconds):
    """Waits until the process ends or the time is over. True: it has ended."""
    try:
        descriptor = os.pidfd_open(process.pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([descriptor], [], [], seconds)[0])
    finally:
        os.close(descriptor)


# --- The hub --------------------------------------------------------------------------------------------------------------

class Hub:
    """A hub behind a link. Offices always go through the link, so that a hub may come back on another port."""

    def __init__(self, world, name, vintage=""):
        self.world, self.name = world, name
        self.vintage = vintage  # "_OLDER": the program that speaks the first protocol only
        self.dir = world.path / name
        self.link = Link()
        self.service = None
        world.links.append(self.link)
        self.hub("init", "--url", f"https://127.0.0.1:{self.link.port}")

    def command(self, *words):
        return [program("HADIR_HUB" + self.vintage), *words, "--data", self.dir, "--json"]

    def hub(self, *words, code=0):
        return run(self.command(*words), code)

    def start(self):
        self.service = self.world.service(self.name, [program("HADIR_HUB" + self.vintage), "serve", "--listen", "127.0.0.1:0", "--data", self.dir])
        self.port = self.service.await_listening()
        self.link.aim(self.port)
        return self

    def stop(self):
        return self.service.stop()

    def kill(self):
        self.service.kill()

    def imports(self, what, rows, code=0):
        """Imports rows (dictionaries) as CSV; what: unit, employee or holiday."""
        path = self.world.write_csv(f"{self.name}-{what}.csv", rows)
        return self.hub(what, "import", path, code=code).json

    def enrol(self, unit, *words):
        return self.hub("enrol", unit, *words).json["code"]

    def records(self, kind, unit=None):
        """The bytes that `hadir-hub records --json` prints."""
        return self.hub("records", kind, *(("--unit", unit) if unit else ())).out

    def conflicts(self, unit=None):
        return self.hub("conflicts", "list", *(("--unit", unit) if unit else ())).out

    def status(self):
        return self.hub("status").json

    @property
    def database(self):
        return self.dir / "hub.db"


# --- An office PC ---------------------------------------------------------------------------------------------------------

class Office:
    # What the service would do by itself is out of the way unless a test asks for it.
    QUIET = ("--sync-after-write", "86400000", "--sync-interval", "86400000")
    EAGER = ("--sync-after-write", "0", "--sync-interval", "1000", "--sync-retry", "100")

    def __init__(self, world, name, unit):
        self.world, self.name, self.unit = world, name, unit
        self.dir = world.path / name
        self.service = None
        self.wall_clock = None  # the machine's
        self.vintage = ""  # "_OLDER": the programs that speak the first protocol only

    @property
    def environment(self):
        return self.wall_clock.environment if self.wall_clock else None

    def agent(self, *words, code=0):
        return run([program("HADIR_AGENT" + self.vintage), *words, "--data", self.dir], code, environment=self.environment)

    def init(self, *words, code=0):
        return self.agent("init", "--json", *words, code=code)

    def enrol(self, hub, code=0):
        return self.init("--enrol", hub.enrol(self.unit), code=code)

    def start(self, *options):
        self.service = self.world.service(self.name, [program("HADIR_AGENT" + self.vintage), "run", "--data", self.dir, *(options or self.QUIET)],
                                          self.environment)
        self.port = self.service.await_listening()
        return self

    def stop(self):
        return self.service.stop()

    def kill(self):
        self.service.kill()

    def command(self, *words):
        return [program("HADIR" + self.vintage), *words, "--data", self.dir, "--json"]

    def hadir(self, *words, code=0):
        return run(self.command(*words), code, environment=self.environment)

    def sync(self, code=0):
        return self.hadir("sync", code=code)

    def status(self):
        return self.hadir("status").json

    def records(self, kind, *conditions):
        """The bytes that `hadir records --json` prints."""
        return self.hadir("records", kind, *(word for one in conditions for word in ("--where", one))).out

    def conflicts(self):
        return self.hadir("conflicts", "list").out

    def imports(self, path, *words, code=0):
        return self.hadir("import", path, *words, code=code).json

    def calls(self):
        """The service's API, as the command itself uses it, without a process per call: call(operation, **request)."""
        service = json.loads((self.dir / "service.json").read_text())
        connection = http.client.HTTPConnection("127.0.0.1", service["port"], timeout=PATIENCE)

        def call(operation, **request):
            connection.request("POST", "/api/v1/call/" + operation, json.dumps(request),
                               {"Authorization": "Bearer " + service["token"], "Content-Type": "application/json"})
            answer = connection.getresponse()
            body = json.loads(answer.read())
            assert answer.status == 200, f"{operation}: {answer.status} {body}"
            return body
        return call

    @property
    def database(self):
        return self.dir / "hadir.db"


# --- The world of one test ------------------------------------------------------------------------------------------------

class World:
    def __init__(self, path):
        self.path = path
        self.services = []
        self.links = []
        self.measured = []

    def service(self, name, command, environment=None):
        self.services.append(Service(name, command, environment))
        return self.services[-1]

    def hub(self, name="hub", vintage=""):
        return Hub(self, name, vintage).start()

    def office(self, unit, hub=None, name=None, wall_error=None):
        """A PC of a unit; enrolled where a hub is given, otherwise only a place for one. With `wall_error` (seconds) its wall clock
        is a WallClock."""
        office = Office(self, name or f"{unit}-{len(list(self.path.iterdir()))}", unit)
        if wall_error is not None:
            office.wall_clock = WallClock(self.path / f"{office.name}.clock")
            office.wall_clock.set(wall_error)
        if hub:
            office.enrol(hub)
        return office

    def write(self, name, content):
        path = self.path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def write_csv(self, name, rows):
        columns = list(dict.fromkeys(column for row in rows for column in row))
        lines = [",".join(columns)] + [",".join(row.get(column, "") for column in columns) for row in rows]
        return self.write(name, "\n".join(lines) + "\n")

    def write_json_lines(self, name, records):
        return self.write(name, "".join(json.dumps(one) + "\n" for one in records))

    def measure(self, what, value):
        print(f"  {what}: {value}", flush=True)

    def close(self):
        for service in self.services:
            if service.is_running():
                service.kill()
        for link in self.links:
            link.close()

    def print_logs(self):
        for service in self.services:
            print(f"--- {service.name} (last 40 of {len(service.lines)} lines)", *service.lines[-40:], sep="\n  ", file=sys.stderr)


def main(*stories):
    """Runs each story in a world of its own. Arguments choose stories by name."""
    wanted = sys.argv[1:]
    print(" ".join(sys.modules["__main__"].__doc__.split("\n\n")[0].split()), flush=True)
    for story in stories:
        if wanted and story.__name__ not in wanted:
            continue
        print(story.__name__.replace("_", " "), flush=True)
        begun = time.monotonic()
        folder = Path(tempfile.mkdtemp(prefix="hadir-"))
        world = World(folder)
        try:
            story(world)
        except BaseException:
            traceback.print_exc()
            world.print_logs()
            world.close()
            sys.exit(f"FAILED: {story.__name__}")
        finally:
            world.close()
            shutil.rmtree(folder, ignore_errors=True)
        print(f"  passed in {time.monotonic() - begun:.1f} s", flush=True)


# --- Invented people and days ---------------------------------------------------------------------------------------------

def nip(number, unit=1):
    """A NIP that passes every check, the same for the same numbers: 18 digits."""
    born = f"{1970 + number % 28}{1 + number % 12:02}{1 + number * 7 % 28:02}"
    appointed = f"{2005 + (number + unit) % 18}{1 + number * 5 % 12:02}"
    return f"{born}{appointed}{1 + number % 2}{1 + (number + 113 * unit) % 997:03}"


def people(unit, count, number=1):
    """Rows of an employee list."""
    return [{"nip": nip(index, number), "name": f"Pegawai Contoh {number}-{index}", "unit": unit,
             "class": ("struktural", "jfu", "jft", "non_asn")[index % 4], "position": f"Jabatan {index % 7}"}
            for index in range(1, count + 1)]


def units(*codes, zones=()):
    """Rows of a unit list."""
    return [{"code": code, "name": f"Kantor Contoh {code}", "type": "Kecamatan", "time_zone": zones[index] if index < len(zones) else "WIB"}
            for index, code in enumerate(codes)]


def date(day):
    """YYYY-MM-DD of the day'th day of 2025; 1 to 360 stay within the year."""
    months = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    month = 0
    while day > months[month]:
        day -= months[month]
        month += 1
    return f"2025-{month + 1:02}-{day:02}"


def clock(day, person, hour):
    """An instant of one person's day, RFC 3339 in WIB."""
    return f"{date(day)}T{hour:02}:{(person * 13 + day * 7) % 60:02}:{(person * 31 + day) % 60:02}+07:00"


def punch(person, day, hour, direction, source="device:1"):
    return {"kind": "punch", "employee": person[1], "at": clock(day, person[0], hour), "source": source, "direction": direction}


def office_day(staff, day, punches=2):
    """A day's records of an office as JSON objects: per person a schedule, punches and a report. staff: (number, NIP) pairs."""
    hours = ((7, "in"), (16, "out"), (12, "out"), (13, "in"))[:punches]
    for person in staff:
        yield {"kind": "schedule", "employee": person[1], "date": date(day), "mode": "WFH" if (person[0] + day) % 3 == 0 else "WFO"}
        for hour, direction in hours:
            yield punch(person, day, hour, direction)
        yield {"kind": "daily_report", "employee": person[1], "date": date(day), "status": "submitted",
               "activities": [f"Rekap berkas {person[0] % 9}", f"Rapat bidang {day % 5}"]}


def parsed(records):
    """The records in the bytes that `records --json` prints."""
    return json.loads(records)


KINDS = ("unit", "employee", "schedule", "punch", "correction", "daily_report", "holiday", "device_pin", "clock_event",
         "key_share", "erasure")


def assert_same(office, hub, kinds=KINDS):
    """The office and the hub show the same bytes."""
    for kind in kinds:
        here, there = office.records(kind), hub.records(kind, office.unit)
        assert here == there, f"{office.name} and {hub.name} differ in {kind}:\n{first_difference(here, there)}"


def first_difference(one, other):
    lines = [text.decode().splitlines() for text in (one, other)]
    for number, (left, right) in enumerate(zip(*lines)):
        if left != right:
            return f"line {number + 1}:\n  {left[:300]}\n  {right[:300]}"
    return f"{len(lines[0])} lines and {len(lines[1])} lines"
