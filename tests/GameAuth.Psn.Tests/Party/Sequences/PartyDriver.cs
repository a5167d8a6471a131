using System.Diagnostics;
using System.Net;

namespace GameAuth.Psn.Tests.Party.Sequences;

/// <summary>Plays a sequence against the scripted service, and writes down what the service saw and what the client learnt of it.</summary>
internal sealed class PartyDriver : IAsyncDisposable
{
    // Over the limit of an unwinding, and not over that of a refresh: a refresh whose answer nobody waits for would end the sign-in.
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(26);
    private static readonly TimeSpan ShortPause = TimeSpan.FromSeconds(2);

    private readonly PsnWorld _world = new();
    private readonly Queue<PartyFaultKind?> _faults = [];
    private readonly List<string> _wrong = [];
    private PsnAccount _me = null!;
    private IReadOnlyList<PsnParty> _parties = [];
    private PsnPartySession? _session;
    private PsnVoice? _voice;
    private PsnVoice? _old;
    private int _run;

    /// <summary>What came to the service, in its order.</summary>
    public List<SeenCall> Seen { get; } = [];

    /// <summary>What the client did that no caller should see.</summary>
    public IReadOnlyList<string> Wrong => _wrong;

    public PsnWorld World => _world;

    public async Task PlayAsync(PartySequence sequence)
    {
        _world.Service.Around = Around;
        _me = await _world.SignInAsync();
        foreach (PartyTurn turn in sequence.Turns)
        {
            _faults.Clear();
            foreach (PartyFaultKind? fault in turn.Faults)
            {
                _faults.Enqueue(fault);
            }

            if (turn.Move is PartyMove.LeaveAll or PartyMove.Create or PartyMove.StopAndStart or PartyMove.KillAndStart)
            {
                // They may have to list first.
                _world.Clock.Advance(PartyWorld.ListFloor);
            }

            await TryAsync(turn.Move);
            if (turn.Faults.Contains(PartyFaultKind.Throttled))
            {
                _world.Clock.Advance(TimeSpan.FromMinutes(2));
            }
        }

        // However it ended, the next start leaves nothing behind.
        _faults.Clear();
        _world.Clock.Advance(TimeSpan.FromMinutes(2));
        await TryAsync(sequence.Turns.Count % 2 == 0 ? PartyMove.KillAndStart : PartyMove.StopAndStart);
        _world.Clock.Advance(TimeSpan.FromMinutes(2));
        await WalkAsync(_me.Parties.EndOrphansOnceAsync(CancellationToken.None));
    }

    /// <summary>What is open for the player though nothing should be. A bridge whose answer was lost has an id that nobody knows.</summary>
    public int Left => _world.Service.Parties.Open(ScriptedService.Player) - Seen.Count(static call => call is { Step: "bridge", IsMade: true, IsKnown: false });

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    private HttpResponseMessage Around(SentCall call, Func<HttpResponseMessage> answer)
    {
        if (ScriptedParties.StepOf(call.Method, call.Address.AbsolutePath) is null)
        {
            Seen.Add(new SeenCall(call, _run, null, call.Step == "refresh" ? 200 : 0, "", IsMade: true));
            return answer();
        }

        PartyFaultKind? fault = _faults.Count > 0 ? _faults.Dequeue() : null;
        HttpResponseMessage? made = null;
        try
        {
            if (fault is PartyFaultKind.Gone or PartyFaultKind.Refused && call.Method == "DELETE")
            {
                // It does not lie: what it does not know, or will not end, is gone. A token comes first.
                made = answer();
                fault = made.StatusCode is HttpStatusCode.Unauthorized ? null : fault;
            }

            HttpResponseMessage given = fault is { } kind ? new PartyFault(kind).Apply(() => made ??= answer()) : made ??= answer();
            Seen.Add(new SeenCall(call, _run, fault, (int)given.StatusCode, ReadBody(given), made?.IsSuccessStatusCode == true));
            return given;
        }
        catch (HttpRequestException)
        {
            Seen.Add(new SeenCall(call, _run, fault, null, "", made?.IsSuccessStatusCode == true));
            throw;
        }
    }

