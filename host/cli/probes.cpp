#include "cli/probes.hpp"

#include <algorithm>
#include <condition_variable>
#include <cstdlib>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>

#include "cli/words.hpp"
#include "core/file_url.hpp"
#include "core/text.hpp"
#include "net/broker.hpp"
#include "net/http_text.hpp"
#include "os/file.hpp"

namespace streamguard::cli {
namespace {

using Level = Finding::Level;

constexpr std::uint64_t kAnswerBytes = 1 * limits::MiB;
constexpr const char* kUpstreams = "upstreams";

/// What one upstream is asked, by the name that plugins know it by.
net::Request question_of(const std::string& upstream, bool has_secret) {
  net::Request request;
  request.upstream = upstream;
  request.no_store = true;
  request.max_bytes = kAnswerBytes;
  if (upstream == "github_api" && has_secret) {
    request.method = "POST";
    request.path = "/graphql";
    request.headers = {{"content-type", "application/json"}};
    request.body = R"({"query":"{rateLimit{limit remaining resetAt}}"})";
  } else if (upstream == "github_api") {
    request.path = "/rate_limit";
  } else if (upstream == "nvd") {
    request.path = "/rest/json/cves/2.0?resultsPerPage=1&startIndex=0";
  } else {
    request.method = "HEAD";
    request.path = "/";
  }
  return request;
}

struct Answer {
  bool over = false;
  int status = 0;
  net::Headers headers;
  std::string body, waiting;
  Status outcome;
  os::WallTime at{};
};

/// Answers as they come in; shared with sinks that may outlive the asking.
struct Board {
  std::mutex mutex;
  std::condition_variable changed;
  std::map<std::string, Answer> answers;
};

class Listener final : public net::Sink {
 public:
  Listener(std::shared_ptr<Board> board, std::string upstream)
      : board_(std::move(board)), upstream_(std::move(upstream)) {}
  void head(int status, const net::Headers& headers) override {
    const std::lock_guard lock(board_->mutex);
    Answer& answer = board_->answers[upstream_];
    answer.status = status;
    answer.headers = headers;
    answer.at = os::real_clock().wall();
  }
  void body(std::string_view bytes) override {
    const std::lock_guard lock(board_->mutex);
    board_->answers[upstream_].body += bytes;
  }
  void file(const std::filesystem::path&, std::uint64_t) override {}
  void end(Status outcome) override {
    {
      const std::lock_guard lock(board_->mutex);
      Answer& answer = board_->answers[upstream_];
      answer.over = true;
      answer.outcome = std::move(outcome);
    }
    board_->changed.notify_all();
  }

