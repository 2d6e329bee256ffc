#include "cve/feed_shelf.hpp"

#include <array>
#include <utility>

namespace streamguard::cve {
namespace {

constexpr std::string_view kUpstream = "nvd_feeds";
constexpr std::string_view kFolder = "/feeds/json/cve/2.0/";
constexpr std::uint64_t kMostPackedBytes = 256u << 20;

/// The host's copy, whatever its age; then the host's usual way; then from upstream itself.
constexpr std::array<std::uint32_t, 3> kAsks = {SG_HTTP_IMMUTABLE, 0, SG_HTTP_NO_STORE};

}  // namespace

std::string FeedShelf::name(int year) { return "nvdcve-2.0-" + std::to_string(year); }

std::optional<Meta> FeedShelf::meta(int year, bool fresh) {
  const std::string path = std::string(kFolder) + name(year) + ".meta";
  HttpRequest request;
  request.upstream = kUpstream;
  request.path = path;
  request.max_bytes = kMostMetaBytes;
  if (fresh) request.flags = SG_HTTP_NO_STORE;
  try {
    std::optional<Meta> meta = parse_meta(host_.fetch(request).body);
    if (!meta && !fresh) return this->meta(year, true);  // an error page, perhaps, which the host may have kept
    if (!meta) host_.log(SG_LOG_WARN, name(year) + ".meta: it tells no SHA-256, so the feed cannot be checked");
    return meta;
  } catch (const Error& error) {
    if (error.rc() != SG_E_UNAVAILABLE) throw;
    return {};
  }
}

std::unique_ptr<Volume> FeedShelf::volume(int year, std::optional<Meta> meta) {
  const std::string path = std::string(kFolder) + name(year) + ".json.gz";
  HttpRequest request;
  request.upstream = kUpstream;
  request.path = path;
  request.max_bytes = kMostPackedBytes;
  std::string problem;
  for (std::size_t ask = meta ? 0 : 1; ask < kAsks.size(); ++ask) {
    request.flags = kAsks[ask];
    auto volume = std::make_unique<Volume>();
    HttpResponse response;
    try {
      response = host_.fetch_file(request);
    } catch (const Error& error) {
      if (error.rc() != SG_E_UNAVAILABLE) throw;
      return nullptr;
    }
    if (read(*volume, response.path, meta, problem)) return volume;
    host_.log(SG_LOG_WARN, name(year) + ": " + problem + "; asking again");
    // The .meta may be the older of the two.
    if (meta && ask + 1 < kAsks.size()) meta = this->meta(year, true);
  }
  throw Error(SG_E_TRANSIENT, "cve: " + name(year) + ".json.gz: " + problem +
                                  ", again and again; the upstream "
                                  "`nvd_feeds` may be changing its feeds just now");
}

/// What its .meta vouches for is not damaged, whatever its entries look like.
bool FeedShelf::read(Volume& volume, const std::string& file, const std::optional<Meta>& meta,
                     std::string& problem) const {
  if (!volume.feed.read(file, meta)) {
    problem = volume.feed.problem();
    return false;
  }
  const Page& page = volume.page;
  if (!volume.page.read(volume.feed.json())) {
    problem = page.problem();
    return false;
  }
  if (meta) return true;
  problem = page.damaged() ? "an entry is damaged: " + page.faults().front().why
                           : "it has " + std::to_string(page.entries().size()) + " entries where totalResults is " +
                                 std::to_string(page.total());
  return !page.damaged() && page.entries().size() == page.total();
}

}  // namespace streamguard::cve
