#include "cve/api.hpp"

#include <algorithm>
#include <utility>

namespace streamguard::cve {
namespace {

constexpr std::string_view kUpstream = "nvd";
constexpr std::string_view kPath = "/rest/json/cves/2.0";

std::uint64_t last_page(std::uint64_t total) { return total > kPageSize ? total - kPageSize : 0; }

std::size_t place_of(const Page& page, std::string_view id) {
  const auto& entries = page.entries();
  const auto at = std::find_if(entries.begin(), entries.end(), [id](const Entry& entry) { return entry.key.id == id; });
  return static_cast<std::size_t>(at - entries.begin());
}

}  // namespace

std::string Api::unit(const std::optional<Span>& span, std::uint64_t start) const {
  std::string name = "api startIndex=" + std::to_string(start);
  if (span) name += " of " + time_text(span->first) + " to " + time_text(span->last);
  return name;
}

std::unique_ptr<Answer> Api::ask(const std::optional<Span>& span, std::uint64_t start, std::uint64_t count) {
  std::string path(kPath);
  path += "?resultsPerPage=" + std::to_string(count) + "&startIndex=" + std::to_string(start);
  if (span) {
    const std::string key = by_modification_ ? "lastMod" : "pub";
    path += "&" + key + "StartDate=" + time_text(span->first) + "&" + key + "EndDate=" + time_text(span->last);
  }
  HttpRequest request;
  request.upstream = kUpstream;
  request.path = path;
  request.max_bytes = kMostPageBytes;
  std::string problem, before;
  for (int asks = 0; asks < kMostAsks; ++asks) {
    // What came damaged may lie in the host's cache: it must come from upstream again.
    request.flags = asks == 0 ? 0 : SG_HTTP_NO_STORE;
    auto answer = std::make_unique<Answer>();
    answer->body = host_.fetch(request).body;
    answer->body.reserve(answer->body.size() + simdjson::SIMDJSON_PADDING);
    const bool sound = read(*answer, start, count, problem);
    if (sound && (!answer->page.damaged() || answer->body == before)) return answer;
    if (sound) problem = "an entry is damaged: " + answer->page.faults().front().why;
    host_.log(SG_LOG_WARN, unit(span, start) + ": " + problem + "; asking again");
    before = std::move(answer->body);
  }
  throw Error(SG_E_TRANSIENT, "cve: " + unit(span, start) + ": " + problem + ", " + std::to_string(kMostAsks) +
                                  " times; the upstream `nvd` is not well, or is no NVD API");
}

/// A page or nothing: one that lacks entries, or begins elsewhere, is none.
bool Api::read(Answer& answer, std::uint64_t start, std::uint64_t count, std::string& problem) const {
  const Page& page = answer.page;
  if (!answer.page.read(answer.body)) {
    problem = page.problem();
    return false;
  }
  const std::uint64_t due = page.total() > start ? std::min(count, page.total() - start) : 0;
  if (page.entries().size() == due && (page.start() == start || due == 0)) return true;
  problem = "it has " + std::to_string(page.entries().size()) + " entries from " + std::to_string(page.start()) +
            " where " + std::to_string(due) + " from " + std::to_string(start) + " are due";
  return false;
}

void SpanWalk::run(const TakePage& take, const SkipUnit& skip) {
  if (!position_.begun) begin();
  if (position_.total == 0) return;
  for (;;) {
    const std::string unit = api_.unit(span_, position_.start);
    host_.unit(unit);
    if (skip(unit)) {
      host_.log(SG_LOG_WARN, unit + ": passed, because it failed before");
      if (!go_past()) return;
    } else {
      std::size_t end = 0;
      const Answer& answer = settled_page(end);
      take(answer.page, std::span(answer.page.entries()).first(end));
      if (!next(answer.page)) return;
    }
    host_.checkpoint(to_token(position_));
  }
}

/// A window's first page often is all of it. The whole of NVD never is, so there only its size is asked.
void SpanWalk::begin() {
  host_.unit(api_.unit(span_, 0));
  auto answer = api_.ask(span_, 0, span_ ? kPageSize : 1);
  position_.begun = true;
  position_.total = answer->page.total();
  position_.start = last_page(position_.total);
  if (span_) first_ = std::move(answer);
}

const Answer& SpanWalk::page_at(std::uint64_t start) {
  if (start == 0 && first_) return *first_;
  current_ = api_.ask(span_, start, kPageSize);
  return *current_;
}

/// The page at position_.start, which moves along where the upstream has moved; its entries before `end` are new.
const Answer& SpanWalk::settled_page(std::size_t& end) {
  for (int moves = 0;; ++moves) {
    const Answer& answer = page_at(position_.start);
    const Page& page = answer.page;
    const std::uint64_t before = std::exchange(position_.total, page.total());
    end = page.entries().size();
    if (position_.anchor.empty()) {
      // Where part of the top page is committed already, its place stays.
      const bool moved = page.total() != before && position_.start + kPageSize >= before && !position_.after;
      if (!moved || moves == kMostMoves) return answer;
      position_.start = last_page(page.total());
      continue;
    }
    const std::size_t place = place_of(page, position_.anchor);
    if (place < end) {
      end = place;
      return answer;
    }
    if (moves == kMostMoves) {
      host_.log(SG_LOG_WARN, api_.unit(span_, position_.start) + ": " + position_.anchor +
                                 ", with which the page above began, is gone; the page is taken as it is");
      return answer;
    }
    if (page.total() < before) {
      position_.start -= std::min(position_.start, before - page.total());
    } else {
      position_.start += page.total() > before ? page.total() - before : kPageSize / 2;
    }
    host_.log(SG_LOG_INFO,
              api_.unit(span_, position_.start) + ": the upstream has moved, looking for " + position_.anchor);
  }
}

/// False when the span is done.
bool SpanWalk::next(const Page& page) {
  const auto& entries = page.entries();
  const auto first =
      std::find_if(entries.begin(), entries.end(), [](const Entry& entry) { return !entry.key.id.empty(); });
  if (position_.start == 0) return false;
  position_.after.reset();
  if (first == entries.end()) return go_past();
  position_.anchor = first->key.id;
  const std::uint64_t behind = position_.start + static_cast<std::uint64_t>(first - entries.begin()) + 1;
  position_.start = behind > kPageSize ? behind - kPageSize : 0;
  return true;
}

/// To the page below, without an anchor. False when there is none.
bool SpanWalk::go_past() {
  if (position_.start == 0) return false;
  position_.after.reset();
  position_.anchor.clear();
  position_.start -= std::min(position_.start, kPageSize);
  return true;
}

}  // namespace streamguard::cve
