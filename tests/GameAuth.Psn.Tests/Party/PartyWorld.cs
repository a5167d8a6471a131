namespace GameAuth.Psn.Tests.Party;

/// <summary>What the tests of parties do again and again.</summary>
internal static class PartyWorld
{
    public const string Answer = "v=0\r\no=- emu-answer + \"1\" & <2>\r\n";

    public static readonly TimeSpan ListFloor = TimeSpan.FromSeconds(30);

    /// <summary>The steps that were asked for, in their order, without the sign-in.</summary>
    public static string[] Steps(this PsnWorld world) => [.. world.Service.Sent.Select(static call => call.Step).Where(static step => step is not ("refresh" or "me" or "profile"))];

    /// <summary>The list's party that the service knows from the beginning.</summary>
    public static async Task<PsnParty> FindAsync(this PsnWorld world, PsnAccount me, string id = ScriptedParties.Known)
    {
        world.Clock.Advance(ListFloor);
        return (await me.Parties.ListAsync()).Parties.Single(one => one.Id == id);
    }

    /// <summary>Lists and joins.</summary>
    public static async Task<PsnPartySession> JoinAsync(this PsnWorld world, PsnAccount me, string id = ScriptedParties.Known)
    {
        PsnParty party = await world.FindAsync(me, id);
        return await world.WalkAsync(me.Parties.JoinAsync(party));
    }

    /// <summary>Lists, joins and starts the voice; what was sent for it is forgotten.</summary>
    public static async Task<(PsnPartySession Session, PsnVoice Voice)> TalkAsync(this PsnWorld world, PsnAccount me)
    {
        PsnPartySession session = await world.JoinAsync(me);
        PsnVoice voice = await world.WalkAsync(session.StartVoiceAsync());
        world.Service.Clear();
        return (session, voice);
    }

    /// <summary>Something fails once at the service.</summary>
    public static void Fail(this PsnWorld world, string step, PartyFault fault)
    {
        bool isOver = false;
        world.Service.Around = (call, answer) =>
        {
            if (isOver || call.Step != step)
            {
                return answer();
            }

            isOver = true;
            return fault.Apply(answer);
        };
    }

    /// <summary>A step that is out of order: refused, and nothing sent.</summary>
    public static async Task<IllegalStepException> IllegalAsync(this PsnWorld world, Func<Task> step)
    {
        int before = world.Service.Sent.Count;
        IllegalStepException refused = await Assert.ThrowsAsync<IllegalStepException>(step);
        Assert.Equal(before, world.Service.Sent.Count);
        Assert.Contains("Nothing was sent", refused.Message, StringComparison.Ordinal);
        return refused;
    }
}

/// <summary>How a request fails.</summary>
public enum PartyFaultKind
{
    /// <summary>The service refuses it (403), and does nothing.</summary>
    Refused,

    /// <summary>The service knows no such thing (404).</summary>
    Gone,

    /// <summary>The request never arrives, and nobody tells.</summary>
    LostBefore,

    /// <summary>The answer never arrives.</summary>
    LostAfter,

    /// <summary>The service does it and fails then (500).</summary>
    Failed,

    /// <summary>The service does it and its answer can't be read.</summary>
    Cut,

    /// <summary>Nobody listens.</summary>
    Unreachable,

    /// <summary>The service holds the account back (429).</summary>
    Throttled,
}

/// <summary>How a request fails, for a scripted service.</summary>
internal sealed record PartyFault(PartyFaultKind Kind)
{
    public static implicit operator PartyFault(PartyFaultKind kind) => new(kind);

    public HttpResponseMessage Apply(Func<HttpResponseMessage> answer) => Kind switch
    {
        PartyFaultKind.Refused => ScriptedAnswer.Json(403, """{"error":{"code":2281486,"message":"Not permitted by access control"}}"""),
        PartyFaultKind.Gone => ScriptedAnswer.Json(404, """{"error":{"code":2240525,"message":"Not found"}}"""),
        PartyFaultKind.LostBefore => ScriptedAnswer.Lost(),
        PartyFaultKind.LostAfter => ScriptedAnswer.LostAfter(answer()),
        PartyFaultKind.Failed => Replace(answer(), ScriptedAnswer.Json(500, "{}")),
        PartyFaultKind.Cut => CutOff(answer()),
        PartyFaultKind.Unreachable => ScriptedAnswer.Unreachable(),
        _ => ScriptedAnswer.Json(429, "{}"),
    };

    // The status arrives before the body is cut off, so a refusal stays one.
    private static HttpResponseMessage CutOff(HttpResponseMessage made) =>
        Replace(made, ScriptedAnswer.Json(made.IsSuccessStatusCode ? 201 : (int)made.StatusCode, """{"peer":{"peerId":"""));

    private static HttpResponseMessage Replace(HttpResponseMessage made, HttpResponseMessage by)
    {
        made.Dispose();
        return by;
    }
}
