//! The stored codes of the rules' small enums: the same words as on the wire.
//!
//! Written out, so that renaming a variant in the rules cannot change what lies in old rows.

use sidak_core::{
    absence,
    check::{Kind, PlaceKind, Side},
    outage,
    outcome::Outcome,
    programme::CountsAs,
    rota::Mode,
    watch::Light,
};

use super::{
    error::StoreError,
    value::{Column, Index, Row, ToValue, Value},
};

macro_rules! codes {
    ($($type:ident { $($variant:ident = $code:literal)+ })+) => {$(
        impl ToValue for $type {
            const NULL: Value = Value::Text(None);
            fn to_value(self) -> Value {
                let code = match self { $(Self::$variant => $code,)+ };
                Value::Text(Some(code.to_owned()))
            }
        }
        impl Column for $type {
            fn read(row: &Row, at: impl Index) -> Result<Self, StoreError> {
                match row.get::<String>(at)?.as_str() {
                    $($code => Ok(Self::$variant),)+
                    _ => Err(StoreError::corrupt(at.to_string())),
                }
            }
        }
    )+};
}

codes! {
    Mode { Home = "wfh" Office = "wfo" Leave = "leave" }
    PlaceKind { Home = "home" Other = "other" }
    Side { Supervisor = "supervisor" Employee = "employee" }
    Kind { Random = "random" Forced = "forced" Manual = "manual" }
    Light { TooFew = "too_few" Green = "green" Look = "look" Red = "red" }
    CountsAs { Available = "available" Missed = "missed" }
}

impl ToValue for absence::Kind {
    const NULL: Value = Value::Text(None);
    fn to_value(self) -> Value {
        Value::Text(Some(self.code().to_owned()))
    }
}

impl Column for absence::Kind {
    fn read(row: &Row, at: impl Index) -> Result<Self, StoreError> {
        Self::parse(&row.get::<String>(at)?).ok_or_else(|| StoreError::corrupt(at.to_string()))
    }
}

impl ToValue for outage::Kind {
    const NULL: Value = Value::Text(None);
    fn to_value(self) -> Value {
        Value::Text(Some(self.code().to_owned()))
    }
}

impl Column for outage::Kind {
    fn read(row: &Row, at: impl Index) -> Result<Self, StoreError> {
        Self::parse(&row.get::<String>(at)?).ok_or_else(|| StoreError::corrupt(at.to_string()))
    }
}

impl ToValue for Outcome {
    const NULL: Value = Value::Text(None);
    fn to_value(self) -> Value {
        Value::Text(Some(self.code().to_owned()))
    }
}

impl Column for Outcome {
    fn read(row: &Row, at: impl Index) -> Result<Self, StoreError> {
        Self::parse(&row.get::<String>(at)?).ok_or_else(|| StoreError::corrupt(at.to_string()))
    }
}
