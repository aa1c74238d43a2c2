// The value of one field. What a value means (a date, an instant, one of several choices) is said by its declaration in
// model/kinds.h; here are only the four shapes that travel and are stored.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "common/base/byte_io.h"

namespace hadir::model {

using TextList = std::vector<std::string>;
// monostate: no value (never written, or cleared).
using Value = std::variant<std::monostate, std::int64_t, std::string, TextList>;

// Canonical bytes: a shape byte (0 none, 1 integer, 2 text, 3 list) and the content. Reading is bounded by base/limits.h.
void write_value(base::ByteWriter& out, const Value& value);
Value read_value(base::ByteReader& in);

}  // namespace hadir::model
