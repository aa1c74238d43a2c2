#include "common/base/csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "common/base/text.h"

namespace hadir::base {
namespace {

constexpr std::string_view utf8_bom = "\xEF\xBB\xBF";
constexpr std::string_view separators = ";\t,";  // the earlier one where two are as frequent
constexpr std::string_view save_hint = "di Excel: Simpan Sebagai, pilih \"CSV UTF-8\"";

// What makes a text no CSV from its first byte to its last.
std::optional<Error> refusal_of(std::string_view text) {
  using namespace std::string_view_literals;
  const auto refuse = [](std::string_view what) { return Error{Fault::unsupported, std::string(what), std::string(save_hint)}; };
  if (text.starts_with("PK\x03\x04"sv) || text.starts_with("\xD0\xCF\x11\xE0"sv)) {
    return refuse("berkas ini buku kerja Excel, bukan CSV");
  }
  if (text.starts_with("\xFF\xFE"sv) || text.starts_with("\xFE\xFF"sv)) {
    return refuse("berkas ini teks UTF-16 (\"Unicode Text\"), bukan CSV UTF-8");
  }
  if (text.find('\0') != std::string_view::npos)
    return refuse("berkas ini memuat byte NUL: UTF-16 tanpa tanda, biner, atau rusak");
  return std::nullopt;
}

// Where a spreadsheet would begin to calculate. Apostrophes before it are the writer's marks. East Asian Excel takes the
// full-width signs for the same.
bool starts_formula(std::string_view text) {
  const auto first = text.find_first_not_of('\'');
  if (first == std::string_view::npos) return false;
  if (std::string_view("=+-@\t\r\n").find(text[first]) != std::string_view::npos) return true;
  const auto sign = text.substr(first, 3);
  return sign == "\uFF1D" || sign == "\uFF0B" || sign == "\uFF0D" || sign == "\uFF20";
}

bool is_negative_number(std::string_view text) {
  if (!text.starts_with('-')) return false;
  text.remove_prefix(1);
  const auto is_number = [](std::string_view digits) {
    return !digits.empty() && digits.find_first_not_of("0123456789") == std::string_view::npos;
  };
  const auto point = text.find_first_of(".,");
  if (point == std::string_view::npos) return is_number(text);
  return is_number(text.substr(0, point)) && is_number(text.substr(point + 1));
}

using SeparatorCounts = std::array<std::size_t, separators.size()>;

// How often each separator stands in the first line of `text`, wherever it is.
SeparatorCounts count_separators(std::string_view text) {
  SeparatorCounts seen{};
  for (const char c : text.substr(0, text.find_first_of("\r\n"))) {
    if (const auto which = separators.find(c); which != std::string_view::npos) ++seen[which];
  }
  return seen;
}

// The same outside quotes; nothing where a quote is not closed, or closed in the middle of a cell.
std::optional<SeparatorCounts> count_separators_outside_quotes(std::string_view text) {
  enum class At { cell_begin, plain, quoted, after_quote };
  SeparatorCounts seen{};
  At at = At::cell_begin;
  for (const char c : text) {
    const auto which = separators.find(c);
    if (at == At::quoted) {
      if (c == '"') at = At::after_quote;
    } else if (c == '"' && at != At::plain) {
      at = At::quoted;  // a doubled quote opens again
    } else if (c == '\n' || c == '\r') {
      break;
    } else if (which != std::string_view::npos) {
      ++seen[which];
      at = At::cell_begin;
    } else if (at == At::after_quote) {
      if (c != ' ') return std::nullopt;
    } else {
      at = At::plain;
    }
  }
  if (at == At::quoted) return std::nullopt;
  return seen;
}

}  // namespace

CsvReader::CsvReader(std::string_view text, CsvLimits limits) : limits_(limits), text_(text), refusal_(refusal_of(text)) {
  if (refusal_) {
    position_ = text_.size();
    return;
  }
  if (text_.starts_with(utf8_bom)) text_.remove_prefix(utf8_bom.size());
  choose_separator();
}

Result<std::optional<CsvReader::Row>> CsvReader::next() {
  if (refusal_) {
    Error refusal = std::move(*refusal_);
    refusal_.reset();
    return refusal;
  }
  while (position_ < text_.size()) {
    if (is_line_end(position_)) {
      skip_line_end(position_, line_);
      continue;
    }
    if (records_ == limits_.rows) {
      refused_line_ = line_;
      position_ = text_.size();
      return bad_record(fmt::format("lebih dari {} baris", limits_.rows), "bagi berkas menjadi beberapa bagian",
                        Fault::too_large);
    }
    auto row = read_record();
    if (!row) {
      ++records_;
      refused_line_ = line_;
      skip_line();
      return row.error();
    }
    if (std::all_of(row->cells.begin(), row->cells.end(), [](const std::string& cell) { return cell.empty(); })) continue;
    ++records_;
    return std::optional<Row>(std::move(*row));
  }
  return std::optional<Row>();
}

void CsvReader::choose_separator() {
  std::size_t line = 1;
  std::size_t at = 0;
  if (text_.size() >= 5 && equals_ignoring_case(text_.substr(0, 4), "sep=") && (text_.size() == 5 || is_line_end(5)) &&
      separators.find(text_[4]) != std::string_view::npos) {
    separator_ = text_[4];
    position_ = 5;
    if (position_ < text_.size()) skip_line_end(position_, line_);
    return;
  }
  while (at < text_.size() && is_line_end(at)) skip_line_end(at, line);

  const auto header = text_.substr(at, limits_.record_bytes);
  const auto seen = count_separators_outside_quotes(header).value_or(count_separators(header));
  if (seen == SeparatorCounts{}) return;
  separator_ = separators[static_cast<std::size_t>(std::max_element(seen.begin(), seen.end()) - seen.begin())];
}

Result<CsvReader::Row> CsvReader::read_record() {
  const auto record_end = std::min(text_.size(), position_ + limits_.record_bytes);
  const auto over_long = [&] {
    return bad_record(fmt::format("lebih dari {} byte", limits_.record_bytes), "periksa tanda kutip yang tidak ditutup",
                      Fault::too_large);
  };
  Row row{line_, {}};
  std::size_t at = position_;
  std::size_t line = line_;
  for (;;) {
    if (row.cells.size() == limits_.columns) {
      return bad_record(fmt::format("lebih dari {} kolom", limits_.columns), "hapus kolom yang tidak dipakai", Fault::too_large);
    }
    std::string cell;
    if (at < record_end && text_[at] == '"') {
      auto quoted = read_quoted(at, line, record_end);
      if (!quoted) return quoted.error();
      cell = std::move(*quoted);
    } else {
      cell = read_plain(at, record_end);
    }
    if (!is_utf8(cell)) return bad_record("huruf bukan UTF-8", save_hint);
    if (cell.starts_with('\'') && starts_formula(cell)) cell.erase(0, 1);
    row.cells.push_back(std::move(cell));
    if (at == text_.size()) break;
    if (at == record_end && !is_line_end(at)) return over_long();
    if (is_line_end(at)) {
      skip_line_end(at, line);
      break;
    }
    ++at;  // the separator
  }
  position_ = at;
  line_ = line;
  return row;
}

// From the opening quote to what follows the closing one: a separator, a line end or the end of the text.
Result<std::string> CsvReader::read_quoted(std::size_t& at, std::size_t& line, std::size_t record_end) const {
  std::string cell;
  for (++at;;) {
    if (at >= record_end || line - line_ >= limits_.record_lines) {
      return bad_record("tanda kutip dibuka tetapi tidak ditutup", "tutup atau hapus tanda kutipnya");
    }
    const char c = text_[at];
    if (c == '"') {
      if (at + 1 >= text_.size() || text_[at + 1] != '"') break;
      cell.push_back('"');
      at += 2;
    } else if (is_line_end(at)) {
      const auto from = at;
      skip_line_end(at, line);
      cell.append(text_.substr(from, at - from));
    } else {
      cell.push_back(c);
      ++at;
    }
  }
  ++at;
  while (at < record_end && text_[at] == ' ') ++at;
  if (at < text_.size() && text_[at] != separator_ && !is_line_end(at)) {
    return bad_record("ada teks sesudah tanda kutip penutup", "gandakan tanda kutip di dalam sel (\"\") atau hapus");
  }
  return cell;
}

std::string CsvReader::read_plain(std::size_t& at, std::size_t record_end) const {
  const auto from = at;
  while (at < record_end && text_[at] != separator_ && !is_line_end(at)) ++at;
  return std::string(text_.substr(from, at - from));
}

Error CsvReader::bad_record(std::string_view cause, std::string_view hint, Fault fault) const {
  return {fault, fmt::format("CSV baris {}: {}", line_, cause), std::string(hint)};
}

bool CsvReader::is_line_end(std::size_t at) const { return at < text_.size() && (text_[at] == '\n' || text_[at] == '\r'); }

void CsvReader::skip_line_end(std::size_t& at, std::size_t& line) const {
  at += text_.substr(at).starts_with("\r\n") ? 2 : 1;
  ++line;
}

void CsvReader::skip_line() {
  position_ = std::min(text_.find_first_of("\r\n", position_), text_.size());
  if (position_ < text_.size()) skip_line_end(position_, line_);
}

std::string csv_cell(std::string_view text) {
  const bool formula = starts_formula(text) && !is_negative_number(text);
  const bool directive = text.size() >= 4 && equals_ignoring_case(text.substr(0, 4), "sep=");
  const bool quote = directive || text.starts_with(' ') || text.ends_with(' ') || text.starts_with(utf8_bom) ||
                     text.find_first_of("\";,\t\r\n") != std::string_view::npos || has_control_characters(text);
  std::string out;
  if (quote) out.push_back('"');
  if (formula) out.push_back('\'');
  for (const char c : text) {
    out.push_back(c);
    if (quote && c == '"') out.push_back('"');
  }
  if (quote) out.push_back('"');
  return out;
}

std::string csv_row(std::span<const std::string> cells) {
  std::string out;
  for (const auto& cell : cells) {
    if (&cell != cells.data()) out.push_back(',');
    out.append(csv_cell(cell));
  }
  return out.append("\r\n");
}

}  // namespace hadir::base
