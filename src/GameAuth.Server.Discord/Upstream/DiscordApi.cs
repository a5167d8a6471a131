using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GameAuth.Server.Discord;

/// <summary>The three calls that a sign-in makes. Each goes through the ban guard; whatever is wrong with an answer becomes an answer of the exchange. Safe for use from any thread.</summary>
/// <remarks>All methods throw <see cref="IdentityRefusedException"/>, and <see cref="SessionStoreException"/> where the shared budget can't be asked.</remarks>
internal sealed partial class DiscordApi(
    IHttpClientFactory clients, BanGuard guard, DiscordServerOptions options, string userAgent, TimeProvider time, ILogger<DiscordApi> logger)
{
    private const string Version = "api/v10/";
    private const string InvalidCode = "Discord does not know this code, or it was used. Sign in at Discord again.";

    // What the exchange hands to an Activity is sealed with its first answer, whose members have 4 KiB as JSON; there a plus takes six characters.
    private const int LongestIssued = 3 * 1024;

    private static readonly TimeSpan ShortestLimit = TimeSpan.FromSeconds(1);

    private readonly ILogger _logger = logger;
    private readonly Uri _base = new(options.Endpoint, Version);

    /// <summary><c>POST /oauth2/token</c> (OAuth2, "Access Token Exchange"): an access token for a code. The refresh token of the answer is not read.</summary>
    /// <param name="code">The code.</param>
    /// <param name="verifier">Its PKCE verifier (RFC 7636).</param>
    /// <param name="redirectUri">The redirect that a browser came back to; null for a code of an Activity, with which Discord wants none.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The access token.</returns>
    public async Task<string> RedeemAsync(string code, string verifier, string? redirectUri, CancellationToken cancellationToken)
    {
        List<KeyValuePair<string, string>> form = [new("grant_type", "authorization_code"), new("code", code), new("code_verifier", verifier)];
        if (redirectUri is not null)
        {
            form.Add(new("redirect_uri", redirectUri));
        }

        // RFC 6749 section 2.3.1: both are encoded before they are joined.
        string client = $"{Uri.EscapeDataString(options.ClientId)}:{Uri.EscapeDataString(options.ClientSecret)}";
        HttpRequestMessage Make() => Request(HttpMethod.Post, "oauth2/token", "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(client)), new FormUrlEncodedContent(form));
        using UpstreamAnswer answer = await CallAsync(DiscordLane.Codes, OfAll, Make, cancellationToken).ConfigureAwait(false);
        return answer switch
        {
            { OAuthError: "invalid_client" or "unauthorized_client" } or { Status: HttpStatusCode.Unauthorized, Json: not null } => throw Misconfigured("the client id or secret", "ClientSecret"),
            { Status: HttpStatusCode.BadRequest, Json: not null } => throw DiscordRefusal.Invalid(InvalidCode),
            { Status: HttpStatusCode.OK, Json: { } json } when IssuedToken(json) is { } token => token,
            _ => throw Damaged("token", answer.Status),
        };
    }

    /// <summary><c>GET /oauth2/@me</c> (OAuth2, "Get Current Authorization Information"): whose a token is, for which application, and how long.</summary>
    /// <param name="lane">Whether the token comes from a code or from a client.</param>
    /// <param name="token">The access token.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The authorization; or that Discord does not know the token, or limits it.</returns>
    public async Task<FoundAuthorization> FindAuthorizationAsync(DiscordLane lane, string token, CancellationToken cancellationToken)
    {
        // One who overdoes it with his own token must stop nobody else's. The token of a code is a new one, whose limit says nothing of others whatever its scope.
        Func<UpstreamAnswer, bool> isOwn = lane == DiscordLane.Codes ? static _ => true : static answer => answer.IsLimitOfToken;
        using UpstreamAnswer answer = await CallAsync(lane, isOwn, () => Request(HttpMethod.Get, "oauth2/@me", "Bearer", token), cancellationToken).ConfigureAwait(false);
        return answer switch
        {
            { Verdict: CallVerdict.Limited } => new FoundAuthorization(null, answer.RetryAfter ?? ShortestLimit),
            { Status: HttpStatusCode.OK, Json: { } json } when DiscordAuthorization.Read(json) is { } authorization => new FoundAuthorization(authorization),
            { Status: HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden, Json: { } refused } when JsonMembers.Integer(refused, "code") is not null => new FoundAuthorization(null),
            _ => throw Damaged("authorization", answer.Status),
        };
    }

    /// <summary><c>GET /applications/{id}/activity-instances/{instance}</c> (application resource, "Get Application Activity Instance"): who is in an instance.</summary>
    /// <param name="instanceId">The instance, of a strict character set: it is a part of the address.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The instance; null where there is none.</returns>
    public async Task<ActivityInstance?> FindInstanceAsync(string instanceId, CancellationToken cancellationToken)
    {
        string path = $"applications/{options.ClientId}/activity-instances/{instanceId}";
        using UpstreamAnswer answer = await CallAsync(
            DiscordLane.Instances, OfAll, () => Request(HttpMethod.Get, path, "Bot", options.BotToken!), cancellationToken).ConfigureAwait(false);
        return answer switch
        {
            { Status: HttpStatusCode.OK, Json: { } json } when ActivityInstance.Read(json, options.ClientId, instanceId) is { } instance => instance,
            { Status: HttpStatusCode.NotFound, Json: { } missing } when JsonMembers.Integer(missing, "code") is not null => null,
            { Status: HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden, Json: not null } => throw Misconfigured("the bot token", "BotToken"),
            _ => throw Damaged("instance", answer.Status),
        };
    }

    // The client's and the bot's limits are everybody's.
    private static bool OfAll(UpstreamAnswer answer) => false;

    private static string? IssuedToken(JsonElement json) =>
        JsonMembers.Text(json, "access_token") is { Length: > 0 } token && DiscordText.IsToken(token) && token.Length + (5 * token.Count(static c => c == '+')) <= LongestIssued
        && string.Equals(JsonMembers.Text(json, "token_type"), "Bearer", StringComparison.OrdinalIgnoreCase)
            ? token
            : null;

    private async Task<UpstreamAnswer> CallAsync(DiscordLane lane, Func<UpstreamAnswer, bool> isOwn, Func<HttpRequestMessage> make, CancellationToken cancellationToken)
    {
        try
        {
            return await guard.SendAsync(lane, isOwn, stopping => SendAsync(make, stopping), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // Its text may name addresses and headers; the type is enough.
            Unreachable(lane, failure.GetType().Name);
            throw DiscordRefusal.Unavailable();
        }
    }

    private async Task<UpstreamAnswer> SendAsync(Func<HttpRequestMessage> make, CancellationToken cancellationToken)
    {
        using CancellationTokenSource late = new(options.Timeout, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        using HttpRequestMessage request = make();
        HttpClient http = clients.CreateClient(DiscordServerExtensions.ClientName);
        using HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
        return await UpstreamAnswer.ReadAsync(response, time.GetUtcNow(), either.Token).ConfigureAwait(false);
    }

    private HttpRequestMessage Request(HttpMethod method, string path, string scheme, string credential, HttpContent? content = null)
    {
        HttpRequestMessage request = new(method, new Uri(_base, path)) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue(scheme, credential);
        request.Headers.TryAddWithoutValidation("User-Agent", userAgent);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return request;
    }

    private IdentityRefusedException Misconfigured(string what, string option)
    {
        NotAccepted(what, option);
        return DiscordRefusal.Unavailable();
    }

    private IdentityRefusedException Damaged(string call, HttpStatusCode status)
    {
        NotUnderstood(call, (int)status);
        return DiscordRefusal.Unavailable();
    }

    [LoggerMessage(2111, LogLevel.Error, "Discord does not accept {What}; set GameAuth:Discord:{Option} to that of the developer portal. Sign-ins by Discord are answered 503 until then.")]
    private partial void NotAccepted(string what, string option);

    [LoggerMessage(2112, LogLevel.Warning, "The answer of Discord to the call {Call} can not be understood ({Status}); the client was told to come again.")]
    private partial void NotUnderstood(string call, int status);

    [LoggerMessage(2113, LogLevel.Warning, "Discord can not be reached for calls of the kind {Lane} ({Error}); the client was told to come again.")]
    private partial void Unreachable(DiscordLane lane, string error);
}
