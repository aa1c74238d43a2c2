// init, enrol, revoke.
#include <fmt/format.h>

#include <boost/url/parse.hpp>
#include <iostream>

#include "common/base/text.h"
#include "common/sync/enrolment_code.h"
#include "hub/cli.h"
#include "hub/registry.h"

namespace hadir::hub {
namespace {

using base::Error;
using base::Fault;
using base::Result;

constexpr std::int64_t day_ms = 24 * 3600 * 1000;

Result<std::string> pin_of(const DataDir& dir) {
  const auto identity = dir.tls();
  if (!identity) return identity.error();
  return http::spki_pin(identity->certificate_pem);
}

std::string fingerprint_text(const DataDir& dir) { return base::to_hex(sync::fingerprint_of(dir.key().public_key())); }

// --- init ---

Result<void> run_init(Session& session, const DataDir::Asked& asked) {
  const auto made = DataDir::initialise(session.data, asked, session.clock, session.random);
  if (!made) return made.error();
  const DataDir& dir = made->dir;
  const auto pin = pin_of(dir);
  if (!pin) return pin.error();
  const std::string& url = dir.settings().url;
  if (session.json) {
    print({{"created", made->created},
           {"data", dir.root().string()},
           {"url", url.empty() ? boost::json::value() : boost::json::value(url)},
           {"hub_key", base::to_hex(dir.key().public_key())},
           {"fingerprint", fingerprint_text(dir)},
           {"tls", {{"self_signed", dir.is_self_signed()}, {"pin", *pin}}}});
    return {};
  }
  print(fmt::format("{} {}\n", made->created ? "Hub baru dibuat di" : "Hub sudah ada di", dir.root().string()));
  print(fmt::format("  alamat umum   {}\n", url.empty() ? "(belum ditentukan; lihat --url)" : url));
  print(fmt::format("  sidik kunci   {}\n", fingerprint_text(dir)));
  print(fmt::format("  TLS           {} {}\n",
                    dir.is_self_signed() ? "sertifikat sendiri," : "sertifikat " + dir.settings().certificate + ",", *pin));
  if (made->created)
    print("Simpan cadangan direktori ini, terutama hub.key: tanpa kunci itu semua kantor harus mendaftar ulang.\n");
  return {};
}

void add_init(CLI::App& app, Session& session) {
  CLI::App* command =
      add_command(app, session, "init", "Membuat hub, atau mengubah pengaturannya; kunci yang ada tidak pernah diganti",
                  "  hadir-hub init --url https://hub.provinsi.go.id\n"
                  "  hadir-hub init --url https://hub.provinsi.go.id --certificate fullchain.pem --key privkey.pem\n"
                  "Sertifikat yang diberikan dibaca saat serve mulai; yang sendiri dikenali kantor lewat kode pendaftaran.\n");
  const auto asked = std::make_shared<DataDir::Asked>();
  const auto own = std::make_shared<bool>(false);
  command->add_option("--url", asked->url, "Alamat umum hub, yang masuk ke kode pendaftaran")->type_name("https://…");
  command->add_option("--certificate", asked->certificate, "Sertifikat TLS (PEM, dengan perantaranya)")->type_name("BERKAS");
  command->add_option("--key", asked->key, "Kunci sertifikat itu (PEM)")->type_name("BERKAS");
  command->add_flag("--self-signed", *own, "Kembali ke sertifikat sendiri");
  command->callback([&session, asked, own] {
    if (*own) asked->certificate = asked->key = "";
    session.command = [&session, asked] { return run_init(session, *asked); };
  });
}

// --- enrol ---

struct EnrolOptions {
  std::string unit, url;
  std::uint32_t days = 14;
  bool pin = false;
};

// "https://hub:0" means the port that `serve` has at the moment.
Result<std::string> with_real_port(const std::string& url, const std::optional<DataDir::Serving>& serving) {
  const auto parsed = boost::urls::parse_uri(url);
  if (!parsed || parsed->port() != "0") return url;
  const auto actual = serving ? boost::urls::parse_uri(serving->url) : boost::urls::parse_uri("");
  if (!actual)
    return Error{Fault::refused, "alamat " + url + " belum punya port: serve tidak sedang berjalan",
                 "jalankan serve dahulu, atau sebutkan --url lengkap"};
  return "https://" + std::string(parsed->encoded_host()) + ":" + std::string(actual->port()) +
         std::string(parsed->encoded_path());
}

Result<std::string> public_url(const DataDir& dir, const std::string& asked) {
  const auto serving = dir.serving();
  if (!asked.empty()) {
    const auto url = parse_public_url(asked);
    return url ? with_real_port(*url, serving) : url;
  }
  if (!dir.settings().url.empty()) return with_real_port(dir.settings().url, serving);
  if (!serving)
    return Error{Fault::refused, "alamat hub belum ditentukan",
                 "jalankan: hadir-hub init --url https://…  (atau enrol dengan --url)"};
  const auto actual = boost::urls::parse_uri(serving->url);
  if (!actual || actual->host_address() == "0.0.0.0" || actual->host_address() == "::")
    return Error{Fault::refused, "alamat hub belum ditentukan; " + serving->url + " bukan alamat yang dapat dituju kantor",
                 "jalankan: hadir-hub init --url https://…  (atau enrol dengan --url)"};
  return serving->url;
}

Result<void> run_enrol(Session& session, const EnrolOptions& options) {
  if (!model::is_unit_code(options.unit))
    return Error{Fault::bad_input, "kode unit \"" + base::printable(options.unit, 40) + "\" tidak sah",
                 "huruf, angka, titik, - dan _, paling panjang 32"};
  const auto hub = open_hub(session);
  if (!hub) return hub.error();
  const DataDir& dir = hub->dir;
  const auto url = public_url(dir, options.url);
  if (!url) return url.error();
  sync::EnrolmentCode code{*url, sync::fingerprint_of(dir.key().public_key()), std::nullopt, {}, options.unit};
  if (dir.is_self_signed() || options.pin) {
    const auto pin = pin_of(dir);
    if (!pin) return pin.error();
    code.tls_pin = sync::parse_curl_pin(*pin);
    HADIR_CHECK(code.tls_pin.has_value());
  }
  SqliteRegistry registry(*hub->store);
  const std::int64_t now_ms = session.clock.wall().ms, expires_ms = now_ms + options.days * day_ms;
  const auto unit = registry.unit(options.unit);
  code.secret = registry.make_code(options.unit, now_ms, expires_ms, session.random);
  const std::string text = sync::encode_code(code);
  if (session.json) {
    print({{"code", text},
           {"unit", options.unit},
           {"unit_name", unit ? boost::json::value(unit->unit_name) : boost::json::value()},
           {"url", *url},
           {"pinned", code.tls_pin.has_value()},
           {"expires", json_time(expires_ms)}});
    return {};
  }
  if (!unit)
    std::cerr << "Perhatian: unit " << options.unit << " belum ada di daftar unit; periksa kodenya (hadir-hub unit import).\n";
  print(fmt::format("Kode pendaftaran satu PC untuk unit {}{}, sekali pakai, berlaku sampai {}:\n\n{}\n\n", options.unit,
                    unit ? " (" + unit->unit_name + ")" : "", local_time(expires_ms), text));
  print(fmt::format("Di PC kantor itu:  hadir-agent init --enrol KODE\nAlamat hub:        {}\n", *url));
  return {};
}

void add_enrol(CLI::App& app, Session& session) {
  CLI::App* command = add_command(app, session, "enrol", "Membuat kode pendaftaran sekali pakai untuk satu PC sebuah unit",
                                  "  hadir-hub enrol 7.01\n"
                                  "  hadir-hub enrol 7.01 --days 2 --json\n");
  const auto options = std::make_shared<EnrolOptions>();
  command->add_option("unit", options->unit, "Kode unit")->required()->type_name("UNIT");
  command->add_option("--url", options->url, "Alamat hub dalam kode ini, sebagai ganti yang dari init")->type_name("https://…");
  command->add_option("--days", options->days, "Masa berlaku dalam hari")->check(CLI::Range(1, 365))->capture_default_str();
  command->add_flag("--pin", options->pin, "Ikat kode ini pada sertifikat yang diberikan dengan init --certificate");
  command->callback([&session, options] { session.command = [&session, options] { return run_enrol(session, *options); }; });
}

// --- revoke ---

Result<void> run_revoke(Session& session, const std::string& whom) {
  const auto hub = open_hub(session);
  if (!hub) return hub.error();
  const auto revoked = SqliteRegistry(*hub->store).revoke(whom, session.clock.wall().ms);
  if (!revoked) return revoked.error();
  if (session.json) {
    boost::json::array replicas;
    for (const Replica& one : revoked->replicas)
      replicas.push_back({{"origin", log::to_text(one.origin)}, {"unit", one.unit}, {"label", one.label}});
    print(
        {{"revoked", std::move(replicas)}, {"already_revoked", revoked->already}, {"codes_withdrawn", revoked->codes_withdrawn}});
    return {};
  }
  for (const Replica& one : revoked->replicas)
    print(fmt::format("Dicabut: {} ({}), unit {}\n", log::to_text(one.origin), one.label, one.unit));
  if (revoked->replicas.empty() && revoked->already == 0 && revoked->codes_withdrawn == 0)
    print("Tidak ada lagi yang dicabut.\n");
  if (revoked->already > 0) print(fmt::format("Sudah dicabut sebelumnya: {} PC\n", revoked->already));
  if (revoked->codes_withdrawn > 0) print(fmt::format("Kode pendaftaran ditarik: {}\n", revoked->codes_withdrawn));
  return {};
}

void add_revoke(CLI::App& app, Session& session) {
  CLI::App* command = add_command(app, session, "revoke", "Mencabut pendaftaran: semua PC sebuah unit, atau satu PC",
                                  "  hadir-hub revoke 7.01               semua PC unit itu, dan kode yang belum dipakai\n"
                                  "  hadir-hub revoke 3f9c0a7be1d24c55   satu PC, seperti pada hadir-hub status\n");
  const auto whom = std::make_shared<std::string>();
  command->add_option("whom", *whom, "Kode unit, atau nama PC (16 angka heksadesimal)")->required()->type_name("UNIT|PC");
  command->callback([&session, whom] { session.command = [&session, whom] { return run_revoke(session, *whom); }; });
}

}  // namespace

void add_setup_commands(CLI::App& app, Session& session) {
  add_init(app, session);
  add_enrol(app, session);
  add_revoke(app, session);
}

}  // namespace hadir::hub
