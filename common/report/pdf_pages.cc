#include <algorithm>

#include "common/report/pdf_strips.h"

namespace hadir::report {
namespace {

class Filler {
 public:
  Filler(const Layout& layout, const Stretch& stretch, std::vector<PageOfStrips>& pages)
      : layout_(layout), stretch_(stretch), pages_(pages), room_(stretch.shape.text_height()) {
    begin_page();
  }

  void fill() {
    const auto& strips = stretch_.strips;
    for (std::size_t begin = 0; begin < strips.size();) {
      std::size_t end = begin + 1;
      while (end < strips.size() && strips[end - 1].keep_with_next) ++end;
      // As many of the group as a page takes: what does not fit anywhere begins here rather than leaving half a page empty.
      const Length height = height_of(begin, end);
      if (used_ > 0 && used_ + height > room_ && header_height(strips[begin]) + height <= room_) begin_page();
      for (; begin < end; ++begin) place(strips[begin]);
    }
  }

 private:
  Length height_of(std::size_t begin, std::size_t end) const {
    Length out = 0;
    for (; begin < end && out <= room_; ++begin) out += stretch_.strips[begin].height + stretch_.strips[begin].space_before;
    return out;
  }
  Length header_height(const Strip& strip) const {
    return strip.header < 0 ? 0 : layout_.headers[static_cast<std::size_t>(strip.header)].height;
  }

  void place(const Strip& strip) {
    if (used_ > 0 && used_ + strip.space_before + strip.height > room_) begin_page();
    if (used_ == 0 && strip.header >= 0) put(layout_.headers[static_cast<std::size_t>(strip.header)]);
    if (used_ > 0) used_ += strip.space_before;
    put(strip);
  }
  void put(const Strip& strip) {
    pages_.back().strips.push_back({&strip, stretch_.shape.top + used_});
    used_ += strip.height;
  }
  void begin_page() {
    pages_.push_back({&stretch_.shape, {}});
    used_ = 0;
  }

  const Layout& layout_;
  const Stretch& stretch_;
  std::vector<PageOfStrips>& pages_;
  Length room_;
  Length used_ = 0;
};

}  // namespace

PageShape page_shape(PaperSize paper, Orientation orientation) {
  const bool f4 = paper == PaperSize::f4;
  PageShape out{millimetres(f4 ? 215 : 210), millimetres(f4 ? 330 : 297)};
  if (orientation == Orientation::landscape) std::swap(out.width, out.height);
  const bool wide = orientation == Orientation::landscape;
  out.left = millimetres(wide ? 10 : 20);
  out.right = millimetres(wide ? 10 : 15);
  out.top = millimetres(12);
  out.bottom = millimetres(15);
  return out;
}

std::vector<PageOfStrips> fill_pages(const Layout& layout) {
  std::vector<PageOfStrips> pages;
  for (const auto& stretch : layout.stretches) Filler(layout, stretch, pages).fill();
  return pages;
}

}  // namespace hadir::report
