namespace GameAuth.Jose;

/// <summary>The claims of a JSON Web Token (RFC 7519), read strictly and without allocation. Verify the token first.</summary>
/// <remarks>It points into the payload and is valid as long as that is.</remarks>
public readonly ref struct JwtClaims
{
    private readonly JsonStringOrArray _audience;
    private readonly JsonText _scope;
    private readonly JsonStringOrArray _scopes;

    private JwtClaims(ReadOnlySpan<byte> json, scoped in RegisteredClaims fields)
    {
        Json = new JsonObjectSpan(json);
        Issuer = fields.Issuer;
        Subject = fields.Subject;
        Id = fields.Id;
        ExpiresAt = fields.ExpiresAt;
        NotBefore = fields.NotBefore;
        IssuedAt = fields.IssuedAt;
        _audience = fields.Audience;
        _scope = fields.Scope;
        _scopes = fields.Scopes;
    }

    /// <summary>All claims, for those that are not shown here.</summary>
    public JsonObjectSpan Json { get; }

    /// <summary>Who issued the token (<c>iss</c>), if it says so.</summary>
    public JsonText Issuer { get; }

    /// <summary>Whom the token is about (<c>sub</c>), if it says so.</summary>
    public JsonText Subject { get; }

    /// <summary>The token's own id (<c>jti</c>), if it has one.</summary>
    public JsonText Id { get; }

    /// <summary>When it expires (<c>exp</c>), if ever.</summary>
    public DateTimeOffset? ExpiresAt { get; }

    /// <summary>When it begins to be valid (<c>nbf</c>), if it says so.</summary>
    public DateTimeOffset? NotBefore { get; }

    /// <summary>When it was issued (<c>iat</c>), if it says so.</summary>
    public DateTimeOffset? IssuedAt { get; }

    /// <summary>Whether it names any audience (<c>aud</c>); an empty list is none.</summary>
    public bool HasAnyAudience { get; private init; }

    /// <summary>Reads claims.</summary>
    /// <param name="payload">A token's payload: one JSON object in UTF-8.</param>
    /// <param name="claims">The claims; empty unless the result is <see cref="JwsError.None"/>.</param>
    /// <param name="limits">The limits; null stands for <see cref="JwsLimits.Default"/>.</param>
    /// <returns>Why they were refused, or <see cref="JwsError.None"/>.</returns>
    public static JwsError TryRead(ReadOnlySpan<byte> payload, out JwtClaims claims, JwsLimits? limits = null)
    {
        claims = default;
        JwsError error = StrictJson.Check(payload, (limits ?? JwsLimits.Default).MaxDepth);
        if (error != JwsError.None)
        {
            return error;
        }

        RegisteredClaims fields = default;
        JsonMembers members = new(payload);
        while (members.MoveNext())
        {
            if (!fields.TryTake(members))
            {
                return JwsError.WrongClaimType;
            }
        }

        claims = new JwtClaims(payload, fields) { HasAnyAudience = fields.HasAnyAudience };
        return JwsError.None;
    }

    /// <summary>Whether the token is for an audience, given alone or in a list.</summary>
    /// <param name="audience">The audience, in UTF-8.</param>
    /// <returns>Whether <c>aud</c> is or holds it, compared by code points.</returns>
    public bool HasAudience(ReadOnlySpan<byte> audience) => _audience.Contains(audience);

    /// <summary>Whether the token has a scope: among the words of <c>scope</c> (RFC 8693 section 4.2), or in <c>scp</c>, a list or a string of words.</summary>
    /// <param name="scope">One scope, in UTF-8, without a space.</param>
    /// <returns>Whether it has the scope.</returns>
    public bool HasScope(ReadOnlySpan<byte> scope) => ScopeString.Contains(_scope, scope) || _scopes.ContainsWord(scope);
}

/// <summary>The registered claims as they are met, each with the type that its RFC gives it.</summary>
internal ref struct RegisteredClaims
{
    public JsonText Issuer;
    public JsonText Subject;
    public JsonText Id;
    public DateTimeOffset? ExpiresAt;
    public DateTimeOffset? NotBefore;
    public DateTimeOffset? IssuedAt;
    public JsonStringOrArray Audience;
    public JsonStringOrArray Scopes;
    public JsonText Scope;

    public readonly bool HasAnyAudience => Audience.HasAny;

    /// <summary>Takes a claim; false when its type is wrong. Unknown claims have no type, and a null is as good as none.</summary>
    public bool TryTake(scoped in JsonMembers members)
    {
        ReadOnlySpan<byte> name = members.Name;
        switch (name.Length)
        {
            case var _ when members.Type == System.Text.Json.JsonTokenType.Null:
                return true;
            case 3 when name.SequenceEqual("iss"u8):
                return TryTake(members.Text, ref Issuer);
            case 3 when name.SequenceEqual("sub"u8):
                return TryTake(members.Text, ref Subject);
            case 3 when name.SequenceEqual("jti"u8):
                return TryTake(members.Text, ref Id);
            case 5 when name.SequenceEqual("scope"u8):
                return TryTake(members.Text, ref Scope);
            case 3 when name.SequenceEqual("exp"u8):
                return NumericDate.TryRead(members.Value, out ExpiresAt);
            case 3 when name.SequenceEqual("nbf"u8):
                return NumericDate.TryRead(members.Value, out NotBefore);
            case 3 when name.SequenceEqual("iat"u8):
                return NumericDate.TryRead(members.Value, out IssuedAt);
            case 3 when name.SequenceEqual("aud"u8):
                Audience = new JsonStringOrArray(members.Value);
                return Audience.IsValid;
            case 3 when name.SequenceEqual("scp"u8):
                Scopes = new JsonStringOrArray(members.Value);
                return Scopes.IsValid;
            default:
                return true;
        }
    }

    private static bool TryTake(JsonText text, ref JsonText field)
    {
        field = text;
        return text.IsPresent;
    }
}
