using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using GameAuth.Hytale;
using GameAuth.Storage;

namespace GameAuth.Server.Hytale;

/// <summary>
/// Verifies players by the access token that Hytale gave their client for this server: signed by Hytale, for our audience, bound to the certificate of the connection, and used once. An identity or a session
/// token says who somebody is to anybody that has it, so neither is taken. Safe for use from any thread and node.
/// </summary>
internal sealed class HytalePlayerVerifier(HytaleTokenValidator validator, ISessionStore store, KeyDerivation derivation, HytalePlayerOptions options, TimeProvider time) : IIdentityVerifier
{
    private const string Member = "server_access_token";
    private const int Longest = 8 * 1024;

    // Clocks may differ by as much (reference of the official server's validator).
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    private byte[][]? _keys;

    /// <inheritdoc/>
    public string? CheckShape(JsonElement body) => Read(body) is null ? $"{Member} must be the access token that Hytale gave the client for this server: a text of 1 to {Longest} characters." : null;

    /// <inheritdoc/>
    public async ValueTask<VerifiedIdentity> VerifyAsync(IdentityExchange exchange, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        string presented = Read(exchange.Body)!;
        if (options.FindCertificate(exchange.Context) is not { } certificate)
        {
            throw new IdentityRefusedException(AuthError.InvalidIdentity, "The connection has no client certificate; the token is bound to one.");
        }

        HytaleToken token = await ValidateAsync(presented, certificate, cancellationToken).ConfigureAwait(false);

        // The last step, so that whoever has only seen a token can't use it up.
        TimeSpan life = token.ExpiresAt + (2 * Skew) - time.GetUtcNow();
        await UseOnceAsync(SignedPartOf(presented), life, cancellationToken).ConfigureAwait(false);

        Dictionary<string, string> claims = new(StringComparer.Ordinal) { ["hytale_profile"] = token.PlayerId.ToString("D") };
        if (token.Username is { } name)
        {
            claims["hytale_username"] = name;
        }

        return new VerifiedIdentity { ProviderSubject = token.PlayerId.ToString("D"), Claims = claims };
    }

    private static string? Read(JsonElement body) =>
        body.TryGetProperty(Member, out JsonElement member) && member.ValueKind == JsonValueKind.String && member.GetString() is { Length: > 0 and <= Longest } token ? token : null;

    // Not the signature: the same token could have another one that is as good.
    private static byte[] SignedPartOf(string token) => Encoding.UTF8.GetBytes(token[..token.LastIndexOf('.')]);

    // Under each master key: a node that has the next one already, and one that has not, see the same.
    private async ValueTask UseOnceAsync(byte[] token, TimeSpan life, CancellationToken cancellationToken)
    {
        byte[][] keys = _keys ??= [.. (await derivation.DeriveAsync("hytale players: used tokens", cancellationToken).ConfigureAwait(false)).Select(static key => key.Bytes.ToArray())];
        foreach (byte[] key in keys)
        {
            if (!await store.UseOnceAsync(HMACSHA256.HashData(key, token), life, CancellationToken.None).ConfigureAwait(false))
            {
                throw new IdentityRefusedException(AuthError.InvalidIdentity, "The token was used before. Join again.");
            }
        }
    }

    private async ValueTask<HytaleToken> ValidateAsync(string presented, X509Certificate2 certificate, CancellationToken cancellationToken)
    {
        HytaleTokenResult result = await validator.ValidateAsync(presented, HytaleTokenProfile.ServerAccess(options.Audience, certificate), cancellationToken).ConfigureAwait(false);
        return result switch
        {
            { IsValid: true } => result.Token,
            { Refusal: HytaleTokenRefusal.KeysUnavailable } => throw new IdentityRefusedException(AuthError.TemporarilyUnavailable, "Hytale's keys can not be had now. Try again."),

            // A stranger is told no more.
            _ => throw new IdentityRefusedException(AuthError.InvalidIdentity, "The token is not valid here."),
        };
    }
}
