-- The audit of one player or of one session is found segment by segment, of 4096 rows each: an index over all rows has the entries of a moment spread over all its pages, and each of these is written.
-- So only the pages of the last segment are.

DROP INDEX audit_by_account;
DROP INDEX audit_by_session;
CREATE INDEX audit_by_account ON audit (position >> 12, account_hash) WHERE account_hash IS NOT NULL;
CREATE INDEX audit_by_session ON audit (position >> 12, session) WHERE session IS NOT NULL;
