//! Working hours, statuses and their limits in plain sentences.

use super::{Lang, date};
use crate::{
    absence::Kind,
    programme::{ClockTime, Policy, Season, StatusRules, WorkingDay},
    staff::WorkPattern,
};

pub(super) fn hours(p: &Policy, lang: Lang) -> Vec<String> {
    let h = &p.hours;
    if h.around_the_clock {
        let text = match lang {
            Lang::Id => "Cek acak dapat terjadi kapan saja, siang dan malam: pengaturan ini hanya untuk mencoba, bukan untuk dinas.",
            Lang::En => "Checks may come at any hour of the day or night: this setting is only for trying out, not for duty.",
        };
        return vec![text.into()];
    }
    let mut out: Vec<String> = h.days.iter().map(|day| format!("{}.", working_day(weekday(day, lang), day, lang))).collect();
    out.extend(h.patterns.iter().map(|pattern| {
        let name = pattern_name(&pattern.pattern, lang);
        let week = week(&pattern.days, lang);
        match (lang, pattern.holidays_are_free) {
            (Lang::Id, true) => format!("Pola kerja {name}: {week}."),
            (Lang::Id, false) => format!("Pola kerja {name}: {week}; hari libur tetap hari kerja."),
            (Lang::En, true) => format!("Work pattern {name}: {week}."),
            (Lang::En, false) => format!("Work pattern {name}: {week}; public holidays are worked."),
        }
    }));
    out.extend(h.seasons.iter().map(|each| season(each, lang)));
    if !h.prayers.is_empty() {
        let times: Vec<String> = h.prayers.iter().map(|p| format!("{} {}", p.name, span(p.start, p.end, lang))).collect();
        out.push(match lang {
            Lang::Id => format!("Tidak ada panggilan pada waktu salat: {}.", times.join(", ")),
            Lang::En => format!("Nobody is called at prayer times: {}.", times.join(", ")),
        });
    }
    if h.flexible_minutes > 0 {
        out.push(match lang {
            Lang::Id => format!(
                "Hari kerja boleh dimulai dan diakhiri sampai {} menit lebih awal atau lebih lambat; jam panggilan ikut bergeser.",
                h.flexible_minutes
            ),
            Lang::En => format!("A day may begin and end up to {} minutes earlier or later; the hours of calls move along.", h.flexible_minutes),
        });
    }
    out.push(
        match (lang, h.holidays_are_free) {
            (Lang::Id, true) => "Tidak ada panggilan di luar jam itu, pada jam istirahat, dan pada hari libur.",
            (Lang::Id, false) => "Tidak ada panggilan di luar jam itu dan pada jam istirahat; hari libur tetap hari kerja.",
            (Lang::En, true) => "Nobody is called outside these hours, in breaks or on public holidays.",
            (Lang::En, false) => "Nobody is called outside these hours or in breaks; public holidays are worked.",
        }
        .into(),
    );
    out
}

pub(super) fn status(rules: &StatusRules, lang: Lang) -> String {
    let kinds: Vec<&str> = rules.kinds.iter().filter_map(|code| Kind::parse(code)).map(|kind| kind_name(kind, lang)).collect();
    match lang {
        _ if kinds.is_empty() || rules.minutes_per_day == 0 => match lang {
            Lang::Id => "Pegawai tidak mencatat status sendiri; atasan yang mencatat cuti, rapat dinas, dan izin.".into(),
            Lang::En => "People enter no status of their own; the supervisor enters leave, meetings and permissions.".into(),
        },
        Lang::Id => format!(
            "Pegawai boleh mencatat sendiri {}, paling lama {} menit sehari; cek yang jatuh pada waktu itu menunggu sampai selesai.",
            kinds.join(", "),
            rules.minutes_per_day
        ),
        Lang::En => format!(
            "People may enter {} for themselves, at most {} minutes a day; a check that falls into it waits until it ends.",
            kinds.join(", "),
            rules.minutes_per_day
        ),
    }
}

fn kind_name(kind: Kind, lang: Lang) -> &'static str {
    let (id, en) = match kind {
        Kind::Leave => ("cuti", "leave"),
        Kind::Sick => ("sakit", "sickness"),
        Kind::OfficialMeeting => ("rapat dinas", "official meetings"),
        Kind::OfficialTravel => ("dinas luar", "official travel"),
        Kind::Permission => ("izin", "permission"),
        Kind::Prayer => ("ibadah", "prayer"),
        Kind::ShortBreak => ("jeda singkat", "short breaks"),
    };
    if lang == Lang::Id { id } else { en }
}

fn season(season: &Season, lang: Lang) -> String {
    let (from, to, week) = (date(season.from, lang), date(season.to, lang), week(&season.days, lang));
    let whose = match (season.pattern == WorkPattern::Standard.code(), lang) {
        (true, _) => String::new(),
        (false, Lang::Id) => format!(", pola kerja {}", pattern_name(&season.pattern, lang)),
        (false, Lang::En) => format!(", work pattern {}", pattern_name(&season.pattern, lang)),
    };
    match lang {
        Lang::Id => format!("{}, {from} sampai {to}{whose}: {week}.", season.name),
        Lang::En => format!("{}, {from} to {to}{whose}: {week}.", season.name),
    }
}

fn pattern_name(code: &str, lang: Lang) -> String {
    match (WorkPattern::parse(code), lang) {
        (Some(pattern), Lang::Id) => pattern.name_id().to_lowercase(),
        (Some(pattern), Lang::En) => pattern.name_en().to_lowercase(),
        (None, _) => code.to_owned(),
    }
}

/// `Senin–Kamis 08.00–15.00, istirahat 12.00–12.30; Jumat …`: days that follow each other with equal hours stand together.
fn week(days: &[WorkingDay], lang: Lang) -> String {
    let mut days: Vec<&WorkingDay> = days.iter().collect();
    days.sort_by_key(|day| day.weekday);
    let follows = |a: &&WorkingDay, b: &&WorkingDay| {
        a.weekday + 1 == b.weekday && (a.start, a.end, &a.breaks) == (b.start, b.end, &b.breaks)
    };
    let groups = days.chunk_by(follows).filter_map(|group| Some((*group.first()?, *group.last()?)));
    let texts: Vec<String> = groups
        .map(|(first, last)| {
            let name = if first.weekday == last.weekday {
                weekday(first, lang).to_owned()
            } else {
                format!("{}–{}", weekday(first, lang), weekday(last, lang))
            };
            working_day(&name, first, lang)
        })
        .collect();
    texts.join("; ")
}

fn weekday(day: &WorkingDay, lang: Lang) -> &'static str {
    const ID: [&str; 7] = ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"];
    const EN: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let number = usize::from(day.weekday.clamp(1, 7)) - 1;
    if lang == Lang::Id { ID[number] } else { EN[number] }
}

fn working_day(name: &str, day: &WorkingDay, lang: Lang) -> String {
    let breaks: Vec<String> = day.breaks.iter().map(|b| span(b.start, b.end, lang)).collect();
    let rest = if lang == Lang::Id { "istirahat" } else { "break" };
    let worked = span(day.start, day.end, lang);
    if breaks.is_empty() { format!("{name} {worked}") } else { format!("{name} {worked}, {rest} {}", breaks.join(", ")) }
}

/// `07.30–16.00` as Indonesian writes it, `07:30–16:00` in English.
fn span(start: ClockTime, end: ClockTime, lang: Lang) -> String {
    let text = format!("{start}–{end}");
    if lang == Lang::Id { text } else { text.replace('.', ":") }
}
