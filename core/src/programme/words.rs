//! A policy in plain sentences, Indonesian first: what the editor shows beside the numbers, and what staff may read.
//!
//! Knows nothing of pages.

mod hours;

use super::{DrawRules, Policy, PublicEntropy};
use crate::{draw::outlook, staff::ServiceCategory, time::Day};

/// From here on there is no deadline to start the day: it lies behind the day itself.
const MINUTES_OF_A_DAY: u32 = 24 * 60;

/// The language of a text for people.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lang {
    Id,
    En,
}

pub(super) fn summary(policy: &Policy, lang: Lang) -> Vec<String> {
    let mut out = vec![period(policy, lang)];
    out.extend(hours::hours(policy, lang));
    out.push(quota(policy, lang));
    out.push(hours::status(&policy.status, lang));
    out.extend(answer(policy, lang));
    out.extend(capacity(policy, lang));
    out.extend(draw(policy, lang));
    out.extend(consequences(policy, lang));
    out
}

fn period(p: &Policy, lang: Lang) -> String {
    let (from, to) = (date(p.from, lang), date(p.to, lang));
    match lang {
        Lang::Id => format!("Berlaku {from} sampai {to}. Dasar: {}.", p.legal_source),
        Lang::En => format!("In force from {from} to {to}. Source: {}.", p.legal_source),
    }
}

/// `21 Agustus 2023`.
fn date(day: Day, lang: Lang) -> String {
    const ID: [&str; 12] = [
        "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November",
        "Desember",
    ];
    const EN: [&str; 12] = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ];
    let months = match lang {
        Lang::Id => ID,
        Lang::En => EN,
    };
    let month = usize::from(day.0.month().unsigned_abs()).clamp(1, 12) - 1;
    format!("{} {} {}", day.0.day(), months[month], day.0.year())
}

fn quota(p: &Policy, lang: Lang) -> String {
    let name = |code: &String| match (ServiceCategory::parse(code), lang) {
        (Some(category), Lang::Id) => category.name_id().to_lowercase(),
        (Some(category), Lang::En) => category.name_en().to_lowercase(),
        (None, _) => code.clone(),
    };
    let exempt = p.quota.exempt_categories.iter().map(name).collect::<Vec<_>>().join(", ");
    let share = percent(f64::from(p.quota.at_home_percent), lang);
    match (lang, exempt.is_empty()) {
        (Lang::Id, true) => format!("Paling banyak {share} pegawai tiap perangkat daerah bekerja dari rumah."),
        (Lang::Id, false) => {
            format!("Paling banyak {share} pegawai tiap perangkat daerah bekerja dari rumah. Yang selalu bekerja di kantor: {exempt}.")
        }
        (Lang::En, true) => format!("At most {share} of the staff of each unit work from home."),
        (Lang::En, false) => format!("At most {share} of the staff of each unit work from home. Always at the office: {exempt}."),
    }
}

fn answer(p: &Policy, lang: Lang) -> Vec<String> {
    [Some(start_of_day(p, lang)), Some(ring(p, lang)), call_back(p, lang), Some(supervisor(p, lang))].into_iter().flatten().collect()
}

fn start_of_day(p: &Policy, lang: Lang) -> String {
    let within = u32::from(p.answer.ready_within_minutes);
    let any_time = within >= MINUTES_OF_A_DAY;
    match (lang, any_time) {
        (Lang::Id, true) => "Pegawai boleh mengetuk Mulai WFH kapan saja pada hari itu.".into(),
        (Lang::En, true) => "Staff may start their WFH day at any time of that day.".into(),
        (Lang::Id, false) => format!("Pegawai mengetuk Mulai WFH paling lambat {} sesudah jam kerja dimulai.", minutes(within, lang)),
        (Lang::En, false) => format!("Staff start their WFH day at the latest {} after working hours begin.", minutes(within, lang)),
    }
}

fn ring(p: &Policy, lang: Lang) -> String {
    let a = &p.answer;
    let (rings, gap, ready) = (span(a.ring_seconds, lang), minutes(u32::from(a.minutes_between), lang), span(a.prepare_seconds, lang));
    match (lang, a.attempts) {
        (Lang::Id, 1) => format!("Panggilan berdering satu kali selama {rings}. Sesudah menjawab, pegawai mendapat waktu {ready} untuk bersiap."),
        (Lang::Id, n) => format!(
            "Panggilan berdering selama {rings}, paling banyak {n} kali dengan jeda {gap}. Sesudah menjawab, pegawai mendapat waktu {ready} untuk bersiap."
        ),
        (Lang::En, 1) => format!("A call rings once, for {rings}. After answering there is time to get ready: {ready}."),
        (Lang::En, n) => format!("A call rings for {rings}, at most {n} times, {gap} apart. After answering there is time to get ready: {ready}."),
    }
}

