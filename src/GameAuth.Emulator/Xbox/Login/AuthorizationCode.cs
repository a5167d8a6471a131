using GameAuth.Emulator.Tokens;

namespace GameAuth.Emulator.Xbox.Login;

/// <summary>An authorization code (RFC 6749 section 4.1.2): for one client, one redirect address and one code challenge.</summary>
internal sealed class AuthorizationCode : IssuedToken
{
    public required GrantFamily Family { get; init; }

    /// <summary>As the authorization request wrote it: the token request must repeat it character by character.</summary>
    public required string RedirectUri { get; init; }

    /// <summary>Null when the authorization request had none.</summary>
    public required string? Challenge { get; init; }

    public bool IsRedeemed { get; set; }

    public override string KindName => "msa_code";
}
