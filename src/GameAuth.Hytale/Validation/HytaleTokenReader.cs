using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using GameAuth.Jose;
using GameAuth.Providers;

namespace GameAuth.Hytale;

/// <summary>Takes Hytale's claims out of a token whose signature was verified.</summary>
internal ref struct HytaleTokenReader(JwtClaims claims)
{
    private const int LongestPlain = 256;

    // Shared by all tokens, so nobody must be able to change them.
    private static readonly IReadOnlyList<string> ClientOnly = Array.AsReadOnly([HytaleScope.Client]);
    private static readonly IReadOnlyList<string> ServerOnly = Array.AsReadOnly([HytaleScope.Server]);
    private static readonly IReadOnlyList<string> EditorOnly = Array.AsReadOnly([HytaleScope.Editor]);

    private readonly JwtClaims _claims = claims;
    private HytaleTokenClaims _found;
    private string? _malformed;

    /// <summary>The token's subject; false where it is no UUID in the usual form.</summary>
    public static bool TryReadSubject(scoped in JwtClaims claims, out Guid subject) => TryReadUuid(claims.Subject, out subject);

    /// <summary>The token, or the name of the claim that can not be read.</summary>
    public string? Read(Guid subject, out HytaleToken? token)
    {
        JsonObjectSpan profile = Object(_claims.Json, "profile"u8, "profile");
        string? nested = Text(profile, "username"u8, HytaleTokenClaims.Username, isName: true);
        string? plain = Text(_claims.Json, "username"u8, HytaleTokenClaims.Username, isName: true);
        string? preferred = Text(_claims.Json, "preferred_username"u8, HytaleTokenClaims.PreferredUsername, isName: true);
        Guid? profileId = ProfileId(profile);
        byte[]? certificate = Certificate(Object(_claims.Json, "cnf"u8, "cnf"));
        HytaleToken read = new()
        {
            Subject = subject,
            ExpiresAt = _claims.ExpiresAt!.Value,
            IssuedAt = Mark(_claims.IssuedAt, HytaleTokenClaims.IssuedAt),
            NotBefore = Mark(_claims.NotBefore, HytaleTokenClaims.NotBefore),
            Username = nested ?? plain ?? preferred,
            ProfileId = profileId,
            SessionId = Text(_claims.Json, "session_id"u8, HytaleTokenClaims.SessionId),
            Email = Text(_claims.Json, "email"u8, HytaleTokenClaims.Email),
            Scopes = ReadScopes(_claims.Json),
            Audiences = ReadList(_claims.Json, "aud"u8),
            CertificateSha256 = certificate is null ? null : (ReadOnlyMemory<byte>?)certificate,
            Claims = _found,
        };
        token = _malformed is null ? read : null;
        return _malformed;
    }

    private static bool TryReadUuid(JsonText text, out Guid id)
    {
        const int length = 36;
        id = default;
        return text.Raw.Length == length && Utf8Parser.TryParse(text.Raw, out id, out int read, 'D') && read == length;
    }

    private DateTimeOffset? Mark(DateTimeOffset? time, HytaleTokenClaims claim)
    {
        _found |= time is null ? HytaleTokenClaims.None : claim;
        return time;
    }

    // An empty text is as good as none. A name is compared with what a client says, so one that cleaning would change, and that may then be another's, is none.
    private string? Text(scoped JsonObjectSpan json, scoped ReadOnlySpan<byte> name, HytaleTokenClaims claim, bool isName = false)
    {
        if (json.TryGetText(name, out JsonText text) && Clean(text) is { Length: > 0 } clean)
        {
            if (isName && !text.Is(clean))
            {
                _malformed ??= Encoding.UTF8.GetString(name);
            }

            _found |= claim;
            return clean;
        }

        if (text.IsPresent ? isName && !text.IsEmpty : Has(json, name))
        {
            _malformed ??= Encoding.UTF8.GetString(name);
        }

        return null;
    }

    // A null is as good as none.
    private static bool Has(scoped JsonObjectSpan json, scoped ReadOnlySpan<byte> name) => json.TryGetValue(name, out ReadOnlySpan<byte> value) && !value.SequenceEqual("null"u8);

    private JsonObjectSpan Object(JsonObjectSpan json, ReadOnlySpan<byte> name, string claim)
    {
        if (json.TryGetObject(name, out JsonObjectSpan member))
        {
            return member;
        }

        _malformed ??= Has(json, name) ? claim : null;
        return default;
    }

    private Guid? ProfileId(scoped JsonObjectSpan profile)
    {
        if (!Has(profile, "uuid"u8))
        {
            return null;
        }

        if (profile.TryGetText("uuid"u8, out JsonText text) && TryReadUuid(text, out Guid id))
        {
            _found |= HytaleTokenClaims.ProfileId;
            return id;
        }

        _malformed ??= "profile";
        return null;
    }

    // base64url without padding; some issuers pad it all the same.
    private byte[]? Certificate(scoped JsonObjectSpan confirmation)
    {
        if (!Has(confirmation, "x5t#S256"u8))
        {
            return null;
        }

        const int longest = 46;
        byte[] hash = new byte[33];
        if (confirmation.TryGetText("x5t#S256"u8, out JsonText text) && text.Raw.Length <= longest
            && text.Raw.TrimEnd((byte)'=') is { Length: 43 } bare
            && Base64Url.DecodeFromUtf8(bare, hash, out _, out int written) == System.Buffers.OperationStatus.Done && written == 32)
        {
            _found |= HytaleTokenClaims.Certificate;
            return hash[..32];
        }

        _malformed ??= "cnf";
        return null;
    }

    // A text as it may be shown.
    private static string Clean(JsonText text) =>
        text.Raw.Length <= LongestPlain && !text.Raw.Contains((byte)'\\') && !text.Raw.ContainsAnyExceptInRange((byte)'!', (byte)'~')
            ? Encoding.ASCII.GetString(text.Raw) // There is nothing to clean.
            : ServerText.Clean(text.ToString());

    // The words of scope, then those of scp. Nearly all tokens have one scope out of three.
    private static IReadOnlyList<string> ReadScopes(scoped JsonObjectSpan claims)
    {
        bool isList = claims.TryGetValue("scp"u8, out _);
        return isList || !claims.TryGetText("scope"u8, out JsonText scope) ? [.. ReadWords(claims, "scope"u8), .. ReadWords(claims, "scp"u8)]
            : scope.Is("hytale:client"u8) ? ClientOnly
            : scope.Is("hytale:server"u8) ? ServerOnly
            : scope.Is("hytale:editor"u8) ? EditorOnly
            : ReadWords(claims, "scope"u8);
    }

    // A string, or a list of strings; the reader of claims has seen that it is one.
    private static string[] ReadList(scoped JsonObjectSpan claims, scoped ReadOnlySpan<byte> name)
    {
        if (!claims.TryGetValue(name, out ReadOnlySpan<byte> value))
        {
            return [];
        }

        List<string> texts = [];
        Utf8JsonReader reader = new(value);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.String)
            {
                texts.Add(reader.GetString()!);
            }
        }

        return [.. texts];
    }

    private static string[] ReadWords(scoped JsonObjectSpan claims, scoped ReadOnlySpan<byte> name) =>
        claims.TryGetText(name, out JsonText text) ? text.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries) : ReadList(claims, name);
}