fn call_back(p: &Policy, lang: Lang) -> Option<String> {
    let within = (p.answer.callback_minutes > 0).then(|| minutes(u32::from(p.answer.callback_minutes), lang))?;
    Some(match lang {
        Lang::Id => format!("Pegawai yang melewatkan panggilan dapat menghubungi kembali sampai {within} sesudah dering terakhir; panggilan lalu berdering sekali lagi."),
        Lang::En => format!("Whoever misses a call can call back up to {within} after the last ring; it then rings once more."),
    })
}

fn supervisor(p: &Policy, lang: Lang) -> String {
    let a = &p.answer;
    let (start, longest) = (minutes(u32::from(a.start_window_minutes), lang), minutes(u32::from(a.deferral_minutes), lang));
    match (lang, a.deferrals) {
        (Lang::Id, 0) => format!("Atasan langsung memulai panggilan dalam waktu {start} dan tidak dapat menundanya."),
        (Lang::Id, n) => {
            format!("Atasan langsung memulai panggilan dalam waktu {start}; panggilan dapat ditunda paling banyak {n} kali, setiap kali paling lama {longest}.")
        }
        (Lang::En, 0) => format!("The supervisor starts the call within {start} and cannot put it off."),
        (Lang::En, n) => {
            format!("The supervisor starts the call within {start}; it can be put off {}, each time by at most {longest}.", at_most_times(n))
        }
    }
}

fn capacity(p: &Policy, lang: Lang) -> Vec<String> {
    let c = p.capacity;
    let load = match lang {
        Lang::Id => format!(
            "Seorang pejabat diminta menelepon paling banyak {} kali dalam satu jam dan {} kali sehari; selebihnya beralih kepada pejabat pengganti atau menunggu.",
            c.per_hour, c.per_day
        ),
        Lang::En => format!(
            "One official is asked for at most {} calls within an hour and {} a day; the rest goes to deputies or waits.",
            c.per_hour, c.per_day
        ),
    };
    let weight = percent(p.score.manual_weight * 100.0, lang);
    let manual = match (lang, c.manual_per_day) {
        (Lang::Id, 0) => "Panggilan manual di luar undian tidak diizinkan.".into(),
        (Lang::En, 0) => "Manual calls outside the draw are not allowed.".into(),
        (Lang::Id, n) if p.score.manual_weight > 0.0 => format!(
            "Panggilan manual di luar undian: dengan alasan tertulis, paling banyak {n} kali sehari. Dalam indeks bobotnya {weight} dari cek terundi, dan tidak pernah menjadi dasar jumlah yang diperlukan untuk peninjauan."
        ),
        (Lang::En, n) if p.score.manual_weight > 0.0 => format!(
            "Manual calls outside the draw: with a written reason, at most {n} a day. In the index they weigh {weight} of a drawn check, and never make up the numbers that a review needs."
        ),
        (Lang::Id, n) => format!("Panggilan manual di luar undian: dengan alasan tertulis, paling banyak {n} kali sehari, dan tidak dihitung dalam indeks."),
        (Lang::En, n) => format!("Manual calls outside the draw: with a written reason, at most {n} a day, and never part of the index."),
    };
    vec![load, manual]
}

/// `2 menit`, `1 minute`.
fn minutes(n: u32, lang: Lang) -> String {
    match lang {
        Lang::Id => format!("{n} menit"),
        Lang::En => counted(n, "minute"),
    }
}

/// Whole minutes where there are such, else seconds.
fn span(seconds: u32, lang: Lang) -> String {
    match (seconds > 0 && seconds.is_multiple_of(60), lang) {
        (true, lang) => minutes(seconds / 60, lang),
        (false, Lang::Id) => format!("{seconds} detik"),
        (false, Lang::En) => counted(seconds, "second"),
    }
}

/// English only: one of it, or many.
fn counted(n: u32, one: &str) -> String {
    format!("{n} {one}{}", if n == 1 { "" } else { "s" })
}

fn at_most_times(n: u8) -> String {
    match n {
        1 => "once".into(),
        2 => "at most twice".into(),
        n => format!("at most {n} times"),
    }
}

