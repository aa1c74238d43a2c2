#include "common/desk/clock_doubts.h"

#include "common/store/clock_view.h"

namespace hadir::desk {

bool ClockDoubts::is_doubtful(const store::RecordRow& punch, const merge::Writer& writer) {
  if (writer.stamp.quality == log::Quality::doubtful) return true;
  const model::Kind& kind = *model::find_kind(log::clock_event_kind);
  const auto [any, is_new] = any_event_.try_emplace(punch.scope, false);
  if (is_new)
    store::for_each_record(database_, kind, &punch.scope, {}, [&](const store::RecordRow&) { return !(any->second = true); });
  if (!any->second) return false;
  const auto* claimed = std::get_if<std::int64_t>(&punch.key.at(1).value);
  // A time that was not taken from this PC's clock is none of its business.
  if (claimed == nullptr || std::abs(*claimed - writer.stamp.ms) > log::same_moment_ms) return false;
  const log::CommitName name =
      store::first_name(database_, {writer.origin, punch.scope, model::find_kind("punch")->lane}, writer.seq);
  const auto [known, fresh] = events_.try_emplace({punch.scope, name.origin});
  if (fresh) known->second = store::clock_events(database_, punch.scope, name.origin);
  return !known->second.empty() && log::corrected(*claimed, writer.stamp, name.seq, known->second).has_value();
}

}  // namespace hadir::desk
