// Operations about sealed data: who in the unit can read it. Rows of the table in operations.cc.
#pragma once

#include "agent/operations.h"

namespace hadir::agent {

// {"pc", "writes_with": key or null, "keys": [{"key", "writes", "from": [PCs that shared it], "on_sheet"}],
//  "unread": {"commits", "keys"}}
base::Result<boost::json::value> seal_status(Workplace& workplace, const boost::json::object& request);
// {"key": the one this PC writes under, or null, "pcs": [{"pc", "self", "keys"}], "sheets": [{"sheet", "keys"}]}; "keys": what
// was shared with it, the one of "key" among them where it reads what is written here.
base::Result<boost::json::value> seal_list(Workplace& workplace, const boost::json::object& request);
// Makes a key where this PC has none, so that it is known in the unit.
base::Result<boost::json::value> seal_ask(Workplace& workplace, const boost::json::object& request);
// {"pc"}: shares all keys of this PC with it. Answers {"pc", "keys", "accept": the key that this PC writes under}.
base::Result<boost::json::value> seal_admit(Workplace& workplace, const boost::json::object& request);
// {"key"}: writes under this key from now on, which was shared with this PC.
base::Result<boost::json::value> seal_accept(Workplace& workplace, const boost::json::object& request);
// {"share": [PCs]}: writes under a new key from now on, shared with these.
base::Result<boost::json::value> seal_renew(Workplace& workplace, const boost::json::object& request);
// {"public_key"}: shares all keys with a recovery sheet. The code stays with whoever prints it; without a public key the pair is
// made here, and the answer has its "code", which is kept nowhere.
base::Result<boost::json::value> seal_sheet(Workplace& workplace, const boost::json::object& request);
// {"code"}: takes over what a recovery sheet opens, to read it here.
base::Result<boost::json::value> seal_recover(Workplace& workplace, const boost::json::object& request);

// Whether the key that this PC writes under is lost with this PC: nobody else has it, and no sheet.
bool is_seal_at_risk(Office& office);

}  // namespace hadir::agent
