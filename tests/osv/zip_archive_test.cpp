#include "osv/zip_archive.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <streamguard/cpp/plugin.hpp>

#include "zip_writer.hpp"

namespace streamguard::osv {
namespace {

using testing::HasSubstr;

std::span<const std::byte> bytes_of(const std::string& text) {
  return {reinterpret_cast<const std::byte*>(text.data()), text.size()};
}

/// The message with which `zip` is refused, when it is opened or when its entries are read; empty where it is not.
std::string refusal(const std::string& zip) {
  try {
    ZipArchive archive(bytes_of(zip), "X/all.zip");
    for (const ZipEntry& entry : archive.entries()) archive.read(entry, 64);
    return {};
  } catch (const Error& error) {
    EXPECT_EQ(error.rc(), SG_E_DATA);
    EXPECT_THAT(error.what(), HasSubstr("X/all.zip"));
    return error.what();
  }
}

std::vector<Entry> two() {
  return {{.name = "a.json", .content = std::string(5000, 'a')}, {.name = "b.json", .content = "bb", .deflate = false}};
}

TEST(ZipArchive, ReadsStoredAndDeflatedEntries) {
  const std::string zip = make_zip(two());
  ZipArchive archive(bytes_of(zip), "X/all.zip");
  ASSERT_EQ(archive.entries().size(), 2u);
  EXPECT_EQ(archive.entries()[0].name, "a.json");
  EXPECT_EQ(archive.read(archive.entries()[0], 64), std::string(5000, 'a'));
  EXPECT_EQ(archive.read(archive.entries()[1], 64), "bb");
}

TEST(ZipArchive, ReadsZip64CommentsAndNothing) {
  std::vector<Entry> entries = two();
  entries[0].zip64 = true;
  const std::string zip = make_zip(entries, {.zip64_end = true, .comment = "made by hand"});
  ZipArchive archive(bytes_of(zip), "X/all.zip");
  EXPECT_EQ(archive.read(archive.entries()[0], 64), std::string(5000, 'a'));
  EXPECT_EQ(refusal(make_zip({})), "");
}

TEST(ZipArchive, IdentityFollowsTheContent) {
  const std::string zip = make_zip(two());
  std::vector<Entry> other = two();
  other[1].content = "bc";
  const std::string changed = make_zip(other);
  const std::string same = make_zip(two());
  EXPECT_EQ(ZipArchive(bytes_of(zip), "X").identity(), ZipArchive(bytes_of(same), "X").identity());
  EXPECT_NE(ZipArchive(bytes_of(zip), "X").identity(), ZipArchive(bytes_of(changed), "X").identity());
}

TEST(ZipArchive, RefusesWhatIsCutShortAtEveryByte) {
  const std::string zip = make_zip(two());
  for (std::size_t bytes = 0; bytes < zip.size(); ++bytes) {
    EXPECT_NE(refusal(zip.substr(0, bytes)), "") << bytes << " of " << zip.size();
  }
}

TEST(ZipArchive, SurvivesEveryByteChanged) {
  const std::string zip = make_zip(two());
  for (std::size_t at = 0; at < zip.size(); ++at) {
    for (const int change : {0x01, 0x80, 0xFF}) {
      std::string other = zip;
      other[at] = static_cast<char>(other[at] ^ change);
      refusal(other);  // refused or not: it may neither crash nor read outside
    }
  }
}

TEST(ZipArchive, RefusesLiesAboutSizes) {
  std::vector<Entry> entries = two();
  entries[0].size = 4999;
  EXPECT_THAT(refusal(make_zip(entries)), HasSubstr("does not inflate to the 4999 bytes"));
  entries[0].size = kMostEntryBytes + 1;
  EXPECT_THAT(refusal(make_zip(entries)), HasSubstr("over the bound"));
  entries[0].size = 60u << 20;
  EXPECT_THAT(refusal(make_zip(entries)), HasSubstr("which cannot be"));
  entries = two();
  entries[1].size = 1;
  EXPECT_THAT(refusal(make_zip(entries)), HasSubstr("entry b.json claims 1 bytes out of 2"));
}

TEST(ZipArchive, RefusesOverlapsAndPlacesOutside) {
  std::vector<Entry> entries = two();
  entries[1].local = 0;
  EXPECT_THAT(refusal(make_zip(entries)), HasSubstr("lies upon another entry"));
  entries[1].local = 1u << 30;
  EXPECT_THAT(refusal(make_zip(entries)), HasSubstr("outside the archive"));
  entries = two();
  entries[1].compressed = 1u << 20;
  entries[1].size = 1u << 20;
  EXPECT_THAT(refusal(make_zip(entries)), HasSubstr("cannot be"));
}

TEST(ZipArchive, RefusesBadCrcEncryptionAndOtherMethods) {
  std::vector<Entry> entries = two();
  entries[0].crc = 7;
  EXPECT_THAT(refusal(make_zip(entries)), HasSubstr("entry a.json fails its CRC-32"));
  entries = two();
  entries[0].flags = 1;
  EXPECT_THAT(refusal(make_zip(entries)), HasSubstr("is encrypted"));
  entries = two();
  entries[0].method = 12;
  EXPECT_THAT(refusal(make_zip(entries)), HasSubstr("method 12"));
}

TEST(ZipArchive, RefusesWhatIsNoZip) {
  EXPECT_THAT(refusal("<html>504 Gateway Time-out</html>"), HasSubstr("no end-of-directory record"));
  EXPECT_THAT(refusal(""), HasSubstr("too few"));
}

}  // namespace
}  // namespace streamguard::osv
