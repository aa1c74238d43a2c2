"""Every operation of a real office answers what `hadir api` says, and nothing more: two months of an invented office are asked for
everything, and each answer is held against its schema. Prevents: a member that nobody described, one of another type, and one that is
promised but missing.
"""
import base64
import datetime
import json
import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

from _office import program

ROOT = Path(__file__).resolve().parents[2]
ZONE = datetime.timezone(datetime.timedelta(hours=7))
TODAY = (datetime.datetime.now(ZONE) + datetime.timedelta(int(os.environ.get("HADIR_DAYS_AHEAD", "0")))).date()

# Described, but not asked here, and why.
UNASKED = {
    "attention.office": "a part of attention",
    "calendar.set": "the secretariat's",
    "circular.activate": "no circular of this office lets its head have rules of his own",
    "circular.add": "the same",
    "circular.delete": "the same",
    "circular.withdraw": "the same",
}
FORMATS = {"date": r"\d{4}-\d\d-\d\d", "date-time": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"}
TYPES = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "array": list, "object": dict, "null": type(None)}


class Validator:
    """As much of JSON Schema as the description uses; an object has no members but those described."""

    def __init__(self, schemas):
        self.schemas = schemas

    def problems(self, schema, answer, at="answer"):
        if "$ref" in schema:
            return self.problems(self.schemas[schema["$ref"].removeprefix("#/components/schemas/")], answer, at)
        if "anyOf" in schema:
            tried = [self.problems(one, answer, at) for one in schema["anyOf"]]
            return min(tried, key=len) if all(tried) else []
        kind = schema.get("type")
        if kind is None:
            return []
        if not isinstance(answer, TYPES[kind]) or (isinstance(answer, bool) and kind != "boolean"):
            return [f"{at} is no {kind}: {json.dumps(answer)[:80]}"]
        if "enum" in schema and answer not in schema["enum"]:
            return [f"{at} is none of {schema['enum']}: {answer}"]
        if "format" in schema and not re.fullmatch(FORMATS[schema["format"]], answer):
            return [f"{at} is no {schema['format']}: {answer}"]
        if kind == "array":
            return [one for index, item in enumerate(answer) for one in self.problems(schema["items"], item, f"{at}[{index}]")]
        if kind == "object":
            return self.of_members(schema, answer, at)
        return []

    def of_members(self, schema, answer, at):
        properties, others = schema.get("properties", {}), schema.get("additionalProperties")
        found = [f"{at} lacks {name}" for name in schema.get("required", ()) if name not in answer]
        for name, member in answer.items():
            described = properties.get(name, others)
            found += [f"{at}.{name} is not described"] if described is None else self.problems(described, member, f"{at}.{name}")
        return found


def validator_finds():
    """The validator itself: what it must not let through."""
    holds = Validator({"A": {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]}})
    reference = {"$ref": "#/components/schemas/A"}
    assert holds.problems(reference, {"a": 1}) == []
    for wrong in ({"a": 1, "b": 2}, {}, {"a": True}, {"a": "1"}, {"a": None}, []):
        assert holds.problems(reference, wrong), wrong
    assert holds.problems({"anyOf": [reference, {"type": "null"}]}, None) == []
    assert holds.problems({"type": "string", "format": "date"}, "kemarin")


def workday(count):
    """The working day so many working days from today."""
    day = TODAY
    while count:
        day += datetime.timedelta(1 if count > 0 else -1)
        count -= (1 if count > 0 else -1) if day.weekday() < 5 else 0
    return str(day)


class Asked:
    def __init__(self, told, document):
        self.folder, self.document = told["office"], document
        self.validator = Validator(document["components"]["schemas"])
        self.answered, self.found = set(), []

    def post(self, operation, request):
        service = json.loads((Path(self.folder) / "service.json").read_text())
        asked = urllib.request.Request(f"http://127.0.0.1:{service['port']}/api/v1/call/{operation}", json.dumps(request).encode(),
                                       {"Authorization": f"Bearer {service['token']}", "Content-Type": "application/json"})
        try:
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(asked, timeout=120) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refused:
            assert refused.headers["Content-Type"].startswith("application/problem+json"), (operation, refused.headers)
            return refused.code, json.load(refused)

    def __call__(self, operation, **request):
        """The answer, held against its schema. Every call of this file is meant to be answered."""
        author = request.pop("by", None)
        status, answer = self.post(operation, request | ({"author": author} if author else {}))
        responses = self.document["paths"][f"/api/v1/call/{operation}"]["post"]["responses"]
        content = responses[str(status)]["content"]["application/json" if status == 200 else "application/problem+json"]
        self.found += [f"{operation}: {one}" for one in self.validator.problems(content["schema"], answer)]
        if status != 200:
            self.found.append(f"{operation} {json.dumps(request)[:200]} was refused: {answer}")
            return {}
        self.answered.add(operation)
        return answer

    def refused(self, operation, status, **request):
        answered, problem = self.post(operation, request)
        assert answered == status, (operation, answered, problem)
        responses = self.document["paths"][f"/api/v1/call/{operation}"]["post"]["responses"]
        schema = responses[str(status)]["content"]["application/problem+json"]["schema"]
        self.found += [f"{operation} {status}: {one}" for one in self.validator.problems(schema, problem)]


