using GameAuth.Xbox;

namespace XboxConsole;

/// <summary>Tells of achievements as they are unlocked, until Ctrl+C.</summary>
internal sealed class Follow(XboxAccount me, IReadOnlyList<XboxAchievement> shown)
{
    private readonly Dictionary<string, XboxAchievement> _known = shown.ToDictionary(static one => KeyOf(one.ServiceConfigId, one.Id), StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _unlocked =
        new(shown.Where(static one => one.ProgressState is XboxAchievementState.Achieved).Select(static one => KeyOf(one.ServiceConfigId, one.Id)), StringComparer.OrdinalIgnoreCase);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using XboxRealTimeActivity live = await me.ConnectRealTimeAsync(cancellationToken);
            string[] games = [.. shown.Select(static one => one.ServiceConfigId).Distinct(StringComparer.OrdinalIgnoreCase)];
            Console.WriteLine($"Listening to {games.Length} games. Ctrl+C ends it.");
            await Task.WhenAll(games.Select(game => ListenAsync(live, game, cancellationToken)));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Console.WriteLine("No longer listening.");
        }
    }

    private async Task ListenAsync(XboxRealTimeActivity live, string game, CancellationToken cancellationToken)
    {
        await using XboxSubscription<XboxAchievementProgress> news = await live.SubscribeToAchievementsAsync(game, cancellationToken: cancellationToken);
        await foreach (XboxNotification<XboxAchievementProgress> one in news.WithCancellation(cancellationToken))
        {
            if (one.IsResync)
            {
                await CatchUpAsync(cancellationToken);
            }
            else if (one.Data.State is XboxAchievementState.Achieved)
            {
                Tell(KeyOf(one.Data.ServiceConfigId, one.Data.AchievementId), one.Data.UnlockedAt);
            }
        }
    }

    // The connection was away for a moment, so what happened meanwhile is only in the list.
    private async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        await foreach (XboxAchievement one in me.Achievements.ListAsync(new() { UnlockedOnly = true }, cancellationToken))
        {
            Tell(KeyOf(one.ServiceConfigId, one.Id), one.TimeUnlocked);
        }
    }

    private void Tell(string key, DateTimeOffset? at)
    {
        lock (_unlocked)
        {
            if (_unlocked.Add(key) && _known.TryGetValue(key, out XboxAchievement? achievement))
            {
                Console.WriteLine($"{at?.ToLocalTime():T}  {achievement.Name} ({achievement.Gamerscore})");
            }
        }
    }

    private static string KeyOf(string game, string id) => $"{game}/{id}";
}
