// The messages that have versions, as frames: the exchange's two, and the answer to an enrolment, which tells the newest that
// both speak. Version 1 lists slices as they are; version 2 sends them as one batch of columns (columns.h), and names each origin
// once in a vector (PROTOCOL.md, sections 8 and 9).
#pragma once

#include "common/wire/frame.h"
#include "common/wire/messages.h"

namespace hadir::wire {

// Between whom a message passes: both know that before the first byte.
struct Parties {
  base::PublicKey asker{}, answerer{};
};

// In the form that `version` of the message says.
base::Bytes seal_request(const ExchangeRequest& request, const Parties& parties);
base::Bytes seal_answer(const ExchangeAnswer& answer, const Parties& parties);
base::Bytes seal_place(const EnrolAnswer& answer);

// In whatever version it came. Fault::bad_input, Fault::too_large and Fault::unsupported as open_frame_of and decode_columns have
// them; unsupported also where it has a part that must be understood and is not.
base::Result<ExchangeRequest> open_request(base::ByteView frame, const Parties& parties);
base::Result<ExchangeAnswer> open_answer(base::ByteView frame, const Parties& parties);
base::Result<EnrolAnswer> open_place(base::ByteView frame);

}  // namespace hadir::wire
