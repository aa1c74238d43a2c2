// Whether a request comes from a page of ours and goes to a name of ours. A page of somebody else's must neither act here with a
// person's cookie, nor reach us under a name that he has pointed at this PC (DNS rebinding).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/http/message.h"

namespace hadir::web {

class SameOrigin {
 public:
  // Names and addresses beside the loopback's, without ports.
  explicit SameOrigin(std::vector<std::string> names = {}) : names_(std::move(names)) {}

  // Nothing where all is well, else why it is refused (Indonesian).
  std::string_view refusal(const http::Request& request) const;

 private:
  bool is_ours(std::string_view host) const;
  std::vector<std::string> names_;
};

// Of the address itself, as http::Request::remote has it.
bool is_loopback(std::string_view address);

}  // namespace hadir::web
