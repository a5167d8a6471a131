namespace GameAuth.Hytale.Tests.Validation;

/// <summary>Ten thousand tokens, each with a key id of its own that nobody publishes. No token is remembered, so each good one needs its key anew.</summary>
public sealed class UnknownKeyTests : IDisposable
{
    private const int Strangers = 10_000;

    private readonly TokenWorld _world = new(static options => options.RememberedTokens = 0);

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Strangers_one_after_the_other_cause_one_request()
    {
        string good = await _world.WarmAsync();
        int before = _world.Fetches;
        for (int i = 0; i < Strangers; i++)
        {
            Assert.Equal(HytaleTokenRefusal.UnknownKey, await RefusalAsync($"invented-{i}"));
            AssertAtOnce(good);
        }

        Assert.Equal(1, _world.Fetches - before);
        _world.Clock.Advance(TimeSpan.FromSeconds(29));
        await RefusalAsync("invented-once-more");
        Assert.Equal(1, _world.Fetches - before);
        _world.Clock.Advance(TimeSpan.FromSeconds(1));
        await RefusalAsync("invented-and-again");
        Assert.Equal(2, _world.Fetches - before);
    }

    [Fact]
    public async Task Strangers_all_at_once_cause_one_request()
    {
        const int workers = 8;
        string good = await _world.WarmAsync();
        int before = _world.Fetches;
        int refused = 0;
        await Task.WhenAll(Enumerable.Range(0, workers).Select(worker => Task.Run(async () =>
        {
            for (int i = 0; i < Strangers / workers; i++)
            {
                Interlocked.Add(ref refused, await RefusalAsync($"invented-{worker}-{i}") is HytaleTokenRefusal.UnknownKey ? 1 : 0);
                AssertAtOnce(good);
            }
        })));
        Assert.Equal((Strangers, 1), (refused, _world.Fetches - before));
    }

    [Fact]
    public async Task While_the_request_of_strangers_hangs_known_keys_do_not()
    {
        string good = await _world.WarmAsync();
        TaskCompletionSource answer = new();
        _world.Hold = answer.Task;
        Task<HytaleTokenRefusal>[] waiting = [.. Enumerable.Range(0, 1000).Select(i => RefusalAsync($"invented-{i}"))];
        for (int i = 0; i < 1000; i++)
        {
            AssertAtOnce(good);
        }

        Assert.DoesNotContain(waiting, static one => one.IsCompleted);
        answer.SetResult();
        Assert.All(await Task.WhenAll(waiting), static refusal => Assert.Equal(HytaleTokenRefusal.UnknownKey, refusal));
        Assert.Equal(2, _world.Fetches);
    }

    private async Task<HytaleTokenRefusal> RefusalAsync(string keyId) =>
        (await _world.Validator.ValidateAsync(_world.Forged(keyId), HytaleTokenProfile.PlayerIdentity)).Refusal;

    private void AssertAtOnce(string token)
    {
        ValueTask<HytaleTokenResult> judged = _world.Validator.ValidateAsync(token, HytaleTokenProfile.PlayerIdentity);
        Assert.True(judged.IsCompletedSuccessfully);
        Assert.True(judged.Result.IsValid);
    }
}
