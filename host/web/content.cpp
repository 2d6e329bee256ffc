#include "web/content.hpp"

#include "view/metrics_text.hpp"
#include "view/state_json.hpp"
#include "web/page_files.hpp"

namespace streamguard::web {

Answer Content::answer(std::string_view path, std::string_view accept) {
  if (path == "/state.json") {
    return {200, "application/json", view::state_json(state_.copy(), clock_.wall(), version_, 0) + '\n'};
  }
  if (path == "/metrics") {
    // A browser would offer to save what is not text.
    const bool browser = accept.find("text/html") != std::string_view::npos;
    const auto dialect = browser ? view::Dialect::prometheus : view::Dialect::openmetrics;
    return {200, view::media_type_of(dialect), view::metrics_text(state_.copy(), version_, dialect, highest_)};
  }
  const PageFile* file = page_file(path);
  if (file == nullptr) return {404, Answer().media_type, "Here are only /, /events, /state.json and /metrics.\n"};
  std::string type(file->media_type);
  if (type.starts_with("text/")) type += "; charset=utf-8";
  return {200, std::move(type), std::string(file->bytes)};
}

std::string Content::state_frame(const view::RunState& state, std::uint64_t log_from) const {
  return "event: state\ndata: " + view::state_json(state, clock_.wall(), version_, log_from) + "\n\n";
}

std::string Content::beat_frame() const {
  return ": nothing new\nevent: beat\ndata: \"" + os::rfc3339(clock_.wall()) + "\"\n\n";
}

std::string Content::end_frame(bool ended) {
  return std::string("event: end\ndata: {\"ended\":") + (ended ? "true" : "false") + "}\n\n";
}

}  // namespace streamguard::web