def views(ask, head, month):
    for operation in ("daily_report.list", "day.status", "correction.list", "letter.list", "permit.list", "recall.list", "meeting.list", "assembly.list",
                      "closure.list", "roster.show", "roster.board", "roster.wall", "roster.propose", "roster.draft", "roster.check", "compliance",
                      "deviation.list", "recap.figures", "recap.submitted", "disclosure.list", "health.mine"):
        ask(operation, by=head, month=month)


def records(ask, document):
    """Each page is held against its own kind, too: the description says that it is one of all kinds."""
    for kind in ask("status")["records"]:
        page = ask("records", kind=kind, times=True)
        for one in page["records"]:
            ask.found += [f"{kind}: {found}" for found in ask.validator.problems(document["components"]["schemas"][kind], one)]


def day_by_day(ask, people, before):
    head, staff = people[0], people[11:]
    today = str(TODAY)
    for operation in ("status", "health", "sync.cost", "people.list", "attention"):
        ask(operation, by=head)
    ask("people.list", under=True, by=head)
    punch = ask("punch", employee=staff[0], direction="in")["record"]
    ask("schedule.set", employee=staff[0], date=workday(4), mode="WFH")
    ask("report.submit", employee=staff[0], date=today, activities=["menyusun data"])
    for operation in ("daily_report.draft", "daily_report.submit"):
        ask(operation, by=staff[1], employee=staff[1], date=today, activity=["rekap data"], activities=["rekap data"])
    ask("daily_report.show", by=staff[1], employee=staff[1], date=today)
    ask("attendance.report", by=staff[1], employee=staff[1], date=today, place="rumah")
    for person in people[6:30:4]:
        ask("duty.show", employee=person, date=today)
    ask("silent", at=f"{today} 10:30")
    name = f"{punch['employee']}/{punch['at']}/{punch['source']}"
    ask("correction.propose", by=staff[0], employee=staff[0], punch=name, reason="salah tekan", direction="out")
    ask("correction.list", month=today[:7])
    ask("explain", record=[f"punch/{name}"])
    ask("explain", record=["punch", staff[0], today])
    ask("displaced")
    # A day without any sign, which nobody has decided about.
    absent = [one for one in ask("day.status", month=before)["rows"] if one["status"] == "candidate"]
    ask("absence.decide", by=head, employee=absent[0]["employee"], date=absent[0]["date"], note="tanpa kabar")


def health(ask, people):
    head, staff = people[0], people[11:]
    ask("health.report", by=staff[2], employee=staff[2], condition="sehat")
    ask("health.report", by=staff[3], employee=staff[3], condition="gejala", symptoms=["batuk"], note="ringan")
    ask("health.mine", by=staff[3], month=str(TODAY)[:7])
    ask("health.due", by=head)
    ask("health.list", by=head)
    ask("paper.health", by=head, paper="entry-list", date=str(TODAY), format="json")
    ask("disclosure.list", by=head, month=str(TODAY)[:7])


