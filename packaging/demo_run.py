#!/usr/bin/env python3
"""The demonstration of packaging/demo: a hub, three offices of a sample province, a cut link. Standard library only.

HADIR, HADIR_AGENT and HADIR_HUB name the built programs. Everything lives in one temporary directory and on loopback.
"""
import argparse
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from demo_link import Link

PROVINCE = Path(__file__).resolve().parent / "examples" / "province"
EVENT_SECONDS = 30  # an event that takes longer than this is a failure
NEVER_MS, LATER_MS = "86400000", "1800000"  # the longest that hadir-agent accepts

# People of the sample province (examples/province/employees.csv).
CLERK_1, CLERK_2, HEAD = "198012032006041009", "199306232019032011", "196805121994031006"
DEWI, RIZKY, NURUL, SLAMET = "198307272009022008", "198602142010011012", "199103112015032006", "THL-0412"
SAMSAT_CLERK, DISTRICT_CLERK = "198510172010012018", "198805192011012015"
DAY, SWAP_DAY = "2021-07-19", "2021-07-21"  # of the circular's schedule
ATTLOG_PUNCHES, ATTLOG_UNUSABLE = 48, 2     # what a person counts in examples/province/1_attlog.dat


# --- What is printed ------------------------------------------------------------------------------------------------------

class Account:
    def __init__(self):
        self._began = time.monotonic()
        self.held = self.failed = 0

    def act(self, title):
        print(f"\n[{time.monotonic() - self._began:5.1f} s] {title}", flush=True)

    def say(self, text):
        for line in text.rstrip("\n").split("\n"):
            print(f"    {line}".rstrip(), flush=True)

    def check(self, what, holds, seen=None):
        self.held += bool(holds)
        self.failed += not holds
        print(f"  {'✓' if holds else '✗'} {what}" + ("" if holds or seen is None else f"   (seen: {seen})"), flush=True)

    def heading(self, title):
        print(f"\n{title}\n{'-' * len(title)}", flush=True)


def table(header, rows):
    rows = [header] + [[str(cell) for cell in row] for row in rows]
    widths = [max(len(row[at]) for row in rows) for at in range(len(header))]
    right = [all(row[at].replace(",", "").isdigit() or row[at] == "-" for row in rows[1:]) for at in range(len(header))]
    return "\n".join("  ".join(cell.rjust(width) if flush else cell.ljust(width) for cell, width, flush in zip(row, widths, right))
                     for row in rows)


# --- Programs -------------------------------------------------------------------------------------------------------------

class Broken(Exception):
    """The demonstration cannot go on."""


def environment():
    """The machine's proxies have no business on loopback."""
    return {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}


def run(*command, accepts=(0,)):
    done = subprocess.run([str(word) for word in command], env=environment(), capture_output=True, text=True,
                          timeout=EVENT_SECONDS, start_new_session=True)
    if done.returncode not in accepts:
        words = " ".join(str(word) for word in command)
        raise Broken(f"exit code {done.returncode} from: {words}\n{done.stdout}{done.stderr}")
    return done


