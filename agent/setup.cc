#include "agent/setup.h"

#include "agent/syncer.h"
#include "common/base/civil.h"
#include "common/base/text.h"

namespace hadir::agent {

using base::Error;
using base::Fault;

base::Result<SetupDone> set_up(const DataDir& dir, const SetupWish& wish, const base::Clock& clock, base::Random& random,
                               bool allow_plain_hub) {
  std::string unit = wish.unit;
  std::optional<sync::EnrolmentCode> code;
  if (!wish.code.empty()) {
    auto decoded = sync::decode_code(wish.code);
    if (!decoded) return decoded.error();
    code = std::move(*decoded);
    unit = code->unit;
  }
  auto made = Office::create(dir, unit, wish.offset_minutes, clock, random);
  if (!made) return made.error();
  SetupDone done{std::move(*made), {}, false};
  if (!code) return done;
  Office& office = *done.office;
  if (office.is_enrolled() && sync::fingerprint_of(office.identity().hub_key) != code->hub_key)
    return Error{Fault::clash, "PC ini terdaftar pada hub lain daripada hub dalam kode ini",
                 "minta kode kepada sekretariat yang sama"};
  if (auto kept = office.keep_code(wish.code); !kept) return kept.error();

  const CurlLibrary curl;
  Syncer syncer(office, [&](const Office::HubAddress& address) -> std::unique_ptr<Uplink> {
    UplinkOptions uplink = uplink_to_hub(address.url, address.pin, dir.tls_session());
    uplink.allow_plain = allow_plain_hub;
    return std::make_unique<CurlUplink>(curl, clock, uplink);
  });
  // The rest comes in the background, once the service runs.
  const auto usable = [&] { return sync::base_progress(office.store().database(), clock.wall().ms).is_usable; };
  const auto synced = store::guarded([&] { return syncer.run({}, {}, usable); });
  if (!synced) return synced.error();
  const bool refused = synced->report.error && synced->report.result == sync::SyncResult::incomplete;
  if (refused || office.pending_code() || !office.is_enrolled()) {
    done.problem = synced->report.error.value_or(Error{Fault::unreachable, "hub tidak terjangkau", ""});
    done.final = synced->report.result != sync::SyncResult::unreachable;
  }
  return done;
}

int offset_of_zone(std::string_view zone) {
  if (base::equals_ignoring_case(zone, "WITA")) return base::wita_offset_minutes;
  if (base::equals_ignoring_case(zone, "WIT")) return base::wit_offset_minutes;
  return base::wib_offset_minutes;
}

}  // namespace hadir::agent
