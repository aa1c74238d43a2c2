// What the hub last said it holds, in `meta`: list(scope vectors), of the scopes that this replica reads.
#pragma once

#include <string_view>

namespace hadir::sync {

inline constexpr std::string_view hub_holds_name = "hub_holds";

}  // namespace hadir::sync
