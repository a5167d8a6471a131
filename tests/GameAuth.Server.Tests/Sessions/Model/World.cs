using System.Text;

namespace GameAuth.Server.Tests.Sessions.Model;

/// <summary>Who is in a world, and how much may go wrong.</summary>
internal sealed record Scenario(string Name)
{
    /// <summary>Whether the family is bound to a key, which the tabs have and the thief has not.</summary>
    public bool IsBound { get; init; }

    /// <summary>How many refreshes each tab asks for; one number for each tab.</summary>
    public int[] Tabs { get; init; } = [];

    /// <summary>How many refreshes the thief asks for.</summary>
    public int Thief { get; init; }

    /// <summary>How often the thief copies the token that the browser has.</summary>
    public int Steals { get; init; }

    public int Logouts { get; init; }

    public int LostReplies { get; init; }

    public int Faults { get; init; }

    /// <summary>How often 6 s pass: two of them are more than the window of 10 s.</summary>
    public int Ticks { get; init; }

    /// <summary>How often 7 days pass.</summary>
    public int Weeks { get; init; }

    /// <summary>How often a tab calls the API with the access token that it has.</summary>
    public int Calls { get; init; }

    public int SetBacks { get; init; }

    /// <summary>Whether anything may happen while an access token is made.</summary>
    public bool IsIssuerSlow { get; init; }
}

internal enum MoveKind
{
    Start,
    Pass,
    FailBefore,
    FailAfter,
    Deliver,
    Lose,
    Call,
    Steal,
    Tick,
    Week,
    SetBack,
}

/// <summary>One thing that happens next.</summary>
internal readonly record struct Move(MoveKind Kind, int Who = -1, int Value = 0)
{
    public override string ToString() => Who < 0 ? $"{Kind}({Value})" : $"{Kind} {Who} ({Value})";
}

/// <summary>Two tabs, a thief, a logout, a network, nodes and a store, of which every step is one move. All of the engine is real.</summary>
internal sealed class World
{
    public const double Window = 10;

    public static readonly TimeSpan TickLength = TimeSpan.FromSeconds(6);

    private static readonly byte[] Handle = Engine.Thumbprint("the handle");
    private static readonly FamilyId Family = FamilyId.Of(Handle);
    private static readonly SessionKeys Keys = Engine.KeysOf("model");
    private static readonly SessionKey[] KeyList = Keys.GetAsync(default).AsTask().GetAwaiter().GetResult();
    private static readonly ClientHashes BrowserHashes = KeyList[0].HashClient(Engine.Browser);
    private static readonly ClientHashes ThiefHashes = KeyList[0].HashClient(Engine.Elsewhere);
    private static readonly byte[] BrowserKey = Engine.Thumbprint("the browser's key");
    private static readonly string[] Bound = [.. Enumerable.Range(0, 60).Select(generation => RefreshToken.Write(KeyList[0], Handle, generation, BrowserKey))];
    private static readonly string[] Unbound = [.. Enumerable.Range(0, 60).Select(generation => RefreshToken.Write(KeyList[0], Handle, generation, []))];

    private readonly ModelClock _clock = new();
    private readonly ModelStore _store;
    private readonly string[] _tokens;
    private readonly int[] _budget = new int[Enum.GetValues<MoveKind>().Length];
    private readonly WorldRules _rules;

    public World(Scenario scenario)
    {
        Scenario = scenario;
        _tokens = scenario.IsBound ? Bound : Unbound;
        _store = new ModelStore(_clock, Family);
        ModelStore.Sync(_store.Change("create", store => store.CreateFamilyAsync(new NewFamily
        {
            Id = Family,
            Subject = "player",
            Provider = "toy",
            ProviderSubject = "player",
            Profile = "web",
            ClientId = "web",
            KeyThumbprint = scenario.IsBound ? BrowserKey : default,
            Lifetime = TimeSpan.FromDays(30),
            IdleLifetime = TimeSpan.FromDays(7),
            NetworkHash = BrowserHashes.Network,
            UserAgentHash = BrowserHashes.UserAgent,
            Nonce = Engine.Thumbprint("the nonce"),
            NonceLifetime = TimeSpan.FromMinutes(5),
        }, default)));
        foreach ((int i, int requests) in scenario.Tabs.Append(scenario.Thief).Append(scenario.Logouts).Index())
        {
            ActorKind kind = i < scenario.Tabs.Length ? ActorKind.Tab : i == scenario.Tabs.Length ? ActorKind.Thief : ActorKind.Logout;
            RequestSource source = kind == ActorKind.Thief ? Engine.Elsewhere with { KeyThumbprint = Engine.Thumbprint("the thief's key") }
                : scenario.IsBound ? Engine.Browser with { KeyThumbprint = BrowserKey } : Engine.Browser;
            Actors.Add(new Actor(kind, requests, source, new SteppedStore(_store), Keys, _clock, scenario.IsIssuerSlow));
        }

        _budget[(int)MoveKind.FailBefore] = _budget[(int)MoveKind.FailAfter] = scenario.Faults;
        _budget[(int)MoveKind.Lose] = scenario.LostReplies;
        _budget[(int)MoveKind.Call] = scenario.Calls;
        _budget[(int)MoveKind.Steal] = scenario.Steals;
        _budget[(int)MoveKind.Tick] = scenario.Ticks;
        _budget[(int)MoveKind.Week] = scenario.Weeks;
        _budget[(int)MoveKind.SetBack] = scenario.SetBacks;
        _rules = new WorldRules(this);
    }

