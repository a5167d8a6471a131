using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using GameAuth.Jose;
using Microsoft.Extensions.Options;

namespace GameAuth.Server;

/// <summary>Issues access tokens as RFC 9068 has them, with the claims that the server adds. Safe for use from any thread.</summary>
internal sealed class AccessTokenIssuer(
    SigningKeyRing keys, SessionProfiles profiles, ProviderAccountHash accounts, IOptions<GameAuthServerOptions> options, TimeProvider time) : IAccessTokenIssuer
{
    public const string Type = "at+jwt";

    // 56 bits of time, as below, and 88 random bits.
    private const int IdLength = 18;
    private const int IdTimeLength = 7;
    private const int NonceLength = 16;

    private readonly string _issuer = options.Value.Issuer!.OriginalString;

    /// <inheritdoc/>
    /// <exception cref="CredentialStoreException">There is no key that signs.</exception>
    public ValueTask<AccessToken> IssueAsync(SessionFamily family, int generation, DateTimeOffset issuedAt, CancellationToken cancellationToken)
    {
        SessionProfile profile = profiles.Find(family.Profile) ?? profiles.Find(SessionProfiles.Default)!;
        IJwsSigner signer = keys.Current.SignerAt(time.GetUtcNow()) ?? throw new CredentialStoreException(
            "The signing key of this time can not be opened here; see the log of the start.", Storage.RowState.KeyUnavailable) { Step = "signing keys" };
        TimeSpan left = family.EndsAt - issuedAt;
        TimeSpan lifetime = profile.AccessTokenLifetime < left ? profile.AccessTokenLifetime : left;
        long seconds = issuedAt.ToUnixTimeSeconds();
        long end = seconds + (long)lifetime.TotalSeconds;
        string id = NewId(family.CreatedAt);
        ArrayBufferWriter<byte> claims = new(512);
        using (Utf8JsonWriter json = new(claims))
        {
            json.WriteStartObject();
            json.WriteString("iss", _issuer);
            json.WriteString("sub", family.Subject);
            json.WriteStartArray("aud");
            foreach (string audience in profile.AudiencesOrDefault)
            {
                json.WriteStringValue(audience);
            }

            json.WriteEndArray();
            json.WriteNumber("iat", seconds);
            json.WriteNumber("exp", end);
            json.WriteString("jti", id);
            json.WriteString("nonce", Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(NonceLength)));
            json.WriteString("client_id", family.ClientId);
            json.WriteString("sid", family.Id.ToString());
            json.WriteNumber("gen", generation);
            json.WriteString(ProviderAccountHash.Claim, accounts.Of(family.Provider, family.ProviderSubject));
            if (IsBound(family))
            {
                json.WriteStartObject("cnf");
                json.WriteString("jkt", Base64Url.EncodeToString(family.KeyThumbprint.Span));
                json.WriteEndObject();
            }

            WriteClaims(json, family.Claims);
            json.WriteEndObject();
        }

        return new(new AccessToken(JwsWriter.Write(signer, claims.WrittenSpan, Type), id, TimeSpan.FromSeconds(end - seconds)));
    }

    /// <summary>Whether the access tokens of a family are bound to its key: <c>token_type</c> DPoP (RFC 9449 section 5).</summary>
    public bool IsBound(SessionFamily family) => options.Value.BindAccessTokens && family.KeyThumbprint.Length > 0;

    /// <summary>
    /// When the session of a token began, to the microsecond: its <c>jti</c> begins with that. A revocation up to a time ends sessions by their sign-in, so it must hit their tokens by the same time:
    /// by <c>iat</c> a token that was refreshed after that time would outlive its session, and <c>iat</c> has whole seconds, so that who signs in anew within the same one would be hit too.
    /// </summary>
    /// <returns>The time; null for an id that is none of ours.</returns>
    public static DateTimeOffset? SignedInAtOf(ReadOnlySpan<byte> id)
    {
        Span<byte> bytes = stackalloc byte[IdLength];
        if (id.Length != Base64Url.GetEncodedLength(IdLength) || Base64Url.DecodeFromUtf8(id, bytes, out _, out int written) != OperationStatus.Done || written != IdLength)
        {
            return null;
        }

        long microseconds = BinaryPrimitives.ReadInt64BigEndian(bytes) >>> 8;
        return DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
    }

    private static string NewId(DateTimeOffset signedInAt)
    {
        Span<byte> bytes = stackalloc byte[IdLength];
        BinaryPrimitives.WriteInt64BigEndian(bytes, ((signedInAt.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond) << 8);
        RandomNumberGenerator.Fill(bytes[IdTimeLength..]);
        return Base64Url.EncodeToString(bytes);
    }

    // A verifier can add claims, and replace none.
    private static void WriteClaims(Utf8JsonWriter json, ReadOnlyMemory<byte> claims)
    {
        if (claims.IsEmpty)
        {
            return;
        }

        using JsonDocument document = JsonDocument.Parse(claims);
        foreach (JsonProperty claim in document.RootElement.EnumerateObject())
        {
            if (!TokenClaims.IsOwn(claim.Name))
            {
                claim.WriteTo(json);
            }
        }
    }
}

/// <summary>The claims that are the server's own.</summary>
internal static class TokenClaims
{
    private static readonly HashSet<string> Own = new(StringComparer.Ordinal)
    {
        "iss", "sub", "aud", "exp", "nbf", "iat", "jti", "nonce", "client_id", "sid", "gen", "cnf", "act", "scope", "scp", "auth_time", "acr", "amr", ProviderAccountHash.Claim,
    };

    /// <summary>Whether a verifier may not name a claim so: the server writes it, or a resource server would act on it.</summary>
    public static bool IsOwn(string name) => Own.Contains(name);
}
