#include "agent/devices/attlog.h"

#include <algorithm>
#include <charconv>

#include "common/base/civil.h"
#include "common/base/limits.h"
#include "common/base/text.h"

namespace hadir::agent {
namespace {

namespace limits = base::limits;

constexpr std::string_view utf8_bom = "\xEF\xBB\xBF";
constexpr std::string_view file_name_end = "attlog.dat";
constexpr std::string_view table_line = "TABLE=ATTLOG";
constexpr std::size_t max_device_name_bytes = 64;
// The newest year that only a machine with a lost clock writes.
constexpr int lost_clock_year = 2000;
// No column that we read stands beyond this one; further ones stay in `raw`.
constexpr std::size_t columns_read = 8;

std::string_view trim_spaces(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

std::vector<std::string_view> split_columns(std::string_view line) {
  std::vector<std::string_view> columns;
  while (columns.size() < columns_read) {
    const auto tab = line.find('\t');
    columns.push_back(line.substr(0, tab));
    if (tab == std::string_view::npos) return columns;
    line.remove_prefix(tab + 1);
  }
  return columns;
}

int parse_number(std::string_view text) {
  text = trim_spaces(text);
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < 0) return attlog_unknown;
  return value;
}

bool has_date_shape(std::string_view text) {
  static constexpr std::string_view shape = "0000-00-00 00:00:00";
  return std::equal(text.begin(), text.end(), shape.begin(), shape.end(),
                    [](char actual, char wanted) { return wanted == '0' ? actual >= '0' && actual <= '9' : actual == wanted; });
}

// Unix seconds: 9 or 10 digits, that is 1973 to 2286.
std::optional<std::int64_t> parse_epoch(std::string_view text) {
  if (text.size() != 9 && text.size() != 10) return std::nullopt;
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc{} || end != text.data() + text.size() || seconds < 0) return std::nullopt;
  return seconds;
}

bool looks_like_time(std::string_view column) {
  column = trim_spaces(column);
  return has_date_shape(column) || parse_epoch(column).has_value();
}

// The device's local milliseconds, or what is wrong.
std::variant<std::int64_t, std::string> read_time(std::string_view column, const AttlogFormat& format) {
  const auto text = trim_spaces(column);
  std::int64_t local_ms = 0;
  if (const auto naive = base::parse_local_ms(text)) {
    local_ms = *naive;
  } else if (const auto epoch = parse_epoch(text)) {
    if (!format.epoch_offset_minutes) return "waktu berupa detik Unix; zona waktu mesin ini belum diatur";
    local_ms = (*epoch + *format.epoch_offset_minutes * 60) * 1000;
  } else if (has_date_shape(text)) {
    return "waktu " + std::string(text) + " tidak ada di kalender atau jam";
  } else {
    return "waktu \"" + base::printable(text, 40) + "\" tidak terbaca (harus TTTT-BB-HH jj:mm:dd)";
  }
  if (base::year_of(base::date_of(local_ms, 0)) <= lost_clock_year) {
    return "waktu " + base::format_local(local_ms) + ": jam mesin pernah mati (tahun 2000 atau lebih lama)";
  }
  return local_ms;
}

std::string pin_defect(std::string_view pin) {
  if (pin.empty()) return "PIN kosong";
  if (pin.size() > limits::person_id_bytes) return "PIN lebih dari " + std::to_string(limits::person_id_bytes) + " byte";
  if (!base::is_utf8(pin) || base::has_control_characters(pin)) return "PIN memuat byte yang bukan teks";
  return {};
}

struct ColumnPlaces {
  std::optional<std::size_t> device, status, verify, workcode;
};

ColumnPlaces places_of(AttlogLayout layout) {
  switch (layout) {
    case AttlogLayout::usb: return {2, 3, 4, 5};
    case AttlogLayout::push: return {std::nullopt, 2, 3, 4};
    case AttlogLayout::bridge: return {std::nullopt, 4, 2, std::nullopt};
  }
  return {};
}

}  // namespace

std::optional<AttlogItem> parse_attlog_line(std::string_view line, std::size_t number, const AttlogFormat& format, bool ended) {
  const auto fault = [&](std::string reason) {
    return AttlogFault{number, std::string(line.substr(0, limits::import_line_bytes)), std::move(reason)};
  };
  if (base::trim(line).empty()) return std::nullopt;
  if (line.size() > limits::import_line_bytes) return fault("baris terlalu panjang");
  if (line.find('\0') != std::string_view::npos) return fault("baris memuat byte NUL: berkas rusak atau terpotong");

  auto columns = split_columns(line);
  if (columns.size() > 2 && columns[0] == "ATTLOG" && looks_like_time(columns[2])) columns.erase(columns.begin());
  if (columns.size() < 2) return fault(ended ? "tidak ada kolom waktu" : "baris terpotong sebelum waktu");

  const auto pin = trim_spaces(columns[0]);
  if (auto defect = pin_defect(pin); !defect.empty()) return fault(std::move(defect));
  // A short form of Unix seconds may be the front part of a longer one.
  if (!ended && columns.size() == 2 && !has_date_shape(trim_spaces(columns[1]))) return fault("baris terpotong di tengah waktu");
  auto time = read_time(columns[1], format);
  if (auto* defect = std::get_if<std::string>(&time)) return fault(std::move(*defect));

  const auto number_in = [&](std::optional<std::size_t> place) {
    if (!place || *place >= columns.size()) return attlog_unknown;
    const bool may_be_cut = !ended && *place + 1 == columns.size();
    return may_be_cut ? attlog_unknown : parse_number(columns[*place]);
  };
  const auto places = places_of(format.layout);
  AttlogLine out;
  out.number = number;
  out.pin = pin;
  out.local_ms = std::get<std::int64_t>(time);
  out.device = number_in(places.device);
  out.status = number_in(places.status);
  out.verify = number_in(places.verify);
  if (places.workcode && *places.workcode < columns.size()) out.workcode = trim_spaces(columns[*places.workcode]);
  out.raw = line;
  return out;
}

