#![allow(clippy::unwrap_used)]
use super::*;

fn preset(id: &str) -> &'static str {
    presets().iter().find(|(preset, _)| *preset == id).unwrap().1
}

/// The DKI preset with one piece of text changed.
fn altered(from: &str, to: &str) -> Vec<Problem> {
    let text = preset("dki-2023");
    assert!(text.contains(from), "{from}");
    Policy::from_toml(&text.replacen(from, to, 1)).unwrap_err()
}

fn fields(problems: &[Problem]) -> Vec<&str> {
    problems.iter().map(|problem| problem.field.as_str()).collect()
}

#[test]
fn every_preset_is_sound_and_comes_back_from_its_own_text() {
    for (id, text) in presets() {
        let policy = Policy::from_toml(text).unwrap_or_else(|problems| panic!("{id}: {problems:?}"));
        assert_eq!(policy.validate(), [], "{id}");
        assert_eq!(Policy::from_toml(&policy.to_toml().unwrap()).unwrap(), policy, "{id}");
    }
}

#[test]
fn the_presets_hold_the_defaults_of_the_design() {
    for (id, around_the_clock, ring_seconds) in [("dki-2023", false, 300), ("demo", true, 60)] {
        let policy = Policy::from_toml(preset(id)).unwrap();
        assert_eq!(policy.hours.around_the_clock, around_the_clock);
        assert_eq!(policy.answer.ring_seconds, ring_seconds);
        assert_eq!(policy.quota.at_home_percent, 50);
        let draw = DrawRules::of(200_000, 10, 20);
        assert_eq!(policy.draw, draw);
        let s = &policy.score;
        assert_eq!((s.min_checks, s.min_misses, s.rate_floor, s.probability), (5, 3, 0.8, 0.85));
        assert_eq!((s.prior_mean, s.prior_strength, s.half_life_days), (0.9, 5.0, 90.0));
    }
}

#[test]
fn the_dki_week_is_what_perpres_21_2023_asks_for() {
    let policy = Policy::from_toml(preset("dki-2023")).unwrap();
    let minutes: i32 = policy
        .hours
        .days
        .iter()
        .map(|day| {
            let rest: i32 = day.breaks.iter().map(|b| i32::from(b.end.0) - i32::from(b.start.0)).sum();
            i32::from(day.end.0) - i32::from(day.start.0) - rest
        })
        .sum();
    assert_eq!(minutes, 37 * 60 + 30);
}

#[test]
fn every_value_of_the_dki_preset_names_its_source() {
    let text = preset("dki-2023");
    for word in ["Perpres 21/2023 art. 4", "SE 34/SE/2023", "SE MenPANRB 17/2023", "Keppres 41/1987", "Sidak default"] {
        assert!(text.contains(word), "{word}");
    }
    // Values stand in blocks; the rows of one list share the comment above the first.
    for block in text.split("\n\n").filter(|block| block.contains(" = ") && !block.starts_with("[[")) {
        assert!(block.lines().any(|line| line.starts_with('#')), "no source: {block}");
    }
}

