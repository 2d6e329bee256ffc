#include "template.hpp"

#include <gtest/gtest.h>

#include <set>
#include <stdexcept>

namespace streamguard::synthetic {
namespace {

const Words& words() {
  static const Words kWords("%list noun\npurchase order, cat\ndog\n%list size\n10, 20\n");
  return kWords;
}

Template parse(std::string_view text, bool snake = true) { return Template({"test.tpl", text, 7}, words(), snake); }

std::string failure(std::string_view text) {
  try {
    parse(text);
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "";
}

constexpr std::string_view kPair =
    "%template 89 pair\n%symbol f_~noun~\n%fix Fixed.\n f(~noun~, ~Noun~, ~NOUN~, ~noun_~, ~noun-~, \"~noun ~\")\n"
    "- bad ~~\n+ good\n\n end\n\n\n";

TEST(Template, SplitsTheHalvesAndSpellsTheWords) {
  const Template pair = parse(kPair);
  EXPECT_EQ(pair.cwe(), 89);
  EXPECT_EQ(pair.id(), "pair");
  EXPECT_EQ(pair.variations(), 3u);
  std::string before, after, symbol;
  pair.render(0, before, after, symbol);
  const std::string first =
      "f(purchase_order, PurchaseOrder, PURCHASE_ORDER, purchase_order, purchase-order, \"purchase order\")\n";
  EXPECT_EQ(before, first + " bad ~\n\nend\n");
  EXPECT_EQ(after, first + " good\n\nend\n");
  EXPECT_EQ(symbol, "f_purchase_order");
}

TEST(Template, UsesCamelCaseWhereTheLanguageDoes) {
  std::string before, after, symbol;
  parse(kPair, false).render(0, before, after, symbol);
  EXPECT_EQ(symbol, "f_purchaseOrder");
}

TEST(Template, TakesTheSameAlternativeEverywhere) {
  const Template pair = parse(
      "%template 1 x\n%symbol f\n%fix Fixed.\n%choose a\n one\n%or\n two\n%end\n ~noun~ ~noun2~\n%choose a\n- "
      "ONE\n%or\n- TWO\n%end\n");
  EXPECT_EQ(pair.variations(), 2u * 3u * 2u);
  std::set<std::string> texts;
  std::string before, after, symbol;
  for (std::uint64_t i = 0; i < pair.variations(); ++i) {
    pair.render(i, before, after, symbol);
    EXPECT_EQ(before.find("one") == std::string::npos, before.find("ONE") == std::string::npos);
    EXPECT_EQ(before.find("cat cat"), std::string::npos);
    texts.insert(before);
  }
  EXPECT_EQ(texts.size(), pair.variations());
}

TEST(Template, CountsOnlySlotsThatAlwaysShow) {
  const Template pair =
      parse("%template 1 x\n%symbol f\n%fix Fixed.\n%choose a\n ~noun~\n%or\n two\n%end\n- ~size~\n+ x\n");
  EXPECT_EQ(pair.variations(), 2u);
  const Template everywhere = parse(
      "%template 1 x\n%symbol f\n%fix Fixed.\n%choose a\n ~noun~\n%or\n two ~noun~\n%end\n- ~size~\n+ x ~size~\n");
  EXPECT_EQ(everywhere.variations(), 2u * 3u * 2u);
}

TEST(Template, CountsOnlyChoicesThatShowInBothHalves) {
  const Template pair =
      parse("%template 1 x\n%symbol f\n%fix Fixed.\n%choose a\n-one\n+fixed\n%or\n-two\n+ fixed\n%end\n ~noun~\n");
  EXPECT_FALSE(pair.choices()[0].counted);
  EXPECT_EQ(pair.variations(), 3u);
}

TEST(Template, NamesThePlaceOfAFault) {
  const std::string head = "%template 1 x\n%symbol f\n%fix Fixed.\n";
  EXPECT_EQ(failure(head + "no mark\n"), "templates/test.tpl:10: a line of code begins with ' ', '-' or '+'");
  EXPECT_EQ(failure(head + " ~cow~\n"), "templates/test.tpl:10: there is no word list 'cow'");
  EXPECT_EQ(failure(head + " ~noun\n"), "templates/test.tpl:10: ~ without its partner");
  EXPECT_EQ(failure(head + "%or\n"), "templates/test.tpl:10: unknown or misplaced directive: %or");
  EXPECT_EQ(failure(head + "%choose a\n x\n"), "templates/test.tpl:11: %choose without %end");
  EXPECT_EQ(failure(head + "%choose a\n x\n%end\n"),
            "templates/test.tpl:12: a choice has 2 to 8 alternatives, parted by %or");
  EXPECT_EQ(failure("%template x\n x\n"), "templates/test.tpl:7: expected: %template <cwe number> <name>");
  EXPECT_NE(failure("%template 1 x\n x\n"), "");
}

TEST(Template, SplitsAFile) {
  const std::string_view text = "# remark\n%template 1 a\n x\n%template 2 b\n y\n";
  const auto found = split_templates("f.tpl", text);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].text, "%template 1 a\n x\n");
  EXPECT_EQ(found[0].line, 2u);
  EXPECT_EQ(cwe_of(found[1]), 2);
  EXPECT_EQ(found[1].line, 4u);
}

}  // namespace
}  // namespace streamguard::synthetic
