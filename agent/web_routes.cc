// A rule for GCC 12, which destroys temporaries of an awaited expression twice in some cases: what a coroutine is given is a
// variable of its own, moved.
#include "agent/web_routes.h"

#include <boost/asio.hpp>
#include <boost/json.hpp>

#include "agent/bundles.h"
#include "agent/kept_lockouts.h"
#include "agent/openapi.h"
#include "agent/pages.h"
#include "agent/service.h"
#include "common/base/person_id.h"
#include "common/base/text.h"
#include "common/web/problem.h"

namespace hadir::agent {

using base::Error;
using base::Fault;
using base::Result;
using boost::json::object;
using boost::json::value;

namespace {

const Error not_signed_in{Fault::refused, "Anda belum masuk, atau sudah keluar karena lama tidak dipakai",
                          "masuk dengan NIP dan sandi"};
constexpr std::string_view api_path = "/api/v1/";

Result<object> object_of(const http::Request& request) {
  boost::json::error_code ec;
  boost::json::value body = boost::json::parse(base::text_of(request.body), ec);
  if (ec || !body.is_object())
    return Error{Fault::bad_input, "isi permintaan harus objek JSON", "muat ulang halaman; bila terulang, perbarui hadir"};
  return std::move(body.get_object());
}

std::string text_member(const object& from, std::string_view name) {
  const value* member = from.if_contains(name);
  return member != nullptr && member->is_string() ? std::string(member->get_string()) : std::string();
}

// The NIP in its canonical form, as records hold it; empty where there is none.
std::string person_text(const object& body) {
  const auto id = base::parse_person_id(text_member(body, "nip"));
  return id ? *id : std::string();
}

http::Response not_there() { return http::problem(404, "Not Found", "Tidak ada apa-apa di alamat ini."); }

http::Response wrong_method(const char* allowed) {
  http::Response response = http::problem(405, "Method Not Allowed", std::string("Pakai ") + allowed + ".");
  response.fields.push_back({"Allow", allowed});
  return response;
}

// The member that an error begins with: "nip: …".
std::string field_in(const Error& error, const object& request) {
  const std::size_t colon = error.what.find(": ");
  const std::string name = colon == std::string::npos ? "" : error.what.substr(0, colon);
  return request.contains(name) ? name : "";
}

http::Response response_of(const Result<value>& done, const object& request) {
  return done ? web::json_response(*done) : web::problem_response(done.error(), field_in(done.error(), request));
}

std::string query_value(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    if (pair.starts_with(name) && pair.size() > name.size() && pair[name.size()] == '=')
      return std::string(pair.substr(name.size() + 1));
    query.remove_prefix(std::min(end + 1, query.size()));
  }
  return "";
}

}  // namespace

WebRoutes::WebRoutes(Api& api, web::Events& events, const base::Clock& clock, base::Random& random, std::string token,
                     const WebOptions& options)
    : api_(api),
      events_(events),
      clock_(clock),
      random_(random),
      token_("Bearer " + std::move(token)),
      options_(options),
      origin_(options.names),
      sessions_(random),
      secrets_({}),
      pins_({}),
      // A kiosk's wrong PINs all come from one address: it waits little, and never long.
      addresses_({30, 1'000, 60'000, 10'000, 4'096}) {}

void WebRoutes::follow(const WebOptions& options) {
  options_ = options;
  origin_ = web::SameOrigin(options.names);
}

boost::asio::awaitable<http::Response> WebRoutes::answer(http::Request request) {
  http::Response response;
  if (const std::string_view why = origin_.refusal(request); !why.empty())
    response = web::problem_response(
        403, {Fault::refused, std::string(why), "buka halaman hadir dengan alamat yang diberikan hadir web"});
  else
    response = co_await route(std::move(request));
  web::add_security_fields(response);
  co_return response;
}

WebRoutes::Answer WebRoutes::route(http::Request request) {
  const std::string path(request.path());
  if (!path.starts_with("/api/")) co_return web::file_response(pages(), request);
  if (!path.starts_with(api_path)) co_return not_there();
  const std::string name = path.substr(api_path.size());
  const bool reads = request.method == "GET", posts = request.method == "POST";
  if (path.starts_with(call_path)) {
    if (!posts) co_return wrong_method("POST");
    std::string operation = path.substr(std::string_view(call_path).size());
    co_return co_await call(std::move(request), std::move(operation));
  }
  if (name == "session") {
    if (reads) co_return co_await get_session(std::move(request));
    if (posts) co_return co_await sign_in(std::move(request));
    if (request.method == "DELETE") co_return sign_out(request);
    co_return wrong_method("GET, POST, DELETE");
  }
  if (name == "events") {
    if (!reads) co_return wrong_method("GET");
    if (!caller_of(request, false) && !is_kiosk_allowed(request)) co_return web::problem_response(401, not_signed_in);
    const auto executor = co_await boost::asio::this_coro::executor;
    co_return events_.listen(executor);
  }
  if (name == "kiosk") {
    if (!reads) co_return wrong_method("GET");
    co_return co_await kiosk(std::move(request));
  }
  if (name == "kiosk/punch") {
    if (!posts) co_return wrong_method("POST");
    co_return co_await kiosk_punch(std::move(request));
  }
  if (name == "openapi.json") co_return reads ? web::json_response(openapi_document()) : wrong_method("GET");
  if (name == "bundle/export" || name == "bundle/import") {
    if (!posts) co_return wrong_method("POST");
    co_return co_await bundle(std::move(request));
  }
  if (name == "setup" || name.starts_with("setup/")) co_return co_await setup(std::move(request));
  co_return not_there();
}

