using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace GameAuth.Psn.Tests.Party.Sequences;

/// <summary>Judges what came to the service by the text alone: order, ids, timing, shapes. It shares nothing with the client.</summary>
internal static class PartyChecker
{
    public static IEnumerable<string> Check(IReadOnlyList<SeenCall> seen)
    {
        SeenCall[] calls = [.. seen.Where(static call => call.Step != "refresh" && call.Call.Headers.ContainsKey("x-psn-request-id"))];
        return [.. IdRules.Check(calls), .. TimeRules.Check(seen), .. ShapeRules.Check(calls), .. new OrderRules().Check(calls)];
    }
}

/// <summary>No request id twice; a trace only within its account and run; a span only within its operation.</summary>
internal static partial class IdRules
{
    public static IEnumerable<string> Check(IReadOnlyList<SeenCall> calls)
    {
        foreach (IGrouping<string, SeenCall> twice in calls.GroupBy(static call => call.Call.Headers["x-psn-request-id"], StringComparer.Ordinal).Where(static group => group.Count() > 1))
        {
            yield return $"The request id of a {twice.First().Step} came twice.";
        }

        // A sign-in asks who it is before it knows that it is the account that was there.
        SeenCall[] party = [.. calls.Where(static call => ScriptedParties.StepOf(call.Call.Method, call.Call.Address.AbsolutePath) is not null)];
        foreach (IGrouping<string, SeenCall> trace in party.GroupBy(static call => call.Call.Headers["x-psn-trace-id"], StringComparer.Ordinal).Where(static group => group.Select(static call => call.Run).Distinct().Count() > 1))
        {
            yield return $"The trace {trace.Key} is that of several runs.";
        }

        foreach (IGrouping<int, SeenCall> run in party.GroupBy(static call => call.Run).Where(static group => group.Select(static call => call.Call.Headers["x-psn-trace-id"]).Distinct(StringComparer.Ordinal).Count() > 1))
        {
            yield return $"The run {run.Key} has several traces.";
        }

        foreach (IGrouping<string, (SeenCall Call, int At)> span in calls.Select(static (call, at) => (Call: call, At: at)).GroupBy(static one => one.Call.Call.Headers["x-psn-span-id"], StringComparer.Ordinal))
        {
            string steps = string.Concat(span.Select(static one => one.Call.Step + " "));
            bool isWhole = span.Last().At - span.First().At + 1 == span.Count() || IsCleanUp(calls, span.First().At);
            if (!isWhole || !Operation().IsMatch(steps))
            {
                yield return $"The span {span.Key} is that of several operations: {steps}.";
            }
        }
    }

    // What the last run left open is ended in the background: the caller's own operations come in between.
    private static bool IsCleanUp(IReadOnlyList<SeenCall> calls, int at) =>
        calls[at].Step is "leave" or "read" or "peer-end" or "bridge-end" && !calls.Take(at).Any(call => call.Run == calls[at].Run && call.Step is "join" or "create");

    // A step may come twice in a row: with another token, or because it never left.
    [GeneratedRegex("^((me |profile |summary )+|(list )+|(list3 )+|(invitations )+|(rename )+|(invite )+|(answer )+|(reoffer )+|(read )+"
        + "|(join |create )*(enter )*(bridge )*(link )*(peer )*(read )*(peer-end )*(bridge-end )*|(leave )*(read )*(peer-end )*(bridge-end )*)$")]
    private static partial Regex Operation();
}

