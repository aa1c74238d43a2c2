#include "agent/operations_evidence.h"

#include <boost/json/array.hpp>

#include "common/base/civil.h"
#include "common/evidence/displaced.h"

namespace hadir::agent {

namespace {

constexpr std::size_t shown_displaced = 1000;

evidence::Standpoint standpoint_of(Office& office) {
  const log::Origin own = log::origin_of(office.identity().key.public_key());
  return {{office.unit(), std::string(log::province)},
          office.offset_minutes(),
          base::date_of(office.clock().wall().ms, office.offset_minutes()),
          false,
          [&office, own](const log::Origin& origin) -> std::string {
            if (origin == own) return "PC ini";
            const auto hub = office.store().hub_key();
            return hub && log::origin_of(*hub) == origin ? "sekretariat" : "";
          }};
}

}  // namespace

base::Result<boost::json::value> explain_operation(Workplace& workplace, const boost::json::object& request) {
  std::vector<std::string> words;
  if (const boost::json::value* record = request.if_contains("record"); record != nullptr && record->is_array())
    for (const boost::json::value& word : record->get_array())
      if (word.is_string()) words.emplace_back(word.get_string());
  auto told = evidence::explain(workplace.office.store(), standpoint_of(workplace.office), words);
  if (!told) return told.error();
  return boost::json::value(std::move(*told));
}

base::Result<boost::json::value> displaced_operation(Workplace& workplace, const boost::json::object&) {
  store::ReplicaStore& store = workplace.office.store();
  const auto commits = evidence::displaced_commits(store, standpoint_of(workplace.office), shown_displaced);
  return boost::json::value(
      boost::json::object{{"total", store.displaced_count()}, {"displaced", evidence::displaced_json(commits)}});
}

}  // namespace hadir::agent
