// The only main of the unit tests. Catch2 v2's runner takes long to compile, so this is one object which all executables share.
#if !__has_include(<catch2/catch_all.hpp>)
#define CATCH_CONFIG_RUNNER
#endif
#include "common/base/crypto.h"
#include "tests/catch.h"

int main(int count, char* words[]) {
  hadir::base::initialise_crypto();
  return Catch::Session().run(count, words);
}
