namespace GameAuth.Xbox;

/// <summary>The body of <c>/user/authenticate</c> and of <c>/title/authenticate</c>.</summary>
internal sealed class RpsAuthenticateRequest
{
    public required RpsProperties Properties { get; init; }

    public string RelyingParty { get; } = XboxDefaults.AuthRelyingParty;

    public string TokenType { get; } = "JWT";
}
