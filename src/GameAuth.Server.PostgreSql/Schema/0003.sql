-- Places in rooms: a place that nobody renews frees itself, and one holder counts once. No index has ends_at, so that a renewal writes to no index; the table is as small as what lives and what was not pruned yet.

CREATE TABLE {schema}.room_places (
  id bytea PRIMARY KEY,
  room bytea NOT NULL,
  holder bytea NOT NULL,
  ends_at timestamptz NOT NULL
) WITH (fillfactor = 50);

CREATE INDEX room_places_by_room ON {schema}.room_places (room);

CREATE FUNCTION {schema}.take_place(p_id bytea, p_room bytea, p_holder bytea, p_capacity integer, p_life bigint, p_now timestamptz)
RETURNS TABLE (is_taken boolean, was_held boolean, occupied integer, place_ends_at timestamptz, store_now timestamptz)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  is_holder boolean;
BEGIN
  -- Who wants a place in the same room waits for the commit of this one, and counts it.
  PERFORM pg_advisory_xact_lock(hashtextextended('{name} room ' || encode(p_room, 'hex'), 0));
  store_now := COALESCE(p_now, clock_timestamp());
  place_ends_at := store_now + p_life * INTERVAL '1 microsecond';
  UPDATE {schema}.room_places r SET ends_at = place_ends_at WHERE r.id = p_id AND r.ends_at > store_now;
  was_held := FOUND;
  SELECT count(DISTINCT r.holder), COALESCE(bool_or(r.holder = p_holder), false) INTO occupied, is_holder
    FROM {schema}.room_places r WHERE r.room = p_room AND r.ends_at > store_now;
  is_taken := was_held OR is_holder OR occupied < p_capacity;
  IF NOT is_taken THEN
    place_ends_at := store_now;
  ELSIF NOT was_held THEN
    INSERT INTO {schema}.room_places (id, room, holder, ends_at) VALUES (p_id, p_room, p_holder, place_ends_at)
      ON CONFLICT (id) DO UPDATE SET room = EXCLUDED.room, holder = EXCLUDED.holder, ends_at = EXCLUDED.ends_at;
    occupied := occupied + CASE WHEN is_holder THEN 0 ELSE 1 END;
  END IF;
  RETURN NEXT;
END $$;

-- As before, and what access to rooms has changed goes into the log too (5): it ends no family.
CREATE OR REPLACE FUNCTION {schema}.end_families(
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
  IF p_target BETWEEN 2 AND 4 THEN
    PERFORM pg_advisory_xact_lock(hashtextextended('{name} sign-ins', 0));
  END IF;
  -- From here to the commit one transaction at a time appends: who reads a position has read all that are below it. Always before the rows, so that no two wait for each other.
  PERFORM pg_advisory_xact_lock(hashtextextended('{name} log', 0));
  store_now := COALESCE(p_now, clock_timestamp());
  CASE p_target
    WHEN 0 THEN
      UPDATE {schema}.families SET status = p_status, end_reason = p_reason WHERE id = p_family AND status = 0 AND created_at < hit_before;
    WHEN 1, 5 THEN
      NULL;
    WHEN 2 THEN
      UPDATE {schema}.families SET status = p_status, end_reason = p_reason WHERE subject = p_value AND status = 0 AND created_at < hit_before;
    WHEN 3 THEN
      UPDATE {schema}.families SET status = p_status, end_reason = p_reason
        WHERE provider = p_provider AND provider_subject = p_value AND status = 0 AND created_at < hit_before;
    WHEN 4 THEN
      UPDATE {schema}.families SET status = p_status, end_reason = p_reason WHERE status = 0 AND created_at < hit_before;
  END CASE;
  IF p_target NOT IN (1, 5) THEN
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

-- As before, with places.
CREATE OR REPLACE FUNCTION {schema}.prune(p_limit integer, p_family_grace bigint, p_now timestamptz) RETURNS integer
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
  DELETE FROM {schema}.room_places WHERE id = ANY (ARRAY(
    SELECT id FROM {schema}.room_places WHERE ends_at <= store_now LIMIT p_limit FOR UPDATE SKIP LOCKED));
  GET DIAGNOSTICS deleted = ROW_COUNT;
  pruned := pruned + deleted;
  DELETE FROM {schema}.audit WHERE position = ANY (ARRAY(
    SELECT position FROM {schema}.audit WHERE ends_at <= store_now LIMIT p_limit FOR UPDATE SKIP LOCKED));
  GET DIAGNOSTICS deleted = ROW_COUNT;
  RETURN pruned + deleted;
END $$;
