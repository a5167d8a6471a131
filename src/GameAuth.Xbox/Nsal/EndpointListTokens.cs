using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>Fetches the endpoint list: <c>GET /titles/default/endpoints?type=1</c>, contract version 1, public and unsigned. It is good for a day.</summary>
internal sealed class EndpointListTokens(XboxAuthClient client)
    : TokenSource<StoredEndpointList>("endpoints", TokenScope.Registration, RefreshBehavior.Remint, XboxRowJsonContext.Default.StoredEndpointList)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    protected override async Task<StoredEndpointList> MintAsync(MintContext<StoredEndpointList> mint, CancellationToken deadline)
    {
        ProviderResponse answer = await client.GetEndpointsAsync(deadline).ConfigureAwait(false);
        if (!answer.IsSuccess)
        {
            throw answer.Failure("is no endpoint list");
        }

        EndpointListBody body = answer.ReadJson(XboxJson.Default.EndpointListBody);
        return EndpointListReader.TryRead(body, out _, out string? fault)
            ? new StoredEndpointList { List = body, ExpiresAt = answer.ReceivedAt + Lifetime }
            : throw answer.Failure(fault, isTransient: false);
    }
}
