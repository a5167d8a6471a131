using System.Net;
using System.Runtime.CompilerServices;
using GameAuth.Providers;

namespace GameAuth.Discord;

/// <summary>Puts the session's access token on requests to the backend, and a proof of the key where the token is bound to it (RFC 9449 section 7.1).</summary>
internal sealed class DiscordAuthenticator(DiscordGrants grants, DiscordDevices devices, DpopProofs proofs, DiscordOptions options) : RequestAuthenticator
{
    private const string AuthorizationName = "Authorization";

    private readonly Uri _backend = options.BackendAddress;
    private readonly ConditionalWeakTable<DiscordGrant, string> _headers = [];

    public override IReadOnlyList<string> CredentialHeaders { get; } = [AuthorizationName, DpopProofs.Header];

    public override bool IsAudience(Uri target) => EndpointRules.IsSameOrigin(target, _backend);

    public override ValueTask StampAsync(AttemptContext attempt, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        DiscordUserAgent.Add(request);
        return ValueTask.CompletedTask;
    }

    public override ValueTask<TokenUse> AuthenticateAsync(AttemptContext attempt, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ValueTask<DiscordGrant> getting = attempt.Account!.GetTokenAsync(grants, cancellationToken: cancellationToken);
        if (!getting.IsCompletedSuccessfully)
        {
            return AwaitAsync(getting, attempt.Account, request, cancellationToken);
        }

        DiscordGrant grant = getting.Result;
        return grant.IsBound ? AwaitAsync(new(grant), attempt.Account, request, cancellationToken) : new ValueTask<TokenUse>(Put(request, grant));
    }

    public override Verdict Judge(AttemptContext attempt, HttpResponseMessage response)
    {
        ArgumentNullException.ThrowIfNull(response);
        bool hasNonce = proofs.Learn(response.Headers.TryGetValues(DpopProofs.NonceHeader, out IEnumerable<string>? nonces) ? nonces.FirstOrDefault() : null);

        // Whether the token was refused or its proof, the header says (RFC 9449 section 7.1); the body is the caller's.
        return hasNonce && response.StatusCode is HttpStatusCode.Unauthorized && WantsNonce(response) ? Verdict.RetryWithNewProof : base.Judge(attempt, response);
    }

    private static bool WantsNonce(HttpResponseMessage response) =>
        response.Headers.NonValidated.TryGetValues("WWW-Authenticate", out System.Net.Http.Headers.HeaderStringValues said) && said.ToString().Contains("use_dpop_nonce", StringComparison.Ordinal);

    private async ValueTask<TokenUse> AwaitAsync(ValueTask<DiscordGrant> getting, Account account, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        DiscordGrant grant = await getting.ConfigureAwait(false);
        TokenUse use = Put(request, grant);
        if (grant.IsBound)
        {
            DiscordDevice device = await account.GetTokenAsync(devices, cancellationToken: cancellationToken).ConfigureAwait(false);
            request.Headers.TryAddWithoutValidation(DpopProofs.Header, proofs.Make(devices.OpenKey(device), request.Method.Method, request.RequestUri!, grant.AccessToken));
        }

        return use;
    }

    private TokenUse Put(HttpRequestMessage request, DiscordGrant grant)
    {
        request.Headers.Remove(AuthorizationName);
        request.Headers.Remove(DpopProofs.Header);
        request.Headers.TryAddWithoutValidation(
            AuthorizationName,
            _headers.TryGetValue(grant, out string? header) ? header : _headers.GetValue(grant, static one => $"{(one.IsBound ? "DPoP" : "Bearer")} {one.AccessToken.Reveal()}"));
        return TokenUse.Of(grants, grant);
    }
}

/// <summary>What the requests call themselves: this package, so that the backend's owner sees who asks.</summary>
internal static class DiscordUserAgent
{
    private static readonly string Value = $"GameAuth.Discord/{typeof(DiscordOptions).Assembly.GetName().Version!.ToString(3)}";

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
