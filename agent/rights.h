// Who may ask what of the office's page: one table of every operation and every role, and how far each reaches. What is not
// allowed here is refused, also what a later operation forgot to say. The command `hadir` is not asked: whoever may run it may
// read and write the directory itself.
//
// Operations go on to judge for themselves where rules say who decides (tiers, circulars, health data): a right lets somebody
// ask.
#pragma once

#include <array>
#include <bitset>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/error.h"

namespace hadir::agent {

enum class Role : std::uint8_t {
  employee,  // everybody with an account
  superior,  // somebody in the unit reports to him, or to a post that he holds
  clerk,     // looks after attendance in the office, and after accounts
  head,
  secretary,
  personnel,
  health,
};
inline constexpr std::size_t role_count = 7;
const char* name_of(Role role);
using Roles = std::bitset<role_count>;
inline bool has(const Roles& roles, Role role) { return roles[static_cast<std::size_t>(role)]; }

enum class Reach : std::uint8_t { none, own, below, unit };  // each contains those before it

struct Right {
  const char* operation;
  std::array<Reach, role_count> reach;
  // Members of the request that name people, separated by blanks: a NIP, a list of them, or a name that carries one
  // ("permit/NIP/…", "NIP/TIME/SOURCE"). Who does not reach the whole unit names only people whom he reaches; where the first of
  // them is left out, it becomes himself.
  const char* people = "";
  // The member of the answer's rows that says whom a row is about: rows about others are left out, and nobody need be named.
  const char* rows = "";
  enum class Guard : std::uint8_t {
    none,
    records,
    explain,
    conflicts,
    settle,
    import,
    paper,
    waiting,
    account
  } guard = Guard::none;
};

std::span<const Right> rights();
const Right* find_right(std::string_view operation);
Reach reach_of(const Right& right, const Roles& roles);
std::vector<std::string> allowed_operations(const Roles& roles);

// Who asks.
struct Person {
  std::string nip;
  Roles roles;
  // Whether somebody is below him; asked only where it matters.
  std::function<bool(const std::string& nip)> is_below;
};

// Judges a request, and completes it where something was left out. Fault::refused with a sentence and what to do.
base::Result<void> allow(const Person& person, std::string_view operation, boost::json::object& request);
// Takes out of an answer what the person does not reach.
void restrict_answer(const Person& person, std::string_view operation, boost::json::value& answer);

}  // namespace hadir::agent
