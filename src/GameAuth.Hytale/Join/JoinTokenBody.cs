namespace GameAuth.Hytale;

/// <summary>The answer to it.</summary>
internal sealed class JoinTokenBody
{
    public Secret? AccessToken { get; set; }
}
