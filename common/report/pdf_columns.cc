#include "common/report/pdf_columns.h"

#include <algorithm>
#include <numeric>

#include "common/report/words.h"

namespace hadir::report {
namespace {

constexpr Length sizes[] = {900, 850, 800, 750, 700, 650, 600, 550, 500, 450, 400};
constexpr Length smallest_comfortable = 500;  // below, words may break into towers first
constexpr int em = 1000;
constexpr int comfortable_line = 8 * em;  // a text column narrower than this looks like a tower
constexpr int short_thing = 4 * em;       // codes, days, counts
constexpr Length signature_width = millimetres(44);

// What a column needs in 1/1000 of the letters' size, without padding; `fixed` in lengths.
struct Need {
  int least = 0;  // the widest word
  int good = 0;   // without towers
  int most = 0;   // the widest line
  Length fixed = 0;
  bool text = false;

  void take(const Metrics& metrics, const std::string& cp1252, Face face, bool is_text) {
    int word = 0, line = 0;
    const auto& widths = metrics.widths[static_cast<std::size_t>(face)];
    for (const char c : cp1252) {
      const int wide = widths[static_cast<unsigned char>(c)];
      word = c == ' ' || c == '\n' ? 0 : word + wide;
      line = c == '\n' ? 0 : line + wide;
      least = std::max(least, word);
      most = std::max(most, line);
    }
    text = text || is_text;
  }
};

class Planner {
 public:
  Planner(const Table& table, const PreparedTable& ready, const Metrics& metrics, Length available)
      : table_(table), metrics_(metrics), available_(available) {
    for (std::size_t at = 0; at < table.columns.size(); ++at) {
      if (table.columns[at].beneath) {
        plan_.columns.back().beneath.push_back(at);
      } else {
        plan_.columns.push_back({at, {}, 0, 0});
      }
    }
    needs_.resize(plan_.columns.size());
    for (std::size_t at = 0; at < needs_.size(); ++at) measure(at, ready);
    even_out_groups();
  }

  ColumnPlan run() {
    for (const auto size : sizes) {
      if (size >= smallest_comfortable && fits(size, &Need::good)) return choose(size, &Need::good);
    }
    for (const auto size : sizes) {
      if (fits(size, &Need::least)) return choose(size, &Need::least);
    }
    return squeeze(sizes[std::size(sizes) - 1]);
  }

 private:
  void measure(std::size_t at, const PreparedTable& ready) {
    Need& need = needs_[at];
    const PrintedColumn& column = plan_.columns[at];
    const Column& main = table_.columns[column.main];
    need.take(metrics_, title_text(column, table_), Face::bold, false);
    const int title_word = need.least;
    need.most = 0;  // titles wrap before they make a column wide
    for (const auto& line : ready.lines) {
      const auto& cells = line.row ? line.row->cells : line.sums;
      if (cells.empty()) continue;
      const Cell& cell = cells[column.main];
      if (std::holds_alternative<Signature>(cell.value)) need.fixed = std::max(need.fixed, signature_width);
      need.take(metrics_, cell_text(column, cells), line.row && !cell.bold ? Face::regular : Face::bold,
                std::holds_alternative<std::string>(cell.value));
    }
    need.most = std::max(need.most, title_word);
    need.good = std::max(need.least, std::min(need.most, comfortable_line));
    if (main.millimetres > 0) need.fixed = millimetres(main.millimetres);
  }

  void even_out_groups() {
    for (std::size_t begin = 0; begin < needs_.size();) {
      const std::string& group = table_.columns[plan_.columns[begin].main].group;
      std::size_t end = begin + 1;
      while (end < needs_.size() && !group.empty() && table_.columns[plan_.columns[end].main].group == group) ++end;
      Need widest;
      bool all_short = end - begin > 2;
      for (std::size_t at = begin; at < end; ++at) {
        all_short = all_short && needs_[at].most <= short_thing && needs_[at].fixed == 0;
        widest.least = std::max(widest.least, needs_[at].least);
        widest.good = std::max(widest.good, needs_[at].good);
        widest.most = std::max(widest.most, needs_[at].most);
      }
      for (std::size_t at = begin; all_short && at < end; ++at) needs_[at] = widest;
      begin = end;
    }
  }

  static Length padding_at(Length size) { return std::max(size / 4, Length{80}); }
  Length width_at(const Need& need, Length size, int Need::*want) const {
    if (need.fixed > 0) return need.fixed;
    return static_cast<Length>((std::int64_t{need.*want} * size + 999) / 1000) + 2 * padding_at(size) + 2;
  }
  bool fits(Length size, int Need::*want) const {
    std::int64_t sum = 0;
    for (const auto& need : needs_) sum += width_at(need, size, want);
    return sum <= available_;
  }

