namespace GameAuth.Toy;

/// <summary>The handle of an account.</summary>
public sealed class ToyAccount : Account
{
    private readonly ToyProvider _toy;

    internal ToyAccount(AccountBinding binding, ToyProvider toy)
        : base(binding) => _toy = toy;

    public ValueTask<ToySession> GetSessionAsync(string audience = ToySessions.Api, CancellationToken cancellationToken = default) =>
        GetTokenAsync(_toy.Sessions, audience, cancellationToken);

    public ValueTask<ToyBadge> GetBadgeAsync(CancellationToken cancellationToken = default) => GetTokenAsync(_toy.Badges, cancellationToken: cancellationToken);

    /// <summary>A typed call that reads: who the player is.</summary>
    public async Task<string> GetNameAsync(CancellationToken cancellationToken = default) =>
        (await _toy.Service.CallAsync(this, "me", HttpMethod.Get, cancellationToken).ConfigureAwait(false)).PlayerName;

    /// <summary>A typed call that writes, and so is not repeated when its answer is lost.</summary>
    public Task ReportAsync(CancellationToken cancellationToken = default) => _toy.Service.CallAsync(this, "report", HttpMethod.Post, cancellationToken);

    protected override async Task RevokeAsync(CancellationToken cancellationToken)
    {
        ToyGrant grant = await GetTokenAsync(_toy.Grants, cancellationToken: cancellationToken).ConfigureAwait(false);
        await _toy.Service.PostAsync("revoke", isRepeatable: true, cancellationToken, ("refresh_token", grant.RefreshToken)).ConfigureAwait(false);
    }
}
