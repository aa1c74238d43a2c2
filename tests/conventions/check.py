#!/usr/bin/env python3
"""The project's conventions as a test, so that a review need not look for them. Standard library only.

    tests/conventions/check.py [REPOSITORY]

Prints `file:line: what is wrong: what to do instead` for each finding and fails if there is one. A rule is a generator of
findings in RULES; a new rule goes there and gets a bad example in check_test.py. What was there before a rule, or has a good
reason, is counted in ratchet.txt; a count that has become too high is itself a finding, so the numbers only fall.
"""
import io
import os
import re
import subprocess
import sys
import tokenize
from collections import Counter, namedtuple
from pathlib import Path, PurePosixPath

Finding = namedtuple("Finding", "rule path line what instead")

TOP_LEVEL = {"CMakeLists.txt", "CMakePresets.json", "agent", "hub", "common", "tests", "packaging", "README.md", "LICENSE",
             "CHANGELOG.md"}
MAX_LINES = 500


# --- The tree -------------------------------------------------------------------------------------------------------------

class Tree:
    """The repository's files: path -> text. Text of C++ files is also held with comments, and with strings too, blanked out."""

    def __init__(self, root):
        self.root = Path(root)
        self.paths = sorted(self._list())
        self.texts = {}
        for path in self.paths:
            try:
                self.texts[path] = (self.root / path).read_bytes().decode("utf-8")
            except UnicodeDecodeError:
                continue  # not text
        self._code = {}

    def _list(self):
        command = ["git", "-c", "safe.directory=*", "-C", str(self.root), "ls-files", "-z", "--cached", "--others",
                   "--exclude-standard"]
        if (self.root / ".git").exists():
            listed = subprocess.run(command, check=True, capture_output=True).stdout.decode().split("\0")
        else:  # a source archive
            listed = []
            for folder, folders, names in os.walk(self.root):
                folders[:] = [f for f in folders if f not in ("build", "node_modules", "__pycache__", ".git", ".cache")]
                listed += [(Path(folder) / name).relative_to(self.root).as_posix() for name in names]
        return {path for path in listed if path and (self.root / path).is_file()}

    def code(self, path, strings=False):
        """The text without comments, and without the contents of strings unless asked for. Lines stay where they are."""
        key = (path, strings)
        if key not in self._code:
            blank = {".py": blank_python, ".h": blank_cxx, ".cc": blank_cxx}.get(PurePosixPath(path).suffix, blank_shell)
            self._code[key] = blank(self.texts[path], strings)
        return self._code[key]

    def select(self, *folders, suffixes):
        for path in self.texts:
            if path.startswith(tuple(f"{f}/" for f in folders)) and PurePosixPath(path).suffix in suffixes:
                yield path


def blank(text):
    return re.sub(r"[^\n]", " ", text)


CXX_TOKEN = re.compile(
    r"""(?P<comment>//(?:\\\n|[^\n])*|/\*.*?(?:\*/|\Z))
      | (?P<raw>\b(?:u8|[uUL])?R"(?P<mark>[^()\\\s]{0,16})\(.*?\)(?P=mark)")
      | (?P<include>^[ \t]*\#[ \t]*include[^\n/]*)
      | (?P<string>"(?:\\.|[^"\\\n])*")
      | (?P<char>(?<![0-9A-Fa-f])'(?:\\.|[^'\\\n])+')""", re.S | re.M | re.X)


def blank_cxx(text, strings):
    def replace(match):
        if match["comment"] is not None:
            return blank(match[0])
        if match["include"] is not None or strings:
            return match[0]
        return '"' + blank(match[0][1:-1]) + '"'
    return CXX_TOKEN.sub(replace, text)


def blank_python(text, strings):
    lines = text.splitlines(keepends=True)
    kinds = {tokenize.COMMENT} if strings else {tokenize.COMMENT, tokenize.STRING}
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    except (tokenize.TokenError, SyntaxError, IndentationError):
        return text
    for token in tokens:
        if token.type not in kinds:
            continue
        (first, start), (last, end) = token.start, token.end
        for number in range(first - 1, last):
            line = lines[number]
            left = start if number == first - 1 else 0
            right = end if number == last - 1 else len(line)
            lines[number] = line[:left] + blank(line[left:right]) + line[right:]
    return "".join(lines)


