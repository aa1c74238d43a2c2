#include "common/sync/members.h"

#include <algorithm>

namespace hadir::sync {
namespace {

using base::Error;
using base::Fault;

void write_pcs(base::ByteWriter& out, const std::vector<Member>& pcs) {
  out.varint(pcs.size());
  for (const Member& one : pcs) {
    out.raw(one.key);
    out.u8(one.active ? 1 : 0);
  }
}

base::Bytes message_of(const std::string& unit, base::ByteView body) {
  base::ByteWriter out;
  out.raw(base::bytes_of("hadir members 1"));
  out.text(unit);
  out.raw(body);
  return out.take();
}

}  // namespace

const Member* Members::find(const base::PublicKey& key) const {
  const auto found = std::ranges::find(pcs, key, &Member::key);
  return found == pcs.end() ? nullptr : &*found;
}

bool Members::may_speak(const base::PublicKey& key) const {
  const Member* found = find(key);
  return found != nullptr && found->active;
}

MembersName name_of(const std::vector<Member>& pcs) {
  base::ByteWriter out;
  write_pcs(out, pcs);
  const base::Hash hash = base::hash_of(out.bytes());
  MembersName name;
  std::ranges::copy_n(hash.begin(), name.size(), name.begin());
  return name;
}

base::Bytes members_statement(const base::KeyPair& hub, const std::string& unit, const Members& members) {
  base::ByteWriter out;
  out.zigzag(members.hub_ms);
  write_pcs(out, members.pcs);
  const base::Signature signature = hub.sign(message_of(unit, out.bytes()));
  out.raw(signature);
  return out.take();
}

base::Result<Members> read_members(base::ByteView statement, const base::PublicKey& hub, const std::string& unit) {
  base::ByteReader in(statement);
  Members members;
  members.hub_ms = in.zigzag();
  for (std::uint64_t left = in.bounded(most_members, "too many members"); left > 0 && in.ok(); --left) {
    Member& one = members.pcs.emplace_back();
    one.key = in.array<32>();
    const std::uint8_t active = in.u8();
    if (active > 1) in.fail("active is neither 0 nor 1");
    one.active = active == 1;
  }
  const base::Signature signature = in.array<64>();
  if (!in.finished()) return Error{Fault::bad_input, std::string("members: ") + in.fault(), ""};
  if (!base::verify(hub, message_of(unit, statement.first(statement.size() - signature.size())), signature))
    return Error{Fault::refused, "daftar PC unit itu tidak ditandatangani oleh hub", ""};
  return members;
}

const wire::Part* find_part(const std::vector<wire::Part>& parts, std::uint32_t tag) {
  const auto found = std::ranges::find(parts, tag, &wire::Part::tag);
  return found == parts.end() ? nullptr : &*found;
}

}  // namespace hadir::sync
