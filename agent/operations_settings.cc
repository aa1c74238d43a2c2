#include "agent/operations_settings.h"

#include <spdlog/spdlog.h>

#include <boost/json/array.hpp>

#include "common/base/text.h"

namespace hadir::agent {
namespace {

using base::Error;
using base::Fault;
using base::Result;
using boost::json::array;
using boost::json::object;
using boost::json::value;

array list_of(const std::vector<std::string>& texts) {
  array list;
  for (const std::string& one : texts) list.emplace_back(one);
  return list;
}

value web_lan_json(const Workplace& workplace) {
  if (!workplace.web_lan) return nullptr;
  const WebLan::State state = workplace.web_lan();
  return object{{"urls", list_of(state.urls)},
                {"fingerprint", state.fingerprint},
                {"problem", state.problem ? value(base::describe(*state.problem)) : value(nullptr)}};
}

std::string trimmed(std::string_view text) {
  const std::size_t from = text.find_first_not_of(' ');
  return from == std::string_view::npos ? "" : std::string(text.substr(from, text.find_last_not_of(' ') - from + 1));
}

}  // namespace

Settings settings_of(Workplace& workplace) {
  const auto all = parse_settings(settings_in_force(workplace.fixed_settings, load_settings(workplace.office.store())));
  return all ? *all : Settings();
}

Result<value> setting_list(Workplace& workplace, const object&) {
  const SettingTexts all = settings_in_force(workplace.fixed_settings, load_settings(workplace.office.store()));
  array settings;
  for (const SettingRow& row : setting_rows())
    settings.push_back(object{{"name", row.name},
                              {"value", text_of(all, row.name)},
                              {"default", row.otherwise},
                              {"fixed", is_fixed(workplace.fixed_settings, row.name)},
                              {"help", row.help}});
  return value(object{{"settings", std::move(settings)},
                      {"web_lan", web_lan_json(workplace)},
                      {"addresses", list_of(machine_addresses())},
                      {"machine", machine_name()}});
}

Result<value> setting_set(Workplace& workplace, const object& request) {
  store::ReplicaStore& store = workplace.office.store();
  const SettingTexts before = load_settings(store);
  SettingTexts after = before;
  std::string changed, author = "petugas";
  for (const auto& [key, given] : request) {
    const std::string name(key);
    if (name == "author") {
      if (given.is_string()) author = given.get_string();
      continue;
    }
    const SettingRow* row = find_setting(name);
    if (row == nullptr) {
      std::string known;
      for (const SettingRow& one : setting_rows()) known += std::string(known.empty() ? "" : ", ") + one.name;
      return Error{Fault::bad_input, "setelan \"" + base::printable(name, 40) + "\" tidak dikenal", "yang ada: " + known};
    }
    if (!given.is_string()) return Error{Fault::bad_input, name + ": harus teks", row->help};
    if (is_fixed(workplace.fixed_settings, name))
      return Error{Fault::refused, name + ": ditetapkan oleh pemasang layanan dan tidak dapat diubah di sini",
                   "cabut --" + name + " dari perintah layanan (systemctl edit hadir-agent), atau ubah di sana"};
    const std::string text = trimmed(given.get_string());
    if (text.empty() || text == row->otherwise)
      after.erase(name);
    else
      after[name] = text;
    if (text_of(before, name) != text_of(after, name))
      changed += (changed.empty() ? "" : ", ") + name + "=" + text_of(after, name);
  }
  const auto wanted = parse_settings(settings_in_force(workplace.fixed_settings, after));
  if (!wanted) return wanted.error();
  if (!changed.empty()) {
    keep_settings(store, after);
    if (workplace.follow_settings)
      if (auto followed = workplace.follow_settings(*wanted); !followed) {
        keep_settings(store, before);
        return followed.error();
      }
    if (workplace.is_service)
      spdlog::info("settings changed by {}: {}", base::printable(author, 40), base::printable(changed, 400));
  }
  return setting_list(workplace, {});
}

}  // namespace hadir::agent
