namespace GameAuth.Emulator.Xbox;

/// <summary>One sign-in and all refresh tokens that descend from it.</summary>
internal sealed class GrantFamily(EmulatedPlayer player, string clientId, string scope)
{
    public EmulatedPlayer Player => player;

    public string ClientId => clientId;

    public string Scope => scope;

    /// <summary>Azure applications ask for XboxLive.* scopes and send their ticket with the prefix d= instead of t=.</summary>
    public bool IsAzure => !scope.Contains("MBI_SSL", StringComparison.Ordinal);

    /// <summary>Azure applications get a refresh token only for an offline scope.</summary>
    public bool HasRefreshToken => !IsAzure || scope.Contains("offline_access", StringComparison.Ordinal);

    public string? CurrentRefreshToken { get; set; }

    public bool IsRevoked { get; set; }
}
