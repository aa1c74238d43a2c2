// The operations of `hadir account …` and of the page's accounts. Hashes of secrets never leave them.
#pragma once

#include "agent/operations.h"

namespace hadir::agent {

// -> {"rows": [{"nip", "name", "roles", "has_secret", "has_pin", "must_change", "disabled"}]}
base::Result<boost::json::value> account_list(Workplace& workplace, const boost::json::object& request);
// {"nip", "roles"?: [clerk, head, secretary, personnel, health], "add"?, "remove"?: roles, "disabled"?} -> what stands now. Makes
// the account where there is none, with a secret that is made up and told once, as "secret".
base::Result<boost::json::value> account_set(Workplace& workplace, const boost::json::object& request);
// {"nip", "secret"?, "pin"?, "old"?}: new ones. Without either: a secret is made up and told once, as "secret". Somebody else's
// secret must be changed at the next signing in; for one's own (as "author") "old" is asked for where there is one.
base::Result<boost::json::value> account_secret(Workplace& workplace, const boost::json::object& request);

}  // namespace hadir::agent
