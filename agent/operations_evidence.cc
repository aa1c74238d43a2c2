#include "agent/operations_evidence.h"

#include <boost/json/array.hpp>

#include "common/base/civil.h"
#include "common/evidence/explain.h"

namespace hadir::agent {

base::Result<boost::json::value> explain_operation(Workplace& workplace, const boost::json::object& request) {
  std::vector<std::string> words;
  if (const boost::json::value* record = request.if_contains("record"); record != nullptr && record->is_array())
    for (const boost::json::value& word : record->get_array())
      if (word.is_string()) words.emplace_back(word.get_string());
  Office& office = workplace.office;
  const log::Origin own = log::origin_of(office.identity().key.public_key());
  const evidence::Standpoint standpoint{{office.unit(), std::string(log::province)},
                                        office.offset_minutes(),
                                        base::date_of(office.clock().wall().ms, office.offset_minutes()),
                                        false,
                                        [&](const log::Origin& origin) -> std::string {
                                          if (origin == own) return "PC ini";
                                          const auto hub = office.store().hub_key();
                                          return hub && log::origin_of(*hub) == origin ? "sekretariat" : "";
                                        }};
  auto told = evidence::explain(office.store(), standpoint, words);
  if (!told) return told.error();
  return boost::json::value(std::move(*told));
}

}  // namespace hadir::agent