#[test]
fn faults_name_their_field() {
    for (from, to, field) in [
        ("ceiling_from_days = 10", "ceiling_from_days = 1", "draw.ceiling_from_days"),
        ("ceiling_to_days = 20", "ceiling_to_days = 9", "draw.ceiling_to_days"),
        ("ceiling_to_days = 20", "ceiling_to_days = 251", "draw.ceiling_to_days"),
        ("checks_per_day_max = 2", "checks_per_day_max = 0", "draw.checks_per_day_max"),
        ("checks_per_day_max = 2", "checks_per_day_max = 6", "draw.checks_per_day_max"),
        ("cool_down_days = 0", "cool_down_days = 21", "draw.cool_down_days"),
        ("cool_down_percent = 100", "cool_down_percent = 0", "draw.cool_down_percent"),
        ("cool_down_percent = 100", "cool_down_percent = 101", "draw.cool_down_percent"),
        ("public_entropy = \"none\"", "public_entropy = \"coin\"", "draw.public_entropy"),
        ("manual_weight = 0.0", "manual_weight = 0.51", "score.manual_weight"),
        ("manual_weight = 0.0", "manual_weight = -0.01", "score.manual_weight"),
        ("= 200_000", "= 0", "draw.chance_per_day_millionths"),
        ("= 200_000", "= 900_001", "draw.chance_per_day_millionths"),
        ("= 200_000", "= -1", "draw.chance_per_day_millionths"),
        ("= 200_000", "= 0.2", "draw.chance_per_day_millionths"),
        ("end = \"16.00\"", "end = \"07.30\"", "hours.days[0].end"),
        ("end = \"16.00\"", "end = \"06.00\"", "hours.days[0].end"),
        ("end = \"16.00\"", "end = \"25.00\"", "hours.days[0].end"),
        ("weekday = 2", "weekday = 1", "hours.days[1].weekday"),
        ("weekday = 2", "weekday = 8", "hours.days[1].weekday"),
        ("[{ start = \"12.00\", end = \"13.00\" }]", "[{ start = \"13.00\", end = \"12.00\" }]", "hours.days[0].breaks[0].end"),
        ("[{ start = \"12.00\", end = \"13.00\" }]", "[{ start = \"15.00\", end = \"17.00\" }]", "hours.days[0].breaks[0]"),
        (
            "[{ start = \"12.00\", end = \"13.00\" }]",
            "[{ start = \"12.00\", end = \"13.00\" }, { start = \"12.30\", end = \"13.30\" }]",
            "hours.days[0].breaks[1]",
        ),
        ("[{ start = \"12.00\", end = \"13.00\" }]", "[{ start = \"07.30\", end = \"16.00\" }]", "hours.days[0].breaks"),
        ("to = \"2023-10-21\"", "to = \"2023-08-20\"", "to"),
        ("to = \"2023-10-21\"", "to = \"2028-08-24\"", "to"),
        ("to = \"2023-10-21\"", "to = 2023-10-21", "to"),
        ("outcome = \"called_back\"", "outcome = \"caled_back\"", "score.weights[3].outcome"),
        ("outcome = \"called_back\"", "outcome = \"not_ready\"", "score.weights[5].outcome"),
        ("outcome = \"reached_not_answered\"", "outcome = \"not_reached\"", "score.weights[4].counts_as"),
        ("outcome = \"reached_not_answered\"", "outcome = \"system_fault\"", "score.weights[4].counts_as"),
        ("weight = 0.5", "weight = 0.0", "score.weights[3].weight"),
        ("weight = 0.5", "weight = nan", "score.weights[3].weight"),
        ("min_misses = 3", "min_misses = 6", "score.min_misses"),
        ("\"health\"", "\"hospital\"", "quota.exempt_categories[1]"),
        ("deferral_minutes = 30", "deferral_minutes = 0", "answer.deferral_minutes"),
        ("zone = \"Asia/Jakarta\"", "zone = \"Asia/Jakart\"", "zone"),
        ("name = \"WFH Pemprov DKI Jakarta 2023\"", "name = \" \"", "name"),
        ("holidays_are_free = true", "holidays_are_free = \"yes\"", "hours.holidays_are_free"),
        ("holidays_are_free = true", "holidays_free = true", "hours.holidays_free"),
        ("attempts = 2", "", "answer.attempts"),
        ("attempts = 2", "attempts = 6", "answer.attempts"),
        ("callback_minutes = 5", "callback_minutes = 61", "answer.callback_minutes"),
        ("callback_minutes = 5", "callback_minutes = -1", "answer.callback_minutes"),
        ("at_once = 1", "at_once = 0", "capacity.at_once"),
        ("at_once = 1", "at_once = 6", "capacity.at_once"),
        ("per_hour = 4", "per_hour = 0", "capacity.per_hour"),
        ("per_hour = 4", "per_hour = 13", "capacity.per_hour"),
        ("per_day = 12", "per_day = 3", "capacity.per_hour"),
        ("per_day = 12", "per_day = 501", "capacity.per_day"),
        ("manual_per_day = 2", "manual_per_day = 21", "capacity.manual_per_day"),
        ("manual_per_day = 2", "manual_a_day = 2", "capacity.manual_a_day"),
    ] {
        let problems = altered(from, to);
        assert_eq!(fields(&problems), [field], "{from} -> {to}");
        assert!(problems.iter().all(|p| p.message_id.ends_with('.') && p.message_en.ends_with('.') && p.message_id != p.message_en));
    }
}

