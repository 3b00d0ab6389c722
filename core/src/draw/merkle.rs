//! The tree over a day's pool: one hash commits to every line, and a short path proves one line without the others.
//!
//! RFC 9162 §2.1 to the byte (SHA-256; 0x00 before a leaf, 0x01 before a node). Knows nothing of what a leaf holds.

use sha2::{Digest, Sha256};

/// SHA-256.
pub type Hash = [u8; 32];

/// Longest path: 2^40 leaves are far beyond any pool.
pub const PATH_MAX: usize = 40;

/// That a leaf is in a tree (RFC 9162 §2.1.3).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proof {
    /// The leaf's place, from 0.
    pub index: u64,
    /// Leaves in the tree.
    pub size: u64,
    /// Siblings from the leaf up.
    pub path: Vec<Hash>,
}

/// Hash of a leaf's bytes.
#[must_use]
pub fn leaf_hash(bytes: &[u8]) -> Hash {
    Sha256::new().chain_update([0x00]).chain_update(bytes).finalize().into()
}

/// The root over leaf hashes; for none, SHA-256 of nothing.
#[must_use]
pub fn root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Sha256::digest(b"").into(),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(split(leaves.len()));
            node(&root(left), &root(right))
        }
    }
}

/// The path of the leaf at `index`; `None` when there is no such leaf.
#[must_use]
pub fn inclusion_proof(leaves: &[Hash], index: usize) -> Option<Proof> {
    if index >= leaves.len() {
        return None;
    }
    let mut path = Vec::new();
    collect(leaves, index, &mut path);
    Some(Proof { index: index as u64, size: leaves.len() as u64, path })
}

fn collect(leaves: &[Hash], index: usize, path: &mut Vec<Hash>) {
    if leaves.len() < 2 {
        return;
    }
    let k = split(leaves.len());
    let (left, right) = leaves.split_at(k);
    if index < k {
        collect(left, index, path);
        path.push(root(right));
    } else {
        collect(right, index - k, path);
        path.push(root(left));
    }
}

/// Whether the proof leads from this leaf to this root (RFC 9162 §2.1.3.2).
#[must_use]
pub fn verify_inclusion(root: &Hash, leaf: &Hash, proof: &Proof) -> bool {
    if proof.index >= proof.size || proof.path.len() > PATH_MAX {
        return false;
    }
    let (mut place, mut last, mut hash) = (proof.index, proof.size - 1, *leaf);
    for sibling in &proof.path {
        if last == 0 {
            return false;
        }
        if place & 1 == 1 || place == last {
            hash = node(sibling, &hash);
            while place & 1 == 0 && place != 0 {
                place >>= 1;
                last >>= 1;
            }
        } else {
            hash = node(&hash, sibling);
        }
        place >>= 1;
        last >>= 1;
    }
    last == 0 && hash == *root
}

/// The largest power of two below `n`, for `n` of at least 2.
fn split(n: usize) -> usize {
    1 << (n - 1).ilog2()
}

fn node(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([0x01]).chain_update(left).chain_update(right).finalize().into()
}
