#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "outlines.hpp"

namespace streamguard::functions {
namespace {

using ::testing::ElementsAre;

TEST(FunctionsOfCpp, AreQualifiedByNamespaceAndClass) {
  const std::string source = R"(namespace a::b {
class Foo : public Bar {
 public:
  Foo() : x_(1) {}
  ~Foo() {}
  template <class T>
  void m(T t) { use(t); }
  operator bool() const { return true; }
  bool operator==(const Foo& o) const { return true; }
  friend bool operator<(const Foo& a, const Foo& b) { return false; }
  Foo(const Foo&) = delete;
  void declared();
};
namespace {
int hidden() { return [] { return 1; }(); }
}
}
)";
  EXPECT_THAT(
      outline(Language::cpp, source),
      ElementsAre("a::b::Foo::Foo 4-4", "a::b::Foo::~Foo 5-5", "a::b::Foo::m 6-7", "a::b::Foo::operator bool 8-8",
                  "a::b::Foo::operator== 9-9", "a::b::Foo::operator< 10-10", "a::b::hidden 15-15"));
  EXPECT_EQ(text(Language::cpp, source, "a::b::Foo::m"), "  template <class T>\n  void m(T t) { use(t); }\n");
  EXPECT_EQ(name(Language::cpp, source, "a::b::Foo::~Foo"), "~Foo");
}

TEST(FunctionsOfCpp, AreNamedOutsideTheirClass) {
  EXPECT_THAT(symbols(Language::cpp,
                      "template <class T>\nvoid Box<T>::put(int x) noexcept { }\n"
                      "ns::A::A(int x) : y(x) { }\nns::A::~A() { }\n"
                      "ns::A& ns::A::operator=(const A& o) { return *this; }\n"
                      "A::operator int() const { return 1; }\n"
                      "auto g() -> int { return 1; }\n"
                      "int main() try { } catch (...) { }\n"),
              ElementsAre("Box::put", "ns::A::A", "ns::A::~A", "ns::A::operator=", "A::operator int", "g", "main"));
}

TEST(FunctionsOfCpp, IncludeWhatStandsAroundThem) {
  const std::string source =
      "extern \"C\" int h() { return 0; }\nextern \"C\" {\nint i() { return 0; }\n}\n"
      "[[nodiscard]] static constexpr int j() { return 0; }\n";
  EXPECT_EQ(text(Language::cpp, source, "h"), "extern \"C\" int h() { return 0; }\n");
  EXPECT_EQ(text(Language::cpp, source, "i"), "int i() { return 0; }\n");
  EXPECT_EQ(text(Language::cpp, source, "j"), "[[nodiscard]] static constexpr int j() { return 0; }\n");
}

TEST(FunctionsOfCpp, AreFoundInClassesBehindMacros) {
  EXPECT_THAT(symbols(Language::cpp,
                      "class LIBFOO_EXPORT Shape final : public Base {\n  Q_DISABLE(Shape)\n public:\n"
                      "  void draw() const override { }\n};\nstruct LIBFOO_API Point { int x() { return 1; } };\n"),
              ElementsAre("Shape::draw", "Point::x"));
}

TEST(FunctionsOfCpp, AreNotMisledByLiterals) {
  EXPECT_THAT(outline(Language::cpp,
                      "int f() {\n  auto a = R\"x(\n#if {{{ \")x\";\n  int b = 1'000'000;\n  char c = '{';\n"
                      "  return b;\n}\nint g() {\n  return 0;\n}\n"),
              ElementsAre("f 1-7", "g 8-10"));
}

TEST(FunctionsOfCpp, OfLocalClassesAreNested) {
  EXPECT_THAT(outline(Language::cpp,
                      "int outer() {\n  struct Local {\n    int in() { return 1; }\n  };\n  return Local().in();\n}\n"),
              ElementsAre("outer 1-6", "nested outer::Local::in 3-3"));
}

}  // namespace
}  // namespace streamguard::functions
