namespace GameAuth.Hytale;

/// <summary>The body of <c>POST /server-join/auth-grant</c>. It holds a secret, so it is no record, which would print it.</summary>
internal sealed class JoinGrantRequest
{
    public required string IdentityToken { get; init; }

    public required string Aud { get; init; }
}
