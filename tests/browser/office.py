#!/usr/bin/env python3
"""A made-up office to look at: a hub, two PCs of one office, 45 people, last month and this one up to now. Standard library only.

    tests/browser/office.py [--keep DIRECTORY] [--empty [--both]] [--people N] [--year] [--clock] [--agent-options WORDS]

Prints one line of JSON once everything runs ({"hub", "office", "second", "ports", "people", "posts", "codes", "secret", "pin"}) and stays until it is ended.
--people makes a larger office, --year adds the punches of twelve months before. --clock puts the office's PC under a wall clock that can be set
while it runs, by replacing the file "clock" with seconds from now, such as +60 ("clock_right": what is right). --empty makes a hub with the office's people and a PC that is not set up: what the first-run wizard meets; --both makes two of them. HADIR_BIN
is the folder of the programs (build/release/bin). Everything is in one directory and on loopback; --keep leaves it there.
"""
import argparse
import datetime
import json
import os
import random
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "packaging" / "examples"))
import offices  # noqa: E402

SECRET, PIN = "melati putih di halaman", "482913"  # everybody's
BIN = Path(os.environ.get("HADIR_BIN", ROOT / "build" / "release" / "bin"))
ZONE = datetime.timezone(datetime.timedelta(hours=7))
# HADIR_DAYS_AHEAD=2: programs and tests live so many days from today, such as on a Saturday; 0.5: in another half of the day.
AHEAD = float(os.environ.get("HADIR_DAYS_AHEAD", "0"))
AHEAD_S = round(AHEAD * 86400)
NOW = datetime.datetime.now(ZONE) + datetime.timedelta(AHEAD)
TODAY = NOW.date()
MONTH = f"{TODAY:%Y-%m}"
BEFORE = f"{TODAY.replace(day=1) - datetime.timedelta(1):%Y-%m}"


def environment(clock=None):
    """The machine's proxies have no business on loopback. `clock`: a file that says how far ahead the wall clock is, in seconds."""
    clean = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    if AHEAD or clock:
        library = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
        ahead = {"FAKETIME_TIMESTAMP_FILE": str(clock), "FAKETIME_NO_CACHE": "1"} if clock else {"FAKETIME": f"{AHEAD_S:+d}"}
        clean |= {"LD_PRELOAD": str(library), "FAKETIME_DONT_FAKE_MONOTONIC": "1", "NO_FAKE_STAT": "1", **ahead}
    return clean


def workday(count):
    """The working day so many working days from today."""
    day = TODAY
    while count:
        day += datetime.timedelta(1 if count > 0 else -1)
        count -= (1 if count > 0 else -1) if day.weekday() < 5 else 0
    return str(day)


