#include "agent/cli_output.h"

#include <boost/json/serialize.hpp>
#include <cstdio>

namespace hadir::agent {
namespace {

constexpr std::size_t widest_cell = 60;

// Columns that a terminal gives to UTF-8 text without wide characters: every byte that begins a character.
std::size_t width_of(std::string_view text) {
  std::size_t width = 0;
  for (const char c : text) width += (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  return width;
}

std::string padded(const std::string& text, std::size_t width) {
  const std::size_t own = width_of(text);
  return own < width ? text + std::string(width - own, ' ') : text;
}

}  // namespace

void Output::print(const boost::json::value& value) const { std::printf("%s\n", boost::json::serialize(value).c_str()); }

int Output::fail(const base::Error& error) const {
  if (json) {
    print(boost::json::object{{"error", {{"fault", base::name_of(error.fault)}, {"what", error.what}, {"hint", error.hint}}}});
  } else {
    std::fprintf(stderr, "hadir: %s\n", error.what.c_str());
    if (!error.hint.empty()) std::fprintf(stderr, "  %s\n", error.hint.c_str());
  }
  return exit_refused;
}

std::string cell_text(const boost::json::value* value) {
  if (value == nullptr || value->is_null()) return "-";
  if (value->is_string()) return std::string(value->get_string());
  if (value->is_array()) {
    std::string joined;
    for (const boost::json::value& item : value->get_array()) joined += (joined.empty() ? "" : "; ") + cell_text(&item);
    return joined.empty() ? "-" : joined;
  }
  return boost::json::serialize(*value);
}

void print_table(const boost::json::array& rows, const std::vector<Column>& columns) {
  std::vector<std::size_t> widths;
  for (const Column& column : columns) widths.push_back(width_of(column.heading));
  for (const boost::json::value& row : rows)
    for (std::size_t index = 0; index < columns.size(); ++index)
      widths[index] =
          std::max(widths[index], std::min(widest_cell, width_of(cell_text(row.as_object().if_contains(columns[index].name)))));
  const auto print_line = [&](auto text_of) {
    std::string line;
    for (std::size_t index = 0; index < columns.size(); ++index)
      line += index + 1 == columns.size() ? text_of(index) : padded(text_of(index), widths[index]) + "  ";
    std::printf("%s\n", line.c_str());
  };
  print_line([&](std::size_t index) { return std::string(columns[index].heading); });
  for (const boost::json::value& row : rows)
    print_line([&](std::size_t index) { return cell_text(row.as_object().if_contains(columns[index].name)); });
}

Progress::Progress(std::string what, std::size_t total, bool enabled)
    : what_(std::move(what)), total_(total), enabled_(enabled && total > 0) {}

Progress::~Progress() {
  if (enabled_) std::fprintf(stderr, "\r\033[K");
}

void Progress::at(std::size_t done) {
  if (!enabled_) return;
  const std::size_t filled = done * 20 / total_;
  std::fprintf(stderr, "\r\033[K%s [%s%s] %zu/%zu", what_.c_str(), std::string(filled, '#').c_str(),
               std::string(20 - filled, '.').c_str(), done, total_);
  std::fflush(stderr);
}

}  // namespace hadir::agent
