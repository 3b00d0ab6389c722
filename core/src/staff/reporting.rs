//! Who reports to whom: every supervisor exists, no line runs in a circle, and few people are at the top.
//!
//! A supervisor may be in the list or already known; the list wins where both speak of a person. Knows nothing of cells.

use std::collections::HashMap;

use super::StaffRow;
use super::column::Column;
use super::nip::Nip;
use super::preview::Draft;
use super::problem::{Code, Problem, Problems};

/// Most links of a circle that a message names.
pub const MAX_CHAIN_SHOWN: usize = 20;

/// Reports what is wrong with the reporting lines, and marks the rows it keeps from being imported.
pub(super) fn check_reporting(drafts: &mut [Draft], known: &HashMap<Nip, &StaffRow>, problems: &mut Problems) {
    let place: HashMap<Nip, usize> = drafts.iter().enumerate().map(|(at, d)| (d.row.nip, at)).collect();
    check_supervisors(drafts, &place, known, problems);
    check_circles(drafts, &place, known, problems);
    check_tops(drafts, &place, known, problems);
}

/// The drafts from the top down: whoever supervises comes before whom they supervise. Needs lines without circles.
pub(super) fn top_down(drafts: Vec<Draft>) -> Vec<StaffRow> {
    let place: HashMap<Nip, usize> = drafts.iter().enumerate().map(|(at, d)| (d.row.nip, at)).collect();
    let mut reports: Vec<Vec<usize>> = vec![Vec::new(); drafts.len()];
    let mut order = Vec::with_capacity(drafts.len());
    for (at, draft) in drafts.iter().enumerate() {
        match draft.row.supervisor.and_then(|nip| place.get(&nip)) {
            Some(&above) => reports[above].push(at),
            None => order.push(at),
        }
    }
    let mut next = 0;
    while let Some(&above) = order.get(next) {
        order.append(&mut reports[above]);
        next += 1;
    }
    let mut rows: Vec<Option<StaffRow>> = drafts.into_iter().map(|d| Some(d.row)).collect();
    order.into_iter().filter_map(|at| rows[at].take()).collect()
}

fn check_supervisors(
    drafts: &mut [Draft],
    place: &HashMap<Nip, usize>,
    known: &HashMap<Nip, &StaffRow>,
    problems: &mut Problems,
) {
    for draft in drafts {
        let code = match draft.row.supervisor {
            Some(nip) if nip == draft.row.nip => Code::SupervisorSelf,
            Some(nip) if !place.contains_key(&nip) && !known.contains_key(&nip) => Code::SupervisorUnknown,
            _ => continue,
        };
        draft.sound = false;
        problems.add(of_line(draft.line, code, Vec::new()));
    }
}

/// Follows every line upwards once; whoever is met twice on the way is in a circle.
fn check_circles(
    drafts: &mut [Draft],
    place: &HashMap<Nip, usize>,
    known: &HashMap<Nip, &StaffRow>,
    problems: &mut Problems,
) {
    let mut circles = Vec::new();
    // For each person met: the walk that met them.
    let mut met: HashMap<Nip, usize> = HashMap::new();
    for walk in 0..drafts.len() {
        let mut path = Vec::new();
        let mut at = Some(drafts[walk].row.nip);
        while let Some(nip) = at {
            match met.get(&nip) {
                Some(&earlier) if earlier == walk => {
                    let start = path.iter().position(|&n| n == nip).unwrap_or(0);
                    circles.push(path.split_off(start));
                    break;
                }
                Some(_) => break,
                None => {
                    met.insert(nip, walk);
                    path.push(nip);
                }
            }
            let person = place.get(&nip).map(|&i| &drafts[i].row).or_else(|| known.get(&nip).copied());
            // Somebody who is their own supervisor is reported as that.
            at = person.and_then(|p| p.supervisor).filter(|&above| above != nip);
        }
    }
    for circle in circles {
        report_circle(&circle, drafts, place, problems);
    }
}

/// One problem for the circle, at its first row; none if it lies wholly among people who are not in the list.
fn report_circle(circle: &[Nip], drafts: &mut [Draft], place: &HashMap<Nip, usize>, problems: &mut Problems) {
    let line = |nip: &Nip| place.get(nip).map(|&at| drafts[at].line);
    let Some((start, first)) =
        circle.iter().enumerate().filter_map(|(i, n)| Some((i, line(n)?))).min_by_key(|&(_, l)| l)
    else {
        return;
    };
    let links = circle[start..].iter().chain(&circle[..start]);
    let mut chain: Vec<String> =
        links.map(|nip| line(nip).map_or_else(|| nip.masked(), |l| l.to_string())).take(MAX_CHAIN_SHOWN).collect();
    if circle.len() > MAX_CHAIN_SHOWN {
        chain.push("…".to_owned());
    }
    chain.push(first.to_string());
    problems.add(of_line(first, Code::SupervisorCycle, vec![circle.len().to_string(), chain.join(" → ")]));
    for nip in circle {
        if let Some(&at) = place.get(nip) {
            drafts[at].sound = false;
        }
    }
}

/// More than one person without a supervisor in a root unit: usually a cell that was forgotten.
fn check_tops(drafts: &[Draft], place: &HashMap<Nip, usize>, known: &HashMap<Nip, &StaffRow>, problems: &mut Problems) {
    let mut tops: HashMap<&str, usize> = HashMap::new();
    let others = known.values().copied().filter(|row| !place.contains_key(&row.nip));
    for row in drafts.iter().map(|d| &d.row).chain(others).filter(|row| row.supervisor.is_none()) {
        if let Some(root) = row.unit_path.first() {
            *tops.entry(root).or_default() += 1;
        }
    }
    for draft in drafts.iter().filter(|d| d.row.supervisor.is_none()) {
        let Some(root) = draft.row.unit_path.first() else { continue };
        let count = tops.get(root.as_str()).copied().unwrap_or(0);
        if count > 1 {
            problems.add(of_line(draft.line, Code::SeveralTops, vec![count.to_string(), root.clone()]));
        }
    }
}

fn of_line(line: u32, code: Code, args: Vec<String>) -> Problem {
    Problem { line: Some(line), field: Some(Column::Supervisor.field()), code, args }
}
