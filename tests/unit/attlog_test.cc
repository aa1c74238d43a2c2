#include "agent/devices/attlog.h"

#include "common/base/civil.h"
#include "common/base/limits.h"
#include "tests/catch.h"
#include "tests/property.h"

using namespace hadir;
using namespace hadir::agent;
using namespace hadir::test;
using namespace std::string_literals;

namespace {

constexpr AttlogFormat push{AttlogLayout::push, std::nullopt};

std::int64_t local(std::string_view text) { return base::parse_local_ms(text).value(); }

AttlogLine punch(std::string_view line, const AttlogFormat& format = {}, bool ended = true) {
  CAPTURE(line);
  const auto item = parse_attlog_line(line, 1, format, ended);
  REQUIRE(item);
  if (const auto* fault = std::get_if<AttlogFault>(&*item)) FAIL(fault->reason);
  const auto& out = std::get<AttlogLine>(*item);
  CHECK(out.raw == line);
  return out;
}

std::string fault(std::string_view line, const AttlogFormat& format = {}, bool ended = true) {
  CAPTURE(line);
  const auto item = parse_attlog_line(line, 7, format, ended);
  REQUIRE(item);
  if (std::holds_alternative<AttlogLine>(*item)) FAIL("taken for a punch");
  const auto& out = std::get<AttlogFault>(*item);
  CHECK(out.number == 7);
  CHECK(out.raw == line.substr(0, base::limits::import_line_bytes));
  CHECK_FALSE(out.reason.empty());
  return out.reason;
}

std::vector<std::string> pins_of(const AttlogFile& file) {
  std::vector<std::string> out;
  for (const auto& line : file.lines) out.push_back(line.pin);
  return out;
}

}  // namespace

TEST_CASE("the six columns of attlog.dat, PIN aligned right") {
  const auto out = punch("      200\t2020-08-26 23:08:49\t7\t0\t1\t53");
  CHECK(out.pin == "200");
  CHECK(out.local_ms == local("2020-08-26 23:08:49"));
  CHECK(out.device == 7);
  CHECK(out.status == 0);
  CHECK(out.verify == 1);
  CHECK(out.workcode == "53");
}

TEST_CASE("what a machine pushes has no device column") {
  const auto out = punch("20156107\t2020-02-22 23:10:05\t255\t1\t\t0\t0\t2", push);
  CHECK(out.pin == "20156107");
  CHECK(out.device == attlog_unknown);
  CHECK(out.status == 255);
  CHECK(out.verify == 1);
  CHECK(out.workcode.empty());
  CHECK(punch("11\t2025-08-27 10:57:49\t0\t25\t0\t0\t0\t0\t0\t0", push).verify == 25);
  CHECK(punch("11\t2025-08-27 10:57:49\t0\t4353\t0\t0\t0\t0\t0\t0\t0", push).verify == 4353);
  CHECK(punch("ATTLOG\t11\t2025-08-27 10:57:49\t1\t15", push).pin == "11");
  CHECK(punch("ATTLOG\t11\t2025-08-27 10:57:49\t1\t15", push).status == 1);
}

TEST_CASE("two columns are enough in every layout") {
  for (const auto layout : {AttlogLayout::usb, AttlogLayout::push, AttlogLayout::bridge}) {
    for (const bool ended : {true, false}) {
      const auto out = punch("5\t2026-03-02 07:24:11", {layout, std::nullopt}, ended);
      CHECK(out.status == attlog_unknown);
      CHECK(out.verify == attlog_unknown);
      CHECK(out.device == attlog_unknown);
    }
  }
}

TEST_CASE("the PIN stays as the machine wrote it") {
  CHECK(punch("001\t2026-03-02 07:24:11").pin == "001");
  CHECK(punch("  1\t2026-03-02 07:24:11").pin == "1");
  CHECK(punch("0\t2026-03-02 07:24:11").pin == "0");
  CHECK(punch("A 1 \t2026-03-02 07:24:11").pin == "A 1");
  CHECK(punch(std::string(32, '9') + "\t2026-03-02 07:24:11").pin.size() == 32);
  CHECK_THAT(fault("\t2026-03-02 07:24:11"), contains("PIN kosong"));
  CHECK_THAT(fault("    \t2026-03-02 07:24:11"), contains("PIN kosong"));
  CHECK_THAT(fault(std::string(33, '9') + "\t2026-03-02 07:24:11"), contains("PIN lebih"));
  fault("1\x01\t2026-03-02 07:24:11");
  fault("\xFF\t2026-03-02 07:24:11");
}

