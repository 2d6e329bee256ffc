#include "said.hpp"

#include <gtest/gtest.h>

#include "host.hpp"

namespace streamguard::commands {

Said say(const std::vector<std::string>& arguments,
         const std::vector<std::pair<std::string, std::string>>& environment) {
  scenario::Host::Options options;
  options.environment = environment;
  scenario::Host host(arguments, options);
  const scenario::Ended ended = host.wait();
  return {host.output(), host.errors(), ended.signalled ? -1 : ended.code};
}

void expect_harmless(const std::string& text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    ASSERT_TRUE(byte == '\n' || (byte >= 0x20 && byte != 0x7f)) << "byte " << static_cast<int>(byte) << " at " << i;
    // U+0080..U+009F in UTF-8.
    if (byte == 0xc2 && i + 1 < text.size()) {
      ASSERT_GE(static_cast<unsigned char>(text[i + 1]), 0xa0U) << "C1 at " << i;
    }
  }
  for (const char* steering : {"\u200e", "\u200f", "\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2028", "\u2029",
                               "\u2066", "\u2067", "\u2068", "\u2069", "\ufeff", "\u200b", "\u2060", "\U000e0041"}) {
    EXPECT_EQ(text.find(steering), std::string::npos);
  }
}

}  // namespace streamguard::commands
