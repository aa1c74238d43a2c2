// Who the PCs of a unit are, in the hub's words: a signed list that every PC of the unit keeps, so that two of them which meet on
// the office's network know each other without the hub. PROTOCOL.md gives the bytes. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/base/crypto.h"
#include "common/base/error.h"
#include "common/wire/messages.h"

namespace hadir::sync {

struct Member {
  base::PublicKey key{};
  bool active = true;  // may speak; what others wrote in their time stays theirs
  bool operator==(const Member&) const = default;
};

// Those that may speak first; more than these an office does not have in years.
inline constexpr std::size_t most_members = 28;

struct Members {
  std::int64_t hub_ms = 0;  // when the hub said so
  std::vector<Member> pcs;

  const Member* find(const base::PublicKey& key) const;
  bool may_speak(const base::PublicKey& key) const;
};

// Names a list whenever it was said: a PC tells it in each request, and is told the list where it has another one.
using MembersName = std::array<std::uint8_t, 4>;
MembersName name_of(const std::vector<Member>& pcs);

// Signed by the hub for one unit.
base::Bytes members_statement(const base::KeyPair& hub, const std::string& unit, const Members& members);
// Fault::bad_input for what is no such statement, Fault::refused where this hub did not sign it for this unit.
base::Result<Members> read_members(base::ByteView statement, const base::PublicKey& hub, const std::string& unit);

// Parts of exchange messages (wire::Part). In a request: the name of the list that the PC has, empty where it has none. In an
// answer: the statement. Between two PCs: the asker's statement.
inline constexpr std::uint32_t members_known_part = 2, members_part = 4;
const wire::Part* find_part(const std::vector<wire::Part>& parts, std::uint32_t tag);

}  // namespace hadir::sync
