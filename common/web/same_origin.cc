#include "common/web/same_origin.h"

#include <algorithm>

#include "common/base/text.h"

namespace hadir::web {
namespace {

std::string_view without_port(std::string_view host) {
  const std::size_t colon = host.rfind(':');
  if (host.starts_with('[')) return host.substr(0, std::min(host.find(']') + 1, host.size()));
  return colon == std::string_view::npos ? host : host.substr(0, colon);
}

}  // namespace

bool is_loopback(std::string_view address) { return address.starts_with("127.") || address == "::1"; }

bool SameOrigin::is_ours(std::string_view host) const {
  const std::string_view name = without_port(host);
  if (name.empty()) return false;
  if (base::equals_ignoring_case(name, "localhost") || name == "127.0.0.1" || name == "[::1]") return true;
  return std::ranges::any_of(names_, [&](const std::string& one) { return base::equals_ignoring_case(name, one); });
}

std::string_view SameOrigin::refusal(const http::Request& request) const {
  const std::string_view host = request.field("Host");
  if (!is_ours(host)) return "Alamat ini bukan alamat layanan hadir di PC ini.";
  const std::string_view origin = request.field("Origin");
  const std::string own = (request.secure ? "https://" : "http://") + std::string(host);
  if (!origin.empty() && !base::equals_ignoring_case(origin, own)) return "Permintaan ini datang dari halaman lain.";
  // A navigation from elsewhere may show our pages; nothing from elsewhere may call.
  const std::string_view site = request.field("Sec-Fetch-Site");
  if (request.method != "GET" && !site.empty() && site != "same-origin" && site != "none")
    return "Permintaan ini datang dari halaman lain.";
  return {};
}

}  // namespace hadir::web
