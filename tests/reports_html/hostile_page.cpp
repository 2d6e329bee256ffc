// hostile_page OUT: writes the page of a run whose every text attacks it, for the test in a browser.
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <streamguard/testing/in_process_host.hpp>

#include "hostile.hpp"

int main(int count, char** words) {
  if (count != 2) {
    std::cerr << "usage: hostile_page OUT\n";
    return EXIT_FAILURE;
  }
  streamguard::testing::RenderOptions options;
  options.facts_json = streamguard::tests::hostile_facts().dump();
  options.records["evil"] = streamguard::tests::hostile_records();
  const auto got = streamguard::testing::render(sg_plugin_entry, options);
  if (got.rc != SG_OK) {
    std::cerr << "hostile_page: " << got.error << '\n';
    return EXIT_FAILURE;
  }
  std::ofstream(words[1], std::ios::binary) << got.files.at("collection_report.html");
  return EXIT_SUCCESS;
}
