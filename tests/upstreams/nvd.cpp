#include "nvd.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "files.hpp"
#include "json_slices.hpp"
#include "nvd_time.hpp"

namespace streamguard::upstreams {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr std::string_view kApi = "/rest/json/cves/2.0";
constexpr std::string_view kFeeds = "/feeds/json/cve/2.0/";
constexpr std::uint64_t kMostPerPage = 2000;
constexpr std::uint64_t kAnonymousRequests = 5, kKeyedRequests = 50;
constexpr auto kWindow = 30s;
constexpr std::int64_t kLongestSpan = std::int64_t{120} * 24 * 3600 * 1000;
constexpr double kFeedBytesPerSecond = 80'000;

/// The API tells what it does not like in a header, with 404 and no body.
Response refusal(const std::string& message) {
  Response out;
  out.status = 404;
  out.set("message", message);
  return out;
}

struct Question {
  std::uint64_t start = 0, most = kMostPerPage;
  std::map<std::string, std::int64_t> times;
  std::string id;
  bool no_rejected = false;

  std::optional<std::int64_t> time(const std::string& name) const {
    const auto found = times.find(name);
    return found != times.end() ? std::optional(found->second) : std::nullopt;
  }
};

/// Reads one parameter; a message where it is refused.
std::string read_parameter(Question& question, const std::string& name, const std::string& value) {
  static constexpr std::array<std::string_view, 4> kTimes{"pubStartDate", "pubEndDate", "lastModStartDate",
                                                          "lastModEndDate"};
  if (std::find(kTimes.begin(), kTimes.end(), name) != kTimes.end()) {
    const auto time = milliseconds_of(value);
    if (!time) return "Invalid ISO 8601 date/time format, see documentation.";
    question.times[name] = *time;
  } else if (name == "resultsPerPage" || name == "startIndex") {
    const auto number = whole_number(value);
    if (!number) return "Invalid " + name + " parameter.";
    if (name == "resultsPerPage" && *number > kMostPerPage) return "resultsPerPage is at most 2000.";
    (name == "startIndex" ? question.start : question.most) = *number;
  } else if (name == "noRejected") {
    if (!value.empty()) return "noRejected takes no value.";
    question.no_rejected = true;
  } else if (name == "cveId") {
    question.id = value;
  } else {
    return "Invalid parameter " + name + ".";
  }
  return {};
}

std::string check_pair(const Question& question, const std::string& kind) {
  const auto begin = question.time(kind + "StartDate"), end = question.time(kind + "EndDate");
  if (begin.has_value() != end.has_value()) return kind + "StartDate and " + kind + "EndDate must both be given.";
  if (!begin) return {};
  if (*end < *begin) return kind + "EndDate lies before " + kind + "StartDate.";
  if (*end - *begin > kLongestSpan) return "The date range of " + kind + " exceeds 120 consecutive days.";
  return {};
}

bool within(const Question& question, const std::string& kind, std::int64_t time) {
  const auto begin = question.time(kind + "StartDate"), end = question.time(kind + "EndDate");
  return !begin || (time >= *begin && time <= *end);
}

}  // namespace

NvdApi::NvdApi(fs::path feeds, std::string key, Scale scale)
    : feeds_(std::move(feeds)),
      key_(std::move(key)),
      anonymous_(kAnonymousRequests, scale.of(kWindow)),
      keyed_(kKeyedRequests, scale.of(kWindow)) {}

bool NvdApi::serves(const Request& request) const { return request.path.starts_with(kApi); }

std::string NvdApi::sort_of(const Request& request) const {
  return request.query.find("lastModStartDate") != std::string::npos ? "changes" : "pages";
}

std::optional<Response> NvdApi::refuse(const Request& request, Count& count) {
  const std::string key(request.field("apikey"));
  if (!key.empty() && !key_.empty() && key != key_) return refusal("Invalid apiKey.");
  const std::lock_guard lock(mutex_);
  if ((key.empty() ? anonymous_ : keyed_).of(key).take(std::chrono::steady_clock::now())) return std::nullopt;
  ++count.limited;
  // What has been seen of it: a bare 403, a 429, and either with a Retry-After that says nothing.
  Response out =
      response_of(refused_ % 2 == 0 ? 403 : 429, "text/html", "<html><body>Request forbidden.</body></html>\n");
  if (refused_ % 4 >= 2) out.set("Retry-After", "0");
  ++refused_;
  return out;
}

