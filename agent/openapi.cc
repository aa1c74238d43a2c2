#include "agent/openapi.h"

#include <boost/json/array.hpp>
#include <set>
#include <span>

#include "agent/openapi_answers.h"
#include "agent/operations.h"
#include "agent/rights.h"
#include "common/desk/commands.h"
#include "common/desk/desk.h"

namespace hadir::agent {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

// Arguments of the office's own operations, which have no row of a command. "type" as JSON Schema names it.
struct Member {
  const char* operation;
  const char* name;
  const char* type;
  const char* help;
  bool required = false;
};
constexpr Member members[] = {
    {"punch", "employee", "string", "NIP", true},
    {"punch", "direction", "string", "in, out atau unknown", true},
    {"punch", "at", "string", "waktu RFC 3339; tanpa ini: sekarang"},
    {"punch", "source", "string", "asal catatan; tanpa ini: manual"},
    {"schedule.set", "employee", "string", "NIP", true},
    {"schedule.set", "date", "string", "tanggal", true},
    {"schedule.set", "mode", "string", "WFO, WFH, OFF, LEAVE atau DL", true},
    {"schedule.set", "shift", "string", "kode sif"},
    {"report.submit", "employee", "string", "NIP", true},
    {"report.submit", "date", "string", "tanggal; tanpa ini: hari ini"},
    {"report.submit", "status", "string", "draft, submitted, forwarded, approved atau returned"},
    {"report.submit", "activities", "array", "kegiatan"},
    {"records", "kind", "string", "jenis catatan", true},
    {"records", "where", "array", "syarat: kolom=nilai, kolom>=nilai, kolom<=nilai"},
    {"records", "after", "string", "halaman berikutnya: next dari halaman ini"},
    {"records", "times", "boolean", "presensi: juga mutu jam"},
    {"conflicts.settle", "id", "string", "nama pertentangan", true},
    {"conflicts.settle", "keep", "integer", "nomor nilai yang dipertahankan"},
    {"conflicts.settle", "value", "string", "nilai lain"},
    {"import", "items", "array", "baris: {line, raw, record}", true},
    {"import", "source", "string", "asal berkas"},
    {"import.file", "name", "string", "nama berkas", true},
    {"import.file", "content", "string", "isi berkas, sebagai teks", true},
    {"import.file", "kind", "string", "jenis catatan CSV"},
    {"import.file", "check", "boolean", "hanya periksa; tidak ada yang disimpan"},
    {"quarantine.list", "dismissed", "boolean", "yang sudah disisihkan"},
    {"quarantine.dismiss", "ids", "array", "nomor baris", true},
    {"quarantine.dismiss", "why", "string", "alasan", true},
    {"quarantine.dismiss", "forget", "boolean", "hapus juga isinya"},
    {"explain", "record", "array", "JENIS/KUNCI, atau JENIS NIP TANGGAL", true},
    {"sync", "check", "boolean", "lalu bandingkan dengan hub"},
    {"sync", "max_bytes", "integer", "paling banyak sekian bita"},
    {"setting.set", "max-bytes-per-day", "string", "kuota sinkronisasi per hari, mis. 5M; kosong: tanpa batas"},
    {"setting.set", "bulk-hours", "string", "jam bagi data besar, mis. 18:00-05:30; kosong: kapan saja"},
    {"setting.set", "backup-at", "string", "jam cadangan harian, mis. 12:30, atau never"},
    {"setting.set", "web-lan", "string", "alamat halaman bagi PC lain, mis. 0.0.0.0:7443; kosong: mati"},
    {"setting.set", "web-name", "string", "nama atau alamat IP PC ini bagi PC lain, dipisah spasi"},
    {"setting.set", "web-lan-kiosk", "string", "yes: PC lain juga boleh menampilkan mesin presensi"},
    {"compact", "keep_months", "integer", "bulan yang tetap lengkap"},
    {"compact", "dry_run", "boolean", "hanya katakan"},
    {"bundle.export", "part_bytes", "integer", "ukuran terbesar tiap berkas"},
    {"bundle.import", "content", "string", "isi berkas, base64", true},
    {"bundle.carried.content", "name", "string", "nama", true},
    {"bundle.carried.remove", "name", "string", "nama", true},
    {"account.set", "nip", "string", "NIP", true},
    {"account.set", "roles", "array", "semua tugasnya: clerk, head, secretary, personnel, health"},
    {"account.secret", "nip", "string", "NIP", true},
    {"account.secret", "secret", "string", "sandi baru, paling sedikit 8 huruf"},
    {"account.secret", "pin", "string", "PIN baru, 6 sampai 12 angka"},
    {"account.secret", "old", "string", "sandi sekarang, untuk akun sendiri"},
};

object described(object schema, const std::string& text) {
  if (!text.empty()) schema["description"] = text;
  return schema;
}

object reference(const char* name) { return {{"$ref", std::string("#/components/schemas/") + name}}; }

object list_of(object items) { return {{"type", "array"}, {"items", std::move(items)}}; }

// --- records ---

object schema_of(const model::Field& field) {
  using enum model::Type;
  object schema;
  switch (field.type) {
    case text_list: schema = list_of({{"type", "string"}}); break;
    case date: schema = {{"type", "string"}, {"format", "date"}}; break;
    case instant: schema = {{"type", "string"}, {"format", "date-time"}}; break;
    case boolean: schema = {{"type", "boolean"}}; break;
    case integer: schema = {{"type", "integer"}}; break;
    case choice: {
      array choices;
      for (const char* one : field.choices) choices.emplace_back(one);
      schema = {{"type", "string"}, {"enum", std::move(choices)}};
      break;
    }
    default: schema = {{"type", "string"}};
  }
  if (field.type == secret) schema["readOnly"] = true;
  return described(std::move(schema), field.help);
}

object schema_of(const model::Kind& kind) {
  object properties;
  array required;
  for (const auto fields : {kind.key, kind.fields})
    for (const model::Field& field : fields) {
      if (field.type == model::Type::offset) continue;
      object schema = schema_of(field);
      if (!field.required) schema = {{"anyOf", array{std::move(schema), object{{"type", "null"}}}}};
      properties[field.name] = std::move(schema);
      if (field.required) required.emplace_back(field.name);
    }
  object schema{{"type", "object"}, {"properties", std::move(properties)}, {"required", std::move(required)}};
  return described(std::move(schema), kind.help);
}

// --- operations ---

object schema_of(const desk::Argument& argument) {
  using enum desk::Argument::Form;
  object schema;
  switch (argument.form) {
    case words:
    case options: schema = list_of({{"type", "string"}}); break;
    case flag: schema = {{"type", "boolean"}}; break;
    default: schema = {{"type", "string"}};
  }
  return described(std::move(schema), argument.help);
}

// What goes into a request, by all commands that make one; required is what all of them require.
object request_of(std::string_view operation, std::string& summary) {
  object properties;
  std::optional<std::set<std::string>> required;
  const auto require = [&](const std::set<std::string>& these) {
    if (!required) {
      required = these;
      return;
    }
    std::erase_if(*required, [&](const std::string& name) { return !these.contains(name); });
  };
  for (const desk::Command* command : desk::all_commands()) {
    if (operation != command->operation) continue;
    if (summary.empty()) summary = command->help;
    std::set<std::string> needed;
    for (const desk::Argument& argument : command->arguments) {
      properties[argument.name] = schema_of(argument);
      if (argument.required) needed.insert(argument.name);
    }
    if (command->paper != nullptr) properties["paper"] = object{{"type", "string"}, {"description", "nama laporan"}};
    require(needed);
  }
  std::set<std::string> own;
  bool is_own = false;
  for (const Member& member : members) {
    if (operation != member.operation) continue;
    is_own = true;
    object schema{{"type", member.type}};
    if (std::string_view(member.type) == "array") schema["items"] = object();
    properties[member.name] = described(std::move(schema), member.help);
    if (member.required) own.insert(member.name);
  }
  if (is_own) require(own);
  array names;
  if (required)
    for (const std::string& one : *required) names.emplace_back(one);
  return {{"type", "object"}, {"properties", std::move(properties)}, {"required", std::move(names)}};
}

object json_content(object schema) { return {{"application/json", object{{"schema", std::move(schema)}}}}; }

object problems() {
  return {{"description", "ditolak atau gagal; detail mengatakan sebabnya, hint langkah berikutnya"},
          {"content", object{{"application/problem+json", object{{"schema", reference("Problem")}}}}}};
}

object post(const std::string& id, const std::string& summary, object body, object answer) {
  object operation{
      {"operationId", id},
      {"requestBody", object{{"required", true}, {"content", json_content(std::move(body))}}},
      {"responses", object{{"200", object{{"description", "berhasil"}, {"content", json_content(std::move(answer))}}},
                           {"default", problems()}}}};
  if (!summary.empty()) operation["summary"] = summary;
  return operation;
}

object get(const std::string& id, const std::string& summary, object content) {
  return {{"operationId", id},
          {"summary", summary},
          {"responses",
           object{{"200", object{{"description", "berhasil"}, {"content", std::move(content)}}}, {"default", problems()}}}};
}

// With which codes an operation is refused or fails: web_routes.cc, and http::status_of of its fault.
struct Refusal {
  const char* status;
  const char* help;
};
constexpr Refusal refusals[] = {
    {"400", "permintaan keliru; field menyebut isian mana"},
    {"401", "belum masuk, atau tanpa tanda pengenal"},
    {"403", "tidak diizinkan, atau tidak dapat dilakukan sekarang"},
    {"404", "yang disebut tidak ada"},
    {"409", "bertentangan dengan yang sudah ada"},
    {"413", "terlalu besar"},
    {"422", "data yang tersimpan atau dikirim rusak"},
    {"500", "penyimpanan gagal; tidak ada yang dicatat"},
    {"501", "tidak didukung versi ini"},
    {"502", "hub tidak terjangkau"},
    {"503", "sedang sibuk; coba lagi"},
};

void add_refusals(object& responses) {
  for (const Refusal& one : refusals) {
    object problem = problems();
    problem["description"] = one.help;
    responses[one.status] = std::move(problem);
  }
}

object call_path_item(std::string_view name) {
  std::string summary;
  object body = request_of(name, summary);
  object operation = post(std::string(name), summary, std::move(body), answer_schema(name).value_or(object()));
  add_refusals(operation.at("responses").as_object());
  operation["security"] = array{object{{"session", array()}, {"csrf", array()}}, object{{"command", array()}}};
  if (const Right* right = find_right(name)) {
    constexpr const char* reaches[] = {"none", "own", "below", "unit"};
    object roles;
    for (std::size_t role = 0; role < role_count; ++role)
      roles[name_of(static_cast<Role>(role))] = reaches[static_cast<std::size_t>(right->reach[role])];
    operation["x-hadir-rights"] = std::move(roles);
  }
  return {{"post", std::move(operation)}};
}

object text_schema(const char* help) { return {{"type", "string"}, {"description", help}}; }

object closed(object properties, array required) {
  return {{"type", "object"}, {"properties", std::move(properties)}, {"required", std::move(required)}};
}

void add_pages_paths(object& paths) {
  const object secret{{"nip", text_schema("NIP")}, {"secret", text_schema("sandi")}};
  object session{
      {"get", get("session.show", "siapa yang masuk, dan apa yang boleh dilakukannya", json_content(reference("Session")))},
      {"post", post("session.begin", "masuk", closed(secret, {"nip", "secret"}), reference("Session"))},
      {"delete", get("session.end", "keluar", json_content({{"type", "object"}}))}};
  paths["/api/v1/session"] = std::move(session);
  paths["/api/v1/kiosk"] = object{{"get", get("kiosk.show", "jam dan daftar hari ini", json_content(reference("Kiosk")))}};
  paths["/api/v1/kiosk/punch"] =
      object{{"post", post("kiosk.punch", "catat dengan PIN",
                           closed({{"nip", text_schema("NIP")},
                                   {"pin", text_schema("PIN")},
                                   {"direction", object{{"type", "string"}, {"enum", array{"in", "out"}}}}},
                                  {"nip", "pin"}),
                           reference("KioskPunch"))}};
  paths["/api/v1/events"] = object{{"get", get("events", "status, sync dan changed, begitu terjadi",
                                               {{"text/event-stream", object{{"schema", object{{"type", "string"}}}}}})}};
  const object file{{"application/octet-stream", object{{"schema", object{{"type", "string"}, {"format", "binary"}}}}}};
  object exported = post("bundle.file", "berkas untuk hub", {{"type", "object"}}, {});
  exported.at("responses").as_object().at("200").as_object()["content"] = file;
  paths["/api/v1/bundle/export"] = object{{"post", std::move(exported)}};
  object imported = post("bundle.take", "ambil berkas dari hub", {}, {{"type", "object"}});
  imported.at("requestBody").as_object()["content"] = file;
  paths["/api/v1/bundle/import"] = object{{"post", std::move(imported)}};
  const object setup = reference("Setup");
  paths["/api/v1/setup"] = object{{"get", get("setup.show", "apa yang masih harus disiapkan", json_content(setup))}};
  paths["/api/v1/setup/enrol"] = object{
      {"post",
       post("setup.enrol", "siapkan dengan kode",
            closed({{"code", text_schema("HADIR1-…")}, {"time_zone", text_schema("WIB, WITA atau WIT")}}, {"code"}), setup)}};
  paths["/api/v1/setup/offline"] = object{
      {"post",
       post("setup.offline", "siapkan tanpa jaringan",
            closed({{"unit", text_schema("kode unit")}, {"time_zone", text_schema("WIB, WITA atau WIT")}}, {"unit"}), setup)}};
  object stick = post("setup.stick", "ambil jawaban pendaftaran dari stik", {}, setup);
  stick.at("requestBody").as_object()["content"] = file;
  paths["/api/v1/setup/stick"] =
      object{{"get", get("setup.request", "berkas pendaftaran untuk stik", file)}, {"post", std::move(stick)}};
  paths["/api/v1/setup/account"] = object{{"post", post("setup.account", "akun pertama, petugas presensi",
                                                        closed({{"nip", text_schema("NIP")},
                                                                {"name", text_schema("nama, bila belum tercatat")},
                                                                {"secret", text_schema("sandi")},
                                                                {"pin", text_schema("PIN")}},
                                                               {"nip", "secret"}),
                                                        reference("Session"))}};
  paths["/api/v1/openapi.json"] = object{{"get", get("openapi", "dokumen ini", json_content({{"type", "object"}}))}};
}

object schemas() {
  object all;
  array any;
  for (const model::Kind& kind : model::kinds()) {
    all[kind.name] = schema_of(kind);
    if (std::string_view(kind.name) == "punch")
      all[kind.name].at("properties").as_object()["time"] =
          object{{"anyOf", array{reference("PunchTime"), object{{"type", "null"}}}}, {"description", "hanya dengan times"}};
    any.push_back(reference(kind.name));
  }
  for (const auto& [name, shape] : shared_shapes()) all[name] = shape;
  all["AnyRecord"] = object{{"anyOf", std::move(any)}};
  const object text{{"type", "string"}}, number{{"type", "integer"}}, yes_no{{"type", "boolean"}};
  const object clock = closed({{"quality", text}, {"bound_ms", number}}, {"quality", "bound_ms"});
  all["Problem"] = closed(
      {{"type", text}, {"title", text}, {"status", number}, {"detail", text}, {"hint", text}, {"fault", text}, {"field", text}},
      {"type", "title", "status", "detail"});
  all["Person"] = closed(
      {{"nip", text}, {"name", text}, {"roles", list_of(text)}, {"post", text}, {"must_change", yes_no}, {"has_pin", yes_no}},
      {"nip", "name", "roles"});
  all["Session"] = closed({{"signed_in", yes_no},
                           {"setup", object{{"type", "string"}, {"enum", array{"needed", "account", "done"}}}},
                           {"unit", text},
                           {"unit_name", text},
                           {"now", object{{"type", "string"}, {"format", "date-time"}}},
                           {"offset_minutes", number},
                           {"csrf", text},
                           {"person", reference("Person")},
                           {"allowed", list_of(text)},
                           {"idle_s", number}},
                          {"signed_in", "setup"});
  const object punch = closed({{"name", text}, {"at", text}, {"direction", text}}, {"name", "at", "direction"});
  all["Kiosk"] = closed({{"now", text},
                         {"offset_minutes", number},
                         {"clock", clock},
                         {"unit_name", text},
                         {"today", list_of(punch)},
                         {"count", number}},
                        {"now", "clock", "today", "count"});
  all["KioskPunch"] = closed({{"name", text},
                              {"at", text},
                              {"direction", text},
                              {"quality", text},
                              {"bound_ms", number},
                              {"message", text},
                              {"warning", text}},
                             {"name", "at", "direction", "message"});
  all["Setup"] =
      object{{"type", "object"},
             {"properties", object{{"state", object{{"type", "string"}, {"enum", array{"needed", "pending", "account", "done"}}}},
                                   {"result", text},
                                   {"unit", text},
                                   {"enrolled", yes_no},
                                   {"has_code", yes_no},
                                   {"employees", number},
                                   {"problem", object{{"type", "object"}}}}}};
  return all;
}

}  // namespace

object openapi_document() {
  object paths;
  for (const Operation& one : operations()) paths[std::string("/api/v1/call/") + one.name] = call_path_item(one.name);
  for (const desk::Operation* one : desk::all_operations())
    paths[std::string("/api/v1/call/") + one->name] = call_path_item(one->name);
  add_pages_paths(paths);
  const object security{{"session", object{{"type", "apiKey"}, {"in", "cookie"}, {"name", "hadir-PORT"}}},
                        {"csrf", object{{"type", "apiKey"}, {"in", "header"}, {"name", "X-Hadir-Csrf"}}},
                        {"command", object{{"type", "http"}, {"scheme", "bearer"}, {"description", "token dari service.json"}}}};
  return {{"openapi", "3.1.0"},
          {"info", object{{"title", "hadir: API layanan kantor"}, {"version", HADIR_VERSION}}},
          {"paths", std::move(paths)},
          {"components", object{{"schemas", schemas()}, {"securitySchemes", security}}}};
}

}  // namespace hadir::agent