    public Scenario Scenario { get; }

    public List<Actor> Actors { get; } = [];

    public ModelStore Store => _store;

    public DateTimeOffset Now => _clock.Now;

    /// <summary>The generation of the browser's cookie.</summary>
    public int Cookie { get; private set; }

    /// <summary>The generations that the thief has tokens of.</summary>
    public SortedSet<int> Stolen { get; } = [];

    /// <summary>Whether the store was ever set back.</summary>
    public bool WasSetBack { get; private set; }

    public static ClientHashes HashOf(ActorKind kind) => kind == ActorKind.Thief ? ThiefHashes : BrowserHashes;

    public string TokenOf(int generation) => _tokens[generation];

    /// <summary>What can happen next.</summary>
    public IEnumerable<Move> Moves()
    {
        foreach ((int i, Actor actor) in Actors.Index())
        {
            if (actor.Request is null && actor.Left > 0)
            {
                foreach (int generation in actor.Kind == ActorKind.Thief ? Stolen : (IEnumerable<int>)[Cookie])
                {
                    yield return new Move(MoveKind.Start, i, generation);
                }
            }

            if (actor.Store.Waiting is not null)
            {
                yield return new Move(MoveKind.Pass, i);
                if (Has(MoveKind.FailBefore))
                {
                    yield return new Move(MoveKind.FailBefore, i);
                    yield return new Move(MoveKind.FailAfter, i);
                }
            }

            if (actor.Request is { IsCompleted: true })
            {
                yield return new Move(MoveKind.Deliver, i);
                if (Has(MoveKind.Lose) && actor.Kind == ActorKind.Tab)
                {
                    yield return new Move(MoveKind.Lose, i);
                }
            }

            if (Has(MoveKind.Call) && actor.AccessGeneration >= 0)
            {
                yield return new Move(MoveKind.Call, i);
            }
        }

        if (Has(MoveKind.Steal) && !Stolen.Contains(Cookie))
        {
            yield return new Move(MoveKind.Steal);
        }

        if (Has(MoveKind.Tick))
        {
            yield return new Move(MoveKind.Tick);
        }

        if (Has(MoveKind.Week))
        {
            yield return new Move(MoveKind.Week);
        }

        if (Has(MoveKind.SetBack))
        {
            for (int changes = 1; changes < _store.Changes; changes++)
            {
                yield return new Move(MoveKind.SetBack, Value: changes);
            }
        }
    }

    /// <summary>Does a move, and checks what must hold after it.</summary>
    public void Do(Move move)
    {
        _budget[(int)move.Kind]--;
        if (move.Kind is MoveKind.FailBefore or MoveKind.FailAfter)
        {
            _budget[(int)MoveKind.FailBefore] = _budget[(int)MoveKind.FailAfter] = Math.Min(_budget[(int)MoveKind.FailBefore], _budget[(int)MoveKind.FailAfter]);
        }

        Actor actor = move.Who < 0 ? Actors[0] : Actors[move.Who];
        switch (move.Kind)
        {
            case MoveKind.Start:
                _rules.BeforeStart(actor);
                actor.Start(move.Value, TokenOf(move.Value));
                _rules.AfterStart(actor);
                break;
            case MoveKind.Pass or MoveKind.FailBefore or MoveKind.FailAfter:
                Fault fault = move.Kind switch { MoveKind.Pass => Fault.None, MoveKind.FailBefore => Fault.Before, _ => Fault.After };
                _rules.BeforePass(actor, fault);
                actor.Store.Pass(fault);
                _rules.AfterPass(actor);
                break;
            case MoveKind.Deliver:
                Deliver(actor);
                break;
            case MoveKind.Lose:
                actor.Request = null;
                _rules.AfterDelivery(actor, hasAnswer: false);
                break;
            case MoveKind.Call:
                int used = actor.AccessGeneration;
                ModelStore.Sync(_store.Change($"acknowledge {used}", store =>
                {
                    store.AcknowledgeAsync(Family, used, default).GetAwaiter().GetResult();
                    return new ValueTask<bool>(true);
                }));
                actor.AccessGeneration = -1;
                break;
            case MoveKind.Steal:
                Stolen.Add(Cookie);
                break;
            case MoveKind.Tick:
                _rules.BeforeTick();
                _clock.Now += TickLength;
                break;
            case MoveKind.Week:
                _rules.BeforeWeek();
                _clock.Now += TimeSpan.FromDays(7);
                break;
            case MoveKind.SetBack:
                _store.SetBack(move.Value);
                WasSetBack = true;
                _rules.AfterSetBack();
                break;
            default:
                throw new InvalidOperationException($"{move.Kind} is no move.");
        }
    }

