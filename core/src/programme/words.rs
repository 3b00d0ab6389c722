//! A policy in plain sentences, Indonesian first: what the editor shows beside the numbers, and what staff may read.
//!
//! Knows nothing of pages.

mod hours;

use super::{DrawRules, Policy, PublicEntropy};
use crate::{draw::outlook, staff::ServiceCategory, time::Day};

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
    let percent = p.quota.at_home_percent;
    match (lang, exempt.is_empty()) {
        (Lang::Id, true) => format!("Paling banyak {percent}% pegawai tiap unit bekerja dari rumah."),
        (Lang::Id, false) => {
            format!("Paling banyak {percent}% pegawai tiap unit bekerja dari rumah; selalu di kantor: {exempt}.")
        }
        (Lang::En, true) => format!("At most {percent}% of each unit work from home."),
        (Lang::En, false) => format!("At most {percent}% of each unit work from home; always at the office: {exempt}."),
    }
}

fn answer(p: &Policy, lang: Lang) -> Vec<String> {
    let a = &p.answer;
    match lang {
        Lang::Id => vec![
            format!("Mulai WFH diketuk paling lambat {} menit setelah jam kerja dimulai.", a.ready_within_minutes),
            format!(
                "Panggilan berdering {}, paling banyak {} kali dengan jeda {} menit; setelah menjawab ada {} detik untuk bersiap.",
                span(a.ring_seconds, lang), a.attempts, a.minutes_between, a.prepare_seconds
            ),
            format!(
                "Atasan langsung diberi {} menit untuk memulai panggilan dan boleh menunda {} kali, masing-masing paling lama {} menit.",
                a.start_window_minutes, a.deferrals, a.deferral_minutes
            ),
        ],
        Lang::En => vec![
            format!("The WFH day must be started within {} minutes of the first working minute.", a.ready_within_minutes),
            format!(
                "A call rings for {}, up to {} times with {} minutes between; after answering there are {} seconds to get ready.",
                span(a.ring_seconds, lang), a.attempts, a.minutes_between, a.prepare_seconds
            ),
            format!(
                "The supervisor has {} minutes to start a call and may defer it {} times, by at most {} minutes each.",
                a.start_window_minutes, a.deferrals, a.deferral_minutes
            ),
        ],
    }
}

fn span(seconds: u32, lang: Lang) -> String {
    match (seconds.is_multiple_of(60), lang) {
        (true, Lang::Id) => format!("{} menit", seconds / 60),
        (true, Lang::En) => format!("{} minutes", seconds / 60),
        (false, Lang::Id) => format!("{seconds} detik"),
        (false, Lang::En) => format!("{seconds} seconds"),
    }
}

fn draw(p: &Policy, lang: Lang) -> Vec<String> {
    let (d, o) = (&p.draw, outlook(&p.draw));
    let chance = decimal(f64::from(d.chance_per_day_millionths) / 1e4, lang);
    let (gap, forced) = (decimal(o.mean_gap_days, lang), decimal(o.forced_share * 100.0, lang));
    let mut out = match lang {
        Lang::Id => vec![
            format!(
                "Setiap hari WFH, kemungkinan ada cek acak adalah {chance}%; tidak ada menit yang pasti aman. Paling banyak {} cek acak bagi satu orang dalam sehari.",
                d.checks_per_day_max
            ),
            format!(
                "Rata-rata jarak antara dua cek adalah {gap} hari WFH dan tidak pernah lebih dari {} hari; sekitar {forced}% hari cek terjadi karena batas itu.",
                o.longest_gap_days
            ),
        ],
        Lang::En => vec![
            format!(
                "On each WFH day the chance of a random check is {chance}%; no minute is ever safe. One person has at most {} in a day.",
                d.checks_per_day_max
            ),
            format!(
                "On average there are {gap} WFH days from one check to the next, never more than {}; about {forced}% of the days with a check come from that ceiling.",
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
    let chance = decimal(f64::from(d.chance_millionths(0, 1)) / 1e4, lang);
    lower.then(|| match lang {
        Lang::Id => format!(
            "Selama {} hari WFH sesudah hari dengan cek, kemungkinannya lebih kecil, {chance}%, tetapi tidak pernah nol.",
            d.cool_down_days
        ),
        Lang::En => format!(
            "For {} WFH days after a day with a check the chance is lower, {chance}%, but never zero.",
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
    let (floor, sure) = (decimal(s.rate_floor * 100.0, lang), decimal(s.probability * 100.0, lang));
    match lang {
        Lang::Id => vec![
            format!(
                "Peninjauan hanya disarankan bila ada paling sedikit {} cek yang dihitung, {} di antaranya tidak terjawab, dan kemungkinan bahwa tingkat ketersediaan di bawah {floor}% lebih dari {sure}%.",
                s.min_checks, s.min_misses
            ),
            format!(
                "Pegawai punya {} hari untuk menjawab; pejabat memutuskan dalam {} hari; kembali ke kantor paling lama {} hari.",
                r.reply_days, r.decide_days, r.wfo_max_days
            ),
        ],
        Lang::En => vec![
            format!(
                "A review is only recommended after at least {} counted checks with {} misses, when the probability that the true rate of availability is below {floor}% exceeds {sure}%.",
                s.min_checks, s.min_misses
            ),
            format!(
                "The person has {} days to reply; the official decides within {} days; a return to the office lasts at most {} days.",
                r.reply_days, r.decide_days, r.wfo_max_days
            ),
        ],
    }
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
