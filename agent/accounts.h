// The accounts of an office's page, as its records say; and what somebody is in the office on a day. On the store's thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agent/office.h"
#include "agent/rights.h"

namespace hadir::agent {

struct Account {
  std::string nip;
  std::string secret, pin;  // Argon2id texts; never to leave this program
  bool must_change = false, disabled = false;
  Roles given;  // by somebody: clerk, head, secretary, personnel, health
};

std::optional<Account> find_account(Office& office, const std::string& nip);
std::vector<Account> all_accounts(Office& office);
// Of the person's record; empty where there is none.
std::string name_of_person(Office& office, const std::string& nip);

// A change to an account; what is not set is left as it is. Records nothing: the caller does.
struct AccountChange {
  std::string nip;
  std::optional<std::string> secret, pin;  // hashed
  std::optional<bool> must_change, disabled;
  Roles add, remove;  // those that change; two people who change different ones both have their way
};
model::Change change_of(const AccountChange& change);

// Who is below whom today, by the tiers (common/rules/tiers.h). Asked of the Book when it is needed, once.
class Superiors {
 public:
  explicit Superiors(Office& office);
  ~Superiors();
  bool is_below(const std::string& nip, const std::string& superior);
  bool has_subordinates(const std::string& superior);

 private:
  struct Loaded;
  Loaded& loaded();
  Office& office_;
  std::unique_ptr<Loaded> loaded_;
};

// What an account may be at the page today. `post`: the title of the post that the person holds, or his position.
struct Standing {
  Roles roles;
  std::string post;
};
Standing standing_of(Office& office, const Account& account, Superiors& superiors);
// Who asks for one operation, with as little looking up as it needs; `superiors` must outlive him. Fault::refused where the
// account is shut, or its secret must be changed first.
base::Result<Person> person_for(Office& office, const std::string& nip, std::string_view operation, Superiors& superiors);

}  // namespace hadir::agent
