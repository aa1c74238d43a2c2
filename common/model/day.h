// The day that a record belongs to, which its key says. Records are stored, compared and handed out day by day, so that a day's
// work costs what is new in it and not what stands beside it.
#pragma once

#include "common/model/change.h"
#include "common/model/kinds.h"

namespace hadir::model {

inline constexpr std::int32_t undated = -1;

// The field of the key that says it: the first that is a date, an instant or a punch; nullptr where the kind has none.
const Field* day_field(const Kind& kind);

// Days since 1970-01-01, in UTC for instants and for the instant of a punch; undated where the key says none.
std::int32_t day_of(const Kind& kind, const std::vector<FieldValue>& key);
// The same for the value of the day field alone.
std::int32_t day_of(const Field& day_field, const Value& value);

}  // namespace hadir::model