fn draw(p: &Policy, lang: Lang) -> Vec<String> {
    let (d, o) = (&p.draw, outlook(&p.draw));
    let chance = percent(f64::from(d.chance_per_day_millionths) / 1e4, lang);
    let (gap, forced) = (decimal(o.mean_gap_days, lang), percent(o.forced_share * 100.0, lang));
    let mut out = match lang {
        Lang::Id => vec![
            format!(
                "Pada setiap hari WFH, peluang seorang pegawai mendapat cek acak adalah {chance}; tidak ada menit yang pasti bebas dari cek. Paling banyak {} cek acak bagi satu orang dalam sehari.",
                d.checks_per_day_max
            ),
            format!(
                "Jarak antara dua cek rata-rata adalah {gap} hari WFH dan tidak pernah lebih dari {} hari; sekitar {forced} hari cek terjadi karena batas itu.",
                o.longest_gap_days
            ),
        ],
        Lang::En => vec![
            format!(
                "On each WFH day the chance of a random check is {chance}; no minute is certain to be free of one. One person has at most {} in a day.",
                d.checks_per_day_max
            ),
            format!(
                "On average there are {gap} WFH days from one check to the next, never more than {}; about {forced} of the days with a check come from that ceiling.",
                o.longest_gap_days
            ),
        ],
    };
    out.extend(cool_down(d, lang));
    out.push(public_entropy(d.public_entropy, lang).into());
    out
}

fn cool_down(d: &DrawRules, lang: Lang) -> Option<String> {
    let lower = d.cool_down_days > 0 && d.cool_down_percent < 100;
    let chance = percent(f64::from(d.chance_millionths(0, 1)) / 1e4, lang);
    lower.then(|| match lang {
        Lang::Id => format!(
            "Selama {} hari WFH sesudah hari dengan cek, peluangnya lebih kecil, {chance}, tetapi tidak pernah nol.",
            d.cool_down_days
        ),
        Lang::En => format!(
            "For {} WFH days after a day with a check the chance is lower, {chance}, but never zero.",
            d.cool_down_days
        ),
    })
}

const fn public_entropy(source: PublicEntropy, lang: Lang) -> &'static str {
    match (source, lang) {
        (PublicEntropy::None, Lang::Id) => "Undian memakai kunci rahasia server saja, tanpa keacakan dari luar.",
        (PublicEntropy::Dice, Lang::Id) => "Sesudah daftar hari itu dikunci, dua pejabat melempar dadu; hasilnya ikut menentukan undian.",
        (PublicEntropy::Drand, Lang::Id) => {
            "Sesudah daftar hari itu dikunci, angka dari suar publik drand ikut menentukan undian."
        }
        (PublicEntropy::None, Lang::En) => "The draw uses the server's secret only, with no randomness from outside.",
        (PublicEntropy::Dice, Lang::En) => "After the day's list is fixed, two officials throw dice; what they throw goes into the draw.",
        (PublicEntropy::Drand, Lang::En) => "After the day's list is fixed, a number of the public beacon drand goes into the draw.",
    }
}

fn consequences(p: &Policy, lang: Lang) -> Vec<String> {
    let (s, r) = (&p.score, &p.review);
    let days = |n: u16| counted(u32::from(n), "day");
    let (floor, sure) = (percent(s.rate_floor * 100.0, lang), percent(s.probability * 100.0, lang));
    match lang {
        Lang::Id => vec![
            format!(
                "Peninjauan hanya disarankan bila sedikitnya {} cek dihitung, sedikitnya {} di antaranya tidak terjawab, dan peluang bahwa tingkat ketersediaan yang sebenarnya berada di bawah {floor} melebihi {sure}.",
                s.min_checks, s.min_misses
            ),
            format!(
                "Pegawai mempunyai waktu {} hari untuk menggunakan hak jawab; pejabat memutuskan dalam {} hari; masa bekerja di kantor paling lama {} hari.",
                r.reply_days, r.decide_days, r.wfo_max_days
            ),
        ],
        Lang::En => vec![
            format!(
                "A review is recommended only when at least {} checks were counted, at least {} of them were missed, and the probability that the true rate of availability is below {floor} exceeds {sure}.",
                s.min_checks, s.min_misses
            ),
            format!(
                "The person has {} to reply; the official decides within {}; work at the office lasts at most {}.",
                days(r.reply_days), days(r.decide_days), days(r.wfo_max_days)
            ),
        ],
    }
}

/// `4,5 %`, with a space that does not break.
fn percent(value: f64, lang: Lang) -> String {
    format!("{}\u{a0}%", decimal(value, lang))
}

/// At most one decimal, with the language's decimal mark.
fn decimal(value: f64, lang: Lang) -> String {
    let text = format!("{value:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text).to_owned();
    match lang {
        Lang::Id => text.replace('.', ","),
        Lang::En => text,
    }
}
