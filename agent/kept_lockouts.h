// Who must wait after wrong secrets and PINs, kept over a restart of the service: in `meta`, on this PC alone.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/bytes.h"
#include "common/web/lockout.h"

namespace hadir::agent {

struct KeptLockouts {
  static constexpr std::size_t most_names = 256;  // of each
  std::vector<web::Lockout::Kept> secrets, pins;

  // `boot` names this boot of the machine, `at_ms` is its clock's.
  std::string encode(std::string_view boot, std::int64_t at_ms) const;
  // Adds to both what was kept; nothing where it cannot be read. How long it was ago is known within one boot; after another one
  // the waits begin anew.
  static void recall(base::ByteView bytes, std::string_view boot, std::int64_t now_ms, web::Lockout& secrets, web::Lockout& pins);
};
inline constexpr std::string_view kept_lockouts_name = "lockouts";

}  // namespace hadir::agent
