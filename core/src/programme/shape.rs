//! The form and bounds of every field of a policy, as one table, and the check of a file against it.
//!
//! The table is walked once, so that all faults are told together. Knows nothing of what fields demand of each other.

use toml::{Table, Value};

use super::{ClockTime, Problem};
use crate::{
    absence,
    outcome::Outcome,
    staff::WorkPattern,
    time::{Day, Zone},
};

/// Longest policy file, in bytes.
pub const POLICY_BYTES_MAX: usize = 64 * 1024;
/// Problems told at once.
pub const PROBLEMS_MAX: usize = 100;
/// One row per weekday.
pub const WORKING_DAYS_MAX: usize = 7;
/// Breaks of one working day.
pub const BREAKS_MAX: usize = 4;
/// Seasons of one policy: some years of Ramadan for each pattern of work.
pub const SEASONS_MAX: usize = 20;
/// Patterns of work beside the standard one.
pub const PATTERNS_MAX: usize = WorkPattern::ALL.len() - 1;
pub const PRAYERS_MAX: usize = 5;
/// Furthest that a day may begin earlier or later, in minutes.
pub const FLEXIBLE_MAX: u16 = 120;
/// Most minutes of own statuses that a policy may allow on a day: what is more is leave.
pub const STATUS_MINUTES_MAX: u16 = 240;
/// An hour after the rings it is another call.
pub const CALLBACK_MINUTES_MAX: u16 = 60;
/// Above nine in ten a day's surprise is gone: nearly every day has a check.
pub const CHANCE_MAX_MILLIONTHS: i64 = 900_000;
/// With a ceiling of one day every day would be forced, and nothing would be left to draw.
pub const CEILING_MIN: i64 = 2;
/// Random checks of one person in one day at most, whatever a policy says: more would be pestering.
pub const CHECKS_PER_DAY_MAX: i64 = 5;
/// A month of WFH days: a longer cool-down is a lower chance under another name.
pub const COOL_DOWN_DAYS_MAX: i64 = 20;
/// Whom to call by hand a person chose: that never says as much as what was drawn.
pub const MANUAL_WEIGHT_MAX: f64 = 0.5;

