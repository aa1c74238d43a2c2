// The declarations of all record kinds: the one place that SQL columns, wire numbers, JSON and CSV names, merge rules, checks
// and help texts are read from. Adding a field is one line in declared_*.h; numbers are for ever (retired ones stay listed
// there).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/model/value.h"

namespace hadir::model {

// How concurrent writes of a field merge (DESIGN.md section 3).
enum class Merge : std::uint8_t {
  latest,    // better time quality, then later stamp, then origin
  earliest,  // better time quality, then earlier stamp, then origin
  min,
  max,
  union_of,  // lists: every item of every head
  ranked,    // a choice: the one declared last
  fixed,     // evidence: the first write stands, a later one that knew it changes nothing
};

// What a value must look like.
enum class Type : std::uint8_t {
  text,
  text_list,
  date,     // integer: days since 1970-01-01; printed YYYY-MM-DD
  instant,  // integer: milliseconds UTC; printed RFC 3339 with the offset that the field `<name>_offset` holds
  offset,   // integer: minutes east of UTC; never printed alone
  choice,   // integer: index into Field::choices
  boolean,  // integer 0 or 1
  integer,  // integer within ±(2^53 - 1), so that JSON keeps it whole
  person,   // text: NIP, NIK or a local number (base/person_id.h)
  unit,     // text: a unit code, which is also a scope name
  punch,    // text: "EMPLOYEE/INSTANT/SOURCE", the instant in UTC
  secret,   // text: the hash of a password; never shown, searched for, or taken from a file
};

// What travels first on a bad link. A kind's records are always written in its kind's lane, so one record never needs two.
enum class Lane : std::uint8_t { urgent = 0, daily = 1, bulk = 2 };
inline constexpr std::size_t lane_count = 3;
const char* name_of(Lane lane);

// Whose origin may write a kind (a rule of projection, the same on every replica).
enum class Writer : std::uint8_t {
  hub,   // the secretariat alone
  unit,  // the secretariat and the unit's own replicas
};

struct Field {
  std::uint32_t number;  // on the wire; unique in its kind; 0 is the deletion mark that every kind has
  const char* name;      // in SQL, JSON, CSV
  Type type;
  Merge merge;
  bool reviewed;     // a concurrent write is put before a person
  bool required;     // must be given when a record is made
  const char* help;  // Indonesian, shown to office people
  std::span<const char* const> choices = {};
};

struct Kind {
  std::uint32_t number;
  const char* name;
  Lane lane;
  Writer writer;
  bool province_wide;             // lives in the province's scope; otherwise in a unit's
  bool evidence;                  // its records cannot be deleted and carry no deletion mark
  std::span<const Field> key;     // identity, in ascending number
  std::span<const Field> fields;  // the rest, in ascending number
  const char* help;
  // Its changes travel and are stored encrypted under a key that the unit's PCs alone hold (common/log/sealed.h): the hub keeps
  // and counts the commits, and projects none of them.
  bool sealed = false;
};

// 1 to 32 of A-Z a-z 0-9 . _ -
bool is_unit_code(std::string_view code);

// All kinds, in ascending number.
std::span<const Kind> kinds();
// nullptr where this version does not know it.
const Kind* find_kind(std::uint32_t number);
const Kind* find_kind(std::string_view name);
const Field* find_field(const Kind& kind, std::uint32_t number);  // among the non-key fields
// The field (key or not) of that public name; nullptr where there is none.
const Field* find_named(const Kind& kind, std::string_view name);

// The deletion mark: field 0 of every record that is not evidence, 1 where deleted. Every change writes it, so that an edit that
// did not know of a deletion meets it as an ordinary conflict; `min` then keeps the record, and a person is asked.
inline constexpr std::uint32_t deleted_field = 0;
inline constexpr Field deletion_mark{deleted_field, "deleted", Type::boolean, Merge::min, true, false, "dihapus"};

}  // namespace hadir::model