class World:
    def __init__(self, folder, people):
        self.folder = folder
        self.running = []
        offices.HOLIDAYS.setdefault(MONTH[:4], {})[f"{MONTH}-17"] = "Hari libur daerah"
        offices.HOLIDAYS.setdefault(BEFORE[:4], {})
        self.of = offices.OFFICES["lampung"] = {**offices.OFFICES["lampung"], "month": MONTH}
        if people:
            self.of["jfu"] += max(0, people - len(offices.Office("lampung").people))
        self.people_of = offices.Office("lampung")
        self.nips = [person["nip"] for person in self.people_of.people]

    def program(self, name, data, *words, accepts=(0,)):
        command = [BIN / name, *(str(word) for word in words), "--data", self.folder / data]
        done = subprocess.run(command, env=environment(), capture_output=True, text=True, timeout=120)
        if done.returncode not in accepts:
            sys.exit(f"exit code {done.returncode} from: {' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
        return done.stdout

    def hub(self, *words):
        return self.program("hadir-hub", "hub", *words)

    def hadir(self, author, *words, data="office", accepts=(0,)):
        return self.program("hadir", data, "--as", author, *words, accepts=accepts)

    def start(self, log, *command, clock=None):
        """A program in the background; its output goes to a file, from which the first line is answered that matches."""
        with open(self.folder / log, "w", encoding="utf-8") as out:
            process = subprocess.Popen([str(word) for word in command], env=environment(clock), stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
                                       start_new_session=True)
        self.running.append(process)
        return process

    def wait_for(self, log, pattern, process):
        while process.poll() is None:
            if found := re.search(pattern, (self.folder / log).read_text(encoding="utf-8")):
                return found
            try:
                process.wait(0.05)
            except subprocess.TimeoutExpired:
                pass
        sys.exit(f"{log}:\n{(self.folder / log).read_text(encoding='utf-8')}")

    def enact(self):
        files = self.folder / "files"
        files.mkdir()
        self.people_of.write_people(files)
        circular = offices.circular(self.of["circular"])
        circular.update(effective=f"{BEFORE}-01", dated=f"{BEFORE}-01")
        circular.pop("supersedes", None)
        circular.pop("$schema", None)
        (files / "circular.json").write_text(json.dumps(circular), encoding="utf-8")
        self.hub("init")
        for what, file in (("unit", "units"), ("employee", "employees"), ("holiday", "holidays")):
            self.hub(what, "import", files / f"{file}.csv")
        self.hub("circular", "add", files / "circular.json")
        self.hub("circular", "activate", circular["number"], "--from", circular["effective"])
        process = self.start("hub.log", BIN / "hadir-hub", "serve", "--listen", "127.0.0.1:0", "--data", self.folder / "hub")
        port = self.wait_for("hub.log", r"listening on https://[\d.]+:(\d+)", process)[1]
        self.hub_url = f"https://127.0.0.1:{port}"
        self.hub("init", "--url", self.hub_url)
        return [json.loads(self.hub("enrol", self.people_of.code, "--json"))["code"] for _ in range(3)]

    def serve(self, data, *options, clock=None):
        process = self.start(f"{data}.log", BIN / "hadir-agent", "run", "--data", self.folder / data, *options, clock=clock)
        self.wait_for(f"{data}.log", r"listening on http://127\.0\.0\.1:(\d+)|127\.0\.0\.1:(\d+)", process)
        return process

    def month(self, month):
        """Roster, punches, reports and permits of a month, up to now."""
        head, files = self.nips[0], self.folder / "files"
        self.hadir(head, "roster", "publish", "--month", month, accepts=(0, 1))
        schedule = json.loads(self.hadir(head, "records", "schedule", "--where", f"date>={month}-01", "--json"))
        self.people_of.of["month"] = month
        self.people_of.write_month(schedule, files)
        for file in sorted(files.glob("*.jsonl")):
            records = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
            records = [one for one in records if (one.get("at") or one.get("submitted") or one.get("requested") or one.get("date", "")) < NOW.isoformat()]
            file.write_text("".join(json.dumps(one) + "\n" for one in records), encoding="utf-8")
            if records:
                self.hadir(head, "import", file, accepts=(0, 1))

    def year(self):
        """Two punches a working day of everybody, for twelve months before the last one."""
        first = datetime.date.fromisoformat(f"{BEFORE}-01")
        days = [day for day in (first - datetime.timedelta(back) for back in range(365, 0, -1)) if day.weekday() < 5]
        luck, file = random.Random(7), self.folder / "files" / "year.jsonl"
        with open(file, "w", encoding="utf-8") as out:
            for day in days:
                for nip in self.nips:
                    for direction, hour in (("in", 7), ("out", 16)):
                        at = f"{day}T{hour:02}:{luck.randrange(60):02}:{luck.randrange(60):02}{self.people_of.offset}"
                        out.write(json.dumps({"kind": "punch", "employee": nip, "at": at, "direction": direction, "source": "mesin-1"}) + "\n")
        self.hadir(self.nips[0], "import", file)

    def papers(self):
        """Something of each workflow, waiting and settled."""
        nips, head, secretary, personnel = self.nips, self.nips[0], self.nips[1], self.nips[2]
        staff = nips[6:]
        for person, words in (
                (staff[0], ("cuti", "--subtype", "CT", "--from", workday(3), "--until", workday(5), "--reason", "acara keluarga di kampung")),
                (staff[1], ("sakit", "--from", workday(0), "--until", workday(1), "--reason", "demam, istirahat menurut surat dokter")),
                (staff[2], ("kantor", "--from", workday(1), "--reason", "mengambil berkas penganggaran", "--room", "Sekretariat")),
                (staff[3], ("bepergian", "--subtype", "keluarga", "--from", workday(6), "--until", workday(7), "--destination", "Palembang", "--region", "Sumatera Selatan",
                            "--reason", "orang tua sakit", "--urgency", "rawat inap")),
                (staff[4], ("dl", "--from", workday(2), "--until", workday(2), "--destination", "Bandar Lampung", "--reason", "rapat koordinasi data"))):
            self.hadir(person, "permit", "request", *words, accepts=(0, 1))
        self.hadir(personnel, "letter", "draft", staff[5], staff[6], staff[7], "--from", workday(1), "--until", workday(4), "--number", "800/112/V.02",
                   "--basis", "SE 045.2/103/VII/POSKO/2021", "--tasks", "Melaksanakan tugas kedinasan dari rumah", accepts=(0, 1))
        self.hadir(personnel, "letter", "draft", staff[8], "--from", workday(1), "--until", workday(1), "--duty", "tugas", "--number", "800/113/V.02", "--place", "Kota Metro",
                   "--basis", "Undangan Wali Kota", "--tasks", "Pendampingan aplikasi", accepts=(0, 1))
        self.hadir(head, "letter", "approve", "800/113/V.02", accepts=(0, 1))
        self.hadir(head, "recall", "call", staff[9], "--place", "Ruang Kepala Dinas", "--reason", "penjelasan laporan", accepts=(0, 1))
        self.hadir(secretary, "recall", "call", staff[10], "--phoned-by", secretary, "--place", "Ruang Rapat", "--reason", "tanda tangan", accepts=(0, 1))
        self.hadir(secretary, "meeting", "plan", "Evaluasi mingguan", *nips[:6], "--at", f"{workday(1)} 09:00", "--room", "Aula", "--capacity", "40", accepts=(0, 1))
        self.hadir(secretary, "meeting", "plan", "Rapat daring pengelola data", *nips[:2], "--virtual", staff[0], "--virtual", staff[1], "--at", f"{workday(2)} 13:30", "--room", "Ruang Rapat",
                   "--capacity", "12", accepts=(0, 1))
        self.hadir(personnel, "assembly", "hold", "--date", workday(0), "--session", "pagi", "--virtual", "--starts", "07:30", "--led-by", secretary, accepts=(0, 1))
        self.hadir(personnel, "assembly", "attend", *staff[:14], "--date", workday(0), accepts=(0, 1))
        self.hadir(head, "closure", "set", "--section", "Bidang Statistik", "--from", workday(8), "--days", "3", "--reason", "penyemprotan disinfektan", accepts=(0, 1))
        for person in staff[:9]:
            self.hadir(person, "punch", person, "in")
        bad = self.folder / "files" / "1_attlog.dat"
        bad.write_text(f"      77\t{TODAY} 07:21:04\t1\t0\t1\t0\n      78\t{TODAY} 07:40:19\t1\t0\t1\t0\n", encoding="utf-8")
        self.hadir(personnel, "import", bad, accepts=(0, 1))

    def disagree(self):
        """Both PCs change the same two days without knowing of each other: conflicts, whatever the roster has there."""
        self.hadir(self.nips[2], "schedule", "set", self.nips[13], workday(3), "OFF")
        for data in ("office", "second"):
            self.hadir(self.nips[2], "sync", data=data)
        for data, author, mode in (("office", self.nips[2], "LEAVE"), ("second", self.nips[1], "DL")):
            self.hadir(author, "schedule", "set", self.nips[12], workday(2), mode, data=data)
            self.hadir(author, "schedule", "set", self.nips[13], workday(3), "WFO" if mode == "DL" else "WFH", data=data)
        for data in ("office", "second", "office"):
            self.hadir(self.nips[2], "sync", data=data)

    def call(self, data, operation, request):
        """An operation of a running agent."""
        service = json.loads((self.folder / data / "service.json").read_text())
        asked = urllib.request.Request(f"http://127.0.0.1:{service['port']}/api/v1/call/{operation}", json.dumps(request).encode(),
                                       {"Authorization": f"Bearer {service['token']}", "Content-Type": "application/json"})
        try:
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(asked, timeout=60) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refused:
            sys.exit(f"{operation}: {refused.read().decode()}")

    def accounts(self):
        """Accounts for the posts, and for staff who use the kiosk."""
        roles = {self.nips[0]: ["head"], self.nips[1]: ["secretary"], self.nips[2]: ["clerk", "personnel"], self.nips[3]: [], self.nips[5]: ["health"]}
        for nip in (*roles, *self.nips[20:26]):
            made = self.call("office", "account.set", {"nip": nip, "add": roles.get(nip, [])})
            self.call("office", "account.secret", {"nip": nip, "author": nip, "old": made["secret"], "secret": SECRET, "pin": PIN})

    def stop(self):
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # who is impatient would leave the rest running
        for process in reversed(self.running):
            if process.poll() is None:
                process.terminate()
                try:
                    process.wait(20)
                except subprocess.TimeoutExpired:
                    process.kill()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", type=Path, help="a new directory for everything, which stays")
    parser.add_argument("--empty", action="store_true")
    parser.add_argument("--both", action="store_true", help="with --empty: the second PC too")
    parser.add_argument("--people", type=int, default=0, help="at least so many")
    parser.add_argument("--year", action="store_true")
    parser.add_argument("--clock", action="store_true", help="a wall clock for the office's PC that can be set while it runs")
    parser.add_argument("--agent-options", default="", help="further options for hadir-agent run")
    asked = parser.parse_args()
    folder = (asked.keep or Path(tempfile.mkdtemp(prefix="hadir-office-"))).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    world = World(folder, asked.people)
    try:
        codes = world.enact()
        told = {"month": MONTH, "hub_process": world.running[0].pid, "hub_url": world.hub_url, "secret": SECRET, "pin": PIN, "hub": str(folder / "hub"), "office": str(folder / "office"), "second": str(folder / "second"), "codes": codes, "people": world.people_of.people,
                "posts": {post[0]: person["nip"] for post, person in zip(world.people_of.posts, world.people_of.people)}}
        if not asked.empty:
            services, told["processes"] = {}, {}
            clock = folder / "clock" if asked.clock else None
            if clock:
                told["clock"], told["clock_right"] = str(clock), AHEAD_S
                clock.write_text(f"{AHEAD_S:+d}\n", encoding="utf-8")
            for data, code in zip(("office", "second"), codes):
                world.program("hadir-agent", data, "init", "--enrol", code, "--time-zone", world.of["zone"])
                services[data] = world.serve(data, *shlex.split(asked.agent_options), clock=clock if data == "office" else None)
                told["processes"][data] = services[data].pid
            for kind in ("post", "holder"):
                world.hadir(world.nips[2], "import", folder / "files" / f"{kind}s.csv", "--kind", kind)
            if asked.year:
                world.year()
            world.month(BEFORE)
            world.month(MONTH)
            world.papers()
            world.disagree()
            world.accounts()
            told["ports"] = {data: json.loads((folder / data / "service.json").read_text())["port"] for data in services}
        else:
            fresh = ("office", "second") if asked.both else ("office",)
            for data in fresh:
                (folder / data).mkdir()
                world.serve(data)
            told.update(files=str(folder / "files"), ports={data: json.loads((folder / data / "service.json").read_text())["port"] for data in fresh})
        print(json.dumps(told, ensure_ascii=False), flush=True)
        signal.pause()
    except KeyboardInterrupt:
        pass
    finally:
        world.stop()
        if not asked.keep:
            shutil.rmtree(folder, ignore_errors=True)


main()
