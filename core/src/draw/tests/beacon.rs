//! Rounds that drand published, and what is not one of them.

use sha2::{Digest, Sha256};

use super::{super::beacon::{PUBLIC_KEY, TAG}, *};

/// Rounds of quicknet as <https://api.drand.sh> shows them, read from public copies.
const ROUNDS: [(u64, &str); 6] = [
    (1_000, "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39"),
    (1_001, "b33bf3667cbd5a82de3a24b4e0e9fe5513cc1a0e840368c6e31f5fcfa79bea03f73896b25883abf2853d10337fb8fa41"),
    (1_002, "ab066f9c12dd6de1336fca0f925192fb0c72a771c3e4c82ede1fd362c1a770f9eb05843c6308ce2530b53a99c0281a6e"),
    (1_004, "a40658b820c0f8c10207524179a2031ba9537688a0d04e4851b58026be9a341fee3b96fb48ffad28483d84b40a5864aa"),
    (657_413, "b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be41076862b98fad56e91a6b85b89cd97b"),
    (9_683_710, "b0a8b04e009cf72534321aca0f50048da596a3feec1172a0244d9a4a623a3123d0402da79854d4c705e94bc73224c342"),
];
/// The prime of the field of G1 (draft-irtf-cfrg-pairing-friendly-curves §4.2.1).
const P: &str = "1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab";

fn signature_of(round: u64) -> [u8; SIGNATURE_BYTES] {
    bytes(ROUNDS.iter().find(|(number, _)| *number == round).unwrap().1)
}

/// A published round as it is brought.
pub(super) fn round(round: u64) -> Entropy {
    let signature = signature_of(round);
    Entropy::Drand { round, signature, randomness: Sha256::digest(signature).into() }
}

#[test]
fn published_rounds_are_drands_and_no_other_round_has_their_signature() {
    for (round, _) in ROUNDS {
        assert!(is_drands(round, &signature_of(round)), "{round}");
        for (other, _) in ROUNDS.iter().filter(|(other, _)| *other != round) {
            assert!(!is_drands(*other, &signature_of(round)), "{other} {round}");
        }
        assert!(!is_drands(round + 1_000_000, &signature_of(round)));
    }
    // The randomness that drand publishes beside these two.
    for (number, published) in [
        (1_000, "fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd"),
        (9_683_710, "87f03ef5f62885390defedf60d5b8132b4dc2115b1efc6e99d166a37ab2f3a02"),
    ] {
        assert!(matches!(round(number), Entropy::Drand { randomness, .. } if randomness == bytes(published)), "{number}");
    }
}

#[test]
fn a_signature_with_any_bit_changed_is_not_drands() {
    let genuine = signature_of(1_000);
    for bit in 0..SIGNATURE_BYTES * 8 {
        let mut changed = genuine;
        changed[bit / 8] ^= 1 << (bit % 8);
        assert!(!is_drands(1_000, &changed), "bit {bit}");
    }
    for fill in [0x00, 0x07, 0x80, 0xff] {
        assert!(!is_drands(1_000, &[fill; SIGNATURE_BYTES]));
    }
    let mut infinity = [0; SIGNATURE_BYTES];
    infinity[0] = 0xc0;
    assert!(!is_drands(1_000, &infinity), "the point at infinity");
}

/// The signature of round 1000 and a point of the curve whose order is small: pairings alone do not see the difference.
#[test]
fn a_point_outside_of_the_subgroup_is_no_signature() {
    let beside = bytes("94385d48ab9d338824a523ff7d310fbeeac0184598d56b49f27857bcd3ef91f6ead1c7ef99c9beee47784ebba5c635de");
    assert!(!is_drands(1_000, &beside));
}

/// x and x + p are the same number of the field; a verifier that takes both would find two texts of one signature.
#[test]
fn a_signature_has_one_writing() {
    let genuine = signature_of(1_004);
    let prime: [u8; SIGNATURE_BYTES] = bytes(P);
    let (mut other, mut carry) = (genuine, 0_u16);
    for at in (0..SIGNATURE_BYTES).rev() {
        let flags = if at == 0 { 0xe0 } else { 0 };
        let sum = u16::from(genuine[at] & !flags) + u16::from(prime[at]) + carry;
        assert!(at > 0 || sum < 0x20, "it fits beside the flags");
        other[at] = u8::try_from(sum & 0xff).unwrap() | (genuine[at] & flags);
        carry = sum >> 8;
    }
    assert!(is_drands(1_004, &genuine) && !is_drands(1_004, &other));
}

/// drand's chain hash: SHA-256 over period, genesis, key, hash of the first group, and the beacon's name.
#[test]
fn the_key_is_the_one_of_the_chain_hash() {
    let group: [u8; 32] = bytes("f477d5c89f21a17c863a7f937c6a6d15859414d2be09cd448d4279af331c5d3e");
    let chain = Sha256::new()
        .chain_update(u32::try_from(DRAND_PERIOD_MS / 1_000).unwrap().to_be_bytes())
        .chain_update((DRAND_GENESIS.0 / 1_000).to_be_bytes())
        .chain_update(PUBLIC_KEY)
        .chain_update(group)
        .chain_update(b"quicknet")
        .finalize();
    let chain = hex_of(&chain);
    assert_eq!(chain, "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971");
    let page = include_str!("../../../../docs/draw.md");
    for text in [chain, hex_of(&PUBLIC_KEY), String::from_utf8(TAG.to_vec()).unwrap(), ROUNDS[0].1.to_owned()] {
        assert!(page.replace("\n      ", "").contains(&text), "{text}");
    }
}

/// Somebody who enters a round may not choose it, not even with a randomness that belongs to the invented signature.
#[test]
fn an_invented_round_has_a_fault_of_its_own() {
    let signature = [7; SIGNATURE_BYTES];
    let invented = Entropy::Drand { round: 1_000, signature, randomness: Sha256::digest(signature).into() };
    let awaited = Awaited::Drand { round: 1_000 };
    assert_eq!(invented.check(awaited), Err(Fault::BadSignature));
    assert_eq!(round(1_000).check(awaited), Ok(()), "the control");
    assert_eq!(round(1_000).check(Awaited::Drand { round: 1_001 }), Err(Fault::OtherEntropy));
}
