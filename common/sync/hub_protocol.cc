#include "common/sync/hub_protocol.h"

#include "common/wire/frame.h"

namespace hadir::sync {
namespace {

constexpr std::string_view version_name = "hub_protocol";
constexpr std::string_view retry_name = "hub_protocol_retry";  // syncs left until a newer one is tried

}  // namespace

HubProtocol::HubProtocol(store::ReplicaStore& store)
    : store_(store), oldest_(wire::oldest_protocol), newest_(wire::newest_protocol) {
  const std::int64_t kept = store_.number(version_name).value_or(0);
  known_ = kept >= oldest_ && kept <= newest_;
  if (known_) version_ = static_cast<std::uint8_t>(kept);
}

void HubProtocol::heard(std::uint8_t version) {
  if (known_ && version_ == version) return;
  known_ = true;
  version_ = version;
  keep(version == newest_ ? 0 : syncs_until_retry);
}

bool HubProtocol::fall_back() {
  if (version() <= oldest_) return false;
  heard(static_cast<std::uint8_t>(version() - 1));
  return true;
}

void HubProtocol::begin() {
  if (!known_ || version_ == newest_) return;
  const std::int64_t left = store_.number(retry_name).value_or(0) - 1;
  known_ = left > 0;
  keep(left);
}

void HubProtocol::keep(std::int64_t syncs_left) {
  store_.set_number(version_name, known_ ? version_ : 0);
  store_.set_number(retry_name, syncs_left);
}

}  // namespace hadir::sync
