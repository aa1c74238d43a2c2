#include "common/model/day.h"

#include <algorithm>

#include "common/base/civil.h"

namespace hadir::model {
namespace {

constexpr std::int64_t day_ms = 24 * 3600 * 1000;

// Of "EMPLOYEE/INSTANT/SOURCE".
std::int32_t day_of_punch(std::string_view text) {
  const std::size_t begin = text.find('/');
  const std::size_t end = begin == std::string_view::npos ? begin : text.find('/', begin + 1);
  if (end == std::string_view::npos) return undated;
  const auto instant = base::parse_rfc3339(text.substr(begin + 1, end - begin - 1));
  return instant && instant->ms >= 0 ? static_cast<std::int32_t>(instant->ms / day_ms) : undated;
}

}  // namespace

const Field* day_field(const Kind& kind) {
  const auto found = std::ranges::find_if(kind.key, [](const Field& field) {
    return field.type == Type::date || field.type == Type::instant || field.type == Type::punch;
  });
  return found == kind.key.end() ? nullptr : &*found;
}

std::int32_t day_of(const Field& day_field, const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return day_of_punch(*text);
  const auto* number = std::get_if<std::int64_t>(&value);
  if (number == nullptr) return undated;
  return static_cast<std::int32_t>(day_field.type == Type::date ? *number : *number / day_ms);
}

std::int32_t day_of(const Kind& kind, const std::vector<FieldValue>& key) {
  const Field* field = day_field(kind);
  if (field == nullptr) return undated;
  const auto at = static_cast<std::size_t>(field - kind.key.data());
  return at < key.size() ? day_of(*field, key[at].value) : undated;
}

}  // namespace hadir::model
