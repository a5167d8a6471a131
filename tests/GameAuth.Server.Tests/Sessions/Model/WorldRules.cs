namespace GameAuth.Server.Tests.Sessions.Model;

/// <summary>What must hold in a world: each answer by the table, and over all of it what the table is for.</summary>
/// <remarks>
/// An honest tab stays signed in unless one of these has happened: a thief used a token, a logout, the session has run out, an answer was overtaken by two later steps, or the browser was slow:
/// without a break it waited for answers for the length of the window. An answer that was lost is waited for until a later request has one. With a key the browser may be slow, as long as its
/// tabs don't refresh at the same time.
/// </remarks>
internal sealed class WorldRules(World world)
{
    private bool _hasThiefActed;
    private bool _isLoggedOut;
    private bool _wasOvertaken;
    private bool _wasSlow;
    private bool _wasSlowAndRaced;
    private bool _isSlow;
    private bool _isRaced;
    private bool _hasLost;
    private int _losses;
    private DateTimeOffset? _waitsSince;
    private SessionFamily _before = world.Store.Family;
    private string? _operation;
    private FamilyStep? _step;
    private Fault _fault;

    public static void Must(bool holds, string what)
    {
        if (!holds)
        {
            throw new RuleBrokenException(what);
        }
    }

    public string Key() => $"{_hasThiefActed} {_isLoggedOut} {_wasOvertaken} {_wasSlow} {_wasSlowAndRaced} {_isSlow} {_isRaced} {_hasLost} {_losses} {(_waitsSince is { } since ? World.Seconds(since) : "-")}";

    public void BeforeStart(Actor actor)
    {
        if (actor.Kind == ActorKind.Tab)
        {
            _waitsSince ??= world.Now;
            _isRaced |= IsAnyTabWaiting();
            _wasSlowAndRaced |= _isSlow && _isRaced;
        }
    }

    public void AfterStart(Actor actor)
    {
        actor.Notes = new RequestNotes { LossesBefore = _losses, BeganAfterEnd = world.Store.Family.Status != FamilyStatus.Active };
        if (actor.Kind == ActorKind.Thief && world.Scenario.IsBound)
        {
            Must(Answer(actor) is { Error: { } error } && error == AuthError.RefreshInvalid, "a bound token without its key: refresh_invalid, and the store is not asked");
            return;
        }

        Must(actor.Store.Waiting == "find", "a right token is looked up");
    }

    public void BeforePass(Actor actor, Fault fault) => (_before, _operation, _step, _fault) = (world.Store.Family, actor.Store.Waiting, actor.Store.Step, fault);

    public void AfterPass(Actor actor)
    {
        SessionFamily after = world.Store.Family;
        bool isDone = _fault != Fault.Before;
        bool hasMoved = _operation == "advance" && isDone && _before.Generation == _step!.From && IsLive(_before);
        Must(after.Generation == (hasMoved ? _step!.To : _before.Generation), "only a step that won moves the generation");
        Must(after.Generation >= _before.Generation, "the generation never falls");
        if (_operation == "end" && isDone)
        {
            Must(after.Status != FamilyStatus.Active, "what is ended has ended");
            _isLoggedOut |= actor.Kind == ActorKind.Logout;
        }

        if (hasMoved)
        {
            _wasOvertaken |= world.Actors.Any(other => other != actor && IsUndecided(other) && other.Presented + 2 <= after.Generation);
        }

        if (_fault != Fault.None)
        {
            Must(actor.Request!.Exception?.InnerException is SessionStoreException, "a store that fails is told to the caller");
            return;
        }

        switch (_operation)
        {
            case "find" when actor.Kind == ActorKind.Logout:
                Must(actor.Store.Waiting == "end", "a logout ends");
                return;
            case "find":
                Decide(actor, _before);
                break;
            case "issue":
                actor.Notes = actor.Notes with { HasAccess = true };
                CheckNext(actor);
                break;
            case "advance" when hasMoved:
                CheckTokens(actor, _step!.To);
                break;
            case "advance":
                Decide(actor, _before);
                break;
            case "end" when actor.Kind == ActorKind.Logout:
                Must(actor.Request!.IsCompletedSuccessfully, "a logout is answered");
                break;
            default:
                AuthError expected = _before.Status == FamilyStatus.Active ? AuthError.RefreshReuseDetected : AuthError.RefreshInvalid;
                Must(Answer(actor)?.Error == expected, $"a reuse is told as {expected.Code}");
                Must(actor.Sink.Names.Contains(SessionEventNames.ReuseDetected) == (expected == AuthError.RefreshReuseDetected), "whoever ends a family for reuse alerts, once");
                break;
        }

        if (actor.Kind == ActorKind.Tab && Answer(actor)?.Error is not null)
        {
            bool hasRunOut = _before.Status == FamilyStatus.Active && !IsLive(_before);
            Must(_hasThiefActed || _isLoggedOut || _wasOvertaken || (world.Scenario.IsBound ? _wasSlowAndRaced : _wasSlow) || hasRunOut, "an honest tab within the rules is never logged out");
        }
    }

    public void BeforeTick() => NoteSlow(World.TickLength);

    public void BeforeWeek() => NoteSlow(TimeSpan.FromDays(7));

    public void BeforeCookie(int old, int next) => _wasOvertaken |= next < old;

