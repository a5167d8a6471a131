namespace GameAuth.Emulator.Psn.Ids;

/// <summary>
/// What the ids of a log say about a client: a request id and a <c>cid</c> once; a span within one operation; a trace within one account and one run, whose end the
/// event <see cref="PsnSteps.Restart"/> marks.
/// </summary>
internal sealed class PsnIdCheck(int clients)
{
    private readonly Dictionary<(string Kind, string Value), long> _once = [];
    private readonly Dictionary<string, Span> _spans = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, (string Account, int Run, long First)> _traces = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _problems = [];
    private int _run;

    /// <summary>Reads a log, oldest first. Each of the clients that an account may have at once has a trace.</summary>
    public static IReadOnlyList<string> ProblemsIn(IEnumerable<EmulatorEvent> events, int clients)
    {
        PsnIdCheck check = new(clients);
        foreach (EmulatorEvent one in events)
        {
            if (one.Step == PsnSteps.Restart) { check._run++; }
            else if (one is { RefersTo: null, Trail: { } trail }) { check.Look(one, trail); }
        }

        return check._problems;
    }

    private void Look(EmulatorEvent one, PsnRequestTrail trail)
    {
        Once(one, PsnRequestIds.RequestId, trail.RequestId);
        Once(one, PsnRequestIds.CorrelationId, trail.CorrelationId);
        if (trail.TraceId is { } trace)
        {
            if (!PsnRequestIds.IsSpan(trace)) { Report(one, $"the trace {trace} is not 16 hexadecimal digits"); }
            if (trail.AccountId is { } account) { LookAtTrace(one, trace, account); }
        }

        if (trail.SpanId is not { } span) { return; }
        if (!PsnRequestIds.IsSpan(span)) { Report(one, $"the span {span} is not 16 hexadecimal digits"); }
        LookAtSpan(one, span, trail);
    }

    private void Once(EmulatorEvent one, string kind, string? value)
    {
        if (value is null) { return; }
        (string, string) id = (kind, value.ToLowerInvariant());
        if (!_once.TryAdd(id, one.Sequence)) { Report(one, $"{kind} came before, with request {_once[id]}"); }
    }

    private void LookAtTrace(EmulatorEvent one, string trace, string account)
    {
        if (!_traces.TryGetValue(trace, out (string Account, int Run, long First) first))
        {
            _traces.Add(trace, (account, _run, one.Sequence));
            int traces = _traces.Values.Count(other => other.Account == account && other.Run == _run);
            if (traces > clients) { Report(one, $"the account has {traces} traces in one run"); }
            return;
        }

        if (first.Account != account) { Report(one, $"the trace {trace} is another account's, since request {first.First}"); }
        else if (first.Run != _run) { Report(one, $"the trace {trace} is an earlier run's, since request {first.First}"); }
    }

    /// <summary>Attempts of one request have one span, until one is answered; so may the steps of a party and its voice, each until it is answered.</summary>
    private void LookAtSpan(EmulatorEvent one, string id, PsnRequestTrail trail)
    {
        if (!_spans.TryGetValue(id, out Span? span)) { _spans.Add(id, span = new Span(one, trail.TraceId, trail.AccountId, _run)); }
        (string, string) request = (one.Method, one.Path);
        if (!string.Equals(span.Trace, trail.TraceId, StringComparison.OrdinalIgnoreCase)) { Report(one, $"the span {id} belongs to another trace, since request {span.First.Sequence}"); }
        if (span.Account is not null && trail.AccountId is not null && span.Account != trail.AccountId) { Report(one, $"the span {id} is another account's, since request {span.First.Sequence}"); }
        if (span.Run != _run) { Report(one, $"the span {id} is an earlier run's, since request {span.First.Sequence}"); }
        if (request != (span.First.Method, span.First.Path) && !(PsnSteps.OfParty.Contains(one.Step) && PsnSteps.OfParty.Contains(span.First.Step)))
        {
            Report(one, $"the span {id} belongs to {span.First.Step}, since request {span.First.Sequence}");
        }

        if (span.Answered.Contains(request)) { Report(one, $"the span {id} is over: this request was answered under it"); }
        if (one is { Status: (>= 200 and < 300) or 101, Fault: null }) { span.Answered.Add(request); }
    }

    private void Report(EmulatorEvent one, string problem) => _problems.Add($"request {one.Sequence}, {one.Step}: {problem}");

    private sealed record Span(EmulatorEvent First, string? Trace, string? Account, int Run)
    {
        public HashSet<(string Method, string Path)> Answered { get; } = [];
    }
}
