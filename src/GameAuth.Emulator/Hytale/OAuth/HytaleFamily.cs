namespace GameAuth.Emulator.Hytale.OAuth;

/// <summary>One sign-in and all tokens that descend from it.</summary>
internal sealed class HytaleFamily(EmulatedHytaleAccount account, string clientId, string scope)
{
    public EmulatedHytaleAccount Account => account;

    public string ClientId => clientId;

    public string Scope => scope;

    public IReadOnlyList<string> Scopes { get; } = scope.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Hydra gives a refresh token for either word.</summary>
    public bool HasRefreshToken => Scopes.Contains("offline") || Scopes.Contains("offline_access");

    public HytaleToken? Access { get; set; }

    public HytaleToken? Refresh { get; set; }

    public bool IsRevoked { get; set; }

    /// <summary>The name under which a caller of the gateway keeps this sign-in, where it gave one.</summary>
    public string? CallerAccountId { get; set; }
}
