//! Options of a hub.
//!
//! Times, connections, proxy, retries, log. Each has a default, so that a first
//! program needs none of them.
use std::ffi::{c_char, c_void};
use std::path::Path;
use std::sync::Arc;

use crate::auth::credential::TokenSource;
use crate::error::{Result, nh_status};
use crate::ffi::boundary::guard;
use crate::ffi::boundary::object::{Object, built_or, opaque};
use crate::ffi::boundary::pointers::text;
use crate::ffi::callbacks::{
    LogCallback, SpanCallback, TokenCallback, nh_log_callback, nh_span_callback, nh_token_callback,
};
use crate::log::Stderr;
use crate::policy::options::HubOptions;
use crate::trace::span::SpanSink;

/// How a hub is reached. Every setting has a default; pass NULL to nh_hub_new
/// for all of them. The hub copies the options, which may be freed or changed
/// afterwards.
pub struct nh_options(Object<HubOptions>);

opaque!(nh_options(HubOptions), "options");

/// A copy of the options, and the defaults for NULL.
pub fn hub_options(options: Option<&nh_options>) -> Result<HubOptions> {
    built_or(options, &HubOptions::default()).cloned()
}

/// Options with their defaults. Free with nh_options_free. Setters return
/// their status and also keep the first failure, with which nh_hub_new then
/// fails: check each setter or none.
#[unsafe(no_mangle)]
pub extern "C" fn nh_options_new() -> Option<Box<nh_options>> {
    guard::new("nh_options_new", || Ok(HubOptions::default()))
}

/// Frees options. NULL does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn nh_options_free(options: Option<Box<nh_options>>) {
    guard::free(options);
}

/// Total time for a call in milliseconds, with lookup, connection, TLS, answer
/// and all retries. Default 30000; 1 to 86400000.
#[unsafe(no_mangle)]
pub extern "C" fn nh_options_set_timeout_ms(
    options: Option<&mut nh_options>,
    timeout_ms: u32,
) -> nh_status {
    guard::set("nh_options_set_timeout_ms", options, |o| {
        o.set_timeout_ms(timeout_ms)
    })
}

/// Time for opening a connection in milliseconds: lookup, connect, proxy and
/// TLS handshake together. Default 10000; 1 to 86400000. The call's total time
/// ends it earlier.
#[unsafe(no_mangle)]
pub extern "C" fn nh_options_set_connect_timeout_ms(
    options: Option<&mut nh_options>,
    connect_timeout_ms: u32,
) -> nh_status {
    guard::set("nh_options_set_connect_timeout_ms", options, |o| {
        o.set_connect_timeout_ms(connect_timeout_ms)
    })
}

/// How many idle connections the hub keeps. Default 32; 1 to 4096. Set it to
/// the number of threads that send at the same time; more threads than that
/// work too, but open connections anew.
#[unsafe(no_mangle)]
pub extern "C" fn nh_options_set_pool_size(
    options: Option<&mut nh_options>,
    connections: u32,
) -> nh_status {
    guard::set("nh_options_set_pool_size", options, |o| {
        o.set_pool_size(connections)
    })
}

/// How long a connection may lie idle and still be used, in milliseconds.
/// Default 30000; 1 to 86400000.
#[unsafe(no_mangle)]
pub extern "C" fn nh_options_set_idle_age_ms(
    options: Option<&mut nh_options>,
    idle_age_ms: u32,
) -> nh_status {
    guard::set("nh_options_set_idle_age_ms", options, |o| {
        o.set_idle_age_ms(idle_age_ms)
    })
}

/// How old a connection may get, in milliseconds, before it is replaced, so
/// that a busy hub follows changes of the service's addresses. Default 600000;
/// 1 to 86400000.
#[unsafe(no_mangle)]
pub extern "C" fn nh_options_set_connection_age_ms(
    options: Option<&mut nh_options>,
    connection_age_ms: u32,
) -> nh_status {
    guard::set("nh_options_set_connection_age_ms", options, |o| {
        o.set_connection_age_ms(connection_age_ms)
    })
}

/// Reaches the hub through an HTTP proxy: "http://host:3128" or
/// "http://user:password@host:3128", https:// for TLS to the proxy. User and
/// password are percent-encoded: "%23" for #. Checked by nh_hub_new. Without this
/// call no proxy is used, whatever the environment says.
#[unsafe(no_mangle)]
pub extern "C" fn nh_options_set_proxy(
    options: Option<&mut nh_options>,
    url: *const c_char,
) -> nh_status {
    guard::set("nh_options_set_proxy", options, |o| {
        o.set_proxy(text(url, "url")?)
    })
}

