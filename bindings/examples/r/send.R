# Sends one alert to Apple devices with the tag "world".
#
#   Rscript send.R LIBRARY     where nh.c was compiled to
dyn.load(commandArgs(trailingOnly = TRUE)[1])

fail <- function(result) {
  stop(structure(
    class = c("notification_hubs_error", "error", "condition"),
    list(message = paste0(result$status, ": ", result$message), status = result$status, call = NULL)
  ))
}

open_hub <- function(connection_string, name, ca_file = "") {
  hub <- .Call("nh_open", connection_string, name, ca_file)
  if (is.list(hub)) fail(hub)
  hub
}

# Gives the tracking id of an accepted notification.
send_apple <- function(hub, payload, tags) {
  result <- .Call("nh_send_apple", hub, payload, tags)
  if (is.null(result$tracking_id)) fail(result)
  result$tracking_id
}

tryCatch(
  {
    hub <- open_hub(Sys.getenv("NH_CONNECTION_STRING"), Sys.getenv("NH_HUB"), Sys.getenv("NH_CA_FILE"))
    tracking_id <- send_apple(hub, "{\"aps\":{\"alert\":\"Hello from R! Gr\u00fc\u00dfe\"}}", "world")
    cat("accepted, tracking id ", tracking_id, "\n", sep = "")
  },
  notification_hubs_error = function(failure) {
    message(conditionMessage(failure))
    quit(status = 1)
  }
)
