-- Sessions: families of refresh tokens, the log of revocations, what may be used once, windows, due work.
--
-- Texts are bytea in UTF-8, since a text of PostgreSQL can't hold U+0000: convert_from(subject, 'UTF8') shows one.
-- Spans come as microseconds, so that no time zone and no daylight saving is in them. p_now is the clock of a test; null takes the database's.
-- A function in READ COMMITTED sees with each of its statements what was committed before it: a plain statement with CTEs would answer who lost a race with the row from before it.

CREATE TABLE {schema}.families (
  id bytea PRIMARY KEY,
  subject bytea NOT NULL,
  provider bytea NOT NULL,
  provider_subject bytea NOT NULL,
  profile bytea NOT NULL,
  client_id bytea NOT NULL,
  claims bytea NOT NULL,
  key_thumbprint bytea NOT NULL,
  status smallint NOT NULL,
  end_reason bytea,
  generation integer NOT NULL,
  acknowledged integer NOT NULL,
  created_at timestamptz NOT NULL,
  rotated_at timestamptz NOT NULL,
  idle_ends_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  network_hash bytea NOT NULL,
  user_agent_hash bytea NOT NULL,
  first_answer bytea NOT NULL,
  -- What pruning looks for. It is coarse, so that few refreshes change it: an update that changes no indexed column writes to no index.
  prune_from timestamptz NOT NULL GENERATED ALWAYS AS (date_bin('4 hours', idle_ends_at, TIMESTAMPTZ '2000-01-01 00:00:00+00')) STORED
) WITH (fillfactor = 75, autovacuum_vacuum_scale_factor = 0.05);

CREATE INDEX families_by_subject ON {schema}.families (subject, created_at);
CREATE INDEX families_by_account ON {schema}.families (provider, provider_subject);
CREATE INDEX families_by_end ON {schema}.families (prune_from);

CREATE TABLE {schema}.nonces (
  nonce bytea PRIMARY KEY,
  family bytea NOT NULL,
  ends_at timestamptz NOT NULL
);

CREATE INDEX nonces_by_end ON {schema}.nonces (ends_at);

CREATE SEQUENCE {schema}.positions AS bigint;

CREATE TABLE {schema}.revocations (
  position bigint PRIMARY KEY,
  target smallint NOT NULL,
  value bytea NOT NULL,
  provider bytea NOT NULL,
  before timestamptz NOT NULL,
  reason bytea NOT NULL,
  ends_at timestamptz NOT NULL
);

CREATE INDEX revocations_by_end ON {schema}.revocations (ends_at);

CREATE TABLE {schema}.used (
  key bytea PRIMARY KEY,
  ends_at timestamptz NOT NULL
);

CREATE INDEX used_by_end ON {schema}.used (ends_at);

CREATE TABLE {schema}.windows (
  key bytea PRIMARY KEY,
  total integer NOT NULL,
  ends_at timestamptz NOT NULL
);

CREATE INDEX windows_by_end ON {schema}.windows (ends_at);

CREATE TABLE {schema}.work (
  kind bytea NOT NULL,
  id bytea NOT NULL,
  version bigint NOT NULL,
  due_at timestamptz NOT NULL,
  claimed_until timestamptz,
  payload bytea NOT NULL,
  PRIMARY KEY (kind, id)
);

CREATE INDEX work_by_due ON {schema}.work (kind, due_at);

-- The audit. session is a family's id; hashes are keyed. What is not known has no bytes.
CREATE TABLE {schema}.audit (
  position bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  at timestamptz NOT NULL,
  event bytea NOT NULL,
  account_hash bytea NOT NULL,
  session bytea NOT NULL,
  token_id bytea NOT NULL,
  ip_hash bytea NOT NULL,
  user_agent_hash bytea NOT NULL,
  result bytea NOT NULL,
  reason bytea NOT NULL,
  actor bytea NOT NULL,
  ends_at timestamptz NOT NULL
);

CREATE INDEX audit_by_account ON {schema}.audit (account_hash, position);
CREATE INDEX audit_by_session ON {schema}.audit (session, position);
CREATE INDEX audit_by_event ON {schema}.audit (event, position);
CREATE INDEX audit_by_end ON {schema}.audit (ends_at);

CREATE FUNCTION {schema}.create_family(
  p_id bytea, p_subject bytea, p_provider bytea, p_provider_subject bytea, p_profile bytea, p_client_id bytea, p_claims bytea, p_key_thumbprint bytea,
  p_lifetime bigint, p_idle_lifetime bigint, p_network_hash bytea, p_user_agent_hash bytea, p_first_answer bytea, p_nonce bytea, p_nonce_lifetime bigint, p_now timestamptz)
