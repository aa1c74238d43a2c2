// The causal part of a record's state as one compact blob beside its columns: who wrote which field, and the heads that do not
// show. A field with one head keeps its value in the record's column alone; the blob only names its writer.
#pragma once

#include <functional>

#include "common/merge/record.h"

namespace hadir::merge {

base::Bytes encode_version(const RecordState& state);

// `column` answers the stored value of a field that has a single head; asked for those fields only.
// Fault::corrupt where the blob is damaged.
base::Result<RecordState> decode_version(base::ByteView blob, const std::function<model::Value(std::uint32_t field)>& column);

// Of those whose writes show or wait in a record, the one that wrote last by the clock it claims; of equals the last in the
// blob's order, which is the same on every replica. Reads no field. Fault::corrupt as decode_version.
base::Result<Writer> latest_writer(base::ByteView blob);

}  // namespace hadir::merge
