using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>The application at Microsoft: its client id, and how that one speaks to Microsoft and to Xbox Live. Immutable.</summary>
internal sealed class MsaApplication
{
    /// <summary>The step that hands out the Microsoft token, for errors.</summary>
    public const string TokenStep = "microsoft token";

    private readonly string _prefix;
    private readonly string _needed;

    private MsaApplication(string id, XboxClientKind kind)
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

    public static MsaApplication Of(XboxOptions options) => new(
        options.ClientId, options.ClientKind ?? (Guid.TryParse(options.ClientId, out _) ? XboxClientKind.Azure : XboxClientKind.Title));

    /// <summary>The ticket that Xbox Live's hosts take for a Microsoft token (<c>RpsTicket</c>): the prefix says which family issued it.</summary>
    public string TicketOf(MsaToken grant) => _prefix + grant.AccessToken.Reveal();

    /// <summary>Whether a grant that was issued for these scopes opens Xbox Live to this client.</summary>
    public bool Opens(string scopes) => scopes.Split(' ').Contains(_needed, StringComparer.OrdinalIgnoreCase);

    /// <summary>Checks that a Microsoft token is good for what the caller wants of it.</summary>
    /// <param name="wanted">Scopes, separated by spaces; null wants nothing in particular.</param>
    /// <exception cref="ArgumentException">One of them is not among those of the sign-in.</exception>
    public void RequireScopes(string? wanted)
    {
        string[] granted = Scope.Split(' ');
        foreach (string scope in (wanted ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!granted.Contains(scope, StringComparer.OrdinalIgnoreCase))
            {
                throw new ArgumentException(
                    $"The sign-in does not ask for the scope '{ServerText.Clean(scope)}', so its Microsoft token is not good for it; nothing was sent. "
                    + $"Leave scope out, or name some of: {Scope}.", nameof(wanted));
            }
        }
    }
}
