#include "agent/web_setup.h"

#include <boost/asio.hpp>
#include <boost/json.hpp>

#include "agent/pages.h"
#include "agent/setup.h"
#include "agent/web_routes.h"
#include "common/base/civil.h"
#include "common/base/person_id.h"
#include "common/desk/request.h"
#include "common/http/run_on.h"
#include "common/web/problem.h"

namespace hadir::agent {

using base::Error;
using base::Fault;
using base::Result;
using boost::json::object;
using boost::json::value;

namespace {

Result<object> body_of(const http::Request& request) {
  boost::json::error_code ec;
  boost::json::value body = boost::json::parse(base::text_of(request.body), ec);
  if (ec || !body.is_object()) return Error{Fault::bad_input, "isi permintaan harus objek JSON", "muat ulang halaman"};
  return std::move(body.get_object());
}

const Error only_here{Fault::refused, "PC hanya disiapkan dari PC itu sendiri", "buka halaman ini di PC kantor"};

std::string unit_name(Office& office) {
  const model::Kind& kind = *model::find_kind("unit");
  const auto state =
      store::load_record(office.store().database(), {std::string(log::province), kind, {{kind.key[0].number, office.unit()}}});
  const model::Value name = state ? merge::shown(*state, *model::find_named(kind, "name")) : model::Value{};
  const auto* text = std::get_if<std::string>(&name);
  return text != nullptr ? *text : office.unit();
}

bool has_accounts(Office& office) { return store::count_records(office.store().database(), *model::find_kind("account")) > 0; }

// What still has to be done, and how far enrolment has come.
object setup_json(Workplace& workplace) {
  Office& office = workplace.office;
  object json = office_json(workplace);
  const bool has_code = office.pending_code().has_value(), enrolled = office.is_enrolled();
  json["state"] = has_accounts(office) ? "done" : has_code && !enrolled ? "pending" : "account";
  json["enrolled"] = enrolled;
  json["has_code"] = has_code;
  const auto hub = office.hub_address();
  json["hub"] = hub ? value(hub->url) : value(nullptr);
  json["employees"] = store::count_records(office.store().database(), *model::find_kind("employee"));
  return json;
}

// The error in the JSON of a sync.
Error problem_of(const object& error) {
  object document{{"detail", error.at("what")}, {"hint", error.at("hint")}, {"fault", error.at("fault")}};
  return web::error_of(502, document);
}

// The changes that make the first account, and its person where nobody has imported him yet.
Result<std::vector<model::Change>> first_account(Office& office, const std::string& nip, const object& body, std::string secret,
                                                 std::string pin) {
  if (has_accounts(office))
    return Error{Fault::clash, "kantor ini sudah punya akun", "masuk dengan akun itu, atau jalankan hadir account add di PC ini"};
  std::vector<model::Change> changes;
  if (const std::string name = desk::text_in(body, "name"); !name.empty() && name_of_person(office, nip).empty()) {
    const std::string group = desk::text_in(body, "class");
    auto person = desk::change_of(
        "employee", {{"nip", nip}, {"name", name}, {"unit", office.unit()}, {"class", group.empty() ? "jfu" : group}});
    if (!person) return person.error();
    changes.push_back(std::move(*person));
  }
  AccountChange account{nip, std::move(secret), {}, false, false, {}, {}};
  if (!pin.empty()) account.pin = std::move(pin);
  account.add.set(static_cast<std::size_t>(Role::clerk));
  changes.push_back(change_of(account));
  return changes;
}

}  // namespace

object office_json(Workplace& workplace) {
  Office& office = workplace.office;
  return {{"setup", has_accounts(office) ? "done" : "account"},
          {"unit", office.unit()},
          {"unit_name", unit_name(office)},
          {"now", base::format_rfc3339({office.clock().wall().ms, static_cast<std::int16_t>(office.offset_minutes())})},
          {"offset_minutes", office.offset_minutes()}};
}

// --- an office that has nobody who may sign in yet ---

boost::asio::awaitable<http::Response> WebRoutes::setup(http::Request request) {
  const std::string_view what = request.path().substr(std::string_view("/api/v1/setup").size());
  auto state = [](Workplace& workplace) -> Result<value> { return value(setup_json(workplace)); };
  if (request.method == "GET" && what.empty()) {
    const auto told = co_await api_.on_store(state);
    co_return told ? web::json_response(*told) : web::problem_response(told.error());
  }
  if (!web::is_loopback(request.remote)) co_return web::problem_response(403, only_here);
  const auto now = co_await api_.on_store(state);
  if (!now) co_return web::problem_response(now.error());
  if (now->as_object().at("state") == "done")
    co_return web::problem_response({Fault::clash, "PC ini sudah disiapkan", "masuk dengan NIP dan sandi"});
  if (what == "/stick" && request.method == "GET") {
    auto write = [this](Workplace& workplace) { return api_.perform_here(workplace, "bundle.export", {}); };
    const auto made = co_await api_.on_store(std::move(write));
    co_return made ? bundle_file(made->as_object(), "") : web::problem_response(made.error());
  }
  if (request.method != "POST") co_return http::problem(405, "Method Not Allowed", "Pakai POST.");
  if (what == "/stick") {
    object asked{{"content", base::to_base64(request.body)}};
    auto take = [this, asked = std::move(asked)](Workplace& workplace) -> Result<value> {
      auto taken = api_.perform_here(workplace, "bundle.import", asked);
      if (!taken) return taken;
      object json = setup_json(workplace);
      json["bundle"] = std::move(*taken);
      return value(std::move(json));
    };
    const auto done = co_await api_.on_store(std::move(take));
    co_return done ? web::json_response(*done) : web::problem_response(done.error());
  }
  const auto body = body_of(request);
  if (!body) co_return web::problem_response(body.error());
  if (what == "/enrol") {
    auto keep = [code = desk::text_in(*body, "code")](Workplace& workplace) -> Result<value> {
      if (auto kept = workplace.office.keep_code(code); !kept) return kept.error();
      return value(nullptr);
    };
    const auto kept = co_await api_.on_store(std::move(keep));
    if (!kept) co_return web::problem_response(kept.error(), "code");
    object wish;
    auto synced = co_await api_.sync_now(std::move(wish));
    if (!synced) co_return web::problem_response(synced.error());
    const auto told = co_await api_.on_store(state);
    const value* error = synced->as_object().if_contains("error");
    if (told && error != nullptr && told->as_object().at("enrolled") == false)
      co_return web::problem_response(problem_of(error->as_object()), "code");
    co_return told ? web::json_response(*told) : web::problem_response(told.error());
  }
  if (what != "/account") co_return http::problem(404, "Not Found", "Tidak ada apa-apa di alamat ini.");

  const auto nip = base::parse_person_id(desk::text_in(*body, "nip"));
  if (!nip) co_return web::problem_response(nip.error(), "nip");
  const std::string secret = desk::text_in(*body, "secret"), pin = desk::text_in(*body, "pin");
  if (auto sound = web::check_secret(secret, *nip); !sound) co_return web::problem_response(sound.error(), "secret");
  if (!pin.empty())
    if (auto sound = web::check_pin(pin, *nip); !sound) co_return web::problem_response(sound.error(), "pin");
  auto hash = [this, secret, pin]() -> Result<std::pair<std::string, std::string>> {
    auto hashed = api_.passwords().hash(secret);
    if (!hashed) return hashed.error();
    auto second = pin.empty() ? Result<std::string>(std::string()) : api_.passwords().hash(pin);
    if (!second) return second.error();
    return std::pair(std::move(*hashed), std::move(*second));
  };
  const auto hashes = co_await api_.on_side(std::move(hash));
  if (!hashes) co_return web::problem_response(hashes.error());
  auto record = [nip = *nip, body = *body, hashes = *hashes](Workplace& workplace) -> Result<value> {
    store::Transaction transaction(workplace.office.store().database());
    const auto changes = first_account(workplace.office, nip, body, hashes.first, hashes.second);
    if (!changes) return changes.error();
    for (const store::Outcome& outcome : workplace.office.record_within(*changes, nip))
      if (outcome.kind == store::Outcome::Kind::refused) return outcome.error;
    transaction.commit();
    workplace.note_write();
    return value(nullptr);
  };
  const auto recorded = co_await api_.on_store(std::move(record));
  if (!recorded) co_return web::problem_response(recorded.error());
  std::string name = sessions_.open(*nip, now_ms());
  std::vector<http::Field> fields;
  fields.push_back({"Set-Cookie", web::session_cookie(cookie_, name, request.secure)});
  co_return co_await session_json(std::move(name), std::move(fields));
}

// --- no office at all ---

SetupRoutes::SetupRoutes(const DataDir& dir, const base::Clock& clock, base::Random& random, bool allow_plain_hub,
                         std::function<void()> on_made)
    : dir_(dir), clock_(clock), random_(random), allow_plain_hub_(allow_plain_hub), on_made_(std::move(on_made)) {}

boost::asio::awaitable<http::Response> SetupRoutes::answer(http::Request request) {
  http::Response response;
  if (const std::string_view why = origin_.refusal(request); !why.empty() || !web::is_loopback(request.remote))
    response = web::problem_response(403, only_here);
  else
    response = co_await route(std::move(request));
  web::add_security_fields(response);
  co_return response;
}

boost::asio::awaitable<http::Response> SetupRoutes::route(http::Request request) {
  const std::string path(request.path());
  if (!path.starts_with("/api/")) co_return web::file_response(pages(), request);
  const bool posts = request.method == "POST";
  const object nothing{{"signed_in", false},
                       {"setup", "needed"},
                       {"state", "needed"},
                       {"has_code", false},
                       {"unit", ""},
                       {"unit_name", ""},
                       {"now", base::format_rfc3339({clock_.wall().ms, base::wib_offset_minutes})},
                       {"offset_minutes", int{base::wib_offset_minutes}}};
  if (request.method == "GET" && (path == "/api/v1/session" || path == "/api/v1/setup")) co_return web::json_response(nothing);
  if (posts && path == "/api/v1/setup/enrol") co_return co_await make(std::move(request), true);
  if (posts && path == "/api/v1/setup/offline") co_return co_await make(std::move(request), false);
  co_return web::problem_response(
      {Fault::clash, "PC ini belum disiapkan", "siapkan dahulu dengan kode pendaftaran, atau tanpa jaringan"});
}

boost::asio::awaitable<http::Response> SetupRoutes::make(http::Request request, bool with_code) {
  const auto body = body_of(request);
  if (!body) co_return web::problem_response(body.error());
  SetupWish wish;
  wish.offset_minutes = offset_of_zone(desk::text_in(*body, "time_zone"));
  if (with_code)
    wish.code = desk::text_in(*body, "code");
  else
    wish.unit = desk::text_in(*body, "unit");
  if (with_code && wish.code.empty())
    co_return web::problem_response({Fault::bad_input, "kode pendaftaran belum diisi", "salin kode HADIR1-… dari sekretariat"},
                                    "code");
  auto work = [this, wish]() -> Result<value> {
    auto done = set_up(dir_, wish, clock_, random_, allow_plain_hub_);
    if (!done) return done.error();
    const bool waits = done->problem.has_value();
    object json{
        {"state", waits ? "pending" : "account"}, {"unit", done->office->unit()}, {"enrolled", !wish.code.empty() && !waits}};
    if (waits)
      json["problem"] =
          object{{"fault", base::name_of(done->problem->fault)}, {"what", done->problem->what}, {"hint", done->problem->hint}};
    return value(std::move(json));
  };
  const auto done = co_await http::run_on(thread_.get_executor(), std::move(work));
  if (!done) co_return web::problem_response(done.error(), with_code ? "code" : "unit");
  on_made_();
  if (const value* problem = done->as_object().if_contains("problem"))
    co_return web::problem_response(problem_of(problem->as_object()), "code");
  co_return web::json_response(*done);
}

}  // namespace hadir::agent
