wsgi_app = "app:app"
pythonpath = "../wsgi"
workers = 3
timeout = 30  # ends a worker that is in a request for longer: keep the hub's timeout_ms below it
graceful_timeout = 30  # how long a reload and a stop wait for requests
