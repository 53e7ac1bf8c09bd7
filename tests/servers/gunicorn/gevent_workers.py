wsgi_app = "gevent_app:app"
worker_class = "gevent"
workers = 2
