//! The two folders of migrations must make the same tables, and SQL stands in `sql!` blocks only.

use std::{collections::BTreeSet, path::Path};

use sidak::store::Db;
use sqlx::{PgPool, Row, SqlitePool};

use crate::postgres::fresh_database;

/// One line per fact about the schema, engine-neutral.
type Schema = BTreeSet<String>;

#[tokio::test]
async fn both_engines_have_the_same_tables() {
    let home = tempfile::tempdir().unwrap();
    let Db::Sqlite { write, .. } = Db::open(home.path().join("a.db").to_str().unwrap()).await.unwrap() else { panic!() };
    let Db::Postgres(pool) = Db::open(&fresh_database().await).await.unwrap() else { panic!() };
    let (sqlite, postgres) = (of_sqlite(&write).await, of_postgres(&pool).await);
    assert!(sqlite.len() > 300, "only {} facts were read", sqlite.len());
    let only = |one: &Schema, other: &Schema| one.difference(other).cloned().collect::<Vec<_>>();
    assert_eq!((only(&sqlite, &postgres), only(&postgres, &sqlite)), (vec![], vec![]), "(only SQLite, only PostgreSQL)");
}

#[test]
fn both_folders_have_the_same_files() {
    let names = |engine: &str| -> BTreeSet<String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(engine);
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    };
    assert_eq!(names("sqlite"), names("postgres"));
}

/// All statements are prepared by a test; a statement elsewhere would escape it.
#[test]
fn no_sql_outside_the_registered_statements() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let allowed = ["store/sql.rs", "store/db.rs", "store/backup.rs"];
    let mut folders = vec![source.clone()];
    let statements = sidak::store::statements();
    let mut read = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                folders.push(entry);
                continue;
            }
            let text = std::fs::read_to_string(&entry).unwrap_or_default();
            if text.contains("\nsql! {") {
                let family = format!("store::{}::", entry.file_stem().unwrap().to_str().unwrap());
                assert!(statements.iter().any(|s| s.name.contains(&family)), "{family} is not in store::statements()");
            }
            let name = entry.strip_prefix(&source).unwrap().to_str().unwrap().to_owned();
            read += 1;
            let calls = ["sqlx::query", "raw_sql", "AssertSqlSafe", "QueryBuilder"];
            let found: Vec<_> = calls.iter().filter(|call| text.contains(**call)).collect();
            assert!(found.is_empty() || allowed.contains(&name.as_str()), "{name} uses {found:?}");
        }
    }
    assert!(read > 20, "only {read} files were read");
}

/// Tables that grow for years. A statement may walk along one of their partial indexes (what is open now), or along an
/// order with a limit, but never through all rows.
#[tokio::test]
async fn no_statement_reads_a_large_table_through() {
    let large = ["absences", "checks", "facts", "attempts", "outcomes", "rota", "attendance", "plan_leaves", "audit", "rings", "day_outcomes", "day_times", "day_conduct"];
    // One step from the end of the log; the few programmes.
    let allowed = ["audit::HEAD", "programmes::ALL_LATEST"];
    let home = tempfile::tempdir().unwrap();
    let Db::Sqlite { write, .. } = Db::open(home.path().join("a.db").to_str().unwrap()).await.unwrap() else { panic!() };
    let mut steps_read = 0;
    let mut faults = Vec::new();
    for statement in sidak::store::statements() {
        let explain = sqlx::AssertSqlSafe(format!("explain query plan {}", statement.sqlite));
        for step in sqlx::query(explain).fetch_all(&write).await.unwrap() {
            let step: String = step.get("detail");
            steps_read += 1;
            let scanned = step.strip_prefix("SCAN ").and_then(|rest| rest.split(' ').next());
            // A letter stands for any table.
            let is_large = scanned.is_some_and(|table| large.contains(&table) || table.len() == 1);
            let of_open_ones = ["INDEX checks_open", "INDEX checks_wake_at", "INDEX rings_pending"].iter().any(|index| step.contains(index));
            if is_large && !of_open_ones && !allowed.iter().any(|name| statement.name.ends_with(name)) {
                faults.push(format!("{}: {step}", statement.name));
            }
        }
    }
    assert!(steps_read > 100, "only {steps_read} steps were read");
    assert_eq!(faults, Vec::<String>::new());
}

