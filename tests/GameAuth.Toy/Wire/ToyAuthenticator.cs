using System.Net.Http.Headers;
using GameAuth.Providers;

namespace GameAuth.Toy;

internal sealed class ToyAuthenticator(ToyOptions options, ToySessions sessions) : RequestAuthenticator
{
    public const string RequestId = "X-Toy-Request";

    private readonly PaceRequest _pace = options.RateLimitPartition.Length == 0 ? PaceRequest.None : new PaceRequest([options.RateLimitPartition]);

    public override bool IsAudience(Uri target) =>
        string.Equals(target.Host, options.ApiBase.Host, StringComparison.OrdinalIgnoreCase)
        && target.Port == options.ApiBase.Port
        && string.Equals(target.Scheme, options.ApiBase.Scheme, StringComparison.Ordinal);

    public override PaceRequest Pace(HttpRequestMessage request, Account account) => _pace;

    public override void Stamp(HttpRequestMessage request, IIdGenerator ids)
    {
        request.Headers.Remove(RequestId);
        request.Headers.TryAddWithoutValidation(RequestId, ids.NextUuid().ToString());
    }

    public override ValueTask<TokenUse> AuthorizeAsync(HttpRequestMessage request, Account account, CancellationToken cancellationToken)
    {
        ValueTask<ToySession> pending = account.GetTokenAsync(sessions, ToySessions.Api, cancellationToken);
        return pending.IsCompletedSuccessfully ? new ValueTask<TokenUse>(Put(request, pending.Result)) : AwaitAsync(pending, request);
    }

    private async ValueTask<TokenUse> AwaitAsync(ValueTask<ToySession> pending, HttpRequestMessage request) =>
        Put(request, await pending.ConfigureAwait(false));

    private TokenUse Put(HttpRequestMessage request, ToySession session)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Toy", session.Token.Reveal());
        return TokenUse.Of(sessions, session, ToySessions.Api);
    }
}
