#include "agent/live.h"

#include <boost/asio.hpp>
#include <boost/json.hpp>

#include "agent/importer.h"

namespace hadir::agent {

namespace asio = boost::asio;
using base::Result;
using boost::json::object;
using boost::json::value;

namespace {

// The bound of the error grows every second: that alone is no news.
constexpr std::int64_t bound_step_ms = 1'000;
constexpr int quiet_rounds = 15;  // after so many looks the status is told anyway

object status_json(Workplace& workplace) {
  Office& office = workplace.office;
  sync::SyncReport report;
  sync::note_pending(office.store(), office.identity(), report);
  const std::int64_t now_ms = office.clock().wall().ms;
  const log::Stamp stamp = office.clock_report().stamp;
  return {{"pending", report.pending},
          {"oldest_pending_s", report.oldest_pending_ms ? value((now_ms - *report.oldest_pending_ms) / 1000) : value(nullptr)},
          {"enrolled", office.is_enrolled()},
          {"clock", object{{"quality", log::name_of(stamp.quality)}, {"bound_ms", stamp.bound_ms}}},
          {"conflicts", office.store().conflicts(nullptr).size()},
          {"quarantine", Importer(office).quarantine_count()},
          {"last_exchange", workplace.last_exchange ? workplace.last_exchange() : value(nullptr)}};
}

// What a status says apart from what changes by itself.
std::string essence_of(object status) {
  status.erase("oldest_pending_s");
  object& clock = status.at("clock").as_object();
  clock["bound_ms"] = clock.at("bound_ms").to_number<std::int64_t>() / bound_step_ms;
  return boost::json::serialize(status);
}

using LaneNumbers = std::array<std::int64_t, model::lane_count>;

LaneNumbers commits_by_lane(store::Database& database) {
  LaneNumbers numbers{};
  store::Statement rows = database.prepare("SELECT lane, sum(applied_seq) FROM stream GROUP BY lane");
  while (rows.step())
    if (const std::int64_t lane = rows.integer(0); lane >= 0 && lane < static_cast<std::int64_t>(numbers.size()))
      numbers[static_cast<std::size_t>(lane)] = rows.integer(1);
  return numbers;
}

struct Look {
  object status;
  LaneNumbers lanes{};
};

}  // namespace

asio::awaitable<void> keep_pages_informed(Api& api, web::Events& events, std::chrono::milliseconds every) {
  asio::steady_timer timer(co_await asio::this_coro::executor);
  std::optional<LaneNumbers> known;
  std::string told;
  for (int quiet = quiet_rounds;;) {
    timer.expires_after(every);
    co_await timer.async_wait(asio::use_awaitable);
    if (events.listeners() == 0) {
      known.reset();
      continue;
    }
    auto look = [](Workplace& workplace) -> Result<Look> {
      return Look{status_json(workplace), commits_by_lane(workplace.office.store().database())};
    };
    const auto seen = co_await api.on_store(std::move(look));
    if (!seen) continue;
    boost::json::array lanes;
    for (std::size_t lane = 0; known && lane < model::lane_count; ++lane)
      if (seen->lanes[lane] != (*known)[lane]) lanes.emplace_back(model::name_of(static_cast<model::Lane>(lane)));
    known = seen->lanes;
    if (!lanes.empty()) events.publish("changed", object{{"lanes", std::move(lanes)}});
    const std::string essence = essence_of(seen->status);
    if (essence == told && --quiet > 0) continue;
    told = essence;
    quiet = quiet_rounds;
    events.publish("status", seen->status);
  }
}

object to_json(const SyncStage& stage) {
  return {{"phase", stage.phase},       {"sent", stage.sent},
          {"received", stage.received}, {"requests", stage.requests},
          {"bytes_up", stage.bytes_up}, {"bytes_down", stage.bytes_down},
          {"parts", stage.parts},       {"parts_of", stage.parts_of},
          {"done", stage.done},         {"result", stage.result.empty() ? value(nullptr) : value(stage.result)}};
}

}  // namespace hadir::agent