class Service:
    """A program in the background. Its lines go to a log file; whoever waits for one is woken by it."""

    running = []

    def __init__(self, log, *command):
        self.log = log
        self._lines = []
        self._news = threading.Condition()
        self._process = subprocess.Popen([str(word) for word in command], env=environment(), stdin=subprocess.DEVNULL,
                                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True)
        Service.running.append(self)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        with open(self.log, "a", encoding="utf-8") as log:
            for line in self._process.stdout:
                log.write(line)
                log.flush()
                with self._news:
                    self._lines.append(line.rstrip("\n"))
                    self._news.notify_all()
        with self._news:
            self._lines.append(None)
            self._news.notify_all()

    def wait_for(self, words, after=0):
        """The first line from number `after` on that holds all words."""
        def seen():
            for line in self._lines[after:]:
                if line is None or all(word in line for word in words):
                    return True, line
            return False
        with self._news:
            found = self._news.wait_for(seen, EVENT_SECONDS)
        if not found or found[1] is None:
            raise Broken(f"{self.log.name}: no line with {words}\n{self.log.read_text(encoding='utf-8')[-2000:]}")
        return found[1]

    def line_count(self):
        with self._news:
            return len(self._lines)

    def end(self, how=signal.SIGTERM):
        if self not in Service.running:
            return
        Service.running.remove(self)
        self._process.send_signal(how)
        try:
            self._process.wait(EVENT_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join(EVENT_SECONDS)


class Hub:
    def __init__(self, program, root):
        self.program, self.root = program, root
        self.data = root / "hub"
        self.service = None

    def __call__(self, *words, accepts=(0,)):
        return run(self.program, *words, "--data", self.data, accepts=accepts)

    def json(self, *words):
        return json.loads(self(*words, "--json").stdout)

    def serve(self):
        self.service = Service(self.root / "hub.log", self.program, "serve", "--data", self.data, "--listen", "127.0.0.1:0")
        return self.service.wait_for(["listening on"]).split()[-1]

    def wait_until_it_holds(self, count, kind, unit):
        deadline = time.monotonic() + EVENT_SECONDS
        while len(self.json("records", kind, "--unit", unit)) != count:
            if time.monotonic() > deadline:
                raise Broken(f"the hub does not hold {count} {kind} records of {unit}")


class Pc:
    """One office PC: its data directory, its service, and the link of its office."""

    def __init__(self, demo, name, unit, link, folder, clerk, *, syncs_by_itself):
        self.demo, self.name, self.unit, self.link, self.clerk = demo, name, unit, link, clerk
        self.data = demo.root / folder
        self.log = demo.root / f"{folder}.log"
        self.syncs_by_itself = syncs_by_itself
        self.origin = ""
        self.service = None

    def enrol(self, code):
        before, begun = self.link.bytes_up + self.link.bytes_down, time.monotonic()
        done = run(self.demo.agent, "--data", self.data, "init", "--enrol", code, "--json")
        self.origin = json.loads(done.stdout)["origin"]
        crossed = self.link.bytes_up + self.link.bytes_down - before
        self.demo.syncs.append([self.name, "enrolment, with units and people", "complete", "-", "-", "-", "-", "-", f"{crossed:,}",
                                f"{(time.monotonic() - begun) * 1000:.0f} ms"])

    def start(self):
        # Where a sync is measured, nothing else may sync: the service then only does so when told.
        quiet = [] if self.syncs_by_itself else ["--sync-interval", NEVER_MS, "--sync-after-write", NEVER_MS, "--sync-retry", LATER_MS]
        self.service = Service(self.log, self.demo.agent, "--data", self.data, "run", *quiet)
        self.service.wait_for(["listening on"])

    def __call__(self, *words, accepts=(0,), by=None):
        return run(self.demo.hadir, "--data", self.data, "--as", by or self.clerk, *words, accepts=accepts)

    def typed(self, *words, accepts=(0,), by=None):
        """As a clerk sees it: the command and what it answers."""
        shown = " ".join(f'"{word}"' if " " in str(word) else Path(word).name if isinstance(word, Path) else str(word) for word in words)
        done = self(*words, accepts=accepts, by=by)
        self.demo.account.say(f"{self.name}$ hadir {shown}\n" + "\n".join("  " + line for line in (done.stdout + done.stderr).splitlines()))
        return done

    def json(self, *words, accepts=(0,)):
        return json.loads(self(*words, "--json", accepts=accepts).stdout)

    def sync(self, why, accepts=(0,)):
        """One `hadir sync --json`, noted for the account."""
        up, down = self.link.bytes_up, self.link.bytes_down
        begun = time.monotonic()
        report = self.json("sync", accepts=accepts)
        self.demo.note_sync(self.name, why, report, self.link.bytes_up - up, self.link.bytes_down - down,
                            time.monotonic() - begun)
        return report

    def everything(self, kinds):
        return {kind: self("records", kind, "--json").stdout for kind in kinds}


# --- The story ------------------------------------------------------------------------------------------------------------

class Demo:
    def __init__(self, root, programs):
        self.root = root
        self.hadir, self.agent, hub = programs
        self.account = Account()
        self.hub = Hub(hub, root)
        self.links, self.pcs, self.syncs = {}, [], []
        self.offline, self.conflict_lines, self.attlog_seconds = [], {}, 0.0

    def note_sync(self, pc, why, report, up, down, seconds):
        self.syncs.append([pc, why, report["result"], report["requests"], report["sent"]["commits"], report["sent"]["bytes"],
                           report["received"]["commits"], report["received"]["bytes"], f"{up + down:,}", f"{seconds * 1000:.0f} ms"])
        result = {"complete": "complete", "incomplete": "incomplete", "unreachable": "hub not reached"}[report["result"]]
        self.account.say(f"{pc}$ hadir sync   → {result}, {report['requests']} request(s), "
                         f"{report['sent']['bytes']} B up, {report['received']['bytes']} B down, waiting {report['pending']}")

    def run(self):
        self.found_the_hub()
        self.enrol_the_offices()
        self.plan_with_the_circular()
        self.cut_the_link()
        self.lose_an_answer()
        self.meet_again()
        self.settle()
        self.tell()

    def found_the_hub(self):
        account, hub = self.account, self.hub
        account.act("The secretariat sets up its hub")
        hub("init")
        url = hub.serve()
        account.say(f"hadir-hub serves on {url}, with a certificate of its own")
        account.check("the hub speaks TLS, and a stranger does not trust its certificate", *speaks_tls(url))
        units = hub.json("unit", "import", PROVINCE / "units.csv")
        people = hub.json("employee", "import", PROVINCE / "employees.csv")
        account.check("5 units and 34 employees read from CSV", (units["recorded"], people["recorded"]) == (5, 34), (units, people))
        again = hub.json("employee", "import", PROVINCE / "employees.csv")
        account.check("reading the same list again changes nothing", (again["recorded"], again["unchanged"]) == (0, 34), again)
        self.links = {unit: Link(int(url.rsplit(":", 1)[1])) for unit in ("5.02", "4.07.01", "8.03")}

    def enrol_the_offices(self):
        account = self.account
        account.act("Four PCs of three offices enrol, each with a one-time code and over its office's own link")
        self.pcs = [
            Pc(self, "dinas-1", "5.02", self.links["5.02"], "dinas-1", CLERK_1, syncs_by_itself=False),
            Pc(self, "dinas-2", "5.02", self.links["5.02"], "dinas-2", CLERK_2, syncs_by_itself=False),
            Pc(self, "uptd", "4.07.01", self.links["4.07.01"], "uptd", SAMSAT_CLERK, syncs_by_itself=False),
            Pc(self, "kecamatan", "8.03", self.links["8.03"], "kecamatan", DISTRICT_CLERK, syncs_by_itself=True),
        ]
        code = ""
        for pc in self.pcs:
            code = self.hub.json("enrol", pc.unit, "--url", f"https://127.0.0.1:{pc.link.port}")["code"]
            pc.enrol(code)
            pc.start()
            if not pc.syncs_by_itself:
                pc.sync("first sync")
        self.kecamatan.service.wait_for(["sync complete"])
        replicas = self.hub.json("status")["replicas"]
        account.check("the hub knows 4 PCs", sorted(one["unit"] for one in replicas) == ["4.07.01", "5.02", "5.02", "8.03"], replicas)
        reused = run(self.agent, "--data", self.root / "stranger", "init", "--enrol", code, accepts=(0, 1, 2))
        account.check("a code that was used enrols nobody else", reused.returncode == 1, reused.stdout + reused.stderr)
        counts = [len(pc.json("records", "employee")) for pc in self.pcs]
        account.check("each office got its own people and nobody else's: 20, 20, 7 and 7", counts == [20, 20, 7, 7], counts)

    def plan_with_the_circular(self):
        account, first, second = self.account, *self.dinas
        account.act("The Dinas plans July by circular SE 045.2/103/VII/POSKO/2021: of 16 staff, 4 in the office each day")
        first.typed("import", PROVINCE / "pins.csv")
        first.typed("import", PROVINCE / "jadwal-se-045.2-103.csv")
        sent = first.sync("schedule and PINs")
        received = second.sync("the same, on its way down")
        rows = second.json("records", "schedule")
        account.check("160 schedule days are on the other PC", len(rows) == 160, len(rows))
        staff = {one["nip"] for one in second.json("records", "employee") if one["class"] != "struktural"}
        in_office = {}
        for row in rows:
            in_office[row["date"]] = in_office.get(row["date"], 0) + (row["mode"] == "WFO" and row["employee"] in staff)
        account.check("on each of 8 days 4 of 16 staff are in the office: 25 %, the circular's cap",
                      list(in_office.values()) == [4] * 8, in_office)
        account.check("each of the two syncs was one request", (sent["requests"], received["requests"]) == (1, 1))

    def cut_the_link(self):
        account, first, second = self.account, *self.dinas
        account.act("The link of the Dinas is cut; its PCs go on recording")
        self.links["5.02"].cut()
        begun = time.monotonic()
        first.typed("import", PROVINCE / "1_attlog.dat", accepts=(1,))
        self.attlog_seconds = time.monotonic() - begun
        punches = first.json("records", "punch")
        account.check(f"{ATTLOG_PUNCHES} punches of the fingerprint machine recorded; {ATTLOG_UNUSABLE} lines set aside with their reason "
                      "(the machine's dead clock, an unknown PIN)",
                      (len(punches), len(first.json("quarantine", "list"))) == (ATTLOG_PUNCHES, ATTLOG_UNUSABLE), len(punches))
        again = first.json("import", PROVINCE / "1_attlog.dat", accepts=(1,))
        account.check("the same file once more adds nothing", (again["recorded"], again["unchanged"]) == (0, ATTLOG_PUNCHES), again)

        first.typed("punch", CLERK_1, "in")
        second.typed("report", "submit", DEWI, "Telaah naskah perjanjian kerja sama", "Rapat daring bidang")
        second.typed("punch", SLAMET, "in")
        second.service.end(signal.SIGKILL)
        second.start()
        kept = second.json("records", "punch", "--where", f"employee={SLAMET}")
        account.check("dinas-2 was switched off the moment it had said so; the punch is there", len(kept) == 1, kept)

        account.say("")
        account.say(f"Both PCs edit the same days, knowing nothing of each other. Dewi's {DAY} was planned as WFO.")
        first.typed("schedule", "set", DEWI, DAY, "DL")
        second.typed("schedule", "set", DEWI, DAY, "LEAVE")
        first.typed("schedule", "set", RIZKY, SWAP_DAY, "WFH")
        second.typed("schedule", "set", NURUL, SWAP_DAY, "WFO")
        refused = [pc.sync("the link is cut", accepts=(2,)) for pc in self.dinas]
        account.check("hadir sync says so with exit code 2, and everything waits", all(one["pending"] > 0 for one in refused))
        for pc in self.dinas:
            status = pc.json("status")
            self.offline.append([pc.name, status["pending"], status["records"]["punch"], status["records"]["daily_report"],
                                 status["clock"]["quality"], f"±{status['clock']['bound_ms']} ms"])
            account.check(f"{pc.name} still knows how far its clock can be trusted: {status['clock']['quality']}, "
                          f"±{status['clock']['bound_ms']} ms", status["clock"]["quality"] == "hub", status["clock"])

        uptd, kecamatan = self.pcs[2:]
        uptd("punch", SAMSAT_CLERK, "in")
        uptd.sync("an ordinary punch")
        lines = kecamatan.service.line_count()
        kecamatan("punch", DISTRICT_CLERK, "in")
        said = kecamatan.service.wait_for(["sync complete"], lines)
        account.say(f"kecamatan, by itself: {said.split(' info ', 1)[-1]}")
        held = [len(self.hub.json("records", "punch", "--unit", unit)) for unit in ("5.02", "4.07.01", "8.03")]
        account.check("meanwhile the other offices' punches reached the hub, the kecamatan's without anybody asking",
                      held == [0, 1, 1], held)

    def lose_an_answer(self):
        account, first = self.account, self.dinas[0]
        account.act("The link comes back, and breaks again while the hub's answer is on its way down")
        link = self.links["5.02"]
        recorded = len(first.json("records", "punch"))
        link.restore(answers_get_lost=True)
        outcome = {}
        sync = threading.Thread(target=lambda: outcome.update(self.try_sync(first)))
        sync.start()
        self.hub.wait_until_it_holds(recorded, "punch", "5.02")
        link.cut()
        sync.join()
        report = outcome.get("report")
        if report is None:
            raise Broken(str(outcome.get("error")))
        account.check(f"the hub has all {recorded} punches of dinas-1, which does not know it yet: exit code 2, nothing called safe",
                      report["result"] == "unreachable" and report["pending"] > 0, report)

    def try_sync(self, pc):
        try:
            return {"report": pc.sync("answer lost on the way", accepts=(2,))}
        except (Broken, subprocess.TimeoutExpired) as error:
            return {"error": error}

    def meet_again(self):
        account, first, second = self.account, *self.dinas
        account.act("The link is back for good")
        self.links["5.02"].restore()
        report = first.sync("after the lost answer")
        account.check("everything of dinas-1 is acknowledged with the hub's signed receipt",
                      report["result"] == "complete" and report["pending"] == 0 and len(report["receipt"]) > 0, report)
        report = second.sync("its edits, and dinas-1's")
        account.check("and of dinas-2", report["result"] == "complete" and report["pending"] == 0, report)
        first.sync("dinas-2's edits")
        held = len(self.hub.json("records", "punch", "--unit", "5.02"))
        account.check(f"the lost answer doubled nothing: {ATTLOG_PUNCHES} punches of the machine and 2 typed ones", held == 50, held)
        self.check_everything_is_equal("both PCs of the Dinas and the hub hold the same records, byte for byte")

        listed = [pc.json("conflicts", "list") for pc in self.dinas] + [self.hub.json("conflicts", "list", "--unit", "5.02")]
        for pc in self.dinas:
            self.conflict_lines[pc.name] = pc("conflicts", "list").stdout
        account.check("one conflict, the same on both PCs and at the hub",
                      len(listed[0]) == 1 and listed[0] == listed[1] == listed[2], listed)
        values = sorted(head["value"] for one in listed[0] for head in one["values"])
        account.check("it keeps both values, each with who wrote it", values == ["DL", "LEAVE"], values)
        modes = {(row["employee"], row["date"]): row["mode"] for row in first.json("records", "schedule")}
        account.check("edits of different people's days both stand", (modes[RIZKY, SWAP_DAY], modes[NURUL, SWAP_DAY]) == ("WFH", "WFO"))

    def settle(self):
        account, first, second = self.account, *self.dinas
        account.act("The head of the Dinas decides")
        conflict = second.json("conflicts", "list")[0]
        keep = 1 + [head["value"] for head in conflict["values"]].index("DL")
        second.typed("conflicts", "settle", conflict["id"], "--keep", str(keep), by=HEAD)
        second.sync("the decision")
        first.sync("the decision arrives")
        left = [len(pc.json("conflicts", "list")) for pc in self.dinas] + [len(self.hub.json("conflicts", "list"))]
        account.check("no conflict is left anywhere", left == [0, 0, 0], left)
        shown = first.json("records", "schedule", "--where", f"employee={DEWI}", "--where", f"date={DAY}")
        account.check("dinas-1 shows the decision", [row["mode"] for row in shown] == ["DL"], shown)
        idle = first.sync("nothing new")
        total = idle["sent"]["bytes"] + idle["received"]["bytes"]
        account.check(f"a sync without news is one request of {total} bytes both ways", idle["requests"] == 1 and total < 4096, idle)
        for pc in self.pcs[2:]:
            pc.sync("nothing new for this office")
        self.check_everything_is_equal("every PC and the hub hold the same records, byte for byte")
        status = self.hub.json("status")
        account.check("the hub parked nothing and refused only the used code",
                      not status["parked"] and sum(one["count"] for one in status["refusals"]) == 1, status["refusals"])

    def check_everything_is_equal(self, what):
        differ = []
        readable = self.hub.json("status")["records"]  # what is sealed the hub counts, and cannot read
        for pc in self.pcs:
            for kind, own in pc.everything(readable).items():
                if own != self.hub("records", kind, "--unit", pc.unit, "--json").stdout:
                    differ.append(f"{pc.name}: {kind}")
        self.account.check(what, not differ, differ)

    def tell(self):
        account = self.account
        account.heading("What was recorded while the link of the Dinas was down")
        account.say(table(["PC", "waiting", "punches", "reports", "clock", "error bound"], self.offline))
        account.say(f"The machine's file of {ATTLOG_PUNCHES + ATTLOG_UNUSABLE} lines took {self.attlog_seconds * 1000:.0f} ms "
                    "until it was safe on the PC's disk.")
        account.heading("What each sync cost")
        account.say(table(["PC", "why", "result", "requests", "up", "bytes up", "down", "bytes down", "on the link", "time"], self.syncs))
        account.say("up and down count commits: one per action, an import of 160 schedule days is one too. The bytes are what hadir sync --json\n"
                    "reports: HTTP and a new connection's handshake. \"on the link\" is what the link carried both ways, encryption included.")
        account.heading("The conflict, on both PCs")
        for name, lines in self.conflict_lines.items():
            account.say(f"{name}$ hadir conflicts list\n{lines}")
        account.heading("The hub at the end")
        account.say(self.hub("status").stdout)
        account.heading("Where to look next")
        account.say("README.md               installing at an office and at the secretariat, daily commands, when something is wrong\n"
                    "packaging/examples/     the files used here, explained\n"
                    "tests/run               every suite, with the simulation of far worse links than this one\n"
                    "packaging/demo          without --once: everything stays up, to try commands on")
        total = account.held + account.failed
        print(f"\n{account.held} of {total} checks held.", flush=True)

    @property
    def dinas(self):
        return self.pcs[:2]

    @property
    def kecamatan(self):
        return self.pcs[3]

    def stay(self):
        """Keeps everything running for a person to try things on, until Ctrl-C."""
        for pc in self.dinas + [self.pcs[2]]:
            pc.service.end()
            pc.syncs_by_itself = True
            pc.start()
        serving = self.hub.json("status")["serving"]["url"]
        print(f"\nThe hub ({serving}) and four services keep running; the PCs sync by themselves now.\n\n"
              f"Try, in another terminal:\n  cd {self.root}; PATH={Path(self.hadir).parent}:$PATH")
        for comment, command in (
                ("what this PC knows and waits for", "hadir --data dinas-1 status"),
                ("a punch, which the hub has two seconds later", f"hadir --data dinas-1 punch {RIZKY} in"),
                ("the lines of attlog.dat that were set aside", "hadir --data dinas-1 quarantine list"),
                ("who stands behind PIN 41: its line is then recorded",
                 "printf 'device,pin,employee\\n1,41,THL-0423\\n' > pin41.csv; hadir --data dinas-1 import pin41.csv"),
                ("the hub's view", "hadir-hub status --data hub"),
                ("and its records", "hadir-hub records schedule --unit 5.02 date=2021-07-19 --data hub"),
                ("the records are plain tables", "sqlite3 -readonly -header -column dinas-1/hadir.db 'SELECT nip, name, position FROM employee LIMIT 5'"),
                ("what a service said", "tail dinas-1.log hub.log")):
            print(f"  {command:<70} # {comment}" if len(command) < 70 else f"  # {comment}\n  {command}")
        print("\nCtrl-C ends everything and removes the data.", flush=True)
        signal.pause()


def speaks_tls(url):
    host, port = url.removeprefix("https://").rsplit(":", 1)
    try:
        with socket.create_connection((host, int(port)), EVENT_SECONDS) as plain:
            with ssl.create_default_context().wrap_socket(plain, server_hostname=host):
                return False, "a certificate from an authority"
    except ssl.SSLCertVerificationError:
        pass
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with socket.create_connection((host, int(port)), EVENT_SECONDS) as plain, context.wrap_socket(plain) as wrapped:
        return wrapped.version() == "TLSv1.3", wrapped.version()


def programs_from_environment():
    programs = []
    for name in ("HADIR", "HADIR_AGENT", "HADIR_HUB"):
        path = os.environ.get(name, "")
        if not os.access(path, os.X_OK):
            raise Broken(f"{name} names no program: \"{path}\". packaging/demo builds them and sets it.")
        programs.append(str(Path(path).resolve()))
    return programs


def interrupt(*_):
    raise KeyboardInterrupt


def main():
    parser = argparse.ArgumentParser(prog="packaging/demo", description="Runs hadir's main job on a small sample province.")
    parser.add_argument("--once", action="store_true", help="end after the account; exit code 0 only if every check held")
    parser.add_argument("--keep", metavar="DIR", type=Path, help="put databases and logs into this new directory and leave them there")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, interrupt)
    if options.keep:
        root = options.keep.resolve()
        root.mkdir(mode=0o700, parents=True)
    else:
        root = Path(tempfile.mkdtemp(prefix="hadir-demo-"))
    demo = None
    try:
        demo = Demo(root, programs_from_environment())
        demo.run()
        if options.keep and options.once:
            print(f"Databases and logs are in {root}")
        if not options.once:
            demo.stay()
        return 0 if demo.account.failed == 0 else 1
    except (Broken, subprocess.TimeoutExpired, OSError) as error:
        print(f"\nThe demonstration cannot go on: {error}", file=sys.stderr)
        for service in Service.running:
            print(f"\n{service.log.name}:\n{service.log.read_text(encoding='utf-8')[-1500:]}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopping.", flush=True)
        settled = demo is not None and not options.once and demo.account.failed == 0
        return 0 if settled else 130
    finally:
        for one in (signal.SIGINT, signal.SIGTERM):
            signal.signal(one, signal.SIG_IGN)  # nothing may be left behind
        for link in demo.links.values() if demo else ():
            link.cut()
        for service in list(Service.running):
            service.end()
        if not options.keep:
            shutil.rmtree(root, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
