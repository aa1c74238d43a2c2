// What `hadir status` says of the office's other PCs.
#pragma once

#include <boost/json/object.hpp>

#include "agent/operations.h"

namespace hadir::agent {

// {"peers": [{"origin", "address" or null, "met", "lacking"}], "alone": commits without a receipt that stand on no other disk}
boost::json::object lan_json(Workplace& workplace);

}  // namespace hadir::agent
