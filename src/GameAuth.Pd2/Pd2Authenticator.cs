using GameAuth.Providers;

namespace GameAuth.Pd2;

/// <summary>Puts an account's token on requests to the REST services. A website token only where the registration says so.</summary>
internal sealed class Pd2Authenticator(TokenSource<Pd2Grant> grants, Pd2Options options)
    : BearerAuthenticator<Pd2Grant>(grants, options.Tokens is Pd2TokenKind.OAuth ? [options.EndpointOf(Pd2Endpoint.Api), options.EndpointOf(Pd2Endpoint.OAuth)] : [options.EndpointOf(Pd2Endpoint.Api)])
{
    private readonly bool _isOverRest = options.Tokens is Pd2TokenKind.OAuth || options.SendWebsiteTokenOverRest;

    public override PaceRequest Pace(AttemptContext attempt, HttpRequestMessage request) => Pd2Limits.Of(request.RequestUri!.AbsolutePath.AsSpan().TrimStart('/'));

    public override ValueTask StampAsync(AttemptContext attempt, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Pd2UserAgent.Add(request);
        return ValueTask.CompletedTask;
    }

    public override ValueTask<TokenUse> AuthenticateAsync(AttemptContext attempt, HttpRequestMessage request, CancellationToken cancellationToken) =>
        _isOverRest ? base.AuthenticateAsync(attempt, request, cancellationToken) : throw Pd2Errors.OverRest(request.RequestUri!.GetLeftPart(UriPartial.Authority));

    protected override Secret TextOf(Pd2Grant token) => token.AccessToken;
}

/// <summary>What the requests call themselves: this package, so that the service's owner sees who asks.</summary>
internal static class Pd2UserAgent
{
    private static readonly string Value = $"GameAuth.Pd2/{typeof(Pd2Options).Assembly.GetName().Version!.ToString(3)}";

    /// <summary>The headers of a handshake.</summary>
    public static IReadOnlyDictionary<string, string> Headers { get; } = new Dictionary<string, string> { ["User-Agent"] = Value };

    /// <summary>An application's own request may have a name of its own.</summary>
    public static void Add(HttpRequestMessage request)
    {
        if (!request.Headers.NonValidated.Contains("User-Agent"))
        {
            request.Headers.TryAddWithoutValidation("User-Agent", Value);
        }
    }
}