def blank_shell(text, strings):
    return re.sub(r"(^|\s)#[^\n]*", lambda match: blank(match[0]), text)


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def matches(pattern, text):
    for match in re.finditer(pattern, text, re.M):
        yield line_of(text, match.start()), match


# --- What a file is -------------------------------------------------------------------------------------------------------

def is_adapter(path):
    name = PurePosixPath(path).stem
    return name.endswith(("_posix", "_linux", "_windows")) or name.startswith("system_")


def is_main(tree, path):
    return re.search(r"^(?:int|auto)\s+w?main\s*\(", tree.code(path), re.M) is not None


# --- Rules ----------------------------------------------------------------------------------------------------------------

def libraries(tree):
    """folder of common/ -> what its hadir_library(... LINKS ...) line names."""
    links = {}
    for match in re.finditer(r"^\s*hadir_library\(\s*(\w+)([^)]*)\)", tree.code("CMakeLists.txt"), re.M):
        words = match[2].split()
        start = words.index("LINKS") + 1 if "LINKS" in words else len(words)
        named = []
        for word in words[start:]:
            if word.isupper() and "::" not in word:
                break
            named.append(word)
        links[match[1]] = named
    return links


def reachable(links, folder):
    seen, todo = set(), [folder]
    while todo:
        name = todo.pop()
        if name in seen:
            continue
        seen.add(name)
        todo += [word.removeprefix("hadir_") for word in links.get(name, []) if word.startswith("hadir_")]
    return seen


# A library's own headers belong to the folder that links it, so that SQLite, say, can be replaced by editing one folder.
OWNED_HEADERS = {
    "sqlite3.h": "SQLite::SQLite3", "sodium.h": "PkgConfig::SODIUM", "zstd.h": "PkgConfig::ZSTD", "zdict.h": "PkgConfig::ZSTD",
    "cereal/": "cereal::cereal", "openssl/": "OpenSSL::", "curl/": "CURL::libcurl",
    "xlsxwriter": "PkgConfig::XLSXWRITER", "hpdf": "haru::haru",
}


def includes(tree, path):
    for line, match in matches(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"\n]+)[>"]', tree.code(path, strings=True)):
        yield line, match[1] == '"', match[2]


def include_direction(tree):
    """The link line is the dependency rule: nothing includes what its library does not link."""
    links = libraries(tree)
    for path in tree.select("common", "agent", "hub", suffixes={".h", ".cc"}):
        side, folder = path.split("/")[0], path.split("/")[1]
        if side == "common" and folder not in links and path.count("/") > 1:
            yield path, 1, f"common/{folder} has no hadir_library line", "add one to CMakeLists.txt; its LINKS say what it may include"
            continue
        allowed = reachable(links, folder) if side == "common" else set()
        for line, own, header in includes(tree, path):
            target = header.split("/")[0]
            if own and ("/" not in header or target in (".", "..") or target not in ("common", "agent", "hub", "tests", "generated")):
                yield path, line, f'include "{header}" is not from the repository root', 'write it as "common/base/bytes.h"'
            elif not own and target in ("common", "agent", "hub", "tests"):
                yield path, line, f"our own header in <{header}>", f'write #include "{header}"'
            elif own and target == "tests":
                yield path, line, f'"{header}" belongs to the tests', "move what is needed to common/, or the include to tests/"
            elif own and side == "common" and target in ("agent", "hub"):
                yield path, line, f'common includes "{header}"', "pass what it needs as a parameter; agent and hub know common, never the reverse"
            elif own and {side, target} == {"agent", "hub"}:
                yield path, line, f'{side} includes "{header}"', "move what both need to common/; agent and hub never see each other"
            elif own and side == target == "common" and header.split("/")[1] not in allowed:
                yield (path, line, f'common/{folder} includes "{header}" but does not link hadir_{header.split("/")[1]}',
                       "turn the dependency round, or pass the value in; the LINKS line in CMakeLists.txt is the rule")
            elif not own and side == "common":
                for prefix, library in OWNED_HEADERS.items():
                    if header.startswith(prefix) and not any(word.startswith(library) for word in links[folder]):
                        yield (path, line, f"common/{folder} includes <{header}> but does not link {library}",
                               "go through the folder of common/ that does")


