wsgi_app = "app:app"
pythonpath = "../wsgi"
worker_class = "gthread"
workers = 3
threads = 4
preload_app = True  # the hub is made in the master, and works in every worker
