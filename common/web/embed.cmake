# Turns a directory of built pages into one C++ file with their bytes in it:
#   cmake -D DIRECTORY=… -D OUTPUT=… -D FUNCTION=hadir::agent::pages -D HEADER=agent/pages.h -P embed.cmake
# DIRECTORY/manifest.json says what to embed: {"files": [{"path", "file", "type", "hash"}]}, with FILE.gz beside each FILE.
cmake_minimum_required(VERSION 3.25)
file(READ ${DIRECTORY}/manifest.json manifest)
string(JSON count LENGTH "${manifest}" files)
string(REGEX MATCH "^(.*)::([a-z_]+)$" ignored "${FUNCTION}")
set(namespace ${CMAKE_MATCH_1})
set(function ${CMAKE_MATCH_2})
set(symbols "")
set(rows "")
math(EXPR last "${count} - 1")
foreach(index RANGE ${last})
  foreach(member path file type hash)
    string(JSON ${member} GET "${manifest}" files ${index} ${member})
  endforeach()
  set(views "")
  foreach(form plain gzip)
    set(name "hadir_${function}_${index}_${form}")
    set(source ${DIRECTORY}/${file})
    if(form STREQUAL "gzip")
      string(APPEND source .gz)
    endif()
    if(NOT EXISTS ${source})
      string(APPEND views ", {}")
      continue()
    endif()
    string(APPEND symbols "__asm__(\".section .rodata\\n${name}:\\n.incbin \\\"${source}\\\"\\n${name}_end:\\n.byte 0\\n.previous\\n\");
extern \"C\" const std::uint8_t ${name}[] __attribute__((visibility(\"hidden\")));
extern \"C\" const std::uint8_t ${name}_end[] __attribute__((visibility(\"hidden\")));
")
    string(APPEND views ", {${name}, static_cast<std::size_t>(${name}_end - ${name})}")
  endforeach()
  string(APPEND rows "      {\"${path}\", \"${type}\", \"${hash}\"${views}},\n")
endforeach()
file(WRITE ${OUTPUT} "#include \"${HEADER}\"

${symbols}
namespace ${namespace} {

std::span<const ::hadir::web::EmbeddedFile> ${function}() {
  static const ::hadir::web::EmbeddedFile all[] = {
${rows}  };
  return all;
}

}  // namespace ${namespace}
")
