-- Sends one alert to Apple devices with the tag "world". LuaJIT's ffi reads the library's own
-- declarations, of which NH_CDEF names the file.
local ffi = require("ffi")

local function read(path)
  local file = assert(io.open(path))
  local text = file:read("*a")
  file:close()
  return text
end

ffi.cdef(read(assert(os.getenv("NH_CDEF"), "NH_CDEF is not set")))
local nh = ffi.load(os.getenv("NH_LIBRARY") or "libnotification_hubs.so.0.1")

--- What an error says, as a table that `error` can raise.
local function described(failure)
  return {
    status = ffi.string(nh.nh_status_name(nh.nh_error_status(failure))),
    message = ffi.string(nh.nh_error_message(failure)),
    may_have_been_sent = nh.nh_error_may_have_been_sent(failure),
  }
end

--- Opens a hub, which is freed with the last reference to it.
local function open_hub(connection_string, name, ca_file)
  local options = ffi.gc(nh.nh_options_new(), nh.nh_options_free)
  if ca_file and ca_file ~= "" then
    nh.nh_options_set_ca_file(options, ca_file) -- nh_hub_new reports a failure
  end
  local hub = nh.nh_hub_new(connection_string, name, options)
  if hub == nil then
    error(described(nh.nh_last_error()))
  end
  return ffi.gc(hub, nh.nh_hub_free)
end

--- Gives the tracking id of an accepted notification.
local function send_apple(hub, payload, tags)
  local place = ffi.new("nh_outcome *[1]")
  local status = nh.nh_send_apple_notification(hub, payload, tags, place)
  local outcome = ffi.gc(place[0], nh.nh_outcome_free)
  if status ~= nh.NH_STATUS_OK or nh.nh_outcome_verdict(outcome) ~= nh.NH_VERDICT_ACCEPTED then
    error(described(nh.nh_outcome_error(outcome)))
  end
  return ffi.string(nh.nh_outcome_tracking_id(outcome))
end

local sent, result = pcall(function()
  local hub = open_hub(os.getenv("NH_CONNECTION_STRING"), os.getenv("NH_HUB"), os.getenv("NH_CA_FILE"))
  return send_apple(hub, '{"aps":{"alert":"Hello from Lua! Grüße"}}', "world")
end)
if sent then
  print("accepted, tracking id " .. result)
elseif result.status then
  io.stderr:write(result.status, ": ", result.message, "\n")
else
  error(result, 0)
end
os.exit(sent and 0 or 1, true)
