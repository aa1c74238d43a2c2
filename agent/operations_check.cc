#include "agent/operations_check.h"

#include <boost/json/array.hpp>

#include "common/base/civil.h"
#include "common/store/disagreements.h"

namespace hadir::agent {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

constexpr std::size_t most_shown = 1000;

}  // namespace

base::Result<value> differences_operation(Workplace& workplace, const object&) {
  store::Database& database = workplace.office.store().database();
  return value(object{{"differences", store::disagreements_json(database, most_shown, workplace.office.offset_minutes())}});
}

object differences_json(Workplace& workplace) {
  const auto count = store::count_disagreements(workplace.office.store().database());
  const auto offset = static_cast<std::int16_t>(workplace.office.offset_minutes());
  return {{"all", count.all},
          {"open", count.open},
          {"latest", count.all > 0 ? value(base::format_rfc3339({count.latest_ms, offset})) : value(nullptr)}};
}

object to_json(const sync::CheckReport& check) {
  array differences, incomparable;
  for (const auto& one : check.differences)
    differences.push_back(object{{"unit", one.scope},
                                 {"lane", model::name_of(one.lane)},
                                 {"records", one.records},
                                 {"outcome", store::name_of(one.outcome)}});
  for (const auto& [scope, lane] : check.incomparable)
    incomparable.push_back(object{{"unit", scope}, {"lane", model::name_of(lane)}});
  object json{{"finished", check.finished},
              {"streams", check.streams},
              {"records", check.records},
              {"streams_mended", check.mended_streams},
              {"streams_open", check.doubts.size()},
              {"differences", std::move(differences)},
              {"incomparable", std::move(incomparable)}};
  if (check.error)
    json["error"] =
        object{{"fault", base::name_of(check.error->fault)}, {"what", check.error->what}, {"hint", check.error->hint}};
  return json;
}

}  // namespace hadir::agent
