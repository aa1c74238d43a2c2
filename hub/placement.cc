#include "hub/placement.h"

#include <set>

#include "common/base/text.h"
#include "common/log/stream.h"

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
  const auto loops = rows_in_loops(known_units(store), rows);
  for (std::size_t at = 0; at < rows.size(); ++at) {
    if (const auto loop = loops.find(at); loop != loops.end())
      refused.push_back(
          {rows[at].line, "induk unit berputar: " + loop->second, "perbaiki kolom parent pada salah satu unit itu"});
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

}  // namespace hadir::hub
