#include "agent/network_identity.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <vector>

namespace hadir::agent {
namespace {

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  for (std::size_t at = 0; (at = line.find_first_not_of(" \t", at)) != std::string_view::npos;) {
    const std::size_t end = std::min(line.find_first_of(" \t", at), line.size());
    words.push_back(line.substr(at, end - at));
    at = end;
  }
  return words;
}

template <class Visit>
void each_line(std::string_view text, Visit visit) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    visit(words_of(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

std::optional<std::uint32_t> hexadecimal(std::string_view text) {
  std::uint32_t value = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
  if (failed != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::string identify_network(std::string_view routes, std::string_view neighbours) {
  // Iface Destination Gateway Flags RefCnt Use Metric Mask …, addresses as hexadecimal numbers whose lowest byte comes first.
  std::string interface, gateway;
  std::uint32_t best_metric = 0;
  each_line(routes, [&](const std::vector<std::string_view>& words) {
    if (words.size() < 8 || words[1] != "00000000" || words[7] != "00000000") return;
    std::uint32_t metric = 0;
    std::from_chars(words[6].data(), words[6].data() + words[6].size(), metric);
    const auto address = hexadecimal(words[2]);
    if (!address || (!interface.empty() && metric >= best_metric)) return;
    interface = words[0];
    best_metric = metric;
    gateway = *address == 0
                  ? ""
                  : fmt::format("{}.{}.{}.{}", *address & 0xff, *address >> 8 & 0xff, *address >> 16 & 0xff, *address >> 24);
  });
  if (interface.empty()) return {};
  // IP address, HW type, Flags, HW address, Mask, Device
  std::string router;
  each_line(neighbours, [&](const std::vector<std::string_view>& words) {
    if (words.size() >= 6 && words[0] == gateway && words[5] == interface && words[3] != "00:00:00:00:00:00") router = words[3];
  });
  return router.empty() ? "interface " + interface + " " + gateway : "router " + router;
}

}  // namespace hadir::agent
