#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "outlines.hpp"

namespace streamguard::functions {
namespace {

using ::testing::ElementsAre;

TEST(FunctionsOfJavaScript, AreNamedByThemselvesOrByWhatHoldsThem) {
  const std::string source = R"(function plain(a) { return a; }
export async function* gen() { yield 1; }
export default function main() {}
const arrow = (a) => {
  return a;
};
var a1 = function () {}, b1 = function named() {};
exports.one = function () {
};
module.exports = function (x) { return x; };
Foo.prototype.bar = function (a) {
  function helper() {}
  return helper(a);
};
app.get('/', function handler(req, res) {
  res.send(`a${req.x}b`);
});
app.get('/', (req, res) => {});
(function () { function inside() {} })();
)";
  EXPECT_THAT(outline(Language::javascript, source),
              ElementsAre("plain 1-1", "gen 2-2", "main 3-3", "arrow 4-6", "a1 7-7", "b1 7-7", "exports.one 8-9",
                          "module.exports 10-10", "Foo.prototype.bar 11-14", "nested Foo.prototype.bar.helper 12-12",
                          "handler 15-17", "inside 19-19"));
  EXPECT_EQ(text(Language::javascript, source, "arrow"), "const arrow = (a) => {\n  return a;\n};\n");
  EXPECT_EQ(text(Language::javascript, source, "gen"), "export async function* gen() { yield 1; }\n");
  EXPECT_EQ(text(Language::javascript, source, "a1"), "a1 = function () {}");
  EXPECT_EQ(name(Language::javascript, source, "Foo.prototype.bar"), "bar");
}

TEST(FunctionsOfJavaScript, OfObjectsAndClassesAreQualified) {
  const std::string source = R"(let obj = {
  method(x) { return x; },
  get prop() { return 1; },
  key: function () {
    return 2;
  },
  'quoted-key': async () => 3,
  nested: { deep() {} },
};
class K extends B {
  handle = (e) => { this.x = e; };
  constructor() { super(); }
  static async sm() {}
  #p() {}
  set v(x) {}
}
const C = class { m() {} };
)";
  EXPECT_THAT(
      outline(Language::javascript, source),
      ElementsAre("obj.method 2-2", "obj.prop 3-3", "obj.key 4-6", "obj.quoted-key 7-7", "obj.nested.deep 8-8",
                  "K.handle 11-11", "K.constructor 12-12", "K.sm 13-13", "K.#p 14-14", "K.v 15-15", "C.m 17-17"));
  EXPECT_EQ(text(Language::javascript, source, "obj.key"), "  key: function () {\n    return 2;\n  },\n");
  EXPECT_EQ(text(Language::javascript, source, "K.handle"), "  handle = (e) => { this.x = e; };\n");
}

TEST(FunctionsOfJavaScript, AreLeftOutWhereTheyDoNotEnd) {
  EXPECT_THAT(
      symbols(Language::javascript, "function good() { return 1; }\nfunction cut(a) {\n  if (a) {\n    return 1;\n"),
      ElementsAre("good"));
}

TEST(FunctionsOfTypeScript, IncludeDecoratorsAndLeaveSignatures) {
  const std::string source = R"(export abstract class S<T> implements I {
  private handler = async (x: number): Promise<void> => { await x; };
  constructor(private readonly a: A) { super(); }
  @HostListener('click', ['$event'])
  @Other()
  public onClick<T extends U>(e: E): void { this.go(e); }
  abstract none(): void;
}
export function over(a: string): void;
export function over(a: any): void { return; }
namespace N.M { export function inside(): number { return 1; } }
export const f = <T,>(x: T): T => x;
declare function declared(): void;
)";
  EXPECT_THAT(outline(Language::typescript, source), ElementsAre("S.handler 2-2", "S.constructor 3-3", "S.onClick 4-6",
                                                                 "over 10-10", "N.M.inside 11-11", "f 12-12"));
}

TEST(FunctionsOfTypeScript, MayHoldTags) {
  EXPECT_THAT(outline(Language::tsx,
                      "export const App: FC<P> = ({ a }) => {\n  const onClick = () => go(1);\n"
                      "  return <div onClick={() => go()}>{a}</div>;\n};\nexport default () => <p>text</p>;\n"),
              ElementsAre("App 1-4", "nested App.onClick 2-2", "default 5-5"));
}

}  // namespace
}  // namespace streamguard::functions
