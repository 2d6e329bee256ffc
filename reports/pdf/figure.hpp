/// figure.hpp: what all charts have in common: title, a line below it that says what is counted, and the mark in the
/// structure that gives a reader who cannot see it the numbers in words. Lives while the chart is drawn; one page.
#pragma once

#include <string>
#include <string_view>

#include "flow.hpp"

namespace streamguard::pdf_report {

class Figure {
 public:
  /// `words` are the numbers in words.
  Figure(Flow& flow, Box box, std::string_view title, std::string_view note, std::string_view words);

  double top() const { return top_; }  ///< where the drawing may begin
  /// Says that there is nothing to show.
  void nothing();

  /// The height of all but the drawing, the space below included.
  static double frame_height(Flow& flow, std::string_view note, double width);

 private:
  Document& document_;
  Box box_;
  Marked marked_;
  double top_ = 0;
};

}  // namespace streamguard::pdf_report
