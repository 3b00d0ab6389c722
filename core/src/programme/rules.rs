//! What the fields of a policy demand of each other, and that its codes are known elsewhere in the rules.
//!
//! Each section is read on its own, so that one unreadable section does not hide the faults of the others. Knows nothing
//! of single fields' bounds: those are in `shape`.

use serde::de::DeserializeOwned;
use toml::Table;

use super::{AnswerRules, CapacityRules, CountsAs, DrawRules, Problem, Quota, ScoreRules, WorkingHours, hours_rules::check_hours};
use crate::{outcome::Outcome, staff::ServiceCategory, time::Day};

/// Longest period of one programme: five years.
pub const PERIOD_DAYS_MAX: i32 = 1_830;

pub(super) fn check(table: &Table) -> Vec<Problem> {
    let mut problems = Vec::new();
    if let (Some(from), Some(to)) = (section::<Day>(table, "from"), section::<Day>(table, "to")) {
        check_period(from, to, &mut problems);
    }
    if let Some(hours) = section::<WorkingHours>(table, "hours") {
        check_hours(&hours, &mut problems);
    }
    if let Some(quota) = section::<Quota>(table, "quota") {
        check_quota(&quota, &mut problems);
    }
    if let Some(answer) = section::<AnswerRules>(table, "answer") {
        check_answer(&answer, &mut problems);
    }
    if let Some(capacity) = section::<CapacityRules>(table, "capacity") {
        check_capacity(capacity, &mut problems);
    }
    if let Some(draw) = section::<DrawRules>(table, "draw") {
        check_draw(&draw, &mut problems);
    }
    if let Some(score) = section::<ScoreRules>(table, "score") {
        check_score(&score, &mut problems);
    }
    problems
}

fn section<T: DeserializeOwned>(table: &Table, name: &str) -> Option<T> {
    table.get(name)?.clone().try_into().ok()
}

fn check_period(from: Day, to: Day, problems: &mut Vec<Problem>) {
    if to < from {
        problems.push(Problem::new(
            "to",
            format!("Hari terakhir ({to}) mendahului hari pertama ({from}). Tukar keduanya."),
            format!("The last day ({to}) is before the first ({from}). Swap them."),
        ));
    } else if to.since(from) >= PERIOD_DAYS_MAX {
        problems.push(Problem::new(
            "to",
            format!("Masa berlaku lebih dari {PERIOD_DAYS_MAX} hari. Perpendek, lalu perpanjang dengan kebijakan baru."),
            format!("The period is longer than {PERIOD_DAYS_MAX} days. Shorten it and renew it by a new policy."),
        ));
    }
}

fn check_quota(quota: &Quota, problems: &mut Vec<Problem>) {
    let known: Vec<&str> = ServiceCategory::ALL.iter().map(|category| category.code()).collect();
    for (number, code) in quota.exempt_categories.iter().enumerate() {
        if !known.contains(&code.as_str()) {
            let known = known.join(", ");
            problems.push(Problem::new(
                format!("quota.exempt_categories[{number}]"),
                format!("Jenis layanan tidak dikenal. Gunakan salah satu dari: {known}."),
                format!("Unknown service category. Use one of: {known}."),
            ));
        }
    }
}

fn check_answer(answer: &AnswerRules, problems: &mut Vec<Problem>) {
    if answer.deferrals > 0 && answer.deferral_minutes == 0 {
        problems.push(Problem::new(
            "answer.deferral_minutes",
            "Penundaan diizinkan, jadi lamanya paling sedikit 1 menit. Atau isi deferrals dengan 0.",
            "Deferrals are allowed, so give at least 1 minute. Or set deferrals to 0.",
        ));
    }
}

fn check_capacity(capacity: CapacityRules, problems: &mut Vec<Problem>) {
    if capacity.per_day < u16::from(capacity.per_hour) {
        problems.push(Problem::new(
            "capacity.per_hour",
            format!("Lebih besar daripada batas sehari ({}). Perkecil, atau perbesar batas sehari.", capacity.per_day),
            format!("Larger than the bound of a day ({}). Make it smaller, or that one larger.", capacity.per_day),
        ));
    }
}

fn check_draw(draw: &DrawRules, problems: &mut Vec<Problem>) {
    if draw.ceiling_to_days < draw.ceiling_from_days {
        problems.push(Problem::new(
            "draw.ceiling_to_days",
            format!("Batas atas ({}) lebih kecil daripada batas bawah ({}). Tukar keduanya.", draw.ceiling_to_days, draw.ceiling_from_days),
            format!("The range ends ({}) before it begins ({}). Swap the two.", draw.ceiling_to_days, draw.ceiling_from_days),
        ));
    }
}

fn check_score(score: &ScoreRules, problems: &mut Vec<Problem>) {
    for (number, weight) in score.weights.iter().enumerate() {
        let field = format!("score.weights[{number}]");
        if score.weights.iter().take(number).any(|earlier| earlier.outcome == weight.outcome) {
            problems.push(Problem::new(
                format!("{field}.outcome"),
                "Kesimpulan ini sudah diberi bobot. Hapus salah satunya.",
                "This outcome has a weight already. Remove one of them.",
            ));
        }
        let unproved = Outcome::parse(&weight.outcome).is_some_and(|outcome| !outcome.may_count_as_missed());
        if weight.counts_as == CountsAs::Missed && unproved {
            let may: Vec<&str> = Outcome::ALL.into_iter().filter(|o| o.may_count_as_missed()).map(Outcome::code).collect();
            let may = may.join(", ");
            problems.push(Problem::new(
                format!("{field}.counts_as"),
                format!("Hanya yang terbukti boleh dihitung tidak terjawab: {may}. Hapus baris ini atau gunakan available."),
                format!("Only what is proven may count as missed: {may}. Remove this row or use available."),
            ));
        }
    }
    if score.min_checks < score.min_misses {
        problems.push(Problem::new(
            "score.min_misses",
            format!("Lebih besar daripada min_checks ({}). Perkecil.", score.min_checks),
            format!("Larger than min_checks ({}). Make it smaller.", score.min_checks),
        ));
    }
}
