"""The sync room: approved versions go out to hubs and come in from them; every step can be cut and goes on.

hub.py (names in a hub) · schema.py (tables in workspace.db) · outbox.py (what waits, and its states) · publish.py
(freeze, build, sign) · packing.py (parts into packs and back) · transfer.py (send: packs, then manifest, then head) ·
receipts.py · run.py (one round over all destinations) · accept.py (the other side) · receiving.py (a received version
into a dataset) · receipt.py (the signed answer).
May import packages, destinations and what is below. A new step of a publication is a new state in outbox.py.
"""