/// Takes the proxy from the environment as it is when nh_hub_new runs, by the rules
/// of curl: from the first of https_proxy, HTTPS_PROXY, all_proxy and ALL_PROXY that
/// is set and not empty, for an http:// Endpoint of http_proxy, all_proxy and
/// ALL_PROXY; except for hosts in no_proxy, or else NO_PROXY. HTTP_PROXY is never
/// read, since a CGI finds a header of the request there. A proxy that cannot be
/// used fails nh_hub_new, which names the variable.
#[unsafe(no_mangle)]
pub extern "C" fn nh_options_set_proxy_from_environment(
    options: Option<&mut nh_options>,
) -> nh_status {
    guard::set("nh_options_set_proxy_from_environment", options, |o| {
        o.set_proxy_from_environment();
        Ok(())
    })
}

/// Hosts to reach without the proxy, separated by commas or blanks: "localhost",
/// "example.com" with its subdomains (".example.com" and "*.example.com" are the
/// same), "192.0.2.1", "10.0.0.0/8", "::1"; each with a port if only that one is
/// meant, "localhost:8443"; or "*" alone for all. With
/// nh_options_set_proxy_from_environment it replaces NO_PROXY, also if it is "".
#[unsafe(no_mangle)]
pub extern "C" fn nh_options_set_no_proxy(
    options: Option<&mut nh_options>,
    hosts: *const c_char,
) -> nh_status {
    guard::set("nh_options_set_no_proxy", options, |o| {
        o.set_no_proxy(text(hosts, "hosts")?)
    })
}

/// Trusts only the certificates in this PEM file, instead of the system's, or of
/// SSL_CERT_FILE and SSL_CERT_DIR where the environment has them; "" is none. Read
/// by nh_hub_new, which fails with NH_STATUS_INVALID_CA_FILE if it cannot be used,
/// or if the variables lead nowhere. The hub's certificate and host name are always
/// verified; there is no option to switch that off.
#[unsafe(no_mangle)]
pub extern "C" fn nh_options_set_ca_file(
    options: Option<&mut nh_options>,
    path: *const c_char,
) -> nh_status {
    guard::set("nh_options_set_ca_file", options, |o| {
        o.set_ca_file(Path::new(text(path, "path")?));
        Ok(())
    })
}

/// Adds your program's name to the user agent: "shop/2.1".
#[unsafe(no_mangle)]
pub extern "C" fn nh_options_set_user_agent_suffix(
    options: Option<&mut nh_options>,
    suffix: *const c_char,
) -> nh_status {
    guard::set("nh_options_set_user_agent_suffix", options, |o| {
        o.set_user_agent_suffix(text(suffix, "suffix")?)
    })
}

/// The api-version of every request. Default "2020-06", the one that this
/// library is written for.
#[unsafe(no_mangle)]
pub extern "C" fn nh_options_set_api_version(
    options: Option<&mut nh_options>,
    api_version: *const c_char,
) -> nh_status {
    guard::set("nh_options_set_api_version", options, |o| {
        o.set_api_version(text(api_version, "api_version")?)
    })
}

/// When a failed send is repeated: an nh_retry. Default
/// NH_RETRY_NOT_ACCEPTED, which cannot duplicate.
#[unsafe(no_mangle)]
pub extern "C" fn nh_options_set_retry(options: Option<&mut nh_options>, retry: i32) -> nh_status {
    guard::set("nh_options_set_retry", options, |o| o.set_retry(retry))
}

/// Requests at most for one call, the first included. Default 3; 1 to 100. Where
/// a call makes several requests (batches, waits, lists, a deletion by channel)
/// it bounds each of them.
/// Between them the library waits as long as the service asks, else 0.5 s,
/// 1 s, 2 s ... up to 8 s, each shortened by chance; never past the call's
/// total time.
#[unsafe(no_mangle)]
pub extern "C" fn nh_options_set_max_attempts(
    options: Option<&mut nh_options>,
    attempts: u32,
) -> nh_status {
    guard::set("nh_options_set_max_attempts", options, |o| {
        o.set_max_attempts(attempts)
    })
}

/// How many sends may leave in a second in the long run, and how many at once
/// after a rest (burst): both from 1 to 1000000, or both 0 for no limit, the
/// default. Counts every attempt of every thread that sends through the hub;
/// reads and changes go free, except those of a pruning. A send waits for its turn;
/// one whose turn would come after its time fails at once with NH_STATUS_THROTTLED and
/// nh_error_retry_after_ms, and nothing was sent.
///
/// With or without a limit, the whole hub waits when the service asks it to (429
/// or 403 with Retry-After): no thread sends or reads before that is over, and a
/// call whose time would be over first fails in the same way. Of a longer wait than
/// two minutes one request in each two minutes finds out whether it is still asked
/// for; nh_hub_set_connection_string ends it.
#[unsafe(no_mangle)]
pub extern "C" fn nh_options_set_rate_limit(
    options: Option<&mut nh_options>,
    per_second: u32,
    burst: u32,
) -> nh_status {
    guard::set("nh_options_set_rate_limit", options, |o| {
        o.set_rate_limit(per_second, burst)
    })
}