BANNED_CALLS = [
    (r"\b(?:system_clock|steady_clock|high_resolution_clock|utc_clock)::now\b", "take a base::Clock as a parameter"),
    (r"(?<![\w.>:])(?:std::)?time\s*\(\s*(?:nullptr|NULL|0)\s*\)", "take a base::Clock as a parameter"),
    (r"\b(?:gettimeofday|clock_gettime|timespec_get|GetSystemTime\w*|QueryInterruptTime\w*)\s*\(", "take a base::Clock as a parameter"),
    (r"\bstd::(?:rand|srand)\b|(?<![\w.>:])s?rand\s*\(", "take a base::Random as a parameter"),
    (r"\brandom_device\b", "take a base::Random as a parameter"),
    (r"\brandombytes_\w+\s*\(", "take a base::Random as a parameter"),
    (r"\b(?:secure_)?getenv\s*\(", "read the environment in the main file and pass the value in"),
    (r"\b(?:localtime|gmtime)(?:_r|_s)?\s*\(", "use base/civil.h; Indonesia's zones are fixed offsets"),
]
SLEEPS = r"\bsleep_(?:for|until)\b|\b(?:u|nano)sleep\s*\(|(?<![\w.>:])[sS]leep\s*\(|\bpthread_cond_timedwait\b"


def banned_calls(tree):
    """Logic takes time, randomness and I/O as parameters; only main files and adapters touch the real ones."""
    for path in tree.select("common", "agent", "hub", suffixes={".h", ".cc"}):
        if is_adapter(path) or is_main(tree, path):
            continue
        code = tree.code(path)
        for pattern, instead in BANNED_CALLS:
            for line, match in matches(pattern, code):
                yield path, line, f"calls {match[0].strip()}", instead
        for line, match in matches(SLEEPS, code):
            yield path, line, f"calls {match[0].strip()}", "wait for the event, or on a timer that can be cancelled"


def sleeping_tests(tree):
    """A test that sleeps is slow when it passes and wrong when the machine is slow."""
    for path in tree.select("tests", suffixes={".h", ".cc", ".py", ".sh", ""}):
        if path.startswith("tests/conventions/"):
            continue
        pattern = {".py": r"\btime\.sleep\b|\basyncio\.sleep\b|(?<![\w.])sleep\s*\(", ".h": SLEEPS, ".cc": SLEEPS}.get(
            PurePosixPath(path).suffix, r"^(?:.*[;&|({]|.*\b(?:do|then|else))?\s*sleep\s+[\d$.\"]")
        for line, match in matches(pattern, tree.code(path)):
            yield path, line, f"sleeps ({match[0].strip()[-30:]})", "wait for the event: poll with a deadline on what the test waits for, or move a FakeClock"


def unit_tests_are_run(tree):
    """ctest runs the unit tests by the names of their files."""
    for path in tree.select("tests/unit", suffixes={".h", ".cc"}):
        if not path.endswith("_test.cc"):
            for line, match in matches(r"^\s*(?:TEST_CASE|TEST_CASE_METHOD|SCENARIO|TEMPLATE_TEST_CASE)\s*\(", tree.code(path)):
                yield path, line, "a test case that ctest does not run", "name its file *_test.cc"


MACHINE_HEADERS = re.compile(
    r"(?:sys|systemd|linux|asm|arpa|net|netinet|netpacket|bits)/|(?:unistd|fcntl|signal|poll|pthread|dirent|netdb|grp|pwd|termios|dlfcn|"
    r"ifaddrs|syslog|utime|sched|ftw|glob|mntent|spawn|semaphore|mqueue|aio|libgen|wordexp|fnmatch|strings|execinfo|resolv)\.h$")
