"""Keeps common/wire/COLUMNS.md true: a reader written from that page alone (_columns.py) reads the batches that the unit tests freeze
and those that fuzzing starts from, and what comes out of them verifies by its own chains and signatures.
"""
import re

from _columns import PAGE, read_batch
from _office import main
from _protocol import Log, hash_of

SOURCE = PAGE.parents[2]


def the_page_and_the_code(world):
    """The page's table of dictionaries says what lies beside it."""
    listed = {int(number): (int(size), digest) for number, size, digest in re.findall(r"^\| (\d+) \| (\d+) \| `([0-9a-f]{64})` \|$", PAGE.read_text(), re.M)}
    found = {int(path.stem): (len(path.read_bytes()), hash_of(path.read_bytes()).hex()) for path in (PAGE.parent / "dictionaries").iterdir()}
    assert listed == found and listed, (listed, found)


def verified(content):
    log = Log()
    slices = read_batch(content)
    assert slices and all(log.add(one) == len(one.commits) for one in slices)
    return slices


def the_frozen_batches(world):
    code = (SOURCE / "tests/unit/columns_golden_test.cc").read_text()
    frozen = dict(re.findall(r"const char\* const (\w+) =\s*((?:\"[0-9a-f]*\"\s*)+);", code))
    assert set(frozen) == {"imported", "one_by_one"}, set(frozen)
    for content in frozen.values():
        verified(bytes.fromhex("".join(re.findall(r'"([0-9a-f]*)"', content))))


def the_seeds_of_the_fuzzer(world):
    seeds = sorted((SOURCE / "tests/fuzz/corpus/columns").glob("batch_*"))
    commits = sum(len(one.commits) for path in seeds for one in verified(path.read_bytes()[1:]))
    assert len(seeds) >= 6 and commits > 40, (len(seeds), commits)


main(the_page_and_the_code, the_frozen_batches, the_seeds_of_the_fuzzer)
