#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "outlines.hpp"

namespace streamguard::functions {
namespace {

using ::testing::ElementsAre;

TEST(FunctionsOfJava, IncludeAnnotationsAndNest) {
  const std::string source = R"(package a.b;
public class A<T> extends B {
  static { init(); }
  /** Goes. */
  @Override
  @Deprecated
  public <U> void go(final U u) throws E {
    new Thread(new Runnable() {
      @Override public void run() { x(); }
    }).start();
    Runnable r = () -> { y(); };
  }
  public A(int x) { this.x = x; }
  abstract void none();
  enum Kind { X; int g() { return 2; } }
  record P(int a) { P { check(a); } int sum() { return a; } }
  interface I { default void d() { } void e(); }
}
)";
  EXPECT_THAT(outline(Language::java, source),
              ElementsAre("A.go 5-12", "nested A.go.run 9-9", "A.A 13-13", "A.Kind.g 15-15", "A.P.P 16-16",
                          "A.P.sum 16-16", "A.I.d 17-17"));
}

TEST(FunctionsOfJava, AreKeptBesideWhatCannotBeRead) {
  EXPECT_THAT(
      symbols(Language::java, "class A {\n  int good() { return 1; }\n  int ??? ;\n  int also() { return 2; }\n}\n"),
      ElementsAre("A.good", "A.also"));
}

TEST(FunctionsOfGo, NameTheirReceiver) {
  const std::string source = R"(package a

// Plain does.
func Plain(a int) (int, error) {
	return a, nil
}

func (s *Stack[T]) Push(x T) {
	f := func() { x() }
	f()
}

func (v Val) Get() int { return v.x }
func inAssembly(x int) int
)";
  EXPECT_THAT(outline(Language::go, source), ElementsAre("Plain 4-6", "(*Stack).Push 8-11", "Val.Get 13-13"));
  EXPECT_EQ(name(Language::go, source, "(*Stack).Push"), "Push");
}

}  // namespace
}  // namespace streamguard::functions
