namespace GameAuth.Xbox.Tests;

/// <summary>Every typed call of the services, by name.</summary>
internal static class ServiceCalls
{
    private const string Scid = "11111111-2222-4333-8444-555555555555";
    private const string Other = ServiceWorld.Other;

    /// <summary>Calls for something that may not exist.</summary>
    public static IReadOnlyDictionary<string, Func<XboxAccount, CancellationToken, Task<object?>>> Lookups { get; } = new Dictionary<string, Func<XboxAccount, CancellationToken, Task<object?>>>
    {
        ["profile"] = static async (me, token) => await me.Profiles.GetAsync(Other, token),
        ["achievement"] = static async (me, token) => await me.Achievements.GetAsync(Scid, "1", cancellationToken: token),
        ["title"] = static async (me, token) => await me.Titles.GetAsync("1717113201", cancellationToken: token),
        ["presence"] = static async (me, token) => await me.Presence.GetAsync(Other, cancellationToken: token),
        ["person"] = static async (me, token) => await me.People.GetAsync(Other, cancellationToken: token),
        ["social summary"] = static async (me, token) => await me.People.GetSummaryAsync(Other, token),
    };

    public static IReadOnlyDictionary<string, Func<XboxAccount, CancellationToken, Task<object?>>> All { get; } = new Dictionary<string, Func<XboxAccount, CancellationToken, Task<object?>>>(Lookups)
    {
        ["own profile"] = static async (me, token) => await me.GetProfileAsync(token),
        ["profile batch"] = static async (me, token) => await me.Profiles.GetManyAsync([Other], token),
        ["achievements"] = static async (me, token) => await me.Achievements.ListAsync(cancellationToken: token).ToListAsync(token),
        ["title history"] = static async (me, token) => await me.Titles.GetHistoryAsync(cancellationToken: token),
        ["own presence"] = static async (me, token) => await me.Presence.GetAsync(cancellationToken: token),
        ["presence batch"] = static async (me, token) => await me.Presence.GetManyAsync([Other], cancellationToken: token),
        ["people"] = static async (me, token) => await me.People.GetFriendsAsync(cancellationToken: token),
        ["people batch"] = static async (me, token) => await me.People.GetManyAsync([Other], cancellationToken: token),
        ["own social summary"] = static async (me, token) => await me.People.GetSummaryAsync(token),
    };

    /// <summary>The name that its errors have.</summary>
    public static string Step(string name) => name.StartsWith("own ", StringComparison.Ordinal) ? name["own ".Length..] : name;
}
