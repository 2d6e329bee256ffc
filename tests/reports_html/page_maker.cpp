// page_maker FACTS OUT [COLLECTOR=RECORDS]...: makes the page of these facts and these records (JSON Lines), in this process,
// for the test in a browser. Nothing of it is installed.
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>
#include <streamguard/testing/in_process_host.hpp>
#include <string>

namespace {

std::string read(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  if (!in) throw std::runtime_error("cannot read " + path);
  return text.str();
}

int make(const std::vector<std::string>& arguments) {
  streamguard::testing::RenderOptions options;
  options.facts_json = read(arguments.at(0));
  for (std::size_t i = 2; i < arguments.size(); ++i) {
    const std::size_t equals = arguments[i].find('=');
    std::istringstream lines(read(arguments[i].substr(equals + 1)));
    std::vector<std::string>& records = options.records[arguments[i].substr(0, equals)];
    for (std::string line; std::getline(lines, line);) records.push_back(line);
  }
  const auto got = streamguard::testing::render(sg_plugin_entry, options);
  if (got.rc != SG_OK) {
    std::cerr << "page_maker: " << got.error << '\n';
    return EXIT_FAILURE;
  }
  std::ofstream(arguments.at(1), std::ios::binary) << got.files.at("collection_report.html");
  return EXIT_SUCCESS;
}

}  // namespace

int main(int count, char** words) {
  try {
    return make({words + 1, words + count});
  } catch (const std::exception& error) {
    std::cerr << "page_maker: " << error.what() << '\n';
    return EXIT_FAILURE;
  }
}
