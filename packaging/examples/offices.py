#!/usr/bin/env python3
"""Made-up offices for the circulars in packaging/examples/circulars: who works there, and what a month of theirs was like.

    packaging/examples/offices.py list
    packaging/examples/offices.py people NAME --out DIR                           # units, people, posts, holidays
    packaging/examples/offices.py month NAME --schedule schedule.json --out DIR   # punches, reports, permits of that schedule

The same name gives the same files. All people, numbers and letters are invented; what a circular says is real. Standard library only.
"""
import argparse
import csv
import datetime
import json
import random
import sys
from pathlib import Path

FAMILY = ("Wirasatya Suminar Prihandoko Kartasari Hanggara Lestaluhu Mandagie Siringo Pratomo Anggadireja Batubara Cendrawasih Darmowisastro "
          "Endraswara Firmanto Gunadarma Hadipranoto Indrakusuma Jatiwaringin Kusumanegara Lumbantoruan Mangunsong Natakusumah Oktavianus "
          "Padmowiyono Ranuwijaya Sastrodipuro Tirtakencana Umbaraputra Wangsadireja Yudhoasmoro Zainalfikri").split()
GIVEN_M = "Agung Bagas Candra Dimas Eko Fajar Galih Haris Irfan Jaka Krisna Lukman Made Nanda Oki Panji Rangga Satria Taufan Wahyu Yoga".split()
GIVEN_F = "Ayu Bunga Citra Dinda Elok Fitri Gita Hesti Intan Juwita Kartika Laras Melati Nirmala Puspita Ratih Sekar Tiara Utami Wulan Yanti".split()
RANKS = ("Pengatur (II/c)", "Pengatur Tk. I (II/d)", "Penata Muda (III/a)", "Penata Muda Tk. I (III/b)", "Penata (III/c)")

# What was free of work everywhere (joint decrees of three ministers for these years).
HOLIDAYS = {
    "2020": {"2020-03-22": "Isra Mikraj Nabi Muhammad SAW", "2020-03-25": "Hari Suci Nyepi"},
    "2021": {"2021-05-01": "Hari Buruh Internasional", "2021-05-12": "Cuti bersama Idul Fitri", "2021-05-13": "Idul Fitri 1442 H",
             "2021-05-14": "Idul Fitri 1442 H", "2021-05-26": "Hari Raya Waisak", "2021-06-01": "Hari Lahir Pancasila",
             "2021-07-20": "Idul Adha 1442 H"},
    "2022": {"2022-07-30": "Tahun Baru Islam 1444 H", "2022-08-17": "Hari Kemerdekaan RI", "2022-10-08": "Maulid Nabi Muhammad SAW"},
}

