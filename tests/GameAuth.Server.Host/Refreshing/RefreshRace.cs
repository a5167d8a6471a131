using System.Buffers.Text;
using System.Text.Json;

namespace GameAuth.Server.Host.Refreshing;

/// <summary>
/// Many refreshes of one token at once, as tabs make them, and what is left of the session: for each family K callers ask with the same token, each winner calls the API with what it got, and then
/// every successor is used once.
/// </summary>
public static class RefreshRace
{
    private const int MostTries = 60;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs it.</summary>
    /// <param name="target">The server.</param>
    /// <param name="families">How many sessions, one after another.</param>
    /// <param name="callers">How many ask at once: K.</param>
    /// <param name="isWinnerFirst">Whether the first has its answer, and has called the API with it, before the others ask.</param>
    /// <param name="firstPlayer">The number of the first player.</param>
    public static async Task<RaceResult> RunAsync(IRefreshTarget target, int families, int callers, bool isWinnerFirst, int firstPlayer = 0)
    {
        ArgumentNullException.ThrowIfNull(target);
        RaceResult result = new(families, callers, isWinnerFirst);
        for (int player = firstPlayer; player < firstPlayer + families; player++)
        {
            Grant first = await target.SignInAsync(player);
            List<Grant> grants = [];
            if (isWinnerFirst)
            {
                grants.Add(await AskAsync(target, first.Refresh, 0));
            }

            grants.AddRange(await Task.WhenAll(Enumerable.Range(grants.Count, callers - grants.Count).Select(caller => Task.Run(() => AskAsync(target, first.Refresh, caller)))));
            result = await JudgeAsync(target, result, grants);
        }

        return result;
    }

    private static async Task<Grant> AskAsync(IRefreshTarget target, string token, int caller)
    {
        Grant grant = await target.RefreshAsync(token, caller);
        for (int tries = 0; grant.Error == "temporarily_unavailable" && tries < MostTries; tries++)
        {
            // A node on a busy machine may not know for a moment who was revoked, and says so: its clients ask again.
            await Task.Delay(Pause);
            grant = await target.RefreshAsync(token, caller);
        }

        return !grant.IsGranted || await target.CallAsync(grant.Access, caller) ? grant : grant with { Error = "the API refused the new access token" };
    }

    // What is alive is what yields a successor when it is used; two that yield the same one are one chain.
    private static async Task<RaceResult> JudgeAsync(IRefreshTarget target, RaceResult result, List<Grant> grants)
    {
        Grant[] winners = [.. grants.Where(static one => one.IsGranted)];
        List<Grant> next = [];
        foreach (string successor in winners.Select(static one => one.Refresh).Distinct())
        {
            next.Add(await target.RefreshAsync(successor, next.Count));
        }

        int chains = next.Where(static one => one.IsGranted).Select(static one => one.Refresh).Distinct().Count();
        int[] generations = [.. winners.Select(static one => GenerationOf(one.Access)).Distinct()];
        return result with
        {
            Refused = result.Refused + grants.Count(static one => one.Error.Length > 0),
            Why = result.Why.Length > 0 ? result.Why : grants.Select(static one => one.Error).FirstOrDefault(static error => error.Length > 0) ?? "",
            Dead = result.Dead + (chains == 0 ? 1 : 0),
            Forked = result.Forked + (chains > 1 ? 1 : 0),
            Chains = result.Chains + chains,
            OneStep = result.OneStep + (generations is [1] && next.All(static one => GenerationOf(one.Access) == 2) ? 1 : 0),
        };
    }

    /// <summary>The claim <c>gen</c> of our access tokens; -1 for those of a peer.</summary>
    private static int GenerationOf(string accessToken)
    {
        string[] parts = accessToken.Split('.');
        if (parts.Length != 3)
        {
            return -1;
        }

        using JsonDocument claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
        return claims.RootElement.TryGetProperty("gen", out JsonElement generation) ? generation.GetInt32() : -1;
    }
}

/// <summary>What is left after races.</summary>
/// <param name="Families">How many sessions raced.</param>
/// <param name="Callers">How many callers each had.</param>
/// <param name="IsWinnerFirst">Whether the winner had called the API before the others asked.</param>
public sealed record RaceResult(int Families, int Callers, bool IsWinnerFirst)
{
    /// <summary>What it has to be: one step of each session, and one chain.</summary>
    public static RaceResult Right(int families, int callers, bool isWinnerFirst) => new(families, callers, isWinnerFirst) { Chains = families, OneStep = families };

    /// <summary>Callers who got nothing, or an access token that does not work.</summary>
    public int Refused { get; init; }

    /// <summary>What the first of them was told; empty where there is none.</summary>
    public string Why { get; init; } = "";

    /// <summary>Sessions of which no token is good any more: the player was logged out.</summary>
    public int Dead { get; init; }

    /// <summary>Sessions with more than one chain of good tokens: a thief beside the player would not be seen.</summary>
    public int Forked { get; init; }

    /// <summary>Chains that are alive, of all sessions together.</summary>
    public int Chains { get; init; }

    /// <summary>Sessions that moved exactly one generation by the race, and one more by the use of its successor. Of ours alone: peers have no generations.</summary>
    public int OneStep { get; init; }
}
