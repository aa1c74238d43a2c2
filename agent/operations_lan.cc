#include "agent/operations_lan.h"

#include <boost/json/array.hpp>

#include "agent/lan_peers.h"
#include "common/base/civil.h"

namespace hadir::agent {

boost::json::object lan_json(Workplace& workplace) {
  Office& office = workplace.office;
  const auto offset = static_cast<std::int16_t>(office.offset_minutes());
  boost::json::array peers;
  for (const LanPeer& one : lan_peers(office.store(), office.identity()))
    peers.push_back(
        boost::json::object{{"origin", log::to_text(one.origin)},
                            {"address", one.address.empty() ? boost::json::value(nullptr) : boost::json::value(one.address)},
                            {"met", base::format_rfc3339({one.met_ms, offset})},
                            {"lacking", one.lacking}});
  return {{"peers", std::move(peers)}, {"alone", alone_here(office.store(), office.identity())}};
}

}  // namespace hadir::agent