# name -> the circular's file, the month, the office, its staff by group. Where an office has it: `own`, its own circular; `above`, the units
# above it; `posts` (code, title, superior, section, role) in place of the usual ones; `parts` by section; `named`, people whom the circular
# names (number, class, position, section); `levels` of its region (since, level); `day`, of papers about a day.
OFFICES = {
    "tulang-bawang-barat": {
        "circular": "tulang-bawang-barat-2021", "month": "2021-07", "zone": "WIB", "region": "Kabupaten Tulang Bawang Barat",
        "unit": ("3.05", "Dinas Pemberdayaan Masyarakat dan Tiyuh", "Dinas", "umum", "Asisten Pemerintahan dan Kesejahteraan Rakyat"),
        "sections": ("Sekretariat", "Bidang Pemberdayaan", "Bidang Pemerintahan Tiyuh"), "jfu": 27, "jft": 4, "non_asn": 6, "seed": 11,
    },
    "metro": {
        "circular": "metro-2021", "month": "2021-05", "zone": "WIB", "region": "Kota Metro",
        "unit": ("1.01", "Bagian Umum Sekretariat Daerah Kota", "Bagian", "umum", "Asisten Administrasi Umum"),
        "sections": ("Subbagian Tata Usaha", "Subbagian Rumah Tangga", "Subbagian Perlengkapan"), "jfu": 22, "jft": 2, "non_asn": 8, "seed": 12,
        "closure": ("", "2021-05-17", 3), "day": "2021-05-19",
    },
    "lampung-selatan": {
        "circular": "lampung-selatan-2020", "month": "2020-03", "zone": "WIB", "region": "Kabupaten Lampung Selatan",
        "unit": ("2.07", "Dinas Perhubungan", "Dinas", "umum", "Asisten Perekonomian dan Pembangunan"),
        "sections": ("Sekretariat", "Bidang Lalu Lintas", "Bidang Angkutan"), "jfu": 24, "jft": 3, "non_asn": 5, "seed": 13,
    },
    "lampung": {
        "circular": "lampung-2021", "month": "2021-07", "zone": "WIB", "region": "Provinsi Lampung",
        "unit": ("5.02", "Dinas Komunikasi, Informatika dan Statistik", "Dinas", "esensial", "Asisten Administrasi Umum"),
        "sections": ("Sekretariat", "Bidang Aplikasi Informatika", "Bidang Statistik"), "jfu": 26, "jft": 8, "non_asn": 6, "seed": 14,
    },
    "kutai-kartanegara": {
        "circular": "kutai-kartanegara-2021", "month": "2021-07", "zone": "WITA", "region": "Kabupaten Kutai Kartanegara",
        "unit": ("4.11", "Dinas Perpustakaan dan Kearsipan", "Dinas", "umum", "Asisten Pemerintahan dan Kesejahteraan Rakyat"),
        "sections": ("Sekretariat", "Bidang Perpustakaan", "Bidang Kearsipan"), "jfu": 26, "jft": 6, "non_asn": 8, "seed": 15,
    },
    # Invented, as is all that follows. 37 staff: at most 12 of them while the level is 3, 22 once it is 2.
    "nusa-tirta": {
        "circular": "nusa-tirta-2022", "month": "2022-08", "zone": "WITA", "region": "Provinsi Nusa Tirta", "levels": (("2022-08-01", 3), ("2022-08-15", 2)),
        "unit": ("3.02", "Dinas Tenaga Kerja", "Dinas", "umum", "Asisten Perekonomian dan Pembangunan"),
        "sections": ("Sekretariat", "Bidang Penempatan Kerja"), "parts": {"Sekretariat": "administrasi"}, "jfu": 24, "jft": 5, "non_asn": 8, "seed": 16,
        "posts": (("kepala", "Kepala Dinas Tenaga Kerja", "", "", "kepala"),
                  ("sekretaris", "Sekretaris Dinas Tenaga Kerja", "kepala", "Sekretariat", "sekretaris"),
                  ("kasubbag-kepegawaian", "Kepala Subbagian Kepegawaian", "sekretaris", "Sekretariat", "kepegawaian"),
                  ("kabid-penempatan", "Kepala Bidang Penempatan Kerja", "kepala", "Bidang Penempatan Kerja", "kabid")),
    },
    # Three shifts: at most 6 of the 20 staff at any moment, whatever the level, and at least 2.
    "nusa-tirta-panti": {
        "circular": "nusa-tirta-2022", "month": "2022-08", "zone": "WITA", "region": "Provinsi Nusa Tirta", "levels": (("2022-08-01", 1),),
        "unit": ("3.04.01", "Panti Sosial Tirta Kasih", "Panti", "umum", ""), "above": (("3.04", "Dinas Sosial", "Dinas"),),
        "sections": ("Subbagian Tata Usaha", "Seksi Pelayanan"), "parts": {"Subbagian Tata Usaha": "administrasi", "Seksi Pelayanan": "panti"},
        "jfu": 12, "jft": 2, "non_asn": 6, "seed": 17,
        "posts": (("kepala", "Kepala Panti Sosial Tirta Kasih", "", "", "kepala"),
                  ("kasubbag-tu", "Kepala Subbagian Tata Usaha", "kepala", "Subbagian Tata Usaha", "kepegawaian"),
                  ("kasi-pelayanan", "Kepala Seksi Pelayanan", "kepala", "Seksi Pelayanan", "")),
    },
    # 25 staff of whom exactly half, rounded up, come, though a group is a third of them; six of those who make documents; 21 in all.
    "saripura": {
        "circular": "saripura-2022", "month": "2022-10", "zone": "WITA", "region": "Kota Saripura", "room_capacity": 30, "day": "2022-10-19",
        "unit": ("7.04", "Badan Kepegawaian dan Pengembangan SDM", "Badan", "umum", ""), "above": (("7", "Kota Saripura", "Kota"),),
        "sections": ("Sekretariat", "Bidang Mutasi", "Bidang Pengembangan SDM", "Bidang Pelayanan Dokumen"), "jfu": 20, "jft": 4, "non_asn": 8, "seed": 18,
        "named": (("198203152006042001", "jfu", "Bendahara", "Sekretariat"),),
        "posts": (("ka-bkpsdm", "Kepala Badan Kepegawaian dan Pengembangan SDM", "", "", "kepala"),
                  ("sekretaris", "Sekretaris Badan", "ka-bkpsdm", "Sekretariat", "sekretaris"),
                  ("kabid-mutasi", "Kepala Bidang Mutasi", "ka-bkpsdm", "Bidang Mutasi", "kabid"),
                  ("kabid-pengembangan", "Kepala Bidang Pengembangan SDM", "ka-bkpsdm", "Bidang Pengembangan SDM", "kabid"),
                  ("kabid-dokumen", "Kepala Bidang Pelayanan Dokumen", "ka-bkpsdm", "Bidang Pelayanan Dokumen", "kabid")),
    },
    # The city's circular, and from 10 October its own beside it: all 14 of pelayanan, 2 of the 9 of administrasi.
    "saripura-puskesmas": {
        "circular": "saripura-2022", "own": "saripura-puskesmas-2022", "month": "2022-10", "zone": "WITA", "region": "Kota Saripura",
        "unit": ("7.31", "Puskesmas Saripura Timur", "Puskesmas", "umum", ""), "above": (("7", "Kota Saripura", "Kota"),), "room_capacity": 40,
        "sections": ("Tata Usaha", "Poli Umum", "KIA"), "parts": {"Tata Usaha": "administrasi", "Poli Umum": "pelayanan", "KIA": "pelayanan"},
        "jfu": 15, "jft": 5, "non_asn": 2, "seed": 19, "day": "2022-10-19",
        "posts": (("kepala", "Kepala Puskesmas Saripura Timur", "", "", "kepala"),
                  ("kasubbag-tu", "Kepala Subbagian Tata Usaha", "kepala", "Tata Usaha", "kepegawaian")),
    },
}
OFFSETS = {"WIB": "+07:00", "WITA": "+08:00", "WIT": "+09:00"}


