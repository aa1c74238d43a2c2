#include "common/desk/board.h"

#include <algorithm>

#include "common/base/text.h"

namespace hadir::desk {
namespace {

using rules::Finding;

constexpr std::size_t most_days = 62, most_marks = 1000;

Error unreadable(std::string_view what) {
  return {Fault::bad_input, "jadwal yang dikirim tidak dapat dibaca: " + std::string(what), "muat ulang halaman, lalu ulangi"};
}

const array* list_of(const object& request, std::string_view name) {
  const value* found = request.if_contains(name);
  return found != nullptr && found->is_array() ? &found->get_array() : nullptr;
}

struct AskedMark {
  rules::Mode mode;
  std::string shift;
};
Result<std::vector<AskedMark>> marks_asked(const object& request) {
  std::vector<AskedMark> marks;
  const array* given = list_of(request, "marks");
  if (given == nullptr) return marks;
  if (given->size() > most_marks) return unreadable("terlalu banyak tanda");
  for (const value& one : *given) {
    if (!one.is_object()) return unreadable("tanda bukan objek");
    const std::string name = text_in(one.get_object(), "mode");
    const auto mode = choice_of("schedule", "mode", name);
    if (!mode)
      return Error{Fault::bad_input, "jadwal \"" + base::printable(name, 20) + "\" tidak dikenal",
                   "pilih WFO, WFH, OFF, LEAVE atau DL"};
    marks.push_back({static_cast<rules::Mode>(*mode), std::string(base::trim(text_in(one.get_object(), "shift")))});
    if (marks.back().mode != rules::Mode::wfo && !marks.back().shift.empty())
      return Error{Fault::bad_input, "sif hanya untuk hari di kantor", "kosongkan sifnya, atau jadwalkan di kantor"};
  }
  return marks;
}

// What a finding is about, without by how much. Persons make a difference only where it is about one.
using About = std::tuple<Date, std::string, std::string, bool, std::string, std::vector<std::string>>;
About about(const Finding& one) {
  const bool personal = one.code == "must_attend" || one.code == "must_be_home" || one.code == "two_shifts";
  return {one.date,
          one.unit,
          one.citation,
          one.actual > one.limit,
          personal ? one.code : "",
          personal ? one.people : std::vector<std::string>()};
}

}  // namespace

int Marks::number_of(rules::Mode mode, const std::string& shift) {
  return numbers_.try_emplace({mode, shift}, static_cast<int>(numbers_.size())).first->second;
}

array Marks::json() const {
  array all(numbers_.size());
  for (const auto& [mark, number] : numbers_) {
    object one{{"mode", choice_text("schedule", "mode", static_cast<std::int64_t>(mark.first))}};
    if (!mark.second.empty()) one["shift"] = mark.second;
    all[static_cast<std::size_t>(number)] = std::move(one);
  }
  return all;
}

std::vector<rules::PlannedCell> AskedCells::planned() const {
  std::vector<rules::PlannedCell> all;
  // A day that is taken away counts like a free one: nobody is anywhere.
  for (const AskedCell& one : cells) all.push_back({one.person, one.date, {one.mode.value_or(rules::Mode::off), one.shift, {}}});
  return all;
}

Result<Span> days_asked(const object& request, const Desk& desk) {
  const auto from = date_in(request, "from", desk.today, desk);
  if (!from) return from.error();
  std::size_t longest = 1;
  if (const array* rows = list_of(request, "rows"))
    for (const value& row : *rows)
      if (row.is_object())
        if (const array* cells = list_of(row.get_object(), "cells")) longest = std::max(longest, cells->size());
  if (longest > most_days) return unreadable("lebih dari dua bulan");
  return Span{*from, {from->days + static_cast<int>(longest) - 1}};
}

Result<AskedCells> cells_asked(const rules::Book& book, const object& request, const Desk& desk) {
  const auto span = days_asked(request, desk);
  if (!span) return span.error();
  const auto marks = marks_asked(request);
  if (!marks) return marks.error();
  AskedCells asked;
  asked.first = {span->until.days + 1};
  asked.last = {span->from.days - 1};
  std::map<rules::PersonDay, AskedCell> cells;
  const array* rows = list_of(request, "rows");
  if (rows == nullptr) return asked;
  for (const value& row : *rows) {
    const array* given = row.is_object() ? list_of(row.get_object(), "cells") : nullptr;
    if (given == nullptr) return unreadable("baris tanpa hari");
    const auto person = member_in(book, row.get_object(), "employee");
    if (!person) return person.error();
    for (std::size_t at = 0; at < given->size(); ++at) {
      if ((*given)[at].is_null()) continue;
      const Date day{span->from.days + static_cast<int>(at)};
      if (!(*given)[at].is_int64()) return unreadable("hari yang bukan angka");
      const std::int64_t number = (*given)[at].get_int64();
      if (number < cell_empty || number >= static_cast<std::int64_t>(marks->size())) return unreadable("tanda yang tidak ada");
      const rules::Person* then = book.person((*person)->id, day);
      if (then == nullptr || !then->is_member(day))
        return Error{Fault::bad_input, person_text(book, (*person)->id) + " bukan pegawai unit ini pada " + date_text(day),
                     "kosongkan jadwalnya pada tanggal itu"};
      AskedCell cell{(*person)->id, day, {}, {}};
      if (number >= 0) {
        cell.mode = (*marks)[static_cast<std::size_t>(number)].mode;
        cell.shift = (*marks)[static_cast<std::size_t>(number)].shift;
      }
      cells[{cell.person, day}] = std::move(cell);
      asked.first = std::min(asked.first, day);
      asked.last = std::max(asked.last, day);
    }
  }
  for (auto& [day, cell] : cells) asked.cells.push_back(std::move(cell));
  return asked;
}

std::vector<Finding> worse(const std::vector<Finding>& before, const std::vector<Finding>& after) {
  std::map<About, std::int64_t> by_how_much;
  for (const Finding& one : before) {
    if (!one.violation) continue;
    auto& known = by_how_much[about(one)];
    known = std::max(known, std::abs(one.actual - one.limit));
  }
  std::vector<Finding> all;
  for (const Finding& one : after) {
    if (!one.violation) continue;
    const auto known = by_how_much.find(about(one));
    if (known == by_how_much.end() || std::abs(one.actual - one.limit) > known->second) all.push_back(one);
  }
  return all;
}

}  // namespace hadir::desk