/// Lets callback bring the tokens, so that this process needs no key; the
/// connection string then has none. callback must stay callable until the last
/// hub made with these options is freed. NULL takes it back. user_data may be
/// NULL; the library only hands it on.
#[unsafe(no_mangle)]
pub extern "C" fn nh_options_set_token_callback(
    options: Option<&mut nh_options>,
    callback: nh_token_callback,
    user_data: *mut c_void,
) -> nh_status {
    guard::set("nh_options_set_token_callback", options, |o| {
        o.set_token_source(callback.map(|function| {
            let source: Arc<dyn TokenSource> = Arc::new(TokenCallback {
                function,
                user_data,
            });
            source
        }));
        Ok(())
    })
}

/// Makes every nh_send and every one-line call of the hub a test send (0: no,
/// the default): the service answers what became of it at up to ten devices. It
/// is slow and throttled to about ten a minute: for development only. Batches
/// and scheduled sends are never test sends.
#[unsafe(no_mangle)]
pub extern "C" fn nh_options_set_test(options: Option<&mut nh_options>, test: i32) -> nh_status {
    guard::set("nh_options_set_test", options, |o| {
        o.set_test(test != 0);
        Ok(())
    })
}

/// The how-to's debug mode: logs at NH_LOG_LEVEL_DUMP to standard error, and
/// makes every send a test send. Payloads stay hidden unless
/// nh_options_set_log_payloads shows them.
#[unsafe(no_mangle)]
pub extern "C" fn nh_options_set_debug(options: Option<&mut nh_options>) -> nh_status {
    guard::set("nh_options_set_debug", options, |o| {
        o.set_debug();
        Ok(())
    })
}

/// Gives log text of up to max_level (an nh_log_level) to callback, which must
/// stay callable until the last hub made with these options is freed. A NULL
/// callback logs nothing. user_data may be NULL; the library only hands it on.
#[unsafe(no_mangle)]
pub extern "C" fn nh_options_set_log_callback(
    options: Option<&mut nh_options>,
    max_level: i32,
    callback: nh_log_callback,
    user_data: *mut c_void,
) -> nh_status {
    guard::set("nh_options_set_log_callback", options, |o| match callback {
        Some(function) => o.set_log(
            max_level,
            Arc::new(LogCallback {
                function,
                user_data,
            }),
        ),
        None => o.set_log_off(max_level),
    })
}

/// Logs up to max_level (an nh_log_level) to standard error. A call waits as long as
/// standard error takes nothing, such as a full pipe that nobody reads: its timeout
/// does not count that, nor the time in a callback.
#[unsafe(no_mangle)]
pub extern "C" fn nh_options_set_log_stderr(
    options: Option<&mut nh_options>,
    max_level: i32,
) -> nh_status {
    guard::set("nh_options_set_log_stderr", options, |o| {
        o.set_log(max_level, Arc::new(Stderr))
    })
}

/// Tells callback of each call of the hub and of each of its attempts, with when it began
/// and ended. callback must stay callable until the last hub made with these options is
/// freed. NULL takes it back. user_data may be NULL; the library only hands it on.
///
/// A call is what nh_counters_new counts as one: a direct batch is one for each thousand
/// handles, a list one for each page. One that was refused before it began, or was still
/// in a queue when it ended, has no span.
#[unsafe(no_mangle)]
pub extern "C" fn nh_options_set_span_callback(
    options: Option<&mut nh_options>,
    callback: nh_span_callback,
    user_data: *mut c_void,
) -> nh_status {
    guard::set("nh_options_set_span_callback", options, |o| {
        o.set_span_sink(callback.map(|function| {
            let sink: Arc<dyn SpanSink> = Arc::new(SpanCallback {
                function,
                user_data,
            });
            sink
        }));
        Ok(())
    })
}

/// Checks payloads before they are sent (0: no, the default, since the bytes
/// are yours), as nh_notification_check does. Apple device tokens that a
/// payload is sent to or that an installation has are checked too.
#[unsafe(no_mangle)]
pub extern "C" fn nh_options_set_check_payloads(
    options: Option<&mut nh_options>,
    check: i32,
) -> nh_status {
    guard::set("nh_options_set_check_payloads", options, |o| {
        o.set_check_payloads(check != 0);
        Ok(())
    })
}

/// Shows payloads in dumps (0: no, the default). Keys, signatures and device
/// handles stay hidden.
#[unsafe(no_mangle)]
pub extern "C" fn nh_options_set_log_payloads(
    options: Option<&mut nh_options>,
    show: i32,
) -> nh_status {
    guard::set("nh_options_set_log_payloads", options, |o| {
        o.set_log_payloads(show != 0);
        Ok(())
    })
}
