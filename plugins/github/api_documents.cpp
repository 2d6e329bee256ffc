// The api: a quarter at a time, pages of nodes, and further pages of a node's vulnerabilities.
#include <algorithm>
#include <optional>

#include "advisory/dom_text.hpp"
#include "advisory/json_copy.hpp"
#include "github/answer.hpp"
#include "github/documents.hpp"
#include "github/query.hpp"
#include "github/windows.hpp"
#include "record/json_writer.hpp"

namespace streamguard::github {
namespace {

using simdjson::dom::element;
using simdjson::dom::object;
using Text = std::string_view;
using advisory::text_of;

constexpr Text kUpstream = "github_api";
constexpr Text kPath = "/graphql";
constexpr Text kHeaders = R"({"content-type":"application/json","accept":"application/json"})";
constexpr std::uint64_t kMostAnswerBytes = 64u << 20;
constexpr std::uint64_t kSmallestPage = 10;
constexpr int kMostFurtherPages = 100;  ///< of one advisory's vulnerabilities

/// The cursor behind a page of a connection; empty where it was the last one.
Text next_cursor(object connection) {
  bool more = false;
  if (connection["pageInfo"]["hasNextPage"].get(more) != simdjson::SUCCESS || !more) return {};
  return text_of(connection["pageInfo"]["endCursor"]);
}

/// Without a token GitHub refuses all queries, in one of two ways.
[[noreturn]] void tell_cure(const Error& error) {
  const std::string said = error.what();
  const bool refused =
      error.rc() == SG_E_CONFIG || (error.rc() == SG_E_DATA && said.find("status 403") != std::string::npos);
  if (!refused) throw error;
  throw Error(SG_E_CONFIG, "github: " + said +
                               "; GitHub answers queries only with a token: set GITHUB_TOKEN, or read a mirror with "
                               "source: nodes or source: database");
}

class ApiDocuments final : public Documents {
 public:
  explicit ApiDocuments(const Work& work) : work_(work), page_(work.config.page) {
    if (!work_.place.newest.empty()) cut_windows();
  }

  bool next(Batch& batch, std::uint64_t most) override {
    batch.documents.clear();
    most_ = std::max(most, kSmallestPage);
    if (work_.place.newest.empty() && !ask_newest()) return false;
    Place& place = work_.place;
    for (; place.window < windows_.size(); leave_window()) {
      if (place.window % work_.share.count != work_.share.index) continue;
      const Window& window = windows_[place.window];
      const std::string unit = "published " + window.name;
      work_.host.unit(unit);
      if (work_.skips.count(unit) != 0) {
        work_.host.log(SG_LOG_WARN, unit + ": passed, because it failed before");
        continue;
      }
      if (take_page(window, batch)) leave_window();
      return true;
    }
    return false;
  }

  std::uint64_t total() const override { return work_.share.count == 1 ? work_.place.total : 0; }

  std::string summary() const override {
    return std::to_string(requests_) + " queries for " + std::to_string(points_) + " points of the rate limit";
  }

 private:
  std::unique_ptr<Answer> ask(const std::string& body, Text connection, const std::string& what) {
    HttpRequest request;
    request.upstream = kUpstream;
    request.path = kPath;
    request.method = "POST";
    request.headers_json = kHeaders;
    request.body = body;
    request.max_bytes = kMostAnswerBytes;
    ++requests_;
    HttpResponse response;
    try {
      response = work_.host.fetch(request);
    } catch (const Error& error) {
      tell_cure(error);
    }
    auto answer = std::make_unique<Answer>(response, connection, what);
    points_ += answer->cost();
    return answer;
  }

  bool ask_newest() {
    const auto answer = ask(newest_query(work_.config), "securityAdvisories", "the newest advisory");
    std::uint64_t total = 0;
    if (answer->data()["totalCount"].get(total) == simdjson::SUCCESS) work_.place.total = total;
    work_.place.newest = text_of(answer->data()["nodes"].at(0)["publishedAt"]);
    cut_windows();
    if (windows_.empty()) work_.host.log(SG_LOG_WARN, "github: the api has no advisory as new as asked for");
    return !windows_.empty();
  }

  void cut_windows() { windows_ = windows_of(work_.place.newest, work_.config.published_since); }

  void leave_window() {
    Place& place = work_.place;
    ++place.window;
    place.base.clear();
    place.cursor.clear();
    place.last.clear();
    place.border.clear();
  }

  /// One page of the window, whole; true where it was the last one.
  bool take_page(const Window& window, Batch& batch) {
    Place& place = work_.place;
    if (place.base.empty()) place.base = window.begin;
    const auto answer = ask_page(window);
    simdjson::dom::array nodes;
    if (answer->data()["nodes"].get(nodes) != simdjson::SUCCESS) {
      throw Error(SG_E_DATA, "github: " + window.name + ": the answer's advisories are not a list");
    }
    std::uint64_t index = 0;
    bool beyond = false;
    for (const element node : nodes) {
      const auto fault = std::find_if(answer->faults().begin(), answer->faults().end(),
                                      [index](const Answer::Fault& each) { return each.node == index; });
      ++index;
      object advisory;
      if (fault != answer->faults().end() || node.get(advisory) != simdjson::SUCCESS) {
        const std::string why = fault != answer->faults().end() ? fault->message : "it is empty";
        batch.documents.push_back({window.name + ", advisory " + std::to_string(index) + " of a page", {}, why});
        continue;
      }
      const Text published = text_of(advisory["publishedAt"]);
      beyond = !window.end.empty() && published >= window.end;
      if (beyond) break;
      take_node(advisory, published, batch);
    }
    place.cursor = beyond ? Text() : next_cursor(answer->data());
    if (place.cursor.size() > kLongestCursor) {
      throw Error(SG_E_DATA, "github: " + window.name + ": the api's cursor has over " +
                                 std::to_string(kLongestCursor) + " bytes");
    }
    return place.cursor.empty();
  }

