//! The files of a small simulation read back, and each bad argument refused with its own words.
#![allow(clippy::unwrap_used)]
use super::*;

fn args(out: &Path) -> Args {
    Args { programme: "dki-2023".into(), people: 60, days: 40, seed: 1, out: out.to_owned(), from: None, wfh_days: "quota".into() }
}

#[test]
fn the_files_hold_what_was_told_and_the_same_seed_gives_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let told = run(&args(&folder.path().join("a")), &mut std::io::sink()).unwrap();
    run(&args(&folder.path().join("b")), &mut std::io::sink()).unwrap();
    for name in ["opportunities.csv", "checks.csv", "summary.json"] {
        let read = |run: &str| std::fs::read(folder.path().join(run).join(name)).unwrap();
        assert_eq!(read("a"), read("b"), "{name}");
    }
    let rows = |name: &str| -> Vec<csv::StringRecord> {
        csv::Reader::from_path(folder.path().join("a").join(name)).unwrap().records().map(Result::unwrap).collect()
    };
    let (opportunities, checks) = (rows("opportunities.csv"), rows("checks.csv"));
    let summary: serde_json::Value = serde_json::from_slice(&std::fs::read(folder.path().join("a/summary.json")).unwrap()).unwrap();
    assert_eq!(summary["opportunities"], opportunities.len());
    assert_eq!(summary["drawn"]["checks"], checks.len());
    assert_eq!(opportunities[0].iter().skip(3).collect::<Vec<_>>(), ["2023-01-02", "450", "0.200000"]);
    // Every check is of somebody who had the opportunity.
    let had: std::collections::BTreeSet<(&str, &str)> = opportunities.iter().map(|row| (&row[0], &row[3])).collect();
    assert!(checks.iter().all(|row| had.contains(&(&row[0], &row[1]))));
    assert!(told.contains("60 people") && told.contains("AUC"), "{told}");
}

#[test]
fn every_bad_argument_has_its_own_words() {
    let folder = tempfile::tempdir().unwrap();
    let (file, good) = (folder.path().join("file"), args(&folder.path().join("out")));
    std::fs::write(&file, "name = 1").unwrap();
    let long = folder.path().join("long");
    std::fs::write(&long, " ".repeat(POLICY_BYTES_MAX + 1)).unwrap();
    let text = |path: &Path| path.to_string_lossy().into_owned();
    let clone = |change: &dyn Fn(&mut Args)| {
        let mut changed = Args { programme: good.programme.clone(), out: good.out.clone(), from: None, wfh_days: good.wfh_days.clone(), ..good };
        change(&mut changed);
        run(&changed, &mut std::io::sink()).err().map_or_else(String::new, |why| why.to_string())
    };
    let cases = [
        (clone(&|a| a.people = 0), "--people takes 1 to"),
        (clone(&|a| a.days = 0), "--days takes 1 to"),
        (clone(&|a| a.days = 1_500), "the holidays of 2027 are not known"),
        (clone(&|a| a.from = Some("1 Mei".into())), "--from:"),
        (clone(&|a| a.wfh_days = "friday".into()), "--wfh-days takes"),
        (clone(&|a| a.wfh_days = "sun".into()), "nobody works from home"),
        (clone(&|a| a.out.clone_from(&file)), "is a file; give a folder"),
        (clone(&|a| a.out = file.join("below")), "cannot write"),
        (clone(&|a| a.programme = "no-such".into()), "neither a preset (dki-2023, demo) nor a file"),
        (clone(&|a| a.programme = text(&file)), "the policy has faults:"),
        (clone(&|a| a.programme = text(&long)), "longer than"),
    ];
    for (told, wanted) in cases {
        assert!(told.contains(wanted), "wanted “{wanted}”, got “{told}”");
    }
    assert!(!good.out.exists(), "nothing was written");
}
