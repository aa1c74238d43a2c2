#include "agent/data_dir.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fstream>
#include <sstream>

namespace hadir::agent {
namespace {

std::optional<std::string> read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::ostringstream content;
  content << file.rdbuf();
  return content.str();
}

base::Result<DataDir::Keys> parse_keys(const std::string& text, const std::filesystem::path& path) {
  const base::Error damaged{base::Fault::corrupt, "berkas kunci " + path.string() + " rusak",
                            "kembalikan dari cadangan, atau daftarkan PC ini sebagai PC baru"};
  DataDir::Keys keys;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    while (line.ends_with('\r')) line.pop_back();
    const auto bytes = base::from_hex(line);
    base::Seed seed;
    if (!bytes || bytes->size() != seed.size()) return damaged;
    std::ranges::copy(*bytes, seed.begin());
    keys.emplace_back(seed);
  }
  if (keys.empty()) return damaged;
  return keys;
}

std::string text_of(const DataDir::Keys& keys) {
  std::string text;
  for (const base::KeyPair& key : keys) text += base::to_hex(key.seed()) + "\n";
  return text;
}

}  // namespace

bool DataDir::is_initialised() const { return std::filesystem::exists(root_ / "replica.key"); }

store::BackupPlan DataDir::backups() const {
  store::BackupPlan plan;
  plan.database = database();
  plan.directory = store::backups_beside(plan.database);
  return plan;
}

base::Result<DataDir::Keys> DataDir::create(base::Random& random) const {
  if (is_initialised()) return load_keys();
  if (auto made = base::make_private_directory(root_); !made) return made.error();
  Keys keys{base::KeyPair::generate(random)};
  if (auto written = save_keys(keys); !written) return written.error();
  return keys;
}

base::Result<DataDir::Keys> DataDir::load_keys() const {
  const std::filesystem::path path = root_ / "replica.key";
  const auto text = read_file(path);
  if (!text)
    return base::Error{
        base::Fault::not_found, "belum ada data hadir di " + root_.string() + " (atau tidak boleh dibaca)",
        "jalankan dahulu: hadir-agent init --data " + root_.string() + " --enrol KODE, atau pilih direktori dengan --data"};
  return parse_keys(*text, path);
}

base::Result<void> DataDir::save_keys(const Keys& keys) const {
  return base::write_private_file(root_ / "replica.key", text_of(keys));
}

DataDir::Keys DataDir::load_former_keys() const {
  const std::filesystem::path path = root_ / "former.key";
  const auto text = read_file(path);
  const auto keys = text ? parse_keys(*text, path) : Keys{};
  return keys ? *keys : Keys{};
}

base::Result<void> DataDir::keep_former_keys(const Keys& keys) const {
  Keys all = load_former_keys();
  for (const base::KeyPair& key : keys)
    if (std::ranges::find(all, key.public_key(), &base::KeyPair::public_key) == all.end()) all.push_back(key);
  return base::write_private_file(root_ / "former.key", text_of(all));
}

std::optional<std::string> DataDir::read_mark() const { return read_file(base::mark_path(root_)); }

base::Result<void> DataDir::write_mark(const std::string& text) const {
  const std::filesystem::path path = base::mark_path(root_);
  if (auto made = base::make_private_directory(path.parent_path()); !made) return made.error();
  return base::write_private_file(path, text);
}

base::Result<void> DataDir::announce(const Service& service) const {
  const boost::json::object object{{"port", service.port}, {"token", service.token}};
  return base::write_private_file(root_ / "service.json", boost::json::serialize(object) + "\n");
}

base::Result<std::unique_ptr<base::FileLock>> DataDir::lock_service() const {
  auto lock = base::FileLock::try_acquire(root_ / "service.lock");
  if (lock && !*lock)
    return base::Error{base::Fault::busy, "layanan hadir untuk direktori ini sudah berjalan",
                       "hentikan dahulu layanan yang lama"};
  return lock;
}

bool DataDir::is_service_running() const { return base::FileLock::is_held(root_ / "service.lock"); }

void DataDir::withdraw() const {
  std::error_code ignored;
  std::filesystem::remove(root_ / "service.json", ignored);
}

std::optional<DataDir::Service> DataDir::service() const {
  const auto text = read_file(root_ / "service.json");
  if (!text) return std::nullopt;
  boost::json::error_code ec;
  const boost::json::value value = boost::json::parse(*text, ec);
  const auto* object = ec ? nullptr : value.if_object();
  if (object == nullptr || !object->contains("port") || !object->contains("token")) return std::nullopt;
  const auto port = object->at("port").to_number<std::uint16_t>(ec);
  if (ec || !object->at("token").is_string()) return std::nullopt;
  return Service{port, std::string(object->at("token").get_string())};
}

}  // namespace hadir::agent
