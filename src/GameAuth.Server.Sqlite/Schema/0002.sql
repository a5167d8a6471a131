-- Places in rooms. A place that nobody renews frees itself; one holder counts once.

CREATE TABLE room_place (
    id BLOB PRIMARY KEY,
    room BLOB NOT NULL,
    holder BLOB NOT NULL,
    ends_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX room_place_by_room ON room_place (room);
CREATE INDEX room_place_by_end ON room_place (ends_at);
