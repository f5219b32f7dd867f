"""A small Django site: signed-cookie sessions and CSRF, without a database. Knows no gateway.

Usage: django_notes.py   (prints "port N" when it listens; ends with its standard input)
"""
import os
import sys
import threading
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.urls import path

settings.configure(
    SECRET_KEY="the same on every instance",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
    ],
)


def home(request):
    notes = ",".join(request.session.get("notes", []))
    text = f"user={request.session.get('user', '-')} notes={notes or '-'} pid={os.getpid()}"
    return HttpResponse(f"{text} csrf={get_token(request)}")


def login(request):
    request.session["user"] = request.POST["user"]
    return HttpResponseRedirect("/")


def note(request):
    request.session["notes"] = request.session.get("notes", []) + [request.POST["text"]]
    return HttpResponseRedirect("/")


def logout(request):
    request.session.flush()
    return HttpResponseRedirect("/")


urlpatterns = [
    path("", home),
    path("login", login),
    path("note", note),
    path("logout", logout),
]


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        pass


def end_with_input():
    sys.stdin.read()
    os._exit(0)


threading.Thread(target=end_with_input, daemon=True).start()
server = make_server(
    "127.0.0.1", 0, get_wsgi_application(), server_class=Server, handler_class=Quiet
)
print("port", server.server_port, flush=True)
server.serve_forever()
