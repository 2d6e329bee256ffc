// fix_pairs REPOSITORY [COMMIT…]: the pairs of the commits (of all commits of all refs when none is named) as JSON
// lines on standard output, and what was left out on standard error. fix_pairs --targets: reads urls, one a line, and
// writes what target_of() makes of each. fix_pairs --cwe: reads lines "CWE-1,CWE-2<tab>text" and writes a table of the
// words' label against the given ones. To look at real data by hand; needs no host.
#include <git2.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <map>
#include <string>
#include <vector>

#include "fix/pairs.hpp"
#include "fix/target.hpp"
#include "fix/weakness_words.hpp"
#include "record/json_writer.hpp"

namespace {

using namespace streamguard;

void member(std::string& out, std::string_view name, std::string_view value) {
  out.append(out.size() > 1 ? ",\"" : "\"").append(name).append("\":");
  record::JsonWriter(out).string(value);
}

void side(std::string& out, std::string_view name, const std::optional<fix::Side>& side) {
  if (!side) return;
  out.append(",\"").append(name).append("\":{");
  std::string inner;
  record::JsonWriter(inner).string(std::string_view(side->text));
  out.append("\"lines\":[")
      .append(std::to_string(side->first_line))
      .append(",")
      .append(std::to_string(side->last_line));
  out.append("],\"text\":").append(inner);
  inner.clear();
  record::JsonWriter(inner).string(std::string_view(side->path));
  out.append(",\"path\":").append(inner).append("}");
}

void print(const std::string& commit, const fix::Pair& pair) {
  std::string out = "{";
  member(out, "commit", commit);
  member(out, "change", fix::word_of(pair.change));
  member(out, "language", functions::name_of(pair.language));
  member(out, "symbol", pair.side().symbol);
  if (pair.licence) member(out, "licence", *pair.licence);
  side(out, "before", pair.before);
  side(out, "after", pair.after);
  std::cout << out << "}\n";
}

std::vector<std::string> all_commits(const std::string& path) {
  std::vector<std::string> out;
  git_libgit2_init();
  git_repository* repository = nullptr;
  git_revwalk* walk = nullptr;
  if (git_repository_open_bare(&repository, path.c_str()) == 0 && git_revwalk_new(&walk, repository) == 0) {
    git_revwalk_push_glob(walk, "*");
    git_oid oid;
    while (git_revwalk_next(&oid, walk) == 0) out.emplace_back(git_oid_tostr_s(&oid));
  }
  git_revwalk_free(walk);
  git_repository_free(repository);
  std::sort(out.begin(), out.end());
  return out;
}

int print_pairs(const std::string& path, const std::vector<std::string>& commits) {
  const fix::Repository repository(path);
  fix::Outlines outlines;
  const auto start = std::chrono::steady_clock::now();
  std::size_t with_code = 0;
  std::size_t with_pairs = 0;
  for (const std::string& commit : commits) {
    const auto id = fix::ObjectId::from_hex(commit);
    if (!id) return std::cerr << commit << " is no full commit id\n", 2;
    const fix::Survey survey = fix::survey(repository, *id);
    const fix::CommitPairs made = fix::make_pairs(repository, survey, outlines);
    for (const fix::Pair& pair : made.pairs) print(commit, pair);
    with_code += survey.code_paths != 0 ? 1U : 0U;
    with_pairs += made.pairs.empty() ? 0U : 1U;
    std::cerr << commit << " code " << survey.code_paths << " pairs " << made.pairs.size();
    for (const auto& [word, times] : made.counts.all()) std::cerr << ' ' << word << '=' << times;
    std::cerr << '\n';
  }
  const auto spent = std::chrono::steady_clock::now() - start;
  std::cerr << path << ": " << commits.size() << " commits, " << with_code << " change code, " << with_pairs
            << " give pairs, " << std::chrono::duration_cast<std::chrono::milliseconds>(spent).count() << " ms\n";
  return 0;
}

int print_targets() {
  for (std::string url; std::getline(std::cin, url);) {
    fix::NoTarget why = fix::NoTarget::none;
    const auto target = fix::target_of(url, &why);
    constexpr std::string_view kWords[] = {"none", "not_a_change", "short_id", "comparison", "unsupported_host"};
    if (target) {
      std::cout << "target\t" << target->repository << '\t' << target->commit << '\t' << url << '\n';
    } else {
      std::cout << kWords[static_cast<std::size_t>(why)] << "\t\t\t" << url << '\n';
    }
  }
  return 0;
}

int print_weaknesses() {
  std::map<std::string, std::pair<std::size_t, std::size_t>> rows;  // right, wrong
  std::map<std::string, std::size_t> wrong;
  for (std::string line; std::getline(std::cin, line);) {
    const std::size_t tab = line.find('\t');
    if (tab == std::string::npos) continue;
    const auto cwe = fix::weakness_of_text(std::string_view(line).substr(tab + 1));
    if (!cwe) continue;
    const std::string given = "," + line.substr(0, tab) + ",";
    const bool right = given.find("," + std::string(*cwe) + ",") != std::string::npos;
    auto& [ok, bad] = rows[std::string(*cwe)];
    right ? ++ok : ++bad;
    if (!right) ++wrong[std::string(*cwe) + " given " + line.substr(0, tab)];
  }
  for (const auto& [cwe, counts] : rows) {
    std::printf("%-10s right %6zu of %6zu\n", cwe.c_str(), counts.first, counts.first + counts.second);
  }
  for (const auto& [what, times] : wrong) {
    if (times > 4) std::printf("  %6zu %s\n", times, what.c_str());
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> args(argv + 1, argv + argc);
  if (args.empty()) return std::cerr << "usage: fix_pairs REPOSITORY [COMMIT…] | --targets | --cwe\n", 2;
  try {
    if (args[0] == "--targets") return print_targets();
    if (args[0] == "--cwe") return print_weaknesses();
    std::vector<std::string> commits(args.begin() + 1, args.end());
    if (commits.empty()) commits = all_commits(args[0]);
    return print_pairs(args[0], commits);
  } catch (const std::exception& error) {
    return std::cerr << "fix_pairs: " << error.what() << '\n', 1;
  }
}
