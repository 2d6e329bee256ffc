/// json_slices.hpp: members and elements of JSON text as slices of it, so that what a mirror holds is served byte for
/// byte. Works on documents of the mirror, which are taken to be sound; throws std::runtime_error where they are not.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace streamguard::upstreams {

/// The elements of an array.
std::vector<std::string_view> elements_of(std::string_view array);
/// The members of an object; names as they are written, without their quotes.
std::vector<std::pair<std::string_view, std::string_view>> members_of(std::string_view object);
/// The value of one member; empty where there is none.
std::string_view member_of(std::string_view object, std::string_view name);
/// A string without quotes, for those that hold no escapes.
std::string_view plain_string(std::string_view value);

}  // namespace streamguard::upstreams
