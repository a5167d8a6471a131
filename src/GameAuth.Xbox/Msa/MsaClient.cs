namespace GameAuth.Xbox;

/// <summary>How a client id speaks to Microsoft and to Xbox Live.</summary>
internal sealed class MsaClient
{
    private readonly string _prefix;
    private readonly string _needed;

    private MsaClient(string id, XboxClientKind kind)
    {
        Id = id;
        Kind = kind;
        (Scope, _needed, _prefix) = kind is XboxClientKind.Azure
            ? (XboxDefaults.AzureScope, XboxDefaults.AzureScope.Split(' ')[0], "d=")
            : (XboxDefaults.Scope, XboxDefaults.Scope, "t=");
    }

    public string Id { get; }

    public XboxClientKind Kind { get; }

    /// <summary>What is asked for at sign-in, and repeated at each refresh.</summary>
    public string Scope { get; }

    public static MsaClient Of(XboxOptions options) => new(
        options.ClientId, options.ClientKind ?? (Guid.TryParse(options.ClientId, out _) ? XboxClientKind.Azure : XboxClientKind.Title));

    /// <summary>The ticket that Xbox Live's hosts take for a Microsoft token (<c>RpsTicket</c>): the prefix says which family issued it.</summary>
    public string TicketOf(MsaToken grant) => _prefix + grant.AccessToken.Reveal();

    /// <summary>Whether a grant that was issued for these scopes opens Xbox Live to this client.</summary>
    public bool Opens(string scopes) => scopes.Split(' ').Contains(_needed, StringComparer.OrdinalIgnoreCase);
}
