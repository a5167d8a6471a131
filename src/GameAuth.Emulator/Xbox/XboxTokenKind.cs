namespace GameAuth.Emulator;

/// <summary>The tokens that the Xbox hosts give out.</summary>
public enum XboxTokenKind
{
    /// <summary>The Microsoft account access token, sent as an RPS ticket (<c>msa_access</c> in the log).</summary>
    MsaAccess,

    /// <summary>The rotating Microsoft account refresh token (<c>msa_refresh</c>).</summary>
    MsaRefresh,

    /// <summary>The device token, bound to a proof key (<c>device</c>).</summary>
    Device,

    /// <summary>The user token (<c>user</c>).</summary>
    User,

    /// <summary>The title token (<c>title</c>).</summary>
    Title,

    /// <summary>The authorization token for one relying party (<c>xsts</c>).</summary>
    Xsts,

    /// <summary>The access token of the Minecraft services (<c>minecraft</c>).</summary>
    Minecraft,
}