def workflows(ask, people):
    head, secretary, personnel, staff = people[0], people[1], people[2], people[11:]
    today, soon = str(TODAY), {"from": str(TODAY), "until": workday(20)}
    ask("permit.request", by=staff[4], employee=staff[4], type="cuti", subtype="CT", reason="acara keluarga", **{"from": workday(9), "until": workday(10)})
    ask("permit.request", by=staff[5], employee=staff[5], type="sakit", reason="demam", **{"from": today, "until": workday(1)})
    ask("letter.draft", by=personnel, people=[staff[6], staff[7]], number="800/900/V.02", basis=["SE 1"], tasks=["Tugas"],
        **{"from": workday(5), "until": workday(6)})
    permits, letters = ask("permit.list", **soon)["rows"], ask("letter.list", **soon)["rows"]
    drafted = next(one["subject"] for one in letters if one["number"] == "800/900/V.02")
    ask("letter.add", by=personnel, subject=drafted, people=[staff[8]])
    ask("paper.letter", by=personnel, paper="letter", letter=letters[0]["subject"], format="pdf")
    for one in permits[:6] + letters:
        ask("matter.show", subject=one["subject"], by=head)
    waiting, decided = ask("approvals.waiting", by=head)["rows"] + ask("approvals.waiting", all=True)["rows"], set()
    for verb, decision in (("forward", "forwarded"), ("approve", "approved"), ("return", "returned"), ("reject", "rejected")):
        for one in waiting:
            if one["subject"] in decided or not one["waits_for"]:
                continue
            if decision in ask("matter.show", subject=one["subject"], by=one["waits_for"])["may"]:
                decided.add(one["subject"])
                ask(f"decide.{verb}", by=one["waits_for"], subject=one["subject"], note="diperiksa dahulu")
                ask("matter.show", subject=one["subject"], by=head)
                break
    undecided = next(one for one in permits if one["subject"] not in decided and one["state"] != "disetujui")
    ask("permit.cancel", by=undecided["employee"], subject=undecided["subject"])
    ask("recall.call", by=head, employee=staff[9], place="Ruang Kepala", reason="penjelasan")
    ask("recall.answer", by=staff[9], employee=staff[9])
    ask("meeting.plan", by=secretary, title="Rapat data", people=people[:4], virtual=[staff[0]], at=f"{workday(1)} 10:00", room="Aula", capacity="40",
        despite="keperluan mendesak")
    meetings = ask("meeting.list", **soon)["rows"]
    for one in meetings:
        ask("meeting.show", subject=one["subject"])
    ask("meeting.attend", by=secretary, subject=meetings[0]["subject"], people=people[:2])
    ask("meeting.cancel", by=secretary, subject=meetings[-1]["subject"])
    ask("assembly.hold", by=personnel, date=today, session="siang", virtual=True, starts="12:30", led_by=secretary)
    ask("assembly.attend", by=personnel, date=today, session="siang", people=staff[:3])
    for session in ("siang", "sore"):
        ask("assembly.show", date=today, session=session)
    ask("closure.set", by=head, section="Sekretariat", days="2", reason="penyemprotan", **{"from": workday(12)})
    ask("closure.list", **soon)
    ask("closure.cancel", by=head, section="Sekretariat", **{"from": workday(12)})


def rules(ask, people, month):
    head, personnel, staff = people[0], people[2], people[11:]
    number = ask("circular.list")["rows"][0]["number"]
    ask("circular.list", date="2000-01-01")
    shown = ask("circular.show", number=number)["circular"]
    own = {"issuer": "Kepala Dinas", "number": "1/UNIT", "title": "Ketentuan unit", "dated": str(TODAY), "clauses": shown["clauses"][:1]}
    ask("circular.check", by=head, document=json.dumps(own))
    ask("circular.invoke", by=head, number=number, clause="R3.6", reason="keadaan setempat", **{"from": workday(1)})
    ask("circular.invoked")
    for person in people[6:12]:
        ask("roster.explain", employee=person, month=month)
    ask("roster.try", by=personnel, month=month)
    for shift in ({"mode": "WFO"}, {"mode": "LEAVE"}):
        cell = {"employee": staff[0], "date": workday(6)} | shift
        ask("roster.try", by=personnel, cells=[cell])
    ask("roster.save", by=personnel, cells=[cell], despite="sesuai arahan pimpinan")
    ask("roster.publish", by=personnel, month=month, despite="sesuai arahan pimpinan")
    ask("compliance", by=head, month=month)
    ask("deviation.list", month=month)
    ask("calendar.list")
    ask("rotation.set", by=personnel, people=staff[:2], group="A", **{"from": workday(1)})
    ask("rotation.show")
    ask("shift.set", by=personnel, code="PAGI", name="Sif pagi", start="07:00", end="14:00", **{"from": str(TODAY)})
    ask("shift.list")
    ask("post.set", by=personnel, code="pranata", title="Pranata", superior="")
    ask("post.holder", by=personnel, post="pranata", person=staff[0], **{"from": str(TODAY)})
    ask("post.list")


def papers(ask, people, before):
    for form in ("text", "csv", "json", "xlsx", "pdf"):
        ask("paper.make", by=people[0], paper="monthly", month=before, format=form)
    ask("recap.submit", by=people[2], subject="kehadiran", month=before)
    ask("recap.submitted", month=before)


