#include "hub/data_dir.h"

#include <array>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/url/parse.hpp>
#include <charconv>

#include "common/base/process.h"
#include "common/base/text.h"
#include "hub/healing.h"
#include "hub/schema.h"

namespace hadir::hub {
namespace {

using base::Error;
using base::Fault;
using base::Result;

constexpr std::size_t small_file_bytes = 256 * 1024;
constexpr std::size_t url_bytes = 256;  // what an enrolment code takes
constexpr std::string_view step_key = "step";
constexpr std::array known_names = {"hub.db",     "hub.json",   "hub.key",    "tls.key", "tls.crt",
                                    "serve.lock", "serve.json", "hub.writer", "backups"};

boost::json::object parse_object(const std::string& text) {
  boost::json::error_code failed;
  boost::json::value value = boost::json::parse(text, failed);
  return failed || !value.is_object() ? boost::json::object() : std::move(value.get_object());
}

std::string text_member(const boost::json::object& object, std::string_view name) {
  const boost::json::value* member = object.if_contains(name);
  return member != nullptr && member->is_string() ? std::string(member->get_string()) : std::string();
}

bool is_ours(const std::string& name) {
  for (const std::string_view known : known_names)
    if (name == known || (name.starts_with(known) && (known == "hub.db" || name == std::string(known) + ".new"))) return true;
  return false;
}

Result<void> check_directory(const std::filesystem::path& root) {
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator(root, failed))
    if (!is_ours(entry.path().filename().string()))
      return Error{Fault::clash, root.string() + " berisi berkas lain (" + entry.path().filename().string() + ")",
                   "pilih direktori kosong dengan --data"};
  if (failed)
    return Error{Fault::refused, "tidak dapat membaca " + root.string() + ": " + failed.message(), "periksa hak aksesnya"};
  return {};
}

Result<base::KeyPair> read_key(const std::filesystem::path& path) {
  const auto text = base::read_file(path, small_file_bytes);
  if (!text) return text.error();
  const auto bytes = base::from_hex(base::trim(*text));
  base::Seed seed;
  if (!bytes || bytes->size() != seed.size())
    return Error{Fault::corrupt, path.string() + " rusak",
                 "kembalikan berkas ini dari cadangan; tanpa kunci yang sama semua kantor harus mendaftar ulang"};
  std::ranges::copy(*bytes, seed.begin());
  return base::KeyPair(seed);
}

Result<base::KeyPair> make_key(const std::filesystem::path& path, base::Random& random) {
  if (std::filesystem::exists(path)) return read_key(path);
  base::KeyPair key = base::KeyPair::generate(random);
  if (auto written = base::write_private_file(path, base::to_hex(key.seed()) + "\n"); !written) return written.error();
  return key;
}

Result<void> make_tls(const std::filesystem::path& root, const std::string& url, const base::Clock& clock) {
  if (std::filesystem::exists(root / "tls.crt")) return {};
  std::vector<std::string> names{"localhost", "127.0.0.1"};
  if (const auto parsed = boost::urls::parse_uri(url); parsed && !parsed->host_address().empty()) {
    const std::string host = parsed->host_address();
    if (host != names[0] && host != names[1]) names.insert(names.begin(), host);
  }
  auto identity = http::make_self_signed(names, clock.wall());
  if (!identity) return identity.error();
  if (auto written = base::write_private_file(root / "tls.key", identity->key_pem); !written) return written;
  return base::write_private_file(root / "tls.crt", identity->certificate_pem);
}

Result<http::Identity> read_identity(const std::filesystem::path& certificate, const std::filesystem::path& key) {
  auto certificate_pem = base::read_file(certificate, small_file_bytes);
  if (!certificate_pem) return certificate_pem.error();
  auto key_pem = base::read_file(key, small_file_bytes);
  if (!key_pem) return key_pem.error();
  return http::Identity{std::move(*certificate_pem), std::move(*key_pem)};
}

Result<void> choose_certificate(const DataDir::Asked& asked, Settings& settings) {
  if (asked.certificate.has_value() != asked.key.has_value())
    return Error{Fault::bad_input, "--certificate dan --key harus diberikan bersama", "sebutkan kedua berkas PEM"};
  if (!asked.certificate) return {};
  settings.certificate = settings.key = "";
  if (asked.certificate->empty()) return {};
  const auto identity = read_identity(*asked.certificate, *asked.key);
  if (!identity) return identity.error();
  if (const auto context = http::make_server_context(*identity); !context) return context.error();
  settings.certificate = std::filesystem::absolute(*asked.certificate).string();
  settings.key = std::filesystem::absolute(*asked.key).string();
  return {};
}

Result<void> write_settings(const std::filesystem::path& root, const Settings& settings) {
  boost::json::object object{{"url", settings.url}, {"certificate", settings.certificate}, {"key", settings.key}};
  return base::write_private_file(root / "hub.json", boost::json::serialize(object) + "\n");
}

bool is_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), port);
  return parsed.ec == std::errc() && parsed.ptr == text.data() + text.size();
}

}  // namespace

