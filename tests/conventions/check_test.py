#!/usr/bin/env python3
"""The conventions against made-up files: every rule must find its bad example and leave the good one alone."""
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import check  # noqa: E402

CMAKE = """
# hadir_library(ghost LINKS hadir_sync) stands in a comment
hadir_library(base LINKS fmt::fmt PkgConfig::SODIUM PRECOMPILE <vector>)
hadir_library(model LINKS hadir_base
              Boost::json PRECOMPILE ${STANDARD_HEADERS})
hadir_library(store LINKS hadir_model SQLite::SQLite3)
"""


def header(body="", namespace="hadir::base"):
    return f"// What it is.\n#pragma once\n\nnamespace {namespace} {{\n{body}\n}}\n"


def source(body="", namespace="hadir::base"):
    return f"namespace {namespace} {{\n{body}\n}}\n"


class Conventions(unittest.TestCase):
    def findings(self, files, ratchet="", executable=()):
        with tempfile.TemporaryDirectory() as root:
            for path, text in {"CMakeLists.txt": CMAKE, **files}.items():
                file = Path(root) / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text)
                if path in executable:
                    file.chmod(0o755)
            return check.check(root, check.read_ratchet(ratchet))

    def clean(self, files, **options):
        self.assertEqual(self.findings(files, **options), [])

    def bad(self, rule, line, files, **options):
        """Exactly one finding, of that rule and at that line."""
        found = self.findings(files, **options)
        self.assertEqual([(f.rule, f.line) for f in found], [(rule, line)], found)
        self.assertTrue(found[0].what and found[0].instead)

    def test_good_tree(self):
        self.clean({
            "README.md": "x", ".clang-format": "x", "agent/app/main.cc": "int main() { std::getenv(\"HOME\"); }\n",
            "common/base/bytes.h": header(), "common/base/system_clock_posix.cc": "#include <sys/time.h>\nint x = gettimeofday(0, 0);\n",
            "common/store/store.cc": '#include "common/base/bytes.h"\n#include <sqlite3.h>\n' + source(namespace="hadir::store"),
            "agent/app/app.h": '// The agent.\n#pragma once\n#include "common/store/store.h"\n#include "agent/app/x.h"\n',
            "hub/main.cc": '#include <unistd.h>\n#include "hub/app.h"\n',
        })

    # Include direction.
    def test_include_of_a_library_that_is_not_linked(self):
        self.bad("include_direction", 2, {"common/base/a.cc": '\n#include "common/model/value.h"\n'})

    def test_include_along_the_links_is_transitive(self):
        self.clean({"common/store/a.cc": '#include "common/base/bytes.h"\n#include "common/model/value.h"\n'})

    def test_common_never_includes_agent_or_hub(self):
        self.bad("include_direction", 1, {"common/base/a.cc": '#include "agent/app.h"\n'})
        self.bad("include_direction", 1, {"common/base/a.cc": '#  include "hub/app.h" // because\n'})

    def test_agent_and_hub_never_see_each_other(self):
        self.bad("include_direction", 1, {"agent/app/a.cc": '#include "hub/app.h"\n'})
        self.bad("include_direction", 1, {"hub/app/a.cc": '#include "agent/app.h"\n'})

    def test_includes_are_from_the_root(self):
        self.bad("include_direction", 1, {"common/base/a.cc": '#include "bytes.h"\n'})
        self.bad("include_direction", 1, {"common/base/a.cc": '#include "../base/bytes.h"\n'})
        self.bad("include_direction", 1, {"common/base/a.cc": "#include <common/base/bytes.h>\n"})

    def test_tests_are_not_included(self):
        self.bad("include_direction", 1, {"hub/a.cc": '#include "tests/catch.h"\n'})

    def test_commented_include_does_not_count(self):
        self.clean({"common/base/a.cc": '// #include "hub/app.h"\n/*\n#include "hub/app.h"\n*/\n'})

    def test_folder_without_a_library(self):
        self.bad("include_direction", 1, {"common/ghost/a.cc": ""})

    def test_a_librarys_headers_belong_to_the_folder_that_links_it(self):
        self.bad("include_direction", 1, {"common/model/a.cc": "#include <sqlite3.h>\n"})

    # Banned calls.
    def test_clocks_and_randomness_are_passed_in(self):
        for call in ("std::chrono::system_clock::now()", "steady_clock::now()", "std::time(nullptr)", "time(NULL)", "gettimeofday(&t, 0)",
                     "std::rand()", "rand()", "std::random_device{}", "std::getenv(\"X\")", "std::this_thread::sleep_for(1s)", "usleep(5)",
                     "std::this_thread::sleep_until(t)", "::clock_gettime(0, &t)", "localtime(&t)", "randombytes_buf(p, 3)"):
            with self.subTest(call):
                self.bad("banned_calls", 3, {"agent/core/a.cc": f"void f() {{\n  g();\n  auto x = {call};\n}}\n"})

    def test_what_only_looks_like_a_banned_call(self):
        for text in ("// system_clock::now() is banned\n", "/* rand()\n rand() */", 'auto s = "time(nullptr)";', "report.time(0);", "p->time(0);",
                     'auto s = R"(getenv("X") // )";', "int lifetime(int);\nint y = lifetime(0);", "int operand(int);\nint y = operand(1);",
                     "auto big = 1'000'000; auto c = '\"'; auto d = '\\'';", "timer.sleep(3);"):
            with self.subTest(text):
                self.clean({"common/base/a.cc": text + "\n"})

    def test_code_after_a_string_is_still_code(self):
        self.bad("banned_calls", 1, {"common/base/a.cc": 'auto a = "// \\" /* "; auto t = std::time(nullptr);\n'})
        self.bad("banned_calls", 1, {"common/base/a.cc": "auto a = '\"'; auto t = std::time(nullptr); auto b = '\"';\n"})
        self.bad("banned_calls", 2, {"common/base/a.cc": 'auto a = R"x(\n)" )x"; auto t = std::time(nullptr);\n'})

    def test_tests_do_not_sleep(self):
        self.bad("sleeping_tests", 2, {"tests/unit/a.cc": "// sleep_for\nstd::this_thread::sleep_for(1s);\n"})
        self.bad("sleeping_tests", 3, {"tests/end_to_end/a.py": '"""time.sleep"""\nimport time\ntime.sleep(1)  # time.sleep\n'})
        self.bad("sleeping_tests", 2, {"tests/end_to_end/a.sh": "# sleep 3\nuntil ready; do sleep 1; done\n"})
        self.bad("sleeping_tests", 1, {"tests/end_to_end/a.sh": "sleep 0.5\n"})
        self.clean({"tests/end_to_end/a.py": "def sleeper():\n    return 'sleep(1)'\n", "tests/end_to_end/a.sh": "echo does not sleep here\n"})

    def test_test_cases_stand_where_ctest_runs_them(self):
        self.bad("unit_tests_are_run", 1, {"tests/unit/fixtures.cc": 'TEST_CASE("x") {}\n'})
        self.clean({"tests/unit/x_test.cc": 'TEST_CASE("x") {}\n', "tests/unit/fixtures.cc": "// TEST_CASE(\n"})

    # Machine headers.
    def test_machine_headers_stand_in_adapters(self):
        for name in ("sys/stat.h", "unistd.h", "fcntl.h", "signal.h", "systemd/sd-daemon.h", "netinet/tcp.h"):
            with self.subTest(name):
                self.bad("machine_headers", 1, {"agent/core/a.cc": f"#include <{name}>\n"})
                self.bad("machine_headers", 3, {"common/base/a_posix.h": f"// A.\n#pragma once\n#include <{name}>\n"})
                self.clean({"agent/core/a_posix.cc": f"#include <{name}>\n", "common/base/b_linux.cc": f"#include <{name}>\n"})
        self.bad("machine_headers", 1, {"agent/core/a.cc": "#include <windows.h>\n"})
        self.clean({"agent/core/a_windows.cc": "#include <windows.h>\n", "common/base/a.cc": "#include <csignal>\n#include <system_error>\n"})

    # Headers and namespaces.
    def test_headers(self):
        self.bad("headers", 1, {"common/base/a.h": "#pragma once\n// late\n"})
        self.bad("headers", 1, {"tests/a.h": "// What it is.\n// #pragma once\n"})
        self.bad("headers", 3, {"hub/a.h": "// What it is.\n#pragma once\nusing namespace hadir::base;\n"})
        self.clean({"hub/a.h": "// What it is.\n#pragma once\nusing namespace std::chrono_literals;\n"})

    def test_one_namespace_per_folder(self):
        self.bad("namespaces", 1, {"common/base/a.cc": source(namespace="hadir::model")})
        self.bad("namespaces", 1, {"common/base/a.cc": source(namespace="hadir")})
        self.clean({"common/base/a.cc": source("namespace {\n}", "hadir::base::limits") + "namespace std {\n}\n"})
        self.clean({"agent/core/a.h": header(namespace="hadir::agent"), "agent/core/a.cc": source(namespace="hadir::agent::detail")})
        self.bad("namespaces", 1, {"agent/core/a.h": header(namespace="hadir::agent"), "agent/core/b.h": header(namespace="hadir::agent"),
                                   "agent/core/a.cc": source(namespace="hadir::core")})

    # The tree.
    def test_top_level(self):
        self.bad("top_level", 1, {"notes.txt": "x"})
        self.bad("top_level", 1, {"scripts/a.txt": "x"})

    def test_no_traces(self):
        for text in ("see /ho" "me/user/hadir", "cd /wo" "rk/main", "https://npm-mir" "ror.example/x", "// TO" "DO: later", "XX" "X", "C:\\Us" "ers\\me"):
            with self.subTest(text):
                self.bad("no_traces", 2, {"packaging/a.md": f"x\n{text}\n"})
        self.clean({"packaging/a.md": "mktemp -d x.XXXXXX; /etc/hadir /var/lib/hadir ~/mnt/x $top/mnt/x frame/mnt/x https://sqlite.org/x\n"})

    def test_file_length_and_its_ratchet(self):
        long = {"hub/a.cc": "int x;\n" * 510}
        self.bad("file_length", 501, long)
        self.clean({"hub/a.cc": "int x;\n" * 500})
        self.clean(long, ratchet="file_length hub/a.cc 10  # a reason\n")
        self.bad("file_length", 501, long, ratchet="file_length hub/a.cc 9  # a reason\n")
        self.bad("ratchet", 1, long, ratchet="file_length hub/a.cc 11  # a reason\n")
        self.bad("ratchet", 1, {}, ratchet="file_length hub/gone.cc 11  # a reason\n")

    def test_a_ratchet_needs_a_reason(self):
        with self.assertRaises(SystemExit):
            check.read_ratchet("file_length hub/a.cc 10\n")

    def test_run_bits(self):
        script = "#!/usr/bin/env bash\n# Runs.\nset -euo pipefail\n"
        self.bad("run_bits", 1, {"packaging/a": script})
        self.clean({"packaging/a": script}, executable=["packaging/a"])
        self.bad("run_bits", 1, {"packaging/a": "#!/bin/sh\necho\n"}, executable=["packaging/a"])

    def test_migrations(self):
        folder = "common/store/sql/migrations/"
        self.clean({folder + "0001_first.sql": "", folder + "0002_second.sql": "", folder + "README.md": ""})
        self.bad("migrations", 1, {folder + "0001_first.sql": "", folder + "0001_second.sql": ""})
        self.bad("migrations", 1, {folder + "first.sql": ""})
        self.bad("migrations", 1, {folder + "0001_first.sql": "", folder + "02_second.sql": ""})

    def test_every_rule_has_an_example(self):
        own = Path(__file__).read_text()
        for rule in check.RULES:
            self.assertIn(f'"{rule.__name__}"', own)


if __name__ == "__main__":
    unittest.main()