/// <summary>30 seconds between lists, 500 to 1500 ms between joining and voice, 10 seconds between refreshes.</summary>
internal static class TimeRules
{
    public static IEnumerable<string> Check(IReadOnlyList<SeenCall> seen)
    {
        foreach ((string step, double seconds) in ((string, double)[])[("list", 30), ("invitations", 30), ("refresh", 10)])
        {
            // One that was refused for its token and made again, or that never left, is no list.
            DateTimeOffset[] times = [.. seen.Where(call => call.Step == step && call.Status is not 401 && !call.IsUnsent).Select(static call => call.Call.At)];
            foreach ((DateTimeOffset first, DateTimeOffset second) in times.Zip(times.Skip(1)).Where(two => two.Second - two.First < TimeSpan.FromSeconds(seconds)))
            {
                yield return $"A {step} came {second - first} after the last one.";
            }
        }

        DateTimeOffset entered = DateTimeOffset.MinValue;
        foreach (SeenCall call in seen)
        {
            if (call.Step == "enter")
            {
                entered = call.Call.At;
            }
            else if (call.Step == "bridge" && call.Call.At - entered < TimeSpan.FromMilliseconds(500))
            {
                yield return $"A voice came {call.Call.At - entered} after the join.";
            }
        }
    }
}

/// <summary>No body has a member that the documented shapes have not.</summary>
internal static class ShapeRules
{
    private static readonly Dictionary<string, string> Shapes = new(StringComparer.Ordinal)
    {
        ["list"] = "groupInvitedPartySessions",
        ["create"] = "v2PartySessions.accountId.contextId.customData4.joinableUserType.maxMembers.members.platform.pushContexts.sessionName.sessionType.visibilityType.voiceChatActivated",
        ["join"] = "members.accountId.contextId.customData4.platform.pushContexts.voiceChatActivated",
        ["enter"] = "customData4",
        ["rename"] = "sessionName",
        ["invite"] = "invitationType.invitations.invitationsToGroups.accountId.to",
        ["link"] = "bridges.bridgeId.bridgeToken",
        ["bridge"] = "",
        ["peer"] = "mediaTypes.application.audio.isRequired.opus.bitrate.channels.codec.ptime.samplingRates",
        ["reoffer"] = "mediaTypes.application.audio.isRequired.opus.bitrate.channels.codec.ptime.samplingRates",
        ["answer"] = "answer.sdp",
    };

    public static IEnumerable<string> Check(IReadOnlyList<SeenCall> calls)
    {
        foreach (SeenCall call in calls.Where(static call => ScriptedParties.StepOf(call.Call.Method, call.Call.Address.AbsolutePath) is not null))
        {
            string[] allowed = Shapes.TryGetValue(call.Step, out string? shape) ? shape.Split('.') : [];
            string[] found = call.Call.Body.Length == 0 ? [] : [.. Names(JsonNode.Parse(call.Call.Body)!)];
            if (found.Except(allowed, StringComparer.Ordinal).FirstOrDefault() is { } odd)
            {
                yield return $"The body of a {call.Step} has a '{odd}'.";
            }

            if (Shapes.ContainsKey(call.Step) != call.Call.Body.Length > 0)
            {
                yield return $"The body of a {call.Step} is there and should not be, or the other way round.";
            }

            if (call.Step == "peer" && call.Call.Address.Query != "?allow_duid_duplication=false&g=2")
            {
                yield return $"A peer was asked for with {call.Call.Address.Query}.";
            }
        }
    }

    private static IEnumerable<string> Names(JsonNode? node) => node switch
    {
        JsonObject body => body.SelectMany(static one => Names(one.Value).Prepend(one.Key)),
        JsonArray list => list.SelectMany(Names),
        _ => [],
    };
}

/// <summary>List, join, bridge, link, peer, answer; then leave, peer, bridge. No id after its end, nothing twice, and after an answer that was lost a read.</summary>
internal sealed class OrderRules
{
    private readonly List<string> _faults = [];
    private readonly HashSet<string> _shown = new(StringComparer.Ordinal);
    private readonly HashSet<string> _shownAsMember = new(StringComparer.Ordinal);
    private string? _party;
    private bool _isIn;
    private bool _isUnclear;
    private bool _isCreating;
    private bool _bridgeLost;
    private string? _bridge;
    private string? _token;
    private bool _isLinked;
    private bool _mayLink;
    private string? _peer;
    private bool _peerUnclear;
    private bool _peerWasRead;
    private bool _hasOffer;
    private bool _wasAnswered;
    private bool _mustRead;
    private string _leaveSpan = "";
    private string _lostLeave = "";
    private string _endSpan = "";