#[test]
fn bounds_themselves_are_allowed() {
    for (from, to) in [
        ("ceiling_from_days = 10", "ceiling_from_days = 2"),
        ("ceiling_to_days = 20", "ceiling_to_days = 10"),
        ("ceiling_to_days = 20", "ceiling_to_days = 250"),
        ("= 200_000", "= 1"),
        ("= 200_000", "= 900_000"),
        ("checks_per_day_max = 2", "checks_per_day_max = 1"),
        ("checks_per_day_max = 2", "checks_per_day_max = 5"),
        ("cool_down_days = 0", "cool_down_days = 20"),
        ("cool_down_percent = 100", "cool_down_percent = 1"),
        ("public_entropy = \"none\"", "public_entropy = \"dice\""),
        ("public_entropy = \"none\"", "public_entropy = \"drand\""),
        ("attempts = 2", "attempts = 5"),
        ("to = \"2023-10-21\"", "to = \"2028-08-23\""),
        ("to = \"2023-10-21\"", "to = \"2023-08-21\""),
        ("weight = 0.5", "weight = 1"),
        ("min_misses = 3", "min_misses = 5"),
        ("at_once = 1", "at_once = 5"),
        ("per_hour = 4", "per_hour = 12"),
        ("per_day = 12", "per_day = 500"),
        ("manual_per_day = 2", "manual_per_day = 0"),
        ("manual_per_day = 2", "manual_per_day = 20"),
        ("manual_per_day = 2", ""),
        ("manual_weight = 0.0", "manual_weight = 0.5"),
        ("callback_minutes = 5", "callback_minutes = 0"),
        ("callback_minutes = 5", "callback_minutes = 60"),
    ] {
        let text = preset("dki-2023").replacen(from, to, 1);
        assert!(Policy::from_toml(&text).is_ok(), "{to}: {:?}", Policy::from_toml(&text).err());
    }
}

#[test]
fn a_version_from_before_the_bounds_on_calls_has_the_default_ones() {
    let text = preset("dki-2023");
    let (start, end) = (text.find("[capacity]").unwrap(), text.find("[draw]").unwrap());
    let old = format!("{}{}", &text[..start], &text[end..]);
    let defaults = CapacityRules { at_once: 1, per_hour: 4, per_day: 12, manual_per_day: 2 };
    assert_eq!(Policy::from_toml(&old).unwrap().capacity, defaults);
    assert_eq!(Policy::from_toml(text).unwrap().capacity, defaults);
}

#[test]
fn the_message_of_a_ceiling_says_where_it_begins() {
    for field in ["ceiling_from_days = 10", "ceiling_to_days = 20"] {
        let name = field.split(' ').next().unwrap();
        let problems = altered(field, &format!("{name} = 1"));
        let own = problems.iter().find(|p| p.field == format!("draw.{name}")).unwrap();
        assert!(own.message_id.contains("2 sampai 250") && own.message_en.contains("from 2 to 250"), "{own:?}");
    }
}

/// Versions stored before these fields existed are read as what held then.
#[test]
fn a_stored_version_without_the_newer_fields_stays_readable() {
    let newer = ["checks_per_day_max", "cool_down_days", "cool_down_percent", "public_entropy", "manual_weight", "callback_minutes"];
    let text = preset("dki-2023");
    let old: String = text.lines().filter(|line| newer.iter().all(|name| !line.starts_with(name))).map(|line| format!("{line}\n")).collect();
    assert_eq!(old.lines().count() + newer.len(), text.lines().count());
    assert_eq!(Policy::from_toml(&old).unwrap(), Policy::from_toml(text).unwrap());
}

