"""An office with posts and circulars, for the stories about them: kadis <- sekdis (vacant) <- kasubbag <- staff."""
import json
import os
from pathlib import Path

from _office import nip, units

EXAMPLES = Path(os.environ["HADIR_SOURCE"]) / "packaging" / "examples" / "circulars"

KADIS, KASUBBAG = nip(1), nip(2)
STAFF = [nip(number) for number in range(3, 13)]


def office_people(unit):
    rows = [{"nip": KADIS, "name": "Kepala Contoh", "unit": unit, "class": "struktural", "position": "Kepala Dinas"},
            {"nip": KASUBBAG, "name": "Kasubbag Contoh", "unit": unit, "class": "struktural", "reports_to": "sekdis"}]
    return rows + [{"nip": one, "name": f"Staf Contoh {at}", "unit": unit, "class": "jfu", "reports_to": "kasubbag"}
                   for at, one in enumerate(STAFF, 1)]


def hub_with_office(world, unit="7.01", **fields):
    hub = world.hub()
    row = units(unit)[0] | {"type": "Dinas"} | fields
    hub.imports("unit", [row])
    hub.imports("employee", office_people(unit))
    hub.imports("post", [{"code": "kadis", "title": "Kepala Dinas", "role": "kepala", "unit": unit},
                         {"code": "sekdis", "title": "Sekretaris", "superior": "kadis", "unit": unit},
                         {"code": "kasubbag", "title": "Kepala Subbagian", "superior": "sekdis", "role": "kepegawaian", "unit": unit}])
    hub.imports("holder", [{"post": "kadis", "from": "2020-01-01", "person": KADIS, "standing": "definitif", "unit": unit},
                           {"post": "kasubbag", "from": "2020-01-01", "person": KASUBBAG, "standing": "plt", "unit": unit}])
    return hub


def circular(world, name, **changes):
    """A file with a circular: one of the examples, with members replaced."""
    return world.write(f"{name}-{len(changes)}.json", json.dumps(json.loads((EXAMPLES / f"{name}.json").read_text()) | changes))


def sync_all(*offices, rounds=2):
    for _ in range(rounds):
        for office in offices:
            office.sync()