    public IEnumerable<string> Check(IReadOnlyList<SeenCall> calls)
    {
        foreach (SeenCall call in calls.Where(static call => call.Status is not 401))
        {
            Next(call);
        }

        return _faults;
    }

    private void Next(SeenCall call)
    {
        string id = call.Path.Length > 4 ? call.Path[4] : "";
        switch (call.Step)
        {
            case "list" or "invitations":
                Listed(call);
                break;
            case "join" or "create":
                Joined(call, id);
                break;
            case "enter":
                Demand(_party == id && !_isIn && !_isUnclear, call, "comes without a join");
                _isIn = call.IsKnown;
                break;
            case "rename" or "invite":
                Demand(_isIn && _party == id, call, "comes outside the party");
                break;
            case "leave":
                Left(call, id);
                break;
            case "bridge":
                Demand(_isIn && _bridge is null && !_bridgeLost, call, "comes outside a party, or beside another bridge");
                Demand(_leaveSpan.Length == 0 || _leaveSpan != SpanOf(call), call, "comes after the leave");
                Bridged(call);
                break;
            case "link":
                JsonNode linked = JsonNode.Parse(call.Call.Body)!["bridges"]![0]!;
                Demand(_isIn && _party == id && _mayLink && (string)linked["bridgeId"]! == _bridge && (string)linked["bridgeToken"]! == _token, call, "does not follow its bridge");
                (_mayLink, _isLinked) = (call.IsUnsent, call.IsKnown);
                break;
            default:
                Voice(call, id);
                break;
        }
    }

    private void Listed(SeenCall call)
    {
        if (!call.IsKnown)
        {
            return;
        }

        JsonNode body = JsonNode.Parse(call.Body)!;
        bool hasLeft = call.Step == "list" && _party is not null && _lostLeave == _party;
        foreach (JsonNode? one in body[call.Step == "list" ? "parties" : "invitations"]!.AsArray())
        {
            string id = (string)one!["sessionId"]!;
            bool isMember = one["members"]?.AsArray().Any(static member => (string)member!["accountId"]! == ScriptedService.Player) == true;
            if (call.Step == "list" && _isUnclear && isMember && (_isCreating ? !_shown.Contains(id) : id == _party))
            {
                (_party, _isUnclear) = (id, false);
            }

            hasLeft &= !isMember || id != _party;
            _shown.Add(id);
            _ = isMember ? _shownAsMember.Add(id) : _shownAsMember.Remove(id);
        }

        if (call.Step == "list" && _isUnclear)
        {
            (_party, _isUnclear) = (null, false);
        }

        if (hasLeft)
        {
            // A leave whose answer was lost has taken effect: that is what a list is read for.
            (_party, _isIn, _bridgeLost) = (null, false, false);
        }
    }

    private void Joined(SeenCall call, string id)
    {
        Demand(_party is null && !_isUnclear && _bridge is null, call, "comes while something is open, or unclear");
        _isCreating = call.Step == "create";
        Demand(_isCreating ? _shown.Count > 0 : _shown.Contains(id), call, "comes without a list");
        if (call.IsRefused)
        {
            return;
        }

        _isIn = false;
        _isUnclear = !call.IsKnown;
        _party = !_isCreating ? id : call.IsKnown ? (string)JsonNode.Parse(call.Body)!["v2PartySessions"]![0]!["sessionId"]! : null;
        if (_isCreating && _party is not null)
        {
            _shown.Add(_party);
        }
    }

    private void Left(SeenCall call, string id)
    {
        Demand(_party == id || _lostLeave == id, call, "leaves a party that it is not in");
        Demand(_endSpan != SpanOf(call), call, "comes after the end of its voice in the same operation");
        _leaveSpan = SpanOf(call);
        if (!call.IsUnsent && (call.IsKnown || call.Status is >= 400 and <= 499 and not 429))
        {
            (_party, _isIn, _isUnclear, _bridgeLost, _lostLeave) = (null, false, false, false, "");
        }
        else
        {
            // Asked again, it may be told that it is gone.
            _lostLeave = id;
        }
    }

