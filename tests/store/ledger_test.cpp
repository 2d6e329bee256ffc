#include "store/ledger.hpp"

#include <gtest/gtest.h>

#include "core/crc32c.hpp"
#include "forgetful_disk.hpp"
#include "store/interval_crc.hpp"

namespace streamguard::store {
namespace {

Entry entry(std::uint64_t sequence) {
  Entry made;
  made.totals.sequence = sequence;
  made.totals.epoch = 2;
  made.totals.bytes = sequence * 100;
  made.totals.records = sequence;
  made.totals.rejected_by_reason = {{"enum: kind", 3}, {"not JSON", 1}};
  made.totals.token = "a \"token\"\n\xc3\xa9";
  made.totals.quarantined = {"PyPI/x.json", "y"};
  made.crc = 0x1c2d3e4f;
  return made;
}

TEST(Ledger, ReadsWhatItWrote) {
  Entry read;
  std::string line = line_of(entry(7));
  ASSERT_EQ(line.back(), '\n');
  line.pop_back();
  EXPECT_EQ(line.find('\n'), std::string::npos);
  ASSERT_TRUE(read_line(line, read));
  EXPECT_EQ(line_of(read), line + "\n");
  EXPECT_EQ(read.totals.token, entry(7).totals.token);
  EXPECT_EQ(read.totals.quarantined, entry(7).totals.quarantined);
}

TEST(Ledger, RefusesALineWithAnyByteChanged) {
  std::string line = line_of(entry(7));
  line.pop_back();
  Entry read;
  for (std::size_t at = 0; at < line.size(); ++at) {
    std::string changed = line;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    EXPECT_FALSE(read_line(changed, read)) << at;
    EXPECT_FALSE(read_line(std::string_view(line).substr(0, at), read)) << at;
  }
}

Result<LedgerScan> scan(const std::string& bytes) {
  testing::ForgetfulDisk disk;
  disk.set_contents("/ledger", bytes);
  return scan_ledger(**disk.open_read("/ledger"), "/ledger");
}

TEST(Ledger, IgnoresATornTail) {
  const std::string two = line_of(entry(1)) + line_of(entry(2));
  for (const std::string& tail :
       {std::string(), std::string("{\"seq\":3"), std::string("\0\0\0\n\0", 5), line_of(entry(4))}) {
    auto found = scan(two + tail);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->lines.size(), 2u);
    EXPECT_EQ(found->lines.back().end, two.size());
    EXPECT_EQ(found->last.totals.sequence, 2u);
  }
}

TEST(Ledger, TellsDamageFromATornTail) {
  EXPECT_EQ(scan(line_of(entry(1)) + "x\n" + line_of(entry(2))).error().code, Code::data);
}

TEST(IntervalCrc, IsThatOfTheBytesBetween) {
  std::string bytes;
  for (int i = 0; i < 5000; ++i) bytes += static_cast<char>(i * 31 % 251);
  for (const std::size_t cut : {0u, 1u, 7u, 64u, 4096u, 5000u}) {
    const std::string_view all(bytes), head = all.substr(0, cut), rest = all.substr(cut);
    EXPECT_EQ(interval_crc(crc32c::of(head), crc32c::of(all), rest.size()), crc32c::of(rest)) << cut;
  }
}

}  // namespace
}  // namespace streamguard::store
