using System.Security.Cryptography;
using System.Text.Json;

namespace GameAuth.Server;

/// <summary>Begins sessions: one for each nonce, however often its exchange is asked for. Safe for use from any thread.</summary>
/// <remarks>
/// <para>
/// What a provider gives a client to sign in with is used up by the first verification. So a client whose answer was lost can't sign in with it again, and gets the answer of the first exchange
/// instead: within <see cref="GameAuthServerOptions.ExchangeRepeatWindow"/>, while no access token of the session was seen in use, for the same nonce, body and key. Any other use of a nonce is
/// refused.
/// </para>
/// <para>Exceptions are those of <see cref="SessionService"/>, and the verifier's.</para>
/// </remarks>
internal sealed class SessionExchange(SessionServiceParts parts)
{
    private readonly SessionServiceParts _parts = parts;
    private readonly ISessionStore _store = parts.Store;
    private readonly NonceTurns _turns = new();

    /// <summary>Answers an exchange.</summary>
    /// <param name="exchange">The exchange.</param>
    /// <param name="verify">Verifies the player with the provider, and maps him. Called once for each nonce that is new.</param>
    /// <param name="cancellationToken">
    /// Ends the wait and the verification. It should end with the host rather than with the client's connection, since what the client has brought is used up once the provider has seen it.
    /// </param>
    /// <returns>The tokens, or <c>nonce_reused</c>.</returns>
    public async ValueTask<SessionAnswer> ExchangeAsync(
        ExchangeRequest exchange, Func<CancellationToken, ValueTask<VerifiedPlayer>> verify, CancellationToken cancellationToken)
    {
        SessionKey[] keys = await _parts.Keys.GetAsync(cancellationToken).ConfigureAwait(false);

        // Of two at once on one node, the second waits and finds the first one's family. On two nodes the store decides, and a verification is wasted.
        using IDisposable turn = await _turns.EnterAsync(exchange.Nonce, cancellationToken).ConfigureAwait(false);
        foreach (SessionKey key in keys)
        {
            if (await _store.FindByNonceAsync(key.HashNonce(exchange.Nonce), cancellationToken).ConfigureAwait(false) is { Family: { } known, Now: DateTimeOffset now })
            {
                return await RepeatAsync(keys, exchange, known, now, cancellationToken).ConfigureAwait(false);
            }
        }

        VerifiedPlayer player = await verify(cancellationToken).ConfigureAwait(false);
        byte[] handle = RandomNumberGenerator.GetBytes(RefreshToken.HandleSize);
        NewFamily family = MakeChecked(keys[0], exchange, player, handle);
        CreatedFamily created = await CreateAsync(family).ConfigureAwait(false);

        // The family may be there from a first attempt whose answer was lost on the way from the store.
        if (!created.IsCreated && created.Family?.Id != family.Id)
        {
            return await RepeatAsync(keys, exchange, created.Family, created.Now, cancellationToken).ConfigureAwait(false);
        }

        AccessToken access = await _parts.Issuer.IssueAsync(created.Family!, generation: 0, created.Now, CancellationToken.None).ConfigureAwait(false);
        _parts.Events.Raise(_parts.Events.Make(SessionEventNames.Created, created.Family!, exchange.Source, access) with { Place = _parts.PlaceOf(before: null, created.Family!) });
        return Grant(keys[0], exchange, handle, player.Identity.Answer, created.Family!, access, created.Now);
    }

    private static SessionAnswer Grant(
        SessionKey key, ExchangeRequest exchange, ReadOnlySpan<byte> handle, IReadOnlyDictionary<string, string> members, SessionFamily family, AccessToken access, DateTimeOffset now) =>
        SessionAnswer.Granted(SessionService.Tokens(RefreshToken.Write(key, handle, generation: 0, exchange.Source.KeyThumbprint.Span), family, access, now, members));

    private async ValueTask<SessionAnswer> RepeatAsync(SessionKey[] keys, ExchangeRequest exchange, SessionFamily? family, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ClientHashes client = keys[0].HashClient(exchange.Source);
        if (!IsFirst(family, now) || FirstAnswer.TryOpen(keys, family!.Id, family.FirstAnswer.Span) is not { } first
            || family.Provider != exchange.Provider || !first.Answers(exchange.Body.Span, exchange.Source.KeyThumbprint.Span))
        {
            SessionEvent reused = family is null
                ? _parts.Events.Make(SessionEventNames.NonceReused) with { Provider = exchange.Provider, Origin = _parts.Events.OriginOf(exchange.Source) }
                : _parts.Events.Make(SessionEventNames.NonceReused, family, exchange.Source, access: null);
            _parts.Events.Raise(reused with { IsAddressShared = _parts.IsAddressShared(family?.Profile ?? exchange.Profile) });
            return SessionAnswer.Refused(AuthError.NonceReused);
        }

        AccessToken access = await _parts.Issuer.IssueAsync(family, generation: 0, now, cancellationToken).ConfigureAwait(false);
        string name = SessionService.IsFromThere(keys, family, exchange.Source, client) ? SessionEventNames.Repeated : SessionEventNames.RepeatedElsewhere;
        _parts.Events.Raise(_parts.Events.Make(name, family, exchange.Source, access));
        return Grant(keys[0], exchange, first.Handle, first.Members, family, access, now);
    }