Result<std::string> parse_public_url(std::string_view text) {
  text = base::trim(text);
  while (text.ends_with('/')) text.remove_suffix(1);
  const Error wrong{Fault::bad_input, "alamat \"" + base::printable(text, 80) + "\" tidak dapat dipakai",
                    "tulis sebagai https://hub.provinsi.go.id atau https://HOST:PORT"};
  const auto url = boost::urls::parse_uri(text);
  if (!url || text.size() > url_bytes || url->scheme() != "https" || url->host_address().empty() || url->has_userinfo() ||
      url->has_query() || url->has_fragment() || (url->has_port() && !is_port(url->port())))
    return wrong;
  return std::string(text);
}

Result<DataDir::Made> DataDir::initialise(const std::filesystem::path& given, const Asked& asked, const base::Clock& clock,
                                          base::Random& random) {
  const std::filesystem::path root = std::filesystem::absolute(given).lexically_normal();
  if (auto made = base::make_private_directory(root); !made) return made.error();
  if (auto checked = check_directory(root); !checked) return checked.error();
  const bool present = std::filesystem::exists(root / "hub.json");
  std::error_code ignored;
  if (!present) std::filesystem::permissions(root, std::filesystem::perms::owner_all, ignored);  // it may have been made by hand
  Settings settings;
  if (present) {
    auto opened = open(root);
    if (!opened) return opened.error();
    settings = opened->settings();
  }
  const Settings before = settings;
  if (asked.url && !asked.url->empty()) {
    auto url = parse_public_url(*asked.url);
    if (!url) return url.error();
    settings.url = std::move(*url);
  }
  if (auto chosen = choose_certificate(asked, settings); !chosen) return chosen.error();

  auto key = make_key(root / "hub.key", random);
  if (!key) return key.error();
  if (auto made = make_tls(root, settings.url, clock); !made) return made.error();
  DataDir dir(root, std::move(*key), settings);
  const auto store = dir.open_store();
  if (!store) return store.error();
  const auto filled = store::guarded([&] {
    store::Transaction transaction((*store)->database());
    if (!(*store)->hub_key()) (*store)->set_hub_key(dir.key().public_key());
    if (!(*store)->number(epoch_key)) (*store)->set_number(epoch_key, static_cast<std::int64_t>(random.next() >> 1));
    transaction.commit();
  });
  if (!filled) return filled.error();
  // Last, because a directory with hub.json counts as complete.
  if (!present || settings != before)
    if (auto written = write_settings(root, settings); !written) return written.error();
  return Made{std::move(dir), !present};
}

Result<DataDir> DataDir::open(const std::filesystem::path& given) {
  const std::filesystem::path root = std::filesystem::absolute(given).lexically_normal();
  const auto text = base::read_file(root / "hub.json", small_file_bytes);
  if (!text && text.error().fault == Fault::not_found)
    return Error{Fault::not_found, "belum ada hub di " + root.string(), "jalankan: hadir-hub init --data " + root.string()};
  if (!text) return text.error();
  auto key = read_key(root / "hub.key");
  if (!key) return key.error();
  const boost::json::object object = parse_object(*text);
  return DataDir(root, std::move(*key),
                 {text_member(object, "url"), text_member(object, "certificate"), text_member(object, "key")});
}

Result<http::Identity> DataDir::tls() const {
  return is_self_signed() ? read_identity(root_ / "tls.crt", root_ / "tls.key")
                          : read_identity(settings_.certificate, settings_.key);
}

Result<std::unique_ptr<store::ReplicaStore>> DataDir::open_store() const {
  const std::string path = database().string();
  auto store = store::ReplicaStore::open(path);
  if (!store) return store;
  if (auto migrated = store::migrate_more((*store)->database(), path, migrations(), schema_key); !migrated)
    return migrated.error();
  const auto belongs = store::guarded([&] {
    const auto key = (*store)->hub_key();
    return !key || *key == key_.public_key();
  });
  if (!belongs) return belongs.error();
  if (!*belongs)
    return Error{Fault::corrupt, "hub.key bukan kunci dari basis data di " + root_.string(),
                 "kembalikan hub.key dan hub.db dari cadangan yang sama"};
  return store;
}

