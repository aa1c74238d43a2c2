// The attlog reader must give the same for any cutting of the input into pieces, and keep its promises about every line.
#include <cstddef>
#include <cstdint>

#include "agent/devices/attlog.h"
#include "common/base/error.h"
#include "common/base/limits.h"
#include "common/base/text.h"

namespace base = hadir::base;
namespace agent = hadir::agent;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const agent::AttlogFormat format{static_cast<agent::AttlogLayout>(data[0] % 3),
                                   data[0] & 0x80 ? std::optional<int>(420) : std::nullopt};
  const std::size_t piece = data[1] % 17 + 1;
  const std::string_view text(reinterpret_cast<const char*>(data + 2), size - 2);

  std::size_t last_line = 0;
  agent::AttlogFile pieces;
  const auto ascend = [&](std::size_t number) {
    HADIR_CHECK(number > last_line);
    last_line = number;
  };
  const agent::AttlogSink sink = [&](agent::AttlogItem item) {
    if (auto* line = std::get_if<agent::AttlogLine>(&item)) {
      ascend(line->number);
      HADIR_CHECK(!line->pin.empty() && line->pin.size() <= base::limits::person_id_bytes && base::is_utf8(line->pin));
      HADIR_CHECK(line->pin.front() != ' ' && line->pin.back() != ' ');
      HADIR_CHECK(line->raw.find(line->pin) != std::string::npos);
      HADIR_CHECK(line->local_ms % 1000 == 0 && line->local_ms > 978'000'000'000);  // after the year 2000
      HADIR_CHECK(line->device >= -1 && line->status >= -1 && line->verify >= -1);
      pieces.lines.push_back(std::move(*line));
    } else {
      auto& fault = std::get<agent::AttlogFault>(item);
      ascend(fault.number);
      HADIR_CHECK(!fault.reason.empty() && base::is_utf8(fault.reason));
      HADIR_CHECK(fault.raw.size() <= base::limits::import_line_bytes);
      pieces.faults.push_back(std::move(fault));
    }
  };
  agent::AttlogReader reader(format);
  for (std::size_t at = 0; at < text.size(); at += piece) reader.feed(text.substr(at, piece), sink);
  reader.finish(sink);
  HADIR_CHECK(last_line <= reader.lines());

  const auto whole = agent::parse_attlog(text, format);
  HADIR_CHECK(whole.lines == pieces.lines && whole.faults == pieces.faults);

  agent::looks_like_attlog(text);
  const auto device = agent::device_from_file_name(text);
  HADIR_CHECK(device.size() <= 64 && device.find_first_of("/\\. ") == std::string::npos);
  return 0;
}