    // What had ended lives again: the store has forgotten it, and so must the rules.
    public void AfterSetBack()
    {
        foreach (Actor actor in world.Actors)
        {
            actor.Notes = actor.Notes with { BeganAfterEnd = false };
        }
    }

    public void AfterDelivery(Actor actor, bool hasAnswer)
    {
        if (actor.Kind != ActorKind.Tab)
        {
            return;
        }

        if (!hasAnswer)
        {
            _losses++;
            _hasLost = true;
        }
        else if (actor.Notes.LossesBefore == _losses)
        {
            _hasLost = false;
        }

        if (!_hasLost && !IsAnyTabWaiting())
        {
            _waitsSince = null;
            _isSlow = _isRaced = false;
        }
    }

    // The table of rotation, said once more in other words than the engine's.
    private Outcome Expect(Actor actor, SessionFamily family)
    {
        bool isKeyProven = world.Scenario.IsBound && actor.Kind != ActorKind.Thief;
        return (family.Generation - actor.Presented) switch
        {
            _ when !IsLive(family) => Outcome.Refuse,
            0 => Outcome.Step,
            < 0 => Outcome.Beyond,
            1 when (world.Now - family.RotatedAt).TotalSeconds < World.Window => Outcome.Same,
            1 when isKeyProven && family.AcknowledgedGeneration != family.Generation => Outcome.Same,
            _ => Outcome.Reuse,
        };
    }

    private void Decide(Actor actor, SessionFamily family)
    {
        Outcome expected = Expect(actor, family);
        Must(expected != Outcome.Beyond || world.WasSetBack, "a token above the current one exists only where the store was set back");
        _hasThiefActed |= actor.Kind == ActorKind.Thief && expected != Outcome.Refuse;
        actor.Notes = actor.Notes with { Expected = expected, Generation = family.Generation, IsElsewhere = !World.HashOf(actor.Kind).AreThoseOf(family), ReadAt = actor.Notes.ReadAt ?? world.Now };
        CheckNext(actor);
    }

    private void CheckNext(Actor actor)
    {
        RequestNotes notes = actor.Notes;
        switch (notes.Expected)
        {
            case Outcome.Step or Outcome.Beyond or Outcome.Same when world.Scenario.IsIssuerSlow && !notes.HasAccess:
                Must(actor.Store.Waiting == "issue", "an access token is minted, before the step");
                break;
            case Outcome.Step or Outcome.Beyond:
                Must(actor.Store.Waiting == "advance" && actor.Store.Step is { } step && step.From == notes.Generation && step.To == actor.Presented + 1, "the family moves by compare-and-swap");
                break;
            case Outcome.Same:
                CheckTokens(actor, notes.Generation);
                break;
            case Outcome.Reuse:
                Must(actor.Store.Waiting == "end", "the use of an old token ends the family");
                break;
            default:
                Must(Answer(actor)?.Error == AuthError.RefreshInvalid && actor.Sink.Events.Count == 0, "an ended family never yields a token: refresh_invalid");
                break;
        }
    }

    private void CheckTokens(Actor actor, int generation)
    {
        Must(Answer(actor)?.Tokens is not null, "the caller gets tokens");
        SessionTokens tokens = Answer(actor)!.Tokens!;
        Must(tokens.Generation == generation && generation == actor.Presented + 1 && tokens.Refresh == world.TokenOf(generation), "each generation has one token, the successor of the one before");
        Must(!actor.Notes.BeganAfterEnd, "an ended family never yields a token");
        IssuedToken issued = actor.Issuer.Issued[^1];
        Must(issued.Token == tokens.Access && issued.Generation == generation && issued.IssuedAt == actor.Notes.ReadAt, "the access token is the generation's, issued when the family was read");

        // The log forgets a revocation when the last token has ended that it could hit.
        bool isOver = world.Now - issued.IssuedAt >= tokens.Access.Lifetime;
        Must(world.Store.Family.Status == FamilyStatus.Active || isOver || world.Store.RevokedBefore > issued.IssuedAt, "an access token that was made while its family ended is hit by the revocation");
        string expected = actor.Notes.Expected switch
        {
            Outcome.Step => SessionEventNames.Refreshed,
            Outcome.Beyond => SessionEventNames.StoreSetBack,
            _ => actor.Notes.IsElsewhere ? SessionEventNames.RepeatedElsewhere : SessionEventNames.Repeated,
        };
        Must(actor.Sink.Names.SequenceEqual([expected]), $"the event is {expected}");
    }

    private void NoteSlow(TimeSpan length)
    {
        _isSlow |= _waitsSince is { } since && (world.Now + length - since).TotalSeconds >= World.Window;
        _wasSlow |= _isSlow;
        _wasSlowAndRaced |= _isSlow && _isRaced;
    }

    private bool IsAnyTabWaiting() => world.Actors.Exists(actor => actor.Kind == ActorKind.Tab && actor.Request is not null);

    private bool IsLive(SessionFamily family) => family.Status == FamilyStatus.Active && world.Now < family.IdleEndsAt && world.Now < family.EndsAt;

    private static bool IsUndecided(Actor actor) => actor.Kind == ActorKind.Tab && actor.Store.Waiting is not null && actor.Notes.Expected != Outcome.Same;

    private static SessionAnswer? Answer(Actor actor) => actor.Request is { IsCompletedSuccessfully: true, Result: { } answer } ? answer : null;
}

internal sealed class RuleBrokenException(string message) : Exception(message);