TEST_CASE("odd columns are unknown, not a reason to lose the punch") {
  const auto out = punch("5\t2026-03-02 07:24:11\t\tx\t-1\tlunch break");
  CHECK(out.device == attlog_unknown);
  CHECK(out.status == attlog_unknown);
  CHECK(out.verify == attlog_unknown);
  CHECK(out.workcode == "lunch break");
  CHECK(punch("5\t2026-03-02 07:24:11\t1\t99999999999\t1").status == attlog_unknown);
  CHECK(punch("5\t 2026-03-02 07:24:11 \t 1 \t 0 ").status == 0);
}

TEST_CASE("impossible and lost times are faults with a reason") {
  CHECK_THAT(fault("1\t2026-02-30 07:00:00\t1\t0\t1\t0"), contains("tidak ada di kalender"));
  CHECK_THAT(fault("1\t2026-03-02 24:00:00\t1\t0\t1\t0"), contains("tidak ada di kalender"));
  CHECK_THAT(fault("1\t2000-01-01 00:00:00\t1\t0\t1\t0"), contains("jam mesin"));
  CHECK_THAT(fault("1\t2000-12-31 23:59:59\t1\t0\t1\t0"), contains("jam mesin"));
  CHECK_THAT(fault("1\t1999-05-05 10:00:00\t1\t0\t1\t0"), contains("jam mesin"));
  CHECK(punch("1\t2001-01-01 00:00:00\t1").local_ms == local("2001-01-01 00:00:00"));
  CHECK(punch("1\t2090-01-01 00:00:00\t1").local_ms == local("2090-01-01 00:00:00"));  // doubtful is for the caller to say
  CHECK_THAT(fault("1\t02/03/2026 07:24:11\t1"), contains("tidak terbaca"));
  CHECK_THAT(fault("1\t2026-03-02\t07:24:11"), contains("tidak terbaca"));
  CHECK_THAT(fault("1\t\t1"), contains("tidak terbaca"));
  CHECK_THAT(fault("1 2026-03-02 07:24:11 1 0"), contains("kolom waktu"));  // spaces never separate
  CHECK_THAT(fault("1,2026-03-02 07:24:11,1,0"), contains("kolom waktu"));
  CHECK_THAT(fault("UserID\tDate/Time"), contains("tidak terbaca"));
}

TEST_CASE("Unix seconds need the zone of the machine") {
  CHECK_THAT(fault("1\t1772411051\t0\t1", push), contains("zona waktu"));
  const AttlogFormat wita{AttlogLayout::push, base::wita_offset_minutes};
  CHECK(punch("1\t1772411051\t0\t1", wita).local_ms == local("2026-03-02 08:24:11"));
  CHECK(punch("1\t2026-03-02 08:24:11\t0\t1", wita).local_ms == local("2026-03-02 08:24:11"));
  fault("1\t946684800\t0\t1", wita);  // 2000-01-01
  fault("1\t1772411051", wita, false);
}

TEST_CASE("a line without an end may be cut: nothing is read out of half a column") {
  CHECK_THAT(fault("1\t2026-03-02 07:2", {}, false), contains("terpotong"));
  CHECK_THAT(fault("12", {}, false), contains("terpotong"));
  CHECK(punch("1\t2026-03-02 07:24:11\t7\t2", {}, false).status == attlog_unknown);  // may have been 255
  CHECK(punch("1\t2026-03-02 07:24:11\t7\t2", {}, true).status == 2);
  CHECK(punch("1\t2026-03-02 07:24:11\t7\t2\t1\t0", {}, false).status == 2);
  CHECK(punch("1\t2026-03-02 07:24:11\t7\t2\t1\t0", {}, false).verify == 1);
  CHECK(punch("1\t2026-03-02 07:24:11\t7", {}, false).device == attlog_unknown);
}

TEST_CASE("blank lines are nothing") {
  for (const auto* line : {"", " ", "\t", " \t \t"}) CHECK_FALSE(parse_attlog_line(line, 1));
}

