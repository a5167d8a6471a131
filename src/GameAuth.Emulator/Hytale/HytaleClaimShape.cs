namespace GameAuth.Emulator;

/// <summary>How session and identity tokens are filled.</summary>
public enum HytaleClaimShape
{
    /// <summary>As the official services do: no audience, a <c>scope</c>, <c>sub</c> is the profile. The name is a top-level <c>username</c>, the older way.</summary>
    Username,

    /// <summary>As <see cref="Username"/>, with the name in a nested <c>profile</c>: <c>username</c> and <c>uuid</c>.</summary>
    NestedProfile,

    /// <summary>
    /// As the gateway's documentation lists them: <c>aud</c> <c>sessions</c> and <c>session_id</c>; <c>aud</c> <c>identities</c>,
    /// <c>email</c> and <c>preferred_username</c>, with the account as <c>sub</c>. Seen nowhere upstream.
    /// </summary>
    GatewayText,
}
