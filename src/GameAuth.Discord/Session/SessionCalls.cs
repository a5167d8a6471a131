using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json;
using GameAuth.Providers;
using Microsoft.Extensions.Logging;

namespace GameAuth.Discord;

/// <summary>
/// The calls that begin, go on with and end a session at the backend. Each attempt proves the key of the installation anew, with the backend's latest nonce; where that has gone stale, the request is
/// proven again and sent once more, and nothing is minted anew.
/// </summary>
internal sealed class SessionCalls(Exchange exchange, DiscordOptions options, DpopProofs proofs)
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(15);
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    /// <summary>Exchanges what Discord gave for a session. The server repeats its answer for the same nonce, body and key, so that a lost one is asked for again and costs no new consent.</summary>
    /// <param name="body">The body, with its nonce: the same bytes at each attempt.</param>
    /// <param name="key">The key that the session is bound to.</param>
    /// <param name="name">What to call the player; null where nobody has said.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<DiscordGrant> ExchangeAsync(byte[] body, ProofKey key, string? name, CancellationToken cancellationToken)
    {
        ProviderResponse answer = await exchange.SendAsync(Call(DiscordStep.Exchange, BackendPath.Exchange, body, key), cancellationToken).ConfigureAwait(false);
        return answer.IsSuccess ? SessionBody.Read(answer, name) : throw DiscordErrors.Of(answer);
    }

    /// <summary>Presents the refresh token. To who proves the key the server repeats the same successor, until that one was used.</summary>
    public async Task<DiscordGrant> RefreshAsync(AccountId account, DiscordGrant previous, ProofKey key, ILogger log, CancellationToken cancellationToken)
    {
        ProviderCall call = Call(DiscordStep.Refresh, BackendPath.Refresh, BodyOf(previous), key) with { Pace = DiscordLimits.Refresh(account), AttemptTimeout = AnswerLimit };
        ProviderResponse answer = await exchange.SendAsync(call, cancellationToken).ConfigureAwait(false);
        if (answer.IsSuccess)
        {
            return SessionBody.Read(answer, previous.Name);
        }

        if (DiscordErrors.CodeOf(answer) == DiscordErrors.ReuseDetected)
        {
            DiscordLog.ReuseDetected(log, account.ToString());
        }

        throw DiscordErrors.Of(answer);
    }

    /// <summary>Ends the session. It may be called again.</summary>
    public async Task LogoutAsync(DiscordGrant grant, ProofKey key, CancellationToken cancellationToken)
    {
        ProviderResponse answer = await exchange.SendAsync(
            Call(DiscordStep.Logout, BackendPath.Logout, BodyOf(grant), key) with { AttemptTimeout = AnswerLimit }, cancellationToken).ConfigureAwait(false);
        if (!answer.IsSuccess)
        {
            throw DiscordErrors.Of(answer);
        }
    }

    private static byte[] BodyOf(DiscordGrant grant)
    {
        ArrayBufferWriter<byte> text = new();
        using (Utf8JsonWriter json = new(text))
        {
            json.WriteStartObject();
            json.WriteString("refresh_token", grant.RefreshToken.Reveal());
            json.WriteEndObject();
        }

        return text.WrittenSpan.ToArray();
    }

    private ProviderCall Call(string step, string path, byte[] body, ProofKey key)
    {
        Uri target = new(options.BackendAddress, path);
        return new ProviderCall(step, () =>
        {
            HttpRequestMessage request = new(HttpMethod.Post, target) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = Json;
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
            request.Headers.TryAddWithoutValidation(DpopProofs.Header, proofs.Make(key, "POST", target));
            DiscordUserAgent.Add(request);
            return request;
        })
        {
            IsRepeatable = true,
            RetryAfterInBody = DiscordErrors.WaitOf,
            Judge = Judge,
        };
    }

    private Verdict? Judge(AttemptContext attempt, ProviderResponse answer)
    {
        bool hasNonce = proofs.Learn(answer.Header(DpopProofs.NonceHeader));
        return answer.Status != 401 ? null
            : hasNonce && DiscordErrors.CodeOf(answer) == DiscordErrors.NonceRequired ? Verdict.RetryWithNewProof
            : Verdict.Done;
    }
}

/// <summary>The answer of an exchange or a refresh (RFC 6749 section 5.1). Any member may be missing.</summary>
internal sealed class SessionBody
{
    public Secret? AccessToken { get; set; }

    public Secret? RefreshToken { get; set; }

    public string? TokenType { get; set; }

    public string? ExpiresIn { get; set; }

    /// <exception cref="ProviderException">It has no session that can be used.</exception>
    /// <exception cref="GameAuthConfigurationException">The refresh token went by cookie.</exception>
    public static DiscordGrant Read(ProviderResponse answer, string? name)
    {
        SessionBody body = answer.ReadJson(DiscordJson.Default.SessionBody);
        bool isBound = string.Equals(body.TokenType, "DPoP", StringComparison.OrdinalIgnoreCase);
        if (body.RefreshToken is null && ServerToken.IsUsable(body.AccessToken))
        {
            throw DiscordErrors.NoRefreshToken(answer);
        }

        if (!ServerToken.IsUsable(body.AccessToken) || !ServerToken.IsUsable(body.RefreshToken) || SessionClaims.Read(body.AccessToken) is null
            || !(isBound || string.Equals(body.TokenType, "Bearer", StringComparison.OrdinalIgnoreCase)) || FieldParser.CountOrNull(body.ExpiresIn) is not (> 0 and { } seconds))
        {
            throw answer.Failure("has no session: an access token that names its player, with its type and its time; check the option Backend and what stands before it", isTransient: false);
        }

        return new DiscordGrant { AccessToken = body.AccessToken, RefreshToken = body.RefreshToken, IsBound = isBound, Name = name, ExpiresAt = answer.ReceivedAt.AddSeconds(seconds) };
    }
}