class Office:
    """Its people in order: heads first (head, secretary, one per section), then staff. Everything else follows from the name's seed."""

    def __init__(self, name):
        self.name, self.of = name, OFFICES[name]
        self.random = random.Random(self.of["seed"])
        self.code = self.of["unit"][0]
        self.offset = OFFSETS[self.of["zone"]]
        self.serials = 0
        self.shifts = {one["code"]: tuple(int(one[at][:2]) * 60 + int(one[at][3:]) for at in ("start", "end"))
                       for clause in circular(self.of["circular"])["clauses"] for one in clause.get("shifts", ())}
        self.posts = list(self.of.get("posts") or self._usual_posts())
        self.people = [self._person("struktural", title, section, superior) for _, title, superior, section, _ in self.posts]
        heads = {section: code for code, _, _, section, role in reversed(self.posts) if section and role != "kepegawaian"}
        self.people += [{**self._person(klass, position, section, heads[section]), "nip": nip}
                        for nip, klass, position, section in self.of.get("named", ())]
        for klass, title in (("jfu", "Pengadministrasi Umum"), ("jft", "Pranata Komputer"), ("non_asn", "Tenaga Harian Lepas")):
            for number in range(self.of[klass]):
                section = self.of["sections"][number % len(self.of["sections"])]
                self.people.append(self._person(klass, title, section, heads.get(section, self.posts[0][0])))

    def _usual_posts(self):
        first, *rest = self.of["sections"]
        return [("kepala", f"Kepala {self.of['unit'][1]}", "", "", "kepala"),
                ("sekretaris", f"Sekretaris {self.of['unit'][1]}", "kepala", first, "sekretaris"),
                ("kasubbag-kepegawaian", "Kepala Subbagian Kepegawaian", "sekretaris", first, "kepegawaian"),
                *((f"kabid-{number}", f"Kepala {section}", "kepala", section, "") for number, section in enumerate(rest, 1))]

    def _person(self, klass, position, section, superior):
        self.serials += 1
        woman = self.random.random() < 0.5
        name = f"{self.random.choice(GIVEN_F if woman else GIVEN_M)} {self.random.choice(FAMILY)}"
        if klass == "non_asn":
            number = f"THL-{self.of['seed']}{self.serials:03}"
        else:
            born = datetime.date(self.random.randint(1966, 1995), self.random.randint(1, 12), self.random.randint(1, 28))
            number = f"{born:%Y%m%d}{born.year + self.random.randint(22, 25)}{self.random.randint(1, 12):02}{2 if woman else 1}{self.serials:03}"
        rank = "Pembina (IV/a)" if klass == "struktural" else "" if klass == "non_asn" else self.random.choice(RANKS)
        part = {"part": self.of["parts"].get(section, "")} if "parts" in self.of else {}
        return {"nip": number, "name": name, "unit": self.code, "class": klass, "position": position, "rank": rank, "section": section,
                "reports_to": superior, **part}

    def write_people(self, out):
        code, name, kind, sector, asisten = self.of["unit"]
        above = [{"code": code, "name": name, "type": kind, "time_zone": self.of["zone"], "region": self.of["region"]}
                 for code, name, kind in self.of.get("above", ())]
        own = {"code": code, "name": name, "type": kind, "sector": sector, "time_zone": self.of["zone"], "region": self.of["region"],
               "asisten": asisten, "parent": above[-1]["code"] if above else "", "room_capacity": self.of.get("room_capacity", "")}
        write(out / "units.csv", [*above, own])
        write(out / "levels.csv", [{"region": self.of["region"], "from": since, "level": level} for since, level in self.of.get("levels", ())])
        write(out / "employees.csv", self.people)
        write(out / "posts.csv", [{"code": code, "title": title, "superior": superior, "section": section, "role": role}
                                  for code, title, superior, section, role in self.posts])
        write(out / "holders.csv", [{"post": post[0], "from": "2020-01-01", "person": person["nip"],
                                     "standing": "plt" if post[0] == "sekretaris" else "definitif"}
                                    for post, person in zip(self.posts, self.people)])
        write(out / "holidays.csv", [{"date": date, "name": name} for date, name in HOLIDAYS[self.of["month"][:4]].items()])

    # --- A month ---

    def write_month(self, schedule, out):
        """`schedule`: records as `hadir records schedule --json` prints them. Now and then life is not as planned: people are late, forget
        to check out, come to the office on a day at home with and without leave, and do not report."""
        cells = {(one["employee"], one["date"]): one for one in schedule if one["date"].startswith(self.of["month"])}
        if not cells:
            sys.exit(f"offices.py: no schedule of {self.of['month']} in that file")
        luck = random.Random(self.of["seed"] * 1000)
        head, by = self.people[0]["nip"], {post[0]: person["nip"] for post, person in zip(self.posts, self.people)}
        files = {name: [] for name in ("punch", "attendance_report", "daily_report", "permit", "approval")}
        for person in self.people:
            for (employee, date), cell in sorted(cells.items()):
                if employee == person["nip"]:
                    self._day(person, date, cell, luck, by.get(person["reports_to"], head), files)
        for name, records in files.items():
            (out / f"{name}.jsonl").write_text("".join(json.dumps({"kind": name, **one}, ensure_ascii=False) + "\n" for one in records))
        if "closure" in self.of:
            section, begins, days = self.of["closure"]
            write(out / "closures.csv", [{"section": section, "from": begins, "days": str(days), "counting": "calendar",
                                          "reason": "penyemprotan disinfektan", "by": head}])

    def _day(self, person, date, cell, luck, superior, files):
        def at(minutes, second=0):
            day = datetime.date.fromisoformat(date) + datetime.timedelta(minutes // 1440)
            return f"{day}T{minutes % 1440 // 60:02}:{minutes % 60:02}:{second:02}{self.offset}"
        nip, mode = person["nip"], cell["mode"]
        starts, ends = self.shifts.get(cell.get("shift") or "", (450, 960))
        ends += 1440 if ends <= starts else 0
        came = mode == "WFO"
        if mode == "WFO" and luck.random() < 0.01:
            came = False  # no sign of them, no word
        if mode == "WFH" and luck.random() < 0.02:
            came = True
            files["permit"].append({"employee": nip, "type": "kantor", "from": date, "reason": "mengambil berkas", "room": person["section"],
                                    "by": nip, "requested": at(420)})
            if luck.random() < 0.6:
                files["approval"].append({"subject": f"permit/{nip}/kantor/{date}", "round": 1, "by": superior, "decision": "approved", "at": at(430)})
        if came:
            late = luck.random() < 0.06
            files["punch"].append({"employee": nip, "at": at(starts - luck.randint(2, 35) if not late else starts + luck.randint(1, 70), luck.randint(0, 59)),
                                   "source": "device:1", "direction": "in"})
            if luck.random() > 0.015:
                files["punch"].append({"employee": nip, "at": at(ends + luck.randint(0, 40), luck.randint(0, 59)), "source": "device:1", "direction": "out"})
        if mode == "WFH" and luck.random() < 0.97:
            files["attendance_report"].append({"employee": nip, "date": date, "at": at(starts - luck.randint(0, 20)), "place": "rumah",
                                               "uniform": True, "stayed_home": True})
        if mode in ("WFH", "WFO") and luck.random() < (0.95 if mode == "WFH" else 0.8):
            work = luck.sample(("Menyusun laporan bulanan", "Mengarsipkan surat masuk", "Memverifikasi data", "Menyiapkan bahan rapat", "Membalas surat",
                                "Memutakhirkan daftar inventaris", "Melayani permintaan data"), 2)
            pause, resume = (690, 780) if (starts, ends) == (450, 960) else ((starts + ends) // 2,) * 2
            files["daily_report"].append({"employee": nip, "date": date, "status": "submitted", "submitted": at(ends + luck.randint(5, 200)),
                                          "activities": [f"{clock(starts)}-{clock(pause)} {work[0]} = 1 dokumen", f"{clock(resume)}-{clock(ends)} {work[1]} = {luck.randint(1, 9)} berkas"]})
            if luck.random() < 0.9 and superior != nip:
                files["approval"].append({"subject": f"daily_report/{nip}/{date}", "round": 1, "by": superior, "decision": "approved",
                                          "at": at(ends + 210), "note": ""})


def clock(minutes):
    return f"{minutes % 1440 // 60:02}:{minutes % 60:02}"


def circular(name):
    return json.loads((Path(__file__).resolve().parent / "circulars" / f"{name}.json").read_text(encoding="utf-8"))


def write(path, rows):
    if not rows:
        return
    columns = list(dict.fromkeys(column for row in rows for column in row))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("list")
    for command in ("people", "month"):
        one = commands.add_parser(command)
        one.add_argument("name", choices=OFFICES)
        one.add_argument("--out", type=Path, required=True, help="a directory; made where it is missing")
        if command == "month":
            one.add_argument("--schedule", type=Path, required=True, help="what `hadir records schedule --json` printed")
    asked = parser.parse_args()
    if asked.command == "list":
        for name, of in OFFICES.items():
            print(f"{name:22} {of['month']}  {of['unit'][1]}, {of['region']}")
        return
    asked.out.mkdir(parents=True, exist_ok=True)
    office = Office(asked.name)
    if asked.command == "people":
        office.write_people(asked.out)
    else:
        office.write_month(json.loads(asked.schedule.read_text()), asked.out)


if __name__ == "__main__":
    main()
