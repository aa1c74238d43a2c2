#include "agent/cli_web.h"

#include <boost/json/serialize.hpp>
#include <cstdio>

#include "agent/openapi.h"

namespace hadir::agent {

int run_web(const CommandLine& line) {
  const auto service = line.dir.is_service_running() ? line.dir.service() : std::nullopt;
  if (!service)
    return line.output.fail(
        {base::Fault::not_found, "layanan hadir tidak berjalan", "jalankan: sudo systemctl start hadir-agent"});
  const std::string url = "http://127.0.0.1:" + std::to_string(service->port) + "/";
  if (line.output.json)
    line.output.print(boost::json::object{{"url", url}});
  else
    std::printf("%s\n", url.c_str());
  return exit_done;
}

int run_api(const CommandLine& line) {
  if (line.output.json)
    line.output.print(openapi_document());
  else
    std::printf("%s\n", boost::json::serialize(openapi_document()).c_str());
  return exit_done;
}

}  // namespace hadir::agent