TEST_CASE("files: line ends, BOM, missing last line end") {
  const std::vector<std::string> wanted = {"1", "02"};
  const auto one = "1\t2026-03-02 07:24:11\t1\t0\t1\t0"s;
  const auto two = "02\t2026-03-02 16:02:30\t1\t1\t1\t0"s;
  for (const auto* end : {"\n", "\r\n", "\r"}) {
    CHECK(pins_of(parse_attlog(one + end + two + end)) == wanted);
    CHECK(pins_of(parse_attlog(one + end + two)) == wanted);
    CHECK(pins_of(parse_attlog("\xEF\xBB\xBF" + one + end + end + two + end + end)) == wanted);
  }
  CHECK(parse_attlog(one + "\r\n" + two + "\r\n").lines[1].number == 2);
  CHECK(parse_attlog(one + "\n\n" + two).lines[1].number == 3);
  CHECK(parse_attlog("").lines.empty());
  CHECK(parse_attlog("\xEF\xBB\xBF").faults.empty());
}

TEST_CASE("files: a bad line in the middle costs itself only") {
  const auto file =
      parse_attlog("1\t2026-03-02 07:24:11\t1\t0\n2\t2026-02-30 07:24:11\t1\t0\n\0\0\0\n3\t2026-03-02 07:24:12\t1\t0\n"s);
  CHECK(pins_of(file) == std::vector<std::string>{"1", "3"});
  REQUIRE(file.faults.size() == 2);
  CHECK(file.faults[0].number == 2);
  CHECK(file.faults[1].number == 3);
  CHECK_THAT(file.faults[1].reason, contains("NUL"));
}

TEST_CASE("files: NUL bytes never become part of a punch") {
  const auto file = parse_attlog("1\t2026-03-02 07:24:11\t1\t0\0\0\0\n2\t2026-03-02 07:24:12\t1\t0\n\0\0\0\0"s);
  CHECK(pins_of(file) == std::vector<std::string>{"2"});
  CHECK(file.faults.size() == 2);
}

TEST_CASE("files: over-long lines are one fault each and memory stays bounded") {
  const auto limit = base::limits::import_line_bytes;
  const auto good = "1\t2026-03-02 07:24:11\t1\t0\t1\t0\n"s;
  const auto just = "2\t2026-03-02 07:24:11\t1\t0\t1\t"s;
  const auto file = parse_attlog(good + std::string(3 * limit, 'x') + "\n" + just + std::string(limit - just.size(), '5') + "\n" +
                                 just + std::string(limit - just.size() + 1, '5') + "\r\n" + good);
  CHECK(pins_of(file) == std::vector<std::string>{"1", "2", "1"});
  REQUIRE(file.faults.size() == 2);
  CHECK(file.faults[0].number == 2);
  CHECK(file.faults[0].raw.size() == limit);
  CHECK_THAT(file.faults[1].reason, contains("panjang"));
  CHECK(file.lines[2].number == 5);
}

TEST_CASE("files: a bridge's first line changes the columns") {
  const auto file = parse_attlog("TABLE=ATTLOG\n7\t2026-03-02 07:24:11\t15\t15\t1\t0\n", push);
  REQUIRE(file.lines.size() == 1);
  CHECK(file.faults.empty());
  CHECK(file.lines[0].status == 1);
  CHECK(file.lines[0].verify == 15);
  CHECK(file.lines[0].number == 2);
}

TEST_CASE("pieces of any size give the same as the whole") {
  rc::prop("for any value", [] {
    const auto parts = *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(
        std::vector<std::string>{"\r", "\n", "\r\n", "1\t2026-03-02 07:24:11\t1\t0\t1\t0", "2\t2026-02-30 07:24:11", "\0"s, " ",
                                 "\t", "x", "TABLE=ATTLOG", "\xEF\xBB\xBF"}));
    std::string text;
    for (const auto& part : parts) text += part;
    const auto whole = parse_attlog(text);

    AttlogFile pieces;
    AttlogReader reader;
    const AttlogSink sink = [&](AttlogItem item) {
      if (auto* line = std::get_if<AttlogLine>(&item)) pieces.lines.push_back(*line);
      if (auto* fault = std::get_if<AttlogFault>(&item)) pieces.faults.push_back(*fault);
    };
    for (std::size_t at = 0; at < text.size();) {
      const auto size = *rc::gen::inRange<std::size_t>(1, 5);
      reader.feed(std::string_view(text).substr(at, size), sink);
      at += size;
    }
    reader.finish(sink);
    RC_ASSERT(pieces.lines == whole.lines);
    RC_ASSERT(pieces.faults == whole.faults);
  });
}

