// Punch lines of ZKTeco-type fingerprint machines: attlog.dat from a USB stick (DEVICES.md 2.9) and the body that a machine
// pushes (2.3), which shares everything but the order of columns. Pure: bytes in, values out. Nothing is dropped silently:
// every line is a punch, a fault that the caller keeps in quarantine, or blank.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace hadir::agent {

// Order of the tab-separated columns. Only PIN and time must be there.
enum class AttlogLayout {
  usb,     // PIN time device status verify workcode
  push,    // PIN time status verify workcode reserved...
  bridge,  // PIN time verify verify status ...: what follows a line "TABLE=ATTLOG", which some bridges put first
};

struct AttlogFormat {
  AttlogLayout layout = AttlogLayout::usb;
  // Some firmware writes Unix seconds (UTC) instead of a local time. They can only be read where the device's zone is known:
  // local time minus UTC. Without it such a line is a fault.
  std::optional<int> epoch_offset_minutes;
};

inline constexpr int attlog_unknown = -1;

struct AttlogLine {
  std::size_t number = 0;       // of the line, from 1
  std::string pin;              // as the machine wrote it, leading zeros kept, only spaces trimmed; 1 to 32 bytes of UTF-8
  std::int64_t local_ms = 0;    // the machine's naive local time, as if it were UTC
  int device = attlog_unknown;  // the number set in the machine (not its serial); unknown where there is no such column
  int status = attlog_unknown;  // see direction_of
  int verify = attlog_unknown;  // 1 fingerprint, 15 face, 25 palm ...; may exceed 255
  std::string workcode;         // as written; often empty
  std::string raw;              // the whole line without its end
  bool operator==(const AttlogLine&) const = default;
};

// A line that is no usable punch. Some are readable but must not count by themselves: a machine that lost its clock writes
// the year 2000 (DEVICES.md 2.6).
struct AttlogFault {
  std::size_t number = 0;
  std::string raw;     // foreign bytes, perhaps not UTF-8, cut to limits::import_line_bytes
  std::string reason;  // for the person at the desk, in Indonesian
  bool operator==(const AttlogFault&) const = default;
};

using AttlogItem = std::variant<AttlogLine, AttlogFault>;
using AttlogSink = std::function<void(AttlogItem)>;

// One line without its end. Nothing for a blank line. `ended` says whether a line end followed: where it did not, the file may
// have been cut (stick pulled out), so a device, status or verify in the last column is taken as unknown rather than as the
// front part of a longer number.
std::optional<AttlogItem> parse_attlog_line(std::string_view line, std::size_t number, const AttlogFormat& format = {},
                                            bool ended = true);

// Splits what arrives in pieces of any size and hands each line's outcome to the sink, in order. Lines end with LF, CRLF or
// CR; a BOM is skipped; at most limits::import_line_bytes of a line are held, longer ones become one fault.
class AttlogReader {
 public:
  explicit AttlogReader(AttlogFormat format = {}) : format_(format) {}

  void feed(std::string_view bytes, const AttlogSink& sink);
  // After the last piece: reports a line without an end. The reader must not be fed again.
  void finish(const AttlogSink& sink);

  std::size_t lines() const { return number_; }  // seen so far, blank ones included

 private:
  void end_line(bool ended, const AttlogSink& sink);

  AttlogFormat format_;
  std::string line_;
  std::size_t number_ = 0;
  bool over_long_ = false;
  bool after_cr_ = false;
};

struct AttlogFile {
  std::vector<AttlogLine> lines;
  std::vector<AttlogFault> faults;
};
AttlogFile parse_attlog(std::string_view bytes, const AttlogFormat& format = {});

// "in", "out" or "unknown": 0 in, 1 out, 2 break-out, 3 break-in, 4 overtime-in, 5 overtime-out; 255 and all others unknown
// (machines without state keys write 255, or 0, for every punch).
const char* direction_of(int status);

// What stands before "_attlog.dat" in the last part of a path: 1_attlog.dat gives 1, NYU7244800354_attlog.dat the serial.
// Empty unless that is 1 to 64 of A-Z a-z 0-9 _ -. A copy's "(1)" before the dot is tolerated.
std::string device_from_file_name(std::string_view name);

// Whether the beginning of a file is attlog by its content: most of its whole lines are PIN, tab, time. Clocks that went wrong
// do not matter. A few kilobytes are enough.
bool looks_like_attlog(std::string_view first_kilobytes);

}  // namespace hadir::agent
