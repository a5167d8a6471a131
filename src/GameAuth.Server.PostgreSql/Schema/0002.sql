-- Rows of a token store and its leases. Keys are bytes: UTF-8, or UTF-16 after a byte FF where a text has no UTF-8.

CREATE TABLE {schema}.rows (
  partition bytea NOT NULL,
  name bytea NOT NULL,
  epoch bigint NOT NULL,
  number bigint NOT NULL,
  value bytea NOT NULL,
  PRIMARY KEY (partition, name)
);

-- What is sealed does not compress.
ALTER TABLE {schema}.rows ALTER COLUMN value SET STORAGE EXTERNAL;

CREATE TABLE {schema}.leases (
  name bytea PRIMARY KEY,
  holder bytea NOT NULL,
  ends_at timestamptz NOT NULL
);

CREATE INDEX leases_by_end ON {schema}.leases (ends_at);
