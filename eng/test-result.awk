# Sums up VSTest .trx files: failures and skipped tests with their reasons, then the one closing line. Files of a directory "again", which come first, are of tests that had failed and were run once more.

function attribute(line, name,    start, rest) {
  start = index(line, " " name "=\"")
  if (!start) return ""
  rest = substr(line, start + length(name) + 3)
  return text(substr(rest, 1, index(rest, "\"") - 1))
}

function text(value) {
  gsub(/&lt;/, "<", value); gsub(/&gt;/, ">", value); gsub(/&quot;/, "\"", value); gsub(/&#xD;|&#xA;/, " ", value); gsub(/&amp;/, "\\&", value)
  return value
}

/<UnitTestResult / {
  test = attribute($0, "testName")
  outcome = attribute($0, "outcome")
  if (FILENAME ~ /\/again\//) { repeated[test] = outcome; outcome = ""; next }
  if (outcome == "Passed") passed++
  else if (outcome == "NotExecuted") { skipped++; reasons[skipped] = test }
  else if (repeated[test] == "Passed") { passed++; seconds++; late[seconds] = test }
  else { failed++; failures[failed] = test }
}

# A skipped test's reason is the message of its result.
/<Message>/ && outcome == "NotExecuted" {
  reason = $0
  sub(/.*<Message>/, "", reason); sub(/<\/Message>.*/, "", reason)
  reasons[skipped] = test ": " text(reason)
}

/<\/UnitTestResult>/ { outcome = "" }

END {
  if (skipped) print "Skipped:"
  for (i = 1; i <= skipped; i++) print "  " reasons[i]
  if (seconds) print "Failed at first, and passed alone:"
  for (i = 1; i <= seconds; i++) print "  " late[i]
  if (failed) print "Failed:"
  for (i = 1; i <= failed; i++) print "  " failures[i]
  failed += broken
  if (!passed && !failed) print "no test ran"
  printf "%d passed, %d failed%s\n", passed, failed, skipped ? ", " skipped " skipped" : ""
  exit failed || !passed
}
