"""A plain Flask shop: its session is a signed cookie, as Flask has it. Knows no gateway.

Usage: flask_shop.py   (prints "port N" when it listens; ends with its standard input)
"""
import os
import sys
import threading

from flask import Flask, redirect, request, session
from werkzeug.serving import make_server

app = Flask(__name__)
app.secret_key = "the same on every instance"


@app.post("/login")
def login():
    session["user"] = request.args["user"]
    return redirect("/")


@app.post("/cart")
def put():
    session["cart"] = session.get("cart", []) + [request.args["item"]]
    return redirect("/")


@app.post("/logout")
def logout():
    session.clear()
    return redirect("/")


@app.get("/")
def home():
    cart = ",".join(session.get("cart", []))
    return f"user={session.get('user', '-')} cart={cart or '-'} pid={os.getpid()}"


def end_with_input():
    sys.stdin.read()
    os._exit(0)


threading.Thread(target=end_with_input, daemon=True).start()
server = make_server("127.0.0.1", 0, app, threaded=True)
print("port", server.port, flush=True)
server.serve_forever()
