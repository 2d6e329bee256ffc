#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "outlines.hpp"

namespace streamguard::functions {
namespace {

using ::testing::ElementsAre;

TEST(FunctionsOfPhp, AreQualifiedByNamespaceAndClass) {
  const std::string source = R"(<html><?php
namespace App\Http;
#[Attr]
function plain($a) { return "a{$a}b"; }
abstract class C extends D {
  /** Goes. */
  #[Route('/x')]
  public static function go(int $x): ?string {
    $f = function () { return 1; };
    return <<<EOT
text { here
EOT;
  }
  abstract function none();
}
trait T { private function t() {} }
?>
<p>html</p>
<?php function later() { ?> <b>x</b> <?php } ?>
)";
  EXPECT_THAT(outline(Language::php, source), ElementsAre("App\\Http\\plain 3-4", "App\\Http\\C::go 7-13",
                                                          "App\\Http\\T::t 16-16", "App\\Http\\later 19-19"));
  EXPECT_EQ(name(Language::php, source, "App\\Http\\C::go"), "go");
  EXPECT_EQ(text(Language::php, source, "App\\Http\\later"), "function later() { ?> <b>x</b> <?php }");
}

TEST(FunctionsOfRuby, TellInstanceMethodsFromSingletonOnes) {
  const std::string source = R"(module A
  class B < C
    attr_reader :x
    def initialize(x)
      @x = x
    end
    def self.make(y) = new(y)
    class << self
      def single; 1; end
    end
    private def hidden(a)
      "a#{a}b" if a
    end
    def ==(other)
      true
    end
  end
end
def top
  [1].each do |x| puts x end
end
)";
  EXPECT_THAT(outline(Language::ruby, source), ElementsAre("A::B#initialize 4-6", "A::B.make 7-7", "A::B.single 9-9",
                                                           "A::B#hidden 11-13", "A::B#== 14-16", "top 19-21"));
  EXPECT_EQ(text(Language::ruby, source, "A::B#hidden"), "    private def hidden(a)\n      \"a#{a}b\" if a\n    end\n");
}

}  // namespace
}  // namespace streamguard::functions
