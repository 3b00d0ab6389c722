//! From "the chance of at least one check in a day" to the threshold of one minute, in integers.
//!
//! Knows nothing of people; a minute's word below the threshold means a check.

/// The smallest threshold out of 2^64 with which `slots` independent minutes give at least the wanted chance of one or
/// more checks, by the fixed-point arithmetic of `docs/draw.md`. 0 when there are no slots. Chances are taken as 1 to
/// 999 999 millionths.
#[must_use]
pub fn threshold(chance_millionths: u32, slots: u32) -> u64 {
    if slots == 0 {
        return 0;
    }
    let pass = u128::from(1_000_000 - chance_millionths.clamp(1, 999_999));
    let pass_wanted = fixed((pass << 64) / 1_000_000);
    // Invariant: `high` is enough. 2^64 - 1 always is: then a minute passes with 2^-64.
    let (mut low, mut high) = (1_u64, u64::MAX);
    while low < high {
        let middle = low + (high - low) / 2;
        // 2^64 - middle fits, as middle is at least 1.
        if all_pass(middle.wrapping_neg(), slots) <= pass_wanted {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    high
}

/// `(q / 2^64) ^ slots` in units of 2^-64, rounded down at each step; bits of the exponent from the lowest up.
fn all_pass(q: u64, slots: u32) -> u64 {
    let (mut power, mut bits, mut product) = (q, slots, None);
    while bits > 0 {
        if bits & 1 == 1 {
            product = Some(product.map_or(power, |p| times(p, power)));
        }
        power = times(power, power);
        bits >>= 1;
    }
    product.unwrap_or(u64::MAX)
}

fn times(a: u64, b: u64) -> u64 {
    fixed((u128::from(a) * u128::from(b)) >> 64)
}

fn fixed(value: u128) -> u64 {
    u64::try_from(value).unwrap_or(u64::MAX)
}