    private static string ReadBody(HttpResponseMessage answer)
    {
        using StreamReader reader = new(answer.Content.ReadAsStream(), leaveOpen: true);
        string body = reader.ReadToEnd();
        answer.Content.ReadAsStream().Position = 0;
        return body;
    }

    private async Task TryAsync(PartyMove move)
    {
        int before = Seen.Count;
        try
        {
            await WalkAsync(MoveAsync(move));
        }
        catch (IllegalStepException refused)
        {
            if (Seen.Count != before)
            {
                _wrong.Add($"{move} was refused as illegal, and something was sent: {refused.Message}");
            }
        }
        catch (Exception failure) when (failure is GameAuthException or OperationCanceledException or ArgumentNullException)
        {
            // The script's doing.
        }
    }

    private async Task MoveAsync(PartyMove move)
    {
        switch (move)
        {
            case PartyMove.List:
                _world.Clock.Advance(PartyWorld.ListFloor);
                _parties = (await _me.Parties.ListAsync()).Parties;
                break;
            case PartyMove.ListNow:
                _parties = (await _me.Parties.ListAsync(PsnPartyListMode.FailFast)).Parties;
                break;
            case PartyMove.ListLast:
                _parties = (await _me.Parties.ListAsync(PsnPartyListMode.LastKnown)).Parties;
                break;
            case PartyMove.Invitations:
                _world.Clock.Advance(PartyWorld.ListFloor);
                await _me.Parties.GetInvitationsAsync();
                break;
            case PartyMove.Join:
                Keep(await _me.Parties.JoinAsync(Pick(mine: true)));
                break;
            case PartyMove.JoinOther:
                Keep(await _me.Parties.JoinAsync(Pick(mine: false)));
                break;
            case PartyMove.JoinWithVoice:
                Keep(await _me.Parties.JoinWithVoiceAsync(Pick(mine: true)));
                break;
            case PartyMove.Create:
                Keep(await _me.Parties.CreateAsync("Emu Night"));
                break;
            case PartyMove.StartVoice when _session is not null:
                _old = _voice;
                _voice = await _session.StartVoiceAsync();
                break;
            case PartyMove.StopAndStart or PartyMove.KillAndStart:
                await StartAsync(isKill: move is PartyMove.KillAndStart);
                break;
            default:
                await MoveOnAsync(move);
                break;
        }
    }

    private Task MoveOnAsync(PartyMove move) => move switch
    {
        PartyMove.Rename => _session?.RenameAsync("Emu") ?? Task.CompletedTask,
        PartyMove.Invite => _session?.InviteAsync([ScriptedReads.Friend]) ?? Task.CompletedTask,
        PartyMove.Answer => _voice?.AnswerAsync(PartyWorld.Answer) ?? Task.CompletedTask,
        PartyMove.AnswerOld => _old?.AnswerAsync(PartyWorld.Answer) ?? Task.CompletedTask,
        PartyMove.Reoffer => _voice?.ReofferAsync() ?? Task.CompletedTask,
        PartyMove.Read => _voice?.ReadAsync() ?? Task.CompletedTask,
        PartyMove.EndVoice => _voice?.EndAsync() ?? Task.CompletedTask,
        PartyMove.DisposeVoice => _voice?.DisposeAsync().AsTask() ?? Task.CompletedTask,
        PartyMove.Leave => _session?.LeaveAsync() ?? Task.CompletedTask,
        PartyMove.LeaveAll => _me.Parties.LeaveAsync(),
        PartyMove.Dispose => _session?.DisposeAsync().AsTask() ?? Task.CompletedTask,
        PartyMove.GiveUp => _session?.StartVoiceAsync(new CancellationToken(canceled: true)) ?? Task.CompletedTask,
        PartyMove.Wait => PassAsync(TimeSpan.FromSeconds(31)),
        PartyMove.WaitLong => PassAsync(TimeSpan.FromMinutes(40)),
        PartyMove.RefuseToken => RefuseAsync(),
        PartyMove.ConsoleJoins => ConsoleAsync(),
        _ => Task.CompletedTask,
    };

