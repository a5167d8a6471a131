namespace GameAuth.Toy;

/// <summary>Puts <c>Authorization: Toy …</c> and a request id on what goes to the API.</summary>
internal sealed class ToyAuthenticator(ToyOptions options, TokenSource<ToySession> sessions)
    : BearerAuthenticator<ToySession>(sessions, [options.EndpointOf(ToyOptions.Api)], ToySessions.Api)
{
    private const string RequestId = "X-Toy-Request";

    private readonly PaceRequest _pace = options.RateLimitScope.Length == 0 ? PaceRequest.None : new PaceRequest([options.RateLimitScope]);

    protected override string Scheme => "Toy";

    public override PaceRequest Pace(AttemptContext attempt, HttpRequestMessage request) => _pace;

    public override ValueTask StampAsync(AttemptContext attempt, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Remove(RequestId);
        request.Headers.TryAddWithoutValidation(RequestId, attempt.Ids.NextUuid().ToString());
        return ValueTask.CompletedTask;
    }

    protected override Secret TextOf(ToySession token) => token.Token;
}
