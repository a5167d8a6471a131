using GameAuth.Hytale;

namespace GameAuth.Server.Hytale;

/// <summary>The calls of game sessions: new, refresh, delete.</summary>
internal sealed class SessionEndpoints(GatewaySessions sessions, SessionRenewal renewal, GatewayAccounts accounts, TimeProvider time)
{
    private const string Member = "session_id";
    private const int Tries = 24;

    // Of a refresh that a caller has had, the answer may have been lost.
    private static readonly TimeSpan RepeatWindow = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    public async Task<GatewayReply> CreateAsync(GatewayCall call)
    {
        HytaleAccount account = call.Caller;
        Guid profile = ProfileEndpoints.Named(call) ?? (await accounts.FindAsync(account, call.Aborted).ConfigureAwait(false)).Selected ?? throw new GatewayRefusal(GatewayError.InvalidProfile);
        HytaleSessionTokens tokens = await account.CreateSessionTokensAsync(profile, CancellationToken.None).ConfigureAwait(false);
        Held<SessionRow> held;
        try
        {
            held = await sessions.AddAsync(account, tokens).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is SessionStoreException or CredentialStoreException)
        {
            // Nobody would renew it, nor end it.
            await EndQuietlyAsync(account, tokens).ConfigureAwait(false);
            throw;
        }

        call.Token = tokens.SessionToken.Reveal();
        return GatewayReply.Of(json =>
        {
            json.WriteString(Member, GatewaySessions.IdOf(held));
            json.WriteString("account_id", account.Subject);
            json.WriteString("profile_id", profile);
            json.WriteString("session_token", tokens.SessionToken.Reveal());
            json.WriteString("identity_token", tokens.IdentityToken.Reveal());
            json.WriteString("expires_at", GatewayReply.TimeOf(tokens.ExpiresAt));
            json.WriteString("created_at", GatewayReply.TimeOf(held.Value.CreatedAt));
        });
    }

    public async Task<GatewayReply> RefreshAsync(GatewayCall call)
    {
        for (int i = 0; i < Tries; i++)
        {
            if (await sessions.FindAsync(call.Text(Member), call.Caller, call.Aborted).ConfigureAwait(false) is not { } held)
            {
                return GatewayReply.Of(GatewayError.NoSession);
            }

            DateTimeOffset now = time.GetUtcNow();
            SessionRow row = held.Value;
            if (row.LeasedUntil > now)
            {
                // A node renews it at this moment, and its tokens are those to answer with.
                await Task.Delay(Look, time, call.Aborted).ConfigureAwait(false);
                continue;
            }

            if (row.IsTaken && now - row.TakenAt < RepeatWindow)
            {
                return Refreshed(call, held);
            }

            if (!row.IsTaken && row.ExpiresAt > now && !row.IsSpent)
            {
                if (await sessions.TrySaveAsync(held with { Value = row with { IsTaken = true, TakenAt = now } }, SessionTimes.DueAt(now, row.ExpiresAt)).ConfigureAwait(false) is { } taken)
                {
                    return Refreshed(call, taken);
                }

                continue;
            }

            if (row.ExpiresAt - now > GatewaySessions.Window)
            {
                return GatewayReply.Of(GatewayError.TooEarly);
            }

            if (await renewal.RenewAsync(held, call.Caller, forCaller: true).ConfigureAwait(false) is { } renewed)
            {
                return Refreshed(call, renewed);
            }
        }

        return GatewayReply.Of(GatewayError.Unavailable.After(TimeSpan.FromSeconds(5)));
    }

    public async Task<GatewayReply> EndAsync(GatewayCall call)
    {
        for (int i = 0; i < Tries; i++)
        {
            if (await sessions.FindAsync(call.Text(Member), call.Caller, call.Aborted).ConfigureAwait(false) is not { } held)
            {
                return GatewayReply.Of(GatewayError.NoSessionToEnd);
            }

            if (await renewal.MarkEndingAsync(held).ConfigureAwait(false) is { } ending)
            {
                call.Token = HytaleSessionTokens.Import(ending.Value.Tokens).SessionToken.Reveal();

                // It is over for its caller; where Hytale can't be told now, a node tells it later.
                await renewal.EndAsync(ending, call.Caller).ConfigureAwait(false);
                return GatewayReply.Of(json =>
                {
                    json.WriteString(Member, GatewaySessions.IdOf(ending));
                    json.WriteString("terminated_at", GatewayReply.TimeOf(time.GetUtcNow()));
                    json.WriteString("status", "deleted");
                });
            }
        }

        return GatewayReply.Of(GatewayError.Unavailable.After(TimeSpan.FromSeconds(5)));
    }

    private static GatewayReply Refreshed(GatewayCall call, Held<SessionRow> held)
    {
        HytaleSessionTokens tokens = HytaleSessionTokens.Import(held.Value.Tokens);
        call.Token = tokens.SessionToken.Reveal();
        return GatewayReply.Of(json =>
        {
            json.WriteString(Member, GatewaySessions.IdOf(held));
            json.WriteString("session_token", tokens.SessionToken.Reveal());
            json.WriteString("identity_token", tokens.IdentityToken.Reveal());
            json.WriteString("expires_at", GatewayReply.TimeOf(held.Value.ExpiresAt));
            json.WriteString("refreshed_at", GatewayReply.TimeOf(held.Value.RenewedAt));
        });
    }

    private static async Task EndQuietlyAsync(HytaleAccount account, HytaleSessionTokens tokens)
    {
        try
        {
            await account.EndSessionTokensAsync(tokens, CancellationToken.None).ConfigureAwait(false);
        }
        catch (GameAuthException)
        {
            // It runs out by itself within the hour.
        }
    }
}
