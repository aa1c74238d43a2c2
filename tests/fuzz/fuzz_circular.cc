// A circular's document is written by hand, or comes as a record from any replica: whatever it says, it is refused with words or
// read, bounded, and reads the same when written.
#include <boost/json/serialize.hpp>
#include <cstddef>
#include <cstdint>
#include <set>

#include "common/base/error.h"
#include "common/base/limits.h"
#include "common/base/text.h"
#include "common/rules/policy.h"

namespace base = hadir::base;
namespace rules = hadir::rules;

namespace {

void check_error(const base::Error& error) {
  HADIR_CHECK(!error.what.empty() && base::is_utf8(error.what) && base::is_utf8(error.hint));
  HADIR_CHECK(error.what.size() < 4096 && error.hint.size() < 4096);
}

void check_clause(const rules::Clause& clause) {
  HADIR_CHECK(!clause.id.empty());
  const auto text = boost::json::serialize(rules::to_json(clause));
  HADIR_CHECK(text.size() <= base::limits::text_bytes);
  HADIR_CHECK(rules::clause_from_text(text).value() == clause);
  if (const auto* rule = std::get_if<rules::Presence>(&clause.rule))
    for (const std::int64_t of : {0, 1, 41, 100'000}) {
      const auto bounds = rules::bounds_of(*rule, of);
      HADIR_CHECK(bounds.most.value_or(0) >= 0 && bounds.least.value_or(0) >= 0);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto circular = rules::circular_from_text(text)) {
    HADIR_CHECK(!circular->clauses.empty() && circular->clauses.size() <= base::limits::list_items);
    std::set<std::string> ids;
    for (const auto& clause : circular->clauses) {
      HADIR_CHECK(ids.insert(clause.id).second);
      check_clause(clause);
    }
    const auto written = boost::json::serialize(rules::to_json(*circular));
    HADIR_CHECK(written.size() <= base::limits::circular_bytes);
    HADIR_CHECK(rules::circular_from_text(written).value() == *circular);
    for (const auto& reason : rules::check_activation(rules::Book(), *circular, circular->effective.value_or(base::Date{18'820})))
      HADIR_CHECK(base::is_utf8(reason));
  } else {
    check_error(circular.error());
  }
  if (const auto clause = rules::clause_from_text(text))
    check_clause(*clause);
  else
    check_error(clause.error());
  if (const auto selector = rules::selector_from_text(text))
    HADIR_CHECK(rules::selector_from_text(boost::json::serialize(rules::to_json(*selector))).value() == *selector);
  else
    check_error(selector.error());
  return 0;
}