def amiss(ask, people):
    """Conflicts, imports, lines put aside."""
    head, staff, today = people[0], people[11:], str(TODAY)
    conflict = ask("conflicts.list")[0]["id"]
    ask("conflicts.show", id=conflict)
    ask("conflicts.settle", id=conflict, keep=1, by=head)
    ask("conflicts.settled")
    ask("conflicts.show", id=conflict)
    for _ in range(2):
        ask("conflicts.undo", id=conflict, by=head)
    good = {"kind": "punch", "employee": staff[0], "at": f"{today}T07:11:00+07:00", "direction": "in", "source": "mesin"}
    ask("import", source="berkas.jsonl", items=[{"line": 1, "raw": "x", "record": good}, {"line": 2, "raw": "y", "record": {"kind": "punch"}}])
    lines = f"nip,name,class,position,section\n{staff[0]},Nama Baru,jfu,Pengelola,Sekretariat\nsalah,,,,\n"
    for check in (True, False):
        ask("import.file", name="pegawai.csv", content=lines, kind="employee", check=check)
    ask("quarantine.retry")
    ask("quarantine.dismiss", ids=[ask("quarantine.list")[0]["id"]], why="baris rusak", by=head)
    ask("quarantine.list", dismissed=True)


def this_pc(ask, told, people):
    head, staff = people[0], people[11:]
    ask("setting.list", by=head)
    ask("setting.set", by=head, **{"max-bytes-per-day": "50M"})
    ask("sync", check=True)
    ask("sync", max_bytes=100_000)
    ask("differences")
    ask("compact", dry_run=True)
    ask("bundle.import", content=ask("bundle.export")["parts"][0]["content"])
    ask("seal.ask")
    key = ask("seal.status")["keys"][0]["key"]
    ask("seal.renew", by=head)
    ask("seal.accept", key=key)
    ask("seal.admit", pc=next(one["pc"] for one in ask("seal.list")["pcs"] if not one["self"]))
    code = ask("seal.sheet")["code"]
    ask("seal.recover", code=code)
    ask("seal.list")
    ask("account.list")
    ask("account.set", nip=staff[20], add=["clerk"])
    ask("account.set", nip=staff[20], disabled=True)
    ask("account.secret", nip=staff[20], by=head)
    # Another office's file is kept for the hub.
    other = subprocess.run([program("HADIR"), "bundle", "export", told["folder"], "--data", told["second"]], capture_output=True, text=True, timeout=60)
    assert other.returncode == 0, other.stderr
    ask("bundle.import", content=base64.b64encode(next(Path(told["folder"]).glob("*.hadir")).read_bytes()).decode())
    name = ask("bundle.carried.list")[0]["name"]
    ask("bundle.carried.content", name=name)
    ask("bundle.carried.remove", name=name)
    ask("status")


def refusals(ask):
    ask.refused("permit.request", 400, author=ask.head, employee=ask.head)
    ask.refused("matter.show", 404, subject="permit/x/cuti/2021-07-12")
    ask.refused("calendar.set", 403, name="Kalender", **{"from": str(TODAY), "hours": "senin-jumat 07:30-16:00"})


def main():
    validator_finds()
    document = json.loads(subprocess.run([program("HADIR"), "api"], capture_output=True, text=True, check=True, timeout=60).stdout)
    bin = Path(program("HADIR")).parent
    with subprocess.Popen([ROOT / "tests/browser/office.py"], env={**os.environ, "HADIR_BIN": str(bin)}, stdout=subprocess.PIPE, text=True) as made:
        try:
            told = json.loads(made.stdout.readline())
            told["folder"] = str(Path(told["office"]).parent / "stick")
            Path(told["folder"]).mkdir()
            people, month = [one["nip"] for one in told["people"]], told["month"]
            before = str(datetime.date.fromisoformat(f"{month}-01") - datetime.timedelta(1))[:7]
            ask = Asked(told, document)
            ask.head = people[0]
            for one in (before, month):
                views(ask, people[0], one)
            day_by_day(ask, people, before)
            health(ask, people)
            workflows(ask, people)
            rules(ask, people, month)
            papers(ask, people, before)
            amiss(ask, people)
            this_pc(ask, told, people)
            records(ask, document)
            refusals(ask)
            for one in (before, month):
                views(ask, people[0], one)
        finally:
            made.terminate()
    described = {path.removeprefix("/api/v1/call/") for path in document["paths"] if path.startswith("/api/v1/call/")}
    silent = described - ask.answered - set(UNASKED)
    ask.found += [f"{one} was not asked" for one in sorted(silent)] + [f"{one} is answered here after all" for one in sorted(set(UNASKED) & ask.answered)]
    print(f"{len(ask.answered)} of {len(described)} operations answered; described only: {', '.join(sorted(UNASKED))}")
    if ask.found:
        sys.exit("\n".join(ask.found[:60]))


main()
