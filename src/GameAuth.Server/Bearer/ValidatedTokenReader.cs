using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using GameAuth.Jose;

namespace GameAuth.Server;

/// <summary>Reads what a verified access token says. It is done once for each token and node.</summary>
internal static class ValidatedTokenReader
{
    /// <summary>Reads; null where a claim is missing that every access token of this server has (RFC 9068 section 2.2, and its own).</summary>
    /// <param name="claims">The claims, whose times and issuer were checked.</param>
    /// <param name="payload">The same as JSON.</param>
    public static ValidatedToken? Read(scoped in JwtClaims claims, ReadOnlySpan<byte> payload)
    {
        JsonObjectSpan json = claims.Json;
        if (!json.TryGetText("sid"u8, out JsonText session) || !FamilyId.TryParse(session.ToString(), out FamilyId family)
            || !json.TryGetText("client_id"u8, out JsonText clientId) || clientId.IsEmpty
            || !json.TryGetText("nonce"u8, out JsonText nonce) || nonce.IsEmpty
            || !json.TryGetText("account_hash"u8, out JsonText account)
            || !json.TryGetValue("gen"u8, out ReadOnlySpan<byte> gen) || !int.TryParse(gen, NumberStyles.None, CultureInfo.InvariantCulture, out int generation)
            || claims.Id.IsEmpty || !claims.HasAnyAudience || claims is not { IssuedAt: { } issuedAt, ExpiresAt: { } expiresAt })
        {
            return null;
        }

        JsonText thumbprint = json.TryGetObject("cnf"u8, out JsonObjectSpan confirmation) && confirmation.TryGetText("jkt"u8, out JsonText jkt) ? jkt : default;
        if (!confirmation.Json.IsEmpty && !thumbprint.IsPresent)
        {
            // Bound in a way that is not known here: to take it for a bearer token would loosen it.
            return null;
        }

        IReadOnlyList<Claim> all = ReadClaims(payload, claims.Issuer.ToString());
        return new ValidatedToken
        {
            Subject = claims.Subject.ToString(),
            Session = family,
            SessionText = session.ToString(),
            Id = claims.Id.ToString(),
            ClientId = clientId.ToString(),
            Audiences = [.. all.Where(static claim => claim.Type == "aud").Select(static claim => claim.Value)],
            IssuedAt = issuedAt,
            SignedInAt = AccessTokenIssuer.SignedInAtOf(claims.Id.Raw) ?? issuedAt,
            ExpiresAt = expiresAt,
            Claims = all,
            Generation = generation,
            KeyThumbprint = thumbprint.IsPresent ? thumbprint.ToString() : null,
            AccountHash = account.ToString(),
        };
    }

    private static List<Claim> ReadClaims(ReadOnlySpan<byte> payload, string issuer)
    {
        List<Claim> claims = [];
        Utf8JsonReader reader = new(payload);
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        foreach (JsonProperty member in document.RootElement.EnumerateObject())
        {
            if (member.Value.ValueKind != JsonValueKind.Array)
            {
                claims.Add(ToClaim(member.Name, member.Value, issuer));
                continue;
            }

            foreach (JsonElement element in member.Value.EnumerateArray())
            {
                claims.Add(ToClaim(member.Name, element, issuer));
            }
        }

        return claims;
    }

    private static Claim ToClaim(string name, JsonElement value, string issuer) => value.ValueKind switch
    {
        JsonValueKind.String => new Claim(name, value.GetString()!, ClaimValueTypes.String, issuer),
        JsonValueKind.Number => new Claim(name, value.GetRawText(), value.TryGetInt64(out _) ? ClaimValueTypes.Integer64 : ClaimValueTypes.Double, issuer),
        JsonValueKind.True or JsonValueKind.False => new Claim(name, value.GetRawText(), ClaimValueTypes.Boolean, issuer),
        _ => new Claim(name, value.GetRawText(), "JSON", issuer),
    };
}
