//! Device tokens of Apple.

/// The service's text for other characters is quoted in azure-notificationhubs-java-backend#34.
pub fn check(token: &str) -> Result<(), &'static str> {
    if !token.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err("One or more characters in device token is not a hexadecimal digit.");
    }
    match token.len().is_multiple_of(2) {
        true => Ok(()),
        false => Err("The device token has an odd number of hexadecimal digits."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_that_people_send() {
        assert_eq!(check("00fc13adFF"), Ok(()));
        for token in [
            "00fc 13ad",
            "00fc-13ad",
            "<00fc13ad>",
            "APwTrQ==",
            "(null)",
            "00f",
            " 00",
        ] {
            assert!(check(token).is_err(), "{token}");
        }
    }
}
