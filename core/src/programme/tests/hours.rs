//! Seasons, patterns, prayers, a flexible start and own statuses: what is refused, what is told, what an old policy means.

use super::*;

const RAMADAN: &str = r#"
[[hours.seasons]]
name = "Ramadan 1447 H"
from = "2026-02-19"
to = "2026-03-20"
days = [
  { weekday = 1, start = "08.00", end = "15.00", breaks = [{ start = "12.00", end = "12.30" }] },
  { weekday = 2, start = "08.00", end = "15.00", breaks = [{ start = "12.00", end = "12.30" }] },
  { weekday = 5, start = "08.00", end = "15.30", breaks = [{ start = "11.30", end = "12.30" }] },
]
"#;
const SIX: &str = r#"
[[hours.patterns]]
pattern = "six_days"
days = [{ weekday = 6, start = "07.30", end = "14.00" }]
"#;
const ASAR: &str = "\n[[hours.prayers]]\nname = \"Asar\"\nstart = \"15.00\"\nend = \"15.20\"\n";

fn with(parts: &[&str]) -> String {
    format!("{}{}", preset("dki-2023"), parts.concat())
}

fn found(text: &str) -> Vec<String> {
    Policy::from_toml(text).err().unwrap_or_default().into_iter().map(|problem| problem.field).collect()
}

#[test]
fn the_parts_together_are_sound_and_come_back() {
    let flexible = with(&[RAMADAN, SIX]).replacen("holidays_are_free = true", "holidays_are_free = true\nflexible_minutes = 60", 1);
    for text in [with(&[RAMADAN, SIX, ASAR]), flexible] {
        let policy = Policy::from_toml(&text).unwrap();
        assert_eq!(policy.validate(), []);
        assert_eq!(Policy::from_toml(&policy.to_toml().unwrap()).unwrap(), policy);
    }
}

#[test]
fn faults_of_hours_name_their_field() {
    let later = RAMADAN.replace("1447", "1448").replace("2026-02-19", "2026-03-20").replace("2026-03-20\"\ndays", "2026-04-01\"\ndays");
    let six_season = RAMADAN.replace("days = [", "pattern = \"six_days\"\ndays = [");
    for (text, fields) in [
        (with(&[RAMADAN, &later]), vec!["hours.seasons[1].from"]),
        (with(&[RAMADAN, &six_season]), vec![]),
        (with(&[&RAMADAN.replace("2026-03-20", "2026-02-18")]), vec!["hours.seasons[0].to"]),
        (with(&[&RAMADAN.replace("15.30", "07.30")]), vec!["hours.seasons[0].days[2].end"]),
        (with(&[&RAMADAN.replace("weekday = 2", "weekday = 1")]), vec!["hours.seasons[0].days[1].weekday"]),
        (with(&[&RAMADAN.replace("\"12.00\", end = \"12.30\"", "\"08.00\", end = \"15.00\"")]), vec!["hours.seasons[0].days[0].breaks", "hours.seasons[0].days[1].breaks"]),
        (with(&["\n[[hours.seasons]]\nname = \"x\"\nfrom = \"2026-01-01\"\nto = \"2026-01-02\"\ndays = []\n"]), vec!["hours.seasons[0].days"]),
        (with(&[&RAMADAN.replace("days = [", "pattern = \"night\"\ndays = [")]), vec!["hours.seasons[0].pattern"]),
        (with(&[SIX, SIX]), vec!["hours.patterns[1].pattern"]),
        (with(&[&SIX.replace("six_days", "standard")]), vec!["hours.patterns[0].pattern"]),
        (with(&[&ASAR.replace("15.20", "15.00")]), vec!["hours.prayers[0].end"]),
        // A prayer that takes all of a short day.
        (with(&[SIX, "\n[[hours.prayers]]\nname = \"x\"\nstart = \"07.30\"\nend = \"14.00\"\n"]), vec!["hours.patterns[0].days[0].breaks"]),
        (with(&["\n[status]\nkinds = [\"prayer\", \"prayer\"]\nminutes_per_day = 60\n"]), vec!["status.kinds"]),
        (with(&["\n[status]\nkinds = [\"sleep\"]\nminutes_per_day = 60\n"]), vec!["status.kinds"]),
        (with(&["\n[status]\nkinds = [\"prayer\"]\nminutes_per_day = 241\n"]), vec!["status.minutes_per_day"]),
        (with(&["\n[status]\nkinds = []\nminutes_per_day = 240\n"]), vec![]),
    ] {
        let text = if text.matches("[status]").count() > 1 { without_status(&text) } else { text };
        assert_eq!(found(&text), fields, "{}", &text[preset("dki-2023").len().min(text.len())..]);
    }
}

