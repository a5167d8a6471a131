namespace GameAuth.Jose;

/// <summary>The registered claims as they are met, each with the type that its RFC gives it.</summary>
internal ref struct ClaimFields
{
    public JsonText Issuer;
    public JsonText Subject;
    public JsonText Id;
    public DateTimeOffset? ExpiresAt;
    public DateTimeOffset? NotBefore;
    public DateTimeOffset? IssuedAt;
    public JsonTexts Audience;
    public JsonTexts Scopes;
    public JsonText Scope;

    public readonly bool HasAnyAudience => Audience.HasAny;

    /// <summary>Takes a claim; false when its type is wrong. Unknown claims have no type.</summary>
    public bool TryTake(scoped in JsonMembers members)
    {
        ReadOnlySpan<byte> name = members.Name;
        switch (name.Length)
        {
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
                Audience = new JsonTexts(members.Value);
                return Audience.IsValid;
            case 3 when name.SequenceEqual("scp"u8):
                Scopes = new JsonTexts(members.Value);
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
