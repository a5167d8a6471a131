using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Xbox.Login;

/// <summary>The refresh_token grant: rotates, and a token that comes twice ends its family (RFC 9700 section 4.14.2).</summary>
internal sealed class RefreshGrant(XboxAuthority authority)
{
    public static Reply Mint(XboxAuthority authority, Exchange exchange, GrantFamily family)
    {
        XboxToken access = authority.Issue(exchange, XboxTokenKind.MsaAccess, family: family);
        XboxToken? refresh = family.HasRefreshToken ? authority.Issue(exchange, XboxTokenKind.MsaRefresh, family: family) : null;
        family.CurrentRefreshToken = refresh?.Value;
        return LoginReply.Tokens(family, access, refresh);
    }

    public Reply Answer(Exchange exchange, RequestForm form)
    {
        if (form["client_id"] is not { } clientId || form["refresh_token"] is not { } value || form["scope"] is null)
            return LoginReply.Error(exchange, "invalid_request", "client_id, refresh_token and scope are required; the scope must be repeated.");
        if (authority.Present(exchange, XboxTokenKind.MsaRefresh, value) is not { Family: { } family } token)
            return Refuse(exchange, "The user could not be authenticated or user interaction is required.", "unknown refresh token");
        if (family.ClientId != clientId)
            return Refuse(exchange, "The provided value for the input parameter 'refresh_token' or 'assertion' is not valid. The token was issued for a different client id.", "another client id");
        if (family.IsRevoked)
            return Refuse(exchange, "The user could not be authenticated or user interaction is required.", "the family is revoked");
        if (token.IsExpired(exchange.Now))
            return Refuse(exchange, "The user could not be authenticated as the grant is expired. The user must sign in again.", "expired");
        if (authority.Options.DetectRefreshTokenReuse && family.CurrentRefreshToken != value)
        {
            family.IsRevoked = true;
            return Refuse(exchange, "The user could not be authenticated or user interaction is required.", "refresh token reuse: the family is revoked");
        }

        return Mint(authority, exchange, family);
    }

    private static Reply Refuse(Exchange exchange, string description, string why)
    {
        Reply reply = LoginReply.Error(exchange, "invalid_grant", description);
        exchange.Note = "invalid_grant: " + why;
        return reply;
    }
}
