namespace GameAuth.Hytale;

/// <summary>The three calls of a game session that nobody here keeps alive, each told to the sinks. Safe for use from any thread.</summary>
internal sealed class UnkeptSessions(HytaleProtocol protocol, HytaleAudit audit)
{
    public Task<HytaleSessionTokens> CreateAsync(HytaleAccount account, Guid profile, CancellationToken cancellationToken) => TellAsync(
        HytaleEventNames.SessionCreated, account, profile, token: null, () => protocol.CreateSessionAsync(account, profile, cancellationToken));

    public Task<HytaleSessionTokens> RefreshAsync(HytaleAccount account, GameSessionTokens session, CancellationToken cancellationToken) => TellAsync(
        HytaleEventNames.SessionRefreshed, account, session.Profile, session.SessionToken, () => protocol.RefreshSessionAsync(account, session, cancellationToken));

    public Task EndAsync(HytaleAccount account, GameSessionTokens session, CancellationToken cancellationToken) => TellAsync(
        HytaleEventNames.SessionDeleted, account, session.Profile, session.SessionToken, async () =>
        {
            await protocol.EndSessionAsync(account, session, cancellationToken).ConfigureAwait(false);
            return session;
        });

    private async Task<HytaleSessionTokens> TellAsync(string name, HytaleAccount account, Guid profile, Secret? token, Func<Task<GameSessionTokens>> call)
    {
        GameSessionTokens tokens;
        try
        {
            tokens = await call().ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            // To be too early is no failure.
            if (failure is not ProviderException { Code: HytaleErrorCode.TooEarly })
            {
                audit.Session(name, account.Id, profile, token, failure);
            }

            throw;
        }

        audit.Session(name, account.Id, profile, tokens.SessionToken);
        return new HytaleSessionTokens(tokens);
    }
}
