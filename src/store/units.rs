//! Units: the tree of *perangkat daerah*. A unit is its path of names, so it never moves.

use sidak_core::ids::UnitId;

use super::{
    Result, Tx,
    sql::{all as rows, binds, run, sql},
    value::{FromRow, One, Row},
};

/// Depth of the tree that is followed.
pub const DEPTH_MAX: i64 = 20;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unit {
    pub id: UnitId,
    pub name: String,
    pub parent: Option<UnitId>,
}

sql! {
    ALL = "select id, name, parent from units order by name, id";
    INSERT = "insert into units (id, name, parent) values ($1, $2, $3)";
    SUBTREE = "with recursive tree (id, depth) as (
            select id, 0 from units where id = $1
            union all
            select units.id, tree.depth + 1 from units join tree on units.parent = tree.id where tree.depth < $2
        )
        select id from tree order by depth, id";
    PATH = "with recursive path (id, parent, step) as (
            select id, parent, 0 from units where id = $1
            union all
            select units.id, units.parent, path.step + 1 from units join path on units.id = path.parent where path.step < $2
        )
        select id from path order by step";
    COUNTS = "select unit, count(*) from people where active group by unit";
}

pub async fn all(tx: &mut Tx) -> Result<Vec<Unit>> {
    rows(tx, &ALL, binds![]).await
}

/// The parent must be there already.
///
/// # Errors
/// `Conflict("units_parent_name")` when the parent has one of that name.
pub async fn insert(tx: &mut Tx, unit: &Unit) -> Result<()> {
    run(tx, &INSERT, binds![unit.id, &unit.name, unit.parent]).await.map(drop)
}

/// The unit and everything below it, from the top; empty when there is no such unit.
pub async fn subtree(tx: &mut Tx, top: UnitId) -> Result<Vec<UnitId>> {
    let tree: Vec<One<UnitId>> = rows(tx, &SUBTREE, binds![top, DEPTH_MAX]).await?;
    Ok(tree.into_iter().map(|id| id.0).collect())
}

/// The unit and everything above it, from the unit upwards.
pub async fn path(tx: &mut Tx, unit: UnitId) -> Result<Vec<UnitId>> {
    let path: Vec<One<UnitId>> = rows(tx, &PATH, binds![unit, DEPTH_MAX]).await?;
    Ok(path.into_iter().map(|id| id.0).collect())
}

/// Active people directly in each unit; units without any are left out.
pub async fn counts(tx: &mut Tx) -> Result<Vec<(UnitId, u32)>> {
    rows(tx, &COUNTS, binds![]).await
}

impl FromRow for Unit {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { id: row.get("id")?, name: row.get("name")?, parent: row.get("parent")? })
    }
}