WINDOWS_HEADERS = re.compile(r"(?:windows|winsock2?|ws2tcpip|winsvc|wincrypt|winnt|realtimeapiset|shlobj|io|direct|process)\.h$", re.I)


def machine_headers(tree):
    """The agent is also a Windows program: what belongs to one system stands in a file that says so."""
    for path in tree.select("common", "agent", suffixes={".h", ".cc"}):
        stem = PurePosixPath(path).stem
        for line, own, header in includes(tree, path):
            if not own and MACHINE_HEADERS.match(header) and not (path.endswith(".cc") and stem.endswith(("_posix", "_linux"))):
                yield path, line, f"<{header}> outside an adapter", "move the call to a *_posix.cc or *_linux.cc behind a portable header"
            if not own and WINDOWS_HEADERS.match(header) and not (path.endswith(".cc") and stem.endswith("_windows")):
                yield path, line, f"<{header}> outside an adapter", "move the call to a *_windows.cc behind a portable header"


def headers(tree):
    """A header opens with what it is and who uses it, and is included once."""
    for path in tree.select("common", "agent", "hub", "tests", suffixes={".h"}):
        text = tree.texts[path]
        if not text.startswith("//"):
            yield path, 1, "does not open with a // comment", "say in a line or two what it is and who uses it"
        if not re.search(r"^#pragma once$", tree.code(path), re.M):
            yield path, 1, "has no #pragma once", "put it below the opening comment"
        for line, match in matches(r"^\s*using\s+namespace\s+(?![\w:]*literals\b)[\w:]+", tree.code(path)):
            yield path, line, match[0].strip() + " in a header", "name what is used, or put it into the .cc file"


def namespaces(tree):
    """One namespace per folder (and, below it, namespaces that start with it). common/base is hadir::base."""
    opened = {}
    for path in tree.select("common", "agent", "hub", suffixes={".h", ".cc"}):
        for line, match in matches(r"^\s*(?:inline\s+)?namespace\s+(hadir(?:::\w+)*)\s*\{", tree.code(path)):
            opened.setdefault(str(PurePosixPath(path).parent), []).append((path, line, match[1]))
    for folder, uses in opened.items():
        parts = folder.split("/")
        if parts[0] == "common" and len(parts) > 1:
            expected = f"hadir::{parts[1]}"
        else:
            headers_first = sorted(uses, key=lambda use: not use[0].endswith(".h"))
            counts = Counter("::".join(name.split("::")[:3]) for _, _, name in headers_first)
            shortest = min(len(name.split("::")) for name in counts)
            expected = counts.most_common(1)[0][0]
            if shortest < len(expected.split("::")):
                expected = next(name for name in counts if len(name.split("::")) == shortest)
        for path, line, name in uses:
            if name != expected and not name.startswith(expected + "::"):
                yield path, line, f"opens namespace {name} in {folder}", f"use {expected}: one namespace per folder"


def top_level(tree):
    """The agreed layout: everything has a folder."""
    for entry in sorted({path.split("/")[0] for path in tree.paths}):
        if entry not in TOP_LEVEL and not entry.startswith("."):
            yield entry, 1, "is not part of the top level's layout", "put it under agent/, hub/, common/, tests/ or packaging/"


MACHINE_PATH = re.compile(r"(?<![\w./~$}*-])/(?:home/\w|Users/\w|root/|wo" r"rk/|farm/|mnt/|workspaces?/|private/var/)|\b[A-Z]:\\+Users\\")
PRIVATE_HOST = re.compile(r"https?://[^\s\"'<>]*(?:registry|mirror|artifactory|nexus)[^\s\"'<>]*|\b(?:localhost|127\.0\.0\.1):(?:4873|8081)\b")
OPEN_WORDS = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")


def no_traces(tree):
    """Nothing of the machine it was written on, and nothing left open."""
    for path, text in tree.texts.items():
        if path.startswith("tests/conventions/") or path == "LICENSE":
            continue
        for pattern, what, instead in (
                (MACHINE_PATH, "machine path", "derive the path from the script's or the repository's place"),
                (PRIVATE_HOST, "package registry's address", "leave it to the machine's configuration (npm: --omit-lockfile-registry-resolved)"),
                (OPEN_WORDS, "left open", "do it now, or say in the README of the folder what is not done and why")):
            for match in pattern.finditer(text):
                yield path, line_of(text, match.start()), f"{what}: {match[0][:60]}", instead


