#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "outlines.hpp"

namespace streamguard::functions {
namespace {

using ::testing::ElementsAre;

TEST(FunctionsOfRust, IncludeAttributesAndAreQualifiedByTheirType) {
  const std::string source = R"(mod m {
    /// Says.
    #[inline]
    #[must_use]
    pub fn f<T: A>(x: T) -> u8 { fn inner() {} x.y() }
    impl<T> Tr for Foo<T> where T: B {
        pub(crate) async unsafe fn go(&self) -> Result<()> { let c = |x| { x }; Ok(()) }
    }
    trait Tr { fn required(&self); fn provided(&self) { } }
}
extern "C" fn ex() {}
#[test]
fn t() {}
macro_rules! m { () => { fn no() {} } }
)";
  EXPECT_THAT(outline(Language::rust, source), ElementsAre("m::f 3-5", "nested m::f::inner 5-5", "m::Foo::go 7-7",
                                                           "m::Tr::provided 9-9", "ex 11-11", "t 12-13"));
}

TEST(FunctionsOfCsharp, IncludeAccessorsOperatorsAndLocalOnes) {
  const std::string source = R"(using System;
namespace N.M
{
  public class C<T> : B where T : new()
  {
    public C(int x) : base(x) { }
    ~C() { }
    [HttpGet]
    [Route("x")]
    public async Task<int> Go(string s) { int Local(int a) { return a; } return Local(1); }
    public int Prop { get { return x; } set { x = value; } }
    public int Auto { get; set; }
    public int Arrow => x + 1;
    public string M(int a) => $"a{a}b";
    public static C operator +(C a, C b) { return a; }
    public static explicit operator int(C c) { return 1; }
    public int this[int i] { get { return i; } }
    abstract void None();
  }
}
)";
  EXPECT_THAT(outline(Language::csharp, source),
              ElementsAre("N.M.C.C 6-6", "N.M.C.~C 7-7", "N.M.C.Go 8-10", "nested N.M.C.Go.Local 10-10",
                          "N.M.C.Prop.get 11-11", "N.M.C.Prop.set 11-11", "N.M.C.Arrow 13-13", "N.M.C.M 14-14",
                          "N.M.C.operator + 15-15", "N.M.C.operator int 16-16", "N.M.C.this[].get 17-17"));
  EXPECT_THAT(symbols(Language::csharp, "namespace X;\nclass D { void F() { } }\n"), ElementsAre("X.D.F"));
}

}  // namespace
}  // namespace streamguard::functions
