#include "hub/placement.h"

#include <set>

#include "common/base/text.h"
#include "common/log/stream.h"
#include "common/rules/hours.h"

namespace hadir::hub {
namespace {

using model::Change;
using model::Field;
using model::Kind;
using model::Value;

const Kind& unit_kind() { return *model::find_kind("unit"); }
const Kind& employee_kind() { return *model::find_kind("employee"); }

std::string text_of(const Value& value) {
  const auto* text = std::get_if<std::string>(&value);
  return text != nullptr ? *text : std::string();
}

const Value* written(const Change& change, const Field& field) {
  const auto found = std::ranges::find(change.fields, field.number, &model::FieldValue::field);
  return found == change.fields.end() ? nullptr : &found->value;
}

Value column(const Kind& kind, const store::RecordRow& row, const Field& field) {
  return row.values[static_cast<std::size_t>(&field - kind.fields.data())];
}

using Parents = std::map<std::string, std::string>;  // unit -> parent, "" for none

Parents known_units(store::ReplicaStore& store) {
  const Field& parent = *model::find_named(unit_kind(), "parent");
  Parents parents;
  store::for_each_record(store.database(), unit_kind(), nullptr, {}, [&](const store::RecordRow& row) {
    parents[text_of(row.key[0].value)] = text_of(column(unit_kind(), row, parent));
    return true;
  });
  return parents;
}

// The chain of parents from `code` back to it, as text; empty where it ends elsewhere.
std::string loop_through(const Parents& parents, const std::string& code) {
  std::string chain = code, at = code;
  for (std::size_t steps = 0; steps <= parents.size(); ++steps) {
    const auto found = parents.find(at);
    if (found == parents.end() || found->second.empty()) return {};
    at = found->second;
    chain += " → " + at;
    if (at == code) return chain;
  }
  return {};
}

// Rows of `rows` (by index) that may not be recorded because they would close a loop. Taking one back can leave its old parent
// in another loop, so it looks again until none is left.
std::map<std::size_t, std::string> rows_in_loops(const Parents& before, const std::vector<CatalogueRow>& rows) {
  const Field& parent = *model::find_named(unit_kind(), "parent");
  std::map<std::size_t, std::string> loops;
  for (bool again = true; again;) {
    again = false;
    Parents after = before;
    std::map<std::string, std::size_t> moved_by;
    for (std::size_t at = 0; at < rows.size(); ++at) {
      const Value* value = rows[at].kind == &unit_kind() ? written(rows[at].change, parent) : nullptr;
      if (value == nullptr || loops.contains(at)) continue;
      const std::string code = text_of(rows[at].change.key[0].value);
      after[code] = text_of(*value);
      moved_by[code] = at;
    }
    for (const auto& [code, at] : moved_by) {
      std::string loop = loop_through(after, code);
      if (loop.empty()) continue;
      loops.emplace(at, std::move(loop));
      again = true;
    }
  }
  return loops;
}

// --- what changes of a unit from a day on ---

const Kind& revision_kind() { return *model::find_kind("unit_revision"); }

std::int64_t number_of(const Value& value) {
  const auto* number = std::get_if<std::int64_t>(&value);
  return number != nullptr ? *number : 0;
}

struct Revision {
  std::string parent;
  std::optional<std::size_t> row;  // of the file; nothing: recorded before
};
using Revisions = std::map<std::string, std::map<std::int64_t, Revision>>;  // unit -> from

// Rows (by index) whose parent closes a loop on the day it begins, or on a day on which another change begins.
std::map<std::size_t, std::string> revisions_in_loops(store::ReplicaStore& store, const Parents& units,
                                                      const std::vector<CatalogueRow>& rows) {
  std::map<std::size_t, std::string> loops;
  if (std::ranges::none_of(rows, [](const CatalogueRow& row) { return row.kind == &revision_kind(); })) return loops;
  const Field& parent = *model::find_named(revision_kind(), "parent");
  Parents from_ever = units;
  Revisions revisions;
  std::set<std::int64_t> days;
  store::for_each_record(store.database(), revision_kind(), nullptr, {}, [&](const store::RecordRow& row) {
    const std::string to = text_of(column(revision_kind(), row, parent));
    if (!to.empty()) revisions[text_of(row.key[0].value)][number_of(row.key[1].value)] = {to, {}};
    days.insert(number_of(row.key[1].value));
    return true;
  });
  const Field& base_parent = *model::find_named(unit_kind(), "parent");
  for (std::size_t at = 0; at < rows.size(); ++at) {
    const model::Change& change = rows[at].change;
    if (rows[at].kind == &unit_kind())
      if (const Value* to = written(change, base_parent)) from_ever[text_of(change.key[0].value)] = text_of(*to);
    const Value* to = rows[at].kind == &revision_kind() ? written(change, parent) : nullptr;
    if (to == nullptr || text_of(*to).empty()) continue;
    revisions[text_of(change.key[0].value)][number_of(change.key[1].value)] = {text_of(*to), at};
    days.insert(number_of(change.key[1].value));
  }
  for (const std::int64_t day : days) {
    for (bool again = true; again;) {
      again = false;
      Parents then = from_ever;
      std::map<std::string, std::size_t> moved_by;
      for (const auto& [unit, steps] : revisions) {
        auto step = steps.upper_bound(day);
        while (step != steps.begin()) {
          --step;
          if (step->second.row && loops.contains(*step->second.row)) continue;
          then[unit] = step->second.parent;
          if (step->second.row) moved_by[unit] = *step->second.row;
          break;
        }
      }
      for (const auto& [unit, row] : moved_by) {
        std::string loop = loop_through(then, unit);
        if (loop.empty()) continue;
        loops.emplace(row, std::move(loop));
        again = true;
        break;
      }
    }
  }
  return loops;
}

bool is_known(const Parents& units, const std::vector<CatalogueRow>& rows, const std::string& code) {
  return units.contains(code) || std::ranges::any_of(rows, [&](const CatalogueRow& row) {
           return row.kind == &unit_kind() && text_of(row.change.key[0].value) == code;
         });
}

// What is wrong with a province's row by itself.
std::optional<base::Error> objection_to(const CatalogueRow& row, const Parents& units, const std::vector<CatalogueRow>& rows) {
  if (row.change.deletes) return std::nullopt;
  const std::string_view kind = row.kind->name;
  if (kind == "unit_revision") {
    const std::string unit = text_of(row.change.key[0].value);
    if (!is_known(units, rows, unit))
      return base::Error{base::Fault::not_found, "unit " + unit + " belum dikenal",
                         "masukkan dahulu unitnya: hadir-hub unit import BERKAS"};
    const Value* parent = written(row.change, *model::find_named(*row.kind, "parent"));
    if (parent != nullptr && !text_of(*parent).empty() && !is_known(units, rows, text_of(*parent)))
      return base::Error{base::Fault::not_found, "unit induk " + text_of(*parent) + " belum dikenal",
                         "masukkan dahulu unitnya: hadir-hub unit import BERKAS"};
  }
  if (kind == "calendar")
    if (const Value* hours = written(row.change, *model::find_named(*row.kind, "hours")))
      if (const auto* lines = std::get_if<model::TextList>(hours))
        if (const auto week = rules::parse_week(*lines); !week) return week.error();
  return std::nullopt;
}

struct Membership {
  std::string scope, unit;
};
using Memberships = std::multimap<std::string, Membership>;  // by NIP

Memberships known_employees(store::ReplicaStore& store, const std::set<std::string>& wanted) {
  const Field& unit = *model::find_named(employee_kind(), "unit");
  Memberships known;
  store::for_each_record(store.database(), employee_kind(), nullptr, {}, [&](const store::RecordRow& row) {
    std::string nip = text_of(row.key[0].value);
    if (wanted.contains(nip)) known.emplace(std::move(nip), Membership{row.scope, text_of(column(employee_kind(), row, unit))});
    return true;
  });
  return known;
}

}  // namespace

std::vector<PlacedRow> place_in_province(store::ReplicaStore& store, const std::vector<CatalogueRow>& rows,
                                         std::vector<RefusedLine>& refused) {
  std::vector<PlacedRow> placed;
  if (rows.empty()) return placed;
  const Parents units = known_units(store);
  const auto loops = rows_in_loops(units, rows);
  const auto later_loops = revisions_in_loops(store, units, rows);
  for (std::size_t at = 0; at < rows.size(); ++at) {
    const auto loop = loops.find(at), later = later_loops.find(at);
    if (loop != loops.end() || later != later_loops.end())
      refused.push_back({rows[at].line, "induk unit berputar: " + (loop != loops.end() ? loop : later)->second,
                         "perbaiki kolom parent pada salah satu unit itu"});
    else if (const auto wrong = objection_to(rows[at], units, rows))
      refused.push_back({rows[at].line, wrong->what, wrong->hint});
    else
      placed.push_back({rows[at].line, {{std::string(log::province), rows[at].change}}});
  }
  return placed;
}

std::vector<PlacedRow> place_employees(store::ReplicaStore& store, const std::vector<CatalogueRow>& rows,
                                       std::vector<RefusedLine>& refused) {
  std::vector<PlacedRow> placed;
  if (rows.empty()) return placed;
  const Field& unit_field = *model::find_named(employee_kind(), "unit");
  const Parents units = known_units(store);
  std::set<std::string> wanted;
  for (const CatalogueRow& row : rows) wanted.insert(text_of(row.change.key[0].value));
  const Memberships known = known_employees(store, wanted);

  struct Seen {
    std::string unit;
    std::size_t line;
  };
  std::map<std::string, Seen> seen;
  for (const CatalogueRow& row : rows) {
    const std::string nip = text_of(row.change.key[0].value);
    const Value* value = written(row.change, unit_field);
    const std::string unit = value != nullptr ? text_of(*value) : std::string();
    const auto refuse = [&](std::string reason, std::string hint) {
      refused.push_back({row.line, std::move(reason), std::move(hint)});
    };
    if (unit.empty()) {
      refuse("pegawai " + nip + ": kolom unit harus diisi", "isi dengan kode unit, mis. 7.01");
      continue;
    }
    if (!units.contains(unit)) {
      refuse("pegawai " + nip + ": unit " + unit + " belum dikenal", "masukkan dahulu unitnya: hadir-hub unit import BERKAS");
      continue;
    }
    const auto [first, fresh] = seen.emplace(nip, Seen{unit, row.line});
    if (!fresh && first->second.unit != unit) {
      refuse(
          "pegawai " + nip + " sudah ada pada baris " + std::to_string(first->second.line) + " dengan unit " + first->second.unit,
          "seorang pegawai hanya di satu unit; hapus salah satu baris");
      continue;
    }
    PlacedRow one{row.line, {{unit, row.change}}};
    // On the lists of the units where this person was before, the unit's code follows.
    const auto [begin, end] = known.equal_range(nip);
    for (auto at = begin; at != end && !row.change.deletes; ++at)
      if (at->second.scope != unit && at->second.unit != unit)
        one.changes.push_back({at->second.scope, {employee_kind().number, row.change.key, {{unit_field.number, unit}}, false}});
    if (row.change.deletes) one.changes[0].change.fields.clear();
    placed.push_back(std::move(one));
  }
  // Neighbours of one unit share commits.
  std::ranges::stable_sort(placed, {}, [](const PlacedRow& row) { return row.changes[0].scope; });
  return placed;
}

std::vector<PlacedRow> place_in_units(store::ReplicaStore& store, const std::vector<CatalogueRow>& rows, const std::string& unit,
                                      std::vector<RefusedLine>& refused) {
  std::vector<PlacedRow> placed;
  if (rows.empty()) return placed;
  const Parents units = known_units(store);
  const auto person_of = [](const CatalogueRow& row) {
    return std::string_view(row.kind->key[0].name) == "employee" ? text_of(row.change.key[0].value) : std::string();
  };
  std::set<std::string> wanted;
  for (const CatalogueRow& row : rows) wanted.insert(person_of(row));
  const Memberships known = known_employees(store, wanted);
  for (const CatalogueRow& row : rows) {
    const auto refuse = [&](std::string reason, std::string hint) {
      refused.push_back({row.line, std::move(reason), std::move(hint)});
    };
    const std::string person = person_of(row);
    std::string scope = row.unit.empty() ? unit : row.unit;
    const auto [begin, end] = known.equal_range(person);
    std::set<std::string> lists;  // on which the person stands now
    for (auto at = begin; at != end; ++at)
      if (at->second.scope == at->second.unit) lists.insert(at->second.scope);
    if (scope.empty() && lists.size() == 1) scope = *lists.begin();
    if (scope.empty()) {
      refuse(person.empty() ? "unit belum disebut"
                            : "pegawai " + person + ": unit belum disebut, dan tidak ada tepat satu daftar yang memuatnya",
             "tambahkan kolom unit, atau --unit KODE");
      continue;
    }
    if (!units.contains(scope)) {
      refuse("unit " + base::printable(scope, 40) + " belum dikenal", "masukkan dahulu unitnya: hadir-hub unit import BERKAS");
      continue;
    }
    if (!person.empty() && !lists.contains(scope) && !row.change.deletes) {
      refuse("pegawai " + person + " tidak ada dalam daftar unit " + scope,
             lists.empty() ? "masukkan dahulu pegawainya: hadir-hub employee import BERKAS" : "ia ada di unit " + *lists.begin());
      continue;
    }
    const Field* until = model::find_named(*row.kind, "until");
    const Field* from = model::find_named(*row.kind, "from");
    if (const Value* last = until != nullptr ? written(row.change, *until) : nullptr; last != nullptr && from != nullptr) {
      const auto first = std::ranges::find(row.change.key, from->number, &model::FieldValue::field);
      if (first != row.change.key.end() && std::holds_alternative<std::int64_t>(*last) &&
          number_of(*last) < number_of(first->value)) {
        refuse("tanggal until mendahului tanggal from", "tukar keduanya");
        continue;
      }
    }
    placed.push_back({row.line, {{scope, row.change}}});
  }
  std::ranges::stable_sort(placed, {}, [](const PlacedRow& row) { return row.changes[0].scope; });
  return placed;
}

}  // namespace hadir::hub
