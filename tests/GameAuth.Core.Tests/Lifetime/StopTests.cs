using GameAuth.ProviderContract;
using GameAuth.Providers;
using GameAuth.Tests.Engine;
using GameAuth.Toy;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GameAuth.Tests.Lifetime;

/// <summary>A host that stops waits no longer than it is told to, and ends what waits for a player.</summary>
public sealed class StopTests : EngineTest
{
    [Fact]
    public async Task A_silent_service_holds_the_stop_no_longer_than_the_hosts_token_and_what_is_disposed_after_it_not_at_all()
    {
        RoomService service = new() { HoldEnd = new TaskCompletionSource().Task };
        ContractHost host = await HostAsync();
        ToyAccount account = await SignInAsync(host);
        TestRoom room = await TestRoom.OpenAsync(account, service, RoomsOf(host), Harness.Clock);
        using CancellationTokenSource limit = new();
        Task stopping = StopAsync(host, limit.Token);
        await ProviderHarness.UntilAsync(() => service.Calls.Contains("end 1"));
        Assert.False(stopping.IsCompleted);

        // No time passes by the hosts clock: it is the token alone that ends the wait.
        await limit.CancelAsync();
        await stopping.WaitAsync(ProviderHarness.Patience);
        await room.DisposeAsync().AsTask().WaitAsync(ProviderHarness.Patience);
        Assert.Equal(ResourceState.Ended, room.State);
    }

    [Fact]
    public async Task The_stop_ends_a_prompt_and_its_sign_in_says_so()
    {
        WaitingPrompt prompt = new();
        ContractHost host = await HostAsync();
        Task<ToyAccount> signingIn = Front(host).SignInAsync(ToySignIn.Paste(prompt));
        await prompt.Asked;
        await StopAsync(host, CancellationToken.None);
        OperationCanceledException error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => signingIn.WaitAsync(ProviderHarness.Patience));
        Assert.Contains("the host is stopping", error.Message, StringComparison.Ordinal);
        Assert.True(prompt.WhileShown.IsCancellationRequested);
        Assert.Equal(0, Server.AllCalls);
    }

    [Fact]
    public async Task A_prompt_does_not_wait_for_what_is_ended_at_the_service_first()
    {
        RoomService service = new() { HoldEnd = new TaskCompletionSource().Task };
        WaitingPrompt prompt = new();
        ContractHost host = await HostAsync();
        await TestRoom.OpenAsync(await SignInAsync(host), service, RoomsOf(host), Harness.Clock);
        Task<ToyAccount> signingIn = Front(host).SignInAsync(ToySignIn.Paste(prompt) with { ForcePrompt = true });
        await prompt.Asked;
        using CancellationTokenSource limit = new();
        Task stopping = StopAsync(host, limit.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => signingIn.WaitAsync(ProviderHarness.Patience));
        Assert.False(stopping.IsCompleted);
        await limit.CancelAsync();
        await stopping.WaitAsync(ProviderHarness.Patience);
    }

    [Fact]
    public async Task A_host_that_is_disposed_without_a_stop_ends_a_prompt_without_a_word_of_what_it_has_lost()
    {
        WaitingPrompt prompt = new();
        HostApplicationBuilder app = Host.CreateEmptyApplicationBuilder(settings: null);
        app.Services.AddSingleton<TimeProvider>(Harness.Clock);
        app.Services.AddGameAuth(static options => options.ApplicationName = "tests").UseMemoryStore().UseKey([.. Enumerable.Range(1, 32).Select(static i => (byte)i)])
            .AddToy(static options => options.ClientId = "tests");
        IHost host = app.Build();
        await host.StartAsync();
        IToyAuth toy = host.Services.GetRequiredService<IToyAuth>();
        Task<ToyAccount> signingIn = toy.SignInAsync(ToySignIn.Paste(prompt));
        await prompt.Asked;
        host.Dispose();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => signingIn.WaitAsync(ProviderHarness.Patience));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => toy.SignInAsync(ToySignIn.Paste(prompt)));
    }

    [Fact]
    public async Task A_caller_who_gives_up_is_told_of_nothing_else()
    {
        WaitingPrompt prompt = new();
        using CancellationTokenSource caller = new();
        Task<ToyAccount> signingIn = Front(await HostAsync()).SignInAsync(ToySignIn.Paste(prompt), caller.Token);
        await prompt.Asked;
        await caller.CancelAsync();
        OperationCanceledException error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => signingIn);
        Assert.DoesNotContain("stopping", error.Message, StringComparison.Ordinal);
    }

    private static async Task StopAsync(ContractHost host, CancellationToken cancellationToken)
    {
        foreach (IHostedService hosted in host.Services.GetServices<IHostedService>().Reverse())
        {
            await hosted.StopAsync(cancellationToken);
        }
    }

    private static LeasedRecords<Room> RoomsOf(ContractHost host) => RecordSetTests.Context(host).LeasedRecords("room", LifetimeJson.Default.Room);

    private sealed class WaitingPrompt : ISignInPrompt
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Asked => _asked.Task.WaitAsync(ProviderHarness.Patience);

        public CancellationToken WhileShown { get; private set; }

        public async ValueTask<Secret?> AskAsync(SignInChallenge challenge, CancellationToken whileShown)
        {
            WhileShown = whileShown;
            _asked.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, whileShown);
            return null;
        }
    }
}
