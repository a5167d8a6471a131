namespace GameAuth.Server.Hytale;

/// <summary>The names of the events of the gateway, in the audit of the session server and for every <see cref="IAuthEventSink"/> (as <see cref="EndpointEvent"/>): four groups as eight types. They change only with a major version.</summary>
public static class HytaleGatewayEventNames
{
    /// <summary>A caller got tokens for a device code; its token is the refresh token.</summary>
    public const string TokenCreated = "hytale_gateway.token_created";

    /// <summary>A caller's tokens were refreshed, or were not.</summary>
    public const string TokenRefreshed = "hytale_gateway.token_refreshed";

    /// <summary>The tokens of all callers of an account were ended: its grant is dead, or an administrator has ended them.</summary>
    public const string TokenDeleted = "hytale_gateway.token_deleted";

    /// <summary>Somebody could not show who he is: a token or a device code was not good, an owner declined, a grant is dead. The reason is the code of the answer, in lower case, or <c>grant_dead</c>.</summary>
    public const string AuthFailed = "hytale_gateway.auth_failed";

    /// <summary>A game session was made, or was not; its token is the session token.</summary>
    public const string SessionCreated = "hytale_gateway.session_created";

    /// <summary>A game session was refreshed for its caller, or by a node (reason <c>automatic</c>), or was not.</summary>
    public const string SessionRefreshed = "hytale_gateway.session_refreshed";

    /// <summary>A game session was ended: by its caller, by an administrator, or by a node (reason <c>abandoned</c>: nobody came for its tokens; <c>lost</c>: it could not be renewed).</summary>
    public const string SessionDeleted = "hytale_gateway.session_deleted";

    /// <summary>A profile was selected for an account, or was not.</summary>
    public const string ProfileSelected = "hytale_gateway.profile_selected";

    internal static IReadOnlyList<string> All { get; } = [TokenCreated, TokenRefreshed, TokenDeleted, AuthFailed, SessionCreated, SessionRefreshed, SessionDeleted, ProfileSelected];
}
