// The merge engine: pure code that turns commits, in any causal order, into the state of one record. It knows no database, no
// clock and no socket.
//
// Laws (property tests in tests/unit/merge_laws_test.cc): for any set of writes, delivered once each in any order in which every
// write comes after those in its context, the state is the same. Repeated commits fall out before this, by sequence number.
//
//   head     a value no later write has seen and replaced. More than one head with different values is a conflict.
//   first    for `fixed` fields: a write that had seen no other write of the field. Firsts stand for ever. A later write can only
//            choose between several firsts that differ (settle), never bring another value.
//
// Whether a write is accepted depends on nothing but what lies in its own context, which is the same on every replica.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/log/commit.h"
#include "common/model/change.h"
#include "common/model/kinds.h"

namespace hadir::merge {

// The commit that wrote a value; shared by all fields it wrote.
struct Writer {
  log::Origin origin{};
  std::uint64_t seq = 0;
  log::Stamp stamp;
  std::string author;
  bool operator==(const Writer&) const = default;
};

struct Head {
  std::uint32_t writer = 0;  // index into RecordState::writers
  model::Value value;
  bool operator==(const Head&) const = default;
};

struct FieldState {
  std::uint32_t field = 0;
  std::vector<Head> heads;   // never empty; ordered by origin, then seq
  std::vector<Head> firsts;  // `fixed` fields only, and only where they differ from the heads
  bool operator==(const FieldState&) const = default;
};

struct RecordState {
  std::vector<Writer> writers;     // those that some head or first names; ordered by origin, then seq
  std::vector<FieldState> fields;  // ascending field numbers; field 0 is the deletion mark
  const FieldState* find(std::uint32_t field) const;
  bool operator==(const RecordState&) const = default;
};

struct Applied {
  bool changed = false;                // some head or first was added or replaced
  std::vector<std::uint32_t> refused;  // fields whose evidence the write would have changed
  std::vector<std::uint32_t> unknown;  // fields this version does not know; their values stay in the log
};

// Applies one change of a commit by `writer`, whose author had seen `context` (its own stream up to seq - 1 included).
// Of two changes of one record in one commit the first stands.
Applied apply(RecordState& state, const model::Kind& kind, const model::Change& change, const Writer& writer,
              const log::VersionVector& context);

// As apply(), for some fields alone and without the deletion mark: what an older version had left in the log.
Applied apply_fields(RecordState& state, const model::Kind& kind, const std::vector<model::FieldValue>& fields,
                     const Writer& writer, const log::VersionVector& context);

// The value that shows, by the field's merge rule over its heads; the same on every replica. monostate for a field never written.
model::Value shown(const RecordState& state, const model::Field& field);
// The same where it stands, for a field that has one head; nullptr for others.
const model::Value* shown_alone(const RecordState& state, const model::Field& field);
bool is_deleted(const RecordState& state);

// True where the heads carry different values that no merge rule has joined: somebody's edit does not show.
bool in_conflict(const FieldState& field, const model::Field& declaration);

// The heads of a field, the one that shows first, the others best first.
std::vector<Head> ranking(const RecordState& state, const FieldState& field, const model::Field& declaration);

}  // namespace hadir::merge
