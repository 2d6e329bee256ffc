/// api.hpp: NVD's API, asked a page at a time, and the walk over the pages of one span. Run thread only.
///
/// NVD lists CVEs by publication, oldest first, and moves while it is read. So a span is walked from its last page to
/// its first, and each page overlaps the one above by one CVE, the anchor: where that is not in its place, something
/// was put in or taken out, and the page is asked for where the anchor is now. Nothing is lost or doubled by that,
/// whatever the order; the order only decides which CVEs a small target holds.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <streamguard/cpp/plugin.hpp>
#include <string>

#include "cve/page.hpp"
#include "cve/position.hpp"
#include "cve/times.hpp"

namespace streamguard::cve {

inline constexpr std::uint64_t kPageSize = 2000;  ///< the API's largest
inline constexpr std::uint64_t kMostPageBytes = 256u << 20;
inline constexpr int kMostAsks = 3;   ///< of one page that comes damaged
inline constexpr int kMostMoves = 4;  ///< looks for an anchor that has moved

/// A page with the bytes that it borrows from.
struct Answer {
  std::string body;
  Page page;
};

class Api {
 public:
  Api(Host host, bool by_modification) : host_(host), by_modification_(by_modification) {}

  /// A page, whole: as many entries as it should have, each of them JSON. Throws Error(SG_E_TRANSIENT) when it comes
  /// damaged again and again. Damage that stays the same byte for byte is upstream's: such entries are left as faults.
  std::unique_ptr<Answer> ask(const std::optional<Span>& span, std::uint64_t start, std::uint64_t count);

  std::string unit(const std::optional<Span>& span, std::uint64_t start) const;

 private:
  bool read(Answer& answer, std::uint64_t start, std::uint64_t count, std::string& problem) const;

  Host host_;
  bool by_modification_;
};

/// Takes the new entries of a page. May throw Stopped.
using TakePage = std::function<void(const Page& page, std::span<const Entry> entries)>;
/// Whether the unit is to be gone past.
using SkipUnit = std::function<bool(const std::string& unit)>;

class SpanWalk {
 public:
  /// `position` is kept up to date: a token made of it inside `take` resumes there.
  SpanWalk(Host host, Api& api, std::optional<Span> span, Position& position)
      : host_(host), api_(api), span_(span), position_(position) {}

  void run(const TakePage& take, const SkipUnit& skip);

 private:
  void begin();
  const Answer& page_at(std::uint64_t start);
  const Answer& settled_page(std::size_t& end);
  bool next(const Page& page);
  bool go_past();

  Host host_;
  Api& api_;
  std::optional<Span> span_;
  Position& position_;
  std::unique_ptr<Answer> first_;  ///< the page at 0, where it was needed to know the total
  std::unique_ptr<Answer> current_;
};

}  // namespace streamguard::cve
