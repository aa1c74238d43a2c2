#include "agent/uplink.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <csignal>

#include "agent/tls_session.h"
#include "common/http/link_tuning.h"
#include "common/sync/upload.h"

namespace hadir::agent {
namespace {

using base::Error;
using base::Fault;

constexpr std::chrono::seconds longest_retry_after = std::chrono::hours(24);

// One post as libcurl's callbacks see it.
struct Transfer {
  const UplinkOptions* options;
  const base::Clock* clock;
  const std::function<bool()>* cancelled;
  HttpReply reply;
  base::BootTime moved_at = clock->boot();
  curl_off_t moved_up = 0;
  curl_off_t moved_down = 0;
  std::uint64_t body_sent = 0;  // over all connections that libcurl tried
  bool is_long = false;
  bool was_cancelled = false;
  bool stalled = false;
  bool too_large = false;

  // How long silence is still taken for a slow link.
  std::chrono::seconds patience() const {
    if (moved_up == 0 && moved_down == 0) return options->connect_time + options->stall_time;
    if (moved_down > 0) return options->stall_time;
    const auto buffered = std::min<std::uint64_t>(static_cast<std::uint64_t>(moved_up), options->buffered_bytes);
    return options->stall_time + std::chrono::seconds(buffered / options->slowest_bytes_per_second);
  }
};

std::size_t receive(const char* data, std::size_t, std::size_t size, void* context) noexcept {
  auto& transfer = *static_cast<Transfer*>(context);
  base::Bytes& body = transfer.reply.body;
  if (size > transfer.options->reply_bytes - std::min(body.size(), transfer.options->reply_bytes)) {
    transfer.too_large = true;
    return 0;
  }
  body.insert(body.end(), data, data + size);
  return size;
}

int on_progress(void* context, curl_off_t, curl_off_t down, curl_off_t, curl_off_t up) noexcept {
  auto& transfer = *static_cast<Transfer*>(context);
  const base::BootTime now = transfer.clock->boot();
  if (up != transfer.moved_up || down != transfer.moved_down) {
    transfer.moved_up = up;
    transfer.moved_down = down;
    transfer.moved_at = now;
  }
  transfer.was_cancelled = *transfer.cancelled && (*transfer.cancelled)();
  transfer.stalled = std::chrono::milliseconds(now.ms - transfer.moved_at.ms) > transfer.patience();
  return transfer.was_cancelled || transfer.stalled ? 1 : 0;
}

int count(CURL*, curl_infotype kind, char*, std::size_t size, void* context) noexcept {
  auto& transfer = *static_cast<Transfer*>(context);
  if (kind == CURLINFO_DATA_OUT) transfer.body_sent += size;
  HttpReply& reply = transfer.reply;
  switch (kind) {
    case CURLINFO_HEADER_OUT:
    case CURLINFO_DATA_OUT:
    case CURLINFO_SSL_DATA_OUT: reply.bytes_sent += size; break;
    case CURLINFO_HEADER_IN:
    case CURLINFO_DATA_IN:
    case CURLINFO_SSL_DATA_IN: reply.bytes_received += size; break;
    default: break;
  }
  return 0;
}

// libcurl connects anew and sends a request again by itself, all of it, where a kept connection breaks. A short one may as well;
// of a long one a part has crossed, and the caller goes on from there.
int on_socket(void* context, curl_socket_t socket, curlsocktype) noexcept {
  const auto& transfer = *static_cast<Transfer*>(context);
  if (transfer.is_long && transfer.body_sent > 0) return CURL_SOCKOPT_ERROR;
  http::tune_for_bad_links(static_cast<std::uintptr_t>(socket));
  return CURL_SOCKOPT_OK;
}

CURLcode resume_session(CURL*, void* context, void* session) noexcept {
  static_cast<TlsSession*>(session)->attach(context);
  return CURLE_OK;
}

// Between two of libcurl's marks, in microseconds since a transfer began.
std::chrono::milliseconds between(CURL* easy, CURLINFO from, CURLINFO to) {
  curl_off_t begun = 0, ended = 0;
  curl_easy_getinfo(easy, from, &begun);
  curl_easy_getinfo(easy, to, &ended);
  return std::chrono::milliseconds(std::max<curl_off_t>(0, ended - begun) / 1000);
}

Error unreachable(std::string cause, std::string hint) {
  return {Fault::unreachable, "hub tidak terjangkau: " + cause, std::move(hint)};
}

constexpr const char* check_network = "periksa sambungan internet kantor; data tetap aman tersimpan dan akan dikirim nanti";

Error error_of(CURLcode code, const Transfer& transfer) {
  const UplinkOptions& options = *transfer.options;
  const std::string& hub = options.url;
  switch (code) {
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
      return {Fault::bad_input, fmt::format("alamat hub '{}' tidak dapat dipakai", hub),
              "periksa alamat hub di pengaturan; alamat diawali https://"};
    case CURLE_COULDNT_RESOLVE_HOST:
      return unreachable(fmt::format("nama alamat tidak ditemukan ({})", hub),
                         "periksa sambungan internet kantor dan ejaan alamat hub di pengaturan");
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_PROXY: return unreachable(fmt::format("proksi '{}' tidak menjawab", options.proxy), "periksa pengaturan proksi");
    case CURLE_COULDNT_CONNECT:
      return unreachable(fmt::format("{} menolak sambungan atau tidak menjawab", hub),
                         "periksa sambungan internet kantor; bila internet berfungsi, hub mungkin sedang dimatikan");
    case CURLE_OPERATION_TIMEDOUT:
      return unreachable(fmt::format("{} tidak menjawab dalam {} detik", hub, options.connect_time.count()), check_network);
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
      return {Fault::refused, fmt::format("sertifikat hub tidak sesuai dengan kode pendaftaran ({})", hub),
              "jaringan ini mungkin menyadap sambungan, atau hub berganti kunci; hubungi admin provinsi sebelum mendaftar ulang"};
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
      return {Fault::refused, fmt::format("sertifikat hub tidak dapat dipercaya ({})", hub),
              "periksa tanggal dan jam komputer ini; bila sudah benar, hubungi admin provinsi"};
    case CURLE_SSL_CACERT_BADFILE:
      return {Fault::bad_input, fmt::format("berkas sertifikat CA '{}' tidak dapat dibaca", options.ca_file),
              "periksa letak berkas itu di pengaturan"};
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_WEIRD_SERVER_REPLY:
      return unreachable(fmt::format("yang menjawab di {} bukan hub", hub),
                         "jaringan mungkin meminta masuk dahulu (halaman Wi-Fi) atau menghalangi; buka peramban dan periksa");
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE: return unreachable("sambungan terputus di tengah jalan", check_network);
    case CURLE_ABORTED_BY_CALLBACK:
      if (!transfer.was_cancelled && !transfer.stalled) return unreachable("sambungan terputus di tengah jalan", check_network);
      if (transfer.was_cancelled) return {Fault::busy, "pertukaran dengan hub dibatalkan", {}};
      return unreachable(fmt::format("tidak ada data selama {} detik", transfer.patience().count()), check_network);
    default: return unreachable(curl_easy_strerror(code), check_network);
  }
}

}  // namespace

UplinkOptions uplink_to_hub(std::string url, std::string pin, std::filesystem::path session_file) {
  UplinkOptions options;
  options.url = std::move(url);
  options.pin = std::move(pin);
  options.proxy = "environment";
  options.session_file = std::move(session_file);
  return options;
}

CurlLibrary::CurlLibrary() {
  HADIR_CHECK(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK);
#ifdef SIGPIPE
  std::signal(SIGPIPE, SIG_IGN);
#endif
}

CurlLibrary::~CurlLibrary() { curl_global_cleanup(); }

struct CurlUplink::State {
  State(const base::Clock& clock_, UplinkOptions options_)
      : clock(clock_), options(std::move(options_)), session(options.session_file, options.url + " " + options.pin) {}
  ~State() {
    curl_easy_cleanup(easy);  // closes the connection, so before what it refers to
    curl_slist_free_all(fields);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  template <class Value>
  void set(CURLoption option, Value value) {
    HADIR_CHECK(curl_easy_setopt(easy, option, value) == CURLE_OK);
  }
  void add_field(const char* field) {
    fields = curl_slist_append(fields, field);
    HADIR_CHECK(fields != nullptr);
  }
  void set_fields(const std::string& announcement);
  void set_up();
  void set_up_trust();

  const base::Clock& clock;
  const UplinkOptions options;
  TlsSession session;
  CURL* easy = curl_easy_init();
  curl_slist* fields = nullptr;
  std::uint64_t opened = 0;
  HttpReply broken_off;
};

void CurlUplink::State::set_fields(const std::string& announcement) {
  curl_slist_free_all(std::exchange(fields, nullptr));
  add_field("Content-Type: application/vnd.hadir.frame");
  for (const char* unneeded : {"Accept:", "Expect:", "User-Agent:"}) add_field(unneeded);
  if (!announcement.empty()) add_field(fmt::format("{}: {}", sync::announce_field, announcement).c_str());
  set(CURLOPT_HTTPHEADER, fields);
}

void CurlUplink::State::set_up() {
  HADIR_CHECK(easy != nullptr);
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_TCP_KEEPALIVE, 1L);
  set(CURLOPT_MAXCONNECTS, 1L);
  set(CURLOPT_MAXAGE_CONN, static_cast<long>(options.keep_time.count()));
  set(CURLOPT_CONNECTTIMEOUT, static_cast<long>(options.connect_time.count()));
  set(CURLOPT_UPLOAD_BUFFERSIZE, 16L * 1024);
  set(CURLOPT_WRITEFUNCTION, &receive);
  set(CURLOPT_XFERINFOFUNCTION, &on_progress);
  set(CURLOPT_NOPROGRESS, 0L);
  set(CURLOPT_SOCKOPTFUNCTION, &on_socket);
#if LIBCURL_VERSION_NUM >= 0x075500
  set(CURLOPT_PROTOCOLS_STR, options.allow_plain ? "http,https" : "https");
#else
  set(CURLOPT_PROTOCOLS, static_cast<long>(options.allow_plain ? CURLPROTO_HTTP | CURLPROTO_HTTPS : CURLPROTO_HTTPS));
#endif
  if (options.proxy != "environment") set(CURLOPT_PROXY, options.proxy.c_str());
  set_up_trust();
}

void CurlUplink::State::set_up_trust() {
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(CURLOPT_SSL_CIPHER_LIST, "ECDHE+AESGCM:ECDHE+CHACHA20");  // of TLS 1.2; each suite is two bytes of every first message
  set(CURLOPT_SSL_CTX_FUNCTION, &resume_session);
  set(CURLOPT_SSL_CTX_DATA, &session);
  if (!options.ca_file.empty()) set(CURLOPT_CAINFO, options.ca_file.c_str());
#ifdef _WIN32
  else
    set(CURLOPT_SSL_OPTIONS, static_cast<long>(CURLSSLOPT_NATIVE_CA));
#endif
  if (options.pin.empty()) return;
  set(CURLOPT_PINNEDPUBLICKEY, options.pin.c_str());
  if (!options.ca_file.empty()) return;
  set(CURLOPT_SSL_VERIFYPEER, 0L);
  set(CURLOPT_SSL_VERIFYHOST, 0L);
  // The pin alone decides: reading the system's certificates would cost more than the rest of a short sync does here.
  constexpr const char* nobody = nullptr;
  set(CURLOPT_CAINFO, nobody);
  set(CURLOPT_CAPATH, nobody);
}

CurlUplink::CurlUplink(const CurlLibrary&, const base::Clock& clock, UplinkOptions options)
    : state_(std::make_unique<State>(clock, std::move(options))) {
  state_->set_up();
}

CurlUplink::~CurlUplink() = default;

const HttpReply& CurlUplink::broken_off() const { return state_->broken_off; }

std::uint64_t CurlUplink::connections_opened() const { return state_->opened; }

base::Result<HttpReply> CurlUplink::call(const HttpCall& call, const std::function<bool()>& cancelled) {
  State& state = *state_;
  if (call.reads) {
    state.set(CURLOPT_HTTPGET, 1L);
  } else {
    state.set(CURLOPT_POST, 1L);
    state.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(call.body.size()));
    // A null pointer would make libcurl read the body from a callback.
    state.set(CURLOPT_POSTFIELDS, call.body.empty() ? "" : reinterpret_cast<const char*>(call.body.data()));
  }
  const std::string range = call.range_from > 0 ? std::to_string(call.range_from) + "-" : "";
  state.set(CURLOPT_RANGE, range.empty() ? nullptr : range.c_str());
  state.set_fields(call.announcement);
  Transfer transfer{&state.options, &state.clock, &cancelled, {}};
  transfer.is_long = call.body.size() > long_request_bytes || call.path.starts_with(sync::resume_path);
  std::string url = state.options.url;
  while (!url.empty() && url.back() == '/') url.pop_back();
  url += call.path;
  state.set(CURLOPT_URL, url.c_str());
  state.set(CURLOPT_WRITEDATA, &transfer);
  state.set(CURLOPT_XFERINFODATA, &transfer);
  state.set(CURLOPT_SOCKOPTDATA, &transfer);
  state.set(CURLOPT_DEBUGDATA, &transfer);
  state.set(CURLOPT_DEBUGFUNCTION, &count);
  state.set(CURLOPT_VERBOSE, 1L);