    private void Bridged(SeenCall call)
    {
        if (call.IsKnown)
        {
            JsonNode made = JsonNode.Parse(call.Body)!["bridge"]!;
            (_bridge, _token) = ((string)made["bridgeId"]!, (string)made["bridgeToken"]!);
            (_mayLink, _isLinked, _peer, _peerUnclear, _peerWasRead, _hasOffer, _wasAnswered, _mustRead) = (true, false, null, false, false, false, false, false);
        }
        else
        {
            _bridgeLost = !call.IsRefused;
        }
    }

    private void Voice(SeenCall call, string bridge)
    {
        if (ScriptedParties.StepOf(call.Call.Method, call.Call.Address.AbsolutePath) is null)
        {
            return;
        }

        string? peer = call.Path.Length > 6 ? call.Path[6] : null;
        Demand(_bridge == bridge, call, "names a bridge that is not there");
        Demand(call.Call.Headers.GetValueOrDefault("X-PSN-BRIDGE-TOKEN") == _token, call, "has another bridge's token");
        Demand(peer is null || peer == _peer, call, "names a peer that is not there");
        bool isGone = call.IsKnown || (!call.IsUnsent && call.Status is >= 400 and <= 499 and not 429);
        switch (call.Step)
        {
            case "peer":
                Demand(_isIn && _isLinked && _peer is null && !_peerUnclear, call, "comes before the link, or twice");
                _peerUnclear = !call.IsKnown && !call.IsUnsent;
                (_peer, _hasOffer) = call.IsKnown ? ((string)JsonNode.Parse(call.Body)!["peer"]!["peerId"]!, true) : (null, false);
                break;
            case "answer":
                Demand(_isIn && _hasOffer && !_mustRead, call, "answers no offer");
                (_hasOffer, _wasAnswered, _mustRead) = call.IsRefused ? (_hasOffer, _wasAnswered, _mustRead) : (false, true, call.Status is null or >= 500);
                break;
            case "reoffer":
                Demand(_isIn && !_hasOffer && _wasAnswered && !_mustRead, call, "comes before the last offer is answered");
                (_hasOffer, _mustRead) = call.IsRefused ? (false, _mustRead) : (call.IsKnown, !call.IsKnown);
                break;
            case "read":
                _peerWasRead = true;
                if (call.IsKnown)
                {
                    string[] peers = [.. JsonNode.Parse(call.Body)!["bridge"]!["peers"]!.AsArray().Select(static one => (string)one!["peerId"]!)];
                    _mustRead &= !peers.Contains(_peer);
                    (_peer, _peerUnclear) = _peerUnclear ? (peers is [{ } only] ? only : null, false) : (peers.Contains(_peer) ? _peer : null, false);
                }
                else if (call.Status is 404)
                {
                    _peer = null;
                }

                break;
            case "peer-end":
                Demand(_peer is not null, call, "ends no peer");
                _endSpan = SpanOf(call);
                _peer = isGone ? null : _peer;
                break;
            case "bridge-end":
                Demand(_peer is null, call, "comes before the end of the peer");
                Demand(!_peerUnclear || _peerWasRead, call, "comes before it was read whether there is a peer");
                _endSpan = SpanOf(call);
                _bridge = isGone ? null : _bridge;
                break;
            default:
                _faults.Add($"{call.Step} is no step.");
                break;
        }
    }

    private static string SpanOf(SeenCall call) => call.Call.Headers["x-psn-span-id"];

    private void Demand(bool isSo, SeenCall call, string what)
    {
        if (!isSo)
        {
            _faults.Add(string.Create(CultureInfo.InvariantCulture, $"At {call.Call.At:mm:ss.fff} a {call.Step} {what} ({call.Call.Address.AbsolutePath})."));
        }
    }
}
