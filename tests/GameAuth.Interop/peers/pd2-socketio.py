"""Talks to the emulated PD2 socket with Debian's python3-socketio, which speaks Engine.IO 4. One JSON document on stdin, one on stdout."""
import json
import sys
import threading

import socketio

asked = json.load(sys.stdin)
client = socketio.Client(reconnection=False)
order = []
pushed = threading.Event()


@client.on("market/listing created")
def created(one):
    order.append("event " + one["item"]["hash"])


@client.on("social/message pushed")
def message(one):
    order.append("pushed " + one["content"])
    pushed.set()


def call(*arguments):
    answer = client.call(arguments[0], tuple(arguments[1:]), timeout=20)
    return list(answer) if isinstance(answer, tuple) else [answer]


client.connect(asked["url"], transports=["websocket"], wait_timeout=20)
early = call("find", "market/listing", {})
session = call("create", "security/session", {"strategy": "jwt", "accessToken": asked["token"]}, {})
made = call("create", "market/listing", {"type": "item", "item": {"hash": "h-äöü", "text": "x" * 900000}}, {})
order.append("ack " + made[1]["item"]["hash"])
stash = call("get", "game/stash", "emutrader", {"softcore": True, "ladder": True})
surplus = call("find", "game/online", {}, 1)
client.emit("get", ("game/account", "ready"))
pushed.wait(20)
# Four pings at least.
client.sleep(2.5)
connected = client.connected
client.disconnect()
json.dump({
    "early": early[0]["code"], "user": session[1]["user"]["username"], "order": order, "items": len(stash[1]["items"]),
    "surplus": surplus[0]["name"], "connected": connected,
}, sys.stdout)
