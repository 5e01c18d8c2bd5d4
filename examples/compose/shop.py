"""A shop in Python's standard library: it creates a payment, verifies the webhook, and captures what was reserved.

GET /            a page with one thing to buy
POST /buy        creates a payment and sends the customer to Vipps
POST /webhooks   called by Vipps when the customer has approved
GET /orders      every order with its state, as JSON
"""

import base64
import hashlib
import hmac
import json
import os
import threading
import urllib.request
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

VIPPS = os.environ["VIPPS_BASE_URL"]  # where this program reaches Vipps
SHOP = os.environ["SHOP_URL"]  # where Vipps reaches this program
PUBLIC = os.environ.get("SHOP_PUBLIC_URL", SHOP)  # where the customer's browser reaches it
HOST = os.environ.get("SHOP_HOST", "0.0.0.0")
PORT = int(os.environ.get("SHOP_PORT", "8080"))
KEYS = {
    "client_id": os.environ["VIPPS_CLIENT_ID"],
    "client_secret": os.environ["VIPPS_CLIENT_SECRET"],
    "Ocp-Apim-Subscription-Key": os.environ["VIPPS_SUBSCRIPTION_KEY"],
    "Merchant-Serial-Number": os.environ["VIPPS_MERCHANT_SERIAL_NUMBER"],
}
AMOUNT = {"currency": "NOK", "value": 49900}  # 499.00 NOK

orders = {}
lock = threading.Lock()


def request(path, body=None, **headers):
    """Sends a POST request to Vipps and returns the JSON of the response."""
    data = json.dumps(body).encode() if body is not None else b""
    sent = {**headers, "Content-Type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(VIPPS + path, data, sent, method="POST"), timeout=10) as response:
        return json.load(response)


def call(path, body, idempotency_key):
    """Calls an API with a new access token. A shop with customers keeps the token until it expires."""
    token = request("/accesstoken/get", **KEYS)["access_token"]
    keys = {name: KEYS[name] for name in ("Ocp-Apim-Subscription-Key", "Merchant-Serial-Number")}
    return request(path, body, Authorization=f"Bearer {token}", **keys, **{"Idempotency-Key": idempotency_key})


def is_from_vipps(handler, body, secret):
    """Compares the signature of a webhook: https://developer.vippsmobilepay.com/docs/APIs/webhooks-api/request-authentication"""
    content_hash = base64.b64encode(hashlib.sha256(body).digest()).decode()
    date, host = handler.headers["x-ms-date"], handler.headers["host"]
    text = f"POST\n{handler.path}\n{date};{host};{content_hash}"
    signature = base64.b64encode(hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest()).decode()
    expected = f"HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature={signature}"
    return hmac.compare_digest(expected, handler.headers["authorization"] or "")


class Shop(BaseHTTPRequestHandler):
    secret = ""

    def respond(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        if self.path == "/orders":
            with lock:
                return self.respond(200, json.dumps(orders).encode(), **{"Content-Type": "application/json"})
        page = b'<!doctype html><title>Shop</title><form method="post" action="/buy"><button>Buy for 499 NOK</button></form>'
        self.respond(200, page + b'<p><a href="/orders">Orders</a>', **{"Content-Type": "text/html"})

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"] or 0))
        if self.path == "/buy":
            return self.buy()
        if self.path == "/webhooks":
            return self.receive(body) if is_from_vipps(self, body, Shop.secret) else self.respond(401)
        self.respond(404)

    def buy(self):
        reference = f"order-{uuid.uuid4()}"
        with lock:
            orders[reference] = "CREATED"
        payment = {
            "reference": reference,
            "amount": AMOUNT,
            "paymentMethod": {"type": "WALLET"},
            "userFlow": "WEB_REDIRECT",
            "returnUrl": f"{PUBLIC}/orders",
        }
        created = call("/epayment/v1/payments", payment, f"create-{reference}")
        self.respond(303, Location=created["redirectUrl"])

    def receive(self, body):
        """A repeated webhook repeats the capture with the same key, which moves no money again."""
        reference = json.loads(body)["reference"]
        call(f"/epayment/v1/payments/{reference}/capture", {"modificationAmount": AMOUNT}, f"capture-{reference}")
        with lock:
            orders[reference] = "CAPTURED"
        self.respond(200)


if __name__ == "__main__":
    server = ThreadingHTTPServer((HOST, PORT), Shop)
    registration = {"url": f"{SHOP}/webhooks", "events": ["epayments.payment.authorized.v1"]}
    Shop.secret = call("/webhooks/v1/webhooks", registration, str(uuid.uuid4()))["secret"]
    print(f"Shop: {PUBLIC}", flush=True)
    server.serve_forever()
