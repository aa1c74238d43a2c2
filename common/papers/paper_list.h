// The functions behind the table of papers (paper_table.cc), one per paper. For this folder alone; everybody else goes through
// make_paper, which has checked the request before.
#pragma once

#include "common/papers/paper.h"

namespace hadir::papers {

using Made = base::Result<report::Document>;

Made attendance_list(const rules::Book& book, const PaperRequest& request);  // 5.1
Made entry_list(const rules::Book& book, const PaperRequest& request);       // 5.1, R4.7, A21
Made daily_report(const rules::Book& book, const PaperRequest& request);     // 5.2
Made monthly(const rules::Book& book, const PaperRequest& request);          // 5.3
Made hours(const rules::Book& book, const PaperRequest& request);            // R1.6, A40
Made exceptions(const rules::Book& book, const PaperRequest& request);       // A20, A21, A28, A38
Made tier_recap(const rules::Book& book, const PaperRequest& request);       // R4.8, R4.9, A31
Made travel(const rules::Book& book, const PaperRequest& request);           // 5.4, R4.6, A22
Made overdue(const rules::Book& book, const PaperRequest& request);          // A23
Made tracing(const rules::Book& book, const PaperRequest& request);          // A34
Made compliance(const rules::Book& book, const PaperRequest& request);       // A01 to A15
Made roster(const rules::Book& book, const PaperRequest& request);           // R1.4, A19
Made letter(const rules::Book& book, const PaperRequest& request);           // 5.5, R1.3
Made discipline(const rules::Book& book, const PaperRequest& request);       // PP 94/2021, DOMAIN.md 4.2

}  // namespace hadir::papers