/// The preset's own section taken out, so that the one at the end counts.
fn without_status(text: &str) -> String {
    let start = text.find("[status]").unwrap();
    let end = start + text[start..].find("\n\n").map_or(0, |n| n + 1);
    format!("{}{}", &text[..start], &text[end..])
}

#[test]
fn a_flexible_day_keeps_its_breaks_and_stays_a_day() {
    let flexible = |minutes: u32, parts: &[&str]| {
        with(parts).replacen("holidays_are_free = true", &format!("holidays_are_free = true\nflexible_minutes = {minutes}"), 1)
    };
    let early = SIX.replace("07.30", "01.59");
    let late = SIX.replace("14.00", "22.01");
    for (text, sound) in [
        (flexible(120, &[]), true),
        (flexible(121, &[]), false),
        (flexible(120, &[&early]), false),
        (flexible(119, &[&early]), true),
        (flexible(120, &[&late]), false),
        (flexible(119, &[&late]), true),
        // 15.20 must stay before 16.00 moved forward.
        (flexible(40, &[ASAR]), true),
        (flexible(41, &[ASAR]), false),
    ] {
        let fields = found(&text);
        assert!(if sound { fields.is_empty() } else { fields.iter().all(|f| f == "hours.flexible_minutes") && !fields.is_empty() }, "{fields:?}");
    }
}

#[test]
fn a_policy_of_before_has_none_of_it() {
    let old: String = without_status(preset("dki-2023"));
    let policy = Policy::from_toml(&old).unwrap();
    assert_eq!((policy.hours.flexible_minutes, policy.status, policy.hours.seasons.len()), (0, StatusRules::default(), 0));
}

#[test]
fn the_summary_tells_them() {
    let text = with(&[RAMADAN, SIX, ASAR]);
    let policy = Policy::from_toml(&text).unwrap();
    for (lang, wanted) in [
        (Lang::Id, ["Ramadan 1447 H, 19 Februari 2026 sampai 20 Maret 2026: Senin–Selasa 08.00–15.00, istirahat 12.00–12.30; Jumat 08.00–15.30, istirahat 11.30–12.30.", "Pola kerja enam hari: Sabtu 07.30–14.00.", "pada waktu salat: Asar 15.00–15.20.", "sendiri rapat dinas, ibadah, jeda singkat, paling lama 90 menit sehari"]),
        (Lang::En, ["Ramadan 1447 H, 19 February 2026 to 20 March 2026: Monday–Tuesday 08:00–15:00, break 12:00–12:30; Friday 08:00–15:30, break 11:30–12:30.", "Work pattern six days: Saturday 07:30–14:00.", "at prayer times: Asar 15:00–15:20.", "enter official meetings, prayer, short breaks for themselves, at most 90 minutes a day"]),
    ] {
        let summary = policy.summary(lang).join("\n");
        for part in wanted {
            assert!(summary.contains(part), "{part} in {summary}");
        }
    }
    let flexible = text.replace(ASAR, "").replacen("holidays_are_free = true", "holidays_are_free = true\nflexible_minutes = 60", 1);
    assert!(Policy::from_toml(&flexible).unwrap().summary(Lang::Id).join("\n").contains("sampai 60 menit lebih awal atau lebih lambat"));
}

/// The examples in the preset's comments can be used as they stand.
#[test]
fn the_commented_examples_are_sound() {
    let text = preset("dki-2023");
    let (mut example, mut open) = (String::new(), false);
    for line in text.lines() {
        open = line.starts_with("#| ") || (open && line == "#|");
        if let Some(code) = line.strip_prefix("#|") {
            example.push_str(code);
            example.push('\n');
        }
    }
    for part in ["Ramadan 1444 H", "Ramadan 1447 H", "six_days", "hours.prayers"] {
        assert!(example.contains(part), "{part}");
    }
    let policy = Policy::from_toml(&format!("{text}\n{example}")).unwrap();
    assert_eq!((policy.hours.seasons.len(), policy.hours.patterns.len(), policy.hours.prayers.len()), (2, 1, 1));
    for season in &policy.hours.seasons {
        let minutes: u32 = season.days.iter().map(|day| {
            let rest: u16 = day.breaks.iter().map(|b| b.end.0 - b.start.0).sum();
            u32::from(day.end.0 - day.start.0 - rest)
        }).sum();
        assert_eq!(minutes, 32 * 60 + 30, "{}: Perpres 21/2023 art. 4(2)", season.name);
    }
}
