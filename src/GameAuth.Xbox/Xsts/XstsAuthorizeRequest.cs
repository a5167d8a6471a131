namespace GameAuth.Xbox;

/// <summary>The body of <c>/xsts/authorize</c>.</summary>
internal sealed class XstsAuthorizeRequest
{
    public required XstsProperties Properties { get; init; }

    public required string RelyingParty { get; init; }

    public string TokenType { get; } = "JWT";
}
