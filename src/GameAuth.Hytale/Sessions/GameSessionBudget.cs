using System.Collections.Concurrent;

namespace GameAuth.Hytale;

/// <summary>Counts the game sessions of each account against what its limits can keep alive. Safe for use from any thread.</summary>
internal sealed class GameSessionBudget(HytaleOptions options)
{
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);

    public int RefreshesPerHour => options.SessionRefreshesPerHour;

    public HytaleSessionBudget Of(AccountId account) => new(_counts.GetValueOrDefault(account.Key), options.SustainableSessions);

    /// <summary>Takes a place.</summary>
    /// <exception cref="IllegalStepException">There is none.</exception>
    public void Reserve(AccountId account)
    {
        int now = _counts.AddOrUpdate(account.Key, 1, static (_, count) => count + 1);
        if (now > options.SustainableSessions && !options.AllowSessionsBeyondBudget)
        {
            Release(account);
            throw new IllegalStepException(
                $"hytale: {options.SustainableSessions} game sessions of one account can be kept alive under its limits, and as many are; nothing was sent. End one, use another "
                + $"account, or set {nameof(HytaleOptions.AllowSessionsBeyondBudget)}.")
            { Provider = HytaleDefaults.Provider, Step = HytaleStep.SessionNew };
        }
    }

    public void Release(AccountId account) => _counts.AddOrUpdate(account.Key, 0, static (_, count) => count - 1);
}
