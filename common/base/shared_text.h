// A text that many hold and nobody changes. Where a person's number stands in a hundred thousand records, it is kept once.
#pragma once

#include <compare>
#include <concepts>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace hadir::base {

class SharedText {
 public:
  SharedText() = default;
  SharedText(std::string text) : text_(text.empty() ? nullptr : std::make_shared<const std::string>(std::move(text))) {}
  SharedText(const char* text) : SharedText(std::string(text)) {}

  const std::string& str() const {
    static const std::string none;
    return text_ ? *text_ : none;
  }
  operator const std::string&() const { return str(); }
  operator std::string_view() const { return str(); }
  bool empty() const { return text_ == nullptr; }

  template <class T>
  requires std::convertible_to<const T&, std::string_view>
  friend bool operator==(const SharedText& a, const T& b) { return a.view() == std::string_view(b); }
  friend std::string operator+(std::string a, const SharedText& b) { return std::move(a) += b.str(); }
  friend auto operator<=>(const SharedText& a, const SharedText& b) { return a.view() <=> b.view(); }
  // So that a map with such keys and std::less<> is asked for any text.
  template <class T>
  requires std::convertible_to<const T&, std::string_view>
  friend auto operator<=>(const SharedText& a, const T& b) { return a.view() <=> std::string_view(b); }

 private:
  std::string_view view() const { return str(); }
  std::shared_ptr<const std::string> text_;
};

// Equal texts become the same one.
class SharedTexts {
 public:
  SharedText of(const SharedText& text) {
    return text.empty() ? text : known_.try_emplace(std::string_view(text), text).first->second;
  }

 private:
  std::unordered_map<std::string_view, SharedText> known_;  // keyed by the text that each holds
};

}  // namespace hadir::base
