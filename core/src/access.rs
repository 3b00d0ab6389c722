//! Who may see and do what. Nobody sees staff outside their line; roles reach as far as their subtree of units.
//!
//! Knows nothing of routes: the server works out how the asker stands to the person or unit and asks here.

/// A role beyond employee and supervisor.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// *Kepala perangkat daerah*.
    UnitHead,
    /// The personnel agency (BKD).
    Admin,
    Leadership,
    /// *Inspektorat*: reads all, changes nothing.
    Auditor,
}

impl Role {
    pub const ALL: [Self; 4] = [Self::UnitHead, Self::Admin, Self::Leadership, Self::Auditor];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::UnitHead => "unit_head",
            Self::Admin => "admin",
            Self::Leadership => "leadership",
            Self::Auditor => "auditor",
        }
    }

    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }
}

/// How the asker stands to the person or unit in question.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// The asker is the person.
    pub is_self: bool,
    /// The asker is the direct supervisor, or above in the reporting line.
    pub in_line: bool,
    /// The asker's roles whose subtree covers the person or unit.
    pub roles: Vec<Role>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Act {
    /// A person's checks, receipts and reasons.
    SeeRecord,
    /// A person's availability index.
    SeeIndex,
    /// A call outside the draw.
    CallByHand,
    SeeCase,
    ReplyToCase,
    /// Whether this official may decide cases here at all; `review` adds who may not decide this one.
    DecideCase,
    SeeRota,
    ChangeRota,
    /// Leave, a meeting, permission: for somebody else.
    EnterAbsence,
    SeeDashboard,
    SeeStaff,
    ImportStaff,
    /// What somebody needs in every call, and why.
    SetNeeds,
    MakeActivation,
    GrantRoles,
    SeeProgrammes,
    ChangeProgrammes,
}

/// Whether the act is allowed. Total: every act names who may.
#[must_use]
pub fn may(act: Act, standing: &Standing) -> bool {
    let has = |roles: &[Role]| standing.roles.iter().any(|role| roles.contains(role));
    match act {
        Act::SeeRecord => standing.is_self || standing.in_line || has(&Role::ALL),
        // Each call is to be judged by itself, so the line below the deciding officials does not see the index.
        Act::SeeIndex => standing.is_self || has(&Role::ALL),
        Act::CallByHand => standing.in_line && !standing.is_self,
        Act::SeeCase => standing.is_self || has(&Role::ALL),
        Act::ReplyToCase => standing.is_self,
        Act::DecideCase => !standing.is_self && has(&[Role::UnitHead, Role::Admin]),
        Act::SeeRota => standing.is_self || standing.in_line || has(&Role::ALL),
        Act::ChangeRota => has(&[Role::UnitHead, Role::Admin]),
        Act::EnterAbsence => !standing.is_self && (standing.in_line || has(&[Role::UnitHead, Role::Admin])),
        Act::SeeDashboard | Act::SeeStaff | Act::SeeProgrammes => has(&Role::ALL),
        Act::MakeActivation => has(&[Role::UnitHead, Role::Admin]),
        Act::ImportStaff | Act::SetNeeds | Act::GrantRoles | Act::ChangeProgrammes => has(&[Role::Admin]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_auditor_reads_all_and_changes_nothing() {
        let auditor = Standing { roles: vec![Role::Auditor], ..Standing::default() };
        for act in [Act::SeeRecord, Act::SeeIndex, Act::SeeCase, Act::SeeRota, Act::SeeDashboard, Act::SeeStaff, Act::SeeProgrammes] {
            assert!(may(act, &auditor), "{act:?}");
        }
        for act in [Act::CallByHand, Act::ReplyToCase, Act::DecideCase, Act::ChangeRota, Act::ImportStaff, Act::SetNeeds, Act::MakeActivation, Act::GrantRoles, Act::ChangeProgrammes] {
            assert!(!may(act, &auditor), "{act:?}");
        }
    }

    #[test]
    fn a_supervisor_sees_records_of_the_line_but_no_index() {
        let line = Standing { in_line: true, ..Standing::default() };
        assert!(may(Act::SeeRecord, &line) && may(Act::SeeRota, &line));
        assert!(may(Act::CallByHand, &line) && !may(Act::CallByHand, &Standing { roles: Role::ALL.to_vec(), ..Standing::default() }));
        assert!(!may(Act::CallByHand, &Standing { is_self: true, ..line.clone() }), "nobody calls themselves");
        assert!(!may(Act::SeeIndex, &line) && !may(Act::SeeDashboard, &line) && !may(Act::SeeCase, &line));
    }

    #[test]
    fn nobody_decides_their_own_case() {
        let own = Standing { is_self: true, roles: vec![Role::Admin], ..Standing::default() };
        assert!(!may(Act::DecideCase, &own));
        assert!(may(Act::ReplyToCase, &own));
    }

    #[test]
    fn a_stranger_may_nothing() {
        let acts = [
            Act::SeeRecord, Act::SeeIndex, Act::CallByHand, Act::SeeCase, Act::ReplyToCase, Act::DecideCase, Act::SeeRota, Act::ChangeRota,
            Act::SeeDashboard, Act::SeeStaff, Act::ImportStaff, Act::SetNeeds, Act::MakeActivation, Act::GrantRoles, Act::SeeProgrammes, Act::ChangeProgrammes,
        ];
        assert!(acts.into_iter().all(|act| !may(act, &Standing::default())));
    }

    #[test]
    fn role_codes_read_back() {
        assert!(Role::ALL.into_iter().all(|role| Role::parse(role.code()) == Some(role)));
        assert_eq!(Role::parse("root"), None);
    }
}
