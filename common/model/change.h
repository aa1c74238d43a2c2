// A change: one record's key and the fields written. The payload of a commit is a list of changes.
// Names of kinds and fields are numbers here; kinds and fields this version does not know pass through unharmed.
#pragma once

#include <cstdint>
#include <vector>

#include "common/base/error.h"
#include "common/model/value.h"

namespace hadir::model {

struct FieldValue {
  std::uint32_t field;
  Value value;
  bool operator==(const FieldValue&) const = default;
};

struct Change {
  std::uint32_t kind = 0;
  std::vector<FieldValue> key;     // ascending field numbers
  std::vector<FieldValue> fields;  // ascending field numbers, without the deletion mark
  bool deletes = false;
  bool operator==(const Change&) const = default;
};

// payload = count, change*; change = kind, flags (1: deletes), key-count, (field, value)*, field-count, (field, value)*
base::Bytes encode_payload(const std::vector<Change>& changes);
// Fault::corrupt with the reason for anything that encode_payload would not have written.
base::Result<std::vector<Change>> decode_payload(base::ByteView payload);

// The identity of a record inside its scope: kind and key as canonical bytes; also its sort order in storage.
base::Bytes encode_key(const std::vector<FieldValue>& key);
base::Result<std::vector<FieldValue>> decode_key(base::ByteView bytes);

}  // namespace hadir::model
