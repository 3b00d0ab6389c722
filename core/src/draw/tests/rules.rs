//! The draw's parts against published vectors, its bounds, and every fault the verifier must find.

use super::{super::keys::{Words, derive}, *};

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn words_are_the_key_stream_of_rfc_8439() {
    // RFC 8439 A.1, test vectors 1 and 2: key 0, nonce 0, blocks 0 and 1.
    let mut words = Words::of(&Key::new([0; 32]));
    let stream: Vec<u64> = (0..9).map(|_| words.next()).collect();
    assert_eq!(stream[0], 0x76b8_e0ad_a0f1_3d90);
    assert_eq!(stream[1], 0x405d_6ae5_5386_bd28);
    assert_eq!(stream[8], 0x9f07_e7be_5551_387a);
}

#[test]
fn keys_are_the_hmac_of_rfc_4231() {
    // Test case 1: a key of 20 bytes, which HMAC fills up with zeros.
    let mut key = [0_u8; 32];
    key[..20].fill(0x0b);
    assert_eq!(
        hex(derive(&key, &[b"Hi ", b"There"]).bytes()),
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    );
}

/// Leaves of the test tree that Certificate Transparency logs use.
fn tree() -> Vec<Hash> {
    let leaves: [&[u8]; 8] = [
        &[],
        &[0x00],
        &[0x10],
        &[0x20, 0x21],
        &[0x30, 0x31],
        &[0x40, 0x41, 0x42, 0x43],
        &[0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
        &[0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f],
    ];
    leaves.iter().map(|leaf| merkle::leaf_hash(leaf)).collect()
}

#[test]
fn roots_are_those_of_rfc_9162() {
    for (size, expected) in [
        (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
        (2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
        (3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"),
        (7, "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"),
        (8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"),
    ] {
        assert_eq!(hex(&root(&tree()[..size])), expected, "{size}");
    }
}

#[test]
fn proofs_prove_their_leaf_and_nothing_else() {
    for size in 1..=33_usize {
        let leaves: Vec<Hash> = (0..size).map(|n| merkle::leaf_hash(&[n as u8])).collect();
        let top = root(&leaves);
        for index in 0..size {
            let proof = inclusion_proof(&leaves, index).unwrap();
            assert!(verify_inclusion(&top, &leaves[index], &proof), "{index} of {size}");
            for other in (0..size).filter(|other| *other != index) {
                assert!(!verify_inclusion(&top, &leaves[other], &proof), "{other} by the proof of {index} of {size}");
                let moved = Proof { index: other as u64, ..proof.clone() };
                assert!(!verify_inclusion(&top, &leaves[index], &moved), "{index} of {size} moved to {other}");
            }
            let mut longer = proof.clone();
            longer.path.push(top);
            assert!(!verify_inclusion(&top, &leaves[index], &longer));
            let mut shorter = proof;
            if shorter.path.pop().is_some() {
                assert!(!verify_inclusion(&top, &leaves[index], &shorter));
            }
        }
        assert_eq!(inclusion_proof(&leaves, size), None);
    }
}

#[test]
fn paths_have_a_bound() {
    let leaf = merkle::leaf_hash(b"x");
    let proof = |length| Proof { index: 0, size: u64::MAX, path: vec![leaf; length] };
    let above = |length| {
        let mut hash = leaf;
        for _ in 0..length {
            hash = root(&[hash, leaf]);
        }
        hash
    };
    let size = |length: u32| 1_u64 << length;
    let at_bound = Proof { size: size(40), ..proof(merkle::PATH_MAX) };
    assert!(verify_inclusion(&above(merkle::PATH_MAX), &leaf, &at_bound));
    let beyond = Proof { size: size(41), ..proof(merkle::PATH_MAX + 1) };
    assert!(!verify_inclusion(&above(merkle::PATH_MAX + 1), &leaf, &beyond));
}

#[test]
fn thresholds_give_the_wanted_chance() {
    for chance in [1, 1_000, 50_000, 200_000, 350_000, 500_000, 900_000, 999_999] {
        for slots in [1, 2, 3, 60, 61, 420, 450, 480, 1_440, SLOTS_MAX] {
            let minute = threshold(chance, slots) as f64 / 2_f64.powi(64);
            let daily = -f64::from(slots) * (-minute).ln_1p();
            let wanted = -(-f64::from(chance) / 1e6).ln_1p();
            assert!((daily - wanted).abs() < 1e-9 * wanted, "{chance} {slots}: {daily} {wanted}");
        }
    }
    assert_eq!(threshold(200_000, 0), 0);
}

#[test]
fn ceilings_stay_in_their_range_and_reach_all_of_it() {
    let (_, cycle_secret) = secrets();
    let plan = draw(day("2026-11-20"), &[candidate(1, office_day(day("2026-11-20")))]);
    let leaf = plan.leaves[0].clone();
    let mut seen = [0_u32; 32];
    for cycle in 0..11_000 {
        seen[usize::from(leaf.ceiling(&cycle_secret.ceiling_key(person(1), cycle)))] += 1;
    }
    assert_eq!(seen.iter().sum::<u32>(), seen[10..=20].iter().sum::<u32>());
    // 1000 wanted in each of 11 classes; beyond ±150 lies less than one in 10^5.
    assert!(seen[10..=20].iter().all(|n| (850..=1_150).contains(n)), "{seen:?}");
    let single = Leaf { odds: Odds { ceiling_from: 5, ceiling_to: 5, ..leaf.odds }, ..leaf };
    assert_eq!(single.ceiling(&cycle_secret.ceiling_key(person(1), 0)), 5);
}

#[test]
fn pools_out_of_bounds_are_refused() {
    let today = day("2026-11-20");
    let (day_secret, cycle_secret) = secrets();
    let plan = |rules: &DrawRules, pool: &[Candidate]| plan_day(today, programme(), rules, pool, &day_secret, &cycle_secret);
    let with = |spans: &[(u16, u16)]| plan(&RULES, &[candidate(1, windows(today, spans))]).err();
    let bad = Some(PlanError::BadWindows(person(1)));

    assert_eq!(with(&[(0, 1_440)]), None);
    assert_eq!(with(&[(0, 1_500)]), None, "a day with 25 hours");
    assert_eq!(with(&[(0, 1_501)]), bad);
    assert_eq!(with(&[(0, 10), (10, 20)]), None);
    assert_eq!(with(&[(0, 10), (9, 20)]), bad);
    assert_eq!(with(&[(10, 20), (0, 5)]), bad);
    assert_eq!(with(&[(10, 10)]), bad);
    let pieces: Vec<(u16, u16)> = (0..17).map(|n| (20 * n, 20 * n + 10)).collect();
    assert_eq!(with(&pieces[..WINDOWS_MAX]), None);
    assert_eq!(with(&pieces), bad);
    let odd = Window { start: Moment(1), end: Moment(MINUTE + 1) };
    assert_eq!(plan(&RULES, &[candidate(1, vec![odd])]).err(), bad);

    let twice = [candidate(1, Vec::new()), candidate(2, Vec::new()), candidate(1, Vec::new())];
    assert_eq!(plan(&RULES, &twice).err(), Some(PlanError::PersonTwice(person(1))));
    let usual = DrawRules::of(200_000, 10, 20);
    assert_eq!(plan(&usual, &[]).err(), None);
    for rules in [
        DrawRules::of(0, 10, 20),
        DrawRules::of(1_000_000, 10, 20),
        DrawRules::of(200_000, 20, 10),
        DrawRules::of(200_000, 1, 20),
        DrawRules { cool_down_percent: 0, ..usual.clone() },
        DrawRules { cool_down_percent: 101, ..usual.clone() },
        DrawRules { checks_per_day_max: 0, ..usual.clone() },
        DrawRules { checks_per_day_max: 6, ..usual.clone() },
    ] {
        assert_eq!(plan(&rules, &[]).err(), Some(PlanError::BadRules), "{rules:?}");
    }
}

#[test]
fn a_pool_has_a_bound() {
    let numbered = |n: usize| {
        let mut bytes = [0_u8; 16];
        bytes[8..].copy_from_slice(&(n as u64).to_be_bytes());
        Candidate { person: PersonId(uuid::Uuid::from_bytes(bytes)), ..candidate(0, Vec::new()) }
    };
    let mut pool: Vec<Candidate> = (0..POOL_MAX).map(numbered).collect();
    assert_eq!(checked_pool(&RULES, &pool).map(|sorted| sorted.len()), Ok(POOL_MAX));
    pool.push(numbered(POOL_MAX));
    assert_eq!(checked_pool(&RULES, &pool).err(), Some(PlanError::TooManyPeople));
}

#[test]
fn who_has_no_minute_is_never_drawn() {
    let today = day("2026-11-20");
    let mut none = candidate(1, Vec::new());
    none.days_since_check = 500;
    let plan = draw(today, &[none]);
    assert_eq!((plan.checks.len(), plan.leaves.len(), plan.leaves[0].closes()), (0, 1, None));
    let (day_secret, cycle_secret) = secrets();
    assert_eq!(verify_day(&plan, &day_secret, Some(&cycle_secret)).unwrap().ceilings_open, 0);
    assert!(draw(today, &[]).checks.is_empty());
}

#[test]
fn slots_become_minutes_across_windows() {
    let today = day("2026-11-20");
    let plan = draw(today, &[candidate(1, office_day(today))]);
    let leaf = &plan.leaves[0];
    let expected = windows(today, &[(30, 300), (360, 540)]);
    for (slot, at) in [(0, Some(30)), (269, Some(299)), (270, Some(360)), (449, Some(539)), (450, None)] {
        let utc = crate::time::Zone::parse("UTC").unwrap();
        assert_eq!(leaf.moment(slot), at.map(|minute| today.at(minute, &utc)), "{slot}");
        assert_eq!(leaf.moment(slot).and_then(|moment| leaf.slot_of(moment)), at.map(|_| slot));
    }
    let start = expected[0].start;
    for outside in [start.plus(-MINUTE), start.plus(1), expected[0].end, expected[1].end] {
        assert_eq!(leaf.slot_of(outside), None, "{outside:?}");
    }
    assert_eq!((leaf.slots(), leaf.closes()), (450, Some(expected[1].end)));
}

/// A day with one random check, one forced and people without any.
pub(super) fn revealed() -> (DayPlan, DaySecret, CycleSecret) {
    let today = day("2026-11-20");
    let mut pool: Vec<Candidate> = (1..=12).map(|n| candidate(n, office_day(today))).collect();
    pool[4].days_since_check = 30;
    pool[5].days_since_check = 30;
    let (day_secret, cycle_secret) = secrets();
    let plan = draw(today, &pool);
    assert!(plan.checks.iter().any(|check| check.kind == DrawnKind::Random));
    assert!(plan.checks.iter().any(|check| check.kind == DrawnKind::Forced));
    (plan, day_secret, cycle_secret)
}

#[test]
fn a_plan_is_asked_by_person() {
    let (plan, ..) = revealed();
    let mut seen = Vec::new();
    for (leaf, (who, days, cycle)) in plan.leaves.iter().zip(plan.next_counters()) {
        assert_eq!((plan.leaf(who), who), (Some(leaf), leaf.person));
        let own = plan.checks_of(who);
        assert!(own.iter().all(|check| check.person == who));
        seen.extend_from_slice(own);
        let expected = if own.is_empty() { (leaf.days_since_check + 1, leaf.cycle) } else { (0, leaf.cycle + 1) };
        assert_eq!((days, cycle), expected);
    }
    assert_eq!(seen, plan.checks);
    assert_eq!((plan.leaf(person(99)), plan.checks_of(person(99)).len()), (None, 0));
    let idle = draw(plan.day, &[Candidate { days_since_check: 4, ..candidate(1, Vec::new()) }]);
    assert_eq!(idle.next_counters().next(), Some((person(1), 4, 0)), "a day without a minute does not count");
}

#[test]
fn an_honest_day_is_verified_with_and_without_the_ceilings() {
    let (plan, day_secret, cycle_secret) = revealed();
    let count = |kind| u32::try_from(plan.checks.iter().filter(|check| check.kind == kind).count()).unwrap();
    let unchecked = 12 - u32::try_from(plan.used_ceilings.len()).unwrap();
    for (cycle, open) in [(Some(&cycle_secret), 0), (None, unchecked)] {
        let verified = verify_day(&plan, &day_secret, cycle).unwrap();
        assert_eq!((verified.people, verified.slots, verified.ceilings_open), (12, 12 * 450, open));
        assert_eq!((verified.random, verified.forced), (count(DrawnKind::Random), count(DrawnKind::Forced)));
        assert_eq!((verified.root, verified.secret_hash), (plan.root, plan.secret_hash));
    }
}

/// A revealed day and people of each sort in it, for changing one thing at a time.
struct Case {
    plan: DayPlan,
    day_secret: DaySecret,
    cycle_secret: CycleSecret,
    /// Has the first check of the plan.
    checked: PersonId,
    forced: PersonId,
    free: PersonId,
}

impl Case {
    fn new() -> Self {
        let (plan, day_secret, cycle_secret) = revealed();
        let free = plan.leaves.iter().find(|l| plan.checks.iter().all(|c| c.person != l.person)).unwrap().person;
        let forced = plan.checks.iter().find(|c| c.kind == DrawnKind::Forced).unwrap().person;
        Self { checked: plan.checks[0].person, forced, free, plan, day_secret, cycle_secret }
    }

    /// What the verifier says to the changed plan, without and with the cycle secret.
    fn faults(&self, change: impl Fn(&mut DayPlan)) -> [Option<Fault>; 2] {
        let mut altered = self.plan.clone();
        change(&mut altered);
        [None, Some(&self.cycle_secret)].map(|cycle| verify_day(&altered, &self.day_secret, cycle).err())
    }

    /// The same for one changed line, with the root put right again, as somebody would who could forge it.
    fn forged(&self, who: PersonId, change: impl Fn(&mut Leaf)) -> [Option<Fault>; 2] {
        self.faults(|plan| {
            plan.leaves.iter_mut().filter(|leaf| leaf.person == who).for_each(&change);
            plan.root = root(&plan.leaves.iter().map(Leaf::hash).collect::<Vec<_>>());
        })
    }
}

fn both(fault: Fault) -> [Option<Fault>; 2] {
    [Some(fault); 2]
}

#[test]
fn a_changed_pool_is_found() {
    let case = Case::new();
    assert_eq!(case.faults(|_| ()), [None, None]);
    assert_eq!(case.faults(|p| p.algorithm = 2), both(Fault::OtherAlgorithm));
    assert_eq!(case.faults(|p| p.secret_hash[0] ^= 1), both(Fault::OtherDaySecret));
    assert_eq!(case.faults(|p| p.cycle_hash[0] ^= 1), [Some(Fault::OtherDay(person(1))), Some(Fault::OtherCycleSecret)]);
    assert_eq!(case.faults(|p| p.awaited = Awaited::Dice), both(Fault::OtherDay(person(1))));
    assert_eq!(case.faults(|p| p.root[0] ^= 1), both(Fault::OtherRoot));
    assert_eq!(case.faults(|p| p.leaves.swap(0, 1)), both(Fault::OutOfOrder(person(1))));
    let leaf_changes: [&dyn Fn(&mut Leaf); 17] = [
        &|l| l.awaited = Awaited::Drand { round: 1 },
        &|l| l.cycle_hash[0] ^= 1,
        &|l| l.pool += 1,
        &|l| l.odds.base_chance_millionths += 1,
        &|l| l.odds.cool_down_days += 1,
        &|l| l.odds.cool_down_percent -= 1,
        &|l| l.odds.checks_max += 1,
        &|l| l.supervisor = l.person,
        &|l| l.policy_version += 1,
        &|l| l.chance_millionths += 1,
        &|l| l.threshold += 1,
        &|l| l.days_since_check += 1,
        &|l| l.cycle += 1,
        &|l| l.odds.ceiling_from += 1,
        &|l| l.odds.ceiling_to += 1,
        &|l| l.day_key_hash[31] ^= 1,
        &|l| l.windows[1].end = l.windows[1].end.plus(-MINUTE),
    ];
    for change in leaf_changes {
        assert_eq!(case.faults(|p| change(&mut p.leaves[3])), both(Fault::OtherRoot));
    }
}

#[test]
fn whoever_could_forge_the_root_still_has_to_keep_to_the_draw() {
    let case = Case::new();
    let Case { checked, free, forced, .. } = case;
    assert_eq!(case.forged(checked, |l| l.threshold += 1), both(Fault::OtherThreshold(checked)));
    assert_eq!(case.forged(checked, |l| l.chance_millionths += 1), both(Fault::OtherChance(checked)));
    // The rules of the last person, so that it is not the first one who sets what is usual.
    let last = person(12);
    for change in [
        (|l: &mut Leaf| l.odds.base_chance_millionths += 1) as fn(&mut Leaf),
        |l| l.odds.cool_down_days += 1,
        |l| l.odds.cool_down_percent -= 1,
        |l| l.odds.checks_max += 1,
        |l| l.odds.ceiling_from += 1,
        |l| l.odds.ceiling_to += 1,
    ] {
        assert_eq!(case.forged(last, change), both(Fault::OtherOdds(last)));
    }
    assert_eq!(case.forged(checked, |l| l.day_key_hash[0] ^= 1), both(Fault::OtherDayKey(checked)));
    assert_eq!(case.forged(checked, |l| l.ceiling_key_hash[0] ^= 1), both(Fault::OtherCeiling(checked)));
    assert_eq!(case.forged(checked, |l| l.cycle += 1), both(Fault::OtherCeiling(checked)));
    assert_eq!(case.forged(free, |l| l.cycle += 1), [None, Some(Fault::OtherCeiling(free))]);
    assert_eq!(case.forged(free, |l| l.odds.ceiling_from = l.odds.ceiling_to + 1), both(Fault::OutOfBounds(free)));
    assert_eq!(case.forged(free, |l| l.odds.checks_max = 6), both(Fault::OutOfBounds(free)));
    assert_eq!(case.forged(free, |l| l.windows.reverse()), both(Fault::OutOfBounds(free)));
    assert_eq!(case.forged(free, |l| l.day = l.day.plus(1)), both(Fault::OtherDay(free)));
    assert_eq!(case.forged(forced, |l| l.days_since_check = 0), both(Fault::CeilingShown(forced)));
    assert_eq!(case.forged(free, |l| l.days_since_check = 500), [None, Some(Fault::CeilingShown(free))]);
}

#[test]
fn changed_checks_and_ceilings_are_found() {
    let case = Case::new();
    let Case { checked, free, forced, .. } = case;
    let invented = DrawnCheck { person: free, at: Moment(0), slot: 0, kind: DrawnKind::Random };
    let stranger = DrawnCheck { person: person(77), ..invented };
    let add = |plan: &mut DayPlan, check: DrawnCheck| {
        plan.checks.push(check);
        plan.checks.sort_unstable();
    };
    assert_eq!(case.faults(|p| add(p, invented)), both(Fault::OtherChecks(free)));
    assert_eq!(case.faults(|p| add(p, stranger)), both(Fault::NotInPool(person(77))));
    assert_eq!(case.faults(|p| p.checks.swap(0, 1)), both(Fault::OtherChecks(checked)));
    assert_eq!(case.faults(|p| p.checks.insert(0, p.checks[0])), both(Fault::OtherChecks(checked)));
    assert_eq!(case.faults(|p| p.checks.retain(|c| c.person != checked)), both(Fault::OtherChecks(checked)));
    assert_eq!(case.faults(|p| p.checks[0].at = p.checks[0].at.plus(MINUTE)), both(Fault::OtherChecks(checked)));
    assert_eq!(case.faults(|p| p.checks[0].slot += 1), both(Fault::OtherChecks(checked)));
    // Ceilings shown too soon, too late or wrongly.
    let hidden = case.faults(|p| p.used_ceilings.retain(|u| u.person != forced));
    assert_eq!(hidden, [Some(Fault::OtherChecks(forced)), Some(Fault::CeilingShown(forced))]);
    assert_eq!(case.faults(|p| p.used_ceilings.insert(0, p.used_ceilings[0].clone())), both(Fault::CeilingShown(checked)));
    assert_eq!(case.faults(|p| p.used_ceilings.swap(0, 1)), both(Fault::CeilingShown(checked)));
    assert_eq!(case.faults(|p| p.used_ceilings[0].ceiling += 1), both(Fault::OtherCeiling(checked)));
    assert_eq!(case.faults(|p| p.used_ceilings[0].key = Key::new([0; 32])), both(Fault::OtherCeiling(checked)));
    let early = UsedCeiling { person: free, cycle: 0, ceiling: 10, key: case.cycle_secret.ceiling_key(free, 0) };
    let add = |plan: &mut DayPlan, used: &UsedCeiling| {
        plan.used_ceilings.push(used.clone());
        plan.used_ceilings.sort_by_key(|used| used.person);
    };
    assert_eq!(case.faults(|p| add(p, &early)), both(Fault::CeilingShown(free)));
    let stranger = UsedCeiling { person: person(77), ..early };
    assert_eq!(case.faults(|p| add(p, &stranger)), both(Fault::NotInPool(person(77))));
}

#[test]
fn a_person_verifies_the_own_line_alone() {
    let (plan, day_secret, _) = revealed();
    let hashes: Vec<Hash> = plan.leaves.iter().map(Leaf::hash).collect();
    for (index, leaf) in plan.leaves.iter().enumerate() {
        let proof = inclusion_proof(&hashes, index).unwrap();
        let day_key = day_secret.person_key(plan.day, leaf.person);
        let used = plan.used_ceilings.iter().find(|used| used.person == leaf.person);
        let verify = |leaf: &Leaf, proof: &Proof, key: &Key, used: Option<&UsedCeiling>| {
            verify_person(&plan.root, leaf, proof, key, None, used.map(|used| &used.key))
        };
        let verified = verify(leaf, &proof, &day_key, used).unwrap();
        let own: Vec<DrawnCheck> = plan.checks.iter().filter(|check| check.person == leaf.person).copied().collect();
        assert_eq!(verified.ceiling_open, own.is_empty());
        assert_eq!(verified.checks, own);
        let other_key = day_secret.person_key(plan.day.plus(1), leaf.person);
        assert_eq!(verify(leaf, &proof, &other_key, None).unwrap_err(), Fault::OtherDayKey(leaf.person));
        let richer = Leaf { threshold: leaf.threshold + 1, ..leaf.clone() };
        assert_eq!(verify(&richer, &proof, &day_key, None).unwrap_err(), Fault::NotInTree(leaf.person));
        let neighbours = inclusion_proof(&hashes, (index + 1) % hashes.len()).unwrap();
        assert_eq!(verify(leaf, &neighbours, &day_key, used).unwrap_err(), Fault::NotInTree(leaf.person));
        let unshown = verify(leaf, &proof, &day_key, None).err();
        // A forced check cannot be told from none without the key: whoever reads the file misses the check it names.
        let random = verified.checks.iter().any(|check| check.kind == DrawnKind::Random);
        assert_eq!(unshown, random.then_some(Fault::CeilingShown(leaf.person)));
    }
}

#[test]
fn secrets_and_minutes_stay_out_of_logs() {
    let (plan, day_secret, cycle_secret) = revealed();
    let text = format!("{day_secret:?} {cycle_secret:?} {plan:?} {:?} {:?}", plan.checks, plan.used_ceilings);
    assert!(!text.contains(&plan.checks[0].at.0.to_string()), "{text}");
    assert!(!text.contains("[0, 1, 2") && !text.contains(&hex(day_secret.bytes())), "{text}");
}
