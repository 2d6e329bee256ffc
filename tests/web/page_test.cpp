// What stands in the live page's files, before any browser sees them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <set>
#include <string>

#include "web/page_files.hpp"

namespace streamguard::web {
namespace {

std::string file(std::string_view path) {
  const PageFile* found = page_file(path);
  return found == nullptr ? std::string() : std::string(found->bytes);
}

constexpr const char* kAll[] = {"/", "/live.css", "/icon.svg", "/theme.js", "/words.js", "/parts.js", "/live.js"};

TEST(WebPage, EveryFileIsBuiltIn) {
  for (const char* path : kAll) EXPECT_GT(file(path).size(), 100U) << path;
  EXPECT_EQ(page_file("/live.html"), nullptr);
  EXPECT_EQ(page_file("/../secret"), nullptr);
}

TEST(WebPage, NamesNoOtherPlaceAndOnlyFilesThatAreThere) {
  static const std::regex kAddress(R"re((?:https?:)?//[a-z0-9.-]+\.[a-z]+)re", std::regex::icase);
  static const std::regex kOwn(R"re((?:href|src)="(/[^"]*)"|from '(/[^']*)')re");
  for (const char* path : kAll) {
    const std::string text = file(path);
    for (std::sregex_iterator it(text.begin(), text.end(), kAddress), end; it != end; ++it) {
      EXPECT_EQ(it->str(), "http://www.w3.org") << path;
    }
    for (std::sregex_iterator it(text.begin(), text.end(), kOwn), end; it != end; ++it) {
      const std::string named = it->str(1) + it->str(2);
      const std::set<std::string> made{"/state.json", "/metrics"};
      EXPECT_TRUE(page_file(named) != nullptr || made.count(named) > 0) << path << " names " << named;
    }
  }
}

TEST(WebPage, TakesNoTextForMarkupAndBreaksNoRuleOfItsPolicy) {
  for (const char* path : kAll) {
    const std::string text = file(path);
    for (const char* word : {"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function(",
                             "style=\"", "onclick", "javascript:"}) {
      EXPECT_EQ(text.find(word), std::string::npos) << path << " holds " << word;
    }
  }
  EXPECT_FALSE(std::regex_search(file("/"), std::regex("<script(?![^>]* src=)|<style")));
}

TEST(WebPage, TheTwoDarkListsAreOneList) {
  const std::string style = file("/live.css");
  static const std::regex kList(R"re((?:not\(\[data-theme="light"\]\)|:root\[data-theme="dark"\]) \{([^}]*)\})re");
  std::set<std::string> lists;
  int found = 0;
  for (std::sregex_iterator it(style.begin(), style.end(), kList), end; it != end; ++it, ++found) {
    lists.insert(std::regex_replace(it->str(1), std::regex("\\s+"), " "));
  }
  EXPECT_EQ(found, 2);
  EXPECT_EQ(lists.size(), 1U);
}

TEST(WebPage, EveryIdThatScriptsAskForIsThere) {
  const std::string page = file("/");
  static const std::regex kAsked(R"re((?:part|getElementById)\('([^']+)'\))re");
  int asked = 0;
  for (const char* path : {"/live.js", "/parts.js"}) {
    const std::string text = file(path);
    for (std::sregex_iterator it(text.begin(), text.end(), kAsked), end; it != end; ++it, ++asked) {
      EXPECT_NE(page.find("id=\"" + it->str(1) + '"'), std::string::npos) << it->str(1);
    }
  }
  EXPECT_GT(asked, 10);
}

}  // namespace
}  // namespace streamguard::web
