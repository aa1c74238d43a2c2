#include "common/wire/messages.h"

namespace hadir::wire {

base::Bytes receipt_message(base::ByteView body) {
  base::ByteWriter out;
  out.raw(base::bytes_of("hadir receipt 1"));
  out.raw(body);
  return out.take();
}

base::Bytes enrol_message(const Secret& secret, std::string_view unit, std::string_view label) {
  base::ByteWriter out;
  out.raw(base::bytes_of("hadir enrol 1"));
  out.raw(secret);
  out.text(unit);
  out.text(label);
  return out.take();
}

base::Bytes carried_enrol_message(const CarriedEnrolment& request) {
  base::ByteWriter out;
  out.raw(base::bytes_of("hadir bundle enrol 1"));
  out.raw(request.code_key);
  out.raw(request.key);
  out.text(request.unit);
  out.text(request.label);
  return out.take();
}

const char* name_of(Return why) {
  switch (why) {
    case Return::restored: return "restored";
    case Return::copied: return "copied";
    case Return::forked: return "forked";
    case Return::forgotten: return "forgotten";
  }
  return "unknown";
}

base::Bytes rejoin_message(const base::PublicKey& hub, const RejoinRequest& request) {
  base::ByteWriter out;
  out.raw(base::bytes_of("hadir rejoin 1"));
  out.raw(hub);
  out.u8(static_cast<std::uint8_t>(request.why));
  out.text(request.unit);
  out.raw(request.key);
  out.text(request.label);
  out.u8(request.before ? 1 : 0);
  if (request.before) out.raw(request.before->key);
  return out.take();
}

}  // namespace hadir::wire