// --- calls ---

std::optional<WebRoutes::Caller> WebRoutes::caller_of(const http::Request& request, bool use) {
  const std::string_view name = web::cookie_in(request.field("Cookie"), cookie_);
  const web::Session* session = sessions_.find(name, now_ms(), use);
  if (session == nullptr) return std::nullopt;
  return Caller{std::string(name), session->person, session->csrf};
}

std::optional<http::Response> WebRoutes::refusal_of(const http::Request& request, const std::optional<Caller>& caller) const {
  if (!caller) return web::problem_response(401, not_signed_in);
  if (!base::equal_in_constant_time(base::bytes_of(request.field("X-Hadir-Csrf")), base::bytes_of(caller->csrf)))
    return web::problem_response(403, {Fault::refused, "Permintaan ini tidak datang dari halaman hadir", "muat ulang halaman"});
  return std::nullopt;
}

WebRoutes::Answer WebRoutes::call(http::Request request, std::string operation) {
  const std::string_view authorization = request.field("Authorization");
  const bool trusted = base::equal_in_constant_time(base::bytes_of(authorization), base::bytes_of(token_));
  std::optional<Caller> caller;
  if (!trusted) {
    if (!authorization.empty()) co_return http::problem(401, "Unauthorized", "Permintaan tanpa tanda pengenal layanan ini.");
    caller = caller_of(request, true);
    if (auto refused = refusal_of(request, caller)) co_return std::move(*refused);
  }
  auto body = object_of(request);
  if (!body) co_return web::problem_response(body.error());
  if (caller) co_return co_await call_as(std::move(*caller), std::move(operation), std::move(*body));
  const object asked = *body;
  const auto done = co_await api_.call(std::move(operation), std::move(*body));
  co_return response_of(done, asked);
}

WebRoutes::Answer WebRoutes::call_as(Caller caller, std::string operation, object request) {
  request["author"] = caller.person;
  const bool is_sync = operation == "sync";
  auto work = [&](Workplace& workplace) -> Result<value> {
    Superiors superiors(workplace.office);
    const auto person = person_for(workplace.office, caller.person, operation, superiors);
    if (!person) return person.error();
    if (auto allowed = allow(*person, operation, request); !allowed) return allowed.error();
    if (is_sync) return value(nullptr);
    auto done = api_.perform_here(workplace, operation, request);
    if (done) restrict_answer(*person, operation, *done);
    return done;
  };
  auto done = co_await api_.on_thread_of(operation, std::move(work));
  if (done && is_sync) {
    object wish = request;
    done = co_await api_.sync_now(std::move(wish));
  }
  if (done && operation.starts_with("account.") && done->as_object().contains("nip")) {
    // Another secret, or another standing: whoever is in under the old one comes in again.
    const std::string nip(done->as_object().at("nip").as_string());
    sessions_.close_others(nip, nip == caller.person ? caller.name : "");
  }
  co_return response_of(done, request);
}

WebRoutes::Answer WebRoutes::bundle(http::Request request) {
  const bool exports = request.path().ends_with("/export");
  const auto caller = caller_of(request, true);
  if (auto refused = refusal_of(request, caller)) co_return std::move(*refused);
  object asked;
  if (!exports) asked["content"] = base::to_base64(request.body);
  Caller who = *caller;
  std::string operation = exports ? "bundle.export" : "bundle.import";
  http::Response told = co_await call_as(std::move(who), std::move(operation), std::move(asked));
  if (!exports || told.status != 200) co_return told;
  const boost::json::value files = boost::json::parse(base::text_of(told.body));
  co_return bundle_file(files.as_object(), query_value(request.query(), "part"));
}