    private bool IsFirst(SessionFamily? family, DateTimeOffset now) =>
        family is { Generation: 0, AcknowledgedGeneration: < 0 } && family.IsLive(now) && now - family.CreatedAt < _parts.Options.ExchangeRepeatWindow;

    // The player was verified, and what he brought is used up: the client's connection no longer matters, and a store that failed is asked once more.
    private async ValueTask<CreatedFamily> CreateAsync(NewFamily family)
    {
        try
        {
            return await _store.CreateFamilyAsync(family, CancellationToken.None).ConfigureAwait(false);
        }
        catch (SessionStoreException e) when (e.IsTransient)
        {
            return await _store.CreateFamilyAsync(family, CancellationToken.None).ConfigureAwait(false);
        }
    }

    // What a verifier and a mapper say may be more than a session holds: a subject of over 256 characters, claims of over 2 KiB. The player can't help it, and the same would come again.
    private NewFamily MakeChecked(SessionKey key, ExchangeRequest exchange, VerifiedPlayer player, byte[] handle)
    {
        try
        {
            NewFamily family = Make(key, exchange, player, handle);
            SessionStoreLimits.Check(family);
            return family;
        }
        catch (ArgumentException outside)
        {
            throw new IdentityRefusedException(AuthError.InvalidIdentity, "This account can not be used here.") { Fault = $"{outside.ParamName} is outside SessionStoreLimits; the default subject is provider:id, and UseSubjectMapper(...) makes shorter ones" };
        }
    }

    private NewFamily Make(SessionKey key, ExchangeRequest exchange, VerifiedPlayer player, byte[] handle)
    {
        VerifiedIdentity identity = player.Identity;
        string name = identity.Profile ?? exchange.Profile;
        SessionProfile profile = _parts.FindProfile(name)
            ?? throw new InvalidOperationException($"The verifier of {exchange.Provider} names the profile '{name}', which was not added. Add it with AddProfile.");
        FamilyId id = FamilyId.Of(handle);
        ClientHashes client = key.HashClient(exchange.Source);
        return new NewFamily
        {
            Id = id,
            Subject = player.Subject,
            Provider = exchange.Provider,
            ProviderSubject = identity.ProviderSubject,
            Profile = name,
            ClientId = identity.ClientId ?? profile.ClientId ?? name,
            Claims = identity.Claims.Count == 0 ? default : JsonSerializer.SerializeToUtf8Bytes(identity.Claims, SessionJson.Default.IReadOnlyDictionaryStringString),
            KeyThumbprint = exchange.Source.KeyThumbprint,
            Lifetime = profile.Lifetime,
            IdleLifetime = profile.IdleLifetime,
            NetworkHash = client.Network,
            UserAgentHash = client.UserAgent,
            FirstAnswer = new FirstAnswer(handle, exchange.Body.Span, exchange.Source.KeyThumbprint.Span, identity.Answer).Seal(key, id),
            Nonce = key.HashNonce(exchange.Nonce),
            NonceLifetime = _parts.Options.NonceLifetime,
        };
    }
}

/// <summary>An exchange whose shape is right: the first sign-in of a session. Prints without its body.</summary>
internal sealed class ExchangeRequest
{
    /// <summary>The provider, as the address names it.</summary>
    public required string Provider { get; init; }

    /// <summary>The name of the profile where the verifier names none.</summary>
    public required string Profile { get; init; }

    /// <summary>The <c>client_nonce</c> of the body.</summary>
    public required string Nonce { get; init; }

    /// <summary>The body as it came: a repeat has the same bytes.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>What is known of the request; the family is bound to its key.</summary>
    public required RequestSource Source { get; init; }
}

/// <summary>A player who was verified, and mapped.</summary>
/// <param name="Subject">The subject of his tokens.</param>
/// <param name="Identity">What the verifier said.</param>
internal sealed record VerifiedPlayer(string Subject, VerifiedIdentity Identity)
{
    /// <summary>Never the verifier's members: they may be secrets.</summary>
    /// <returns>A word.</returns>
    public override string ToString() => "[verified player]";
}

/// <summary>Lets exchanges with one nonce in one at a time. Safe for use from any thread.</summary>
internal sealed class NonceTurns
{
    private readonly Dictionary<string, Turn> _turns = new(StringComparer.Ordinal);

    /// <summary>How many nonces are in use now.</summary>
    public int Count
    {
        get
        {
            lock (_turns)
            {
                return _turns.Count;
            }
        }
    }

    /// <summary>Waits for the turn.</summary>
    /// <returns>Dispose it for the next one.</returns>
    public async ValueTask<IDisposable> EnterAsync(string nonce, CancellationToken cancellationToken)
    {
        Turn turn;
        lock (_turns)
        {
            turn = _turns.TryGetValue(nonce, out Turn? known) ? known : _turns[nonce] = new Turn(this, nonce);
            turn.Users++;
        }

        try
        {
            await turn.Gate.WaitAsync(cancellationToken).ConfigureAwait(false);
            return turn;
        }
        catch
        {
            turn.Leave();
            throw;
        }
    }

    private sealed class Turn(NonceTurns turns, string nonce) : IDisposable
    {
        public SemaphoreSlim Gate { get; } = new(1, 1);

        public int Users { get; set; }

        public void Dispose()
        {
            Gate.Release();
            Leave();
        }

        public void Leave()
        {
            lock (turns._turns)
            {
                if (--Users == 0)
                {
                    turns._turns.Remove(nonce);
                }
            }
        }
    }
}
