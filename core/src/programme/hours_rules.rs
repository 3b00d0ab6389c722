//! What working hours demand: every week has days, every day has minutes to work in, seasons do not contradict each other,
//! and a day that begins earlier or later keeps all its breaks.
//!
//! Knows nothing of the other sections.

use super::{Break, ClockTime, Problem, Season, WorkingDay, WorkingHours};

/// Minutes of a day.
const DAY_MINUTES: u16 = 24 * 60;

pub(super) fn check_hours(hours: &WorkingHours, problems: &mut Vec<Problem>) {
    if !hours.around_the_clock {
        check_week("hours", &hours.days, hours, problems);
    }
    for (number, pattern) in hours.patterns.iter().enumerate() {
        let field = format!("hours.patterns[{number}]");
        if pattern.pattern == "standard" || hours.patterns.iter().take(number).any(|earlier| earlier.pattern == pattern.pattern) {
            problems.push(Problem::new(
                format!("{field}.pattern"),
                "Pola kerja ini sudah punya jam kerja. Satu bagian untuk satu pola; pola standar ada di hours.days.",
                "This pattern of work has its hours already. One section for each; the standard week is hours.days.",
            ));
        }
        check_week(&field, &pattern.days, hours, problems);
    }
    for (number, season) in hours.seasons.iter().enumerate() {
        check_season(&format!("hours.seasons[{number}]"), season, &hours.seasons[..number], problems);
        check_week(&format!("hours.seasons[{number}]"), &season.days, hours, problems);
    }
    check_prayers(hours, problems);
}

fn check_season(field: &str, season: &Season, earlier: &[Season], problems: &mut Vec<Problem>) {
    if season.to < season.from {
        problems.push(Problem::new(
            format!("{field}.to"),
            format!("Musim “{}” berakhir ({}) sebelum dimulai ({}). Tukar keduanya.", season.name, season.to, season.from),
            format!("The season “{}” ends ({}) before it begins ({}). Swap them.", season.name, season.to, season.from),
        ));
        return;
    }
    let same_days = |other: &&Season| other.pattern == season.pattern && other.from <= season.to && season.from <= other.to;
    if let Some(other) = earlier.iter().find(same_days) {
        problems.push(Problem::new(
            format!("{field}.from"),
            format!("Musim “{}” bertumpang tindih dengan “{}”. Ubah tanggal salah satunya.", season.name, other.name),
            format!("The season “{}” overlaps “{}”. Change the days of one.", season.name, other.name),
        ));
    }
}

fn check_week(section: &str, days: &[WorkingDay], hours: &WorkingHours, problems: &mut Vec<Problem>) {
    if days.is_empty() {
        problems.push(Problem::new(
            format!("{section}.days"),
            "Belum ada hari kerja. Tambahkan paling sedikit satu hari dengan jam kerjanya.",
            "There is no working day. Add at least one with its hours.",
        ));
    }
    for (number, day) in days.iter().enumerate() {
        let field = format!("{section}.days[{number}]");
        if days.iter().take(number).any(|earlier| earlier.weekday == day.weekday) {
            problems.push(Problem::new(
                format!("{field}.weekday"),
                format!("Hari ke-{} sudah ada. Satu baris untuk satu hari.", day.weekday),
                format!("Weekday {} is given already. One row for one day.", day.weekday),
            ));
        }
        check_working_day(&field, day, hours, problems);
    }
}