    private Task PassAsync(TimeSpan by)
    {
        _world.Clock.Advance(by);
        return Task.CompletedTask;
    }

    private Task RefuseAsync()
    {
        _world.Clock.Advance(TimeSpan.FromSeconds(11));
        _world.Service.RefuseAccess();
        return Task.CompletedTask;
    }

    private Task ConsoleAsync()
    {
        // Before the first list, so that nobody takes it for what this program made.
        if (_parties.Count == 0 && !Seen.Any(static call => call.Step is "list" or "create"))
        {
            _world.Service.Parties.JoinByConsole(ScriptedService.Player);
        }

        return Task.CompletedTask;
    }

    private async Task StartAsync(bool isKill)
    {
        await (isKill ? _world.KillAsync() : _world.StopAsync());
        _run++;
        (_session, _voice, _old) = (null, null, null);
        _me = await _world.RestartAsync();
        _parties = [];
        await _me.Parties.EndOrphansOnceAsync(CancellationToken.None);
    }

    private void Keep(PsnPartySession session)
    {
        _session = session;
        _old = _voice;
        _voice = session.Voice;
    }

    // Null is refused by its name, which is a move too.
    private PsnParty Pick(bool mine) => _parties.FirstOrDefault(one => mine && one.IsMember && one.Id != ScriptedParties.OfConsole)
        ?? _parties.FirstOrDefault(one => one.Id == (mine ? ScriptedParties.Known : ScriptedParties.Other))!;

    /// <summary>Moves the clock when nothing else happens: between a permit and its request no time passes.</summary>
    private async Task WalkAsync(Task work)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(60));
        int idle = 0;
        int seen = Seen.Count;
        long since = Stopwatch.GetTimestamp();
        while (!work.IsCompleted)
        {
            patience.Token.ThrowIfCancellationRequested();
            idle++;
            if (seen != Seen.Count)
            {
                (seen, idle, since) = (Seen.Count, 0, Stopwatch.GetTimestamp());
            }

            // A thread that a busy machine holds up is not idle: a long pause passes only after a real one, and the rhythm of lists, which is the limit of a refresh too, when nothing can be on its way any more.
            if (_world.Clock.NextTimer is { } next && next <= PartyWorld.ListFloor
                && (next <= ShortPause ? idle > 300 : idle > 5_000 && Stopwatch.GetElapsedTime(since) > (next <= LongestPause ? TimeSpan.FromMilliseconds(50) : TimeSpan.FromSeconds(3))))
            {
                _world.Clock.Advance(next);
                (idle, since) = (0, Stopwatch.GetTimestamp());
            }

            await Task.Yield();
        }

        await work;
    }
}

/// <summary>A call as the service saw it, and what the client learnt of it.</summary>
/// <param name="Call">The call.</param>
/// <param name="Run">In which run of the program.</param>
/// <param name="Fault">What became of it.</param>
/// <param name="Status">The status that the client saw; null where no answer came.</param>
/// <param name="Body">The body that the client saw.</param>
/// <param name="IsMade">Whether the service did it.</param>
internal sealed record SeenCall(SentCall Call, int Run, PartyFaultKind? Fault, int? Status, string Body, bool IsMade)
{
    public string Step => Call.Step;

    /// <summary>Whether it never came to the service.</summary>
    public bool IsUnsent => Fault is PartyFaultKind.Unreachable;

    /// <summary>Whether the client knows that it was done, and all that came of it: a body that is cut off matters where something in it does.</summary>
    public bool IsKnown => Status is >= 200 and <= 299 && !(Fault is PartyFaultKind.Cut && (Step is "list" or "invitations" or "create" or "bridge" or "peer" or "reoffer" or "read"));

    /// <summary>Whether the client knows that it was not done.</summary>
    public bool IsRefused => IsUnsent || Status is >= 400 and <= 499;

    /// <summary>The segments of the path.</summary>
    public string[] Path => Call.Address.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
}
