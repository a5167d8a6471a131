using System.Runtime.CompilerServices;
using GameAuth.Providers;

namespace GameAuth.Hytale;

/// <summary>Puts the access token on requests to the hosts of profiles and sessions, or to the gateway.</summary>
internal sealed class HytaleAuthenticator(HytaleGrants grants, HytaleOptions options, HytaleAudit audit) : RequestAuthenticator
{
    private readonly Uri[] _hosts = options.Dialect is HytaleDialect.Gateway
        ? [options.EndpointOf(HytaleEndpoint.Gateway)]
        : [options.EndpointOf(HytaleEndpoint.AccountData), options.EndpointOf(HytaleEndpoint.Sessions)];

    // Composed once per token: these have a thousand characters.
    private readonly ConditionalWeakTable<HytaleGrant, string> _headers = [];

    public override bool IsAudience(Uri target)
    {
        foreach (Uri host in _hosts)
        {
            if (target.Port == host.Port && target.Scheme == host.Scheme && string.Equals(target.IdnHost, host.IdnHost, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    public override ValueTask<TokenUse> AuthorizeAsync(HttpRequestMessage request, Account account, CancellationToken cancellationToken)
    {
        ValueTask<HytaleGrant> getting = account.GetTokenAsync(grants, cancellationToken: cancellationToken);
        return getting.IsCompletedSuccessfully ? new ValueTask<TokenUse>(Put(request, account, getting.Result)) : AwaitAsync(getting, request, account);
    }

    private async ValueTask<TokenUse> AwaitAsync(ValueTask<HytaleGrant> getting, HttpRequestMessage request, Account account) =>
        Put(request, account, await getting.ConfigureAwait(false));

    private TokenUse Put(HttpRequestMessage request, Account account, HytaleGrant grant)
    {
        request.Headers.Remove("Authorization");
        request.Headers.TryAddWithoutValidation("Authorization", _headers.TryGetValue(grant, out string? header) ? header : Compose(account, grant));
        return TokenUse.Of(grants, grant);
    }

    private string Compose(Account account, HytaleGrant grant)
    {
        audit.Seen(account.Id, grant);
        return _headers.GetValue(grant, static one => $"Bearer {one.AccessToken.Reveal()}");
    }
}
