namespace GameAuth.Hytale;

/// <summary>The answer to it.</summary>
internal sealed class JoinGrantBody
{
    public Secret? AuthorizationGrant { get; set; }
}
