//! What a simulation found, on one screen.

use std::{fmt::Write, path::Path};

use sidak_core::{draw::AUC_MAX, simulate::{Figures, Summary}, watch::{Light, Subject}};

pub(super) fn told(summary: &Summary, out: &Path) -> String {
    let mut text = String::new();
    // Writing to a string does not fail.
    let _ = write_all(&mut text, summary, out);
    text
}

fn write_all(to: &mut String, s: &Summary, out: &Path) -> std::fmt::Result {
    writeln!(to, "{} ({})", s.programme, s.legal_source)?;
    writeln!(
        to,
        "{} people in {} units with {} supervisors, {} to {}: {} working days, {} days at home, seed {}",
        s.people, s.units, s.supervisors, s.from, s.to, s.working_days, s.opportunities, s.seed
    )?;
    writeln!(to, "\n{:<44}{:>12}{:>14}{:>14}", "", "this policy", "fixed hours", "once a week")?;
    let all = [&s.drawn, &s.fixed_hours, &s.once_a_week];
    let mut row = |name: &str, of: &dyn Fn(&Figures) -> String| {
        writeln!(to, "{name:<44}{:>12}{:>14}{:>14}", of(all[0]), of(all[1]), of(all[2]))
    };
    row("checks", &|f| f.checks.to_string())?;
    row("share of WFH days with a check", &|f| percent(f.checked_share))?;
    row("forced by the ceiling, of checked days", &|f| percent(f.forced_share))?;
    row("mean gap, WFH days", &|f| format!("{:.2}", f.mean_gap_days))?;
    row("longest gap, WFH days", &|f| f.longest_gap_days.to_string())?;
    row("people seen in a month", &|f| f.months.map_or_else(|| "-".into(), |months| percent(months.seen_share)))?;
    row("sixteenths of the day that never saw a check", &|f| f.quiet_sixteenths.to_string())?;
    row("guessing, best possible (AUC)", &|f| format!("{:.3}", f.guess.best))?;
    row("guessing, days since the last check (AUC)", &|f| format!("{:.3}", f.guess.days_since))?;
    row("guessing, fitted on the first half (AUC)", &|f| f.guess.fitted.map_or_else(|| "-".into(), |area| format!("{area:.3}")))?;
    for subject in Subject::ALL {
        row(name(subject), &|f| test(f, subject))?;
    }
    let (p, l) = (&s.promised, &s.load);
    writeln!(
        to,
        "\nThe rules promise: mean gap {:.2}, longest {}, forced {}, AUC {:.3}.",
        p.mean_gap_days, p.longest_gap_days, percent(p.forced_share), p.auc
    )?;
    writeln!(
        to,
        "A supervisor with {:.1} people at home calls {:.2} times a day; on 19 days of 20 at most {} times (promised for {}: {:.2} and {}).",
        l.at_home_mean, l.calls_mean, l.calls_p95, l.promised_at_home, l.promised.calls_mean, l.promised.calls_p95
    )?;
    writeln!(to, "{} checks waited for a busy supervisor, {} came to the end of working time.", l.deferred, l.voided)?;
    if p.auc > AUC_MAX {
        writeln!(to, "CAREFUL: checks of this policy can be guessed (AUC above {AUC_MAX:.2}). Widen the ceilings or shorten the cool-down.")?;
    }
    write!(to, "Written: opportunities.csv, checks.csv and summary.json in {}", out.display())
}

const fn name(subject: Subject) -> &'static str {
    match subject {
        Subject::Minutes => "even over the day (chi-square p)",
        Subject::Weekdays => "even over weekdays (p)",
        Subject::People => "even over people (p)",
        Subject::OnePerson => "nobody far out (p)",
        Subject::Units => "even over units (p)",
        Subject::Sexes => "even over the sexes (p)",
        Subject::Supervisors => "even over supervisors (p)",
    }
}

fn test(figures: &Figures, subject: Subject) -> String {
    let Some(test) = figures.tests.iter().find(|test| test.subject == subject) else { return "-".into() };
    let mark = match test.light {
        Light::Green => "",
        Light::Look => " ?",
        Light::Red => " !",
        Light::TooFew => return "too few".into(),
    };
    test.p.map_or_else(|| "-".into(), |p| if p < 0.0001 { format!("<0.0001{mark}") } else { format!("{p:.4}{mark}") })
}

fn percent(share: f64) -> String {
    format!("{:.1}%", share * 100.0)
}
