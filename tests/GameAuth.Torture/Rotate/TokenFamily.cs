namespace GameAuth.Torture;

/// <summary>What one sign-in has led to.</summary>
internal sealed class TokenFamily
{
    /// <summary>The only refresh token that is still good.</summary>
    public string Current { get; set; } = "";

    public bool IsRevoked { get; set; }
}
