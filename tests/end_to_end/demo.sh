#!/usr/bin/env bash
# The demonstration that users are told to run holds all its checks, on the programs that this build made.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
exec packaging/demo --once --no-build