 private:
  std::shared_ptr<Board> board_;
  std::string upstream_;
};

const Collector* granted(const Plan& plan, const std::string& upstream) {
  for (const Collector& one : plan.collectors) {
    if (std::find(one.upstreams.begin(), one.upstreams.end(), upstream) != one.upstreams.end()) return &one;
  }
  return nullptr;
}

bool has_secret(const Plan& plan, const Upstream& upstream) {
  return upstream.auth && plan.secrets.contains(upstream.auth->secret);
}

/// " (4,990 of 5,000 requests left until 12:00:00)", by the headers or by GitHub's own answer.
std::string budget_text(const Answer& answer) {
  auto left = net::whole_number(net::header(answer.headers, "x-ratelimit-remaining"));
  auto most = net::whole_number(net::header(answer.headers, "x-ratelimit-limit"));
  std::string until;
  if (const auto reset = net::whole_number(net::header(answer.headers, "x-ratelimit-reset"))) {
    until = os::local_time(os::WallTime(std::chrono::seconds(*reset)));
  }
  const auto body = nlohmann::json::parse(answer.body, nullptr, false);
  const nlohmann::json::json_pointer limit("/data/rateLimit");
  if (body.is_object() && body.contains(limit) && body.at(limit).is_object()) {
    const auto& told = body.at(limit);
    if (told.contains("remaining") && told.at("remaining").is_number_unsigned()) left = told.at("remaining");
    if (told.contains("limit") && told.at("limit").is_number_unsigned()) most = told.at("limit");
  }
  if (!left) return {};
  return "; " + grouped(*left) + (most ? " of " + grouped(*most) : "") + " requests are left" +
         (until.empty() ? "" : " until " + until);
}

Findings about_token(const Plan& plan, const Upstream& upstream, const Answer& answer) {
  if (!has_secret(plan, upstream)) return {};
  Finding token{Level::fine, "tokens", upstream.auth->secret, {}, {}};
  const Code code = answer.outcome ? Code::bug : answer.outcome.error().code;
  if (answer.status == 401 || answer.status == 407 || (code == Code::config && answer.status != 0)) {
    token.level = Level::wrong;
    token.text = upstream.name + " refuses it (status " + std::to_string(answer.status) + ")";
    token.cure = "it has expired, was revoked or was copied in part: make a new one and put it where this one stands";
  } else if (answer.outcome) {
    token.text = upstream.name + " takes it" + budget_text(answer);
    const std::string_view scopes = net::trimmed(net::header(answer.headers, "x-oauth-scopes"));
    if (!scopes.empty()) {
      token.level = Level::hint;
      token.text += "; its scopes are: " + plain(scopes, 200);
      token.cure = "reading public data needs no scope: a token without any is safer";
    }
  } else {
    return {};
  }
  return {token};
}

Finding about_reach(const Upstream& upstream, const Answer& answer) {
  Finding out{Level::fine, kUpstreams, upstream.name, {}, {}};
  const std::string url = plain(upstream.url, 200);
  if (answer.status != 0) {
    out.text = url + " answers (status " + std::to_string(answer.status) + ")";
    if (!answer.outcome && answer.outcome.error().code == Code::rate_limited) {
      out.level = Level::hint;
      out.text += ", but its limit is used up";
      out.cure = "wait, or see whether another run uses the same address or token";
    } else if (answer.status >= 500) {
      out.level = Level::hint;
      out.cure = "it is in trouble itself; a run waits and tries again";
    }
    return out;
  }
  if (!answer.over && answer.waiting.empty()) {
    out.level = Level::hint;
    out.text = url + " did not answer within " + std::to_string(kProbePatience.count()) + " seconds";
    out.cure = "try again; if another run uses it, its limit is what was waited for";
    return out;
  }
  if (!answer.over && answer.waiting.starts_with("limit of")) {
    out.level = Level::hint;
    out.text = url + " was not asked: its limit is in use by another run";
    out.cure = "nothing is to be done; a run waits for its turn";
    return out;
  }
  out.level = Level::wrong;
  out.text = url + " cannot be reached: " +
             plain(answer.over && !answer.outcome ? answer.outcome.error().message : answer.waiting, 300);
  out.cure = "check the network, a proxy (https_proxy), and the address; or give a mirror folder: upstreams: {" +
             upstream.name + ": {url: \"file:///…\"}}";
  return out;
}

std::optional<Finding> about_clock(const std::string& upstream, const Answer& answer) {
  const auto theirs = net::http_date(net::header(answer.headers, "date"));
  if (!theirs) return std::nullopt;
  const auto skew = std::chrono::duration_cast<std::chrono::seconds>(answer.at - *theirs);
  const auto size = std::chrono::abs(skew);
  const std::string by = duration_text(static_cast<double>(size.count()));
  Finding out{Level::fine, "clock", upstream, {}, {}};
  out.text = size <= std::chrono::seconds(2) ? "agrees with ours"
                                             : "our clock is " + by + (skew.count() > 0 ? " ahead" : " behind");
  if (size > kSkewHint) {
    out.level = size > kSkewWrong ? Level::wrong : Level::hint;
    out.cure = "set the clock (timedatectl set-ntp true): certificates and the windows of limits depend on it";
  }
  return out;
}

Finding about_mirror(const Upstream& upstream) {
  const std::filesystem::path folder = folder_of_file_url(upstream.url);
  Finding out{Level::fine, kUpstreams, upstream.name, plain(folder.string(), 400) + " is a mirror folder", {}};
  const auto entries = os::real_disk().list(folder);
  if (!entries) {
    out.level = Level::wrong;
    out.text = plain(entries.error().message, 400);
    out.cure = "let this user read it";
  } else if (entries.value().empty()) {
    out.level = Level::wrong;
    out.text += ", and it is empty";
    out.cure = "bring the mirror there, or remove the upstream's url to ask the real one";
  }
  return out;
}

}  // namespace

Findings probe_upstreams(const Plan& plan) {
  Findings out;
  const auto board = std::make_shared<Board>();
  std::set<std::string> asked;
  net::Options options;
  options.seed = plan.seed;
  auto broker = net::Broker::start(plan, options);
  if (!broker) {
    return {{Level::wrong, kUpstreams, "", plain(broker.error().message, 1000),
             "nothing can be asked until this is mended"}};
  }
  (*broker)->on_event([board](const Event& event) {
    if (event.kind != Event::Kind::waiting) return;
    const std::lock_guard lock(board->mutex);
    for (auto& [upstream, answer] : board->answers) {
      const bool meant = event.text.starts_with("retry of " + upstream + ":") || event.text == "limit of " + upstream;
      if (meant) answer.waiting = event.text;
    }
    board->changed.notify_all();
  });
  for (const auto& [name, upstream] : plan.upstreams) {
    const Collector* collector = granted(plan, name);
    if (collector == nullptr || upstream.url.starts_with("file://")) continue;
    asked.insert(name);
    {
      const std::lock_guard lock(board->mutex);
      board->answers[name];
    }
    net::Request request = question_of(name, has_secret(plan, upstream));
    request.collector = collector->name;
    (*broker)->fetch(std::move(request), std::make_shared<Listener>(board, name));
  }
  {
    std::unique_lock lock(board->mutex);
    board->changed.wait_for(lock, kProbePatience, [&] {
      return std::all_of(board->answers.begin(), board->answers.end(),
                         [](const auto& one) { return one.second.over || one.second.waiting.starts_with("retry of"); });
    });
  }
  std::map<std::string, Answer> answers;
  {
    const std::lock_guard lock(board->mutex);
    answers = board->answers;
  }
  for (const auto& [name, upstream] : plan.upstreams) {
    if (granted(plan, name) == nullptr) continue;
    if (!asked.contains(name)) {
      out.push_back(about_mirror(upstream));
      continue;
    }
    const Answer& answer = answers.at(name);
    out.push_back(about_reach(upstream, answer));
    if (answer.status == 0) continue;
    const Findings token = about_token(plan, upstream, answer);
    out.insert(out.end(), token.begin(), token.end());
    if (auto clock = about_clock(name, answer)) out.push_back(std::move(*clock));
  }
  return out;
}

}  // namespace streamguard::cli