  ColumnPlan choose(Length size, int Need::*want) {
    plan_.size = size;
    plan_.padding = padding_at(size);
    for (std::size_t at = 0; at < needs_.size(); ++at) plan_.columns[at].width = width_at(needs_[at], size, want);
    grow_towards_most();
    fill_up();
    return finish();
  }

  Length left_over() const {
    return std::accumulate(plan_.columns.begin(), plan_.columns.end(), available_,
                           [](Length rest, const PrintedColumn& column) { return rest - column.width; });
  }
  // Shares what is left in proportion to `wishes`, never more than all of them.
  void share(const std::vector<std::int64_t>& wishes) {
    const std::int64_t all = std::accumulate(wishes.begin(), wishes.end(), std::int64_t{0});
    const std::int64_t rest = left_over();
    if (all <= 0 || rest <= 0) return;
    for (std::size_t at = 0; at < wishes.size(); ++at) plan_.columns[at].width += static_cast<Length>(wishes[at] * rest / all);
  }
  void grow_towards_most() {
    std::vector<std::int64_t> wishes;
    for (std::size_t at = 0; at < needs_.size(); ++at) {
      wishes.push_back(std::max(width_at(needs_[at], plan_.size, &Need::most) - plan_.columns[at].width, 0));
    }
    if (std::accumulate(wishes.begin(), wishes.end(), std::int64_t{0}) > left_over()) return share(wishes);
    for (std::size_t at = 0; at < needs_.size(); ++at) plan_.columns[at].width += static_cast<Length>(wishes[at]);
  }
  // A table is as wide as the paper: texts and signatures take the rest, or everybody where there are none.
  void fill_up() {
    std::vector<std::int64_t> wishes;
    for (std::size_t at = 0; at < needs_.size(); ++at) {
      const bool wants = needs_[at].text && needs_[at].most > short_thing;
      wishes.push_back(wants && table_.columns[plan_.columns[at].main].millimetres == 0 ? plan_.columns[at].width : 0);
    }
    if (std::all_of(wishes.begin(), wishes.end(), [](auto wish) { return wish == 0; })) {
      for (std::size_t at = 0; at < needs_.size(); ++at) wishes[at] = needs_[at].fixed > 0 ? 0 : plan_.columns[at].width;
    }
    share(wishes);
  }

  // Too much for any letters: everybody gets a part of what they need, and words break.
  ColumnPlan squeeze(Length size) {
    plan_.size = size;
    plan_.padding = padding_at(size);
    std::int64_t all = 0;
    for (const auto& need : needs_) all += width_at(need, size, &Need::least);
    const Length least = std::min(size + 2 * plan_.padding, available_ / static_cast<Length>(needs_.size()));
    const std::int64_t spare = available_ - std::int64_t{least} * static_cast<Length>(needs_.size());
    for (std::size_t at = 0; at < needs_.size(); ++at) {
      plan_.columns[at].width =
          least + static_cast<Length>(spare * width_at(needs_[at], size, &Need::least) / std::max<std::int64_t>(all, 1));
    }
    return finish();
  }

  ColumnPlan finish() {
    Length left = 0;
    for (auto& column : plan_.columns) column.left = std::exchange(left, left + column.width);
    return std::move(plan_);
  }

  const Table& table_;
  const Metrics& metrics_;
  Length available_;
  ColumnPlan plan_;
  std::vector<Need> needs_;
};

std::string unbroken(const Value& value) {
  std::string out = to_cp1252(printed(value));
  if (!std::holds_alternative<std::string>(value)) std::replace(out.begin(), out.end(), ' ', '\xA0');
  return out;
}

}  // namespace

std::string cell_text(const PrintedColumn& column, const std::vector<Cell>& cells) {
  std::string out = unbroken(cells[column.main].value);
  for (const auto at : column.beneath) {
    std::string more = unbroken(cells[at].value);
    if (more.empty()) continue;
    if (!out.empty()) out.push_back('\n');
    out.append(more);
  }
  return out;
}

std::string title_text(const PrintedColumn& column, const Table& table) {
  std::string out = to_cp1252(table.columns[column.main].title);
  for (const auto at : column.beneath) out.append("\n").append(to_cp1252(table.columns[at].title));
  return out;
}

ColumnPlan plan_columns(const Table& table, const PreparedTable& ready, const Metrics& metrics, Length available) {
  return Planner(table, ready, metrics, available).run();
}

}  // namespace hadir::report
