// What a database that is about to be replaced, perhaps a damaged one, can still prove: commits that hang on what the backup has
// and that their authors signed. They are taken over into the backup, so that putting it back loses only what cannot be read any
// more.
#pragma once

#include <filesystem>

#include "common/store/replica_store.h"

namespace hadir::store {

// Takes from the database `from` (nobody else uses it; it is only read) the commits that continue the streams of `into`. Whatever
// of them cannot be read, or does not fit, ends its stream there. Answers how many were taken. A database that cannot be read at
// all gives none.
std::uint64_t salvage(const std::filesystem::path& from, ReplicaStore& into, std::int64_t now_ms);

}  // namespace hadir::store