    /// <summary>Checks what must hold when nothing more happens: of two who have different tokens and go on by themselves, at most one lives on.</summary>
    public void CheckEnd()
    {
        if (Actors.Exists(actor => actor.Request is not null) || Stolen.Count == 0)
        {
            return;
        }

        int browser = Cookie, thief = Stolen.Max;
        bool isBrowserAlive = true, isThiefAlive = true;
        for (int round = 0; round < 3; round++)
        {
            isBrowserAlive = isBrowserAlive && Probe(Actors[0], ref browser);
            isThiefAlive = isThiefAlive && Probe(Actors.Find(actor => actor.Kind == ActorKind.Thief)!, ref thief);
        }

        WorldRules.Must(!(isBrowserAlive && isThiefAlive), "never two live chains: the browser and the thief both went on by themselves");
        WorldRules.Must(!(Scenario.IsBound && isThiefAlive), "a thief without the key gets nothing");
    }

    /// <summary>What the future depends on: equal states have equal futures.</summary>
    public string Key()
    {
        StringBuilder key = new();
        SessionFamily family = _store.Family;
        key.Append(Print(family)).Append('|').Append(Seconds(Now)).Append('|').Append(Cookie).Append('|').AppendJoin(',', Stolen).Append('|').AppendJoin(',', _budget).Append('|');
        key.Append(_store.RevokedBefore is { } before ? Seconds(before) : "-").Append('|').Append(WasSetBack).Append('|').Append(_rules.Key()).Append('|');
        if (Has(MoveKind.SetBack))
        {
            key.Append(_store.History);
        }

        foreach (Actor actor in Actors)
        {
            key.Append('/').Append(actor.Key());
        }

        return key.ToString();
    }

    public static string Print(SessionFamily family) =>
        $"{family.Generation} {family.AcknowledgedGeneration} {family.Status} {family.EndReason} {Seconds(family.RotatedAt)} {Seconds(family.IdleEndsAt)} {Convert.ToHexString(family.NetworkHash.Span[..2])}";

    public static string Seconds(DateTimeOffset time) => $"{(time - ModelClock.Start).TotalSeconds:F3}";

    private bool Has(MoveKind kind) => _budget[(int)kind] > 0;

    private void Deliver(Actor actor)
    {
        Task<SessionAnswer?> request = actor.Request!;
        actor.Request = null;
        if (!request.IsCompletedSuccessfully || request.Result is not { Tokens: { } tokens })
        {
            _rules.AfterDelivery(actor, hasAnswer: request.IsCompletedSuccessfully);
            return;
        }

        if (actor.Kind == ActorKind.Thief)
        {
            Stolen.Add(tokens.Generation);
        }
        else
        {
            _rules.BeforeCookie(Cookie, tokens.Generation);
            Cookie = tokens.Generation;
            actor.AccessGeneration = tokens.Generation;
        }

        _rules.AfterDelivery(actor, hasAnswer: true);
    }

    // Beyond the window, so that no repeat is taken for a chain of its own; the browser's calls of the API are seen.
    private bool Probe(Actor actor, ref int generation)
    {
        _clock.Now += TimeSpan.FromSeconds(Window + 1);
        actor.Start(generation, TokenOf(generation));
        while (actor.Store.Waiting is not null)
        {
            actor.Store.Pass(Fault.None);
        }

        SessionAnswer answer = actor.Request!.Result!;
        actor.Request = null;
        if (answer.Tokens is null)
        {
            return false;
        }

        generation = answer.Tokens.Generation;
        _store.Current.AcknowledgeAsync(Family, generation, default).GetAwaiter().GetResult();
        return true;
    }
}
