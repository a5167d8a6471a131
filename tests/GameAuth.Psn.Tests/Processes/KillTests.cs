namespace GameAuth.Psn.Tests.Processes;

/// <summary>A process is killed after each step, and in the middle of each request: the next start leaves nothing behind.</summary>
public sealed class KillTests : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("gameauth-psn-").FullName;
    private readonly ScriptedFront _front = new(new ScriptedService(TimeProvider.System));

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _front.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
        Assert.Empty(_front.Service.Violations);
    }

    [Theory]
    [InlineData("join")]
    [InlineData("create")]
    [InlineData("join", "voice")]
    [InlineData("join", "voice", "answer")]
    [InlineData("join", "voice", "answer", "reoffer")]
    [InlineData("join", "voice", "end")]
    [InlineData("join", "voice", "answer", "end", "voice")]
    [InlineData("join", "voice", "leave")]
    public async Task After_a_step(params string[] steps)
    {
        using (PsnProcess first = await StartAsync())
        {
            foreach (string step in steps)
            {
                await first.StepAsync(step);
            }

            await first.KillAsync();
        }

        await AssertNothingIsLeftAsync();
    }

    [Theory]
    [InlineData("join", "join")]
    [InlineData("enter", "join")]
    [InlineData("create", "create")]
    [InlineData("enter", "create")]
    [InlineData("link", "join", "voice")]
    [InlineData("peer", "join", "voice")]
    [InlineData("answer", "join", "voice", "answer")]
    [InlineData("reoffer", "join", "voice", "answer", "reoffer")]
    [InlineData("peer-end", "join", "voice", "end")]
    [InlineData("bridge-end", "join", "voice", "end")]
    [InlineData("leave", "join", "voice", "leave")]
    [InlineData("peer-end", "join", "voice", "leave")]
    [InlineData("bridge-end", "join", "voice", "leave")]
    public async Task Before_an_answer_comes(string request, params string[] steps)
    {
        using (PsnProcess first = await StartAsync())
        {
            foreach (string step in steps[..^1])
            {
                await first.StepAsync(step);
            }

            TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _front.Held = (request, reached);
            await first.BeginAsync(steps[^1]);
            await reached.Task.WaitAsync(TimeSpan.FromMinutes(1));
            await first.KillAsync();
        }

        await AssertNothingIsLeftAsync();
    }

    private Task<PsnProcess> StartAsync() => PsnProcess.StartAsync(_front.Settings, _directory, ScriptedService.Npsso);

    private async Task AssertNothingIsLeftAsync()
    {
        using PsnProcess next = await StartAsync();
        await ProviderContract.ProviderHarness.UntilAsync(() => _front.Service.Parties.Open(ScriptedService.Player) == 0);

        // Its account can go on.
        await next.StepAsync("join");
        await next.StepAsync("voice");
        await next.StepAsync("leave");
        Assert.Equal(0, _front.Service.Parties.Open(ScriptedService.Player));
    }
}
