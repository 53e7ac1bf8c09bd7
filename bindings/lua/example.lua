-- Sends from LuaJIT, whose ffi reads the library's own declarations:
--
--   NH_CDEF=include/notification_hubs.cdef.h NH_LIBRARY=… luajit bindings/lua/example.lua
--
-- Exit status 0 if all went as it should.
local ffi = require("ffi")

local function read(path)
  local file = assert(io.open(path))
  local text = file:read("*a")
  file:close()
  return text
end

ffi.cdef(read(assert(os.getenv("NH_CDEF"), "NH_CDEF is not set")))
local nh = ffi.load(os.getenv("NH_LIBRARY") or "libnotification_hubs.so.0.1")

--- Text from the library; nil for NULL.
local function text(pointer)
  return pointer ~= nil and ffi.string(pointer) or nil
end

local function open_hub()
  local options = ffi.gc(nh.nh_options_new(), nh.nh_options_free)
  local ca_file = os.getenv("NH_CA_FILE")
  if ca_file and ca_file ~= "" then
    nh.nh_options_set_ca_file(options, ca_file)
  end
  local hub = nh.nh_hub_new(os.getenv("NH_CONNECTION_STRING"), os.getenv("NH_HUB"), options)
  if hub == nil then
    error(text(nh.nh_error_message(nh.nh_last_error())))
  end
  return ffi.gc(hub, nh.nh_hub_free)
end

--- Sends to devices that match; gives the outcome, which is freed by itself.
local function send(hub, payload, tags)
  local place = ffi.new("nh_outcome *[1]")
  nh.nh_send_apple_notification(hub, payload, tags, place)
  return ffi.gc(place[0], nh.nh_outcome_free)
end

local hub = open_hub()
local hello = '{"aps":{"alert":"Hello from Lua! Grüße"}}'
local failures = 0

local outcome = send(hub, hello, "world")
if nh.nh_outcome_verdict(outcome) == nh.NH_VERDICT_ACCEPTED then
  print("accepted " .. text(nh.nh_outcome_tracking_id(outcome)))
else
  print(text(nh.nh_error_message(nh.nh_outcome_error(outcome))))
  failures = failures + 1
end

local refused = send(hub, hello, "world &&")
local why = nh.nh_outcome_error(refused)
print(text(nh.nh_status_name(nh.nh_error_status(why))) .. ": " .. text(nh.nh_error_message(why)))
if nh.nh_error_status(why) ~= nh.NH_STATUS_INVALID_TAG_EXPRESSION or nh.nh_error_may_have_been_sent(why) then
  failures = failures + 1
end

os.exit(failures == 0 and 0 or 1, true)
