//! What is said of a request that no notification came of.

pub fn told(status: Option<u16>, refusal: Option<&str>, fault: Option<&str>) -> String {
    let fault = match fault {
        Some(fault) => format!("The fault rule '{fault}' hit it. "),
        None => String::new(),
    };
    match (status, refusal) {
        (None, _) => format!("{fault}It had no answer, and no notification came of it."),
        (Some(status), Some(text)) => format!("{fault}It was refused with {status}: {text}"),
        (Some(403), None) => {
            format!("{fault}It was refused with 403: the policy of its token lacks the right.")
        }
        (Some(status), None) => {
            format!("{fault}It was answered with {status}, and no notification came of it.")
        }
    }
}
