using GameAuth.Providers;
using GameAuth.Storage;
using GameAuth.Testing;

namespace GameAuth.Core.Tests.Pacing;

/// <summary>A pacer on a fake clock, and the times at which it let requests through.</summary>
internal sealed class PacerFixture : IDisposable
{
    private readonly DateTimeOffset _start;

    public PacerFixture(params PaceRule[] rules)
        : this(new FakeClock(), store: null, rules)
    {
    }

    public PacerFixture(FakeClock clock, ITokenStore? store, params PaceRule[] rules)
    {
        Clock = clock;
        _start = clock.GetUtcNow();
        Options = new RequestPacerOptions { Seed = 1, HoldJitter = 0 };
        foreach (PaceRule rule in rules)
        {
            Options.Rules.Add(rule);
        }

        Store = store;
        Pacer = new RequestPacer(Options, clock, store);
    }

    public FakeClock Clock { get; }

    public RequestPacerOptions Options { get; }

    public ITokenStore? Store { get; }

    public RequestPacer Pacer { get; private set; }

    public PaceEngine Engine => Pacer.Engine;

    public static PaceWindow Window(int permits, double seconds) => new(permits, TimeSpan.FromSeconds(seconds));

    public static PaceRequest For(params string[] scopes) => new(scopes);

    /// <summary>Seconds from the start to when a permit was given.</summary>
    public static double At(IPacePermit permit) => TimeSpan.FromTicks(((PacePermit)permit).At).TotalSeconds;

    public void Configure(Action<RequestPacerOptions> configure)
    {
        configure(Options);
        Pacer.Dispose();
        Pacer = new RequestPacer(Options, Clock, Store);
    }

    public Task<IPacePermit> AcquireAsync(PaceRequest request, CancellationToken cancellationToken = default) =>
        Pacer.AcquireAsync(request, cancellationToken).AsTask();

    public Task<IPacePermit> AcquireAsync(params string[] scopes) => AcquireAsync(For(scopes));

    public List<Task<IPacePermit>> AcquireMany(int count, params string[] scopes) => [.. Enumerable.Range(0, count).Select(_ => AcquireAsync(scopes))];

    public void Take(int count, params string[] scopes)
    {
        foreach (Task<IPacePermit> taken in AcquireMany(count, scopes))
        {
            Assert.True(taken.IsCompletedSuccessfully, "There was no room.");
        }
    }

    public async Task<double> LetThroughAsync(Task<IPacePermit> waiting)
    {
        await Clock.RunUntilAsync(waiting, TimeSpan.FromDays(40));
        return At(await waiting);
    }

    public async Task<IEnumerable<double>> LetThroughAsync(IEnumerable<Task<IPacePermit>> waiting)
    {
        Task<IPacePermit[]> all = Task.WhenAll(waiting);
        await Clock.RunUntilAsync(all, TimeSpan.FromDays(40));
        return (await all).Select(At);
    }

    /// <summary>Seconds from the start to when the pacer would let a request through.</summary>
    public double Estimate(params string[] scopes) => (Pacer.Estimate(For(scopes)) - _start).TotalSeconds;

    public double Seconds(DateTimeOffset at) => (at - _start).TotalSeconds;

    public void AdvanceTo(double seconds) => Clock.SetUtcNow(_start.AddSeconds(seconds));

    public void Dispose() => Pacer.Dispose();
}
