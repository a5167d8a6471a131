using GameAuth.Providers;
using static GameAuth.Core.Tests.Pacing.PacerFixture;

namespace GameAuth.Core.Tests.Pacing;

/// <summary>Random rules and random arrivals, judged by counting: no window of any offset may hold more than its limit.</summary>
internal sealed class RandomTraffic(int seed)
{
    private readonly Random _random = new(seed);
    private readonly List<(string[] Scopes, Task<IPacePermit> Permit)> _asked = [];
    private readonly List<CancellationTokenSource> _cancels = [];

    public async Task RunAsync()
    {
        PaceRule[] rules = Enumerable.Range(0, 3).Select(Rule).ToArray();
        using PacerFixture pacing = new(rules);
        for (int i = 0; i < 80; i++)
        {
            if (_random.Next(3) == 0)
            {
                pacing.Clock.Advance(TimeSpan.FromMilliseconds(_random.Next(3000)));
            }

            Ask(pacing);
        }

        await FinishAsync(pacing);
        foreach (PaceRule rule in rules)
        {
            Judge(rule);
        }

        _cancels.ForEach(cancel => cancel.Dispose());
    }

    private PaceRule Rule(int number) => new(
        $"s{number}",
        [.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Window(_random.Next(1, 8), _random.Next(1, 120) / 10.0))])
    {
        MinSpacing = TimeSpan.FromMilliseconds(_random.Next(2) * _random.Next(500)),
        Gap = _random.Next(4) == 0 ? new PaceGap(TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(300)) : default,
    };

    private void Ask(PacerFixture pacing)
    {
        string[] scopes = [.. Enumerable.Range(0, 3).Where(_ => _random.Next(2) == 0).Select(number => $"s{number}")];
        CancellationTokenSource cancel = new();
        _cancels.Add(cancel);
        PaceRequest request = new(scopes, FailFast: _random.Next(6) == 0, Priority: _random.Next(3) == 0 ? 1 : 0);
        DateTimeOffset estimate = pacing.Pacer.Estimate(request);
        Task<IPacePermit> asked = pacing.AcquireAsync(request, cancel.Token);
        if (request.FailFast && asked.IsFaulted)
        {
            Assert.Equal(estimate, Assert.IsType<ThrottledException>(asked.Exception!.InnerException).RetryAt);
        }
        else
        {
            Assert.Equal(asked.IsCompletedSuccessfully, estimate == pacing.Clock.GetUtcNow());
        }

        _asked.Add((scopes, asked));
        if (_random.Next(8) == 0)
        {
            _cancels[_random.Next(_cancels.Count)].Cancel();
        }
    }

    private async Task FinishAsync(PacerFixture pacing)
    {
        Task all = Task.WhenAll(_asked.Select(asked => asked.Permit.ContinueWith(static _ => { }, TaskScheduler.Default)));
        await pacing.Clock.RunUntilAsync(all, TimeSpan.FromHours(2));
        Assert.Equal(0, pacing.Engine.Count().Waiters);
    }

    private void Judge(PaceRule rule)
    {
        long[] times = _asked
            .Where(asked => asked.Permit.IsCompletedSuccessfully && asked.Scopes.Contains(rule.Scope))
            .Select(asked => ((PacePermit)asked.Permit.Result).At)
            .Order()
            .ToArray();
        PaceWindow[] windows = rule.MinSpacing > TimeSpan.Zero ? [.. rule.Windows, new PaceWindow(1, rule.MinSpacing)] : [.. rule.Windows];
        foreach (PaceWindow window in windows)
        {
            for (int i = 0; i + window.Permits < times.Length; i++)
            {
                Assert.True(times[i + window.Permits] - times[i] >= window.Period.Ticks, $"Seed {seed}: {rule.Scope} broke {window}.");
            }
        }

        if (rule.Gap != default)
        {
            Assert.All(times.Zip(times.Skip(1)), pair => Assert.True(pair.Second - pair.First >= rule.Gap.Shortest.Ticks, $"Seed {seed}: {rule.Scope} broke its gap."));
        }
    }
}
