using GameAuth.Providers;

namespace GameAuth.Hytale;

/// <summary>Puts the account's access token on requests to Hytale's hosts, or to the gateway, under the service's limits.</summary>
internal sealed class HytaleAuthenticator(HytaleGrants grants, HytaleOptions options, HytaleLimits limits, HytaleAudit audit) : BearerAuthenticator<HytaleGrant>(grants, HostsOf(options))
{
    // A client waits for its permit; a typed call has limits of its own and fails fast.
    public override PaceRequest Pace(AttemptContext attempt, HttpRequestMessage request) =>
        HytaleCallNames.Find(request) is { } call ? limits.Hourly(call, attempt.Account!.Id) with { FailFast = false } : PaceRequest.None;

    // A gateway says "unauthorized" under more than one status, and other things under 401.
    public override Verdict Judge(AttemptContext attempt, ProviderResponse answer, Verdict head) =>
        head is Verdict.Throttled || HytaleErrorResponse.Find(answer) is not { } refusal ? head
        : refusal.Code is HytaleErrorCode.Unauthorized ? Verdict.TokenRefused
        : head is Verdict.TokenRefused ? Verdict.Done
        : head;

    protected override Secret TextOf(HytaleGrant token) => token.AccessToken;

    protected override void OnFirstUse(Account account, HytaleGrant token) => audit.Seen(account.Id, token);

    protected override void OnRefused(Account account, HytaleGrant token, ProviderResponse? answer)
    {
        if (answer is not null)
        {
            audit.TokenRefused(account.Id, token, answer);
        }
    }

    private static Uri[] HostsOf(HytaleOptions options) => options.Dialect is HytaleDialect.Gateway
        ? [options.EndpointOf(HytaleEndpoint.Gateway)]
        : [options.EndpointOf(HytaleEndpoint.AccountData), options.EndpointOf(HytaleEndpoint.Sessions)];
}
