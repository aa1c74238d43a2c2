// What pages that are open are told as it happens: how the office stands, what a sync does, which lanes have something new.
#pragma once

#include <boost/asio/awaitable.hpp>

#include "agent/api.h"
#include "common/web/events.h"

namespace hadir::agent {

// Looks every so often, as long as somebody listens: "status" where it changed, "changed" {"lanes"} where records came or went.
boost::asio::awaitable<void> keep_pages_informed(Api& api, web::Events& events, std::chrono::milliseconds every);

boost::json::object to_json(const SyncStage& stage);

}  // namespace hadir::agent
