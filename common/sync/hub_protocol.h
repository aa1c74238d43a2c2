// Which protocol the hub speaks, as far as this PC has found out. Kept in `meta`, together with the hub's epoch, so that it is
// found out once and not with every sync. An answer in version 2 proves it. An upgraded PC does not know yet: it asks in the
// newest version with little in the first request, and falls back where the hub answers 426.
#pragma once

#include "common/store/replica_store.h"

namespace hadir::sync {

class HubProtocol {
 public:
  explicit HubProtocol(store::ReplicaStore& store);

  // To speak in the next request; and whether the hub is known to understand it.
  std::uint8_t version() const { return known_ ? version_ : newest_; }
  bool is_known() const { return known_; }
  // What the hub understands for certain.
  std::uint8_t proven() const { return known_ ? version_ : oldest_; }

  // It answered in this version. Writes only where that is news.
  void heard(std::uint8_t version);
  // It does not understand version(): the one before from now on, if we speak that; for `syncs_until_retry` syncs.
  bool fall_back();
  // A sync begins: after so many of them a hub that was older is asked anew, for it may have been upgraded.
  void begin();

  static constexpr std::int64_t syncs_until_retry = 500;  // about five days, without any clock

 private:
  void keep(std::int64_t syncs_left);

  store::ReplicaStore& store_;
  const std::uint8_t oldest_, newest_;
  bool known_ = false;
  std::uint8_t version_ = 1;
};

}  // namespace hadir::sync
