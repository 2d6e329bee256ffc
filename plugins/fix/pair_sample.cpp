#include "fix/pair_sample.hpp"

#include <algorithm>

#include "fix/url.hpp"
#include "record/json_writer.hpp"
#include "record/utf8.hpp"

namespace streamguard::fix {
namespace {

constexpr std::size_t kMostFruitless = 16;  ///< fixes without pairs that an advisory names; a list is no dump
constexpr std::size_t kMostSameAs = 64;

/// Begins with the collector's own object and leaves it open for more members.
void open_object(std::string_view own, std::string& out) {
  const std::size_t end = own.find_last_of('}');
  out.assign(end == std::string_view::npos ? std::string_view("{") : own.substr(0, end));
}

void member(std::string& out, std::string_view name) {
  const std::size_t last = out.find_last_not_of(" \t");
  if (last != std::string::npos && out[last] != '{') out += ',';
  out.append("\"").append(name).append("\":");
}

void text_member(std::string& out, std::string_view name, std::string_view value) {
  member(out, name);
  record::JsonWriter(out).string(value);
}

record::Lines lines_of(const std::optional<Side>& side) {
  return side ? record::Lines{side->first_line, side->last_line} : record::Lines{};
}

record::OptionalText text_of(const std::optional<Side>& side) {
  return side ? record::OptionalText(side->text) : std::nullopt;
}

record::Code code_of(const Pair& pair) {
  record::Code code;
  code.before = text_of(pair.before);
  code.after = text_of(pair.after);
  code.language = functions::name_of(pair.language);
  if (pair.change != Change::file) code.symbol = pair.side().symbol;
  code.before_lines = lines_of(pair.before);
  code.after_lines = lines_of(pair.after);
  return code;
}

void write_extra(const Advisory& advisory, const Pair& pair, const Origin& origin, std::string& out) {
  open_object(advisory.base.extra_json, out);
  text_member(out, "change", word_of(pair.change));
  if (pair.before && pair.after && pair.before->path != pair.after->path) {
    text_member(out, "path_before", pair.before->path);
  }
  if (pair.before && pair.after && pair.before->symbol != pair.after->symbol) {
    text_member(out, "symbol_before", pair.before->symbol);
  }
  if (origin.target->is_ref()) text_member(out, "ref", origin.target->commit);
  const auto sound = [](const std::optional<Side>& side) { return !side || record::valid_utf8(side->text); };
  if (!sound(pair.before) || !sound(pair.after)) text_member(out, "encoding", "repaired");
  out += '}';
}

}  // namespace

std::string commit_url(std::string_view repository, std::string_view commit) {
  const std::optional<Url> url = read_url(repository);
  if (!url || commit.empty()) return {};
  const std::string_view host = url->host;
  std::string_view joint;
  if (host == "github.com" || host == "codeberg.org" || host == "gitea.com" || host == "gitee.com" ||
      host == "opendev.org") {
    joint = "/commit/";
  } else if (host.starts_with("gitlab.") || host == "salsa.debian.org" || host == "invent.kde.org") {
    joint = "/-/commit/";
  } else if (host == "bitbucket.org") {
    joint = "/commits/";
  } else if (host.ends_with(".googlesource.com")) {
    joint = "/+/";
  } else if (host == "git.kernel.org") {
    joint = ".git/commit/?id=";
  } else {
    return {};
  }
  return std::string(repository).append(joint).append(commit);
}

std::string_view SampleWriter::write(const Advisory& advisory, const Pair& pair, const Origin& origin,
                                     const FixFacts& fix) {
  const Label label = label_of(pair, fix, advisory.names_text);
  sample_ = advisory.base;
  sample_.kind = pair.change == Change::file ? "file_pair" : "function_pair";
  // Overloads share their path and symbol, and yet are samples of their own.
  if (pair.ordinal != 0) {
    key_.assign(advisory.base.source_key).append("#").append(std::to_string(pair.ordinal + 1));
    sample_.source_key = key_;
  }
  sample_.code = code_of(pair);
  sample_.tier = label.tier;
  sample_.method = label.method;
  commit_ = origin.survey->commit.id.hex();
  parent_ = origin.survey->parent.hex();
  record::Fix& out = sample_.fix.emplace();
  out.repo = origin.target->repository;
  out.commit = commit_;
  out.parent = parent_;
  out.path = pair.side().path;
  if (origin.survey->commit.author_date) out.author_date = *origin.survey->commit.author_date;
  out.functions_changed = static_cast<std::int64_t>(fix.functions_changed);
  url_ = commit_url(origin.target->repository, commit_);
  if (!url_.empty() && std::find(sample_.urls.begin(), sample_.urls.end(), url_) == sample_.urls.end()) {
    sample_.urls.push_back(url_);
  }
  if (pair.licence) sample_.code_license = *pair.licence;
  write_extra(advisory, pair, origin, extra_);
  sample_.extra_json = extra_;
  body_.clear();
  record::append_json(sample_, body_);
  return body_;
}

std::string_view SampleWriter::write(const Advisory& advisory, std::span<const Fruitless> fruitless,
                                     std::span<const std::string> same_as) {
  sample_ = advisory.base;
  sample_.kind = "advisory";
  sample_.tier = sample_.method = "none";
  sample_.code.reset();
  sample_.fix.reset();
  if (!fruitless.empty() || !same_as.empty()) {
    open_object(advisory.base.extra_json, extra_);
    if (!same_as.empty()) {
      member(extra_, "same_as");
      for (std::size_t i = 0; i < std::min(same_as.size(), kMostSameAs); ++i) {
        extra_.append(i == 0 ? "[\"" : ",\"").append(same_as[i]).append("\"");
      }
      extra_ += ']';
    }
    if (!fruitless.empty()) {
      member(extra_, "fixes");
      for (std::size_t i = 0; i < std::min(fruitless.size(), kMostFruitless); ++i) {
        extra_ += i == 0 ? "[{" : ",{";
        text_member(extra_, "repo", fruitless[i].repository);
        text_member(extra_, "commit", fruitless[i].commit);
        text_member(extra_, "why", fruitless[i].why);
        extra_ += '}';
      }
      extra_ += ']';
    }
    extra_ += '}';
    sample_.extra_json = extra_;
  }
  body_.clear();
  record::append_json(sample_, body_);
  return body_;
}

}  // namespace streamguard::fix
