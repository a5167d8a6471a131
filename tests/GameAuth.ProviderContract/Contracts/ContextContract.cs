using System.Diagnostics;

namespace GameAuth.ProviderContract;

/// <summary>A mint that many share lives in nobody's context.</summary>
public abstract class ContextContract<THarness> : ProviderContract<THarness>
    where THarness : ProviderHarness, new()
{
    private static readonly AsyncLocal<string?> Caller = new();

    [Fact]
    public async Task A_thread_that_waits_with_its_context_blocked_is_not_deadlocked()
    {
        Account account = await (await Harness.StartHostAsync()).SignInAsync();
        Harness.ExpireLeafAndGrant();
        TaskCompletionSource<bool> ended = new();
        Thread ui = new(() =>
        {
            SynchronizationContext.SetSynchronizationContext(new DeafContext());
            ended.SetResult(LeafAsync(account).Wait(ProviderHarness.Patience));
        });
        ui.Start();
        Assert.True(await ended.Task);
    }

    [Fact]
    public async Task The_first_callers_context_does_not_live_on_in_the_mint()
    {
        Account account = await (await Harness.StartHostAsync()).SignInAsync();
        Harness.ExpireLeafAndGrant();
        using Activity mine = new Activity("caller").Start();
        Caller.Value = "mine";
        List<(string? Local, ActivityTraceId? Trace)> seen = [];
        foreach (WireCall call in (WireCall[])[WireCall.Refresh, WireCall.Leaf])
        {
            Tap.OnNext(call, (pass, _) =>
            {
                seen.Add((Caller.Value, Activity.Current?.TraceId));
                return pass();
            });
        }

        await LeafAsync(account);
        Assert.Equal(2, seen.Count);
        Assert.All(seen, context => Assert.Null(context.Local));
        Assert.All(seen, context => Assert.NotEqual(mine.TraceId, context.Trace));
    }

    /// <summary>The context of a user interface whose one thread is busy: what is posted to it never runs.</summary>
    private sealed class DeafContext : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
        }
    }
}