#[test]
fn the_chance_cools_down_after_a_check_and_never_to_nothing() {
    let rules = DrawRules { cool_down_days: 3, cool_down_percent: 50, ..DrawRules::of(200_000, 10, 20) };
    for (days_since_check, cycle, chance) in
        [(0, 0, 200_000), (0, 1, 100_000), (2, 1, 100_000), (3, 1, 200_000), (u16::MAX, u32::MAX, 200_000), (2, u32::MAX, 100_000)]
    {
        assert_eq!(rules.chance_millionths(days_since_check, cycle), chance, "{days_since_check} {cycle}");
    }
    let least = DrawRules { cool_down_days: 1, cool_down_percent: 1, ..DrawRules::of(1, 10, 20) };
    assert_eq!(least.chance_millionths(0, 1), 1);
}

#[test]
fn all_faults_are_told_at_once() {
    let text = preset("dki-2023")
        .replacen("= 200_000", "= 0", 1)
        .replacen("ceiling_to_days = 20", "ceiling_to_days = 9", 1)
        .replacen("to = \"2023-10-21\"", "to = \"2023-08-20\"", 1)
        .replacen("attempts = 2", "atempts = 2", 1)
        .replacen("reply_days = 14", "reply_days = \"14\"", 1);
    let mut found = Policy::from_toml(&text).unwrap_err();
    found.sort_by(|a, b| a.field.cmp(&b.field));
    assert_eq!(
        fields(&found),
        ["answer.atempts", "answer.attempts", "draw.ceiling_to_days", "draw.chance_per_day_millionths", "review.reply_days", "to"]
    );
}

#[test]
fn no_working_day_is_a_fault_unless_around_the_clock() {
    let mut policy = Policy::from_toml(preset("dki-2023")).unwrap();
    policy.hours.days.clear();
    assert_eq!(fields(&policy.validate()), ["hours.days"]);
    policy.hours.around_the_clock = true;
    assert_eq!(policy.validate(), []);
}

#[test]
fn what_the_editor_makes_is_held_to_the_same_bounds() {
    let mut policy = Policy::from_toml(preset("dki-2023")).unwrap();
    policy.draw.chance_per_day_millionths = 900_001;
    policy.score.prior_mean = f64::NAN;
    policy.hours.days[0].breaks = vec![Break { start: ClockTime(720), end: ClockTime(730) }; BREAKS_MAX + 1];
    policy.legal_source = "x".repeat(1_001);
    let found = policy.validate();
    for field in ["draw.chance_per_day_millionths", "score.prior_mean", "hours.days[0].breaks", "legal_source"] {
        assert!(fields(&found).contains(&field), "{field}: {found:?}");
    }
}

#[test]
fn text_that_is_no_policy_is_refused_kindly() {
    assert_eq!(fields(&Policy::from_toml("name = \"x\"\nfrom = = 2").unwrap_err()), ["line 2"]);
    assert_eq!(Policy::from_toml("").unwrap_err().len(), 11, "one for each absent field");
    let long = format!("# {}", "x".repeat(POLICY_BYTES_MAX));
    assert_eq!(fields(&Policy::from_toml(&long).unwrap_err()), [""]);
    let just_fits = format!("# {}", "x".repeat(POLICY_BYTES_MAX - 2));
    assert_eq!(Policy::from_toml(&just_fits).unwrap_err().len(), 11);
    let strange: String = (0..2 * PROBLEMS_MAX).map(|n| format!("a{n} = 1\n")).collect();
    assert_eq!(Policy::from_toml(&strange).unwrap_err().len(), PROBLEMS_MAX);
}

