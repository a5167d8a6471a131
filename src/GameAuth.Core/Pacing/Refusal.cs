using System.Globalization;

namespace GameAuth.Providers;

/// <summary>The errors of requests that are held back here. They name classes of scopes, never the account.</summary>
internal static class Refusal
{
    public static ThrottledException NoRoom(PaceWaiter waiter, DateTimeOffset retryAt) => new(
        string.Create(CultureInfo.InvariantCulture, $"The limits of {Describe(waiter.Scopes)} leave no room before {retryAt:O}; nothing was sent. Try again then, or let the request wait."),
        retryAt,
        wasSent: false) { Provider = Provider(waiter), Step = "pacing" };

    public static ThrottledException QueueFull(PaceWaiter waiter, int maxWaiting, DateTimeOffset retryAt) => new(
        string.Create(CultureInfo.InvariantCulture, $"{maxWaiting} requests wait for their limits already, so one more for {Describe(waiter.Scopes)} was refused; nothing was sent. Send less at once, or raise {nameof(RequestPacerOptions.MaxWaiting)}."),
        retryAt,
        wasSent: false) { Provider = Provider(waiter), Step = "pacing" };

    private static string Describe(ScopeSet scopes)
    {
        var parts = new List<string>();
        for (var i = 0; i < scopes.Count; i++)
        {
            parts.Add(scopes[i].Rule is { } rule ? $"'{rule.Scope}' ({string.Join(", ", rule.Windows)})" : "what the server told");
        }

        return string.Join(" and ", parts.Distinct(StringComparer.Ordinal));
    }

    private static string? Provider(PaceWaiter waiter)
    {
        var name = waiter.Request.Scopes[0];
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 ? name[..slash] : null;
    }
}