void AttlogReader::feed(std::string_view bytes, const AttlogSink& sink) {
  while (!bytes.empty()) {
    if (after_cr_ && bytes.front() == '\n') {
      bytes.remove_prefix(1);
      after_cr_ = false;
      continue;
    }
    after_cr_ = false;
    const auto end = std::min(bytes.find_first_of("\r\n"), bytes.size());
    const auto room = limits::import_line_bytes - line_.size();
    over_long_ = over_long_ || end > room;
    line_.append(bytes.substr(0, std::min(end, room)));
    bytes.remove_prefix(end);
    if (bytes.empty()) return;
    after_cr_ = bytes.front() == '\r';
    bytes.remove_prefix(1);
    end_line(true, sink);
  }
}

void AttlogReader::finish(const AttlogSink& sink) {
  if (!line_.empty()) end_line(false, sink);
}

void AttlogReader::end_line(bool ended, const AttlogSink& sink) {
  ++number_;
  std::string_view line = line_;
  if (number_ == 1 && line.starts_with(utf8_bom)) line.remove_prefix(utf8_bom.size());
  if (over_long_) {
    sink(AttlogFault{number_, std::string(line), "baris terlalu panjang"});
  } else if (base::equals_ignoring_case(base::trim(line), table_line)) {
    format_.layout = AttlogLayout::bridge;
  } else if (auto item = parse_attlog_line(line, number_, format_, ended)) {
    sink(std::move(*item));
  }
  line_.clear();
  over_long_ = false;
}

AttlogFile parse_attlog(std::string_view bytes, const AttlogFormat& format) {
  AttlogFile file;
  const AttlogSink sink = [&file](AttlogItem item) {
    if (auto* line = std::get_if<AttlogLine>(&item)) {
      file.lines.push_back(std::move(*line));
    } else {
      file.faults.push_back(std::move(std::get<AttlogFault>(item)));
    }
  };
  AttlogReader reader(format);
  reader.feed(bytes, sink);
  reader.finish(sink);
  return file;
}

const char* direction_of(int status) {
  switch (status) {
    case 0:
    case 3:
    case 4: return "in";
    case 1:
    case 2:
    case 5: return "out";
    default: return "unknown";
  }
}

std::string device_from_file_name(std::string_view name) {
  if (const auto slash = name.find_last_of("/\\"); slash != std::string_view::npos) name.remove_prefix(slash + 1);
  // A browser's or file manager's copy: 1_attlog(2).dat, 1_attlog (2).dat.
  std::string plain(name);
  if (const auto open = plain.rfind('('); open != std::string::npos) {
    const auto close = plain.find(')', open);
    const auto copy = std::string_view(plain).substr(open + 1, close == std::string::npos ? 0 : close - open - 1);
    if (!copy.empty() && copy.size() < 4 && copy.find_first_not_of("0123456789") == std::string_view::npos) {
      const auto from = open > 0 && plain[open - 1] == ' ' ? open - 1 : open;
      plain.erase(from, close + 1 - from);
    }
  }
  name = plain;
  if (name.size() <= file_name_end.size() + 1) return {};
  const auto device = name.substr(0, name.size() - file_name_end.size() - 1);
  const auto rest = name.substr(device.size());
  if (rest.front() != '_' || !base::equals_ignoring_case(rest.substr(1), file_name_end)) return {};
  if (device.size() > max_device_name_bytes) return {};
  const auto allowed = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
  };
  return std::all_of(device.begin(), device.end(), allowed) ? std::string(device) : std::string();
}

bool looks_like_attlog(std::string_view first_kilobytes) {
  if (first_kilobytes.starts_with(utf8_bom)) first_kilobytes.remove_prefix(utf8_bom.size());
  std::size_t like = 0, unlike = 0;
  while (!first_kilobytes.empty()) {
    const auto end = first_kilobytes.find_first_of("\r\n");
    const auto line = first_kilobytes.substr(0, end);
    const bool whole = end != std::string_view::npos;
    first_kilobytes.remove_prefix(whole ? end + 1 : first_kilobytes.size());
    if (base::trim(line).empty() || base::equals_ignoring_case(base::trim(line), table_line)) continue;
    auto columns = split_columns(line);
    if (columns.size() > 2 && columns[0] == "ATTLOG") columns.erase(columns.begin());
    const bool punch = columns.size() >= 2 && pin_defect(trim_spaces(columns[0])).empty() && looks_like_time(columns[1]);
    if (punch) {
      ++like;
    } else if (whole) {
      ++unlike;
    }
  }
  return like > unlike;
}

}  // namespace hadir::agent
