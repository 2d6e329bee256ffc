// What all templates and word lists must keep.
#include <gtest/gtest.h>

#include <streamguard/plugin.h>
#include <algorithm>
#include <cctype>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "rendering.hpp"

namespace streamguard::synthetic {
namespace {

constexpr std::uint64_t kFewestVariations = 20'000;  ///< of a template: 180 of them make 3.6 million pairs
constexpr double kSharedLines = 0.4;                 ///< of the flawed half that the fixed one holds in the same order

std::string squeezed(std::string text) {
  std::erase_if(text, [](unsigned char c) { return std::isspace(c) != 0; });
  return text;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

/// Length of the longest common subsequence.
std::size_t shared(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (const std::string& left : a) {
    std::size_t diagonal = 0;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t above = row[j + 1];
      row[j + 1] = left == b[j] ? diagonal + 1 : std::max(above, row[j]);
      diagonal = above;
    }
  }
  return row.back();
}

std::string without_marked_lines(const std::string& text) {
  std::string kept;
  for (const std::string& line : lines_of(text))
    if (!line.starts_with('-') && !line.starts_with('+')) kept += line + "\n";
  return kept;
}

bool in_name(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// Names that stand whole in the template's own text; those that touch a slot are left out.
std::set<std::string> own_names(const Template& source) {
  std::string text;
  for (const Piece& piece : source.pieces()) text += piece.list != nullptr ? "\x01" : std::string(piece.text);
  std::set<std::string> names;
  for (std::size_t i = 0; i < text.size();) {
    if (!in_name(text[i]) && text[i] != '\x01') {
      ++i;
      continue;
    }
    const std::size_t start = i;
    while (i < text.size() && (in_name(text[i]) || text[i] == '\x01')) ++i;
    names.insert(text.substr(start, i - start));
  }
  return names;
}

/// True where the piece at `neighbour` goes on the name that the slot at `slot` is part of.
bool joined(const std::vector<Piece>& pieces, std::size_t slot, std::size_t neighbour) {
  if (neighbour >= pieces.size()) return false;
  const Piece& piece = pieces[neighbour];
  return piece.list != nullptr || in_name(neighbour < slot ? piece.text.back() : piece.text.front());
}

class AllTemplates : public ::testing::Test {
 protected:
  template <class Check>
  void each(Check check) {
    for (std::size_t language = 0; language < languages().size(); ++language)
      for (std::size_t weakness = 0; weakness < library_.weaknesses().size(); ++weakness) check(language, weakness);
  }
  const Library library_;
};

TEST_F(AllTemplates, AreThirtyWeaknessesInSixLanguages) {
  EXPECT_EQ(languages().size(), 6u);
  EXPECT_EQ(library_.weaknesses().size(), 30u);
}

TEST_F(AllTemplates, HaveRoomForManyVariations) {
  each([this](std::size_t language, std::size_t weakness) {
    const Template source = parse(library_, language, weakness);
    EXPECT_GE(source.variations(), kFewestVariations) << languages()[language].name << " " << source.cwe();
    const auto counted =
        std::count_if(source.slots().begin(), source.slots().end(), [](const Slot& slot) { return slot.counted; });
    EXPECT_GE(counted, 3) << languages()[language].name << " " << source.cwe();
    EXPECT_GE(source.choices().size(), 1u) << languages()[language].name << " " << source.cwe();
  });
}

TEST_F(AllTemplates, HalvesDifferAndShareTheRest) {
  each([this](std::size_t language, std::size_t weakness) {
    for (const Rendering& one : renderings(library_, language, weakness, 1)) {
      EXPECT_NE(squeezed(one.before), squeezed(one.after)) << one.id;
      const auto before = lines_of(one.before), after = lines_of(one.after);
      EXPECT_GE(static_cast<double>(shared(before, after)), kSharedLines * static_cast<double>(before.size()))
          << one.id << "\n"
          << one.before << "---\n"
          << one.after;
      EXPECT_NE(one.before.find(one.symbol), std::string::npos) << one.id;
      EXPECT_NE(one.after.find(one.symbol), std::string::npos) << one.id;
    }
  });
}

TEST_F(AllTemplates, DifferInMarkedPlacesOnly) {
  // With its own lines taken out, each half is the same text: that of the lines without a mark.
  each([this](std::size_t language, std::size_t weakness) {
    const TemplateText& source = library_.at(language, weakness);
    const std::string marked(source.text), unmarked = without_marked_lines(marked);
    EXPECT_NE(marked.find("\n+"), std::string::npos) << source.file << ":" << source.line << ": a fix adds something";
    const Template common(TemplateText{source.file, unmarked, source.line}, library_.words(),
                          languages()[language].snake);
    std::string first, second, symbol;
    common.render(common.variations() - 1, first, second, symbol);
    EXPECT_EQ(first, second);
  });
}

TEST_F(AllTemplates, NoWordEqualsANameOfTheTemplate) {
  each([this](std::size_t language, std::size_t weakness) {
    const Template source = parse(library_, language, weakness);
    const std::set<std::string> names = own_names(source);
    const std::vector<Piece>& pieces = source.pieces();
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      // Only a slot that is a whole name by itself can meet another name.
      if (pieces[i].list == nullptr || joined(pieces, i, i - 1) || joined(pieces, i, i + 1)) continue;
      for (const auto& word : pieces[i].list->words) {
        const std::string& spelled = word[static_cast<std::size_t>(pieces[i].form)];
        if (std::isdigit(static_cast<unsigned char>(spelled[0])) != 0) continue;
        EXPECT_EQ(names.count(spelled), 0u)
            << languages()[language].name << " " << source.cwe() << " " << source.id() << ": " << spelled;
      }
    }
  });
}

TEST_F(AllTemplates, EveryWeaknessIsInTheManifest) {
  const auto manifest = nlohmann::json::parse(sg_plugin_entry.manifest_json);
  const auto& properties = manifest.at("config_schema").at("properties");
  std::set<int> listed;
  for (const auto& cwe : properties.at("cwes").at("items").at("enum")) listed.insert(cwe.get<int>());
  std::set<int> known;
  for (const Weakness& weakness : library_.weaknesses()) known.insert(weakness.cwe);
  EXPECT_EQ(listed, known);
  std::vector<std::string> names;
  for (const Language& language : languages()) names.emplace_back(language.name);
  EXPECT_EQ(properties.at("languages").at("items").at("enum").get<std::vector<std::string>>(), names);
  EXPECT_EQ(manifest.at("version"), kVersion);
}

TEST(Words, AreDistinctAndNoneBeginsAnother) {
  const Library library;
  std::map<std::string, std::string> owner;
  for (const WordList& list : library.words().lists()) {
    EXPECT_GE(list.words.size(), 8u) << list.name;
    for (const auto& word : list.words) {
      const std::string plain = squeezed(word[static_cast<std::size_t>(Form::kPlain)]);
      EXPECT_TRUE(owner.emplace(plain, list.name).second) << plain << " is in " << owner[plain] << " already";
      for (const auto& other : list.words) {
        if (&other == &word) continue;
        EXPECT_FALSE(squeezed(other[static_cast<std::size_t>(Form::kPlain)]).starts_with(plain))
            << list.name << ": " << plain << " begins another word";
      }
    }
  }
}

}  // namespace
}  // namespace streamguard::synthetic