async fn of_sqlite(pool: &SqlitePool) -> Schema {
    let mut schema = Schema::new();
    let tables = sqlx::query("select name, sql from sqlite_schema where type = 'table' and name not like 'sqlite%' and name not like '\\_sqlx%' escape '\\'");
    for table in tables.fetch_all(pool).await.unwrap() {
        let (name, text): (String, String) = (table.get(0), table.get(1));
        assert!(text.contains("strict"), "{name} is not strict");
        for check in text.match_indices("constraint ") {
            let rest = &text[check.0 + 11..];
            let (constraint, kind) = rest.split_once(' ').unwrap();
            if kind.starts_with("check") {
                schema.insert(format!("{name}: check {constraint}"));
            }
        }
        let columns = sqlx::query("select name, type, \"notnull\", pk from pragma_table_info($1)").bind(&name);
        for column in columns.fetch_all(pool).await.unwrap() {
            let (column, kind, not_null, key): (String, String, i64, i64) = (column.get(0), column.get(1), column.get(2), column.get(3));
            schema.insert(format!("{name}.{column} {}{}", kind.to_lowercase(), if not_null == 1 { " not null" } else { "" }));
            if key > 0 {
                schema.insert(format!("{name}: primary key {key} {column}"));
            }
        }
        let keys = sqlx::query("select \"table\", \"from\" from pragma_foreign_key_list($1)").bind(&name);
        for key in keys.fetch_all(pool).await.unwrap() {
            schema.insert(format!("{name}.{} -> {}", key.get::<String, _>(1), key.get::<String, _>(0)));
        }
        let indexes = sqlx::query("select name, \"unique\", partial from pragma_index_list($1) where origin = 'c'").bind(&name);
        for index in indexes.fetch_all(pool).await.unwrap() {
            let (index, unique, partial): (String, i64, i64) = (index.get(0), index.get(1), index.get(2));
            let columns: Vec<String> = sqlx::query_scalar("select name from pragma_index_info($1) order by seqno").bind(&index).fetch_all(pool).await.unwrap();
            schema.insert(format!("{name}: index {index} {} unique={} partial={}", columns.join(","), unique == 1, partial == 1));
        }
    }
    schema
}

async fn of_postgres(pool: &PgPool) -> Schema {
    let mut schema = Schema::new();
    let columns = sqlx::query(
        "select table_name::text, column_name::text, data_type::text, is_nullable = 'NO' from information_schema.columns
         where table_schema = 'public' and table_name not like '\\_sqlx%'",
    );
    for column in columns.fetch_all(pool).await.unwrap() {
        let (table, name, kind, not_null): (String, String, String, bool) = (column.get(0), column.get(1), column.get(2), column.get(3));
        let kind = match kind.as_str() {
            "uuid" | "bytea" => "blob",
            "bigint" | "boolean" => "integer",
            "double precision" => "real",
            "text" => "text",
            other => panic!("{table}.{name} is {other}"),
        };
        schema.insert(format!("{table}.{name} {kind}{}", if not_null { " not null" } else { "" }));
    }
    let constraints = sqlx::query(
        "select c.conrelid::regclass::text, c.contype::text, c.conname::text, coalesce(c.confrelid::regclass::text, ''),
             array(select a.attname::text from unnest(c.conkey) with ordinality k(n, i)
                   join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.n order by k.i)
         from pg_constraint c join pg_namespace s on s.oid = c.connamespace where s.nspname = 'public' and c.conrelid <> 0",
    );
    for constraint in constraints.fetch_all(pool).await.unwrap() {
        let (table, kind, name): (String, String, String) = (constraint.get(0), constraint.get(1), constraint.get(2));
        let (target, columns): (String, Vec<String>) = (constraint.get(3), constraint.get(4));
        for (place, column) in columns.iter().enumerate().filter(|_| !table.starts_with("_sqlx")) {
            match kind.as_str() {
                "p" => schema.insert(format!("{table}: primary key {} {column}", place + 1)),
                "f" => schema.insert(format!("{table}.{column} -> {target}")),
                "c" => schema.insert(format!("{table}: check {name}")),
                other => panic!("{name} is a constraint of kind {other}"),
            };
        }
    }
    let indexes = sqlx::query(
        "select i.indrelid::regclass::text, i.indexrelid::regclass::text, i.indisunique, i.indpred is not null,
             array(select a.attname::text from unnest(i.indkey) with ordinality k(n, o)
                   join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.n order by k.o)
         from pg_index i join pg_class t on t.oid = i.indrelid join pg_namespace s on s.oid = t.relnamespace
         where s.nspname = 'public' and not i.indisprimary and t.relname not like '\\_sqlx%'",
    );
    for index in indexes.fetch_all(pool).await.unwrap() {
        let (table, name, unique, partial): (String, String, bool, bool) = (index.get(0), index.get(1), index.get(2), index.get(3));
        let columns: Vec<String> = index.get(4);
        schema.insert(format!("{table}: index {name} {} unique={unique} partial={partial}", columns.join(",")));
    }
    schema
}
