using System.Text;

namespace GameAuth.Server;

/// <summary>Makes rows of the audit from events. Safe for use from any thread.</summary>
internal sealed class AuditRows(AuditHashes hashes)
{
    private const string Ok = "ok";
    private const string Refused = "refused";
    private const string Alert = "alert";

    /// <summary>Makes the row of an event; null where no store would take it, such as one of the application's own without a name: it must not keep the others from the store.</summary>
    public AuditRow? TryMake(AuthEvent happened)
    {
        try
        {
            AuditRow row = Make(happened);
            SessionStoreLimits.Check([row]);
            return row;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    public AuditRow Make(AuthEvent happened) => happened switch
    {
        SessionEvent session => Make(session),
        AdminEvent admin => Make(admin),
        EndpointEvent other => Make(other),
        _ => new AuditRow { At = happened.At, Event = happened.Name, Result = Ok },
    };

    private AuditRow Make(SessionEvent happened) => new()
    {
        At = happened.At,
        Event = Fit(happened.Name, SessionStoreLimits.Name),
        AccountHash = hashes.OfAccount(happened.Provider, happened.ProviderSubject, happened.Subject),
        Session = happened.Session,
        TokenId = Fit(happened.AccessTokenId, SessionStoreLimits.Text),
        IpHash = happened.Origin?.Ip ?? default,
        UserAgentHash = happened.Origin?.Agent ?? default,
        Result = happened.IsAlert ? Alert : happened.Name == SessionEventNames.Refused ? Refused : Ok,
        Reason = Fit(happened.Reason, SessionStoreLimits.Name),
    };

    private AuditRow Make(AdminEvent happened) => new()
    {
        At = happened.At,
        Event = Fit(happened.Name, SessionStoreLimits.Name),
        AccountHash = hashes.OfAccount(provider: null, providerSubject: null, happened.Subject),
        Session = happened.Session,
        TokenId = Fit(happened.AccessTokenId, SessionStoreLimits.Text),
        IpHash = happened.Origin?.Ip ?? default,
        UserAgentHash = happened.Origin?.Agent ?? default,
        Result = happened.Refusal is null ? Ok : Refused,
        Reason = Fit(happened.Refusal, SessionStoreLimits.Name),
        Actor = Fit(happened.Administrator, SessionStoreLimits.Text),
    };

    private AuditRow Make(EndpointEvent happened) => new()
    {
        At = happened.At,
        Event = Fit(happened.Name, SessionStoreLimits.Name),
        AccountHash = hashes.OfAccount(happened.Provider, happened.ProviderSubject, subject: null),
        Session = happened.Session,
        TokenId = Fit(happened.TokenId, SessionStoreLimits.Text),
        IpHash = happened.Origin?.Ip ?? default,
        UserAgentHash = happened.Origin?.Agent ?? default,
        Result = happened.IsRefused ? Refused : Ok,
        Reason = Fit(happened.Reason, SessionStoreLimits.Name),
        Actor = Fit(happened.Actor, SessionStoreLimits.Text),
    };

    // An application raises events of its own making; one that is too long must not keep the others of its batch from the store.
    private static string Fit(string? text, int longest)
    {
        if (text is null || (text.Length <= longest && !text.AsSpan().ContainsAnyInRange('\ud800', '\udfff')))
        {
            return text ?? "";
        }

        StringBuilder fit = new();
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (fit.Length + rune.Utf16SequenceLength > longest)
            {
                break;
            }

            fit.Append(rune);
        }

        return fit.ToString();
    }
}
