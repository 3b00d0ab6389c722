//! How a refused request answers: a status, a stable code and a sentence that says what to do. Inner causes are logged
//! once, here, and never sent.

use axum::{Json, http::StatusCode, response::{IntoResponse, Response}};

use crate::{flow::FlowError, shape::{Problem, ProblemBody}};

pub type Answer<T> = Result<Json<T>, Refused>;

#[derive(Debug)]
pub struct Refused {
    pub status: StatusCode,
    pub code: &'static str,
    pub message: String,
    pub field: Option<String>,
}

impl Refused {
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), field: None }
    }

    pub fn bad(field: &str, code: &'static str, message: impl Into<String>) -> Self {
        Self { field: Some(field.into()), ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, message) }
    }

    pub fn not_signed_in() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "not_signed_in", "Sign in first.")
    }

    pub fn forbidden() -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", "You may not see or do this.")
    }
}

impl From<FlowError> for Refused {
    fn from(error: FlowError) -> Self {
        let code = error.code();
        match error {
            FlowError::NotFound => Self::new(StatusCode::NOT_FOUND, code, "There is no such thing, or you may not see it."),
            FlowError::Forbidden => Self::forbidden(),
            FlowError::Bad { field, message, .. } => Self::bad(field, code, message),
            FlowError::Refused(_) | FlowError::Review(_) | FlowError::Changed => Self::new(StatusCode::CONFLICT, code, error.to_string()),
            FlowError::SlowDown { seconds } => Self::new(
                StatusCode::TOO_MANY_REQUESTS,
                code,
                format!("Too many tries. Wait {seconds} seconds and try again."),
            ),
            FlowError::WrongSignIn => Self::new(StatusCode::UNAUTHORIZED, code, "Name and password do not fit."),
            FlowError::Store(ref inner) => {
                tracing::error!(error = %inner, "a request failed in the store");
                Self::new(StatusCode::SERVICE_UNAVAILABLE, code, "The server could not save or read this now. Nothing was changed; try again.")
            }
            FlowError::Entropy(_) | FlowError::Media(_) | FlowError::Push(_) => {
                tracing::error!(%error, "a request failed");
                Self::new(StatusCode::SERVICE_UNAVAILABLE, code, "The server cannot do this now. Try again in a moment.")
            }
        }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let body = Problem { error: ProblemBody { code: self.code.into(), message: self.message, field: self.field } };
        (self.status, Json(body)).into_response()
    }
}
