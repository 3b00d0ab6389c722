//! The dashboard's tables for a spreadsheet: the same figures as on the page, with counts beside each share.
//!
//! Titles are Indonesian, as the reports are that they go into. Knows nothing of CSV.

use std::collections::BTreeSet;

use sidak_core::{
    ids::PersonId,
    report,
};

use super::{dashboard, load, view};
use crate::{
    flow::{Done, FlowError, House, access::Asker, people::cards},
    shape::{Rate, dashboard::{Dashboard, DashboardQuery}},
    store::{asks, outcomes},
};

/// One table, cells as text.
pub struct Table {
    pub titles: Vec<&'static str>,
    pub rows: Vec<Vec<String>>,
}

/// # Errors
/// `NotFound` for an unknown table or a unit outside the asker's reach, or the store's failure.
pub async fn table(house: &House, asker: &Asker, name: &str, query: &DashboardQuery) -> Done<Table> {
    let shape: fn(&Dashboard) -> Table = match name {
        "units" => units,
        "trend" => trend,
        "answer-times" => answer_times,
        "index" => index,
        "outcomes" => by_outcome,
        "supervisors" => return supervisors(house, asker, query).await,
        "load" => return calls_by_day(house, asker, query).await,
        _ => return Err(FlowError::NotFound),
    };
    Ok(shape(&dashboard(house, asker, query).await?))
}

fn units(data: &Dashboard) -> Table {
    let titles = vec![
        "Perangkat daerah", "Pegawai", "WFH hari ini", "Terjawab", "Dinilai", "Terjawab (%)", "Batas bawah 95% (%)", "Batas atas 95% (%)",
        "Tidak dihitung", "Permintaan cek", "Ditelepon tepat waktu",
    ];
    let mut rows: Vec<Vec<String>> = Vec::new();
    for unit in &data.units {
        let mut row = vec![unit.name.clone(), unit.staff.to_string(), unit.at_home_today.to_string()];
        row.extend(share(&unit.answered));
        row.extend([unit.not_counted.to_string(), unit.supervisor_on_time.of.to_string(), unit.supervisor_on_time.n.to_string()]);
        rows.push(row);
    }
    if let Some(small) = &data.small_units {
        let mut row = vec![format!("{} perangkat daerah kecil, digabung ({} cek acak)", small.units, small.checks)];
        row.resize(titles.len(), String::new());
        rows.push(row);
    }
    Table { titles, rows }
}

fn trend(data: &Dashboard) -> Table {
    let titles = vec!["Pekan mulai", "Cek acak", "Terjawab", "Dinilai", "Terjawab (%)", "Batas bawah 95% (%)", "Batas atas 95% (%)"];
    let row = |point: &crate::shape::dashboard::TrendPoint| {
        let mut row = vec![point.day.clone(), point.checks.to_string()];
        row.extend(share(&point.answered));
        row
    };
    Table { titles, rows: data.trend.iter().map(row).collect() }
}

fn answer_times(data: &Dashboard) -> Table {
    let last = data.answer_times.classes.len().saturating_sub(1);
    let row = |(class, n): (usize, &u32)| {
        let from = class * data.answer_times.class_seconds as usize;
        let to = if class == last { String::new() } else { (from + data.answer_times.class_seconds as usize).to_string() };
        vec![from.to_string(), to, n.to_string()]
    };
    Table { titles: vec!["Dari detik", "Sampai sebelum detik", "Panggilan terjawab"], rows: data.answer_times.classes.iter().enumerate().map(row).collect() }
}

fn index(data: &Dashboard) -> Table {
    let step = 100 / data.index.classes.len().max(1);
    let row = |(class, n): (usize, &u32)| vec![(class * step).to_string(), ((class + 1) * step).to_string(), n.to_string()];
    let mut rows: Vec<Vec<String>> = data.index.classes.iter().enumerate().map(row).collect();
    rows.push(vec!["belum cukup data".into(), String::new(), data.index.not_enough_data.to_string()]);
    Table { titles: vec!["Indeks dari (%)", "Sampai (%)", "Pegawai"], rows }
}

fn by_outcome(data: &Dashboard) -> Table {
    let rows = data.range.by_outcome.iter().map(|count| vec![count.outcome.clone(), count.n.to_string()]);
    Table { titles: vec!["Kesimpulan", "Cek acak"], rows: rows.collect() }
}

/// Each supervisor by name: both sides are accountable. Most ignored prompts first.
async fn supervisors(house: &House, asker: &Asker, query: &DashboardQuery) -> Done<Table> {
    let mut tx = house.db.read().await?;
    let view = view(&mut tx, house, asker, query).await?;
    let rows = report::follow_through(&outcomes::by_caller(&mut tx, &view.units, view.from, view.now.day).await?);
    let ids: Vec<PersonId> = rows.iter().map(|row| row.supervisor).collect();
    let who = cards(&mut tx, &ids).await?;
    let titles = vec![
        "Atasan", "Jabatan", "Perangkat daerah", "Permintaan cek", "Ditelepon", "Ditelepon (%)", "Tidak ditanggapi", "Ditunda",
        "Panggilan manual", "Terjawab tanpa gambar dan suara", "Tanpa hasil pemeriksaan",
    ];
    let row = |row: &report::FollowThrough| {
        let card = who.get(&row.supervisor);
        let text = |of: fn(&crate::shape::PersonCard) -> &String| card.map(of).cloned().unwrap_or_default();
        let started = row.started.map_or(0, |share| share.yes);
        let mut cells = vec![text(|card| &card.name), text(|card| &card.position), text(|card| &card.unit)];
        cells.extend([row.prompts.to_string(), started.to_string(), percent(row.started.map(|share| share.rate))]);
        cells.extend([row.ignored, row.put_off, row.manual, row.without_media, row.without_verdict].map(|n| n.to_string()));
        cells
    };
    Ok(Table { titles, rows: rows.iter().map(row).collect() })
}

/// Calls asked of each official, day by day, over the days that the spread looks at.
async fn calls_by_day(house: &House, asker: &Asker, query: &DashboardQuery) -> Done<Table> {
    let mut tx = house.db.read().await?;
    let view = view(&mut tx, house, asker, query).await?;
    let loads = asks::by_day(&mut tx, &view.units, load::from(&view), view.now.day).await?;
    let ids: BTreeSet<PersonId> = loads.iter().map(|load| load.official).collect();
    let who = cards(&mut tx, &ids.into_iter().collect::<Vec<_>>()).await?;
    let titles = vec![
        "Tanggal", "Pejabat", "Jabatan", "Perangkat daerah", "Diminta menelepon", "Sebagai pengganti", "Ditelepon", "Ditunda", "Dialihkan",
        "Tidak ditanggapi",
    ];
    let row = |load: &asks::Load| {
        let card = who.get(&load.official);
        let text = |of: fn(&crate::shape::PersonCard) -> &String| card.map(of).cloned().unwrap_or_default();
        let mut cells = vec![load.day.to_string(), text(|card| &card.name), text(|card| &card.position), text(|card| &card.unit)];
        cells.extend([load.asked, load.stood_in, load.rang, load.deferred, load.handed_over, load.ignored].map(|n| n.to_string()));
        cells
    };
    Ok(Table { titles, rows: loads.iter().map(row).collect() })
}

/// Numerator, denominator, share and both ends of its interval.
fn share(rate: &Rate) -> [String; 5] {
    [rate.n.to_string(), rate.of.to_string(), percent(rate.value), percent(rate.low), percent(rate.high)]
}

fn percent(value: Option<f64>) -> String {
    value.map_or(String::new(), |value| format!("{:.1}", value * 100.0))
}