http::Response bundle_file(const object& exported, const std::string& wanted) {
  const auto& parts = exported.at("parts").as_array();
  const bool is_number = !wanted.empty() && wanted.size() < 5 && wanted.find_first_not_of("0123456789") == std::string::npos;
  const std::size_t part = is_number ? std::stoul(wanted) : 1;
  if (part < 1 || part > parts.size()) return not_there();
  const object& file = parts[part - 1].as_object();
  http::Response response;
  response.content_type = "application/octet-stream";
  response.body = base::from_base64(file.at("content").as_string()).value();
  response.fields.push_back({"Content-Disposition", "attachment; filename=\"" + std::string(file.at("name").as_string()) + "\""});
  response.fields.push_back({"X-Hadir-Parts", std::to_string(parts.size())});
  response.fields.push_back({"Cache-Control", "no-store"});
  return response;
}

// --- sessions ---

WebRoutes::Answer WebRoutes::get_session(http::Request request) {
  const auto caller = caller_of(request, false);
  std::string name = caller ? caller->name : std::string();
  std::vector<http::Field> fields;
  co_return co_await session_json(std::move(name), std::move(fields));
}

WebRoutes::Answer WebRoutes::session_json(std::string name, std::vector<http::Field> fields) {
  const web::Session* session = sessions_.find(name, now_ms(), false);
  const std::string person = session != nullptr ? session->person : "", csrf = session != nullptr ? session->csrf : "";
  auto work = [person](Workplace& workplace) -> Result<value> {
    object json = office_json(workplace);
    const auto account = person.empty() ? std::nullopt : find_account(workplace.office, person);
    if (!account || account->disabled) return value(std::move(json));
    Superiors superiors(workplace.office);
    const Standing standing = standing_of(workplace.office, *account, superiors);
    boost::json::array roles, allowed;
    for (std::size_t role = 0; role < role_count; ++role)
      if (standing.roles[role]) roles.emplace_back(name_of(static_cast<Role>(role)));
    for (const std::string& one : allowed_operations(standing.roles)) allowed.emplace_back(one);
    const std::string known = name_of_person(workplace.office, person);
    json["person"] =
        object{{"nip", person},         {"name", known.empty() ? person : known}, {"roles", std::move(roles)},
               {"post", standing.post}, {"must_change", account->must_change},    {"has_pin", !account->pin.empty()}};
    json["allowed"] = std::move(allowed);
    return value(std::move(json));
  };
  auto told = co_await api_.on_store(std::move(work));
  if (!told) co_return web::problem_response(told.error());
  object& json = told->as_object();
  json["signed_in"] = json.contains("person");
  if (json.contains("person")) json["csrf"] = csrf;
  json["idle_s"] = sessions_.limits().idle_ms / 1000;
  http::Response response = web::json_response(*told);
  response.fields.insert(response.fields.end(), fields.begin(), fields.end());
  co_return response;
}

std::optional<http::Response> WebRoutes::locked(web::Lockout& lockout, const std::string& who, const std::string& address) {
  std::int64_t wait = addresses_.try_now(address, now_ms());
  if (wait == 0) wait = lockout.try_now(who, now_ms());
  if (wait == 0) {
    lockouts_changed_ |= lockout.is_kept(who);
    return std::nullopt;
  }
  const std::int64_t seconds = (wait + 999) / 1000;
  http::Response response = web::problem_response(429, {Fault::busy, "Terlalu banyak percobaan yang salah",
                                                        seconds < 120 ? "coba lagi dalam " + std::to_string(seconds) + " detik"
                                                                      : "coba lagi dalam " + std::to_string((seconds + 59) / 60) +
                                                                            " menit, atau mintalah petugas memberi yang baru"});
  response.fields.push_back({"Retry-After", std::to_string(seconds)});
  return response;
}

void WebRoutes::forgive(web::Lockout& lockout, const std::string& who, const std::string& address) {
  lockouts_changed_ |= lockout.is_kept(who);
  lockout.forgive(who);
  addresses_.take_back(address);
}

void WebRoutes::recall_lockouts(base::ByteView bytes) { KeptLockouts::recall(bytes, boot_id(), now_ms(), secrets_, pins_); }

boost::asio::awaitable<void> WebRoutes::keep_lockouts() {
  if (!std::exchange(lockouts_changed_, false)) co_return;
  const KeptLockouts kept{secrets_.kept(now_ms(), KeptLockouts::most_names), pins_.kept(now_ms(), KeptLockouts::most_names)};
  auto work = [text = kept.encode(boot_id(), now_ms())](Workplace& workplace) -> Result<value> {
    workplace.office.store().set_bytes(kept_lockouts_name, base::bytes_of(text));
    return value(nullptr);
  };
  const auto done = co_await api_.on_store(std::move(work));
  lockouts_changed_ |= !done;  // a full disk: they hold here all the same
}