  const CURLcode code = curl_easy_perform(state.easy);
  state.set(CURLOPT_VERBOSE, 0L);  // the connection outlives this call, its transfer does not
  long opened = 0;
  curl_easy_getinfo(state.easy, CURLINFO_NUM_CONNECTS, &opened);
  state.opened += static_cast<std::uint64_t>(opened);
  state.session.save();
  long status = 0;
  curl_easy_getinfo(state.easy, CURLINFO_RESPONSE_CODE, &status);
  transfer.reply.status = static_cast<unsigned>(status);
  if (transfer.too_large || code != CURLE_OK) state.broken_off = transfer.reply;
  if (transfer.too_large)
    return Error{Fault::too_large, fmt::format("jawaban hub melebihi {} bita", state.options.reply_bytes),
                 "perbarui hadir di komputer ini; bila terulang, hubungi admin provinsi"};
  if (code != CURLE_OK) return error_of(code, transfer);

  transfer.reply.until_answer = between(state.easy, CURLINFO_PRETRANSFER_TIME_T, CURLINFO_STARTTRANSFER_TIME_T);
  transfer.reply.answering = between(state.easy, CURLINFO_STARTTRANSFER_TIME_T, CURLINFO_TOTAL_TIME_T);
  const char* content_type = nullptr;
  curl_easy_getinfo(state.easy, CURLINFO_CONTENT_TYPE, &content_type);
  if (content_type != nullptr) transfer.reply.content_type = content_type;
  curl_off_t retry_after = 0;
  curl_easy_getinfo(state.easy, CURLINFO_RETRY_AFTER, &retry_after);
  if (retry_after > 0) transfer.reply.retry_after = std::min(std::chrono::seconds(retry_after), longest_retry_after);
  return std::move(transfer.reply);
}

}  // namespace hadir::agent
