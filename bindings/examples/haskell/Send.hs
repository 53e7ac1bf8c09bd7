-- Sends one alert to Apple devices with the tag "world".
module Main (main) where

import Control.Exception (Exception, bracket, handle, throwIO)
import Control.Monad (when)
import Foreign (FunPtr, Ptr, alloca, nullPtr, peek)
import Foreign.C (CInt (..), CString)
import Foreign.C.String (peekCString, withCString)
import Foreign.ForeignPtr (ForeignPtr, newForeignPtr, withForeignPtr)
import GHC.IO.Encoding (setForeignEncoding, utf8)
import System.Environment (getEnv, lookupEnv)
import System.Exit (exitFailure)
import System.IO (hPutStrLn, hSetEncoding, stderr, stdout)

data NhOptions
data NhHub
data NhOutcome
data NhError

nhStatusOk, nhVerdictAccepted :: CInt
nhStatusOk = 0
nhVerdictAccepted = 1

-- What waits is "safe": the other threads of the program run meanwhile.
foreign import ccall safe nh_send_apple_notification
  :: Ptr NhHub -> CString -> CString -> Ptr (Ptr NhOutcome) -> IO CInt
foreign import ccall unsafe nh_status_name :: CInt -> IO CString
foreign import ccall unsafe nh_last_error :: IO (Ptr NhError)
foreign import ccall unsafe nh_error_status :: Ptr NhError -> IO CInt
foreign import ccall unsafe nh_error_message :: Ptr NhError -> IO CString
foreign import ccall unsafe nh_options_new :: IO (Ptr NhOptions)
foreign import ccall unsafe nh_options_set_ca_file :: Ptr NhOptions -> CString -> IO CInt
foreign import ccall unsafe nh_options_free :: Ptr NhOptions -> IO ()
foreign import ccall safe nh_hub_new :: CString -> CString -> Ptr NhOptions -> IO (Ptr NhHub)
foreign import ccall unsafe "&nh_hub_free" nhHubFree :: FunPtr (Ptr NhHub -> IO ())
foreign import ccall unsafe nh_outcome_verdict :: Ptr NhOutcome -> IO CInt
foreign import ccall unsafe nh_outcome_error :: Ptr NhOutcome -> IO (Ptr NhError)
foreign import ccall unsafe nh_outcome_tracking_id :: Ptr NhOutcome -> IO CString
foreign import ccall unsafe nh_outcome_free :: Ptr NhOutcome -> IO ()

data Failure = Failure {failureStatus :: String, failureMessage :: String}

instance Show Failure where
  show failure = failureStatus failure ++ ": " ++ failureMessage failure

instance Exception Failure

throwError :: Ptr NhError -> IO a
throwError failure = do
  status <- nh_error_status failure >>= nh_status_name >>= peekCString
  message <- nh_error_message failure >>= peekCString
  throwIO (Failure status message)

-- | Freed when nothing refers to it any more. The last error is the thread's of the system: that of
-- 'main' is one, which a thread of 'Control.Concurrent.forkIO' is not.
openHub :: String -> String -> Maybe FilePath -> IO (ForeignPtr NhHub)
openHub connectionString name caFile =
  bracket nh_options_new nh_options_free $ \options -> do
    mapM_ (`withCString` nh_options_set_ca_file options) caFile -- nh_hub_new reports a failure
    hub <- withCString connectionString $ \c -> withCString name $ \n -> nh_hub_new c n options
    when (hub == nullPtr) $ nh_last_error >>= throwError
    newForeignPtr nhHubFree hub

-- | Gives the tracking id of an accepted notification.
sendApple :: ForeignPtr NhHub -> String -> String -> IO String
sendApple hub payload tags =
  withForeignPtr hub $ \h -> withCString payload $ \p -> withCString tags $ \t ->
    bracket (send h p t) (nh_outcome_free . snd) $ \(status, outcome) -> do
      verdict <- nh_outcome_verdict outcome
      if status == nhStatusOk && verdict == nhVerdictAccepted
        then nh_outcome_tracking_id outcome >>= peekCString
        else nh_outcome_error outcome >>= throwError
  where
    send h p t = alloca $ \place -> do
      status <- nh_send_apple_notification h p t place
      outcome <- peek place
      pure (status, outcome)

main :: IO ()
main = do
  -- Text is UTF-8 for the library, whatever the locale says.
  setForeignEncoding utf8
  mapM_ (`hSetEncoding` utf8) [stdout, stderr]
  handle (\failure -> hPutStrLn stderr (show (failure :: Failure)) >> exitFailure) $ do
    connectionString <- getEnv "NH_CONNECTION_STRING"
    name <- getEnv "NH_HUB"
    caFile <- lookupEnv "NH_CA_FILE"
    hub <- openHub connectionString name (if caFile == Just "" then Nothing else caFile)
    trackingId <- sendApple hub "{\"aps\":{\"alert\":\"Hello from Haskell! Grüße\"}}" "world"
    putStrLn ("accepted, tracking id " ++ trackingId)
