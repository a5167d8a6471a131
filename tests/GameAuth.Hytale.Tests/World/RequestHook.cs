using GameAuth.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Hytale.Tests;

/// <summary>Stands between an application and the wire: it counts the requests that are under way, and a test may act before each of them leaves.</summary>
internal sealed class RequestHook
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(5);

    private int _inFlight;

    /// <summary>Runs before each request leaves; the request counts as under way meanwhile.</summary>
    public Func<HttpRequestMessage, Task>? BeforeSend { get; set; }

    /// <summary>How many requests are under way. While there is one, no time may pass: its time limit is measured by the fake clock, its way by the real one.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Adds the hook to the client of the provider's own calls.</summary>
    public void AddTo(IServiceCollection services) =>
        services.AddHttpClient(GameAuthClientNames.Auth(HytaleDefaults.Provider)).AddHttpMessageHandler(() => new HookHandler(this));

    /// <summary>Lets time pass until the work is done, in steps that are short against the time limit of a request, and only while none is under way.</summary>
    /// <remarks>Code that has read the clock before a step and sets its timer after it is late by that step, and by no more.</remarks>
    public async Task PassUntilAsync(FakeClock clock, Task work)
    {
        using CancellationTokenSource patience = new(Patience);
        while (await Task.WhenAny(work, Task.Delay(TimeSpan.FromMilliseconds(50), patience.Token)) != work)
        {
            if (patience.IsCancellationRequested)
            {
                throw new TimeoutException($"Nothing came of it in {Patience} with {InFlight} requests under way; the fake clock shows {clock.GetUtcNow():O}.");
            }

            if (InFlight == 0)
            {
                clock.Advance(Step);
            }
        }

        await work;
    }

    private sealed class HookHandler(RequestHook hook) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref hook._inFlight);
            try
            {
                if (hook.BeforeSend is { } before)
                {
                    await before(request);
                }

                return await base.SendAsync(request, cancellationToken);
            }
            finally
            {
                Interlocked.Decrement(ref hook._inFlight);
            }
        }
    }
}

/// <summary>What the tests of kept sessions do again and again.</summary>
internal static class SessionSteps
{
    /// <summary>Done when the session has other tokens than now.</summary>
    public static async Task RenewedAsync(this HytaleGameSession session)
    {
        Secret first = session.SessionToken;
        for (int seen = session.Changes; ReferenceEquals(session.SessionToken, first); seen = session.Changes)
        {
            Assert.False(session.Over.IsCancellationRequested, $"The session is over: {session.Failure}");
            await session.WaitForChangeAsync(seen);
        }
    }

    /// <summary>Moves the clock to the last moment at which no renewal of the session can be due: in one leap, since nothing happens on the way.</summary>
    public static void MoveCloseTo(this FakeClock clock, HytaleGameSession session) => clock.Advance(session.ExpiresAt - GameSessionTimes.Window - clock.GetUtcNow());
}
