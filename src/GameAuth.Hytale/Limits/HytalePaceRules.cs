using GameAuth.Providers;
using Microsoft.Extensions.Options;

namespace GameAuth.Hytale;

/// <summary>The documented limits: 5 device codes in 15 minutes, 10 polls in 5 minutes, 6 refreshes and 20 of each other call in an hour. They outlive the process, so that one that crashes and starts again burns no codes.</summary>
internal sealed class HytalePaceRules : IConfigureOptions<RequestPacerOptions>
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public void Configure(RequestPacerOptions options)
    {
        // First in the list, so that a rule of the application's own holds, whenever it was added.
        Add(options, "hytale/device-code", 5, TimeSpan.FromMinutes(15));
        Add(options, "hytale/poll", 10, TimeSpan.FromMinutes(5));
        Add(options, "hytale/refresh/*", 6, Hour);
        Add(options, "hytale/hourly/*", 20, Hour);
        foreach (string call in HytaleCallNames.All)
        {
            Add(options, $"hytale/{call}/*", 20, Hour);
        }
    }

    private static void Add(RequestPacerOptions options, string scope, int permits, TimeSpan period) =>
        options.Rules.Insert(0, new PaceRule(scope, new PaceWindow(permits, period)) { Persisted = true });
}
