// The OSV bucket and GitLab's files: validators, ranges, archives, limits.
#include <archive.h>
#include <archive_entry.h>

#include "world.hpp"

namespace streamguard::upstreams {
namespace {

class Bucket : public World {};

std::map<std::string, std::string> members_of_archive(const std::string& bytes) {
  std::map<std::string, std::string> out;
  archive* reader = archive_read_new();
  archive_read_support_filter_gzip(reader);
  archive_read_support_format_tar(reader);
  EXPECT_EQ(archive_read_open_memory(reader, bytes.data(), bytes.size()), ARCHIVE_OK);
  archive_entry* entry = nullptr;
  while (archive_read_next_header(reader, &entry) == ARCHIVE_OK) {
    std::string content(static_cast<std::size_t>(archive_entry_size(entry)), '\0');
    EXPECT_EQ(archive_read_data(reader, content.data(), content.size()), static_cast<la_ssize_t>(content.size()));
    out[archive_entry_pathname(entry)] = content;
  }
  archive_read_free(reader);
  return out;
}

TEST_F(Bucket, WhatTheClientHasIsNotSentAgain) {
  const Got first = get("/osv/PyPI/all.zip");
  ASSERT_EQ(first.status, 200);
  EXPECT_EQ(first.body.substr(0, 2), "PK");
  EXPECT_EQ(get("/osv/PyPI/all.zip", {{"If-None-Match", first.field("etag")}}).status, 304);
  EXPECT_EQ(get("/osv/PyPI/all.zip", {{"If-Modified-Since", first.field("last-modified")}}).status, 304);
  EXPECT_EQ(get("/osv/PyPI/all.zip", {{"If-None-Match", "\"other\""}}).status, 200);
  EXPECT_EQ(simulator_->stats().of("osv").not_modified, 2U);
}

TEST_F(Bucket, RangesAreParts) {
  const std::string whole = get("/osv/Go/modified_id.csv").body;
  const Got part = get("/osv/Go/modified_id.csv", {{"Range", "bytes=5-9"}});
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.body, whole.substr(5, 5));
  EXPECT_EQ(part.field("content-range"), "bytes 5-9/" + std::to_string(whole.size()));
  EXPECT_EQ(get("/osv/Go/modified_id.csv", {{"Range", "bytes=-3"}}).body, whole.substr(whole.size() - 3));
  EXPECT_EQ(get("/osv/Go/modified_id.csv", {{"Range", "bytes=999999-"}}).status, 416);
  EXPECT_EQ(get("/osv/Go/modified_id.csv", {{"Range", "bytes=0-1"}, {"If-Range", "\"other\""}}).status, 200);
}

TEST_F(Bucket, NothingOutsideOfTheMirrorIsServed) {
  for (const char* path : {"/osv/Hex/all.zip", "/osv/../nvd", "/osv/%2e%2e/exploitdb/files_exploits.csv", "/osv/PyPI",
                           "/osv//etc/passwd", "/elsewhere"}) {
    EXPECT_EQ(get(path).status, 404) << path;
  }
}

TEST_F(Bucket, HeadTellsTheSizeAndSendsNothing) {
  const Got got = client_.head(url("/osv/PyPI/all.zip"));
  EXPECT_EQ(got.status, 200);
  EXPECT_EQ(got.body, "");
  EXPECT_EQ(got.field("content-length"), std::to_string(get("/osv/PyPI/all.zip").body.size()));
}

TEST_F(Bucket, GitlabServesRawFilesEncodedWhereThatIsTaken) {
  const std::string path = "/exploitdb/-/raw/main/exploits/linux/webapps/70001.py";
  const Got plain = get(path);
  EXPECT_EQ(plain.body, "# exploit 1\nprint('harmless 7919')\n");
  const Got packed = get(path, {{"Accept-Encoding", "gzip"}});
  EXPECT_EQ(packed.field("content-encoding"), "gzip");
  EXPECT_EQ(gunzipped(packed.body), plain.body);
  EXPECT_EQ(get(path, {{"If-None-Match", plain.field("etag")}}).status, 304);
  EXPECT_EQ(get("/exploitdb/-/raw/main/exploits/none.py").status, 404);
}

TEST_F(Bucket, TheArchiveHoldsEveryFileAndIsTheSameEachTime) {
  const Got got = get("/exploitdb/-/archive/main/exploitdb-main.tar.gz");
  ASSERT_EQ(got.status, 200);
  EXPECT_TRUE(got.whole) << got.failure;
  const auto members = members_of_archive(got.body);
  EXPECT_EQ(members.size(), static_cast<std::size_t>(SmallMirror::kExploits) + 1);
  EXPECT_EQ(members.at("exploitdb-main/exploits/linux/webapps/70001.py"), "# exploit 1\nprint('harmless 7919')\n");
  EXPECT_EQ(get("/exploitdb/-/archive/main/exploitdb-main.tar.gz").body, got.body);
}

class GitlabLimits : public World {
 protected:
  GitlabLimits() : World(options()) {}
  static SimulatorOptions options() {
    SimulatorOptions out;
    out.scale = {1};
    return out;
  }
};

TEST_F(GitlabLimits, AreForAPathAndForAll) {
  const std::string path = "/exploitdb/-/raw/main/exploits/linux/webapps/70001.py";
  for (int i = 0; i < 300; ++i) ASSERT_EQ(get(path).status, 200) << i;
  const Got got = get(path);
  EXPECT_EQ(got.status, 429);
  EXPECT_FALSE(got.field("retry-after").empty());
  EXPECT_EQ(get("/exploitdb/-/raw/main/files_exploits.csv").status, 200);
}

}  // namespace
}  // namespace streamguard::upstreams