TEST_CASE("a punch written as attlog.dat reads back") {
  rc::prop("for any value", [] {
    const auto pin = *rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::elementOf("0123456789AZ"s)));
    RC_PRE(pin.size() <= 32);
    const auto ms =
        *rc::gen::inRange<std::int64_t>(local("2001-01-01 00:00:00") / 1000, local("2099-01-01 00:00:00") / 1000) * 1000;
    const auto number = [] { return *rc::gen::inRange(0, 100'000); };
    const int device = number(), status = number(), verify = number(), workcode = number();
    const auto padded = std::string(pin.size() < 9 ? 9 - pin.size() : 0, ' ') + pin;
    const auto text = padded + "\t" + base::format_local(ms) + "\t" + std::to_string(device) + "\t" + std::to_string(status) +
                      "\t" + std::to_string(verify) + "\t" + std::to_string(workcode) + "\r\n";
    const auto file = parse_attlog(text);
    RC_ASSERT(file.lines.size() == 1U);
    const AttlogLine wanted{1, pin, ms, device, status, verify, std::to_string(workcode), text.substr(0, text.size() - 2)};
    RC_ASSERT(file.lines[0] == wanted);
  });
}

TEST_CASE("status to direction") {
  CHECK(direction_of(0) == "in"s);
  CHECK(direction_of(1) == "out"s);
  CHECK(direction_of(2) == "out"s);
  CHECK(direction_of(3) == "in"s);
  CHECK(direction_of(4) == "in"s);
  CHECK(direction_of(5) == "out"s);
  for (const int other : {255, 6, attlog_unknown, 1000}) CHECK(direction_of(other) == "unknown"s);
}

TEST_CASE("the device from the name of the file") {
  CHECK(device_from_file_name("1_attlog.dat") == "1");
  CHECK(device_from_file_name("NYU7244800354_attlog.dat") == "NYU7244800354");
  CHECK(device_from_file_name("/media/usb/1_attlog.dat") == "1");
  CHECK(device_from_file_name("E:\\7_ATTLOG.DAT") == "7");
  CHECK(device_from_file_name("kantor_A-1_attlog.dat") == "kantor_A-1");
  CHECK(device_from_file_name("1_attlog(1).dat") == "1");
  CHECK(device_from_file_name("1_attlog (12).dat") == "1");
  CHECK(device_from_file_name(std::string(64, 'a') + "_attlog.dat").size() == 64);
  for (const auto& none :
       {""s, "attlog.dat"s, "_attlog.dat"s, "1_attlog.txt"s, "1-attlog.dat"s, "a b_attlog.dat"s, "../_attlog.dat"s,
        "1_attlog.dat/"s, "1_attlog(x).dat"s, "1_attlog(.dat"s, "é_attlog.dat"s, std::string(65, 'a') + "_attlog.dat"}) {
    CAPTURE(none);
    CHECK(device_from_file_name(none).empty());
  }
}

TEST_CASE("attlog is recognised by its content") {
  CHECK(looks_like_attlog("      200\t2020-08-26 23:08:49\t7\t0\t1\t53\r\n"));
  CHECK(looks_like_attlog("200\t2000-01-01 00:00:00\t7\t0\t1\t0\r\n201\t2000-01-01 00:00:11\t7\t0\t1\t0\r\n202\t2000-"));
  CHECK(looks_like_attlog("\xEF\xBB\xBF\n1\t2026-03-02 07:24:11"));
  CHECK(looks_like_attlog("TABLE=ATTLOG\n1\t1772411051\t0\n"));
  CHECK_FALSE(looks_like_attlog(""));
  CHECK_FALSE(looks_like_attlog("nip;nama;waktu\n1;Budi;2026-03-02 07:24:11\n"));
  CHECK_FALSE(looks_like_attlog("PIN\tWaktu\n1\tBudi\n"));
  CHECK_FALSE(looks_like_attlog("{\"pin\": 1}"));
  CHECK_FALSE(
      looks_like_attlog("\xFF\xFE"
                        "1\0\t\0"s));
}