fn check_working_day(field: &str, day: &WorkingDay, hours: &WorkingHours, problems: &mut Vec<Problem>) {
    if day.end <= day.start {
        problems.push(Problem::new(
            format!("{field}.end"),
            format!("Jam selesai ({}) harus sesudah jam mulai ({}).", day.end, day.start),
            format!("The end ({}) must be after the start ({}).", day.end, day.start),
        ));
        return;
    }
    for (number, rest) in day.breaks.iter().enumerate() {
        let field = format!("{field}.breaks[{number}]");
        if rest.end <= rest.start {
            problems.push(Problem::new(
                format!("{field}.end"),
                format!("Akhir istirahat ({}) harus sesudah awalnya ({}).", rest.end, rest.start),
                format!("The end of the break ({}) must be after its start ({}).", rest.end, rest.start),
            ));
        } else if rest.start < day.start || day.end < rest.end {
            problems.push(Problem::new(
                field,
                format!("Istirahat harus di antara {} dan {}.", day.start, day.end),
                format!("The break must lie between {} and {}.", day.start, day.end),
            ));
        } else if day.breaks.iter().take(number).any(|earlier| overlap(earlier, rest)) {
            problems.push(Problem::new(
                field,
                "Istirahat ini bertumpang tindih dengan yang lain. Gabungkan keduanya.",
                "This break overlaps another. Join the two.",
            ));
        }
    }
    if minutes_to_work(day, hours) == 0 {
        problems.push(Problem::new(
            format!("{field}.breaks"),
            "Istirahat dan waktu salat menghabiskan seluruh jam kerja. Perpendek.",
            "Breaks and prayers use up the whole working time. Shorten them.",
        ));
    } else {
        check_flexible(field, day, hours, problems);
    }
}

/// Minutes of the row that are neither break nor prayer.
fn minutes_to_work(day: &WorkingDay, hours: &WorkingHours) -> usize {
    let rests: Vec<(ClockTime, ClockTime)> = hours.rests(day).collect();
    (day.start.0..day.end.0).filter(|minute| !rests.iter().any(|(from, to)| from.0 <= *minute && *minute < to.0)).count()
}

/// A day that is moved must keep its number of minutes, or else its last ones would have no chance in the draw.
fn check_flexible(field: &str, day: &WorkingDay, hours: &WorkingHours, problems: &mut Vec<Problem>) {
    let flexible = hours.flexible_minutes;
    if flexible == 0 || flexible > super::FLEXIBLE_MAX {
        return;
    }
    if day.start.0 < flexible || day.end.0 + flexible > DAY_MINUTES {
        problems.push(Problem::new(
            "hours.flexible_minutes",
            format!("Dengan {flexible} menit, hari kerja {}–{} dapat melewati tengah malam. Perkecil.", day.start, day.end),
            format!("With {flexible} minutes the working day {}–{} could pass midnight. Make it smaller.", day.start, day.end),
        ));
        return;
    }
    let (latest_start, earliest_end) = (day.start.0 + flexible, day.end.0.saturating_sub(flexible));
    let (earliest_start, latest_end) = (day.start.0 - flexible, day.end.0 + flexible);
    let outside = |(from, to): &(ClockTime, ClockTime)| {
        let touches = from.0 < latest_end && earliest_start < to.0;
        touches && (from.0 < latest_start || earliest_end < to.0)
    };
    if let Some((from, to)) = hours.rests(day).find(outside) {
        problems.push(Problem::new(
            "hours.flexible_minutes",
            format!("Jeda {from}–{to} ({field}) harus tetap di dalam hari kerja yang digeser {flexible} menit. Perkecil, atau ubah jedanya."),
            format!("The rest {from}–{to} ({field}) must stay inside a day that is moved by {flexible} minutes. Make it smaller, or move the rest."),
        ));
    }
}

fn check_prayers(hours: &WorkingHours, problems: &mut Vec<Problem>) {
    for (number, prayer) in hours.prayers.iter().enumerate() {
        if prayer.end <= prayer.start {
            problems.push(Problem::new(
                format!("hours.prayers[{number}].end"),
                format!("Akhir waktu “{}” ({}) harus sesudah awalnya ({}).", prayer.name, prayer.end, prayer.start),
                format!("The end of “{}” ({}) must be after its start ({}).", prayer.name, prayer.end, prayer.start),
            ));
        }
    }
}

fn overlap(a: &Break, b: &Break) -> bool {
    a.start < b.end && b.start < a.end
}