  /// Asks, again with a smaller page where the server was too slow for it, and from a moment where it lost its cursor.
  std::unique_ptr<Answer> ask_page(const Window& window) {
    Place& place = work_.place;
    while (true) {
      try {
        const std::string body = page_query(work_.config, std::min(page_, most_), place.base, place.cursor);
        return ask(body, "securityAdvisories",
                   window.name + " from " + (place.last.empty() ? "its begin" : place.last));
      } catch (const StaleCursor&) {
        if (place.cursor.empty()) throw Error(SG_E_DATA, "github: " + window.name + ": the api wants a cursor");
        work_.host.log(SG_LOG_INFO, window.name + ": the api's cursor is stale; going on at " + place.last);
        place.cursor.clear();
        if (!place.last.empty()) place.base = place.last;
      } catch (const Error& error) {
        if (error.rc() != SG_E_TRANSIENT || !was_too_slow(error.what()) || page_ <= kSmallestPage) throw;
        page_ = std::max(kSmallestPage, page_ / 2);
        work_.host.log(SG_LOG_INFO, std::string(error.what()) + "; trying pages of " + std::to_string(page_));
      }
    }
  }

  /// Over ten seconds GitHub ends a query: by 502 or 504, or by an error inside a 200.
  static bool was_too_slow(const std::string& said) {
    return said.find("status 502") != std::string::npos || said.find("status 504") != std::string::npos ||
           said.starts_with("github: ");
  }

  void take_node(object advisory, Text published, Batch& batch) {
    Place& place = work_.place;
    const Text id = text_of(advisory["ghsaId"]);
    const bool same_moment = published == place.last;
    if (same_moment && std::find(place.border.begin(), place.border.end(), id) != place.border.end()) return;
    Document document{std::string(id), {}, {}};
    document.text = copy(advisory, document.name);
    batch.documents.push_back(std::move(document));
    if (!same_moment) place.border.clear();
    place.last = published;
    if (place.border.size() < kMostBorder) place.border.emplace_back(id);
  }

  /// The node's text with all of its vulnerabilities, however many pages they came in.
  std::string copy(object advisory, const std::string& id) {
    std::string text;
    {
      record::JsonWriter json(text);
      json.raw("{");
      for (const simdjson::dom::key_value_pair field : advisory) {
        if (Text(field.key) == "vulnerabilities") continue;
        json.string(field.key);
        json.raw(":");
        advisory::copy_json(field.value, json);
        json.raw(",");
      }
      json.raw("\"vulnerabilities\":{\"nodes\":[");
      object connection;
      bool first = true;
      if (advisory["vulnerabilities"].get(connection) == simdjson::SUCCESS) {
        copy_nodes(connection, json, first);
        copy_further_nodes(std::string(next_cursor(connection)), id, json, first);
      }
      json.raw("]}}");
    }
    return text;
  }

  static void copy_nodes(object connection, record::JsonWriter& json, bool& first) {
    simdjson::dom::array nodes;
    if (connection["nodes"].get(nodes) != simdjson::SUCCESS) return;
    for (const element node : nodes) {
      if (!first) json.raw(",");
      first = false;
      advisory::copy_json(node, json);
    }
  }

  void copy_further_nodes(std::string cursor, const std::string& id, record::JsonWriter& json, bool& first) {
    const std::string what = "the vulnerabilities of " + id;
    for (int page = 0; !cursor.empty(); ++page) {
      if (page == kMostFurtherPages) throw Error(SG_E_DATA, "github: " + what + " have no end");
      try {
        const auto answer = ask(vulnerabilities_query(id, cursor), "securityAdvisory", what);
        object connection;
        if (answer->data()["vulnerabilities"].get(connection) != simdjson::SUCCESS) {
          throw Error(SG_E_DATA, "github: " + what + ": the answer has none");
        }
        copy_nodes(connection, json, first);
        cursor = next_cursor(connection);
      } catch (const StaleCursor&) {
        throw Error(SG_E_TRANSIENT, "github: " + what + ": the api does not know its own cursor; ask again");
      }
    }
  }

  Work work_;
  std::vector<Window> windows_;
  std::uint64_t page_;      ///< of the configuration, or less where the server is too slow for it
  std::uint64_t most_ = 0;  ///< what the collector wants of this batch
  std::uint64_t requests_ = 0, points_ = 0;
};

}  // namespace

std::unique_ptr<Documents> make_api_documents(const Work& work) { return std::make_unique<ApiDocuments>(work); }

}  // namespace streamguard::github
