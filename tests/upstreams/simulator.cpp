#include "simulator.hpp"

#include <stdexcept>

#include "exploitdb.hpp"
#include "git.hpp"
#include "nvd.hpp"
#include "osv.hpp"
#include "spoil.hpp"

namespace streamguard::upstreams {
namespace {

Response text(int status, const std::string& words) { return response_of(status, "text/plain", words + "\n"); }

}  // namespace

Simulator::Simulator(const SimulatorOptions& options) {
  const std::filesystem::path& mirror = options.mirror;
  const std::filesystem::path feeds = mirror / "nvd/feeds/json/cve/2.0";
  if (options.scale.factor < 1) throw std::invalid_argument("the scale is from 1");
  faults_.set(parse_faults(options.faults));
  upstreams_.push_back(std::make_unique<NvdApi>(feeds, options.nvd_key, options.scale));
  upstreams_.push_back(std::make_unique<NvdFeeds>(feeds, options.scale));
  upstreams_.push_back(std::make_unique<Github>(mirror / "ghsa/graphql-nodes.jsonl.gz", options.github_token,
                                                options.scale, stats_, options.github));
  upstreams_.push_back(std::make_unique<Osv>(mirror / "osv"));
  upstreams_.push_back(std::make_unique<ExploitDb>(mirror / "exploitdb", options.scale));
  upstreams_.push_back(std::make_unique<Git>(mirror / "git"));
  if (!options.log.empty()) {
    log_.open(options.log, std::ios::binary | std::ios::trunc);
    if (!log_) throw std::runtime_error("--log: " + options.log.string() + " cannot be written");
  }
  server_ = std::make_unique<Server>(options.port, [this](const Request& request) { return answer(request); });
}

Simulator::~Simulator() = default;

Response Simulator::control(const Request& request) {
  const bool post = request.method == "POST";
  if (request.path == "/_stats") {
    Response out = response_of(200, "application/json", stats_.json());
    if (post) stats_.reset();
    return out;
  }
  if (request.path != "/_faults") return text(404, "no upstream is at " + request.path);
  if (!post) return text(200, std::to_string(faults_.hits()) + " requests were hit");
  try {
    faults_.set(parse_faults(request.body));
  } catch (const std::invalid_argument& wrong) {
    return text(400, wrong.what());
  }
  return text(200, "set");
}

Answer Simulator::answer(const Request& request) {
  for (const auto& upstream : upstreams_) {
    if (!upstream->serves(request)) continue;
    const std::string name = upstream->name();
    stats_.begin(name, upstream->sort_of(request));
    const std::uint64_t number = ++requests_;
    Count count;
    Answer out;
    out.response = answer_of(*upstream, request, number, count);
    const int status = out.response.status;
    if (status == 304) ++count.not_modified;
    if (status >= 400 && count.limited == 0 && count.faults == 0) ++count.errors;
    const std::string what = count.faults != 0 ? "fault" : count.limited != 0 ? "limit" : "-";
    stats_.decide(name, count);
    const std::string line = request.method + "\t" + request.target + "\t" + std::to_string(status);
    out.answered = [this, name, what, line = std::to_string(number) + "\t" + name + "\t" + line](const Sent& sent) {
      note(line + "\t" + std::to_string(sent.body_bytes) + "\t" + what);
      stats_.end(name, sent.body_bytes);
    };
    return out;
  }
  return {control(request), nullptr};
}

Response Simulator::answer_of(Upstream& upstream, const Request& request, std::uint64_t number, Count& count) {
  try {
    if (auto refused = upstream.refuse(request, count)) return std::move(*refused);
    const auto fault = faults_.next(upstream.name(), request.path);
    if (fault) ++count.faults;
    if (fault && replaces(*fault)) return replacement(*fault, number);
    Response out = upstream.answer(request, count);
    if (fault) spoil(*fault, request, number, out);
    return out;
  } catch (const std::exception& failed) {
    return text(500, std::string("the simulator: ") + failed.what());
  }
}

void Simulator::note(const std::string& line) {
  if (!log_.is_open()) return;
  const std::lock_guard lock(log_mutex_);
  log_ << line << std::endl;
}

}  // namespace streamguard::upstreams
