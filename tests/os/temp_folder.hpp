/// temp_folder.hpp: a folder that is gone when the test is over.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "os/file.hpp"

namespace streamguard::os {

class TempFolder {
 public:
  TempFolder() {
    auto made = make_temporary_folder("streamguard-os");
    EXPECT_TRUE(made);
    if (made) path_ = std::filesystem::canonical(*made);
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  ~TempFolder() { static_cast<void>(real_disk().remove_all(path_)); }
  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

}  // namespace streamguard::os