RETURNS TABLE (is_done boolean, store_now timestamptz, result {schema}.families)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
  -- Who ends the sessions of a subject waits for the sign-ins that have begun, so that none of them is missed; see end_families.
  PERFORM pg_advisory_xact_lock_shared(hashtextextended('{name} sign-ins', 0));
  store_now := COALESCE(p_now, clock_timestamp());
  INSERT INTO {schema}.nonces AS n (nonce, family, ends_at)
    VALUES (p_nonce, p_id, store_now + p_nonce_lifetime * INTERVAL '1 microsecond')
    ON CONFLICT (nonce) DO UPDATE SET family = EXCLUDED.family, ends_at = EXCLUDED.ends_at WHERE n.ends_at <= store_now;
  is_done := FOUND;
  IF is_done THEN
    INSERT INTO {schema}.families (
      id, subject, provider, provider_subject, profile, client_id, claims, key_thumbprint, status, generation, acknowledged,
      created_at, rotated_at, idle_ends_at, ends_at, network_hash, user_agent_hash, first_answer)
    VALUES (
      p_id, p_subject, p_provider, p_provider_subject, p_profile, p_client_id, p_claims, p_key_thumbprint, 0, 0, -1,
      store_now, store_now, store_now + LEAST(p_idle_lifetime, p_lifetime) * INTERVAL '1 microsecond', store_now + p_lifetime * INTERVAL '1 microsecond',
      p_network_hash, p_user_agent_hash, p_first_answer)
    RETURNING * INTO result;
  ELSE
    SELECT f.* INTO result FROM {schema}.nonces n JOIN {schema}.families f ON f.id = n.family WHERE n.nonce = p_nonce;
  END IF;
  RETURN NEXT;
END $$;

CREATE FUNCTION {schema}.advance_family(
  p_id bytea, p_from integer, p_to integer, p_idle_lifetime bigint, p_network_hash bytea, p_user_agent_hash bytea, p_now timestamptz)
RETURNS TABLE (is_done boolean, store_now timestamptz, result {schema}.families)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
  store_now := COALESCE(p_now, clock_timestamp());
  UPDATE {schema}.families SET
    generation = p_to, rotated_at = store_now, idle_ends_at = LEAST(store_now + p_idle_lifetime * INTERVAL '1 microsecond', ends_at),
    network_hash = p_network_hash, user_agent_hash = p_user_agent_hash
    WHERE id = p_id AND generation = p_from AND status = 0 AND idle_ends_at > store_now AND ends_at > store_now
    RETURNING * INTO result;
  is_done := FOUND;
  IF NOT is_done THEN
    SELECT f.* INTO result FROM {schema}.families f WHERE f.id = p_id;
    store_now := COALESCE(p_now, clock_timestamp());
  END IF;
  RETURN NEXT;
END $$;

CREATE FUNCTION {schema}.end_families(
  p_target smallint, p_value bytea, p_provider bytea, p_family bytea, p_before timestamptz, p_reason bytea, p_status smallint, p_keep_for bigint, p_now timestamptz)
RETURNS TABLE (ended integer, log_position bigint, store_now timestamptz)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  hit_before timestamptz := COALESCE(p_before, 'infinity');
BEGIN
  ended := 0;
  log_position := 0;
  store_now := COALESCE(p_now, clock_timestamp());
  -- A logout that is repeated takes no lock.
  IF p_target = 0 AND NOT EXISTS (SELECT FROM {schema}.families WHERE id = p_family AND status = 0 AND created_at < hit_before) THEN
    RETURN NEXT;
    RETURN;
  END IF;
  IF p_target > 1 THEN
    PERFORM pg_advisory_xact_lock(hashtextextended('{name} sign-ins', 0));
  END IF;
  -- From here to the commit one transaction at a time appends: who reads a position has read all that are below it. Always before the rows, so that no two wait for each other.
  PERFORM pg_advisory_xact_lock(hashtextextended('{name} log', 0));
  store_now := COALESCE(p_now, clock_timestamp());
  CASE p_target
    WHEN 0 THEN
      UPDATE {schema}.families SET status = p_status, end_reason = p_reason WHERE id = p_family AND status = 0 AND created_at < hit_before;
    WHEN 1 THEN
      NULL;
    WHEN 2 THEN
      UPDATE {schema}.families SET status = p_status, end_reason = p_reason WHERE subject = p_value AND status = 0 AND created_at < hit_before;
    WHEN 3 THEN
      UPDATE {schema}.families SET status = p_status, end_reason = p_reason
        WHERE provider = p_provider AND provider_subject = p_value AND status = 0 AND created_at < hit_before;
    WHEN 4 THEN
      UPDATE {schema}.families SET status = p_status, end_reason = p_reason WHERE status = 0 AND created_at < hit_before;
  END CASE;
  IF p_target <> 1 THEN
    GET DIAGNOSTICS ended = ROW_COUNT;
  END IF;
  IF p_target <> 0 OR ended > 0 THEN
    INSERT INTO {schema}.revocations (position, target, value, provider, before, reason, ends_at)
      VALUES (nextval('{schema}.positions'), p_target, p_value, p_provider, COALESCE(p_before, store_now + INTERVAL '1 millisecond'), p_reason,
        store_now + p_keep_for * INTERVAL '1 microsecond')
      RETURNING position INTO log_position;
    PERFORM pg_notify('{channel}', log_position::text);
  END IF;
  RETURN NEXT;