void NvdApi::add_document(const std::string& text) {
  for (const std::string_view element : elements_of(member_of(text, "vulnerabilities"))) {
    const std::string_view cve = member_of(element, "cve");
    Cve one;
    for (const auto& [name, value] : members_of(cve)) {
      if (name == "id") one.id = plain_string(value);
      if (name == "published") one.published = milliseconds_of(plain_string(value)).value_or(0);
      if (name == "lastModified") one.modified = milliseconds_of(plain_string(value)).value_or(0);
      if (name == "vulnStatus") one.rejected = plain_string(value) == "Rejected";
    }
    one.text = element;
    cves_.push_back(std::move(one));
  }
}

void NvdApi::load() {
  std::vector<fs::path> files;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(feeds_, none)) {
    const std::string name = entry.path().filename().string();
    // The feeds of recent and modified entries repeat what the years hold.
    if (name.starts_with("nvdcve-2.0-") && name.ends_with(".json.gz") && name.size() > 11 && name[11] >= '0' &&
        name[11] <= '9') {
      files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  for (const fs::path& file : files) documents_.push_back(gunzipped(bytes_of_file(file)));
  for (const std::string& document : documents_) add_document(document);
  std::sort(cves_.begin(), cves_.end(), [](const Cve& a, const Cve& b) {
    return a.published != b.published ? a.published < b.published : a.id < b.id;
  });
}

Response NvdApi::answer(const Request& request, Count&) {
  if (request.method != "GET" && request.method != "HEAD") return response_of(405, "", {});
  if (request.path != kApi && request.path != std::string(kApi) + "/") return response_of(404, "", {});
  const auto parameters = parameters_of(request.query);
  if (!parameters) return refusal("Invalid query.");
  Question question;
  std::string message;
  for (const auto& [name, value] : *parameters) {
    if (message.empty()) message = read_parameter(question, name, value);
  }
  for (const char* kind : {"pub", "lastMod"}) {
    if (message.empty()) message = check_pair(question, kind);
  }
  if (!message.empty()) return refusal(message);
  std::call_once(loaded_, [this] { load(); });
  std::vector<const Cve*> found;
  for (const Cve& cve : cves_) {
    if (question.no_rejected && cve.rejected) continue;
    if (!question.id.empty() && cve.id != question.id) continue;
    if (within(question, "pub", cve.published) && within(question, "lastMod", cve.modified)) found.push_back(&cve);
  }
  return page(request, found, question.start, question.most);
}

Response NvdApi::page(const Request& request, const std::vector<const Cve*>& found, std::uint64_t start,
                      std::uint64_t most) {
  const std::uint64_t begin = std::min<std::uint64_t>(start, found.size());
  const std::uint64_t end = std::min<std::uint64_t>(begin + most, found.size());
  std::string text = "{\"resultsPerPage\":" + std::to_string(end - begin) + ",\"startIndex\":" + std::to_string(start) +
                     ",\"totalResults\":" + std::to_string(found.size()) +
                     ",\"format\":\"NVD_CVE\",\"version\":\"2.0\",\"timestamp\":\"" + nvd_time(milliseconds_now()) +
                     "\",\"vulnerabilities\":[";
  for (std::uint64_t i = begin; i < end; ++i) {
    if (i != begin) text += ',';
    text += found[i]->text;
  }
  Response out = text_response(request, text + "]}", "application/json");
  out.set("apikey", request.field("apikey").empty() ? "No" : "Yes");
  return out;
}

NvdFeeds::NvdFeeds(fs::path folder, Scale scale)
    : folder_(std::move(folder)), bytes_per_second_(static_cast<std::uint64_t>(kFeedBytesPerSecond * scale.factor)) {}

bool NvdFeeds::serves(const Request& request) const { return request.path.starts_with(kFeeds); }

std::string NvdFeeds::sort_of(const Request& request) const {
  return request.path.ends_with(".meta") ? "meta" : "feed";
}

Response NvdFeeds::answer(const Request& request, Count&) {
  const auto file = file_below(folder_, std::string_view(request.path).substr(kFeeds.size()));
  if (!file) return response_of(404, "text/html", "<html><body>Not found</body></html>\n");
  Response out = file_response(request, *file, file->extension() == ".gz" ? "application/x-gzip" : "text/plain");
  out.manner.bytes_per_second = bytes_per_second_;
  return out;
}

}  // namespace streamguard::upstreams