#[test]
fn clock_times() {
    for (text, expected) in [
        ("07.30", Some(450)),
        ("7.30", Some(450)),
        ("07:30", Some(450)),
        (" 00.00 ", Some(0)),
        ("23.59", Some(1_439)),
        ("24.00", Some(1_440)),
        ("24.01", None),
        ("12.60", None),
        ("12.5", None),
        ("007.30", None),
        ("07.030", None),
        ("0730", None),
        ("-7.30", None),
        ("+7.30", None),
        ("7.3o", None),
        (".30", None),
        ("", None),
    ] {
        assert_eq!(ClockTime::parse(text).ok().map(|time| time.0), expected, "{text:?}");
    }
    assert_eq!(ClockTime(450).to_string(), "07.30");
}

#[test]
fn the_summary_says_what_the_settings_mean() {
    let policy = Policy::from_toml(preset("dki-2023")).unwrap();
    for (lang, wanted) in [
        (Lang::Id, ["Berlaku 21 Agustus 2023 sampai 21 Oktober 2023.", "selalu bekerja di kantor: pelayanan publik langsung, kesehatan,", "Jumat 07.30–16.30, istirahat 11.30–13.00.", "adalah 20\u{a0}%", "rata-rata adalah 4,8 hari WFH", "lebih dari 20 hari", "sekitar 4,5\u{a0}%", "5 menit", "4 kali dalam satu jam dan 12 kali sehari", "paling banyak 2 kali sehari"]),
        (Lang::En, ["from 21 August 2023 to 21 October 2023.", "Always at the office: direct public service, health,", "Friday 07:30–16:30, break 11:30–13:00.", "check is 20\u{a0}%", "there are 4.8 WFH days", "never more than 20", "about 4.5\u{a0}%", "5 minutes", "4 calls within an hour and 12 a day", "at most 2 a day"]),
    ] {
        let text = policy.summary(lang).join("\n");
        for part in wanted {
            assert!(text.contains(part), "{part} in {text}");
        }
        for word in ["bolos", "curang", "pelanggar", "mangkir", "skor"] {
            assert!(!text.to_lowercase().contains(word), "{word}");
        }
    }
    let mut none = policy.clone();
    none.capacity.manual_per_day = 0;
    assert!(none.summary(Lang::Id).iter().any(|s| s.contains("tidak diizinkan")));
    assert!(none.summary(Lang::En).iter().any(|s| s.contains("not allowed")));
    none.capacity.manual_per_day = 2;
    none.score.manual_weight = 0.25;
    assert!(none.summary(Lang::Id).iter().any(|s| s.contains("bobotnya 25\u{a0}% dari cek terundi")));
    assert!(none.summary(Lang::En).iter().any(|s| s.contains("weigh 25\u{a0}% of a drawn check")));
    let mut other = policy;
    other.draw = DrawRules {
        checks_per_day_max: 3,
        cool_down_days: 4,
        cool_down_percent: 25,
        public_entropy: PublicEntropy::Dice,
        ..other.draw
    };
    for (lang, wanted) in [
        (Lang::Id, ["Paling banyak 3 cek acak", "Selama 4 hari WFH", "5\u{a0}%, tetapi tidak pernah nol", "melempar dadu"]),
        (Lang::En, ["at most 3 in a day", "For 4 WFH days", "5\u{a0}%, but never zero", "throw dice"]),
    ] {
        let text = other.summary(lang).join("\n");
        for part in wanted {
            assert!(text.contains(part), "{part} in {text}");
        }
    }
    let demo = Policy::from_toml(preset("demo")).unwrap();
    assert!(demo.summary(Lang::Id).iter().any(|s| s.contains("hanya untuk mencoba")));
    assert!(demo.summary(Lang::En).iter().any(|s| s.contains("only for trying out")));
    assert!(demo.summary(Lang::Id).iter().any(|s| s.contains("Mulai WFH kapan saja pada hari itu")), "no deadline of 1440 minutes");
    assert!(demo.summary(Lang::En).iter().any(|s| s.contains("rings for 1 minute, at most 2 times, 1 minute apart")), "one minute is no minutes");
}

mod hours;