END $$;

CREATE FUNCTION {schema}.count_in_window(p_key bytea, p_by integer, p_limit integer, p_window bigint, p_now timestamptz)
RETURNS TABLE (is_permitted boolean, counted integer, window_ends_at timestamptz, store_now timestamptz)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
  store_now := COALESCE(p_now, clock_timestamp());
  INSERT INTO {schema}.windows AS w (key, total, ends_at)
    SELECT p_key, p_by, store_now + p_window * INTERVAL '1 microsecond' WHERE p_by <= p_limit
    ON CONFLICT (key) DO UPDATE SET
      total = CASE WHEN w.ends_at <= store_now THEN EXCLUDED.total ELSE w.total + EXCLUDED.total END,
      ends_at = CASE WHEN w.ends_at <= store_now THEN EXCLUDED.ends_at ELSE w.ends_at END
      WHERE w.ends_at <= store_now OR w.total::bigint + EXCLUDED.total <= p_limit
    RETURNING w.total, w.ends_at INTO counted, window_ends_at;
  is_permitted := FOUND;
  IF NOT is_permitted THEN
    SELECT w.total, w.ends_at INTO counted, window_ends_at FROM {schema}.windows w WHERE w.key = p_key AND w.ends_at > store_now;
    IF NOT FOUND THEN
      counted := 0;
      window_ends_at := store_now + p_window * INTERVAL '1 microsecond';
    END IF;
  END IF;
  RETURN NEXT;
END $$;

CREATE FUNCTION {schema}.prune(p_limit integer, p_family_grace bigint, p_now timestamptz) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
  store_now timestamptz := COALESCE(p_now, clock_timestamp());
  gone_before timestamptz := store_now - p_family_grace * INTERVAL '1 microsecond';
  pruned integer := 0;
  deleted integer;
BEGIN
  -- Another node that prunes has its rows locked; they are left to it.
  DELETE FROM {schema}.families WHERE id = ANY (ARRAY(
    SELECT id FROM {schema}.families WHERE prune_from <= gone_before AND idle_ends_at <= gone_before LIMIT p_limit FOR UPDATE SKIP LOCKED));
  GET DIAGNOSTICS deleted = ROW_COUNT;
  pruned := pruned + deleted;
  DELETE FROM {schema}.nonces WHERE nonce = ANY (ARRAY(
    SELECT nonce FROM {schema}.nonces WHERE ends_at <= store_now LIMIT p_limit FOR UPDATE SKIP LOCKED));
  GET DIAGNOSTICS deleted = ROW_COUNT;
  pruned := pruned + deleted;
  DELETE FROM {schema}.revocations WHERE position = ANY (ARRAY(
    SELECT position FROM {schema}.revocations WHERE ends_at <= store_now LIMIT p_limit FOR UPDATE SKIP LOCKED));
  GET DIAGNOSTICS deleted = ROW_COUNT;
  pruned := pruned + deleted;
  DELETE FROM {schema}.used WHERE key = ANY (ARRAY(
    SELECT key FROM {schema}.used WHERE ends_at <= store_now LIMIT p_limit FOR UPDATE SKIP LOCKED));
  GET DIAGNOSTICS deleted = ROW_COUNT;
  pruned := pruned + deleted;
  DELETE FROM {schema}.windows WHERE key = ANY (ARRAY(
    SELECT key FROM {schema}.windows WHERE ends_at <= store_now LIMIT p_limit FOR UPDATE SKIP LOCKED));
  GET DIAGNOSTICS deleted = ROW_COUNT;
  pruned := pruned + deleted;
  DELETE FROM {schema}.audit WHERE position = ANY (ARRAY(
    SELECT position FROM {schema}.audit WHERE ends_at <= store_now LIMIT p_limit FOR UPDATE SKIP LOCKED));
  GET DIAGNOSTICS deleted = ROW_COUNT;
  RETURN pruned + deleted;
END $$;