enum Form {
    /// Up to so many characters, not empty.
    Text(usize),
    Day,
    Zone,
    Clock,
    Flag,
    Whole(i64, i64),
    /// A chance in millionths.
    Millionths(i64, i64),
    Real(f64, f64),
    Choice(&'static [&'static str]),
    /// Up to so many short texts.
    Texts(usize),
    /// Some of these, each at most once.
    Choices(&'static [&'static str]),
    Part(&'static [Field]),
    /// Up to so many tables.
    Rows(usize, &'static [Field]),
}

struct Field {
    name: &'static str,
    form: Form,
    may_be_absent: bool,
}

const fn needed(name: &'static str, form: Form) -> Field {
    Field { name, form, may_be_absent: false }
}

const fn optional(name: &'static str, form: Form) -> Field {
    Field { name, form, may_be_absent: true }
}

const CATEGORY_CHARS: usize = 40;
const CATEGORIES_MAX: usize = 20;

static BREAK: [Field; 2] = [needed("start", Form::Clock), needed("end", Form::Clock)];

static WORKING_DAY: [Field; 4] = [
    needed("weekday", Form::Whole(1, 7)),
    needed("start", Form::Clock),
    needed("end", Form::Clock),
    optional("breaks", Form::Rows(BREAKS_MAX, &BREAK)),
];

static SEASON: [Field; 5] = [
    needed("name", Form::Text(100)),
    needed("from", Form::Day),
    needed("to", Form::Day),
    optional("pattern", Form::Choice(&PATTERN_CODES)),
    needed("days", Form::Rows(WORKING_DAYS_MAX, &WORKING_DAY)),
];

static PATTERN: [Field; 3] = [
    needed("pattern", Form::Choice(&PATTERN_CODES)),
    optional("holidays_are_free", Form::Flag),
    needed("days", Form::Rows(WORKING_DAYS_MAX, &WORKING_DAY)),
];

static PRAYER: [Field; 3] = [needed("name", Form::Text(100)), needed("start", Form::Clock), needed("end", Form::Clock)];

static PATTERN_CODES: [&str; WorkPattern::ALL.len()] = ["standard", "six_days", "shift"];
static ABSENCE_CODES: [&str; absence::Kind::ALL.len()] = {
    let mut codes = [""; absence::Kind::ALL.len()];
    let mut n = 0;
    while n < codes.len() {
        codes[n] = absence::Kind::ALL[n].code();
        n += 1;
    }
    codes
};

static HOURS: [Field; 7] = [
    needed("days", Form::Rows(WORKING_DAYS_MAX, &WORKING_DAY)),
    optional("around_the_clock", Form::Flag),
    optional("holidays_are_free", Form::Flag),
    optional("flexible_minutes", Form::Whole(0, FLEXIBLE_MAX as i64)),
    optional("seasons", Form::Rows(SEASONS_MAX, &SEASON)),
    optional("patterns", Form::Rows(PATTERNS_MAX, &PATTERN)),
    optional("prayers", Form::Rows(PRAYERS_MAX, &PRAYER)),
];

static STATUS: [Field; 2] = [
    needed("kinds", Form::Choices(&ABSENCE_CODES)),
    needed("minutes_per_day", Form::Whole(0, STATUS_MINUTES_MAX as i64)),
];

static QUOTA: [Field; 2] =
    [needed("at_home_percent", Form::Whole(0, 100)), needed("exempt_categories", Form::Texts(CATEGORIES_MAX))];

static ANSWER: [Field; 11] = [
    needed("ready_within_minutes", Form::Whole(0, 1_440)),
    needed("start_window_minutes", Form::Whole(1, 120)),
    needed("ring_seconds", Form::Whole(15, 900)),
    needed("attempts", Form::Whole(1, 5)),
    needed("minutes_between", Form::Whole(0, 240)),
    optional("callback_minutes", Form::Whole(0, CALLBACK_MINUTES_MAX as i64)),
    needed("prepare_seconds", Form::Whole(0, 120)),
    needed("reconnect_seconds", Form::Whole(5, 300)),
    needed("verdict_minutes", Form::Whole(1, 240)),
    needed("deferrals", Form::Whole(0, 10)),
    needed("deferral_minutes", Form::Whole(0, 240)),
];

static CAPACITY: [Field; 4] = [
    optional("at_once", Form::Whole(1, 5)),
    optional("per_hour", Form::Whole(1, 60)),
    optional("per_day", Form::Whole(1, 500)),
    optional("manual_per_day", Form::Whole(0, 20)),
];

static DRAW: [Field; 7] = [
    needed("chance_per_day_millionths", Form::Millionths(1, CHANCE_MAX_MILLIONTHS)),
    needed("ceiling_from_days", Form::Whole(CEILING_MIN, 250)),
    needed("ceiling_to_days", Form::Whole(CEILING_MIN, 250)),
    optional("checks_per_day_max", Form::Whole(1, CHECKS_PER_DAY_MAX)),
    optional("cool_down_days", Form::Whole(0, COOL_DOWN_DAYS_MAX)),
    optional("cool_down_percent", Form::Whole(1, 100)),
    optional("public_entropy", Form::Choice(&["none", "dice", "drand"])),
];

static OUTCOME_CODES: [&str; Outcome::ALL.len()] = {
    let mut codes = [""; Outcome::ALL.len()];
    let mut n = 0;
    while n < codes.len() {
        codes[n] = Outcome::ALL[n].code();
        n += 1;
    }
    codes
};

static WEIGHT: [Field; 3] = [
    needed("outcome", Form::Choice(&OUTCOME_CODES)),
    needed("counts_as", Form::Choice(&["available", "missed"])),
    needed("weight", Form::Real(0.01, 1.0)),
];

static SCORE: [Field; 9] = [
    needed("prior_mean", Form::Real(0.01, 0.99)),
    needed("prior_strength", Form::Real(0.1, 1_000.0)),
    needed("half_life_days", Form::Real(1.0, 3_650.0)),
    needed("weights", Form::Rows(Outcome::ALL.len(), &WEIGHT)),
    optional("manual_weight", Form::Real(0.0, MANUAL_WEIGHT_MAX)),
    needed("min_checks", Form::Whole(1, 1_000)),
    needed("min_misses", Form::Whole(1, 1_000)),
    needed("rate_floor", Form::Real(0.01, 0.99)),
    needed("probability", Form::Real(0.5, 0.999)),
];

static REVIEW: [Field; 3] = [
    needed("reply_days", Form::Whole(1, 90)),
    needed("decide_days", Form::Whole(1, 90)),
    needed("wfo_max_days", Form::Whole(1, 366)),
];

static POLICY: [Field; 13] = [
    needed("name", Form::Text(200)),
    needed("legal_source", Form::Text(1_000)),
    needed("from", Form::Day),
    needed("to", Form::Day),
    needed("zone", Form::Zone),
    needed("hours", Form::Part(&HOURS)),
    needed("quota", Form::Part(&QUOTA)),
    needed("answer", Form::Part(&ANSWER)),
    optional("capacity", Form::Part(&CAPACITY)),
    needed("draw", Form::Part(&DRAW)),
    needed("score", Form::Part(&SCORE)),
    needed("review", Form::Part(&REVIEW)),
    optional("status", Form::Part(&STATUS)),
];

/// # Errors
/// When the text is too long or no TOML.
pub(super) fn parse(text: &str) -> Result<Table, Problem> {
    if text.len() > POLICY_BYTES_MAX {
        return Err(Problem::new(
            "",
            format!("Berkas terlalu panjang; paling banyak {POLICY_BYTES_MAX} bita."),
            format!("The file is too long; at most {POLICY_BYTES_MAX} bytes."),
        ));
    }
    text.parse::<Table>().map_err(|e| {
        let before = e.span().and_then(|span| text.get(..span.start)).unwrap_or("");
        let line = before.matches('\n').count() + 1;
        Problem::new(
            format!("line {line}"),
            format!("Baris {line} tidak dapat dibaca: {}. Perbaiki tulisannya.", e.message()),
            format!("Line {line} cannot be read: {}. Mend its spelling.", e.message()),
        )
    })
}

pub(super) fn unreadable(reason: &str) -> Problem {
    Problem::new(
        "",
        format!("Kebijakan tidak dapat dibaca: {reason}. Perbaiki bagian itu."),
        format!("The policy cannot be read: {reason}. Mend that part."),
    )
}

/// Every field that is absent, unknown, of the wrong kind or out of bounds.
pub(super) fn check(table: &Table) -> Vec<Problem> {
    let mut problems = Vec::new();
    check_table("", table, &POLICY, &mut problems);
    problems
}

fn check_table(path: &str, table: &Table, fields: &'static [Field], problems: &mut Vec<Problem>) {
    for field in fields {
        let here = join(path, field.name);
        match table.get(field.name) {
            Some(value) => check_value(&here, value, &field.form, problems),
            None if field.may_be_absent => {}
            None => {
                let (id, en) = wanted(&field.form);
                problems.push(Problem::new(here, format!("Belum ada. Isi dengan {id}."), format!("Missing. Give {en}.")));
            }
        }
    }
    for name in table.keys().filter(|name| fields.iter().all(|field| field.name != name.as_str())) {
        let known = fields.iter().map(|field| field.name).collect::<Vec<_>>().join(", ");
        let name: String = name.chars().take(40).collect();
        problems.push(Problem::new(
            join(path, &name),
            format!("Tidak dikenal. Hapus, atau perbaiki ejaannya; yang dikenal: {known}."),
            format!("Unknown. Remove it or mend its spelling; known are: {known}."),
        ));
    }
}

fn check_value(path: &str, value: &Value, form: &'static Form, problems: &mut Vec<Problem>) {
    let fits = match (form, value) {
        (Form::Text(most), Value::String(text)) => !text.trim().is_empty() && text.chars().count() <= *most,
        (Form::Day, Value::String(text)) => Day::parse(text).is_ok(),
        (Form::Zone, Value::String(text)) => Zone::parse(text).is_ok(),
        (Form::Clock, Value::String(text)) => ClockTime::parse(text).is_ok(),
        (Form::Flag, Value::Boolean(_)) => true,
        (Form::Whole(least, most) | Form::Millionths(least, most), Value::Integer(number)) => (least..=most).contains(&number),
        (Form::Real(least, most), Value::Float(number)) => (least..=most).contains(&number),
        (Form::Real(least, most), Value::Integer(number)) => {
            i32::try_from(*number).is_ok_and(|n| (least..=most).contains(&&f64::from(n)))
        }
        (Form::Choice(known), Value::String(text)) => known.contains(&text.as_str()),
        (Form::Texts(most), Value::Array(items)) => {
            items.len() <= *most && items.iter().all(|item| item.as_str().is_some_and(|t| t.chars().count() <= CATEGORY_CHARS))
        }
        (Form::Choices(known), Value::Array(items)) => {
            let known_once = |(n, item): (usize, &Value)| item.as_str().is_some_and(|t| known.contains(&t)) && !items[..n].contains(item);
            items.iter().enumerate().all(known_once)
        }
        (Form::Part(fields), Value::Table(table)) => {
            check_table(path, table, fields, problems);
            true
        }
        (Form::Rows(most, fields), Value::Array(rows)) => {
            let tables: Vec<&Table> = rows.iter().filter_map(Value::as_table).collect();
            for (number, table) in tables.iter().take(*most).enumerate() {
                check_table(&format!("{path}[{number}]"), table, fields, problems);
            }
            tables.len() == rows.len() && rows.len() <= *most
        }
        _ => false,
    };
    if !fits {
        let (id, en) = wanted(form);
        problems.push(Problem::new(path, format!("Isi dengan {id}."), format!("Give {en}.")));
    }
}

/// What a field wants, to be put after "Isi dengan" and "Give".
fn wanted(form: &Form) -> (String, String) {
    match form {
        Form::Text(most) => (format!("teks, 1 sampai {most} huruf"), format!("a text of 1 to {most} characters")),
        Form::Day => ("tanggal, misalnya \"2026-11-20\"".into(), "a day, such as \"2026-11-20\"".into()),
        Form::Zone => ("zona waktu: WIB, WITA, WIT atau nama IANA".into(), "a time zone: WIB, WITA, WIT or an IANA name".into()),
        Form::Clock => ("jam, misalnya \"07.30\"".into(), "a time of day, such as \"07.30\"".into()),
        Form::Flag => ("true atau false".into(), "true or false".into()),
        Form::Whole(least, most) => {
            (format!("bilangan bulat {least} sampai {most}"), format!("a whole number from {least} to {most}"))
        }
        // The form shows such a field in per cent, the file has millionths: the message serves both.
        Form::Millionths(least, most) => {
            let percent = |millionths: &i64| format!("{}", *millionths as f64 / 10_000.0);
            let (from, to) = (percent(least), percent(most));
            (
                format!("peluang dari {} sampai {} persen (dalam berkas: {least} sampai {most} persejuta)", from.replace('.', ","), to.replace('.', ",")),
                format!("a chance from {from} to {to} per cent (in the file: {least} to {most} millionths)"),
            )
        }
        Form::Real(least, most) => (format!("bilangan {least} sampai {most}"), format!("a number from {least} to {most}")),
        Form::Choice(known) => {
            (format!("salah satu dari: {}", known.join(", ")), format!("one of: {}", known.join(", ")))
        }
        Form::Choices(known) => {
            let known = known.join(", ");
            (format!("daftar dari: {known}, masing-masing sekali"), format!("a list out of: {known}, each once"))
        }
        Form::Texts(most) => (format!("daftar paling banyak {most} kode"), format!("a list of at most {most} codes")),
        Form::Part(fields) => {
            let names = fields.iter().map(|field| field.name).collect::<Vec<_>>().join(", ");
            (format!("bagian dengan isi: {names}"), format!("a section with: {names}"))
        }
        Form::Rows(most, fields) => {
            let names = fields.iter().map(|field| field.name).collect::<Vec<_>>().join(", ");
            (format!("daftar paling banyak {most} baris dengan isi: {names}"), format!("a list of at most {most} rows with: {names}"))
        }
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}