WebRoutes::Answer WebRoutes::sign_in(http::Request request) {
  const auto body = object_of(request);
  if (!body) co_return web::problem_response(body.error());
  const std::string nip = person_text(*body), secret = text_member(*body, "secret");
  if (nip.empty() || nip.size() > base::limits::person_id_bytes || secret.size() > web::longest_secret)
    co_return web::problem_response(401, {Fault::refused, "NIP atau sandi tidak benar", "periksa keduanya, lalu coba lagi"});
  if (auto wait = locked(secrets_, nip, request.remote)) co_return std::move(*wait);
  co_await keep_lockouts();
  auto look = [nip](Workplace& workplace) -> Result<Account> { return find_account(workplace.office, nip).value_or(Account{}); };
  const auto account = co_await api_.on_store(std::move(look));
  if (!account) co_return web::problem_response(account.error());
  auto compare = [this, stored = account->secret, secret] { return api_.passwords().matches(stored, secret); };
  const bool right = co_await api_.on_side(std::move(compare));
  if (!right)
    co_return web::problem_response(401, {Fault::refused, "NIP atau sandi tidak benar", "periksa keduanya, lalu coba lagi"});
  forgive(secrets_, nip, request.remote);
  co_await keep_lockouts();
  if (account->disabled)
    co_return web::problem_response(403, {Fault::refused, "Akun ini ditutup", "hubungi petugas presensi kantor"});
  sessions_.close(web::cookie_in(request.field("Cookie"), cookie_));
  std::string name = sessions_.open(nip, now_ms());
  std::vector<http::Field> fields;
  fields.push_back({"Set-Cookie", web::session_cookie(cookie_, name, request.secure)});
  co_return co_await session_json(std::move(name), std::move(fields));
}

http::Response WebRoutes::sign_out(const http::Request& request) {
  const auto caller = caller_of(request, false);
  if (caller)
    if (auto refused = refusal_of(request, caller)) return std::move(*refused);
  sessions_.close(web::cookie_in(request.field("Cookie"), cookie_));
  http::Response response = web::json_response(object{{"signed_in", false}});
  response.fields.push_back({"Set-Cookie", web::ended_cookie(cookie_, request.secure)});
  return response;
}

// --- kiosk ---

bool WebRoutes::is_kiosk_allowed(const http::Request& request) const {
  return web::is_loopback(request.remote) || options_.kiosk_on_lan;
}

WebRoutes::Answer WebRoutes::kiosk(http::Request request) {
  if (!is_kiosk_allowed(request))
    co_return web::problem_response(
        403, {Fault::refused, "Mesin presensi hanya di PC kantor ini", "pakai PC itu, atau mesin sidik jari"});
  auto work = [](Workplace& workplace) -> Result<value> { return value(kiosk_json(workplace)); };
  const auto told = co_await api_.on_store(std::move(work));
  co_return response_of(told, {});
}

WebRoutes::Answer WebRoutes::kiosk_punch(http::Request request) {
  if (!is_kiosk_allowed(request))
    co_return web::problem_response(
        403, {Fault::refused, "Mesin presensi hanya di PC kantor ini", "pakai PC itu, atau mesin sidik jari"});
  const auto body = object_of(request);
  if (!body) co_return web::problem_response(body.error());
  const std::string nip = person_text(*body), pin = text_member(*body, "pin"), direction = text_member(*body, "direction");
  if (!direction.empty() && direction != "in" && direction != "out")
    co_return web::problem_response({Fault::bad_input, "direction: harus in atau out", "muat ulang halaman"}, "direction");
  const Error wrong{Fault::refused, "NIP atau PIN tidak benar", "periksa keduanya; PIN baru diberikan oleh petugas presensi"};
  if (nip.empty() || nip.size() > base::limits::person_id_bytes || pin.empty() || pin.size() > web::longest_pin)
    co_return web::problem_response(401, wrong, "pin");
  if (auto wait = locked(pins_, nip, request.remote)) co_return std::move(*wait);
  co_await keep_lockouts();
  auto look = [nip](Workplace& workplace) -> Result<Account> { return find_account(workplace.office, nip).value_or(Account{}); };
  const auto account = co_await api_.on_store(std::move(look));
  if (!account) co_return web::problem_response(account.error());
  auto compare = [this, stored = account->pin, pin] { return api_.passwords().matches(stored, pin); };
  const bool right = co_await api_.on_side(std::move(compare));
  if (!right || account->disabled) co_return web::problem_response(401, wrong, "pin");
  forgive(pins_, nip, request.remote);
  co_await keep_lockouts();
  auto work = [nip, direction](Workplace& workplace) { return punch_at_kiosk(workplace, nip, direction); };
  const auto done = co_await api_.on_store(std::move(work));
  co_return response_of(done, *body);
}

}  // namespace hadir::agent
