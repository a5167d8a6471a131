using System.Net.Http.Headers;
using GameAuth.Providers;

namespace GameAuth.Psn;

/// <summary>The limits that players of the service report, and what a request asks of the pacer. All are kept in the store.</summary>
/// <remarks>The service publishes none. Its 429 names the time in <c>X-RateLimit-Next-Available</c>; one that does not holds the account for a minute.</remarks>
internal static class PsnLimits
{
    /// <summary>Every request names this scope, whoever's it is: the edge counts by address.</summary>
    public const string Edge = "psn/edge";

    // Several accounts sign in from one address, and the host of the sign-in counts by address too.
    private const string Door = "psn/sign-in";

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan LongestSignInWait = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan HoldWithoutHint = TimeSpan.FromMinutes(1);

    public static IEnumerable<PaceRule> Rules { get; } =
    [
        new("psn/refresh/*") { MinSpacing = TimeSpan.FromSeconds(10), HoldWithoutHint = HoldWithoutHint, Persisted = true },
        new("psn/calls/*", new PaceWindow(300, TimeSpan.FromMinutes(15))) { HoldWithoutHint = HoldWithoutHint, Persisted = true },
        new(Door) { HoldWithoutHint = HoldWithoutHint, Persisted = true },
        new("psn/parties/*") { MinSpacing = TimeSpan.FromSeconds(30), HoldWithoutHint = HoldWithoutHint, Persisted = true },
        new("psn/invitations/*") { MinSpacing = TimeSpan.FromSeconds(30), HoldWithoutHint = HoldWithoutHint, Persisted = true },
        new("psn/voice/*") { Gap = new PaceGap(TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(1500)) },
        new(Edge) { Persisted = true },
    ];

    /// <summary>A step of a sign-in. It has no window, and somebody waits for it.</summary>
    public static PaceRequest SignIn { get; } = new([Door, Edge], MaxWait: LongestSignInWait);

    /// <summary>A request of an account to the API. The window is waited for; what is longer is a hold, and is told at once.</summary>
    public static PaceRequest Call(AccountId account) => new([$"psn/calls/{account.Key}", Edge], MaxWait: LongestWait);

    /// <summary>Put on a request that is made now or not at all, since its caller waits by itself.</summary>
    public static HttpRequestOptionsKey<bool> NowOrNever { get; } = new("gameauth.psn.now");

    /// <summary>A refresh. One that comes too soon waits for its ten seconds, and none waits for the window of those that need its token.</summary>
    public static PaceRequest Refresh(AccountId account) => new([$"psn/refresh/{account.Key}", Edge], MaxWait: LongestSignInWait);
}

/// <summary>What the requests of an account ask of the pacer, by what they are: the application's own as those of this package.</summary>
internal sealed class PsnPaces(AccountId account)
{
    private const string Sessions = "/api/sessionManager/v2/";

    private readonly PaceRequest _call = PsnLimits.Call(account);
    private readonly PaceRequest _list = With(PsnLimits.Call(account), $"psn/parties/{account.Key}");
    private readonly PaceRequest _invitations = With(PsnLimits.Call(account), $"psn/invitations/{account.Key}");
    private readonly PaceRequest _voice = With(PsnLimits.Call(account), $"psn/voice/{account.Key}");

    /// <summary>The limits of a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="isReplay">Whether it is made again with another token: the same list, for which the service was not asked twice.</param>
    public PaceRequest Of(HttpRequestMessage request, bool isReplay)
    {
        // Nearly all requests are reads of something else, and these are told without a copy of their path.
        if (request.RequestUri is not { } target || !(target.OriginalString.Contains("/sessionManager/", StringComparison.Ordinal) || target.OriginalString.Contains("/rtcBridge/", StringComparison.Ordinal)))
        {
            return _call;
        }

        PaceRequest pace = Of(request.Method, target.AbsolutePath, isReplay);
        return request.Options.TryGetValue(PsnLimits.NowOrNever, out bool now) && now ? pace with { FailFast = true } : pace;
    }

    private PaceRequest Of(HttpMethod method, string path, bool isReplay) => path switch
    {
        Sessions + "sys/gameBase/parties/bulkGet" => isReplay ? _call : _list,
        Sessions + "partySessions" when method == HttpMethod.Get => isReplay ? _call : _list,
        Sessions + "users/me/partySessionsInvitations" => isReplay ? _call : _invitations,

        // Between the last step of a join and the first one of a voice there is a pause.
        "/api/rtcBridge/v1/bridges" when method == HttpMethod.Post => _voice,
        _ when method == HttpMethod.Patch && path.EndsWith("/members/me", StringComparison.Ordinal) => _voice,
        _ => _call,
    };

    // A 429 counts for the first one, as it does for every other request of the account.
    private static PaceRequest With(PaceRequest call, string scope) => call with { Scopes = [call.Scopes[0], scope, .. call.Scopes.Skip(1)] };
}

/// <summary>
/// The page that the edge of the service puts in the way of an address that asked too much: a 403 in HTML. It holds all requests: 30 minutes, doubling to 12 hours while the page is there when
/// they are over. Safe for use from any thread.
/// </summary>
internal sealed class PsnEdge(ProviderContext context)
{
    private static readonly TimeSpan First = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    private readonly Lock _gate = new();
    private TimeSpan _hold;
    private DateTimeOffset _until = DateTimeOffset.MinValue; // a moment of the steady clock
    private volatile bool _hasHeld;

    /// <summary>The verdict about an answer's head; null where it is no page of the edge.</summary>
    public Verdict? Judge(HttpResponseMessage response) => IsOfInterest((int)response.StatusCode)
        ? Judge((int)response.StatusCode, response.Content.Headers.NonValidated.TryGetValues("Content-Type", out HeaderStringValues type) && IsHtml(type.ToString()))
        : null;

    /// <summary>The verdict about a whole answer, which may be a page that does not say so.</summary>
    public Verdict? Judge(ProviderResponse answer) => IsOfInterest(answer.Status)
        ? Judge(answer.Status, IsHtml(answer.Header("Content-Type")) || answer.Body.Span.TrimStart(" \t\r\n"u8).StartsWith("<"u8))
        : null;

    // Most answers are looked at no further: only a 403 may be the page, and only after one does another answer say that it is gone.
    private bool IsOfInterest(int status) => status == 403 || _hasHeld;

    private static bool IsHtml(string? type) => type is not null && type.Contains("html", StringComparison.OrdinalIgnoreCase);

    private Verdict? Judge(int status, bool isPage)
    {
        if (status == 403 && isPage)
        {
            Hold();
            return Verdict.Throttled;
        }

        if (status is >= 200 and <= 399 && !isPage)
        {
            Pass();
        }

        return null;
    }

    private void Hold()
    {
        lock (_gate)
        {
            DateTimeOffset now = context.Steady.Now;
            if (now < _until)
            {
                // It was on its way when the first page came.
                return;
            }

            _hasHeld = true;
            _hold = _hold == TimeSpan.Zero ? First : _hold * 2 > Longest ? Longest : _hold * 2;
            _until = now + _hold;
        }

        context.Pacer.Freeze(PsnLimits.Edge, context.Time.GetUtcNow() + _hold);
        PsnLog.HeldByEdge(context.Log, _hold);
    }

    private void Pass()
    {
        lock (_gate)
        {
            if (_hold != TimeSpan.Zero && context.Steady.Now >= _until)
            {
                _hold = TimeSpan.Zero;
                _hasHeld = false;
            }
        }
    }
}