Result<std::unique_ptr<base::FileLock>> DataDir::lock_service() const {
  return base::FileLock::try_acquire(root_ / "serve.lock");
}

bool DataDir::is_served() const { return base::FileLock::is_held(root_ / "serve.lock"); }

store::BackupPlan DataDir::backups() const {
  store::BackupPlan plan;
  plan.database = database();
  plan.directory = store::backups_beside(plan.database);
  plan.at_minutes = 60 + 30;
  return plan;
}

Result<void> DataDir::announce(const std::string& url) const {
  const boost::json::object object{{"url", url}, {"process", base::process_id()}};
  return base::write_private_file(root_ / "serve.json", boost::json::serialize(object) + "\n");
}

void DataDir::withdraw() const {
  std::error_code ignored;
  std::filesystem::remove(root_ / "serve.json", ignored);
}

std::optional<DataDir::Serving> DataDir::serving() const {
  if (!is_served()) return std::nullopt;
  const auto text = base::read_file(root_ / "serve.json", small_file_bytes);
  if (!text) return std::nullopt;
  const boost::json::object object = parse_object(*text);
  const boost::json::value* process = object.if_contains("process");
  return Serving{text_member(object, "url"),
                 process != nullptr && process->is_int64() ? static_cast<int>(process->get_int64()) : 0};
}

std::filesystem::path DataDir::mark_file() const { return base::mark_path(root_); }

void DataDir::count_step(store::ReplicaStore& store) { store.set_number(step_key, store.number(step_key).value_or(0) + 1); }

// After the database: dying in between leaves the database ahead, which means nothing.
Result<void> DataDir::mark_step(store::ReplicaStore& store) const {
  const auto step = store::guarded([&] { return store.number(step_key).value_or(0); });
  if (!step) return step.error();
  if (auto made = base::make_private_directory(mark_file().parent_path()); !made) return made;
  return base::write_private_file(mark_file(), std::to_string(*step) + "\n");
}

std::int64_t DataDir::marked_step() const {
  std::int64_t marked = 0;
  if (const auto text = base::read_file(mark_file(), small_file_bytes))
    std::from_chars(text->data(), text->data() + text->size(), marked);
  return marked;
}

// Two, because a database that served at that moment may be a step ahead of its mark.
Result<void> DataDir::note_restored() const {
  if (auto made = base::make_private_directory(mark_file().parent_path()); !made) return made;
  return base::write_private_file(mark_file(), std::to_string(marked_step() + 2) + "\n");
}

Result<bool> DataDir::notice_restore(store::ReplicaStore& store, base::Random& random, std::int64_t now_ms) const {
  // The mark first: whoever takes a step at this moment moves the database before the mark.
  const std::int64_t marked = marked_step();
  const auto restored = store::guarded([&] {
    store::Transaction transaction(store.database());
    const std::int64_t step = store.number(step_key).value_or(0);
    const bool went_back = step < marked;
    if (went_back) {
      const auto epoch = static_cast<std::int64_t>(random.next() >> 1);
      store.set_number(epoch_key, epoch);
      store.set_number(sync::hub_behind_key, 1);
      note_restoration(store, epoch, now_ms);
    }
    store.set_number(step_key, std::max(step, marked) + 1);
    transaction.commit();
    return went_back;
  });
  if (!restored) return restored;
  if (auto written = mark_step(store); !written) return written.error();
  return restored;
}

DataDir::Writer DataDir::writer(store::ReplicaStore& store, base::Random& random) const {
  const std::filesystem::path path = root_ / "hub.writer";
  base::KeyPair key = std::filesystem::exists(path) ? read_key(path).value() : key_;
  const auto wrote_as = store.own_origin();
  const bool behind = store.number(sync::hub_behind_key).value_or(0) == 1;
  if (behind || (wrote_as && *wrote_as != log::origin_of(key.public_key()))) {
    key = base::KeyPair::generate(random);
    base::write_private_file(path, base::to_hex(key.seed()) + "\n").value();
    store.set_number(sync::hub_behind_key, 0);
  }
  store.set_own_origin(log::origin_of(key.public_key()));
  Writer writer{std::move(key), {}};
  if (writer.key.public_key() != key_.public_key())
    writer.introduction.push_back(log::hub_writer_extension(key_.sign(log::hub_writer_message(writer.key.public_key()))));
  return writer;
}

}  // namespace hadir::hub