def file_length(tree):
    """Long files are two things that were never named. One finding per line above the limit, so the ratchet counts lines."""
    for path in tree.select("common", "agent", "hub", "tests", suffixes={".h", ".cc", ".ts", ".tsx"}):
        lines = tree.texts[path].count("\n")
        for line in range(MAX_LINES + 1, lines + 1):
            yield path, line, f"{lines} lines, above {MAX_LINES}", "name its two halves and give each a file"


def run_bits(tree):
    """A file that says which program runs it can be run."""
    for path, text in tree.texts.items():
        if text.startswith("#!") and not os.access(tree.root / path, os.X_OK):
            yield path, 1, "starts with #! but is not executable", f"chmod +x {path}"
        if text.startswith("#!") and re.match(r"#!.*\b(?:ba)?sh\b", text) and not re.search(r"^set -e?u", text, re.M):
            yield path, 1, "shell script without set -euo pipefail", "put it below the opening comment"


def migrations(tree):
    """Migrations run in the order of their numbers, and each number once."""
    folder = "common/store/sql/migrations/"
    numbered = {}
    for path in tree.paths:
        if not path.startswith(folder) or not path.endswith(".sql"):
            continue
        match = re.match(r"(\d+)_\w+\.sql$", path.removeprefix(folder))
        if not match:
            yield path, 1, "a migration without a number", "name it NUMBER_what_it_does.sql"
            continue
        same = numbered.setdefault(int(match[1]), path)
        if same != path:
            yield path, 1, f"has the number of {same}", "give the later one the next free number"
        if len(match[1]) != len(PurePosixPath(next(iter(numbered.values()))).name.split("_")[0]):
            yield path, 1, "its number has another width", "pad the numbers to one width, so that they sort by name"


RULES = [include_direction, banned_calls, sleeping_tests, unit_tests_are_run, machine_headers, headers, namespaces, top_level, no_traces,
         file_length, run_bits, migrations]


# --- The ratchet ----------------------------------------------------------------------------------------------------------

def read_ratchet(text):
    """Lines `rule path count  # reason`."""
    counts = {}
    for number, line in enumerate(text.splitlines(), 1):
        words, _, reason = line.partition("#")
        if not words.strip():
            continue
        fields = words.split()
        if len(fields) != 3 or not fields[2].isdigit() or not reason.strip():
            raise SystemExit(f"ratchet.txt:{number}: expected `rule path count  # reason`")
        counts[fields[0], fields[1]] = int(fields[2])
    return counts


def check(root, ratchet):
    tree = Tree(root)
    found = [Finding(rule.__name__, *finding) for rule in RULES for finding in rule(tree)]
    counts = Counter((finding.rule, finding.path) for finding in found)
    left = []
    for finding in found:
        allowed = ratchet.get((finding.rule, finding.path), 0)
        if counts[finding.rule, finding.path] <= allowed:
            continue
        if finding.rule == "file_length" and finding.line != MAX_LINES + 1:
            continue
        if allowed:
            finding = finding._replace(what=f"{finding.what} ({counts[finding.rule, finding.path]} findings, ratchet allows {allowed})")
        left.append(finding)
    for (rule, path), allowed in ratchet.items():
        if counts[rule, path] < allowed:
            left.append(Finding("ratchet", "tests/conventions/ratchet.txt", 1,
                                f"{rule} {path} is allowed {allowed}, {counts[rule, path]} are left", f"lower it to {counts[rule, path]}"))
    return left


def main():
    here = Path(__file__).resolve().parent
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else here.parent.parent
    found = check(root, read_ratchet((here / "ratchet.txt").read_text()))
    for finding in sorted(found, key=lambda finding: (finding.path, finding.line)):
        print(f"{finding.path}:{finding.line}: {finding.what}: {finding.instead} [{finding.rule}]")
    print(f"{len(found)} findings" if found else "no findings")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
